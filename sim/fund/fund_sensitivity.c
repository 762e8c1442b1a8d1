/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_sensitivity.c - see fund_sensitivity.h for the contract. */
#include "sim/fund/fund_sensitivity.h"

#include "base/money.h"
#include "kernels/elementary.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define K(field) offsetof(ds_sensitivity_policy, field)

/* clang-format off */
static const ds_key rows[] = {
    {"sensitivity.figure", K(figure), DS_KEY_TEXT, "balance", NULL, NULL, NULL, "", "fund-model 5", "figure of the model (balance, months, spending, income, deficit, gap ...), or depleted", "考察的指标"},
    {"sensitivity.pool", K(pool), DS_KEY_CHOICE, "employee", NULL, NULL, "employee|resident", "", "fund-model 5", "pool of the figure", "基金"},
    {"sensitivity.year", K(year), DS_KEY_INT, "none", "1900", "2299", NULL, "", "fund-model 5", "year of the figure; none: the last", "年度"},
    {"sensitivity.tornado_paths", K(tornado_paths), DS_KEY_INT, "2048", "1", "1000000", NULL, "paths", "fund-model 5", "paths with each factor held at its 10 and 90 % point", "龙卷风图路径数"},
    {"sensitivity.noise", K(is_grouped), DS_KEY_CHOICE, "inner", NULL, NULL, "inner|group", "", "fund-model 5", "yearly draws: integrated by inner paths, or one grouped input", "逐年噪声的处理"},
    {"sensitivity.paths", K(inner), DS_KEY_INT, "64", "1", "100000", NULL, "paths", "fund-model 5", "inner paths at every point (noise: inner)", "每点内层路径数"},
    {"sensitivity.points", K(points), DS_KEY_INT, "1024", "32", "1048576", NULL, "points", "fund-model 5", "base points of Sobol's indices, a multiple of 32", "Sobol指数基点数"},
    {"sensitivity.trajectories", K(trajectories), DS_KEY_INT, "50", "2", "100000", NULL, "", "fund-model 5", "trajectories of Morris' screening", "Morris轨迹数"},
    {"sensitivity.levels", K(levels), DS_KEY_INT, "8", "2", "64", NULL, "", "fund-model 5", "levels of its grid, even", "Morris网格水平数"},
    {"sensitivity.seed", K(seed), DS_KEY_INT, "1", "0", NULL, NULL, "", "fund-model 5", "seed of the points", "取点种子"},
};
/* clang-format on */

const ds_keys ds_sensitivity_keys = {"sensitivity", rows, DS_COUNT(rows), NULL};

/* clang-format off */
static const struct {
    const char *name, *unit;
    int decimals;
} figures[DS_FUND_N_FIGURES + 1] = {
#define FIGURE_ROW(id, name, money, decimals, unit, zh, help) {name, unit, decimals},
    DS_FUND_FIGURES(FIGURE_ROW)
    {"depleted", "1", 0}
#undef FIGURE_ROW
};
/* clang-format on */

enum { POINTS = 8 /* of a block of work */ };

typedef struct work {
    const ds_sensitivity_request *r;
    ds_sensitivity *out;
    int64_t t; /* year of the model */
    double scale;
    ds_fund_paths *paths;                            /* a workspace a thread */
    const ds_fund_factor *factor[DS_FUND_N_DRIVERS]; /* of the inputs */
    size_t n_factors;                                /* without the noise */
    /* of the call in work */
    size_t n, k;
    const double *x;
    double *y;
} work;

/* ---- one point ----------------------------------------------------------- */

/* Sum of the figure over the paths of the workspace, after its last year. */
static double sum_of(const work *w, const ds_fund_paths *p)
{
    const int32_t k = w->r->policy->pool;
    const bool is_depleted = w->out->figure == DS_FUND_N_FIGURES;
    const double *x = p->figure[k][is_depleted ? DS_FUND_GAP : w->out->figure];
    double sum = 0;
    for (size_t i = 0; i < p->n; i++) sum += is_depleted ? x[i] > 0 : x[i];
    return sum;
}

