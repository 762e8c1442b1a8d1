/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/design.c - see design.h for the contract. */
#include "kernels/design.h"

#include "base/buffer.h"
#include "kernels/random.h"

#include <gsl/gsl_qrng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    PURPOSE_LATIN = DS_PURPOSE_SAMPLING + 0x300,
    PURPOSE_JITTER,
    PURPOSE_SCRAMBLE,
    GSL_DIGITS = 30 /* of its points */
};

/* ---- Latin hypercube ----------------------------------------------------- */

/* splitmix64's finaliser (Steele, Lea and Flood, OOPSLA 2014). */
static uint64_t stir(uint64_t x)
{
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

/* Where element i of 0..n-1 goes: eight Feistel rounds over the smallest even
 * number of digits that holds n, again until the result is below n. */
static uint64_t permute(const uint64_t key[4], uint64_t i, uint64_t n)
{
    unsigned half = 1;
    while (half < 31 && n > UINT64_C(1) << 2 * half) half++;
    const uint64_t mask = (UINT64_C(1) << half) - 1;
    do {
        uint64_t left = i >> half, right = i & mask;
        for (unsigned round = 0; round < 8; round++) {
            const uint64_t next =
                left ^ (stir(right + key[round % 4] + round) >> 32 & mask);
            left = right;
            right = next;
        }
        i = left << half | right;
    } while (i >= n);
    return i;
}

static uint64_t points_of(const ds_design *d, uint64_t run)
{
    return d->n / DS_DESIGN_RUNS + (run < d->n % DS_DESIGN_RUNS);
}

static void latin(const ds_design *d, size_t dimension, uint64_t first,
                  size_t n, double *u)
{
    uint64_t keys[DS_DESIGN_RUNS][4];
    const ds_draws key = {d->seed, PURPOSE_LATIN, dimension, 0};
    const ds_draws jitter = {d->seed, PURPOSE_JITTER, dimension, 0};
    ds_random_paths(&key, 0, DS_DESIGN_RUNS, keys);
    for (size_t i = 0; i < n; i++) {
        uint64_t words[4];
        const uint64_t run = (first + i) % DS_DESIGN_RUNS;
        const uint64_t m = points_of(d, run);
        const uint64_t stratum =
            permute(keys[run], (first + i) / DS_DESIGN_RUNS % m, m);
        ds_random4(&jitter, first + i, words);
        const double x = ((double)stratum + ds_uniform(words[0])) / (double)m;
        u[i] = x < 1.0 ? x : 1.0 - 0x1p-53; /* rounded up to it */
    }
}

/* ---- Sobol --------------------------------------------------------------- */

/* GSL goes from point to point in Gray code; the point 2^b differs from the one
 * before in direction b alone. directions[dimension][b], highest digit first.
 */
static ds_status read_directions(const ds_design *d, uint64_t *directions,
                                 ds_error *err)
{
    double x[DS_DESIGN_MAX_DIMENSIONS];
    uint64_t last[DS_DESIGN_MAX_DIMENSIONS] = {0};
    gsl_qrng *q = gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)d->dimensions);
    if (!q) return ds_fail(err, DS_ERR_NOMEM, "no memory for a Sobol sequence");
    for (uint64_t point = 1; point <= UINT64_C(1) << (d->digits - 1); point++) {
        gsl_qrng_get(q, x);
        for (size_t k = 0; k < d->dimensions; k++) {
            const uint64_t now = (uint64_t)(x[k] * 0x1p30) << (64 - GSL_DIGITS);
            if ((point & (point - 1)) == 0)
                directions[k * d->digits + (size_t)__builtin_ctzll(point)] =
                    now ^ last[k];
            last[k] = now;
        }
    }
    gsl_qrng_free(q);
    return DS_OK;
}

/* Every digit stays and stirs those below it; then the shift. */
static void scramble(const ds_design *d, const uint64_t *directions,
                     uint64_t run, size_t dimension, uint64_t *out)
{
    const ds_draws draws = {d->seed, PURPOSE_SCRAMBLE, dimension, 0};
    uint64_t column[GSL_DIGITS];
    ds_stream s;
    ds_stream_init(&s, &draws, run);
    out[0] = ds_stream_next(&s);
    for (unsigned j = 0; j < GSL_DIGITS; j++) {
        const uint64_t own = UINT64_C(1) << (63 - j);
        column[j] = own | (ds_stream_next(&s) & (own - 1));
    }
    for (unsigned b = 0; b < d->digits; b++) {
        uint64_t sum = 0;
        for (unsigned j = 0; j < GSL_DIGITS; j++)
            if (directions[b] >> (63 - j) & 1) sum ^= column[j];
        out[1 + b] = sum;
    }
}

