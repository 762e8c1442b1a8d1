/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Covers sim/check/control.c and sim/check/control_compare.c. */
#include "sim/check/control.h"
#include "tests/claims_fixture.h"

enum { ROWS = 12 };

/* Claim i costs 100 (i + 1) fen, by P0 to P3 in turn, at H0 or H1. */
static claims_fixture *claims(void)
{
    static const char *const persons[] = {"P0", "P1", "P2", "P3"};
    static claim_row rows[ROWS];
    for (size_t i = 0; i < ROWS; i++)
        rows[i] = (claim_row){.drg = "A",
                              .hospital = i < 8 ? "H0" : "H1",
                              .patient = persons[i % 3],
                              .cost = 100 * ((int64_t)i + 1),
                              .days = 2};
    return fixture_new(rows, ROWS, 5);
}

static void tells_keys_from_totals(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        ds_control_kind kind;
    } rows[] = {
        {"records",        DS_CONTROL_RECORDS},
        {"heads",          DS_CONTROL_HEADS  },
        {"total",          DS_CONTROL_SUM    },
        {"total_fen",      DS_CONTROL_SUM    },
        {"los_days",       DS_CONTROL_SUM    },
        {"hospital",       DS_CONTROL_KEY    },
        {"category",       DS_CONTROL_KEY    },
        {"booked_month",   DS_CONTROL_KEY    },
        {"admit_day",      DS_CONTROL_KEY    },
        {"year",           DS_CONTROL_KEY    },
        {"hospital.level", DS_CONTROL_KEY    },
    };
    claims_fixture *f = claims();
    ds_error err = {0};
    ds_control_kind kind;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_ok(
            ds_control_kind_of(&f->source.base, rows[i].name, &kind, &err),
            &err);
        assert_int_equal(kind, rows[i].kind);
    }
    assert_int_equal(ds_control_kind_of(&f->source.base, "sax", &kind, &err),
                     DS_ERR_ARG);
    fixture_free(f);
}

/* More than four sums take a second cube; measures keep their places. */
static void finds_what_claims_add_up_to(void **state)
{
    (void)state;
    claims_fixture *f = claims();
    /* clang-format off */
    const ds_control_request request = {
        .input = {.source = &f->source.base},
        .n_keys = 1,
        .keys = {"hospital"},
        .n_measures = 8,
        .measures = {"total", "heads", "pool", "cash", "large", "los_days",
                     "records", "aid"}
    };
    static const int64_t expected[2][8] = {
        {3600, 3, 3600, 0, 0, 16, 8, 0},
        {4200, 3, 4200, 0, 0, 8,  4, 0}
    };
    /* clang-format on */
    for (int threads = 1; threads <= 5; threads++) {
        const ds_run run = {.threads = threads, .memory = 1u << 24};
        ds_table t = {0};
        ds_error err = {0};
        assert_ok(ds_control_find(&request, &run, &t, &err), &err);
        assert_int_equal(t.n_rows, 2);
        for (size_t row = 0; row < 2; row++)
            for (size_t m = 0; m < 8; m++)
                assert_int_equal(ds_table_get(&t, row, 1 + m),
                                 expected[row][m]);
        assert_int_equal(t.columns[1].type, DS_CELL_FEN);
        assert_int_equal(t.columns[6].type, DS_CELL_INT);
        ds_table_destroy(&t);
    }
    fixture_free(f);
}

static void reads_tolerances(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is_read, is_rate;
        int64_t value;
    } rows[] = {
        {"0.1%",   true,  true,  1000},
        {"0",      true,  false, 0   },
        {"12.50",  true,  false, 1250},
        {"12.501", false, false, 0   },
        {"-1",     false, false, 0   },
        {"x",      false, false, 0   },
        {"%",      false, false, 0   },
        {"",       false, false, 0   },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_tolerance t = {0};
        assert_int_equal(ds_tolerance_parse(rows[i].text, &t), rows[i].is_read);
        if (!rows[i].is_read) continue;
        assert_int_equal(t.is_rate, rows[i].is_rate);
        assert_int_equal(t.value, rows[i].value);
    }
}

/* ---- the statement ------------------------------------------------------- */

