/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Covers sim/fund/calibrate.c and sim/fund/calibrate_tables.c. */
#include "sim/fund/calibrate.h"
#include "tests/history_fixture.h"

#include <math.h>
#include <string.h>

typedef struct run {
    ds_table t;
    ds_history_pool pools[DS_MAX_HISTORY_POOLS];
    ds_calibrate_policy policy;
    ds_calibration c;
    ds_error err;
    ds_status st;
} run;

static void calibrate(run *r, const fund_year *years, size_t n, const char *key,
                      const char *value)
{
    ds_keys keys = ds_calibrate_keys;
    size_t n_pools = 0;
    memset(r, 0, sizeof *r);
    keys.target = &r->policy;
    ds_keys_reset(&keys);
    if (key)
        assert_ok(ds_keys_set(&keys, key, value, "test", &r->err), &r->err);
    r->t = history_of(years, n);
    assert_ok(ds_history_check(&r->t, "FILE", r->pools, &n_pools, &r->err),
              &r->err);
    r->st = ds_calibrate(&r->t, "FILE", n_pools, r->pools, &r->policy, &r->c,
                         &r->err);
}

static void end(run *r)
{
    ds_calibration_destroy(&r->c);
    ds_table_destroy(&r->t);
}

static void assert_near(double is, double wanted)
{
    if (fabs(is - wanted) > 1e-12) fail_msg("%.15g, wanted %.15g", is, wanted);
}

/* Contributors 80 88 88 110 110, retired 20 20 40 40 40; income a contributor
 * 10 11 11 10 20; spending an insured 1 for ever. */
static const fund_year employees[] = {
    {.year = 2018, .heads = 100, .retired = 20, .income = 800, .spending = 100},
    {.year = 2019, .heads = 108, .retired = 20, .income = 968, .spending = 108},
    {.year = 2020, .heads = 128, .retired = 40, .income = 968, .spending = 128},
    {.year = 2021,
     .heads = 150,
     .retired = 40,
     .income = 1100,
     .spending = 150                                                          },
    {.year = 2022,
     .heads = 150,
     .retired = 40,
     .income = 2200,
     .spending = 150                                                          },
};

static void grows_by_the_head(void **state)
{
    (void)state;
    static const char *const names[] = {"fund_active", "fund_retired",
                                        "fund_income", "fund_spending"};
    run r;
    calibrate(&r, employees, 5, NULL, NULL);
    assert_ok(r.st, &r.err);
    assert_int_equal(r.c.n_factors, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(r.c.factors[i].name, names[i]);
        assert_int_equal(r.c.factors[i].n, 4);
    }
    const double income[] = {log(1.1), 0, log(10.0 / 11), log(2)};
    double sum = 0, squares = 0;
    for (size_t i = 0; i < 4; i++) {
        assert_near(r.c.factors[2].rate[i + 1], income[i]);
        sum += income[i];
        squares += income[i] * income[i];
    }
    const double sd = sqrt((squares - sum * sum / 4) / 3);
    assert_near(r.c.factors[0].mean, log(110.0 / 80) / 4);
    assert_near(r.c.factors[1].mean, log(2) / 4);
    assert_near(r.c.factors[2].mean, sum / 4);
    assert_near(r.c.factors[2].sd, sd);
    assert_near(r.c.factors[2].error, sd / 2);
    assert_near(r.c.factors[3].sd, 0);
    assert_int_equal(r.c.n_common, 4);
    assert_near(r.c.correlation[3], 0); /* spending does not move */
    end(&r);
    calibrate(&r, employees, 5, "calibrate.income_per", "insured");
    assert_near(r.c.factors[2].rate[1], log(968.0 / 108 / 8));
    end(&r);
}

/* 10 11 (1000) 12 13 26 27 28: year 3 is excluded, year 6 a break; 13 is 15
 * with a one-off of 2. */
static void counts_what_cleaning_leaves(void **state)
{
    (void)state;
    static const fund_year years[] = {
        {.year = 2001,      .heads = 1, .income = 10, .spending = 1      },
        {.year = 2002,      .heads = 1, .income = 11, .spending = 1      },
        {.year = 2003,
         .heads = 1,
         .income = 1000,
         .spending = 1,
         .is_excluded = 1,
         .reason = "flood"},
        {.year = 2004, .heads = 1,           .income = 12,            .spending = 1                    },
        {.year = 2005,
         .heads = 1,
         .income = 15,
         .spending = 1,
         .one_off_income = 2,
         .reason = "grant"},
        {.year = 2006,
         .heads = 1,
         .income = 26,
         .spending = 1,
         .is_break = 1,
         .reason = "merged"},
        {.year = 2007,        .heads = 1,                  .income = 27,                               .spending = 1                                                   },
        {.year = 2008,                 .heads = 1,                .income = 28,           .spending = 1},
    };
    const double wanted[] = {log(1.1),       NAN, NAN,
                             log(13.0 / 12), NAN, log(27.0 / 26),
                             log(28.0 / 27)};
    run r;
    calibrate(&r, years, DS_COUNT(years), NULL, NULL);
    assert_ok(r.st, &r.err);
    const ds_growth_factor *f = &r.c.factors[1];
    double sum = 0;
    for (size_t i = 0; i < DS_COUNT(wanted); i++) {
        assert_int_equal(isnan(f->rate[i + 1]), isnan(wanted[i]));
        if (isnan(wanted[i])) continue;
        assert_near(f->rate[i + 1], wanted[i]);
        sum += wanted[i];
    }
    assert_int_equal(f->n, 4);
    assert_near(f->mean, sum / 4);
    assert_int_equal(f->raw_n, 7);
    assert_near(f->raw_mean, log(2.8) / 7);
    end(&r);
    calibrate(&r, years, DS_COUNT(years), "calibrate.min_rates", "5");
    assert_int_equal(r.st, DS_ERR_DATA);
    assert_non_null(strstr(r.err.text, "4 growth rates are left, 5"));
    end(&r);
}

