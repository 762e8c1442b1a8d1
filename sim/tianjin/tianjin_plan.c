/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_plan.c - the budget of a settled year: total, segments,
 * months, and what changes them in the year (T1-T4b on the input). */
#include "sim/tianjin/tianjin_budget.h"
#include "sim/tianjin/tianjin_state.h"

#include <stdlib.h>

/* ---- T1, T2 -------------------------------------------------------------- */

static ds_status no_growth(ds_error *err)
{
    return ds_hint(
        err,
        ds_fail(err, DS_ERR_CONFIG,
                "T1: no budget.amount, and budget.mode lacks growth rates"),
        "give budget.amount in yuan, or growth.fund, growth.pop and "
        "growth.hcpi");
}

static ds_status set_total(ds_tj_state *s, ds_error *err)
{
    ds_tj_budget *b = &s->budget;
    const ds_tj_policy *p = s->p;
    const int64_t past = s->f->last_cost > 0 ? s->f->last_cost : DS_KEY_NONE;
    b->last = p->budget_last_fen != DS_KEY_NONE ? p->budget_last_fen : past;
    b->has_g = ds_t1_growth(p, b->g);
    b->total = p->budget_fen;
    if (b->total == DS_KEY_NONE) {
        if (!b->has_g) return no_growth(err);
        if (b->last == DS_KEY_NONE)
            return ds_hint(err,
                           ds_fail(err, DS_ERR_CONFIG,
                                   "T1: no budget of last year, and no claims "
                                   "of it"),
                           "give budget.amount or budget.last in yuan");
        return ds_t1_budget(b->last, b->g, &b->total, err);
    }
    if (!b->has_g && b->last != DS_KEY_NONE && b->last > 0) {
        ds_ratio_set(b->g, (ds_i128)b->total - b->last, b->last);
        b->has_g = true;
    }
    if (!b->has_g) return ds_tj_flag(s, DS_TJ_F_NO_GROWTH, NULL, -1, 0, err);
    return DS_OK;
}

static int64_t of_list(const ds_rates *list, int i, int64_t preset)
{
    if (list->n == 0) return preset;
    return list->value[i < list->n ? i : list->n - 1];
}

/* F_k of a total: by T2, or the given amounts scaled with the total. */
static ds_status pooled_of(const ds_tj_state *s, int64_t total, int k,
                           int64_t *f, ds_error *err)
{
    const int64_t a = of_list(&s->p->budget_a, k, DS_RATE_ONE);
    const int64_t given = s->p->pooled_fen[k];
    if (given != DS_KEY_NONE)
        return ds_t2_pooled(total, given,
                            s->budget.total > 0 ? s->budget.total : 1,
                            DS_RATE_ONE, f, err);
    if (s->f->ratio_cost <= 0)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "T2: no claims of last year to take the pooled "
                               "funds from"),
                       "give fund.pooled: the pooled funds of employees and "
                       "residents in yuan");
    return ds_t2_pooled(total, s->f->ratio_pooled[k], s->f->ratio_cost, a, f,
                        err);
}

/* ---- T3 ------------------------------------------------------------------ */

static void past_ratio(mpq_t q, ds_i128 part, ds_i128 whole)
{
    if (whole > 0) ds_ratio_set(q, part, whole);
}

static ds_i128 past_of(const ds_tj_state *s, int segment)
{
    ds_i128 sum = 0;
    for (int j = 0; j < DS_TJ_MONTHS; j++) sum += s->budget.past[segment][j];
    return sum;
}

static ds_i128 past_ip(const ds_tj_state *s)
{
    return past_of(s, DS_TJ_SEG_WM) + past_of(s, DS_TJ_SEG_TCM);
}

static ds_i128 past_class(const ds_tj_state *s, int c)
{
    ds_i128 sum = 0;
    for (int f = 0; f < DS_TJ_FEES; f++) sum += past_of(s, ds_tj_segment(c, f));
    return sum;
}

