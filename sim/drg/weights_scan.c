/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/drg/weights_scan.c - the passes behind the weights: base years, fences,
 * kept cases. See weights.h; the arithmetic on their results is weights.c. */
#include "sim/drg/weights_scan.h"

#include "kernels/logs.h"
#include "sim/drg/weights_cases.h"

#include <stdlib.h>

/* ---- pass 1: which years have eligible cases ----------------------------- */

/* Every calendar year in range gets its own slot. */
static void slots_by_calendar(ds_eligibility *e)
{
    for (int y = 0; y <= DS_MAX_MONTH / 12; y++) {
        const int year = y + DS_EPOCH_YEAR;
        const bool is_in = year >= e->years.first && year <= e->years.last;
        e->slot_of[y] = is_in ? y : -1;
    }
}

static ds_status no_case(const ds_eligibility *e, ds_error *err)
{
    return ds_hint(
        err,
        ds_fail(err, DS_ERR_DATA,
                "%s: no inpatient case with a group and a cost in the years "
                "%d to %d",
                e->lanes.source->name, e->years.first, e->years.last),
        "see 'dianshu info' for the months in the file, and --where");
}

static ds_status no_year_weight(const ds_eligibility *e, ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "%s: drg.year_w gives no weight to the years that "
                           "have cases",
                           e->lanes.source->name),
                   "its last numbers are those of the last years: make them "
                   "positive");
}

/* The last years get the last weights of drg.year_w (Z5); a year of weight 0
 * is no base year. */
static ds_status choose_years(ds_eligibility *e,
                              const int64_t counts[DS_N_COUNTS], ds_weights *w,
                              ds_error *err)
{
    const ds_rates *weights = &e->policy->year_w;
    int n = 0, first;
    for (first = DS_MAX_MONTH / 12 + 1; first-- > 0 && n < weights->n;)
        n += counts[first] > 0;
    if (n == 0) return no_case(e, err);
    w->n_years = 0;
    for (int y = 0, next = weights->n - n; y <= DS_MAX_MONTH / 12; y++) {
        e->slot_of[y] = -1;
        if (y <= first || counts[y] == 0) continue;
        const int64_t weight = weights->value[next++];
        if (weight == 0) continue;
        e->slot_of[y] = w->n_years;
        w->year[w->n_years] = y + DS_EPOCH_YEAR;
        w->year_w[w->n_years++] = weight;
    }
    e->n_years = w->n_years;
    return w->n_years > 0 ? DS_OK : no_year_weight(e, err);
}

/* Takes the years of the column's months, where the weights suffice for all of
 * them: right if each turns out to have eligible cases, which saves a pass. */
static bool guess_years(ds_eligibility *e, ds_weights *w)
{
    const ds_source *source = e->lanes.source;
    const ds_source_column *month =
        &source->columns[e->lanes.columns[e->month]];
    int64_t counts[DS_N_COUNTS] = {0};
    int n = 0;
    slots_by_calendar(e);
    for (int64_t y = month->low / 12; y <= month->high / 12; y++)
        if (e->slot_of[y] >= 0) counts[y] = ++n;
    return n > 0 && n <= e->policy->year_w.n &&
           choose_years(e, counts, w, NULL) == DS_OK;
}

static ds_status find_years(ds_eligibility *e, ds_weights *w, const ds_run *run,
                            ds_error *err)
{
    int64_t counts[DS_N_COUNTS];
    const ds_fold folds[] = {ds_eligibility_counts(e, counts)};
    ds_pass pass = ds_lanes_pass(&e->lanes, "years");
    slots_by_calendar(e);
    pass.n_columns = e->n_early;
    pass.n_folds = 1;
    pass.folds = folds;
    DS_TRY(ds_pass_run(&pass, run, err));
    return choose_years(e, counts, w, err);
}

/* ---- pass 2, 3: quartiles and moments of all eligible cases -------------- */

