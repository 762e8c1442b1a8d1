/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/apportion.h - pays a pool to the fen: largest remainder, and the
 * half-up rule under a cap (policy.md section 1). Exact, 128-bit products. */
#ifndef DS_APPORTION_H
#define DS_APPORTION_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

/**
 * shares[i] = pool * weights[i] / sum(weights), rounded so that the shares add
 * up to the pool: every exact share is floored, and the fen left over go, one
 * each, to the largest remainders; of equal ones to the lower rank[i] first
 * (rank NULL: the lower i). rank[] holds different numbers.
 *
 * weights[i] >= 0. A negative pool is apportioned as its opposite and the
 * shares change sign. A pool of 0 gives zeros; any other with no positive
 * weight fails with DS_ERR_INFEASIBLE. A negative weight is DS_ERR_ARG.
 */
DS_MUST_USE ds_status ds_apportion(int64_t pool, size_t n,
                                   const int64_t *weights, const uint32_t *rank,
                                   int64_t *shares, ds_error *err);

/** The most that is paid per unit of weight, num / den; num >= 0, den > 0. */
typedef struct ds_cap {
    int64_t num, den;
} ds_cap;

/**
 * The same under a cap. Where pool / sum(weights) < cap the whole pool is paid
 * by largest remainder. Else shares[i] = weights[i] * num / den, each rounded
 * half away from zero, and *unallocated is the rest of the pool, >= 0; should
 * the rounded shares exceed the pool by some fen, largest remainder pays
 * exactly the pool. Without any weight all of a pool is unallocated.
 */
DS_MUST_USE ds_status ds_apportion_capped(int64_t pool, size_t n,
                                          const int64_t *weights,
                                          const uint32_t *rank, ds_cap cap,
                                          int64_t *shares, int64_t *unallocated,
                                          ds_error *err);

#endif
