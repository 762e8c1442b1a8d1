/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernels/trim.h"
#include "tests/kernel.h"

#include <stdlib.h>

enum { HALF = 500000000, THREE_HALVES = 1500000000 };

static ds_quantile exactly(int64_t below, int64_t above, int64_t rest)
{
    ds_quantile q = {.below = below, .above = above, .rest = rest};
    q.value = (int64_t)ds_round_div(ds_quantile_numerator(&q), DS_RATE_ONE);
    return q;
}

/* EX of 8.2 in fen: quartiles 13.25 and 17.75, fences 6.50 and 24.50. */
static void EX_8_2_fences_from_exact_quartiles(void **state)
{
    (void)state;
    const int64_t sorted[] = {1000, 1200, 1300, 1400, 1500,
                              1600, 1700, 1800, 2000, 6000};
    const ds_quantile q1 = ds_quantile_sorted(sorted, 10, 250000000);
    const ds_quantile q3 = ds_quantile_sorted(sorted, 10, 750000000);
    assert_true(ds_quantile_numerator(&q1) == (ds_i128)1325 * DS_RATE_ONE);
    assert_true(ds_quantile_numerator(&q3) == (ds_i128)1775 * DS_RATE_ONE);
    const ds_fence fence = ds_fence_iqr(&q1, &q3, THREE_HALVES);
    assert_int_equal(fence.low, 650);
    assert_int_equal(fence.high, 2450);
    for (size_t i = 0; i < 10; i++)
        assert_int_equal(ds_fence_mark(&fence, sorted[i]),
                         i < 9 ? DS_TRIM_INSIDE : DS_TRIM_ABOVE);
}

static void keeps_integers_inside_the_exact_fence(void **state)
{
    (void)state;
    static const struct {
        const char *when;
        int64_t q1[3], q3[3], k, low, high;
    } rows[] = {
  /* 10.5 - 1.5 x 4 = 4.5, 14.5 + 6 = 20.5 */
        {"halves",                  {10, 11, HALF},   {14, 15, HALF},      THREE_HALVES, 5,               20},
        {"whole fences are inside",
         {10, 10, 0},
         {14, 14, 0},
         THREE_HALVES,                                                                   4,
         20                                                                                                 },
        {"negative",                {-15, -14, HALF}, {-11, -10, HALF},    THREE_HALVES, -20,             -5},
        {"no width",                {7, 7, 0},        {7, 7, 0},           THREE_HALVES, 7,               7 },
 /* 1e-9 above 10 is not 10; doubles would not see it at 1e14 */
        {"a hair",                  {10, 11, 1},      {20, 21, 999999999}, 0,            11,              20},
        {"a hair far out",
         {100000000000000, 100000000000001, 1},
         {200000000000000, 200000000000001, 999999999},
         0,                                                                              100000000000001,
         200000000000000                                                                                    },
        {"beyond int64",
         {-DS_MAX_FEN, -DS_MAX_FEN, 0},
         {DS_MAX_FEN, DS_MAX_FEN, 0},
         INT64_MAX,                                                                      DS_MISSING + 1,
         INT64_MAX                                                                                          },
        {"beyond 128 bits",
         {-INT64_MAX, -INT64_MAX, 0},
         {INT64_MAX, INT64_MAX, 0},
         INT64_MAX,                                                                      DS_MISSING + 1,
         INT64_MAX                                                                                          },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const ds_quantile q1 =
            exactly(rows[i].q1[0], rows[i].q1[1], rows[i].q1[2]);
        const ds_quantile q3 =
            exactly(rows[i].q3[0], rows[i].q3[1], rows[i].q3[2]);
        const ds_fence fence = ds_fence_iqr(&q1, &q3, rows[i].k);
        if (fence.low != rows[i].low || fence.high != rows[i].high)
            fail_msg("%s: %jd..%jd", rows[i].when, (intmax_t)fence.low,
                     (intmax_t)fence.high);
    }
    const ds_quantile none = {DS_MISSING, DS_MISSING, DS_MISSING, 0};
    const ds_fence open = ds_fence_iqr(&none, &none, 0);
    assert_true(open.low == DS_MISSING + 1 && open.high == INT64_MAX);
}

