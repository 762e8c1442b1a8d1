/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/drg/weights_cases.c - see weights_cases.h for the contract. */
#include "sim/drg/weights_cases.h"

#include <string.h>

ds_status ds_eligibility_columns(ds_eligibility *e,
                                 const ds_claims_input *input, ds_error *err)
{
    ds_lanes *l = &e->lanes;
    l->source = input->source;
    DS_TRY(ds_lanes_need(l, "drg", "weights", &e->drg, err));
    DS_TRY(ds_lanes_need(l, "total_fen", "weights", &e->cost, err));
    DS_TRY(ds_lanes_booked(l, "weights", &e->month, err));
    e->category = ds_lanes_want(l, "category");
    e->payment = ds_lanes_want(l, "payment");
    e->days = ds_lanes_want(l, "los_days");
    DS_TRY(ds_lanes_terms(l, input, err));
    e->n_early = l->n_columns;
    DS_TRY(ds_lanes_need(l, "hospital", "weights", &e->hospital, err));
    size_t *maps[] = {&e->group, &e->cell, &e->has_days,
                      &e->log,   &e->pair, &e->kept};
    for (size_t i = 0; i < DS_COUNT(maps); i++) *maps[i] = ds_lanes_extra(l);
    return DS_OK;
}

int64_t ds_enum_value(const char *column, const char *name)
{
    return ds_enum_find(ds_claim_column_find(column)->names, name,
                        strlen(name));
}

/* What a record says that matters here. */
typedef struct record {
    int64_t category, payment, drg, cost, days;
    int slot;
    bool is_met; /* the terms of --where */
} record;

static inline record record_at(const ds_eligibility *e, const ds_slice *s,
                               size_t i)
{
    return (record){.category = ds_lane_value(s, e->category, i, e->inpatient),
                    .payment = ds_lane_value(s, e->payment, i, DS_MISSING),
                    .drg = s->lane[e->drg][i],
                    .cost = s->lane[e->cost][i],
                    .days = ds_lane_value(s, e->days, i, DS_MISSING),
                    .slot = e->slot_of[s->lane[e->month][i] / 12],
                    .is_met = ds_lanes_is_met(&e->lanes, s, i)};
}

static inline int64_t narrow_value(const ds_slice *s, size_t lane, size_t i,
                                   int64_t absent)
{
    return lane == DS_NO_LANE ? absent : ds_widen(s->narrow[lane][i]);
}

/* Passes with terms have wide lanes. */
static inline record narrow_record_at(const ds_eligibility *e,
                                      const ds_slice *s, size_t i)
{
    return (record){.category = narrow_value(s, e->category, i, e->inpatient),
                    .payment = narrow_value(s, e->payment, i, DS_MISSING),
                    .drg = ds_widen(s->narrow[e->drg][i]),
                    .cost = ds_widen(s->narrow[e->cost][i]),
                    .days = narrow_value(s, e->days, i, DS_MISSING),
                    .slot = e->slot_of[s->narrow[e->month][i] / 12],
                    .is_met = true};
}

static inline ds_eligible status_of(const ds_eligibility *e, const record *r)
{
    if (!r->is_met) return DS_ELIGIBLE_FILTERED;
    if (r->slot < 0) return DS_ELIGIBLE_OTHER_YEAR;
    if (r->category != e->inpatient) return DS_ELIGIBLE_NOT_INPATIENT;
    if (r->payment == e->bed_day) return DS_ELIGIBLE_BED_DAY;
    if (r->drg == 0) return DS_ELIGIBLE_UNGROUPED;
    return r->cost > 0 ? DS_ELIGIBLE_KEPT : DS_ELIGIBLE_NO_COST;
}

/* The group of an eligible case, and its cell of group and base year. Few
 * lanes: more of them do not stay in cache, and cost more than what a later
 * pass computes again. */
