/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/drg/settle.h - the settlement of a region's inpatient year by DRG points:
 * rules Z1-Z4, H3, H12 of policy.md section 3 (Hangzhou, Zhejiang). */
#ifndef DS_SETTLE_H
#define DS_SETTLE_H

#include "kernels/plan.h"
#include "sim/case_pay.h"
#include "sim/drg/case_points.h"
#include "sim/drg/drg_policy.h"
#include "sim/drg/point_value.h"
#include "sim/drg/weight_list.h"
#include "sim/lanes.h"

/** Columns that a scheme reads beside those of the cases; lanes[i] becomes
 * DS_NO_LANE where the claims lack names[i]. */
typedef struct ds_settle_more {
    size_t n;
    const char *const *names;
    size_t *lanes;
} ds_settle_more;

/** What a settlement is made from; everything is borrowed. */
typedef struct ds_settle_input {
    ds_claims_input claims;
    const ds_settle_policy *policy;
    int64_t min_n; /**< drg.min_n of the weights' policy */
    int year;      /**< the settled year */
    const ds_weight_list *list;
    const ds_table *hospitals;  /**< NULL, or TEXT `hospital` with DECIMAL (4)
                                     `coefficient`, or the four parts of Z2:
                                     `coef_grade`, `coef_history`, `coef_cmi`,
                                     `coef_burden` */
    const ds_table *special;    /**< NULL, or TEXT `claim`, POINTS `points` */
    const ds_settle_more *more; /**< NULL, or what a scheme adds */
} ds_settle_input;

/** Amounts of a hospital, or of a bucket of it. */
typedef struct ds_settle_sums {
    int64_t cases, points, cost, fund, personal; /**< points 1/10,000, fen */
} ds_settle_sums;

/** Notes on what was assumed or left out; each is a row of table `notes`. */
/* clang-format off */
#define DS_SETTLE_NOTES(X)                                                     \
    X(DS_NOTE_IN_SAMPLE,                                                       \
      "in-sample: weights come from the settled year itself (A38)",            \
      "样本内：权重取自清算年度本身")                                          \
    X(DS_NOTE_LIST, "published list: no means, so no case deviates (r)",       \
      "公布的权重表没有均费：不区分高低倍率")                                  \
    X(DS_NOTE_AREA_MEAN,                                                       \
      "mean of all cases taken from the settled year, as the list has none",   \
      "权重表没有总均费：取自清算年度")                                        \
    X(DS_NOTE_NO_READMISSION,                                                  \
      "readmissions not looked for: patient, admit_day or discharge_day "      \
      "missing in the claims",                                                 \
      "未查再入院：结算数据缺参保人、入院或出院日期")                          \
    X(DS_NOTE_NO_COEFFICIENT,                                                  \
      "hospitals without coefficient, set to coef.missing (A39)",              \
      "缺差异系数的医疗机构，取 coef.missing")                                 \
    X(DS_NOTE_SPECIAL_UNUSED, "special cases that match no claim (A36)",       \
      "与结算数据不匹配的特病单议病例")                                        \
    X(DS_NOTE_SHARES_ASSUMED,                                                  \
      "hz.keep and hz.share are assumed: the text gives no number (A19)",      \
      "结余留用、超支分担比例为假定值：文件未给出")                            \
    X(DS_NOTE_UNKNOWN_AREA,                                                    \
      "the area is no home_area of any claim: only claims without one are "    \
      "the region's own",                                                      \
      "参保地中没有本统筹区：仅缺参保地的记录算作本区")                        \
    X(DS_NOTE_UNLISTED,                                                        \
      "groups of the claims file that the weights lack: their cases are "      \
      "special_small",                                                         \
      "权重表中没有的病组：其病例按特病单议计点")                              \
    X(DS_NOTE_NO_HOSPITAL, "cases without institution, settled under no name", \
      "缺医疗机构的病例，归入无名机构")                                        \
    X(DS_NOTE_NEGATIVE, "institutions whose payment is negative",              \
      "结算额为负的医疗机构")                                                  \
    X(DS_NOTE_BED_DAYS_AT_COST,                                                \
      "bed-day stays at their own cost: no bedday.standard is given",          \
      "床日病例按实际费用计点：未给出床日付费标准")
/* clang-format on */

#define DS_NOTE_ENUM(code, text, zh) code,
typedef enum ds_settle_note {
    DS_SETTLE_NOTES(DS_NOTE_ENUM) DS_N_NOTES
} ds_settle_note;
#undef DS_NOTE_ENUM

typedef struct ds_settle ds_settle;

/** Reads the claims (2 passes, with readmissions 3 and more), computes points,
 * pool, point value and every hospital's payment. */
DS_MUST_USE ds_status ds_settle_run(const ds_settle_input *input,
                                    const ds_run *run, ds_settle **out,
                                    ds_error *err);

/** Adds the passes that ds_settle_run, and ds_settle_cases where `has_cases`,
 * are going to make. */
DS_MUST_USE ds_status ds_settle_plan(const ds_settle_input *input,
                                     bool has_cases, const ds_run *run,
                                     ds_plan *plan, ds_error *err);

/** Frees it; NULL is fine. */
void ds_settle_free(ds_settle *s);

/** The tables of a result, in this order; initialised by the call, destroyed
 * by the caller: `settlement` (a row a hospital), `buckets`,
 * `hospital_buckets`, `point_value`, `ledger`, `notes`. */
enum { DS_N_SETTLE_TABLES = 6 };
DS_MUST_USE ds_status ds_settle_tables(const ds_settle *s,
                                       ds_table tables[DS_N_SETTLE_TABLES],
                                       ds_error *err);

/** The columns of a case (--cases): one row an input record, in its order.
 * Coefficient is empty where points bear none: bed days, special review. */
#define DS_CASE_COLUMNS(X)                                                     \
    X(CLAIM)                                                                   \
    X(BUCKET)                                                                  \
    X(DRG)                                                                     \
    X(HOSPITAL)                                                                \
    X(COST)                                                                    \
    X(RATIO)                                                                   \
    X(POINTS) X(COEFFICIENT) X(HALVED) X(PAYMENT) X(PERSONAL) X(DIFFERENCE)
#define DS_CASE_ENUM(name) DS_CASE_##name,
enum { DS_CASE_COLUMNS(DS_CASE_ENUM) DS_N_CASE_COLUMNS };
#undef DS_CASE_ENUM

/** Their names and kinds, for a store; bucket, drg and hospital are codes into
 * the dictionaries "bucket", "drg", "hospital". */
void ds_settle_case_columns(const ds_settle *s,
                            ds_source_column columns[DS_N_CASE_COLUMNS]);

/** Reads the claims twice more and gives every record's payment
 * (sim/case_pay.h). */
DS_MUST_USE ds_status ds_settle_cases(ds_settle *s, const ds_run *run,
                                      const ds_case_sink *sink, ds_error *err);

#endif
