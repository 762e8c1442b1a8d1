/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/compare/compare.h - DRG, DIP and, where persons are signed up, capitation
 * on the same cases, trims and budget: how well a scheme says what a case
 * costs, never judged on the cases that its groups were made from, and what
 * money would move between hospitals. */
#ifndef DS_COMPARE_H
#define DS_COMPARE_H

#include "sim/dip/catalogue.h"
#include "sim/dip/disease_list.h"
#include "sim/drg/weight_list.h"
#include "sim/roster.h"

/** Keys of a comparison. */
typedef struct ds_compare_policy {
    int64_t year;     /**< compared year, DS_KEY_NONE: the last whole one */
    int32_t own_trim; /**< compare.trim: 0 none, 1 each scheme's own */
    int32_t unpriced_mean;        /**< compare.unpriced: 0 exclude, 1 mean */
    int32_t capitation;           /**< ds_compare_heads */
    char scope[DS_KEY_TEXT_SIZE]; /**< of the roster's rows */
    int64_t replicates;           /**< of the bootstrap */
    int64_t seed;
    int64_t level; /**< of its intervals, 1e-9 */
} ds_compare_policy;
extern const ds_keys ds_compare_keys;

/** DS_ERR_CONFIG where the keys contradict each other; `where` is the file or
 * whatever they come from. */
DS_MUST_USE ds_status ds_compare_policy_check(const ds_compare_policy *policy,
                                              const char *where, ds_error *err);

/** compare.capitation: who is signed up with whom. */
typedef enum ds_compare_heads {
    DS_HEADS_AUTO,    /**< roster, else managers, else no capitation */
    DS_HEADS_ROSTER,  /**< table roster, rows of compare.scope */
    DS_HEADS_MANAGER, /**< column manager of the persons */
    DS_HEADS_NONE
} ds_compare_heads;

/** The schemes compared; capitation is the last one, where there is one. */
#define DS_COMPARED(X)                                                         \
    X(DS_COMPARED_DRG, "drg", "DRG")                                           \
    X(DS_COMPARED_DIP, "dip", "DIP")                                           \
    X(DS_COMPARED_CAP, "capitation", "按人头")
#define DS_COMPARED_ENUM(code, name, zh) code,
typedef enum ds_compared {
    DS_COMPARED(DS_COMPARED_ENUM) DS_N_COMPARED
} ds_compared;
#undef DS_COMPARED_ENUM

/** What became of the records. */
#define DS_COMPARE_ROWS(X)                                                     \
    X(DS_CMP_COMMON, "compared", "参与比较")                                   \
    X(DS_CMP_NO_DRG_PRICE, "no_drg_price", "无DRG权重")                        \
    X(DS_CMP_NO_DIP_PRICE, "no_dip_price", "无DIP分值")                        \
    X(DS_CMP_NOT_SIGNED, "not_signed", "未签约")                               \
    X(DS_CMP_FILTERED, "filtered", "不符合筛选条件")                           \
    X(DS_CMP_OTHER_YEAR, "other_year", "非比较年度")                           \
    X(DS_CMP_NOT_INPATIENT, "not_inpatient", "非住院")                         \
    X(DS_CMP_OUT_OF_AREA, "out_of_area", "异地就医")                           \
    X(DS_CMP_BED_DAY, "bed_day", "床日病例")                                   \
    X(DS_CMP_NO_COST, "no_cost", "无费用")                                     \
    X(DS_CMP_LONG, "long_stay", "住院过长")                                    \
    X(DS_CMP_UNGROUPED, "ungrouped", "缺DRG组或主要诊断")
#define DS_COMPARE_ROW_ENUM(code, name, zh) code,
typedef enum ds_compare_row {
    DS_COMPARE_ROWS(DS_COMPARE_ROW_ENUM) DS_N_COMPARE_ROWS
} ds_compare_row;
#undef DS_COMPARE_ROW_ENUM

/** What a comparison is made from; everything is borrowed. */
typedef struct ds_compare_input {
    ds_claims_input claims;
    const ds_compare_policy *policy;
    const ds_weights_policy *weights;
    const ds_catalogue_policy *catalogue;
    int year;       /**< the compared year */
    int first_year; /**< of the claims */
    int folds;      /**< 0: weights from earlier years; else folds by hospital
                         of the year itself */
    const ds_table *hospitals; /**< NULL, or with `level` */
    const ds_prefixes *classes, *complications;
    const ds_roster *roster; /**< by patient code; NULL: no capitation */
    const ds_dict *units;    /**< of the roster */
} ds_compare_input;

/** In the groups' own cases, and in others: the second counts. */
typedef enum ds_sample {
    DS_IN_SAMPLE,
    DS_OUT_OF_SAMPLE,
    DS_N_SAMPLES
} ds_sample;

/** 128-bit sums of one hospital; pay is budget-neutral. A case is low where it
 * costs less than half its payment, high where more than twice: there the
 * deviation rules (7.5, 8.4) pay what a day more costs. */
