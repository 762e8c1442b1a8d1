/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/quality.c - see quality.h for the contract. */
#include "sim/quality.h"

#include <math.h>
#include <stdlib.h>

/* SS = squares - sum^2 / n as an exact ratio. */
static void sum_of_squares(const ds_moment *m, mpq_t ss)
{
    mpq_t q;
    mpq_init(q);
    ds_integer_set(mpq_numref(ss), m->squares);
    mpz_set_ui(mpq_denref(ss), 1);
    ds_integer_set(mpq_numref(q), m->sum);
    mpz_mul(mpq_numref(q), mpq_numref(q), mpq_numref(q));
    ds_integer_set(mpq_denref(q), m->n);
    mpq_canonicalize(q);
    mpq_sub(ss, ss, q);
    mpq_clear(q);
}

int64_t ds_quality_riv(const ds_moments *moments, size_t n_groups,
                       size_t scopes, int decimals)
{
    ds_moment all = {.min = DS_MISSING, .max = DS_MISSING};
    int64_t riv = DS_MISSING;
    mpq_t within, ss;
    mpq_init(within);
    mpq_init(ss);
    for (size_t g = 0; g < n_groups; g++) {
        ds_moment m = ds_moments_get(moments, g * scopes);
        for (size_t s = 1; s < scopes; s++)
            m = ds_moment_join(m, ds_moments_get(moments, g * scopes + s));
        if (m.n == 0) continue;
        sum_of_squares(&m, ss);
        mpq_add(within, within, ss);
        all = ds_moment_join(all, m);
    }
    if (all.n > 0) sum_of_squares(&all, ss);
    if (all.n > 0 && mpq_sgn(ss) > 0) {
        mpq_div(within, within, ss);
        mpq_set_ui(ss, 1, 1);
        mpq_sub(ss, ss, within);
        if (!ds_ratio_round(ss, decimals, &riv)) riv = DS_MISSING;
    }
    mpq_clear(ss);
    mpq_clear(within);
    return riv;
}

/* CV^2 = SS n^2 / ((n - ddof) sum^2); false where it is not defined. */
static bool squared_cv(const ds_moment *m, int ddof, mpq_t cv2)
{
    if (m->n <= ddof || m->sum == 0) return false;
    mpq_t q;
    mpq_init(q);
    sum_of_squares(m, cv2);
    ds_integer_set(mpq_numref(q), (ds_i128)m->n * m->n);
    ds_integer_set(mpq_denref(q), m->sum);
    mpz_mul(mpq_denref(q), mpq_denref(q), mpq_denref(q));
    mpz_mul_si(mpq_denref(q), mpq_denref(q), m->n - ddof);
    mpq_canonicalize(q);
    mpq_mul(cv2, cv2, q);
    mpq_clear(q);
    return true;
}

/* round(10^d sqrt(x)) = floor(floor(sqrt(4 10^2d x)) + 1) / 2), in integers:
 * the floor of a ratio's square root is that of the root of its floor. */
static int64_t rounded_root(const mpq_t x, int decimals)
{
    int64_t value = DS_MISSING;
    mpz_t root, scale;
    mpz_init(root);
    mpz_init(scale);
    mpz_ui_pow_ui(scale, 10, 2u * (unsigned)abs(decimals));
    mpz_mul_2exp(root, mpq_numref(x), 2);
    if (decimals > 0) mpz_mul(root, root, scale);
    if (decimals < 0)
        mpz_mul(scale, scale, mpq_denref(x));
    else
        mpz_set(scale, mpq_denref(x));
    mpz_fdiv_q(root, root, scale);
    mpz_sqrt(root, root);
    mpz_add_ui(root, root, 1);
    mpz_fdiv_q_2exp(root, root, 1);
    if (mpz_fits_slong_p(root)) value = mpz_get_si(root);
    mpz_clear(scale);
    mpz_clear(root);
    return value;
}

int64_t ds_quality_cv(const ds_moment *m, int ddof, int decimals)
{
    int64_t cv = DS_MISSING;
    mpq_t x;
    mpq_init(x);
    if (squared_cv(m, ddof, x)) cv = rounded_root(x, decimals);
    mpq_clear(x);
    return cv != DS_MISSING && m->sum < 0 ? -cv : cv;
}

