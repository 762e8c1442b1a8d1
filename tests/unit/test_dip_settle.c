/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A year settled by DIP points, at several threads and blocks. */
#include "sim/dip/catalogue_published.h"
#include "sim/dip/dip_assign.h"
#include "sim/dip/dip_settle.h"
#include "tests/dip_fixture.h"

#define FEN(yuan) ((int64_t)((yuan)*100.))
#define POINTS(x) ((int64_t)((x)*10000. + .5))

/* A published catalogue: rows of diagnosis, operations, kind; points, mean. */
typedef struct listed {
    const char *diagnosis, *operations, *kind;
    int64_t points, mean, primary;
} listed;

static ds_status list_of(const listed *rows, size_t n, ds_disease_list *list,
                         ds_error *err)
{
    ds_table t = {0};
    assert_ok(ds_table_init(&t, "catalogue", "", ds_published_specs,
                            DS_N_PUBLISHED, err),
              err);
    for (size_t i = 0; i < n; i++) {
        size_t row;
        assert_ok(ds_table_add(&t, &row, err), err);
        assert_ok(ds_table_set_text(&t, row, 0, rows[i].diagnosis, err), err);
        assert_ok(ds_table_set_text(&t, row, 1, rows[i].operations, err), err);
        assert_ok(ds_table_set_text(&t, row, 3, rows[i].kind, err), err);
        ds_table_set(&t, row, 2, rows[i].points);
        if (rows[i].mean) ds_table_set(&t, row, 4, rows[i].mean);
        ds_table_set(&t, row, 5, rows[i].primary);
    }
    const ds_status st =
        ds_disease_list_from_published(&t, "list.csv", DS_DIP_ICD10, list, err);
    ds_table_destroy(&t);
    return st;
}

static ds_dip_policy policy(void)
{
    ds_dip_policy p;
    ds_keys keys = ds_dip_keys;
    keys.target = &p;
    ds_keys_reset(&keys);
    p.budget_ratio = DS_RATE_ONE;
    p.coef = DS_DIP_COEF_LIST;
    return p;
}

/* Hospitals with their coefficients. */
static ds_table coefficients(void)
{
    static const ds_column_spec specs[] = {
        {"hospital",    DS_CELL_TEXT,    0, "",  "", ""},
        {"level",       DS_CELL_INT,     0, "",  "", ""},
        {"coefficient", DS_CELL_DECIMAL, 4, "1", "", ""}
    };
    static const char *const ids[] = {"h3", "h2", "h1"};
    static const int64_t numbers[] = {3, 2, 1, 12000, 9000, 8000};
    return dip_table("hospital", specs, 3, ids, numbers, 3);
}

typedef struct settled {
    dip_fixture *fixture;
    ds_prefixes classes, complications;
    ds_table hospitals;
    ds_catalogue_policy catalogue;
    ds_disease_list list;
    ds_dip *dip;
    ds_table tables[DS_N_DIP_TABLES];
    int64_t cases[DS_N_DIP_CASE_COLUMNS][DIP_ROWS];
    ds_error err;
    ds_status status;
} settled;

static ds_status put(void *ctx, int thread, size_t block, size_t n,
                     const int64_t *const *columns, ds_error *err)
{
    (void)thread;
    (void)err;
    settled *s = ctx;
    const size_t first = block * s->fixture->source.base.block_rows;
    for (size_t c = 0; c < DS_N_DIP_CASE_COLUMNS; c++)
        memcpy(s->cases[c] + first, columns[c], n * sizeof(int64_t));
    return DS_OK;
}

