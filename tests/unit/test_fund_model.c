/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The deterministic core: rules F2, F3, 9 and Y1, Y8, T1 of policy.md. */
#include "base/money.h"
#include "sim/fund/fund_tables.h"

#include "tests/fund_fixture.h"

#include <math.h>
#include <string.h>

#define FEN(yuan) llround((yuan)*100.0)

/* The run of the centres, year by year: one figure of one pool. */
static void centre_run(const char *const *pairs, size_t pool,
                       ds_fund_figure figure, double out[])
{
    ds_error err = {0};
    ds_fund_model m = {0};
    ds_fund_paths w = {0};
    fund_model(&m, pairs);
    m.is_deterministic = true;
    assert_ok(ds_fund_paths_init(&w, &m, &err), &err);
    ds_fund_paths_begin(&w, &m, 0, 1);
    for (int64_t t = 1; t <= m.v.years; t++) {
        ds_fund_paths_year(&w, &m, t);
        out[t] = w.figure[pool][figure][0];
    }
    assert_ok(ds_fund_paths_check(&w, &err), &err);
    ds_fund_paths_destroy(&w);
    ds_fund_model_destroy(&m);
}

#define EX9                                                                    \
    "pools", "employee", "emp.booked", "100000000", "emp.income", "50000000",  \
        "emp.spending", "48000000", "interest", "0.02", "emp.wage", "0.05",    \
        "price", "0.09"

/* In millions of yuan; figures of EX-9 have four decimals of a million. */
static void EX_9_balance_and_months_of_three_years(void **state)
{
    (void)state;
    static const char *const pairs[] = {EX9, "years", "3", NULL};
    double x[4];
    centre_run(pairs, 0, DS_FUND_INCOME, x);
    assert_int_equal(x[1], FEN(52500000));
    centre_run(pairs, 0, DS_FUND_SPENDING, x);
    assert_int_equal(x[1], FEN(52320000));
    centre_run(pairs, 0, DS_FUND_BALANCE, x);
    /* 102.18; 102.18 x 1.02 + 55.125 - 57.0288; the third by hand: 102.3198 x
     * 1.02 + 57.88125 - 62.161392 = 100.086054 */
    assert_int_equal(x[1], FEN(102180000));
    assert_int_equal(x[2], FEN(102319800));
    assert_int_equal(x[3], FEN(100086054));
    centre_run(pairs, 0, DS_FUND_MONTHS, x);
    assert_int_equal(x[1], 234358);
    assert_int_equal(x[2], 215301);
    assert_int_equal(x[3], 193212); /* 19.32117...: 19.3212 */
}

static void EX_9_depletes_in_year_seven(void **state)
{
    (void)state;
    static const char *const pairs[] = {
        "pools",      "employee", "emp.booked",   "100000000",
        "emp.income", "50000000", "emp.spending", "52000000",
        "interest",   "0.02",     "emp.wage",     "0.04",
        "price",      "0.09",     "years",        "8",
        NULL};
    double balance[9], gap[9], months[9];
    centre_run(pairs, 0, DS_FUND_BALANCE, balance);
    centre_run(pairs, 0, DS_FUND_GAP, gap);
    centre_run(pairs, 0, DS_FUND_MONTHS, months);
    for (int t = 1; t < 7; t++) assert_true(balance[t] > 0 && gap[t] == 0);
    assert_int_equal(llround(balance[7] / 1e5), -374); /* -0.374 million */
    assert_int_equal(gap[7], -balance[7]);
    assert_int_equal(months[7], 0);
    /* after depletion the balance starts from 0, so the gap is the deficit */
    assert_int_equal(gap[8], gap[7] - balance[8]);
}

static void EX_9_income_formulas_of_both_pools(void **state)
{
    (void)state;
    static const char *const pairs[] = {"emp.booked",
                                        "0",
                                        "emp.spending",
                                        "1",
                                        "emp.insured",
                                        "4000000",
                                        "emp.wage_base",
                                        "90000",
                                        "emp.rate",
                                        "0.105",
                                        "res.booked",
                                        "0",
                                        "res.spending",
                                        "1",
                                        "res.insured",
                                        "5300000",
                                        "res.premium_amount",
                                        "380",
                                        "res.subsidy_amount",
                                        "670",
                                        "years",
                                        "1",
                                        NULL};
    double x[2];
    centre_run(pairs, DS_FUND_EMP, DS_FUND_INCOME, x);
    assert_int_equal(x[1], FEN(37.8e9));
    centre_run(pairs, DS_FUND_RES, DS_FUND_INCOME, x);
    assert_int_equal(x[1], FEN(5.565e9));
}

