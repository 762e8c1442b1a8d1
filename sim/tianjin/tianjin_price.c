/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_price.c - T7, T9; see tianjin_points.h for the
 * contract. */
#include "sim/tianjin/tianjin_points.h"

/* ---- T7 ------------------------------------------------------------------ */

static bool is_compared(const int64_t *points, const int64_t *doses, int c)
{
    return doses[c] > 0 && points[c] > 0;
}

/* The others: their highest or mean price, and the mean that caps. */
static bool others(const ds_tj_policy *p, const int64_t *points,
                   const int64_t *doses, int c, mpq_t against, mpq_t mean)
{
    ds_i128 all_points = 0, all_doses = 0;
    mpq_t a, sum;
    unsigned long n = 0;
    mpq_inits(a, sum, NULL);
    mpq_set_ui(against, 0, 1);
    for (int j = 0; j < DS_TJ_CLASSES; j++) {
        if (j == c || !is_compared(points, doses, j)) continue;
        ds_ratio_set(a, points[j], doses[j]);
        if (mpq_cmp(a, against) > 0) mpq_set(against, a);
        mpq_add(sum, sum, a);
        all_points += points[j];
        all_doses += doses[j];
        n++;
    }
    if (n) {
        mpq_set_ui(a, 1, n);
        mpq_mul(sum, sum, a);
        ds_ratio_set(mean, all_points, all_doses);
        if (p->herb_mean == DS_TJ_MEAN_CLASSES) mpq_set(mean, sum);
        if (p->herb_against == DS_TJ_AGAINST_MEAN) mpq_set(against, sum);
    }
    mpq_clears(a, sum, NULL);
    return n > 0;
}

bool ds_t7_cap(const ds_tj_policy *p, const int64_t points[DS_TJ_CLASSES],
               const int64_t doses[DS_TJ_CLASSES], int c, mpq_t cap)
{
    mpq_t own, against;
    bool is_above = false;
    if (!is_compared(points, doses, c)) return false;
    mpq_inits(own, against, NULL);
    if (others(p, points, doses, c, against, cap)) {
        ds_ratio_set(own, (ds_i128)DS_RATE_ONE + p->herb_delta, DS_RATE_ONE);
        mpq_mul(against, against, own);
        ds_ratio_set(own, points[c], doses[c]);
        is_above = mpq_cmp(own, against) > 0;
    }
    mpq_clears(own, against, NULL);
    return is_above;
}

void ds_t7_points(int64_t points, int64_t doses, const mpq_t cap, mpq_t out)
{
    mpq_t most;
    mpq_init(most);
    ds_tj_add_product(most, cap, doses);
    ds_ratio_set(out, points, 1);
    if (mpq_cmp(most, out) < 0) mpq_set(out, most);
    mpq_clear(most);
}

/* ---- T9 ------------------------------------------------------------------ */

static int64_t kept_rate(const ds_tj_policy *p, bool refuses, int band)
{
    return refuses ? 0 : p->vp_rates.value[band];
}

/* t * (1 + edge of a band) into q; false: the band has no end. */
static bool edge_of(const ds_tj_policy *p, int band, const mpq_t t, mpq_t q)
{
    const int64_t edge = band < 0 ? 0 : p->vp_edges.value[band];
    if (edge == DS_KEY_NONE) return false;
    ds_ratio_set(q, (ds_i128)DS_RATE_ONE + edge, DS_RATE_ONE);
    mpq_mul(q, q, t);
    return true;
}

/* sum_b c_b portion_b of I > t: added to `kept`. */
static void progressive(const ds_tj_policy *p, bool refuses, const mpq_t i,
                        const mpq_t t, mpq_t kept)
{
    mpq_t low, high;
    mpq_inits(low, high, NULL);
    for (int b = 0; b < p->vp_rates.n; b++) {
        (void)edge_of(p, b - 1, t, low);
        if (mpq_cmp(i, low) <= 0) break;
        if (!edge_of(p, b, t, high) || mpq_cmp(i, high) < 0) mpq_set(high, i);
        mpq_sub(high, high, low);
        ds_ratio_set(low, kept_rate(p, refuses, b), DS_RATE_ONE);
        mpq_mul(high, high, low);
        mpq_add(kept, kept, high);
    }
    mpq_clears(low, high, NULL);
}

/* The whole excess at the rate of the band that I stands in. */
static void flat(const ds_tj_policy *p, bool refuses, const mpq_t i,
                 const mpq_t t, mpq_t kept)
{
    int top = 0;
    mpq_t edge, rate;
    mpq_inits(edge, rate, NULL);
    while (top + 1 < p->vp_rates.n && edge_of(p, top, t, edge) &&
           mpq_cmp(i, edge) > 0)
        top++;
    ds_ratio_set(rate, p->vp_rates.n ? kept_rate(p, refuses, top) : 0,
                 DS_RATE_ONE);
    mpq_sub(edge, i, t);
    mpq_mul(edge, edge, rate);
    mpq_add(kept, kept, edge);
    mpq_clears(edge, rate, NULL);
}

void ds_t9_factor(const ds_tj_policy *p, bool refuses, int64_t e, int64_t days,
                  const mpq_t t, mpq_t factor)
{
    mpq_t i, kept;
    mpq_set_ui(factor, 1, 1);
    if (e <= 0 || days <= 0) return;
    mpq_inits(i, kept, NULL);
    ds_ratio_set(i, e, days);
    if (mpq_cmp(i, t) > 0) {
        mpq_set(kept, t);
        if (p->vp_mode == DS_TJ_VP_FLAT)
            flat(p, refuses, i, t, kept);
        else
            progressive(p, refuses, i, t, kept);
        mpq_div(factor, kept, i);
    }
    mpq_clears(i, kept, NULL);
}
