/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scenarios of configs/sustainability_*.yaml, by direction and size against
 * a calculation by hand. The hand calculates on a small fund that has the
 * scenario's keys and nothing else, so that each number can be followed; that
 * the shipped files move the same way is seen on their own model. */
#include "sim/fund/fund_run.h"

#include "io/config.h"
#include "io/tables/result.h"
#include "tests/fund_fixture.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { YEARS = 4 };

/* The balance of the centre run at the end of the last year, in yuan. */
static double balance(const char *key, const char *value, const char *key2,
                      const char *value2)
{
    ds_error err = {0};
    ds_fund_config c = {0};
    ds_fund_model m = {0};
    ds_fund_paths w = {0};
    const ds_fund_tables none = {NULL, NULL, NULL};
    static const char *const base[] = {"pools",
                                       "employee",
                                       "years",
                                       "4",
                                       "emp.booked",
                                       "0",
                                       "emp.income",
                                       "1000",
                                       "emp.rate",
                                       "0.10",
                                       "emp.rate_base",
                                       "0.10",
                                       "emp.spending",
                                       "1000",
                                       "price",
                                       "0.10",
                                       "emp.wage",
                                       "0.10",
                                       "emp.growth_history",
                                       "0.1,0.1,0.1",
                                       NULL};
    fund_config(&c, base);
    if (key) fund_set(&c, key, value);
    if (key2) fund_set(&c, key2, value2);
    assert_ok(ds_fund_model_init(&m, &c, "test", &none, &err), &err);
    m.is_deterministic = true;
    assert_ok(ds_fund_paths_init(&w, &m, &err), &err);
    ds_fund_paths_begin(&w, &m, 0, 1);
    for (int64_t t = 1; t <= YEARS; t++) ds_fund_paths_year(&w, &m, t);
    const double x = w.state[0].balance[0] > 0 ? w.state[0].balance[0]
                                               : -w.figure[0][DS_FUND_GAP][0];
    ds_fund_paths_destroy(&w);
    ds_fund_model_destroy(&m);
    ds_fund_config_destroy(&c);
    return x / 100;
}

static void near(double x, double hand)
{
    if (fabs(x - hand) > 0.05) fail_msg("%.4f, by hand %.4f", x, hand);
}

/* Income and spending of 1000 both grow 10 %: 1100, 1210, 1331, 1464.1. */
static void the_base_stays_at_zero(void **state)
{
    (void)state;
    near(balance(NULL, NULL, NULL, NULL), 0);
}

/* 11 % instead of 10 % of the base: a tenth more of 5105.1. */
static void a_point_of_the_rate_is_a_tenth_of_income(void **state)
{
    (void)state;
    near(balance("emp.rate", "0.11", NULL, NULL), 510.51);
}

/* Spending at 12 %: 1120, 1254.4, 1404.928, 1573.519: 247.747 more. */
static void two_points_of_health_cpi(void **state)
{
    (void)state;
    near(balance("price", "0.12", NULL, NULL), -247.747);
}

/* Wages stand still in year 2: income 1100, 1100, 1210, 1331. */
static void a_wage_slump_of_one_year(void **state)
{
    (void)state;
    near(balance("emp.wage", "0.1,0,0.1", NULL, NULL), -(110 + 121 + 133.1));
}

/* A cut of 3 % in year 2 saves 3 % of 1210 + 1331 + 1464.1. */
static void a_price_cut_lasts(void **state)
{
    (void)state;
    near(balance("event.cut_year", "2027", "event.cut_size", "0.03"),
         .03 * 4005.1);
}

/* Use at .85, 1.05, 1.02 of inpatient care in years 2, 3, 4. */
static void an_epidemic_saves_and_rebounds(void **state)
{
    (void)state;
    near(balance("event.epidemic_year", "2027", NULL, NULL),
         .15 * 1210 - .05 * 1331 - .02 * 1464.1);
    /* a waiver of a fifth of the year's contributions */
    near(balance("event.epidemic_year", "2027", "event.epidemic_waiver", "0.2"),
         .15 * 1210 - .05 * 1331 - .02 * 1464.1 - .2 * 1210);
}

/* Budgets grow 8 % of demand's 10 %: the fund bears .6 of the overspend.
 * Budgets 1080, then 1.08 x each (spending grew more than 8 % a year). */
