/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_errors.c - Monte Carlo errors of random samples and of designs;
 * see fund_run.h. */
#include "sim/fund/fund_run_parts.h"

#include <math.h>

double ds_fund_chance_error(int64_t count, uint64_t n)
{
    const double p = ((double)count + 1.0) / ((double)n + 2.0);
    return sqrt(p * (1.0 - p) / (double)n);
}

double ds_fund_share_error(size_t groups, const double n[DS_DESIGN_RUNS],
                           const double count[DS_DESIGN_RUNS])
{
    double all = 0.0, counted = 0.0;
    for (size_t g = 0; g < groups; g++) {
        all += n[g];
        counted += count[g];
    }
    const double e = groups > 1 ? ds_design_error(n, count) : 0.0;
    return e > 0.0 ? e : ds_fund_chance_error((int64_t)counted, (uint64_t)all);
}

void ds_fund_group_sizes(uint64_t n, size_t groups,
                         double sizes[DS_DESIGN_RUNS])
{
    for (size_t g = 0; g < groups; g++)
        sizes[g] = (double)(n / groups + (g < n % groups));
}

/* ---- cells --------------------------------------------------------------- */

void ds_fund_cells_count(group_cells cells[DS_DESIGN_RUNS], const series *s,
                         uint64_t first, size_t n, const double *x)
{
    for (size_t i = 0; i < n; i++) {
        const int64_t v = (int64_t)x[i];
        group_cells *g = &cells[(first + i) % DS_DESIGN_RUNS];
        size_t cell = 0;
        for (size_t l = 0; l < DS_FUND_N_LEVELS; l++)
            cell += x[i] >= s->edge[l];
        g->n[cell]++;
        ds_words_add(g->sum[cell], v);
        ds_words_add(g->squares, (ds_i128)v * v);
    }
}

void ds_fund_cells_add(group_cells *to, const group_cells *from)
{
    for (size_t i = 0; i <= DS_FUND_N_LEVELS; i++) {
        to->n[i] += from->n[i];
        ds_words_add(to->sum[i], ds_words_get(from->sum[i]));
    }
    ds_words_add(to->squares, ds_words_get(from->squares));
}

static const group_cells *cells_of(const mc *c, size_t s)
{
    return (const group_cells *)(c->words + c->cell_at) + s * c->groups;
}

double ds_fund_rank_ratio(const mc *c, size_t s, size_t level)
{
    const double p = ds_fund_levels[level] / 100.0;
    double n[DS_DESIGN_RUNS], below[DS_DESIGN_RUNS] = {0};
    if (c->groups == 1) return 1.0;
    ds_fund_group_sizes(c->n, c->groups, n);
    for (size_t g = 0; g < c->groups; g++)
        for (size_t i = 0; i <= level; i++)
            below[g] += (double)cells_of(c, s)[g].n[i];
    const double sd = ds_design_error(n, below);
    return sd > 0.0 ? sd / sqrt(p * (1.0 - p) / (double)c->n) : 1.0;
}

void ds_fund_cells_errors(const mc *c, size_t s, ds_fund_summary *out)
{
    double n[DS_DESIGN_RUNS], sum[DS_DESIGN_RUNS], spread[DS_DESIGN_RUNS];
    out->mean_error = out->sd / sqrt((double)c->n);
    out->sd_error = out->mean_error / sqrt(2.0);
    if (c->groups == 1) return;
    ds_fund_group_sizes(c->n, c->groups, n);
    for (size_t g = 0; g < c->groups; g++) {
        const group_cells *x = &cells_of(c, s)[g];
        ds_i128 all = 0;
        for (size_t i = 0; i <= DS_FUND_N_LEVELS; i++)
            all += ds_words_get(x->sum[i]);
        sum[g] = (double)all;
        spread[g] = n[g] * ds_series_sd((uint64_t)n[g], all,
                                        (ds_u128)ds_words_get(x->squares));
    }
    out->mean_error = ds_design_error(n, sum);
    out->sd_error = ds_design_error(n, spread);
}

double ds_fund_tail_error(const mc *c, size_t s, size_t level)
{
    const double edge = c->series[s].edge[level];
    double n[DS_DESIGN_RUNS], above[DS_DESIGN_RUNS] = {0};
    ds_fund_group_sizes(c->n, c->groups, n);
    for (size_t g = 0; g < c->groups; g++) {
        const group_cells *x = &cells_of(c, s)[g];
        for (size_t i = level + 1; i <= DS_FUND_N_LEVELS; i++)
            above[g] +=
                (double)ds_words_get(x->sum[i]) - edge * (double)x->n[i];
    }
    return ds_design_error(n, above) / (1.0 - ds_fund_levels[level] / 100.0);
}