static void settle_into(settled *s, const ds_dip_policy *p,
                        const ds_table *special, int threads)
{
    const ds_run run = {.threads = threads, .memory = 1u << 28};
    const ds_dip_input input = {.claims = {.source = &s->fixture->source.base},
                                .policy = p,
                                .catalogue = &s->catalogue,
                                .year = 2022,
                                .list = &s->list,
                                .hospitals = &s->hospitals,
                                .special = special,
                                .classes = &s->classes,
                                .complications = &s->complications};
    s->status = ds_dip_run(&input, &run, &s->dip, &s->err);
    if (s->status != DS_OK) return;
    assert_ok(ds_dip_tables(s->dip, s->tables, &s->err), &s->err);
    const ds_case_sink sink = {s, put};
    assert_ok(ds_dip_cases(s->dip, &run, &sink, &s->err), &s->err);
}

static settled *settle(const dip_row *rows, size_t n, const listed *list,
                       size_t n_list, const ds_dip_policy *p,
                       const ds_table *special, int threads, uint64_t block)
{
    settled *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->fixture = dip_new(rows, n, block);
    s->classes = dip_classes();
    s->complications = dip_complications();
    s->hospitals = coefficients();
    s->catalogue = catalogue_policy();
    assert_ok(list_of(list, n_list, &s->list, &s->err), &s->err);
    settle_into(s, p, special, threads);
    return s;
}

static void settled_free(settled *s)
{
    for (size_t i = 0; i < DS_N_DIP_TABLES; i++)
        ds_table_destroy(&s->tables[i]);
    ds_dip_free(s->dip);
    ds_disease_list_destroy(&s->list);
    ds_table_destroy(&s->hospitals);
    ds_prefixes_destroy(&s->classes);
    ds_prefixes_destroy(&s->complications);
    dip_free(s->fixture);
    free(s);
}

static int64_t cell(const ds_table *t, size_t row, const char *column)
{
    const int c = ds_table_find(t, column);
    assert_true(c >= 0);
    return ds_table_get(t, row, (size_t)c);
}

static int64_t records(const settled *s, ds_dip_bucket bucket)
{
    return cell(&s->tables[DS_DIP_T_BUCKETS], bucket, "records");
}

/* EX-7.8 in 1/20,000 of its cases: levels of one hospital each. */
static const listed ex_7_8_list[] = {
    {"I63.9", "",      "core", POINTS(1000), 0, 0},
    {"K35.8", "47.01", "core", POINTS(2500), 0, 0},
    {"J18.9", "",      "core", POINTS(400),  0, 0},
};

static void EX_7_8_total_and_fund_mode(void **state)
{
    (void)state;
    /* 70 m, 50 m and 10 m points of L3, L2, L1 by 1/1,000,000 */
    static const dip_row rows[] = {
        {"I63.9", NULL, "h3", FEN(10000), 70},
        {"I63.9", NULL, "h2", FEN(10000), 50},
        {"I63.9", NULL, "h1", FEN(10000), 10},
    };
    ds_dip_policy p = policy();
    p.budget_ratio = DS_KEY_NONE;
    p.budget_fen = FEN(800000);
    p.reimbursement = DS_RATE_ONE / 10 * 7;
    p.pv_mode = 0; /* fund */
    settled *s = settle(rows, COUNT(rows), ex_7_8_list, 3, &p, NULL, 2, 17);
    const ds_table *v = &s->tables[DS_DIP_T_VALUE];
    assert_int_equal(cell(v, 0, "points"), POINTS(137000));
    assert_int_equal(cell(v, 0, "forecast_value"), 8342023);
    settled_free(s);

    dip_row total[] = {
        {"I63.9", NULL, "h3", FEN(10000), 70},
        {"I63.9", NULL, "h2", FEN(10000), 50},
        {"I63.9", NULL, "h1", FEN(10000), 10},
    };
    total[0].personal = FEN(3000); /* 70 x 3,000 + 50 x 2,000 + 10 x 2,000 */
    total[1].personal = total[2].personal = FEN(2000);
    p.pv_mode = 1;
    s = settle(total, COUNT(total), ex_7_8_list, 3, &p, NULL, 2, 17);
    v = &s->tables[DS_DIP_T_VALUE];
    assert_int_equal(cell(v, 0, "personal"), FEN(330000));
    assert_int_equal(cell(v, 0, "point_value"), 8248175);
    const ds_table *h = &s->tables[DS_DIP_T_SETTLEMENT];
    assert_int_equal(cell(h, 2, "standard"), 69284672); /* 692,846,715.33 */
    assert_int_equal(cell(h, 1, "standard"), 37116788);
    assert_int_equal(cell(h, 0, "standard"), 6598540);
    assert_int_equal(cell(h, 2, "payment"), 69284672 - 70 * FEN(3000));
    settled_free(s);
}

