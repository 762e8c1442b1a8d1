/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/dip/dip_points.h"
#include "tests/test.h"

#include <math.h>

#define FEN(yuan) ((int64_t)((yuan)*100 + .5))
#define POINTS(x) ((int64_t)((x)*10000 + .5))

static ds_dip_policy policy(void)
{
    ds_dip_policy p;
    ds_keys keys = ds_dip_keys;
    keys.target = &p;
    ds_keys_reset(&keys);
    return p;
}

static int64_t base_points(int64_t mean, int64_t all)
{
    int64_t points = -1;
    mpq_t m, a;
    mpq_inits(m, a, NULL);
    ds_ratio_set(m, mean, 1);
    ds_ratio_set(a, all, 1);
    assert_true(ds_dip_base_points(m, a, &points));
    mpq_clears(m, a, NULL);
    return points;
}

static void EX_7_4_points_are_a_thousand_times_the_exact_ratio(void **state)
{
    (void)state;
    assert_int_equal(base_points(FEN(8000), FEN(10000)), POINTS(800));
    assert_int_equal(base_points(FEN(20000), FEN(10000)), POINTS(2000));
    assert_int_equal(base_points(1, 3), 3333333); /* not 1000 x .3333 */
}

static int64_t points_at(const ds_dip_policy *p, int64_t cost,
                         ds_dip_deviation *d)
{
    int64_t points = -1;
    ds_dip_reference r = {0};
    mpq_init(r.mean);
    ds_ratio_set(r.mean, FEN(10000), 1);
    ds_dip_reference_limits(&r, p);
    *d = ds_dip_deviation_of(&r, cost);
    assert_true(ds_dip_case_points(&r, p, *d, POINTS(1000), cost, POINTS(1),
                                   POINTS(1), &points));
    mpq_clear(r.mean);
    return points;
}

static void EX_7_5_deviating_cases(void **state)
{
    (void)state;
    const ds_dip_policy p = policy();
    static const struct {
        double cost, points;
        ds_dip_deviation deviation;
    } rows[] = {
        {3000,  300,    DS_DIP_LOW    },
        {4999,  499.9,  DS_DIP_LOW    },
        {5000,  1000,   DS_DIP_NORMAL },
        {20000, 1000,   DS_DIP_NORMAL },
        {20001, 1000.1, DS_DIP_HIGH   },
        {26000, 1600,   DS_DIP_HIGH   },
        {50000, 4000,   DS_DIP_HIGH   },
        {52000, 4200,   DS_DIP_EXTREME},
        {0,     0,      DS_DIP_LOW    },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_dip_deviation d;
        assert_int_equal(points_at(&p, FEN(rows[i].cost), &d),
                         POINTS(rows[i].points));
        assert_int_equal(d, rows[i].deviation);
    }
}

/* Property 8: never fewer points for a dearer case; no jump with dip.smooth. */
static void property_8_points_never_fall_with_cost(void **state)
{
    (void)state;
    ds_dip_policy p = policy();
    ds_dip_deviation d;
    for (int smooth = 0; smooth < 2; smooth++) {
        int64_t before = -1;
        p.smooth = smooth;
        for (int64_t cost = 0; cost < FEN(60000); cost += 1999) {
            const int64_t points = points_at(&p, cost, &d);
            assert_true(points >= before);
            before = points;
        }
    }
    assert_int_equal(points_at(&p, FEN(5000) - 1, &d), POINTS(999.998));
    p.smooth = 0;
    assert_int_equal(points_at(&p, FEN(5000) - 1, &d), POINTS(499.999));
    assert_int_equal(points_at(&p, FEN(20000) + 1, &d), POINTS(1000.001));
}

static void without_a_mean_no_case_deviates(void **state)
{
    (void)state;
    const ds_dip_policy p = policy();
    int64_t points;
    ds_dip_reference r = {0};
    mpq_init(r.mean);
    ds_dip_reference_limits(&r, &p);
    assert_int_equal(ds_dip_deviation_of(&r, 1), DS_DIP_NORMAL);
    assert_int_equal(ds_dip_deviation_of(&r, FEN(1e9)), DS_DIP_NORMAL);
    assert_true(ds_dip_case_points(&r, &p, DS_DIP_NORMAL, POINTS(100), 1,
                                   POINTS(1.1), POINTS(2), &points));
    assert_int_equal(points, POINTS(220));
    assert_int_equal(ds_dip_ratio(&r, 1), INT64_MIN);
    mpq_clear(r.mean);
}

