/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The catalogue from claims, at several threads and blocks. */
#include "sim/dip/catalogue.h"
#include "tests/dip_fixture.h"

#define FEN(yuan) ((int64_t)(yuan) * 100)

static int64_t rounded(const mpq_t q, int decimals)
{
    int64_t out = -1;
    assert_true(ds_ratio_round(q, decimals, &out));
    return out;
}

static const dip_row ex_7_3[] = {
    {"I63.900", NULL,    "h3", FEN(9000),  20},
    {"I63.9",   "39.72", "h3", FEN(30000), 16},
    {"K35.8",   "47.01", "h3", FEN(8000),  10},
    {"K35.900", "47.01", "h3", FEN(8000),  4 },
};

static void EX_7_3_core_groups_and_what_is_left(void **state)
{
    (void)state;
    ds_catalogue_policy p = catalogue_policy();
    int64_t groups, cases;
    made_catalogue *m = make_catalogue(ex_7_3, COUNT(ex_7_3), &p, 2, 7);
    const ds_catalogue *c = &m->c;
    assert_ok(m->status, &m->err);
    assert_int_equal(c->n_core, 2);
    ds_catalogue_coverage(c, 15, &groups, &cases);
    assert_int_equal(groups, 2);
    assert_int_equal(cases, 36); /* 72 % */
    ds_catalogue_coverage(c, 10, &groups, &cases);
    assert_int_equal(groups, 3);
    assert_int_equal(cases, 46); /* 92 % */
    assert_int_equal(c->cover_threshold, 10);
    const ds_disease *left = &c->group[2];
    assert_int_equal(left->kind, DS_COMPOSITE);
    assert_int_equal(left->operations, DS_SURGERY);
    assert_int_equal(left->cases, 14);
    assert_string_equal(ds_dict_text(&c->map.threes, left->code), "K35");
    free_catalogue(m);
}

static void small_composites_fall_back_to_the_chapter(void **state)
{
    (void)state;
    static const dip_row rows[] = {
        {"I63.9", NULL,    "h3", FEN(9000), 20},
        {"K35.8", "47.01", "h3", FEN(8000), 4 },
        {"K40.9", "47.01", "h3", FEN(6000), 3 }, /* 7 of chapter XI */
        {"A09",   NULL,    "h3", FEN(1000), 4 }, /* too few anywhere */
        {"B34.9", "17.01", "h3", FEN(1000), 9 }, /* class not known */
        {"E11.9", "47.01", "h3", FEN(1000), 5 }, /* a composite of its own, */
        {"E10.9", "47.01", "h3", FEN(1000), 4 }, /* not in what is left */
    };
    ds_catalogue_policy p = catalogue_policy();
    made_catalogue *m = make_catalogue(rows, COUNT(rows), &p, 1, 64);
    assert_ok(m->status, &m->err);
    assert_int_equal(m->c.rows[DS_DIP_ROW_CORE], 20);
    assert_int_equal(m->c.rows[DS_DIP_ROW_CHAPTER], 7);
    assert_int_equal(m->c.rows[DS_DIP_ROW_COMPOSITE], 5);
    assert_int_equal(m->c.rows[DS_DIP_ROW_FEW], 8);
    assert_int_equal(m->c.rows[DS_DIP_ROW_NO_CLASS], 9);
    free_catalogue(m);
}

static const dip_row ex_7_4[] = {
    {"I63.9", NULL, "h3", FEN(10000), 100, 2020},
    {"I63.9", NULL, "h3", FEN(11000), 120, 2021},
    {"I63.9", NULL, "h3", FEN(12000), 200, 2022},
};

static void EX_7_4_mean_over_three_years(void **state)
{
    (void)state;
    ds_catalogue_policy p = catalogue_policy();
    made_catalogue *m = make_catalogue(ex_7_4, COUNT(ex_7_4), &p, 2, 100);
    assert_ok(m->status, &m->err);
    assert_int_equal(rounded(m->c.mean[0], 0), FEN(11600));
    assert_int_equal(m->c.points[0], 1000 * DS_POINT_ONE);
    free_catalogue(m);
    p.by_cases = 1;
    m = make_catalogue(ex_7_4, COUNT(ex_7_4), &p, 2, 100);
    assert_int_equal(rounded(m->c.mean[0], 1), 11747126); /* .126 yuan */
    free_catalogue(m);
    p.by_cases = 0;
    p.method = DS_DIP_QUOTA;
    p.quota_fen = FEN(5800);
    m = make_catalogue(ex_7_4, COUNT(ex_7_4), &p, 2, 100);
    assert_int_equal(m->c.points[0], 2000 * DS_POINT_ONE);
    free_catalogue(m);
}

