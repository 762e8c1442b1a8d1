/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Designs of the factors drawn once: closed forms, errors, and the same bytes
 * for any threads, memory, and stop and resume. */
#include "sim/fund/fund_run.h"
#include "sim/fund/fund_solve.h"

#include "tests/fund_fixture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const ds_run one = {.threads = 1, .memory = 64 << 20};
static const char *const kinds[] = {"random", "antithetic", "latin", "sobol"};

/* Spending is lognormal: log sd in year t is t x .15 = t sqrt(.1^2 + .1^2 +
 * .05^2). */
#define ONCE(kind)                                                             \
    "sampling", kind, "pools", "employee", "emp.booked", "0", "emp.income",    \
        "1100000000", "emp.spending", "1000000000", "price", "0.05",           \
        "factor.price.dist", "lognormal", "factor.price.sd", "0.1",            \
        "factor.price.process", "once", "factor.emp.use.dist", "lognormal",    \
        "factor.emp.use.sd", "0.1", "factor.emp.use.process", "once",          \
        "factor.emp.intensity.dist", "lognormal", "factor.emp.intensity.sd",   \
        "0.05", "factor.emp.intensity.process", "once"

static void closed_form_holds_with_a_smaller_error(void **state)
{
    (void)state;
    double error[4];
    for (int k = 0; k < 4; k++) {
        const char *const pairs[] = {ONCE(kinds[k]), "years", "2",
                                     "paths",        "8192",  NULL};
        ds_error err = {0};
        ds_fund_model m = {0};
        ds_fund_result r = {0};
        fund_model(&m, pairs);
        assert_ok(
            ds_fund_simulate(&m, 1u << DS_FUND_SPENDING, &one, NULL, &r, &err),
            &err);
        const ds_fund_summary *s = &r.figure[0][1][DS_FUND_SPENDING];
        const double v = 4 * .0225, mean = 1e11 * 1.1025 * exp(v / 2);
        const double p95 = 1e11 * 1.1025 * exp(sqrt(v) * 1.6448536269514722);
        error[k] = s->mean_error;
        assert_true(fabs(s->mean - mean) < 4 * s->mean_error);
        assert_true(fabs(s->sd - mean * sqrt(expm1(v))) < 4.5 * s->sd_error);
        assert_true(fabs(s->quantile[7] - p95) < 4.5 * s->error[7]);
        /* P(spending > income of 1.1 billion): z > ln(1.1 / 1.1025) / .3 */
        const double chance = 0.5 * erfc(log(1.1 / 1.1025) / .3 / sqrt(2));
        const int64_t count = r.chance[0][1][DS_FUND_CURRENT_DEFICIT];
        const double aside = (double)count / 8192 - chance;
        assert_true(fabs(aside) <
                    4 * r.chance_error[0][1][DS_FUND_CURRENT_DEFICIT]);
        ds_fund_result_destroy(&r);
        ds_fund_model_destroy(&m);
    }
    /* exp is nearly a line here: pairs leave its curvature, strata the
     * interactions, nets less */
    assert_true(error[1] < error[0] / 3);
    assert_true(error[2] < error[0] / 3);
    assert_true(error[3] < error[0] / 20);
}

/* Random sampling's error is what it was; each group's sums make the others'.
 */
static void errors_are_those_of_the_groups(void **state)
{
    (void)state;
    static const char *const pairs[] = {ONCE("latin"), "years", "1",
                                        "paths",       "1000",  NULL};
    ds_error err = {0};
    ds_fund_model m = {0};
    ds_fund_paths w = {0};
    ds_fund_result r = {0};
    double n[32] = {0}, sum[32] = {0}, deficit[32] = {0};
    fund_model(&m, pairs);
    assert_ok(ds_fund_simulate(&m, ~0u, &one, NULL, &r, &err), &err);
    assert_ok(ds_fund_paths_init(&w, &m, &err), &err);
    for (size_t i = 0; i < 1000; i++) { /* one path at a time */
        ds_fund_paths_begin(&w, &m, i, 1);
        ds_fund_paths_year(&w, &m, 1);
        n[i % 32]++;
        sum[i % 32] += w.figure[0][DS_FUND_SPENDING][0];
        deficit[i % 32] +=
            w.figure[0][DS_FUND_SPENDING][0] > w.figure[0][DS_FUND_INCOME][0];
    }
    const double e = r.figure[0][0][DS_FUND_SPENDING].mean_error;
    assert_true(fabs(e / ds_design_error(n, sum) - 1) < 1e-9);
    assert_true(fabs(r.chance_error[0][0][DS_FUND_CURRENT_DEFICIT] /
                         ds_design_error(n, deficit) -
                     1) < 1e-9);
    assert_int_equal(r.groups, 32);
    ds_fund_paths_destroy(&w);
    ds_fund_result_destroy(&r);
    ds_fund_model_destroy(&m);
}

