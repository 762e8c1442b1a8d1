/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/compare_bootstrap.c - see compare_bootstrap.h for the contract. */
#include "sim/compare_bootstrap.h"

#include "kernels/random.h"

#include <math.h>
#include <stdlib.h>

enum {
    N_FIGURES = 2 * DS_N_COMPARED + 1,
    PURPOSE = DS_PURPOSE_SAMPLING + 0x10
};

/* Inversion: u below the sum of e^-1 / k!. */
uint32_t ds_bootstrap_weight(uint64_t seed, uint64_t replicate, uint64_t place)
{
    const ds_draws d = {.seed = seed, .purpose = PURPOSE, .entity = place};
    uint64_t words[4];
    ds_random4(&d, replicate, words);
    const double u = ds_uniform(words[0]);
    double term = 0.36787944117144233, sum = term; /* e^-1 */
    uint32_t k = 0;
    while (u > sum && k < 20) {
        term /= ++k;
        sum += term;
    }
    return k;
}

/* Sums of hospitals with their weights: exact. */
static void add_weighted(ds_compare_sums *to, const ds_compare_sums *h,
                         uint32_t weight)
{
    to->n += h->n * weight;
    to->cost += h->cost * weight;
    to->squares += h->squares * weight;
    for (int k = 0; k < DS_N_COMPARED; k++) {
        to->residual[k] += h->residual[k] * weight;
        to->absolute[k] += h->absolute[k] * weight;
    }
}

static void figures_of(const ds_compare_sums *s, double out[N_FIGURES])
{
    const double n = (double)s->n;
    const double total =
        (double)s->squares - (double)s->cost * ((double)s->cost / n);
    for (int k = 0; k < DS_N_COMPARED; k++) {
        out[k] = 1.0 - (double)s->residual[k] / total;
        out[DS_N_COMPARED + k] = (double)s->absolute[k] / n;
    }
    out[2 * DS_N_COMPARED] = out[DS_COMPARED_DIP] - out[DS_COMPARED_DRG];
}

static int compare_doubles(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Type 7 of n sorted values. */
static double level_of(const double *sorted, size_t n, double p)
{
    const double at = (double)(n - 1) * p;
    const size_t k = (size_t)at;
    if (k + 1 >= n) return sorted[n - 1];
    return sorted[k] + (at - (double)k) * (sorted[k + 1] - sorted[k]);
}

static ds_interval interval_of(double value, double *drawn, size_t n,
                               double level)
{
    ds_interval i = {value, NAN, NAN};
    size_t kept = 0;
    for (size_t r = 0; r < n; r++)
        if (isfinite(drawn[r])) drawn[kept++] = drawn[r];
    if (kept == 0) return i;
    qsort(drawn, kept, sizeof *drawn, compare_doubles);
    i.low = level_of(drawn, kept, (1 - level) / 2);
    i.high = level_of(drawn, kept, 1 - (1 - level) / 2);
    return i;
}

static void draw(const ds_compare_run *r, const ds_compare_policy *p,
                 const uint32_t *order, size_t n, size_t replicates,
                 double *drawn)
{
    for (size_t b = 0; b < replicates; b++) {
        ds_compare_sums sums = {0};
        double f[N_FIGURES];
        for (size_t i = 0; i < n; i++) {
            const ds_compare_sums *h = &r->hospital[order[i]];
            if (h->n == 0) continue;
            add_weighted(&sums, h,
                         ds_bootstrap_weight((uint64_t)p->seed, b, i));
        }
        figures_of(&sums, f);
        for (size_t k = 0; k < N_FIGURES; k++) drawn[k * replicates + b] = f[k];
    }
}

ds_status ds_compare_figures_make(const ds_compare_run *r,
                                  const ds_compare_policy *policy,
                                  const uint32_t *order, size_t n,
                                  ds_compare_figures *out, ds_error *err)
{
    const size_t replicates = (size_t)policy->replicates;
    const double level = (double)policy->level / (double)DS_RATE_ONE;
    double *drawn = NULL, f[N_FIGURES];
    ds_compare_sums sums = {0};
    DS_TRY(ds_alloc(&drawn, N_FIGURES * replicates + 1, sizeof *drawn, err));
    for (size_t i = 0; i < n; i++) add_weighted(&sums, &r->hospital[i], 1);
    figures_of(&sums, f);
    draw(r, policy, order, n, replicates, drawn);
    ds_interval all[N_FIGURES];
    for (size_t k = 0; k < N_FIGURES; k++)
        all[k] = interval_of(f[k], drawn + k * replicates, replicates, level);
    for (int k = 0; k < DS_N_COMPARED; k++) {
        out->r2[k] = all[k];
        out->mae[k] = all[DS_N_COMPARED + k];
    }
    out->r2_gain = all[2 * DS_N_COMPARED];
    free(drawn);
    return DS_OK;
}
