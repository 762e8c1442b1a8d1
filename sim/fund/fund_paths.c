/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_paths.c - a workspace of paths, its draws and its years; see
 * fund_model.h. */
#include "sim/fund/fund_model.h"

#include "kernels/elementary.h"
#include "kernels/random.h"

#include <string.h>

const int64_t ds_fund_horizons[DS_FUND_N_HORIZONS] = {10, 25, 50};

/* Counters: what is drawn for, its year, the path, four drivers each. */
enum {
    PURPOSE_YEAR = DS_PURPOSE_FUND,
    PURPOSE_ONCE,
    PURPOSE_EVENT, /* words: epidemic, price cut, grades of both pools */
};

enum { N_STATE = sizeof(ds_fund_state) / sizeof(double *) };
enum { N_SHARED = 4 + 4 + 4 }; /* uniform, scratch, epidemic .. peak */

/* ---- memory -------------------------------------------------------------- */

static size_t count_arrays(void)
{
    return 3 * DS_FUND_N_DRIVERS + N_SHARED +
           DS_FUND_N_POOLS * (N_STATE + DS_FUND_N_FIGURES + DS_FUND_N_HORIZONS);
}

static void share_out(double **arrays, size_t n, double **next)
{
    /* Apart by more than their length: not all in the same sets of a cache. */
    for (size_t i = 0; i < n; i++, *next += DS_FUND_BLOCK + 8)
        arrays[i] = *next;
}

ds_status ds_fund_paths_init(ds_fund_paths *w, const ds_fund_model *m,
                             ds_error *err)
{
    const size_t bytes = count_arrays() * (DS_FUND_BLOCK + 8) * sizeof(double);
    (void)m;
    DS_TRY(ds_buffer_reserve(&w->memory, bytes, err));
    memset(w->memory.data, 0, bytes);
    w->figures = UINT32_MAX;
    double *next = w->memory.data;
    share_out(w->z, DS_FUND_N_DRIVERS, &next);
    share_out(w->value, DS_FUND_N_DRIVERS, &next);
    share_out(w->memory_of, DS_FUND_N_DRIVERS, &next);
    share_out(w->uniform, 4, &next);
    share_out(w->scratch, 4, &next);
    share_out(&w->epidemic, 1, &next);
    share_out(&w->cut, 1, &next);
    share_out(&w->prices, 1, &next);
    share_out(&w->peak, 1, &next);
    for (size_t k = 0; k < DS_FUND_N_POOLS; k++) {
        share_out((double **)&w->state[k], N_STATE, &next);
        share_out(w->figure[k], DS_FUND_N_FIGURES, &next);
        share_out(w->actuarial[k], DS_FUND_N_HORIZONS, &next);
    }
    return DS_OK;
}

void ds_fund_paths_destroy(ds_fund_paths *w)
{
    ds_buffer_destroy(&w->memory);
    *w = (ds_fund_paths){0};
}

/* ---- draws --------------------------------------------------------------- */

/* Some paths of a block: n from `at` on, and whose draws they take. */
typedef struct span {
    size_t at, n;
    uint64_t path;
} span;

/* Normals of every driver that a group of factors needs. Four drivers share a
 * counter by their number, so a factor more or less moves no other's; pairs of
 * drivers share a transform, and pairs without a factor are left out. */
static void draw_group(ds_fund_paths *w, const ds_fund_model *m,
                       const ds_fund_group *g, uint64_t purpose, uint64_t year,
                       span s)
{
    bool pair[(DS_FUND_N_DRIVERS + 3) / 4 * 2] = {false};
    for (size_t i = 0; i < g->n; i++) pair[g->factor[i].driver / 2] = true;
    for (size_t slot = 0; slot < DS_COUNT(pair) / 2; slot++) {
        const ds_draws draws = {(uint64_t)m->v.seed, purpose, year, slot};
        double *z[4];
        for (size_t k = 0; k < 4; k++) {
            const size_t d = slot * 4 + k;
            double *to = d < DS_FUND_N_DRIVERS ? w->z[d] : w->scratch[k];
            z[k] = pair[d / 2] ? to + s.at : NULL;
        }
        if (z[0] || z[2]) ds_normals4(&draws, s.path, s.n, z);
    }
}

static void mix_group(ds_fund_paths *w, const ds_fund_group *g)
{
    double *z[DS_FUND_N_DRIVERS];
    for (size_t i = 0; i < g->n; i++) z[i] = w->z[g->factor[i].driver];
    ds_path_mix(w->n, g->n, g->L, z);
}

/* What a process makes of this year's normals, in place. */
static void remember(ds_fund_paths *w, const ds_fund_factor *f,
                     ds_fund_process process, int64_t t)
{
    double *z = w->z[f->driver], *past = w->memory_of[f->driver];
    const double phi = process == DS_FUND_WALK ? 1.0 : f->phi;
    const double fresh = __builtin_sqrt(1.0 - f->phi * f->phi);
    const double news = process == DS_FUND_WALK ? 1.0 : fresh;
    if (process != DS_FUND_AR1 && process != DS_FUND_WALK) return;
    for (size_t i = 0; i < w->n; i++)
        past[i] = t == 1 ? z[i] : phi * past[i] + news * z[i];
    memcpy(z, past, w->n * sizeof *z);
}

