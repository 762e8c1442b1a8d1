/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DRG, DIP and capitation compared, at several threads and blocks. */
#include "sim/compare/compare.h"
#include "sim/compare/compare_bootstrap.h"
#include "tests/dip_fixture.h"

#include <math.h>

#define FEN(yuan) ((int64_t)(yuan)*100)
#define assert_near(x, y, most) assert_true(fabs((x) - (y)) <= (most))

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

/* Options of a comparison; zeros: earlier years, exclude, no capitation. */
typedef struct options {
    const dip_row *rows;
    size_t n;
    int folds, unpriced_mean, threads, first_year, min_core;
    uint64_t block;
    const ds_roster *roster;
    const ds_dict *units;
    size_t keep;
} options;

static compared *compare_with(const options *o)
{
    const ds_run run = {.threads = o->threads,
                        .memory = 1u << 28,
                        .keep = o->keep};
    compared *m = calloc(1, sizeof *m);
    assert_non_null(m);
    m->fixture = dip_new(o->rows, o->n, o->block);
    m->classes = dip_classes();
    m->complications = dip_complications();
    m->hospitals = dip_hospitals();
    reset(&ds_compare_keys, &m->policy);
    reset(&ds_catalogue_keys, &m->catalogue);
    reset(&ds_weights_keys, &m->weights);
    m->catalogue.min_core = o->min_core ? o->min_core : 5;
    m->policy.unpriced_mean = o->unpriced_mean;
    const ds_compare_input in = {
        .claims = {.source = &m->fixture->source.base},
        .policy = &m->policy,
        .weights = &m->weights,
        .catalogue = &m->catalogue,
        .year = 2022,
        .first_year = o->first_year ? o->first_year : 2021,
        .folds = o->folds,
        .hospitals = &m->hospitals,
        .classes = &m->classes,
        .complications = &m->complications,
        .roster = o->roster,
        .units = o->units};
    m->status = ds_compare(&in, &run, &m->c, &m->err);
    if (m->status == DS_OK)
        assert_ok(ds_compare_tables(&m->c, &run, m->tables, &m->err), &m->err);
    return m;
}

static compared *compare(int folds, int unpriced_mean, int threads,
                         uint64_t block)
{
    const options o = {.rows = rows,
                       .n = COUNT(rows),
                       .folds = folds,
                       .unpriced_mean = unpriced_mean,
                       .threads = threads,
                       .block = block};
    return compare_with(&o);
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
    assert_float_equal(real(t, 1, "gain"), 1, 1e-9);
    assert_true(isnan(real(t, 0, "gain")));
    assert_float_equal(real(t, 0, "mae"), 200. / 3, 1e-9);
    assert_float_equal(real(t, 1, "mae"), 0, 1e-9);
    /* 10 x 100 yuan each from h2 ... to h1 */
    const ds_table *money = &m->tables[DS_CMP_T_MONEY];
    assert_int_equal(cell(money, 0, "moved"), 0);
    assert_int_equal(cell(money, 1, "moved"), FEN(2000));
    assert_float_equal(real(money, 1, "moved_share"), 1. / 3, 1e-12);
    assert_int_equal(cell(money, 1, "winners"), 1);
    assert_int_equal(cell(money, 1, "losers"), 1);
    assert_int_equal(cell(money, 0, "surplus"), 1);
    assert_int_equal(cell(money, 0, "deficit"), 1);
    assert_float_equal(real(money, 1, "gini"), 0, 1e-12);
    free_compared(m);
}

/* A DRG of the base year alone has no price in sample: none of its cases count,
 * in no year, so weights that stay as they are stay. */
static void stability_compares_the_same_cases(void **state)
{
    (void)state;
    static const dip_row with[] = {
        {"I63.9", NULL, "h1", FEN(100),  20, 2021, .drg = "A"},
        {"J18.9", NULL, "h2", FEN(200),  20, 2021, .drg = "B"},
        {"C34.9", NULL, "h2", FEN(1000), 20, 2021, .drg = "D"},
        {"I63.9", NULL, "h1", FEN(100),  20, 2022, .drg = "A"},
        {"J18.9", NULL, "h3", FEN(200),  20, 2022, .drg = "B"},
    };
    const options o = {
        .rows = with, .n = COUNT(with), .threads = 2, .block = 7};
    compared *m = compare_with(&o);
    assert_ok(m->status, &m->err);
    const ds_table *t = &m->tables[DS_CMP_T_STABILITY];
    int seen = 0;
    for (size_t r = 0; r < t->n_rows; r++) {
        if (cell(t, r, "to") != 2022) continue;
        assert_near(real(t, r, "weight_change"), 0, 1e-9);
        seen++;
    }
    assert_int_equal(seen, 4);
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
    assert_true(real(t, 3, "r2") > .99);           /* in, dip */
    free_compared(m);
}