static void set_fences(const ds_weights_policy *p, const ds_quantiles *q,
                       size_t n, ds_fence *fences)
{
    for (size_t i = 0; i < n; i++) {
        fences[i] = DS_NO_FENCE;
        if (p->trim == DS_TRIM_OFF) continue;
        const ds_quantile low = ds_quantiles_get(q, i, 0);
        const ds_quantile high = ds_quantiles_get(q, i, 1);
        fences[i] = p->trim == DS_TRIM_BY_IQR
                        ? ds_fence_iqr(&low, &high, p->iqr)
                        : ds_fence_between(&low, &high);
    }
}

static ds_status run_quantiles(ds_eligibility *e, const ds_pass *pass,
                               ds_weights *w, const ds_run *run, ds_error *err)
{
    static const int64_t quartiles[] = {DS_RATE_ONE / 4, DS_RATE_ONE / 4 * 3};
    const ds_weights_policy *p = e->policy;
    const size_t n = w->n_groups * w->n_scopes;
    const ds_quantile_job job = {
        .input = pass,
        .group_lane = w->n_scopes > 1 ? e->cell : e->group,
        .value_lane = e->cost,
        .n_groups = n,
        .n_levels = p->trim == DS_TRIM_OFF ? 0 : 2,
        .levels = p->trim == DS_TRIM_BY_IQR ? quartiles : p->levels.value};
    ds_quantiles q = {0};
    ds_status st = DS_OK;
    DS_GO(ds_quantiles_run(&job, run, &q, err));
    DS_GO(ds_alloc(&w->fences, n, sizeof *w->fences, err));
    set_fences(p, &q, n, w->fences);
    w->cost_all = q.moments;
    q.moments = (ds_moments){0};
done:
    ds_quantiles_destroy(&q);
    return st;
}

/* *is_right: each base year has eligible cases. */
static ds_status find_fences(ds_eligibility *e, ds_weights *w,
                             const ds_run *run, bool *is_right, ds_error *err)
{
    int64_t counts[DS_N_COUNTS];
    const ds_stage stages[] = {ds_eligibility_stage(e)};
    const ds_fold folds[] = {ds_eligibility_counts(e, counts)};
    ds_pass pass = ds_lanes_pass(&e->lanes, "fences");
    w->n_scopes = w->policy->trim_scope ? (size_t)w->n_years : 1;
    if (e->keep.budget > 0) pass.into = &e->keep;
    if (e->keep.budget == 0 || w->is_lean) pass.n_columns = e->n_early;
    pass.n_stages = DS_COUNT(stages);
    pass.stages = stages;
    pass.n_folds = DS_COUNT(folds);
    pass.folds = folds;
    DS_TRY(run_quantiles(e, &pass, w, run, err));
    for (size_t i = 0; i < DS_N_ELIGIBLE; i++)
        w->rows[i] = (uint64_t)counts[DS_AT_STATUS + i];
    for (size_t i = 0; i < DS_N_GROUPING; i++)
        w->grouping[i] = counts[DS_AT_GROUPING + i];
    *is_right = true;
    for (int y = 0; y < w->n_years; y++) *is_right &= counts[y] > 0;
    return DS_OK;
}

/* ---- pass 4, 5: what is kept --------------------------------------------- */

/* A pass over eligible cases: those that are kept in memory. */
static ds_pass kept_pass(const ds_eligibility *e, const char *name)
{
    ds_pass pass = ds_lanes_pass(&e->lanes, name);
    if (e->keep.budget > 0) pass.from = &e->keep;
    return pass;
}

/* The group of a kept case; a case that is not kept loses cell and pair. The
 * rows stay, as the logarithms of all cases are folded in the same pass. */
typedef struct kept_map {
    const ds_eligibility *e;
    const ds_trim *trim;
} kept_map;

static void map_kept(const void *ctx, ds_slice *s)
{
    const kept_map *m = ctx;
    const ds_eligibility *e = m->e;
    const int64_t *group = s->lane[e->group], *cost = s->lane[e->cost];
    const int64_t *scope = s->lane[m->trim->group_lane];
    int64_t *kept = s->lane[e->kept];
    for (size_t i = 0; i < s->n; i++) {
        kept[i] = group[i];
        if (scope[i] >= 0 && ds_fence_mark(&m->trim->fences[scope[i]],
                                           cost[i]) == DS_TRIM_INSIDE)
            continue;
        kept[i] = s->lane[e->cell][i] = s->lane[e->pair][i] = DS_MISSING;
    }
}

