/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/random.c - see random.h for the contract. */
#include "kernels/random.h"

#include "base/buffer.h"
#include "kernels/elementary.h"

#include <Random123/philox.h>
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static inline void philox(const ds_draws *d, uint64_t path, uint64_t out[4])
{
    const philox4x64_key_t key = {
        {d->seed, 0}
    };
    const philox4x64_ctr_t counter = {
        {d->purpose, d->year, path, d->entity}
    };
    const philox4x64_ctr_t words = philox4x64(counter, key);
    memcpy(out, words.v, sizeof words.v);
}

void ds_random4(const ds_draws *d, uint64_t path, uint64_t out[4])
{
    philox(d, path, out);
}

void ds_random_paths(const ds_draws *d, uint64_t path, size_t n,
                     uint64_t (*out)[4])
{
    for (size_t i = 0; i < n; i++) philox(d, path + i, out[i]);
}

void ds_uniforms4(const ds_draws *d, uint64_t path, size_t n,
                  double *const u[4])
{
    for (size_t i = 0; i < n; i++) {
        uint64_t words[4];
        philox(d, path + i, words);
        for (int k = 0; k < 4; k++) u[k][i] = ds_uniform(words[k]);
    }
}

enum { STEP = 256 }; /* words at a time, in the nearest cache */

static void take_words(const ds_draws *d, uint64_t path, size_t n,
                       uint64_t words[4][STEP])
{
    for (size_t i = 0; i < n; i++) {
        uint64_t w[4];
        philox(d, path + i, w);
        for (size_t k = 0; k < 4; k++) words[k][i] = w[k];
    }
}

void ds_normals4(const ds_draws *d, uint64_t path, size_t n, double *const z[4])
{
    uint64_t words[4][STEP];
    for (size_t first = 0, m; first < n; first += m) {
        m = n - first < STEP ? n - first : STEP;
        take_words(d, path + first, m, words);
        for (size_t k = 0; k < 4; k += 2)
            if (z[k])
                ds_normal_pairs(
                    m, (const uint64_t *const[]){words[k], words[k + 1]},
                    (double *const[]){z[k] + first, z[k + 1] + first});
    }
}

uint64_t ds_threshold(int64_t rate)
{
    assert(rate >= 0 && rate <= DS_RATE_ONE);
    return (uint64_t)ds_round_div((ds_i128)rate << 32, DS_RATE_ONE);
}

/* ---- alias tables ---------------------------------------------------------
 */

static double sum_of(size_t n, const double *weights)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        if (!(weights[i] >= 0.0) || isinf(weights[i])) return -1.0;
        sum += weights[i];
    }
    return sum;
}

/* Vose's construction: `share` is each outcome's weight in cells; those short
 * of one are filled up by those above. pending[] holds the short ones from the
 * left and the long ones from the right. */
static void pair_up(ds_alias *a, double *share, uint32_t *pending)
{
    uint32_t n_short = 0, first_long = a->n;
    for (uint32_t i = 0; i < a->n; i++) {
        a->cells[i] = (struct ds_alias_cell){UINT64_MAX, i};
        if (share[i] < 1.0)
            pending[n_short++] = i;
        else
            pending[--first_long] = i;
    }
    while (n_short > 0 && first_long < a->n) {
        const uint32_t small = pending[--n_short], large = pending[first_long];
        a->cells[small].keep = (uint64_t)(share[small] * 0x1p64);
        a->cells[small].other = large;
        share[large] -= 1.0 - share[small];
        if (share[large] >= 1.0) continue;
        first_long++;
        pending[n_short++] = large;
    }
    /* What is left has a share of one, give or take rounding, and keeps all of
     * its cell. A weight of 0 is never among them: the cells left hold a mass
     * of their number. */
}

ds_status ds_alias_init(ds_alias *a, size_t n, const double *weights,
                        ds_error *err)
{
    ds_status st = DS_OK;
    double *share = NULL;
    uint32_t *pending = NULL;
    const double sum = sum_of(n, weights);
    *a = (ds_alias){.n = (uint32_t)n};
    if (n == 0 || n > (UINT32_C(1) << 31) || !(sum > 0.0) || isinf(sum))
        DS_GO(ds_fail(err, DS_ERR_ARG,
                      "%zu weights that are not all >= 0 with a sum > 0", n));
    DS_GO(ds_alloc(&a->cells, n, sizeof *a->cells, err));
    DS_GO(ds_alloc(&share, n, sizeof *share, err));
    DS_GO(ds_alloc(&pending, n, sizeof *pending, err));
    for (size_t i = 0; i < n; i++) share[i] = weights[i] / sum * (double)n;
    pair_up(a, share, pending);

done:
    free(pending);
    free(share);
    if (st != DS_OK) ds_alias_destroy(a);
    return st;
}

void ds_alias_destroy(ds_alias *a)
{
    free(a->cells);
    *a = (ds_alias){0};
}

void ds_zipf_weights(size_t n, double exponent, double *w)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        w[i] = ds_pow1((double)(i + 1), -exponent);
        sum += w[i];
    }
    for (size_t i = 0; i < n; i++) w[i] /= sum;
}

/* ---- streams --------------------------------------------------------------
 */

void ds_stream_init(ds_stream *s, const ds_draws *d, uint64_t path)
{
    assert(d->purpose >> 32 == 0);
    *s = (ds_stream){.draws = *d, .path = path, .used = 4};
}

uint64_t ds_stream_next(ds_stream *s)
{
    if (s->used == 4) {
        ds_draws d = s->draws;
        d.purpose |= s->block++ << 32;
        philox(&d, s->path, s->words);
        s->used = 0;
    }
    return s->words[s->used++];
}
