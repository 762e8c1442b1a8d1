/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/decimal.c - see decimal.h for the contract. */
#include "base/decimal.h"

#include "base/money.h"

#include <assert.h>
#include <stdbool.h>

/* Digits on their way to an int64: magnitude, and what rounding needs. */
typedef struct digits {
    uint64_t magnitude;
    int kept;        /* digits behind the point taken so far */
    bool any, point; /* seen a digit, seen the point */
    bool rest, half; /* dropped digits: not all zero; the first is >= 5 */
    bool too_large;
} digits;

static void take_digit(digits *d, unsigned digit, int decimals)
{
    d->any = true;
    if (d->point && d->kept >= decimals) {
        if (d->kept == decimals) d->half = digit >= 5;
        d->kept++;
        d->rest |= digit != 0;
        return;
    }
    if (d->point) d->kept++;
    if (__builtin_mul_overflow(d->magnitude, (uint64_t)10, &d->magnitude) ||
        __builtin_add_overflow(d->magnitude, (uint64_t)digit, &d->magnitude))
        d->too_large = true;
}

static bool scan(const char *text, size_t n, int decimals, digits *d)
{
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '.' && !d->point)
            d->point = true;
        else if (text[i] >= '0' && text[i] <= '9')
            take_digit(d, (unsigned)(text[i] - '0'), decimals);
        else
            return false;
    }
    while (d->kept < decimals) {
        d->kept++;
        if (__builtin_mul_overflow(d->magnitude, (uint64_t)10, &d->magnitude))
            d->too_large = true;
    }
    return d->any;
}

static ds_decimal_result parse(const char *text, size_t n, int decimals,
                               bool round, int64_t *value)
{
    assert(decimals >= 0 && decimals <= 18);
    if (n == 0) return DS_DECIMAL_EMPTY;
    const bool sign = text[0] == '-' || text[0] == '+';
    const bool minus = text[0] == '-';
    digits d = {0};
    if (!scan(text + sign, n - sign, decimals, &d)) return DS_DECIMAL_MALFORMED;
    if (d.rest && !round) return DS_DECIMAL_PRECISE;
    if (d.half && round &&
        __builtin_add_overflow(d.magnitude, (uint64_t)1, &d.magnitude))
        d.too_large = true;
    if (d.too_large || d.magnitude > INT64_MAX) return DS_DECIMAL_LARGE;
    *value = minus ? -(int64_t)d.magnitude : (int64_t)d.magnitude;
    return DS_DECIMAL_OK;
}

ds_decimal_result ds_decimal_parse(const char *text, size_t n, int decimals,
                                   int64_t *value)
{
    return parse(text, n, decimals, false, value);
}

ds_decimal_result ds_decimal_round(const char *text, size_t n, int decimals,
                                   int64_t *value)
{
    return parse(text, n, decimals, true, value);
}

const char *ds_decimal_reason(ds_decimal_result result)
{
    static const char *const reasons[] = {
        "is a number", "is empty", "is not a number",
        "has more decimals than can be stored", "is too large"};
    return reasons[result];
}

size_t ds_decimal_format(int64_t value, int decimals,
                         char text[DS_DECIMAL_SIZE])
{
    assert(decimals >= 0 && decimals <= 18);
    char reversed[DS_DECIMAL_SIZE];
    size_t n = 0, length = 0;
    if (value != DS_MISSING) {
        uint64_t rest = value < 0 ? (uint64_t)-value : (uint64_t)value;
        for (int i = 0; rest > 0 || i <= decimals; i++) {
            reversed[n++] = (char)('0' + rest % 10);
            rest /= 10;
            if (i + 1 == decimals) reversed[n++] = '.';
        }
        if (value < 0) reversed[n++] = '-';
    }
    while (n > 0) text[length++] = reversed[--n];
    text[length] = '\0';
    return length;
}
