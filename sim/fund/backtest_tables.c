/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/backtest_tables.c - the tables of a back-test; see backtest.h. */
#include "sim/fund/backtest.h"

#include <math.h>

static const char *const figures[DS_N_FORECASTS] = {"income", "spending",
                                                    "result"};

/* Scores of one pool, figure and horizon. */
typedef struct scores {
    size_t n, independent;
    size_t within[DS_N_BANDS];
    double crps, error[2]; /* model; last and mean growth */
    double bias[3];        /* model, last, mean */
} scores;

static void add_point(scores *s, const ds_backtest_point *b)
{
    s->n++;
    for (size_t i = 0; i < DS_N_BANDS; i++)
        s->within[i] += b->truth >= b->low[i] && b->truth <= b->high[i];
    s->crps += b->crps;
    s->error[0] += fabs(b->last - b->truth);
    s->error[1] += fabs(b->mean - b->truth);
    s->bias[0] += b->median - b->truth;
    s->bias[1] += b->last - b->truth;
    s->bias[2] += b->mean - b->truth;
}

/* Points are in order of origin: those a horizon apart do not overlap. */
static scores score_of(const ds_backtest_result *b, size_t pool,
                       ds_forecast figure, int64_t ahead)
{
    scores s = {0};
    int64_t free_from = INT64_MIN;
    for (size_t i = 0; i < b->n; i++) {
        const ds_backtest_point *p = &b->points[i];
        if (p->pool != pool || p->figure != figure ||
            p->year - p->origin != ahead)
            continue;
        add_point(&s, p);
        if (p->origin < free_from) continue;
        s.independent++;
        free_from = p->origin + ahead;
    }
    return s;
}

static ds_status put_scores(const ds_calibration *c, ds_table *t, size_t pool,
                            ds_forecast figure, int64_t ahead, const scores *s,
                            ds_error *err)
{
    const double n = (double)s->n;
    const double reals[] = {(double)s->within[0] / n,
                            (double)s->within[1] / n,
                            (double)s->within[2] / n,
                            s->crps / n,
                            s->error[0] / n,
                            s->error[1] / n,
                            s->bias[0] / n,
                            s->bias[1] / n,
                            s->bias[2] / n};
    size_t row;
    DS_TRY(ds_table_add(t, &row, err));
    DS_TRY(ds_table_set_text(t, row, 0, c->pools[pool].name, err));
    DS_TRY(ds_table_set_text(t, row, 1, figures[figure], err));
    ds_table_set(t, row, 2, ahead);
    ds_table_set(t, row, 3, (int64_t)s->n);
    ds_table_set(t, row, 4, (int64_t)s->independent);
    for (size_t i = 0; i < DS_COUNT(reals); i++)
        ds_table_set_real(t, row, 5 + i, reals[i]);
    return DS_OK;
}

static ds_status scores_table(const ds_calibration *c,
                              const ds_backtest_result *b, ds_table *t,
                              ds_error *err)
{
    /* clang-format off */
    static const ds_column_spec specs[] = {
        {"pool", DS_CELL_TEXT, 0, "", "基金", "which fund"},
        {"figure", DS_CELL_TEXT, 0, "", "指标", "income, spending, result (income - spending since the origin)"},
        {"ahead", DS_CELL_INT, 0, "years", "预测年数", "years after the origin"},
        {"n", DS_CELL_INT, 0, "forecasts", "预测个数", "origins with a truth"},
        {"independent", DS_CELL_INT, 0, "forecasts", "独立年份数", "of these, that do not overlap"},
        {"within_50", DS_CELL_REAL, 0, "1", "50%区间命中率", "share of truths in the 50 % band"},
        {"within_80", DS_CELL_REAL, 0, "1", "80%区间命中率", "share of truths in the 80 % band"},
        {"within_90", DS_CELL_REAL, 0, "1", "90%区间命中率", "share of truths in the 90 % band"},
        {"crps", DS_CELL_REAL, 0, "1", "CRPS", "mean continuous ranked probability score, in log points (result: of the origin's spending)"},
        {"crps_last", DS_CELL_REAL, 0, "1", "CRPS：末年增长", "of the naive forecast: the last growth goes on (its absolute error)"},
        {"crps_mean", DS_CELL_REAL, 0, "1", "CRPS：平均增长", "of the naive forecast: the mean growth goes on"},
        {"bias", DS_CELL_REAL, 0, "1", "偏差", "mean of median - truth"},
        {"bias_last", DS_CELL_REAL, 0, "1", "偏差：末年增长", "of the last growth"},
        {"bias_mean", DS_CELL_REAL, 0, "1", "偏差：平均增长", "of the mean growth"},
    };
    /* clang-format on */
    DS_TRY(ds_table_init(t, "backtest", "回测", specs, DS_COUNT(specs), err));
    for (size_t pool = 0; pool < c->n_pools; pool++)
        for (size_t f = 0; f < DS_N_FORECASTS; f++)
            for (int64_t ahead = 1; ahead <= c->policy->horizon; ahead++) {
                const scores s = score_of(b, pool, (ds_forecast)f, ahead);
                if (s.n > 0)
                    DS_TRY(
                        put_scores(c, t, pool, (ds_forecast)f, ahead, &s, err));
            }
    return DS_OK;
}

