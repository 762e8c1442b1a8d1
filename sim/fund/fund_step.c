/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_step.c - one year of one pool on many paths; see fund_model.h.
 *
 * Indices grow in doubles; every amount of a path is rounded to whole fen once
 * a year, and what is computed from amounts starts from whole fen. */
#include "sim/fund/fund_model.h"

#include "base/money.h"
#include "kernels/elementary.h"

#include <string.h>

typedef struct driver_set {
    ds_fund_driver a, b, active, retired, use, intensity, share, outside,
        casemix, budget, collection;
} driver_set;

static const driver_set drivers_of[DS_FUND_N_POOLS] = {
    {DS_FUND_EMP_WAGE,    DS_FUND_EMP_WAGE,    DS_FUND_EMP_ACTIVE,
     DS_FUND_EMP_RETIRED, DS_FUND_EMP_USE, DS_FUND_EMP_INTENSITY,
     DS_FUND_EMP_SHARE, DS_FUND_EMP_OUTSIDE, DS_FUND_EMP_CASEMIX,
     DS_FUND_EMP_BUDGET_GROWTH, DS_FUND_EMP_COLLECTION},
    {DS_FUND_RES_PREMIUM, DS_FUND_RES_SUBSIDY, DS_FUND_RES_HEADS,
     DS_FUND_RES_HEADS,   DS_FUND_RES_USE, DS_FUND_RES_INTENSITY,
     DS_FUND_RES_SHARE, DS_FUND_RES_OUTSIDE, DS_FUND_RES_CASEMIX,
     DS_FUND_RES_BUDGET_GROWTH, DS_FUND_RES_COLLECTION}
};

/* The values of a driver, or NULL where it is the same on every path. */
static const double *values(const ds_fund_paths *w, const ds_fund_model *m,
                            ds_fund_driver d)
{
    return m->is_random[d] && !m->is_deterministic ? w->value[d] : NULL;
}

/* The same with one value a path always, in `room` where it is one for all: a
 * masked load of no array is slow. */
static const double *each(const ds_fund_paths *w, const ds_fund_model *m,
                          ds_fund_driver d, int64_t t, double *room)
{
    const double *drawn = values(w, m, d);
    const double centre = m->centre[d][t];
    if (drawn) return drawn;
    for (size_t i = 0; i < w->n; i++) room[i] = centre;
    return room;
}

/* x *= 1 + the driver of year t. */
static void grow(ds_fund_paths *w, const ds_fund_model *m, ds_fund_driver d,
                 int64_t t, double *restrict x)
{
    const double *restrict g = values(w, m, d);
    const double step = 1.0 + m->centre[d][t];
    if (!g && step == 1.0) return;
    if (g) {
#pragma omp simd
        for (size_t i = 0; i < w->n; i++) x[i] *= 1.0 + g[i];
    } else {
        for (size_t i = 0; i < w->n; i++) x[i] *= step;
    }
}

/* Care and points per head: prices are none of the points'. */
static void grow_care(ds_fund_paths *w, const ds_fund_model *m, size_t k,
                      int64_t t)
{
    const driver_set *d = &drivers_of[k];
    const ds_fund_driver parts[] = {DS_FUND_PRICE, d->use, d->intensity,
                                    d->share};
    ds_fund_state *s = &w->state[k];
    const double elasticity = ds_fund_rate(m->v.pool[k].elasticity);
    const double still = m->pool[k].growth[t]; /* of what is not random */
#pragma omp simd
    for (size_t i = 0; i < w->n; i++) s->care[i] *= still;
    for (size_t p = 0; p < DS_COUNT(parts); p++)
        if (m->is_random[parts[p]]) grow(w, m, parts[p], t, s->care);
    if (elasticity == 0.0 || !m->is_random[d->share]) return;
    const double *g = values(w, m, d->share);
    for (size_t i = 0; i < w->n; i++) {
        const double share = 1.0 + (g ? g[i] : m->centre[d->share][t]);
        if (share > 0.0) s->care[i] *= ds_pow1(share, elasticity);
    }
}

