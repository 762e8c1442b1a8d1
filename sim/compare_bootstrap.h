/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/compare_bootstrap.h - how sure a comparison is: hospitals are drawn again
 * (Poisson weights), as cases of a hospital are not independent. */
#ifndef DS_COMPARE_BOOTSTRAP_H
#define DS_COMPARE_BOOTSTRAP_H

#include "sim/compare.h"

/** A figure of all hospitals with its interval; the point value is kept. */
typedef struct ds_interval {
    double value, low, high; /**< low, high NaN without replicates, or with
                                  fewer than two hospitals */
} ds_interval;

typedef struct ds_compare_figures {
    ds_interval r2[DS_N_COMPARED];  /**< 1 - sum (y-p)^2 / sum (y-mean)^2 */
    ds_interval mae[DS_N_COMPARED]; /**< mean |y - p|, fen */
    ds_interval r2_gain;            /**< r2 of DIP - r2 of DRG */
    ds_interval moved; /**< sum over hospitals |DIP - DRG| / cost */
    ds_interval gini[DS_N_COMPARED]; /**< of pay / cost of hospitals with cost;
                                          0: all the same */
} ds_compare_figures;

/** Weight of a hospital in a replicate: Poisson(1) from Philox, keyed by (seed,
 * replicate, place of the hospital in the order of ids): the same for any
 * number of threads and any order of records. */
uint32_t ds_bootstrap_weight(uint64_t seed, uint64_t replicate, uint64_t place);

/** The figures of a run. order: hospital codes by id, n of them. */
DS_MUST_USE ds_status ds_compare_figures_make(const ds_compare_run *r,
                                              const ds_compare_policy *policy,
                                              const uint32_t *order, size_t n,
                                              ds_compare_figures *out,
                                              ds_error *err);

#endif
