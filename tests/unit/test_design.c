/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Designs against their definitions and against GSL's sequence. */
#include "kernels/design.h"

#include "tests/test.h"

#include <gsl/gsl_qrng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DIMENSIONS = 25 };

static void design(ds_design *d, ds_design_kind kind, uint64_t seed, uint64_t n)
{
    ds_error err = {0};
    assert_ok(ds_design_init(d, kind, seed, n, DIMENSIONS, &err), &err);
}

/* Every stratum of every dimension and randomisation has one point; numbers of
 * points that are no power of two, and randomisations that differ by one. */
static void latin_has_one_point_in_each_stratum(void **state)
{
    (void)state;
    static const uint64_t sizes[] = {64, 1000, 32 * 37 + 5, 32 * 128};
    for (size_t s = 0; s < COUNT(sizes); s++) {
        const size_t n = sizes[s];
        ds_design d = {0};
        double *u = calloc(n, sizeof *u);
        design(&d, DS_DESIGN_LATIN, 7, n);
        for (size_t k = 0; k < DIMENSIONS; k += 6) {
            ds_design_uniforms(&d, k, 0, n, u);
            for (size_t run = 0; run < DS_DESIGN_RUNS; run++) {
                const size_t m = n / 32 + (run < n % 32);
                char *seen = calloc(m, 1);
                for (size_t i = run; i < n; i += 32) {
                    assert_true(u[i] > 0 && u[i] < 1);
                    const size_t stratum = (size_t)(u[i] * (double)m);
                    assert_int_equal(seen[stratum]++, 0);
                }
                free(seen);
            }
        }
        free(u);
        ds_design_destroy(&d);
    }
}

/* Scrambling keeps the net: the first 2^k points of a randomisation fall one
 * into each elementary interval, of one dimension and of the first two. */
static void sobol_keeps_its_nets(void **state)
{
    (void)state;
    enum { K = 7, M = 1 << K, N = 32 * M };
    static double u[DIMENSIONS][N];
    ds_design d = {0};
    design(&d, DS_DESIGN_SOBOL, 3, 32 * 1000);
    for (size_t k = 0; k < DIMENSIONS; k++)
        ds_design_uniforms(&d, k, 0, N, u[k]);
    for (size_t run = 0; run < DS_DESIGN_RUNS; run++)
        for (size_t k = 0; k < DIMENSIONS; k++) {
            char seen[M] = {0};
            for (size_t i = run; i < N; i += 32)
                assert_int_equal(seen[(size_t)(u[k][i] * M)]++, 0);
        }
    for (int a = 0; a <= K; a++) { /* 2^a x 2^(K - a) boxes */
        char seen[M] = {0};
        for (size_t i = 5; i < N; i += 32) {
            const size_t x = (size_t)ldexp(u[0][i], a);
            const size_t y = (size_t)ldexp(u[1][i], K - a);
            assert_int_equal(seen[x << (K - a) | y]++, 0);
        }
    }
    ds_design_destroy(&d);
}

/* A lower triangular scramble moves no first digit that differs: the highest
 * digit in which two points differ is that of GSL's points. */
static void sobol_points_are_those_of_gsl(void **state)
{
    (void)state;
    enum { POINTS = 200 };
    static double gsl[POINTS][DIMENSIONS], u[32 * POINTS];
    ds_design d = {0};
    design(&d, DS_DESIGN_SOBOL, 11, 32 * POINTS);
    gsl_qrng *q = gsl_qrng_alloc(gsl_qrng_sobol, DIMENSIONS);
    for (size_t i = 1; i < POINTS; i++) gsl_qrng_get(q, gsl[i]); /* 0: zero */
    for (size_t k = 0; k < DIMENSIONS; k++) {
        ds_design_uniforms(&d, k, 0, 32 * POINTS, u);
        for (size_t i = 0; i < POINTS; i++) {
            /* GSL's place i is the point of the Gray code of i */
            const size_t at = 32 * (i ^ i >> 1) + 9;
            if ((i ^ i >> 1) >= POINTS) continue;
            const uint64_t a = (uint64_t)(gsl[i][k] * 0x1p30);
            const uint64_t b =
                (uint64_t)(u[at] * 0x1p30) ^ (uint64_t)(u[9] * 0x1p30);
            assert_true((a == 0) == (b == 0));
            if (a) assert_int_equal(__builtin_clzll(a), __builtin_clzll(b));
        }
    }
    gsl_qrng_free(q);
    ds_design_destroy(&d);
}

/* Means of a smooth integrand over the unit cube, product of (1 + (u - 1/2)) of
 * five dimensions: 1. Spread over randomisations falls as theory says. */
