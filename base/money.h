/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/money.h - exact arithmetic on fen, points and their ratios.
 *
 * Money is int64 fen (1 yuan = 100 fen), points are int64 in 1/10,000 point,
 * rates and coefficients int64 in 1/10,000 or 1/1,000,000,000 (DS_RATE_ONE).
 * Products are 128 bits wide and checked to fit (policy.md section 1). */
#ifndef DS_MONEY_H
#define DS_MONEY_H

#include <stdbool.h>
#include <stdint.h>

__extension__ typedef __int128 ds_i128;
__extension__ typedef unsigned __int128 ds_u128;

/** Decimals of each kind of published number. */
enum { DS_FEN_DECIMALS = 2, DS_POINT_DECIMALS = 4, DS_RATE_DECIMALS = 9 };
/** One point, and a coefficient of one, as stored. */
#define DS_POINT_ONE INT64_C(10000)
/** A rate of one as stored: keys of kind DS_KEY_RATE use it. */
#define DS_RATE_ONE INT64_C(1000000000)
/** "No value" in any int64 column; empty in CSV, NULL in JSON. */
#define DS_MISSING INT64_MIN
/** The same in a lane of int32 (base/source.h). */
#define DS_NARROW_MISSING INT32_MIN
/** The largest amount of one claim column that a file may hold: 10 trillion
 * yuan. 2^63 / DS_MAX_FEN claims of that size fit an int64 sum. */
#define DS_MAX_FEN INT64_C(1000000000000000)

/** num/den rounded half away from zero; den > 0. */
ds_i128 ds_round_div(ds_i128 num, ds_i128 den);

/** num/den rounded down (towards minus infinity); den > 0. */
ds_i128 ds_floor_div(ds_i128 num, ds_i128 den);

/** a*b/c rounded half away from zero, into *out; c > 0.
 * False, with *out untouched, where the result does not fit an int64. */
bool ds_mul_div(int64_t a, int64_t b, int64_t c, int64_t *out);

/** *sum += x; false, with *sum untouched, on overflow. */
static inline bool ds_add_i64(int64_t *sum, int64_t x)
{
    int64_t all;
    if (__builtin_add_overflow(*sum, x, &all)) return false;
    *sum = all;
    return true;
}

/** Narrows v into *out; false, with *out untouched, where it does not fit. */
static inline bool ds_fit_i64(ds_i128 v, int64_t *out)
{
    if (v < INT64_MIN || v > INT64_MAX) return false;
    *out = (int64_t)v;
    return true;
}

/** A 128-bit sum kept as two words of a flat int64 state: {low, high}. */
static inline ds_i128 ds_words_get(const int64_t w[2])
{
    return (ds_i128)(((ds_u128)(uint64_t)w[1] << 64) | (uint64_t)w[0]);
}

static inline void ds_words_add(int64_t w[2], ds_i128 x)
{
    const ds_i128 sum = ds_words_get(w) + x;
    w[0] = (int64_t)(uint64_t)sum;
    w[1] = (int64_t)(sum >> 64);
}

#endif
