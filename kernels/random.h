/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/random.h - random numbers that depend on what they are for and on
 * nothing else.
 *
 * Philox4x64-10 (Salmon et al., SC'11; Random123's philox.h): the counter is
 * (purpose, year, path, entity), the key the seed, so a draw has no state, no
 * order and no thread, and a new purpose never moves another's draws. One
 * counter gives four 64-bit words (7 ns on one core). What needs more words
 * than four, as rejection samplers do, takes a ds_stream.
 */
#ifndef DS_RANDOM_H
#define DS_RANDOM_H

#include "base/money.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Where the purposes of each part of the program begin, so that no two share
 * a counter. A purpose is below 2^32: ds_stream keeps its own count above. */
enum {
    DS_PURPOSE_REGION = 0x1000,   /**< sim/region: the synthetic region */
    DS_PURPOSE_FUND = 0x2000,     /**< the fund model's factors and events */
    DS_PURPOSE_SAMPLING = 0x3000, /**< randomised designs, bootstraps */
    DS_PURPOSE_TEST = 0xf000      /**< tests and benchmarks */
};

/** Whose random numbers: everything but the path. */
typedef struct ds_draws {
    uint64_t seed;
    uint64_t purpose, year, entity;
} ds_draws;

/** The four words of one counter. */
void ds_random4(const ds_draws *d, uint64_t path, uint64_t out[4]);

/** The same for n paths from `path` on: out[i][k] is word k of path + i. */
void ds_random_paths(const ds_draws *d, uint64_t path, size_t n,
                     uint64_t (*out)[4]);

/** Four independent uniforms a path: u[k][i] in (0, 1) from word k of path + i.
 * Each u[k] has room for n values. */
void ds_uniforms4(const ds_draws *d, uint64_t path, size_t n,
                  double *const u[4]);

/** Four independent standard normals a path by Box and Muller: z[0], z[1] from
 * words 0, 1; z[2], z[3] from words 2, 3. Each z[k] has room for n values; one
 * of the two pairs may be NULL: it is not computed then. |z| <= 8.7. Same bytes on every processor (elementary.h). */
void ds_normals4(const ds_draws *d, uint64_t path, size_t n,
                 double *const z[4]);

/* ---- one word turned into something ------------------------------------- */

/** Uniform in (0, 1): multiples of 2^-53 plus 2^-54, never 0 nor 1. */
static inline double ds_uniform(uint64_t word)
{
    return ((double)(word >> 11) + 0.5) * 0x1p-53;
}

/** Uniform in 0..n-1, n > 0; a value's chance is off by less than n / 2^64. */
static inline uint64_t ds_below(uint64_t word, uint64_t n)
{
    return (uint64_t)(((ds_u128)word * n) >> 64);
}

/** The two halves of a word: independent draws of 32 bits. */
static inline uint32_t ds_low32(uint64_t word) { return (uint32_t)word; }
static inline uint32_t ds_high32(uint64_t word)
{
    return (uint32_t)(word >> 32);
}

/** Uniform in 0..n-1 from 32 bits, 0 < n < 2^31. */
static inline uint32_t ds_below32(uint32_t bits, uint32_t n)
{
    return (uint32_t)(((uint64_t)bits * n) >> 32);
}

/** The threshold of ds_chance for a rate in 1/DS_RATE_ONE, 0..DS_RATE_ONE. */
uint64_t ds_threshold(int64_t rate);

/** True with the threshold's rate (to 2^-32): never for 0, always for one. */
static inline bool ds_chance(uint32_t bits, uint64_t threshold)
{
    return bits < threshold;
}

/* ---- one of n by weights --------------------------------------------------
 */

/** Draws from n outcomes of given weights with one word and one look-up
 * (Walker's alias method in integers). Zero it, then ds_alias_init. */
typedef struct ds_alias {
    uint32_t n;
    struct ds_alias_cell {
        uint64_t keep; /* fraction of the cell that keeps its own outcome */
        uint32_t other;
    } * cells;
} ds_alias;

/** Builds the table of n (1..2^31) weights >= 0, not all 0; their scale does
 * not matter. An outcome of weight 0 is never drawn. Fails with DS_ERR_ARG on
 * other weights. */
DS_MUST_USE ds_status ds_alias_init(ds_alias *a, size_t n,
                                    const double *weights, ds_error *err);

/** Frees it; takes zeroed ones. */
void ds_alias_destroy(ds_alias *a);

static inline uint32_t ds_alias_draw(const ds_alias *a, uint64_t word)
{
    const ds_u128 place = (ds_u128)word * a->n;
    const struct ds_alias_cell *cell = &a->cells[(size_t)(place >> 64)];
    return (uint64_t)place < cell->keep ? (uint32_t)(place >> 64) : cell->other;
}

/** Zipf's law as weights: w[i] = (i + 1)^-exponent / their sum. */
void ds_zipf_weights(size_t n, double exponent, double *w);

/* ---- as many words as it takes --------------------------------------------
 */

/** The words of one (draws, path) one after the other, without end. */
typedef struct ds_stream {
    ds_draws draws;
    uint64_t path;
    uint64_t block; /**< blocks taken so far */
    uint64_t words[4];
    unsigned used;
} ds_stream;

/** Starts a stream; d->purpose must be below 2^32. Its first four words are
 * those of ds_random4. */
void ds_stream_init(ds_stream *s, const ds_draws *d, uint64_t path);

/** The next word. */
uint64_t ds_stream_next(ds_stream *s);

#endif