/* Each path is counted in its own group, also where months are empty. */
static void empty_months_are_counted_once(void **state)
{
    (void)state;
    static const char months[] =
        "0.08,0.08,0.08,0.08,0.08,0.08,0.08,0.08,0.08,0.08,0.08,0.12";
    static const ds_fund_chance chances[] = {DS_FUND_EMPTY_MONTH,
                                             DS_FUND_EMPTY_YET};
    static const ds_fund_figure figures[] = {DS_FUND_LOWEST,
                                             DS_FUND_LOWEST_YET};
    static const char *const pairs[] = {
        ONCE("sobol"), "years", "2", "paths", "1000", "emp.income_months",
        months,        NULL};
    ds_error err = {0};
    ds_fund_model m = {0};
    ds_fund_paths w = {0};
    ds_fund_result r = {0};
    double n[2][32] = {0};
    fund_model(&m, pairs);
    assert_ok(ds_fund_simulate(&m, ~0u, &one, NULL, &r, &err), &err);
    assert_ok(ds_fund_paths_init(&w, &m, &err), &err);
    for (size_t i = 0; i < 1000; i++) {
        ds_fund_paths_begin(&w, &m, i, 1);
        for (int64_t t = 1; t <= 2; t++) ds_fund_paths_year(&w, &m, t);
        for (size_t k = 0; k < 2; k++)
            n[k][i % 32] += w.figure[0][figures[k]][0] < 0.0;
    }
    for (size_t k = 0; k < 2; k++) {
        double sizes[32], sum = 0.0;
        ds_fund_group_sizes(1000, 32, sizes);
        for (size_t g = 0; g < 32; g++) sum += n[k][g];
        assert_true(sum > 100 && sum < 900);
        assert_int_equal(r.chance[0][1][chances[k]], (int64_t)sum);
        assert_true(fabs(r.chance_error[0][1][chances[k]] -
                         ds_fund_share_error(32, sizes, n[k])) < 1e-12);
        assert_true(r.chance_error[0][1][chances[k]] > 0.0);
    }
    ds_fund_paths_destroy(&w);
    ds_fund_result_destroy(&r);
    ds_fund_model_destroy(&m);
}

static void check_same(const ds_fund_result *a, const ds_fund_result *b)
{
    assert_memory_equal(a->chance, b->chance, sizeof a->chance);
    assert_memory_equal(a->chance_error, b->chance_error,
                        sizeof a->chance_error);
    assert_memory_equal(a->part, b->part, sizeof a->part);
    assert_memory_equal(a->risk, b->risk, sizeof a->risk);
    assert_memory_equal(a->figure[0], b->figure[0],
                        (size_t)a->years * sizeof *a->figure[0]);
}

enum { FEW = 1 << DS_FUND_BALANCE | 1 << DS_FUND_DEFICIT };

/* Stops when the first batch is saved. */
static atomic_bool stop;
static ds_status save_and_stop(ds_fund_checkpoint *c, ds_error *err)
{
    (void)c;
    (void)err;
    atomic_store(&stop, true);
    return DS_OK;
}

