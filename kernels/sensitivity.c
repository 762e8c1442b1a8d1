/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/sensitivity.c - Sobol's indices; see sensitivity.h. */
#include "kernels/sensitivity.h"

#include "base/buffer.h"
#include "kernels/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PURPOSE_SOBOL = DS_PURPOSE_SAMPLING + 0x100 };

/* The 97.5 % point of Student's t with DS_SOBOL_GROUPS - 1 degrees. */
#define T_31 2.0395134463964077

/* Sums of one group of base points; outputs less a constant. */
typedef struct sums {
    double n, y, y2; /* of A and B */
    double first[DS_MAX_INPUTS], total[DS_MAX_INPUTS];
} sums;

typedef struct sobol {
    const ds_sobol_request *request;
    const ds_output *output;
    size_t m;            /* points of a group */
    double *a, *b, *mix; /* [m * k] */
    double *ya, *yb, *ymix;
    double shift;
    sums group[DS_SOBOL_GROUPS];
} sobol;

/* Point i of matrix A (entity 0) or B (entity 1). */
static void draw(const sobol *s, size_t group, uint64_t matrix, double *x)
{
    const size_t k = s->request->k;
    uint64_t words[4];
    for (size_t i = 0; i < s->m; i++)
        for (size_t j = 0; j < k; j++) {
            const ds_draws d = {.seed = s->request->seed,
                                .purpose = PURPOSE_SOBOL,
                                .year = j / 4,
                                .entity = matrix};
            if (j % 4 == 0) ds_random4(&d, group * s->m + i, words);
            x[i * k + j] = ds_uniform(words[j % 4]);
        }
}

static void add_input(sobol *s, sums *g, size_t j)
{
    for (size_t i = 0; i < s->m; i++) {
        const double a = s->ya[i] - s->shift, b = s->yb[i] - s->shift;
        const double mix = s->ymix[i] - s->shift;
        g->first[j] += b * (mix - a);
        g->total[j] += (a - mix) * (a - mix);
    }
}

static ds_status run_group(sobol *s, size_t group, ds_error *err)
{
    const size_t k = s->request->k;
    const ds_output *o = s->output;
    sums *g = &s->group[group];
    draw(s, group, 0, s->a);
    draw(s, group, 1, s->b);
    DS_TRY(o->run(o->ctx, s->m, k, s->a, s->ya, err));
    DS_TRY(o->run(o->ctx, s->m, k, s->b, s->yb, err));
    if (group == 0) { /* any constant: products lose less then */
        for (size_t i = 0; i < s->m; i++) s->shift += s->ya[i];
        s->shift /= (double)s->m;
    }
    for (size_t i = 0; i < s->m; i++) {
        const double a = s->ya[i] - s->shift, b = s->yb[i] - s->shift;
        g->n += 2;
        g->y += a + b;
        g->y2 += a * a + b * b;
    }
    for (size_t j = 0; j < k; j++) {
        memcpy(s->mix, s->a, s->m * k * sizeof *s->mix);
        for (size_t i = 0; i < s->m; i++) s->mix[i * k + j] = s->b[i * k + j];
        DS_TRY(o->run(o->ctx, s->m, k, s->mix, s->ymix, err));
        add_input(s, g, j);
    }
    return DS_OK;
}

/* Sums of all groups but `out` (DS_SOBOL_GROUPS: of all). */
static void join(const sobol *s, size_t out, sums *all)
{
    memset(all, 0, sizeof *all);
    for (size_t g = 0; g < DS_SOBOL_GROUPS; g++) {
        if (g == out) continue;
        all->n += s->group[g].n;
        all->y += s->group[g].y;
        all->y2 += s->group[g].y2;
        for (size_t j = 0; j < s->request->k; j++) {
            all->first[j] += s->group[g].first[j];
            all->total[j] += s->group[g].total[j];
        }
    }
}

static double variance_of(const sums *g)
{
    return g->y2 / g->n - g->y / g->n * (g->y / g->n);
}

static void index_of(const sums *g, size_t j, double *first, double *total)
{
    const double points = g->n / 2, v = variance_of(g);
    *first = g->first[j] / points / v;
    *total = g->total[j] / (2 * points) / v;
}

static double half_width(const double *left_out)
{
    double mean = 0, squares = 0;
    for (size_t g = 0; g < DS_SOBOL_GROUPS; g++)
        mean += left_out[g] / DS_SOBOL_GROUPS;
    for (size_t g = 0; g < DS_SOBOL_GROUPS; g++)
        squares += (left_out[g] - mean) * (left_out[g] - mean);
    return T_31 * sqrt(squares * (DS_SOBOL_GROUPS - 1.0) / DS_SOBOL_GROUPS);
}

static void estimate(const sobol *s, const sums *all, ds_sobol_index *out)
{
    sums rest;
    double first[DS_MAX_INPUTS][DS_SOBOL_GROUPS];
    double total[DS_MAX_INPUTS][DS_SOBOL_GROUPS];
    const size_t k = s->request->k;
    for (size_t g = 0; g < DS_SOBOL_GROUPS; g++) {
        join(s, g, &rest);
        for (size_t j = 0; j < k; j++)
            index_of(&rest, j, &first[j][g], &total[j][g]);
    }
    for (size_t j = 0; j < k; j++) {
        index_of(all, j, &out[j].first, &out[j].total);
        out[j].first_half = half_width(first[j]);
        out[j].total_half = half_width(total[j]);
    }
}

static ds_status work(sobol *s, ds_sobol_index *out, double *mean,
                      double *variance, ds_error *err)
{
    const size_t cells = s->m * s->request->k;
    sums all;
    DS_TRY(ds_alloc(&s->a, 3 * cells + 3 * s->m, sizeof *s->a, err));
    s->b = s->a + cells;
    s->mix = s->b + cells;
    s->ya = s->mix + cells;
    s->yb = s->ya + s->m;
    s->ymix = s->yb + s->m;
    for (size_t g = 0; g < DS_SOBOL_GROUPS; g++) DS_TRY(run_group(s, g, err));
    join(s, DS_SOBOL_GROUPS, &all);
    if (!(variance_of(&all) > 0))
        return ds_fail(err, DS_ERR_DATA, "the output does not vary");
    if (mean) *mean = s->shift + all.y / all.n;
    if (variance) *variance = variance_of(&all);
    estimate(s, &all, out);
    return DS_OK;
}

ds_status ds_sobol_indices(const ds_sobol_request *request,
                           const ds_output *output, ds_sobol_index *out,
                           double *mean, double *variance, ds_error *err)
{
    sobol *s = NULL;
    if (request->k < 1 || request->k > DS_MAX_INPUTS || request->n == 0 ||
        request->n % DS_SOBOL_GROUPS != 0)
        return ds_fail(err, DS_ERR_ARG,
                       "%zu inputs and %zu base points: 1 to %d inputs, a "
                       "multiple of %d points are needed",
                       request->k, request->n, DS_MAX_INPUTS, DS_SOBOL_GROUPS);
    DS_TRY(ds_alloc(&s, 1, sizeof *s, err));
    s->request = request;
    s->output = output;
    s->m = request->n / DS_SOBOL_GROUPS;
    const ds_status st = work(s, out, mean, variance, err);
    free(s->a);
    free(s);
    return st;
}