static void a_budget_cap_binds(void **state)
{
    (void)state;
    double saved = 0, budget = 1000, demand = 1000, paid = 1000;
    double past[3] = {1.1, 1.1, 1.1};
    for (int t = 1; t <= YEARS; t++) {
        const double mean = cbrt(past[0] * past[1] * past[2]) - 1;
        budget *= 1 + (mean < .08 ? mean : .08);
        demand *= 1.1;
        const double now = budget + .6 * (demand - budget);
        past[0] = past[1];
        past[1] = past[2];
        past[2] = now / paid;
        paid = now;
        saved += demand - now;
    }
    near(balance("emp.budget", "y1", "emp.budget_cap", "0.08"), saved);
    assert_true(saved > 0);
}

/* ---- the shipped files --------------------------------------------------- */

static void load(const char *name, ds_fund_config *c, ds_table *ages,
                 ds_table *flows, ds_fund_model *m)
{
    ds_error err = {0};
    char path[128];
    snprintf(path, sizeof path, "configs/%s.yaml", name);
    assert_ok(ds_fund_config_init(c, &err), &err);
    assert_ok(ds_config_read(path, 3, c->sets, NULL, &err), &err);
    if (ages->n_columns == 0) {
        assert_ok(ds_csv_read_some("configs/tianjin_population_synthetic.csv",
                                   "ages", ds_fund_age_columns,
                                   DS_FUND_N_AGE_NEEDED, DS_FUND_N_AGE_COLUMNS,
                                   ages, &err),
                  &err);
        assert_ok(ds_csv_read_some("configs/sustainability_flows.csv", "flows",
                                   ds_fund_flow_columns, DS_FUND_N_FLOW_NEEDED,
                                   DS_FUND_N_FLOW_COLUMNS, flows, &err),
                  &err);
    }
    const ds_fund_tables tables = {ages, flows, NULL};
    assert_ok(ds_fund_model_init(m, c, path, &tables, &err), &err);
}

/* Each moves the employees' months of 2035 its way, beyond four errors. */
static void shipped_scenarios_move_their_way(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int sign;
        size_t pool;
    } rows[] = {
        {"sustainability_old_retirement", -1, DS_FUND_EMP},
        {"sustainability_health_cpi",     -1, DS_FUND_EMP},
        {"sustainability_wage_slump",     -1, DS_FUND_EMP},
        {"sustainability_epidemic",       -1, DS_FUND_EMP},
        {"sustainability_tight_budget",   1,  DS_FUND_RES},
        {"sustainability_no_budget",      -1, DS_FUND_RES},
        {"sustainability_price_cut",      1,  DS_FUND_EMP},
        {"sustainability_rate_up",        1,  DS_FUND_EMP},
    };
    const ds_run run = {.threads = 2, .memory = 64 << 20};
    ds_error err = {0};
    ds_table ages = {0}, flows = {0};
    ds_fund_config base = {0};
    ds_fund_model m = {0};
    static ds_fund_pairs pairs;
    load("sustainability", &base, &ages, &flows, &m);
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_fund_config c = {0};
        ds_fund_model s = {0};
        load(rows[i].name, &c, &ages, &flows, &s);
        assert_ok(ds_fund_compare(&m, &s, 512, &run, &pairs, &err), &err);
        const ds_fund_pair *d =
            &pairs.at[rows[i].pool][m.v.years - 1][DS_FUND_PAIR_MONTHS];
        if (rows[i].sign * d->mean <= 4 * d->error)
            fail_msg("%s: %g +- %g", rows[i].name, d->mean, d->error);
        ds_fund_model_destroy(&s);
        ds_fund_config_destroy(&c);
    }
    ds_fund_model_destroy(&m);
    ds_fund_config_destroy(&base);
    ds_table_destroy(&ages);
    ds_table_destroy(&flows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_base_stays_at_zero),
        cmocka_unit_test(a_point_of_the_rate_is_a_tenth_of_income),
        cmocka_unit_test(two_points_of_health_cpi),
        cmocka_unit_test(a_wage_slump_of_one_year),
        cmocka_unit_test(a_price_cut_lasts),
        cmocka_unit_test(an_epidemic_saves_and_rebounds),
        cmocka_unit_test(a_budget_cap_binds),
        cmocka_unit_test(shipped_scenarios_move_their_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
