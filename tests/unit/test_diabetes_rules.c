/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/capitation/diabetes_rules.h"

#include "base/columns.h"
#include "sim/capitation/capitation_policy.h"
#include "tests/test.h"

#include <string.h>

enum { YUAN = 100 };
#define RATE(x) ((int64_t)((x)*1e9 + .5))

static void EX_D2_a_capitated_month_is_grossed_up(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        int64_t cost[3], surplus[3];
        bool multiplies;
        int64_t base;
    } rows[] = {
        {"EX-D2",
         {300 * YUAN, 280 * YUAN, 320 * YUAN},
         {100000000, 200000000, -50000000},
         false,                                                                          100333},
        {"multiplied",
         {300 * YUAN, 280 * YUAN, 320 * YUAN},
         {100000000, 200000000, -50000000},
         true,                                                                           98600 },
        {"a month with s = 1 is skipped",
         {300 * YUAN, 280 * YUAN, 0},
         {1000000000, 200000000, 0},
         false,                                                                          35000 },
        {"and with s above",              {300 * YUAN, 1, 0}, {1500000000, 0, 0}, false, 1     },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t base = 0;
        mpq_t sum;
        mpq_init(sum);
        for (size_t m = 0; m < 3; m++)
            ds_d2_add(sum, rows[i].cost[m], rows[i].surplus[m],
                      rows[i].multiplies);
        assert_true(ds_ratio_round(sum, 0, &base));
        mpq_clear(sum);
        if (base != rows[i].base)
            fail_msg("%s: %jd", rows[i].what, (intmax_t)base);
    }
}

static const ds_d1_limits limits = {4600 * YUAN, 15400 * YUAN};

static ds_quota_terms terms_of(void)
{
    return (ds_quota_terms){
        .band = RATE(.2), .retain = RATE(.5), .contract = DS_MISSING};
}

static void EX_D1_EX_D4_an_institution(void **state)
{
    (void)state;
    static const int64_t costs[] = {2000, 5000, 9000, 16000, 20000};
    ds_d3_sums sums = {0};
    ds_quota_steps steps;
    ds_quota_terms terms = terms_of();
    for (size_t i = 0; i < COUNT(costs); i++)
        ds_d1_add(&sums, costs[i] * YUAN, limits, false);
    assert_int_equal(sums.winsorised, 49400 * YUAN);
    assert_int_equal(sums.base, 52000 * YUAN);
    assert_int_equal(sums.base + sums.raised - sums.lowered, sums.winsorised);
    assert_true(ds_quota_make(&sums, &terms, &steps));
    assert_int_equal(steps.quota, 49400 * YUAN); /* EX-D3: ratio .95 */
    sums.heads++;
    sums.is_new = 1;
    terms.new_amount = 7200 * YUAN;
    assert_true(ds_quota_make(&sums, &terms, &steps));
    assert_int_equal(steps.new_quota, 7200 * YUAN);
    assert_int_equal(steps.quota, 56600 * YUAN);
}

static void EX_D3_the_band(void **state)
{
    (void)state;
    static const int64_t costs[] = {500, 800, 1000, 1200};
    ds_d3_sums sums = {0};
    ds_quota_steps steps;
    const ds_quota_terms terms = terms_of();
    for (size_t i = 0; i < COUNT(costs); i++)
        ds_d1_add(&sums, costs[i] * YUAN, limits, false);
    assert_int_equal(sums.winsorised, 18400 * YUAN);
    assert_true(ds_quota_make(&sums, &terms, &steps));
    assert_int_equal(steps.quota, 4200 * YUAN);
    ds_d3_sums dear = {0};
    ds_d1_add(&dear, 100000 * YUAN, limits, false);
    assert_true(ds_quota_make(&dear, &terms, &steps));
    assert_int_equal(steps.quota, 80000 * YUAN);
}

static void A57_registered_without_cost_counts_at_the_floor(void **state)
{
    (void)state;
    ds_d3_sums sums = {0};
    ds_d1_add(&sums, 0, limits, false);
    assert_int_equal(sums.winsorised, 4600 * YUAN);
    assert_int_equal(sums.base, 0);
    assert_int_equal(sums.without_cost, 1);
    ds_d1_add(&sums, 0, limits, true);
    assert_int_equal(sums.winsorised, 4600 * YUAN);
    assert_int_equal(sums.heads, 2);
}

