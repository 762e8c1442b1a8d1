/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/keys.h"
#include "sim/drg/case_points.h"
#include "tests/test.h"

#define POINTS(x) ((int64_t)((x)*10000 + ((x) < 0 ? -.5 : .5)))

static const ds_z3 RULE_2025 = {.rule = DS_Z3_2025,
                                .low = 400000000,
                                .mid = 800000000,
                                .theta = 3000000000,
                                .extreme = DS_KEY_NONE,
                                .coef_mid = 1};

/* A group of 80 base points whose mean is num / den fen. */
static ds_group_points group(int64_t num, int64_t den, const ds_z3 *z3)
{
    ds_group_points g = {.base = POINTS(80), .n = 100, .has_mean = true};
    mpq_init(g.mean);
    ds_ratio_set(g.mean, num, den);
    ds_group_points_limits(&g, z3);
    return g;
}

static void EX_Z1_base_points_are_mean_over_mean_of_all(void **state)
{
    (void)state;
    static const struct {
        int64_t mean, mean_all, points;
    } rows[] = {
        {960000, 1200000, 800000},
        {45000,  1200000, 37500 },
        {1,      3,       333333}, /* 33.33333 rounds down */
        {2,      3,       666667}, /* 66.66667 rounds up */
        {0,      1200000, 0     }
    };
    mpq_t mean, all;
    mpq_init(mean);
    mpq_init(all);
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t points = -1;
        ds_ratio_set(mean, rows[i].mean, 1);
        ds_ratio_set(all, rows[i].mean_all, 1);
        assert_true(ds_base_points(mean, all, &points));
        assert_int_equal(points, rows[i].points);
    }
    mpq_clear(all);
    mpq_clear(mean);
}

static void EX_Z2_coefficient_is_the_weighted_sum_of_its_parts(void **state)
{
    (void)state;
    static const int64_t part[] = {10800, 10200, 11000, 9700};
    static const int64_t weight[] = {550000000, 250000000, 50000000, 150000000};
    assert_int_equal(ds_z2_coefficient(part, weight), 10495);
}

/* EX-Z3: base 80, coefficient 1.05, theta 3, mean 10,000 yuan. */
static void EX_Z3_points_follow_the_cost_ratio(void **state)
{
    (void)state;
    static const struct {
        const char *when;
        int64_t cost;
        ds_bucket bucket;
        int64_t points;
    } rows[] = {
        {"r = .3",              300000,  DS_BUCKET_LOW,    POINTS(25.2)   },
        {"r = .4 is still low", 400000,  DS_BUCKET_LOW,    POINTS(33.6)   },
        {"a fen over .4",       400001,  DS_BUCKET_MID,    POINTS(50.4001)},
        {"r = .41",             410000,  DS_BUCKET_MID,    POINTS(51.24)  },
        {"r = .6",              600000,  DS_BUCKET_MID,    POINTS(67.2)   },
        {"r = .8",              800000,  DS_BUCKET_MID,    POINTS(84)     },
        {"a fen over .8",       800001,  DS_BUCKET_NORMAL, POINTS(84)     },
        {"r = 1.5",             1500000, DS_BUCKET_NORMAL, POINTS(84)     },
        {"r = 3",               3000000, DS_BUCKET_NORMAL, POINTS(84)     },
        {"a fen over 3",        3000001, DS_BUCKET_HIGH,   POINTS(84.0001)},
        {"r = 4.2",             4200000, DS_BUCKET_HIGH,   POINTS(184.8)  },
    };
    ds_points_scratch scratch;
    ds_points_scratch_init(&scratch);
    ds_group_points g = group(1000000, 1, &RULE_2025);
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t points = -1;
        const ds_bucket bucket = ds_z3_bucket(&g, rows[i].cost);
        assert_true(ds_z3_points(&g, &RULE_2025, bucket, rows[i].cost, 10500,
                                 DS_FACTOR_ONE, &scratch, &points));
        if (bucket != rows[i].bucket || points != rows[i].points)
            fail_msg("%s: %s with %jd", rows[i].when, ds_buckets[bucket].name,
                     (intmax_t)points);
    }
    mpq_clear(g.mean);
    ds_points_scratch_clear(&scratch);
}

