/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/compare_map.h - a record of a compared year: whether it is compared, and
 * its points under each scheme. */
#ifndef DS_COMPARE_MAP_H
#define DS_COMPARE_MAP_H

#include "sim/compare.h"
#include "sim/dip_assign.h"

/** Weights and catalogue of the same base cases. */
typedef struct ds_compare_model {
    ds_weight_list weights;
    ds_disease_list list;
    int64_t groups[DS_N_COMPARED];
    double cv[DS_N_COMPARED];
    int n_stability[DS_N_COMPARED];
    ds_stability stability[DS_N_COMPARED][DS_MAX_BASE_YEARS];
    ds_step step[DS_N_COMPARED];
    int64_t *drg;     /**< by drg code of the claims: points, or DS_MISSING */
    ds_assign assign; /**< of the map's pairs */
} ds_compare_model;

/** Makes them from the claims of `years` within `claims`. */
DS_MUST_USE ds_status ds_compare_model_make(const ds_compare_input *in,
                                            const ds_claims_input *claims,
                                            ds_year_range years,
                                            const ds_run *run,
                                            ds_compare_model *out,
                                            ds_error *err);
void ds_compare_model_destroy(ds_compare_model *m);

/** The stages of a pass over the compared year. */
typedef struct ds_compare_map {
    const ds_compare_input *in;
    const uint8_t *level; /**< by hospital code */
    ds_lanes lanes;
    ds_disease_map map;
    ds_subtypes subtypes;
    ds_groups pairs;
    ds_group_map pair_map;
    size_t month, drg, diagnosis, operations, hospital, cost;
    size_t category, payment, place, days;
    /* lanes written */
    size_t row, part, set, pair, points[DS_N_COMPARED], pay[DS_N_COMPARED];
    size_t by[DS_N_COMPARE_BY];
    int64_t inpatient, bed_day, in_area;
    const ds_compare_model *models; /**< of each fold */
    int folds;                      /**< 0: models[0] for every hospital */
    const uint8_t *fold_of;         /**< by hospital code */
    bool has_values;                /**< pay is known: second pass */
    ds_i128 cost_all;               /**< budget */
    ds_i128 points_all[DS_N_COMPARED];
} ds_compare_map;

DS_MUST_USE ds_status ds_compare_map_init(ds_compare_map *m,
                                          const ds_compare_input *in,
                                          const ds_run *run, ds_error *err);

/** Joins a model with the map's pairs and the claims' DRG codes. */
DS_MUST_USE ds_status ds_compare_model_join(const ds_compare_map *m,
                                            ds_compare_model *model,
                                            ds_error *err);

size_t ds_compare_map_stages(ds_compare_map *m, ds_stage stages[3]);
void ds_compare_map_destroy(ds_compare_map *m);

#endif