static void A23_new_patients_may_enter_before_the_band(void **state)
{
    (void)state;
    const ds_d3_sums sums = {.is_new = 1, .base = 1000, .winsorised = 2000};
    ds_quota_terms terms = terms_of();
    ds_quota_steps steps;
    terms.new_amount = 9000;
    assert_true(ds_quota_make(&sums, &terms, &steps));
    assert_int_equal(steps.quota, 1200 + 9000);
    terms.is_new_inside = true; /* 11,000 within 8,000 and 12,000 */
    assert_true(ds_quota_make(&sums, &terms, &steps));
    assert_int_equal(steps.quota, 11000);
}

static void EX_D5_special_compensation(void **state)
{
    (void)state;
    const int64_t excess = (40000 + 22000 + 15000 + 9000 + 6000) * YUAN;
    assert_int_equal(ds_d5_heads(100, RATE(.05)), 5);
    assert_int_equal(ds_d5_heads(99, RATE(.05)), 4);
    assert_int_equal(ds_d5_heads(19, RATE(.05)), 0);
    assert_int_equal(ds_d5_compensation(90000 * YUAN, excess, RATE(1)),
                     90000 * YUAN);
    assert_int_equal(ds_d5_compensation(95000 * YUAN, excess, RATE(1)),
                     92000 * YUAN);
    assert_int_equal(ds_d5_compensation(90000 * YUAN, excess, RATE(.5)),
                     45000 * YUAN);
    assert_int_equal(ds_d5_compensation(0, excess, RATE(1)), 0);
}

static void EX_D6_surplus_by_month_and_after_assessment(void **state)
{
    (void)state;
    ds_pool pool;
    ds_pool_input in = {.cap = 100000000,
                        .deposit_of = 100000000,
                        .own = 88000000,
                        .month_share = RATE(.5),
                        .factor = RATE(1)};
    assert_true(ds_pool_make(&in, false, &pool));
    assert_int_equal(pool.surplus, 120000 * YUAN);
    assert_int_equal(pool.hold, 60000 * YUAN);
    assert_int_equal(pool.due - in.own, 60000 * YUAN);
    assert_true(ds_pool_make(&in, true, &pool));
    assert_int_equal(pool.hold, 0);
    in.factor = RATE(.8);
    assert_true(ds_pool_make(&in, true, &pool));
    assert_int_equal(pool.due - in.own, (60000 + 48000) * YUAN);
}

static void D6_a_later_cycle_lowers_the_quota(void **state)
{
    (void)state;
    const ds_d3_sums sums = {.base = 100000, .winsorised = 100000};
    ds_quota_terms terms = terms_of();
    ds_quota_steps steps;
    terms.bid_saving = 30001;
    assert_true(ds_quota_make(&sums, &terms, &steps));
    assert_int_equal(steps.quota, 100000); /* first cycle */
    terms.is_later = true;
    assert_true(ds_quota_make(&sums, &terms, &steps));
    assert_int_equal(steps.bid_cut, 15001);
    assert_int_equal(steps.quota, 84999);
    terms.bid_saving = 300000;
    assert_true(ds_quota_make(&sums, &terms, &steps));
    assert_int_equal(steps.quota, 0);
    terms.contract = 777;
    assert_true(ds_quota_make(&sums, &terms, &steps));
    assert_int_equal(steps.quota, 777);
}

static void EX_D7_counted_from_the_next_month(void **state)
{
    (void)state;
    static const int days[][3] = {
        {2022, 6, 1 },
        {2022, 6, 30}
    };
    for (size_t i = 0; i < COUNT(days); i++) {
        int64_t day;
        assert_true(ds_day_of(days[i][0], days[i][1], days[i][2], &day));
        assert_int_equal(ds_d7_month(day), 22 * 12 + 6); /* 2022-07 */
    }
    int64_t last;
    assert_true(ds_day_of(2021, 12, 31, &last));
    assert_int_equal(ds_d7_month(last), 22 * 12);
}

/* Outside 0.5 m points at .96; the command charges outside care at 1:1. */
static void EX_T13_a_pool(void **state)
{
    (void)state;
    static const int64_t m = 1000000 * YUAN;
    ds_pool_input in = {.cap = 3 * m,
                        .own = 22 * m / 10,
                        .outside = 48 * m / 100,
                        .month_share = RATE(.5),
                        .factor = RATE(1)};
    ds_pool pool;
    assert_true(ds_pool_make(&in, false, &pool));
    assert_int_equal(pool.entitlement, 252 * m / 100);
    assert_int_equal(pool.due, 236 * m / 100);
    assert_int_equal(pool.hold, 16 * m / 100);
    in.factor = RATE(.8);
    assert_true(ds_pool_make(&in, true, &pool));
    assert_int_equal(pool.due, 2488 * m / 1000);
    in.outside = 336 * m / 100;
    assert_true(ds_pool_make(&in, false, &pool));
    assert_int_equal(pool.entitlement, -36 * m / 100);
    assert_int_equal(pool.surplus, 0);
}