/* The opening balance rests on what is drawn for the amount not booked. */
static void reopen(ds_fund_paths *p, const ds_fund_model *m)
{
    static const ds_fund_driver errors[DS_FUND_N_POOLS] = {
        DS_FUND_EMP_UNBOOKED, DS_FUND_RES_UNBOOKED};
    for (size_t k = 0; k < DS_FUND_N_POOLS; k++) {
        const ds_fund_opening *o = &m->pool[k].opening;
        if (!m->is_random[errors[k]]) continue;
        for (size_t i = 0; i < p->n; i++)
            p->state[k].balance[i] = ds_fund_whole(
                (double)o->adjusted -
                (double)o->unbooked * (p->value[errors[k]][i] - 1.0));
    }
}

/* Runs n paths of a model; x (NULL: draws stay) holds the inputs. */
static double run_paths(const work *w, const ds_fund_model *m, ds_fund_paths *p,
                        uint64_t first, size_t n, const double *x)
{
    ds_fund_paths_begin(p, m, first, n);
    for (size_t j = 0; x && j < w->n_factors; j++) {
        const ds_fund_factor *f = w->factor[j];
        double z, value;
        ds_normal_quantile(1, &x[j], &z);
        ds_fund_factor_values(f, m->centre[f->driver][1], 1, &z, &value);
        for (size_t i = 0; i < n; i++) p->value[f->driver][i] = value;
    }
    if (x) reopen(p, m);
    for (int64_t t = 1; t <= w->t; t++) ds_fund_paths_year(p, m, t);
    return sum_of(w, p);
}

static double mean_of(const work *w, const ds_fund_model *m, ds_fund_paths *p,
                      uint64_t n, const double *x)
{
    double sum = 0;
    for (uint64_t first = 0; first < n; first += DS_FUND_BLOCK) {
        const uint64_t left = n - first;
        sum +=
            run_paths(w, m, p, first,
                      left < DS_FUND_BLOCK ? (size_t)left : DS_FUND_BLOCK, x);
    }
    return sum / (double)n * w->scale;
}

/* ---- the output as a function of the inputs ------------------------------ */

static ds_status run_points(void *ctx, int thread, size_t block, ds_error *err)
{
    const work *w = ctx;
    const ds_sensitivity_policy *policy = w->r->policy;
    ds_fund_paths *p = &w->paths[thread];
    const size_t end =
        (block + 1) * POINTS < w->n ? (block + 1) * POINTS : w->n;
    for (size_t i = block * POINTS; i < end; i++) {
        const double *x = w->x + i * w->k;
        if (policy->is_grouped)
            w->y[i] = run_paths(w, w->r->model, p,
                                (uint64_t)(x[w->n_factors] * 0x1p40), 1, x) *
                      w->scale;
        else
            w->y[i] = mean_of(w, w->r->model, p, (uint64_t)policy->inner, x);
        if (!isfinite(w->y[i]))
            return ds_fail(err, DS_ERR_OVERFLOW, "a figure is too large");
    }
    return DS_OK;
}

static ds_status output(void *ctx, size_t n, size_t k, const double *x,
                        double *y, ds_error *err)
{
    work *w = ctx;
    w->n = n;
    w->k = k;
    w->x = x;
    w->y = y;
    w->out->runs +=
        n * (w->r->policy->is_grouped ? 1 : (uint64_t)w->r->policy->inner);
    return ds_for_blocks((n + POINTS - 1) / POINTS, w->r->run, run_points, w,
                         err);
}

static ds_status screen(work *w, ds_error *err)
{
    const ds_sensitivity_policy *p = w->r->policy;
    ds_sensitivity *out = w->out;
    const ds_output f = {output, w};
    const ds_morris_request morris = {.k = out->n_inputs,
                                      .n = (size_t)p->trajectories,
                                      .levels = (size_t)p->levels,
                                      .seed = (uint64_t)p->seed};
    const ds_sobol_request sobol = {
        .k = out->n_inputs, .n = (size_t)p->points, .seed = (uint64_t)p->seed};
    DS_TRY(ds_morris_screen(&morris, &f, out->effect, err));
    const ds_status st = ds_sobol_indices(&sobol, &f, out->index, &out->mean,
                                          &out->variance, err);
    if (st != DS_ERR_DATA) return st;
    out->mean = out->base; /* nothing moves it */
    out->variance = 0;
    for (size_t j = 0; j < out->n_inputs; j++)
        out->index[j] = (ds_sobol_index){NAN, NAN, NAN, NAN};
    return DS_OK;
}

/* ---- tornado ------------------------------------------------------------- */

/* The mean over the years of a process' normals has this root of variance: how
 * far a factor that moves every year goes when it is held. */
