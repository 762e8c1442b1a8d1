/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/drg/weights.h - DRG weights and base points from claims, and what they
 * are good for: rules 8.1, 8.2, 8.5, 8.6, Z1, Z5 of policy.md. */
#ifndef DS_WEIGHTS_H
#define DS_WEIGHTS_H

#include "base/ratio.h"
#include "base/source.h"
#include "base/table.h"
#include "kernels/cube.h"
#include "kernels/group.h"
#include "kernels/plan.h"
#include "kernels/quantile.h"
#include "kernels/trim.h"
#include "sim/drg/drg_policy.h"
#include "sim/lanes.h"

/** What happened to each record on the way to the weights. */
#define DS_ELIGIBLE_LIST(X)                                                    \
    X(DS_ELIGIBLE_KEPT, "kept", "保留")                                        \
    X(DS_ELIGIBLE_TRIMMED, "trimmed", "裁剪")                                  \
    X(DS_ELIGIBLE_FILTERED, "filtered", "不符合筛选条件")                      \
    X(DS_ELIGIBLE_OTHER_YEAR, "other_year", "非基期年度")                      \
    X(DS_ELIGIBLE_NOT_INPATIENT, "not_inpatient", "非住院")                    \
    X(DS_ELIGIBLE_BED_DAY, "bed_day", "床日病例")                              \
    X(DS_ELIGIBLE_UNGROUPED, "ungrouped", "未入组")                            \
    X(DS_ELIGIBLE_NO_COST, "no_cost", "无费用")

#define DS_ELIGIBLE_ENUM(code, name, zh) code,
typedef enum ds_eligible {
    DS_ELIGIBLE_LIST(DS_ELIGIBLE_ENUM) DS_N_ELIGIBLE
} ds_eligible;
#undef DS_ELIGIBLE_ENUM

enum { DS_MAX_BASE_YEARS = DS_KEY_MAX_RATES };

/** How the grouping rate of 8.5 counts a stay. */
typedef enum ds_grouping_cell {
    DS_GROUPING_EXCLUDED, /**< LOS > quality.max_los or cost < min_cost */
    DS_GROUPING_UNGROUPED,
    DS_GROUPING_GROUPED,
    DS_N_GROUPING
} ds_grouping_cell;

/** Weights of all groups, by drg code; zero it before ds_weights_compute. */
typedef struct ds_weights {
    const ds_weights_policy *policy;
    ds_dict groups;  /**< ids of the codes */
    size_t n_groups; /**< codes 0..n_groups-1; 0 = missing, unused */
    int n_years;
    int year[DS_MAX_BASE_YEARS];       /**< base years, ascending */
    int64_t year_w[DS_MAX_BASE_YEARS]; /**< their weights, 1e-9 */
    uint64_t rows[DS_N_ELIGIBLE];      /**< row accounting */
    size_t n_scopes;     /**< 1, or n_years where the trim is by year */
    ds_fence *fences;    /**< [group][scope] */
    ds_cube by_year;     /**< [group][year]: kept cases, cost in fen */
    mpq_t *mean;         /**< [group] Z5 mean in fen; 0 without kept cases */
    mpq_t *weight;       /**< [group] 8.1, renormalised */
    mpq_t mean_all;      /**< Z5 mean over all groups, fen */
    int64_t *base;       /**< [group] Z1, 1/10,000; DS_MISSING: none kept */
    ds_moments cost_all; /**< [group][scope]: eligible cases */
    ds_moments cost_kept, days_kept; /**< [group]: after the trim */
    ds_moments log_all, log_kept;    /**< [group]: ln cost in 2^-32 */
    int64_t grouping[DS_N_GROUPING]; /**< 8.5: stays of each cell */
    ds_groups pairs; /**< (hospital, group) of kept cases, or all */
    ds_cube by_pair; /**< cost, days, cases with days of each pair */
    bool has_days;   /**< the source has los_days */
    bool is_lean;    /**< see ds_weights_compute_lean */
} ds_weights;

/** Eligible cases of a group, and those kept. */
int64_t ds_weights_n(const ds_weights *w, size_t group);
int64_t ds_weights_kept(const ds_weights *w, size_t group);

/** Years the weights may rest on, inclusive. */
typedef struct ds_year_range {
    int first, last;
} ds_year_range;

/**
 * Reads the claims and computes: 3 passes where all pairs of hospital and
 * group are few and each year of the claims has eligible cases, else up to 7;
 * all but the first of the eligible cases that have room in run->keep.
 * Base years are the last drg.year_w.n years within `years` in which there are
 * eligible cases, but for those of weight 0. DS_ERR_DATA where no case is
 * eligible. Needs the columns drg, total_fen, hospital, month or booked_month;
 * uses category, payment, los_days.
 */
DS_MUST_USE ds_status ds_weights_compute(const ds_claims_input *input,
                                         const ds_weights_policy *policy,
                                         ds_year_range years, const ds_run *run,
                                         ds_weights *out, ds_error *err);

/** The same for those who need weights and base points only: nothing is made
 * for CV and RIV of logarithms, days, CMI and CEI (pairs, by_pair, log_all,
 * log_kept, days_kept stay empty; ds_weights_tables wants them), hospitals are
 * not read, and there is one pass behind the trim. */
DS_MUST_USE ds_status ds_weights_compute_lean(const ds_claims_input *input,
                                              const ds_weights_policy *policy,
                                              ds_year_range years,
                                              const ds_run *run,
                                              ds_weights *out, ds_error *err);

/** Adds the passes that ds_weights_compute (_lean) is going to make; the one
 * for the years often turns out not to be needed. */
DS_MUST_USE ds_status ds_weights_plan(const ds_claims_input *input,
                                      const ds_weights_policy *policy,
                                      const ds_run *run, ds_plan *plan,
                                      ds_error *err);

DS_MUST_USE ds_status ds_weights_plan_lean(const ds_claims_input *input,
                                           const ds_weights_policy *policy,
                                           const ds_run *run, ds_plan *plan,
                                           ds_error *err);

/** Frees it; takes zeroed ones. */
void ds_weights_destroy(ds_weights *w);

/** Z5, 7.4: mean = sum_y weight_y sum_y / n_y / sum_y weight_y over the years
 * with cases; 0 where there are none. */
void ds_yearly_mean(mpq_t mean, int n_years, const int64_t *weight,
                    const int64_t *n, const ds_i128 *sum);

/** The tables of a result, in this order; each is initialised by the call and
 * destroyed by the caller. `weights`: a row a group; `weights_years`: the
 * integers from which means are recomputed exactly; `quality`; `hospitals`:
 * CMI, CEI, TEI; `rows`: row accounting. */
enum { DS_N_WEIGHTS_TABLES = 5 };
DS_MUST_USE ds_status ds_weights_tables(const ds_weights *w,
                                        const ds_dict *hospitals,
                                        ds_table tables[DS_N_WEIGHTS_TABLES],
                                        ds_error *err);

#endif
