/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/sanya/sanya_policy.h - the keys of a medical group's year (rules Y1-Y8,
 * policy.md sections 5 and 12). */
#ifndef DS_SANYA_POLICY_H
#define DS_SANYA_POLICY_H

#include "base/keys.h"

/** How inpatient cases get points (Y6, A3). */
typedef enum ds_sanya_points { DS_SANYA_DIP, DS_SANYA_DRG } ds_sanya_points;

/** How a medical group is settled; rates in 1e-9. */
typedef struct ds_sanya_policy {
    char group[DS_KEY_TEXT_SIZE]; /**< the group, empty: all */
    int32_t grade;                /**< 0 the lead's, else 1 + grade */
    ds_rates cap;                 /**< of growth: employee, resident */
    int32_t is_arithmetic;        /**< sanya.growth */
    int64_t g_floor;              /**< least g3, DS_KEY_NONE */
    ds_rates g3;                  /**< given instead of spending; n = 1: none */
    int32_t base_actual;          /**< sanya.base: 1 actual */
    int64_t city_cut;             /**< x of the cut */
    int64_t prepay, deposit;
    ds_rates ded, share, keep; /**< by grade */
    int64_t over_cap;          /**< share of the DIP budget, DS_KEY_NONE */
    int32_t by_kind, sanction_group, out_of_group, other_in_base;
    int32_t pv_mode; /**< ds_pv_mode */
    int32_t points;  /**< ds_sanya_points */
} ds_sanya_policy;

/** The rows; .target is left for the caller to set. */
extern const ds_keys ds_sanya_keys;

/** What keys cannot say alone: two caps, four values by grade, shares within
 * 0..1. `where` begins the message. */
DS_MUST_USE ds_status ds_sanya_policy_check(const ds_sanya_policy *p,
                                            const char *where, ds_error *err);

/** How many of the assumed keys have their defaults: keep (A60), the deduction
 * of "excellent" (A1). */
int64_t ds_sanya_assumed(const ds_sanya_policy *p);

#endif