static void assert_same(const compared *a, const compared *b)
{
    for (size_t t = 0; t < DS_N_COMPARE_TABLES; t++)
        assert_int_equal(a->tables[t].n_rows, b->tables[t].n_rows);
    for (size_t t = 0; t < DS_N_COMPARE_TABLES; t++)
        for (size_t k = 0; k < a->tables[t].n_columns; k++)
            assert_memory_equal(a->tables[t].cells[k].data,
                                b->tables[t].cells[k].data,
                                a->tables[t].n_rows * 8);
}

static void threads_and_blocks_change_nothing(void **state)
{
    (void)state;
    compared *a = compare(0, 1, 1, 4096), *b = compare(0, 1, 5, 3);
    assert_same(a, b);
    free_compared(a);
    free_compared(b);
}

/* What is kept between passes, all of it or some blocks, changes nothing. */
static void keeping_changes_nothing(void **state)
{
    (void)state;
    options o = {.rows = rows, .n = COUNT(rows), .threads = 2, .block = 16};
    compared *none = compare_with(&o);
    for (o.keep = 1 << 12; o.keep <= 1 << 24; o.keep <<= 12) {
        compared *kept = compare_with(&o);
        assert_same(none, kept);
        free_compared(kept);
    }
    free_compared(none);
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
static void expect_interval(const ds_table *t, size_t row, const char *low,
                            const char *high, double *x, size_t n)
{
    const char *const columns[] = {low, high};
    const double at[] = {.025 * (double)(n - 1), .975 * (double)(n - 1)};
    qsort(x, n, sizeof *x, by_value);
    for (int k = 0; k < 2; k++) {
        const size_t i = (size_t)at[k];
        const double q = x[i] + (at[k] - (double)i) * (x[i + 1] - x[i]);
        assert_true(fabs(real(t, row, columns[k]) - q) < 1e-12);
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
    expect_interval(money, 1, "moved_share_low", "moved_share_high", moved, n);
    expect_interval(money, 0, "gini_low", "gini_high", gini, n);
    /* pairs differ by 4/3, 1, 1/3, twice each; 2 x 3 x (sum 11/3) */
    assert_true(fabs(real(money, 0, "gini") - 8. / 33) < 1e-12);
    /* margins 1000, -1000, 0: pairs 2000, 1000, 1000, twice each, over
     * 2 (3 - 1) 2000 */
    assert_true(fabs(real(money, 0, "gini_margin") - 1) < 1e-12);
    assert_true(isnan(real(money, 1, "gini_margin"))); /* nobody has one */
    free_compared(m);
}

/* EX-8.1 as the year compared: SST 318 m, SSW 18 m. */
static void EX_8_5_RIV_and_CV_of_the_compared_cases(void **state)
{
    (void)state;
    static const dip_row data[] = {
        {"A01.0", NULL, "h1", FEN(8000),  1, 2022, .drg = "A"},
        {"A01.0", NULL, "h2", FEN(10000), 1, 2022, .drg = "A"},
        {"A01.0", NULL, "h1", FEN(12000), 1, 2022, .drg = "A"},
        {"B01.0", NULL, "h2", FEN(18000), 1, 2022, .drg = "B"},
        {"B01.0", NULL, "h1", FEN(22000), 1, 2022, .drg = "B"},
        {"C01.0", NULL, "h1", FEN(4000),  1, 2022, .drg = "C"},
        {"C01.0", NULL, "h2", FEN(5000),  1, 2022, .drg = "C"},
        {"C01.0", NULL, "h1", FEN(6000),  1, 2022, .drg = "C"},
        {"C01.0", NULL, "h2", FEN(5000),  1, 2022, .drg = "C"},
        /* the years behind the weights: the same means but B, a fourth */
        {"A01.0", NULL, "h1", FEN(10000), 6, 2021, .drg = "A"},
        {"B01.0", NULL, "h1", FEN(20000), 6, 2021, .drg = "B"},
        {"C01.0", NULL, "h1", FEN(5000),  6, 2021, .drg = "C"},
        {"A01.0", NULL, "h1", FEN(10000), 6, 2020, .drg = "A"},
        {"B01.0", NULL, "h1", FEN(5000),  6, 2020, .drg = "B"},
        {"C01.0", NULL, "h1", FEN(5000),  6, 2020, .drg = "C"},
    };
    const options o = {.rows = data,
                       .n = COUNT(data),
                       .threads = 2,
                       .first_year = 2020,
                       .min_core = 2,
                       .block = 4};
    compared *m = compare_with(&o);
    assert_ok(m->status, &m->err);
    const ds_table *t = &m->tables[DS_CMP_T_SCHEMES];
    for (size_t row = 0; row < 2; row++) { /* the same groups in both */
        assert_near(real(t, row, "riv"), .943396, 5e-7);
        assert_near(real(t, row, "cv"),
                           (3 * .163299 + 2 * .1 + 4 * .141421) / 9, 5e-7);
    }
    /* weights 2020: 1.5, .75, .75 of mean 6,666.67; 2021: .857143, 1.714286,
     * .428571 of 11,666.67; all groups as large */
    const ds_table *drift = &m->tables[DS_CMP_T_STABILITY];
    assert_int_equal(cell(drift, 0, "from"), 2020);
    assert_int_equal(cell(drift, 0, "to"), 2021);
    assert_int_equal(cell(drift, 1, "to"), 2022);
    assert_int_equal(cell(drift, 0, "groups"), 3);
    assert_near(real(drift, 0, "weight_change"),
                       ((1 - .857142857 / 1.5) + (1.714285714 / .75 - 1) +
                        (1 - .428571429 / .75)) /
                           3,
                       1e-6);
    assert_near(real(drift, 0, "value_to"),
                       real(drift, 1, "value_from"), 1e-12);
    free_compared(m);
}

/* Payments of 1000 each by DRG; costs 300 (low), 900, 2800 (high), mean 1333:
 * days are paid what they cost at the ends only. */
static void a_day_more_is_paid_where_a_case_deviates(void **state)
{
    (void)state;
    static const dip_row data[] = {
        {"A01.0", NULL, "h1", FEN(1000), 6, 2021, .drg = "AA11", .days = 5},
        {"B01.0", NULL, "h1", FEN(3000), 6, 2021, .drg = "AA13", .days = 5},
        {"A01.0", NULL, "h1", FEN(300),  1, 2022, .drg = "AA11", .days = 3},
        {"A01.0", NULL, "h2", FEN(900),  1, 2022, .drg = "AA11", .days = 9},
        {"A01.0", NULL, "h1", FEN(2800), 1, 2022, .drg = "AA11", .days = 7},
        {"A01.0", NULL, "h2", FEN(1333), 3, 2022, .drg = "AA11"}, /* no days */
    };
    const options o = {
        .rows = data, .n = COUNT(data), .threads = 1, .block = 64};
    compared *m = compare_with(&o);
    assert_ok(m->status, &m->err);
    const ds_table *t = &m->tables[DS_CMP_T_MARGINAL];
    /* paid 1,333.17 each: 300 is below half, 2,800 above twice; two cases of
     * six pay 100 and 400 a day, those with no days (0) do not count */
    assert_near(real(t, 0, "day_cost"), (100 + 100 + 400) / 3., 1e-9);
    assert_near(real(t, 0, "day_pay"), (100 + 400) / 3., 1e-9);
    /* AA13 is the next dearer group: twice dearer again */
    assert_near(real(t, 0, "step_share"), 1, 1e-12);
    assert_near(real(t, 0, "step_pay"), 2 * 7999. / 6, .02);
    assert_near(real(t, 1, "step_share"), 0, 1e-12);
    /* 1,333.17 x 6/7 x 1/2: two hospitals, six cases */
    assert_near(real(t, 0, "case_pay"), 7999. / 6 * 6 / 7 / 2, .01);
    free_compared(m);
}

/* Patients p1 (code 1) .. p3: u1 has p1 all year and p4, who has no case, from
 * July on; u2 has p2 all year; u3 has p5 and no case; nobody has p3. */
static void capitation_pays_heads(void **state)
{
    (void)state;
    static const dip_row data[] = {
        {"A01.0", NULL, "h1", FEN(100), 6, 2021, .drg = "A"},
        {"A01.0", NULL, "h1", FEN(100), 1, 2022, .drg = "A", .patient = "p1"},
        {"A01.0", NULL, "h1", FEN(200), 2, 2022, .drg = "A", .patient = "p2"},
        {"A01.0", NULL, "h2", FEN(400), 1, 2022, .drg = "A", .patient = "p2"},
        {"A01.0", NULL, "h2", FEN(400), 5, 2022, .drg = "A", .patient = "p3"},
    };
    static const ds_roster_row signed_up[] = {
        {1, 1, 0,                  DS_ROSTER_OPEN},
        {2, 2, 12 * 22,            12 * 22 + 11  },
        {4, 1, 12 * 22 + 6,        DS_ROSTER_OPEN},
        {5, 3, 0,                  DS_ROSTER_OPEN},
        {3, 2, 12 * 20,            12 * 21       }, /* over */
    };
    ds_roster roster = {0};
    ds_dict units = {0};
    ds_error err = {0};
    assert_ok(ds_roster_build(&roster, 6, signed_up, COUNT(signed_up), &err),
              &err);
    assert_ok(ds_dict_init(&units, &err), &err);
    for (int u = 1; u <= 3; u++) {
        char name[16];
        uint32_t code;
        snprintf(name, sizeof name, "u%d", u);
        assert_ok(ds_dict_code(&units, name, strlen(name), &code, &err), &err);
    }
    options o = {.rows = data,
                 .n = COUNT(data),
                 .threads = 2,
                 .block = 3,
                 .roster = &roster,
                 .units = &units};
    compared *m = compare_with(&o);
    assert_ok(m->status, &m->err);
    assert_int_equal(m->c.run[0].rows[DS_CMP_COMMON], 4);
    assert_int_equal(m->c.run[0].rows[DS_CMP_NOT_SIGNED], 5);
    /* 900 yuan over 18 + 12 months: u1 540 for its case, u2 360 for three */
    const ds_table *t = &m->tables[DS_CMP_T_UNITS];
    assert_int_equal(t->n_rows, 4); /* u3 has no case */
    assert_string_equal(ds_table_get_text(t, 0, 1), "u1");
    assert_int_equal(cell(t, 0, "head_months"), 18);
    assert_int_equal(cell(t, 0, "pay"), FEN(540));
    assert_int_equal(cell(t, 0, "margin"), FEN(440));
    assert_int_equal(cell(t, 1, "head_months"), 12);
    assert_int_equal(cell(t, 1, "cases"), 3);
    assert_int_equal(cell(t, 1, "pay"), FEN(360));
    assert_int_equal(cell(t, 1, "case_pay"), FEN(120));
    assert_int_equal(cell(t, 1, "margin"), FEN(360 - 800));
    /* h1 treated p1 once and p2 twice */
    const ds_table *h = &m->tables[DS_CMP_T_HOSPITALS];
    assert_int_equal(cell(h, 0, "capitation_pay"), FEN(540 + 2 * 120));
    assert_int_equal(cell(h, 1, "capitation_pay"), FEN(120));
    const ds_table *s = &m->tables[DS_CMP_T_SCHEMES];
    /* errors 440, 80, 80, 280 */
    assert_near(real(s, 2, "mae"), 880. / 4, 1e-9);
    assert_near(real(s, 2, "r2"),
                       1 - (440. * 440 + 2 * 80 * 80 + 280 * 280) /
                               (125. * 125 + 2 * 25 * 25 + 175 * 175),
                       1e-9);
    const ds_table *marginal = &m->tables[DS_CMP_T_MARGINAL];
    assert_near(real(marginal, 2, "case_pay"), 0, 0);
    free_compared(m);
    /* p3's cases are worth the mean of all, 2,900 / 9 */
    o.unpriced_mean = 1;
    m = compare_with(&o);
    assert_ok(m->status, &m->err);
    h = &m->tables[DS_CMP_T_HOSPITALS];
    assert_int_equal(m->c.run[0].rows[DS_CMP_COMMON], 9);
    assert_int_equal(cell(&m->tables[DS_CMP_T_UNITS], 0, "pay"),
                     FEN(2900) * 4 / 9 * 18 / 30 + 1);
    assert_int_equal(cell(h, 1, "capitation_pay"), 5 * 32222 + 17185);
    free_compared(m);
    ds_roster_destroy(&roster);
    ds_dict_destroy(&units);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_that_tell_costs_apart_explain_them),
        cmocka_unit_test(stability_compares_the_same_cases),
        cmocka_unit_test(every_record_has_one_bucket),
        cmocka_unit_test(folds_never_see_their_own_hospitals),
        cmocka_unit_test(threads_and_blocks_change_nothing),
        cmocka_unit_test(keeping_changes_nothing),
        cmocka_unit_test(bootstrap_weights_are_poisson),
        cmocka_unit_test(money_moved_and_gini_have_intervals),
        cmocka_unit_test(EX_8_5_RIV_and_CV_of_the_compared_cases),
        cmocka_unit_test(a_day_more_is_paid_where_a_case_deviates),
        cmocka_unit_test(capitation_pays_heads),
    };
    return cmocka_run_group_tests_name("compare", tests, NULL, NULL);
}
