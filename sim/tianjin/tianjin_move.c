/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_move.c - step 4 of a run, last part: amounts go to the
 * units' pay categories, prescriptions move to their dispensers (T14), holds
 * (T11), and winning drugs are booked (T16). */
#include "sim/tianjin/tianjin_allocate.h"
#include "sim/tianjin/tianjin_pay.h"
#include "sim/tianjin/tianjin_state.h"

#include <stdlib.h>
#include <string.h>

static ds_tj_due *due_of(ds_tj_state *s, uint32_t hospital, int pc)
{
    return &s->accounts[ds_tj_unit_of(s, hospital)].pc[pc];
}

static int pc_of(bool is_cancer)
{
    return is_cancer ? DS_TJ_PC_IP : DS_TJ_PC_OP;
}

/* ---- amounts ------------------------------------------------------------- */

static void reset(ds_tj_state *s)
{
    for (size_t u = 0; u < s->in->n_units; u++)
        for (int pc = 0; pc < DS_TJ_PCS; pc++) {
            ds_tj_due *d = &s->accounts[u].pc[pc];
            d->amount = d->hold = d->forfeit = d->book = 0;
            d->release = d->defer = d->due = d->cut = d->ent = 0;
        }
    memset(s->book, 0, s->in->n_hospitals * DS_TJ_PCS * sizeof *s->book);
}

static void add_segments(ds_tj_state *s)
{
    for (uint32_t h = 0; h < s->in->n_hospitals; h++)
        for (int g = 0; g < DS_TJ_SEGMENTS; g++)
            for (int part = 0; part < DS_TJ_PARTS; part++)
                due_of(s, h, pc_of(g >= DS_TJ_SEG_WM))->amount +=
                    ds_tj_amount_of(s, h, g, part)->amount;
}

static void add_others(ds_tj_state *s)
{
    const int cap =
        s->p->cap_pc == DS_TJ_CAP_PC_OP ? DS_TJ_PC_OP : DS_TJ_PC_CAP;
    for (size_t i = 0; i < s->n_bundles; i++) {
        const ds_tj_bundle *b = &s->bundles[i];
        if (b->payer == DS_TJ_BY_SEGMENT || b->is_own) continue;
        for (int f = 0; f < DS_TJ_FEES; f++)
            due_of(s, b->claimant, pc_of(b->is_cancer))->amount += b->amount[f];
    }
    for (size_t i = 0; i < s->n_stays; i++)
        due_of(s, s->stays[i].hospital, DS_TJ_PC_IP)->amount +=
            s->stays[i].amount;
    for (size_t c = 0; c < s->in->n_contracts; c++) {
        ds_tj_due *d = &s->accounts[s->in->contracts[c].unit].pc[cap];
        d->amount += s->pools[c].a_sign;
        d->hold += s->pools[c].hold;
        d->forfeit += s->pools[c].forfeit;
    }
}

/* T14: the money of a dispensed cell leaves its prescriber, unless it comes
 * from the prescriber's own capitation pool, which has paid it already. */
static void move_cells(ds_tj_state *s)
{
    for (size_t i = 0; i < s->n_bundles; i++) {
        const ds_tj_bundle *b = &s->bundles[i];
        for (size_t j = b->first; j < b->first + b->n; j++) {
            const ds_tj_cell *c = &s->cells[j];
            if (c->dispenser == DS_TJ_NONE) continue;
            for (int k = 0; k < DS_TJ_PIECES; k++) {
                due_of(s, c->dispenser, DS_TJ_PC_OP)->amount += c->paid[k];
                if (!b->is_own)
                    due_of(s, b->claimant, pc_of(b->is_cancer))->amount -=
                        c->paid[k];
            }
        }
    }
}

/* hold of T11, per institution and pay category. */
static ds_status hold_quotas(ds_tj_state *s, ds_error *err)
{
    const int64_t rho = s->is_year ? s->p->year_rho : s->p->month_rho;
    for (uint32_t h = 0; h < s->in->n_hospitals; h++) {
        int64_t amount[2] = {0}, cost[2] = {0}, hold = 0;
        for (size_t c = 0; c < DS_TJ_CLASSES; c++)
            cost[DS_TJ_PC_OP] += s->quota_cost[h * DS_TJ_CLASSES + c];
        for (int g = 0; g < DS_TJ_SEGMENTS; g++) {
            const ds_tj_amount *a = ds_tj_amount_of(s, h, g, DS_TJ_QUOTA);
            amount[pc_of(g >= DS_TJ_SEG_WM)] += a->amount;
            if (g >= DS_TJ_SEG_WM) cost[DS_TJ_PC_IP] += a->cost;
        }
        for (int pc = DS_TJ_PC_IP; pc <= DS_TJ_PC_OP; pc++) {
            DS_TRY(ds_t11_hold(amount[pc], cost[pc], rho, &hold, err));
            due_of(s, h, pc)->hold += hold;
        }
    }
    return DS_OK;
}

ds_status ds_tj_move_run(ds_tj_state *s, ds_error *err)
{
    reset(s);
    add_segments(s);
    add_others(s);
    move_cells(s);
    return hold_quotas(s, err);
}

/* ---- T16 ----------------------------------------------------------------- */

/* Surplus of the own lines, and of those that another institution dispensed; a
 * pharmacy's remainder is booked instead of its lines' surplus (A62). */
