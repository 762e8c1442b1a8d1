/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Covers sim/fund/fund_sensitivity.c and its tables; at 1, 2 and 5 threads. In
 * its first year the model is linear, so that every index is known. */
#include "sim/fund/fund_sensitivity.h"
#include "tests/fund_fixture.h"

#include <math.h>
#include <string.h>

/* S = 100 + 50 (1 + w) - 48 (1 + p) (1 + u) in million yuan: w, p once, u = 0
 * or every year. */
#define BASE                                                                   \
    "pools", "employee", "emp.booked", "100000000", "emp.income", "50000000",  \
        "emp.spending", "48000000", "base_year", "2020", "years", "2",         \
        "factor.emp.wage.dist", "normal", "factor.emp.wage.process", "once",   \
        "factor.emp.wage.sd", "0.03", "factor.price.dist", "normal",           \
        "factor.price.process", "once", "factor.price.sd", "0.02"

typedef struct run {
    ds_fund_config config;
    ds_fund_model model;
    ds_fund_tables tables;
    ds_sensitivity_policy policy;
    ds_sensitivity s;
    ds_run threads;
    ds_sensitivity_request request;
    ds_error err;
    ds_status st;
} run;

static void sensitivity(run *r, const char *const *pairs,
                        const char *const *keys, int threads)
{
    ds_keys own = ds_sensitivity_keys;
    memset(r, 0, sizeof *r);
    own.target = &r->policy;
    ds_keys_reset(&own);
    for (; *keys; keys += 2)
        assert_ok(ds_keys_set(&own, keys[0], keys[1], "test", &r->err),
                  &r->err);
    fund_config(&r->config, pairs);
    assert_ok(
        ds_fund_model_init(&r->model, &r->config, "FILE", &r->tables, &r->err),
        &r->err);
    r->threads = (ds_run){.threads = threads, .memory = 1u << 28};
    r->request = (ds_sensitivity_request){.config = &r->config,
                                          .tables = &r->tables,
                                          .model = &r->model,
                                          .file = "FILE",
                                          .policy = &r->policy,
                                          .run = &r->threads};
    r->st = ds_sensitivity_run(&r->request, &r->s, &r->err);
}

static void end(run *r)
{
    ds_fund_model_destroy(&r->model);
    ds_fund_config_destroy(&r->config);
}

static void assert_near(double is, double wanted, double within)
{
    if (!(fabs(is - wanted) <= within))
        fail_msg("%.9g, wanted %.9g within %g", is, wanted, within);
}

static size_t input_of(const run *r, ds_fund_driver d)
{
    for (size_t i = 0; i < r->s.n_inputs; i++)
        if (r->s.input[i] == d) return i;
    fail_msg("driver %d is no input", (int)d);
    return 0;
}

static const ds_tornado_bar *bar_of(const run *r, ds_fund_driver d)
{
    for (size_t i = 0; i < r->s.n_bars; i++)
        if (r->s.bar[i].driver == d) return &r->s.bar[i];
    fail_msg("driver %d has no bar", (int)d);
    return NULL;
}