static void EX_7_8_forecast_without_coefficients(void **state)
{
    (void)state;
    static const dip_row rows[] = {
        {"I63.9", NULL,    "h3", FEN(10000), 60},
        {"K35.8", "47.01", "h2", FEN(10000), 20},
        {"J18.9", NULL,    "h1", FEN(10000), 50},
    };
    ds_dip_policy p = policy();
    p.budget_ratio = DS_KEY_NONE;
    p.budget_fen = FEN(800000);
    p.reimbursement = DS_RATE_ONE / 10 * 7;
    p.coef = DS_DIP_COEF_OFF;
    p.pv_mode = 0;
    settled *s = settle(rows, COUNT(rows), ex_7_8_list, 3, &p, NULL, 1, 64);
    const ds_table *v = &s->tables[DS_DIP_T_VALUE];
    assert_int_equal(cell(v, 0, "points"), POINTS(130000));
    assert_int_equal(cell(v, 0, "forecast_value"), 8791209);
    assert_int_equal(cell(v, 0, "point_value"), 6153846);
    settled_free(s);
}

/* 7.9 as a settled case: base points, coefficient and mean of the record. */
static void EX_7_9_in_a_settlement(void **state)
{
    (void)state;
    static const listed list[] = {
        {"I63.9", "", "core", 6804700, 667103, 0}
    };
    static const dip_row rows[] = {
        {"I63.9", NULL, "h3", 565497}
    };
    ds_dip_policy p = policy();
    p.pv_mode = 0;
    p.budget_ratio = DS_KEY_NONE;
    p.budget_fen = 519073;
    settled *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->fixture = dip_new(rows, 1, 1);
    s->classes = dip_classes();
    s->complications = dip_complications();
    s->hospitals = coefficients();
    ds_table_set(&s->hospitals, 0, 2, 10817);
    s->catalogue = catalogue_policy();
    assert_ok(list_of(list, 1, &s->list, &s->err), &s->err);
    settle_into(s, &p, NULL, 1);
    assert_ok(s->status, &s->err);
    assert_int_equal(s->cases[DS_DIP_CASE_POINTS_COLUMN][0], 7360644);
    assert_int_equal(s->cases[DS_DIP_CASE_LOW_COLUMN][0], 333552);
    assert_int_equal(s->cases[DS_DIP_CASE_HIGH_COLUMN][0], 1334206);
    assert_int_equal(s->cases[DS_DIP_CASE_BUCKET_COLUMN][0],
                     DS_DIP_CASE_NORMAL + 1);
    assert_int_equal(s->cases[DS_DIP_CASE_PAYMENT_COLUMN][0], 519073);
    settled_free(s);
}

/* 7.3: most operations matched, then the nearest mean, then the smaller text;
 * else composite, chapter, unmatched. */
