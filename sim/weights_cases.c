/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/weights_cases.c - see weights_cases.h for the contract. */
#include "sim/weights_cases.h"

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

/* The columns of a slice; NULL for one that claims do not have. */
typedef struct view {
    const int64_t *month, *category, *payment, *drg, *cost, *days;
} view;

static view view_of(const ds_eligibility *e, const ds_slice *s)
{
    const int64_t *const none = NULL;
    return (view){
        .month = s->lane[e->month],
        .category = e->category == DS_NO_LANE ? none : s->lane[e->category],
        .payment = e->payment == DS_NO_LANE ? none : s->lane[e->payment],
        .drg = s->lane[e->drg],
        .cost = s->lane[e->cost],
        .days = e->days == DS_NO_LANE ? none : s->lane[e->days]};
}

static inline int slot_of(const ds_eligibility *e, const view *v, size_t i)
{
    return e->slot_of[v->month[i] / 12];
}

static inline ds_eligible status_of(const ds_eligibility *e, const view *v,
                                    const ds_slice *s, size_t i)
{
    if (!ds_lanes_is_met(&e->lanes, s, i)) return DS_ELIGIBLE_FILTERED;
    if (slot_of(e, v, i) < 0) return DS_ELIGIBLE_OTHER_YEAR;
    if (v->category && v->category[i] != e->inpatient)
        return DS_ELIGIBLE_NOT_INPATIENT;
    if (v->payment && v->payment[i] == e->bed_day) return DS_ELIGIBLE_BED_DAY;
    if (v->drg[i] == 0) return DS_ELIGIBLE_UNGROUPED;
    return v->cost[i] > 0 ? DS_ELIGIBLE_KEPT : DS_ELIGIBLE_NO_COST;
}

/* The group of an eligible case, and its cell of group and base year. Few
 * lanes: more of them do not stay in cache, and cost more than what a later
 * pass computes again. */
void ds_map_eligibility(const void *ctx, ds_slice *s)
{
    const ds_eligibility *e = ctx;
    const view v = view_of(e, s);
    int64_t *group = s->lane[e->group], *cell = s->lane[e->cell];
    const size_t n = s->n;
    const int n_years = e->n_years;
    for (size_t i = 0; i < n; i++) {
        const bool is_in = status_of(e, &v, s, i) == DS_ELIGIBLE_KEPT;
        group[i] = is_in ? v.drg[i] : DS_MISSING;
        cell[i] = is_in ? v.drg[i] * n_years + slot_of(e, &v, i) : DS_MISSING;
    }
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
static void count_grouping(const ds_eligibility *e, const view *v, size_t i,
                           ds_eligible status, int64_t *counts)
{
    if (status != DS_ELIGIBLE_KEPT && status != DS_ELIGIBLE_UNGROUPED &&
        status != DS_ELIGIBLE_NO_COST)
        return;
    if ((v->days && v->days[i] > e->policy->max_los) ||
        v->cost[i] < e->policy->min_fen)
        counts[DS_GROUPING_EXCLUDED]++;
    else
        counts[v->drg[i] == 0 ? DS_GROUPING_UNGROUPED : DS_GROUPING_GROUPED]++;
}

static ds_status count_add(void *ctx, int64_t *counts, const ds_slice *s,
                           ds_error *err)
{
    (void)err;
    const ds_eligibility *e = ctx;
    const view v = view_of(e, s);
    for (size_t i = 0; i < s->n; i++) {
        const ds_eligible status = status_of(e, &v, s, i);
        counts[DS_AT_STATUS + status]++;
        count_grouping(e, &v, i, status, counts + DS_AT_GROUPING);
        if (status == DS_ELIGIBLE_KEPT) counts[slot_of(e, &v, i)]++;
    }
    return DS_OK;
}

ds_fold ds_eligibility_counts(ds_eligibility *e, int64_t counts[DS_N_COUNTS])
{
    return (ds_fold){.name = "eligible",
                     .ctx = e,
                     .n_words = DS_N_COUNTS,
                     .add = count_add,
                     .result = counts};
}
