/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/hangzhou/hangzhou_money.c - H1, H2, H16: an area's budget; H3, Z4: its
 * pool and what points share of it; see hangzhou_state.h. */
#include "sim/hangzhou/hangzhou_state.h"

#include "kernels/apportion.h"

#include <stdlib.h>

ds_status hz_too_large(const char *rule, ds_error *err)
{
    return ds_fail(err, DS_ERR_OVERFLOW, "%s: amounts do not fit 64 bits",
                   rule);
}

/* ---- sums of the claims -------------------------------------------------- */

static ds_i128 flow(const ds_hangzhou *s, size_t kind, size_t q, size_t p)
{
    const size_t n = s->places.areas.n;
    return ds_cube_sum(&s->cubes.flows, (kind * n + q) * n + p, 0);
}

/* Where the fund's payments of an area's insured went, and of others here. */
static ds_status flows_of(const ds_hangzhou *s, size_t a, hz_area *x,
                          ds_error *err)
{
    ds_i128 here = flow(s, HZ_WITH_POINTS, a, a), outside = 0, others = 0;
    ds_i128 ended = 0;
    for (size_t b = 0; b < s->places.areas.n; b++) {
        outside += flow(s, HZ_OUTSIDE, b, a);
        ended += flow(s, HZ_OF_ENDED, b, a);
        if (b == a) continue;
        outside += flow(s, HZ_WITH_POINTS, b, a);
        others += flow(s, HZ_WITH_POINTS, a, b);
    }
    if (!ds_fit_i64(here, &x->z4_in.local_here) ||
        !ds_fit_i64(outside, &x->z4_in.local_outside) ||
        !ds_fit_i64(others, &x->z4_in.outsiders) ||
        !ds_fit_i64(ended, &x->ended) ||
        !ds_fit_i64(here + outside, &x->z4.e_act))
        return hz_too_large("Z4", err);
    DS_TRY(ds_cube_sum_i64(&s->cubes.op_area, a, 0, &x->spend_op, err));
    DS_TRY(ds_cube_sum_i64(&s->cubes.past_area, a * 2, 0, &x->last_op, err));
    return ds_cube_sum_i64(&s->cubes.past_area, a * 2 + 1, 0, &x->last_ip, err);
}

static ds_status cases_of(ds_hangzhou *s, size_t h, ds_error *err)
{
    hz_hospital *x = &s->hospitals[h];
    for (size_t b = DS_BUCKET_NORMAL; b < HZ_N_BUCKETS; b++) {
        const ds_cube *cube = &s->cubes.buckets;
        const size_t cell = h * HZ_N_BUCKETS + b;
        ds_settle_sums one = {.cases = ds_cube_n(cube, cell)};
        DS_TRY(ds_cube_sum_i64(cube, cell, SETTLE_POINTS, &one.points, err));
        DS_TRY(ds_cube_sum_i64(cube, cell, SETTLE_COST, &one.cost, err));
        DS_TRY(ds_cube_sum_i64(cube, cell, SETTLE_FUND, &one.fund, err));
        DS_TRY(
            ds_cube_sum_i64(cube, cell, SETTLE_PERSONAL, &one.personal, err));
        if (b == HZ_ENDED)
            x->clearing = one.fund;
        else
            DS_TRY(ds_settle_sums_add(&x->sums, &one, err));
    }
    x->halved = ds_cube_n(&s->halved, h);
    return ds_cube_sum_i64(&s->cubes.past_hospital, h, 0, &x->last_cost, err);
}

/* ---- H1, H2, H16 --------------------------------------------------------- */

static ds_status no_base(const ds_hangzhou *s, size_t a, ds_error *err)
{
    return ds_hint(
        err,
        ds_fail(err, DS_ERR_DATA,
                "H2: area %.60s has neither a last budget nor claims of %d",
                ds_dict_text(&s->places.areas, (uint32_t)a),
                s->in.cases.year - 1),
        "give it: --table area=FILE.csv (area,last_budget or area,budget), or "
        "--set budget.ratio=0.95");
}

