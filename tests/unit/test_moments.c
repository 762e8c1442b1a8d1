/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernels/moments.h"
#include "tests/kernel.h"

#include <gsl/gsl_statistics.h>
#include <math.h>

enum { ROWS = 5003, GROUPS = 11, LANES = 2 };

static int64_t group[ROWS], value[ROWS];

/* Groups -1..10: 10 stays empty but for missing values, -1 is left out. */
static void fill(void)
{
    for (uint64_t i = 0; i < ROWS; i++) {
        group[i] = noise_below(i, GROUPS + 1) - 1;
        value[i] = noise_below(i + ROWS, 2000000) - 900000;
        if (group[i] == 10 || i % 17 == 0) value[i] = DS_MISSING;
        if (i % 301 == 0) group[i] = DS_MISSING;
    }
    group[5] = 3;
    value[5] = DS_MAX_FEN;
    group[6] = 3;
    value[6] = -DS_MAX_FEN;
}

static ds_moment slow(int64_t wanted)
{
    ds_moment m = {.min = INT64_MAX, .max = INT64_MIN};
    for (size_t i = 0; i < ROWS; i++) {
        if (group[i] != wanted) continue;
        const int64_t x = value[i];
        if (x == DS_MISSING) {
            m.missing++;
            continue;
        }
        m.n++;
        m.sum += x;
        m.squares += (ds_i128)x * x;
        if (x < m.min) m.min = x;
        if (x > m.max) m.max = x;
    }
    if (m.n == 0) m.min = m.max = DS_MISSING;
    return m;
}

static void assert_same(ds_moment a, ds_moment b)
{
    assert_int_equal(a.n, b.n);
    assert_int_equal(a.missing, b.missing);
    assert_int_equal(a.min, b.min);
    assert_int_equal(a.max, b.max);
    assert_true(a.sum == b.sum);
    assert_true(a.squares == b.squares);
}

/* The state is made shared by hand: 32 MB of groups would be slow here. */
static void fold_all(ds_moments *m, size_t way, bool is_shared)
{
    fixture f;
    ds_error err = {0};
    const int64_t *const lanes[] = {group, value};
    const ds_run run = {.threads = ways[way].threads};
    fixture_init(&f, ROWS, ways[way].block_rows, lanes, 2, LANES);
    assert_ok(ds_moments_init(m, GROUPS, 0, 1, &run, &err), &err);
    assert_false(m->is_shared);
    m->is_shared = is_shared;
    const ds_fold fold = ds_moments_fold(m);
    f.pass.n_folds = 1;
    f.pass.folds = &fold;
    assert_ok(ds_pass_run(&f.pass, &run, &err), &err);
    assert_ok(ds_moments_check(m, &err), &err);
}

static void folds_what_a_plain_loop_counts(void **state)
{
    (void)state;
    fill();
    for (size_t way = 0; way < COUNT(ways); way++) {
        for (int shared = 0; shared < 2; shared++) {
            ds_moments m = {0};
            fold_all(&m, way, shared);
            for (int64_t g = 0; g < GROUPS; g++)
                assert_same(ds_moments_get(&m, (size_t)g), slow(g));
            ds_moments_destroy(&m);
        }
    }
}

static void folds_all_rows_without_a_group_lane(void **state)
{
    (void)state;
    fill();
    for (size_t i = 0; i < ROWS; i++) group[i] = 0;
    ds_moments m = {0};
    fixture f;
    ds_error err = {0};
    const int64_t *const lanes[] = {value};
    const ds_run run = {.threads = 3};
    fixture_init(&f, ROWS, 100, lanes, 1, 1);
    assert_ok(ds_moments_init(&m, 77, DS_NO_LANE, 0, &run, &err), &err);
    const ds_fold fold = ds_moments_fold(&m);
    f.pass.n_folds = 1;
    f.pass.folds = &fold;
    assert_ok(ds_pass_run(&f.pass, &run, &err), &err);
    assert_int_equal(m.n_groups, 1);
    assert_same(ds_moments_get(&m, 0), slow(0));
    ds_moments_destroy(&m);
}

static void shares_the_state_of_many_groups(void **state)
{
    (void)state;
    ds_error err = {0};
    ds_moments m = {0};
    ds_run run = {.threads = 2};
    assert_ok(ds_moments_init(&m, 262144, 0, 1, &run, &err), &err);
    assert_false(m.is_shared); /* 2 x 16 MiB */
    run.threads = 3;
    assert_ok(ds_moments_init(&m, 262144, 0, 1, &run, &err), &err);
    assert_true(m.is_shared);
    ds_moments_destroy(&m);
    ds_moments_destroy(&m);
}

static void refuses_ids_that_are_too_large(void **state)
{
    (void)state;
    ds_error err = {0};
    for (int shared = 0; shared < 2; shared++) {
        ds_moments m = {0};
        fixture f;
        const int64_t id[] = {0, 4}, x[] = {1, 2};
        const int64_t *const lanes[] = {id, x};
        const ds_run run = {.threads = 1};
        fixture_init(&f, 2, 10, lanes, 2, 2);
        assert_ok(ds_moments_init(&m, 4, 0, 1, &run, &err), &err);
        m.is_shared = shared;
        const ds_fold fold = ds_moments_fold(&m);
        f.pass.n_folds = 1;
        f.pass.folds = &fold;
        assert_int_equal(ds_pass_run(&f.pass, &run, &err), DS_ERR_DATA);
        ds_moments_destroy(&m);
    }
}

static ds_moment of(const int64_t *x, size_t n)
{
    ds_moment m = {.n = (int64_t)n, .min = x[0], .max = x[0]};
    for (size_t i = 0; i < n; i++) {
        m.sum += x[i];
        m.squares += (ds_i128)x[i] * x[i];
        if (x[i] < m.min) m.min = x[i];
        if (x[i] > m.max) m.max = x[i];
    }
    return m;
}

