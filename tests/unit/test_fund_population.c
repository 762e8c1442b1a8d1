/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cohorts: nobody is lost, retirement follows its schedule, and a flat profile
 * costs what heads do. */
#include "sim/fund/fund_population.h"

#include "tests/fund_fixture.h"

#include <math.h>
#include <string.h>

/* A table of ages with the same heads in each cell of a range. */
static void make_ages(ds_table *t, int64_t heads, int64_t death)
{
    ds_error err = {0};
    assert_ok(ds_table_init(t, "ages", "", ds_fund_age_columns,
                            DS_FUND_N_AGE_COLUMNS, &err),
              &err);
    for (size_t i = 0; i < 202; i++) {
        size_t row;
        const int64_t age = (int64_t)(i % 101);
        const bool is_female = i >= 101;
        const int64_t end = is_female ? 55 : 60;
        assert_ok(ds_table_add(t, &row, &err), &err);
        ds_table_set(t, row, 0, age);
        assert_ok(
            ds_table_set_text(t, row, 1, is_female ? "female" : "male", &err),
            &err);
        ds_table_set(t, row, 2, age >= 20 && age < end ? heads : 0);
        ds_table_set(t, row, 3, age >= end ? heads : 0);
        ds_table_set(t, row, 4, age < 20 ? heads : 0);
        ds_table_set(t, row, 5, death);
    }
}

static void run(const char *const *pairs, const ds_table *ages,
                ds_fund_population *out)
{
    ds_error err = {0};
    ds_fund_config c = {0};
    fund_config(&c, pairs);
    assert_ok(ds_fund_population_run(&c.v, ages, out, &err), &err);
    ds_fund_config_destroy(&c);
}

static void deaths_and_survivors_are_the_start(void **state)
{
    (void)state;
    static const char *const pairs[] = {"years",
                                        "50",
                                        "population.births",
                                        "0.05",
                                        "population.entry",
                                        "0.1",
                                        "population.leaving",
                                        "0.03",
                                        "population.migrants_active",
                                        "777",
                                        "population.migrants_resident",
                                        "-333",
                                        "population.improvement",
                                        "0.01",
                                        "population.short_share",
                                        "0.2",
                                        NULL};
    ds_table ages = {0};
    static ds_fund_population p;
    make_ages(&ages, 1001, 7300000); /* deaths of .73 % */
    run(pairs, &ages, &p);
    for (int64_t t = 1; t <= 50; t++) {
        int64_t moved = 0, retired = 0;
        for (size_t s = 0; s < DS_FUND_N_STATUS; s++) {
            const ds_fund_heads *h = &p.heads[t][s];
            assert_int_equal(h->start, p.heads[t - 1][s].end);
            assert_int_equal(h->start - h->deaths + h->births + h->moved +
                                 h->retired + h->migrants,
                             h->end);
            assert_true(h->deaths > 0 && h->end > 0);
            moved += h->moved;
            retired += h->retired;
        }
        assert_int_equal(moved, 0);
        assert_int_equal(retired, 0);
        assert_int_equal(p.heads[t][DS_FUND_ACTIVE].migrants, 777);
    }
    ds_table_destroy(&ages);
}

/* Every cell of 1,000 heads loses round(1,000 x .0504) = 50 in year one. */
static void deaths_are_rounded_in_every_cell(void **state)
{
    (void)state;
    static const char *const pairs[] = {"years", "1", NULL};
    ds_table ages = {0};
    static ds_fund_population p;
    make_ages(&ages, 1000, 50400000);
    run(pairs, &ages, &p);
    assert_int_equal(p.heads[1][DS_FUND_ACTIVE].deaths, 75 * 50);
    assert_int_equal(p.heads[1][DS_FUND_RETIRED].deaths, (41 + 46) * 50);
    ds_table_destroy(&ages);
}

/* The decision of 2024: a man of 60 in the middle of the schedule, and its
 * ends; women of 50 move five years. */
