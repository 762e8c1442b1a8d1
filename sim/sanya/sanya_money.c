/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/sanya/sanya_money.c - Y2 to Y8: the case settlement inside the
 * budget, what is shared, what each member gets, the final transfer; see
 * sanya_state.h. */
#include "sim/sanya/sanya_state.h"

#include "kernels/apportion.h"

#include <stdlib.h>

static ds_status too_large(const char *rule, ds_error *err)
{
    return ds_fail(err, DS_ERR_OVERFLOW, "%s: amounts do not fit 64 bits",
                   rule);
}

/* ---- points -------------------------------------------------------------- */

static ds_status add_cases(const ds_sanya *s, size_t hospital, int kind,
                           ds_settle_sums *sums, ds_error *err)
{
    if (hospital >= s->institutions.n_claims) return DS_OK;
    for (size_t b = SANYA_CASES; b < s->map.n_buckets; b++) {
        const size_t cell =
            (hospital * 3 + (size_t)kind + 1) * s->map.n_buckets + b;
        ds_settle_sums one = {.cases = ds_cube_n(&s->sums, cell)};
        DS_TRY(
            ds_cube_sum_i64(&s->sums, cell, SETTLE_POINTS, &one.points, err));
        DS_TRY(ds_cube_sum_i64(&s->sums, cell, SETTLE_COST, &one.cost, err));
        DS_TRY(ds_cube_sum_i64(&s->sums, cell, SETTLE_FUND, &one.fund, err));
        DS_TRY(ds_cube_sum_i64(&s->sums, cell, SETTLE_PERSONAL, &one.personal,
                               err));
        DS_TRY(ds_settle_sums_add(sums, &one, err));
    }
    return DS_OK;
}

static ds_status points_of(ds_sanya *s, sanya_group *g, int kind, ds_error *err)
{
    sanya_kind *k = &g->kinds[kind];
    for (size_t i = g->first; i < g->first + g->n; i++) {
        sanya_part *p = &s->members[i].parts[kind];
        const size_t h = s->members[i].hospital;
        if (kind == SANYA_ALL) {
            DS_TRY(add_cases(s, h, SANYA_EMPLOYEE, &p->sums, err));
            DS_TRY(add_cases(s, h, SANYA_RESIDENT, &p->sums, err));
        } else {
            DS_TRY(add_cases(s, h, kind, &p->sums, err));
        }
        if (!ds_add_i64(&k->points, p->sums.points) ||
            !ds_add_i64(&k->rest, p->sums.personal))
            return too_large("Y6", err);
    }
    return DS_OK;
}

/* ---- 7.8: a pot over the members' points --------------------------------- */

/* Weights and shares of a group's members: n of each. */
typedef struct spread {
    int64_t *weights, *shares;
} spread;

/* Whether a member's part holds what others pay for its cases: without points
 * nothing is divided and nothing is taken off. */
static bool is_netted(const ds_sanya *s, const sanya_kind *k)
{
    return s->policy.pv_mode == DS_PV_TOTAL && k->points > 0;
}

static ds_status spread_pot(const ds_sanya *s, sanya_group *g, int kind,
                            int64_t pot, spread *x, ds_error *err)
{
    sanya_kind *k = &g->kinds[kind];
    const bool is_total = s->policy.pv_mode == DS_PV_TOTAL;
    k->distributed = 0;
    for (size_t i = 0; i < g->n; i++) x->shares[i] = 0;
    if (k->points == 0) return DS_OK;
    if (!ds_fit_i64((ds_i128)pot + (is_total ? k->rest : 0), &k->distributed))
        return too_large("7.8", err);
    for (size_t i = 0; i < g->n; i++)
        x->weights[i] = s->members[g->first + i].parts[kind].sums.points;
    return ds_apportion(k->distributed, g->n, x->weights, NULL, x->shares, err);
}

/* fund_j at the budget, and how far the member is beyond it. */
static ds_status at_budget(ds_sanya *s, sanya_group *g, int kind, spread *x,
                           ds_error *err)
{
    sanya_kind *k = &g->kinds[kind];
    const bool is_total = is_netted(s, k);
    DS_TRY(spread_pot(s, g, kind, k->y5.dip_budget, x, err));
    k->at_budget = k->distributed;
    for (size_t i = 0; i < g->n; i++) {
        sanya_part *p = &s->members[g->first + i].parts[kind];
        p->at_budget = x->shares[i] - (is_total ? p->sums.personal : 0);
        const ds_i128 over = (ds_i128)p->sums.fund - p->at_budget;
        if (!ds_fit_i64(over > 0 ? over : 0, &p->weight))
            return too_large("Y8", err);
    }
    return DS_OK;
}

/* ---- Y8 ------------------------------------------------------------------ */

/* The sanctioned members' part of O: O x their weights / all weights, rounded
 * once. */