static void knows_a_linear_year(void **state)
{
    (void)state;
    static const char *const pairs[] = {BASE, NULL};
    static const char *const keys[] = {"sensitivity.year",
                                       "2021",
                                       "sensitivity.points",
                                       "8192",
                                       "sensitivity.paths",
                                       "1",
                                       NULL};
    const double wage = 50. * .03, price = 48. * .02;
    const double all = wage * wage + price * price, z = 1.2815515655446004;
    run r;
    sensitivity(&r, pairs, keys, 2);
    assert_ok(r.st, &r.err);
    assert_int_equal(r.s.year, 2021);
    assert_int_equal(r.s.n_inputs, 2);
    const ds_sobol_index *w = &r.s.index[input_of(&r, DS_FUND_EMP_WAGE)];
    const ds_sobol_index *p = &r.s.index[input_of(&r, DS_FUND_PRICE)];
    assert_near(w->first, wage * wage / all, 1.5 * w->first_half);
    assert_near(w->total, wage * wage / all, 1.5 * w->total_half);
    assert_near(p->first, price * price / all, 1.5 * p->first_half);
    assert_near(p->total, price * price / all, 1.5 * p->total_half);
    assert_true(w->first_half < .05 && p->total_half < .05);
    assert_near(r.s.variance / all, 1, .05);
    assert_near(r.s.mean, 102, .1);
    /* a bar: the mean of the paths in the other factor, +- z sd in this */
    const ds_tornado_bar *b = bar_of(&r, DS_FUND_EMP_WAGE);
    assert_ptr_equal(b, &r.s.bar[0]);
    assert_near(b->value[0], -z * .03, 1e-8);
    assert_near(b->output[1] - b->output[0], 2 * z * wage, 2e-6);
    b = bar_of(&r, DS_FUND_PRICE);
    assert_near(b->output[1] - b->output[0], -2 * z * price, 2e-6);
    assert_true(r.s.effect[input_of(&r, DS_FUND_EMP_WAGE)].mean > 0);
    assert_true(r.s.effect[input_of(&r, DS_FUND_PRICE)].mean < 0);
    end(&r);
}

/* Twice as dear a reserve: S falls by the amount not booked. */
static void moves_the_opening_balance(void **state)
{
    (void)state;
    static const char *const pairs[] = {
        BASE,       "emp.unbooked_amount",
        "20000000", "factor.emp.unbooked.dist",
        "normal",   "factor.emp.unbooked.process",
        "once",     "factor.emp.unbooked.sd",
        "0.1",      NULL};
    static const char *const keys[] = {"sensitivity.year",
                                       "2021",
                                       "sensitivity.points",
                                       "4096",
                                       "sensitivity.paths",
                                       "1",
                                       NULL};
    const double wage = 50. * .03, price = 48. * .02, reserve = 2;
    const double all = wage * wage + price * price + reserve * reserve;
    run r;
    sensitivity(&r, pairs, keys, 1);
    assert_ok(r.st, &r.err);
    const ds_sobol_index *i = &r.s.index[input_of(&r, DS_FUND_EMP_UNBOOKED)];
    assert_near(i->first, reserve * reserve / all, 1.5 * i->first_half);
    assert_near(i->total, reserve * reserve / all, 1.5 * i->total_half);
    const ds_tornado_bar *b = bar_of(&r, DS_FUND_EMP_UNBOOKED);
    assert_near(b->output[1] - b->output[0], -2 * 1.2815515655446 * reserve,
                2e-6);
    end(&r);
}

/* A yearly factor is noise: integrated it is in no index; grouped it has its
 * share of the variance. Held for two years it goes half as far in variance. */
static void takes_yearly_draws_as_noise(void **state)
{
    (void)state;
    static const char *const pairs[] = {BASE,     "factor.emp.use.dist",
                                        "normal", "factor.emp.use.sd",
                                        "0.03",   NULL};
    static const char *const inner[] = {"sensitivity.year",
                                        "2021",
                                        "sensitivity.points",
                                        "1024",
                                        "sensitivity.paths",
                                        "8",
                                        NULL};
    static const char *const group[] = {"sensitivity.year",
                                        "2021",
                                        "sensitivity.points",
                                        "8192",
                                        "sensitivity.noise",
                                        "group",
                                        NULL};
    static const char *const both[] = {"sensitivity.year", "2022", NULL};
    const double wage = 50. * .03, price = 48. * .02, use = 48. * .03;
    const double all = wage * wage + price * price + use * use;
    run r;
    sensitivity(&r, pairs, inner, 1);
    assert_ok(r.st, &r.err);
    assert_int_equal(r.s.n_inputs, 2);
    assert_near(r.s.variance / (all - use * use), 1, .15);
    end(&r);
    sensitivity(&r, pairs, group, 2);
    assert_ok(r.st, &r.err);
    assert_int_equal(r.s.n_inputs, 3);
    assert_int_equal(r.s.input[2], DS_FUND_N_DRIVERS);
    assert_near(r.s.index[2].first, use * use / all,
                1.5 * r.s.index[2].first_half);
    assert_near(r.s.index[2].total, use * use / all,
                1.5 * r.s.index[2].total_half);
    assert_near(r.s.variance / all, 1, .06);
    end(&r);
    sensitivity(&r, pairs, both, 1);
    assert_ok(r.st, &r.err);
    assert_near(bar_of(&r, DS_FUND_EMP_USE)->value[1],
                1.2815515655446 * .03 / sqrt(2), 1e-8);
    end(&r);
}