static void D13_a_deposit_is_held_and_released_by_assessment(void **state)
{
    (void)state;
    ds_pool_input in = {.cap = 1000,
                        .deposit_of = 1000,
                        .own = 1000,
                        .month_share = RATE(.5),
                        .deposit = RATE(.05),
                        .factor = RATE(.8)};
    ds_pool pool;
    assert_true(ds_pool_make(&in, false, &pool));
    assert_int_equal(pool.deposit_hold, 50);
    assert_int_equal(pool.due, 950);
    assert_true(ds_pool_make(&in, true, &pool));
    assert_int_equal(pool.deposit_hold, 10);
    assert_int_equal(pool.due, 990);
}

static void property_9_quota_within_the_band(void **state)
{
    (void)state;
    const ds_quota_terms terms = terms_of();
    for (uint64_t seed = 1; seed <= 1000; seed++) {
        uint64_t x = seed * 0x9e3779b97f4a7c15u;
        ds_d3_sums sums = {0};
        ds_quota_steps steps;
        const ds_d1_limits l = {(int64_t)(x >> 44),
                                (int64_t)(x >> 44) + (int64_t)(x >> 43 & 9999)};
        for (int i = 0; i < (int)(x % 40); i++) {
            x = x * 6364136223846793005u + 1442695040888963407u;
            ds_d1_add(&sums, (int64_t)(x >> 42), l, false);
        }
        assert_true(ds_quota_make(&sums, &terms, &steps));
        assert_true(steps.quota * 10 >= sums.base * 8 - 5);
        assert_true(steps.quota * 10 <= sums.base * 12 + 5);
    }
}

static void amounts_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    const ds_d3_sums sums = {.is_new = INT64_MAX / 2};
    ds_quota_terms terms = terms_of();
    ds_quota_steps steps;
    terms.new_amount = 3;
    assert_false(ds_quota_make(&sums, &terms, &steps));
    const ds_pool_input in = {.cap = -2, .outside = INT64_MAX};
    ds_pool pool;
    assert_false(ds_pool_make(&in, false, &pool));
}

static void keys_that_contradict_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *key, *value, *says;
    } rows[] = {
        {"diab.q",       "0.8,0.2", "two rising levels"         },
        {"diab.q",       "0.5",     "two rising levels"         },
        {"diab.q",       "0.5,0.5", "two rising levels"         },
        {"year",         "2019",    "not behind the base period"},
        {"diab.manager", "claims",  "quotas only"               },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_capitation_policy policy;
        ds_keys keys = ds_capitation_keys;
        ds_error err = {0};
        keys.target = &policy;
        ds_keys_reset(&keys);
        assert_int_equal(ds_capitation_policy_check(&policy, "x", &err), DS_OK);
        assert_int_equal(
            ds_keys_set(&keys, rows[i].key, rows[i].value, "x", &err), DS_OK);
        assert_int_equal(ds_capitation_policy_check(&policy, "x", &err),
                         DS_ERR_CONFIG);
        assert_non_null(strstr(err.text, rows[i].says));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(EX_D2_a_capitated_month_is_grossed_up),
        cmocka_unit_test(EX_D1_EX_D4_an_institution),
        cmocka_unit_test(EX_D3_the_band),
        cmocka_unit_test(A57_registered_without_cost_counts_at_the_floor),
        cmocka_unit_test(A23_new_patients_may_enter_before_the_band),
        cmocka_unit_test(EX_D5_special_compensation),
        cmocka_unit_test(EX_D6_surplus_by_month_and_after_assessment),
        cmocka_unit_test(D6_a_later_cycle_lowers_the_quota),
        cmocka_unit_test(EX_D7_counted_from_the_next_month),
        cmocka_unit_test(EX_T13_a_pool),
        cmocka_unit_test(D13_a_deposit_is_held_and_released_by_assessment),
        cmocka_unit_test(property_9_quota_within_the_band),
        cmocka_unit_test(amounts_that_do_not_fit_are_refused),
        cmocka_unit_test(keys_that_contradict_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
