/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_run.c - pass 1 over the paths, and what it counts; see
 * fund_run.h */
#include "sim/fund/fund_run_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const int ds_fund_levels[DS_FUND_N_LEVELS] = {1, 5, 10, 25, 50, 75, 90, 95, 99};

void ds_fund_result_destroy(ds_fund_result *r)
{
    for (size_t k = 0; k < DS_FUND_N_POOLS; k++) free(r->figure[k]);
    *r = (ds_fund_result){0};
}

/* ---- which series there are ---------------------------------------------- */

static void list_series(mc *c)
{
    size_t n = 0;
    for (int64_t t = 1; t <= c->m->v.years; t++)
        for (size_t k = 0; k < DS_FUND_N_POOLS; k++)
            for (size_t f = 0; f < DS_FUND_N_FIGURES && c->m->pool[k].is_run;
                 f++) {
                if (!(c->figures >> f & 1) || !ds_fund_has_figure(c->m, k, f))
                    continue;
                c->series[n++] = (series){.t = t, .pool = k, .figure = f};
            }
    for (size_t k = 0; k < DS_FUND_N_POOLS; k++)
        for (size_t h = 0; h < DS_FUND_N_HORIZONS && c->m->pool[k].is_run; h++)
            if (ds_fund_horizons[h] <= c->m->v.years)
                c->series[n++] = (series){.t = ds_fund_horizons[h],
                                          .pool = k,
                                          .figure = DS_FUND_N_FIGURES + h};
    c->n_series = n;
}

/* Series are listed by year, the actuarial ones behind. */
static const double *values_of(const ds_fund_paths *w, const series *s)
{
    return s->figure < DS_FUND_N_FIGURES
               ? w->figure[s->pool][s->figure]
               : w->actuarial[s->pool][s->figure - DS_FUND_N_FIGURES];
}

/* ---- pilot --------------------------------------------------------------- */

static ds_status pilot_block(mc *c, double *values, size_t n_pilot,
                             uint64_t first, size_t n, ds_error *err)
{
    ds_fund_paths *w = &c->thread[0].w;
    ds_fund_paths_begin(w, c->m, first, n);
    for (int64_t t = 1; t <= c->m->v.years; t++) {
        ds_fund_paths_year(w, c->m, t);
        for (size_t s = 0; s < c->n_series; s++)
            if (c->series[s].t == t)
                memcpy(values + s * n_pilot + first,
                       values_of(w, &c->series[s]), n * sizeof *values);
    }
    return ds_fund_paths_check(w, err);
}

static ds_status pilot(mc *c, ds_error *err)
{
    const size_t n =
        c->n < DS_FUND_PILOT ? (size_t)c->n : (size_t)DS_FUND_PILOT;
    double *values = NULL;
    ds_status st = DS_OK;
    DS_GO(ds_alloc(&values, c->n_series * n, sizeof *values, err));
    for (size_t first = 0; first < n; first += DS_FUND_BLOCK) {
        const size_t left = n - first;
        DS_GO(pilot_block(c, values, n, first,
                          left < DS_FUND_BLOCK ? left : DS_FUND_BLOCK, err));
    }
    for (size_t s = 0; s < c->n_series; s++) {
        const double *sorted = values + s * n;
        ds_series_choose(&c->series[s].plan, n, values + s * n);
        for (size_t l = 0; l < DS_FUND_N_LEVELS; l++)
            c->series[s].edge[l] =
                sorted[(n - 1) * (size_t)ds_fund_levels[l] / 100];
    }
done:
    free(values);
    return st;
}

/* Values of a small run stay in memory for pass 2; of one that was stopped and
 * goes on they are not all there. */
static ds_status make_cache(mc *c, ds_error *err)
{
    const ds_u128 bytes = (ds_u128)c->n_series * c->n * sizeof(double);
    if (c->checkpoint || bytes > c->run->memory / 2) return DS_OK;
    DS_TRY(ds_buffer_reserve(&c->cached, (size_t)bytes, err));
    c->cache = c->cached.data;
    return DS_OK;
}

static void count_series(mc *c, thread *h, size_t s)
{
    const double *x = values_of(&h->w, &c->series[s]);
    ds_series_buckets(&c->series[s].plan, h->w.n, x, h->bucket);
    ds_series_add(h->words + s * DS_SERIES_WORDS, h->w.n, x, h->bucket);
    if (c->groups > 1)
        ds_fund_cells_count((group_cells *)(h->words + c->cell_at) +
                                s * c->groups,
                            &c->series[s], h->w.first, h->w.n, x);
    if (c->cache)
        memcpy(c->cache + s * (size_t)c->n + h->w.first, x, h->w.n * sizeof *x);
}