static ds_status past_budget(const ds_hangzhou *s, size_t a, hz_area *x,
                             ds_error *err)
{
    if (x->last_spending == DS_MISSING &&
        !ds_fit_i64((ds_i128)x->last_ip + x->last_op, &x->last_spending))
        return hz_too_large("H1", err);
    x->base = x->last_budget != DS_MISSING ? x->last_budget : x->last_spending;
    x->ceiling = DS_MISSING;
    if (x->last_spending > 0 &&
        !ds_h2_grow(x->last_spending, s->policy.cap, &x->ceiling))
        return hz_too_large("H1", err);
    if (x->budget_given != DS_MISSING) {
        x->raw = x->budget = x->budget_given;
        return DS_OK;
    }
    if (x->base <= 0) return no_base(s, a, err);
    if (!ds_h2_grow(x->base, x->growth, &x->raw) ||
        !ds_add_i64(&x->raw, x->adjust))
        return hz_too_large("H2", err);
    x->is_capped = x->ceiling != DS_MISSING && x->raw > x->ceiling;
    x->budget = x->is_capped ? x->ceiling : x->raw;
    if (x->budget >= 0) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "H2: the budget of area %.60s is "
                           "negative",
                           ds_dict_text(&s->places.areas, (uint32_t)a)),
                   "look at adjust in --table area");
}

/* H16: inpatient and outpatient parts. */
static bool split(hz_area *x, int64_t spend_ip)
{
    ds_i128 part = x->share_given, all = DS_RATE_ONE;
    if (x->share_given == DS_MISSING) {
        const bool has_past = x->last_ip > 0 || x->last_op > 0;
        part = has_past ? x->last_ip : spend_ip;
        all = part + (has_past ? x->last_op : x->spend_op);
    }
    if (all <= 0) { /* no spending: all of it inpatient */
        part = all = 1;
    }
    return ds_fit_i64(ds_round_div(part * DS_RATE_ONE, all), &x->ip_share) &&
           ds_fit_i64(ds_round_div(x->budget * part, all), &x->budget_ip);
}

static ds_status budget_of(const ds_hangzhou *s, size_t a, hz_area *x,
                           ds_error *err)
{
    const int64_t ratio = s->in.cases.policy->budget_ratio;
    DS_TRY(flows_of(s, a, x, err));
    int64_t spend_ip = x->z4.e_act;
    if (!ds_add_i64(&spend_ip, x->ended)) return hz_too_large("H16", err);
    x->is_used |= spend_ip != 0 || x->spend_op != 0 || x->z4_in.outsiders != 0;
    if (!x->is_used) return DS_OK;
    if (ratio != DS_KEY_NONE && x->budget_given == DS_MISSING) {
        if (!ds_mul_div(x->z4.e_act, ratio, DS_RATE_ONE, &x->budget_ip) ||
            !ds_mul_div(x->spend_op, ratio, DS_RATE_ONE, &x->budget_op) ||
            !ds_fit_i64((ds_i128)x->budget_ip + x->budget_op, &x->budget))
            return hz_too_large("budget.ratio", err);
        x->base = x->raw = x->ceiling = x->ip_share = DS_MISSING;
        return DS_OK;
    }
    DS_TRY(past_budget(s, a, x, err));
    if (!split(x, spend_ip)) return hz_too_large("H16", err);
    x->budget_op = x->budget - x->budget_ip;
    if (!s->policy.keep_ended) {
        x->budget_ip -= x->ended;
        if (x->budget_ip < 0) x->budget_ip = 0;
    }
    return DS_OK;
}

/* Total mode where an area has points; without, nothing is divided. */
static bool is_netted(const ds_hangzhou *s, const hz_area *x)
{
    return s->in.cases.policy->pv_mode == DS_PV_TOTAL && x->points > 0;
}

/* ---- H3, Z4 -------------------------------------------------------------- */