static void draw_process(ds_fund_paths *w, const ds_fund_model *m,
                         ds_fund_process process, int64_t t)
{
    const ds_fund_group *g = &m->factors.group[process];
    mix_group(w, g);
    for (size_t i = 0; i < g->n; i++) {
        const ds_fund_factor *f = &g->factor[i];
        if (f->is_still) continue;
        remember(w, f, process, t);
        ds_fund_factor_values(f, m->centre[f->driver][t], w->n, w->z[f->driver],
                              w->value[f->driver]);
    }
}

/* Every other 32 paths take the draws of the 32 before, turned round. */
static void draw_antithetic(ds_fund_paths *w, const ds_fund_model *m,
                            const ds_fund_group *g)
{
    span s = {0};
    for (; s.at < w->n; s.at += s.n) {
        const uint64_t first = w->first + s.at;
        const size_t left = w->n - s.at;
        s.n = (size_t)(DS_DESIGN_RUNS - first % DS_DESIGN_RUNS);
        s.n = s.n < left ? s.n : left;
        const bool is_turned = ds_design_source(first, &s.path);
        draw_group(w, m, g, PURPOSE_ONCE, 0, s);
        for (size_t k = 0; k < g->n && is_turned; k++) {
            double *z = w->z[g->factor[k].driver] + s.at;
            for (size_t i = 0; i < s.n; i++) z[i] = -z[i];
        }
    }
}

static void draw_once(ds_fund_paths *w, const ds_fund_model *m)
{
    const ds_fund_group *g = &m->factors.group[DS_FUND_ONCE];
    if (m->design.kind == DS_DESIGN_RANDOM) {
        draw_group(w, m, g, PURPOSE_ONCE, 0, (span){0, w->n, w->first});
    } else if (m->design.kind == DS_DESIGN_ANTITHETIC) {
        draw_antithetic(w, m, g);
    } else {
        for (size_t k = 0; k < g->n; k++) {
            const ds_fund_driver d = g->factor[k].driver;
            ds_design_uniforms(&m->design, d, w->first, w->n, w->z[d]);
            ds_normal_quantile(w->n, w->z[d], w->z[d]);
        }
    }
    draw_process(w, m, DS_FUND_ONCE, 1);
}

/* One counter serves the yearly factors of all processes. */
static void draw_year(ds_fund_paths *w, const ds_fund_model *m, int64_t t)
{
    static const ds_fund_process yearly[] = {DS_FUND_YEARLY, DS_FUND_AR1,
                                             DS_FUND_WALK};
    ds_fund_group all = {0};
    for (size_t i = 0; i < DS_COUNT(yearly); i++) {
        const ds_fund_group *g = &m->factors.group[yearly[i]];
        for (size_t k = 0; k < g->n; k++)
            all.factor[all.n++].driver = g->factor[k].driver;
    }
    draw_group(w, m, &all, PURPOSE_YEAR, (uint64_t)t,
               (span){0, w->n, w->first});
    for (size_t i = 0; i < DS_COUNT(yearly); i++)
        draw_process(w, m, yearly[i], t);
}

/* A centre that moves from year to year moves a factor drawn once with it. */
static void shift_once(ds_fund_paths *w, const ds_fund_model *m, int64_t t)
{
    const ds_fund_group *g = &m->factors.group[DS_FUND_ONCE];
    for (size_t i = 0; i < g->n && t > 1; i++) {
        const ds_fund_driver d = g->factor[i].driver;
        const double shift = m->centre[d][t] - m->centre[d][t - 1];
        if (shift == 0.0 || g->factor[i].is_still) continue;
        for (size_t p = 0; p < w->n; p++) w->value[d][p] += shift;
    }
}

/* ---- events -------------------------------------------------------------- */

static void fill(double *x, size_t n, double value)
{
    for (size_t i = 0; i < n; i++) x[i] = value;
}

static bool has_grades(const ds_fund_model *m)
{
    return m->v.pool[0].grades.n > 1 || m->v.pool[1].grades.n > 1;
}

