/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Monte Carlo against closed forms, and the same bytes for any threads. */
#include "sim/fund/fund_run.h"

#include "tests/fund_fixture.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const ds_run one = {.threads = 1, .memory = 64 << 20};

static void simulate(const ds_fund_model *m, int threads, size_t memory,
                     ds_fund_result *r)
{
    ds_error err = {0};
    const ds_run run = {.threads = threads, .memory = memory};
    assert_ok(ds_fund_simulate(m, ~0u, &run, NULL, r, &err), &err);
}

#define LOGNORMAL                                                              \
    "pools", "employee", "emp.booked", "0", "emp.income", "1", "emp.spending", \
        "1000000000", "price", "0.05", "factor.price.dist", "lognormal",       \
        "factor.price.sd", "0.1"

/* Lognormal growth alone: log of spending in year t is normal with mean t ln
 * 1.05 and variance t sd^2 (yearly) or t^2 sd^2 (once). */
static void lognormal_growth_has_its_closed_form(void **state)
{
    (void)state;
    for (int once = 0; once < 2; once++) {
        const char *const pairs[] = {LOGNORMAL,
                                     "factor.price.process",
                                     once ? "once" : "yearly",
                                     "years",
                                     "5",
                                     "paths",
                                     "50000",
                                     NULL};
        ds_error err = {0};
        ds_fund_model m = {0};
        ds_fund_result r = {0};
        fund_model(&m, pairs);
        assert_ok(
            ds_fund_simulate(&m, 1u << DS_FUND_SPENDING, &one, NULL, &r, &err),
            &err);
        for (int t = 1; t <= 5; t++) {
            const ds_fund_summary *s = &r.figure[0][t - 1][DS_FUND_SPENDING];
            const double v = 0.01 * (once ? t * t : t), mu = t * log(1.05);
            const double mean = 1e11 * exp(mu + v / 2);
            const double sd = mean * sqrt(expm1(v));
            assert_true(fabs(s->mean - mean) < 4 * sd / sqrt(50000));
            assert_true(fabs(s->sd / sd - 1) < 0.03);
            for (int l = 0; l < DS_FUND_N_LEVELS; l++) {
                const double z =
                    gsl_cdf_ugaussian_Pinv(ds_fund_levels[l] / 100.0);
                const double q = 1e11 * exp(mu + sqrt(v) * z);
                assert_true(s->error[l] > 0);
                assert_true(fabs(s->quantile[l] - q) < 4.5 * s->error[l]);
            }
        }
        ds_fund_result_destroy(&r);
        ds_fund_model_destroy(&m);
    }
}

/* A second implementation of type 7 over stored values of the same paths. */
static void quantiles_are_those_of_the_sorted_paths(void **state)
{
    (void)state;
    enum { N = 1237 };
    static const char *const pairs[] = {LOGNORMAL, "years", "2",
                                        "paths",   "1237",  NULL};
    ds_error err = {0};
    ds_fund_model m = {0};
    ds_fund_paths w = {0};
    ds_fund_result r = {0};
    double x[N];
    fund_model(&m, pairs);
    simulate(&m, 2, 1 << 20, &r);
    assert_ok(ds_fund_paths_init(&w, &m, &err), &err);
    for (size_t i = 0; i < N; i++) { /* one path at a time */
        ds_fund_paths_begin(&w, &m, i, 1);
        ds_fund_paths_year(&w, &m, 1);
        ds_fund_paths_year(&w, &m, 2);
        x[i] = w.figure[0][DS_FUND_SPENDING][0];
    }
    for (size_t i = 1; i < N; i++)
        for (size_t j = i; j > 0 && x[j - 1] > x[j]; j--) {
            const double swap = x[j];
            x[j] = x[j - 1];
            x[j - 1] = swap;
        }
    for (int l = 0; l < DS_FUND_N_LEVELS; l++) {
        const double h = (N - 1) * (ds_fund_levels[l] / 100.0);
        const size_t k = (size_t)floor(h + 1e-9);
        const double q = x[k] + (h - (double)k) * (x[k + 1] - x[k]);
        assert_true(fabs(r.figure[0][1][DS_FUND_SPENDING].quantile[l] - q) < 1);
    }
    ds_fund_paths_destroy(&w);
    ds_fund_result_destroy(&r);
    ds_fund_model_destroy(&m);
}