static ds_status pool_of(const ds_hangzhou *s, hz_area *x, ds_error *err)
{
    if (x->points == 0) x->personal = 0; /* of stays that nothing is paid for */
    const bool is_total = is_netted(s, x);
    ds_z4_input *in = &x->z4_in;
    in->budget = x->budget_ip;
    in->keep = x->keep;
    in->share = x->share;
    if (!ds_h3_pool(in->budget, x->z4.e_act, in->keep, in->share, &x->z4.pool))
        return hz_too_large("H3", err);
    const ds_i128 n = (ds_i128)x->z4.pool - in->local_outside + in->outsiders;
    if (!ds_fit_i64(n > 0 ? n : 0, &x->z4.fund) ||
        !ds_fit_i64(n < 0 ? -n : 0, &x->shortfall) ||
        !ds_fit_i64((ds_i128)x->z4.fund + (is_total ? x->personal : 0),
                    &x->distributed))
        return hz_too_large("Z4", err);
    return DS_OK;
}

/* Largest remainder, ties by the smaller id: in the order of ids. */
static ds_status pay_area(ds_hangzhou *s, size_t a, int64_t *weights,
                          int64_t *shares, ds_error *err)
{
    const ds_institutions *x = &s->institutions;
    const bool is_total = s->in.cases.policy->pv_mode == DS_PV_TOTAL;
    hz_area *area = &s->areas[a];
    for (size_t i = 0; i < x->n; i++) {
        const uint32_t h = x->order[i];
        const bool is_here = s->places.area_of[h] == a;
        weights[i] = is_here ? s->hospitals[h].sums.points : 0;
    }
    if (area->points == 0) {
        area->unallocated = area->distributed;
        return DS_OK;
    }
    DS_TRY(ds_apportion(area->distributed, x->n, weights, NULL, shares, err));
    for (size_t i = 0; i < x->n; i++) {
        hz_hospital *h = &s->hospitals[x->order[i]];
        if (s->places.area_of[x->order[i]] != a) continue;
        h->amount = shares[i];
        h->payment = shares[i] - (is_total ? h->sums.personal : 0);
    }
    return DS_OK;
}

static ds_status add_points(ds_hangzhou *s, ds_error *err)
{
    for (size_t h = 0; h < s->institutions.n_claims; h++) {
        DS_TRY(cases_of(s, h, err));
        hz_area *a = &s->areas[s->places.area_of[h]];
        if (!ds_add_i64(&a->points, s->hospitals[h].sums.points) ||
            !ds_add_i64(&a->personal, s->hospitals[h].sums.personal))
            return hz_too_large("Z4", err);
    }
    return DS_OK;
}

/* What --cases spreads over the cases of each institution. */
static ds_status set_payees(ds_hangzhou *s, ds_error *err)
{
    const size_t n = s->institutions.n_claims;
    ds_case_pay *pay = &s->settle->pay;
    *pay = (ds_case_pay){.payee = s->map.payee,
                         .bucket = s->map.bucket,
                         .personal = s->settle->map.personal,
                         .stages = &s->stage,
                         .n_stages = 1};
    DS_TRY(ds_case_pay_init(pay, n, err));
    for (size_t h = 0; h < n; h++) {
        const hz_hospital *at = &s->hospitals[h];
        pay->payees[h] =
            ds_payee_of(at->sums.points, at->sums.cost, at->sums.cases,
                        at->amount,
                        is_netted(s, &s->areas[s->places.area_of[h]]));
    }
    return DS_OK;
}

ds_status hz_money(ds_hangzhou *s, ds_error *err)
{
    ds_status st = DS_OK;
    int64_t *weights = NULL, *shares = NULL;
    const size_t n = s->institutions.n;
    DS_TRY(add_points(s, err));
    DS_GO(ds_alloc(&weights, n, sizeof *weights, err));
    DS_GO(ds_alloc(&shares, n, sizeof *shares, err));
    for (size_t a = 1; a < s->places.areas.n; a++) {
        DS_GO(budget_of(s, a, &s->areas[a], err));
        if (!s->areas[a].is_used || !s->policy.has_drg) continue;
        DS_GO(pool_of(s, &s->areas[a], err));
        DS_GO(pay_area(s, a, weights, shares, err));
    }
    DS_GO(set_payees(s, err));
done:
    free(weights);
    free(shares);
    return st;
}
