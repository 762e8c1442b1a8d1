/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/hangzhou/hangzhou_decide.c - H15, H7, H13 with T19, Z6: from an
 * institution's payment by points to what is transferred; see
 * hangzhou_state.h. */
#include "sim/hangzhou/hangzhou_state.h"

#include <stdlib.h>

/* ---- T19: who grew too much, or is too dear ------------------------------ */

/* Cost of a stay and growth of one class, sorted. */
typedef struct peers {
    size_t n, n_growth;
    int64_t *stay, *growth;
} peers;

static int64_t cost_of_stay(const hz_hospital *h)
{
    int64_t cost = 0;
    if (h->sums.cases > 0)
        (void)!ds_mul_div(h->sums.cost, 1, h->sums.cases, &cost);
    return cost;
}

/* C / C_last - 1, 9 decimals; beyond 64 bits the most that fits. */
static int64_t growth_of(const hz_hospital *h)
{
    int64_t growth = INT64_MAX;
    (void)!ds_mul_div(h->sums.cost - h->last_cost, DS_RATE_ONE, h->last_cost,
                      &growth);
    return growth;
}

static int compare(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static void find_peers(const ds_hangzhou *s, int level, peers *p)
{
    p->n = p->n_growth = 0;
    for (size_t i = 0; i < s->institutions.n; i++) {
        const hz_hospital *h = &s->hospitals[i];
        if (s->institutions.at[i].level != level || h->sums.cases == 0)
            continue;
        p->stay[p->n++] = cost_of_stay(h);
        if (h->last_cost > 0) p->growth[p->n_growth++] = growth_of(h);
    }
    qsort(p->stay, p->n, sizeof *p->stay, compare);
    qsort(p->growth, p->n_growth, sizeof *p->growth, compare);
}

static ds_status flag(const ds_hangzhou *s, size_t i, const peers *p,
                      ds_error *err)
{
    hz_hospital *h = &s->hospitals[i];
    const hz_area *a = &s->areas[s->places.area_of[i]];
    int64_t excess = 0;
    if (h->last_cost <= 0 || h->sums.cases == 0) return DS_OK;
    if (!ds_h13_excess(h->sums.cost, h->last_cost, a->growth + s->policy.tol,
                       &excess))
        return hz_too_large("T19", err);
    h->is_flagged =
        excess > 0 || (ds_is_above_quantile(cost_of_stay(h), p->n, p->stay,
                                            s->policy.level) &&
                       ds_is_above_quantile(growth_of(h), p->n_growth,
                                            p->growth, DS_RATE_ONE / 2));
    return DS_OK;
}

static ds_status flag_all(ds_hangzhou *s, ds_error *err)
{
    ds_status st = DS_OK;
    peers p = {0};
    const size_t n = s->institutions.n;
    DS_GO(ds_alloc(&p.stay, n, sizeof *p.stay, err));
    DS_GO(ds_alloc(&p.growth, n, sizeof *p.growth, err));
    for (int level = -1; level <= 3; level++) {
        find_peers(s, level, &p);
        for (size_t i = 0; i < n; i++)
            if (s->institutions.at[i].level == level)
                DS_GO(flag(s, i, &p, err));
    }
done:
    free(p.stay);
    free(p.growth);
    return st;
}

/* ---- one institution ----------------------------------------------------- */

static ds_status check_violation(const ds_hangzhou *s, size_t i, ds_error *err)
{
    const hz_hospital *h = &s->hospitals[i];
    if (h->violation <= h->sums.fund) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "H13: the violation of %.60s is more than the fund "
                           "paid for its cases",
                           ds_dict_text(&s->institutions.ids, (uint32_t)i)),
                   "give the fund's part of the violating cost in --table "
                   "institution");
}

/* H15: a change takes no more than the payment by points. */
static ds_status check_change(const ds_hangzhou *s, size_t i, ds_error *err)
{
    const hz_hospital *h = &s->hospitals[i];
    if (h->change >= 0 || h->target >= 0) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "H15: the change of %.60s takes more than its "
                           "payment by points",
                           ds_dict_text(&s->institutions.ids, (uint32_t)i)),
                   "look at change in --table institution: yuan, negative "
                   "where it is taken off");
}

static ds_status prepay(const ds_hangzhou *s, size_t i, hz_hospital *h,
                        ds_error *err)
{
    if (i >= s->institutions.n_claims) return DS_OK;
    for (size_t m = 0; m < HZ_MONTHS; m++) {
        int64_t fund = 0, part = 0;
        DS_TRY(ds_cube_sum_i64(&s->cubes.months, i * HZ_MONTHS + m, 0, &fund,
                               err));
        if (!ds_mul_div(fund, s->policy.prepay, DS_RATE_ONE, &part) ||
            !ds_add_i64(&h->prepaid, part))
            return hz_too_large("Z6", err);
    }
    return DS_OK;
}

static ds_status defer(const ds_hangzhou *s, size_t i, hz_hospital *h,
                       int64_t due, ds_error *err)
{
    const int64_t growth = s->areas[s->places.area_of[i]].growth;
    if (!h->is_flagged || !s->institutions.at[i].controls_poorly) return DS_OK;
    if (!ds_h13_excess(h->sums.cost, h->last_cost, growth, &h->excess) ||
        !ds_h13_defer(h->excess, h->sums.cost, due, &h->defer))
        return hz_too_large("T19", err);
    h->released = h->release < h->defer ? h->release : h->defer;
    return DS_OK;
}

static ds_status decide_one(ds_hangzhou *s, size_t i, ds_error *err)
{
    hz_hospital *h = &s->hospitals[i];
    const bool is_sanctioned = s->institutions.at[i].is_sanctioned;
    DS_TRY(check_violation(s, i, err));
    if (!ds_fit_i64((ds_i128)h->payment + h->change, &h->target))
        return hz_too_large("H15", err);
    DS_TRY(check_change(s, i, err));
    h->decision = ds_h7_decision(h->target, h->sums.fund, is_sanctioned);
    h->withheld = h->target - h->decision;
    h->recovery = h->violation;
    const int64_t due = h->decision - h->recovery;
    DS_TRY(defer(s, i, h, due, err));
    DS_TRY(prepay(s, i, h, err));
    h->final = due - h->defer + h->released - h->prepaid;
    return DS_OK;
}

ds_status hz_decide(ds_hangzhou *s, ds_error *err)
{
    if (!s->policy.has_drg) return DS_OK;
    DS_TRY(flag_all(s, err));
    for (size_t i = 0; i < s->institutions.n; i++)
        DS_TRY(decide_one(s, i, err));
    return DS_OK;
}
