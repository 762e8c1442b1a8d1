/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/apportion.c - see apportion.h for the contract. */
#include "kernels/apportion.h"

#include "base/buffer.h"
#include "base/money.h"

#include <stdlib.h>

/* What flooring cut off a share, in 1/sum(weights) fen. */
typedef struct remainder {
    ds_i128 rest;
    uint32_t rank;
    size_t index;
} remainder;

static int by_rest_then_rank(const void *a, const void *b)
{
    const remainder *x = a, *y = b;
    if (x->rest != y->rest) return x->rest > y->rest ? -1 : 1;
    return (x->rank > y->rank) - (x->rank < y->rank);
}

static ds_status weigh(size_t n, const int64_t *weights, ds_i128 *sum,
                       ds_error *err)
{
    *sum = 0;
    for (size_t i = 0; i < n; i++) {
        if (weights[i] < 0)
            return ds_fail(err, DS_ERR_ARG, "weight %zu is negative", i);
        *sum += weights[i];
    }
    return DS_OK;
}

/* Floors all shares of `pool` >= 0; returns how many fen are left over. */
static int64_t floor_shares(int64_t pool, size_t n, const int64_t *weights,
                            ds_i128 sum, int64_t *shares, remainder *rests)
{
    int64_t left = pool;
    for (size_t i = 0; i < n; i++) {
        const ds_i128 product = (ds_i128)pool * weights[i];
        shares[i] = (int64_t)(product / sum);
        rests[i] = (remainder){product % sum, (uint32_t)i, i};
        left -= shares[i];
    }
    return left;
}

/* DS_MISSING is no amount, and has no opposite. */
static ds_status check(int64_t pool, ds_i128 sum, ds_error *err)
{
    if (pool == DS_MISSING)
        return ds_fail(err, DS_ERR_ARG, "the pool has no value");
    if (pool != 0 && sum == 0)
        return ds_fail(err, DS_ERR_INFEASIBLE,
                       "nobody has a positive weight to be paid for");
    return DS_OK;
}

static ds_status largest_remainder(int64_t pool, size_t n,
                                   const int64_t *weights, ds_i128 sum,
                                   const uint32_t *rank, int64_t *shares,
                                   ds_error *err)
{
    DS_TRY(check(pool, sum, err));
    for (size_t i = 0; i < n; i++) shares[i] = 0;
    if (pool == 0) return DS_OK;

    remainder *rests;
    DS_TRY(ds_alloc(&rests, n, sizeof *rests, err));
    const int64_t size = pool < 0 ? -pool : pool;
    const int64_t left = floor_shares(size, n, weights, sum, shares, rests);
    for (size_t i = 0; rank && i < n; i++) rests[i].rank = rank[i];
    qsort(rests, n, sizeof *rests, by_rest_then_rank);
    for (int64_t k = 0; k < left; k++) shares[rests[k].index]++;
    for (size_t i = 0; pool < 0 && i < n; i++) shares[i] = -shares[i];
    free(rests);
    return DS_OK;
}

ds_status ds_apportion(int64_t pool, size_t n, const int64_t *weights,
                       const uint32_t *rank, int64_t *shares, ds_error *err)
{
    ds_i128 sum;
    DS_TRY(weigh(n, weights, &sum, err));
    return largest_remainder(pool, n, weights, sum, rank, shares, err);
}

/* pool / sum < num / den. The left product fits: |pool|, den < 2^63; the right
 * one may not, and is then the larger. */
static bool is_below_cap(int64_t pool, ds_i128 sum, ds_cap cap)
{
    const ds_i128 most = (ds_i128)(~(ds_u128)0 >> 1);
    if (cap.num > 0 && sum > most / cap.num) return true;
    return (ds_i128)pool * cap.den < sum * cap.num;
}

ds_status ds_apportion_capped(int64_t pool, size_t n, const int64_t *weights,
                              const uint32_t *rank, ds_cap cap, int64_t *shares,
                              int64_t *unallocated, ds_error *err)
{
    ds_i128 sum, paid = 0;
    *unallocated = 0;
    DS_TRY(weigh(n, weights, &sum, err));
    if (cap.num < 0 || cap.den <= 0)
        return ds_fail(err, DS_ERR_ARG, "the cap is not a ratio");
    if (is_below_cap(pool, sum, cap))
        return largest_remainder(pool, n, weights, sum, rank, shares, err);
    for (size_t i = 0; i < n; i++) {
        if (!ds_mul_div(weights[i], cap.num, cap.den, &shares[i]))
            return ds_fail(err, DS_ERR_OVERFLOW, "share %zu is too large", i);
        paid += shares[i];
    }
    if (paid > pool)
        return largest_remainder(pool, n, weights, sum, rank, shares, err);
    *unallocated = (int64_t)(pool - paid);
    return DS_OK;
}