static ds_dip_sums sums(const int64_t *x, size_t n)
{
    ds_dip_sums s = {0};
    for (size_t i = 0; i < n; i++) {
        s.n++;
        s.sum += (x[i] * 100);
        s.squares += (ds_i128)x[i] * x[i] * 10000;
    }
    return s;
}

static const int64_t part_a[] = {1500, 1500, 1500, 1500,
                                 2500, 2500, 2500, 2500};
static const int64_t part_b[] = {9000, 15000, 12000, 10000, 14000};

static void EX_7_7_a_split_that_explains_the_spread_passes(void **state)
{
    (void)state;
    const ds_dip_sums parts[] = {sums(part_a, 8), sums(part_b, 5)};
    const ds_dip_sums all = {
        .n = 13,
        .sum = parts[0].sum + parts[1].sum,
        .squares = parts[0].squares + parts[1].squares};
    assert_float_equal(ds_dip_cv(&all), .869218, 5e-7);
    assert_float_equal(ds_dip_cv_within(&all, 2, parts), .251037, 5e-7);
    assert_true(ds_dip_gate(&all, 2, parts, 700000000, 200000000));
    assert_false(ds_dip_gate(&all, 2, parts, 869219000, 200000000));
    assert_true(ds_dip_gate(&all, 2, parts, 869217000, 711100000));
    assert_false(ds_dip_gate(&all, 2, parts, 869217000, 711300000));
    assert_int_equal(ds_dip_auxiliary(&all, &parts[0]), 3421);
    assert_int_equal(ds_dip_auxiliary(&all, &parts[1]), 20526);
}

static void equal_costs_are_never_split(void **state)
{
    (void)state;
    static const int64_t x[] = {5, 5, 5, 5};
    const ds_dip_sums part = sums(x, 2), all = sums(x, 4);
    const ds_dip_sums parts[] = {part, part};
    assert_false(ds_dip_gate(&all, 2, parts, 0, 0));
}

static void EX_7_8_bands(void **state)
{
    (void)state;
    ds_dip_policy p = policy();
    static const struct {
        int64_t cost, amount;
    } rows[] = {
        {7000,  7000 }, /* below .8: the cost */
        {8000,  10000}, /* from .8 on: the standard */
        {10000, 10000},
        {10600, 10420}, /* .7 of the excess */
        {12000, 10700}, /* up to 1.1 */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t amount = -1;
        p.bands = 1;
        assert_true(ds_dip_band(&p, 10000, rows[i].cost, &amount));
        assert_int_equal(amount, rows[i].amount);
        p.bands = 0;
        assert_true(ds_dip_band(&p, 10000, rows[i].cost, &amount));
        assert_int_equal(amount, 10000);
    }
}

static void EX_7_9_the_record(void **state)
{
    (void)state;
    const ds_dip_policy p = policy();
    ds_dip_record r;
    assert_true(ds_dip_record_make(&p, POINTS(680.47), POINTS(1.0817), 70520,
                                   FEN(6671.03), FEN(5654.97), &r));
    assert_int_equal(r.points, POINTS(736.0644));
    assert_int_equal(r.payment, FEN(5190.73));
    assert_int_equal(r.standard, FEN(7216.05));
    assert_int_equal(r.fee_ratio, POINTS(.7837));
    assert_int_equal(r.standard_difference, -FEN(1561.08));
    assert_int_equal(r.profit, -FEN(464.24));
    assert_int_equal(r.low_limit, FEN(3335.52));
    assert_int_equal(r.high_limit, FEN(13342.06));
    assert_int_equal(r.deviation, DS_DIP_NORMAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(EX_7_4_points_are_a_thousand_times_the_exact_ratio),
        cmocka_unit_test(EX_7_5_deviating_cases),
        cmocka_unit_test(property_8_points_never_fall_with_cost),
        cmocka_unit_test(without_a_mean_no_case_deviates),
        cmocka_unit_test(EX_7_7_a_split_that_explains_the_spread_passes),
        cmocka_unit_test(equal_costs_are_never_split),
        cmocka_unit_test(EX_7_8_bands),
        cmocka_unit_test(EX_7_9_the_record),
    };
    return cmocka_run_group_tests_name("dip_points", tests, NULL, NULL);
}
