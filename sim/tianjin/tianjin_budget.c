/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_budget.c - T1-T4b; see tianjin_budget.h for the
 * contract. */
#include "sim/tianjin/tianjin_budget.h"

#include <limits.h>

static void one_plus(mpq_t q, int64_t rate)
{
    ds_ratio_set(q, (ds_i128)DS_RATE_ONE + rate, DS_RATE_ONE);
}

/* ---- T1, T2 -------------------------------------------------------------- */

/* (1 + g_pop)(1 + g_hcpi) - 1 */
static void needed(const ds_tj_policy *p, mpq_t g)
{
    mpq_t price;
    mpq_init(price);
    one_plus(g, p->g_pop);
    one_plus(price, p->g_hcpi);
    mpq_mul(g, g, price);
    mpq_set_si(price, 1, 1);
    mpq_sub(g, g, price);
    mpq_clear(price);
}

bool ds_t1_growth(const ds_tj_policy *p, mpq_t g)
{
    const int64_t fund = p->g_fund_income ? p->g_income : p->g_fund;
    const bool has_need = p->g_pop != DS_KEY_NONE && p->g_hcpi != DS_KEY_NONE;
    mpq_t need;
    if (p->budget_mode == DS_TJ_GROWTH_MANUAL ||
        p->budget_mode == DS_TJ_GROWTH_FUND) {
        const int64_t only =
            p->budget_mode == DS_TJ_GROWTH_MANUAL ? p->g_manual : fund;
        if (only == DS_KEY_NONE) return false;
        ds_ratio_set(g, only, DS_RATE_ONE);
        return true;
    }
    if (!has_need ||
        (p->budget_mode == DS_TJ_GROWTH_MIN && fund == DS_KEY_NONE))
        return false;
    mpq_init(need);
    needed(p, need);
    mpq_set(g, need);
    if (p->budget_mode == DS_TJ_GROWTH_MIN) {
        ds_ratio_set(g, fund, DS_RATE_ONE);
        if (mpq_cmp(need, g) < 0) mpq_set(g, need);
    }
    mpq_clear(need);
    return true;
}

ds_status ds_t1_budget(int64_t last, const mpq_t g, int64_t *b, ds_error *err)
{
    mpq_t grown;
    mpq_init(grown);
    mpq_set_si(grown, 1, 1);
    mpq_add(grown, grown, g);
    const ds_status st = ds_tj_times(grown, last, b, err);
    mpq_clear(grown);
    return st;
}

ds_status ds_t2_pooled(int64_t b, int64_t pooled, int64_t all, int64_t a,
                       int64_t *f, ds_error *err)
{
    mpq_t r, scale;
    mpq_init(r);
    mpq_init(scale);
    ds_ratio_set(r, pooled, all);
    ds_ratio_set(scale, a, DS_RATE_ONE);
    mpq_mul(r, r, scale);
    const ds_status st = ds_tj_times(r, b, f, err);
    mpq_clear(scale);
    mpq_clear(r);
    return st;
}

/* ---- T3 ------------------------------------------------------------------ */

void ds_t3_init(ds_t3 *t)
{
    mpq_inits(t->ip, t->reserve, NULL);
    for (int c = 0; c < DS_TJ_CLASSES; c++) {
        mpq_init(t->of_class[c]);
        for (int f = 0; f < DS_TJ_FEES; f++) mpq_init(t->of_fee[c][f]);
    }
}

void ds_t3_clear(ds_t3 *t)
{
    mpq_clears(t->ip, t->reserve, NULL);
    for (int c = 0; c < DS_TJ_CLASSES; c++) {
        mpq_clear(t->of_class[c]);
        for (int f = 0; f < DS_TJ_FEES; f++) mpq_clear(t->of_fee[c][f]);
    }
}

/* Weights of the OP segments and, last, RXRES. */
static void op_weights(ds_t3 *t, mpq_t *w)
{
    mpq_t kept;
    mpq_init(kept);
    mpq_set_si(kept, 1, 1);
    mpq_sub(kept, kept, t->reserve);
    for (int c = 0; c < DS_TJ_CLASSES; c++)
        for (int f = 0; f < DS_TJ_FEES; f++) {
            mpq_t *x = &w[c * DS_TJ_FEES + f];
            mpq_mul(*x, t->of_class[c], t->of_fee[c][f]);
            if (f != DS_TJ_DRUG) continue;
            mpq_t reserved;
            mpq_init(reserved);
            mpq_mul(reserved, *x, t->reserve);
            mpq_add(w[DS_TJ_OP_SEGMENTS], w[DS_TJ_OP_SEGMENTS], reserved);
            mpq_mul(*x, *x, kept);
            mpq_clear(reserved);
        }
    mpq_clear(kept);
}

ds_status ds_t3_split(int64_t b, ds_t3 *t, int64_t annual[DS_TJ_SEG_NAMES],
                      ds_error *err)
{
    int64_t op[DS_TJ_OP_SEGMENTS + 1] = {0};
    mpq_t *w = ds_ratios_new(DS_COUNT(op));
    if (!w) return ds_fail(err, DS_ERR_NOMEM, "no memory for T3");
    for (int s = 0; s < DS_TJ_SEG_NAMES; s++) annual[s] = 0;
    op_weights(t, w);
    ds_status st = ds_tj_times(t->ip, b, &annual[DS_TJ_SEG_IP], err);
    if (st == DS_OK)
        st = ds_tj_share_exact(b - annual[DS_TJ_SEG_IP], DS_COUNT(op), w, op,
                               err);
    ds_ratios_free(w, DS_COUNT(op));
    DS_TRY(st);
    for (int s = 0; s < DS_TJ_OP_SEGMENTS; s++) annual[s] = op[s];
    annual[DS_TJ_SEG_RXRES] = op[DS_TJ_OP_SEGMENTS];
    return DS_OK;
}

/* ---- T4, T4b ------------------------------------------------------------- */

ds_status ds_t4_delta(int64_t annual, int64_t past, int64_t of,
                      const mpq_t left, int64_t *delta, ds_error *err)
{
    mpq_t w;
    *delta = 0;
    if (of <= 0) return DS_OK;
    mpq_init(w);
    ds_ratio_set(w, past, of);
    mpq_mul(w, w, left);
    const ds_status st = ds_tj_times(w, annual, delta, err);
    mpq_clear(w);
    return st;
}

bool ds_t4_spread(int64_t delta, int after, mpq_t sigma[DS_TJ_MONTHS],
                  mpq_t month[DS_TJ_MONTHS])
{
    mpq_t left, part;
    mpq_init(left);
    for (int j = after; j < DS_TJ_MONTHS; j++) mpq_add(left, left, sigma[j]);
    const bool has_left = mpq_sgn(left) > 0;
    mpq_init(part);
    for (int j = after; has_left && j < DS_TJ_MONTHS; j++) {
        mpq_div(part, sigma[j], left);
        ds_tj_add_product(month[j], part, delta);
    }
    mpq_clear(part);
    mpq_clear(left);
    return has_left;
}
