/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The formulas of county communities: sim/hangzhou/hangzhou_rules.c, and the
 * examples of policy.md section 3. */
#include "sim/drg/point_value.h"
#include "sim/hangzhou/hangzhou_rules.h"
#include "tests/test.h"

enum { YUAN = 100 };
#define M(x) ((int64_t)((x)*1000 + .5) * 100000) /* m yuan in fen */

static void EX_H1_EX_H2_budget_and_ceiling(void **state)
{
    (void)state;
    int64_t ceiling = 0, budget = 0;
    assert_true(ds_h2_grow(M(2000), 100000000, &ceiling));
    assert_true(ds_h2_grow(M(2000), 70000000, &budget));
    assert_int_equal(ceiling, M(2200));
    assert_int_equal(budget, M(2140));
}

static void EX_H3_surplus_kept_overspend_shared(void **state)
{
    (void)state;
    int64_t pool = 0;
    assert_true(ds_h3_pool(M(100), M(94), 700000000, 600000000, &pool));
    assert_int_equal(pool - M(94), M(4.2));
    assert_true(ds_h3_pool(M(100), M(106), 700000000, 600000000, &pool));
    assert_int_equal(pool - M(100), M(3.6));
}

static void EX_H6_invalid_heads_leave_the_indicator(void **state)
{
    (void)state;
    int64_t all = 0, valid = 0;
    assert_true(ds_h6_per_head(M(12), 10000, 0, &all));
    assert_true(ds_h6_per_head(M(12), 10000, 300, &valid));
    assert_int_equal(all, 1200 * YUAN);
    assert_int_equal(valid, 123711); /* 1237.1134 yuan */
}

static void EX_H7_a_sanctioned_institution_gets_its_cost(void **state)
{
    (void)state;
    assert_int_equal(ds_h7_decision(M(5), M(4.6), true), M(4.6));
    assert_int_equal(ds_h7_decision(M(5), M(4.6), false), M(5));
    assert_int_equal(ds_h7_decision(M(5), M(5.2), true), M(5));
}

static void EX_H8_one_deductible_for_a_referred_chain(void **state)
{
    (void)state;
    static const int64_t stays[] = {300 * YUAN, 800 * YUAN};
    int64_t separate = 0;
    assert_int_equal(ds_h8_deductible(2, stays, &separate), 800 * YUAN);
    assert_int_equal(separate, 1100 * YUAN);
}

static void EX_H9_a_self_referral_pays_ten_points_more(void **state)
{
    (void)state;
    int64_t added = 0;
    assert_true(ds_h9_added(10000 * YUAN, 7500 * YUAN, 100000000, &added));
    assert_int_equal(2500 * YUAN + added, 3500 * YUAN);
    assert_true(ds_h9_added(10000 * YUAN, 400 * YUAN, 100000000, &added));
    assert_int_equal(added, 400 * YUAN);
    assert_true(ds_h9_added(10000 * YUAN, -1, 100000000, &added));
    assert_int_equal(added, 0);
}

static void EX_H10_targets_are_compared_exactly(void **state)
{
    (void)state;
    assert_true(ds_h10_is_met(650000, 1000000, 650000000));
    assert_false(ds_h10_is_met(649999, 1000000, 650000000));
    assert_false(ds_h10_is_met(0, 0, 0));
}

static void EX_H11_capitation_with_care_elsewhere(void **state)
{
    (void)state;
    ds_h11 x = {.budget = 10000 * 1200 * YUAN,
                .own = M(10.2),
                .outside = 60 * 9000 * YUAN};
    assert_true(ds_h11_settle(&x, 700000000, 600000000));
    assert_int_equal(x.budget, M(12));
    assert_int_equal(x.outside, M(.54));
    assert_int_equal(x.result, M(1.26));
    assert_int_equal(x.kept, M(.882));
    assert_int_equal(x.payment, M(10.2) + M(.882));
    x.own = M(12.46); /* 1 m over: the fund bears .6 m */
    assert_true(ds_h11_settle(&x, 700000000, 600000000));
    assert_int_equal(x.result, -M(1));
    assert_int_equal(x.fund_bears, M(.6));
    assert_int_equal(x.payment, M(12.46) - M(.4));
}

static void EX_T19_excess_defers_a_part(void **state)
{
    (void)state;
    int64_t excess = 0, defer = 0;
    assert_true(ds_h13_excess(M(115), M(100), 60000000, &excess));
    assert_int_equal(excess, M(9));
    assert_true(ds_h13_defer(excess, M(115), M(62), &defer));
    assert_int_equal(defer, 485217391); /* 4.852174 m yuan */
    assert_true(ds_h13_defer(excess, M(115), -1, &defer));
    assert_int_equal(defer, 0);
}

static void quantiles_are_type_7(void **state)
{
    (void)state;
    static const int64_t v[] = {10, 20, 30, 40}; /* P75: 32.5 */
    assert_true(ds_is_above_quantile(33, 4, v, 750000000));
    assert_false(ds_is_above_quantile(32, 4, v, 750000000));
    assert_false(ds_is_above_quantile(40, 4, v, 1000000000));
    assert_false(ds_is_above_quantile(40, 0, v, 750000000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(EX_H1_EX_H2_budget_and_ceiling),
        cmocka_unit_test(EX_H3_surplus_kept_overspend_shared),
        cmocka_unit_test(EX_H6_invalid_heads_leave_the_indicator),
        cmocka_unit_test(EX_H7_a_sanctioned_institution_gets_its_cost),
        cmocka_unit_test(EX_H8_one_deductible_for_a_referred_chain),
        cmocka_unit_test(EX_H9_a_self_referral_pays_ten_points_more),
        cmocka_unit_test(EX_H10_targets_are_compared_exactly),
        cmocka_unit_test(EX_H11_capitation_with_care_elsewhere),
        cmocka_unit_test(EX_T19_excess_defers_a_part),
        cmocka_unit_test(quantiles_are_type_7),
    };
    return cmocka_run_group_tests_name("hangzhou_rules", tests, NULL, NULL);
}
