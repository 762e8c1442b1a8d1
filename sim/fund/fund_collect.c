/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_collect.c - pass 2: the values around the wanted ranks; see
 * fund_run_parts.h. */
#include "sim/fund/fund_run_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { INNER = DS_SERIES_BUCKETS + 2 };
enum { LEVEL_95 = 7 }; /* of ds_fund_levels; 99 % behind it */
#define NOWHERE SIZE_MAX

/* ---- ranks --------------------------------------------------------------- */

/* A level's place: type 7 between rank and rank + 1, `part` hundredths. */
typedef struct spot {
    int64_t rank, low, high; /* low, high: one standard deviation aside */
    int64_t part;
} spot;

static int64_t clamp_rank(double r, int64_t n)
{
    return r < 0.0 ? 0 : r > (double)(n - 1) ? n - 1 : (int64_t)r;
}

static spot spot_of(uint64_t n, int percent)
{
    const int64_t last = (int64_t)n - 1, h = last * percent;
    const double p = percent / 100.0;
    const double sd = sqrt((double)n * p * (1.0 - p));
    return (spot){h / 100, clamp_rank(floor((double)h / 100.0 - sd), last + 1),
                  clamp_rank(ceil((double)h / 100.0 + sd), last + 1), h % 100};
}

/* ---- which buckets are wanted -------------------------------------------- */

static const int64_t *state_of(const mc *c, size_t s)
{
    return c->words + s * DS_SERIES_WORDS;
}

static void want(const mc *c, size_t s, int64_t rank, bool wanted[INNER])
{
    int64_t below;
    if (rank < (int64_t)c->n)
        wanted[ds_series_find(&c->series[s].plan, state_of(c, s), rank,
                              &below)] = true;
}

static bool is_risk(const mc *c, const series *s)
{
    return s->figure == DS_FUND_DEFICIT && s->t == c->m->v.years;
}

static void want_series(const mc *c, size_t s, bool wanted[INNER])
{
    memset(wanted, 0, INNER * sizeof *wanted);
    for (size_t l = 0; l < DS_FUND_N_LEVELS; l++) {
        const spot p = spot_of(c->n, ds_fund_levels[l]);
        const int64_t ranks[] = {p.rank, p.rank + 1, p.low, p.high};
        for (size_t i = 0; i < DS_COUNT(ranks); i++)
            want(c, s, ranks[i], wanted);
    }
    if (!is_risk(c, &c->series[s])) return;
    int64_t below; /* the tail: all buckets from the 95 % one on */
    const spot p = spot_of(c->n, ds_fund_levels[LEVEL_95]);
    for (size_t b =
             ds_series_find(&c->series[s].plan, state_of(c, s), p.rank, &below);
         b < INNER; b++)
        wanted[b] = true;
}

/* Places of the buckets of the series from c->from on, as many as fit the
 * memory; how many values they are. */
static size_t plan_pass(mc *c)
{
    const size_t budget = c->run->memory / sizeof(double) / 2;
    bool wanted[INNER];
    size_t n = 0;
    for (c->to = c->from; c->to < c->n_series; c->to++) {
        size_t more = 0;
        size_t *place = c->place + c->to * INNER;
        want_series(c, c->to, wanted);
        for (size_t b = 0; b < INNER; b++) {
            place[b] = wanted[b] ? n + more : NOWHERE;
            if (wanted[b]) more += (size_t)state_of(c, c->to)[b];
        }
        if (c->to > c->from && n + more > budget) break;
        n += more;
    }
    return n;
}

/* ---- collecting ---------------------------------------------------------- */

static void keep_values(mc *c, thread *h, size_t s, const double *x)
{
    const size_t *place = c->place + s * INNER;
    _Atomic size_t *cursor = c->cursor + s * INNER;
    ds_series_buckets(&c->series[s].plan, h->w.n, x, h->bucket);
    for (size_t i = 0; i < h->w.n; i++) {
        const int32_t b = h->bucket[i];
        if (b >= INNER || place[b] == NOWHERE) continue;
        c->kept[place[b] + atomic_fetch_add_explicit(
                               &cursor[b], 1, memory_order_relaxed)] = x[i];
    }
}