static ds_status init_kept(const ds_eligibility *e, ds_weights *w,
                           const ds_run *run, ds_error *err)
{
    const size_t n = w->n_groups, kept = e->kept;
    const size_t by_year[] = {e->cost}, days[] = {e->days, e->has_days};
    const size_t by_pair[] = {e->cost, days[0], days[1]};
    DS_TRY(ds_cube_init(&w->by_year, n * (size_t)w->n_years, e->cell, by_year,
                        1, run, err));
    DS_TRY(ds_cube_init(&w->by_pair, w->pairs.n, e->pair, by_pair,
                        w->has_days ? 3 : 1, run, err));
    if (w->has_days)
        DS_TRY(ds_moments_init(&w->days_kept, n, kept, e->days, run, err));
    DS_TRY(ds_moments_init(&w->cost_kept, n, kept, e->cost, run, err));
    DS_TRY(ds_moments_init(&w->log_all, n, e->group, e->log, run, err));
    return ds_moments_init(&w->log_kept, n, kept, e->log, run, err);
}

/* Records a pair from which on a pass that finds the pairs that occur costs
 * more than pairs that do not. */
enum { ROWS_A_PAIR = 16, PAIR_VALUES = 3 };

/* All pairs of hospital and group, where they are few; true if so. */
static bool every_pair(const ds_eligibility *e, const ds_run *run, ds_groups *g)
{
    const ds_pass pass = ds_lanes_pass(&e->lanes, "pairs");
    const ds_group_lane pair[] = {ds_group_lane_of(&pass, e->hospital),
                                  ds_group_lane_of(&pass, e->drg)};
    const uint64_t most = ds_source_scale(e->lanes.source) / ROWS_A_PAIR;
    if (!ds_groups_every(g, pair, DS_COUNT(pair), most)) return false;
    if (ds_cube_bytes(g->n, PAIR_VALUES, run) <= run->memory / 4) return true;
    ds_groups_destroy(g);
    return false;
}

static ds_status find_pairs(const ds_eligibility *e, const ds_trim *trim,
                            const ds_run *run, ds_groups *g, ds_error *err)
{
    ds_pass pass = kept_pass(e, "pairs");
    const ds_group_lane pair[] = {ds_group_lane_of(&pass, e->hospital),
                                  ds_group_lane_of(&pass, e->drg)};
    const ds_stage stages[] = {ds_eligibility_stage(e),
                               ds_trim_drop_stage(trim)};
    pass.stages = stages;
    pass.n_stages = DS_COUNT(stages);
    return ds_groups_build(g, &pass, pair, DS_COUNT(pair), run, err);
}

static ds_status fold_kept(ds_eligibility *e, ds_weights *w,
                           const ds_trim *trim, const ds_run *run,
                           ds_error *err)
{
    if (!every_pair(e, run, &w->pairs))
        DS_TRY(find_pairs(e, trim, run, &w->pairs, err));
    const ds_log_map logs = {e->cost, e->log};
    const ds_group_map pairs = {
        &w->pairs, {e->hospital, e->drg},
         e->pair
    };
    const kept_map kept = {e, trim};
    const ds_stage stages[] = {
        ds_eligibility_stage(e),
        {ds_map_has_days, e    },
        ds_log_stage(&logs),
        ds_group_stage(&pairs),
        {map_kept,        &kept}
    };
    DS_TRY(init_kept(e, w, run, err));
    const ds_fold folds[] = {
        ds_cube_fold(&w->by_year),      ds_cube_fold(&w->by_pair),
        ds_moments_fold(&w->cost_kept), ds_moments_fold(&w->log_all),
        ds_moments_fold(&w->log_kept),  ds_moments_fold(&w->days_kept)};
    ds_pass pass = kept_pass(e, "kept cases");
    pass.stages = stages;
    pass.n_stages = DS_COUNT(stages);
    pass.folds = folds;
    pass.n_folds = DS_COUNT(folds) - !w->has_days;
    return ds_pass_run(&pass, run, err);
}

