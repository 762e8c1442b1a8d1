/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/compare/compare_groups.c - RIV, CV and stability of groups of weighted
 * hospitals; see compare_bootstrap.h. */
#include "sim/compare/compare_bootstrap.h"

#include <math.h>

static void add_cell(ds_group_sums *s, const ds_compare_cell *cell, double w)
{
    for (int y = 0; y < DS_COMPARE_YEARS; y++) {
        if (cell->n[y] == 0) continue;
        s->n[y] += w * (double)cell->n[y];
        s->cost[y] += w * (double)cell->cost[y];
        s->points[y] += w * (double)cell->points[y];
    }
    s->squares += w * (double)cell->squares;
}

void ds_compare_group_sums(const ds_compare_run *r, int scheme,
                           ds_group_sums *by_hospital)
{
    for (size_t c = 0; c < r->n_cells[scheme]; c++) {
        const ds_compare_cell *cell = &r->cells[scheme][c];
        if (cell->group != 0) add_cell(&by_hospital[cell->hospital], cell, 1);
    }
}

static ds_group_sums sum_all(const ds_group_input *in)
{
    ds_group_sums all = {.squares = 0};
    for (size_t h = 0; h < in->n_hospitals; h++) {
        const double w = in->weight[h];
        const ds_group_sums *own = &in->by_hospital[h];
        if (w == 0) continue;
        for (int y = 0; y < DS_COMPARE_YEARS; y++) {
            all.n[y] += w * own->n[y];
            all.cost[y] += w * own->cost[y];
            all.points[y] += w * own->points[y];
        }
        all.squares += w * own->squares;
    }
    return all;
}

/* Cells first.. of one group; returns the one behind them. */
static size_t sum_group(const ds_group_input *in, size_t first,
                        ds_group_sums *s)
{
    const ds_compare_cell *cells = in->run->cells[in->scheme];
    const size_t n = in->run->n_cells[in->scheme];
    size_t c = first;
    *s = (ds_group_sums){.squares = 0};
    for (; c < n && cells[c].group == cells[first].group; c++) {
        const uint32_t w = in->weight[cells[c].hospital];
        if (w > 0) add_cell(s, &cells[c], w);
    }
    return c;
}

/* mean of |w' / w - 1|, weights being means over the mean of all, by cases of
 * both years. */
typedef struct drift {
    double sum, cases;
    int64_t groups;
} drift;

static void add_drift(const ds_group_sums *s, const ds_group_sums *all, int y,
                      drift *d)
{
    if (s->n[y] <= 0 || s->n[y + 1] <= 0) return;
    const double both = s->n[y] + s->n[y + 1];
    const double from = s->cost[y] / s->n[y] / (all->cost[y] / all->n[y]);
    const double to =
        s->cost[y + 1] / s->n[y + 1] / (all->cost[y + 1] / all->n[y + 1]);
    d->sum += both * fabs(to / from - 1);
    d->cases += both;
    d->groups++;
}

/* n SD / mean of a group, and its sum of squares within. */
static double add_spread(const ds_group_sums *s, int last, double *within)
{
    const double n = s->n[last];
    if (n <= 0) return 0;
    const double mean = s->cost[last] / n;
    const double own = s->squares - s->cost[last] * mean;
    if (own <= 0) return 0;
    *within += own;
    return n * sqrt(own / n) / mean;
}

void ds_compare_group_figures(const ds_group_input *in, double f[DS_N_FIGURES],
                              int64_t *groups)
{
    const ds_compare_cell *cells = in->run->cells[in->scheme];
    const ds_group_sums all = sum_all(in);
    const int last = in->n_years - 1;
    drift d[DS_COMPARE_YEARS] = {{0}};
    double within = 0, cv = 0, cases = 0;
    ds_group_sums s;
    for (size_t c = 0, next; c < in->run->n_cells[in->scheme]; c = next) {
        next = sum_group(in, c, &s);
        if (cells[c].group == 0) continue;
        for (int y = 0; y < last; y++) add_drift(&s, &all, y, &d[y]);
        cv += add_spread(&s, last, &within);
        cases += s.n[last] >= 2 ? s.n[last] : 0;
    }
    f[DS_F_RIV] =
        1 - within /
                (all.squares - all.cost[last] * (all.cost[last] / all.n[last]));
    f[DS_F_CV] = cv / cases;
    for (int y = 0; y < DS_COMPARE_YEARS; y++) {
        const bool has = y <= last && (!in->heads || in->heads[y] > 0);
        f[DS_F_CHANGE + y] = y < last ? d[y].sum / d[y].cases : (double)NAN;
        f[DS_F_VALUE + y] =
            !has        ? (double)NAN
            : in->heads ? all.cost[y] / (double)in->heads[y]
                        : all.cost[y] / all.points[y] * (double)DS_POINT_ONE;
        if (groups) groups[y] = d[y].groups;
    }
}
