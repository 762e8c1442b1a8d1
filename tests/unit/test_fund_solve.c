/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rate, premium or cap that reaches a goal, where it is known by hand; keys
 * that move nothing are refused. */
#include "sim/fund/fund_solve.h"

#include "tests/fund_fixture.h"

#include <math.h>
#include <string.h>

static const ds_run one = {.threads = 1, .memory = 64 << 20};
static const ds_fund_tables none = {NULL, NULL, NULL};

/* 100 m of income and of spending, nothing in the fund and no growth. */
#define RESIDENTS                                                            \
    "pools", "resident", "res.booked", "0", "res.income", "100000000",       \
        "res.spending", "100000000", "res.insured", "100000", "years", "1",  \
        "paths", "3", "goal.months", "1.2", "goal.chance", "1"
#define AMOUNTS "res.premium_amount", "400", "res.subsidy_amount", "600"

static ds_status solve(const char *const *pairs, const char *key,
                       ds_fund_solution *s, ds_error *err)
{
    ds_fund_config c = {0};
    fund_config(&c, pairs);
    const ds_status st =
        ds_fund_solve(&c, "test", &none, key, &one, s, err);
    ds_fund_config_destroy(&c);
    return st;
}

/* 1.2 months of spending are 10 m, a tenth of income: 1,100 yuan a head in
 * place of 1,000, or a rate of .11 in place of .10. */
static void a_tenth_more_is_a_tenth_of_the_rate(void **state)
{
    (void)state;
    static const char *const residents[] = {RESIDENTS, AMOUNTS, NULL};
    static const char *const employees[] = {
        "pools", "employee", "emp.booked", "0", "emp.income", "100000000",
        "emp.spending", "100000000", "emp.rate", "0.1", "years", "1", "paths",
        "3", "goal.months", "1.2", "goal.chance", "1", NULL};
    ds_fund_solution s = {0};
    ds_error err = {0};
    assert_ok(solve(residents, "res.premium_amount", &s, &err), &err);
    assert_true(fabs(s.value - 500.0) < 0.005 && s.old == 400.0);
    assert_ok(solve(residents, "res.subsidy_amount", &s, &err), &err);
    assert_true(fabs(s.value - 700.0) < 0.005);
    assert_ok(solve(employees, "emp.rate", &s, &err), &err);
    assert_true(fabs(s.value - 0.11) < 2e-6);
}

/* The published income is that of the base year's amounts: more premium from
 * then on is more income. */
static void a_premium_above_that_of_the_base_year_is_income(void **state)
{
    (void)state;
    static const char *const pairs[] = {
        RESIDENTS, "res.premium_amount", "500", "res.subsidy_amount", "600",
        "res.premium_base", "400", NULL};
    ds_fund_model m = {0};
    ds_fund_paths w = {0};
    ds_error err = {0};
    fund_model(&m, pairs);
    assert_ok(ds_fund_paths_init(&w, &m, &err), &err);
    ds_fund_paths_begin(&w, &m, 0, 1);
    ds_fund_paths_year(&w, &m, 1);
    assert_true(w.figure[DS_FUND_RES][DS_FUND_INCOME][0] == 110e8);
    ds_fund_paths_destroy(&w);
    ds_fund_model_destroy(&m);
}

/* Without published income the opening shows that of the formula. */
static void the_opening_shows_the_formula_s_income(void **state)
{
    (void)state;
    static const char *const pairs[] = {RESIDENTS, AMOUNTS, "res.income",
                                        "none", NULL};
    ds_fund_model m = {0};
    fund_model(&m, pairs);
    assert_int_equal(m.pool[DS_FUND_RES].opening.income, 10000000000);
    ds_fund_model_destroy(&m);
}

static void what_moves_nothing_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *key, *value, *solved, *says;
    } rows[] = {
        {"paths",      "3",    "res.premium_amount", "no premium and subsidy"},
        {"paths",      "3",    "emp.rate",           "its pool is not run"   },
        {"res.budget", "none", "res.budget_cap",     "only a budget y1"      },
        {"res.budget", "y1",   "res.budget_growth",  "only budgets t1"       },
        {"paths",      "3",    "price",              "is not solved for"     },
    };
    for (size_t i = 0; i < DS_COUNT(rows); i++) {
        const char *const pairs[] = {RESIDENTS, rows[i].key, rows[i].value,
                                     NULL};
        ds_fund_solution s = {0};
        ds_error err = {0};
        assert_int_not_equal(solve(pairs, rows[i].solved, &s, &err), DS_OK);
        if (!strstr(err.text, rows[i].says) || !err.hint[0])
            fail_msg("%s: %s; %s", rows[i].says, err.text, err.hint);
    }
    static const char *const whole[] = {
        "pools", "employee", "emp.booked", "0", "emp.income", "1",
        "emp.spending", "1", NULL};
    ds_fund_solution s = {0};
    ds_error err = {0};
    assert_int_equal(solve(whole, "emp.rate", &s, &err), DS_ERR_CONFIG);
    assert_non_null(strstr(err.text, "no contribution rate"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tenth_more_is_a_tenth_of_the_rate),
        cmocka_unit_test(a_premium_above_that_of_the_base_year_is_income),
        cmocka_unit_test(the_opening_shows_the_formula_s_income),
        cmocka_unit_test(what_moves_nothing_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