static void refuses_means_that_so_few_years_cannot_tell(void **state)
{
    (void)state;
    run r;
    calibrate(&r, employees, 5, "calibrate.draws", "once"); /* 4 years, 4 */
    assert_int_equal(r.st, DS_ERR_DATA);
    assert_non_null(strstr(r.err.text, "4 years say nothing of how 4 means"));
    assert_non_null(strstr(r.err.hint, "calibrate.draws=yearly"));
    end(&r);
    fund_year plain[5]; /* without the retired: 3 factors */
    memcpy(plain, employees, sizeof plain);
    for (size_t i = 0; i < 5; i++) plain[i].retired = 0;
    calibrate(&r, plain, 5, "calibrate.draws", "once");
    assert_ok(r.st, &r.err);
    end(&r);
}

static void takes_the_sources_of_income(void **state)
{
    (void)state;
    fund_year years[5];
    memcpy(years, employees, sizeof years);
    for (size_t i = 0; i < 5; i++) {
        years[i].contributions = years[i].income - 80;
        years[i].other_income = 80;
    }
    run r;
    calibrate(&r, years, 5, NULL, NULL);
    assert_ok(r.st, &r.err);
    assert_int_equal(r.c.n_factors, 5);
    assert_string_equal(r.c.factors[2].name, "fund_contributions");
    assert_near(r.c.factors[2].rate[1], log(888.0 / 88 / 9));
    assert_near(r.c.factors[3].rate[1], log(80.0 / 88));
    end(&r);
    for (size_t i = 0; i < 5; i++) {
        years[i].contributions = years[i].income;
        years[i].other_income = 0;
    }
    years[3].one_off_income = 5;
    years[3].reason = "grant";
    calibrate(&r, years, 5, NULL, NULL);
    assert_int_equal(r.st, DS_ERR_DATA);
    assert_non_null(strstr(r.err.text, "2021: one_off_income belongs to none"));
    end(&r);
}

/* F2: months payable; 9.1: the identity, in fen. */
static void F2_balances_and_months(void **state)
{
    (void)state;
    static const fund_year years[] = {
        {.year = 2018,
         .heads = 10,
         .income = 100,
         .spending = 120,
         .balance = 100                                             },
        {.year = 2019,
         .heads = 10,
         .income = 130,
         .spending = 120,
         .balance = 110                                             },
        {.year = 2020,
         .heads = 10,
         .income = 100,
         .spending = 120,
         .balance = 95                                              },
        {.year = 2021, .heads = 10, .income = 100, .spending = 120},
        {.year = 2022,
         .heads = 10,
         .income = 100,
         .spending = 120,
         .balance = 36},
    };
    ds_table t[DS_N_CALIBRATION_TABLES] = {0};
    run r;
    calibrate(&r, years, 5, "calibrate.tolerance", "0.04");
    assert_ok(ds_calibration_tables(&r.c, t, &r.err), &r.err);
    assert_int_equal(t[5].n_rows, 4);
    assert_int_equal(ds_table_get(&t[5], 0, 4), DS_MISSING);
    assert_int_equal(ds_table_get(&t[5], 0, 6), 1000); /* 10.00 months */
    assert_int_equal(ds_table_get(&t[5], 1, 4), 0);
    assert_int_equal(ds_table_get(&t[5], 1, 5), 0);
    assert_int_equal(ds_table_get(&t[5], 2, 2), 90);
    assert_int_equal(ds_table_get(&t[5], 2, 4), 5);
    assert_int_equal(ds_table_get(&t[5], 2, 5), 1);
    assert_int_equal(ds_table_get(&t[5], 3, 4), DS_MISSING);
    assert_int_equal(ds_table_get(&t[5], 3, 6), 360);
    assert_int_equal(t[0].n_rows, 3);
    assert_int_equal(t[1].n_rows, 3 * 4);
    assert_int_equal(t[2].n_rows, 3);
    assert_int_equal(t[4].n_rows, 5);
    for (size_t i = 0; i < DS_COUNT(t); i++) ds_table_destroy(&t[i]);
    end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grows_by_the_head),
        cmocka_unit_test(counts_what_cleaning_leaves),
        cmocka_unit_test(refuses_means_that_so_few_years_cannot_tell),
        cmocka_unit_test(takes_the_sources_of_income),
        cmocka_unit_test(F2_balances_and_months),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
