/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Factors against their closed forms: distributions, processes, correlations.
 */
#include "sim/fund/fund_factors.h"

#include "kernels/random.h"
#include "tests/fund_fixture.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { N = 512, BLOCKS = 400, PATHS = N * BLOCKS };

#define BASE                                                                   \
    "pools", "employee", "emp.booked", "0", "emp.income", "1", "emp.spending", \
        "1", "years", "3"

typedef struct drawn {
    double mean[4], sd[4], product; /* of price by year; price x wage */
    double lag;                     /* cov of years 2 and 3 */
} drawn;

/* Moments of the values of price (and of its product with wage in year 1). */
static drawn draw(const char *const *pairs)
{
    ds_error err = {0};
    ds_fund_model m = {0};
    ds_fund_paths w = {0};
    drawn d = {0};
    double sum[4] = {0}, squares[4] = {0}, product = 0, lag = 0, last[N];
    fund_model(&m, pairs);
    assert_ok(ds_fund_paths_init(&w, &m, &err), &err);
    for (size_t b = 0; b < BLOCKS; b++) {
        ds_fund_paths_begin(&w, &m, b * N, N);
        for (int t = 1; t <= 3; t++) {
            ds_fund_paths_year(&w, &m, t);
            const double *x = w.value[DS_FUND_PRICE];
            const double *y = w.value[DS_FUND_EMP_WAGE];
            for (size_t i = 0; i < N; i++) {
                sum[t] += x[i];
                squares[t] += x[i] * x[i];
                if (t == 1) product += x[i] * y[i];
                if (t == 3) lag += last[i] * x[i];
                last[i] = x[i];
            }
        }
    }
    for (int t = 1; t <= 3; t++) {
        d.mean[t] = sum[t] / PATHS;
        d.sd[t] = sqrt(squares[t] / PATHS - d.mean[t] * d.mean[t]);
    }
    d.product = product / PATHS;
    d.lag = lag / PATHS;
    ds_fund_paths_destroy(&w);
    ds_fund_model_destroy(&m);
    return d;
}

/* Within five standard errors of the mean; sd to 2.5 %. */
static void near(const drawn *d, int t, double mean, double sd)
{
    if (fabs(d->mean[t] - mean) > 5 * sd / sqrt(PATHS) ||
        fabs(d->sd[t] / sd - 1) > 0.025)
        fail_msg("year %d: mean %g sd %g, not %g %g", t, d->mean[t], d->sd[t],
                 mean, sd);
}