/* A table key, records, total of one row; no row where key is NULL. */
static ds_table side(const char *key, int64_t records, int64_t fen)
{
    static const ds_column_spec specs[] = {
        {"hospital", DS_CELL_TEXT, 0, "",        "", ""},
        {"records",  DS_CELL_INT,  0, "records", "", ""},
        {"total",    DS_CELL_FEN,  0, "yuan",    "", ""},
    };
    ds_table t = {0};
    ds_error err = {0};
    size_t row;
    assert_ok(ds_table_init(&t, "side", "", specs, 3, &err), &err);
    if (!key) return t;
    assert_ok(ds_table_add(&t, &row, &err), &err);
    assert_ok(ds_table_set_text(&t, row, 0, key, &err), &err);
    ds_table_set(&t, row, 1, records);
    ds_table_set(&t, row, 2, fen);
    return t;
}

/* One row on each side, and what the statement says of it. */
static void judges_rows_by_the_tolerance(void **state)
{
    (void)state;
    static const int64_t none = DS_MISSING;
    /* clang-format off */
    const struct {
        const char *given_key, *found_key, *tolerance, *state;
        int64_t given[2], found[2], difference, relative; /* of the total */
        int64_t n_over;
    } rows[] = {
        {"H",  "H",  "0",     "agrees",     {2, 1000},    {2, 1000},    0,    0,      0},
        {"H",  "H",  "0",     "differs",    {2, 1000},    {2, 1001},    1,    1000,   1},
        {"H",  "H",  "0.1%",  "within",     {2, 1000},    {2, 1001},    1,    1000,   0},
        {"H",  "H",  "0.1%",  "within",     {2, 1000},    {2, 999},     -1,   -1000,  0},
        {"H",  "H",  "0.09%", "differs",    {2, 1000},    {2, 1001},    1,    1000,   1},
        {"H",  "H",  "0.01",  "within",     {2, 1000},    {2, 1001},    1,    1000,   0},
        {"H",  "H",  "0.01",  "differs",    {2, 1000},    {3, 1001},    1,    1000,   1},
        {"H",  "H",  "1",     "within",     {2, 1000},    {3, 1100},    100,  100000, 0},
        {"H",  "H",  "0",     "agrees",     {none, 1000}, {3, 1000},    0,    0,      0},
        {"H",  "H",  "5%",    "within",     {2, -1000},   {2, -1050},   -50,  50000,  0},
        {"H",  "H",  "5%",    "differs",    {2, 0},       {2, 1},       1,    none,   1},
        {"H",  NULL, "0",     "only_given", {2, 1000},    {none, none}, -1000, -1000000, 1},
        {"H",  NULL, "0",     "only_given", {0, 0},       {none, none}, 0,    none,   0},
        {NULL, "H",  "99%",   "only_found", {none, none}, {2, 1000},    1000, none,   1},
        {NULL, "H",  "10",    "only_found", {none, none}, {2, 1000},    1000, none,   0},
    };
    /* clang-format on */
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_table given =
            side(rows[i].given_key, rows[i].given[0], rows[i].given[1]);
        ds_table found =
            side(rows[i].found_key, rows[i].found[0], rows[i].found[1]);
        ds_table t = {0};
        ds_control_counts counts;
        ds_tolerance tolerance;
        ds_error err = {0};
        assert_true(ds_tolerance_parse(rows[i].tolerance, &tolerance));
        ds_control_sides sides = {.n_keys = 1};
        sides.given = &given;
        sides.found = &found;
        sides.tolerance = tolerance;
        assert_ok(ds_control_compare(&sides, &t, &counts, &err), &err);
        assert_int_equal(t.n_rows, 1);
        assert_int_equal(t.n_columns, 1 + 2 * 4 + 1);
        assert_string_equal(t.columns[7].name, "total_difference");
        if (strcmp(ds_table_get_text(&t, 0, 9), rows[i].state) != 0 ||
            ds_table_get(&t, 0, 7) != rows[i].difference ||
            ds_table_get(&t, 0, 8) != rows[i].relative ||
            (int64_t)counts.n_over != rows[i].n_over)
            fail_msg("row %zu: %s, %lld, %lld", i, ds_table_get_text(&t, 0, 9),
                     (long long)ds_table_get(&t, 0, 7),
                     (long long)ds_table_get(&t, 0, 8));
        assert_string_equal(ds_table_get_text(&t, 0, 0), "H");
        assert_int_equal(counts.n_rows,
                         counts.n_agree + counts.n_within + counts.n_over);
        ds_table_destroy(&t);
        ds_table_destroy(&found);
        ds_table_destroy(&given);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_keys_from_totals),
        cmocka_unit_test(finds_what_claims_add_up_to),
        cmocka_unit_test(reads_tolerances),
        cmocka_unit_test(judges_rows_by_the_tolerance),
    };
    return cmocka_run_group_tests_name("control", tests, NULL, NULL);
}