static void designs_integrate_better_than_chance(void **state)
{
    (void)state;
    enum { M = 1024, N = 32 * M };
    static double u[5][N];
    double error[2];
    for (int kind = DS_DESIGN_LATIN; kind <= DS_DESIGN_SOBOL; kind++) {
        double n[DS_DESIGN_RUNS] = {0}, sum[DS_DESIGN_RUNS] = {0}, all = 0;
        ds_design d = {0};
        design(&d, (ds_design_kind)kind, 5, N);
        for (size_t k = 0; k < 5; k++) ds_design_uniforms(&d, k, 0, N, u[k]);
        for (size_t i = 0; i < N; i++) {
            double f = 1;
            for (size_t k = 0; k < 5; k++) f *= 0.5 + u[k][i];
            n[i % 32]++;
            sum[i % 32] += f;
            all += f;
        }
        error[kind - DS_DESIGN_LATIN] = ds_design_error(n, sum);
        assert_true(fabs(all / N - 1) <
                    4 * error[kind - DS_DESIGN_LATIN] + 1e-12);
        ds_design_destroy(&d);
    }
    const double chance = sqrt((pow(13. / 12, 5) - 1) / N);
    /* what Latin leaves: the interactions, (13/12)^5 - 1 - 5/12 = .0755 */
    assert_true(
        fabs(error[0] / sqrt((pow(13. / 12, 5) - 1 - 5. / 12) / N) - 1) < 0.5);
    assert_true(error[1] < chance / 20);
}

/* A block's beginning and the numbers of other dimensions change no point. */
static void points_do_not_depend_on_blocks(void **state)
{
    (void)state;
    enum { N = 3000 };
    static double whole[N], part[N];
    for (int kind = DS_DESIGN_LATIN; kind <= DS_DESIGN_SOBOL; kind++) {
        ds_design d = {0};
        design(&d, (ds_design_kind)kind, 5, N);
        ds_design_uniforms(&d, 4, 0, N, whole);
        for (size_t first = 0, n; first < N; first += n) {
            n = first + 37 < N ? 37 : N - first;
            ds_design_uniforms(&d, 4, first, n, part + first);
        }
        assert_memory_equal(whole, part, sizeof whole);
        ds_design_uniforms(&d, 4, N + 77, 100, part); /* beyond the end */
        for (size_t i = 0; i < 100; i++)
            assert_true(part[i] > 0 && part[i] < 1);
        ds_design_destroy(&d);
    }
}

static void antithetic_paths_have_the_path_32_before(void **state)
{
    (void)state;
    uint64_t source;
    assert_false(ds_design_source(31, &source));
    assert_int_equal(source, 31);
    assert_true(ds_design_source(32, &source));
    assert_int_equal(source, 0);
    assert_false(ds_design_source(64 + 5, &source));
    assert_int_equal(source, 64 + 5);
}

/* Against the formula by hand: means 0 and 2 in halves of equal size, so that
 * the deviations are 1 and the error is sqrt(32 / 31 / 32). */
static void error_is_that_of_the_runs_means(void **state)
{
    (void)state;
    double n[DS_DESIGN_RUNS], sum[DS_DESIGN_RUNS];
    for (int r = 0; r < DS_DESIGN_RUNS; r++) {
        n[r] = 10;
        sum[r] = r % 2 ? 20 : 0;
    }
    assert_true(fabs(ds_design_error(n, sum) - sqrt(1. / 31)) < 1e-15);
}

static void refusals_name_the_remedy(void **state)
{
    (void)state;
    ds_error err = {0};
    ds_design d = {0};
    assert_int_equal(ds_design_init(&d, DS_DESIGN_SOBOL, 1, 640, 41, &err),
                     DS_ERR_CONFIG);
    assert_non_null(strstr(err.text, "more than 40 Sobol dimensions"));
    assert_non_null(strstr(err.hint, "latin"));
    err = (ds_error){0};
    assert_int_equal(ds_design_init(&d, DS_DESIGN_LATIN, 1, 63, 4, &err),
                     DS_ERR_CONFIG);
    assert_non_null(strstr(err.text, "63 paths are too few"));
    assert_ok(ds_design_init(&d, DS_DESIGN_SOBOL, 1, 640, 40, &err), &err);
    ds_design_destroy(&d);
    assert_ok(ds_design_init(&d, DS_DESIGN_LATIN, 1, 64, 41, &err), &err);
    ds_design_destroy(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(latin_has_one_point_in_each_stratum),
        cmocka_unit_test(sobol_keeps_its_nets),
        cmocka_unit_test(sobol_points_are_those_of_gsl),
        cmocka_unit_test(designs_integrate_better_than_chance),
        cmocka_unit_test(points_do_not_depend_on_blocks),
        cmocka_unit_test(antithetic_paths_have_the_path_32_before),
        cmocka_unit_test(error_is_that_of_the_runs_means),
        cmocka_unit_test(refusals_name_the_remedy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
