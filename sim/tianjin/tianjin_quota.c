/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_quota.c - T10: what capitation takes from the segments
 * and gives to the signing units, month by month, and what is left to the
 * segments. */
#include "base/decimal.h"
#include "sim/tianjin/tianjin_state.h"

#include <stdlib.h>

/* The segments that T10 takes from, in their order: OP, then IP as one. */
enum { TAKEN = DS_TJ_OP_SEGMENTS + 1 };

static int taken_segment(int i)
{
    return i < DS_TJ_OP_SEGMENTS ? i : DS_TJ_SEG_IP;
}

/* Past cost of the rosters, [contract][segment][month]. */
typedef int64_t roster_costs[DS_TJ_SEGMENTS][DS_TJ_MONTHS];

static ds_status sum_rosters(const ds_tj_state *s, roster_costs **out,
                             ds_error *err)
{
    const ds_tj_input *in = s->in;
    uint32_t *of_unit = NULL;
    DS_TRY(ds_alloc(&of_unit, in->n_units, sizeof *of_unit, err));
    const ds_status st = ds_alloc(out, in->n_contracts, sizeof **out, err);
    for (size_t u = 0; u < in->n_units; u++) of_unit[u] = DS_TJ_NONE;
    for (size_t c = 0; c < in->n_contracts; c++)
        of_unit[in->contracts[c].unit] = (uint32_t)c;
    for (size_t i = 0; st == DS_OK && i < s->f->n_roster; i++) {
        const ds_tj_roster_row *r = &s->f->roster[i];
        const uint32_t c = of_unit[r->unit];
        if (c != DS_TJ_NONE) (*out)[c][r->segment][r->month - 1] += r->cost;
    }
    free(of_unit);
    return st;
}

static int64_t roster_cost(roster_costs costs, int i, int j)
{
    if (i < DS_TJ_OP_SEGMENTS) return costs[i][j];
    return costs[DS_TJ_SEG_WM][j] + costs[DS_TJ_SEG_TCM][j];
}

static ds_i128 past_taken(const ds_tj_state *s, int i)
{
    const ds_tj_budget *b = &s->budget;
    ds_i128 sum = 0;
    for (int j = 0; j < DS_TJ_MONTHS; j++)
        sum += i < DS_TJ_OP_SEGMENTS
                   ? b->past[i][j]
                   : b->past[DS_TJ_SEG_WM][j] + b->past[DS_TJ_SEG_TCM][j];
    return sum;
}

/* x_{s,j} of a unit; without past cost as all past cost, or as the budget. */
static void spread_of(const ds_tj_state *s, roster_costs costs, int j, mpq_t *x)
{
    ds_i128 w[3][TAKEN], sum[3] = {0};
    for (int i = 0; i < TAKEN; i++) {
        w[0][i] = roster_cost(costs, i, j);
        w[1][i] = past_taken(s, i);
        w[2][i] = s->budget.annual[taken_segment(i)];
        for (int k = 0; k < 3; k++) sum[k] += w[k][i];
    }
    const int k = sum[0] > 0 ? 0 : sum[1] > 0 ? 1 : 2;
    for (int i = 0; i < TAKEN; i++)
        ds_ratio_set(x[i], sum[k] > 0 ? w[k][i] : 0, sum[k] > 0 ? sum[k] : 1);
}

/* A71: the first month that has a roster. */
static int first_roster(const ds_tj_contract *c)
{
    for (int j = 0; j < DS_TJ_MONTHS; j++)
        if (c->heads[j] > 0) return j;
    return 0;
}

/* Cap_{h,j} = quota_h(j) * sum_s x_{s,0} sigma_{s,j}; CAP_s += x_{s,j} Cap. */
static ds_status cap_unit(ds_tj_state *s, size_t c, roster_costs costs,
                          ds_error *err)
{
    ds_tj_budget *b = &s->budget;
    const ds_tj_contract *contract = &s->in->contracts[c];
    mpq_t *first = ds_ratios_new(TAKEN), *x = ds_ratios_new(TAKEN), q;
    mpq_init(q);
    if (first) spread_of(s, costs, first_roster(contract), first);
    for (int j = 0; first && x && j < DS_TJ_MONTHS; j++) {
        mpq_t *cap = &b->unit_cap[c * DS_TJ_MONTHS + (size_t)j];
        for (int i = 0; i < TAKEN; i++) {
            mpq_mul(q, first[i], b->sigma[taken_segment(i)][j]);
            ds_tj_add_product(*cap, q, contract->quota[j]);
        }
        spread_of(s, costs, j, x);
        for (int i = 0; i < TAKEN; i++) {
            mpq_mul(q, x[i], *cap);
            mpq_add(b->cap[taken_segment(i)][j], b->cap[taken_segment(i)][j],
                    q);
        }
    }
    const bool is_made = first && x;
    mpq_clear(q);
    ds_ratios_free(first, first ? TAKEN : 0);
    ds_ratios_free(x, x ? TAKEN : 0);
    return is_made ? DS_OK : ds_fail(err, DS_ERR_NOMEM, "no memory for T10");
}