/* 1.02 x 1.03 x 1.025 - 1 = 7.6865 % */
static void EX_9_growth_is_price_by_use_by_technology(void **state)
{
    (void)state;
    static const char *const pairs[] = {
        "pools",         "employee", "emp.booked", "0",    "emp.income", "1",
        "emp.spending",  "1000000",  "price",      "0.02", "emp.use",    "0.03",
        "emp.intensity", "0.025",    "years",      "1",    NULL};
    double x[2];
    centre_run(pairs, 0, DS_FUND_SPENDING, x);
    assert_int_equal(x[1], FEN(1076865));
}

/* F3: with spending growing 8 % from 456,904 and a mean deficit of 102,154 a
 * year the balance of 1,014,278 ends at nine months (10,000 yuan). */
static void F3_draw_down_to_nine_months(void **state)
{
    (void)state;
    /* income = spending - 102,154.4 every year: a flow beside grown income */
    static const char *const pairs[] = {
        "base_year",    "2020",        "pools",       "resident",
        "res.booked",   "10142780000", "res.income",  "4569040000",
        "res.spending", "4569040000",  "res.premium", "0.08",
        "res.subsidy",  "0.08",        "price",       "0.08",
        "years",        "5",           NULL};
    double spending[6], balance[6];
    centre_run(pairs, DS_FUND_RES, DS_FUND_SPENDING, spending);
    centre_run(pairs, DS_FUND_RES, DS_FUND_BALANCE, balance);
    const double end = balance[5] / 1e6 - 5 * 102154.0; /* 10,000 yuan */
    assert_int_equal(llround(spending[5] / 1e6 * 9 / 12), 503506);
    assert_true(fabs(end - 503506) < 5);
}

/* EX-Y1: 200 m with 12, 9, 15 % (geometric 11.9732 %, capped at 10 %) is 220;
 * 100 m at 4 % is 104. */
static void EX_Y1_budget_growth_is_capped(void **state)
{
    (void)state;
    static const char *const pairs[] = {"emp.booked",
                                        "0",
                                        "emp.income",
                                        "1",
                                        "emp.spending",
                                        "200000000",
                                        "emp.budget",
                                        "y1",
                                        "emp.growth_history",
                                        "0.12,0.09,0.15",
                                        "res.booked",
                                        "0",
                                        "res.income",
                                        "1",
                                        "res.spending",
                                        "100000000",
                                        "res.budget",
                                        "y1",
                                        "res.growth_history",
                                        "0.04,0.04,0.04",
                                        "years",
                                        "1",
                                        NULL};
    double x[2];
    centre_run(pairs, DS_FUND_EMP, DS_FUND_BUDGET, x);
    assert_int_equal(x[1], FEN(220e6));
    centre_run(pairs, DS_FUND_RES, DS_FUND_BUDGET, x);
    assert_int_equal(x[1], FEN(104e6));
    static const char *const uncapped[] = {"pools",
                                           "employee",
                                           "emp.booked",
                                           "0",
                                           "emp.income",
                                           "1",
                                           "emp.spending",
                                           "200000000",
                                           "emp.budget",
                                           "y1",
                                           "emp.budget_cap",
                                           "1",
                                           "emp.growth_history",
                                           "0.12,0.09,0.15",
                                           "years",
                                           "1",
                                           NULL};
    centre_run(uncapped, DS_FUND_EMP, DS_FUND_BUDGET, x);
    assert_int_equal(llround(x[1] / 200e6 * 1e4), 1119732); /* 11.9732 % */
}

/* EX-T1: 30 bn, g_fund 8 %, g_pop 1 %, g_hcpi 2 %: 3.02 %, 30.906 bn. */
static void EX_T1_budget_grows_by_the_smaller_of_need_and_fund(void **state)
{
    (void)state;
    static const char *const pairs[] = {"pools",
                                        "employee",
                                        "emp.booked",
                                        "0",
                                        "emp.income",
                                        "1",
                                        "emp.spending",
                                        "30000000000",
                                        "emp.insured",
                                        "1000000",
                                        "emp.active",
                                        "0.01",
                                        "emp.budget",
                                        "t1",
                                        "emp.budget_growth",
                                        "0.08",
                                        "price",
                                        "0.02",
                                        "years",
                                        "1",
                                        NULL};
    double x[2];
    centre_run(pairs, 0, DS_FUND_BUDGET, x);
    assert_int_equal(x[1], FEN(30.906e9));
}

