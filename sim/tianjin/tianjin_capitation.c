/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_capitation.c - step 4 of a run: what circulated
 * prescriptions are worth (T14), and the pools of the signing units (T13). */
#include "sim/tianjin/tianjin_pay.h"
#include "sim/tianjin/tianjin_state.h"

#include <stdlib.h>

/* ---- T14: worth of the dispensed cells ----------------------------------- */

/* What the dispenser's part of a piece cost, fen. */
static int64_t cost_of(const ds_tj_cell *c, int piece)
{
    return piece == DS_TJ_WINNING ? c->sum[DS_TJ_WINNING_COST]
                                  : (int64_t)ds_round_div(c->sum[piece], 100);
}

/* A signing unit's own prescription, dispensed in the unit: nothing moves. */
static bool is_inside(const ds_tj_state *s, const ds_tj_cell *c)
{
    return c->unit != DS_TJ_NONE && ds_tj_unit_of(s, c->claimant) == c->unit &&
           ds_tj_unit_of(s, c->dispenser) == c->unit;
}

static ds_status value_cells(ds_tj_state *s, ds_error *err)
{
    for (size_t i = 0; i < s->n_cells; i++) {
        ds_tj_cell *c = &s->cells[i];
        if (c->dispenser == DS_TJ_NONE) continue;
        for (int k = 0; k < DS_TJ_PIECES; k++) {
            const int g = ds_tj_segment(c->op_class, ds_tj_fee_of(s, k));
            c->value[k] = c->paid[k] = 0;
            if (is_inside(s, c)) continue;
            DS_TRY(ds_tj_times(ds_tj_settled(s, c->claimant, g, DS_TJ_FFS),
                               c->uncut[k], &c->value[k], err));
            c->paid[k] = ds_t14_paid(c->value[k],
                                     s->in->hospitals[c->dispenser].is_pharmacy,
                                     cost_of(c, k));
        }
    }
    return DS_OK;
}

/* ---- T13 ----------------------------------------------------------------- */

static ds_status pool_of(const ds_tj_state *s, uint32_t unit, ds_tj_pool **out,
                         ds_error *err)
{
    const uint32_t c = s->pool_of_unit[unit];
    *out = c == DS_TJ_NONE ? NULL : &s->pools[c];
    if (*out) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "unit %s has capitated claims but no contract (T13)",
                           s->in->units[unit].id),
                   "add its row to table contract, or take it off table "
                   "roster");
}

static ds_status add_elsewhere(ds_tj_state *s, ds_tj_bundle *b,
                               ds_tj_pool *pool, ds_error *err)
{
    for (size_t i = b->first; i < b->first + b->n; i++)
        pool->elsewhere += s->cells[i].sum[DS_TJ_COST];
    for (int f = 0; f < DS_TJ_FEES; f++) {
        DS_TRY(
            ds_tj_times(ds_tj_settled(s, b->claimant,
                                      ds_tj_segment(b->op_class, f), DS_TJ_FFS),
                        b->points[f], &b->amount[f], err));
        pool->outside += b->amount[f];
    }
    return DS_OK;
}

static void add_own(ds_tj_state *s, const ds_tj_bundle *b, ds_tj_pool *pool)
{
    for (size_t i = b->first; i < b->first + b->n; i++) {
        const ds_tj_cell *c = &s->cells[i];
        if (c->dispenser == DS_TJ_NONE || is_inside(s, c))
            pool->cost += c->sum[DS_TJ_COST];
        else
            pool->elsewhere += c->sum[DS_TJ_COST];
        for (int k = 0; c->dispenser != DS_TJ_NONE && k < DS_TJ_PIECES; k++)
            pool->outside += c->paid[k];
    }
}