static void same_bytes_for_threads_memory_and_resume(void **state)
{
    (void)state;
    for (int k = 1; k < 4; k++) {
        const char *const pairs[] = {ONCE(kinds[k]), "years", "2",
                                     "paths",        "33001", NULL};
        const ds_run runs[] = {
            {.threads = 1,       .memory = 64 << 20},
            {            .threads = 5, .memory = 1 << 10                  },
            { .threads = 2,   .memory = 64 << 20,                     .cancel = &stop}
        };
        ds_error err = {0};
        ds_fund_model m = {0};
        ds_fund_result r[3] = {0}, part = {0};
        ds_fund_checkpoint c = {.save = save_and_stop};
        fund_model(&m, pairs);
        for (int i = 0; i < 2; i++)
            assert_ok(ds_fund_simulate(&m, FEW, &runs[i], NULL, &r[i], &err),
                      &err);
        assert_int_equal(ds_fund_simulate(&m, FEW, &runs[2], &c, &part, &err),
                         DS_ERR_CANCELLED);
        assert_true(c.done > 0 && c.done < 33001);
        c.save = NULL;
        atomic_store(&stop, false);
        assert_ok(ds_fund_simulate(&m, FEW, &runs[2], &c, &r[2], &err), &err);
        check_same(&r[0], &r[1]);
        check_same(&r[0], &r[2]);
        free(c.words);
        ds_fund_result_destroy(&part);
        for (int i = 0; i < 3; i++) ds_fund_result_destroy(&r[i]);
        ds_fund_model_destroy(&m);
    }
}

/* Income + 1 %: a paired difference whose own error the strata shrink. */
static void paired_differences_take_the_groups_too(void **state)
{
    (void)state;
    double error[2];
    for (int k = 0; k < 2; k++) {
        const char *const kind = k ? "latin" : "random";
        const char *const base[] = {ONCE(kind), "years", "2",
                                    "paths",    "4096",  NULL};
        const char *const more[] = {ONCE(kind), "years", "2",    "price",
                                    "0.06",     "paths", "4096", NULL};
        ds_error err = {0};
        ds_fund_model a = {0}, b = {0};
        ds_fund_pairs *p = calloc(1, sizeof *p);
        fund_model(&a, base);
        fund_model(&b, more);
        assert_ok(ds_fund_compare(&a, &b, 4096, &one, p, &err), &err);
        const ds_fund_pair *d = &p->at[0][1][DS_FUND_PAIR_SPENDING];
        const double mean = 1e11 * (1.06 * 1.06 - 1.1025) * exp(.045);
        assert_true(fabs(d->mean - mean) < 4 * d->error);
        error[k] = d->error;
        b.v.sampling = 3;
        assert_int_equal(ds_fund_compare(&a, &b, 4096, &one, p, &err),
                         DS_ERR_CONFIG);
        ds_fund_model_destroy(&a);
        ds_fund_model_destroy(&b);
        free(p);
    }
    assert_true(error[1] < error[0] / 3);
}

/* The error that --until wants is that of the design. */
static void until_needs_fewer_paths(void **state)
{
    (void)state;
    int64_t paths[2];
    for (int k = 0; k < 2; k++) {
        const char *const pairs[] = {
            ONCE(k ? "sobol" : "random"), "years", "2", "paths", "512", NULL};
        char text[64];
        ds_error err = {0};
        ds_fund_model m = {0};
        fund_model(&m, pairs);
        snprintf(text, sizeof text, "P(depleted by %lld) +- 0.003",
                 (long long)(m.v.base_year + 2));
        assert_ok(ds_fund_until(&m, text, &one, &err), &err);
        paths[k] = m.v.paths;
        ds_fund_model_destroy(&m);
    }
    assert_true(paths[1] <= paths[0] / 4);
}

static void refusals_name_the_remedy(void **state)
{
    (void)state;
    static const char *const yearly[] = {"pools",
                                         "employee",
                                         "emp.booked",
                                         "0",
                                         "emp.income",
                                         "1",
                                         "emp.spending",
                                         "1",
                                         "factor.price.dist",
                                         "normal",
                                         "factor.price.sd",
                                         "0.1",
                                         "sampling",
                                         "sobol",
                                         NULL};
    static const char *const few[] = {ONCE("latin"), "paths", "63", NULL};
    ds_error err = {0};
    assert_int_equal(fund_refused(yearly, &err), DS_ERR_CONFIG);
    assert_non_null(strstr(err.text, "no factor is drawn once"));
    assert_non_null(strstr(err.hint, "process: once"));
    assert_int_equal(fund_refused(few, &err), DS_ERR_CONFIG);
    assert_non_null(strstr(err.text, "63 are too few"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(closed_form_holds_with_a_smaller_error),
        cmocka_unit_test(errors_are_those_of_the_groups),
        cmocka_unit_test(empty_months_are_counted_once),
        cmocka_unit_test(same_bytes_for_threads_memory_and_resume),
        cmocka_unit_test(paired_differences_take_the_groups_too),
        cmocka_unit_test(until_needs_fewer_paths),
        cmocka_unit_test(refusals_name_the_remedy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