static void map_eligibility(const void *ctx, ds_slice *s)
{
    const ds_eligibility *e = ctx;
    int64_t *group = s->lane[e->group], *cell = s->lane[e->cell];
    const int n_years = e->n_years;
    for (size_t i = 0; i < s->n; i++) {
        const record r = record_at(e, s, i);
        const bool is_in = status_of(e, &r) == DS_ELIGIBLE_KEPT;
        group[i] = is_in ? r.drg : DS_MISSING;
        cell[i] = is_in ? r.drg * n_years + r.slot : DS_MISSING;
    }
}

static void map_eligibility_narrow(const void *ctx, ds_slice *s)
{
    const ds_eligibility *e = ctx;
    int32_t *group = s->narrow[e->group], *cell = s->narrow[e->cell];
    const int n_years = e->n_years;
    for (size_t i = 0; i < s->n; i++) {
        const record r = narrow_record_at(e, s, i);
        const bool is_in = status_of(e, &r) == DS_ELIGIBLE_KEPT;
        group[i] = is_in ? (int32_t)r.drg : DS_NARROW_MISSING;
        cell[i] =
            is_in ? (int32_t)(r.drg * n_years + r.slot) : DS_NARROW_MISSING;
    }
}

/* Cells of all codes of a narrow column need not be narrow themselves. */
ds_stage ds_eligibility_stage(const ds_eligibility *e)
{
    const ds_source_column *drg =
        &e->lanes.source->columns[e->lanes.columns[e->drg]];
    const bool is_narrow = e->lanes.n_terms == 0 &&
                           drg->high < INT32_MAX / (DS_MAX_BASE_YEARS + 1);
    return (ds_stage){map_eligibility, e,
                      is_narrow ? map_eligibility_narrow : NULL};
}

void ds_map_has_days(const void *ctx, ds_slice *s)
{
    const ds_eligibility *e = ctx;
    if (e->days == DS_NO_LANE) return;
    const int64_t *days = s->lane[e->days];
    int64_t *has_days = s->lane[e->has_days];
    for (size_t i = 0; i < s->n; i++) has_days[i] = days[i] != DS_MISSING;
}

/* ---- what is counted of every record ------------------------------------- */

/* 8.5: inpatients that are not paid by bed day, of the base years. */
static inline void count_grouping(const ds_eligibility *e, const record *r,
                                  ds_eligible status, int64_t *counts)
{
    if (status != DS_ELIGIBLE_KEPT && status != DS_ELIGIBLE_UNGROUPED &&
        status != DS_ELIGIBLE_NO_COST)
        return;
    if (r->days > e->policy->max_los || r->cost < e->policy->min_fen)
        counts[DS_GROUPING_EXCLUDED]++;
    else
        counts[r->drg == 0 ? DS_GROUPING_UNGROUPED : DS_GROUPING_GROUPED]++;
}

static inline void count_record(const ds_eligibility *e, const record *r,
                                int64_t *counts)
{
    const ds_eligible status = status_of(e, r);
    counts[DS_AT_STATUS + status]++;
    count_grouping(e, r, status, counts + DS_AT_GROUPING);
    if (status == DS_ELIGIBLE_KEPT) counts[r->slot]++;
}

static ds_status count_add(void *ctx, int64_t *counts, const ds_slice *s,
                           ds_error *err)
{
    (void)err;
    const ds_eligibility *e = ctx;
    for (size_t i = 0; i < s->n; i++) {
        const record r = record_at(e, s, i);
        count_record(e, &r, counts);
    }
    return DS_OK;
}

static ds_status count_add_narrow(void *ctx, int64_t *counts, const ds_slice *s,
                                  ds_error *err)
{
    (void)err;
    const ds_eligibility *e = ctx;
    for (size_t i = 0; i < s->n; i++) {
        const record r = narrow_record_at(e, s, i);
        count_record(e, &r, counts);
    }
    return DS_OK;
}

ds_fold ds_eligibility_counts(ds_eligibility *e, int64_t counts[DS_N_COUNTS])
{
    return (ds_fold){.name = "eligible",
                     .ctx = e,
                     .n_words = DS_N_COUNTS,
                     .add = count_add,
                     .add_narrow =
                         e->lanes.n_terms > 0 ? NULL : count_add_narrow,
                     .result = counts};
}
