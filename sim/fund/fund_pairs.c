/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_pairs.c - counts and paired differences, one pass each; see
 * fund_run.h. */
#include "sim/fund/fund_run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- one question -------------------------------------------------------- */

typedef struct counter {
    const ds_fund_model *m;
    uint64_t n;
    const ds_fund_question *q;
    ds_fund_paths *w;                 /* one a thread */
    int64_t (*count)[DS_DESIGN_RUNS]; /* of each group, one a thread */
} counter;

static size_t paths_of(uint64_t n, size_t block)
{
    const uint64_t left = n - (uint64_t)block * DS_FUND_BLOCK;
    return left < DS_FUND_BLOCK ? (size_t)left : DS_FUND_BLOCK;
}

static ds_status count_block(void *ctx, int thread, size_t block, ds_error *err)
{
    counter *c = ctx;
    ds_fund_paths *w = &c->w[thread];
    const double bound = c->q->months * 1e4;
    ds_fund_paths_begin(w, c->m, (uint64_t)block * DS_FUND_BLOCK,
                        paths_of(c->n, block));
    for (int64_t t = 1; t <= c->q->t; t++) ds_fund_paths_year(w, c->m, t);
    const double *gap = w->figure[c->q->pool][DS_FUND_GAP];
    const double *months = w->figure[c->q->pool][DS_FUND_MONTHS];
    const size_t groups = ds_design_groups(c->m->design.kind);
    for (size_t i = 0; i < w->n; i++)
        c->count[thread][(w->first + i) % groups] +=
            c->q->depleted ? gap[i] > 0.0 : months[i] >= bound;
    return ds_fund_paths_check(w, err);
}

static void read_answer(const counter *c, size_t threads, ds_fund_answer *out)
{
    const size_t groups = ds_design_groups(c->m->design.kind);
    double sizes[DS_DESIGN_RUNS], counts[DS_DESIGN_RUNS];
    ds_fund_group_sizes(c->n, groups, sizes);
    out->count = 0;
    for (size_t g = 0; g < groups; g++) {
        int64_t sum = 0;
        for (size_t i = 0; i < threads; i++) sum += c->count[i][g];
        counts[g] = (double)sum;
        out->count += (uint64_t)sum;
    }
    out->error = ds_fund_share_error(groups, sizes, counts);
}

ds_status ds_fund_count(const ds_fund_model *m, uint64_t n,
                        const ds_fund_question *q, const ds_run *run,
                        ds_fund_answer *out, ds_error *err)
{
    counter c = {.m = m, .n = n, .q = q};
    ds_status st = DS_OK;
    const size_t threads = (size_t)run->threads;
    DS_GO(ds_alloc(&c.w, threads, sizeof *c.w, err));
    DS_GO(ds_alloc(&c.count, threads, sizeof *c.count, err));
    for (size_t i = 0; i < threads; i++)
        DS_GO(ds_fund_paths_init(&c.w[i], m, err));
    DS_GO(ds_for_blocks((size_t)((n + DS_FUND_BLOCK - 1) / DS_FUND_BLOCK), run,
                        count_block, &c, err));
    read_answer(&c, threads, out);
done:
    for (size_t i = 0; c.w && i < threads; i++) ds_fund_paths_destroy(&c.w[i]);
    free(c.w);
    free(c.count);
    return st;
}

/* ---- paired differences -------------------------------------------------- */

/* Sums of differences and of their squares, two words each. */
typedef struct cell {
    int64_t sum[2], squares[2];
} cell;

typedef struct pairing {
    const ds_fund_model *base, *scenario;
    uint64_t n;
    struct pair_thread {
        ds_fund_paths base, scenario;
        /* of each group */
        cell at[DS_DESIGN_RUNS][DS_FUND_N_POOLS][DS_FUND_MAX_YEARS]
               [DS_FUND_N_PAIRED];
    } * thread;
    size_t groups;
} pairing;

/* Paths from, from + step ... */
static void pair_figure(cell *to, size_t from, size_t n, size_t step,
                        const double *a, const double *b)
{
    ds_i128 sum = 0, squares = 0;
    for (size_t i = from; i < n; i += step) {
        const int64_t d = (int64_t)b[i] - (int64_t)a[i];
        sum += d;
        squares += (ds_i128)d * d;
    }
    ds_words_add(to->sum, sum);
    ds_words_add(to->squares, squares);
}

static void pair_year(struct pair_thread *h, size_t groups, size_t k, int64_t t)
{
    static const ds_fund_figure figures[] = {DS_FUND_INCOME, DS_FUND_SPENDING,
                                             DS_FUND_BALANCE, DS_FUND_MONTHS};
    double a[DS_FUND_BLOCK], b[DS_FUND_BLOCK];
    const size_t n = h->base.n;
    for (size_t i = 0; i < n; i++) {
        a[i] = h->base.figure[k][DS_FUND_GAP][i] > 0.0;
        b[i] = h->scenario.figure[k][DS_FUND_GAP][i] > 0.0;
    }
    for (size_t i = 0; i < groups; i++) {
        cell *to = h->at[(h->base.first + i) % groups][k][t - 1];
        for (size_t f = 0; f < DS_COUNT(figures); f++)
            pair_figure(&to[f], i, n, groups, h->base.figure[k][figures[f]],
                        h->scenario.figure[k][figures[f]]);
        pair_figure(&to[DS_FUND_PAIR_DEPLETED], i, n, groups, a, b);
    }
}