/* The new CAP_s of a month: T4b's scale, or the share mode's part of B. */
static void cap_segment(const ds_tj_state *s, const roster_costs *costs, int i,
                        int j, mpq_t q)
{
    const ds_tj_budget *b = &s->budget;
    const int g = taken_segment(i);
    const ds_i128 past = past_taken(s, i);
    ds_i128 of_rosters = 0;
    mpq_set(q, b->cap[g][j]);
    if (s->p->capshare_mode == DS_TJ_CAPSHARE_SHARE) {
        for (size_t c = 0; c < s->in->n_contracts; c++) {
            roster_costs *one = (roster_costs *)(uintptr_t)&costs[c];
            of_rosters += roster_cost(*one, i, j);
        }
        ds_ratio_set(q, past > 0 ? of_rosters : 0, past > 0 ? past : 1);
        mpq_mul(q, q, b->month[g][j]);
    } else if (mpq_sgn(b->plan[g][j]) != 0) {
        mpq_mul(q, q, b->month[g][j]);
        mpq_div(q, q, b->plan[g][j]);
    }
}

/* Scales CAP_s of a month, and every Cap_h with their sum. */
static void scale_month(ds_tj_state *s, const roster_costs *costs, int j)
{
    ds_tj_budget *b = &s->budget;
    mpq_t before, after, q;
    mpq_inits(before, after, q, NULL);
    for (int i = 0; i < TAKEN; i++)
        mpq_add(before, before, b->cap[taken_segment(i)][j]);
    for (int i = 0; mpq_sgn(before) > 0 && i < TAKEN; i++) {
        cap_segment(s, costs, i, j, q);
        mpq_set(b->cap[taken_segment(i)][j], q);
        mpq_add(after, after, q);
    }
    for (size_t c = 0; mpq_sgn(before) > 0 && c < s->in->n_contracts; c++) {
        mpq_t *cap = &b->unit_cap[c * DS_TJ_MONTHS + (size_t)j];
        mpq_mul(*cap, *cap, after);
        mpq_div(*cap, *cap, before);
    }
    mpq_clears(before, after, q, NULL);
}

/* IP_TCM's part of R_IP in month j: past cost without what is capitated. */
static void set_tcm(ds_tj_state *s, const roster_costs *costs, int j)
{
    ds_i128 part[DS_TJ_IP_CLASSES] = {0}, left[DS_TJ_IP_CLASSES];
    for (int k = 0; k < DS_TJ_IP_CLASSES; k++) {
        for (int m = 0; m < DS_TJ_MONTHS; m++)
            part[k] += s->budget.past[DS_TJ_SEG_WM + k][m];
        left[k] = part[k];
        for (size_t c = 0; c < s->in->n_contracts; c++)
            left[k] -= costs[c][DS_TJ_SEG_WM + k][j];
        if (left[k] < 0) left[k] = 0;
    }
    const ds_i128 *of = left[0] + left[1] > 0 ? left : part;
    if (of[0] + of[1] > 0)
        ds_ratio_set(s->budget.tcm[j], of[DS_TJ_IP_TCM], of[0] + of[1]);
}

ds_status ds_tj_caps_make(ds_tj_state *s, ds_error *err)
{
    roster_costs *costs = NULL;
    const size_t n = s->in->n_contracts;
    ds_status st = sum_rosters(s, &costs, err);
    s->budget.unit_cap = ds_ratios_new(n * DS_TJ_MONTHS);
    if (st == DS_OK && !s->budget.unit_cap)
        st = ds_fail(err, DS_ERR_NOMEM, "no memory for T10");
    for (size_t c = 0; st == DS_OK && c < n; c++)
        st = cap_unit(s, c, costs[c], err);
    for (int j = 0; st == DS_OK && j < DS_TJ_MONTHS; j++) {
        scale_month(s, (const roster_costs *)costs, j);
        set_tcm(s, (const roster_costs *)costs, j);
    }
    free(costs);
    DS_TRY(st);
    if (s->budget.annual[DS_TJ_SEG_IP] > 0 &&
        past_taken(s, DS_TJ_OP_SEGMENTS) == 0)
        return ds_tj_flag(s, DS_TJ_F_NO_IP_PAST, NULL, DS_TJ_SEG_IP, 0, err);
    return DS_OK;
}

/* ---- a run --------------------------------------------------------------- */

static ds_status sum_months(const ds_tj_state *s, const mpq_t *months,
                            int64_t *out, ds_error *err)
{
    mpq_t sum;
    mpq_init(sum);
    for (int j = 0; j < s->month; j++) mpq_add(sum, sum, months[j]);
    const ds_status st = ds_tj_round(sum, out, err);
    mpq_clear(sum);
    return st;
}

static bool is_nothing(const mpq_t *w)
{
    for (int i = 0; i < TAKEN; i++)
        if (mpq_sgn(w[i]) != 0) return false;
    return true;
}

