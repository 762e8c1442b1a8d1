/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/stats.h - count, mean, sd, CV and exact quantiles of a claim column by
 * up to three others, as a table. */
#ifndef DS_STATS_H
#define DS_STATS_H

#include "base/keys.h"
#include "base/table.h"
#include "kernels/plan.h"
#include "kernels/quantile.h"
#include "sim/by.h"

enum { DS_MAX_STAT_LEVELS = 20 };

typedef struct ds_stats_request {
    ds_claims_input input;
    const char *column;        /**< "total_fen"; must be a number column */
    size_t n_by;               /**< 0..DS_MAX_BY */
    const char *by[DS_MAX_BY]; /**< column names, or "year" (of booking) */
    ds_rates levels;           /**< of the quantiles, in 1e-9 */
} ds_stats_request;

/** What a request is going to cost; reads dictionaries only. */
DS_MUST_USE ds_status ds_stats_plan(const ds_stats_request *request,
                                    const ds_run *run, ds_plan *plan,
                                    ds_error *err);

/** Computes. The table `t` has a row a combination that occurs, sorted by id
 * strings; a row with an empty cell is that of missing codes. Money columns are
 * in fen (shown as yuan). Rows left out by --where are counted in *dropped. */
DS_MUST_USE ds_status ds_stats_run(const ds_stats_request *request,
                                   const ds_run *run, ds_table *t,
                                   uint64_t *dropped, ds_error *err);

#endif