static ds_status points_table(const ds_calibration *c,
                              const ds_backtest_result *b, ds_table *t,
                              ds_error *err)
{
    /* clang-format off */
    static const ds_column_spec specs[] = {
        {"pool", DS_CELL_TEXT, 0, "", "基金", "which fund"},
        {"figure", DS_CELL_TEXT, 0, "", "指标", "income, spending, result"},
        {"origin", DS_CELL_INT, 0, "", "起点年度", "last year that was known"},
        {"year", DS_CELL_INT, 0, "", "预测年度", "year that is foretold"},
        {"truth", DS_CELL_REAL, 0, "1", "实际", "log of the amount over the origin's; result: in units of the origin's spending"},
        {"median", DS_CELL_REAL, 0, "1", "中位数", "of the paths"},
        {"low_50", DS_CELL_REAL, 0, "1", "50%下限", "25 % quantile"},
        {"high_50", DS_CELL_REAL, 0, "1", "50%上限", "75 % quantile"},
        {"low_80", DS_CELL_REAL, 0, "1", "80%下限", "10 % quantile"},
        {"high_80", DS_CELL_REAL, 0, "1", "80%上限", "90 % quantile"},
        {"low_90", DS_CELL_REAL, 0, "1", "90%下限", "5 % quantile"},
        {"high_90", DS_CELL_REAL, 0, "1", "90%上限", "95 % quantile"},
        {"crps", DS_CELL_REAL, 0, "1", "CRPS", "of the forecast"},
        {"last_growth", DS_CELL_REAL, 0, "1", "末年增长预测", "naive forecast"},
        {"mean_growth", DS_CELL_REAL, 0, "1", "平均增长预测", "naive forecast"},
    };
    /* clang-format on */
    DS_TRY(ds_table_init(t, "backtest_points", "回测逐点", specs,
                         DS_COUNT(specs), err));
    for (size_t i = 0; i < b->n; i++) {
        const ds_backtest_point *p = &b->points[i];
        const double reals[] = {p->truth,  p->median,  p->low[0], p->high[0],
                                p->low[1], p->high[1], p->low[2], p->high[2],
                                p->crps,   p->last,    p->mean};
        size_t row;
        DS_TRY(ds_table_add(t, &row, err));
        DS_TRY(ds_table_set_text(t, row, 0, c->pools[p->pool].name, err));
        DS_TRY(ds_table_set_text(t, row, 1, figures[p->figure], err));
        ds_table_set(t, row, 2, p->origin);
        ds_table_set(t, row, 3, p->year);
        for (size_t k = 0; k < DS_COUNT(reals); k++)
            ds_table_set_real(t, row, 4 + k, reals[k]);
    }
    return DS_OK;
}

ds_status ds_backtest_tables(const ds_calibration *c,
                             const ds_backtest_result *b,
                             ds_table tables[DS_N_BACKTEST_TABLES],
                             ds_error *err)
{
    DS_TRY(scores_table(c, b, &tables[0], err));
    return points_table(c, b, &tables[1], err);
}