/* The same for a lean result: a case that is not kept loses its cell. */
static void map_kept_narrow(const void *ctx, ds_slice *s)
{
    const kept_map *m = ctx;
    const ds_eligibility *e = m->e;
    const ds_fence *fences = m->trim->fences;
    const int32_t *group = s->narrow[e->group], *cost = s->narrow[e->cost];
    const int32_t *scope = s->narrow[m->trim->group_lane];
    int32_t *kept = s->narrow[e->kept], *cell = s->narrow[e->cell];
    for (size_t i = 0; i < s->n; i++) {
        const bool is_kept = scope[i] >= 0 && cost[i] >= fences[scope[i]].low &&
                             cost[i] <= fences[scope[i]].high;
        kept[i] = is_kept ? group[i] : DS_NARROW_MISSING;
        cell[i] = is_kept ? cell[i] : DS_NARROW_MISSING;
    }
}

static ds_status fold_lean(ds_eligibility *e, ds_weights *w,
                           const ds_trim *trim, const ds_run *run,
                           ds_error *err)
{
    const size_t n = w->n_groups;
    const kept_map kept = {e, trim};
    const ds_stage stages[] = {
        ds_eligibility_stage(e), {map_kept, &kept, map_kept_narrow}
    };
    DS_TRY(ds_cube_init(&w->by_year, n * (size_t)w->n_years, e->cell, &e->cost,
                        1, run, err));
    DS_TRY(ds_moments_init(&w->cost_kept, n, e->kept, e->cost, run, err));
    const ds_fold folds[] = {ds_cube_fold(&w->by_year),
                             ds_moments_fold(&w->cost_kept)};
    ds_pass pass = kept_pass(e, "kept cases");
    pass.n_columns = e->n_early;
    pass.stages = stages;
    pass.n_stages = DS_COUNT(stages);
    pass.folds = folds;
    pass.n_folds = DS_COUNT(folds);
    return ds_pass_run(&pass, run, err);
}

/* The number of hospital x group pairs is not known before: at most one a
 * record. */
static size_t pair_bytes(const ds_source *source, size_t drg, size_t hospital,
                         const ds_run *run)
{
    uint64_t pairs = (uint64_t)(source->columns[drg].high + 1) *
                     (uint64_t)(source->columns[hospital].high + 1);
    if (pairs > source->n_rows) pairs = source->n_rows;
    return ds_cube_bytes((size_t)pairs, PAIR_VALUES, run) + (size_t)pairs * 16;
}

static void plan_passes(const ds_eligibility *e, bool is_lean,
                        const ds_run *run, ds_plan *plan)
{
    const ds_source *source = e->lanes.source;
    const size_t drg = e->lanes.columns[e->drg];
    const size_t pairs =
        pair_bytes(source, drg, e->lanes.columns[e->hospital], run);
    const size_t scopes =
        e->policy->trim_scope ? (size_t)e->policy->year_w.n : 1;
    ds_pass pass = ds_lanes_pass(&e->lanes, "years");
    const ds_quantile_job job = {
        .input = &pass,
        .group_lane = e->group,
        .value_lane = e->cost,
        .n_groups = ((size_t)source->columns[drg].high + 1) * scopes,
        .n_levels = 2,
        .levels = e->policy->levels.value};
    const ds_quantile_plan cost = ds_quantile_plan_make(&job, run);
    ds_plan_add(plan, &pass, 1, 0, run);
    pass.name = "fences";
    ds_plan_add(plan, &pass, cost.passes, cost.bytes, run);
    if (is_lean) {
        pass.name = "kept cases";
        pass.n_columns = e->n_early;
        ds_plan_add(plan, &pass, 1, job.n_groups * 2 * 64, run);
        return;
    }
    pass.name = "pairs";
    ds_groups every = {0};
    if (!every_pair(e, run, &every)) ds_plan_add(plan, &pass, 1, pairs, run);
    pass.name = "kept cases";
    ds_plan_add(plan, &pass, 1, pairs, run);
}

