/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/compare_bootstrap.c - see compare_bootstrap.h for the contract. */
#include "sim/compare_bootstrap.h"

#include "kernels/random.h"

#include <math.h>
#include <stdlib.h>

enum {
    F_GAIN = 2 * DS_N_COMPARED,
    F_MOVED,
    F_GINI,
    N_FIGURES = F_GINI + DS_N_COMPARED,
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
    out[F_GAIN] = out[DS_COMPARED_DIP] - out[DS_COMPARED_DRG];
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

/* ---- hospitals with weights ---------------------------------------------- */

/* A hospital's pay / cost and its place. */
typedef struct ranked {
    double ratio;
    size_t place;
} ranked;

typedef struct sampled {
    const ds_compare_run *r;
    const uint32_t *order;       /* hospital codes by place */
    size_t n;                    /* places */
    size_t n_ranked;             /* hospitals with cost */
    ranked *rank[DS_N_COMPARED]; /* by ratio, then place */
    uint32_t *weight;            /* by place */
} sampled;

static int compare_ranked(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    if (x->ratio != y->ratio) return x->ratio < y->ratio ? -1 : 1;
    return x->place < y->place ? -1 : x->place > y->place;
}

static ds_status rank_hospitals(sampled *s, ds_error *err)
{
    DS_TRY(ds_alloc(&s->weight, s->n, sizeof *s->weight, err));
    for (int k = 0; k < DS_N_COMPARED; k++) {
        DS_TRY(ds_alloc(&s->rank[k], s->n, sizeof *s->rank[k], err));
        s->n_ranked = 0;
        for (size_t i = 0; i < s->n; i++) {
            const ds_compare_sums *h = &s->r->hospital[s->order[i]];
            if (h->cost <= 0) continue;
            s->rank[k][s->n_ranked++] =
                (ranked){(double)h->pay[k] / (double)h->cost, i};
        }
        qsort(s->rank[k], s->n_ranked, sizeof **s->rank, compare_ranked);
    }
    return DS_OK;
}

/* sum over pairs |x - y| / (2 n^2 mean), a hospital counted `weight` times. */
static double gini_of(const sampled *s, int k)
{
    double sum = 0, spread = 0, all = 0, before = 0;
    for (size_t i = 0; i < s->n_ranked; i++)
        all += s->weight[s->rank[k][i].place];
    for (size_t i = 0; i < s->n_ranked; i++) {
        const double w = s->weight[s->rank[k][i].place];
        const double x = w * s->rank[k][i].ratio;
        sum += x;
        spread += (2 * before + w - all) * x;
        before += w;
    }
    return sum > 0 ? spread / (all * sum) : (double)NAN;
}

static void sample_figures(const sampled *s, double f[N_FIGURES])
{
    ds_compare_sums sums = {0};
    ds_i128 moved = 0;
    for (size_t i = 0; i < s->n; i++) {
        const ds_compare_sums *h = &s->r->hospital[s->order[i]];
        const ds_i128 d = h->pay[DS_COMPARED_DIP] - h->pay[DS_COMPARED_DRG];
        if (h->n == 0) continue;
        add_weighted(&sums, h, s->weight[i]);
        moved += (d < 0 ? -d : d) * s->weight[i];
    }
    figures_of(&sums, f);
    f[F_MOVED] = (double)moved / (double)sums.cost;
    for (int k = 0; k < DS_N_COMPARED; k++) f[F_GINI + k] = gini_of(s, k);
}

static void draw(const sampled *s, uint64_t seed, size_t replicates,
                 double *drawn)
{
    for (size_t b = 0; b < replicates; b++) {
        double f[N_FIGURES];
        for (size_t i = 0; i < s->n; i++)
            s->weight[i] = ds_bootstrap_weight(seed, b, i);
        sample_figures(s, f);
        for (size_t k = 0; k < N_FIGURES; k++) drawn[k * replicates + b] = f[k];
    }
}

ds_status ds_compare_figures_make(const ds_compare_run *r,
                                  const ds_compare_policy *policy,
                                  const uint32_t *order, size_t n,
                                  ds_compare_figures *out, ds_error *err)
{
    const double level = (double)policy->level / (double)DS_RATE_ONE;
    double *drawn = NULL, f[N_FIGURES];
    sampled s = {.r = r, .order = order, .n = n};
    ds_interval all[N_FIGURES];
    ds_status st = DS_OK;
    DS_GO(rank_hospitals(&s, err));
    /* one hospital always draws itself: that is no interval */
    const size_t replicates = s.n_ranked < 2 ? 0 : (size_t)policy->replicates;
    DS_GO(ds_alloc(&drawn, N_FIGURES * replicates + 1, sizeof *drawn, err));
    for (size_t i = 0; i < n; i++) s.weight[i] = 1;
    sample_figures(&s, f);
    draw(&s, (uint64_t)policy->seed, replicates, drawn);
    for (size_t k = 0; k < N_FIGURES; k++)
        all[k] = interval_of(f[k], drawn + k * replicates, replicates, level);
    for (int k = 0; k < DS_N_COMPARED; k++) {
        out->r2[k] = all[k];
        out->mae[k] = all[DS_N_COMPARED + k];
        out->gini[k] = all[F_GINI + k];
    }
    out->r2_gain = all[F_GAIN];
    out->moved = all[F_MOVED];
done:
    for (int k = 0; k < DS_N_COMPARED; k++) free(s.rank[k]);
    free(s.weight);
    free(drawn);
    return st;
}
