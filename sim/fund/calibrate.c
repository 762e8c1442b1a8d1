/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/calibrate.c - see calibrate.h for the contract. */
#include "sim/fund/calibrate.h"

#include "base/buffer.h"
#include "base/money.h"
#include "kernels/elementary.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define K(field) offsetof(ds_calibrate_policy, field)

/* clang-format off */
static const ds_key rows[] = {
    {"calibrate.income_per", K(per_all), DS_KEY_CHOICE, "payer", NULL, NULL, "payer|insured", "", "fund-model 4", "income is divided by those who contribute (insured less retired), or by all insured", "收入按缴费人数或参保人数平均"},
    {"calibrate.tolerance", K(tolerance), DS_KEY_FEN, "20000.00", "0", NULL, NULL, "yuan", "9.1", "a balance that is off by more has an opening adjustment", "结余恒等式容差"},
    {"calibrate.min_rates", K(min_rates), DS_KEY_INT, "4", "2", "79", NULL, "years", "fund-model 4", "fewest growth rates behind a factor, also in the back-test", "最少增长率个数"},
    {"calibrate.draws", K(is_once), DS_KEY_CHOICE, "yearly", NULL, NULL, "yearly|once", "", "fund-model 4", "what the factors written for simulate are: yearly noise (sd), or not knowing the mean, drawn once a path (standard error)", "所写因子：逐年波动（标准差），或均值未知（标准误，每条路径抽一次）"},
    {"backtest.horizon", K(horizon), DS_KEY_INT, "3", "1", "20", NULL, "years", "fund-model 4", "years that the back-test looks ahead", "回测年数"},
    {"backtest.bound", K(bound), DS_KEY_RATE, "1", "0.01", "10", NULL, "1", "fund-model 4", "largest log growth of a factor in a year, up or down: Student's tails have no mean of their exponential", "单年对数增长上限"},
    {"backtest.paths", K(paths), DS_KEY_INT, "10000", "100", "1000000", NULL, "paths", "fund-model 4", "paths of the back-test", "回测路径数"},
    {"backtest.seed", K(seed), DS_KEY_INT, "1", "0", NULL, NULL, "", "fund-model 4", "seed of the back-test", "回测种子"},
};
/* clang-format on */

const ds_keys ds_calibrate_keys = {"calibration", rows, DS_COUNT(rows), NULL};

/* ---- levels and rates ---------------------------------------------------- */

int64_t ds_history_payers(const ds_calibration *c, size_t row)
{
    const int64_t heads = ds_table_get(c->history, row, DS_HISTORY_HEADS);
    if (c->policy->per_all ||
        !ds_history_has(c->history, row, DS_HISTORY_RETIRED))
        return heads;
    return heads - ds_table_get(c->history, row, DS_HISTORY_RETIRED);
}

static bool is_money(ds_history_column c)
{
    return ds_history_specs[c].type == DS_CELL_FEN;
}

static bool is_income(ds_history_column c)
{
    return c == DS_HISTORY_INCOME ||
           (c >= DS_HISTORY_CONTRIBUTIONS && c <= DS_HISTORY_OTHER_INCOME);
}

/* The amount without its one-off part. */
static int64_t clean(const ds_table *h, size_t row, ds_history_column column)
{
    const int64_t amount = ds_table_get(h, row, column);
    const ds_history_column one_off = is_income(column)
                                          ? DS_HISTORY_ONE_OFF_INCOME
                                          : DS_HISTORY_ONE_OFF_SPENDING;
    const bool bears = column == DS_HISTORY_INCOME ||
                       column == DS_HISTORY_SPENDING ||
                       column == DS_HISTORY_OTHER_INCOME ||
                       column == DS_HISTORY_OTHER_SPENDING;
    if (!bears || !ds_history_has(h, row, one_off)) return amount;
    return amount - ds_table_get(h, row, one_off);
}

double ds_factor_level(const ds_calibration *c, const ds_growth_factor *f,
                       size_t row, bool is_clean)
{
    const ds_table *h = c->history;
    const int64_t heads = ds_table_get(h, row, DS_HISTORY_HEADS);
    if (strcmp(f->series, "active") == 0)
        return (double)(heads - ds_table_get(h, row, DS_HISTORY_RETIRED));
    if (!is_money(f->column)) return (double)ds_table_get(h, row, f->column);
    const int64_t amount =
        is_clean ? clean(h, row, f->column) : ds_table_get(h, row, f->column);
    const int64_t per =
        is_income(f->column) ? ds_history_payers(c, row) : heads;
    return (double)amount / (double)per;
}

