/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/drg/case_points.h - what one inpatient case is worth: rules Z1 and Z3 of
 * the Zhejiang point method (policy.md section 3.1), pure functions. */
#ifndef DS_CASE_POINTS_H
#define DS_CASE_POINTS_H

#include "base/ratio.h"

#include <stdint.h>

/** The buckets of a settlement: every input record ends in exactly one.
 * X(code, name, Chinese, has points). */
#define DS_BUCKET_LIST(X)                                                      \
    X(DS_BUCKET_FILTERED, "filtered", "不符合筛选条件", 0)                     \
    X(DS_BUCKET_REJECTED, "rejected", "金额不平", 0)                           \
    X(DS_BUCKET_OTHER_YEAR, "other_year", "非结算年度", 0)                     \
    X(DS_BUCKET_NOT_INPATIENT, "not_inpatient", "非住院", 0)                   \
    X(DS_BUCKET_OUT_OF_AREA, "out_of_area", "异地就医", 0)                     \
    X(DS_BUCKET_UNRELATED, "unrelated", "外地参保人在外就医", 0)               \
    X(DS_BUCKET_NORMAL, "normal", "正常病例", 1)                               \
    X(DS_BUCKET_LOW, "low", "低倍率病例", 1)                                   \
    X(DS_BUCKET_MID, "mid", "费用偏低病例", 1)                                 \
    X(DS_BUCKET_HIGH, "high", "高倍率病例", 1)                                 \
    X(DS_BUCKET_INCOMPLETE, "incomplete", "未完成治疗", 1)                     \
    X(DS_BUCKET_BED_DAY, "bed_day", "床日病例", 1)                             \
    X(DS_BUCKET_SPECIAL_SMALL, "special_small", "特病单议：病例数不足", 1)     \
    X(DS_BUCKET_SPECIAL_UNGROUPED, "special_ungrouped", "特病单议：无法入组",  \
      1)                                                                       \
    X(DS_BUCKET_SPECIAL_EXTREME, "special_extreme", "特病单议：费用极端", 1)   \
    X(DS_BUCKET_SPECIAL_LISTED, "special_listed", "特病单议：专家核定", 1)

#define DS_BUCKET_ENUM(code, name, zh, has_points) code,
typedef enum ds_bucket {
    DS_BUCKET_LIST(DS_BUCKET_ENUM) DS_N_BUCKETS
} ds_bucket;
#undef DS_BUCKET_ENUM

/** Names of the buckets, and whether their cases share the budget. */
extern const struct ds_bucket_info {
    const char *name, *zh;
    int has_points;
} ds_buckets[DS_N_BUCKETS];

/** Z1: base points of a group (or of a bed day) = mean / mean of all * 100,
 * 4 decimals, from the exact ratio. False where it does not fit. mean_all > 0.
 */
bool ds_base_points(const mpq_t mean, const mpq_t mean_all, int64_t *points);

/** Which of the two texts is in force (drg.rule). */
typedef enum ds_z3_rule { DS_Z3_2019, DS_Z3_2025 } ds_z3_rule;

/** Limits of rule Z3; rates in 1e-9. */
typedef struct ds_z3 {
    int32_t rule;           /**< ds_z3_rule */
    int64_t low, mid;       /**< z3.low .4, z3.mid .8: limits of r */
    int64_t theta;          /**< z3.theta 3.0 */
    int64_t extreme;        /**< z3.extreme: DS_KEY_NONE or a limit of r */
    int32_t incomplete_cap; /**< 0 base, 1 base * coefficient */
    int32_t coef_mid; /**< 1: the .4-.8 rule bears the coefficient (A34) */
} ds_z3;

/** A group as the points of its cases need it. */
typedef struct ds_group_points {
    int64_t base;  /**< points in 1/10,000; DS_MISSING: not in the list */
    int64_t n;     /**< base cases before trimming; DS_MISSING: unknown */
    bool has_mean; /**< else r is undefined: no case deviates, as if r = 1 */
    mpq_t mean;    /**< fen, exact */
    /** Largest cost in fen with r <= low, mid, theta, extreme. */
    int64_t low_fen, mid_fen, theta_fen, extreme_fen;
} ds_group_points;

/** Fills the limits in fen from mean and rule; floor(limit * mean) is exact,
 * as costs are whole fen. */
void ds_group_points_limits(ds_group_points *g, const ds_z3 *z3);

/** The bucket of a complete stay by its cost: normal, low, mid, high. (Extreme
 * cost goes to special review before: cost > extreme_fen.) */
ds_bucket ds_z3_bucket(const ds_group_points *g, int64_t cost);

/** Numbers of a thread, so that no case allocates: init, use, clear. */
typedef struct ds_points_scratch {
    mpz_t a, b, c;
} ds_points_scratch;

void ds_points_scratch_init(ds_points_scratch *s);
void ds_points_scratch_clear(ds_points_scratch *s);

/** The unit of a factor on points: one is 10^18. Halving (1e-9) times the
 * discount of QY groups (1e-9) stays exact in it. */
#define DS_FACTOR_ONE ((int64_t)DS_RATE_ONE * DS_RATE_ONE)

/**
 * Z3: points of a case of the group, in 1/10,000, rounded once; `factor`
 * (0..9 DS_FACTOR_ONE: readmission, QY) multiplies before that rounding.
 * coef in 1/10,000. bucket is normal, low, mid, high or incomplete; cost >= 0.
 * False where the result does not fit an int64.
 */
bool ds_z3_points(const ds_group_points *g, const ds_z3 *z3, ds_bucket bucket,
                  int64_t cost, int64_t coef, int64_t factor,
                  ds_points_scratch *scratch, int64_t *points);

/** A36: points of a case at its own cost: cost / mean of all * 100, 4
 * decimals. */
bool ds_own_cost_points(const mpq_t mean_all, int64_t cost,
                        ds_points_scratch *scratch, int64_t *points);

/** cost / mean of the group in 1/10,000, half-up, for the case table;
 * DS_MISSING where the group has no mean. */
int64_t ds_cost_ratio(const ds_group_points *g, int64_t cost,
                      ds_points_scratch *scratch);

/** Z2: coefficient in 1/10,000 from its four parts (1/10,000 each) and weights
 * (1e-9): grade, history, CMI, personal burden. */
int64_t ds_z2_coefficient(const int64_t part[4], const int64_t weight[4]);

#endif
