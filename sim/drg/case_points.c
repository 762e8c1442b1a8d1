/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/drg/case_points.c - see case_points.h for the contract. */
#include "sim/drg/case_points.h"

#include "base/keys.h"

#include <assert.h>

#define BUCKET_ROW(code, name, zh, has_points) {name, zh, has_points},
const struct ds_bucket_info ds_buckets[DS_N_BUCKETS] = {
    DS_BUCKET_LIST(BUCKET_ROW)};
#undef BUCKET_ROW

enum { SCALE = 100 }; /* points of an average case */

bool ds_base_points(const mpq_t mean, const mpq_t mean_all, int64_t *points)
{
    mpq_t q, scale;
    mpq_init(q);
    mpq_init(scale);
    mpq_div(q, mean, mean_all);
    mpq_set_ui(scale, SCALE, 1);
    mpq_mul(q, q, scale);
    const bool fits = ds_ratio_round(q, DS_POINT_DECIMALS, points);
    mpq_clear(scale);
    mpq_clear(q);
    return fits;
}

static int64_t limit_fen(const ds_group_points *g, int64_t limit)
{
    if (limit == DS_KEY_NONE) return INT64_MAX;
    mpq_t q;
    mpq_init(q);
    ds_ratio_set(q, limit, DS_RATE_ONE);
    mpq_mul(q, q, g->mean);
    const int64_t fen = ds_ratio_floor(q);
    mpq_clear(q);
    return fen;
}

void ds_group_points_limits(ds_group_points *g, const ds_z3 *z3)
{
    const int64_t none = INT64_MAX;
    g->low_fen = g->mid_fen = -1;
    g->theta_fen = g->extreme_fen = none;
    if (!g->has_mean) return;
    g->extreme_fen = limit_fen(g, z3->extreme);
    if (z3->rule != DS_Z3_2025) return;
    g->low_fen = limit_fen(g, z3->low);
    g->mid_fen = limit_fen(g, z3->mid);
    g->theta_fen = limit_fen(g, z3->theta);
}

ds_bucket ds_z3_bucket(const ds_group_points *g, int64_t cost)
{
    if (cost <= g->low_fen) return DS_BUCKET_LOW;
    if (cost <= g->mid_fen) return DS_BUCKET_MID;
    return cost > g->theta_fen ? DS_BUCKET_HIGH : DS_BUCKET_NORMAL;
}

void ds_points_scratch_init(ds_points_scratch *s)
{
    mpz_init2(s->a, 256);
    mpz_init2(s->b, 256);
    mpz_init2(s->c, 256);
}

void ds_points_scratch_clear(ds_points_scratch *s)
{
    mpz_clear(s->a);
    mpz_clear(s->b);
    mpz_clear(s->c);
}

/* a / b rounded half-up into *out; b is used up. a >= 0, b > 0. */
static bool round_quotient(ds_points_scratch *s, int64_t *out)
{
    mpz_mul_2exp(s->a, s->a, 1);
    mpz_add(s->a, s->a, s->b);
    mpz_mul_2exp(s->b, s->b, 1);
    mpz_fdiv_q(s->a, s->a, s->b);
    if (!mpz_fits_slong_p(s->a)) return false;
    *out = mpz_get_si(s->a);
    return true;
}

/* base * coef * factor * (cost / mean + add), all scales divided out once.
 * base and coef are in 1e-4 (the result too), factor in 1e-18, add
 * in 1e-9. */
static bool deviating(const ds_group_points *g, int64_t coef, int64_t factor,
                      int64_t cost, int64_t add, ds_points_scratch *s,
                      int64_t *points)
{
    ds_integer_set(s->c, (ds_i128)cost * DS_RATE_ONE);
    mpz_mul(s->a, s->c, mpq_denref(g->mean)); /* cost / mean, in 1e-9 ... */
    ds_integer_set(s->c, add);
    mpz_mul(s->c, s->c, mpq_numref(g->mean));
    mpz_add(s->a, s->a, s->c); /* ... + add, over num(mean) */
    if (mpz_sgn(s->a) < 0) mpz_set_ui(s->a, 0);
    ds_integer_set(s->c, (ds_i128)g->base * coef);
    mpz_mul(s->a, s->a, s->c);
    ds_integer_set(s->c, factor);
    mpz_mul(s->a, s->a, s->c);
    ds_integer_set(s->c, (ds_i128)DS_FACTOR_ONE * DS_RATE_ONE * DS_POINT_ONE);
    mpz_mul(s->b, mpq_numref(g->mean), s->c);
    return round_quotient(s, points);
}

/* base * coef * factor, rounded once. */
static bool whole(int64_t base, int64_t coef, int64_t factor, int64_t *points)
{
    ds_i128 product;
    if (__builtin_mul_overflow((ds_i128)base * coef, (ds_i128)factor, &product))
        return false;
    return ds_fit_i64(
        ds_round_div(product, (ds_i128)DS_FACTOR_ONE * DS_POINT_ONE), points);
}

bool ds_z3_points(const ds_group_points *g, const ds_z3 *z3, ds_bucket bucket,
                  int64_t cost, int64_t coef, int64_t factor,
                  ds_points_scratch *scratch, int64_t *points)
{
    assert(cost >= 0 && coef >= 0 && g->base >= 0);
    int64_t cap = 0;
    switch (bucket) {
    case DS_BUCKET_LOW:
        return deviating(g, coef, factor, cost, 0, scratch, points);
    case DS_BUCKET_MID:
        return deviating(g, z3->coef_mid ? coef : DS_POINT_ONE, factor, cost,
                         DS_RATE_ONE - z3->mid, scratch, points);
    case DS_BUCKET_HIGH:
        return deviating(g, coef, factor, cost, DS_RATE_ONE - z3->theta,
                         scratch, points);
    case DS_BUCKET_INCOMPLETE:
        if (!whole(g->base, z3->incomplete_cap ? coef : DS_POINT_ONE, factor,
                   &cap))
            return false;
        /* without a mean no case deviates: r is 1 */
        if (!(g->has_mean ? deviating(g, coef, factor, cost, 0, scratch, points)
                          : whole(g->base, coef, factor, points)))
            return false;
        if (*points > cap) *points = cap;
        return true;
    default:
        return whole(g->base, coef, factor, points);
    }
}

bool ds_own_cost_points(const mpq_t mean_all, int64_t cost,
                        ds_points_scratch *s, int64_t *points)
{
    ds_integer_set(s->c, (ds_i128)cost * SCALE * DS_POINT_ONE);
    mpz_mul(s->a, s->c, mpq_denref(mean_all));
    mpz_set(s->b, mpq_numref(mean_all));
    return round_quotient(s, points);
}

int64_t ds_cost_ratio(const ds_group_points *g, int64_t cost,
                      ds_points_scratch *s)
{
    int64_t ratio = DS_MISSING;
    if (!g->has_mean) return ratio;
    ds_integer_set(s->c, (ds_i128)cost * DS_POINT_ONE);
    mpz_mul(s->a, s->c, mpq_denref(g->mean));
    mpz_set(s->b, mpq_numref(g->mean));
    return round_quotient(s, &ratio) ? ratio : DS_MISSING;
}

int64_t ds_z2_coefficient(const int64_t part[4], const int64_t weight[4])
{
    ds_i128 sum = 0;
    for (int i = 0; i < 4; i++) sum += (ds_i128)part[i] * weight[i];
    return (int64_t)ds_round_div(sum, DS_RATE_ONE);
}