static ds_status check_list(const ds_rates *list, const char *key, bool is_one,
                            ds_error *err)
{
    int64_t sum = 0;
    for (int i = 0; i < list->n; i++) sum += list->value[i];
    if (list->n == 0 ||
        (list->n == DS_TJ_CLASSES && (!is_one || sum == DS_RATE_ONE)))
        return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CONFIG, "%s: %s", key,
                           list->n == DS_TJ_CLASSES
                               ? "the shares do not add up to 1"
                               : "not five shares"),
                   "give the shares of L3, L2, TCM, FD, PC%s",
                   is_one ? "; together they are 1" : "");
}

static ds_status fees_of(const ds_tj_state *s, int c, ds_t3 *t, ds_error *err)
{
    const ds_rates *drug = &s->p->share_drug, *herb = &s->p->share_herb;
    const ds_i128 all = past_class(s, c);
    const ds_i128 in_drug = past_of(s, ds_tj_segment(c, DS_TJ_DRUG));
    mpq_t *q = t->of_fee[c];
    if (drug->n)
        ds_ratio_set(q[DS_TJ_DRUG], drug->value[c], DS_RATE_ONE);
    else if (all > 0)
        past_ratio(q[DS_TJ_DRUG], in_drug, all);
    else if (mpq_sgn(t->of_class[c]) != 0)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "T3: class %s has a budget but no past cost to "
                               "split it by",
                               ds_tj_class_name(c)),
                       "give share.drug: the share of DRUG in L3, L2, TCM, "
                       "FD, PC");
    mpq_set_si(q[DS_TJ_SERV], 1, 1);
    mpq_sub(q[DS_TJ_SERV], q[DS_TJ_SERV], q[DS_TJ_DRUG]);
    if (!s->p->has_herb) return DS_OK;
    if (herb->n)
        ds_ratio_set(q[DS_TJ_HERB], herb->value[c], DS_RATE_ONE);
    else if (all > in_drug) {
        past_ratio(q[DS_TJ_HERB], past_of(s, ds_tj_segment(c, DS_TJ_HERB)),
                   all - in_drug);
        mpq_mul(q[DS_TJ_HERB], q[DS_TJ_HERB], q[DS_TJ_SERV]);
    }
    mpq_sub(q[DS_TJ_SERV], q[DS_TJ_SERV], q[DS_TJ_HERB]);
    if (mpq_sgn(q[DS_TJ_SERV]) >= 0) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CONFIG,
                           "share.drug and share.herb of %s pass 1",
                           ds_tj_class_name(c)),
                   "what they leave is the share of services");
}

static ds_status set_shares(const ds_tj_state *s, ds_t3 *t, ds_error *err)
{
    const ds_tj_policy *p = s->p;
    ds_i128 op = 0;
    const ds_i128 ip = past_ip(s);
    DS_TRY(check_list(&p->share_class, "share.class", true, err));
    DS_TRY(check_list(&p->share_drug, "share.drug", false, err));
    DS_TRY(check_list(&p->share_herb, "share.herb", false, err));
    for (int c = 0; c < DS_TJ_CLASSES; c++) op += past_class(s, c);
    if ((p->share_ip == DS_KEY_NONE && ip + op <= 0) ||
        (p->share_class.n == 0 && op <= 0))
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "T3: no past cost to split the budget by"),
                       "give share.ip, share.class and share.drug, or claims "
                       "of the years before");
    if (p->share_ip != DS_KEY_NONE)
        ds_ratio_set(t->ip, p->share_ip, DS_RATE_ONE);
    else
        past_ratio(t->ip, ip, ip + op);
    if (p->rx_mode == DS_TJ_RX_RESERVE)
        ds_ratio_set(t->reserve, p->rx_reserve, DS_RATE_ONE);
    for (int c = 0; c < DS_TJ_CLASSES; c++) {
        if (p->share_class.n)
            ds_ratio_set(t->of_class[c], p->share_class.value[c], DS_RATE_ONE);
        else
            past_ratio(t->of_class[c], past_class(s, c), op);
        DS_TRY(fees_of(s, c, t, err));
    }
    return DS_OK;
}

static ds_status split_total(ds_tj_state *s, ds_error *err)
{
    ds_t3 t;
    ds_t3_init(&t);
    ds_status st = set_shares(s, &t, err);
    if (st == DS_OK)
        st = ds_t3_split(s->budget.total, &t, s->budget.annual, err);
    ds_t3_clear(&t);
    return st;
}