static void retirement_age_follows_the_schedule(void **state)
{
    (void)state;
    static const struct {
        int old;
        int64_t year;
        bool is_new;
        double age;
    } rows[] = {
        {60, 2024, true,  60},
        {60, 2029, true,  61}, /* a third of three years */
        {60, 2039, true,  63},
        {60, 2050, true,  63},
        {55, 2034, true,  57},
        {50, 2027, true,  51}, /* a month for every two: 5/15 a year */
        {50, 2039, true,  55},
        {60, 2039, false, 60},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_true(fabs(ds_fund_retirement_age(rows[i].old, rows[i].year,
                                                rows[i].is_new) -
                         rows[i].age) < 1e-12);
}

/* Without deaths and before 2025 a year moves one age: 1,000 men of 60 and
 * (as workers were not told apart) the women of 50-54 and 55. */
static void those_of_the_age_retire(void **state)
{
    (void)state;
    static const char *const pairs[] = {
        "base_year", "2010", "years", "2", "population.women_workers",
        "0",         NULL};
    ds_table ages = {0};
    static ds_fund_population p;
    make_ages(&ages, 1000, 0);
    run(pairs, &ages, &p);
    assert_int_equal(p.heads[1][DS_FUND_RETIRED].retired, 2000);
    assert_int_equal(p.heads[2][DS_FUND_RETIRED].retired, 2000);
    /* later retirement keeps more at work */
    static const char *const later[] = {
        "base_year", "2025", "years", "10", "population.women_workers",
        "0",         NULL};
    static const char *const never[] = {"base_year",
                                        "2025",
                                        "years",
                                        "10",
                                        "population.women_workers",
                                        "0",
                                        "population.retirement",
                                        "none",
                                        NULL};
    static ds_fund_population old;
    run(later, &ages, &p);
    run(never, &ages, &old);
    /* 2035: 11/15 of three years of both sexes' thousand */
    assert_int_equal(p.heads[10][DS_FUND_ACTIVE].end -
                         old.heads[10][DS_FUND_ACTIVE].end,
                     4400);
    ds_table_destroy(&ages);
}

/* A flat profile and no change: cohort and aggregate agree to the fen. */
static void flat_cohorts_cost_what_heads_cost(void **state)
{
    (void)state;
    ds_error err = {0};
    ds_table ages = {0};
    double figures[2][3];
    make_ages(&ages, 1000, 0);
    for (size_t row = 0; row < ages.n_rows; row++)
        for (size_t c = 2; c < 5; c++) /* who is 100 and does not die stays */
            ds_table_set(&ages, row, c,
                         ds_table_get(&ages, row, 0) == 100 && c > 2
                             ? 1234 * (int64_t)c
                             : 0);
    for (int cohort = 0; cohort < 2; cohort++) {
        const char *const pairs[] = {"emp.booked",
                                     "1000000",
                                     "emp.income",
                                     "12345678.91",
                                     "emp.spending",
                                     "12345678.9",
                                     "emp.insured",
                                     "0",
                                     "emp.retired_heads",
                                     "7404",
                                     "res.booked",
                                     "1",
                                     "res.income",
                                     "7777777.77",
                                     "res.spending",
                                     "777777.77",
                                     "res.insured",
                                     "9872",
                                     "emp.care",
                                     "0.5,0.3,0.1,0.1",
                                     "price",
                                     "0.031",
                                     "emp.wage",
                                     "0.047",
                                     "years",
                                     "3",
                                     "population.retirement",
                                     "none",
                                     "population.mode",
                                     cohort ? "cohort" : "aggregate",
                                     NULL};
        ds_fund_config c = {0};
        ds_fund_model m = {0};
        ds_fund_paths w = {0};
        const ds_fund_tables tables = {&ages, NULL, NULL};
        fund_config(&c, pairs);
        assert_ok(ds_fund_model_init(&m, &c, "test", &tables, &err), &err);
        assert_ok(ds_fund_paths_init(&w, &m, &err), &err);
        ds_fund_paths_begin(&w, &m, 0, 1);
        for (int64_t t = 1; t <= 3; t++) ds_fund_paths_year(&w, &m, t);
        figures[cohort][0] = w.figure[0][DS_FUND_SPENDING][0];
        figures[cohort][1] = w.figure[0][DS_FUND_INCOME][0];
        figures[cohort][2] = w.figure[1][DS_FUND_BALANCE][0];
        ds_fund_paths_destroy(&w);
        ds_fund_model_destroy(&m);
        ds_fund_config_destroy(&c);
    }
    assert_memory_equal(figures[0], figures[1], sizeof figures[0]);
    ds_table_destroy(&ages);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(deaths_and_survivors_are_the_start),
        cmocka_unit_test(deaths_are_rounded_in_every_cell),
        cmocka_unit_test(retirement_age_follows_the_schedule),
        cmocka_unit_test(those_of_the_age_retire),
        cmocka_unit_test(flat_cohorts_cost_what_heads_cost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
