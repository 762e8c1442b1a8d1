/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/dip_settle.c - reads the claims of a year settled by DIP, folds their
 * points and pays the hospitals (7.8); see dip_settle.h. */
#include "sim/dip/dip_state.h"

#include "kernels/apportion.h"
#include "sim/drg/point_value.h"

#include <stdlib.h>

ds_status ds_dip_cell(const ds_dip *d, size_t hospital, ds_dip_bucket bucket,
                      ds_settle_sums *out, ds_error *err)
{
    const size_t cell = hospital * DS_N_DIP_BUCKETS + bucket;
    const ds_cube *c = &d->by_bucket;
    out->cases = ds_cube_n(c, cell);
    DS_TRY(ds_cube_sum_i64(c, cell, DS_DIP_POINTS, &out->points, err));
    DS_TRY(ds_cube_sum_i64(c, cell, DS_DIP_COST, &out->cost, err));
    DS_TRY(ds_cube_sum_i64(c, cell, DS_DIP_FUND, &out->fund, err));
    return ds_cube_sum_i64(c, cell, DS_DIP_PERSONAL, &out->personal, err);
}

/* ---- points -------------------------------------------------------------- */

static ds_status init_cubes(ds_dip *d, const ds_run *run, ds_error *err)
{
    const ds_dip_map *m = &d->map;
    const size_t sums[DS_N_DIP_SUMS] = {m->points, m->cost, m->fund,
                                        m->personal};
    ds_cube *const cubes[] = {&d->by_bucket, &d->by_assign, &d->used};
    for (size_t i = 0; i < DS_COUNT(cubes); i++) {
        ds_cube_destroy(cubes[i]);
        *cubes[i] = (ds_cube){0};
    }
    DS_TRY(ds_cube_init(&d->by_bucket, m->n_hospitals * DS_N_DIP_BUCKETS,
                        m->cell, sums, DS_N_DIP_SUMS, run, err));
    DS_TRY(ds_cube_init(&d->by_assign, DS_N_ASSIGNMENTS, m->assign_cell, sums,
                        2, run, err));
    return ds_cube_init(&d->used, 1, m->used, NULL, 0, run, err);
}

ds_status ds_dip_too_many_points(const ds_dip *d, ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_OVERFLOW,
                           "%s: the points of a case do not fit 64 bits",
                           d->in.claims.source->name),
                   "look for absurd costs or weights: dianshu check, "
                   "dianshu stats --column total");
}

static ds_status fold_points(ds_dip *d, const ds_run *run, ds_error *err)
{
    ds_stage stages[3];
    DS_TRY(init_cubes(d, run, err));
    const ds_fold folds[] = {ds_cube_fold(&d->by_bucket),
                             ds_cube_fold(&d->by_assign),
                             ds_cube_fold(&d->used)};
    ds_pass pass = ds_lanes_pass(&d->map.lanes, "points");
    pass.n_stages = ds_dip_map_stages(&d->map, stages);
    pass.stages = stages;
    pass.n_folds = DS_COUNT(folds);
    pass.folds = folds;
    DS_TRY(ds_pass_run(&pass, run, err));
    return ds_cube_missing(&d->by_bucket, DS_DIP_POINTS) == 0
               ? DS_OK
               : ds_dip_too_many_points(d, err);
}

static ds_status no_inpatients(const ds_dip *d, ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "%s: no inpatient claim of %d that can be settled",
                           d->in.claims.source->name, d->in.year),
                   "see 'dianshu info' for the months in the file, and "
                   "--where");
}

static ds_status add_hospitals(ds_dip *d, ds_error *err)
{
    d->region = (ds_settle_sums){0};
    for (size_t h = 0; h < d->map.n_hospitals; h++) {
        ds_dip_hospital *r = &d->hospital[h];
        *r = (ds_dip_hospital){0};
        for (int b = 0; b < DS_N_DIP_BUCKETS; b++) {
            ds_settle_sums cell = {0};
            if (!ds_dip_buckets[b].has_points) continue;
            DS_TRY(ds_dip_cell(d, h, (ds_dip_bucket)b, &cell, err));
            DS_TRY(ds_settle_sums_add(&r->sums, &cell, err));
        }
        DS_TRY(ds_settle_sums_add(&d->region, &r->sums, err));
        r->is_listed = r->sums.cases > 0;
    }
    return d->region.cases > 0 ? DS_OK : no_inpatients(d, err);
}

/* A36 with a published catalogue: the mean of the year's own cases. The first
 * pass has given the cases of no group no points. */
static ds_status find_base_cost(ds_dip *d, const ds_run *run, ds_error *err)
{
    if (mpq_sgn(d->map.base_cost) > 0) return DS_OK;
    DS_TRY(fold_points(d, run, err));
    DS_TRY(add_hospitals(d, err));
    d->notes[DS_DIP_NOTE_BASE_COST] = 1;
    ds_ratio_set(d->map.base_cost, d->region.cost, d->region.cases);
    return DS_OK;
}

/* ---- money (7.8) --------------------------------------------------------- */

