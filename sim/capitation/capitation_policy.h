/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/capitation/capitation_policy.h - the keys of Tianjin's diabetes
 * capitation (rules D1-D14, T13 of policy.md; 津医保局发〔2021〕115号). */
#ifndef DS_CAPITATION_POLICY_H
#define DS_CAPITATION_POLICY_H

#include "base/keys.h"

/** diab.new: how a patient's first visit is known (D4). */
typedef enum ds_diab_new {
    DS_DIAB_NEW_AUTO,   /**< diabetes_day of the table, else the claims */
    DS_DIAB_NEW_TABLE,  /**< diabetes_day only */
    DS_DIAB_NEW_CLAIMS, /**< the claims only */
    DS_DIAB_NEW_NONE    /**< nobody is new */
} ds_diab_new;

typedef struct ds_capitation_policy {
    char name[DS_KEY_TEXT_SIZE];
    char category[DS_KEY_TEXT_SIZE];  /**< of the claims, or "any" */
    char scope[DS_KEY_TEXT_SIZE];     /**< of the roster's rows */
    char area[DS_KEY_TEXT_SIZE];      /**< own area, as in home_area */
    char diagnoses[DS_KEY_TEXT_SIZE]; /**< D11: beginnings, joined by ',' */
    int64_t base_year, base_years;
    int64_t year;   /**< run year, or DS_KEY_NONE */
    int64_t months; /**< 0..12 of it */
    int64_t drop;   /**< rates in 1e-9, as all below */
    ds_rates q;     /**< floor, cap */
    int64_t band, new_quota, comp_n, comp_rate, retain, deposit, month_share,
        assess;
    int32_t band_new, multiplies, lu_new, skips_zero; /**< 0/1 */
    int32_t is_new;                                   /**< ds_diab_new */
    int32_t d4_months; /**< 0: calendar year, 1: twelve months */
    int32_t is_later;  /**< a later procurement cycle (D6) */
    int32_t is_equal;  /**< Cap by equal months */
    int32_t any_referral, checks_d11, by_claims;
    int64_t hist_years;
} ds_capitation_policy;

/** The rows; .target is left for the caller to set. */
extern const ds_keys ds_capitation_keys;

/** What keys cannot say alone: two rising levels; a share dropped below 1; a
 * run year behind the base period. `where` begins the message. */
DS_MUST_USE ds_status ds_capitation_policy_check(const ds_capitation_policy *p,
                                                 const char *where,
                                                 ds_error *err);

#endif
