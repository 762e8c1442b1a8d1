/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/dip_settle.h - the settlement of a region's inpatient year by DIP
 * points: rules 7.3 and 7.5-7.8 of policy.md section 7. */
#ifndef DS_DIP_SETTLE_H
#define DS_DIP_SETTLE_H

#include "kernels/plan.h"
#include "sim/dip/disease_list.h"
#include "sim/drg/settle.h"

/** The buckets of a settlement: every input record ends in exactly one.
 * X(code, name, Chinese, has points). */
#define DS_DIP_BUCKETS(X)                                                      \
    X(DS_DIP_FILTERED, "filtered", "不符合筛选条件", 0)                        \
    X(DS_DIP_REJECTED, "rejected", "金额不平", 0)                              \
    X(DS_DIP_OTHER_YEAR, "other_year", "非结算年度", 0)                        \
    X(DS_DIP_NOT_INPATIENT, "not_inpatient", "非住院", 0)                      \
    X(DS_DIP_OUT_OF_AREA, "out_of_area", "异地就医", 0)                        \
    X(DS_DIP_OUTSIDER, "outsider", "外地参保人", 0)                            \
    X(DS_DIP_NO_COST, "no_cost", "无费用", 0)                                  \
    X(DS_DIP_CASE_LOW, "low", "费用偏低病例", 1)                               \
    X(DS_DIP_CASE_NORMAL, "normal", "正常病例", 1)                             \
    X(DS_DIP_CASE_HIGH, "high", "费用偏高病例", 1)                             \
    X(DS_DIP_CASE_EXTREME, "extreme", "费用极高病例（待特病单议）", 1)         \
    X(DS_DIP_BED_DAY, "bed_day", "床日病例", 1)                                \
    X(DS_DIP_SPECIAL_LISTED, "special_listed", "特病单议：专家核定", 1)        \
    X(DS_DIP_SPECIAL_LONG, "special_long", "特病单议：住院过长", 1)            \
    X(DS_DIP_SPECIAL_NO_DIAGNOSIS, "special_no_diagnosis",                     \
      "特病单议：缺主要诊断", 1)                                               \
    X(DS_DIP_SPECIAL_NO_CLASS, "special_no_class", "特病单议：操作类别未知",   \
      1)                                                                       \
    X(DS_DIP_SPECIAL_UNMATCHED, "special_unmatched",                           \
      "特病单议：目录中无此病种", 1)
#define DS_DIP_BUCKET_ENUM(code, name, zh, has_points) code,
typedef enum ds_dip_bucket {
    DS_DIP_BUCKETS(DS_DIP_BUCKET_ENUM) DS_N_DIP_BUCKETS
} ds_dip_bucket;
#undef DS_DIP_BUCKET_ENUM

extern const struct ds_dip_bucket_info {
    const char *name, *zh;
    int has_points;
} ds_dip_buckets[DS_N_DIP_BUCKETS];

/** What a settlement is made from; everything is borrowed. */
typedef struct ds_dip_input {
    ds_claims_input claims;
    const ds_dip_policy *policy;
    const ds_catalogue_policy *catalogue; /**< dip.code, dip.los_max ... */
    int year;                             /**< the settled year */
    const ds_disease_list *list;
    const ds_table *hospitals; /**< NULL, or TEXT `hospital`, INT `level`,
                                    DECIMAL (4) `coefficient`, `bonus` */
    const ds_table *special;   /**< NULL, or TEXT `claim`, POINTS `points` */
    const ds_prefixes *classes, *complications;
    const ds_settle_more *more; /**< NULL, or what a scheme adds */
} ds_dip_input;