/* Property 8 of policy.md section 10, on a mean that is no whole number. */
static void points_never_fall_as_cost_rises(void **state)
{
    (void)state;
    ds_points_scratch scratch;
    ds_points_scratch_init(&scratch);
    ds_group_points g = group(1000003, 7, &RULE_2025);
    int64_t before = 0;
    for (int64_t cost = 0; cost < 700000; cost += 13) {
        int64_t points = -1;
        const ds_bucket bucket = ds_z3_bucket(&g, cost);
        assert_true(ds_z3_points(&g, &RULE_2025, bucket, cost, 9731,
                                 DS_FACTOR_ONE, &scratch, &points));
        assert_true(points >= before);
        before = points;
    }
    mpq_clear(g.mean);
    ds_points_scratch_clear(&scratch);
}

static void the_2019_rule_knows_no_multiples(void **state)
{
    (void)state;
    ds_z3 z3 = RULE_2025;
    z3.rule = DS_Z3_2019;
    ds_group_points g = group(1000000, 1, &z3);
    assert_int_equal(ds_z3_bucket(&g, 0), DS_BUCKET_NORMAL);
    assert_int_equal(ds_z3_bucket(&g, INT64_MAX - 1), DS_BUCKET_NORMAL);
    z3.extreme = 5 * DS_RATE_ONE;
    ds_group_points_limits(&g, &z3);
    assert_int_equal(g.extreme_fen, 5000000);
    mpq_clear(g.mean);
}

/* Z3 and A20: min(base*coef*r, base), the cap without the coefficient. */
static void an_incomplete_stay_gets_at_most_the_base(void **state)
{
    (void)state;
    static const struct {
        int64_t cost, coef;
        int32_t cap;
        int64_t points;
    } rows[] = {
        {500000,  10500, 0, POINTS(42)},
        {1000000, 10500, 0, POINTS(80)},
        {1000000, 10500, 1, POINTS(84)},
        {1000000, 9000,  0, POINTS(72)},
        {0,       10500, 0, 0         },
    };
    ds_points_scratch scratch;
    ds_points_scratch_init(&scratch);
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_z3 z3 = RULE_2025;
        z3.incomplete_cap = rows[i].cap;
        ds_group_points g = group(1000000, 1, &z3);
        int64_t points = -1;
        assert_true(ds_z3_points(&g, &z3, DS_BUCKET_INCOMPLETE, rows[i].cost,
                                 rows[i].coef, DS_FACTOR_ONE, &scratch,
                                 &points));
        assert_int_equal(points, rows[i].points);
        mpq_clear(g.mean);
    }
    ds_points_scratch_clear(&scratch);
}

/* A published list has no means, so no case deviates: r counts as 1. */
static void without_a_mean_an_incomplete_stay_counts_r_as_1(void **state)
{
    (void)state;
    static const struct {
        int64_t coef;
        int32_t cap;
        int64_t points;
    } rows[] = {
        {10500, 0, POINTS(80)},
        {10500, 1, POINTS(84)},
        {9000,  0, POINTS(72)},
    };
    ds_points_scratch scratch;
    ds_points_scratch_init(&scratch);
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_z3 z3 = RULE_2025;
        z3.incomplete_cap = rows[i].cap;
        ds_group_points g = {.base = POINTS(80), .n = DS_MISSING};
        mpq_init(g.mean);
        ds_group_points_limits(&g, &z3);
        assert_int_equal(ds_z3_bucket(&g, 100), DS_BUCKET_NORMAL);
        assert_int_equal(ds_z3_bucket(&g, INT64_MAX - 1), DS_BUCKET_NORMAL);
        int64_t points = -1;
        assert_true(ds_z3_points(&g, &z3, DS_BUCKET_INCOMPLETE, 100,
                                 rows[i].coef, DS_FACTOR_ONE, &scratch,
                                 &points));
        assert_int_equal(points, rows[i].points);
        mpq_clear(g.mean);
    }
    ds_points_scratch_clear(&scratch);
}

