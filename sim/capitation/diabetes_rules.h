/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/capitation/diabetes_rules.h - the money of Tianjin's diabetes capitation,
 * rule by rule and without claims: D2-D7, D13, T13 of policy.md sections 4 and
 * 2 (津医保局发〔2021〕115号). Amounts in fen, >= 0; rates in 1e-9; a published amount
 * is rounded once, half away from zero. Functions that return bool are false
 * where a result does not fit 64 bits. */
#ifndef DS_DIABETES_RULES_H
#define DS_DIABETES_RULES_H

#include "base/ratio.h"

#include <stdbool.h>
#include <stdint.h>

/** D2, A21: cost of a formerly capitated month added to *base: divide: cost /
 * (1 - max(0, s)), nothing where s >= 1; multiplies: cost x (1 + max(0, s)).
 * `surplus` is s in 1e-9. */
void ds_d2_add(mpq_t base, int64_t cost, int64_t surplus, bool multiplies);

/** A unit's patients of a month. */
typedef struct ds_d3_sums {
    int64_t heads, with_cost, without_cost, is_new;
    int64_t base;       /**< sum of the bases of old patients */
    int64_t grossed;    /**< of it: what D2 added to their cost */
    int64_t raised;     /**< what the floor added */
    int64_t lowered;    /**< what the cap took away */
    int64_t winsorised; /**< base + raised - lowered */
} ds_d3_sums;

/** Floor and cap. */
typedef struct ds_d1_limits {
    int64_t floor, cap;
} ds_d1_limits;

/** D1: adds an old patient with base cost `base` >= 0; one without cost counts
 * at the floor, or (skips_zero) as a head only. */
void ds_d1_add(ds_d3_sums *sums, int64_t base, ds_d1_limits limits,
               bool skips_zero);

/** What turns sums into a quota. */
typedef struct ds_quota_terms {
    int64_t band;       /**< D3 */
    bool is_new_inside; /**< diab.band_new */
    int64_t new_amount; /**< D4: of one new patient */
    int64_t bid_saving; /**< D6: sum (P_avg - P_win) x quantity */
    bool is_later;      /**< D6: a later cycle */
    int64_t retain;     /**< D6: r */
    int64_t contract;   /**< agreed quota instead, or DS_MISSING */
} ds_quota_terms;

/** Every step from the winsorised sum to the annual quota. */
typedef struct ds_quota_steps {
    int64_t band_low, band_high, banded, new_quota, bid_cut, quota;
} ds_quota_steps;

/** D3, D4, D6: the annual quota of a unit. */
bool ds_quota_make(const ds_d3_sums *sums, const ds_quota_terms *terms,
                   ds_quota_steps *out);

/** D5: min(over, excess) x rate. */
int64_t ds_d5_compensation(int64_t over, int64_t excess, int64_t rate);

/** D5: how many patients may be compensated: floor(share x heads). */
int64_t ds_d5_heads(int64_t heads, int64_t share);

/** D7: the first month that counts (months since 2000-01) of who chose on
 * `day` (days since 2000-01-01). */
int64_t ds_d7_month(int64_t day);

/** T13 of a unit, year to date. */
typedef struct ds_pool_input {
    int64_t cap;        /**< Cap_cum, at year end with D5 */
    int64_t deposit_of; /**< D13: what the deposit is a share of */
    int64_t own, outside, personal;
    int64_t month_share; /**< cap.month */
    int64_t deposit;     /**< diab.deposit */
    int64_t factor;      /**< f, of the year end */
} ds_pool_input;

typedef struct ds_pool {
    int64_t entitlement;  /**< A_sign = cap - outside */
    int64_t surplus;      /**< max(0, A_sign - own) */
    int64_t hold;         /**< of the surplus: month held, year forfeited */
    int64_t deposit;      /**< held */
    int64_t deposit_hold; /**< month: all of it, year: what is forfeited */
    int64_t due;          /**< A_sign - personal - hold - deposit_hold */
} ds_pool;

/** T13, D6, D13: a month, or (is_year) the year after assessment. */
bool ds_pool_make(const ds_pool_input *in, bool is_year, ds_pool *out);

#endif