static ds_status keep_block(void *ctx, int number, size_t block, ds_error *err)
{
    mc *c = ctx;
    thread *h = &c->thread[number];
    const uint64_t first = (uint64_t)block * DS_FUND_BLOCK;
    const uint64_t left = c->n - first;
    const size_t n = left < DS_FUND_BLOCK ? (size_t)left : DS_FUND_BLOCK;
    (void)err;
    ds_fund_paths_begin(&h->w, c->m, first, n);
    size_t next = c->from;
    for (int64_t t = 1; t <= c->m->v.years; t++) {
        ds_fund_paths_year(&h->w, c->m, t);
        for (; next < c->to && c->series[next].t == t &&
               c->series[next].figure < DS_FUND_N_FIGURES;
             next++)
            keep_values(
                c, h, next,
                h->w.figure[c->series[next].pool][c->series[next].figure]);
    }
    for (; next < c->to; next++)
        keep_values(c, h, next,
                    h->w.actuarial[c->series[next].pool]
                                  [c->series[next].figure - DS_FUND_N_FIGURES]);
    return DS_OK;
}

/* The same from memory, a series at a time. */
static ds_status keep_series(void *ctx, int number, size_t block, ds_error *err)
{
    mc *c = ctx;
    const size_t s = c->from + block, n_all = (size_t)c->n;
    const double *x = c->cache + s * n_all;
    int32_t *bucket = c->thread[number].bucket;
    size_t next[INNER + DS_SERIES_ATOMS];
    (void)err;
    memcpy(next, c->place + s * INNER, INNER * sizeof *next);
    for (size_t a = 0; a < DS_SERIES_ATOMS; a++) next[INNER + a] = NOWHERE;
    for (size_t first = 0, n; first < n_all; first += n) {
        n = n_all - first < DS_FUND_BLOCK ? n_all - first : DS_FUND_BLOCK;
        ds_series_buckets(&c->series[s].plan, n, x + first, bucket);
        for (size_t i = 0; i < n; i++)
            if (next[bucket[i]] != NOWHERE)
                c->kept[next[bucket[i]]++] = x[first + i];
    }
    return DS_OK;
}

/* ---- reading ------------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The value of a rank: among the bucket's sorted values and the atoms that
 * live in it. */
static double at_rank(const mc *c, size_t s, int64_t rank)
{
    const ds_series_plan *plan = &c->series[s].plan;
    const int64_t *state = state_of(c, s);
    int64_t below;
    const size_t b = ds_series_find(plan, state, rank, &below);
    const double *values = c->kept + c->place[s * INNER + b];
    const int64_t n = state[b];
    int64_t r = rank - below;
    /* the atoms of this bucket, rising */
    double atoms[DS_SERIES_ATOMS];
    int64_t often[DS_SERIES_ATOMS];
    size_t n_atoms = 0;
    ds_series_plan bare = *plan;
    bare.n_atoms = 0;
    for (size_t a = 0; a < plan->n_atoms; a++) {
        int32_t home;
        ds_series_buckets(&bare, 1, &plan->atom[a], &home);
        if ((size_t)home != b) continue;
        size_t at = n_atoms++;
        for (; at > 0 && atoms[at - 1] > plan->atom[a]; at--) {
            atoms[at] = atoms[at - 1];
            often[at] = often[at - 1];
        }
        atoms[at] = plan->atom[a];
        often[at] = state[INNER + a];
    }
    int64_t seen = 0;
    for (size_t a = 0; a < n_atoms; a++) {
        while (seen < n && values[seen] < atoms[a]) {
            if (r == 0) return values[seen];
            seen++;
            r--;
        }
        if (r < often[a]) return atoms[a];
        r -= often[a];
    }
    return values[seen + r];
}

static void summarise(const mc *c, size_t s, ds_fund_summary *out)
{
    const int64_t *state = state_of(c, s);
    const ds_i128 sum = ds_words_get(state + DS_SERIES_SUM);
    const ds_u128 squares = (ds_u128)ds_words_get(state + DS_SERIES_SQUARES);
    out->mean = (double)sum / (double)c->n;
    out->sd = ds_series_sd(c->n, sum, squares);
    ds_fund_cells_errors(c, s, out);
    for (size_t l = 0; l < DS_FUND_N_LEVELS; l++) {
        const spot p = spot_of(c->n, ds_fund_levels[l]);
        const double low = at_rank(c, s, p.rank);
        const double high = p.part > 0 ? at_rank(c, s, p.rank + 1) : low;
        out->quantile[l] = low + (double)p.part / 100.0 * (high - low);
        out->error[l] = (at_rank(c, s, p.high) - at_rank(c, s, p.low)) / 2.0 *
                        ds_fund_rank_ratio(c, s, l);
    }
}

