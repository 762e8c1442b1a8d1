/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernels/sensitivity.h"
#include "tests/kernel.h"

#include <math.h>

/* Ishigami's function, a = 7, b = 0.1, on (-pi, pi)^3. */
static ds_status ishigami(void *ctx, size_t n, size_t k, const double *x,
                          double *y, ds_error *err)
{
    (void)err;
    *(size_t *)ctx += n;
    for (size_t i = 0; i < n; i++) {
        double v[3];
        for (size_t j = 0; j < 3; j++) v[j] = M_PI * (2 * x[i * k + j] - 1);
        const double s = sin(v[1]);
        y[i] = sin(v[0]) * (1 + 0.1 * pow(v[2], 4)) + 7 * s * s;
    }
    return DS_OK;
}

/* y = 1 + 2 x0 - x1, x2 does nothing: effects 2, -1, 0 everywhere. */
static ds_status plane(void *ctx, size_t n, size_t k, const double *x,
                       double *y, ds_error *err)
{
    (void)ctx;
    (void)err;
    for (size_t i = 0; i < n; i++) y[i] = 1 + 2 * x[i * k] - x[i * k + 1];
    return DS_OK;
}

static ds_status nothing(void *ctx, size_t n, size_t k, const double *x,
                         double *y, ds_error *err)
{
    (void)ctx;
    (void)k;
    (void)x;
    (void)err;
    for (size_t i = 0; i < n; i++) y[i] = 7;
    return DS_OK;
}

static const double first[] = {.3139, .4424, 0},
                    total[] = {.5576, .4424, .2437};

static void finds_the_indices_of_Ishigami(void **state)
{
    (void)state;
    size_t runs = 0;
    double mean, variance;
    const ds_sobol_request r = {.k = 3, .n = 1 << 15, .seed = 1};
    const ds_output o = {ishigami, &runs};
    ds_sobol_index s[3];
    ds_error err = {0};
    assert_ok(ds_sobol_indices(&r, &o, s, &mean, &variance, &err), &err);
    assert_int_equal(runs, 5 << 15);
    assert_true(fabs(mean - 3.5) < 0.05);
    assert_true(fabs(variance - 13.8446) < 0.2);
    for (size_t j = 0; j < 3; j++) {
        assert_true(fabs(s[j].first - first[j]) < 0.02);
        assert_true(fabs(s[j].total - total[j]) < 0.015);
        assert_true(s[j].first_half < 0.035);
        assert_true(s[j].total_half < 0.03);
    }
}

/* The 95 % intervals hold the truth in about 95 % of 200 runs: 183 or more of
 * 200 has a chance above .99. */
static void covers_the_truth_as_often_as_it_says(void **state)
{
    (void)state;
    enum { RUNS = 200 };
    size_t runs = 0, held[6] = {0};
    const ds_output o = {ishigami, &runs};
    ds_error err = {0};
    for (uint64_t seed = 0; seed < RUNS; seed++) {
        const ds_sobol_request r = {.k = 3, .n = 1024, .seed = seed};
        ds_sobol_index s[3];
        assert_ok(ds_sobol_indices(&r, &o, s, NULL, NULL, &err), &err);
        for (size_t j = 0; j < 3; j++) {
            held[j] += fabs(s[j].first - first[j]) <= s[j].first_half;
            held[3 + j] += fabs(s[j].total - total[j]) <= s[j].total_half;
        }
    }
    for (size_t i = 0; i < 6; i++)
        if (held[i] < 180) fail_msg("%zu: %zu of %d", i, held[i], RUNS);
}

static void screens_a_plane_exactly(void **state)
{
    (void)state;
    const double wanted[] = {2, -1, 0};
    const ds_output o = {plane, NULL};
    ds_error err = {0};
    for (size_t levels = 2; levels <= 8; levels += 2) {
        const ds_morris_request r = {3, 10, levels, 5};
        ds_morris_effect e[3];
        assert_ok(ds_morris_screen(&r, &o, e, &err), &err);
        for (size_t j = 0; j < 3; j++) {
            assert_true(fabs(e[j].mean - wanted[j]) < 1e-12);
            assert_true(fabs(e[j].absolute - fabs(wanted[j])) < 1e-12);
            assert_true(e[j].sd < 1e-12 && e[j].error < 1e-12);
        }
    }
}

/* Ishigami's x2 acts through x0 alone: no mean, but a size and a spread. */
static void sees_what_acts_through_another(void **state)
{
    (void)state;
    size_t runs = 0;
    const ds_output o = {ishigami, &runs};
    const ds_morris_request r = {3, 200, 8, 1};
    ds_morris_effect e[3];
    ds_error err = {0};
    assert_ok(ds_morris_screen(&r, &o, e, &err), &err);
    assert_int_equal(runs, 200 * 4);
    assert_true(fabs(e[2].mean) < 4 * e[2].sd / sqrt(200));
    assert_true(e[2].absolute > 5 * e[2].error);
    assert_true(e[2].sd > 1);
}

static void refuses_bad_requests(void **state)
{
    (void)state;
    static const ds_sobol_request sobol[] = {
        {0,  32, 1},
        {41, 32, 1},
        {3,  0,  1},
        {3,  33, 1}
    };
    static const ds_morris_request morris[] = {
        {0, 9, 4,  1},
        {3, 1, 4,  1},
        {3, 9, 3,  1},
        {3, 9, 66, 1}
    };
    const ds_output o = {nothing, NULL};
    ds_sobol_index s[3];
    ds_morris_effect e[3];
    ds_error err = {0};
    for (size_t i = 0; i < COUNT(sobol); i++)
        assert_int_equal(ds_sobol_indices(&sobol[i], &o, s, NULL, NULL, &err),
                         DS_ERR_ARG);
    for (size_t i = 0; i < COUNT(morris); i++)
        assert_int_equal(ds_morris_screen(&morris[i], &o, e, &err), DS_ERR_ARG);
    const ds_sobol_request flat = {3, 64, 1};
    assert_int_equal(ds_sobol_indices(&flat, &o, s, NULL, NULL, &err),
                     DS_ERR_DATA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_indices_of_Ishigami),
        cmocka_unit_test(covers_the_truth_as_often_as_it_says),
        cmocka_unit_test(screens_a_plane_exactly),
        cmocka_unit_test(sees_what_acts_through_another),
        cmocka_unit_test(refuses_bad_requests),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