/* Y8 by grade: 5 m over a budget of 225 m are borne by 80/50/20/0 %; a demand
 * of 215 m leaves 10 m, kept with keep 1 (EX-Y7, EX-Y8b). */
static void EX_Y8_overspend_is_shared_by_grade(void **state)
{
    (void)state;
    static const struct {
        const char *grades, *demand;
        double paid;
    } rows[] = {
        {"1,0,0,0", "230000000", 229.0},
        {"0,1,0,0", "230000000", 227.5},
        {"0,0,1,0", "230000000", 226.0},
        {"0,0,0,1", "230000000", 225.0},
        {"0,1,0,0", "215000000", 225.0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *const pairs[] = {"pools",
                                     "employee",
                                     "emp.booked",
                                     "0",
                                     "emp.income",
                                     "1",
                                     "emp.spending",
                                     rows[i].demand,
                                     "emp.budget",
                                     "manual",
                                     "emp.budget_amount",
                                     "225000000",
                                     "emp.grades",
                                     rows[i].grades,
                                     "emp.over_share",
                                     "0.8,0.5,0.2,0",
                                     "emp.keep",
                                     "1,1,1,1",
                                     "years",
                                     "1",
                                     NULL};
        double x[2];
        centre_run(pairs, 0, DS_FUND_SPENDING, x);
        assert_int_equal(x[1], FEN(rows[i].paid * 1e6));
    }
}

static void point_value_falls_as_points_outgrow_the_budget(void **state)
{
    (void)state;
    static const char *const pairs[] = {"pools",
                                        "employee",
                                        "emp.booked",
                                        "0",
                                        "emp.income",
                                        "1",
                                        "emp.spending",
                                        "1000000",
                                        "emp.budget",
                                        "manual",
                                        "emp.budget_growth",
                                        "0.05",
                                        "emp.use",
                                        "0.08",
                                        "emp.casemix",
                                        "0.02",
                                        "behaviour.eta",
                                        "0",
                                        "years",
                                        "2",
                                        NULL};
    double x[3];
    centre_run(pairs, 0, DS_FUND_VALUE, x);
    /* 1.05 / (1.08 x 1.02), and its square */
    assert_int_equal(x[1], llround(1.05 / (1.08 * 1.02) * 1e6));
    assert_int_equal(x[2], llround(pow(1.05 / (1.08 * 1.02), 2) * 1e6));
    const char *diluted[COUNT(pairs)];
    memcpy(diluted, pairs, sizeof pairs);
    diluted[17] = "0.5"; /* eta */
    assert_string_equal(diluted[16], "behaviour.eta");
    double y[3];
    centre_run(diluted, 0, DS_FUND_VALUE, y);
    const double v1 = 1.05 / (1.08 * 1.02);
    assert_int_equal(y[1], x[1]); /* the target was met in the base year */
    assert_int_equal(y[2], llround(v1 * v1 / pow(1 / v1, 0.5) * 1e6));
}

/* fund-model.md 0: booked - unpaid - deposits - unbooked + prepaid. */
static void opening_position_is_adjusted(void **state)
{
    (void)state;
    static const char *const pairs[] = {"pools",
                                        "employee",
                                        "emp.opening_months",
                                        "10.2",
                                        "emp.spending",
                                        "2947022",
                                        "emp.spending_share",
                                        "0.6565",
                                        "emp.income",
                                        "3243162",
                                        "emp.income_share",
                                        "0.7230",
                                        "emp.unpaid",
                                        "1000",
                                        "emp.deposits",
                                        "200",
                                        "emp.unbooked_months",
                                        "1",
                                        "emp.prepaid",
                                        "500",
                                        NULL};
    ds_fund_model m = {0};
    fund_model(&m, pairs);
    const ds_fund_opening *o = &m.pool[0].opening;
    assert_int_equal(o->spending, 193471994); /* 2,947,022 x .6565 yuan */
    assert_int_equal(o->income, 234480613);   /* 3,243,162 x .7230 */
    assert_int_equal(o->booked, 164451195);   /* x 10.2 / 12 */
    assert_int_equal(o->unbooked, 16122666);  /* / 12 */
    assert_int_equal(o->adjusted,
                     164451195 - 100000 - 20000 - 16122666 + 50000);
    ds_fund_model_destroy(&m);
}

static void mid_year_interest_is_on_half_the_flows(void **state)
{
    (void)state;
    static const char *const pairs[] = {EX9,   "years", "1", "fund.mid_year",
                                        "yes", NULL};
    double x[2];
    centre_run(pairs, 0, DS_FUND_BALANCE, x);
    assert_int_equal(x[1], FEN(102180000 + 0.01 * 180000));
}

/* Steps of 10 % while under 24 months, at most 20 %, from the year after. */
static void reaction_steps_up_to_its_limit(void **state)
{
    (void)state;
    static const char *const pairs[] = {"pools",
                                        "employee",
                                        "emp.booked",
                                        "100",
                                        "emp.income",
                                        "100",
                                        "emp.spending",
                                        "100",
                                        "reaction.on",
                                        "yes",
                                        "reaction.low",
                                        "24",
                                        "reaction.high",
                                        "100",
                                        "emp.reaction_income",
                                        "0.1",
                                        "emp.reaction_limit",
                                        "0.2",
                                        "years",
                                        "3",
                                        NULL};
    double x[4];
    centre_run(pairs, 0, DS_FUND_INCOME, x);
    assert_int_equal(x[1], 11000);
    assert_int_equal(x[2], 12000);
    assert_int_equal(x[3], 12000);
}

/* (S0 + PV I - PV E - PV target) / PV base, flat flows, no discount: (100 +
 * 10 x 50 - 10 x 48 - 24) / 500 with a target of six months. */
static void actuarial_balance_of_ten_years(void **state)
{
    (void)state;
    static const char *const pairs[] = {
        "pools", "employee",     "emp.booked", "100",           "emp.income",
        "50",    "emp.spending", "48",         "fund.discount", "0",
        "years", "10",           NULL};
    ds_error err = {0};
    ds_fund_model m = {0};
    ds_fund_paths w = {0};
    fund_model(&m, pairs);
    m.is_deterministic = true;
    assert_ok(ds_fund_paths_init(&w, &m, &err), &err);
    ds_fund_paths_begin(&w, &m, 0, 1);
    for (int64_t t = 1; t <= 10; t++) ds_fund_paths_year(&w, &m, t);
    assert_int_equal(w.actuarial[0][0][0], 192000);
    ds_fund_paths_destroy(&w);
    ds_fund_model_destroy(&m);
}

/* EX-F1: residents' months 26.6, 23.08, 19.56, 16.04, 12.52, 9.0; a range is
 * gone to straight to its nearest bound, 10.2 to 9. */
static void EX_F1_path_of_the_plan(void **state)
{
    (void)state;
    static const double months[] = {26.6, 23.08, 19.56, 16.04, 12.52, 9.0};
    const ds_rates about = {1, {9 * DS_RATE_ONE}};
    const ds_rates range = {
        2, {6 * DS_RATE_ONE, 9 * DS_RATE_ONE}
    };
    for (int y = 0; y < 6; y++)
        assert_true(fabs(ds_fund_plan_path(26.6, &about, y / 5.0) - months[y]) <
                    1e-9);
    assert_true(fabs(ds_fund_plan_path(10.2, &range, 1.0) - 9.0) < 1e-9);
    assert_true(fabs(ds_fund_plan_path(10.2, &range, 0.5) - 9.6) < 1e-9);
    assert_true(fabs(ds_fund_plan_path(4.0, &range, 2.0) - 6.0) < 1e-9);
    assert_true(fabs(ds_fund_plan_path(7.0, &range, 0.7) - 7.0) < 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(EX_9_balance_and_months_of_three_years),
        cmocka_unit_test(EX_9_depletes_in_year_seven),
        cmocka_unit_test(EX_9_income_formulas_of_both_pools),
        cmocka_unit_test(EX_9_growth_is_price_by_use_by_technology),
        cmocka_unit_test(F3_draw_down_to_nine_months),
        cmocka_unit_test(EX_Y1_budget_growth_is_capped),
        cmocka_unit_test(EX_T1_budget_grows_by_the_smaller_of_need_and_fund),
        cmocka_unit_test(EX_Y8_overspend_is_shared_by_grade),
        cmocka_unit_test(point_value_falls_as_points_outgrow_the_budget),
        cmocka_unit_test(opening_position_is_adjusted),
        cmocka_unit_test(mid_year_interest_is_on_half_the_flows),
        cmocka_unit_test(reaction_steps_up_to_its_limit),
        cmocka_unit_test(actuarial_balance_of_ten_years),
        cmocka_unit_test(EX_F1_path_of_the_plan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
