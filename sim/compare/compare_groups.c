/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/compare/compare_groups.c - RIV, CV and stability of groups of weighted
 * hospitals; see compare_bootstrap.h. */
#include "sim/compare/compare_bootstrap.h"

#include <math.h>
#include <stdlib.h>

/* ---- cells --------------------------------------------------------------- */

static void take_cell(const ds_compare_cell *from, ds_group_input *in)
{
    ds_group_cell *cell = &in->cells[in->n_cells++];
    ds_group_sums *all = &in->by_hospital[from->hospital];
    cell->group = from->group;
    cell->hospital = from->hospital;
    for (int y = 0; y < DS_COMPARE_YEARS; y++) {
        cell->n[y] = (double)from->n[y];
        cell->cost[y] = (double)from->cost[y];
        all->n[y] += cell->n[y];
        all->cost[y] += cell->cost[y];
        all->points[y] += (double)from->points[y];
    }
    cell->squares = (double)from->squares;
    all->squares += cell->squares;
}

ds_status ds_group_input_make(const ds_comparison *c, const ds_compare_run *r,
                              int scheme, ds_group_input *out, ds_error *err)
{
    const size_t n = r->n_cells[scheme];
    out->n_years = c->n_years;
    out->n_hospitals = c->hospitals.n;
    DS_TRY(ds_alloc(&out->cells, n, sizeof *out->cells, err));
    DS_TRY(ds_alloc(&out->by_hospital, out->n_hospitals,
                    sizeof *out->by_hospital, err));
    for (size_t i = 0; i < n; i++)
        if (r->cells[scheme][i].group != 0)
            take_cell(&r->cells[scheme][i], out);
    return DS_OK;
}

void ds_group_input_destroy(ds_group_input *in)
{
    free(in->cells);
    free(in->by_hospital);
    *in = (ds_group_input){0};
}

/* ---- sums of replicates -------------------------------------------------- */

/* ds_group_sums of every replicate. */
typedef struct sums {
    double n[DS_COMPARE_YEARS][DS_REPLICATES];
    double cost[DS_COMPARE_YEARS][DS_REPLICATES];
    double points[DS_COMPARE_YEARS][DS_REPLICATES];
    double squares[DS_REPLICATES];
} sums;

static inline void add(double to[DS_REPLICATES], const double w[DS_REPLICATES],
                       double x)
{
    for (size_t r = 0; r < DS_REPLICATES; r++) to[r] += w[r] * x;
}

static void sum_all(const ds_group_input *in, const double *weight, sums *all)
{
    *all = (sums){.squares = {0}};
    for (size_t h = 0; h < in->n_hospitals; h++) {
        const double *w = weight + h * DS_REPLICATES;
        const ds_group_sums *own = &in->by_hospital[h];
        for (int y = 0; y < in->n_years; y++) {
            add(all->n[y], w, own->n[y]);
            add(all->cost[y], w, own->cost[y]);
            add(all->points[y], w, own->points[y]);
        }
        add(all->squares, w, own->squares);
    }
}

/* Cells first.. of one group; returns the one behind them. */
static size_t sum_group(const ds_group_input *in, const double *weight,
                        size_t first, sums *s)
{
    const ds_group_cell *cells = in->cells;
    size_t c = first;
    *s = (sums){.squares = {0}};
    for (; c < in->n_cells && cells[c].group == cells[first].group; c++) {
        const double *w = weight + cells[c].hospital * DS_REPLICATES;
        for (int y = 0; y < in->n_years; y++) {
            add(s->n[y], w, cells[c].n[y]);
            add(s->cost[y], w, cells[c].cost[y]);
        }
        add(s->squares, w, cells[c].squares);
    }
    return c;
}

/* ---- figures ------------------------------------------------------------- */

/* mean of |w' / w - 1|, weights being means over the mean of all, by cases of
 * both years. */
typedef struct drift {
    double sum, cases;
    int64_t groups;
} drift;

static void add_drift(const sums *s, const sums *all, size_t r, int y, drift *d)
{
    const double n = s->n[y][r], next = s->n[y + 1][r];
    if (n <= 0 || next <= 0) return;
    const double from = s->cost[y][r] / n / (all->cost[y][r] / all->n[y][r]);
    const double to =
        s->cost[y + 1][r] / next / (all->cost[y + 1][r] / all->n[y + 1][r]);
    d->sum += (n + next) * fabs(to / from - 1);
    d->cases += n + next;
    d->groups++;
}

/* Of a replicate. */
typedef struct figures {
    drift change[DS_COMPARE_YEARS];
    double within, cv, cases;
} figures;

/* n SD / mean of a group, and its sum of squares within. */
static void add_spread(const sums *s, size_t r, int last, figures *f)
{
    const double n = s->n[last][r], cost = s->cost[last][r];
    f->cases += n >= 2 ? n : 0;
    if (n <= 0) return;
    const double mean = cost / n;
    const double own = s->squares[r] - cost * mean;
    if (own <= 0) return;
    f->within += own;
    f->cv += n * sqrt(own / n) / mean;
}

static void put(const ds_group_input *in, const sums *all, size_t r,
                const figures *of, double *f)
{
    const int last = in->n_years - 1;
    const double cost = all->cost[last][r];
    f[DS_F_RIV] =
        1 - of->within / (all->squares[r] - cost * (cost / all->n[last][r]));
    f[DS_F_CV] = of->cv / of->cases;
    for (int y = 0; y < DS_COMPARE_YEARS; y++) {
        const bool has = y <= last && (!in->heads || in->heads[y] > 0);
        const drift *d = &of->change[y];
        f[DS_F_CHANGE + y] = y < last ? d->sum / d->cases : (double)NAN;
        f[DS_F_VALUE + y] = !has        ? (double)NAN
                            : in->heads ? all->cost[y][r] / (double)in->heads[y]
                                        : all->cost[y][r] / all->points[y][r] *
                                              (double)DS_POINT_ONE;
    }
}

void ds_compare_group_figures(const ds_group_input *in, const double *weight,
                              size_t n, double *const f[], int64_t *groups)
{
    const int last = in->n_years - 1;
    figures of[DS_REPLICATES] = {{.within = 0}};
    sums all, s;
    sum_all(in, weight, &all);
    for (size_t c = 0; c < in->n_cells;) {
        c = sum_group(in, weight, c, &s);
        for (size_t r = 0; r < n; r++) {
            for (int y = 0; y < last; y++)
                add_drift(&s, &all, r, y, &of[r].change[y]);
            add_spread(&s, r, last, &of[r]);
        }
    }
    for (size_t r = 0; r < n; r++) put(in, &all, r, &of[r], f[r]);
    for (int y = 0; groups && y < DS_COMPARE_YEARS; y++)
        groups[y] = of[0].change[y].groups;
}