/* ---- months -------------------------------------------------------------- */

static void sum_past(ds_tj_state *s)
{
    for (size_t i = 0; i < s->f->n_past; i++) {
        const ds_tj_past_row *r = &s->f->past[i];
        s->budget.past[r->segment][r->month - 1] += r->cost;
    }
}

static ds_i128 past_month(const ds_tj_state *s, int segment, int j)
{
    if (segment == DS_TJ_SEG_RXRES) return 1;
    if (segment != DS_TJ_SEG_IP) return s->budget.past[segment][j];
    return s->budget.past[DS_TJ_SEG_WM][j] + s->budget.past[DS_TJ_SEG_TCM][j];
}

static ds_status set_months(ds_tj_state *s, int segment, ds_error *err)
{
    ds_tj_budget *b = &s->budget;
    ds_i128 all = 0;
    for (int j = 0; j < DS_TJ_MONTHS; j++) all += past_month(s, segment, j);
    for (int j = 0; j < DS_TJ_MONTHS; j++)
        ds_ratio_set(b->sigma[segment][j],
                     all > 0 ? past_month(s, segment, j) : 1,
                     all > 0 ? all : DS_TJ_MONTHS);
    (void)ds_t4_spread(b->annual[segment], 0, b->sigma[segment],
                       b->plan[segment]);
    if (all > 0 || b->annual[segment] == 0) return DS_OK;
    return ds_tj_flag(s, DS_TJ_F_NO_PAST, NULL, segment, b->annual[segment],
                      err);
}

static bool is_planned(int segment)
{
    return segment < DS_TJ_OP_SEGMENTS || segment >= DS_TJ_SEG_RXRES;
}

/* ---- T4 ------------------------------------------------------------------ */

/* Past cost in a segment of an institution, or of all that stand in its class
 * at the start of the year (hospital DS_TJ_NONE). */
static int64_t past_cost(const ds_tj_state *s, uint32_t hospital, int segment)
{
    int64_t sum = 0;
    for (size_t i = 0; i < s->f->n_past; i++) {
        const ds_tj_past_row *r = &s->f->past[i];
        const int c = s->in->hospitals[r->hospital].op_class[0];
        if (r->segment != segment) continue;
        if (hospital == DS_TJ_NONE ? c == segment / DS_TJ_FEES
                                   : r->hospital == hospital)
            sum += r->cost;
    }
    return sum;
}

/* What the source's months after `after` hold, down to a fen. */
static int64_t held_after(const ds_tj_state *s, int segment, int after)
{
    mpq_t sum;
    mpq_init(sum);
    for (int j = after; j < DS_TJ_MONTHS; j++)
        mpq_add(sum, sum, s->budget.plan[segment][j]);
    const int64_t held = ds_ratio_floor(sum);
    mpq_clear(sum);
    return held;
}

static ds_status move_segment(ds_tj_state *s, uint32_t h, int from, int to,
                              int fee, int after, ds_error *err)
{
    ds_tj_budget *b = &s->budget;
    const int a = ds_tj_segment(from, fee), z = ds_tj_segment(to, fee);
    int64_t delta = 0;
    mpq_t left;
    mpq_init(left);
    for (int j = after; j < DS_TJ_MONTHS; j++)
        mpq_add(left, left, b->sigma[a][j]);
    const ds_status st =
        ds_t4_delta(b->annual[a], past_cost(s, h, a),
                    past_cost(s, DS_TJ_NONE, a), left, &delta, err);
    mpq_clear(left);
    DS_TRY(st);
    if (delta > held_after(s, a, after)) delta = held_after(s, a, after);
    if (delta <= 0 || !ds_t4_spread(-delta, after, b->sigma[a], b->plan[a]) ||
        !ds_t4_spread(delta, after, b->sigma[a], b->plan[z]))
        return DS_OK;
    return ds_tj_flag(s, DS_TJ_F_CLASS_CHANGE, s->in->hospitals[h].id, a, delta,
                      err);
}