static void is_the_same_for_any_number_of_threads(void **state)
{
    (void)state;
    static const char *const pairs[] = {BASE,     "factor.emp.use.dist",
                                        "normal", "factor.emp.use.sd",
                                        "0.03",   NULL};
    static const char *const keys[] = {"sensitivity.points", "64",
                                       "sensitivity.paths", "20", NULL};
    static const int threads[] = {1, 2, 5};
    static run r[3];
    for (size_t i = 0; i < 3; i++) {
        sensitivity(&r[i], pairs, keys, threads[i]);
        assert_ok(r[i].st, &r[i].err);
        assert_memory_equal(r[i].s.index, r[0].s.index, sizeof r[0].s.index);
        assert_memory_equal(r[i].s.effect, r[0].s.effect, sizeof r[0].s.effect);
        assert_int_equal(r[i].s.runs, r[0].s.runs);
    }
    for (size_t i = 0; i < 3; i++) end(&r[i]);
}

static void shows_its_tables(void **state)
{
    (void)state;
    static const char *const pairs[] = {BASE, "factor.emp.wage.corr",
                                        "price 0.5", NULL};
    static const char *const keys[] = {"sensitivity.figure", "depleted",
                                       "sensitivity.points", "32", NULL};
    ds_table t[DS_N_SENSITIVITY_TABLES] = {0};
    run r;
    sensitivity(&r, pairs, keys, 1);
    assert_ok(r.st, &r.err);
    assert_true(r.s.is_correlated);
    assert_ok(ds_sensitivity_tables(&r.request, &r.s, t, &r.err), &r.err);
    assert_int_equal(t[0].n_rows, 1);
    assert_int_equal(t[1].n_rows, 2);
    assert_int_equal(t[2].n_rows, 2);
    assert_true(isnan(ds_table_get_real(&t[3], 0, 1))); /* never depleted */
    for (size_t i = 0; i < DS_COUNT(t); i++) ds_table_destroy(&t[i]);
    end(&r);
}

static void refuses_bad_requests(void **state)
{
    (void)state;
    static const char *const pairs[] = {BASE, NULL};
    static const char *const certain[] = {
        "pools", "employee",     "emp.booked", "1", "emp.income",
        "5",     "emp.spending", "4",          NULL};
    static const struct {
        const char *keys[3], *says;
    } rows[] = {
        {{"sensitivity.figure", "profit", NULL}, "FILE: sensitivity.figure"},
        {{"sensitivity.year", "2020", NULL},     "FILE: sensitivity.year"  },
        {{"sensitivity.year", "2023", NULL},     "FILE: sensitivity.year"  },
        {{"sensitivity.pool", "resident", NULL}, "the pool is not run"     },
        {{"sensitivity.points", "100", NULL},    "no multiple of 32"       },
        {{"sensitivity.levels", "5", NULL},      "FILE: sensitivity.levels"},
        {{"sensitivity.seed", "5", NULL},        "nothing is uncertain"    },
    };
    for (size_t i = 0; i < DS_COUNT(rows); i++) {
        run r;
        sensitivity(&r, i + 1 < DS_COUNT(rows) ? pairs : certain, rows[i].keys,
                    1);
        assert_int_equal(r.st, DS_ERR_CONFIG);
        if (!strstr(r.err.text, rows[i].says) || !r.err.hint[0])
            fail_msg("%s: %s", rows[i].says, r.err.text);
        end(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_a_linear_year),
        cmocka_unit_test(moves_the_opening_balance),
        cmocka_unit_test(takes_yearly_draws_as_noise),
        cmocka_unit_test(is_the_same_for_any_number_of_threads),
        cmocka_unit_test(shows_its_tables),
        cmocka_unit_test(refuses_bad_requests),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
