/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/backtest.h - how well a calibrated history would have foretold
 * itself (fund-model section 4).
 *
 * From every year with enough growth rates behind it the factors of a pool are
 * estimated again, and paths run ahead: log growth of factor j in year t is
 *   m_j + s_j w_j (u_j / sqrt(n) + z_jt),
 * z and u normal with the shrunk correlation, w_j^2 = (n - 1) / chi^2 of n - 1
 * degrees: each factor's predictive distribution is Student's t, so that few
 * years make wide bands. It is bounded (backtest.bound): the mean of e^t does
 * not exist. Draws are Philox; the truth is the cleaned history. */
#ifndef DS_BACKTEST_H
#define DS_BACKTEST_H

#include "sim/fund/calibrate.h"

typedef enum ds_forecast {
    DS_FORECAST_INCOME,
    DS_FORECAST_SPENDING,
    DS_FORECAST_RESULT, /**< income - spending since the origin */
    DS_N_FORECASTS
} ds_forecast;

enum { DS_N_BANDS = 3 }; /**< 50, 80, 90 % */

/** One forecast of one figure: the log of income and of spending against the
 * origin's, the result in units of the origin's spending. */
typedef struct ds_backtest_point {
    size_t pool;
    int64_t origin, year;
    ds_forecast figure;
    double truth, median;
    double low[DS_N_BANDS], high[DS_N_BANDS];
    double crps;
    double last, mean; /**< naive: the last growth, the mean growth goes on */
} ds_backtest_point;

/** Zero it before ds_backtest. */
typedef struct ds_backtest_result {
    size_t n;
    ds_backtest_point *points; /**< by pool, origin, year, figure */
} ds_backtest_result;

/** Runs it. Origins and years that are excluded are left out, and
 * years behind a break. DS_ERR_DATA where
 * no pool has an origin with a year after it. */
DS_MUST_USE ds_status ds_backtest(const ds_calibration *c,
                                  ds_backtest_result *out, ds_error *err);

/** Frees it; takes zeroed ones. */
void ds_backtest_destroy(ds_backtest_result *b);

/** Tables `backtest` (scores of every pool, figure and horizon) and
 * `backtest_points`; the caller destroys them. */
enum { DS_N_BACKTEST_TABLES = 2 };
DS_MUST_USE ds_status ds_backtest_tables(const ds_calibration *c,
                                         const ds_backtest_result *b,
                                         ds_table tables[DS_N_BACKTEST_TABLES],
                                         ds_error *err);

/** The continuous ranked probability score of n sorted draws for a truth:
 * E|X - y| - E|X - X'| / 2 (Gneiting and Raftery, JASA 102, 2007). */
double ds_crps(size_t n, const double *sorted, double truth);

#endif
