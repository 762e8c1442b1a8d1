/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_due.c - step 5 of a run: what is due to a unit
 * (T15 with T19), from which funds (T17), and the ceiling of the
 * insurance kinds (T18). */
#include "sim/tianjin/tianjin_pay.h"
#include "sim/tianjin/tianjin_state.h"

#include <stdlib.h>
#include <string.h>

/* ---- T15, T19 ------------------------------------------------------------ */

static void sum_money(ds_tj_state *s)
{
    for (size_t u = 0; u < s->in->n_units; u++)
        for (int pc = 0; pc < DS_TJ_PCS; pc++)
            memset(s->accounts[u].pc[pc].fund_now, 0,
                   sizeof s->accounts[u].pc[pc].fund_now);
    for (size_t i = 0; i < s->f->n_money; i++) {
        const ds_tj_money_row *r = &s->f->money[i];
        const bool is_op =
            r->pc == DS_TJ_PC_CAP && s->p->cap_pc == DS_TJ_CAP_PC_OP;
        if (r->month != s->month) continue;
        ds_tj_due *d = &s->accounts[ds_tj_unit_of(s, r->hospital)]
                            .pc[is_op ? DS_TJ_PC_OP : r->pc];
        d->personal += r->account + r->cash;
        d->cost += r->cost;
        for (int f = 0; f < DS_TJ_FUNDS; f++) {
            d->fund[f] += r->fund[f];
            d->fund_now[f] += r->fund[f];
        }
    }
    for (size_t i = 0; i < s->in->n_decisions; i++) {
        const ds_tj_decision *d = &s->in->decisions[i];
        if (d->kind == DS_TJ_DECIDE_RELEASE && d->month == s->month)
            s->accounts[d->unit].released += d->amount;
    }
}

static ds_status set_due(ds_tj_account *a, ds_error *err)
{
    int64_t due[DS_TJ_PCS], net[DS_TJ_PCS], defer = 0, out[DS_TJ_PCS], sum = 0;
    for (int pc = 0; pc < DS_TJ_PCS; pc++) {
        const ds_tj_due *d = &a->pc[pc];
        due[pc] = d->amount - d->personal - d->hold - d->forfeit - d->book +
                  d->release;
    }
    DS_TRY(ds_t15_net(due, net, err));
    for (int pc = 0; pc < DS_TJ_PCS; pc++) sum += net[pc];
    a->due = sum;
    DS_TRY(ds_t19_defer(a->excess, a->visit_cost + a->stay_cost, sum, &defer,
                        err));
    if (defer > sum && sum > 0) defer = sum;
    defer = defer > a->released ? defer - a->released : 0;
    a->due -= defer;
    memset(out, 0, sizeof out);
    if (sum > 0) DS_TRY(ds_tj_share(defer, DS_TJ_PCS, net, out, err));
    for (int pc = 0; pc < DS_TJ_PCS; pc++) {
        a->pc[pc].defer = out[pc];
        a->pc[pc].due = net[pc] - out[pc];
    }
    return DS_OK;
}

/* ---- T17 ----------------------------------------------------------------- */

/* Of the city by pay category, and of all of them. */
typedef int64_t fund_sums[DS_TJ_PCS + 1][DS_TJ_FUNDS];

/* fund.shares: actual payments to date; `month`: the month's, in the year's
 * run the year's. */
static const int64_t *actual_of(const ds_tj_state *s, const ds_tj_due *d)
{
    return s->p->fund_shares == DS_TJ_SHARES_MONTH && !s->is_year ? d->fund_now
                                                                  : d->fund;
}

static void city_shares(const ds_tj_state *s, fund_sums city)
{
    memset(city, 0, sizeof(fund_sums));
    for (size_t u = 0; u < s->in->n_units; u++)
        for (int pc = 0; pc < DS_TJ_PCS; pc++)
            for (int f = 0; f < DS_TJ_FUNDS; f++) {
                const int64_t x = actual_of(s, &s->accounts[u].pc[pc])[f];
                city[pc][f] += x;
                city[DS_TJ_PCS][f] += x;
            }
}

static int64_t positive_sum(const int64_t *x, int n)
{
    int64_t sum = 0;
    for (int i = 0; i < n; i++) sum += x[i];
    return sum;
}

/* fund.shares=month: what is added to the split of the last run by the month's
 * payments `w`; what is taken off by that split, so that none is negative. */
static ds_status split_step(ds_tj_due *d, const int64_t before[DS_TJ_FUNDS],
                            const int64_t *w, ds_error *err)
{
    const int64_t step = d->due - positive_sum(before, DS_TJ_FUNDS);
    int64_t part[DS_TJ_FUNDS];
    DS_TRY(ds_tj_share(step > 0 ? step : -step, DS_TJ_FUNDS,
                       step > 0 ? w : before, part, err));
    for (int f = 0; f < DS_TJ_FUNDS; f++)
        d->pay[f] = before[f] + (step > 0 ? part[f] : -part[f]);
    return DS_OK;
}

