/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/plan.h - what a command is going to read and hold, made before the
 * first block is read: --plan prints it, --memory refuses it. */
#ifndef DS_PLAN_H
#define DS_PLAN_H

#include "base/table.h"
#include "kernels/scan.h"

#include <stdbool.h>

enum { DS_MAX_PLAN_ROWS = 16 };

typedef struct ds_plan_row {
    const char *name; /**< of the pass */
    int times;        /**< how often the source is read */
    size_t n_columns;
    uint64_t inflated; /**< bytes of the columns as they are stored, inflated */
    size_t memory;     /**< buffers, lanes and states of all threads */
    bool is_estimate;  /**< memory is what they are going to be about, not the
                            most that they may be */
} ds_plan_row;

/** What the whole run is going to take. */
typedef struct ds_plan_forecast {
    bool is_known;
    double seconds, cpu; /**< on the clock; of all processors */
    double peak;         /**< bytes of the process */
} ds_plan_forecast;

/** Passes in their order; zero it before ds_plan_add. */
typedef struct ds_plan {
    double blocks;             /**< of the source; the last counts in part */
    ds_plan_forecast forecast; /**< the caller's, shown where it is known */
    size_t n;
    ds_plan_row rows[DS_MAX_PLAN_ROWS];
} ds_plan;

/** Adds a pass that runs `times` times with `states` bytes beside what
 * ds_pass_bytes counts. */
void ds_plan_add(ds_plan *plan, const ds_pass *pass, int times, size_t states,
                 const ds_run *run);

/** The most memory of any pass. */
size_t ds_plan_memory(const ds_plan *plan);

/** DS_ERR_ARG, with the numbers, where a pass needs more than run->memory. */
DS_MUST_USE ds_status ds_plan_check(const ds_plan *plan, const ds_run *run,
                                    ds_error *err);

/** The plan as a table `plan`, with a last row for all; the caller destroys
 * it. */
DS_MUST_USE ds_status ds_plan_table(const ds_plan *plan, ds_table *t,
                                    ds_error *err);

#endif