/* ---- counting ------------------------------------------------------------ */

/* Paths of one group, whose first in the block is `from`. */
static void count_chances(const mc *c, const ds_fund_paths *w, size_t k,
                          size_t from, int64_t *count)
{
    double *const *f = w->figure[k];
    const size_t step = c->groups;
    int64_t n[DS_FUND_N_CHANCES] = {0};
    for (size_t i = from; i < w->n; i += step) {
        const double months = f[DS_FUND_MONTHS][i];
        const double gap = f[DS_FUND_GAP][i], now = f[DS_FUND_BALANCE][i];
        n[DS_FUND_CURRENT_DEFICIT] +=
            f[DS_FUND_SPENDING][i] > f[DS_FUND_INCOME][i];
        n[DS_FUND_BELOW_3] += months < 30000.0;
        n[DS_FUND_TARGET] += (months >= 60000.0) & (months <= 90000.0);
        n[DS_FUND_ABOVE_15] += months > 150000.0;
        n[DS_FUND_DEPLETED] += gap > 0.0;
        n[DS_FUND_DEPLETES] += (gap > 0.0) & (gap == -now);
        n[DS_FUND_BINDS] += f[DS_FUND_DEMAND][i] > f[DS_FUND_BUDGET][i];
    }
    for (size_t i = from; i < w->n && c->m->pool[k].has_months; i += step) {
        n[DS_FUND_EMPTY_MONTH] += f[DS_FUND_LOWEST][i] < 0.0;
        n[DS_FUND_EMPTY_YET] += f[DS_FUND_LOWEST_YET][i] < 0.0;
    }
    for (size_t i = 0; i < DS_FUND_N_CHANCES; i++) count[i] += n[i];
}

static size_t chance_place(const mc *c, size_t group, size_t k, int64_t t)
{
    return c->chance_at + group * DS_FUND_CHANCE_WORDS +
           ((size_t)t * DS_FUND_N_POOLS + k) * DS_FUND_N_CHANCES;
}

static void count_months(mc *c, const ds_fund_paths *w, size_t k, int64_t t,
                         int64_t *words)
{
    int64_t *count = words + c->month_at +
                     ((size_t)t * DS_FUND_N_POOLS + k) * 2 * DS_FUND_N_MONTHS;
    for (size_t j = 0; j < DS_FUND_N_MONTHS && c->m->pool[k].has_months; j++) {
        count[2 * j] += w->emptiest[k][j];
        count[2 * j + 1] += w->below[k][j];
    }
}

/* The last year's figures by sixteenths of the paths. */
static void count_parts(mc *c, const ds_fund_paths *w, size_t k, int64_t *words)
{
    ds_fund_part *parts = (ds_fund_part *)(words + c->part_at);
    for (size_t i = 0; i < w->n; i++) {
        const uint64_t path = w->first + i;
        ds_fund_part *p =
            &parts[(path % c->groups * DS_FUND_N_POOLS + k) * DS_FUND_N_PARTS +
                   (size_t)((ds_u128)path * DS_FUND_N_PARTS / c->n)];
        const int64_t balance = (int64_t)w->figure[k][DS_FUND_BALANCE][i];
        const int64_t months = (int64_t)w->figure[k][DS_FUND_MONTHS][i];
        p->n++;
        p->depleted += w->figure[k][DS_FUND_GAP][i] > 0.0;
        ds_words_add(p->balance, balance);
        ds_words_add(p->balance_squares, (ds_i128)balance * balance);
        ds_words_add(p->months, months);
        ds_words_add(p->months_squares, (ds_i128)months * months);
    }
}

static void count_year(mc *c, thread *h, int64_t t, size_t *next)
{
    for (size_t k = 0; k < DS_FUND_N_POOLS; k++) {
        if (!c->m->pool[k].is_run) continue;
        for (size_t i = 0; i < c->groups; i++)
            count_chances(
                c, &h->w, k, i,
                h->words + chance_place(c, (h->w.first + i) % c->groups, k, t));
        count_months(c, &h->w, k, t, h->words);
        if (t == c->m->v.years) count_parts(c, &h->w, k, h->words);
    }
    for (; *next < c->n_series && c->series[*next].t == t &&
           c->series[*next].figure < DS_FUND_N_FIGURES;
         ++*next)
        count_series(c, h, *next);
}