/* Mean of the values from the level's rank on. */
static void weigh_tail(const mc *c, size_t s, const ds_fund_summary *sum,
                       ds_fund_risk *out)
{
    for (size_t i = 0; i < 2; i++) {
        const size_t l = LEVEL_95 + i;
        const spot p = spot_of(c->n, ds_fund_levels[l]);
        const int64_t n = (int64_t)c->n - p.rank;
        double mean = 0.0, squares = 0.0;
        out->var[i] = sum->quantile[l];
        out->var_error[i] = sum->error[l];
        for (int64_t r = p.rank; r < (int64_t)c->n; r++) {
            const double x = at_rank(c, s, r) - out->var[i];
            mean += x / (double)n;
            squares += x * x / (double)n;
        }
        const double spread = squares - mean * mean;
        const double below = ds_fund_levels[l] / 100.0;
        out->tail[i] = out->var[i] + mean;
        /* Manistre and Hancock (NAAJ 9, 2005): variance of the tail and of its
         * edge */
        out->tail_error[i] = sqrt(
            ((spread > 0.0 ? spread : 0.0) + below * mean * mean) / (double)n);
        if (c->groups > 1) out->tail_error[i] = ds_fund_tail_error(c, s, l);
    }
}

static void read_series(const mc *c, size_t s, ds_fund_result *out)
{
    const series *x = &c->series[s];
    ds_fund_summary *to =
        x->figure < DS_FUND_N_FIGURES
            ? &out->figure[x->pool][x->t - 1][x->figure]
            : &out->actuarial[x->pool][x->figure - DS_FUND_N_FIGURES];
    summarise(c, s, to);
    if (is_risk(c, x)) weigh_tail(c, s, to, &out->risk[x->pool]);
}

/* ---- together ------------------------------------------------------------ */

static ds_status sort_series(void *ctx, int number, size_t block, ds_error *err)
{
    mc *c = ctx;
    const size_t s = c->from + block;
    (void)number;
    (void)err;
    for (size_t b = 0; b < INNER; b++) {
        const size_t at = c->place[s * INNER + b];
        if (at != NOWHERE)
            qsort(c->kept + at, (size_t)state_of(c, s)[b], sizeof(double),
                  by_value);
    }
    return DS_OK;
}

static ds_status one_pass(mc *c, ds_fund_result *out, ds_error *err)
{
    const size_t n = plan_pass(c);
    const ds_run quiet = {c->run->threads, c->run->memory, c->run->cancel,
                          NULL};
    const size_t blocks = (size_t)((c->n + DS_FUND_BLOCK - 1) / DS_FUND_BLOCK);
    ds_status st = DS_OK;
    c->kept = NULL;
    DS_GO(ds_alloc(&c->kept, n + 1, sizeof *c->kept, err));
    if (c->cache)
        DS_GO(ds_for_blocks(c->to - c->from, &quiet, keep_series, c, err));
    else
        DS_GO(ds_for_blocks(blocks, c->run, keep_block, c, err));
    DS_GO(ds_for_blocks(c->to - c->from, &quiet, sort_series, c, err));
    for (size_t s = c->from; s < c->to; s++) read_series(c, s, out);
done:
    free(c->kept);
    c->kept = NULL;
    return st;
}

ds_status ds_fund_collect(mc *c, ds_fund_result *out, ds_error *err)
{
    ds_status st = DS_OK;
    DS_GO(ds_alloc(&c->place, c->n_series * INNER, sizeof *c->place, err));
    DS_GO(ds_alloc(&c->cursor, c->n_series * INNER, sizeof *c->cursor, err));
    for (c->from = 0; c->from < c->n_series; c->from = c->to)
        DS_GO(one_pass(c, out, err));
done:
    free(c->place);
    free((void *)c->cursor);
    return st;
}