#define BUSY                                                                   \
    "emp.booked", "3000000", "emp.income", "1000000", "emp.spending",          \
        "1000000", "res.booked", "400000", "res.income", "500000",             \
        "res.spending", "520000", "price", "0.04", "emp.wage", "0.03",         \
        "factor.price.dist", "normal", "factor.price.sd", "0.03",              \
        "factor.price.process", "ar1", "factor.emp.wage.dist", "student",      \
        "factor.emp.wage.sd", "0.02", "factor.res.use.dist", "triangular",     \
        "factor.res.use.low", "-0.05", "factor.res.use.high", "0.08",          \
        "factor.res.use.process", "once", "event.epidemic", "0.05",            \
        "emp.budget", "y1", "emp.growth_history", "0.08,0.08,0.08", "years",   \
        "6"

static void check_same(const ds_fund_result *a, const ds_fund_result *b)
{
    assert_memory_equal(a->chance, b->chance, sizeof a->chance);
    assert_memory_equal(a->part, b->part, sizeof a->part);
    assert_memory_equal(a->risk, b->risk, sizeof a->risk);
    for (size_t k = 0; k < DS_FUND_N_POOLS; k++)
        assert_memory_equal(a->figure[k], b->figure[k],
                            (size_t)a->years * sizeof *a->figure[k]);
}

static void same_bytes_for_any_threads_and_memory(void **state)
{
    (void)state;
    static const char *const pairs[] = {BUSY, "paths", "1501", NULL};
    ds_fund_model m = {0};
    ds_fund_result r[3] = {0};
    fund_model(&m, pairs);
    simulate(&m, 1, 64 << 20, &r[0]);
    simulate(&m, 2, 1 << 10, &r[1]); /* a pass for nearly every series */
    simulate(&m, 5, 64 << 20, &r[2]);
    check_same(&r[0], &r[1]);
    check_same(&r[0], &r[2]);
    for (int i = 0; i < 3; i++) ds_fund_result_destroy(&r[i]);
    ds_fund_model_destroy(&m);
}

/* The year compiled for AVX2 and the plain one, on the same draws. */
static void both_compiled_years_give_the_same_bytes(void **state)
{
    (void)state;
#ifdef __x86_64__
    static const char *const pairs[] = {BUSY, "fund.months_den",
                                        "next_year_budget", "reaction.on", "1",
                                        "emp.outside_share", "0.2",
                                        "behaviour.eta", "0.5", NULL};
    ds_error err = {0};
    ds_fund_model m = {0};
    ds_fund_paths a = {0}, b = {0};
    if (!__builtin_cpu_supports("avx2")) skip();
    fund_model(&m, pairs);
    assert_ok(ds_fund_paths_init(&a, &m, &err), &err);
    assert_ok(ds_fund_paths_init(&b, &m, &err), &err);
    ds_fund_paths_begin(&a, &m, 77, 501);
    ds_fund_paths_begin(&b, &m, 77, 501);
    for (int64_t t = 1; t <= 6; t++) {
        ds_fund_paths_year(&a, &m, t); /* draws, and AVX2 */
        for (size_t d = 0; d < DS_FUND_N_DRIVERS; d++)
            memcpy(b.value[d], a.value[d], 501 * sizeof(double));
        memcpy(b.uniform[2], a.uniform[2], 501 * sizeof(double));
        memcpy(b.epidemic, a.epidemic, 501 * sizeof(double));
        memcpy(b.cut, a.cut, 501 * sizeof(double));
        memcpy(b.prices, a.prices, 501 * sizeof(double));
        b.discounted = a.discounted;
        for (size_t k = 0; k < DS_FUND_N_POOLS; k++) {
            ds_fund_step(&b, &m, k, t);
            for (size_t f = 0; f < DS_FUND_N_FIGURES; f++)
                assert_memory_equal(a.figure[k][f], b.figure[k][f],
                                    501 * sizeof(double));
        }
    }
    ds_fund_paths_destroy(&a);
    ds_fund_paths_destroy(&b);
    ds_fund_model_destroy(&m);
#endif
}

