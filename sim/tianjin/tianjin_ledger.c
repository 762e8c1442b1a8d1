/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_ledger.c - the closing identities of policy.md 2.2,
 * checked to the fen in every run: one that does not hold is an error of this
 * program. */
#include "sim/tianjin/tianjin_state.h"

#include <stdio.h>

static ds_status line(ds_tj_state *s, const char *name, ds_i128 left,
                      ds_i128 right, ds_error *err)
{
    ds_table *t = &s->tables[DS_TJ_T_LEDGER];
    size_t row;
    int64_t l, r;
    if (!ds_fit_i64(left, &l) || !ds_fit_i64(right, &r))
        return ds_fail(err, DS_ERR_OVERFLOW, "ledger: %s does not fit", name);
    DS_TRY(ds_table_add(t, &row, err));
    DS_TRY(ds_table_set_text(t, row, 0, name, err));
    ds_table_set(t, row, 1, s->run);
    ds_table_set(t, row, 2, l);
    ds_table_set(t, row, 3, r);
    ds_table_set(t, row, 4, l - r);
    if (l == r) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "ledger: line %s of run %d does not close: %lld "
                           "against %lld fen",
                           name, s->run, (long long)l, (long long)r),
                   "this is an error of the program: please report it with "
                   "the input");
}

static bool is_taken(int g)
{
    return g < DS_TJ_OP_SEGMENTS || g == DS_TJ_SEG_IP;
}

static ds_i128 paid_in(const ds_tj_state *s, int g)
{
    ds_i128 sum = 0;
    for (size_t h = 0; h < s->in->n_hospitals; h++)
        for (int part = 0; part < DS_TJ_PARTS; part++)
            sum += ds_tj_amount_of(s, h, g, part)->amount;
    return sum;
}

static ds_status segments(ds_tj_state *s, ds_error *err)
{
    char name[64];
    for (int g = 0; g < DS_TJ_SEG_NAMES; g++) {
        if (g == DS_TJ_SEG_RXRES || g == DS_TJ_SEG_IP) continue;
        snprintf(name, sizeof name, "segment %s: R + transfer = A + cancer + U",
                 ds_tj_segment_name(g));
        DS_TRY(line(s, name, (ds_i128)s->available[g] + s->transfer[g],
                    paid_in(s, g) + s->cancer[g] + s->unpaid[g], err));
    }
    return line(
        s, "IP: R = WM + TCM", s->available[DS_TJ_SEG_IP],
        (ds_i128)s->available[DS_TJ_SEG_WM] + s->available[DS_TJ_SEG_TCM], err);
}

static ds_status capitation(ds_tj_state *s, ds_error *err)
{
    ds_i128 caps = 0, units = 0, given = 0;
    for (int g = 0; g < DS_TJ_SEG_NAMES; g++)
        if (is_taken(g)) caps += s->cap[g];
    for (size_t c = 0; c < s->in->n_contracts; c++) {
        units += s->pools[c].cap;
        given += (ds_i128)s->pools[c].a_sign;
    }
    for (size_t i = 0; i < s->n_bundles; i++) {
        const ds_tj_bundle *b = &s->bundles[i];
        if (b->payer != DS_TJ_BY_UNIT) continue;
        for (int f = 0; !b->is_own && f < DS_TJ_FEES; f++)
            given += b->amount[f];
        for (size_t j = b->first; b->is_own && j < b->first + b->n; j++)
            for (int k = 0;
                 s->cells[j].dispenser != DS_TJ_NONE && k < DS_TJ_PIECES; k++)
                given += s->cells[j].paid[k];
    }
    for (size_t i = 0; i < s->n_stays; i++) given += s->stays[i].amount;
    DS_TRY(line(s, "capitation: CAP of segments = Cap of units", caps, units,
                err));
    return line(s, "capitation: Cap = A_sign + A elsewhere", units, given, err);
}

