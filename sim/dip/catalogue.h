/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/catalogue.h - the DIP disease catalogue from claims: rules 7.1-7.4,
 * 7.6, 7.7 of policy.md. */
#ifndef DS_CATALOGUE_H
#define DS_CATALOGUE_H

#include "base/ratio.h"
#include "kernels/cube.h"
#include "kernels/plan.h"
#include "kernels/trim.h"
#include "sim/dip/disease_map.h"
#include "sim/drg/weights.h"

/** What happened to each record on the way to the catalogue. */
#define DS_DIP_ROWS(X)                                                         \
    X(DS_DIP_ROW_CORE, "core", "核心病种")                                     \
    X(DS_DIP_ROW_COMPOSITE, "composite", "综合病种")                           \
    X(DS_DIP_ROW_CHAPTER, "chapter", "章节综合病种")                           \
    X(DS_DIP_ROW_TRIMMED, "trimmed", "裁剪")                                   \
    X(DS_DIP_ROW_FEW, "few_cases", "病例数不足")                               \
    X(DS_DIP_ROW_NO_CLASS, "no_class", "操作类别未知")                         \
    X(DS_DIP_ROW_FILTERED, "filtered", "不符合筛选条件")                       \
    X(DS_DIP_ROW_OTHER_YEAR, "other_year", "非基期年度")                       \
    X(DS_DIP_ROW_NOT_INPATIENT, "not_inpatient", "非住院")                     \
    X(DS_DIP_ROW_OUT_OF_AREA, "out_of_area", "异地就医")                       \
    X(DS_DIP_ROW_BED_DAY, "bed_day", "床日病例")                               \
    X(DS_DIP_ROW_NO_COST, "no_cost", "无费用")                                 \
    X(DS_DIP_ROW_LONG, "long_stay", "住院过长")                                \
    X(DS_DIP_ROW_NO_DIAGNOSIS, "no_diagnosis", "缺主要诊断")
#define DS_DIP_ROW_ENUM(code, name, zh) code,
typedef enum ds_dip_row {
    DS_DIP_ROWS(DS_DIP_ROW_ENUM) DS_N_DIP_ROWS
} ds_dip_row;
#undef DS_DIP_ROW_ENUM

/** Kinds of groups; the last two are no groups of the catalogue: their cases
 * count in the mean of all only. */
typedef enum ds_disease_kind {
    DS_CORE,
    DS_COMPOSITE,
    DS_CHAPTER,
    DS_FEW_CASES,
    DS_NO_CLASS,
    DS_N_KINDS
} ds_disease_kind;
extern const char *const ds_disease_kind_names[DS_N_KINDS];

/** A group; core: part and set, composite: three and class, chapter: chapter
 * and class (codes of the ds_disease_map). */
typedef struct ds_disease {
    ds_disease_kind kind;
    uint32_t code, operations;
    int64_t cases; /**< eligible */
} ds_disease;

/** What a catalogue is made from; everything is borrowed. */
typedef struct ds_catalogue_input {
    ds_claims_input claims;
    const ds_catalogue_policy *policy;
    ds_year_range years;
    const ds_table *hospitals;        /**< NULL, or with `level` */
    const ds_prefixes *classes;       /**< of operations */
    const ds_prefixes *complications; /**< of other diagnoses */
} ds_catalogue_input;

/** A sub-type of a group's auxiliary catalogue. */
typedef struct ds_auxiliary {
    size_t group;
    ds_dimension dimension;
    int subtype;         /**< or DS_SUBTYPE_OTHER */
    int64_t n, sum;      /**< cases and their cost */
    int64_t coefficient; /**< 1/10,000 */
    double cv, cv_within;
} ds_auxiliary;