static bool is_total(const ds_dip *d)
{
    return d->policy.pv_mode == DS_PV_TOTAL;
}

static ds_status set_budget(ds_dip *d, ds_error *err)
{
    const ds_dip_policy *p = &d->policy;
    d->budget = p->budget_fen;
    bool fits = true;
    if (p->budget_fen == DS_KEY_NONE)
        fits = ds_mul_div(d->region.fund, p->budget_ratio, DS_RATE_ONE,
                          &d->budget);
    fits = fits && ds_mul_div(d->budget, p->reserve, DS_RATE_ONE, &d->reserve);
    d->fund = d->budget - d->reserve;
    d->distributed = d->fund;
    if (is_total(d))
        fits = fits && ds_add_i64(&d->distributed, d->region.personal);
    if (fits) return DS_OK;
    return ds_hint(
        err,
        ds_fail(err, DS_ERR_OVERFLOW,
                "budget.ratio: the budget does not fit 64 bits of fen"),
        "give a smaller ratio, or budget.amount in yuan");
}

/* Bands compare what a hospital is paid for with what it cost. */
static ds_status set_payment(ds_dip *d, ds_dip_hospital *r, ds_error *err)
{
    const bool total = is_total(d);
    int64_t amount;
    if (!ds_dip_band(&d->policy, r->standard,
                     total ? r->sums.cost : r->sums.fund, &amount))
        return ds_fail(err, DS_ERR_OVERFLOW,
                       "dip.bands: an amount does not fit 64 bits of fen");
    r->band = amount - r->standard;
    r->payment = amount;
    if (total && d->region.points > 0) r->payment -= r->sums.personal;
    d->band += r->band;
    return DS_OK;
}

/* Largest remainder, ties by the smaller id (policy.md section 1). */
static ds_status pay_hospitals(ds_dip *d, ds_error *err)
{
    ds_status st = DS_OK;
    const size_t n = d->map.n_hospitals;
    int64_t *points = NULL, *amounts = NULL;
    uint32_t *rank = NULL;
    DS_GO(ds_alloc(&points, n, sizeof *points, err));
    DS_GO(ds_alloc(&amounts, n, sizeof *amounts, err));
    DS_GO(ds_alloc(&rank, n, sizeof *rank, err));
    for (size_t i = 0; i < n; i++) {
        rank[d->order[i]] = (uint32_t)i;
        points[i] = d->hospital[i].sums.points;
    }
    if (d->region.points > 0)
        DS_GO(ds_apportion(d->distributed, n, points, rank, amounts, err));
    else
        d->unallocated = d->fund;
    for (size_t h = 0; h < n; h++) {
        d->hospital[h].standard = amounts[h];
        DS_GO(set_payment(d, &d->hospital[h], err));
    }
done:
    free(points);
    free(amounts);
    free(rank);
    return st;
}

/* ---- notes --------------------------------------------------------------- */

static int64_t bucket_n(const ds_dip *d, ds_dip_bucket bucket)
{
    int64_t n = 0;
    for (size_t h = 0; h < d->map.n_hospitals; h++)
        n += ds_cube_n(&d->by_bucket, h * DS_N_DIP_BUCKETS + bucket);
    return n;
}

static void note_special(ds_dip *d)
{
    d->notes[DS_DIP_NOTE_EXTREME] = bucket_n(d, DS_DIP_CASE_EXTREME);
    d->special = d->notes[DS_DIP_NOTE_EXTREME];
    for (int b = DS_DIP_SPECIAL_LISTED; b < DS_N_DIP_BUCKETS; b++)
        d->special += bucket_n(d, (ds_dip_bucket)b);
    if ((ds_i128)d->special * DS_RATE_ONE >
        (ds_i128)d->region.cases * d->policy.special)
        d->notes[DS_DIP_NOTE_SPECIAL_MANY] = d->special;
    if (d->in.special)
        d->notes[DS_DIP_NOTE_SPECIAL_UNUSED] =
            (int64_t)d->in.special->n_rows - ds_cube_n(&d->used, 0);
}

static void note_hospitals(ds_dip *d)
{
    for (size_t h = 0; h < d->map.n_hospitals; h++) {
        const ds_dip_hospital *r = &d->hospital[h];
        if (!r->is_listed) continue;
        d->notes[DS_DIP_NOTE_NO_LEVEL] += d->map.level[h] == DS_LEVEL_UNKNOWN;
        d->notes[DS_DIP_NOTE_NO_COEFFICIENT] += d->map.is_coef_missing[h];
        d->notes[DS_DIP_NOTE_NEGATIVE] += r->payment < 0;
    }
    d->notes[DS_DIP_NOTE_NO_HOSPITAL] = d->hospital[0].sums.cases;
}

/* How many groups there are where all of them have the same points, else 0. */
static int64_t equal_groups(const ds_disease_list *l)
{
    for (size_t g = 2; g < l->n; g++)
        if (l->group[g].points != l->group[1].points) return 0;
    return l->n > 2 ? (int64_t)l->n - 1 : 0;
}