static ds_status split_funds(const ds_tj_state *s, ds_tj_account *a,
                             fund_sums city, ds_error *err)
{
    static const int64_t pooled[DS_TJ_FUNDS] = {1};
    memset(a->pay, 0, sizeof a->pay);
    for (int pc = 0; pc < DS_TJ_PCS; pc++) {
        ds_tj_due *d = &a->pc[pc];
        const int64_t *w = actual_of(s, d);
        int64_t before[DS_TJ_FUNDS];
        memcpy(before, d->pay, sizeof before);
        memset(d->pay, 0, sizeof d->pay);
        if (a->due <= 0 || d->due <= 0) continue;
        if (positive_sum(w, DS_TJ_FUNDS) <= 0)
            w = s->p->fund_empty == DS_TJ_FUND_POOLED ? pooled : city[pc];
        if (positive_sum(w, DS_TJ_FUNDS) <= 0) w = city[DS_TJ_PCS];
        if (positive_sum(w, DS_TJ_FUNDS) <= 0) w = pooled;
        if (s->p->fund_shares == DS_TJ_SHARES_MONTH)
            DS_TRY(split_step(d, before, w, err));
        else
            DS_TRY(ds_tj_share(d->due, DS_TJ_FUNDS, w, d->pay, err));
        for (int f = 0; f < DS_TJ_FUNDS; f++) a->pay[f] += d->pay[f];
    }
    return DS_OK;
}

/* ---- T18 ----------------------------------------------------------------- */

/* F_k in force: of the year, or so far. */
static ds_status ceiling(const ds_tj_state *s, int k, int64_t *out,
                         ds_error *err)
{
    ds_i128 now = 0, year = 0;
    *out = s->budget.pooled[s->run - 1][k];
    if (s->p->kind_ceiling == DS_TJ_CEILING_YEAR || s->is_year) return DS_OK;
    for (int g = 0; g < DS_TJ_SEG_NAMES; g++) {
        if (g == DS_TJ_SEG_WM || g == DS_TJ_SEG_TCM) continue;
        now += s->limit[g];
        year += s->budget.annual[g];
    }
    if (year <= 0 || now >= year) return DS_OK;
    if (ds_fit_i64(ds_round_div(now * *out, year), out)) return DS_OK;
    return ds_fail(err, DS_ERR_OVERFLOW, "T18: a ceiling is too large");
}

static ds_status limit_kind(ds_tj_state *s, int k, ds_error *err)
{
    ds_status st = DS_OK;
    const size_t n = s->in->n_units;
    int64_t most = 0, *pay = NULL, *ent = NULL;
    DS_GO(ds_alloc(&pay, 3 * n, sizeof *pay, err));
    DS_GO(ds_alloc(&ent, 3 * n, sizeof *ent, err));
    for (size_t u = 0; u < n; u++)
        for (size_t f = 0; f < 3; f++)
            pay[f * n + u] = s->accounts[u].pay[(size_t)k * 3 + f];
    DS_GO(ceiling(s, k, &most, err));
    s->ceiling[k] = most;
    DS_GO(ds_t18_limit(n, pay, most, ent, err));
    for (size_t u = 0; u < n; u++)
        for (size_t f = 0; f < 3; f++)
            s->accounts[u].fund_ent[(size_t)k * 3 + f] = ent[f * n + u];
    int64_t paid = 0;
    for (size_t u = 0; u < n; u++) paid += pay[u];
    if (paid > most)
        DS_GO(ds_tj_flag(
            s, k == DS_TJ_EMP ? DS_TJ_F_CEILING_EMP : DS_TJ_F_CEILING_RES, NULL,
            -1, paid - most, err));
done:
    free(pay);
    free(ent);
    return st;
}

/* The cut of a fund falls on the pay categories as the fund pays them. */
static ds_status cut_categories(ds_tj_account *a, ds_error *err)
{
    int64_t w[DS_TJ_PCS], cut[DS_TJ_PCS];
    for (int f = 0; f < DS_TJ_FUNDS; f++) {
        for (int pc = 0; pc < DS_TJ_PCS; pc++) w[pc] = a->pc[pc].pay[f];
        DS_TRY(ds_tj_share(a->pay[f] - a->fund_ent[f], DS_TJ_PCS, w, cut, err));
        for (int pc = 0; pc < DS_TJ_PCS; pc++) a->pc[pc].cut += cut[pc];
    }
    a->ent = 0;
    for (int pc = 0; pc < DS_TJ_PCS; pc++) {
        a->pc[pc].ent = a->pc[pc].due - a->pc[pc].cut;
        a->ent += a->pc[pc].ent;
    }
    return DS_OK;
}

ds_status ds_tj_due_run(ds_tj_state *s, ds_error *err)
{
    fund_sums city;
    if (!s->is_year) sum_money(s);
    for (size_t u = 0; u < s->in->n_units; u++)
        DS_TRY(set_due(&s->accounts[u], err));
    city_shares(s, city);
    for (size_t u = 0; u < s->in->n_units; u++)
        DS_TRY(split_funds(s, &s->accounts[u], city, err));
    for (int k = 0; k < DS_TJ_KINDS; k++) DS_TRY(limit_kind(s, k, err));
    for (size_t u = 0; u < s->in->n_units; u++)
        DS_TRY(cut_categories(&s->accounts[u], err));
    return DS_OK;
}
