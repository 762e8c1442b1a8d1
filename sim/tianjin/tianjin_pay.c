/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_pay.c - the end of a run: months pay what is above what
 * was paid (T15), the year pays the difference after the assessment (T20). */
#include "sim/tianjin/tianjin_pay.h"

#include "sim/tianjin/tianjin_state.h"

#include <stdlib.h>
#include <string.h>

static int64_t max_i64(int64_t a, int64_t b) { return a > b ? a : b; }

/* What was paid so far, by fund: as the entitlement is; where there is none,
 * the last split stays (A68). */
static ds_status split_paid(ds_tj_account *a, int64_t paid, ds_error *err)
{
    int64_t sum = 0, last[DS_TJ_FUNDS];
    for (int f = 0; f < DS_TJ_FUNDS; f++) sum += a->fund_ent[f];
    if (sum > 0)
        return ds_tj_share(paid, DS_TJ_FUNDS, a->fund_ent, a->paid_fund, err);
    sum = 0;
    for (int f = 0; f < DS_TJ_FUNDS; f++) sum += a->paid_fund[f];
    if (sum == paid) return DS_OK; /* else month.negative=recover */
    for (int f = 0; f < DS_TJ_FUNDS; f++) last[f] = max_i64(0, a->paid_fund[f]);
    last[0] += sum <= 0;
    return ds_tj_share(paid, DS_TJ_FUNDS, last, a->paid_fund, err);
}

/* fund.shares=month: what this run pays comes from the funds that are behind
 * their entitlement, what it takes back from those that are ahead of it; no
 * money moves between funds. */
static ds_status split_now(ds_tj_account *a, int64_t paid, ds_error *err)
{
    int64_t sum = 0, w[DS_TJ_FUNDS], part[DS_TJ_FUNDS];
    const int64_t sign = paid < 0 ? -1 : 1;
    for (int f = 0; f < DS_TJ_FUNDS; f++) {
        w[f] = max_i64(0, sign * (a->fund_ent[f] - a->paid_fund[f]));
        sum += w[f];
    }
    if (sum <= 0) return DS_OK;
    DS_TRY(ds_tj_share(sign * paid, DS_TJ_FUNDS, w, part, err));
    for (int f = 0; f < DS_TJ_FUNDS; f++) a->paid_fund[f] += sign * part[f];
    return DS_OK;
}

/* T17: splits what was paid so far, `now` of it by this run. */
static ds_status split(const ds_tj_state *s, ds_tj_account *a, int64_t so_far,
                       int64_t now, ds_error *err)
{
    int64_t sum = 0;
    for (int f = 0; f < DS_TJ_FUNDS; f++) sum += a->fund_ent[f];
    if (s->p->fund_shares == DS_TJ_SHARES_MONTH && sum > 0)
        return split_now(a, now, err);
    return split_paid(a, so_far, err);
}

static ds_status pay_month(const ds_tj_state *s, ds_tj_account *a,
                           ds_error *err)
{
    a->paid_before += a->paid;
    a->paid = ds_t15_paid(a->ent, a->paid_before, s->p->month_negative);
    a->diff = a->ent - a->paid_before;
    return split(s, a, a->paid_before + a->paid, a->paid, err);
}

/* ---- T20 ----------------------------------------------------------------- */

static int64_t by_grade(const ds_rates *list, int grade, int64_t preset)
{
    if (list->n == 0 || grade < 0) return preset;
    return list->value[grade < list->n ? grade : list->n - 1];
}

static int grade_of(const ds_tj_state *s, size_t u)
{
    return s->in->hospitals[s->in->units[u].lead].grade;
}

static int64_t released_of(const ds_tj_state *s, size_t u)
{
    const uint32_t c = s->pool_of_unit[u];
    return c == DS_TJ_NONE ? 0 : s->pools[c].released;
}

static ds_status assess_unit(ds_tj_state *s, size_t u, int64_t *deduction,
                             ds_error *err)
{
    ds_tj_account *a = &s->accounts[u];
    const int grade = grade_of(s, u);
    a->paid_before += a->paid;
    a->paid = 0;
    a->diff = a->ent - a->paid_before;
    DS_TRY(ds_t20_assess(by_grade(&s->p->assess_f, grade, DS_RATE_ONE),
                         by_grade(&s->p->assess_d, grade, 0), a->diff,
                         released_of(s, u), a->ent, &a->assess, deduction,
                         err));
    memset(a->deduction_fund, 0, sizeof a->deduction_fund);
    return ds_tj_share(*deduction, DS_TJ_FUNDS, a->fund_ent, a->deduction_fund,
                       err);
}

/* The pool of the d-deductions goes to the excellent ones, pro rata to ent. */
static ds_status reward(ds_tj_state *s, int64_t pool, ds_error *err)
{
    ds_status st = DS_OK;
    const size_t n = s->in->n_units;
    int64_t *w = NULL, *out = NULL;
    DS_GO(ds_alloc(&w, n, sizeof *w, err));
    DS_GO(ds_alloc(&out, n, sizeof *out, err));
    for (size_t u = 0; u < n; u++)
        w[u] = grade_of(s, u) == 0 ? max_i64(0, s->accounts[u].ent) : 0;
    DS_GO(ds_tj_share(pool, n, w, out, err));
    for (size_t u = 0; u < n; u++) {
        s->accounts[u].reward = out[u];
        s->accounts[u].assess -= out[u];
    }
done:
    free(w);
    free(out);
    return st;
}

static ds_status pay_year(const ds_tj_state *s, ds_tj_account *a,
                          const int64_t *saved, ds_error *err)
{
    int64_t out[DS_TJ_FUNDS];
    a->paid = max_i64(0, a->diff - a->assess);
    const int64_t extra = a->reward < a->paid ? a->reward : a->paid;
    const int64_t now = a->paid - extra;
    DS_TRY(split(s, a, a->paid_before + now, now, err));
    DS_TRY(ds_tj_share(extra, DS_TJ_FUNDS, saved, out, err));
    for (int f = 0; f < DS_TJ_FUNDS; f++) a->paid_fund[f] += out[f];
    return DS_OK;
}

static ds_status assess_year(ds_tj_state *s, ds_error *err)
{
    int64_t pool = 0, saved[DS_TJ_FUNDS] = {0};
    for (size_t u = 0; u < s->in->n_units; u++) {
        int64_t deduction = 0;
        DS_TRY(assess_unit(s, u, &deduction, err));
        pool += deduction;
        for (int f = 0; f < DS_TJ_FUNDS; f++)
            saved[f] += s->accounts[u].deduction_fund[f];
    }
    if (s->p->assess_redistribute && pool > 0) DS_TRY(reward(s, pool, err));
    for (size_t u = 0; u < s->in->n_units; u++)
        DS_TRY(pay_year(s, &s->accounts[u], saved, err));
    return DS_OK;
}

ds_status ds_tj_pay_run(ds_tj_state *s, ds_error *err)
{
    if (s->is_year) return assess_year(s, err);
    for (size_t u = 0; u < s->in->n_units; u++) {
        ds_tj_account *a = &s->accounts[u];
        DS_TRY(pay_month(s, a, err));
        if (a->diff < 0)
            DS_TRY(ds_tj_flag(s, DS_TJ_F_NEGATIVE_MONTH, s->in->units[u].id, -1,
                              a->diff, err));
    }
    return DS_OK;
}
