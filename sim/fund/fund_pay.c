/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_pay.c - demand, budget, point value and what the fund pays for
 * budgeted care (rules T1, Y1, Y8, T4b of policy.md); see fund_model.h. */
#include "sim/fund/fund_model.h"

#include "base/money.h"
#include "kernels/elementary.h"

#include <string.h>

/* ---- demand -------------------------------------------------------------- */

static void demand(ds_fund_paths *w, const ds_fund_model *m, size_t k,
                   int64_t t)
{
    const ds_fund_pool *p = &m->pool[k];
    const int64_t year = m->v.base_year + t;
    const bool is_reformed =
        m->v.reform_year != DS_KEY_NONE && year >= m->v.reform_year;
    const double care =
        p->care * (is_reformed ? ds_fund_rate(m->v.pool[k].reform) : 1.0);
    const ds_fund_state *s = &w->state[k];
    double *out = w->figure[k][DS_FUND_DEMAND], *volume = w->scratch[2];
    const double first = p->first[t][DS_FUND_N_EPIDEMIC - 1];
    const double second = p->second[t][DS_FUND_N_EPIDEMIC - 1];
#pragma omp simd
    for (size_t i = 0; i < w->n; i++)
        volume[i] = first * s->active[i] + second * s->retired[i];
    for (size_t i = 0; i < w->n && m->has_epidemic; i++) {
        const size_t e = (size_t)w->epidemic[i];
        volume[i] =
            p->first[t][e] * s->active[i] + p->second[t][e] * s->retired[i];
    }
#pragma omp simd
    for (size_t i = 0; i < w->n; i++)
        out[i] = ds_fund_whole(care * volume[i] * s->care[i] * w->cut[i]);
}

/* ---- budget -------------------------------------------------------------- */

/* Y1: the mean growth of three years, at most the cap, into g. */
static void growth_y1(ds_fund_paths *w, const ds_fund_model *m, size_t k,
                      double *g)
{
    const ds_fund_pool_keys *keys = &m->v.pool[k];
    const double cap = ds_fund_rate(keys->budget_cap);
    const ds_fund_state *s = &w->state[k];
    double *const *past = s->growth;
    if (keys->budget_mean == 1) {
#pragma omp simd
        for (size_t i = 0; i < w->n; i++)
            g[i] = (past[0][i] + past[1][i] + past[2][i]) / 3.0 - 1.0;
    } else {
#pragma omp simd
        for (size_t i = 0; i < w->n; i++)
            g[i] = past[0][i] * past[1][i] * past[2][i];
        ds_log(w->n, g, g);
#pragma omp simd
        for (size_t i = 0; i < w->n; i++) g[i] /= 3.0;
        ds_exp(w->n, g, g);
#pragma omp simd
        for (size_t i = 0; i < w->n; i++) g[i] -= 1.0;
    }
#pragma omp simd
    for (size_t i = 0; i < w->n; i++) g[i] = g[i] < cap ? g[i] : cap;
}

/* T1: g_need = (1 + g_pop)(1 + g_hcpi) - 1, g_fund by its key. */
static void growth_t1(ds_fund_paths *w, const ds_fund_model *m, size_t k,
                      int64_t t, const double *fund, double *g)
{
    const ds_fund_pool *p = &m->pool[k];
    const int32_t mode = m->v.pool[k].t1;
    const bool is_drawn = m->is_random[DS_FUND_PRICE] && !m->is_deterministic;
    ds_fund_state *s = &w->state[k];
#pragma omp simd
    for (size_t i = 0; i < w->n; i++) {
        const double heads =
            p->heads[t] * s->active[i] + p->retired[t] * s->retired[i];
        const double people = s->heads[i] > 0.0 ? heads / s->heads[i] : 1.0;
        const double price =
            is_drawn ? w->value[DS_FUND_PRICE][i] : m->centre[DS_FUND_PRICE][t];
        const double need = people * (1.0 + price) - 1.0;
        s->heads[i] = heads;
        g[i] = mode == DS_FUND_T1_NEED                     ? need
               : mode == DS_FUND_T1_FUND || fund[i] < need ? fund[i]
                                                           : need;
    }
}

/* Budget growth of the year by the pool's mode, into g. */
static void growth(ds_fund_paths *w, const ds_fund_model *m, size_t k,
                   int64_t t, double *g)
{
    const ds_fund_driver d = k == DS_FUND_EMP ? DS_FUND_EMP_BUDGET_GROWTH
                                              : DS_FUND_RES_BUDGET_GROWTH;
    const int32_t mode = m->v.pool[k].budget;
    const bool is_drawn = m->is_random[d] && !m->is_deterministic;
    double *fund = w->scratch[1];
    if (mode == DS_FUND_BUDGET_Y1) {
        growth_y1(w, m, k, g);
        return;
    }
#pragma omp simd
    for (size_t i = 0; i < w->n; i++)
        fund[i] = is_drawn ? w->value[d][i] : m->centre[d][t];
    if (mode == DS_FUND_BUDGET_T1)
        growth_t1(w, m, k, t, fund, g);
    else
        memcpy(g, fund, w->n * sizeof *g);
}