static void grow_all(ds_fund_paths *w, const ds_fund_model *m, size_t k,
                     int64_t t)
{
    const driver_set *d = &drivers_of[k];
    ds_fund_state *s = &w->state[k];
    grow(w, m, d->active, t, s->active);
    if (k == DS_FUND_EMP) grow(w, m, d->retired, t, s->retired);
    grow(w, m, d->a, t, s->part_a);
    if (m->pool[k].part_b > 0.0) grow(w, m, d->b, t, s->part_b);
    if (m->pool[k].outside > 0.0) grow(w, m, d->outside, t, s->outside);
    grow_care(w, m, k, t);
}

/* ---- income -------------------------------------------------------------- */

static double epidemic_waiver(const ds_fund_model *m, size_t k)
{
    return k == DS_FUND_EMP ? ds_fund_rate(m->v.epidemic_waiver) : 0.0;
}

static void contribute(ds_fund_paths *w, const ds_fund_model *m, size_t k,
                       int64_t t)
{
    const ds_fund_pool *p = &m->pool[k];
    const ds_fund_driver d = drivers_of[k].collection;
    const double *collected = each(w, m, d, t, w->scratch[2]);
    const double waiver = epidemic_waiver(m, k);
    const double ratio = p->heads[0] > 0.0 ? p->heads[t] / p->heads[0] : 1.0;
    ds_fund_state *s = &w->state[k];
#pragma omp simd
    for (size_t i = 0; i < w->n; i++) {
        const double base =
            (s->part_a[i] + s->part_b[i]) * s->active[i] * ratio;
        s->contribution_base[i] = base;
        s->contributions[i] =
            base * p->rate[t] * (1.0 + s->reaction[i]) * collected[i];
    }
    for (size_t i = 0; i < w->n && waiver > 0.0 && m->has_epidemic; i++)
        if (w->epidemic[i] == 0.0) s->contributions[i] *= 1.0 - waiver;
}

/* Other flows of one direction, whose care is `care`. */
static void add_flows(const ds_fund_paths *w, const ds_fund_pool *p,
                      const ds_fund_state *s, int direction, int64_t t,
                      const double *care, double *sum)
{
    const double year = p->flow[direction][DS_FUND_PER_YEAR][t];
    const double active =
        p->flow[direction][DS_FUND_PER_ACTIVE][t] * p->heads[t];
    const double retired =
        p->flow[direction][DS_FUND_PER_RETIRED][t] * p->retired[t];
    const double base = p->flow[direction][DS_FUND_PER_BASE][t];
    const double of_care = p->flow[direction][DS_FUND_PER_CARE][t];
    if (year + active + retired + base + of_care == 0.0) return;
#pragma omp simd
    for (size_t i = 0; i < w->n; i++)
        sum[i] += year + active * s->active[i] + retired * s->retired[i] +
                  base * s->contribution_base[i] + of_care * care[i];
}

/* ---- spending ------------------------------------------------------------ */

static void spend(ds_fund_paths *w, const ds_fund_model *m, size_t k, int64_t t)
{
    const ds_fund_pool *p = &m->pool[k];
    const double special = ds_fund_rate(m->v.epidemic_payment);
    const double *paid = w->scratch[0];
    ds_fund_state *s = &w->state[k];
    double *care = w->scratch[1], *spending = w->figure[k][DS_FUND_SPENDING];
    double *income = w->figure[k][DS_FUND_INCOME];
#pragma omp simd
    for (size_t i = 0; i < w->n; i++) {
        s->outside_fen[i] = p->outside * s->outside[i];
        care[i] = paid[i] + s->outside_fen[i];
        spending[i] = care[i];
        income[i] = s->contributions[i];
    }
    for (size_t i = 0; i < w->n && special > 0.0 && m->has_epidemic; i++)
        if (w->epidemic[i] == 0.0) spending[i] += special * care[i];
    add_flows(w, p, s, DS_FUND_IN, t, care, income);
    add_flows(w, p, s, DS_FUND_OUT, t, care, spending);
#pragma omp simd
    for (size_t i = 0; i < w->n; i++) {
        income[i] = ds_fund_whole(income[i]);
        spending[i] = ds_fund_whole(spending[i]);
    }
}

