/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/backtest.c - see backtest.h for the contract. */
#include "sim/fund/backtest.h"

#include "base/buffer.h"
#include "base/money.h"
#include "kernels/elementary.h"
#include "kernels/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    PURPOSE = DS_PURPOSE_SAMPLING + 0x200,
    MAX_SERIES = 16,       /* factors of a pool */
    CHI_ENTITIES = 1 << 10 /* counters of the chi-squares begin here */
};

/* A pool at an origin: what was known then. */
typedef struct origin {
    const ds_calibration *c;
    size_t pool, at; /* year number of the pool */
    size_t k;        /* factors */
    const ds_growth_factor *factor[MAX_SERIES];
    size_t n; /* growth rates */
    double mean[MAX_SERIES], sd[MAX_SERIES];
    double root[MAX_SERIES * MAX_SERIES]; /* Cholesky of the correlation */
} origin;

/* Draws of all paths. */
typedef struct paths {
    size_t n;
    double *level[MAX_SERIES]; /* log of the level against the origin */
    double *scale[MAX_SERIES]; /* s_j w_j */
    double *drift[MAX_SERIES]; /* m_j + s_j w_j u_j / sqrt(n) */
    double *z[MAX_SERIES + 4]; /* normals, as many as whole fours hold */
    double *income, *spending, *result, *work;
    double *memory;
} paths;

static size_t row_of(const origin *o, size_t year)
{
    return o->c->pools[o->pool].first + year;
}

static bool is_excluded(const origin *o, size_t year)
{
    return ds_table_get(o->c->history, row_of(o, year), DS_HISTORY_EXCLUDE) > 0;
}

static bool is_break(const origin *o, size_t year)
{
    return ds_table_get(o->c->history, row_of(o, year), DS_HISTORY_BREAK) > 0;
}

/* ---- what was known at the origin ---------------------------------------- */

static void find_factors(origin *o)
{
    o->k = 0;
    for (size_t i = 0; i < o->c->n_factors && o->k < MAX_SERIES; i++)
        if (o->c->factors[i].pool == o->pool)
            o->factor[o->k++] = &o->c->factors[i];
}

/* Rates up to the origin in every factor; false where they are too few. */
static bool learn(origin *o)
{
    double x[DS_MAX_HISTORY_YEARS * MAX_SERIES], one[DS_MAX_HISTORY_YEARS];
    double r[MAX_SERIES * MAX_SERIES];
    o->n = 0;
    for (size_t i = 1; i <= o->at; i++) {
        bool is_whole = true;
        for (size_t j = 0; j < o->k; j++) {
            x[o->n * o->k + j] = o->factor[j]->rate[i];
            is_whole &= !isnan(x[o->n * o->k + j]);
        }
        o->n += is_whole;
    }
    if (o->n < (size_t)o->c->policy->min_rates) return false;
    for (size_t j = 0; j < o->k; j++) {
        for (size_t i = 0; i < o->n; i++) one[i] = x[i * o->k + j];
        ds_mean_sd(o->n, one, &o->mean[j], &o->sd[j]);
    }
    ds_shrunk_correlation(o->n, o->k, x, r, NULL);
    return ds_cholesky(o->k, r, o->root) == o->k;
}

/* ---- paths --------------------------------------------------------------- */

static ds_status paths_new(paths *p, size_t n, ds_error *err)
{
    const size_t arrays = 3 * MAX_SERIES + MAX_SERIES + 4 + 4;
    p->n = n;
    DS_TRY(ds_alloc(&p->memory, arrays * n, sizeof(double), err));
    double *at = p->memory;
    for (size_t j = 0; j < MAX_SERIES; j++, at += 3 * n) {
        p->level[j] = at;
        p->scale[j] = at + n;
        p->drift[j] = at + 2 * n;
    }
    for (size_t j = 0; j < MAX_SERIES + 4; j++, at += n) p->z[j] = at;
    p->income = at;
    p->spending = at + n;
    p->result = at + 2 * n;
    p->work = at + 3 * n;
    return DS_OK;
}

static void normals(const origin *o, paths *p, uint64_t year, uint64_t entity,
                    size_t k)
{
    for (size_t q = 0; 4 * q < k; q++) {
        const ds_draws d = {.seed = (uint64_t)o->c->policy->seed,
                            .purpose = PURPOSE + o->pool,
                            .year = year,
                            .entity = entity + q};
        ds_normals4(&d, 0, p->n, p->z + 4 * q);
    }
}

/* z[0..k) become normals with the correlation of the origin, in place. */
static void correlate(const origin *o, paths *p, uint64_t year)
{
    normals(o, p, year, 0, o->k);
    for (size_t j = o->k; j-- > 0;)
        for (size_t i = 0; i < p->n; i++) {
            double z = 0;
            for (size_t m = 0; m <= j; m++)
                z += o->root[j * o->k + m] * p->z[m][i];
            p->z[j][i] = z;
        }
}