static void EX_7_4_points_of_two_groups(void **state)
{
    (void)state;
    static const dip_row rows[] = {
        {"I63.9", NULL, "h3", FEN(8000),  50},
        {"K35.8", NULL, "h3", FEN(20000), 10}, /* mean of all: 10,000 */
    };
    ds_catalogue_policy p = catalogue_policy();
    p.min_core = 10;
    made_catalogue *m = make_catalogue(rows, COUNT(rows), &p, 2, 9);
    assert_int_equal(m->c.points[0], 800 * DS_POINT_ONE);
    assert_int_equal(m->c.points[1], 2000 * DS_POINT_ONE);
    free_catalogue(m);
    p.method = DS_DIP_BENCHMARK;
    snprintf(p.benchmark, sizeof p.benchmark, "k35.8|");
    m = make_catalogue(rows, COUNT(rows), &p, 2, 9);
    assert_int_equal(m->c.points[0], 400 * DS_POINT_ONE);
    free_catalogue(m);
    snprintf(p.benchmark, sizeof p.benchmark, "K35.9");
    m = make_catalogue(rows, COUNT(rows), &p, 2, 9);
    assert_int_equal(m->status, DS_ERR_DATA);
    free_catalogue(m);
}

static void EX_7_6_coefficients_of_levels(void **state)
{
    (void)state;
    static const dip_row rows[] = {
        {"I63.9", NULL, "h3", FEN(12000), 60},
        {"I63.9", NULL, "h2", FEN(7000),  40},
    };
    ds_catalogue_policy p = catalogue_policy();
    p.trim = DS_DIP_TRIM_OFF;
    made_catalogue *m = make_catalogue(rows, COUNT(rows), &p, 1, 33);
    assert_int_equal(m->c.coefficient[3], 12000);
    assert_int_equal(m->c.coefficient[2], 7000);
    assert_true(m->c.coefficient[1] == DS_MISSING);
    free_catalogue(m);
}

/* 7.2: n >= 25 only; below P2.5 and above P97.5. */
static void extreme_cases_of_large_groups_are_trimmed(void **state)
{
    (void)state;
    static const dip_row rows[] = {
        {"I63.9", NULL, "h3", FEN(1)         },
        {"I63.9", NULL, "h3", FEN(10000), 48},
        {"I63.9", NULL, "h3", FEN(900000)    },
        {"K35.8", NULL, "h3", FEN(1)         },
        {"K35.8", NULL, "h3", FEN(10000), 23},
    };
    ds_catalogue_policy p = catalogue_policy();
    made_catalogue *m = make_catalogue(rows, COUNT(rows), &p, 2, 5);
    assert_int_equal(m->c.rows[DS_DIP_ROW_TRIMMED], 2);
    assert_int_equal(rounded(m->c.mean[0], 0), FEN(10000));
    free_catalogue(m);
    p.trim_n = 24;
    m = make_catalogue(rows, COUNT(rows), &p, 2, 5);
    assert_int_equal(m->c.rows[DS_DIP_ROW_TRIMMED], 3);
    free_catalogue(m);
}

static const dip_row ex_7_7[] = {
    {"J18.9", NULL, "h3", FEN(1500), 4, .icu = 0},
    {"J18.9", NULL, "h3", FEN(2500), 4, .icu = 1},
    {"J18.9", NULL, "h3", FEN(9000), .icu = 2},
    {"J18.9", NULL, "h3", FEN(15000), .icu = 3},
    {"J18.9", NULL, "h3", FEN(12000), .icu = 4},
    {"J18.9", NULL, "h3", FEN(10000), .icu = 5},
    {"J18.9", NULL, "h3", FEN(14000), .icu = 7},
};

static void EX_7_7_auxiliary_catalogue(void **state)
{
    (void)state;
    ds_catalogue_policy p = catalogue_policy();
    p.min_core = 10;
    made_catalogue *m = make_catalogue(ex_7_7, COUNT(ex_7_7), &p, 2, 4);
    assert_ok(m->status, &m->err);
    assert_int_equal(m->c.n_auxiliary, 2);
    assert_int_equal(m->c.auxiliary[0].dimension, DS_BY_ICU);
    assert_int_equal(m->c.auxiliary[0].coefficient, 3421);
    assert_int_equal(m->c.auxiliary[1].coefficient, 20526);
    free_catalogue(m);
    p.aux_n = 14;
    m = make_catalogue(ex_7_7, COUNT(ex_7_7), &p, 2, 4);
    assert_int_equal(m->c.n_auxiliary, 0);
    free_catalogue(m);
    p.aux_n = 10;
    p.aux_sub = 6; /* the dear ones become `other`, and still explain it */
    m = make_catalogue(ex_7_7, COUNT(ex_7_7), &p, 2, 4);
    assert_int_equal(m->c.n_auxiliary, 2);
    assert_int_equal(m->c.auxiliary[1].subtype, DS_SUBTYPE_OTHER);
    free_catalogue(m);
}