/* ---- balance ------------------------------------------------------------- */

static void balance(ds_fund_paths *w, const ds_fund_model *m, size_t k,
                    int64_t t)
{
    const double *interest = each(w, m, DS_FUND_INTEREST, t, w->scratch[2]);
    const double half = m->v.mid_year ? 0.5 : 0.0;
    const double *income = w->figure[k][DS_FUND_INCOME];
    const double *spending = w->figure[k][DS_FUND_SPENDING];
    double *before = w->figure[k][DS_FUND_BALANCE];
    double *gap = w->figure[k][DS_FUND_GAP];
    double *deficit = w->figure[k][DS_FUND_DEFICIT];
    ds_fund_state *s = &w->state[k];
#pragma omp simd
    for (size_t i = 0; i < w->n; i++) {
        const double old = s->balance[i] > 0.0 ? s->balance[i] : 0.0;
        const double net = income[i] - spending[i];
        const double gained = ds_fund_whole(interest[i] * (old + half * net));
        const double now = s->balance[i] + gained + net;
        s->interest[i] = gained;
        before[i] = now;
        s->gap[i] += now < 0.0 ? -now : 0.0;
        s->balance[i] = now < 0.0 ? 0.0 : now;
        s->deficit[i] -= gained + net;
        gap[i] = s->gap[i];
        deficit[i] = s->deficit[i];
    }
#pragma omp simd
    for (size_t i = 0; i < w->n; i++) {
        double most = income[i] > spending[i] ? income[i] : spending[i];
        most = s->balance[i] > most ? s->balance[i] : most;
        most = s->gap[i] > most ? s->gap[i] : most;
        w->peak[i] = w->peak[i] >= most ? w->peak[i] : most;
    }
}

/* The growth of spending joins those of the last three years, which a budget
 * and months payable in the year ahead look at. */
static bool measure_growth(const ds_fund_model *m, ds_fund_state *s, size_t k,
                           size_t n, const double *spending)
{
    if (m->v.months_den != 1 && m->v.pool[k].budget != DS_FUND_BUDGET_Y1)
        return false;
    double *newest = s->growth[0];
    s->growth[0] = s->growth[1];
    s->growth[1] = s->growth[2];
    s->growth[2] = newest;
#pragma omp simd
    for (size_t i = 0; i < n; i++)
        newest[i] = s->spending[i] > 0.0 ? spending[i] / s->spending[i] : 1.0;
    return m->v.months_den == 1;
}

static void measure_months(const ds_fund_model *m, ds_fund_state *s, size_t k,
                           size_t n, double *const *f)
{
    const double *restrict spending = f[DS_FUND_SPENDING];
    const bool is_ahead = measure_growth(m, s, k, n, spending);
    const double *restrict balance = s->balance;
    const double *restrict next = is_ahead ? s->growth[2] : balance;
    double *restrict now = s->months[2], *restrict out = f[DS_FUND_MONTHS];
    s->months[2] = s->months[1];
    s->months[1] = s->months[0];
    s->months[0] = now;
#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        const double under = is_ahead ? spending[i] * next[i] : spending[i];
        const double months = under > 0.0 ? balance[i] * 12.0 / under : 0.0;
        now[i] = months < 1e6 ? months : 1e6;
        out[i] = ds_fund_whole(now[i] * 1e4);
    }
    memcpy(s->spending, spending, n * sizeof *spending);
}

static void measure_rates(const ds_fund_state *s, size_t n, double *const *f)
{
#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        const double base = s->contribution_base[i];
        const double per = base > 0.0 ? 1e6 / base : 0.0;
        f[DS_FUND_INCOME_RATE][i] = ds_fund_whole(f[DS_FUND_INCOME][i] * per);
        f[DS_FUND_COST_RATE][i] = ds_fund_whole(f[DS_FUND_SPENDING][i] * per);
    }
}

