/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/morris.c - Morris' screening; see sensitivity.h. */
#include "base/buffer.h"
#include "kernels/random.h"
#include "kernels/sensitivity.h"

#include <math.h>
#include <stdlib.h>

enum { PURPOSE_MORRIS = DS_PURPOSE_SAMPLING + 0x101 };

/* Points and outputs of one trajectory, and the order of its steps. */
typedef struct trajectory {
    double *x, *y; /* [(k + 1) * k], [k + 1] */
    size_t order[DS_MAX_INPUTS];
    double step[DS_MAX_INPUTS]; /* in ranges of the input, signed */
} trajectory;

static double place(uint64_t level, size_t levels)
{
    return ((double)level + 0.5) / (double)levels;
}

/* Starts anywhere on the grid; each input moves once by half its levels, up
 * from the lower half and down from the upper, in random order. */
static void walk(const ds_morris_request *r, uint64_t number, trajectory *t)
{
    ds_stream words;
    const ds_draws d = {.seed = r->seed, .purpose = PURPOSE_MORRIS};
    const size_t k = r->k, jump = r->levels / 2;
    ds_stream_init(&words, &d, number);
    for (size_t j = 0; j < k; j++) {
        const uint64_t level = ds_below(ds_stream_next(&words), r->levels);
        t->x[j] = place(level, r->levels);
        t->step[j] = (double)jump / (double)r->levels;
        if (level >= jump) t->step[j] = -t->step[j];
        t->order[j] = j;
    }
    for (size_t j = k; j > 1; j--) {
        const size_t other = (size_t)ds_below(ds_stream_next(&words), j);
        const size_t last = t->order[j - 1];
        t->order[j - 1] = t->order[other];
        t->order[other] = last;
    }
    for (size_t s = 0; s < k; s++) {
        for (size_t j = 0; j < k; j++) t->x[(s + 1) * k + j] = t->x[s * k + j];
        t->x[(s + 1) * k + t->order[s]] += t->step[t->order[s]];
    }
}

static ds_status effects(const ds_morris_request *r, const ds_output *o,
                         trajectory *t, double *effect, ds_error *err)
{
    for (size_t i = 0; i < r->n; i++) {
        walk(r, i, t);
        DS_TRY(o->run(o->ctx, r->k + 1, r->k, t->x, t->y, err));
        for (size_t s = 0; s < r->k; s++) {
            const size_t j = t->order[s];
            effect[j * r->n + i] = (t->y[s + 1] - t->y[s]) / t->step[j];
        }
    }
    return DS_OK;
}

static void sum_up(size_t n, const double *effect, ds_morris_effect *out)
{
    const double m = (double)n;
    double squares = 0, absolute_squares = 0;
    *out = (ds_morris_effect){0};
    for (size_t i = 0; i < n; i++) {
        out->mean += effect[i] / m;
        out->absolute += fabs(effect[i]) / m;
    }
    for (size_t i = 0; i < n; i++) {
        const double off = effect[i] - out->mean;
        const double away = fabs(effect[i]) - out->absolute;
        squares += off * off;
        absolute_squares += away * away;
    }
    out->sd = sqrt(squares / (m - 1));
    out->error = sqrt(absolute_squares / (m - 1) / m);
}

ds_status ds_morris_screen(const ds_morris_request *r, const ds_output *output,
                           ds_morris_effect *out, ds_error *err)
{
    trajectory t = {0};
    double *effect = NULL;
    ds_status st = DS_OK;
    if (r->k < 1 || r->k > DS_MAX_INPUTS || r->n < 2 || r->levels < 2 ||
        r->levels > 64 || r->levels % 2 != 0)
        return ds_fail(err, DS_ERR_ARG,
                       "%zu inputs, %zu trajectories, %zu levels: 1 to %d "
                       "inputs, at least 2 trajectories, an even number of "
                       "levels up to 64 are needed",
                       r->k, r->n, r->levels, DS_MAX_INPUTS);
    DS_GO(ds_alloc(&t.x, (r->k + 1) * r->k, sizeof *t.x, err));
    DS_GO(ds_alloc(&t.y, r->k + 1, sizeof *t.y, err));
    DS_GO(ds_alloc(&effect, r->k * r->n, sizeof *effect, err));
    DS_GO(effects(r, output, &t, effect, err));
    for (size_t j = 0; j < r->k; j++) sum_up(r->n, effect + j * r->n, &out[j]);
done:
    free(t.x);
    free(t.y);
    free(effect);
    return st;
}
