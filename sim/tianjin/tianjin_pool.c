/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_pool.c - T11 and T12 as pure functions; see
 * tianjin_allocate.h for the contract. */
#include "sim/tianjin/tianjin_allocate.h"

#include "base/buffer.h"

#include <stdlib.h>

enum { PT_PER_FEN = 100 };

static int64_t min_i64(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t max_i64(int64_t a, int64_t b) { return a > b ? a : b; }

/* Pays needs from what is available; returns the rest of it in *left. */
static ds_status pay_needs(const int64_t need[DS_TJ_CLASSES], int64_t available,
                           int32_t mode, int64_t out[DS_TJ_CLASSES],
                           int64_t *left, ds_error *err)
{
    ds_i128 sum = 0;
    for (int c = 0; c < DS_TJ_CLASSES; c++) sum += need[c];
    *left = available;
    if (sum > available && mode == DS_TJ_PRORATA) {
        *left = 0;
        return ds_tj_share(available, DS_TJ_CLASSES, need, out, err);
    }
    for (int c = 0; c < DS_TJ_CLASSES; c++) {
        out[c] = min_i64(need[c], *left);
        *left -= out[c];
    }
    return DS_OK;
}

ds_status ds_t11_transfer(const int64_t need[DS_TJ_CLASSES], int64_t available,
                          int32_t mode, int64_t transfer[DS_TJ_CLASSES],
                          ds_error *err)
{
    ds_i128 sum = 0, rounded = 0;
    int64_t left, fen[DS_TJ_CLASSES];
    for (int c = 0; c < DS_TJ_CLASSES; c++) {
        fen[c] = (int64_t)ds_round_div(need[c], PT_PER_FEN);
        sum += need[c];
        rounded += fen[c];
    }
    if (mode == DS_TJ_PRORATA &&
        (sum > (ds_i128)available * PT_PER_FEN || rounded > available))
        return ds_tj_share(available, DS_TJ_CLASSES, need, transfer, err);
    return pay_needs(fen, available, mode, transfer, &left, err);
}

/* ---- T11(3) -------------------------------------------------------------- */

void ds_t11_value(int64_t pool, ds_i128 points, mpq_t v)
{
    ds_ratio_set(v, pool, points);
}

void ds_t11_settled(const ds_t11 *in, const mpq_t v, int part, mpq_t vs)
{
    mpq_set(vs, v);
    if ((part == DS_TJ_FFS || in->is_drug) && mpq_cmp(v, in->v_std) > 0)
        mpq_set(vs, in->v_std);
}

/* What the amounts of ffs leave, and the quota points. */
static void left_to_quota(const ds_t11 *in, const int64_t *amounts,
                          ds_i128 *left, ds_i128 *points)
{
    *left = in->pool;
    *points = 0;
    for (size_t i = 0; i < in->n; i++)
        if (in->part[i] == DS_TJ_FFS)
            *left -= amounts[i];
        else
            *points += in->points[i];
}

static bool frees(const ds_t11 *in, const int64_t *amounts)
{
    ds_i128 left, points;
    if (!in->to_quota || in->is_drug) return false;
    left_to_quota(in, amounts, &left, &points);
    return left >= 0 && points > 0;
}

bool ds_t11_freed(const ds_t11 *in, const int64_t *amounts, const mpq_t v,
                  mpq_t vs)
{
    ds_i128 left, points;
    if (mpq_cmp(v, in->v_std) <= 0 || !frees(in, amounts)) return false;
    left_to_quota(in, amounts, &left, &points);
    ds_ratio_set(vs, left, points);
    return true;
}

/* The quota points share what the ffs amounts leave, to the last fen. */
static ds_status pay_freed(const ds_t11 *in, mpq_t *w, int64_t *amounts,
                           ds_error *err)
{
    ds_i128 left, points;
    int64_t *of_quota;
    DS_TRY(ds_alloc(&of_quota, in->n, sizeof *of_quota, err));
    left_to_quota(in, amounts, &left, &points);
    for (size_t i = 0; i < in->n; i++)
        ds_ratio_set(w[i], in->part[i] == DS_TJ_QUOTA ? in->points[i] : 0, 1);
    const ds_status st =
        ds_tj_share_exact((int64_t)left, in->n, w, of_quota, err);
    for (size_t i = 0; st == DS_OK && i < in->n; i++)
        if (in->part[i] == DS_TJ_QUOTA) amounts[i] = of_quota[i];
    free(of_quota);
    return st;
}

/* Half-up amounts under a cap; w[i] are the exact ones. */
static ds_status pay_capped(const ds_t11 *in, const mpq_t v, mpq_t *w,
                            int64_t *amounts, int64_t *unpaid, ds_error *err)
{
    ds_i128 paid = 0;
    mpq_t vs;
    mpq_init(vs);
    for (size_t i = 0; i < in->n; i++) {
        ds_t11_settled(in, v, in->part[i], vs);
        ds_tj_add_product(w[i], vs, in->points[i]);
        const ds_status st = ds_tj_round(w[i], &amounts[i], err);
        if (st != DS_OK) {
            mpq_clear(vs);
            return st;
        }
        if (in->limit && in->part[i] == DS_TJ_FFS)
            amounts[i] = min_i64(amounts[i], in->limit[i]);
        paid += amounts[i];
    }
    mpq_clear(vs);
    *unpaid = 0;
    if (frees(in, amounts)) return pay_freed(in, w, amounts, err);
    if (paid > in->pool)
        return ds_tj_share_exact(in->pool, in->n, w, amounts, err);
    *unpaid = (int64_t)(in->pool - paid);
    return DS_OK;
}

ds_status ds_t11_pay(const ds_t11 *in, int64_t *amounts, int64_t *unpaid,
                     ds_error *err)
{
    ds_i128 sum = 0;
    bool has_limit = in->is_drug;
    for (size_t i = 0; i < in->n; i++) {
        sum += in->points[i];
        has_limit = has_limit || (in->part[i] == DS_TJ_FFS && in->points[i]);
        amounts[i] = 0;
    }
    *unpaid = in->pool;
    if (sum <= 0) return DS_OK;
    ds_status st;
    mpq_t v, *w = ds_ratios_new(in->n);
    mpq_init(v);
    ds_t11_value(in->pool, sum, v);
    if (!w)
        st = ds_fail(err, DS_ERR_NOMEM, "no memory for T11");
    else if (has_limit && mpq_cmp(v, in->v_std) > 0)
        st = pay_capped(in, v, w, amounts, unpaid, err);
    else {
        *unpaid = 0;
        st = ds_tj_share(in->pool, in->n, in->points, amounts, err);
    }
    ds_ratios_free(w, w ? in->n : 0);
    mpq_clear(v);
    return st;
}

ds_status ds_t11_hold(int64_t a_q, int64_t c_q, int64_t rho, int64_t *hold,
                      ds_error *err)
{
    if (ds_mul_div(max_i64(0, a_q - c_q), DS_RATE_ONE - rho, DS_RATE_ONE, hold))
        return DS_OK;
    return ds_fail(err, DS_ERR_OVERFLOW, "T11: a hold does not fit 64 bits");
}

/* ---- T12 ----------------------------------------------------------------- */

int64_t ds_t12_up(ds_i128 points)
{
    return (int64_t)-ds_floor_div(-points, PT_PER_FEN);
}

ds_status ds_t12_drug(const int64_t budget[DS_TJ_CLASSES],
                      const int64_t points[DS_TJ_CLASSES], int64_t rxres,
                      int32_t rest, int64_t transfer[DS_TJ_CLASSES],
                      int64_t *left, ds_error *err)
{
    int64_t pool = rxres, deficit[DS_TJ_CLASSES], given[DS_TJ_CLASSES];
    for (int c = 0; c < DS_TJ_CLASSES; c++) {
        deficit[c] = max_i64(0, points[c] - budget[c]);
        transfer[c] = -max_i64(0, budget[c] - points[c]);
        pool -= transfer[c];
    }
    transfer[DS_TJ_FD] += min_i64(deficit[DS_TJ_FD], pool);
    if (deficit[DS_TJ_FD] > 0) pool -= transfer[DS_TJ_FD];
    deficit[DS_TJ_FD] = 0;
    DS_TRY(pay_needs(deficit, pool, rest, given, left, err));
    for (int c = 0; c < DS_TJ_CLASSES; c++) transfer[c] += given[c];
    return DS_OK;
}

ds_status ds_t12_gap(int64_t gap, const int64_t budget[2], int64_t floor,
                     int64_t from[2], int64_t *paid, ds_error *err)
{
    int64_t most[2];
    for (int i = 0; i < 2; i++) {
        int64_t kept = 0;
        if (!ds_mul_div(max_i64(0, budget[i]), floor, DS_RATE_ONE, &kept))
            return ds_fail(err, DS_ERR_OVERFLOW, "T12: a floor is too large");
        most[i] = max_i64(0, budget[i]) - kept;
    }
    *paid = min_i64(gap, most[0] + most[1]);
    DS_TRY(ds_tj_share(*paid, 2, budget, from, err));
    for (int i = 0; i < 2; i++) from[i] = min_i64(from[i], most[i]);
    for (int i = 0; i < 2; i++)
        from[i] += min_i64(most[i] - from[i], *paid - from[0] - from[1]);
    return DS_OK;
}