static double spread(ds_fund_process process, double phi, int64_t years)
{
    double sum = 0;
    const double n = (double)years;
    for (int64_t s = 1; s <= years; s++) {
        const double lag = (double)(s - 1), left = n - lag;
        if (process == DS_FUND_YEARLY) sum += 1;
        if (process == DS_FUND_WALK) sum += left * left;
        if (process == DS_FUND_AR1)
            sum += (s == 1 ? 1 : 2) * left * pow(phi, lag);
    }
    return process == DS_FUND_ONCE ? 1 : sqrt(sum) / n;
}

/* Takes the terms of a driver out of a list of correlations: what is held is
 * correlated with nothing. */
static void forget(char corr[DS_KEY_TEXT_SIZE], const char *driver)
{
    char kept[DS_KEY_TEXT_SIZE] = "";
    const size_t name = strlen(driver);
    size_t n = 0;
    for (const char *at = corr; *at;) {
        const size_t length = strcspn(at, ",");
        const char *term = at + strspn(at, " ");
        if (strncmp(term, driver, name) != 0 || term[name] != ' ')
            n += (size_t)snprintf(kept + n, sizeof kept - n, "%s%.*s",
                                  n > 0 ? "," : "", (int)length, at);
        at += length + (at[length] == ',');
    }
    memcpy(corr, kept, sizeof kept);
}

/* One end of a bar: the model with the driver fixed at the factor's point. */
static ds_status hold(work *w, const ds_fund_factor *f, ds_tornado_bar *bar,
                      int end, ds_error *err)
{
    const ds_sensitivity_request *r = w->r;
    ds_fund_config config = {0};
    ds_fund_model *m = NULL;
    ds_status st = DS_OK;
    const double chance = end == 0 ? 0.1 : 0.9;
    double z;
    ds_normal_quantile(1, &chance, &z);
    z *= spread(bar->process, f->phi, w->t);
    DS_TRY(ds_fund_config_copy(&config, r->config, err));
    ds_rates *list = &config.v.drivers[f->driver];
    config.factor[f->driver] = (ds_fund_factor_keys){.dist = DS_FUND_FIXED};
    config.v.sampling = DS_DESIGN_RANDOM; /* perhaps nothing is left of it */
    for (size_t d = 0; d < DS_FUND_N_DRIVERS; d++)
        forget(config.factor[d].corr, ds_fund_driver_key(f->driver));
    list->n = w->t < DS_KEY_MAX_RATES ? (int32_t)w->t : DS_KEY_MAX_RATES;
    for (int32_t t = 0; t < list->n; t++) {
        double value;
        ds_fund_factor_values(f, r->model->centre[f->driver][t + 1], 1, &z,
                              &value);
        if (t == 0) bar->value[end] = value;
        list->value[t] = (int64_t)llround(value * DS_RATE_ONE);
    }
    DS_GO(ds_alloc(&m, 1, sizeof *m, err));
    DS_GO(ds_fund_model_init(m, &config, r->file, r->tables, err));
    bar->output[end] =
        mean_of(w, m, &w->paths[0], (uint64_t)r->policy->tornado_paths, NULL);
done:
    if (m) ds_fund_model_destroy(m);
    free(m);
    ds_fund_config_destroy(&config);
    return st;
}

static int by_swing(const void *a, const void *b)
{
    const ds_tornado_bar *x = a, *y = b;
    const double p = fabs(x->output[1] - x->output[0]);
    const double q = fabs(y->output[1] - y->output[0]);
    if (p != q) return p > q ? -1 : 1;
    return (x->driver > y->driver) - (x->driver < y->driver);
}

static ds_status tornado(work *w, ds_error *err)
{
    const ds_fund_model *m = w->r->model;
    ds_sensitivity *out = w->out;
    for (size_t g = 0; g < DS_FUND_N_PROCESSES; g++)
        for (size_t i = 0; i < m->factors.group[g].n; i++) {
            const ds_fund_factor *f = &m->factors.group[g].factor[i];
            ds_tornado_bar *bar = &out->bar[out->n_bars++];
            bar->driver = f->driver;
            bar->process = (ds_fund_process)g;
            for (int end = 0; end < 2; end++) DS_TRY(hold(w, f, bar, end, err));
            out->runs += 2 * (uint64_t)w->r->policy->tornado_paths;
        }
    qsort(out->bar, out->n_bars, sizeof *out->bar, by_swing);
    return DS_OK;
}

