/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_payment.c - T13-T20 as pure functions; see tianjin_pay.h
 * for the contract. */
#include "sim/tianjin/tianjin_pay.h"

static int64_t min_i64(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t max_i64(int64_t a, int64_t b) { return a > b ? a : b; }

static ds_status scale(int64_t a, int64_t num, int64_t den, int64_t *out,
                       ds_error *err)
{
    if (ds_mul_div(a, num, den, out)) return DS_OK;
    return ds_fail(err, DS_ERR_OVERFLOW, "an amount does not fit 64 bits");
}

ds_status ds_t13_settle(int64_t cap, int64_t outside, int64_t cost,
                        int64_t rate, int64_t f, bool is_year, ds_t13 *out,
                        ds_error *err)
{
    int64_t half = 0;
    mpq_t q, lost;
    *out = (ds_t13){.a_sign = cap - outside};
    out->surplus = max_i64(0, out->a_sign - cost);
    DS_TRY(scale(out->surplus, DS_RATE_ONE - rate, DS_RATE_ONE, &half, err));
    if (!is_year) {
        out->hold = half;
        return DS_OK;
    }
    mpq_inits(q, lost, NULL);
    ds_ratio_set(q, DS_RATE_ONE - rate, DS_RATE_ONE);
    ds_ratio_set(lost, DS_RATE_ONE - f, DS_RATE_ONE);
    mpq_mul(q, q, lost);
    const ds_status st = ds_tj_times(q, out->surplus, &out->forfeit, err);
    mpq_clears(q, lost, NULL);
    out->released = half - out->forfeit;
    return st;
}

int64_t ds_t14_paid(int64_t value, bool is_pharmacy, int64_t cost)
{
    return is_pharmacy ? min_i64(value, max_i64(0, cost)) : value;
}

ds_status ds_t15_net(const int64_t due[DS_TJ_PCS], int64_t net[DS_TJ_PCS],
                     ds_error *err)
{
    int64_t sum = 0, w[DS_TJ_PCS];
    for (int pc = 0; pc < DS_TJ_PCS; pc++) {
        sum += due[pc];
        w[pc] = max_i64(0, due[pc]);
        net[pc] = due[pc];
    }
    if (sum <= 0) return DS_OK;
    return ds_tj_share(sum, DS_TJ_PCS, w, net, err);
}

int64_t ds_t15_paid(int64_t ent, int64_t before, int32_t negative)
{
    const int64_t paid = ent - before;
    return negative == DS_TJ_NEGATIVE_ZERO ? max_i64(0, paid) : paid;
}

ds_status ds_t16_book(const mpq_t vs, const mpq_t v_std, int64_t surplus,
                      int64_t *book, ds_error *err)
{
    mpq_t q, fen;
    mpq_inits(q, fen, NULL);
    ds_ratio_set(fen, 1, 100);
    mpq_div(q, vs, v_std);
    mpq_mul(q, q, fen);
    const ds_status st = ds_tj_times(q, surplus, book, err);
    mpq_clears(q, fen, NULL);
    return st;
}

ds_status ds_t16_release(int64_t book, int64_t fund, int64_t cost,
                         int64_t *release, ds_error *err)
{
    *release = 0;
    if (cost <= 0) return DS_OK;
    return scale(book, fund, cost, release, err);
}

ds_status ds_t18_limit(size_t n, const int64_t *pay, int64_t ceiling,
                       int64_t *ent, ds_error *err)
{
    ds_i128 sum = 0;
    mpq_t lambda;
    for (size_t u = 0; u < n; u++) sum += pay[u];
    for (size_t i = 0; i < 3 * n; i++) ent[i] = pay[i];
    if (sum <= ceiling) return DS_OK;
    mpq_init(lambda);
    ds_ratio_set(lambda, ceiling, sum);
    ds_status st = ds_tj_share(ceiling, n, pay, ent, err);
    for (size_t i = n; st == DS_OK && i < 3 * n; i++)
        st = ds_tj_times(lambda, pay[i], &ent[i], err);
    mpq_clear(lambda);
    return st;
}

void ds_t19_excess(int64_t c, int64_t last, const mpq_t g, mpq_t excess)
{
    mpq_t allowed;
    mpq_init(allowed);
    ds_ratio_set(allowed, last, 1);
    ds_ratio_set(excess, (ds_i128)c - last, 1);
    mpq_mul(allowed, allowed, g);
    mpq_sub(excess, excess, allowed);
    if (mpq_sgn(excess) < 0) mpq_set_ui(excess, 0, 1);
    mpq_clear(allowed);
}

ds_status ds_t19_defer(const mpq_t excess, int64_t c, int64_t due,
                       int64_t *defer, ds_error *err)
{
    mpq_t q;
    *defer = 0;
    if (c <= 0 || due <= 0) return DS_OK;
    mpq_init(q);
    ds_ratio_set(q, due, c);
    mpq_mul(q, q, excess);
    const ds_status st = ds_tj_round(q, defer, err);
    mpq_clear(q);
    return st;
}

ds_status ds_t20_assess(int64_t f, int64_t d, int64_t diff, int64_t released,
                        int64_t ent, int64_t *assess, int64_t *deduction,
                        ds_error *err)
{
    const ds_i128 lost =
        (ds_i128)max_i64(0, diff - released) * (DS_RATE_ONE - f);
    const ds_i128 part = (ds_i128)max_i64(0, ent) * d;
    if (ds_fit_i64(ds_round_div(lost + part, DS_RATE_ONE), assess))
        return scale(max_i64(0, ent), d, DS_RATE_ONE, deduction, err);
    return ds_fail(err, DS_ERR_OVERFLOW, "an amount does not fit 64 bits");
}
