/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernels/elementary.h"
#include "kernels/elementary_lanes.h"
#include "kernels/random.h"
#include "tests/test.h"

#include <math.h>
#include <string.h>

static const ds_draws TEST = {.seed = 20240401, .purpose = DS_PURPOSE_TEST};

/* Known answers of Random123 (its file kat_vectors, philox4x64 10). */
static void gives_the_published_words_of_philox(void **state)
{
    (void)state;
    static const struct {
        ds_draws d;
        uint64_t path, words[4];
    } rows[] = {
        {{0, 0, 0, 0},
         0, {0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b,
          0x7e68b68aec7ba23b}},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint64_t words[4];
        ds_random4(&rows[i].d, rows[i].path, words);
        assert_memory_equal(words, rows[i].words, sizeof words);
    }
}

static void a_draw_depends_on_its_counter_and_seed_alone(void **state)
{
    (void)state;
    enum { N = 100 };
    uint64_t all[N][4], one[4], other[4];
    ds_random_paths(&TEST, 7, N, all);
    for (uint64_t i = N; i-- > 0;) {
        ds_random4(&TEST, 7 + i, one);
        assert_memory_equal(one, all[i], sizeof one);
    }
    const ds_draws changed[] = {
        {TEST.seed + 1, TEST.purpose,     0, 0},
        {TEST.seed,     TEST.purpose + 1, 0, 0},
        {TEST.seed,     TEST.purpose,     1, 0},
        {TEST.seed,     TEST.purpose,     0, 1},
    };
    ds_random4(&TEST, 7, one);
    for (size_t i = 0; i < COUNT(changed); i++) {
        ds_random4(&changed[i], 7, other);
        for (int k = 0; k < 4; k++) assert_true(one[k] != other[k]);
    }
}

static void a_stream_goes_on_where_the_counter_ends(void **state)
{
    (void)state;
    uint64_t words[4];
    ds_stream s;
    ds_random4(&TEST, 3, words);
    ds_stream_init(&s, &TEST, 3);
    for (int k = 0; k < 4; k++) assert_true(ds_stream_next(&s) == words[k]);
    for (int k = 0; k < 4; k++) assert_true(ds_stream_next(&s) != words[k]);
}

static void uniforms_stay_between_0_and_1(void **state)
{
    (void)state;
    assert_true(ds_uniform(0) == 0x1p-54);
    assert_true(ds_uniform(UINT64_MAX) == 1.0 - 0x1p-54 ||
                ds_uniform(UINT64_MAX) < 1.0);
    assert_true(ds_below(UINT64_MAX, 10) == 9 && ds_below(0, 10) == 0);
    assert_true(ds_below32(UINT32_MAX, 10) == 9);
    assert_true(ds_chance(UINT32_MAX, ds_threshold(DS_RATE_ONE)));
    assert_false(ds_chance(0, ds_threshold(0)));
    assert_true(ds_threshold(DS_RATE_ONE / 4) == UINT64_C(1) << 30);
}

/* Moments of 4 x 100,000 normals, each within 4 standard errors: mean 1/sqrt n,
 * variance sqrt(2/n), third moment sqrt(15/n), fourth sqrt(96/n). */
static void normals_have_normal_moments(void **state)
{
    (void)state;
    enum { N = 100000 };
    static double z[4][N];
    ds_normals4(&TEST, 0, N, (double *const[]){z[0], z[1], z[2], z[3]});
    for (int k = 0; k < 4; k++) {
        double m[5] = {0};
        for (size_t i = 0; i < N; i++) {
            double power = 1.0;
            for (int j = 1; j < 5; j++) m[j] += power *= z[k][i];
        }
        const double want[] = {0, 0, 1, 0, 3}, sd[] = {0, 1, 2, 15, 96};
        for (int j = 1; j < 5; j++)
            assert_true(fabs(m[j] / N - want[j]) < 4 * sqrt(sd[j] / N));
    }
    double cross = 0.0;
    for (size_t i = 0; i < N; i++) cross += z[0][i] * z[1][i];
    assert_true(fabs(cross / N) < 4 / sqrt(N));
}

/* A split of the paths, as threads and blocks make it, changes no bit. */
static void normals_do_not_depend_on_where_a_block_begins(void **state)
{
    (void)state;
    enum { N = 1000 };
    static double whole[4][N], part[4][N];
    ds_normals4(&TEST, 5, N,
                (double *const[]){whole[0], whole[1], whole[2], whole[3]});
    for (size_t first = 0, n; first < N; first += n) {
        n = first + 37 < N ? 37 : N - first;
        ds_normals4(&TEST, 5 + first, n,
                    (double *const[]){part[0] + first, part[1] + first,
                                      part[2] + first, part[3] + first});
    }
    assert_memory_equal(whole, part, sizeof whole);
}

