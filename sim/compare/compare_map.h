/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/compare/compare_map.h - a record of a compared year: whether it is
 * compared, and its points under each scheme. */
#ifndef DS_COMPARE_MAP_H
#define DS_COMPARE_MAP_H

#include "kernels/keep.h"
#include "sim/compare/compare.h"
#include "sim/dip/dip_assign.h"

/** Weights and catalogue of the same base cases. */
typedef struct ds_compare_model {
    ds_weight_list weights;
    ds_disease_list list;
    int64_t groups[DS_N_COMPARED];
    int64_t *drg;      /**< by drg code of the claims: points, or DS_MISSING */
    int64_t *drg_step; /**< by the same: points of a step up, or 0 */
    int64_t *dip_step; /**< by group of the list */
    uint32_t *dip_id;  /**< by group of the list: code among all models */
    ds_assign assign;  /**< of the map's pairs */
} ds_compare_model;

/** Makes them from the claims of `years` within `claims`. */
DS_MUST_USE ds_status ds_compare_model_make(const ds_compare_input *in,
                                            const ds_claims_input *claims,
                                            ds_year_range years,
                                            const ds_run *run,
                                            ds_compare_model *out,
                                            ds_error *err);
void ds_compare_model_destroy(ds_compare_model *m);

/** The models of a sample: one, or one a fold of hospitals. */
typedef struct ds_compare_models {
    ds_compare_model *of;
    int n;
    const uint8_t *fold_of; /**< by hospital code, where n > 1 */
} ds_compare_models;

/** The stages of a pass over the years that are compared. */
typedef struct ds_compare_map {
    const ds_compare_input *in;
    const uint8_t *level; /**< by hospital code */
    int n_schemes, n_years;
    ds_lanes lanes;
    ds_disease_map map;
    ds_subtypes subtypes;
    ds_groups pairs;
    ds_group_map pair_map;
    ds_dict dip; /**< keys of the DIP groups of all models */
    size_t month, drg, diagnosis, operations, hospital, cost;
    size_t category, payment, place, days, patient;
    /* lanes written */
    size_t row;  /**< ds_compare_row */
    size_t slot; /**< year: 0..n_years-1, DS_MISSING: in no group */
    size_t part, set, pair;
    size_t group[DS_N_COMPARED]; /**< drg, code of `dip`, unit; 0: none */
    size_t points[DS_N_COMPARED], step[DS_N_COMPARED], pay[DS_N_COMPARED];
    size_t by[DS_N_COMPARE_BY]; /**< hospital x DS_COMPARE_CELLS + cell */
    int64_t inpatient, bed_day, in_area;
    ds_compare_models models[DS_N_SAMPLES];
    ds_sample sample; /**< whose points are written */
    ds_i128 cost_all; /**< budget; with it pay is known */
    ds_i128 points_all[DS_N_COMPARED];
    int64_t *unit_pay;               /**< [unit code] of a case */
    int64_t rows[DS_N_COMPARE_ROWS]; /**< records that have no key */
    ds_keep keys;   /**< records with a key; unused where its budget is 0 */
    ds_keep prices; /**< those with prices in all schemes; likewise */
} ds_compare_map;

DS_MUST_USE ds_status ds_compare_map_init(ds_compare_map *m,
                                          const ds_compare_input *in,
                                          const ds_run *run, ds_error *err);

/** Joins a model with the map's pairs and the claims' DRG codes. */
DS_MUST_USE ds_status ds_compare_model_join(ds_compare_map *m,
                                            ds_compare_model *model,
                                            ds_error *err);

/** The stages up to a record's row and key; its group, points and step of every
 * scheme; its pay. Each includes those before; slot is missing where a record
 * has no key, or no prices. */
enum { DS_COMPARE_STAGES = 4 };
typedef enum ds_compare_depth {
    DS_UNTIL_COMPARE_KEY = 1,
    DS_UNTIL_PRICES = 3,
    DS_UNTIL_PAY
} ds_compare_depth;
size_t ds_compare_map_stages(ds_compare_map *m, ds_compare_depth depth,
                             ds_stage stages[DS_COMPARE_STAGES]);

/** A pass over records with prices: those that are kept. */
ds_pass ds_compare_pass(const ds_compare_map *m, const char *name);

void ds_compare_map_destroy(ds_compare_map *m);

/** The group's cells of a scheme: one pass to find them, one to add them up;
 * *cells is for the caller to free. */
DS_MUST_USE ds_status ds_compare_cells_make(ds_compare_map *m, int scheme,
                                            size_t n_hospitals,
                                            const ds_run *run,
                                            ds_compare_cell **cells, size_t *n,
                                            ds_error *err);

/** Head-months of every unit in the n_years years up to `year`, [unit][year],
 * from the spans of the roster. */
DS_MUST_USE ds_status ds_compare_heads_make(const ds_roster *roster,
                                            size_t n_units, int year,
                                            int n_years, int64_t **heads,
                                            ds_error *err);

/** What a case of each unit is worth: the unit's part of the budget by its
 * head-months over its compared cases; those of nobody signed up (unit 0) are
 * worth the mean of all. Rounded half-up, to be freed; *heads_all: of the units
 * that have cases. */
DS_MUST_USE ds_status ds_compare_unit_pay(const ds_comparison *c,
                                          const ds_compare_run *r,
                                          int64_t **pay, ds_i128 *heads_all,
                                          ds_error *err);

#endif