static ds_status pair_block(void *ctx, int thread, size_t block, ds_error *err)
{
    pairing *c = ctx;
    struct pair_thread *h = &c->thread[thread];
    const uint64_t first = (uint64_t)block * DS_FUND_BLOCK;
    const size_t n = paths_of(c->n, block);
    ds_fund_paths_begin(&h->base, c->base, first, n);
    ds_fund_paths_begin(&h->scenario, c->scenario, first, n);
    for (int64_t t = 1; t <= c->base->v.years; t++) {
        ds_fund_paths_year(&h->base, c->base, t);
        ds_fund_paths_year(&h->scenario, c->scenario, t);
        for (size_t k = 0; k < DS_FUND_N_POOLS; k++)
            if (c->base->pool[k].is_run) pair_year(h, c->groups, k, t);
    }
    return ds_fund_paths_check(&h->scenario, err);
}

static void read_pair(const pairing *c, size_t threads, size_t k, size_t t,
                      size_t f, ds_fund_pair *out)
{
    int64_t sum[2] = {0, 0}, squares[2] = {0, 0};
    double n[DS_DESIGN_RUNS], of_group[DS_DESIGN_RUNS] = {0};
    ds_fund_group_sizes(c->n, c->groups, n);
    for (size_t g = 0; g < c->groups; g++) {
        ds_i128 own = 0;
        for (size_t i = 0; i < threads; i++) {
            const cell *x = &c->thread[i].at[g][k][t][f];
            own += ds_words_get(x->sum);
            ds_words_add(squares, ds_words_get(x->squares));
        }
        ds_words_add(sum, own);
        of_group[g] = (double)own;
    }
    const double sd =
        ds_series_sd(c->n, ds_words_get(sum), (ds_u128)ds_words_get(squares));
    out->mean = (double)ds_words_get(sum) / (double)c->n;
    out->error =
        c->groups > 1 ? ds_design_error(n, of_group) : sd / sqrt((double)c->n);
}

ds_status ds_fund_pairs_check(const ds_fund_keys_values *a,
                              const ds_fund_keys_values *b, const char *file,
                              ds_error *err)
{
    const struct {
        const char *key;
        bool is_same;
    } keys[] = {
        {"base_year", a->base_year == b->base_year},
        {"years",     a->years == b->years        },
        {"pools",     a->pools == b->pools        },
        {"seed",      a->seed == b->seed          },
        {"sampling",  a->sampling == b->sampling  },
    };
    for (size_t i = 0; i < DS_COUNT(keys); i++)
        if (!keys[i].is_same)
            return ds_hint(err,
                           ds_fail(err, DS_ERR_CONFIG,
                                   "%s: %s: must be that of the base", file,
                                   keys[i].key),
                           "a scenario changes assumptions: take this key out "
                           "of it, or give it with --set to all");
    return DS_OK;
}

ds_status ds_fund_compare(const ds_fund_model *base,
                          const ds_fund_model *scenario, uint64_t n,
                          const ds_run *run, ds_fund_pairs *out, ds_error *err)
{
    pairing c = {.base = base, .scenario = scenario, .n = n};
    c.groups = ds_design_groups(base->design.kind);
    const size_t threads = (size_t)run->threads;
    ds_status st = DS_OK;
    DS_GO(ds_fund_pairs_check(&base->v, &scenario->v, scenario->v.name,
                              err));
    DS_GO(ds_alloc(&c.thread, threads, sizeof *c.thread, err));
    for (size_t i = 0; i < threads; i++) {
        DS_GO(ds_fund_paths_init(&c.thread[i].base, base, err));
        DS_GO(ds_fund_paths_init(&c.thread[i].scenario, scenario, err));
    }
    DS_GO(ds_for_blocks((size_t)((n + DS_FUND_BLOCK - 1) / DS_FUND_BLOCK), run,
                        pair_block, &c, err));
    for (size_t k = 0; k < DS_FUND_N_POOLS; k++)
        for (size_t t = 0; t < (size_t)base->v.years; t++)
            for (size_t f = 0; f < DS_FUND_N_PAIRED; f++)
                read_pair(&c, threads, k, t, f, &out->at[k][t][f]);
done:
    for (size_t i = 0; c.thread && i < threads; i++) {
        ds_fund_paths_destroy(&c.thread[i].base);
        ds_fund_paths_destroy(&c.thread[i].scenario);
    }
    free(c.thread);
    return st;
}
