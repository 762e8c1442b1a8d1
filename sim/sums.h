/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/sums.h - a cube: records and sums of up to four columns by up to three
 * others. */
#ifndef DS_SUMS_H
#define DS_SUMS_H

#include "kernels/cube.h"
#include "kernels/plan.h"
#include "sim/by.h"

typedef struct ds_sums_request {
    ds_claims_input input;
    size_t n_by;
    const char *by[DS_MAX_BY];
    size_t n_columns; /**< 1..DS_MAX_CUBE_VALUES number columns */
    const char *columns[DS_MAX_CUBE_VALUES];
} ds_sums_request;

/** What a request is going to cost; reads dictionaries only. */
DS_MUST_USE ds_status ds_sums_plan(const ds_sums_request *request,
                                   const ds_run *run, ds_plan *plan,
                                   ds_error *err);

/** Computes in one pass; in two where the possible combinations are so many
 * that those which occur have to be found first. The table `sums` has a row a
 * combination that occurs, sorted by id strings. Rows left out by --where are
 * counted in *dropped. */
DS_MUST_USE ds_status ds_sums_run(const ds_sums_request *request,
                                  const ds_run *run, ds_table *t,
                                  uint64_t *dropped, ds_error *err);

#endif
