/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/drg/settle.c - reads the claims of a settled year and folds their points;
 * see settle.h. */
#include "sim/drg/settle_state.h"

#include <stdlib.h>

/* Z1 and A36 need the mean of all cases: the list's, else (published lists)
 * that of the settled year, untrimmed. */
static ds_status find_mean_all(ds_settle *s, const ds_run *run, ds_error *err)
{
    if (mpq_sgn(s->in.list->mean_all) > 0) {
        mpq_set(s->mean_all, s->in.list->mean_all);
        return DS_OK;
    }
    ds_weights_policy policy = {0};
    ds_keys keys = ds_weights_keys;
    keys.target = &policy;
    ds_keys_reset(&keys);
    policy.trim = DS_TRIM_OFF;
    ds_weights w = {0};
    DS_TRY(ds_weights_compute_lean(&s->in.claims, &policy,
                                   (ds_year_range){s->in.year, s->in.year}, run,
                                   &w, err));
    mpq_set(s->mean_all, w.mean_all);
    ds_weights_destroy(&w);
    s->notes[DS_NOTE_AREA_MEAN] = 1;
    return DS_OK;
}

static ds_status init_cubes(ds_settle *s, const ds_run *run, ds_error *err)
{
    const ds_settle_map *m = &s->map;
    const size_t values[N_SETTLE_VALUES] = {m->points, m->cost, m->fund,
                                            m->personal};
    DS_TRY(ds_cube_init(&s->by_bucket, m->n_hospitals * DS_N_BUCKETS, m->cell,
                        values, N_SETTLE_VALUES, run, err));
    DS_TRY(ds_cube_init(&s->halved, m->n_hospitals, m->halved_cell, NULL, 0,
                        run, err));
    DS_TRY(ds_cube_init(&s->flows, DS_N_FLOWS, m->flow, &m->fund, 1, run, err));
    return ds_cube_init(&s->used, 1, m->used, NULL, 0, run, err);
}

static ds_status fold_points(ds_settle *s, const ds_run *run, ds_error *err)
{
    ds_history_map history;
    ds_stage stages[2];
    DS_TRY(init_cubes(s, run, err));
    const ds_fold folds[] = {ds_cube_fold(&s->by_bucket),
                             ds_cube_fold(&s->halved), ds_cube_fold(&s->flows),
                             ds_cube_fold(&s->used)};
    ds_pass pass = ds_lanes_pass(&s->map.lanes, "points");
    pass.n_stages = ds_settle_map_stages(&s->map, &history, stages);
    pass.stages = stages;
    pass.n_folds = DS_COUNT(folds);
    pass.folds = folds;
    return ds_pass_run(&pass, run, err);
}

static int64_t bucket_n(const ds_settle *s, ds_bucket bucket)
{
    int64_t n = 0;
    for (size_t h = 0; h < s->map.n_hospitals; h++)
        n += ds_cube_n(&s->by_bucket, h * DS_N_BUCKETS + bucket);
    return n;
}

/* A case whose points could not be computed has none: say why. */
ds_status ds_settle_too_many_points(const ds_settle *s, ds_error *err)
{
    const char *name = s->in.claims.source->name;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_OVERFLOW,
                           "%s: the points of a case do not fit 64 bits", name),
                   "look for absurd costs or weights: dianshu check, "
                   "dianshu stats --column total");
}

static ds_status check_points(const ds_settle *s, ds_error *err)
{
    return ds_cube_missing(&s->by_bucket, SETTLE_POINTS) == 0
               ? DS_OK
               : ds_settle_too_many_points(s, err);
}

ds_status ds_settle_no_cases(const ds_settle *s, ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "%s: no inpatient claim of %d that can be settled",
                           s->in.claims.source->name, s->in.year),
                   "see 'dianshu info' for the months in the file, and "
                   "--where");
}

static void note_assumptions(ds_settle *s)
{
    s->notes[DS_NOTE_IN_SAMPLE] = s->in.list->is_in_sample;
    s->notes[DS_NOTE_LIST] =
        !s->in.list->is_in_sample && mpq_sgn(s->in.list->mean_all) == 0;
    s->notes[DS_NOTE_NO_READMISSION] = s->map.history.n_rows == 0;
    s->notes[DS_NOTE_SHARES_ASSUMED] =
        ds_settle_has_default_shares(s->in.policy);
    s->notes[DS_NOTE_UNKNOWN_AREA] =
        s->in.policy->area[0] != '\0' && s->map.home < 0;
    if (s->map.bed_base == DS_MISSING)
        s->notes[DS_NOTE_BED_DAYS_AT_COST] = bucket_n(s, DS_BUCKET_BED_DAY);
    if (s->in.special)
        s->notes[DS_NOTE_SPECIAL_UNUSED] =
            (int64_t)s->in.special->n_rows - ds_cube_n(&s->used, 0);
}

/* What is settled as it is, but should be looked at. */
static void note_oddities(ds_settle *s)
{
    for (size_t g = 1; g < s->map.n_groups; g++)
        s->notes[DS_NOTE_UNLISTED] += s->map.groups[g].base == DS_MISSING;
    s->notes[DS_NOTE_NO_HOSPITAL] = s->hospital[0].sums.cases;
    for (size_t h = 0; h < s->map.n_hospitals; h++)
        s->notes[DS_NOTE_NEGATIVE] += s->hospital[h].payment < 0;
}

