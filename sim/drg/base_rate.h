/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/drg/base_rate.h - the rate method: base rate, standard and payment of a
 * case (rules 8.3, 8.4 of policy.md), and points of weight x base rate with
 * cases that have no weight made comparable (8.7, T8). Pure functions.
 *
 * Units: money in fen; weights and level factors in 1/10,000, as published;
 * ratios, multiples and growth rates in 1e-9; points in 1/10,000. A rate is
 * money per unit of weight. Every result is rounded once, half away from zero;
 * false, with *out untouched, where one does not fit an int64. */
#ifndef DS_BASE_RATE_H
#define DS_BASE_RATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** 8.3: rate = budget / ratio / weights. `ratio`: the part of inpatient cost
 * that the fund pays; `weights`: sum of n w over the groups, predicted. Both
 * > 0, budget >= 0. */
bool ds_base_rate(int64_t budget, int64_t ratio, int64_t weights,
                  int64_t *rate);

/** What is done with a case beyond the limits (drg.outlier). */
typedef enum ds_outlier {
    DS_OUTLIER_FFS, /**< by item: its cost */
    DS_OUTLIER_Z3   /**< low: its cost; high: standard (1 + r - high) */
} ds_outlier;

/** The terms of a hospital level. */
typedef struct ds_rate_terms {
    int64_t rate;      /**< R, > 0 */
    int64_t low, high; /**< multiples of the standard, >= 0 (drg.lo, drg.hi);
                            DS_KEY_NONE: no limit */
    int32_t outlier;   /**< ds_outlier */
} ds_rate_terms;

typedef enum ds_rate_band {
    DS_RATE_LOW,
    DS_RATE_STANDARD,
    DS_RATE_HIGH
} ds_rate_band;

/** A case under 8.4. The limits are taken from the exact standard. */
typedef struct ds_rate_case {
    ds_rate_band band; /**< low: cost < low x standard; high: cost > high x */
    int64_t standard;  /**< w x R */
    int64_t low_fen, high_fen; /**< the limits; DS_MISSING: none */
    int64_t amount;  /**< what the case is worth: the standard within limits */
    int64_t fund;    /**< amount - personal; may be negative */
    int64_t balance; /**< amount - cost: gain of the hospital */
} ds_rate_case;

/** 8.4: a case of a weight >= 0 that cost `cost` >= 0, of which the patient
 * bears `personal` (deductible, co-payment, out of catalogue). */
bool ds_rate_pay(const ds_rate_terms *terms, int64_t weight, int64_t cost,
                 int64_t personal, ds_rate_case *out);

/** 8.7: points = weight x level factor x R0, for DRG; DIP with its RW against
 * the same reference mean and a factor of one (10,000). All >= 0. */
bool ds_rate_points(int64_t weight, int64_t level, int64_t rate,
                    int64_t *points);

/** T8: points of a case without weight = cost / (mean x product of 1 + cpi) x
 * R0: `mean` > 0 is the mean cost behind the weights, cpi[0..n) the growth of
 * prices since then, each > -1. A quota in prices of the base year: n = 0. */
bool ds_t8_points(int64_t cost, int64_t mean, int64_t rate, size_t n,
                  const int64_t *cpi, int64_t *points);

#endif
