/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/tianjin/tianjin_budget.h"
#include "tests/test.h"

#define YUAN(x) (INT64_C(100) * (x))
#define M YUAN(1000000)

static void EX_T1_the_smaller_growth(void **state)
{
    (void)state;
    ds_tj_policy p = {.g_fund = 80000000,
                      .g_income = DS_KEY_NONE,
                      .g_pop = 10000000,
                      .g_hcpi = 20000000,
                      .g_manual = 50000000};
    static const struct {
        int mode;
        int64_t g_fund, b;
    } rows[] = {
        {DS_TJ_GROWTH_MIN,    80000000,  30906},
        {DS_TJ_GROWTH_MIN,    -20000000, 29400}, /* < 0 is allowed */
        {DS_TJ_GROWTH_FUND,   80000000,  32400},
        {DS_TJ_GROWTH_NEED,   80000000,  30906},
        {DS_TJ_GROWTH_MANUAL, 80000000,  31500},
    };
    mpq_t g;
    mpq_init(g);
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_error err = {0};
        int64_t b = 0;
        p.budget_mode = rows[i].mode;
        p.g_fund = rows[i].g_fund;
        assert_true(ds_t1_growth(&p, g));
        assert_ok(ds_t1_budget(30000 * M, g, &b, &err), &err);
        assert_int_equal(b, rows[i].b * M);
    }
    p.budget_mode = DS_TJ_GROWTH_MIN;
    p.g_fund = DS_KEY_NONE;
    assert_false(ds_t1_growth(&p, g));
    p.g_fund_income = 1;
    p.g_income = 10000000;
    assert_true(ds_t1_growth(&p, g));
    mpq_clear(g);
}

static void EX_T2_pooled_totals(void **state)
{
    (void)state;
    ds_error err = {0};
    int64_t f = 0;
    assert_ok(
        ds_t2_pooled(30906 * M, 18000 * M, 29000 * M, DS_RATE_ONE, &f, &err),
        &err);
    assert_int_equal(f, INT64_C(1918303448276));
    assert_ok(
        ds_t2_pooled(30906 * M, 4500 * M, 29000 * M, DS_RATE_ONE, &f, &err),
        &err);
    assert_int_equal(f, INT64_C(479575862069));
}

static void split(const char *reserve, int64_t annual[DS_TJ_SEG_NAMES])
{
    ds_error err = {0};
    ds_t3 t;
    ds_t3_init(&t);
    mpq_set_str(t.ip, "58/100", 10);
    mpq_set_str(t.reserve, reserve, 10);
    mpq_set_str(t.of_class[DS_TJ_L3], "4/10", 10);
    mpq_set_str(t.of_class[DS_TJ_L2], "6/10", 10);
    mpq_set_str(t.of_fee[DS_TJ_L3][DS_TJ_DRUG], "62/100", 10);
    mpq_set_str(t.of_fee[DS_TJ_L3][DS_TJ_SERV], "38/100", 10);
    mpq_set_str(t.of_fee[DS_TJ_L2][DS_TJ_SERV], "1", 10);
    assert_ok(ds_t3_split(30906 * M, &t, annual, &err), &err);
    ds_t3_clear(&t);
}

static void EX_T3_split_of_the_total(void **state)
{
    (void)state;
    int64_t a[DS_TJ_SEG_NAMES];
    split("0", a);
    assert_int_equal(a[DS_TJ_SEG_IP], INT64_C(17925480000) * 100);
    assert_int_equal(a[DS_TJ_DRUG], INT64_C(3219168960) * 100);
    assert_int_equal(a[DS_TJ_SERV], INT64_C(1973039040) * 100);
    assert_int_equal(a[DS_TJ_SEG_RXRES], 0);
    split("5/1000", a);
    assert_int_equal(a[DS_TJ_DRUG], INT64_C(320307311520));
    int64_t sum = 0;
    for (int s = 0; s < DS_TJ_SEG_NAMES; s++) sum += a[s];
    assert_int_equal(sum, 30906 * M);
}

/* The index of EX-T10: January .075, March cumulative .225. */
static const int index_t10[DS_TJ_MONTHS] = {90,  80,  100, 95,  100, 105,
                                            110, 100, 105, 105, 110, 100};
static void set_sigma(mpq_t sigma[DS_TJ_MONTHS])
{
    for (int j = 0; j < DS_TJ_MONTHS; j++) {
        mpq_init(sigma[j]);
        mpq_set_ui(sigma[j], (unsigned long)index_t10[j], 1200);
        mpq_canonicalize(sigma[j]);
    }
}

static void EX_T4_a_hospital_changes_its_class(void **state)
{
    (void)state;
    ds_error err = {0};
    int64_t delta = 0;
    mpq_t left;
    mpq_init(left);
    mpq_set_str(left, "775/1000", 10);
    assert_ok(ds_t4_delta(100 * M, 4, 100, left, &delta, &err), &err);
    assert_int_equal(delta, 31 * M / 10);
    assert_ok(ds_t4_delta(100 * M, 4, 0, left, &delta, &err), &err);
    assert_int_equal(delta, 0);
    mpq_clear(left);
}

static void EX_T4b_the_budget_changes_in_the_year(void **state)
{
    (void)state;
    mpq_t sigma[DS_TJ_MONTHS], month[DS_TJ_MONTHS], year;
    int64_t july = 0, all = 0;
    set_sigma(sigma);
    mpq_init(year);
    for (int j = 0; j < DS_TJ_MONTHS; j++) mpq_init(month[j]);
    assert_true(ds_t4_spread(1200 * M, 0, sigma, month));
    assert_true(ds_t4_spread(60 * M, 6, sigma, month));
    assert_true(ds_ratio_round(month[6], 0, &july));
    assert_int_equal(july, INT64_C(12047619048)); /* 120.4762 m */
    for (int j = 0; j < DS_TJ_MONTHS; j++) mpq_add(year, year, month[j]);
    assert_true(ds_ratio_round(year, 0, &all));
    assert_int_equal(all, 1260 * M);
    for (int j = 6; j < DS_TJ_MONTHS; j++) mpq_set_ui(sigma[j], 0, 1);
    assert_false(ds_t4_spread(60 * M, 6, sigma, month));
    for (int j = 0; j < DS_TJ_MONTHS; j++) mpq_clears(sigma[j], month[j], NULL);
    mpq_clear(year);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(EX_T1_the_smaller_growth),
        cmocka_unit_test(EX_T2_pooled_totals),
        cmocka_unit_test(EX_T3_split_of_the_total),
        cmocka_unit_test(EX_T4_a_hospital_changes_its_class),
        cmocka_unit_test(EX_T4b_the_budget_changes_in_the_year),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