static ds_status make_sobol(ds_design *d, ds_error *err)
{
    uint64_t *directions = NULL;
    ds_status st = DS_OK;
    d->digits = 1;
    while (d->digits < GSL_DIGITS &&
           (d->n - 1) / DS_DESIGN_RUNS >> d->digits != 0)
        d->digits++;
    const size_t size = 1 + d->digits;
    DS_GO(ds_alloc(&directions, d->dimensions * d->digits, sizeof *directions,
                   err));
    DS_GO(ds_alloc(&d->scramble, DS_DESIGN_RUNS * d->dimensions * size,
                   sizeof *d->scramble, err));
    DS_GO(read_directions(d, directions, err));
    for (size_t run = 0; run < DS_DESIGN_RUNS; run++)
        for (size_t k = 0; k < d->dimensions; k++)
            scramble(d, directions + k * d->digits, run, k,
                     d->scramble + (run * d->dimensions + k) * size);
done:
    free(directions);
    return st;
}

static void sobol(const ds_design *d, size_t dimension, uint64_t first,
                  size_t n, double *u)
{
    for (size_t i = 0; i < n; i++) {
        const uint64_t run = (first + i) % DS_DESIGN_RUNS;
        const uint64_t *s =
            d->scramble + (run * d->dimensions + dimension) * (1 + d->digits);
        uint64_t point = (first + i) / DS_DESIGN_RUNS, word = s[0];
        point &= (UINT64_C(1) << d->digits) - 1;
        for (; point != 0; point &= point - 1)
            word ^= s[1 + __builtin_ctzll(point)];
        u[i] = ds_uniform(word);
    }
}

/* ---- together ------------------------------------------------------------ */

ds_status ds_design_init(ds_design *d, ds_design_kind kind, uint64_t seed,
                         uint64_t n, size_t dimensions, ds_error *err)
{
    *d = (ds_design){
        .kind = kind, .seed = seed, .n = n, .dimensions = dimensions};
    if (kind == DS_DESIGN_RANDOM) return DS_OK;
    if (n < 2 * DS_DESIGN_RUNS)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "%llu paths are too few for 32 randomisations "
                               "of two or more",
                               (unsigned long long)n),
                       "give 64 paths or more, or sampling: random");
    if (kind != DS_DESIGN_SOBOL) return DS_OK;
    if (dimensions > DS_DESIGN_MAX_DIMENSIONS)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "%zu factors are more than 40 Sobol dimensions",
                               dimensions),
                       "take sampling: latin, or fewer factors drawn once");
    const ds_status st = make_sobol(d, err);
    if (st != DS_OK) ds_design_destroy(d);
    return st;
}

void ds_design_destroy(ds_design *d)
{
    free(d->scramble);
    *d = (ds_design){0};
}

void ds_design_uniforms(const ds_design *d, size_t dimension, uint64_t first,
                        size_t n, double *u)
{
    if (d->kind == DS_DESIGN_LATIN)
        latin(d, dimension, first, n, u);
    else
        sobol(d, dimension, first, n, u);
}

bool ds_design_source(uint64_t path, uint64_t *source)
{
    const bool is_odd = path / DS_DESIGN_RUNS % 2 == 1;
    *source = is_odd ? path - DS_DESIGN_RUNS : path;
    return is_odd;
}

double ds_design_error(const double n[DS_DESIGN_RUNS],
                       const double sum[DS_DESIGN_RUNS])
{
    double all = 0.0, mean = 0.0, squares = 0.0;
    for (size_t r = 0; r < DS_DESIGN_RUNS; r++) all += n[r];
    for (size_t r = 0; r < DS_DESIGN_RUNS; r++) mean += sum[r] / all;
    for (size_t r = 0; r < DS_DESIGN_RUNS; r++) {
        const double aside = (sum[r] - n[r] * mean) / all;
        squares += aside * aside;
    }
    return sqrt(squares * DS_DESIGN_RUNS / (DS_DESIGN_RUNS - 1));
}
