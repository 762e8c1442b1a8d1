/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/decimal.h - strict decimals: text to scaled integer and back.
 *
 * The only place where numbers are read from text. A decimal is an optional
 * sign, digits, and an optional point with digits on at least one side; no
 * blanks, no exponent, no hexadecimal, nothing behind it. */
#ifndef DS_DECIMAL_H
#define DS_DECIMAL_H

#include <stddef.h>
#include <stdint.h>

/** Why a text is not a decimal; the text of each is ds_decimal_reason(). */
typedef enum ds_decimal_result {
    DS_DECIMAL_OK,
    DS_DECIMAL_EMPTY,     /**< no character at all */
    DS_DECIMAL_MALFORMED, /**< another character than sign, digit, point */
    DS_DECIMAL_PRECISE,   /**< non-zero digits beyond `decimals` */
    DS_DECIMAL_LARGE      /**< does not fit an int64 */
} ds_decimal_result;

/**
 * Reads text[0..n) as a number with up to `decimals` (0..18) digits behind the
 * point into *value, scaled by 10^decimals: "12.5" with 2 -> 1250. More digits
 * are taken where they are zeros. Never yields DS_MISSING. *value is written
 * only on DS_DECIMAL_OK.
 */
ds_decimal_result ds_decimal_parse(const char *text, size_t n, int decimals,
                                   int64_t *value);

/**
 * The same, but digits beyond `decimals` are rounded half away from zero
 * instead of refused: list prices with three decimals become fen.
 */
ds_decimal_result ds_decimal_round(const char *text, size_t n, int decimals,
                                   int64_t *value);

/** Short English reason, "is empty", "is not a number" ...; never NULL. */
const char *ds_decimal_reason(ds_decimal_result result);

/** Longest output of ds_decimal_format with its final zero byte. */
enum { DS_DECIMAL_SIZE = 24 };

/**
 * Writes value / 10^decimals with all `decimals` (0..18) digits and a final
 * zero byte: -1250 with 2 -> "-12.50". DS_MISSING -> "". Returns the length.
 */
size_t ds_decimal_format(int64_t value, int decimals,
                         char text[DS_DECIMAL_SIZE]);

#endif
