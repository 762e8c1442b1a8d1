/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DRG and DIP compared, at several threads and blocks. */
#include "sim/compare.h"
#include "sim/compare_bootstrap.h"
#include "tests/dip_fixture.h"

#include <math.h>

#define FEN(yuan) ((int64_t)(yuan)*100)

/* DRG "A" holds both diseases; DIP tells them apart. */
static const dip_row rows[] = {
    {"I63.9", NULL, "h1", FEN(100), 20, 2021, .drg = "A"},
    {"K35.8", NULL, "h2", FEN(300), 20, 2021, .drg = "A"},
    {"J18.9", NULL, "h2", FEN(200), 20, 2021, .drg = "B"},
    {"I63.9", NULL, "h1", FEN(100), 10, 2022, .drg = "A"},
    {"K35.8", NULL, "h2", FEN(300), 10, 2022, .drg = "A"},
    {"J18.9", NULL, "h3", FEN(200), 10, 2022, .drg = "B"},
    {"J18.9", NULL, "h3", FEN(200), 1,  2022, .drg = "C"}, /* new DRG */
    {"Z99.9", NULL, "h3", FEN(200), 2,  2022, .drg = "B"}, /* new key */
    {"J18.9", NULL, "h3", FEN(200), 1,  2022},             /* no DRG */
    {"J18.9", NULL, "h3", FEN(200), 1,  2022, .drg = "B", .days = 90},
};

typedef struct compared {
    dip_fixture *fixture;
    ds_prefixes classes, complications;
    ds_table hospitals;
    ds_compare_policy policy;
    ds_catalogue_policy catalogue;
    ds_weights_policy weights;
    ds_comparison c;
    ds_table tables[DS_N_COMPARE_TABLES];
    ds_error err;
    ds_status status;
} compared;

static void reset(const ds_keys *rows_of, void *target)
{
    ds_keys keys = *rows_of;
    keys.target = target;
    ds_keys_reset(&keys);
}

static compared *compare(int folds, int unpriced_mean, int threads,
                         uint64_t block)
{
    const ds_run run = {.threads = threads, .memory = 1u << 28};
    compared *m = calloc(1, sizeof *m);
    assert_non_null(m);
    m->fixture = dip_new(rows, COUNT(rows), block);
    m->classes = dip_classes();
    m->complications = dip_complications();
    m->hospitals = dip_hospitals();
    reset(&ds_compare_keys, &m->policy);
    reset(&ds_catalogue_keys, &m->catalogue);
    reset(&ds_weights_keys, &m->weights);
    m->catalogue.min_core = 5;
    m->policy.unpriced_mean = unpriced_mean;
    const ds_compare_input in = {
        .claims = {.source = &m->fixture->source.base},
        .policy = &m->policy,
        .weights = &m->weights,
        .catalogue = &m->catalogue,
        .year = 2022,
        .first_year = 2021,
        .folds = folds,
        .hospitals = &m->hospitals,
        .classes = &m->classes,
        .complications = &m->complications};
    m->status = ds_compare(&in, &run, &m->c, &m->err);
    if (m->status == DS_OK)
        assert_ok(ds_compare_tables(&m->c, m->tables, &m->err), &m->err);
    return m;
}

static void free_compared(compared *m)
{
    for (size_t i = 0; i < DS_N_COMPARE_TABLES; i++)
        ds_table_destroy(&m->tables[i]);
    ds_comparison_destroy(&m->c);
    ds_table_destroy(&m->hospitals);
    ds_prefixes_destroy(&m->classes);
    ds_prefixes_destroy(&m->complications);
    dip_free(m->fixture);
    free(m);
}

static double real(const ds_table *t, size_t row, const char *column)
{
    const int c = ds_table_find(t, column);
    assert_true(c >= 0);
    return ds_table_get_real(t, row, (size_t)c);
}

static int64_t cell(const ds_table *t, size_t row, const char *column)
{
    const int c = ds_table_find(t, column);
    assert_true(c >= 0);
    return ds_table_get(t, row, (size_t)c);
}

