/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/chain_ladder.h - ultimate claims of a run-off triangle by chain
 * ladder, with the standard error of Mack.
 *
 * T. Mack, "Distribution-free calculation of the standard error of chain ladder
 * reserve estimates", ASTIN Bulletin 23 (1993); the recursion and the tail are
 * those of Mack, "The standard error of chain ladder reserve estimates:
 * recursive calculation and inclusion of a tail factor", ASTIN Bulletin 29
 * (1999). Factors and ultimates are exact ratios of integers, errors are
 * doubles. */
#ifndef DS_CHAIN_LADDER_H
#define DS_CHAIN_LADDER_H

#include "base/ratio.h"
#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

/** The most periods: the exact ratios grow with them. */
enum { DS_MAX_TRIANGLE = 240 };

/** Cumulative amounts: cell[i * n + k] of service period i (0 = oldest) after k
 * periods of delay; known where i + k < n, the rest is not read. Borrowed. */
typedef struct ds_triangle {
    size_t n;
    const int64_t *cell;
} ds_triangle;

/** What comes after the last delay of the triangle. */
typedef struct ds_tail {
    int64_t factor; /**< in 1e-9, >= 0; DS_RATE_ONE: nothing */
    double error;   /**< standard error of the factor, 0: none */
} ds_tail;

/** One step k -> k + 1. */
typedef struct ds_development {
    size_t n_pairs;   /**< rows that it is estimated from */
    size_t n_skipped; /**< rows with both cells known, the first <= 0 */
    double factor;
    double sigma2;          /**< Mack's sigma squared, fen; NaN: none */
    double error;           /**< standard error of the factor; NaN: none */
    int is_sigma_estimated; /**< 0: extrapolated from the two before */
} ds_development;

/** One service period, or all. */
typedef struct ds_projection {
    int64_t latest;            /**< the last known cell, fen */
    int64_t ultimate;          /**< rounded once, half away from zero */
    int64_t reserve;           /**< ultimate - latest */
    double process, parameter; /**< standard errors, fen; NaN: none */
    double error;              /**< root of the sum of their squares */
} ds_projection;

/** Zero it before ds_chain_ladder_run. */
typedef struct ds_chain_ladder {
    size_t n;
    mpq_t *factor;               /**< [n - 1] exact */
    ds_development *development; /**< [n - 1] */
    ds_projection *period;       /**< [n] */
    ds_projection all; /**< sums of the periods; errors with what the periods
                            share */
} ds_chain_ladder;

/**
 * Factor k = sum of cells k + 1 / sum of cells k over the rows that have both
 * and whose cell k is > 0. Mack's sigma of a step with fewer than two such
 * rows is min(s'^2 / s'', min(s', s'')) of the two steps before (s' where there
 * is only one); with n = 2 there is no error. DS_ERR_DATA where n < 2, or a
 * step has no row (*bad_step names it), DS_ERR_OVERFLOW where an ultimate does
 * not fit.
 */
DS_MUST_USE ds_status ds_chain_ladder_run(const ds_triangle *triangle,
                                          const ds_tail *tail,
                                          ds_chain_ladder *out,
                                          size_t *bad_step, ds_error *err);

/** Frees it; takes zeroed ones. */
void ds_chain_ladder_destroy(ds_chain_ladder *c);

#endif
