/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/drg/base_rate.c - see base_rate.h for the contract. */
#include "sim/drg/base_rate.h"

#include "base/keys.h"
#include "base/ratio.h"

#include <assert.h>

/* q = a / b; both are used up. False where it does not fit with `decimals`. */
static bool divided(mpq_t a, mpq_t b, int decimals, int64_t *out)
{
    mpq_div(a, a, b);
    return ds_ratio_round(a, decimals, out);
}

bool ds_base_rate(int64_t budget, int64_t ratio, int64_t weights, int64_t *rate)
{
    assert(budget >= 0 && ratio > 0 && weights > 0);
    mpq_t a, b;
    mpq_init(a);
    mpq_init(b);
    ds_ratio_set(a, budget, 1);
    ds_ratio_set(b, (ds_i128)ratio * weights,
                 (ds_i128)DS_RATE_ONE * DS_POINT_ONE);
    const bool fits = divided(a, b, 0, rate);
    mpq_clear(b);
    mpq_clear(a);
    return fits;
}

/* multiple = limit x w x R, exact; compared with the cost: -1, 0, 1. */
static int against(int64_t cost, int64_t limit, const mpq_t standard,
                   mpq_t multiple)
{
    ds_ratio_set(multiple, limit, DS_RATE_ONE);
    mpq_mul(multiple, multiple, standard);
    mpq_t c;
    mpq_init(c);
    ds_ratio_set(c, cost, 1);
    const int sign = mpq_cmp(c, multiple);
    mpq_clear(c);
    return sign;
}

/* standard (1 + r - high) = standard + cost - high x standard. */
static bool high_amount(int64_t cost, const mpq_t standard,
                        const mpq_t multiple, int64_t *amount)
{
    mpq_t q;
    mpq_init(q);
    ds_ratio_set(q, cost, 1);
    mpq_add(q, q, standard);
    mpq_sub(q, q, multiple);
    const bool fits = ds_ratio_round(q, 0, amount);
    mpq_clear(q);
    return fits;
}

/* Band, limits and amount; `multiple` is scratch. */
static bool pay(const ds_rate_terms *t, int64_t cost, const mpq_t standard,
                mpq_t multiple, ds_rate_case *c)
{
    c->band = DS_RATE_STANDARD;
    c->low_fen = c->high_fen = DS_MISSING;
    if (!ds_ratio_round(standard, 0, &c->standard)) return false;
    c->amount = c->standard;
    if (t->low != DS_KEY_NONE) {
        if (against(cost, t->low, standard, multiple) < 0)
            c->band = DS_RATE_LOW;
        if (!ds_ratio_round(multiple, 0, &c->low_fen)) return false;
    }
    if (t->high != DS_KEY_NONE) {
        if (against(cost, t->high, standard, multiple) > 0)
            c->band = DS_RATE_HIGH;
        if (!ds_ratio_round(multiple, 0, &c->high_fen)) return false;
    }
    if (c->band == DS_RATE_HIGH && t->outlier == DS_OUTLIER_Z3)
        return high_amount(cost, standard, multiple, &c->amount);
    if (c->band != DS_RATE_STANDARD) c->amount = cost;
    return true;
}

bool ds_rate_pay(const ds_rate_terms *terms, int64_t weight, int64_t cost,
                 int64_t personal, ds_rate_case *out)
{
    assert(terms->rate > 0 && weight >= 0 && cost >= 0);
    ds_rate_case c;
    mpq_t standard, multiple;
    mpq_init(standard);
    mpq_init(multiple);
    ds_ratio_set(standard, (ds_i128)weight * terms->rate, DS_POINT_ONE);
    const bool fits = pay(terms, cost, standard, multiple, &c) &&
                      ds_fit_i64((ds_i128)c.amount - personal, &c.fund) &&
                      ds_fit_i64((ds_i128)c.amount - cost, &c.balance);
    if (fits) *out = c;
    mpq_clear(multiple);
    mpq_clear(standard);
    return fits;
}

/* Fen in a yuan: a point is worth a yuan of the base rate. */
enum { YUAN = 100 };

bool ds_rate_points(int64_t weight, int64_t level, int64_t rate,
                    int64_t *points)
{
    assert(weight >= 0 && level >= 0 && rate >= 0);
    mpq_t a, b;
    mpq_init(a);
    mpq_init(b);
    ds_ratio_set(a, (ds_i128)weight * level, DS_POINT_ONE * DS_POINT_ONE);
    ds_ratio_set(b, rate, YUAN);
    mpq_mul(a, a, b);
    const bool fits = ds_ratio_round(a, DS_POINT_DECIMALS, points);
    mpq_clear(b);
    mpq_clear(a);
    return fits;
}

bool ds_t8_points(int64_t cost, int64_t mean, int64_t rate, size_t n,
                  const int64_t *cpi, int64_t *points)
{
    assert(cost >= 0 && mean > 0 && rate >= 0);
    mpq_t a, b, grown;
    mpq_init(a);
    mpq_init(b);
    mpq_init(grown);
    ds_ratio_set(a, (ds_i128)cost * rate, YUAN);
    ds_ratio_set(b, mean, 1);
    for (size_t t = 0; t < n; t++) {
        assert(cpi[t] > -DS_RATE_ONE);
        ds_ratio_set(grown, (ds_i128)DS_RATE_ONE + cpi[t], DS_RATE_ONE);
        mpq_mul(b, b, grown);
    }
    const bool fits = divided(a, b, DS_POINT_DECIMALS, points);
    mpq_clear(grown);
    mpq_clear(b);
    mpq_clear(a);
    return fits;
}
