/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/drg/settle_money.c - pool, point value and payments: H3, Z4. */
#include "sim/drg/settle_state.h"

#include "kernels/apportion.h"

#include <stdlib.h>
#include <string.h>

ds_status ds_settle_cell(const ds_settle *s, size_t hospital, ds_bucket bucket,
                         ds_settle_sums *out, ds_error *err)
{
    const size_t cell = hospital * DS_N_BUCKETS + bucket;
    const ds_cube *cube = &s->by_bucket;
    out->cases = ds_cube_n(cube, cell);
    DS_TRY(ds_cube_sum_i64(cube, cell, SETTLE_POINTS, &out->points, err));
    DS_TRY(ds_cube_sum_i64(cube, cell, SETTLE_COST, &out->cost, err));
    DS_TRY(ds_cube_sum_i64(cube, cell, SETTLE_FUND, &out->fund, err));
    return ds_cube_sum_i64(cube, cell, SETTLE_PERSONAL, &out->personal, err);
}

ds_status ds_settle_sums_add(ds_settle_sums *a, const ds_settle_sums *b,
                             ds_error *err)
{
    if (ds_add_i64(&a->cases, b->cases) && ds_add_i64(&a->points, b->points) &&
        ds_add_i64(&a->cost, b->cost) && ds_add_i64(&a->fund, b->fund) &&
        ds_add_i64(&a->personal, b->personal))
        return DS_OK;
    return ds_fail(err, DS_ERR_OVERFLOW,
                   "the sums of a hospital do not fit 64 bits");
}

/* Every institution of the table of hospitals has a row in the result. */
static void list_hospitals(ds_settle *s)
{
    const ds_table *t = s->in.hospitals;
    const int column = t ? ds_table_find(t, "hospital") : -1;
    for (size_t r = 0; column >= 0 && r < t->n_rows; r++) {
        const char *id = ds_table_get_text(t, r, (size_t)column);
        const uint32_t h = ds_dict_find(&s->hospitals, id, strlen(id));
        if (h != UINT32_MAX) s->hospital[h].is_listed = true;
    }
}

static ds_status add_hospitals(ds_settle *s, ds_error *err)
{
    ds_settle_sums region = {0};
    for (size_t h = 0; h < s->map.n_hospitals; h++) {
        ds_hospital_result *r = &s->hospital[h];
        for (int b = 0; b < DS_N_BUCKETS; b++) {
            ds_settle_sums cell = {0};
            if (!ds_buckets[b].has_points) continue;
            DS_TRY(ds_settle_cell(s, h, (ds_bucket)b, &cell, err));
            DS_TRY(ds_settle_sums_add(&r->sums, &cell, err));
        }
        DS_TRY(ds_settle_sums_add(&region, &r->sums, err));
        r->halved = ds_cube_n(&s->halved, h);
        r->is_listed = r->sums.cases > 0;
        if (r->is_listed && s->map.is_coef_missing[h])
            s->notes[DS_NOTE_NO_COEFFICIENT]++;
    }
    s->points = region.points;
    s->personal = region.personal;
    return DS_OK;
}

/* B: an amount, or a share of the spending at item prices. */
static ds_status set_budget(ds_settle *s, ds_error *err)
{
    const ds_settle_policy *p = &s->policy;
    ds_z4_input *in = &s->z4_in;
    *in = (ds_z4_input){.personal = s->personal,
                        .keep = p->keep,
                        .share = p->share,
                        .mode = p->pv_mode,
                        .budget = p->budget_fen};
    DS_TRY(ds_cube_sum_i64(&s->flows, DS_FLOW_LOCAL_HERE, 0, &in->local_here,
                           err));
    DS_TRY(ds_cube_sum_i64(&s->flows, DS_FLOW_LOCAL_OUTSIDE, 0,
                           &in->local_outside, err));
    DS_TRY(ds_cube_sum_i64(&s->flows, DS_FLOW_OUTSIDER_HERE, 0, &in->outsiders,
                           err));
    if (p->budget_fen != DS_KEY_NONE) return DS_OK;
    const ds_i128 e_act = (ds_i128)in->local_here + in->local_outside;
    if (!ds_fit_i64(ds_round_div(e_act * p->budget_ratio, DS_RATE_ONE),
                    &in->budget))
        return ds_hint(
            err,
            ds_fail(err, DS_ERR_OVERFLOW,
                    "budget.ratio: the budget does not fit 64 bits of fen"),
            "give a smaller ratio, or budget.amount in yuan");
    return DS_OK;
}

/* Largest remainder, ties by the smaller id (policy.md section 1). */
static ds_status pay_hospitals(ds_settle *s, ds_error *err)
{
    ds_status st = DS_OK;
    const size_t n = s->map.n_hospitals;
    const bool is_total = s->policy.pv_mode == DS_PV_TOTAL;
    int64_t *points = NULL, *amounts = NULL;
    uint32_t *rank = NULL;
    DS_GO(ds_alloc(&points, n, sizeof *points, err));
    DS_GO(ds_alloc(&amounts, n, sizeof *amounts, err));
    DS_GO(ds_alloc(&rank, n, sizeof *rank, err));
    for (size_t i = 0; i < n; i++) {
        rank[s->order[i]] = (uint32_t)i;
        points[i] = s->hospital[i].sums.points;
    }
    DS_GO(ds_apportion(s->z4.distributed, n, points, rank, amounts, err));
    for (size_t h = 0; h < n; h++) {
        ds_hospital_result *r = &s->hospital[h];
        r->amount = amounts[h];
        r->payment = amounts[h] - (is_total ? r->sums.personal : 0);
    }
done:
    free(points);
    free(amounts);
    free(rank);
    return st;
}

ds_status ds_settle_money(ds_settle *s, ds_error *err)
{
    const size_t n = s->map.n_hospitals;
    DS_TRY(ds_alloc(&s->hospital, n, sizeof *s->hospital, err));
    DS_TRY(ds_alloc(&s->order, n, sizeof *s->order, err));
    ds_dict_order(&s->hospitals, s->order);
    DS_TRY(add_hospitals(s, err));
    list_hospitals(s);
    DS_TRY(set_budget(s, err));
    DS_TRY(ds_z4_value(&s->z4_in, &s->z4, err));
    if (s->points == 0) {
        s->unallocated = s->z4.fund;
        return DS_OK;
    }
    return pay_hospitals(s, err);
}