static ds_status change_classes(ds_tj_state *s, ds_error *err)
{
    for (uint32_t h = 0; h < s->in->n_hospitals; h++) {
        const int8_t *c = s->in->hospitals[h].op_class;
        for (int m = 1; m < DS_TJ_MONTHS; m++)
            for (int f = 0; f < DS_TJ_FEES; f++)
                if (c[m] != c[m - 1] && c[m] >= 0 && c[m - 1] >= 0)
                    DS_TRY(move_segment(s, h, c[m - 1], c[m], f, m, err));
    }
    return DS_OK;
}

/* ---- T4b ----------------------------------------------------------------- */

static ds_status decide(ds_tj_state *s, const ds_tj_decision *d, ds_error *err)
{
    ds_tj_budget *b = &s->budget;
    int64_t now = 0;
    mpq_t sum;
    if (!is_planned(d->segment))
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA,
                               "table decision: %s has no budget of its own",
                               ds_tj_segment_name(d->segment)),
                       "name IP: the inpatient budget is one");
    mpq_init(sum);
    for (int j = 0; j < DS_TJ_MONTHS; j++)
        mpq_add(sum, sum, b->month[d->segment][j]);
    const ds_status st = ds_tj_round(sum, &now, err);
    mpq_clear(sum);
    DS_TRY(st);
    if (ds_t4_spread(d->amount - now, d->month, b->sigma[d->segment],
                     b->month[d->segment]))
        return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "table decision: %s has no budget after month %d "
                           "that could change (T4b)",
                           ds_tj_segment_name(d->segment), d->month),
                   "decide on an earlier month");
}

/* What the decisions so far changed in B: total of all budgets, half-up. */
static ds_status total_now(const ds_tj_state *s, int64_t *total, ds_error *err)
{
    mpq_t sum;
    mpq_init(sum);
    for (int g = 0; g < DS_TJ_SEG_NAMES; g++)
        for (int j = 0; is_planned(g) && j < DS_TJ_MONTHS; j++)
            mpq_add(sum, sum, s->budget.month[g][j]);
    const ds_status st = ds_tj_round(sum, total, err);
    mpq_clear(sum);
    return st;
}

/* F_k of run m + 1 follows the decisions after months <= m (A70). */
static ds_status change_budgets(ds_tj_state *s, ds_error *err)
{
    for (int m = 0; m <= DS_TJ_MONTHS; m++) {
        int64_t total = 0;
        for (int g = 0; g < DS_TJ_SEG_NAMES; g++)
            for (size_t i = 0; i < s->in->n_decisions; i++) {
                const ds_tj_decision *d = &s->in->decisions[i];
                if (d->kind == DS_TJ_DECIDE_BUDGET && d->segment == g &&
                    d->month == m)
                    DS_TRY(decide(s, d, err));
            }
        DS_TRY(total_now(s, &total, err));
        for (int k = 0; k < DS_TJ_KINDS; k++)
            DS_TRY(pooled_of(s, total, k, &s->budget.pooled[m][k], err));
    }
    return DS_OK;
}

/* A fen less than nothing is the rounding of T4's delta. */
static ds_status check_months(const ds_tj_state *s, ds_error *err)
{
    for (int g = 0; g < DS_TJ_SEG_NAMES; g++)
        for (int j = 0; is_planned(g) && j < DS_TJ_MONTHS; j++)
            if (mpq_cmp_si(s->budget.month[g][j], -1, 1) <= 0)
                return ds_hint(
                    err,
                    ds_fail(err, DS_ERR_DATA,
                            "the budget of %s in month %d is negative",
                            ds_tj_segment_name(g), j + 1),
                    "table decision takes more than the months after it have; "
                    "decide a larger amount");
    return DS_OK;
}

ds_status ds_tj_budget_make(ds_tj_state *s, ds_error *err)
{
    ds_tj_budget *b = &s->budget;
    sum_past(s);
    DS_TRY(set_total(s, err));
    DS_TRY(split_total(s, err));
    for (int g = 0; g < DS_TJ_SEG_NAMES; g++)
        if (is_planned(g)) DS_TRY(set_months(s, g, err));
    DS_TRY(change_classes(s, err));
    for (int g = 0; g < DS_TJ_SEG_NAMES; g++)
        for (int j = 0; j < DS_TJ_MONTHS; j++)
            mpq_set(b->month[g][j], b->plan[g][j]);
    DS_TRY(change_budgets(s, err));
    return check_months(s, err);
}