static bool sanctioned_part(const ds_sanya *s, const sanya_group *g, int kind,
                            int64_t overspend, int64_t *out)
{
    ds_i128 all = 0, own = 0;
    mpq_t part, weights;
    for (size_t i = g->first; i < g->first + g->n; i++) {
        const sanya_member *m = &s->members[i];
        all += m->parts[kind].weight;
        if (s->institutions.at[m->hospital].is_sanctioned)
            own += m->parts[kind].weight;
    }
    *out = 0;
    if (own == 0) return true;
    mpq_inits(part, weights, NULL);
    ds_ratio_set(part, overspend, 1);
    ds_ratio_set(weights, own, all);
    mpq_mul(part, part, weights);
    const bool fits = ds_ratio_round(part, 0, out);
    mpq_clears(part, weights, NULL);
    return fits;
}

static ds_status overspend_of(const ds_sanya *s, const sanya_group *g, int kind,
                              ds_y8 *y, ds_error *err)
{
    y->cap = DS_MISSING;
    if (s->policy.over_cap != DS_KEY_NONE &&
        !ds_rate_of(y->dip_budget, s->policy.over_cap, &y->cap))
        return too_large("Y8", err);
    if (!ds_y8_overspend(y)) return too_large("Y8", err);
    if (s->policy.sanction_group)
        y->sanctioned = g->has_sanction ? y->overspend : 0;
    else if (!sanctioned_part(s, g, kind, y->overspend, &y->sanctioned))
        return too_large("Y8", err);
    return DS_OK;
}

static ds_status decide(const ds_sanya *s, const sanya_group *g, int kind,
                        int grade, ds_y8 *y, ds_error *err)
{
    const sanya_kind *k = &g->kinds[kind];
    *y = (ds_y8){.dip_budget = k->y5.dip_budget,
                 .excess = k->y5.excess,
                 .bookkept = k->y8.bookkept};
    DS_TRY(overspend_of(s, g, kind, y, err));
    return ds_y8_decide(y, s->policy.share.value[grade],
                        s->policy.keep.value[grade])
               ? DS_OK
               : too_large("Y8", err);
}

/* The fund's share of the overspend, over the members that are beyond their
 * part of the budget and not sanctioned; else over the points. */
static ds_status share_out(ds_sanya *s, sanya_group *g, int kind, spread *x,
                           ds_error *err)
{
    sanya_kind *k = &g->kinds[kind];
    bool has_weight = false;
    for (size_t i = 0; i < g->n; i++) {
        const sanya_member *m = &s->members[g->first + i];
        const bool is_out = !s->policy.sanction_group &&
                            s->institutions.at[m->hospital].is_sanctioned;
        x->weights[i] = is_out ? 0 : m->parts[kind].weight;
        x->shares[i] = 0;
        has_weight |= x->weights[i] > 0;
    }
    for (size_t i = 0; !has_weight && i < g->n; i++)
        x->weights[i] = s->members[g->first + i].parts[kind].sums.points;
    if (!has_weight && k->points == 0) {
        k->unallocated += k->y8.fund_share;
        return DS_OK;
    }
    return ds_apportion(k->y8.fund_share, g->n, x->weights, NULL, x->shares,
                        err);
}

static ds_status pay_members(ds_sanya *s, sanya_group *g, int kind, spread *x,
                             ds_error *err)
{
    sanya_kind *k = &g->kinds[kind];
    const bool is_total = is_netted(s, k);
    k->pot = k->y8.decision - k->y8.fund_share;
    DS_TRY(spread_pot(s, g, kind, k->pot, x, err));
    if (k->points == 0) k->unallocated = k->pot;
    for (size_t i = 0; i < g->n; i++) {
        sanya_part *p = &s->members[g->first + i].parts[kind];
        p->part = x->shares[i] - (is_total ? p->sums.personal : 0);
    }
    DS_TRY(share_out(s, g, kind, x, err));
    for (size_t i = 0; i < g->n; i++) {
        sanya_part *p = &s->members[g->first + i].parts[kind];
        p->share = x->shares[i];
        p->payment = p->part + p->share;
        p->amount = p->payment + (is_total ? p->sums.personal : 0);
    }
    return DS_OK;
}

static ds_status settle_kind(ds_sanya *s, sanya_group *g, int kind, spread *x,
                             ds_error *err)
{
    sanya_kind *k = &g->kinds[kind];
    if (!ds_y5_remainder(&k->y5)) return too_large("Y5", err);
    DS_TRY(points_of(s, g, kind, err));
    DS_TRY(at_budget(s, g, kind, x, err));
    DS_TRY(decide(s, g, kind, g->grade, &k->y8, err));
    return pay_members(s, g, kind, x, err);
}

/* ---- Y2, Y3, Y4, Y7 ------------------------------------------------------ */