static void distributions_have_their_moments(void **state)
{
    (void)state;
    static const struct {
        const char *dist, *field, *value, *field2, *value2;
        double mean, sd;
    } rows[] = {
        {"normal",     "sd",  "0.1",  "df",   "5",   .04, .1},
        {"student",    "sd",  "0.1",  "df",   "8",   .04, .1},
        {"triangular", "low", "-0.1", "high", "0.3", .08, 0 },
        {"pert",       "low", "-0.1", "high", "0.3", .06, 0 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char one[64], two[64];
        snprintf(one, sizeof one, "factor.price.%s", rows[i].field);
        snprintf(two, sizeof two, "factor.price.%s", rows[i].field2);
        const char *const pairs[] = {
            BASE, "price",       "0.04", "factor.price.dist", rows[i].dist,
            one,  rows[i].value, two,    rows[i].value2,      NULL};
        const drawn d = draw(pairs);
        double sd = rows[i].sd;
        if (i == 2) /* sqrt((a2 + b2 + c2 - ab - ac - bc) / 18) */
            sd = sqrt((.01 + .0016 + .09 + .004 + .03 - .012) / 18);
        if (i == 3) /* sqrt((mean - a)(b - mean) / 7) */
            sd = sqrt(.16 * .24 / 7);
        near(&d, 1, rows[i].mean, sd);
        near(&d, 3, rows[i].mean, sd);
    }
}

static void lognormal_is_of_one_plus_growth(void **state)
{
    (void)state;
    static const char *const pairs[] = {
        BASE,        "price",           "0.04", "factor.price.dist",
        "lognormal", "factor.price.sd", "0.2",  NULL};
    const drawn d = draw(pairs);
    const double mean = 1.04 * exp(.02);
    near(&d, 1, mean - 1, mean * sqrt(expm1(.04)));
}

static void history_is_drawn_with_equal_chances(void **state)
{
    (void)state;
    static const char *const pairs[] = {BASE,
                                        "price",
                                        "0.5",
                                        "factor.price.dist",
                                        "history",
                                        "factor.price.history",
                                        "0.01,0.02,0.06",
                                        NULL};
    const drawn d = draw(pairs);
    near(&d, 2, .03, sqrt((.0004 + .0001 + .0009) / 3));
}

/* ar1: the same sd every year, cov(2, 3) = phi sd^2. walk: sd sqrt(t). once:
 * the same value every year. */
static void processes_have_their_covariances(void **state)
{
    (void)state;
    static const struct {
        const char *process;
        double sd3, lag;
    } rows[] = {
        {"yearly", .1,             0   },
        {"ar1",    .1,             .006},
        {"walk",   .1732050807569, .02 },
        {"once",   .1,             .01 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *const pairs[] = {BASE,
                                     "factor.price.dist",
                                     "normal",
                                     "factor.price.sd",
                                     "0.1",
                                     "factor.price.phi",
                                     "0.6",
                                     "factor.price.process",
                                     rows[i].process,
                                     NULL};
        const drawn d = draw(pairs);
        near(&d, 1, 0, .1);
        near(&d, 3, 0, rows[i].sd3);
        assert_true(fabs(d.lag - rows[i].lag) <
                    5 * rows[i].sd3 * rows[i].sd3 / sqrt(PATHS));
    }
}

static void correlation_of_two_normals(void **state)
{
    (void)state;
    static const char *const pairs[] = {
        BASE,  "factor.price.dist",    "normal",     "factor.price.sd",
        "0.1", "factor.emp.wage.dist", "normal",     "factor.emp.wage.sd",
        "0.2", "factor.emp.wage.corr", "price -0.7", NULL};
    const drawn d = draw(pairs);
    assert_true(fabs(d.product + .7 * .02) < 5 * .02 * 1.3 / sqrt(PATHS));
}

static void bounds_hold_values(void **state)
{
    (void)state;
    static const char *const pairs[] = {
        BASE,  "factor.price.dist", "normal", "factor.price.sd",
        "0.1", "factor.price.min",  "0",      NULL};
    const drawn d = draw(pairs); /* sd / sqrt(2 pi), and half of sd^2 */
    const double mean = .1 / sqrt(2 * 3.14159265358979);
    near(&d, 1, mean, sqrt(.005 - mean * mean));
}

/* The table against GSL, deep in the tails. */
static void student_quantiles_are_gsl_s(void **state)
{
    (void)state;
    static const char *const pairs[] = {
        BASE, "factor.price.dist", "student", "factor.price.sd",
        "1",  "factor.price.df",   "4",       NULL};
    ds_fund_model m = {0};
    fund_model(&m, pairs);
    const ds_fund_factor *f = &m.factors.group[DS_FUND_YEARLY].factor[0];
    for (double z = -6.003; z < 6; z += 0.37) {
        double g;
        ds_fund_factor_values(f, 0, 1, &z, &g);
        const double t = z < 0 ? gsl_cdf_tdist_Pinv(gsl_cdf_ugaussian_P(z), 4)
                               : gsl_cdf_tdist_Qinv(gsl_cdf_ugaussian_Q(z), 4);
        const double scaled = t * sqrt(.5); /* sqrt((df - 2) / df) */
        const double expected = scaled < -1 ? -1 : scaled; /* growth >= -1 */
        assert_true(fabs(g - expected) < 2e-4 * (1 + fabs(expected)));
    }
    ds_fund_model_destroy(&m);
}

/* A, B, C with .9, .9, -.9: the nearest matrix is valid, closer than any that
 * only moves one pair to validity (r >= .62), and symmetric. */
static void nearest_matrix_is_valid_and_near(void **state)
{
    (void)state;
    double a[9] = {1, .9, .9, .9, 1, -.9, .9, -.9, 1}, L[9];
    ds_error err = {0};
    assert_false(ds_fund_cholesky(3, a, L));
    double before[9];
    memcpy(before, a, sizeof a);
    assert_ok(ds_fund_nearest(3, a, &err), &err);
    assert_true(ds_fund_cholesky(3, a, L));
    double distance = 0;
    for (int i = 0; i < 9; i++) {
        distance += (a[i] - before[i]) * (a[i] - before[i]);
        assert_true(i % 4 != 0 || a[i] == 1);
    }
    assert_true(sqrt(distance) < sqrt(2 * 1.52 * 1.52));
    assert_true(fabs(a[1] - a[3]) < 1e-12 && fabs(a[5] - a[7]) < 1e-12);
    /* by symmetry the solution is .5, .5, -.5 (least eigenvalue 0) */
    assert_true(fabs(a[1] - .5) < 1e-3 && fabs(a[5] + .5) < 1e-3);
}

static void a_bad_matrix_names_the_pair_and_a_value(void **state)
{
    (void)state;
    static const char *const pairs[] = {BASE,
                                        "factor.price.dist",
                                        "normal",
                                        "factor.price.sd",
                                        "0.1",
                                        "factor.emp.wage.dist",
                                        "normal",
                                        "factor.emp.wage.sd",
                                        "0.2",
                                        "factor.emp.use.dist",
                                        "normal",
                                        "factor.emp.use.sd",
                                        "0.1",
                                        "factor.emp.wage.corr",
                                        "price 0.9,emp.use 0.9",
                                        "factor.emp.use.corr",
                                        "price -0.9",
                                        NULL};
    ds_error err = {0};
    assert_int_equal(fund_refused(pairs, &err), DS_ERR_CONFIG);
    assert_non_null(strstr(err.text, "not positive definite"));
    assert_non_null(strstr(err.text, " with "));
    assert_true(strstr(err.hint, "0.49") || strstr(err.hint, "0.50"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distributions_have_their_moments),
        cmocka_unit_test(lognormal_is_of_one_plus_growth),
        cmocka_unit_test(history_is_drawn_with_equal_chances),
        cmocka_unit_test(processes_have_their_covariances),
        cmocka_unit_test(correlation_of_two_normals),
        cmocka_unit_test(bounds_hold_values),
        cmocka_unit_test(student_quantiles_are_gsl_s),
        cmocka_unit_test(nearest_matrix_is_valid_and_near),
        cmocka_unit_test(a_bad_matrix_names_the_pair_and_a_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
