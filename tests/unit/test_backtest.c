/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Covers sim/fund/backtest.c and sim/fund/backtest_tables.c. Predictive
 * distributions are held against Student's t of GSL. */
#include "sim/fund/backtest.h"
#include "tests/history_fixture.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <string.h>

enum { YEARS = 9 };

/* Heads and spending stand still; income grows by the rates. */
static const double rates[YEARS - 1] = {.05, .08,  .02, .11,
                                        .06, -.03, .09, .04};

typedef struct run {
    ds_table t;
    ds_history_pool pools[DS_MAX_HISTORY_POOLS];
    ds_calibrate_policy policy;
    ds_calibration c;
    ds_backtest_result b;
    ds_error err;
} run;

static void backtest(run *r, int exclude, int is_break, const char *paths)
{
    const char *const set[][2] = {
        {"backtest.paths",      paths},
        {"backtest.bound",      "10" },
        {"calibrate.min_rates", "4"  }
    };
    fund_year years[YEARS] = {0};
    double income = 1e12;
    ds_keys keys = ds_calibrate_keys;
    size_t n = 0;
    memset(r, 0, sizeof *r);
    keys.target = &r->policy;
    ds_keys_reset(&keys);
    for (size_t i = 0; i < DS_COUNT(set); i++)
        assert_ok(ds_keys_set(&keys, set[i][0], set[i][1], "", &r->err),
                  &r->err);
    for (int i = 0; i < YEARS; i++) {
        if (i > 0) income *= exp(rates[i - 1]);
        years[i] = (fund_year){.year = 2001 + i,
                               .heads = 1000,
                               .income = (int64_t)income,
                               .spending = 500000000000,
                               .is_excluded = i == exclude,
                               .is_break = i == is_break,
                               .reason = "test"};
    }
    r->t = history_of(years, YEARS);
    assert_ok(ds_history_check(&r->t, "FILE", r->pools, &n, &r->err), &r->err);
    assert_ok(
        ds_calibrate(&r->t, "FILE", n, r->pools, &r->policy, &r->c, &r->err),
        &r->err);
    assert_ok(ds_backtest(&r->c, &r->b, &r->err), &r->err);
}

static void end(run *r)
{
    ds_backtest_destroy(&r->b);
    ds_calibration_destroy(&r->c);
    ds_table_destroy(&r->t);
}

static void assert_near(double is, double wanted, double within)
{
    if (!(fabs(is - wanted) <= within))
        fail_msg("%.9g, wanted %.9g within %g", is, wanted, within);
}

/* CRPS of Student's t of v degrees at z (Jordan et al., J. Stat. Software 90,
 * 2019, scoringRules). */
static double crps_of_t(double z, double v)
{
    const double beta =
        gsl_sf_beta(.5, v - .5) / pow(gsl_sf_beta(.5, v / 2), 2);
    return z * (2 * gsl_cdf_tdist_P(z, v) - 1) +
           2 * gsl_ran_tdist_pdf(z, v) * (v + z * z) / (v - 1) -
           2 * sqrt(v) / (v - 1) * beta;
}

static void foretells_with_students_t(void **state)
{
    (void)state;
    static const double outside[] = {.25, .1, .05};
    run r;
    backtest(&r, -1, -1, "50000");
    size_t seen = 0;
    for (size_t i = 0; i < r.b.n; i++) {
        const ds_backtest_point *p = &r.b.points[i];
        if (p->figure != DS_FORECAST_INCOME) continue;
        const size_t n = (size_t)(p->origin - 2001);
        const double h = (double)(p->year - p->origin), v = (double)n - 1;
        double mean, sd, truth = 0;
        ds_mean_sd(n, rates, &mean, &sd);
        for (size_t y = n; y < n + (size_t)h; y++) truth += rates[y];
        const double scale = sd * sqrt(h + h * h / (double)n);
        assert_near(p->truth, truth, 1e-9);
        assert_near(p->last, rates[n - 1] * h, 1e-9);
        assert_near(p->mean, mean * h, 1e-9);
        assert_near(p->median, mean * h, .03 * scale);
        for (size_t k = 0; k < DS_N_BANDS; k++) {
            const double t = gsl_cdf_tdist_Qinv(outside[k], v);
            assert_near(p->high[k], mean * h + t * scale, .08 * scale);
            assert_near(p->low[k], mean * h - t * scale, .08 * scale);
        }
        assert_near(p->crps, scale * crps_of_t((truth - mean * h) / scale, v),
                    .03 * scale);
        seen++;
    }
    assert_int_equal(seen, 3 + 3 + 2 + 1); /* origins 2005 to 2008 */
    end(&r);
}