/* 30 common cases: costs 100, 300, 200; DIP is exact, DRG pays 200 each. */
static void groups_that_tell_costs_apart_explain_them(void **state)
{
    (void)state;
    compared *m = compare(0, 0, 2, 7);
    assert_ok(m->status, &m->err);
    const ds_table *t = &m->tables[DS_CMP_T_SCHEMES];
    assert_string_equal(ds_table_get_text(t, 0, 0), "out");
    assert_int_equal(cell(t, 0, "cases"), 30);
    assert_float_equal(real(t, 0, "r2"), 0, 1e-9);
    assert_float_equal(real(t, 1, "r2"), 1, 1e-9);
    assert_float_equal(real(t, 2, "r2"), 1, 1e-9);
    assert_float_equal(real(t, 0, "mae"), 200. / 3, 1e-9);
    assert_float_equal(real(t, 1, "mae"), 0, 1e-9);
    /* 10 x 100 yuan each from h2 ... to h1 */
    const ds_table *money = &m->tables[DS_CMP_T_MONEY];
    assert_int_equal(cell(money, 0, "moved"), FEN(2000));
    assert_int_equal(cell(money, 0, "moved_share"), 333333);
    assert_int_equal(cell(money, 0, "winners"), 1);
    assert_int_equal(cell(money, 0, "losers"), 1);
    assert_float_equal(real(money, 0, "gini_dip"), 0, 1e-12);
    free_compared(m);
}

static void every_record_has_one_bucket(void **state)
{
    (void)state;
    compared *m = compare(0, 0, 1, 64);
    const int64_t *n = m->c.run[DS_OUT_OF_SAMPLE].rows;
    assert_int_equal(n[DS_CMP_COMMON], 30);
    assert_int_equal(n[DS_CMP_NO_DRG_PRICE], 1);
    assert_int_equal(n[DS_CMP_NO_DIP_PRICE], 2);
    assert_int_equal(n[DS_CMP_UNGROUPED], 1);
    assert_int_equal(n[DS_CMP_LONG], 1);
    assert_int_equal(n[DS_CMP_OTHER_YEAR], 60);
    int64_t sum = 0;
    for (int b = 0; b < DS_N_COMPARE_ROWS; b++) sum += n[b];
    assert_int_equal(sum, m->fixture->n);
    free_compared(m);
    m = compare(0, 1, 1, 64); /* at the mean of all */
    assert_int_equal(m->c.run[DS_OUT_OF_SAMPLE].rows[DS_CMP_COMMON], 33);
    free_compared(m);
}

/* Each disease is known from its own hospital alone: out of sample nothing has
 * a price, or all the same one, and nothing is explained. */
static void folds_never_see_their_own_hospitals(void **state)
{
    (void)state;
    compared *m = compare(2, 0, 2, 16);
    assert_int_equal(m->status, DS_ERR_DATA);
    assert_non_null(strstr(m->err.hint, "compare.unpriced"));
    free_compared(m);
    m = compare(2, 1, 2, 16);
    assert_ok(m->status, &m->err);
    const ds_table *t = &m->tables[DS_CMP_T_SCHEMES];
    assert_float_equal(real(t, 1, "r2"), 0, 1e-2); /* out, dip */
    assert_true(real(t, 4, "r2") > .99);           /* in, dip */
    free_compared(m);
}

static void threads_and_blocks_change_nothing(void **state)
{
    (void)state;
    compared *a = compare(0, 1, 1, 4096), *b = compare(0, 1, 5, 3);
    for (size_t t = 0; t < DS_N_COMPARE_TABLES; t++)
        for (size_t k = 0; k < a->tables[t].n_columns; k++)
            assert_memory_equal(a->tables[t].cells[k].data,
                                b->tables[t].cells[k].data,
                                a->tables[t].n_rows * 8);
    free_compared(a);
    free_compared(b);
}

