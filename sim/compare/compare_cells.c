/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/compare/compare_cells.c - cases and cost by group, hospital and year, and
 * by unit of a capitation; see compare_map.h. */
#include "sim/compare/compare_map.h"

#include <stdlib.h>

/* ---- groups x hospitals -------------------------------------------------- */

/* Words of a cell: n, cost (2), points (2) of every year, then squares (2). */
enum {
    C_YEAR = 5,
    C_SQUARES = C_YEAR * DS_COMPARE_YEARS,
    N_WORDS = C_SQUARES + 2
};

typedef struct cells_ctx {
    const ds_compare_map *map;
    int scheme;
    size_t id; /* lane of the cell */
    size_t n;
} cells_ctx;

static ds_status add_cells(void *ctx, int64_t *state, const ds_slice *s,
                           ds_error *err)
{
    (void)err;
    const cells_ctx *x = ctx;
    const ds_compare_map *m = x->map;
    for (size_t i = 0; i < s->n; i++) {
        const int64_t slot = s->lane[m->slot][i];
        if (slot == DS_MISSING) continue;
        const int64_t cost = s->lane[m->cost][i];
        int64_t *w = state + s->lane[x->id][i] * N_WORDS;
        w[slot * C_YEAR]++;
        ds_words_add(w + slot * C_YEAR + 1, cost);
        ds_words_add(w + slot * C_YEAR + 3, s->lane[m->points[x->scheme]][i]);
        if (slot == m->n_years - 1)
            ds_words_add(w + C_SQUARES, (ds_i128)cost * cost);
    }
    return DS_OK;
}

static void merge_cells(const void *ctx, int64_t *into, const int64_t *from)
{
    const size_t n = ((const cells_ctx *)ctx)->n;
    for (size_t c = 0; c < n; c++, into += N_WORDS, from += N_WORDS) {
        for (int y = 0; y < DS_COMPARE_YEARS; y++) {
            into[y * C_YEAR] += from[y * C_YEAR];
            for (int k = 1; k < C_YEAR; k += 2)
                ds_words_add(into + y * C_YEAR + k,
                             ds_words_get(from + y * C_YEAR + k));
        }
        ds_words_add(into + C_SQUARES, ds_words_get(from + C_SQUARES));
    }
}

static void take_cells(const ds_groups *g, const int64_t *w, size_t n,
                       ds_compare_cell *cells)
{
    for (size_t c = 0; c < n; c++, w += N_WORDS) {
        cells[c].group = (uint32_t)ds_groups_code(g, c, 0);
        cells[c].hospital = (uint32_t)ds_groups_code(g, c, 1);
        for (int y = 0; y < DS_COMPARE_YEARS; y++) {
            cells[c].n[y] = w[y * C_YEAR];
            cells[c].cost[y] = ds_words_get(w + y * C_YEAR + 1);
            cells[c].points[y] = ds_words_get(w + y * C_YEAR + 3);
        }
        cells[c].squares = ds_words_get(w + C_SQUARES);
    }
}

/* Groups and hospitals of records that are in no year are missing. */
static void map_missing(const void *ctx, ds_slice *s)
{
    const cells_ctx *x = ctx;
    const ds_compare_map *m = x->map;
    for (size_t i = 0; i < s->n; i++)
        if (s->lane[m->slot][i] == DS_MISSING)
            s->lane[m->group[x->scheme]][i] = 0;
}

ds_status ds_compare_cells_make(ds_compare_map *m, int scheme,
                                size_t n_hospitals, const ds_run *run,
                                ds_compare_cell **cells, size_t *n,
                                ds_error *err)
{
    const size_t most[] = {
        (size_t)m->lanes.source->columns[m->lanes.columns[m->drg]].high,
        m->dip.n, m->in->units ? m->in->units->n : 0};
    const ds_group_lane lanes[] = {
        {m->group[scheme], 0, (int64_t)most[scheme]   },
        {m->hospital,      0, (int64_t)n_hospitals - 1}
    };
    ds_groups groups = {0};
    int64_t *words = NULL;
    ds_stage stages[DS_COMPARE_STAGES + 2];
    cells_ctx x = {.map = m, .scheme = scheme, .id = m->pay[scheme]};
    const ds_group_map ids = {
        &groups, {m->group[scheme], m->hospital},
         x.id
    };
    ds_status st = DS_OK;
    ds_pass pass = ds_compare_pass(m, "groups");
    pass.n_stages = ds_compare_map_stages(m, DS_UNTIL_PRICES, stages);
    stages[pass.n_stages++] = (ds_stage){map_missing, &x};
    pass.stages = stages;
    DS_GO(ds_groups_build(&groups, &pass, lanes, 2, run, err));
    *n = x.n = groups.n;
    DS_GO(ds_alloc(&words, x.n, N_WORDS * sizeof *words, err));
    DS_GO(ds_alloc(cells, x.n, sizeof **cells, err));
    const ds_fold fold = {.name = "groups",
                          .ctx = &x,
                          .n_words = x.n * N_WORDS,
                          .add = add_cells,
                          .merge = merge_cells,
                          .result = words};
    stages[pass.n_stages++] = ds_group_stage(&ids);
    pass.folds = &fold;
    pass.n_folds = 1;
    DS_GO(ds_pass_run(&pass, run, err));
    take_cells(&groups, words, x.n, *cells);
done:
    free(words);
    ds_groups_destroy(&groups);
    return st;
}

/* ---- capitation ---------------------------------------------------------- */

ds_status ds_compare_heads_make(const ds_roster *roster, size_t n_units,
                                int year, int n_years, int64_t **heads,
                                ds_error *err)
{
    DS_TRY(ds_alloc(heads, n_units * (size_t)n_years, sizeof **heads, err));
    for (size_t i = 0; i < roster->n_spans; i++) {
        const ds_roster_span *s = ds_roster_span_at(roster, i);
        for (int y = 0; y < n_years; y++) {
            const int first = (year - n_years + 1 + y - DS_EPOCH_YEAR) * 12;
            const int from = s->from > first ? s->from : first;
            const int to = s->to < first + 11 ? s->to : first + 11;
            if (from <= to)
                (*heads)[s->unit * (size_t)n_years + (size_t)y] +=
                    to - from + 1;
        }
    }
    return DS_OK;
}

/* (budget - its part for cases of nobody) heads_u / (heads n_u). */
ds_status ds_compare_unit_pay(const ds_comparison *c, const ds_compare_run *r,
                              int64_t **pay, ds_i128 *heads_all, ds_error *err)
{
    const size_t n = c->in.units->n, last = (size_t)c->n_years - 1;
    const int64_t signed_cases = r->n - r->unit_cases[0];
    mpq_t budget, part;
    *heads_all = 0;
    DS_TRY(ds_alloc(pay, n, sizeof **pay, err));
    for (size_t u = 1; u < n; u++)
        if (r->unit_cases[u] > 0)
            *heads_all += c->heads[u * (size_t)c->n_years + last];
    mpq_inits(budget, part, NULL);
    for (size_t u = 0; u < n; u++) {
        const int64_t heads = c->heads[u * (size_t)c->n_years + last];
        if (r->unit_cases[u] == 0) continue;
        ds_ratio_set(budget, r->cost, r->n);
        if (u > 0) {
            ds_ratio_set(part, (ds_i128)signed_cases * heads,
                         *heads_all * r->unit_cases[u]);
            mpq_mul(budget, budget, part);
        }
        (void)!ds_ratio_round(budget, 0, &(*pay)[u]);
    }
    mpq_clears(budget, part, NULL);
    return DS_OK;
}