static void trims_between_percentiles_or_published_limits(void **state)
{
    (void)state;
    const ds_quantile low = exactly(10, 11, HALF), high = exactly(20, 21, HALF);
    const ds_quantile none = {DS_MISSING, DS_MISSING, DS_MISSING, 0};
    ds_fence fence = ds_fence_between(&low, &high);
    assert_true(fence.low == 11 && fence.high == 20);
    fence = ds_fence_published(&low, &high);
    assert_true(fence.low == 11 && fence.high == 21); /* 10.5, 20.5 half up */
    fence = ds_fence_between(NULL, &high);
    assert_true(fence.low == DS_MISSING + 1 && fence.high == 20);
    fence = ds_fence_published(&low, NULL);
    assert_true(fence.low == 11 && fence.high == INT64_MAX);
    fence = ds_fence_between(&none, &none);
    assert_true(fence.low == DS_MISSING + 1 && fence.high == INT64_MAX);
}

/* Two groups, a row without group, one with an unknown one, one without
 * value. */
enum { N = 9 };
static const int64_t group[N] = {0, 0, 0, 1, 1, 1, -1, 2, 0};
static const int64_t value[N] = {9, 10, 21, -6, 5, 16, 99, 99, DS_MISSING};
static const ds_fence fences[] = {
    {10, 20},
    {-5, 15}
};

typedef struct lanes {
    int64_t group[N], value[N], out[N];
    ds_slice slice;
} lanes;

static void lanes_fill(lanes *l)
{
    memcpy(l->group, group, sizeof group);
    memcpy(l->value, value, sizeof value);
    l->slice = (ds_slice){
        .n = N, .n_lanes = 3, .lane = {l->group, l->value, l->out}
    };
}

static const ds_trim trim = {2, fences, 0, 1, 2};

static void marks_rows(void **state)
{
    (void)state;
    static const int64_t marks[N] = {1, 0, 2, 1, 0, 2, 3, 3, 3};
    lanes l;
    lanes_fill(&l);
    const ds_stage stage = ds_trim_mark_stage(&trim);
    stage.run(stage.ctx, &l.slice);
    assert_memory_equal(l.out, marks, sizeof marks);
    assert_int_equal(l.slice.n, N);
}

static void drops_rows_outside(void **state)
{
    (void)state;
    lanes l;
    lanes_fill(&l);
    const ds_stage stage = ds_trim_drop_stage(&trim);
    stage.run(stage.ctx, &l.slice);
    assert_int_equal(l.slice.n, 2);
    assert_int_equal(l.value[0], 10);
    assert_int_equal(l.value[1], 5);
    assert_int_equal(l.group[1], 1);
}

static void clamps_rows_to_the_fence(void **state)
{
    (void)state;
    static const int64_t clamped[N] = {10, 10, 20, -5,        5,
                                       15, 99, 99, DS_MISSING};
    for (size_t out = 1; out <= 2; out++) { /* in place, and aside */
        lanes l;
        lanes_fill(&l);
        const ds_trim map = {2, fences, 0, 1, out};
        const ds_stage stage = ds_trim_clamp_stage(&map);
        stage.run(stage.ctx, &l.slice);
        assert_memory_equal(l.slice.lane[out], clamped, sizeof clamped);
    }
}

static void takes_one_fence_for_all_rows(void **state)
{
    (void)state;
    lanes l;
    lanes_fill(&l);
    const ds_trim all = {1, fences, DS_NO_LANE, 1, 2};
    const ds_stage stage = ds_trim_clamp_stage(&all);
    stage.run(stage.ctx, &l.slice);
    assert_int_equal(l.out[6], 20);
    assert_int_equal(l.out[3], 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(EX_8_2_fences_from_exact_quartiles),
        cmocka_unit_test(keeps_integers_inside_the_exact_fence),
        cmocka_unit_test(trims_between_percentiles_or_published_limits),
        cmocka_unit_test(marks_rows),
        cmocka_unit_test(drops_rows_outside),
        cmocka_unit_test(clamps_rows_to_the_fence),
        cmocka_unit_test(takes_one_fence_for_all_rows),
    };
    return cmocka_run_group_tests_name("trim", tests, NULL, NULL);
}
