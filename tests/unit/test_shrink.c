/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernels/shrink.h"
#include "tests/kernel.h"

#include <math.h>

static void assert_near(double is, double wanted)
{
    if (fabs(is - wanted) > 1e-12) fail_msg("%.17g, wanted %.17g", is, wanted);
}

/* x = -1 0 1, y = -1 1 0 (sd 1 each): w = 1 0 0, mean 1/3, r = 3/2 / 3 = 1/2,
 * Var(r) = 3/8 (4/9 + 1/9 + 1/9) = 1/4, r^2 = 1/4: lambda = 1. */
static void gives_up_what_noise_explains(void **state)
{
    (void)state;
    const double x[] = {-1, -1, 0, 1, 1, 0};
    double r[4], raw[4];
    assert_near(ds_shrunk_correlation(3, 2, x, r, raw), 1);
    assert_near(raw[1], 0.5);
    assert_near(r[1], 0);
    assert_near(r[0], 1);
}

/* x = -2 -1 0 1 2 and y = -2 -1 0 2 1, both of sd sqrt(5/2): w = 8/5 2/5 0 4/5
 * 4/5, mean 18/25, r = 5/4 18/25 = 9/10; squared deviations 484 + 64 + 324 + 4
 * + 4 = 880 of 625, Var(r) = 5/64 880/625 = 11/100; lambda = .11 / .81. */
static void shrinks_by_the_weight_of_the_paper(void **state)
{
    (void)state;
    const double x[] = {-2, -2, -1, -1, 0, 0, 1, 2, 2, 1};
    double r[4], raw[4];
    assert_near(ds_shrunk_correlation(5, 2, x, r, raw), 11.0 / 81);
    assert_near(raw[1], 0.9);
    assert_near(r[1], 0.9 * 70 / 81);
    assert_near(r[2], r[1]);
}

static void knows_no_correlation_of_constants_and_of_two(void **state)
{
    (void)state;
    const double x[] = {1, 5, 2, 5, 4, 5};
    double r[4];
    assert_near(ds_shrunk_correlation(3, 2, x, r, NULL), 1);
    assert_near(r[1], 0);
    assert_near(ds_shrunk_correlation(2, 2, x, r, NULL), 1);
    double mean, sd;
    ds_mean_sd(3, (const double[]){1, 2, 6}, &mean, &sd);
    assert_near(mean, 3);
    assert_near(sd, sqrt(7));
    ds_mean_sd(1, x, &mean, &sd);
    assert_true(isnan(sd));
}

static void factors_what_is_positive_definite(void **state)
{
    (void)state;
    const double a[] = {4, 2, 2, 5}, bad[] = {1, 2, 2, 1};
    double l[4];
    assert_int_equal(ds_cholesky(2, a, l), 2);
    assert_near(l[0], 2);
    assert_near(l[1], 0);
    assert_near(l[2], 1);
    assert_near(l[3], 2);
    assert_int_equal(ds_cholesky(2, bad, l), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_up_what_noise_explains),
        cmocka_unit_test(shrinks_by_the_weight_of_the_paper),
        cmocka_unit_test(knows_no_correlation_of_constants_and_of_two),
        cmocka_unit_test(factors_what_is_positive_definite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
