/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/catalogue_cases.h - which records are cases of a catalogue, and where
 * a case counts: the stages of its passes. */
#ifndef DS_CATALOGUE_CASES_H
#define DS_CATALOGUE_CASES_H

#include "sim/dip/catalogue.h"

/** Eligible cases of each calendar year, and records of each bucket. */
enum {
    DS_DIP_AT_ROWS = DS_MAX_MONTH / 12 + 1,
    DS_DIP_COUNTS = DS_DIP_AT_ROWS + DS_N_DIP_ROWS
};

/** What the stages know. The first pass needs slot_of only. */
typedef struct ds_catalogue_cases {
    ds_catalogue *c;
    ds_lanes lanes;
    size_t month, diagnosis, cost, hospital, operations; /* columns */
    size_t category, payment, place, days, drug, consumable;
    size_t n_early; /**< columns that passes before the kept cases read */
    size_t part, set, slot, pair, group, kept, cell, year_cell; /* maps */
    int slot_of[DS_MAX_MONTH / 12 + 1]; /**< by calendar year, -1: none */
    int64_t inpatient, bed_day, in_area;
    ds_group_map pair_map;
} ds_catalogue_cases;

/** Finds the columns and adds the lanes of the maps. */
DS_MUST_USE ds_status ds_catalogue_columns(ds_catalogue_cases *m,
                                           ds_catalogue *c, ds_error *err);

/** The fold of DS_DIP_COUNTS words. */
ds_fold ds_catalogue_counts(ds_catalogue_cases *m,
                            int64_t counts[DS_DIP_COUNTS]);

/** The stages up to the lane of each case's pair, group, or kept cells; n <= 4,
 * each includes those before. A record that is no case has DS_MISSING there. */
typedef enum ds_catalogue_depth {
    DS_UNTIL_KEY,
    DS_UNTIL_PAIR,
    DS_UNTIL_GROUP,
    DS_UNTIL_KEPT
} ds_catalogue_depth;
size_t ds_catalogue_stages(ds_catalogue_cases *m, ds_catalogue_depth depth,
                           ds_stage stages[4]);

#endif
