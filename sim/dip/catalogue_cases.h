/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/catalogue_cases.h - which records are cases of a catalogue, and where
 * a case counts: the stages of its passes. */
#ifndef DS_CATALOGUE_CASES_H
#define DS_CATALOGUE_CASES_H

#include "kernels/keep.h"
#include "sim/dip/catalogue.h"

/** Records of each calendar year and bucket. */
enum {
    DS_DIP_YEARS = DS_MAX_MONTH / 12 + 1,
    DS_DIP_COUNTS = DS_DIP_YEARS * DS_N_DIP_ROWS
};

/** What the stages know. The first pass needs no slot_of. */
typedef struct ds_catalogue_cases {
    ds_catalogue *c;
    ds_lanes lanes;
    size_t month, diagnosis, cost, hospital, operations; /* columns */
    size_t category, payment, place, days, drug, consumable;
    size_t n_early; /**< columns that passes before the kept cases read */
    size_t row, part, set, slot, pair, group, kept, cell, year_cell; /* maps */
    int slot_of[DS_DIP_YEARS]; /**< by calendar year, -1: no base year */
    ds_keep keep; /**< of cases, behind the first stage; not filled: unused */
    int64_t inpatient, bed_day, in_area;
    ds_group_map pair_map;
} ds_catalogue_cases;

/** Finds the columns and adds the lanes of the maps; ds_keep_destroy is the
 * caller's. */
DS_MUST_USE ds_status ds_catalogue_columns(ds_catalogue_cases *m,
                                           ds_catalogue *c, ds_error *err);

/** Makes room to keep cases in `budget` bytes; 0: none are. */
DS_MUST_USE ds_status ds_catalogue_keep(ds_catalogue_cases *m, size_t budget,
                                        ds_error *err);

/** A pass that takes those cases that are kept, to be completed. */
ds_pass ds_catalogue_pass(ds_catalogue_cases *m, const char *name);

/** The fold of DS_DIP_COUNTS words, behind DS_UNTIL_ROW. */
ds_fold ds_catalogue_counts(ds_catalogue_cases *m,
                            int64_t counts[DS_DIP_COUNTS]);

/** The stages up to the lane of each record's bucket, as if all years were base
 * years (DS_DIP_ROW_CORE stands for every eligible case); its key; pair; group;
 * kept cells; each includes those before. A record that is no case has
 * DS_MISSING there. */
enum { DS_CATALOGUE_STAGES = 5 };
typedef enum ds_catalogue_depth {
    DS_UNTIL_ROW,
    DS_UNTIL_KEY,
    DS_UNTIL_PAIR,
    DS_UNTIL_GROUP,
    DS_UNTIL_KEPT
} ds_catalogue_depth;
size_t ds_catalogue_stages(ds_catalogue_cases *m, ds_catalogue_depth depth,
                           ds_stage stages[DS_CATALOGUE_STAGES]);

#endif