static ds_status plan_weights(const ds_claims_input *input,
                              const ds_weights_policy *policy, bool is_lean,
                              const ds_run *run, ds_plan *plan, ds_error *err)
{
    ds_eligibility *e = NULL;
    DS_TRY(ds_alloc(&e, 1, sizeof *e, err));
    e->policy = policy;
    const ds_status st = ds_eligibility_columns(e, input, err);
    if (st == DS_OK) plan_passes(e, is_lean, run, plan);
    free(e);
    return st;
}

ds_status ds_weights_plan(const ds_claims_input *input,
                          const ds_weights_policy *policy, const ds_run *run,
                          ds_plan *plan, ds_error *err)
{
    return plan_weights(input, policy, false, run, plan, err);
}

ds_status ds_weights_plan_lean(const ds_claims_input *input,
                               const ds_weights_policy *policy,
                               const ds_run *run, ds_plan *plan, ds_error *err)
{
    return plan_weights(input, policy, true, run, plan, err);
}

/* Beside what the passes need with half of the memory. Three columns of a file
 * that has nothing but inpatients are read again as fast as they are kept. */
static ds_status init_keep(ds_eligibility *e, bool is_lean, const ds_run *run,
                           ds_error *err)
{
    ds_plan plan = {0};
    const ds_run half = ds_keep_rest(run, run->keep);
    const size_t lanes[] = {e->group, e->cell,     e->cost,
                            e->drg,   e->hospital, e->days};
    if (is_lean && e->category == DS_NO_LANE) return DS_OK;
    plan_passes(e, is_lean, &half, &plan);
    const size_t budget = ds_keep_budget(run, ds_plan_memory(&plan));
    if (budget == 0) return DS_OK;
    return ds_keep_init(&e->keep, e->lanes.source, 1, lanes,
                        is_lean ? 3 : DS_COUNT(lanes), e->group, budget, err);
}

/* Pass 2 counted every eligible case as kept. */
static void account_trimmed(ds_weights *w)
{
    uint64_t kept = 0;
    for (size_t g = 0; g < w->n_groups; g++)
        kept += (uint64_t)ds_weights_kept(w, g);
    w->rows[DS_ELIGIBLE_TRIMMED] = w->rows[DS_ELIGIBLE_KEPT] - kept;
    w->rows[DS_ELIGIBLE_KEPT] = kept;
}

ds_status ds_weights_scan(const ds_claims_input *input, ds_year_range years,
                          const ds_run *run, ds_weights *w, ds_error *err)
{
    ds_eligibility *e = NULL;
    ds_status st = DS_OK;
    DS_GO(ds_alloc(&e, 1, sizeof *e, err));
    e->policy = w->policy;
    e->years = years;
    e->inpatient = ds_enum_value("category", "inpatient");
    e->bed_day = ds_enum_value("payment", "bed_day");
    DS_GO(ds_eligibility_columns(e, input, err));
    w->has_days = e->days != DS_NO_LANE;
    DS_GO(init_keep(e, w->is_lean, run, err));
    const ds_run rest = ds_keep_rest(run, e->keep.budget);
    bool is_right = guess_years(e, w);
    if (is_right) DS_GO(find_fences(e, w, &rest, &is_right, err));
    if (!is_right) {
        ds_keep_empty(&e->keep);
        free(w->fences);
        w->fences = NULL;
        ds_moments_destroy(&w->cost_all);
        DS_GO(find_years(e, w, &rest, err));
        DS_GO(find_fences(e, w, &rest, &is_right, err));
    }
    const ds_trim trim = {.n_groups = w->n_groups * w->n_scopes,
                          .fences = w->fences,
                          .group_lane = w->n_scopes > 1 ? e->cell : e->group,
                          .value_lane = e->cost};
    DS_GO(w->is_lean ? fold_lean(e, w, &trim, &rest, err)
                     : fold_kept(e, w, &trim, &rest, err));
    account_trimmed(w);
done:
    if (e) ds_keep_destroy(&e->keep);
    free(e);
    return st;
}