int64_t ds_quality_sd(const ds_moment *m, int ddof, int decimals)
{
    mpq_t x, n;
    if (m->n <= ddof) return DS_MISSING;
    mpq_init(x);
    mpq_init(n);
    sum_of_squares(m, x);
    ds_ratio_set(n, m->n - ddof, 1);
    mpq_div(x, x, n);
    const int64_t sd = rounded_root(x, decimals);
    mpq_clear(n);
    mpq_clear(x);
    return sd;
}

bool ds_quality_cv_over(const ds_moment *m, int ddof, int64_t goal)
{
    mpq_t x, limit;
    mpq_init(x);
    mpq_init(limit);
    ds_ratio_set(limit, goal, DS_RATE_ONE);
    mpq_mul(limit, limit, limit);
    const bool is_over = squared_cv(m, ddof, x) && mpq_cmp(x, limit) > 0;
    mpq_clear(limit);
    mpq_clear(x);
    return is_over;
}

/* Sums over groups are integers in 2^-32, so that no order of the groups'
 * codes can change them. */
enum { FRACTION_BITS = 32, INDEX_DECIMALS = 6 };

/* What CEI or TEI needs of one hospital. */
typedef struct index_sums {
    int64_t n;
    ds_i128 ratios;           /* sum of own / area mean, in 2^-32 */
    ds_i128 actual, expected; /* own, and n x area mean, the latter in 2^-32 */
} index_sums;

/* `n` cases that cost (or stayed) `own` where the area's mean is m's. */
static void index_add(index_sums *x, int64_t n, int64_t own, ds_moment m)
{
    if (n == 0 || m.sum <= 0) return;
    const ds_i128 one = (ds_i128)1 << FRACTION_BITS;
    x->n += n;
    x->ratios += ds_round_div((ds_i128)own * m.n * one, m.sum);
    x->actual += own;
    const ds_i128 whole = n * m.sum / m.n, rest = n * m.sum % m.n;
    x->expected += whole * one + ds_round_div(rest * one, m.n);
}

/* num / den / 2^bits in 1e-6; DS_MISSING where den is 0. */
static int64_t index_value(ds_i128 num, ds_i128 den, int bits)
{
    int64_t value = DS_MISSING;
    mpq_t q;
    if (den <= 0) return DS_MISSING;
    mpq_init(q);
    ds_ratio_set(q, num, den);
    if (bits < 0)
        mpq_mul_2exp(q, q, (mp_bitcnt_t)-bits);
    else
        mpq_div_2exp(q, q, (mp_bitcnt_t)bits);
    if (!ds_ratio_round(q, INDEX_DECIMALS, &value)) value = DS_MISSING;
    mpq_clear(q);
    return value;
}

static ds_i128 fixed_weight(const mpq_t weight)
{
    return (ds_i128)llrint(ldexp(mpq_get_d(weight), FRACTION_BITS));
}

static void publish(const index_sums *x, int64_t *mean, int64_t *sums)
{
    *mean = index_value(x->ratios, x->n, FRACTION_BITS);
    *sums = index_value(x->actual, x->expected, -FRACTION_BITS);
}

ds_status ds_performance_of(const ds_weights *w, size_t first, size_t next,
                            ds_performance *out, ds_error *err)
{
    index_sums cost = {0}, days = {0};
    ds_i128 weight = 0;
    *out = (ds_performance){0};
    for (size_t p = first; p < next; p++) {
        const int64_t n = ds_cube_n(&w->by_pair, p);
        if (n == 0) continue; /* its codes may be missing */
        const size_t g = (size_t)ds_groups_code(&w->pairs, p, 1);
        int64_t own = 0, own_days = 0, day_cases = 0;
        out->n += n;
        weight += n * fixed_weight(w->weight[g]);
        DS_TRY(ds_cube_sum_i64(&w->by_pair, p, 0, &own, err));
        index_add(&cost, n, own, ds_moments_get(&w->cost_kept, g));
        if (!w->has_days) continue;
        DS_TRY(ds_cube_sum_i64(&w->by_pair, p, 1, &own_days, err));
        DS_TRY(ds_cube_sum_i64(&w->by_pair, p, 2, &day_cases, err));
        index_add(&days, day_cases, own_days, ds_moments_get(&w->days_kept, g));
    }
    out->cmi = index_value(weight, out->n, FRACTION_BITS);
    publish(&cost, &out->cei, &out->cei_sums);
    publish(&days, &out->tei, &out->tei_sums);
    return DS_OK;
}