/* Normals of words and growth rates of normals, and those of a scalar that is
 * Box and Muller as written. */
static void check_normals(const ds_elementary *width)
{
    enum { N = 512 };
    static double z[2][N], one[2][N], g[N];
    static uint64_t words[2][N];
    const double by[4] = {0.03, 0.2, -0.1, 0.3};
    for (size_t i = 0; i < N; i++) {
        uint64_t w[4];
        ds_random4(&TEST, i, w);
        if (i < 2) w[0] = w[1] = i ? UINT64_MAX : 0;
        words[0][i] = w[0];
        words[1][i] = w[1];
        const double turn = ds_uniform(w[1]) * 2.0;
        const double r = sqrt(-2.0 * ds_log1(ds_uniform(w[0])));
        double s, c;
        ds_sincospi(1, &turn, &s, &c);
        one[0][i] = r * c;
        one[1][i] = r * s;
    }
    const uint64_t *const from[2] = {words[0], words[1]};
    double *const both[2] = {z[0], z[1]};
    assert_int_equal(width->normals(N, from, both), N);
    assert_memory_equal(z, one, sizeof z);
    assert_int_equal(width->growth(N, by, z[0], g), N);
    for (size_t i = 0; i < N; i++) {
        const double x = ds_exp1(by[0] + by[1] * z[0][i]) - 1.0;
        assert_true(g[i] == (x < by[2] ? by[2] : x > by[3] ? by[3] : x));
    }
}

/* A pair that is left out moves nothing of the other. */
static void a_pair_left_out_moves_nothing(void **state)
{
    (void)state;
    enum { N = 100 };
    static double z[4][N], part[4][N];
    ds_normals4(&TEST, 3, N, (double *const[]){z[0], z[1], z[2], z[3]});
    ds_normals4(&TEST, 3, N, (double *const[]){part[0], part[1], NULL, NULL});
    ds_normals4(&TEST, 3, N, (double *const[]){NULL, NULL, part[2], part[3]});
    assert_memory_equal(z, part, sizeof z);
}

/* Every vector width this processor has gives the bits of one at a time. */
static void every_vector_width_gives_the_same_bits(void **state)
{
    (void)state;
    enum { N = 4096 };
    static double x[N], y[N], c[N], scalar[N];
    for (size_t i = 0; i < N; i++) x[i] = ((double)i - 1000.25) / 64.0;
    const ds_elementary *widths[3] = {0};
    size_t n_widths = 0;
#ifdef __x86_64__
    widths[n_widths++] = &ds_elementary_sse2;
    if (__builtin_cpu_supports("avx2"))
        widths[n_widths++] = &ds_elementary_avx2;
    if (__builtin_cpu_supports("avx512f"))
        widths[n_widths++] = &ds_elementary_avx512;
#endif
    for (size_t w = 0; w < n_widths; w++) {
        assert_int_equal(widths[w]->exp(N, x, y), N);
        for (size_t i = 0; i < N; i++) scalar[i] = ds_exp1(x[i]);
        assert_memory_equal(y, scalar, sizeof y);
        widths[w]->log(N, y, y);
        for (size_t i = 0; i < N; i++) scalar[i] = ds_log1(scalar[i]);
        assert_memory_equal(y, scalar, sizeof y);
        widths[w]->sincospi(N, x, y, c);
        for (size_t i = 0; i < N; i++)
            ds_sincospi(1, &x[i], &scalar[i], &(double){0});
        assert_memory_equal(y, scalar, sizeof y);
        check_normals(widths[w]);
    }
}

/* Against libm, whose error is below 1 ulp here. */
static void elementary_functions_agree_with_libm(void **state)
{
    (void)state;
    for (double x = -20.0; x < 20.0; x += 0.0137) {
        double s, c;
        assert_true(fabs(ds_exp1(x) / exp(x) - 1.0) < 4e-16);
        assert_true(fabs(ds_log1(exp(x)) - log(exp(x))) <= 4e-15);
        ds_sincospi(1, &x, &s, &c);
        assert_true(fabs(s - sin(M_PI * remainder(x, 2.0))) < 2e-15);
        assert_true(fabs(c - cos(M_PI * remainder(x, 2.0))) < 2e-15);
        assert_true(fabs(ds_normal_below(x / 4) -
                         0.5 * erfc(-x / 4 / sqrt(2.0))) < 1e-15);
    }
    assert_true(ds_pow1(10.0, 2.0) == 100.0);
}