/* ---- the request --------------------------------------------------------- */

static ds_status key_error(const work *w, const char *key, const char *what,
                           const char *remedy, ds_error *err)
{
    return ds_hint(
        err, ds_fail(err, DS_ERR_CONFIG, "%s: %s: %s", w->r->file, key, what),
        "%s", remedy);
}

static ds_status check(work *w, ds_error *err)
{
    const ds_sensitivity_policy *p = w->r->policy;
    const ds_fund_keys_values *v = &w->r->model->v;
    size_t figure = 0;
    while (figure <= DS_FUND_N_FIGURES &&
           strcmp(figures[figure].name, p->figure) != 0)
        figure++;
    if (figure > DS_FUND_N_FIGURES)
        return key_error(w, "sensitivity.figure", "no such figure",
                         "balance, months, spending, income, demand, budget, "
                         "point_value, gap, deficit, income_rate, cost_rate, "
                         "lowest_month, lowest_so_far, depleted",
                         err);
    w->out->figure = (ds_fund_figure)figure;
    const bool is_money = strcmp(figures[figure].unit, "yuan") == 0;
    w->out->unit = is_money ? "million yuan" : figures[figure].unit;
    w->scale = is_money ? 1e-6 : 1;
    for (int i = 0; i < figures[figure].decimals; i++) w->scale /= 10;
    w->t = p->year == DS_KEY_NONE ? v->years : p->year - v->base_year;
    w->out->year = v->base_year + w->t;
    if (w->t < 1 || w->t > v->years)
        return key_error(w, "sensitivity.year", "outside the model's years",
                         "give a year behind base_year and within years", err);
    if (!w->r->model->pool[p->pool].is_run)
        return key_error(w, "sensitivity.pool", "the pool is not run",
                         "set sensitivity.pool, or pools", err);
    if (figure < DS_FUND_N_FIGURES &&
        !ds_fund_has_figure(w->r->model, (size_t)p->pool, figure))
        return key_error(w, "sensitivity.figure",
                         "the pool has no monthly profile",
                         "give income_months or spending_months of the pool",
                         err);
    if (p->points % DS_SOBOL_GROUPS != 0)
        return key_error(w, "sensitivity.points", "no multiple of 32",
                         "give 1024, 2048, 4096 ...", err);
    if (p->levels % 2 != 0)
        return key_error(w, "sensitivity.levels", "odd",
                         "give an even number of levels", err);
    return w->r->model->factors.n > 0
               ? DS_OK
               : key_error(w, "factor", "nothing is uncertain",
                           "give a driver a distribution: factor.price.dist: "
                           "normal, factor.price.sd: 0.01",
                           err);
}

static void find_inputs(work *w)
{
    const ds_fund_group *g = &w->r->model->factors.group[DS_FUND_ONCE];
    ds_sensitivity *out = w->out;
    for (size_t i = 0; i < g->n; i++) {
        for (size_t j = 0; j < i; j++)
            out->is_correlated |= g->L[i * g->n + j] != 0;
        if (g->factor[i].is_still) continue;
        w->factor[w->n_factors++] = &g->factor[i];
        out->input[out->n_inputs++] = g->factor[i].driver;
    }
    if (w->r->policy->is_grouped)
        out->input[out->n_inputs++] = DS_FUND_N_DRIVERS;
}

ds_status ds_sensitivity_run(const ds_sensitivity_request *r,
                             ds_sensitivity *out, ds_error *err)
{
    work w = {.r = r, .out = out};
    const int threads = r->run->threads;
    ds_status st = DS_OK;
    DS_TRY(check(&w, err));
    find_inputs(&w);
    DS_TRY(ds_alloc(&w.paths, (size_t)threads, sizeof *w.paths, err));
    for (int i = 0; i < threads; i++)
        DS_GO(ds_fund_paths_init(&w.paths[i], r->model, err));
    out->base = mean_of(&w, r->model, &w.paths[0],
                        (uint64_t)r->policy->tornado_paths, NULL);
    out->runs = (uint64_t)r->policy->tornado_paths;
    DS_GO(tornado(&w, err));
    if (out->n_inputs > 0) DS_GO(screen(&w, err));
done:
    for (int i = 0; i < threads; i++) ds_fund_paths_destroy(&w.paths[i]);
    free(w.paths);
    return st;
}