/* Not knowing sd and mean: one draw a path. */
static void start(const origin *o, paths *p)
{
    const size_t degrees = o->n - 1;
    for (size_t j = 0; j < o->k; j++) {
        memset(p->scale[j], 0, p->n * sizeof(double));
        for (size_t m = 0; m < degrees; m += MAX_SERIES) {
            const size_t take =
                degrees - m < MAX_SERIES ? degrees - m : MAX_SERIES;
            normals(o, p, 0, CHI_ENTITIES + j * CHI_ENTITIES + m, take);
            for (size_t q = 0; q < take; q++)
                for (size_t i = 0; i < p->n; i++)
                    p->scale[j][i] += p->z[q][i] * p->z[q][i];
        }
        for (size_t i = 0; i < p->n; i++)
            p->scale[j][i] = o->sd[j] * sqrt((double)degrees / p->scale[j][i]);
    }
    correlate(o, p, 0);
    for (size_t j = 0; j < o->k; j++)
        for (size_t i = 0; i < p->n; i++) {
            p->drift[j][i] =
                o->mean[j] + p->scale[j][i] * p->z[j][i] / sqrt((double)o->n);
            p->level[j][i] = 0;
        }
    memset(p->result, 0, p->n * sizeof(double));
}

/* Adds level(origin) x growth of factor j, times `times`, to sum. */
static void add_level(const origin *o, paths *p, size_t j, double *sum)
{
    const double level =
        ds_factor_level(o->c, o->factor[j], row_of(o, o->at), true);
    ds_exp(p->n, p->level[j], p->work);
    for (size_t i = 0; i < p->n; i++) sum[i] += level * p->work[i];
}

static bool is_people(const origin *o, size_t j)
{
    return ds_history_specs[o->factor[j]->column].type != DS_CELL_FEN;
}

static bool is_income(const origin *o, size_t j)
{
    const ds_history_column c = o->factor[j]->column;
    return c == DS_HISTORY_INCOME ||
           (c >= DS_HISTORY_CONTRIBUTIONS && c <= DS_HISTORY_OTHER_INCOME);
}

/* Income and spending of the year from heads and amounts a head, as the log
 * against the origin's. */
static void amounts(const origin *o, paths *p, double *payers, double *heads)
{
    const size_t bytes = p->n * sizeof(double);
    const size_t row = row_of(o, o->at);
    const double income =
        (double)ds_history_clean(o->c->history, row, DS_HISTORY_INCOME);
    const double spending =
        (double)ds_history_clean(o->c->history, row, DS_HISTORY_SPENDING);
    memset(p->income, 0, bytes);
    memset(p->spending, 0, bytes);
    memset(payers, 0, bytes);
    memset(heads, 0, bytes);
    for (size_t j = 0; j < o->k; j++) {
        if (is_people(o, j)) {
            add_level(o, p, j, heads);
            if (o->c->policy->per_all ||
                o->factor[j]->column != DS_HISTORY_RETIRED)
                add_level(o, p, j, payers);
        } else {
            add_level(o, p, j, is_income(o, j) ? p->income : p->spending);
        }
    }
    for (size_t i = 0; i < p->n; i++) {
        p->income[i] *= payers[i];
        p->spending[i] *= heads[i];
        p->result[i] += (p->income[i] - p->spending[i]) / spending;
        p->income[i] /= income;
        p->spending[i] /= spending;
    }
    ds_log(p->n, p->income, p->income);
    ds_log(p->n, p->spending, p->spending);
}

static void advance(const origin *o, paths *p, size_t ahead)
{
    const double bound = (double)o->c->policy->bound / DS_RATE_ONE;
    correlate(o, p, ahead);
    for (size_t j = 0; j < o->k; j++)
        for (size_t i = 0; i < p->n; i++) {
            const double g = p->drift[j][i] + p->scale[j][i] * p->z[j][i];
            p->level[j][i] += fmax(-bound, fmin(bound, g));
        }
    amounts(o, p, p->z[0], p->z[1]); /* the normals are used up */
}

/* ---- scores -------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

double ds_crps(size_t n, const double *sorted, double truth)
{
    double off = 0, spread = 0;
    const double m = (double)n;
    for (size_t i = 0; i < n; i++) {
        off += fabs(sorted[i] - truth);
        spread += (2 * (double)i + 1 - m) * sorted[i];
    }
    return off / m - spread / (m * m);
}

/* Type 7. */
static double quantile(size_t n, const double *sorted, double level)
{
    const double at = (double)(n - 1) * level;
    const size_t i = (size_t)at;
    if (i + 1 >= n) return sorted[n - 1];
    return sorted[i] + (at - (double)i) * (sorted[i + 1] - sorted[i]);
}

static void score(const paths *p, const double *draws, ds_backtest_point *b)
{
    static const double outside[DS_N_BANDS] = {0.25, 0.1, 0.05};
    memcpy(p->work, draws, p->n * sizeof(double));
    qsort(p->work, p->n, sizeof(double), compare);
    for (size_t i = 0; i < DS_N_BANDS; i++) {
        b->low[i] = quantile(p->n, p->work, outside[i]);
        b->high[i] = quantile(p->n, p->work, 1 - outside[i]);
    }
    b->median = quantile(p->n, p->work, 0.5);
    b->crps = ds_crps(p->n, p->work, b->truth);
}