/* Z3: the earlier of two stays within 15 days keeps half its points; rounded
 * once, so 80 x 1.0001 x .5 = 40.004, and 33.6 x .5 = 16.8. */
static void halving_comes_before_the_one_rounding(void **state)
{
    (void)state;
    ds_points_scratch scratch;
    ds_points_scratch_init(&scratch);
    ds_group_points g = group(1000000, 1, &RULE_2025);
    int64_t points = -1;
    assert_true(ds_z3_points(&g, &RULE_2025, DS_BUCKET_NORMAL, 1000000, 10001,
                             DS_FACTOR_ONE / 2, &scratch, &points));
    assert_int_equal(points, POINTS(40.004));
    assert_true(ds_z3_points(&g, &RULE_2025, DS_BUCKET_LOW, 400000, 10500,
                             DS_FACTOR_ONE / 2, &scratch, &points));
    assert_int_equal(points, POINTS(16.8));
    g.base = 1; /* a ten-thousandth of a point: half of it rounds up */
    assert_true(ds_z3_points(&g, &RULE_2025, DS_BUCKET_NORMAL, 1000000, 10000,
                             DS_FACTOR_ONE / 2, &scratch, &points));
    assert_int_equal(points, 1);
    mpq_clear(g.mean);
    ds_points_scratch_clear(&scratch);
}

/* A36: C / mean of all * 100: 30,000 over 12,000 yuan is 250 points. */
static void special_review_falls_back_on_the_own_cost(void **state)
{
    (void)state;
    ds_points_scratch scratch;
    ds_points_scratch_init(&scratch);
    mpq_t all;
    mpq_init(all);
    ds_ratio_set(all, 1200000, 1);
    int64_t points = -1;
    assert_true(ds_own_cost_points(all, 3000000, &scratch, &points));
    assert_int_equal(points, POINTS(250));
    ds_ratio_set(all, 7, 3);
    assert_true(ds_own_cost_points(all, 1, &scratch, &points));
    assert_int_equal(points, 428571); /* 300/7 = 42.857142.. */
    mpq_clear(all);
    ds_points_scratch_clear(&scratch);
}

static void means_beyond_128_bits_stay_exact(void **state)
{
    (void)state;
    /* the mean of three years: numerator and denominator of 200 bits that
     * cancel to 10,000 yuan must give the points of 10,000 yuan */
    ds_points_scratch scratch;
    ds_points_scratch_init(&scratch);
    ds_group_points g = group(1000000, 1, &RULE_2025);
    mpz_t big;
    mpz_init(big);
    mpz_ui_pow_ui(big, 10, 60);
    mpz_mul(mpq_numref(g.mean), mpq_numref(g.mean), big);
    mpz_mul(mpq_denref(g.mean), mpq_denref(g.mean), big);
    int64_t points = -1;
    assert_true(ds_z3_points(&g, &RULE_2025, DS_BUCKET_MID, 600000, 10500,
                             DS_FACTOR_ONE, &scratch, &points));
    assert_int_equal(points, POINTS(67.2));
    assert_int_equal(ds_cost_ratio(&g, 600000, &scratch), 6000);
    mpz_clear(big);
    mpq_clear(g.mean);
    ds_points_scratch_clear(&scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(EX_Z1_base_points_are_mean_over_mean_of_all),
        cmocka_unit_test(EX_Z2_coefficient_is_the_weighted_sum_of_its_parts),
        cmocka_unit_test(EX_Z3_points_follow_the_cost_ratio),
        cmocka_unit_test(points_never_fall_as_cost_rises),
        cmocka_unit_test(the_2019_rule_knows_no_multiples),
        cmocka_unit_test(an_incomplete_stay_gets_at_most_the_base),
        cmocka_unit_test(without_a_mean_an_incomplete_stay_counts_r_as_1),
        cmocka_unit_test(halving_comes_before_the_one_rounding),
        cmocka_unit_test(special_review_falls_back_on_the_own_cost),
        cmocka_unit_test(means_beyond_128_bits_stay_exact),
    };
    return cmocka_run_group_tests_name("case_points", tests, NULL, NULL);
}