static size_t block_paths(const mc *c, uint64_t first)
{
    return c->n - first < DS_FUND_BLOCK ? (size_t)(c->n - first)
                                        : DS_FUND_BLOCK;
}

static ds_status count_block(void *ctx, int number, size_t block, ds_error *err)
{
    mc *c = ctx;
    thread *h = &c->thread[number];
    const uint64_t first = c->done + (uint64_t)block * DS_FUND_BLOCK;
    size_t next = 0;
    ds_fund_paths_begin(&h->w, c->m, first, block_paths(c, first));
    for (int64_t t = 1; t <= c->m->v.years; t++) {
        ds_fund_paths_year(&h->w, c->m, t);
        count_year(c, h, t, &next);
    }
    for (; next < c->n_series; next++) count_series(c, h, next);
    return ds_fund_paths_check(&h->w, err);
}

/* Adds a thread's words to the state: pairs of words are one sum. */
static void add_words(mc *c, int64_t *from)
{
    for (size_t s = 0; s < c->n_series; s++) {
        int64_t *to = c->words + s * DS_SERIES_WORDS;
        int64_t *add = from + s * DS_SERIES_WORDS;
        for (size_t i = 0; i < DS_SERIES_COUNTS; i++) to[i] += add[i];
        ds_words_add(to + DS_SERIES_SUM, ds_words_get(add + DS_SERIES_SUM));
        ds_words_add(to + DS_SERIES_SQUARES,
                     ds_words_get(add + DS_SERIES_SQUARES));
    }
    for (size_t i = c->chance_at; i < c->part_at; i++) c->words[i] += from[i];
    ds_fund_part *to = (ds_fund_part *)(c->words + c->part_at);
    ds_fund_part *add = (ds_fund_part *)(from + c->part_at);
    const size_t n_parts = c->groups * DS_FUND_N_POOLS * DS_FUND_N_PARTS;
    for (size_t i = 0; i < n_parts; i++) {
        to[i].n += add[i].n;
        to[i].depleted += add[i].depleted;
        ds_words_add(to[i].balance, ds_words_get(add[i].balance));
        ds_words_add(to[i].balance_squares,
                     ds_words_get(add[i].balance_squares));
        ds_words_add(to[i].months, ds_words_get(add[i].months));
        ds_words_add(to[i].months_squares, ds_words_get(add[i].months_squares));
    }
    for (size_t i = c->cell_at; i < c->n_words; i += sizeof(group_cells) / 8)
        ds_fund_cells_add((group_cells *)(c->words + i),
                          (const group_cells *)(from + i));
}

/* A batch is whole or not counted: what a stop left half is dropped. */
static ds_status count_paths(mc *c, ds_error *err)
{
    while (c->done < c->n) {
        const uint64_t left = c->n - c->done;
        const uint64_t batch = left < DS_FUND_BATCH ? left : DS_FUND_BATCH;
        for (int i = 0; i < c->run->threads; i++)
            memset(c->thread[i].words, 0, c->n_words * sizeof(int64_t));
        DS_TRY(
            ds_for_blocks((size_t)((batch + DS_FUND_BLOCK - 1) / DS_FUND_BLOCK),
                          c->run, count_block, c, err));
        for (int i = 0; i < c->run->threads; i++)
            add_words(c, c->thread[i].words);
        c->done += batch;
        if (!c->checkpoint) continue;
        c->checkpoint->done = c->done;
        if (c->checkpoint->save)
            DS_TRY(c->checkpoint->save(c->checkpoint, err));
    }
    return DS_OK;
}

/* ---- memory -------------------------------------------------------------- */

static ds_status take_checkpoint(mc *c, ds_error *err)
{
    ds_fund_checkpoint *k = c->checkpoint;
    if (!k) return ds_alloc(&c->words, c->n_words, sizeof *c->words, err);
    if (!k->words) {
        DS_TRY(ds_alloc(&k->words, c->n_words, sizeof *k->words, err));
        k->n_words = c->n_words;
    }
    if (k->n_words != c->n_words || k->done > c->n)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA,
                               "the checkpoint is of other work: %zu words "
                               "instead of %zu",
                               k->n_words, c->n_words),
                       "remove it, or run the configuration that made it");
    c->words = k->words;
    c->done = k->done;
    return DS_OK;
}

