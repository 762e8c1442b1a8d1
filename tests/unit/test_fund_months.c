/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lowest month of the year by hand, and against a slow second way. */
#include "sim/fund/fund_run.h"

#include "tests/fund_fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define EX_9                                                                  \
    "pools", "employee", "emp.booked", "100000000", "emp.income", "50000000", \
        "emp.spending", "48000000", "emp.wage", "0.05", "interest", "0.02",   \
        "price", "0.09"
#define IN_DECEMBER "0,0,0,0,0,0,0,0,0,0,0,1"
#define EVENLY "0"

static void simulate(const ds_fund_model *m, int threads, ds_fund_result *r)
{
    ds_error err = {0};
    const ds_run run = {.threads = threads, .memory = 64 << 20};
    assert_ok(ds_fund_simulate(m, ~0u, &run, NULL, r, &err), &err);
}

/* EX-9: S 100 m, E 52.32 m and 57.0288 m, S_1 102.18 m. All income comes in
 * December, so November is emptiest: 100 - 52.32 x 11/12 = 52.04 m, then
 * 102.18 - 57.0288 x 11/12 = 49.9036 m. */
static void EX_9_is_emptiest_in_november(void **state)
{
    (void)state;
    static const char *const pairs[] = {
        EX_9,  "emp.income_months", IN_DECEMBER, "years", "3",
        "paths", "7",               NULL};
    ds_fund_model m = {0};
    ds_fund_result r = {0};
    fund_model(&m, pairs);
    simulate(&m, 1, &r);
    const double lowest[] = {5204000000.0, 4990360000.0};
    for (int t = 0; t < 2; t++) {
        const ds_fund_summary *f = r.figure[0][t];
        assert_true(f[DS_FUND_LOWEST].quantile[4] == lowest[t]);
        assert_true(f[DS_FUND_LOWEST_YET].mean == lowest[t]);
        for (int j = 0; j < DS_FUND_N_MONTHS; j++) {
            assert_int_equal(r.month[0][t][j][0], j == 10 ? 7 : 0);
            assert_int_equal(r.month[0][t][j][1], 0);
        }
    }
    ds_fund_result_destroy(&r);
    ds_fund_model_destroy(&m);
}

/* 10 m and 4 m a month: below 0 at the ends of March to November, and never at
 * the end of the year. */
static void a_fund_may_be_empty_in_march_and_whole_in_december(void **state)
{
    (void)state;
    static const char *const pairs[] = {
        EX_9,    "emp.booked", "10000000", "emp.wage", "0", "price", "0",
        "years", "1",          "paths",    "5",        "emp.income_months",
        IN_DECEMBER, NULL};
    ds_fund_model m = {0};
    ds_fund_result r = {0};
    fund_model(&m, pairs);
    simulate(&m, 1, &r);
    for (int j = 0; j < DS_FUND_N_MONTHS; j++)
        assert_int_equal(r.month[0][0][j][1], j >= 2 && j <= 10 ? 5 : 0);
    const int64_t *chance = r.chance[0][0];
    assert_int_equal(chance[DS_FUND_EMPTY_MONTH], 5);
    assert_int_equal(chance[DS_FUND_EMPTY_YET], 5);
    assert_int_equal(chance[DS_FUND_DEPLETED], 0);
    ds_fund_result_destroy(&r);
    ds_fund_model_destroy(&m);
}

/* ---- against a slow second way ------------------------------------------- */

enum { N = 1300, YEARS = 4 };
static const double in[] = {0,   .25, .1,  .1,  .1,  .1,
                            .05, .05, .05, .05, .05, .1};
static const char in_text[] =
    "0,0.25,0.1,0.1,0.1,0.1,0.05,0.05,0.05,0.05,0.05,0.1";

typedef struct counts {
    int64_t month[YEARS][12][2], in[YEARS], by[YEARS];
    double lowest[YEARS];
} counts;

