/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_exact.c - see tianjin_exact.h for the contract. */
#include "sim/tianjin/tianjin_exact.h"

#include "base/buffer.h"

#include <stdlib.h>

ds_status ds_tj_round(const mpq_t q, int64_t *out, ds_error *err)
{
    if (ds_ratio_round(q, 0, out)) return DS_OK;
    return ds_hint(
        err,
        ds_fail(err, DS_ERR_OVERFLOW, "an amount does not fit 64 bits of fen"),
        "look for a cost or a budget in the wrong unit");
}

ds_status ds_tj_times(const mpq_t a, int64_t b, int64_t *out, ds_error *err)
{
    mpq_t q;
    if (mpz_fits_slong_p(mpq_numref(a)) && mpz_fits_slong_p(mpq_denref(a)) &&
        ds_fit_i64(ds_round_div((ds_i128)mpz_get_si(mpq_numref(a)) * b,
                                mpz_get_si(mpq_denref(a))),
                   out))
        return DS_OK; /* most of them: no memory, no common divisor */
    mpq_init(q);
    ds_ratio_set(q, b, 1);
    mpq_mul(q, q, a);
    const ds_status st = ds_tj_round(q, out, err);
    mpq_clear(q);
    return st;
}

/* A whole number keeps a fraction in lowest terms. */
static void add_whole(mpq_t sum, mpz_srcptr a, int64_t b)
{
    mpz_t whole;
    mpz_init_set_si(whole, b);
    mpz_mul(whole, whole, a);
    mpz_addmul(mpq_numref(sum), whole, mpq_denref(sum));
    mpz_clear(whole);
}

void ds_tj_add_product(mpq_t sum, const mpq_t a, int64_t b)
{
    mpq_t q;
    if (mpz_cmp_ui(mpq_denref(a), 1) == 0) {
        add_whole(sum, mpq_numref(a), b);
        return;
    }
    mpq_init(q);
    ds_ratio_set(q, b, 1);
    mpq_mul(q, q, a);
    mpq_add(sum, sum, q);
    mpq_clear(q);
}

/* What flooring cut off a share, in 1/sum(w) fen. */
typedef struct remainder {
    ds_i128 rest;
    size_t index;
} remainder;

static int by_rest(const void *a, const void *b)
{
    const remainder *x = a, *y = b;
    if (x->rest != y->rest) return x->rest > y->rest ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

ds_status ds_tj_share(int64_t pool, size_t n, const int64_t *w, int64_t *shares,
                      ds_error *err)
{
    ds_i128 sum = 0, left = pool;
    remainder *rests;
    for (size_t i = 0; i < n; i++) {
        sum += w[i];
        shares[i] = 0;
    }
    if (sum <= 0) return DS_OK;
    DS_TRY(ds_alloc(&rests, n, sizeof *rests, err));
    for (size_t i = 0; i < n; i++) {
        const ds_i128 product = (ds_i128)pool * w[i];
        const ds_i128 floor = ds_floor_div(product, sum);
        rests[i] = (remainder){product - floor * sum, i};
        shares[i] = (int64_t)floor;
        left -= floor;
    }
    qsort(rests, n, sizeof *rests, by_rest);
    for (size_t k = 0; k < n && left > 0; k++, left--) shares[rests[k].index]++;
    free(rests);
    return DS_OK;
}

/* An exact share's fraction; its place in the list. */
typedef struct fraction {
    mpq_t *rest;
    size_t index;
} fraction;

static int by_fraction(const void *a, const void *b)
{
    const fraction *x = a, *y = b;
    const int order = mpq_cmp(*y->rest, *x->rest);
    return order ? order : (x->index > y->index) - (x->index < y->index);
}

/* rest[i] = pool * w[i] / sum; its floor goes to shares[i]. */
static ds_i128 floor_exact(int64_t pool, size_t n, mpq_t *w, const mpq_t sum,
                           mpq_t *rest, int64_t *shares)
{
    ds_i128 left = pool;
    mpq_t scale, whole;
    mpq_init(scale);
    mpq_init(whole);
    ds_ratio_set(scale, pool, 1);
    mpq_div(scale, scale, sum);
    for (size_t i = 0; i < n; i++) {
        mpq_mul(rest[i], w[i], scale);
        shares[i] = ds_ratio_floor(rest[i]);
        ds_ratio_set(whole, shares[i], 1);
        mpq_sub(rest[i], rest[i], whole);
        left -= shares[i];
    }
    mpq_clear(whole);
    mpq_clear(scale);
    return left;
}

ds_status ds_tj_share_exact(int64_t pool, size_t n, mpq_t *w, int64_t *shares,
                            ds_error *err)
{
    ds_status st = DS_OK;
    fraction *order = NULL;
    mpq_t *rest = ds_ratios_new(n), sum;
    mpq_init(sum);
    if (!rest) DS_GO(ds_fail(err, DS_ERR_NOMEM, "no memory for shares"));
    DS_GO(ds_alloc(&order, n, sizeof *order, err));
    for (size_t i = 0; i < n; i++) {
        shares[i] = 0;
        mpq_add(sum, sum, w[i]);
    }
    if (mpq_sgn(sum) > 0) {
        ds_i128 left = floor_exact(pool, n, w, sum, rest, shares);
        for (size_t i = 0; i < n; i++) order[i] = (fraction){&rest[i], i};
        qsort(order, n, sizeof *order, by_fraction);
        for (size_t k = 0; k < n && left > 0; k++, left--)
            shares[order[k].index]++;
    }
done:
    mpq_clear(sum);
    ds_ratios_free(rest, rest ? n : 0);
    free(order);
    return st;
}