static ds_status prepay(ds_sanya *s, sanya_group *g, ds_error *err)
{
    for (size_t m = 0; m < SANYA_MONTHS; m++) {
        ds_i128 sum = 0;
        for (size_t i = g->first; i < g->first + g->n; i++) {
            const size_t h = s->members[i].hospital;
            if (h < s->institutions.n_claims)
                sum += ds_cube_sum(&s->months, h * SANYA_MONTHS + m, 0);
        }
        if (!g->months[m].is_declared &&
            !ds_fit_i64(sum, &g->months[m].bookkept))
            return too_large("Y2", err);
    }
    g->months[SANYA_MONTHS].bookkept = s->policy.other_in_base ? g->other : 0;
    for (size_t m = 0; m <= SANYA_MONTHS; m++)
        if (!ds_rate_of(g->months[m].bookkept, s->policy.prepay,
                        &g->months[m].prepaid) ||
            !ds_add_i64(&g->y7.prepaid, g->months[m].prepaid))
            return too_large("Y2", err);
    return DS_OK;
}

/* Payable and bookkept amounts with the decisions of the kinds. */
static ds_status sum_up(const ds_sanya *s, const sanya_group *g,
                        const ds_y8 decided[SANYA_KINDS], ds_y7 *y,
                        ds_error *err)
{
    int first, end;
    ds_i128 payable = 0, bookkept = 0;
    sanya_kinds(s, &first, &end);
    for (int k = first; k < end; k++) {
        payable += (ds_i128)g->kinds[k].y5.counted + decided[k].decision;
        bookkept += (ds_i128)g->kinds[k].y5.outpatient + decided[k].bookkept;
    }
    if (s->policy.other_in_base) {
        payable += g->other;
        bookkept += g->other;
    }
    y->audit = g->audit;
    return ds_fit_i64(payable, &y->payable) &&
                   ds_fit_i64(bookkept, &y->bookkept)
               ? DS_OK
               : too_large("Y3", err);
}

ds_status sanya_at_grade(const ds_sanya *s, const sanya_group *g, int grade,
                         ds_y8 decided[SANYA_KINDS], ds_y7 *final,
                         ds_error *err)
{
    int first, end;
    sanya_kinds(s, &first, &end);
    for (int k = first; k < end; k++)
        DS_TRY(decide(s, g, k, grade, &decided[k], err));
    *final = (ds_y7){.prepaid = g->y7.prepaid};
    DS_TRY(sum_up(s, g, decided, final, err));
    return ds_y7_final(final, s->policy.deposit, s->policy.ded.value[grade])
               ? DS_OK
               : too_large("Y7", err);
}

static ds_status settle_group(ds_sanya *s, sanya_group *g, ds_error *err)
{
    ds_status st = DS_OK;
    ds_y8 decided[SANYA_KINDS];
    spread x = {0};
    int first, end;
    sanya_kinds(s, &first, &end);
    DS_GO(ds_alloc(&x.weights, g->n, sizeof *x.weights, err));
    DS_GO(ds_alloc(&x.shares, g->n, sizeof *x.shares, err));
    for (int k = first; k < end; k++) {
        DS_GO(settle_kind(s, g, k, &x, err));
        if (!ds_add_i64(&g->other, g->kinds[k].other) ||
            !ds_add_i64(&g->counted, g->kinds[k].y5.counted)) {
            st = too_large("Y3", err);
            goto done;
        }
    }
    DS_GO(prepay(s, g, err));
    DS_GO(sanya_at_grade(s, g, g->grade, decided, &g->y7, err));
done:
    free(x.weights);
    free(x.shares);
    return st;
}

static void set_payees_of(const ds_sanya *s, const sanya_group *g, int kind,
                          size_t per, ds_case_pay *pay)
{
    for (size_t i = g->first; i < g->first + g->n; i++) {
        const sanya_part *p = &s->members[i].parts[kind];
        const size_t at = per * i + (per == 2 ? (size_t)kind : 0);
        pay->payees[at] =
            ds_payee_of(p->sums.points, p->sums.cost, p->sums.cases, p->amount,
                        is_netted(s, &g->kinds[kind]));
    }
}

/* What --cases spreads over the cases of each member and kind. */
static ds_status set_payees(ds_sanya *s, ds_error *err)
{
    ds_case_pay *pay = s->map.cases.pay;
    int first, end;
    sanya_kinds(s, &first, &end);
    const size_t per = s->policy.by_kind ? 2 : 1;
    *pay = (ds_case_pay){.payee = s->map.payee,
                         .bucket = s->map.bucket,
                         .personal = s->map.rest,
                         .stages = &s->stage,
                         .n_stages = 1};
    DS_TRY(ds_case_pay_init(pay, per * s->n_members, err));
    for (size_t g = 0; g < s->n_groups; g++)
        for (int k = first; k < end; k++)
            set_payees_of(s, &s->groups[g], k, per, pay);
    return DS_OK;
}

ds_status sanya_money(ds_sanya *s, ds_error *err)
{
    for (size_t g = 0; g < s->n_groups; g++)
        DS_TRY(settle_group(s, &s->groups[g], err));
    return set_payees(s, err);
}
