/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/dip_points.c - see dip_points.h for the contract. */
#include "sim/dip/dip_points.h"

#include <math.h>

bool ds_dip_base_points(const mpq_t mean, const mpq_t base_cost,
                        int64_t *points)
{
    mpq_t q, scale;
    mpq_init(q);
    mpq_init(scale);
    mpq_div(q, mean, base_cost);
    mpq_set_ui(scale, DS_DIP_SCALE, 1);
    mpq_mul(q, q, scale);
    const bool fits = ds_ratio_round(q, DS_POINT_DECIMALS, points);
    mpq_clear(scale);
    mpq_clear(q);
    return fits;
}

/* ---- 7.5 ----------------------------------------------------------------- */

/* floor(limit * mean), less one where `below` and it is a whole number. */
static int64_t limit_fen(const ds_dip_reference *r, int64_t limit, bool below)
{
    mpq_t q;
    mpq_init(q);
    ds_ratio_set(q, limit, DS_RATE_ONE);
    mpq_mul(q, q, r->mean);
    int64_t fen = ds_ratio_floor(q);
    if (below && mpz_cmp_ui(mpq_denref(q), 1) == 0) fen--;
    mpq_clear(q);
    return fen;
}

void ds_dip_reference_limits(ds_dip_reference *r, const ds_dip_policy *p)
{
    r->has_mean = mpq_sgn(r->mean) > 0;
    r->low_fen = -1;
    r->high_fen = r->extreme_fen = INT64_MAX;
    if (!r->has_mean) return;
    r->low_fen = limit_fen(r, p->lo, true);
    r->high_fen = limit_fen(r, p->hi, false);
    r->extreme_fen = limit_fen(r, p->extreme, false);
}

ds_dip_deviation ds_dip_deviation_of(const ds_dip_reference *r, int64_t cost)
{
    if (cost <= r->low_fen) return DS_DIP_LOW;
    if (cost <= r->high_fen) return DS_DIP_NORMAL;
    return cost > r->extreme_fen ? DS_DIP_EXTREME : DS_DIP_HIGH;
}

/* factor *= r, or r / lo; factor *= r - hi + 1. */
static void deviate(mpq_t factor, const ds_dip_reference *r,
                    const ds_dip_policy *p, ds_dip_deviation d, int64_t cost)
{
    mpq_t x, y;
    mpq_init(x);
    mpq_init(y);
    ds_ratio_set(x, cost, 1);
    mpq_div(x, x, r->mean);
    if (d == DS_DIP_LOW && p->smooth) {
        ds_ratio_set(y, p->lo, DS_RATE_ONE);
        mpq_div(x, x, y);
    } else if (d != DS_DIP_LOW) {
        ds_ratio_set(y, DS_RATE_ONE - p->hi, DS_RATE_ONE);
        mpq_add(x, x, y);
    }
    mpq_mul(factor, factor, x);
    mpq_clear(y);
    mpq_clear(x);
}

bool ds_dip_case_points(const ds_dip_reference *r, const ds_dip_policy *p,
                        ds_dip_deviation deviation, int64_t base, int64_t cost,
                        int64_t coefficient, int64_t auxiliary, int64_t *points)
{
    const ds_i128 unit = (ds_i128)DS_POINT_ONE * DS_POINT_ONE;
    ds_i128 product = (ds_i128)base * coefficient;
    if (__builtin_mul_overflow(product, (ds_i128)auxiliary, &product))
        return false;
    if (deviation == DS_DIP_NORMAL)
        return ds_fit_i64(ds_round_div(product, unit), points);
    mpq_t q;
    mpq_init(q);
    ds_ratio_set(q, product, unit);
    deviate(q, r, p, deviation, cost);
    const bool fits = ds_ratio_round(q, 0, points);
    mpq_clear(q);
    return fits;
}

static int64_t times(const mpq_t a, int64_t num, int64_t den, bool inverse,
                     int decimals)
{
    int64_t out = DS_MISSING;
    mpq_t q;
    mpq_init(q);
    ds_ratio_set(q, num, den);
    if (inverse)
        mpq_div(q, q, a);
    else
        mpq_mul(q, q, a);
    (void)!ds_ratio_round(q, decimals, &out);
    mpq_clear(q);
    return out;
}

int64_t ds_dip_ratio(const ds_dip_reference *r, int64_t cost)
{
    return r->has_mean ? times(r->mean, cost, 1, true, 4) : DS_MISSING;
}

int64_t ds_dip_limit(const ds_dip_reference *r, int64_t limit)
{
    return r->has_mean ? times(r->mean, limit, DS_RATE_ONE, false, 0)
                       : DS_MISSING;
}

/* ---- 7.7 ----------------------------------------------------------------- */

/* n SSQ - S^2, which is n times the sum of squares about the mean. */
static void about_mean(mpz_t z, const ds_dip_sums *s)
{
    mpz_t sum;
    mpz_init(sum);
    ds_integer_set(z, s->squares);
    mpz_mul_si(z, z, s->n);
    ds_integer_set(sum, s->sum);
    mpz_submul(z, sum, sum);
    mpz_clear(sum);
}

