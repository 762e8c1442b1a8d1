/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_cases.h - --cases of a Tianjin year: a row for every
 * record, with what its points became and are worth.
 *
 * The effective points and the amount of a cell (institution that claims,
 * segment or payer, part) of the year's run are spread over its claims in the
 * order of the file by rounded cumulatives of their points (less what was
 * refused in the year), so that they add up to the cell. Own capitated claims
 * have effective points and no value (they only inform); a disease quota is
 * spread over the owner's own quota claims. What a cell has without any claim
 * (a quota of patients who came to nobody) is in no row. */
#ifndef DS_TIANJIN_CASES_H
#define DS_TIANJIN_CASES_H

#include "sim/drg/settle.h"
#include "sim/tianjin/tianjin_map.h"

#define DS_TJ_CASE_COLUMNS(X)                                                  \
    X(CLAIM)                                                                   \
    X(BUCKET)                                                                  \
    X(HOSPITAL)                                                                \
    X(CLAIMANT) X(SEGMENT) X(PART) X(COST) X(POINTS) X(EFFECTIVE) X(VALUE)
#define DS_TJ_CASE_ENUM(name) DS_TJ_CASE_##name,
enum { DS_TJ_CASE_COLUMNS(DS_TJ_CASE_ENUM) DS_TJ_N_CASE_COLUMNS };
#undef DS_TJ_CASE_ENUM

/** Names and kinds for a store; bucket, segment and part are codes into the
 * dictionaries of ds_tj_case_dictionary, hospital and claimant into the
 * claims'. */
void ds_tj_case_columns(const ds_tj_map *map,
                        ds_source_column columns[DS_TJ_N_CASE_COLUMNS]);

/** The dictionaries bucket, segment (OP_L3, CANCER_L3, CAP_L3, IP_WM ...: the
 * fees of a claim together) and part. False: it is none of these. */
DS_MUST_USE ds_status ds_tj_case_dictionary(const char *name, ds_dict *out,
                                            bool *is_own, ds_error *err);

/** Adds the two passes to a plan. */
void ds_tj_cases_plan(const ds_tj_map *map, const ds_run *run, ds_plan *plan);

/** Reads the claims twice more. `points` and `amount` are the tables of the
 * year's result. */
DS_MUST_USE ds_status ds_tj_cases(const ds_tj_map *map, const ds_table *points,
                                  const ds_table *amount, const ds_run *run,
                                  const ds_case_sink *sink, ds_error *err);

#endif
