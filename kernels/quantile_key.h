/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/quantile_key.h - integers as buckets of constant relative width.
 *
 * The key of x >= 0 is its exponent and the `bits` mantissa bits behind the
 * leading one: numbers below 2^(bits+1) have a key each, larger ones share it
 * with 2^-bits of their size. Negative numbers mirror, ~x being x's partner:
 * keys ascend with x over all of int64. */
#ifndef DS_QUANTILE_KEY_H
#define DS_QUANTILE_KEY_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/** Fewest and most mantissa bits in use. */
enum { DS_KEY_BITS_MIN = 5, DS_KEY_BITS_MAX = 10 };

static inline int32_t ds_key_of(int64_t x, int bits)
{
    const int64_t sign = x >> 63;
    const uint64_t size = (uint64_t)(x ^ sign);
    const int exponent = 63 - __builtin_clzll(size | 1);
    const int shift = exponent > bits ? exponent - bits : 0;
    const int64_t key = ((int64_t)shift << bits) + (int64_t)(size >> shift);
    return (int32_t)(key ^ sign);
}

/** The same of n values of a narrow lane: the exponent and mantissa that the
 * processor makes of a number. Above 2^24 it would round to the next key, so
 * the bit behind the last that a float holds is taken off. */
static inline void ds_keys_of(const int32_t *x, size_t n, int bits,
                              int32_t *keys)
{
    const int32_t bias = (127 + bits - 1) << bits, linear = 1 << bits;
    for (size_t i = 0; i < n; i++) {
        const int32_t sign = x[i] >> 31, size = x[i] ^ sign;
        const float exact = (float)(size & ~(size >> 24));
        int32_t word;
        memcpy(&word, &exact, sizeof word);
        const int32_t key = (word >> (23 - bits)) - bias;
        keys[i] = (size < linear ? size : key) ^ sign;
    }
}

/** The least number of a key that ds_key_of gives. */
static inline int64_t ds_key_low(int32_t key, int bits)
{
    const int64_t sign = key >> 31;
    const int64_t k = key ^ sign, one = INT64_C(1) << bits;
    const int shift = k < 2 * one ? 0 : (int)((k >> bits) - 1);
    const int64_t low = (k - ((int64_t)shift << bits)) << shift;
    const int64_t high = low + ((INT64_C(1) << shift) - 1);
    return sign ? ~high : low;
}

/** The greatest one. */
static inline int64_t ds_key_high(int32_t key, int bits)
{
    return ~ds_key_low(~key, bits);
}

#endif