bool ds_growth_counts(const ds_calibration *c, size_t row)
{
    const ds_table *h = c->history;
    return ds_table_get(h, row, DS_HISTORY_EXCLUDE) <= 0 &&
           ds_table_get(h, row - 1, DS_HISTORY_EXCLUDE) <= 0 &&
           ds_table_get(h, row, DS_HISTORY_BREAK) <= 0;
}

static double growth(const ds_calibration *c, const ds_growth_factor *f,
                     size_t row, bool is_clean)
{
    const double before = ds_factor_level(c, f, row - 1, is_clean);
    const double now = ds_factor_level(c, f, row, is_clean);
    return before > 0 && now > 0 ? ds_log1(now / before) : NAN;
}

static size_t describe(const double *rate, size_t n, double *mean, double *sd)
{
    double kept[DS_MAX_HISTORY_YEARS];
    size_t k = 0;
    for (size_t i = 1; i < n; i++)
        if (!isnan(rate[i])) kept[k++] = rate[i];
    *mean = *sd = NAN;
    if (k > 0) ds_mean_sd(k, kept, mean, sd);
    return k;
}

static ds_status estimate(const ds_calibration *c, ds_growth_factor *f,
                          ds_error *err)
{
    const ds_history_pool *p = &c->pools[f->pool];
    f->rate[0] = f->raw[0] = NAN;
    for (size_t i = 1; i < p->n; i++) {
        const size_t row = p->first + i;
        f->raw[i] = growth(c, f, row, false);
        f->rate[i] = ds_growth_counts(c, row) ? growth(c, f, row, true) : NAN;
    }
    f->raw_n = describe(f->raw, p->n, &f->raw_mean, &f->raw_sd);
    f->n = describe(f->rate, p->n, &f->mean, &f->sd);
    f->error = f->n > 0 ? f->sd / sqrt((double)f->n) : NAN;
    if (f->n >= (size_t)c->policy->min_rates) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "%s: %s: %zu growth rates are left, %lld are needed",
                           c->file, f->name, f->n,
                           (long long)c->policy->min_rates),
                   "give more years, clean fewer of them, or lower "
                   "calibrate.min_rates");
}

/* ---- which factors ------------------------------------------------------- */

static ds_status add(ds_calibration *c, size_t pool, const char *series,
                     ds_history_column column, ds_error *err)
{
    if (c->n_factors == DS_MAX_FACTORS)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA, "%s: more than %d factors",
                               c->file, DS_MAX_FACTORS),
                       "calibrate the pools one by one");
    ds_growth_factor *f = &c->factors[c->n_factors++];
    f->series = series;
    f->pool = pool;
    f->column = column;
    snprintf(f->name, sizeof f->name, "%.90s_%s", c->pools[pool].name, series);
    return estimate(c, f, err);
}

/* A one-off of a pool whose parts are known belongs to the last of them. */
static ds_status check_one_off(const ds_calibration *c, size_t pool,
                               ds_history_column part, ds_error *err)
{
    const ds_history_column one_off = is_income(part)
                                          ? DS_HISTORY_ONE_OFF_INCOME
                                          : DS_HISTORY_ONE_OFF_SPENDING;
    const ds_history_pool *p = &c->pools[pool];
    for (size_t row = p->first; row < p->first + p->n; row++)
        if (ds_history_has(c->history, row, one_off) &&
            ds_table_get(c->history, row, one_off) != 0 &&
            !ds_history_has(c->history, row, part))
            return ds_hint(
                err,
                ds_fail(
                    err, DS_ERR_DATA,
                    "%s: %s %lld: %s belongs to none of the parts", c->file,
                    p->name,
                    (long long)ds_table_get(c->history, row, DS_HISTORY_YEAR),
                    ds_history_specs[one_off].name),
                "give the part that holds it as %s",
                ds_history_specs[part].name);
    return DS_OK;
}