/* Sum of squares within parts: SSQ - sum_k S_k^2 / n_k. */
static void within_parts(mpq_t q, const ds_dip_sums *all, size_t n_parts,
                         const ds_dip_sums *parts)
{
    mpq_t part;
    mpq_init(part);
    ds_ratio_set(q, all->squares, 1);
    for (size_t k = 0; k < n_parts; k++) {
        if (parts[k].n == 0) continue;
        ds_ratio_set(part, parts[k].sum, 1);
        mpq_mul(part, part, part);
        mpz_mul_si(mpq_denref(part), mpq_denref(part), parts[k].n);
        mpq_canonicalize(part);
        mpq_sub(q, q, part);
    }
    mpq_clear(part);
}

bool ds_dip_gate(const ds_dip_sums *all, size_t n_parts,
                 const ds_dip_sums *parts, int64_t cv, int64_t drop)
{
    const int64_t left = DS_RATE_ONE - drop;
    mpz_t about, square;
    mpq_t total, within, limit;
    mpz_inits(about, square, NULL);
    mpq_inits(total, within, limit, NULL);
    about_mean(about, all);
    /* CV^2 = about / S^2 >= cv^2 */
    ds_integer_set(square, all->sum);
    mpz_mul(square, square, square);
    ds_ratio_set(limit, (ds_i128)cv * cv, (ds_i128)DS_RATE_ONE * DS_RATE_ONE);
    mpz_mul(square, square, mpq_numref(limit));
    mpz_mul(mpq_denref(limit), mpq_denref(limit), about);
    bool is_met = all->n > 0 && mpz_sgn(about) > 0 &&
                  mpz_cmp(mpq_denref(limit), square) >= 0;
    /* within <= left^2 total, total = about / n */
    if (is_met) {
        within_parts(within, all, n_parts, parts);
        mpz_set(mpq_numref(total), about);
        mpz_set_si(mpq_denref(total), all->n);
        mpq_canonicalize(total);
        ds_ratio_set(limit, (ds_i128)left * left,
                     (ds_i128)DS_RATE_ONE * DS_RATE_ONE);
        mpq_mul(total, total, limit);
        is_met = mpq_cmp(within, total) <= 0;
    }
    mpq_clears(total, within, limit, NULL);
    mpz_clears(about, square, NULL);
    return is_met;
}

double ds_dip_cv(const ds_dip_sums *all)
{
    mpz_t about;
    mpz_init(about);
    about_mean(about, all);
    const double cv = sqrt(mpz_get_d(about)) / (double)all->sum;
    mpz_clear(about);
    return cv;
}

double ds_dip_cv_within(const ds_dip_sums *all, size_t n_parts,
                        const ds_dip_sums *parts)
{
    mpq_t q;
    mpq_init(q);
    within_parts(q, all, n_parts, parts);
    const double cv = sqrt(mpq_get_d(q) * (double)all->n) / (double)all->sum;
    mpq_clear(q);
    return cv;
}

int64_t ds_dip_auxiliary(const ds_dip_sums *all, const ds_dip_sums *part)
{
    int64_t out = DS_MISSING;
    mpq_t a, b;
    mpq_inits(a, b, NULL);
    ds_ratio_set(a, part->sum, part->n);
    ds_ratio_set(b, all->sum, all->n);
    mpq_div(a, a, b);
    (void)!ds_ratio_round(a, DS_POINT_DECIMALS, &out);
    mpq_clears(a, b, NULL);
    return out;
}

/* ---- 7.8, 7.9 ------------------------------------------------------------ */

bool ds_dip_band(const ds_dip_policy *p, int64_t standard, int64_t cost,
                 int64_t *amount)
{
    const int64_t *b = p->band_limits.value;
    *amount = standard;
    if (!p->bands || standard <= 0) return true;
    const ds_i128 d = standard, c = (ds_i128)cost * DS_RATE_ONE;
    if (c < d * b[0]) {
        *amount = cost;
        return true;
    }
    if (cost <= standard) return true;
    /* the excess in 1e-9 fen; f of it in 1e-18 */
    const ds_i128 excess =
        c <= d * b[1] ? c - d * DS_RATE_ONE : d * (b[1] - DS_RATE_ONE);
    ds_i128 extra;
    if (__builtin_mul_overflow(excess, (ds_i128)b[2], &extra)) return false;
    return ds_fit_i64(
        d + ds_round_div(extra, (ds_i128)DS_RATE_ONE * DS_RATE_ONE), amount);
}

bool ds_dip_record_make(const ds_dip_policy *p, int64_t base,
                        int64_t coefficient, int64_t value, int64_t mean,
                        int64_t cost, ds_dip_record *out)
{
    ds_dip_reference r = {0};
    bool fits;
    mpq_init(r.mean);
    ds_ratio_set(r.mean, mean, 1);
    ds_dip_reference_limits(&r, p);
    out->deviation = ds_dip_deviation_of(&r, cost);
    fits = ds_dip_case_points(&r, p, out->deviation, base, cost, coefficient,
                              DS_POINT_ONE, &out->points);
    /* 1/10,000 point x 1/10,000 yuan = 1e-8 yuan = 1e-6 fen */
    fits =
        fits && ds_fit_i64(ds_round_div((ds_i128)out->points * value, 1000000),
                           &out->payment);
    fits = fits &&
           ds_mul_div(mean, coefficient, DS_POINT_ONE, &out->standard) &&
           out->standard > 0 &&
           ds_mul_div(cost, DS_POINT_ONE, out->standard, &out->fee_ratio);
    if (fits) {
        out->standard_difference = cost - out->standard;
        out->profit = out->payment - cost;
        out->low_limit = ds_dip_limit(&r, p->lo);
        out->high_limit = ds_dip_limit(&r, p->hi);
    }
    mpq_clear(r.mean);
    return fits;
}