static void gives_variances_as_exact_ratios(void **state)
{
    (void)state;
    static const struct {
        int64_t x[4];
        size_t n;
        int ddof;
        int64_t num, den, mean;
    } rows[] = {
        {{1, 2, 3, 4},             4, 0, 20, 16, 3         }, /* 5/4; mean 2.5 */
        {{1, 2, 3, 4},             4, 1, 20, 12, 3         }, /* 5/3 */
        {{-1, -2, -3, -4},         4, 0, 20, 16, -3        },
        {{7},                      1, 0, 0,  1,  7         },
        {{0, 1},                   2, 0, 1,  4,  1         },
        {{DS_MAX_FEN, DS_MAX_FEN}, 2, 1, 0,  2,  DS_MAX_FEN},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const ds_moment m = of(rows[i].x, rows[i].n);
        ds_i128 num, den;
        assert_true(ds_moment_variance(&m, rows[i].ddof, &num, &den));
        assert_true(num == rows[i].num && den == rows[i].den);
        assert_int_equal(ds_moment_mean(&m), rows[i].mean);
    }
    const ds_moment one = of((const int64_t[]){7}, 1);
    ds_i128 num, den;
    assert_false(ds_moment_variance(&one, 1, &num, &den));
    assert_true(isnan(ds_moment_sd(&one, 1)));
    assert_int_equal(ds_moment_mean(&(ds_moment){0}), DS_MISSING);
    assert_true(isnan(ds_moment_sd(&(ds_moment){0}, 0)));
    assert_true(isnan(ds_moment_cv(&(ds_moment){.n = 3}, 0)));
}

static void agrees_with_gsl_on_doubles(void **state)
{
    (void)state;
    static int64_t x[ROWS];
    static double d[ROWS];
    for (uint64_t i = 0; i < ROWS; i++) {
        x[i] = 100 + noise_below(i, 5000000);
        d[i] = (double)x[i];
    }
    const ds_moment m = of(x, ROWS);
    const double sd = gsl_stats_sd(d, 1, ROWS),
                 mean = gsl_stats_mean(d, 1, ROWS);
    assert_true(fabs(ds_moment_sd(&m, 1) / sd - 1) < 1e-13);
    assert_true(fabs(ds_moment_cv(&m, 1) / (sd / mean) - 1) < 1e-13);
}

/* A thousand equal numbers but one, far from zero: doubles would lose all. */
static void keeps_small_variances_of_large_numbers(void **state)
{
    (void)state;
    static int64_t x[1000];
    for (size_t i = 0; i < 1000; i++) x[i] = DS_MAX_FEN;
    x[0]++;
    const ds_moment m = of(x, 1000);
    /* 1/1000 - 1/1000000 */
    assert_true(fabs(ds_moment_sd(&m, 0) / sqrt(0.000999) - 1) < 1e-15);
}

/* 2e8 values of +-1e14: n squares exceeds 2^127, so doubles take over. */
static void falls_back_where_the_ratio_does_not_fit(void **state)
{
    (void)state;
    const int64_t n = 200000000, size = INT64_C(100000000000000);
    const ds_moment m = {
        .n = n, .min = -size, .max = size, .squares = (ds_i128)size * size * n};
    ds_i128 num, den;
    assert_false(ds_moment_variance(&m, 0, &num, &den));
    assert_true(fabs(ds_moment_sd(&m, 0) / 1e14 - 1) < 1e-15);
}

static void joins_groups_as_if_they_were_one(void **state)
{
    (void)state;
    const int64_t x[] = {5, -7, 9, 1, 0};
    assert_same(ds_moment_join(of(x, 2), of(x + 2, 3)), of(x, 5));
    assert_same(ds_moment_join((ds_moment){0}, of(x, 5)), of(x, 5));
    assert_same(ds_moment_join(of(x, 5), (ds_moment){0}), of(x, 5));
}

static void refuses_squares_that_might_not_fit(void **state)
{
    (void)state;
    ds_error err = {0};
    ds_moments m = {0};
    fixture f;
    const int64_t x[] = {INT64_MAX, -INT64_MAX, 5};
    const int64_t *const lanes[] = {x};
    const ds_run run = {.threads = 1};
    for (size_t n = 1; n <= 3; n++) { /* 2 x 2^126 is too much */
        fixture_init(&f, n, 10, lanes, 1, 1);
        assert_ok(ds_moments_init(&m, 1, DS_NO_LANE, 0, &run, &err), &err);
        const ds_fold fold = ds_moments_fold(&m);
        f.pass.n_folds = 1;
        f.pass.folds = &fold;
        assert_ok(ds_pass_run(&f.pass, &run, &err), &err);
        assert_int_equal(ds_moments_check(&m, &err),
                         n <= 2 ? DS_OK : DS_ERR_OVERFLOW);
    }
    ds_moments_destroy(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folds_what_a_plain_loop_counts),
        cmocka_unit_test(folds_all_rows_without_a_group_lane),
        cmocka_unit_test(shares_the_state_of_many_groups),
        cmocka_unit_test(refuses_ids_that_are_too_large),
        cmocka_unit_test(gives_variances_as_exact_ratios),
        cmocka_unit_test(agrees_with_gsl_on_doubles),
        cmocka_unit_test(keeps_small_variances_of_large_numbers),
        cmocka_unit_test(falls_back_where_the_ratio_does_not_fit),
        cmocka_unit_test(joins_groups_as_if_they_were_one),
        cmocka_unit_test(refuses_squares_that_might_not_fit),
    };
    return cmocka_run_group_tests_name("moments", tests, NULL, NULL);
}