/* Figures left out change none of the others. */
static void fewer_figures_are_the_same(void **state)
{
    (void)state;
    static const char *const pairs[] = {BUSY, "paths", "700", NULL};
    ds_error err = {0};
    ds_fund_model m = {0};
    ds_fund_result all = {0}, few = {0};
    fund_model(&m, pairs);
    simulate(&m, 1, 64 << 20, &all);
    assert_ok(
        ds_fund_simulate(&m, 1u << DS_FUND_BALANCE, &one, NULL, &few, &err),
        &err);
    assert_memory_equal(all.chance, few.chance, sizeof all.chance);
    assert_memory_equal(all.part, few.part, sizeof all.part);
    for (size_t k = 0; k < DS_FUND_N_POOLS; k++)
        for (int64_t t = 0; t < all.years; t++)
            assert_memory_equal(&all.figure[k][t][DS_FUND_BALANCE],
                                &few.figure[k][t][DS_FUND_BALANCE],
                                sizeof(ds_fund_summary));
    ds_fund_result_destroy(&all);
    ds_fund_result_destroy(&few);
    ds_fund_model_destroy(&m);
}

/* Stops when the first batch is saved. */
static atomic_bool stop;
static ds_status save_and_stop(ds_fund_checkpoint *c, ds_error *err)
{
    (void)c;
    (void)err;
    atomic_store(&stop, true);
    return DS_OK;
}

static void a_stopped_run_goes_on_to_the_same_bytes(void **state)
{
    (void)state;
    static const char *const pairs[] = {BUSY, "paths", "40000", NULL};
    ds_error err = {0};
    ds_fund_model m = {0};
    ds_fund_result whole = {0}, part = {0}, again = {0};
    ds_fund_checkpoint c = {.save = save_and_stop};
    const ds_run run = {.threads = 2, .memory = 64 << 20, .cancel = &stop};
    fund_model(&m, pairs);
    simulate(&m, 2, 64 << 20, &whole);
    assert_int_equal(ds_fund_simulate(&m, ~0u, &run, &c, &part, &err),
                     DS_ERR_CANCELLED);
    assert_true(c.done > 0 && c.done < 40000);
    c.save = NULL;
    atomic_store(&stop, false);
    assert_ok(ds_fund_simulate(&m, ~0u, &run, &c, &again, &err), &err);
    check_same(&whole, &again);
    free(c.words);
    ds_fund_result_destroy(&part);
    ds_fund_result_destroy(&again);
    ds_fund_result_destroy(&whole);
    ds_fund_model_destroy(&m);
}

/* All sd 0: every path is the run of the centres. */
static void without_spread_every_path_is_the_centre(void **state)
{
    (void)state;
    static const char *const pairs[] = {"emp.booked",
                                        "3000000",
                                        "emp.income",
                                        "1000000",
                                        "emp.spending",
                                        "1000000",
                                        "res.booked",
                                        "400000",
                                        "res.income",
                                        "500000",
                                        "res.spending",
                                        "520000",
                                        "price",
                                        "0.0413",
                                        "emp.wage",
                                        "0.0327",
                                        "emp.use",
                                        "0.017",
                                        "factor.price.dist",
                                        "normal",
                                        "factor.emp.wage.dist",
                                        "lognormal",
                                        "factor.emp.use.dist",
                                        "student",
                                        "factor.emp.wage.corr",
                                        "price 0.5",
                                        "years",
                                        "6",
                                        NULL};
    ds_error err = {0};
    ds_fund_model m = {0};
    ds_fund_paths random = {0}, centre = {0};
    fund_model(&m, pairs);
    ds_fund_model still = m;
    still.is_deterministic = true;
    assert_ok(ds_fund_paths_init(&random, &m, &err), &err);
    assert_ok(ds_fund_paths_init(&centre, &m, &err), &err);
    ds_fund_paths_begin(&random, &m, 0, 100);
    ds_fund_paths_begin(&centre, &still, 0, 1);
    for (int64_t t = 1; t <= 6; t++) {
        ds_fund_paths_year(&random, &m, t);
        ds_fund_paths_year(&centre, &still, t);
        for (size_t k = 0; k < DS_FUND_N_POOLS; k++)
            for (size_t f = 0; f < DS_FUND_N_FIGURES; f++)
                for (size_t i = 0; i < 100; i++)
                    assert_true(random.figure[k][f][i] ==
                                centre.figure[k][f][0]);
    }
    ds_fund_paths_destroy(&random);
    ds_fund_paths_destroy(&centre);
    ds_fund_model_destroy(&m);
}