static double amount(const origin *o, size_t year, ds_history_column column)
{
    return (double)ds_history_clean(o->c->history, row_of(o, year), column);
}

/* Log growth of a total that the naive models go on with: the last that
 * counts, and the mean. */
static void naive(const origin *o, ds_history_column column, double rate[2])
{
    double sum = 0;
    size_t n = 0;
    for (size_t i = 1; i <= o->at; i++) {
        if (!ds_growth_counts(o->c, row_of(o, i))) continue;
        rate[0] = ds_log1(amount(o, i, column) / amount(o, i - 1, column));
        sum += rate[0];
        n++;
    }
    rate[1] = sum / (double)n;
}

/* Truth and naive forecasts of the year `ahead` of the origin. */
static void compare_with(const origin *o, size_t ahead, ds_backtest_point *b)
{
    const double income = amount(o, o->at, DS_HISTORY_INCOME);
    const double spending = amount(o, o->at, DS_HISTORY_SPENDING);
    double in[2], out[2], result[3] = {0};
    naive(o, DS_HISTORY_INCOME, in);
    naive(o, DS_HISTORY_SPENDING, out);
    for (size_t h = 1; h <= ahead; h++) {
        result[2] += (amount(o, o->at + h, DS_HISTORY_INCOME) -
                      amount(o, o->at + h, DS_HISTORY_SPENDING)) /
                     spending;
        for (size_t i = 0; i < 2; i++)
            result[i] += income / spending * ds_exp1(in[i] * (double)h) -
                         ds_exp1(out[i] * (double)h);
    }
    const double truth[DS_N_FORECASTS] = {
        ds_log1(amount(o, o->at + ahead, DS_HISTORY_INCOME) / income),
        ds_log1(amount(o, o->at + ahead, DS_HISTORY_SPENDING) / spending),
        result[2]};
    const double h = (double)ahead;
    for (size_t i = 0; i < 2; i++) {
        const double forecast[DS_N_FORECASTS] = {in[i] * h, out[i] * h,
                                                 result[i]};
        for (size_t f = 0; f < DS_N_FORECASTS; f++)
            *(i == 0 ? &b[f].last : &b[f].mean) = forecast[f];
    }
    for (size_t f = 0; f < DS_N_FORECASTS; f++) {
        b[f].pool = o->pool;
        b[f].figure = (ds_forecast)f;
        b[f].truth = truth[f];
        b[f].origin =
            ds_table_get(o->c->history, row_of(o, o->at), DS_HISTORY_YEAR);
        b[f].year = b[f].origin + (int64_t)ahead;
    }
}

static void run_origin(const origin *o, paths *p, ds_backtest_result *out)
{
    const size_t n_years = o->c->pools[o->pool].n;
    start(o, p);
    for (size_t ahead = 1;
         ahead <= (size_t)o->c->policy->horizon && o->at + ahead < n_years;
         ahead++) {
        ds_backtest_point *b = out->points + out->n;
        if (is_break(o, o->at + ahead)) return; /* no truth to compare with */
        advance(o, p, ahead);
        if (is_excluded(o, o->at + ahead)) continue;
        compare_with(o, ahead, b);
        score(p, p->income, &b[DS_FORECAST_INCOME]);
        score(p, p->spending, &b[DS_FORECAST_SPENDING]);
        score(p, p->result, &b[DS_FORECAST_RESULT]);
        out->n += DS_N_FORECASTS;
    }
}

ds_status ds_backtest(const ds_calibration *c, ds_backtest_result *out,
                      ds_error *err)
{
    paths p = {0};
    const size_t most =
        c->history->n_rows * (size_t)c->policy->horizon * DS_N_FORECASTS;
    ds_status st = DS_OK;
    DS_GO(paths_new(&p, (size_t)c->policy->paths, err));
    DS_GO(ds_alloc(&out->points, most, sizeof *out->points, err));
    for (size_t pool = 0; pool < c->n_pools; pool++)
        for (size_t at = 1; at + 1 < c->pools[pool].n; at++) {
            origin o = {.c = c, .pool = pool, .at = at};
            find_factors(&o);
            if (!is_excluded(&o, at) && learn(&o)) run_origin(&o, &p, out);
        }
    if (out->n == 0)
        st = ds_hint(err,
                     ds_fail(err, DS_ERR_DATA,
                             "%s: no year has %lld growth rates behind it and "
                             "a year after it",
                             c->file, (long long)c->policy->min_rates),
                     "give more years, clean fewer of them, or lower "
                     "calibrate.min_rates");
done:
    free(p.memory);
    return st;
}

void ds_backtest_destroy(ds_backtest_result *b)
{
    free(b->points);
    *b = (ds_backtest_result){0};
}
