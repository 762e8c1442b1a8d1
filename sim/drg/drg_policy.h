/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/drg/drg_policy.h - the keys of DRG weights and of the Zhejiang point
 * settlement (policy.md section 12). */
#ifndef DS_DRG_POLICY_H
#define DS_DRG_POLICY_H

#include "base/keys.h"
#include "sim/drg/case_points.h"

typedef enum ds_trim_kind {
    DS_TRIM_BY_IQR,
    DS_TRIM_BY_LEVELS,
    DS_TRIM_OFF
} ds_trim_kind;

/** How weights are made (8.1, 8.2, 8.5, 8.6, Z1, Z5). */
typedef struct ds_weights_policy {
    int32_t trim;              /**< ds_trim_kind */
    int64_t iqr;               /**< 1e-9 */
    ds_rates levels;           /**< percentile trim: low, high */
    int32_t trim_scope;        /**< 0 all years together, 1 each year */
    ds_rates year_w;           /**< old to new */
    int64_t min_n;             /**< cases under which a group is small */
    int32_t cv_sample;         /**< 0: CV with n, 1: with n - 1 */
    int64_t riv_goal, cv_goal; /**< thresholds that quality is held against */
    int64_t max_los; /**< grouping rate leaves out longer stays, ... */
    int64_t min_fen; /**< ... and cases cheaper than this */
} ds_weights_policy;

/** Where the settled year's weights come from (A38). */
typedef enum ds_weights_source {
    DS_WEIGHTS_EARLIER,
    DS_WEIGHTS_LIST,
    DS_WEIGHTS_SAME_YEAR
} ds_weights_source;

/** How a year is settled (Z1-Z4, H3, H12). */
typedef struct ds_settle_policy {
    char name[DS_KEY_TEXT_SIZE];   /**< of the policy, for the result */
    char scheme[DS_KEY_TEXT_SIZE]; /**< "drg": cli/settle_scheme.h */
    char area[DS_KEY_TEXT_SIZE];   /**< of the region, as in home_area */
    int64_t year;                  /**< settled year, DS_KEY_NONE: the last */
    int32_t weights_source;        /**< ds_weights_source */
    int64_t budget_fen;            /**< B, or DS_KEY_NONE */
    int64_t budget_ratio;          /**< B / spending at item prices, or NONE */
    int32_t pv_mode;               /**< ds_pv_mode */
    int64_t keep, share;           /**< H3 */
    ds_z3 z3;
    int32_t same_hospital; /**< readmission counts in one hospital only */
    int64_t readmit_days, readmit_factor;
    int64_t qy;               /**< drg.qy: ratio of QY and 0000 groups */
    int64_t bed_day_fen;      /**< standard of a bed day, or NONE */
    int64_t coef_missing;     /**< coefficient where a hospital has none */
    ds_rates z2;              /**< weights of the four parts of Z2 */
    int32_t special_own_cost; /**< A36: 1 own cost, 0 none until decided */
} ds_settle_policy;

/** The rows; .target is left for the caller to set. */
extern const ds_keys ds_weights_keys, ds_settle_keys;

/** Whether hz.keep and hz.share have their defaults, which are assumed (A19).
 */
bool ds_settle_has_default_shares(const ds_settle_policy *p);

/** What keys cannot say alone: levels in order, as many as asked; budget given
 * once; weights of Z2 add up to one. `where` begins the message. */
DS_MUST_USE ds_status ds_weights_policy_check(const ds_weights_policy *p,
                                              const char *where, ds_error *err);
DS_MUST_USE ds_status ds_settle_policy_check(const ds_settle_policy *p,
                                             const char *where, ds_error *err);
/** The same but for the budget: of how cases get points. */
DS_MUST_USE ds_status ds_cases_policy_check(const ds_settle_policy *p,
                                            const char *where, ds_error *err);

#endif
