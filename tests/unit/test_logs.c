/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernels/logs.h"
#include "tests/kernel.h"

#include <gsl/gsl_sf_log.h>
#include <math.h>

/* ln x * 2^32 to the nearest integer, from 60 digits (decimal module of
 * Python). */
static void gives_known_logarithms(void **state)
{
    (void)state;
    static const struct {
        int64_t x, log;
    } rows[] = {
        {1,                0                    },
        {2,                INT64_C(2977044472)  },
        {3,                INT64_C(4718503851)  },
        {10,               INT64_C(9889527671)  },
        {1000000,          INT64_C(59337166024) },
        {INT64_C(1) << 40, INT64_C(119081778873)},
        {DS_MAX_FEN,       INT64_C(148342915060)},
        {0,                DS_MISSING           },
        {-5,               DS_MISSING           },
        {DS_MISSING,       DS_MISSING           },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t out = 7;
        ds_log_fill(&rows[i].x, 1, &out);
        if (out != rows[i].log)
            fail_msg("ln %jd: %jd", (intmax_t)rows[i].x, (intmax_t)out);
    }
}

static void agrees_with_libm_and_gsl_to_one_unit(void **state)
{
    (void)state;
    enum { N = 10001 }; /* odd: the last one goes alone */
    static int64_t x[N], out[N];
    for (uint64_t i = 0; i < N; i++)
        x[i] = 1 + noise_below(i, INT64_C(1) << (1 + i % 50));
    ds_log_fill(x, N, out);
    for (size_t i = 0; i < N; i++) {
        const double unit = 4294967296.0, d = (double)x[i];
        assert_true(fabs((double)out[i] - log(d) * unit) <= 1.001);
        assert_true(fabs((double)out[i] - gsl_sf_log(d) * unit) <= 1.001);
    }
}

static void gives_the_same_bits_at_any_place_and_in_place(void **state)
{
    (void)state;
    enum { N = 999 };
    int64_t x[N], whole[N], alone;
    for (uint64_t i = 0; i < N; i++) x[i] = 1 + noise_below(i, 1 << 30);
    ds_log_fill(x, N, whole);
    for (size_t i = 0; i < N; i++) {
        ds_log_fill(&x[i], 1, &alone);
        assert_int_equal(alone, whole[i]);
    }
    ds_log_fill(x, N, x);
    assert_memory_equal(x, whole, sizeof x);
}

static void maps_a_lane(void **state)
{
    (void)state;
    int64_t x[3] = {2, 0, 10}, out[3];
    ds_slice s = {
        .n = 3, .n_lanes = 2, .lane = {x, out}
    };
    const ds_log_map map = {0, 1};
    const ds_stage stage = ds_log_stage(&map);
    stage.run(stage.ctx, &s);
    assert_int_equal(out[0], 2977044472);
    assert_int_equal(out[1], DS_MISSING);
    assert_true(fabs(ds_log_value(out[2]) - 2.302585092994046) < 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_known_logarithms),
        cmocka_unit_test(agrees_with_libm_and_gsl_to_one_unit),
        cmocka_unit_test(gives_the_same_bits_at_any_place_and_in_place),
        cmocka_unit_test(maps_a_lane),
    };
    return cmocka_run_group_tests_name("logs", tests, NULL, NULL);
}
