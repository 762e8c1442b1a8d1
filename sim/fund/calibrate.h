/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/calibrate.h - growth factors of a fund from its history (fund-model
 * section 4): cleaned, per head and per source, with the errors of what few
 * years can say. */
#ifndef DS_CALIBRATE_H
#define DS_CALIBRATE_H

#include "base/fund_years.h"
#include "base/keys.h"
#include "kernels/shrink.h"

/** How a history becomes factors. */
typedef struct ds_calibrate_policy {
    int32_t per_all;     /**< 0: income per contributor, 1: per insured */
    int64_t tolerance;   /**< fen: of the balance identity */
    int64_t min_rates;   /**< fewest growth rates behind a factor */
    int32_t is_once;     /**< what is written: 0 yearly noise, 1 errors of the
                              means, drawn once a path */
    int64_t paths, seed; /**< of the back-test */
    int64_t horizon;     /**< years that it looks ahead */
    int64_t bound;       /**< 1e-9: of a year's log growth in it */
} ds_calibrate_policy;

extern const ds_keys ds_calibrate_keys;

enum { DS_FACTOR_NAME = 128 };

/** A growth factor: log growth of one series of one pool. */
typedef struct ds_growth_factor {
    char name[DS_FACTOR_NAME]; /**< "resident_spending": pool, series */
    const char *series;        /**< "heads", "active", "income", ... */
    size_t pool;
    ds_history_column column;
    size_t n, raw_n; /**< growth rates; raw: of the history as it is */
    double mean, sd, error;
    double raw_mean, raw_sd;
    double rate[DS_MAX_HISTORY_YEARS]; /**< into the pool's year i; NaN: none */
    double raw[DS_MAX_HISTORY_YEARS];
} ds_growth_factor;

/** Zero it before ds_calibrate. */
typedef struct ds_calibration {
    const ds_table *history; /**< checked; borrowed */
    const ds_calibrate_policy *policy;
    const char *file; /**< for messages */
    size_t n_pools;
    ds_history_pool pools[DS_MAX_HISTORY_POOLS];
    size_t n_factors;
    ds_growth_factor *factors; /**< of pool 0, then of pool 1 ... */
    size_t n_common;           /**< years in which every factor has a rate */
    double weight;             /**< lambda of kernels/shrink.h */
    double *correlation, *raw_correlation; /**< [n_factors^2] */
} ds_calibration;

/**
 * Estimates every factor. Series of a pool: heads, or active and retired where
 * the retired are known; income, or its sources, a head that contributes
 * (per_all: an insured one); spending, or its parts, an insured head. One-offs
 * are taken off (off other_income, other_spending where parts are given). A
 * year's growth counts unless it or the year before is excluded or it is a
 * break. DS_ERR_DATA, with remedy: too few rates; is_once and n - 1 below the
 * number of factors.
 */
DS_MUST_USE ds_status ds_calibrate(const ds_table *history, const char *file,
                                   size_t n_pools, const ds_history_pool *pools,
                                   const ds_calibrate_policy *policy,
                                   ds_calibration *out, ds_error *err);

/** Frees it; takes zeroed ones. */
void ds_calibration_destroy(ds_calibration *c);

/** Level of a factor in row `row` of the history: persons, or fen a head;
 * cleaned or not. */
double ds_factor_level(const ds_calibration *c, const ds_growth_factor *f,
                       size_t row, bool is_clean);

/** Whether the growth into the row counts. */
bool ds_growth_counts(const ds_calibration *c, size_t row);

/** Insured of the row who contribute (per_all: all). */
int64_t ds_history_payers(const ds_calibration *c, size_t row);

/** Tables `factors`, `growth`, `correlation`, `shrinkage` (one row), `cleaned`,
 * `balance`; the caller destroys them. */
enum { DS_N_CALIBRATION_TABLES = 6 };
DS_MUST_USE ds_status
ds_calibration_tables(const ds_calibration *c,
                      ds_table tables[DS_N_CALIBRATION_TABLES], ds_error *err);

#endif