static ds_status book_bundle(ds_tj_state *s, ds_tj_bundle *b, ds_error *err)
{
    const int g = ds_tj_segment(b->op_class, DS_TJ_DRUG);
    int64_t surplus = 0, rest = 0;
    b->book = 0;
    if (b->is_own) return DS_OK;
    for (size_t i = b->first; i < b->first + b->n; i++) {
        const ds_tj_cell *c = &s->cells[i];
        if (c->dispenser != DS_TJ_NONE &&
            s->in->hospitals[c->dispenser].is_pharmacy)
            rest += c->value[DS_TJ_WINNING] - c->paid[DS_TJ_WINNING];
        else
            surplus += c->sum[DS_TJ_SURPLUS];
    }
    DS_TRY(ds_t16_book(ds_tj_settled(s, b->claimant, g, DS_TJ_FFS), s->v_std[0],
                       surplus, &b->book, err));
    s->book[b->claimant * DS_TJ_PCS + (size_t)pc_of(b->is_cancer)] +=
        b->book + rest;
    return DS_OK;
}

static ds_status book_stays(ds_tj_state *s, const ds_tj_stays *t, ds_error *err)
{
    int64_t book = 0;
    if (t->is_own || t->part != DS_TJ_FFS) return DS_OK;
    DS_TRY(ds_t16_book(
        ds_tj_settled(s, t->hospital, DS_TJ_SEG_WM + t->ip_class, DS_TJ_FFS),
        s->v_std[1], t->surplus, &book, err));
    s->book[t->hospital * DS_TJ_PCS + DS_TJ_PC_IP] += book;
    return DS_OK;
}

static int64_t book_of(const ds_tj_state *s, uint32_t h)
{
    int64_t sum = 0;
    for (int pc = 0; pc < DS_TJ_PCS; pc++)
        sum += s->book[h * DS_TJ_PCS + (size_t)pc];
    return sum;
}

/* The drugs [first, end) of an institution share its book; "" is the first. */
static ds_status split_drugs(ds_tj_state *s, size_t first, size_t end,
                             ds_error *err)
{
    ds_status st = DS_OK;
    const int64_t book = book_of(s, s->drugs[first].hospital);
    int64_t *w = NULL, *out = NULL, sum = 0;
    DS_GO(ds_alloc(&w, end - first, sizeof *w, err));
    DS_GO(ds_alloc(&out, end - first, sizeof *out, err));
    for (size_t i = first; i < end; i++) {
        w[i - first] = s->drugs[i].surplus > 0 ? s->drugs[i].surplus : 0;
        sum += w[i - first];
    }
    if (sum == 0) w[0] = 1;
    DS_GO(ds_tj_share(book, end - first, w, out, err));
    for (size_t i = first; i < end; i++) s->drugs[i].book = out[i - first];
done:
    free(w);
    free(out);
    return st;
}

static const ds_tj_ffs_row *ffs_of(const ds_tj_state *s, uint32_t h,
                                   ds_tj_ffs_row *sum)
{
    *sum = (ds_tj_ffs_row){.hospital = h};
    for (size_t i = 0; i < s->f->n_ffs; i++)
        if (s->f->ffs[i].hospital == h) {
            sum->cost += s->f->ffs[i].cost;
            sum->fund += s->f->ffs[i].fund;
        }
    return sum;
}

/* Year: assessed drugs are released, or lost. */
static ds_status release_drugs(ds_tj_state *s, size_t first, size_t end,
                               ds_error *err)
{
    const uint32_t h = s->drugs[first].hospital;
    int64_t released = 0, out[DS_TJ_PCS];
    ds_tj_ffs_row sum;
    const ds_tj_ffs_row *ffs = ffs_of(s, h, &sum);
    for (size_t i = first; i < end; i++) {
        ds_tj_drug *d = &s->drugs[i];
        if (d->passed < 0) continue;
        if (d->passed)
            DS_TRY(ds_t16_release(d->book, ffs->fund, ffs->cost, &d->release,
                                  err));
        d->forfeit = d->book - d->release;
        released += d->release;
    }
    DS_TRY(ds_tj_share(released, DS_TJ_PCS, &s->book[h * DS_TJ_PCS], out, err));
    for (int pc = 0; pc < DS_TJ_PCS; pc++) due_of(s, h, pc)->release += out[pc];
    return DS_OK;
}

ds_status ds_tj_book_run(ds_tj_state *s, ds_error *err)
{
    for (size_t i = 0; i < s->n_bundles; i++)
        DS_TRY(book_bundle(s, &s->bundles[i], err));
    for (size_t i = 0; i < s->n_stays; i++)
        DS_TRY(book_stays(s, &s->stays[i], err));
    for (uint32_t h = 0; h < s->in->n_hospitals; h++)
        for (int pc = 0; pc < DS_TJ_PCS; pc++)
            due_of(s, h, pc)->book += s->book[h * DS_TJ_PCS + (size_t)pc];
    for (size_t i = 0, end; i < s->n_drugs; i = end) {
        for (end = i; end < s->n_drugs &&
                      s->drugs[end].hospital == s->drugs[i].hospital;)
            end++;
        DS_TRY(split_drugs(s, i, end, err));
        if (s->is_year) DS_TRY(release_drugs(s, i, end, err));
    }
    return DS_OK;
}