/** The catalogue; zero it before ds_catalogue_compute. */
typedef struct ds_catalogue {
    ds_catalogue_input in;
    ds_disease_map map;
    ds_subtypes subtypes;
    uint8_t *level; /**< by hospital code */
    int n_years;
    int year[DS_MAX_BASE_YEARS];           /**< ascending */
    int64_t year_w[DS_MAX_BASE_YEARS];     /**< 1e-9 */
    int64_t year_cases[DS_MAX_BASE_YEARS]; /**< eligible */
    uint64_t rows[DS_N_DIP_ROWS];
    ds_groups pairs;    /**< (part, set) that occur */
    int64_t *pair_n;    /**< eligible cases of a pair */
    uint32_t *group_of; /**< by pair */
    size_t n_groups;    /**< with the two that are none: the last ones */
    size_t n_core;      /**< groups 0..n_core-1 */
    ds_disease *group;
    ds_fence *fences;
    ds_cube cells;   /**< [group][year][level]: kept cases, cost */
    ds_cube drugs;   /**< [group][year]: drug cost, consumables */
    bool has_drug;   /**< the claims have drug_fen */
    int n_drugs;     /**< columns of `drugs`: 0, 1, 2 */
    ds_moments kept; /**< [group]: cost of kept cases */
    mpq_t *mean;     /**< [group] m_i in fen; 0 without kept cases */
    mpq_t mean_all;  /**< M */
    mpq_t base_cost; /**< B: what a weight of 1 costs */
    int64_t *points; /**< [group] 1/10,000; DS_MISSING: none */
    int64_t coefficient[DS_N_LEVELS]; /**< 1/10,000; DS_MISSING: no cases */
    size_t n_auxiliary;
    ds_auxiliary *auxiliary; /**< by group, then sub-type */
    int64_t cover_threshold; /**< largest n with coverage above dip.cover */
    bool is_made;
} ds_catalogue;

/** Reads the claims once, and up to 8 times what has no room in run->keep, and
 * makes the catalogue. Base years are
 * the last dip.year_w.n years within `years` in which there are eligible
 * cases, but for those of weight 0. DS_ERR_DATA where no case is eligible.
 * Needs the columns diagnosis, total_fen, hospital, month or booked_month; uses
 * operations, other_diagnoses, category, payment, place, los_days, discharge,
 * age_days, icu_days, drug_fen, consumable_fen. */
DS_MUST_USE ds_status ds_catalogue_compute(const ds_catalogue_input *input,
                                           const ds_run *run, ds_catalogue *out,
                                           ds_error *err);

/** Adds the passes that ds_catalogue_compute is going to make. */
DS_MUST_USE ds_status ds_catalogue_plan(const ds_catalogue_input *input,
                                        const ds_run *run, ds_plan *plan,
                                        ds_error *err);

/** Frees it; takes zeroed ones. */
void ds_catalogue_destroy(ds_catalogue *c);

/** 7.3: the number of groups and of cases of keys with n >= threshold; for the
 * coverage. */
void ds_catalogue_coverage(const ds_catalogue *c, int64_t threshold,
                           int64_t *groups, int64_t *cases);

/** Mean over n_years base years in fen: of annual means (7.4) or weighted by
 * cases too; 0 where there are no cases. weight in 1e-9. */
void ds_dip_mean(bool by_cases, int n_years, const int64_t *weight,
                 const int64_t *n, const ds_i128 *sum, mpq_t mean);

/** The same over the catalogue's base years. */
void ds_catalogue_mean(const ds_catalogue *c, const int64_t *n,
                       const ds_i128 *sum, mpq_t mean);

/** Kept cases and cost of a group in the base years; level < 0: all levels. */
void ds_catalogue_years(const ds_catalogue *c, size_t group, int level,
                        int64_t *n, ds_i128 *sum);

/** The texts of a group as the catalogue prints them. */
void ds_disease_texts(const ds_catalogue *c, const ds_disease *d,
                      char diagnosis[DS_CODE_SIZE],
                      char operations[2 * DS_CODE_SIZE]);

/** The tables of a result, in this order: `catalogue`, `catalogue_cells`,
 * `catalogue_years`, `auxiliary`, `levels`, `coverage`, `quality`, `rows`,
 * `published` (sim/dip/catalogue_published.h);
 * each is initialised by the call and destroyed by the caller. */
enum {
    DS_CAT_GROUPS,
    DS_CAT_CELLS,
    DS_CAT_YEARS,
    DS_CAT_AUXILIARY,
    DS_CAT_LEVELS,
    DS_CAT_COVERAGE,
    DS_CAT_QUALITY,
    DS_CAT_ROWS,
    DS_CAT_PUBLISHED,
    DS_N_CATALOGUE_TABLES
};
DS_MUST_USE ds_status
ds_catalogue_tables(const ds_catalogue *c,
                    ds_table tables[DS_N_CATALOGUE_TABLES], ds_error *err);

#endif