static ds_status no_source(ds_error *err)
{
    return ds_hint(
        err,
        ds_fail(err, DS_ERR_DATA,
                "table contract: added_quota has no source: capitation "
                "takes nothing from these segments (T10, D5)"),
        "leave added_quota out, or give the units quotas; with "
        "cap.comp_source: segments inpatient care bears it too");
}

/* CAP_s by largest remainder of sum_h Cap_h; D5's addition in the year. */
static ds_status take_caps(ds_tj_state *s, int64_t pool, int64_t added,
                           ds_error *err)
{
    int64_t cap[TAKEN], more[TAKEN];
    mpq_t *w = ds_ratios_new(TAKEN);
    if (!w) return ds_fail(err, DS_ERR_NOMEM, "no memory for T10");
    for (int i = 0; i < TAKEN; i++)
        for (int j = 0; j < s->month; j++)
            mpq_add(w[i], w[i], s->budget.cap[taken_segment(i)][j]);
    ds_status st = ds_tj_share_exact(pool, TAKEN, w, cap, err);
    if (s->p->comp_source == DS_TJ_COMP_OP) mpq_set_ui(w[TAKEN - 1], 0, 1);
    if (st == DS_OK && added > 0 && is_nothing((const mpq_t *)w))
        st = no_source(err);
    if (st == DS_OK) st = ds_tj_share_exact(added, TAKEN, w, more, err);
    for (int i = 0; st == DS_OK && i < TAKEN; i++)
        s->cap[taken_segment(i)] = cap[i] + more[i];
    ds_ratios_free(w, TAKEN);
    return st;
}

static ds_status cap_pools(ds_tj_state *s, ds_error *err)
{
    int64_t pool = 0, added = 0;
    for (size_t c = 0; c < s->in->n_contracts; c++) {
        s->pools[c] = (ds_tj_pool){0};
        DS_TRY(sum_months(s,
                          (const mpq_t *)&s->budget.unit_cap[c * DS_TJ_MONTHS],
                          &s->pools[c].cap, err));
        pool += s->pools[c].cap;
        if (!s->is_year) continue;
        s->pools[c].cap += s->in->contracts[c].added;
        added += s->in->contracts[c].added;
    }
    return take_caps(s, pool, added, err);
}

static ds_status split_ip(ds_tj_state *s, ds_error *err)
{
    const ds_tj_budget *b = &s->budget;
    mpq_t sum, q;
    mpq_inits(sum, q, NULL);
    for (int j = 0; j < s->month; j++) {
        mpq_sub(q, b->month[DS_TJ_SEG_IP][j], b->cap[DS_TJ_SEG_IP][j]);
        mpq_mul(q, q, b->tcm[j]);
        mpq_add(sum, sum, q);
    }
    const ds_status st = ds_tj_round(sum, &s->available[DS_TJ_SEG_TCM], err);
    mpq_clears(sum, q, NULL);
    DS_TRY(st);
    const int64_t all = s->available[DS_TJ_SEG_IP];
    if (s->available[DS_TJ_SEG_TCM] < 0) s->available[DS_TJ_SEG_TCM] = 0;
    if (s->available[DS_TJ_SEG_TCM] > all) s->available[DS_TJ_SEG_TCM] = all;
    s->available[DS_TJ_SEG_WM] = all - s->available[DS_TJ_SEG_TCM];
    return DS_OK;
}

static ds_status quotas_too_large(const ds_tj_state *s, int segment,
                                  ds_error *err)
{
    char taken[DS_DECIMAL_SIZE], budget[DS_DECIMAL_SIZE];
    ds_decimal_format(s->cap[segment], DS_FEN_DECIMALS, taken);
    ds_decimal_format(s->limit[segment], DS_FEN_DECIMALS, budget);
    return ds_hint(
        err,
        ds_fail(err, DS_ERR_DATA,
                "T10: up to month %d the quotas take %s yuan from %s, its "
                "budget has %s",
                s->month, taken, ds_tj_segment_name(segment), budget),
        "lower the quotas of table contract, raise the segment's budget, or "
        "use capshare.mode=share");
}

ds_status ds_tj_limits_run(ds_tj_state *s, ds_error *err)
{
    DS_TRY(cap_pools(s, err));
    DS_TRY(sum_months(s, (const mpq_t *)s->budget.month[DS_TJ_SEG_RXRES],
                      &s->limit[DS_TJ_SEG_RXRES], err));
    for (int i = 0; i < TAKEN; i++) {
        const int g = taken_segment(i);
        DS_TRY(sum_months(s, (const mpq_t *)s->budget.month[g], &s->limit[g],
                          err));
        if (s->limit[g] < 0) s->limit[g] = 0; /* T4's rounding */
        s->available[g] = s->limit[g] - s->cap[g];
        if (s->available[g] >= 0) continue;
        return quotas_too_large(s, g, err);
    }
    return split_ip(s, err);
}