/* Poisson(1): mean and variance 1, e^-1 of it 0; the same in every run. */
static void bootstrap_weights_are_poisson(void **state)
{
    (void)state;
    enum { N = 20000 };
    double sum = 0, squares = 0;
    int zeros = 0;
    for (uint64_t i = 0; i < N; i++) {
        const double w = ds_bootstrap_weight(7, i % 200, i / 200);
        sum += w;
        squares += w * w;
        zeros += w == 0;
    }
    assert_float_equal(sum / N, 1, .03);
    assert_float_equal(squares / N - 1, 1, .06);
    assert_float_equal((double)zeros / N, exp(-1), .015);
    int differ = 0;
    for (uint64_t i = 0; i < 100; i++)
        differ += ds_bootstrap_weight(7, 1, i) != ds_bootstrap_weight(8, 1, i);
    assert_true(differ > 20);
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Type 7 at .025 and .975 of the replicates that have a value. */
static void expect_interval(const ds_table *t, const char *low,
                            const char *high, double *x, size_t n)
{
    const char *const columns[] = {low, high};
    const double at[] = {.025 * (double)(n - 1), .975 * (double)(n - 1)};
    qsort(x, n, sizeof *x, by_value);
    for (int k = 0; k < 2; k++) {
        const size_t i = (size_t)at[k];
        const double q = x[i] + (at[k] - (double)i) * (x[i + 1] - x[i]);
        assert_true(fabs(real(t, 0, columns[k]) - q) < 1e-12);
    }
}

/* Hospitals cost 1000, 3000, 2000; DRG pays 2000 each, DIP the cost: replicates
 * drawn again, the Gini coefficient as the sum over pairs. */
static void money_moved_and_gini_have_intervals(void **state)
{
    (void)state;
    static const double cost[] = {1000, 3000, 2000}, ratio[] = {2, 2. / 3, 1};
    static const char *const ids[] = {"h1", "h2", "h3"};
    compared *m = compare(0, 0, 2, 7);
    const ds_table *money = &m->tables[DS_CMP_T_MONEY];
    double moved[500], gini[500];
    size_t n = 0;
    for (uint64_t b = 0; b < 500; b++) {
        double w[3] = {0}, all = 0, sum = 0, spread = 0, out = 0, money_of = 0;
        for (uint64_t i = 0; i < m->c.hospitals.n; i++)
            for (int h = 0; h < 3; h++)
                if (strcmp(ds_dict_text(&m->c.hospitals, m->c.order[i]),
                           ids[h]) == 0)
                    w[h] = ds_bootstrap_weight(1, b, i);
        for (int h = 0; h < 3; h++) {
            all += w[h];
            sum += w[h] * ratio[h];
            money_of += w[h] * cost[h];
            out += w[h] * fabs(cost[h] - 2000);
            for (int o = 0; o < 3; o++)
                spread += w[h] * w[o] * fabs(ratio[h] - ratio[o]);
        }
        if (all == 0) continue;
        moved[n] = out / money_of;
        gini[n++] = spread / (2 * all * sum);
    }
    assert_true(n > 400 && n < 500);
    expect_interval(money, "moved_low", "moved_high", moved, n);
    expect_interval(money, "gini_drg_low", "gini_drg_high", gini, n);
    /* pairs differ by 4/3, 1, 1/3, twice each; 2 x 3 x (sum 11/3) */
    assert_true(fabs(real(money, 0, "gini_drg") - 8. / 33) < 1e-12);
    free_compared(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_that_tell_costs_apart_explain_them),
        cmocka_unit_test(every_record_has_one_bucket),
        cmocka_unit_test(folds_never_see_their_own_hospitals),
        cmocka_unit_test(threads_and_blocks_change_nothing),
        cmocka_unit_test(bootstrap_weights_are_poisson),
        cmocka_unit_test(money_moved_and_gini_have_intervals),
    };
    return cmocka_run_group_tests_name("compare", tests, NULL, NULL);
}