static ds_status sum_pools(ds_tj_state *s, ds_error *err)
{
    ds_tj_pool *pool;
    for (size_t i = 0; i < s->n_bundles; i++) {
        ds_tj_bundle *b = &s->bundles[i];
        if (b->payer != DS_TJ_BY_UNIT) continue;
        DS_TRY(pool_of(s, b->unit, &pool, err));
        if (b->is_own)
            add_own(s, b, pool);
        else
            DS_TRY(add_elsewhere(s, b, pool, err));
    }
    for (size_t i = 0; i < s->n_stays; i++) {
        ds_tj_stays *t = &s->stays[i];
        t->amount = 0;
        if (t->unit == DS_TJ_NONE) continue;
        DS_TRY(pool_of(s, t->unit, &pool, err));
        if (t->is_own) {
            pool->cost += t->cost;
            continue;
        }
        DS_TRY(ds_tj_times(
            ds_tj_settled(s, t->hospital, DS_TJ_SEG_WM + t->ip_class, t->part),
            t->points, &t->amount, err));
        pool->outside += t->amount;
        pool->elsewhere += t->cost;
    }
    return DS_OK;
}

/* ---- cap.deficit=outside ------------------------------------------------- */

/* The amounts that a unit pays to others, in a fixed order. */
static size_t outside_amounts(ds_tj_state *s, uint32_t unit, int64_t **at)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n_bundles; i++) {
        ds_tj_bundle *b = &s->bundles[i];
        if (b->payer != DS_TJ_BY_UNIT || b->unit != unit) continue;
        for (int f = 0; !b->is_own && f < DS_TJ_FEES; f++)
            at[n++] = &b->amount[f];
        for (size_t j = b->first; b->is_own && j < b->first + b->n; j++)
            for (int k = 0;
                 s->cells[j].dispenser != DS_TJ_NONE && k < DS_TJ_PIECES; k++)
                at[n++] = &s->cells[j].paid[k];
    }
    for (size_t i = 0; i < s->n_stays; i++)
        if (s->stays[i].unit == unit && !s->stays[i].is_own)
            at[n++] = &s->stays[i].amount;
    return n;
}

static ds_status shrink(ds_tj_state *s, uint32_t unit, ds_tj_pool *pool,
                        ds_error *err)
{
    ds_status st = DS_OK;
    const size_t most =
        s->n_cells * DS_TJ_PIECES + s->n_bundles * DS_TJ_FEES + s->n_stays;
    int64_t **at = NULL, *w = NULL, *out = NULL;
    DS_GO(ds_alloc(&at, most, sizeof *at, err));
    DS_GO(ds_alloc(&w, most, sizeof *w, err));
    DS_GO(ds_alloc(&out, most, sizeof *out, err));
    const size_t n = outside_amounts(s, unit, at);
    for (size_t i = 0; i < n; i++) w[i] = *at[i];
    DS_GO(ds_tj_share(pool->cap, n, w, out, err));
    for (size_t i = 0; i < n; i++) *at[i] = out[i];
    pool->outside = pool->cap;
done:
    free(at);
    free(w);
    free(out);
    return st;
}

ds_status ds_tj_capitation_run(ds_tj_state *s, ds_error *err)
{
    DS_TRY(value_cells(s, err));
    DS_TRY(sum_pools(s, err));
    for (size_t c = 0; c < s->in->n_contracts; c++) {
        const ds_tj_contract *contract = &s->in->contracts[c];
        ds_tj_pool *pool = &s->pools[c];
        const char *id = s->in->units[contract->unit].id;
        const bool is_all = s->p->cap_cost == DS_TJ_CAP_COST_ALL;
        ds_t13 t;
        if (s->p->cap_deficit == DS_TJ_DEFICIT_OUTSIDE &&
            pool->outside > pool->cap)
            DS_TRY(shrink(s, contract->unit, pool, err));
        if (is_all) pool->cost += pool->elsewhere;
        DS_TRY(ds_t13_settle(
            pool->cap, pool->outside, pool->cost - (is_all ? pool->outside : 0),
            s->p->cap_month, contract->f, s->is_year, &t, err));
        pool->a_sign = t.a_sign;
        pool->surplus = t.surplus;
        pool->hold = t.hold;
        pool->forfeit = t.forfeit;
        pool->released = t.released;
        const int64_t heads = contract->heads[s->month - 1];
        if (t.a_sign < 0)
            DS_TRY(ds_tj_flag(s, DS_TJ_F_CAPITATION_DEFICIT, id, -1, t.a_sign,
                              err));
        if (contract->guideline > 0 && heads > contract->guideline)
            DS_TRY(ds_tj_flag(s, DS_TJ_F_OVER_GUIDELINE, id, -1, heads, err));
    }
    return DS_OK;
}