/* Path by path and month by month, from the figures of the years. */
static void slowly(const ds_fund_model *m, uint64_t path, ds_fund_paths *w,
                   counts *c)
{
    double old = (double)m->pool[1].opening.adjusted, yet = HUGE_VAL;
    ds_fund_paths_begin(w, m, path, 1);
    for (int t = 0; t < YEARS; t++) {
        double *const *f = w->figure[1];
        double sum = 0.0, low = HUGE_VAL, spent = 0.0;
        int emptiest = 0;
        ds_fund_paths_year(w, m, t + 1);
        for (int j = 0; j < 12; j++) {
            sum += in[j];
            spent = f[DS_FUND_SPENDING][0] * (j + 1) / 12.0;
            double now = rint(old + f[DS_FUND_INCOME][0] * sum - spent);
            if (j == 11) now = f[DS_FUND_BALANCE][0];
            c->month[t][j][1] += now < 0;
            if (now < low) emptiest = j;
            low = now < low ? now : low;
        }
        yet = low < yet ? low : yet;
        c->month[t][emptiest][0]++;
        c->in[t] += low < 0;
        c->by[t] += yet < 0;
        c->lowest[t] += yet / N;
        old = f[DS_FUND_BALANCE][0] > 0 ? f[DS_FUND_BALANCE][0] : 0;
    }
}

static const char *const both[] = {
    EX_9, "pools", "both", "res.booked", "9000000", "res.income", "50000000",
    "res.spending", "50000000", "interest", "0.02", "years", "4", "paths",
    "1300", "factor.price.dist", "normal", "factor.price.sd", "0.1",
    "res.income_months", in_text, NULL};

static void counts_are_those_of_a_slow_second_way(void **state)
{
    (void)state;
    ds_error err = {0};
    ds_fund_model m = {0};
    ds_fund_paths w = {0};
    counts c = {0};
    fund_model(&m, both);
    assert_ok(ds_fund_paths_init(&w, &m, &err), &err);
    for (uint64_t i = 0; i < N; i++) slowly(&m, i, &w, &c);
    for (int threads = 1; threads <= 5; threads += 2) {
        ds_fund_result r = {0};
        simulate(&m, threads, &r);
        for (int t = 0; t < YEARS; t++) {
            const double mean = r.figure[1][t][DS_FUND_LOWEST_YET].mean;
            assert_memory_equal(r.month[1][t], c.month[t], sizeof c.month[t]);
            assert_int_equal(r.chance[1][t][DS_FUND_EMPTY_MONTH], c.in[t]);
            assert_int_equal(r.chance[1][t][DS_FUND_EMPTY_YET], c.by[t]);
            assert_true(fabs(mean - c.lowest[t]) < 1.0);
            assert_int_equal(r.month[0][t][11][0], 0); /* has no profile */
        }
        assert_true(c.by[YEARS - 1] > c.in[0]); /* something happens */
        assert_true(c.month[2][0][0] > 0 && c.month[2][10][0] > 0);
        ds_fund_result_destroy(&r);
    }
    ds_fund_paths_destroy(&w);
    ds_fund_model_destroy(&m);
}

/* A profile moves nothing else. */
static void a_profile_changes_no_other_figure(void **state)
{
    (void)state;
    const char *plain[DS_COUNT(both)];
    ds_fund_model m[2] = {0};
    ds_fund_result r[2] = {0};
    memcpy(plain, both, sizeof both);
    plain[DS_COUNT(both) - 2] = EVENLY;
    fund_model(&m[0], both);
    fund_model(&m[1], plain);
    for (int i = 0; i < 2; i++) simulate(&m[i], 2, &r[i]);
    for (int t = 0; t < YEARS; t++)
        for (size_t f = 0; f < DS_FUND_LOWEST; f++)
            assert_memory_equal(&r[0].figure[1][t][f], &r[1].figure[1][t][f],
                                sizeof(ds_fund_summary));
    assert_false(ds_fund_has_figure(&m[1], 1, DS_FUND_LOWEST));
    assert_true(ds_fund_has_figure(&m[0], 1, DS_FUND_LOWEST));
    for (int i = 0; i < 2; i++) {
        ds_fund_result_destroy(&r[i]);
        ds_fund_model_destroy(&m[i]);
    }
}

static void profiles_are_twelve_parts_of_one(void **state)
{
    (void)state;
    static const struct {
        const char *list, *says;
    } bad[] = {
        {"0.5,0.5",                                   "12 belong"},
        {"0.1,0,0,0,0,0,0,0,0,0,0,0.8",               "add up"   },
        {"1",                                         "12 belong"},
    };
    for (size_t i = 0; i < DS_COUNT(bad); i++) {
        const char *const pairs[] = {EX_9, "emp.spending_months", bad[i].list,
                                     NULL};
        ds_error err = {0};
        assert_int_equal(fund_refused(pairs, &err), DS_ERR_CONFIG);
        assert_non_null(strstr(err.text, "emp.spending_months"));
        assert_non_null(strstr(err.text, bad[i].says));
    }
}