static void every_record_has_one_bucket(void **state)
{
    (void)state;
    static const dip_row rows[] = {
        {"I63.9", NULL, "h3", FEN(100), 15},
        {"I63.9", NULL, "h3", FEN(100), .category = "outpatient"},
        {"I63.9", NULL, "h3", FEN(100), .place = "outside"},
        {"I63.9", NULL, "h3", FEN(100), .payment = "bed_day"},
        {"I63.9", NULL, "h3", 0},
        {"I63.9", NULL, "h3", FEN(100), .days = 61},
        {"I63.9", NULL, "h3", FEN(100), .days = 60},
        {NULL,    NULL, "h3", FEN(100)},
        {"?",     NULL, "h3", FEN(100)},
        {"I63.9", NULL, "h3", FEN(100), .year = 2023},
    };
    static const struct {
        ds_dip_row row;
        uint64_t n;
    } want[] = {
        {DS_DIP_ROW_CORE,          16},
        {DS_DIP_ROW_NOT_INPATIENT, 1 },
        {DS_DIP_ROW_OUT_OF_AREA,   1 },
        {DS_DIP_ROW_BED_DAY,       1 },
        {DS_DIP_ROW_NO_COST,       1 },
        {DS_DIP_ROW_LONG,          1 },
        {DS_DIP_ROW_NO_DIAGNOSIS,  2 },
        {DS_DIP_ROW_OTHER_YEAR,    1 },
    };
    ds_catalogue_policy p = catalogue_policy();
    made_catalogue *m = make_catalogue(rows, COUNT(rows), &p, 2, 3);
    assert_ok(m->status, &m->err);
    for (size_t i = 0; i < COUNT(want); i++)
        assert_int_equal(m->c.rows[want[i].row], want[i].n);
    free_catalogue(m);
}

static void a_threshold_without_core_groups_says_which_has_some(void **state)
{
    (void)state;
    ds_catalogue_policy p = catalogue_policy();
    p.min_core = 1000;
    made_catalogue *m = make_catalogue(ex_7_3, COUNT(ex_7_3), &p, 1, 64);
    assert_int_equal(m->status, DS_ERR_INFEASIBLE);
    assert_non_null(strstr(m->err.hint, "dip.min_core: 10 "));
    free_catalogue(m);
}

/* The same tables for any number of threads and any block. */
static void threads_and_blocks_change_nothing(void **state)
{
    (void)state;
    static const struct {
        int threads;
        uint64_t block;
    } runs[] = {{2, 3}, {5, 1}};
    ds_catalogue_policy p = catalogue_policy();
    p.min_core = 10;
    made_catalogue *one = make_catalogue(ex_7_7, COUNT(ex_7_7), &p, 1, 4096);
    ds_table a[DS_N_CATALOGUE_TABLES] = {0};
    ds_error err = {0};
    assert_ok(ds_catalogue_tables(&one->c, a, &err), &err);
    for (size_t r = 0; r < COUNT(runs); r++) {
        ds_table b[DS_N_CATALOGUE_TABLES] = {0};
        made_catalogue *m = make_catalogue(ex_7_7, COUNT(ex_7_7), &p,
                                           runs[r].threads, runs[r].block);
        assert_ok(ds_catalogue_tables(&m->c, b, &err), &err);
        for (size_t t = 0; t < DS_N_CATALOGUE_TABLES; t++) {
            assert_int_equal(a[t].n_rows, b[t].n_rows);
            for (size_t k = 0; k < a[t].n_columns; k++)
                assert_memory_equal(a[t].cells[k].data, b[t].cells[k].data,
                                    a[t].n_rows * 8);
            ds_table_destroy(&b[t]);
        }
        free_catalogue(m);
    }
    for (size_t t = 0; t < DS_N_CATALOGUE_TABLES; t++) ds_table_destroy(&a[t]);
    free_catalogue(one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(EX_7_3_core_groups_and_what_is_left),
        cmocka_unit_test(small_composites_fall_back_to_the_chapter),
        cmocka_unit_test(EX_7_4_mean_over_three_years),
        cmocka_unit_test(EX_7_4_points_of_two_groups),
        cmocka_unit_test(EX_7_6_coefficients_of_levels),
        cmocka_unit_test(extreme_cases_of_large_groups_are_trimmed),
        cmocka_unit_test(EX_7_7_auxiliary_catalogue),
        cmocka_unit_test(every_record_has_one_bucket),
        cmocka_unit_test(a_threshold_without_core_groups_says_which_has_some),
        cmocka_unit_test(threads_and_blocks_change_nothing),
    };
    return cmocka_run_group_tests_name("catalogue", tests, NULL, NULL);
}