/* AS 241's own test values, and the inverse of the distribution function. */
static void normal_quantiles_invert_the_distribution(void **state)
{
    (void)state;
    static const struct {
        double p, z;
    } rows[] = {
        {0.25,  -0.6744897501960817},
        {0.001, -3.090232306167814 },
        {1e-20, -9.262340089798408 },
        {0.5,   0.0                },
        {0.975, 1.959963984540054  },
        {0.99,  2.3263478740408408 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        double z;
        ds_normal_quantile(1, &rows[i].p, &z);
        if (fabs(z - rows[i].z) > 1e-13) fail_msg("p %g: %.17g", rows[i].p, z);
    }
    for (double p = 1e-6; p < 1.0; p += 0.00113) {
        double z;
        ds_normal_quantile(1, &p, &z);
        assert_true(fabs(ds_normal_below(z) / p - 1.0) < 1e-12);
    }
}

/* 1,000,000 draws; each frequency within 4 standard errors of its weight. */
static void an_alias_table_draws_by_its_weights(void **state)
{
    (void)state;
    enum { N = 1000000, OUTCOMES = 7 };
    static const double weights[OUTCOMES] = {5, 0, 1, 0.01, 30, 0, 3.99};
    size_t n[OUTCOMES] = {0};
    ds_alias a = {0};
    ds_error err = {0};
    assert_ok(ds_alias_init(&a, OUTCOMES, weights, &err), &err);
    for (uint64_t i = 0; i < N / 4; i++) {
        uint64_t words[4];
        ds_random4(&TEST, i, words);
        for (int k = 0; k < 4; k++) n[ds_alias_draw(&a, words[k])]++;
    }
    for (size_t i = 0; i < OUTCOMES; i++) {
        const double p = weights[i] / 40.0;
        const double se = sqrt(N * p * (1 - p));
        assert_true(fabs((double)n[i] - N * p) <= 4 * se);
    }
    ds_alias_destroy(&a);
}

static void an_alias_table_refuses_what_is_no_weight(void **state)
{
    (void)state;
    static const double rows[][2] = {
        {0,        0  },
        {1,        -1 },
        {1,        NAN},
        {INFINITY, 1  }
    };
    ds_alias a = {0};
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(ds_alias_init(&a, 2, rows[i], NULL), DS_ERR_ARG);
    assert_int_equal(ds_alias_init(&a, 0, rows[0], NULL), DS_ERR_ARG);
    const double one = 3.0;
    assert_int_equal(ds_alias_init(&a, 1, &one, NULL), DS_OK);
    assert_int_equal(ds_alias_draw(&a, UINT64_MAX), 0);
    ds_alias_destroy(&a);
}

static void zipf_weights_follow_the_power_and_add_up(void **state)
{
    (void)state;
    double w[3];
    ds_zipf_weights(3, 1.0, w); /* 1, 1/2, 1/3 over 11/6 */
    assert_true(fabs(w[0] - 6.0 / 11) < 1e-15);
    assert_true(fabs(w[1] - 3.0 / 11) < 1e-15);
    assert_true(fabs(w[2] - 2.0 / 11) < 1e-15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_published_words_of_philox),
        cmocka_unit_test(a_draw_depends_on_its_counter_and_seed_alone),
        cmocka_unit_test(a_stream_goes_on_where_the_counter_ends),
        cmocka_unit_test(uniforms_stay_between_0_and_1),
        cmocka_unit_test(normals_have_normal_moments),
        cmocka_unit_test(normals_do_not_depend_on_where_a_block_begins),
        cmocka_unit_test(a_pair_left_out_moves_nothing),
        cmocka_unit_test(every_vector_width_gives_the_same_bits),
        cmocka_unit_test(elementary_functions_agree_with_libm),
        cmocka_unit_test(normal_quantiles_invert_the_distribution),
        cmocka_unit_test(an_alias_table_draws_by_its_weights),
        cmocka_unit_test(an_alias_table_refuses_what_is_no_weight),
        cmocka_unit_test(zipf_weights_follow_the_power_and_add_up),
    };
    return cmocka_run_group_tests_name("random", tests, NULL, NULL);
}
