/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/drg/weights_cases.h - which records are cases of the weights, and what is
 * counted of every record on the way. */
#ifndef DS_WEIGHTS_CASES_H
#define DS_WEIGHTS_CASES_H

#include "kernels/keep.h"
#include "sim/drg/weights.h"

/** What the eligibility map knows of a pass. */
typedef struct ds_eligibility {
    const ds_weights_policy *policy;
    ds_lanes lanes;
    size_t month, category, payment, drg, cost, days; /* columns */
    size_t hospital, n_early; /* the first passes read all but hospitals */
    size_t group, cell, has_days, log, pair, kept; /* maps */
    ds_year_range years;
    int n_years; /* base years known: 0 while they are looked for */
    int slot_of[DS_MAX_MONTH / 12 + 1]; /* calendar year - epoch -> slot */
    int64_t inpatient, bed_day;
    ds_keep keep; /* of eligible cases, behind the stage; budget 0: unused */
} ds_eligibility;

/** Words: eligible cases of each slot, records of each status, and of each
 * cell of the grouping rate. */
enum {
    DS_COUNT_SLOTS = DS_MAX_MONTH / 12 + 1,
    DS_AT_STATUS = DS_COUNT_SLOTS,
    DS_AT_GROUPING = DS_AT_STATUS + DS_N_ELIGIBLE,
    DS_N_COUNTS = DS_AT_GROUPING + DS_N_GROUPING
};

/** Finds the columns of the source that a pass reads, and adds the lanes of
 * its maps. */
DS_MUST_USE ds_status ds_eligibility_columns(ds_eligibility *e,
                                             const ds_claims_input *input,
                                             ds_error *err);

/** The number of a name of an ENUM column of claims. */
int64_t ds_enum_value(const char *column, const char *name);

/** The stage that writes the lanes group and cell, DS_MISSING where the record
 * is no case. Borrows e. */
ds_stage ds_eligibility_stage(const ds_eligibility *e);

/** A stage: writes has_days; `ctx` is the ds_eligibility. */
void ds_map_has_days(const void *ctx, ds_slice *s);

/** The fold of the counts. Borrows both. */
ds_fold ds_eligibility_counts(ds_eligibility *e, int64_t counts[DS_N_COUNTS]);

#endif