static void note_assumptions(ds_dip *d)
{
    const ds_disease_list *l = d->in.list;
    d->notes[DS_DIP_NOTE_IN_SAMPLE] = l->is_in_sample;
    for (size_t g = 1; g < l->n; g++)
        d->notes[DS_DIP_NOTE_PUBLISHED] += mpq_sgn(l->group[g].mean) == 0;
    d->notes[DS_DIP_NOTE_EQUAL] = equal_groups(l);
    d->notes[DS_DIP_NOTE_NO_OPERATIONS] = d->map.operations == DS_NO_LANE;
    d->notes[DS_DIP_NOTE_UNKNOWN_AREA] =
        d->policy.area[0] != '\0' && d->map.home < 0;
}

/* ---- all of it ----------------------------------------------------------- */

static ds_status begin(ds_dip *d, const ds_run *run, ds_error *err)
{
    const ds_source *source = d->in.claims.source;
    DS_TRY(source->ops->dictionary(source, "hospital", &d->hospitals, err));
    DS_TRY(ds_dip_map_init(&d->map, &d->in, &d->hospitals, run, err));
    const size_t n = d->map.n_hospitals;
    DS_TRY(ds_alloc(&d->hospital, n, sizeof *d->hospital, err));
    DS_TRY(ds_alloc(&d->order, n, sizeof *d->order, err));
    ds_dict_order(&d->hospitals, d->order);
    DS_TRY(find_base_cost(d, run, err));
    note_assumptions(d);
    return DS_OK;
}

/* A settlement of one pool pays its hospitals. */
static ds_status set_payees(ds_dip *d, ds_error *err)
{
    ds_case_pay *pay = &d->pay;
    *pay = (ds_case_pay){.payee = d->map.payee,
                         .bucket = d->map.bucket,
                         .personal = d->map.personal};
    const bool is_netted = is_total(d) && d->region.points > 0;
    DS_TRY(ds_case_pay_init(pay, d->map.n_hospitals, err));
    for (size_t h = 0; h < d->map.n_hospitals; h++) {
        const ds_dip_hospital *r = &d->hospital[h];
        pay->payees[h] =
            ds_payee_of(r->sums.points, r->sums.cost, r->sums.cases,
                        r->standard + r->band, is_netted);
    }
    return DS_OK;
}

static ds_status run_all(ds_dip *d, const ds_run *run, ds_error *err)
{
    DS_TRY(fold_points(d, run, err));
    DS_TRY(add_hospitals(d, err));
    DS_TRY(set_budget(d, err));
    DS_TRY(pay_hospitals(d, err));
    d->notes[DS_DIP_NOTE_BANDS] = d->policy.bands;
    note_special(d);
    note_hospitals(d);
    return set_payees(d, err);
}

ds_status ds_dip_begin(const ds_dip_input *input, const ds_run *run,
                       ds_dip **out, ds_error *err)
{
    ds_dip *d = NULL;
    DS_TRY(ds_alloc(&d, 1, sizeof *d, err));
    d->in = *input;
    d->policy = *input->policy;
    d->in.policy = &d->policy;
    const ds_status st = begin(d, run, err);
    if (st == DS_OK)
        *out = d;
    else
        ds_dip_free(d);
    return st;
}

ds_status ds_dip_run(const ds_dip_input *input, const ds_run *run, ds_dip **out,
                     ds_error *err)
{
    ds_dip *d = NULL;
    DS_TRY(ds_dip_begin(input, run, &d, err));
    const ds_status st = run_all(d, run, err);
    if (st == DS_OK)
        *out = d;
    else
        ds_dip_free(d);
    return st;
}

ds_status ds_dip_plan(const ds_dip_input *input, bool has_cases,
                      const ds_run *run, ds_plan *plan, ds_error *err)
{
    ds_dip_map *m = NULL;
    DS_TRY(ds_alloc(&m, 1, sizeof *m, err));
    const ds_status st = ds_dip_map_columns(m, input, err);
    if (st == DS_OK) {
        const ds_source *s = input->claims.source;
        const size_t hospitals =
            (size_t)s->columns[m->lanes.columns[m->hospital]].high + 1;
        const size_t cube =
            ds_cube_bytes(hospitals * DS_N_DIP_BUCKETS, DS_N_DIP_SUMS, run);
        ds_pass pass = ds_lanes_pass(&m->lanes, "keys");
        ds_plan_add(plan, &pass, 1, 0, run);
        pass.name = "points";
        ds_plan_add(plan, &pass, 1, cube, run);
        pass.name = "cases";
        if (has_cases)
            ds_plan_add(plan, &pass, 2, ds_source_blocks(s) * hospitals * 8,
                        run);
    }
    free(m);
    return st;
}

void ds_dip_free(ds_dip *d)
{
    if (!d) return;
    ds_dict_destroy(&d->hospitals);
    ds_dip_map_destroy(&d->map);
    ds_cube_destroy(&d->by_bucket);
    ds_cube_destroy(&d->by_assign);
    ds_cube_destroy(&d->used);
    free(d->hospital);
    free(d->order);
    free(d->pay.payees);
    free(d);
}
