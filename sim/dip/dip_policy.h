/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/dip_policy.h - the keys of the DIP catalogue and of the settlement by
 * DIP points (policy.md sections 7 and 12). */
#ifndef DS_DIP_POLICY_H
#define DS_DIP_POLICY_H

#include "base/keys.h"

/** How diagnosis codes are read (7.3). */
typedef enum ds_dip_code { DS_DIP_ICD10, DS_DIP_WHOLE } ds_dip_code;

/** How dear and cheap cases of a group are left out (7.2). */
typedef enum ds_dip_trim {
    DS_DIP_TRIM_LEVELS,
    DS_DIP_TRIM_IQR,
    DS_DIP_TRIM_OFF
} ds_dip_trim;

/** What a weight of 1 costs (7.4). */
typedef enum ds_dip_method {
    DS_DIP_AVERAGE,
    DS_DIP_BENCHMARK,
    DS_DIP_QUOTA
} ds_dip_method;

/** How the catalogue is made (7.1-7.4, 7.6, 7.7). */
typedef struct ds_catalogue_policy {
    int32_t code;     /**< ds_dip_code */
    ds_rates year_w;  /**< old to new */
    int32_t by_cases; /**< 0 mean of annual means, 1 case-weighted */
    int64_t max_los;  /**< days; longer stays are no cases */
    int32_t trim;     /**< ds_dip_trim */
    ds_rates levels;  /**< percentile trim: low, high */
    int64_t iqr;      /**< 1e-9 */
    int64_t trim_n;   /**< cases from which on a group is trimmed */
    int64_t min_core; /**< cases of a core group */
    int64_t min_composite;
    int64_t cover;  /**< share of cases that core groups should pass, 1e-9 */
    int32_t method; /**< ds_dip_method */
    char benchmark[DS_KEY_TEXT_SIZE]; /**< "I63.9|39.7200" */
    int64_t quota_fen;                /**< or DS_KEY_NONE */
    int64_t primary; /**< share at primary institutions, or DS_KEY_NONE */
    int32_t aux;     /**< 1: auxiliary catalogue */
    int64_t aux_n, aux_sub, aux_cv, aux_drop; /**< the gate of 7.7 */
    int32_t cv_sample; /**< 0: CV with n, 1: with n - 1 */
} ds_catalogue_policy;

/** Where the settled year's points come from (A38). */
typedef enum ds_dip_source {
    DS_DIP_EARLIER,
    DS_DIP_LIST,
    DS_DIP_SAME_YEAR
} ds_dip_source;

/** Which coefficient a hospital has (7.6). */
typedef enum ds_dip_coef {
    DS_DIP_COEF_LEVEL,
    DS_DIP_COEF_DISEASE,
    DS_DIP_COEF_LIST,
    DS_DIP_COEF_OFF
} ds_dip_coef;

/** How a year is settled (7.5-7.8). */
typedef struct ds_dip_policy {
    char name[DS_KEY_TEXT_SIZE];
    char scheme[DS_KEY_TEXT_SIZE]; /**< "dip" */
    char area[DS_KEY_TEXT_SIZE];
    int64_t year;   /**< or DS_KEY_NONE: the last whole year */
    int32_t source; /**< ds_dip_source */
    int64_t budget_fen, budget_ratio; /**< one of them DS_KEY_NONE */
    int64_t reserve;           /**< share of the budget held back, 1e-9 */
    int64_t reimbursement;     /**< of the forecast, 1e-9 or DS_KEY_NONE */
    int32_t pv_mode;           /**< ds_pv_mode of sim/drg/point_value.h */
    int64_t lo, hi, extreme;   /**< limits of r, 1e-9 */
    int32_t smooth;            /**< 1: r / lo below lo */
    int32_t no_level_no_ratio; /**< dip.nolevel: 0 city, 1 none */
    int32_t limit_coef;        /**< 1: limits bear the hospital's coefficient */
    int32_t coef;              /**< ds_dip_coef */
    int32_t exact_only;        /**< dip.assign: 0 ops, 1 exact */
    int32_t aux_ratio;         /**< 1: r over mean x auxiliary coefficient */
    int64_t coef_missing;
    int32_t special_own_cost;
    int32_t bands;        /**< 1: surplus and overspend bands of 7.8 */
    ds_rates band_limits; /**< lo, hi, f */
    int64_t special;      /**< share of special cases that is noted, 1e-9 */
} ds_dip_policy;

/** The rows; .target is left for the caller to set. */
extern const ds_keys ds_catalogue_keys, ds_dip_keys;

/** What keys cannot say alone. `where` begins the message. */
DS_MUST_USE ds_status ds_catalogue_policy_check(const ds_catalogue_policy *p,
                                                const char *where,
                                                ds_error *err);
/** The same without the budget, for a scheme that has its own. */
DS_MUST_USE ds_status ds_dip_cases_policy_check(const ds_dip_policy *p,
                                                const char *where,
                                                ds_error *err);
DS_MUST_USE ds_status ds_dip_policy_check(const ds_dip_policy *p,
                                          const char *where, ds_error *err);

#endif