static void measure_real(const double *prices, size_t n, double *const *f)
{
#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        const double real = 1.0 / prices[i];
        f[DS_FUND_REAL_INCOME][i] = ds_fund_whole(f[DS_FUND_INCOME][i] * real);
        f[DS_FUND_REAL_SPENDING][i] =
            ds_fund_whole(f[DS_FUND_SPENDING][i] * real);
        f[DS_FUND_REAL_BALANCE][i] =
            ds_fund_whole(f[DS_FUND_BALANCE][i] * real);
    }
}

static void measure(ds_fund_paths *w, const ds_fund_model *m, size_t k)
{
    const uint32_t real = 1u << DS_FUND_REAL_INCOME |
                          1u << DS_FUND_REAL_SPENDING |
                          1u << DS_FUND_REAL_BALANCE;
    const uint32_t rates = 1u << DS_FUND_INCOME_RATE | 1u << DS_FUND_COST_RATE;
    measure_months(m, &w->state[k], k, w->n, w->figure[k]);
    if (w->figures & rates) measure_rates(&w->state[k], w->n, w->figure[k]);
    if (w->figures & real) measure_real(w->prices, w->n, w->figure[k]);
}

/* ---- actuarial balance --------------------------------------------------- */

static void value_flows(ds_fund_paths *w, const ds_fund_model *m, size_t k,
                        int64_t t)
{
    ds_fund_state *s = &w->state[k];
    const double v = w->discounted;
    const double target = ds_fund_rate(m->v.target_months) / 12.0;
    const double *income = w->figure[k][DS_FUND_INCOME];
    const double *spending = w->figure[k][DS_FUND_SPENDING];
    const double opening = (double)m->pool[k].opening.adjusted;
    int64_t last = 0;
    for (size_t h = 0; h < DS_FUND_N_HORIZONS; h++)
        if (ds_fund_horizons[h] <= m->v.years) last = ds_fund_horizons[h];
    if (t > last) return;
#pragma omp simd
    for (size_t i = 0; i < w->n; i++) {
        s->pv_income[i] += v * income[i];
        s->pv_spending[i] += v * spending[i];
        s->pv_base[i] += v * s->contribution_base[i];
    }
    for (size_t h = 0; h < DS_FUND_N_HORIZONS; h++) {
        if (ds_fund_horizons[h] != t) continue;
#pragma omp simd
        for (size_t i = 0; i < w->n; i++) {
            const double sum = opening + s->pv_income[i] - s->pv_spending[i] -
                               v * target * spending[i];
            const double part = s->pv_base[i] > 0.0 ? sum / s->pv_base[i] : 0.0;
            w->actuarial[k][h][i] = ds_fund_whole(part * 1e6);
        }
    }
}

/* ---- reaction ------------------------------------------------------------ */

/* Steps decided on the months payable `lag` years ago. */
static void react(ds_fund_paths *w, const ds_fund_model *m, size_t k)
{
    const ds_fund_pool_keys *keys = &m->v.pool[k];
    const double step = ds_fund_rate(keys->reaction_income);
    const double limit = ds_fund_rate(keys->reaction_limit);
    const double down = ds_fund_rate(keys->reaction_budget);
    const double low = ds_fund_rate(m->v.reaction_low);
    const double high = ds_fund_rate(m->v.reaction_high);
    ds_fund_state *s = &w->state[k];
    const double *months = s->months[m->v.reaction_lag - 1];
    if (!m->v.reaction) return;
#pragma omp simd
    for (size_t i = 0; i < w->n; i++) {
        const double sign = months[i] < low    ? 1.0
                            : months[i] > high ? -1.0
                                               : 0.0;
        double r = s->reaction[i] + sign * step;
        r = r > limit ? limit : r < 0.0 ? 0.0 : r; /* back, not beyond */
        s->reaction[i] = r;
        s->budget_step[i] = -sign * down;
    }
}

void ds_fund_step(ds_fund_paths *w, const ds_fund_model *m, size_t k, int64_t t)
{
    react(w, m, k);
    grow_all(w, m, k, t);
    contribute(w, m, k, t);
    ds_fund_pay(w, m, k, t);
    spend(w, m, k, t);
    balance(w, m, k, t);
    ds_fund_months(w, m, k, t);
    measure(w, m, k);
    value_flows(w, m, k, t);
}