static ds_status region(ds_tj_state *s, ds_error *err)
{
    ds_i128 left = 0, transfers = 0, right = 0;
    for (int g = 0; g < DS_TJ_SEG_NAMES; g++) {
        if (is_taken(g)) left += s->limit[g];
        if (g != DS_TJ_SEG_RXRES) transfers += s->transfer[g];
        if (is_taken(g)) right += s->unpaid[g];
    }
    for (size_t u = 0; u < s->in->n_units; u++)
        for (int pc = 0; pc < DS_TJ_PCS; pc++)
            right += s->accounts[u].pc[pc].amount;
    DS_TRY(
        line(s, "region: B + transfers = A + U", left + transfers, right, err));
    if (s->is_year)
        return line(s, "region: transfers = RXRES - U_RX", transfers,
                    (ds_i128)s->limit[DS_TJ_SEG_RXRES] -
                        s->unpaid[DS_TJ_SEG_RXRES],
                    err);
    return line(s, "region: transfers = taken from RXRES", transfers,
                -(ds_i128)s->transfer[DS_TJ_SEG_RXRES], err);
}

/* A = personal + hold + forfeit + (book - release) + defer + cut + ent, and
 * ent = assess + paid + carry, of every unit; the line has their sums. */
static ds_status units(ds_tj_state *s, ds_error *err)
{
    ds_i128 left = 0, right = 0;
    for (size_t u = 0; u < s->in->n_units; u++) {
        const ds_tj_account *a = &s->accounts[u];
        ds_i128 amount = 0, parts = 0, by_fund = 0;
        for (int pc = 0; pc < DS_TJ_PCS; pc++) {
            const ds_tj_due *d = &a->pc[pc];
            amount += d->amount;
            parts += (ds_i128)d->personal + d->hold + d->forfeit + d->book -
                     d->release + d->defer + d->cut;
        }
        const int64_t assess = s->is_year ? a->assess : 0;
        const int64_t carry = a->ent - assess - a->paid_before - a->paid;
        parts += (ds_i128)assess + a->paid_before + a->paid + carry;
        for (int f = 0; f < DS_TJ_FUNDS; f++) by_fund += a->paid_fund[f];
        if (amount != parts)
            DS_TRY(line(s, s->in->units[u].id, amount, parts, err));
        if (by_fund != (ds_i128)a->paid_before + a->paid)
            DS_TRY(line(s, s->in->units[u].id, by_fund,
                        (ds_i128)a->paid_before + a->paid, err));
        left += amount;
        right += parts;
    }
    return line(s, "units: A = personal, buckets, paid and carry", left, right,
                err);
}

static ds_status funds(ds_tj_state *s, ds_error *err)
{
    ds_i128 paid = 0, by_fund = 0;
    for (size_t u = 0; u < s->in->n_units; u++) {
        const ds_tj_account *a = &s->accounts[u];
        paid += (ds_i128)a->paid_before + a->paid;
        for (int f = 0; f < DS_TJ_FUNDS; f++) by_fund += a->paid_fund[f];
    }
    DS_TRY(line(s, "funds: paid = paid by funds", paid, by_fund, err));
    for (int k = 0; k < DS_TJ_KINDS; k++) {
        ds_i128 pay = 0, ent = 0;
        for (size_t u = 0; u < s->in->n_units; u++) {
            pay += s->accounts[u].pay[k * 3];
            ent += s->accounts[u].fund_ent[k * 3];
        }
        const int64_t most = s->ceiling[k];
        DS_TRY(line(s,
                    k == DS_TJ_EMP ? "funds: pooled EMP within F_k"
                                   : "funds: pooled RES within F_k",
                    ent, pay < most ? pay : most, err));
    }
    return DS_OK;
}

ds_status ds_tj_ledger_run(ds_tj_state *s, ds_error *err)
{
    DS_TRY(segments(s, err));
    DS_TRY(capitation(s, err));
    DS_TRY(region(s, err));
    DS_TRY(units(s, err));
    return funds(s, err);
}