typedef struct ds_compare_sums {
    int64_t n, n_days; /**< cases; those with days of stay */
    ds_i128 cost, squares;
    ds_i128 day_cost; /**< sum of cost / days */
    ds_i128 pay[DS_N_COMPARED];
    ds_i128 residual[DS_N_COMPARED]; /**< sum of (cost - pay)^2 */
    ds_i128 absolute[DS_N_COMPARED]; /**< sum of |cost - pay| */
    int64_t low[DS_N_COMPARED], high[DS_N_COMPARED]; /**< cases */
    ds_i128 day[DS_N_COMPARED]; /**< cost / days of low and high cases */
    /** A coding step up: to the next dearer group that shares the diagnosis
     * (DIP) or the first three characters of the code (DRG). */
    ds_i128 step[DS_N_COMPARED];  /**< points that it would bring */
    int64_t steps[DS_N_COMPARED]; /**< cases that have such a group */
} ds_compare_sums;

/** Years of which groups are added up: the compared one is the last. */
enum { DS_COMPARE_YEARS = 4 };

/** One group's cases of one hospital. */
typedef struct ds_compare_cell {
    uint32_t group, hospital; /**< codes; cells are sorted by them */
    int64_t n[DS_COMPARE_YEARS];
    ds_i128 cost[DS_COMPARE_YEARS];
    ds_i128 squares;                  /**< of the compared year */
    ds_i128 points[DS_COMPARE_YEARS]; /**< capitation: 0 */
} ds_compare_cell;

/** Cells by which payment-to-cost ratios are shown. */
#define DS_COMPARE_BY(X)                                                       \
    X(DS_CMP_BY_LEVEL, "level", "级别")                                        \
    X(DS_CMP_BY_AGE, "age", "年龄")                                            \
    X(DS_CMP_BY_SEVERITY, "severity", "疾病严重程度")                          \
    X(DS_CMP_BY_SIZE, "dip_group_size", "DIP病种病例数")
#define DS_COMPARE_BY_ENUM(code, name, zh) code,
typedef enum ds_compare_by {
    DS_COMPARE_BY(DS_COMPARE_BY_ENUM) DS_N_COMPARE_BY
} ds_compare_by;
#undef DS_COMPARE_BY_ENUM
enum { DS_COMPARE_CELLS = 10 };

/** One sample: weights, normalisation and sums. */
typedef struct ds_compare_run {
    ds_sample sample;
    bool is_made;
    int64_t rows[DS_N_COMPARE_ROWS];
    int64_t n;                     /**< compared cases */
    ds_i128 cost;                  /**< fen */
    ds_i128 points[DS_N_COMPARED]; /**< 1/10,000; capitation: head-months */
    int64_t groups[DS_N_COMPARED]; /**< with a price; units with cases */
    size_t n_cells[DS_N_COMPARED];
    ds_compare_cell *cells[DS_N_COMPARED];
    ds_compare_sums *hospital;   /**< [hospital code] */
    ds_cube by[DS_N_COMPARE_BY]; /**< [hospital code x DS_COMPARE_CELLS + cell]:
                                      cost, pay of each scheme */
    int64_t *unit_cases; /**< [unit code]; 0: cases of nobody signed up */
} ds_compare_run;

typedef struct ds_comparison {
    ds_compare_input in;
    ds_dict hospitals;
    uint32_t *order; /**< hospital codes sorted by id */
    uint8_t *level;  /**< by hospital code */
    int n_schemes;   /**< 2, or 3 with capitation */
    int n_years;     /**< 1..DS_COMPARE_YEARS up to the compared one */
    int64_t *heads;  /**< [unit code][n_years]: months of persons signed up */
    ds_compare_run run[DS_N_SAMPLES];
} ds_comparison;

/** Reads the claims (once, and once a set of weights and a catalogue, where the
 * memory allows to keep the cases) and compares. A case is
 * compared where every scheme can price it in both samples, so that these are
 * the same cases. Zero *out before. Needs the columns drg, diagnosis, hospital,
 * total_fen, month or booked_month. */
DS_MUST_USE ds_status ds_compare(const ds_compare_input *input,
                                 const ds_run *run, ds_comparison *out,
                                 ds_error *err);

/** Adds the passes of its weights and catalogues, which need the most. */
DS_MUST_USE ds_status ds_compare_plan(const ds_compare_input *input,
                                      const ds_run *run, ds_plan *plan,
                                      ds_error *err);
void ds_comparison_destroy(ds_comparison *c);

/** The tables of a result, in this order: `schemes` (a row a scheme and
 * sample, with bootstrap intervals clustered by hospital), `normalisation`,
 * `money`, `marginal`, `stability`, `ratios`, `hospital_ratios`, `units` (of
 * capitation), `rows`. */
enum {
    DS_CMP_T_SCHEMES,
    DS_CMP_T_NORMALISATION,
    DS_CMP_T_MONEY,
    DS_CMP_T_MARGINAL,
    DS_CMP_T_STABILITY,
    DS_CMP_T_RATIOS,
    DS_CMP_T_HOSPITALS,
    DS_CMP_T_UNITS,
    DS_CMP_T_ROWS,
    DS_N_COMPARE_TABLES
};
DS_MUST_USE ds_status ds_compare_tables(const ds_comparison *c,
                                        const ds_run *run,
                                        ds_table tables[DS_N_COMPARE_TABLES],
                                        ds_error *err);

#endif