/* What the price makes of spending does not depend on a factor more whose sd
 * is 0, nor on one whose sd is not. */
static void a_factor_more_moves_no_draw_of_the_others(void **state)
{
    (void)state;
    static const char *const other_sd[] = {NULL, "0", "0.03"};
    ds_error err = {0};
    double x[3][50];
    for (int i = 0; i < 3; i++) {
        const char *pairs[] = {LOGNORMAL,   "years",
                               "3",         "factor.emp.wage.dist",
                               "normal",    "factor.emp.wage.sd",
                               other_sd[i], NULL};
        if (i == 0) pairs[COUNT(pairs) - 5] = NULL;
        ds_fund_model m = {0};
        ds_fund_paths w = {0};
        fund_model(&m, pairs);
        assert_ok(ds_fund_paths_init(&w, &m, &err), &err);
        ds_fund_paths_begin(&w, &m, 0, 50);
        for (int64_t t = 1; t <= 3; t++) ds_fund_paths_year(&w, &m, t);
        memcpy(x[i], w.figure[0][DS_FUND_SPENDING], sizeof x[i]);
        ds_fund_paths_destroy(&w);
        ds_fund_model_destroy(&m);
    }
    assert_memory_equal(x[0], x[1], sizeof x[0]);
    assert_memory_equal(x[0], x[2], sizeof x[0]);
}

/* Income + 1 % on every path: the paired difference has no error but the
 * rounding's, and is 1 % of the mean. */
static void paired_differences_have_their_own_error(void **state)
{
    (void)state;
    static const char *const base[] = {"pools",
                                       "employee",
                                       "emp.booked",
                                       "0",
                                       "emp.income",
                                       "1000000",
                                       "emp.spending",
                                       "900000",
                                       "factor.emp.wage.dist",
                                       "normal",
                                       "factor.emp.wage.sd",
                                       "0.05",
                                       "emp.rate",
                                       "0.10",
                                       "years",
                                       "1",
                                       "paths",
                                       "10000",
                                       NULL};
    static const char *const more[] = {"pools",
                                       "employee",
                                       "emp.booked",
                                       "0",
                                       "emp.income",
                                       "1000000",
                                       "emp.spending",
                                       "900000",
                                       "factor.emp.wage.dist",
                                       "normal",
                                       "factor.emp.wage.sd",
                                       "0.05",
                                       "emp.rate",
                                       "0.101",
                                       "emp.rate_base",
                                       "0.10",
                                       "years",
                                       "1",
                                       NULL};
    ds_error err = {0};
    ds_fund_model a = {0}, b = {0};
    ds_fund_pairs pairs = {0};
    fund_model(&a, base);
    fund_model(&b, more);
    assert_ok(ds_fund_compare(&a, &b, 10000, &one, &pairs, &err), &err);
    const ds_fund_pair *d = &pairs.at[0][0][DS_FUND_PAIR_INCOME];
    /* 1 % of 100 m fen x (1 + wage), whose sd is 5 % / sqrt(10,000) */
    assert_true(fabs(d->mean - 1e6) < 4 * 500);
    assert_true(fabs(d->error - 500) < 25);
    assert_true(pairs.at[0][0][DS_FUND_PAIR_SPENDING].error == 0);
    ds_fund_model_destroy(&a);
    ds_fund_model_destroy(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lognormal_growth_has_its_closed_form),
        cmocka_unit_test(quantiles_are_those_of_the_sorted_paths),
        cmocka_unit_test(same_bytes_for_any_threads_and_memory),
        cmocka_unit_test(both_compiled_years_give_the_same_bytes),
        cmocka_unit_test(fewer_figures_are_the_same),
        cmocka_unit_test(a_stopped_run_goes_on_to_the_same_bytes),
        cmocka_unit_test(without_spread_every_path_is_the_centre),
        cmocka_unit_test(a_factor_more_moves_no_draw_of_the_others),
        cmocka_unit_test(paired_differences_have_their_own_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