static void EX_7_3_assignment(void **state)
{
    (void)state;
    static const listed list[] = {
        {"I63.9", "",            "core",      POINTS(1), FEN(100), 0},
        {"I63.9", "39.72",       "core",      POINTS(2), FEN(200), 0},
        {"I63.9", "47.01",       "core",      POINTS(3), FEN(300), 0},
        {"I63.9", "39.72+47.01", "core",      POINTS(4), FEN(400), 0},
        {"I63",   "surgery",     "composite", POINTS(5), FEN(500), 0},
        {"IX",    "surgery",     "chapter",   POINTS(6), FEN(600), 0},
    };
    static const struct {
        dip_row row;
        ds_assignment how;
        int64_t points; /* in POINTS(1), at r = 1 */
    } rows[] = {
        {{"I63.900", NULL, "x", FEN(100)},              DS_ASSIGNED_CORE,      1},
        {{"i63.9x1", "39.7 2", "x", FEN(200)},          DS_ASSIGNED_CORE,      2},
        {{"I63.9", "88.41+47.01+39.72", "x", FEN(210)}, DS_ASSIGNED_PARTIAL,   4},
        {{"I63.9", "88.41+39.72", "x", FEN(200)},       DS_ASSIGNED_PARTIAL,   2},
        {{"I63.8", "39.72", "x", FEN(500)},             DS_ASSIGNED_COMPOSITE, 5},
        {{"I10", "47.01", "x", FEN(600)},               DS_ASSIGNED_CHAPTER,   6},
        {{"I63.9", "88.41", "x", FEN(600)},             DS_ASSIGNED_UNMATCHED, 0},
        {{"I63.8", "17.1", "x", FEN(600)},              DS_ASSIGNED_NO_CLASS,  0},
    };
    dip_row claims[COUNT(rows)];
    ds_dip_policy p = policy();
    for (size_t i = 0; i < COUNT(rows); i++) claims[i] = rows[i].row;
    settled *s = settle(claims, COUNT(rows), list, COUNT(list), &p, NULL, 2, 3);
    assert_ok(s->status, &s->err);
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(s->cases[DS_DIP_CASE_ASSIGNMENT_COLUMN][i],
                         rows[i].how + 1);
        if (rows[i].points)
            assert_int_equal(s->cases[DS_DIP_CASE_POINTS_COLUMN][i],
                             POINTS(1) * rows[i].points);
    }
    assert_int_equal(records(s, DS_DIP_SPECIAL_UNMATCHED), 1);
    assert_int_equal(records(s, DS_DIP_SPECIAL_NO_CLASS), 1);
    settled_free(s);
    p.exact_only = 1;
    s = settle(claims, COUNT(rows), list, COUNT(list), &p, NULL, 2, 3);
    assert_int_equal(s->cases[DS_DIP_CASE_ASSIGNMENT_COLUMN][2],
                     DS_ASSIGNED_COMPOSITE + 1);
    settled_free(s);
}

/* Of two core groups with one operation each the nearer mean wins. */
static void EX_7_3_ties_go_by_cost_then_text(void **state)
{
    (void)state;
    static const listed list[] = {
        {"I63.9", "47.01", "core", POINTS(3), FEN(300), 0},
        {"I63.9", "39.72", "core", POINTS(2), FEN(200), 0},
    };
    static const dip_row rows[] = {
        {"I63.9", "39.72+47.01", "x", FEN(290)},
        {"I63.9", "39.72+47.01", "x", FEN(210)},
        {"I63.9", "39.72+47.01", "x", FEN(250)},
    };
    const ds_dip_policy p = policy();
    settled *s = settle(rows, 3, list, 2, &p, NULL, 1, 2);
    assert_int_equal(s->cases[DS_DIP_CASE_POINTS_COLUMN][0], POINTS(3));
    assert_int_equal(s->cases[DS_DIP_CASE_POINTS_COLUMN][1], POINTS(2));
    assert_int_equal(s->cases[DS_DIP_CASE_POINTS_COLUMN][2], POINTS(2));
    settled_free(s);
}