static ds_status begin(ds_settle *s, const ds_run *run, ds_error *err)
{
    const ds_source *source = s->in.claims.source;
    DS_TRY(source->ops->dictionary(source, "hospital", &s->hospitals, err));
    DS_TRY(source->ops->dictionary(source, "drg", &s->drgs, err));
    DS_TRY(find_mean_all(s, run, err));
    DS_TRY(ds_settle_map_init(&s->map, &s->in, &s->hospitals, &s->drgs,
                              s->mean_all, run->threads, err));
    return ds_settle_map_history(&s->map, run, err);
}

/* A settlement of one pool pays its hospitals. */
static ds_status set_payees(ds_settle *s, ds_error *err)
{
    const size_t n = s->map.n_hospitals;
    ds_case_pay *pay = &s->pay;
    *pay = (ds_case_pay){.payee = s->map.payee,
                         .bucket = s->map.bucket,
                         .personal = s->map.personal};
    const bool is_netted = s->policy.pv_mode == DS_PV_TOTAL && s->points > 0;
    DS_TRY(ds_case_pay_init(pay, n, err));
    for (size_t h = 0; h < n; h++) {
        const ds_hospital_result *r = &s->hospital[h];
        pay->payees[h] = ds_payee_of(r->sums.points, r->sums.cost,
                                     r->sums.cases, r->amount, is_netted);
    }
    return DS_OK;
}

static ds_status run_all(ds_settle *s, const ds_run *run, ds_error *err)
{
    DS_TRY(fold_points(s, run, err));
    DS_TRY(check_points(s, err));
    int64_t settled = 0;
    for (int b = 0; b < DS_N_BUCKETS; b++)
        if (ds_buckets[b].has_points) settled += bucket_n(s, (ds_bucket)b);
    if (settled == 0) return ds_settle_no_cases(s, err);
    note_assumptions(s);
    DS_TRY(ds_settle_money(s, err));
    note_oddities(s);
    return set_payees(s, err);
}

/* Bytes of one stay while readmissions are looked for (kernels/history). */
enum { STAY_BYTES = 64 };

static void plan_history(const ds_settle_map *m, const ds_run *run,
                         ds_plan *plan)
{
    const uint64_t rows = m->lanes.source->n_rows;
    const size_t stays = (size_t)rows * STAY_BYTES, most = run->memory / 2;
    const ds_pass pass = ds_lanes_pass(&m->lanes, "readmissions");
    const bool is_split = stays > most; /* then by ranges of patients */
    if (m->patient == DS_NO_LANE || m->admit == DS_NO_LANE ||
        m->discharge == DS_NO_LANE)
        return;
    ds_plan_add(plan, &pass, is_split ? (int)(stays / most) + 1 : 1,
                (is_split ? most : stays) + (size_t)rows / 8, run);
}

static void plan_passes(const ds_settle_map *m, bool has_cases,
                        const ds_run *run, ds_plan *plan)
{
    const ds_source *source = m->lanes.source;
    const size_t hospitals =
        (size_t)source->columns[m->lanes.columns[m->hospital]].high + 1;
    const size_t cube =
        ds_cube_bytes(hospitals * DS_N_BUCKETS, N_SETTLE_VALUES, run);
    const size_t by_block = ds_source_blocks(source) * hospitals * 8;
    const size_t rows = (size_t)run->threads * DS_N_CASE_COLUMNS *
                        (size_t)source->block_rows * 8;
    ds_pass pass = ds_lanes_pass(&m->lanes, "points");
    plan_history(m, run, plan);
    ds_plan_add(plan, &pass, 1, cube, run);
    if (!has_cases) return;
    pass.name = "points by block";
    ds_plan_add(plan, &pass, 1, by_block, run);
    pass.name = "cases";
    ds_plan_add(plan, &pass, 1, by_block + rows, run);
}

ds_status ds_settle_plan(const ds_settle_input *input, bool has_cases,
                         const ds_run *run, ds_plan *plan, ds_error *err)
{
    ds_settle_map m = {0};
    const ds_status st = ds_settle_map_columns(&m, input, err);
    if (st == DS_OK) plan_passes(&m, has_cases, run, plan);
    ds_settle_map_destroy(&m);
    return st;
}

ds_status ds_settle_begin(const ds_settle_input *input, const ds_run *run,
                          ds_settle **out, ds_error *err)
{
    ds_settle *s = NULL;
    DS_TRY(ds_alloc(&s, 1, sizeof *s, err));
    s->in = *input;
    s->policy = *input->policy;
    s->in.policy = &s->policy;
    mpq_init(s->mean_all);
    const ds_status st = begin(s, run, err);
    if (st == DS_OK)
        *out = s;
    else
        ds_settle_free(s);
    return st;
}

ds_status ds_settle_run(const ds_settle_input *input, const ds_run *run,
                        ds_settle **out, ds_error *err)
{
    ds_settle *s = NULL;
    DS_TRY(ds_settle_begin(input, run, &s, err));
    const ds_status st = run_all(s, run, err);
    if (st == DS_OK)
        *out = s;
    else
        ds_settle_free(s);
    return st;
}

void ds_settle_free(ds_settle *s)
{
    if (!s) return;
    ds_settle_map_destroy(&s->map);
    ds_cube_destroy(&s->by_bucket);
    ds_cube_destroy(&s->halved);
    ds_cube_destroy(&s->flows);
    ds_cube_destroy(&s->used);
    ds_dict_destroy(&s->hospitals);
    ds_dict_destroy(&s->drgs);
    mpq_clear(s->mean_all);
    free(s->hospital);
    free(s->order);
    free(s->pay.payees);
    free(s);
}