/* Spending stands still: its forecasts are exact and the result follows from
 * income. */
static void adds_up_the_result(void **state)
{
    (void)state;
    run r;
    backtest(&r, -1, -1, "1000");
    for (size_t i = 0; i < r.b.n; i++) {
        const ds_backtest_point *p = &r.b.points[i];
        if (p->figure == DS_FORECAST_SPENDING) {
            assert_near(p->truth, 0, 0);
            assert_near(p->crps, 0, 0);
        }
        if (p->figure != DS_FORECAST_RESULT || p->year > p->origin + 1)
            continue;
        const double income = exp((p - 2)->truth),
                     at = (double)(p->origin - 2001);
        double level = 2; /* income over spending at the origin */
        for (size_t y = 0; y < (size_t)at; y++) level *= exp(rates[y]);
        assert_near(p->truth, level * income - 1, 1e-9);
    }
    end(&r);
}

static void leaves_out_what_is_cleaned(void **state)
{
    (void)state;
    run r;
    backtest(&r, 6, -1, "100"); /* 2007 */
    for (size_t i = 0; i < r.b.n; i++)
        assert_true(r.b.points[i].origin != 2007 && r.b.points[i].year != 2007);
    assert_int_equal(r.b.n, 3 * (2 + 2 + 1)); /* 2005, 2006, 2008 */
    end(&r);
    backtest(&r, -1, 7, "100"); /* 2008 differs from those before */
    for (size_t i = 0; i < r.b.n; i++)
        assert_true(r.b.points[i].origin >= 2008 || r.b.points[i].year < 2008);
    end(&r);
}

static void counts_what_is_independent(void **state)
{
    (void)state;
    static const int64_t wanted[3][2] = {
        {4, 4},
        {3, 2},
        {2, 1}
    };
    ds_table t[DS_N_BACKTEST_TABLES] = {0};
    run r;
    backtest(&r, -1, -1, "100");
    assert_ok(ds_backtest_tables(&r.c, &r.b, t, &r.err), &r.err);
    assert_int_equal(t[0].n_rows, 9);
    assert_int_equal(t[1].n_rows, r.b.n);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(ds_table_get(&t[0], i, 3), wanted[i][0]);
        assert_int_equal(ds_table_get(&t[0], i, 4), wanted[i][1]);
    }
    double sum = 0; /* last growth, one year ahead */
    for (size_t n = 4; n < 8; n++) sum += fabs(rates[n] - rates[n - 1]);
    assert_near(ds_table_get_real(&t[0], 0, 9), sum / 4, 1e-9);
    for (size_t i = 0; i < DS_COUNT(t); i++) ds_table_destroy(&t[i]);
    end(&r);
}

static void scores_by_hand(void **state)
{
    (void)state;
    const double two[] = {0, 1}, one[] = {3};
    assert_near(ds_crps(2, two, 0), .25, 1e-15);
    assert_near(ds_crps(2, two, .5), .25, 1e-15);
    assert_near(ds_crps(2, two, 2), 1.25, 1e-15);
    assert_near(ds_crps(1, one, 1), 2, 1e-15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(foretells_with_students_t),
        cmocka_unit_test(adds_up_the_result),
        cmocka_unit_test(leaves_out_what_is_cleaned),
        cmocka_unit_test(counts_what_is_independent),
        cmocka_unit_test(scores_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