static void happen(ds_fund_paths *w, const ds_fund_model *m, int64_t t)
{
    const bool is_certain = m->v.epidemic_year == m->v.base_year + t;
    const bool is_cut = m->v.cut_year == m->v.base_year + t;
    const double chance = (double)m->v.epidemic / DS_RATE_ONE;
    const double cut = (double)m->v.cut / DS_RATE_ONE;
    const double saved = 1.0 - (double)m->v.cut_size / DS_RATE_ONE;
    if (!m->has_epidemic && !m->has_cut && !has_grades(m)) return;
    const ds_draws draws = {(uint64_t)m->v.seed, PURPOSE_EVENT, (uint64_t)t, 0};
    if (m->is_deterministic) /* the most likely: only what is certain */
        for (size_t k = 0; k < 4; k++) fill(w->uniform[k], w->n, 1.0 - 1e-12);
    else
        ds_uniforms4(&draws, w->first, w->n, w->uniform);
    for (size_t i = 0; i < w->n && m->has_epidemic; i++) {
        const double older = w->epidemic[i] + 1.0;
        w->epidemic[i] = is_certain || w->uniform[0][i] < chance ? 0.0
                         : older > DS_FUND_N_EPIDEMIC - 1
                             ? DS_FUND_N_EPIDEMIC - 1
                             : older;
    }
    for (size_t i = 0; i < w->n && m->has_cut; i++)
        if (is_cut || w->uniform[1][i] < cut) w->cut[i] *= saved;
}

/* ---- paths --------------------------------------------------------------- */

static void begin_pool(ds_fund_paths *w, const ds_fund_model *m, size_t k)
{
    const ds_fund_pool *p = &m->pool[k];
    const ds_fund_driver d =
        k == DS_FUND_EMP ? DS_FUND_EMP_UNBOOKED : DS_FUND_RES_UNBOOKED;
    const ds_rates *past = &m->v.pool[k].growth_history;
    ds_fund_state *s = &w->state[k];
    double **all = (double **)s;
    const double months =
        p->opening.spending > 0
            ? (double)p->opening.adjusted * 12.0 / (double)p->opening.spending
            : 0.0;
    double *const ones[] = {s->active,  s->retired, s->care,
                            s->outside, s->points,  s->value};
    for (size_t i = 0; i < N_STATE; i++) fill(all[i], w->n, 0.0);
    for (size_t i = 0; i < DS_COUNT(ones); i++) fill(ones[i], w->n, 1.0);
    for (size_t i = 0; i < w->n; i++) {
        const double error =
            (m->is_random[d] && !m->is_deterministic ? w->value[d][i]
                                                     : m->centre[d][1]) -
            1.0;
        s->balance[i] = ds_fund_whole((double)p->opening.adjusted -
                                      (double)p->opening.unbooked * error);
    }
    fill(s->part_a, w->n, p->part_a);
    fill(s->part_b, w->n, p->part_b);
    fill(s->budget, w->n, p->budget);
    fill(s->spending, w->n, (double)p->opening.spending);
    fill(s->heads, w->n, p->heads[0] + p->retired[0]);
    for (int i = 0; i < 3; i++) {
        fill(s->months[i], w->n, months);
        fill(s->growth[i], w->n, 1.0 + ds_fund_rate_of(past, i + 1));
    }
}

void ds_fund_paths_begin(ds_fund_paths *w, const ds_fund_model *m,
                         uint64_t first, size_t n)
{
    w->first = first;
    w->n = n;
    w->discounted = 1.0;
    w->most = m->v.paths > (1 << 23) ? 0x1p50 : 0x1p52;
    fill(w->epidemic, n, DS_FUND_N_EPIDEMIC - 1);
    fill(w->cut, n, 1.0);
    fill(w->prices, n, 1.0);
    fill(w->peak, n, 0.0);
    if (!m->is_deterministic) draw_once(w, m);
    for (size_t k = 0; k < DS_FUND_N_POOLS; k++)
        if (m->pool[k].is_run) begin_pool(w, m, k);
}

static ds_fund_step_fn *widest_step(void)
{
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2")) return ds_fund_step_avx2;
#endif
    return ds_fund_step;
}

void ds_fund_paths_year(ds_fund_paths *w, const ds_fund_model *m, int64_t t)
{
    if (!m->is_deterministic) {
        draw_year(w, m, t);
        shift_once(w, m, t);
    }
    happen(w, m, t);
    ds_fund_step_fn *const step = widest_step();
    w->discounted /= 1.0 + (double)m->v.discount / DS_RATE_ONE;
    const double cpi = 1.0 + m->centre[DS_FUND_CPI][t];
    const bool is_drawn = m->is_random[DS_FUND_CPI] && !m->is_deterministic;
    for (size_t i = 0; i < w->n; i++)
        w->prices[i] *= is_drawn ? 1.0 + w->value[DS_FUND_CPI][i] : cpi;
    for (size_t k = 0; k < DS_FUND_N_POOLS; k++)
        if (m->pool[k].is_run) step(w, m, k, t);
}

ds_status ds_fund_paths_check(const ds_fund_paths *w, ds_error *err)
{
    for (size_t i = 0; i < w->n; i++)
        if (!(w->peak[i] < w->most))
            return ds_hint(
                err,
                ds_fail(err, DS_ERR_OVERFLOW,
                        "path %llu: an amount passes %.0f trillion yuan, which "
                        "is not kept to the fen",
                        (unsigned long long)(w->first + i), w->most / 1e14),
                "bound the growth rates (factor.<key>.max), or run fewer "
                "years");
    return DS_OK;
}