/* ---- the budget of a settlement ------------------------------------------ */

#define SETTLED                                                               \
    EX_9, "emp.budget", "manual", "emp.settlement", "s.h5", "emp.care",       \
        "0.5,0.5,0,0", "emp.outside_share", "0.25"

static ds_status settled(bool is_inpatient, int64_t budget, ds_fund_model *m,
                         ds_error *err)
{
    static const char *const pairs[] = {SETTLED, NULL};
    const ds_fund_settled given[DS_FUND_N_POOLS] = {
        {true, is_inpatient, budget, 40000000, 2500000}, {0}};
    const ds_fund_tables tables = {NULL, NULL, given};
    ds_fund_config c = {0};
    fund_config(&c, pairs);
    const ds_status st = ds_fund_model_init(m, &c, "test", &tables, err);
    ds_fund_config_destroy(&c);
    return st;
}

/* 48 m less a quarter outside is 36 m of budgeted care. A settlement of all
 * care budgets 40 m; one of stays 20 m, and the other half, 18 m, is taken at
 * what it costs. */
static void a_settlement_of_stays_budgets_stays_alone(void **state)
{
    (void)state;
    ds_error err = {0};
    ds_fund_model m = {0};
    assert_ok(settled(false, 4000000000, &m, &err), &err);
    assert_true(m.pool[0].budget == 4000000000.0);
    ds_fund_model_destroy(&m);
    m = (ds_fund_model){0};
    assert_ok(settled(true, 2000000000, &m, &err), &err);
    assert_true(m.pool[0].budget == 3800000000.0);
    ds_fund_model_destroy(&m);
    m = (ds_fund_model){0};
    assert_int_equal(settled(false, 400000, &m, &err), DS_ERR_CONFIG);
    assert_non_null(strstr(err.text, "emp.settlement"));
    ds_fund_model_destroy(&m);
}

static void a_settlement_that_is_not_used_is_refused(void **state)
{
    (void)state;
    static const char *const cases[][5] = {
        {"emp.budget",           "none", "emp.settlement",   "s.h5", NULL},
        {"emp.settlement_share", "0.5",  "emp.budget",       "y1",   NULL},
        {"emp.settlement",       "s.h5", "emp.budget_amount", "9",   NULL},
    };
    for (size_t i = 0; i < DS_COUNT(cases); i++) {
        const char *const *c = cases[i];
        const char *const pairs[] = {EX_9, "emp.budget", "y1", c[0], c[1],
                                     c[2], c[3], NULL};
        ds_error err = {0};
        assert_int_equal(fund_refused(pairs, &err), DS_ERR_CONFIG);
        assert_non_null(strstr(err.text, "emp.settlement"));
    }
    static const char *const twice[] = {
        EX_9, "pools", "both", "emp.budget", "y1", "emp.settlement", "s.h5",
        "emp.settlement_share", "0.6", "res.booked", "1", "res.income", "1",
        "res.spending", "1", "res.budget", "y1", "res.settlement", "s.h5",
        "res.settlement_share", "0.5", NULL};
    ds_error err = {0};
    ds_fund_config c = {0};
    fund_config(&c, twice);
    assert_int_equal(ds_fund_shares_check(&c.v, "test", &err), DS_ERR_CONFIG);
    assert_non_null(strstr(err.text, "more than 1"));
    fund_set(&c, "emp.settlement_share", "0.5");
    assert_ok(ds_fund_shares_check(&c.v, "test", &err), &err);
    ds_fund_config_destroy(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(EX_9_is_emptiest_in_november),
        cmocka_unit_test(a_fund_may_be_empty_in_march_and_whole_in_december),
        cmocka_unit_test(counts_are_those_of_a_slow_second_way),
        cmocka_unit_test(a_profile_changes_no_other_figure),
        cmocka_unit_test(profiles_are_twelve_parts_of_one),
        cmocka_unit_test(a_settlement_of_stays_budgets_stays_alone),
        cmocka_unit_test(a_settlement_that_is_not_used_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
