/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/money.c - see money.h for the contract. */
#include "base/money.h"

#include <assert.h>

ds_i128 ds_round_div(ds_i128 num, ds_i128 den)
{
    assert(den > 0);
    const ds_i128 quotient = num / den, rest = num % den;
    const ds_i128 distance = rest < 0 ? -rest : rest;
    if (distance < den - distance) return quotient;
    return num < 0 ? quotient - 1 : quotient + 1;
}

ds_i128 ds_floor_div(ds_i128 num, ds_i128 den)
{
    assert(den > 0);
    const ds_i128 quotient = num / den;
    return num % den < 0 ? quotient - 1 : quotient;
}

bool ds_mul_div(int64_t a, int64_t b, int64_t c, int64_t *out)
{
    return ds_fit_i64(ds_round_div((ds_i128)a * b, c), out);
}