static const dip_row mixed[] = {
    {"I63.9",                 NULL,   "h3",FEN(100),3},
    {"I63.9",                       NULL,                       "h3",FEN(20)},
    {"I63.9",                       NULL,                       "h2",FEN(300), .personal = FEN(10)},
    {"I63.9",    NULL,          "h2",FEN(700)},
    {"I63.9",               NULL,                     "h1",            FEN(100),                                          .payment = "bed_day"},
    {"I63.9",               NULL, "h1",FEN(100),.days = 61},
    {NULL,                   NULL,                 "h1",                  FEN(100)                                                                                                                       },
    {"I63.9", NULL,NULL,FEN(100)},
    {"I63.9",                   NULL,                                   "h3",                                                                  0                                                                                                                                                                                                                                                                           },
    {"I63.9", NULL,"h3",FEN(100),.year = 2021},
    {"I63.9",                   NULL,                                                     "h3",                                                                                                                                               FEN(100),                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                            .category = "outpatient"},
    {"I63.9",                 NULL, "h3",FEN(100),.place = "in_province"},
    {"I63.9",                       NULL,                       "h3",FEN(100),.home_area = "elsewhere"},
    {"B00.1", NULL,       "h3",FEN(100)                                                                                                                                                                                    },
};
static const listed mixed_list[] = {
    {"I63.9", "", "", POINTS(100), FEN(100), 0}
};

static void every_record_has_one_bucket(void **state)
{
    (void)state;
    static const int64_t want[DS_N_DIP_BUCKETS] = {
        [DS_DIP_OTHER_YEAR] = 1,
        [DS_DIP_NOT_INPATIENT] = 1,
        [DS_DIP_OUT_OF_AREA] = 1,
        [DS_DIP_OUTSIDER] = 1,
        [DS_DIP_NO_COST] = 1,
        [DS_DIP_CASE_LOW] = 1,
        [DS_DIP_CASE_NORMAL] = 3,
        [DS_DIP_CASE_HIGH] = 1,
        [DS_DIP_CASE_EXTREME] = 1,
        [DS_DIP_BED_DAY] = 1,
        [DS_DIP_SPECIAL_LISTED] = 1,
        [DS_DIP_SPECIAL_LONG] = 1,
        [DS_DIP_SPECIAL_NO_DIAGNOSIS] = 1,
        [DS_DIP_SPECIAL_UNMATCHED] = 1};
    static const ds_column_spec specs[] = {
        {"claim",  DS_CELL_TEXT,   0, "", "", ""},
        {"points", DS_CELL_POINTS, 0, "", "", ""}
    };
    static const char *const claims[] = {"9", "77"};
    static const int64_t points[] = {1234567, 1};
    ds_table special = dip_table("special", specs, 2, claims, points, 2);
    const ds_dip_policy p = policy();
    settled *s = settle(mixed, COUNT(mixed), mixed_list, 1, &p, &special, 2, 3);
    assert_ok(s->status, &s->err);
    for (int b = 0; b < DS_N_DIP_BUCKETS; b++)
        assert_int_equal(records(s, (ds_dip_bucket)b), want[b]);
    assert_int_equal(s->cases[DS_DIP_CASE_POINTS_COLUMN][9], 1234567);
    assert_int_equal(s->cases[DS_DIP_CASE_POINTS_COLUMN][3], POINTS(24));
    const ds_table *notes = &s->tables[DS_DIP_T_NOTES];
    bool has_unused = false;
    for (size_t r = 0; r < notes->n_rows; r++)
        has_unused |=
            strstr(ds_table_get_text(notes, r, 0), "match no claim") != NULL;
    assert_true(has_unused);
    settled_free(s);
    ds_table_destroy(&special);
}

/* Property 13: fund_h add up to the fund, cases to their hospital. */
static void property_13_cases_add_up_to_the_fund(void **state)
{
    (void)state;
    ds_dip_policy p = policy();
    for (int mode = 0; mode < 2; mode++) {
        int64_t all = 0;
        p.pv_mode = mode;
        p.budget_ratio = DS_RATE_ONE / 3;
        settled *s = settle(mixed, COUNT(mixed), mixed_list, 1, &p, NULL, 2, 3);
        for (size_t i = 0; i < s->fixture->n; i++)
            if (s->cases[DS_DIP_CASE_PAYMENT_COLUMN][i] != DS_MISSING)
                all += s->cases[DS_DIP_CASE_PAYMENT_COLUMN][i];
        assert_int_equal(all, cell(&s->tables[DS_DIP_T_VALUE], 0, "fund"));
        settled_free(s);
    }
}