/** Notes on what was assumed or left out; each is a row of table `notes`. */
/* clang-format off */
#define DS_DIP_NOTES(X)                                                        \
    X(DS_DIP_NOTE_IN_SAMPLE,                                                   \
      "in-sample: the catalogue comes from the settled year itself (A38)",     \
      "样本内：目录取自清算年度本身")                                          \
    X(DS_DIP_NOTE_PUBLISHED,                                                   \
      "published catalogue: groups without a mean, their cases do not deviate",\
      "公布的目录中没有均费的病种：其病例不区分费用偏差")                      \
    X(DS_DIP_NOTE_BASE_COST,                                                   \
      "mean of all cases taken from the settled year, as the catalogue has "   \
      "none",                                                                  \
      "目录没有总均费：取自清算年度")                                          \
    X(DS_DIP_NOTE_EQUAL,                                                       \
      "all groups of the catalogue have the same points: it does not tell "    \
      "cases apart",                                                           \
      "目录中所有病种分值相同：不能区分病例")                                  \
    X(DS_DIP_NOTE_NO_OPERATIONS,                                               \
      "the claims have no operations: every case is conservative",             \
      "结算数据没有手术操作：全部按保守治疗")                                  \
    X(DS_DIP_NOTE_NO_LEVEL,                                                    \
      "institutions without a level (7.5, 7.6)",                               \
      "没有级别的医疗机构")                                                    \
    X(DS_DIP_NOTE_NO_COEFFICIENT,                                              \
      "institutions without coefficient, set to coef.missing (A39)",           \
      "缺机构系数的医疗机构，取 coef.missing")                                 \
    X(DS_DIP_NOTE_SPECIAL_UNUSED,                                              \
      "special cases that match no claim (A36)",                               \
      "与结算数据不匹配的特病单议病例")                                        \
    X(DS_DIP_NOTE_SPECIAL_MANY,                                                \
      "special review cases, more than dip.special of all (7.8)",              \
      "特病单议病例，超过规定比例")                                            \
    X(DS_DIP_NOTE_EXTREME,                                                     \
      "cases above dip.extreme x mean that wait for review (A36)",             \
      "费用极高、待特病单议的病例")                                            \
    X(DS_DIP_NOTE_BANDS,                                                       \
      "surplus and overspend bands are assumed: they have no source (7.8)",    \
      "结余超支分担区间为假定值")                                              \
    X(DS_DIP_NOTE_UNKNOWN_AREA,                                                \
      "the area is no home_area of any claim: only claims without one are "    \
      "the region's own",                                                      \
      "参保地中没有本统筹区：仅缺参保地的记录算作本区")                        \
    X(DS_DIP_NOTE_NO_HOSPITAL,                                                 \
      "cases without institution, settled under no name",                      \
      "缺医疗机构的病例，归入无名机构")                                        \
    X(DS_DIP_NOTE_NEGATIVE, "institutions whose payment is negative",          \
      "结算额为负的医疗机构")
/* clang-format on */
#define DS_DIP_NOTE_ENUM(code, text, zh) code,
typedef enum ds_dip_note {
    DS_DIP_NOTES(DS_DIP_NOTE_ENUM) DS_N_DIP_NOTES
} ds_dip_note;
#undef DS_DIP_NOTE_ENUM

typedef struct ds_dip ds_dip;

/** Reads the claims (2 passes; 3 with a published catalogue), computes points,
 * point value and every hospital's payment. */
DS_MUST_USE ds_status ds_dip_run(const ds_dip_input *input, const ds_run *run,
                                 ds_dip **out, ds_error *err);

/** Adds the passes that ds_dip_run, and ds_dip_cases where `has_cases`, are
 * going to make. */
DS_MUST_USE ds_status ds_dip_plan(const ds_dip_input *input, bool has_cases,
                                  const ds_run *run, ds_plan *plan,
                                  ds_error *err);

/** Frees it; NULL is fine. */
void ds_dip_free(ds_dip *d);

/** The tables of a result, in this order; initialised by the call, destroyed
 * by the caller: `settlement` (a row a hospital), `buckets`,
 * `hospital_buckets`, `assignment`, `point_value`, `ledger`, `notes`. */
enum {
    DS_DIP_T_SETTLEMENT,
    DS_DIP_T_BUCKETS,
    DS_DIP_T_HOSPITAL_BUCKETS,
    DS_DIP_T_ASSIGNMENT,
    DS_DIP_T_VALUE,
    DS_DIP_T_LEDGER,
    DS_DIP_T_NOTES,
    DS_N_DIP_TABLES
};
DS_MUST_USE ds_status ds_dip_tables(const ds_dip *d,
                                    ds_table tables[DS_N_DIP_TABLES],
                                    ds_error *err);

/** The columns of a case (--cases): one row an input record, in its order. */
#define DS_DIP_CASE_COLUMNS(X)                                                 \
    X(CLAIM)                                                                   \
    X(BUCKET)                                                                  \
    X(ASSIGNMENT)                                                              \
    X(DISEASE)                                                                 \
    X(HOSPITAL)                                                                \
    X(COST)                                                                    \
    X(RATIO)                                                                   \
    X(POINTS)                                                                  \
    X(COEFFICIENT)                                                             \
    X(AUXILIARY) X(LOW) X(HIGH) X(PAYMENT) X(PERSONAL) X(DIFFERENCE)
#define DS_DIP_CASE_ENUM(name) DS_DIP_CASE_##name##_COLUMN,
enum { DS_DIP_CASE_COLUMNS(DS_DIP_CASE_ENUM) DS_N_DIP_CASE_COLUMNS };
#undef DS_DIP_CASE_ENUM

/** Their names and kinds, for a store; bucket, assignment, disease and hospital
 * are codes into dictionaries of these names. */
void ds_dip_case_columns(const ds_dip *d,
                         ds_source_column columns[DS_N_DIP_CASE_COLUMNS]);

/** One of those dictionaries but "bucket"; the caller destroys it. */
DS_MUST_USE ds_status ds_dip_case_dictionary(const ds_dip *d, const char *name,
                                             ds_dict *out, ds_error *err);

/** Reads the claims again (2 passes) and gives every record's payment
 * (sim/case_pay.h). */
DS_MUST_USE ds_status ds_dip_cases(ds_dip *d, const ds_run *run,
                                   const ds_case_sink *sink, ds_error *err);

#endif
