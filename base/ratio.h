/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/ratio.h - exact ratios of large integers, on GMP's rationals.
 *
 * Means over weighted years, weights and point values are "printed rounded but
 * used exact, as integer ratios" (policy.md section 1): their numerators pass
 * 128 bits. Used per group and per deviating case, never per ordinary record.
 * GMP ends the program when memory ends. */
#ifndef DS_RATIO_H
#define DS_RATIO_H

#include "base/money.h"

#include <gmp.h>
#include <stdbool.h>

/** q = num / den in lowest terms; den > 0. */
void ds_ratio_set(mpq_t q, ds_i128 num, ds_i128 den);

/** z = v. */
void ds_integer_set(mpz_t z, ds_i128 v);

/** q * 10^decimals rounded half away from zero into *out; false, with *out
 * untouched, where it does not fit an int64. */
bool ds_ratio_round(const mpq_t q, int decimals, int64_t *out);

/** The largest int64 <= q; INT64_MIN or INT64_MAX where q lies beyond. */
int64_t ds_ratio_floor(const mpq_t q);

/** Frees n ratios of an array made by ds_ratios_new; NULL is fine. */
void ds_ratios_free(mpq_t *q, size_t n);

/** An array of n ratios, each 0, or NULL when memory ends. */
mpq_t *ds_ratios_new(size_t n);

#endif