static void property_11_threads_and_blocks_change_nothing(void **state)
{
    (void)state;
    const ds_dip_policy p = policy();
    settled *a = settle(mixed, COUNT(mixed), mixed_list, 1, &p, NULL, 1, 4096);
    static const struct {
        int threads;
        uint64_t block;
    } runs[] = {
        {2, 1},
        {5, 3}
    };
    for (size_t r = 0; r < COUNT(runs); r++) {
        settled *b = settle(mixed, COUNT(mixed), mixed_list, 1, &p, NULL,
                            runs[r].threads, runs[r].block);
        assert_memory_equal(a->cases, b->cases, sizeof a->cases);
        for (size_t c = 2; c < a->tables[0].n_columns; c++)
            assert_memory_equal(a->tables[0].cells[c].data,
                                b->tables[0].cells[c].data,
                                a->tables[0].n_rows * 8);
        settled_free(b);
    }
    settled_free(a);
}

static void a_primary_disease_has_no_coefficient(void **state)
{
    (void)state;
    static const listed list[] = {
        {"I63.9", "", "", POINTS(100), FEN(100), 1}
    };
    static const dip_row rows[] = {
        {"I63.9", NULL, "h3", FEN(100)}
    };
    const ds_dip_policy p = policy();
    settled *s = settle(rows, 1, list, 1, &p, NULL, 1, 1);
    assert_int_equal(s->cases[DS_DIP_CASE_POINTS_COLUMN][0], POINTS(100));
    settled_free(s);
}

static void a_bad_catalogue_names_its_row(void **state)
{
    (void)state;
    static const struct {
        listed row;
        const char *what;
    } bad[] = {
        {{"I63.9", "", "", POINTS(1), 0, 0},      "twice"    },
        {{"i63900", "", "core", POINTS(1), 0, 0}, "twice"    },
        {{"J18", "", "", 0, 0, 0},                "positive" },
        {{"J18", "", "", -1, 0, 0},               "positive" },
        {{"J18", "", "", DS_MISSING, 0, 0},       "missing"  },
        {{"J18", "", "", 1, -5, 0},               "mean"     },
        {{"", "", "", 1, 0, 0},                   "none of a"},
        {{"18", "", "", 1, 0, 0},                 "none of a"},
        {{"J18", "x", "composite", 1, 0, 0},      "none of a"},
        {{"J18", "", "basic", 1, 0, 0},           "kind"     },
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        const listed rows[] = {
            {"I63.9", "", "core", POINTS(1), 0, 0},
            bad[i].row
        };
        ds_disease_list list = {0};
        ds_error err = {0};
        assert_int_equal(list_of(rows, 2, &list, &err), DS_ERR_DATA);
        assert_non_null(strstr(err.text, "list.csv, row 2"));
        assert_non_null(strstr(err.text, bad[i].what));
        ds_disease_list_destroy(&list);
    }
    ds_disease_list list = {0};
    ds_error err = {0};
    assert_int_equal(list_of(NULL, 0, &list, &err), DS_ERR_DATA);
    ds_disease_list_destroy(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(EX_7_8_total_and_fund_mode),
        cmocka_unit_test(EX_7_8_forecast_without_coefficients),
        cmocka_unit_test(EX_7_9_in_a_settlement),
        cmocka_unit_test(EX_7_3_assignment),
        cmocka_unit_test(EX_7_3_ties_go_by_cost_then_text),
        cmocka_unit_test(every_record_has_one_bucket),
        cmocka_unit_test(property_13_cases_add_up_to_the_fund),
        cmocka_unit_test(property_11_threads_and_blocks_change_nothing),
        cmocka_unit_test(a_primary_disease_has_no_coefficient),
        cmocka_unit_test(a_bad_catalogue_names_its_row),
    };
    return cmocka_run_group_tests_name("dip_settle", tests, NULL, NULL);
}