static void adjust_midyear(ds_fund_paths *w, const ds_fund_model *m, size_t k)
{
    const ds_fund_pool_keys *keys = &m->v.pool[k];
    const double *care = w->figure[k][DS_FUND_DEMAND];
    double *budget = w->figure[k][DS_FUND_BUDGET];
    if (keys->midyear_trigger == DS_KEY_NONE || keys->midyear_share == 0)
        return;
    const double trigger = 1.0 + ds_fund_rate(keys->midyear_trigger);
    const double share = ds_fund_rate(keys->midyear_share);
#pragma omp simd
    for (size_t i = 0; i < w->n; i++) {
        const double over = care[i] - trigger * budget[i];
        if (over > 0.0) budget[i] = ds_fund_whole(budget[i] + share * over);
    }
}

static void make_budget(ds_fund_paths *w, const ds_fund_model *m, size_t k,
                        int64_t t)
{
    ds_fund_state *s = &w->state[k];
    double *g = w->scratch[3], *budget = w->figure[k][DS_FUND_BUDGET];
    growth(w, m, k, t, g);
#pragma omp simd
    for (size_t i = 0; i < w->n; i++) {
        const double step = 1.0 + g[i] + s->budget_step[i];
        budget[i] = ds_fund_whole(s->budget[i] * (step > 0.0 ? step : 0.0));
    }
    adjust_midyear(w, m, k);
    memcpy(s->budget, budget, w->n * sizeof *budget);
}

/* ---- points and payment -------------------------------------------------- */

/* Points grow with heads, use, case mix and, in the drawn behaviour, with a
 * point value that lies below its target. */
static void count_points(ds_fund_paths *w, const ds_fund_model *m, size_t k,
                         int64_t t)
{
    const ds_fund_driver parts[2][2] = {
        {DS_FUND_EMP_USE, DS_FUND_EMP_CASEMIX},
        {DS_FUND_RES_USE, DS_FUND_RES_CASEMIX}
    };
    const ds_fund_pool *p = &m->pool[k];
    ds_fund_state *s = &w->state[k];
    double *value = w->figure[k][DS_FUND_VALUE];
    const double *budget = w->figure[k][DS_FUND_BUDGET];
    for (size_t j = 0; j < 2; j++) {
        const ds_fund_driver d = parts[k][j];
        const bool is_drawn = m->is_random[d] && !m->is_deterministic;
        const double *g = w->value[d];
        const double step = 1.0 + m->centre[d][t];
#pragma omp simd
        for (size_t i = 0; i < w->n; i++)
            s->points[i] *= is_drawn ? 1.0 + g[i] : step;
    }
    for (size_t i = 0; i < w->n && p->eta > 0.0; i++)
        if (s->value[i] > 0.0 && s->value[i] < p->target_value)
            s->points[i] *= ds_pow1(p->target_value / s->value[i], p->eta);
#pragma omp simd
    for (size_t i = 0; i < w->n; i++) {
        const double points = s->points[i] * w->scratch[2][i];
        s->value[i] = points > 0.0 && p->budget > 0.0
                          ? budget[i] / p->budget / points
                          : 0.0;
        value[i] = ds_fund_whole(s->value[i] * 1e6);
    }
}

/* The grade that a uniform draws. */
static size_t grade_of(const ds_rates *chances, double u)
{
    int64_t sum = 0;
    size_t grade = 0;
    for (; grade + 1 < (size_t)chances->n; grade++) {
        sum += chances->value[grade];
        if (u < ds_fund_rate(sum)) break;
    }
    return grade;
}

/* Y8: over the budget the fund bears a part of what is reasonable, below it
 * hospitals keep a part. The likeliest grade where nothing is drawn. */
static void share_out(ds_fund_paths *w, const ds_fund_model *m, size_t k)
{
    const ds_fund_pool_keys *keys = &m->v.pool[k];
    const double *care = w->figure[k][DS_FUND_DEMAND];
    const double *budget = w->figure[k][DS_FUND_BUDGET];
    const double *u = w->uniform[2 + k];
    const double bound =
        keys->reasonable == DS_KEY_NONE ? 1e9 : ds_fund_rate(keys->reasonable);
    double *paid = w->scratch[0];
    size_t grade = 0;
    for (int32_t i = 1; i < keys->grades.n; i++)
        if (keys->grades.value[i] > keys->grades.value[grade])
            grade = (size_t)i;
    for (size_t i = 0; i < w->n; i++) {
        if (keys->grades.n > 1 && !m->is_deterministic)
            grade = grade_of(&keys->grades, u[i]);
        const double over = care[i] - budget[i];
        const double most = bound * budget[i];
        paid[i] =
            over > 0.0
                ? budget[i] + ds_fund_rate(keys->over_share.value[grade]) *
                                  (over < most ? over : most)
                : care[i] - ds_fund_rate(keys->keep.value[grade]) * over;
    }
}

void ds_fund_pay(ds_fund_paths *w, const ds_fund_model *m, size_t k, int64_t t)
{
    const size_t bytes = w->n * sizeof(double);
    demand(w, m, k, t);
    if (m->v.pool[k].budget == DS_FUND_BUDGET_NONE) {
        memcpy(w->figure[k][DS_FUND_BUDGET], w->figure[k][DS_FUND_DEMAND],
               bytes);
        memcpy(w->scratch[0], w->figure[k][DS_FUND_DEMAND], bytes);
        for (size_t i = 0; i < w->n; i++) w->figure[k][DS_FUND_VALUE][i] = 1e6;
        return;
    }
    make_budget(w, m, k, t);
    count_points(w, m, k, t);
    share_out(w, m, k);
}
