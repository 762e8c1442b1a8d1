/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_digits.h - the plainest decimals, eight digits at a time. */
#ifndef DS_IMPORT_DIGITS_H
#define DS_IMPORT_DIGITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Bytes that must be readable from `text` on, whatever n is. */
enum { DS_DIGITS_PADDING = 32 };

/** Reads text[0..n) as ds_decimal_parse does, where it is 1 to 16 digits, then
 * maybe a point and 1 to `decimals` (0..4) digits. False, and *value as it was,
 * where it is anything else: then ds_decimal_parse tells. Pure. */
bool ds_digits_parse(const char *text, size_t n, int decimals, int64_t *value);

#endif