/* The parts of income or spending that the pool has, else the whole. */
static ds_status add_money(ds_calibration *c, size_t pool,
                           ds_history_column whole, ds_history_column first,
                           ds_history_column last, ds_error *err)
{
    const size_t row = c->pools[pool].first;
    size_t n = 0;
    for (ds_history_column p = first; p <= last; p++) {
        if (!ds_history_has(c->history, row, p)) continue;
        DS_TRY(add(c, pool, ds_history_specs[p].name, p, err));
        n++;
    }
    return n > 0 ? check_one_off(c, pool, last, err)
                 : add(c, pool, ds_history_specs[whole].name, whole, err);
}

static ds_status add_pool(ds_calibration *c, size_t pool, ds_error *err)
{
    const size_t row = c->pools[pool].first;
    if (ds_history_has(c->history, row, DS_HISTORY_RETIRED)) {
        DS_TRY(add(c, pool, "active", DS_HISTORY_HEADS, err));
        DS_TRY(add(c, pool, "retired", DS_HISTORY_RETIRED, err));
    } else {
        DS_TRY(add(c, pool, "heads", DS_HISTORY_HEADS, err));
    }
    DS_TRY(add_money(c, pool, DS_HISTORY_INCOME, DS_HISTORY_CONTRIBUTIONS,
                     DS_HISTORY_OTHER_INCOME, err));
    return add_money(c, pool, DS_HISTORY_SPENDING, DS_HISTORY_INPATIENT,
                     DS_HISTORY_OTHER_SPENDING, err);
}

/* ---- correlation --------------------------------------------------------- */

/* The factor's rate into a calendar year; NaN where it has none. */
static double rate_in(const ds_calibration *c, const ds_growth_factor *f,
                      int64_t year)
{
    const ds_history_pool *p = &c->pools[f->pool];
    const int64_t first = ds_table_get(c->history, p->first, DS_HISTORY_YEAR);
    if (year <= first || year >= first + (int64_t)p->n) return NAN;
    return f->rate[year - first];
}

static size_t common_rates(const ds_calibration *c, double *x)
{
    const size_t k = c->n_factors;
    const ds_history_pool *p = &c->pools[0];
    size_t n = 0;
    for (size_t i = 1; i < p->n; i++) {
        const int64_t year =
            ds_table_get(c->history, p->first + i, DS_HISTORY_YEAR);
        bool is_whole = true;
        for (size_t j = 0; j < k; j++) {
            x[n * k + j] = rate_in(c, &c->factors[j], year);
            is_whole &= !isnan(x[n * k + j]);
        }
        n += is_whole;
    }
    return n;
}

static ds_status correlate(ds_calibration *c, ds_error *err)
{
    const size_t k = c->n_factors;
    double *x = NULL;
    DS_TRY(ds_alloc(&c->correlation, k * k, sizeof(double), err));
    DS_TRY(ds_alloc(&c->raw_correlation, k * k, sizeof(double), err));
    DS_TRY(ds_alloc(&x, k * (c->pools[0].n + 1), sizeof *x, err));
    c->n_common = common_rates(c, x);
    c->weight = ds_shrunk_correlation(c->n_common, k, x, c->correlation,
                                      c->raw_correlation);
    free(x);
    if (!c->policy->is_once || c->n_common >= k + 1) return DS_OK;
    return ds_hint(
        err,
        ds_fail(err, DS_ERR_DATA,
                "%s: calibrate.draws=once: %zu years say nothing of how %zu "
                "means err together",
                c->file, c->n_common, k),
        "as many years as factors and one more are needed: give more years, "
        "calibrate the pools one by one, or leave calibrate.draws=yearly");
}

ds_status ds_calibrate(const ds_table *history, const char *file,
                       size_t n_pools, const ds_history_pool *pools,
                       const ds_calibrate_policy *policy, ds_calibration *out,
                       ds_error *err)
{
    out->history = history;
    out->file = file;
    out->policy = policy;
    out->n_pools = n_pools;
    memcpy(out->pools, pools, n_pools * sizeof *pools);
    DS_TRY(ds_alloc(&out->factors, DS_MAX_FACTORS, sizeof *out->factors, err));
    for (size_t p = 0; p < n_pools; p++) DS_TRY(add_pool(out, p, err));
    return correlate(out, err);
}

void ds_calibration_destroy(ds_calibration *c)
{
    free(c->factors);
    free(c->correlation);
    free(c->raw_correlation);
    *c = (ds_calibration){0};
}
