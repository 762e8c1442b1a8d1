/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/dip_map.h - one record of a year settled by DIP: its bucket, group
 * and points. */
#ifndef DS_DIP_MAP_H
#define DS_DIP_MAP_H

#include "sim/dip/dip_assign.h"
#include "sim/dip/dip_points.h"
#include "sim/dip/dip_settle.h"
#include "sim/drg/settle_map.h"

/** Everything a record needs; constant while records are read. */
typedef struct ds_dip_map {
    const ds_dip_input *in;
    ds_lanes lanes;
    ds_disease_map map;
    ds_subtypes subtypes;
    /* columns; the optional ones may be DS_NO_LANE */
    size_t month, diagnosis, operations, hospital, cost, pool, claim;
    size_t large, aid, account, cash, category, payment, place, home_area;
    size_t days;
    size_t n_early; /**< columns that the first pass reads */
    /* lanes written */
    size_t bucket, part, set, pair, group, points, coef, aux, subtype;
    size_t cell, assign_cell, fund, personal, used, payee;
    /* constants */
    ds_groups pairs; /**< (part, set) of the cases that are grouped */
    ds_assign assign;
    ds_group_map pair_map;
    size_t n_hospitals;
    uint8_t *level;           /**< by hospital code */
    int64_t *coefficient;     /**< by hospital code, 1/10,000 */
    int64_t *bonus;           /**< by hospital code, 1/10,000 */
    uint8_t *is_coef_missing; /**< by hospital code */
    uint32_t *reference_of;   /**< by group: its first reference */
    size_t n_references;
    ds_dip_reference *references; /**< [of a group][sub-type][level] */
    int64_t *costly; /**< by group: least cost of a costly tumour case */
    mpq_t base_cost; /**< B in fen; 0: not known yet */
    int64_t home;    /**< code of the area in home_area, or -1 */
    size_t n_decided;
    ds_decided *decided; /**< sorted by claim */
    int64_t inpatient, bed_day, in_area;
    bool is_made;
} ds_dip_map;

/** Finds the columns only, for a plan. */
DS_MUST_USE ds_status ds_dip_map_columns(ds_dip_map *m, const ds_dip_input *in,
                                         ds_error *err);

/** Makes the constants; reads the claims once for the pairs that occur. */
DS_MUST_USE ds_status ds_dip_map_init(ds_dip_map *m, const ds_dip_input *in,
                                      const ds_dict *hospitals,
                                      const ds_run *run, ds_error *err);

/** The stages that write the lanes above; returns how many. */
size_t ds_dip_map_stages(ds_dip_map *m, ds_stage stages[3]);

/** The reference of a case of a group at a level; `subtype` -1: none. */
const ds_dip_reference *ds_dip_map_reference(const ds_dip_map *m,
                                             uint32_t group, int level,
                                             int subtype);

/** Frees it; takes zeroed ones. */
void ds_dip_map_destroy(ds_dip_map *m);

#endif