static ds_status begin(mc *c, ds_error *err)
{
    const size_t most =
        DS_FUND_N_POOLS *
        (DS_FUND_N_FIGURES * DS_FUND_MAX_YEARS + DS_FUND_N_HORIZONS);
    const size_t parts =
        DS_FUND_N_POOLS * DS_FUND_N_PARTS * sizeof(ds_fund_part) / 8;
    c->groups = ds_design_groups(c->m->design.kind);
    DS_TRY(ds_alloc(&c->series, most, sizeof *c->series, err));
    list_series(c);
    c->chance_at = c->n_series * DS_SERIES_WORDS;
    c->month_at = c->chance_at + c->groups * DS_FUND_CHANCE_WORDS;
    c->part_at = c->month_at + (DS_FUND_MAX_YEARS + 1) * DS_FUND_N_POOLS * 2 *
                                   DS_FUND_N_MONTHS;
    c->cell_at = c->n_words = c->part_at + c->groups * parts;
    if (c->groups > 1)
        c->n_words += c->n_series * c->groups * sizeof(group_cells) / 8;
    DS_TRY(take_checkpoint(c, err));
    DS_TRY(
        ds_alloc(&c->thread, (size_t)c->run->threads, sizeof *c->thread, err));
    for (int i = 0; i < c->run->threads; i++) {
        DS_TRY(ds_fund_paths_init(&c->thread[i].w, c->m, err));
        c->thread[i].w.figures = c->figures;
        DS_TRY(ds_alloc(&c->thread[i].words, c->n_words, sizeof(int64_t), err));
    }
    return DS_OK;
}

static void end(mc *c)
{
    for (int i = 0; c->thread && i < c->run->threads; i++) {
        ds_fund_paths_destroy(&c->thread[i].w);
        free(c->thread[i].words);
    }
    free(c->thread);
    free(c->series);
    ds_buffer_destroy(&c->cached);
    if (!c->checkpoint) free(c->words);
}

static void fill_chances(const mc *c, size_t k, int64_t t, ds_fund_result *out)
{
    double sizes[DS_DESIGN_RUNS], counts[DS_DESIGN_RUNS];
    ds_fund_group_sizes(c->n, c->groups, sizes);
    for (size_t i = 0; i < DS_FUND_N_CHANCES; i++) {
        int64_t sum = 0;
        for (size_t g = 0; g < c->groups; g++) {
            const int64_t count = c->words[chance_place(c, g, k, t) + i];
            counts[g] = (double)count;
            sum += count;
        }
        out->chance[k][t - 1][i] = sum;
        out->chance_error[k][t - 1][i] =
            ds_fund_share_error(c->groups, sizes, counts);
    }
}

static ds_status fill_counts(mc *c, ds_fund_result *out, ds_error *err)
{
    out->n = c->n;
    out->groups = c->groups;
    memcpy(out->part, c->words + c->part_at, c->groups * sizeof out->part[0]);
    out->years = c->m->v.years;
    out->figures = c->figures;
    for (size_t k = 0; k < DS_FUND_N_POOLS; k++) {
        out->is_run[k] = c->m->pool[k].is_run;
        DS_TRY(ds_alloc(&out->figure[k], (size_t)out->years,
                        sizeof *out->figure[k], err));
        for (int64_t t = 1; t <= out->years; t++) {
            fill_chances(c, k, t, out);
            memcpy(out->month[k][t - 1],
                   c->words + c->month_at +
                       ((size_t)t * DS_FUND_N_POOLS + k) * 2 * DS_FUND_N_MONTHS,
                   sizeof out->month[k][0]);
        }
    }
    return DS_OK;
}

ds_status ds_fund_simulate(const ds_fund_model *m, uint32_t figures,
                           const ds_run *run, ds_fund_checkpoint *checkpoint,
                           ds_fund_result *out, ds_error *err)
{
    mc c = {.m = m,
            .n = (uint64_t)m->v.paths,
            .figures = figures,
            .run = run,
            .checkpoint = checkpoint};
    ds_status st = DS_OK;
    DS_GO(begin(&c, err));
    DS_GO(pilot(&c, err));
    DS_GO(make_cache(&c, err));
    ds_progress_start(run->progress, "simulating",
                      (c.cache ? 1 : 2) * c.n / DS_FUND_BLOCK);
    DS_GO(count_paths(&c, err));
    DS_GO(fill_counts(&c, out, err));
    DS_GO(ds_fund_collect(&c, out, err));
done:
    end(&c);
    return st;
}
