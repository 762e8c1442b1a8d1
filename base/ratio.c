/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/ratio.c - see ratio.h for the contract. */
#include "base/ratio.h"

#include <assert.h>
#include <stdlib.h>

void ds_integer_set(mpz_t z, ds_i128 v)
{
    const ds_u128 size = v < 0 ? -(ds_u128)v : (ds_u128)v;
    const uint64_t words[2] = {(uint64_t)size, (uint64_t)(size >> 64)};
    mpz_import(z, 2, -1, sizeof *words, 0, 0, words);
    if (v < 0) mpz_neg(z, z);
}

void ds_ratio_set(mpq_t q, ds_i128 num, ds_i128 den)
{
    assert(den > 0);
    ds_integer_set(mpq_numref(q), num);
    ds_integer_set(mpq_denref(q), den);
    mpq_canonicalize(q);
}

static bool fits(const mpz_t z) { return mpz_fits_slong_p(z) != 0; }

bool ds_ratio_round(const mpq_t q, int decimals, int64_t *out)
{
    /* floor((2 * |num| * 10^d + den) / (2 * den)), then the sign back */
    mpz_t n, d;
    mpz_init(n);
    mpz_init(d);
    mpz_ui_pow_ui(n, 10, (unsigned long)decimals);
    mpz_mul(n, n, mpq_numref(q));
    mpz_abs(n, n);
    mpz_mul_2exp(n, n, 1);
    mpz_add(n, n, mpq_denref(q));
    mpz_mul_2exp(d, mpq_denref(q), 1);
    mpz_fdiv_q(n, n, d);
    if (mpq_sgn(q) < 0) mpz_neg(n, n);
    const bool is_in = fits(n);
    if (is_in) *out = mpz_get_si(n);
    mpz_clear(d);
    mpz_clear(n);
    return is_in;
}

int64_t ds_ratio_floor(const mpq_t q)
{
    mpz_t n;
    mpz_init(n);
    mpz_fdiv_q(n, mpq_numref(q), mpq_denref(q));
    const int64_t beyond = mpz_sgn(n) < 0 ? INT64_MIN : INT64_MAX;
    const int64_t floor = fits(n) ? mpz_get_si(n) : beyond;
    mpz_clear(n);
    return floor;
}

mpq_t *ds_ratios_new(size_t n)
{
    mpq_t *q = n > SIZE_MAX / sizeof *q ? NULL : malloc((n + 1) * sizeof *q);
    for (size_t i = 0; q && i < n; i++) mpq_init(q[i]);
    return q;
}

void ds_ratios_free(mpq_t *q, size_t n)
{
    for (size_t i = 0; q && i < n; i++) mpq_clear(q[i]);
    free(q);
}
