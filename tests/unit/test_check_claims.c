/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/money.h"
#include "sim/check/check_claims.h"
#include "sim/check/check_findings.h"
#include "tests/test.h"

#include <stdlib.h>
#include <string.h>

/* A small region of good claims; each test spoils some. */
/* clang-format off */
enum {
    CLAIM, HOSPITAL, PATIENT, ADMIT, DISCHARGE, MONTH, BOOKED, TOTAL, POOL,
    LARGE, AID, ACCOUNT, CASH, DRUG, HERB, SERVICE, IN_SCOPE, BID,
    STANDARD, LOS,
    N_COLUMNS
};

#define FEN DS_KIND_FEN, -DS_MAX_FEN, DS_MAX_FEN, false, "", 8

static const ds_source_column COLUMNS[N_COLUMNS] = {
    {"claim", DS_KIND_ID, 0, 1 << 20, false, "", 4},
    {"hospital", DS_KIND_CODE, 0, 9, false, "hospital", 2},
    {"patient", DS_KIND_CODE, 0, 9, false, "patient", 4},
    {"admit_day", DS_KIND_DAY, -36524, 73048, true, "", 4},
    {"discharge_day", DS_KIND_DAY, -36524, 73048, true, "", 4},
    {"month", DS_KIND_MONTH, 0, 2399, false, "", 2},
    {"booked_month", DS_KIND_MONTH, 0, 2399, false, "", 2},
    {"total_fen", FEN}, {"pool_fen", FEN}, {"large_fen", FEN},
    {"aid_fen", FEN}, {"account_fen", FEN}, {"cash_fen", FEN},
    {"drug_fen", FEN}, {"herb_fen", FEN}, {"service_fen", FEN},
    {"in_scope_fen", FEN}, {"bid_drug_fen", FEN}, {"standard_herb_fen", FEN},
    {"los_days", DS_KIND_COUNT, 0, 36500, true, "", 4},
};
/* clang-format on */

enum { N_ROWS = 20011, BLOCK_ROWS = 9000 };
static int64_t cells[N_COLUMNS][N_ROWS];

static void fill(void)
{
    static const int64_t good[N_COLUMNS] = {
        0,  1,  1,   8405, 8410, 276, 276, 1000, 500, 100,
        50, 50, 300, 600,  100,  300, 900, 200,  50,  5};
    for (size_t c = 0; c < N_COLUMNS; c++)
        for (size_t r = 0; r < N_ROWS; r++)
            cells[c][r] = c == CLAIM ? (int64_t)r : good[c];
}

/* The findings of `source` as a table, at any number of threads. */
static ds_table check(const ds_source *source, int threads, uint64_t *errors)
{
    ds_table t = {0};
    ds_error err = {0};
    const ds_run run = {.threads = threads, .memory = 1 << 20};
    assert_ok(ds_check_claims(source, &run, &t, errors, &err), &err);
    return t;
}

static ds_table check_columns(size_t n, int threads, uint64_t *errors)
{
    static ds_array_source source;
    static const int64_t *values[N_COLUMNS];
    for (size_t c = 0; c < N_COLUMNS; c++) values[c] = cells[c];
    ds_array_source_init(&source, N_ROWS, BLOCK_ROWS, n, COLUMNS, values, NULL);
    return check(&source.base, threads, errors);
}

static const char *cell(const ds_table *t, const char *name, const char *column)
{
    for (size_t r = 0; r < t->n_rows; r++)
        if (strcmp(ds_table_get_text(t, r, 0), name) == 0)
            return ds_table_get_text(t, r, (size_t)ds_table_find(t, column));
    fail_msg("no finding %s", name);
    return NULL;
}

static bool has_word(const char *words, const char *word)
{
    const size_t n = strlen(word);
    for (const char *at = words; (at = strstr(at, word)); at += n)
        if ((at == words || at[-1] == ' ') && (at[n] == ' ' || !at[n]))
            return true;
    return false;
}

static int64_t records(const ds_table *t, const char *name)
{
    const size_t c = (size_t)ds_table_find(t, "records");
    for (size_t r = 0; r < t->n_rows; r++)
        if (strcmp(ds_table_get_text(t, r, 0), name) == 0)
            return ds_table_get(t, r, c);
    return -1;
}

static void finds_nothing_in_good_claims(void **state)
{
    (void)state;
    uint64_t errors = 7;
    fill();
    ds_table t = check_columns(N_COLUMNS, 2, &errors);
    assert_int_equal(errors, 0);
    for (size_t r = 0; r < t.n_rows; r++) {
        const char *name = ds_table_get_text(&t, r, 0);
        assert_string_equal(cell(&t, name, "state"), "fine");
    }
    ds_table_destroy(&t);
}

/* One row per rule, at its edge: the cell set, and whether it is found. */
static void finds_what_a_claim_must_not_be(void **state)
{
    (void)state;
    static const struct {
        size_t column;
        int64_t value;
        const char *found; /* which rules */
    } rows[] = {
  /* clang-format off */
        {POOL, 501, "payers"},
        {CASH, 299, "payers"},
        {CASH, -1, "payers"},
        {DRUG, 601, "classes"},
        {SERVICE, 0, "classes"},
        {ADMIT, 8411, "stay days"},
        {ADMIT, 8410, "days"},
        {ADMIT, 8406, ""},
        {ADMIT, DS_MISSING, ""},
        {DISCHARGE, DS_MISSING, ""},
        {BOOKED, 275, "booked"},
        {BOOKED, 277, ""},
        {MONTH, 275, "month"},
        {MONTH, 277, "month booked"},
        {DISCHARGE, 8432, "month"}, /* 1 February */
        {DISCHARGE, 8431, ""},
        {TOTAL, 1001, "payers classes"},
        {IN_SCOPE, 1000, ""},
        {IN_SCOPE, 1001, "in_scope"},
        {BID, 600, ""},
        {BID, 601, "bid_drugs"},
        {LOS, 6, ""},
        {LOS, 7, "days"},
        {LOS, DS_MISSING, ""},
        {HOSPITAL, 0, "no_hospital"},
        {PATIENT, 0, "no_patient"},
        {HOSPITAL, 10, "unreadable"},
        {CLAIM, 77, "repeated"},
        {TOTAL, -1, "payers classes negative in_scope"},
        {STANDARD, 100, ""},
        {STANDARD, 101, "standard_herbs"},
  /* clang-format on */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint64_t errors;
        fill();
        cells[rows[i].column][12345] = rows[i].value;
        ds_table t = check_columns(N_COLUMNS, 2, &errors);
        for (size_t r = 0; r < t.n_rows; r++) {
            const char *name = ds_table_get_text(&t, r, 0);
            const bool expected = has_word(rows[i].found, name);
            const bool found = strcmp(cell(&t, name, "state"), "found") == 0;
            if (found != expected)
                fail_msg("%s = %jd: %s %s", COLUMNS[rows[i].column].name,
                         (intmax_t)rows[i].value, name,
                         found ? "found" : "not found");
            if (!found) continue;
            assert_int_equal(records(&t, name), 1);
            assert_string_equal(cell(&t, name, "rows"), strcmp(name, "repeated")
                                                            ? "12346"
                                                            : "78 12346");
        }
        ds_table_destroy(&t);
    }
}

static void
gives_the_first_rows_and_counts_for_any_number_of_threads(void **state)
{
    (void)state;
    uint64_t errors;
    fill();
    for (size_t r = 1; r < N_ROWS; r += 1000) cells[POOL][r] = 0;
    for (size_t r = 17; r < 20; r++) cells[BOOKED][r] = 0;
    for (size_t r = 9000; r < 9010; r++) cells[CLAIM][r] = 5;
    cells[HOSPITAL][3] = -1;
    cells[HOSPITAL][9500] = -1;
    for (int threads = 1; threads <= 5; threads++) {
        ds_table t = check_columns(N_COLUMNS, threads, &errors);
        assert_int_equal(errors, 21 + 3 + 10 + 2);
        assert_int_equal(records(&t, "payers"), 21);
        assert_string_equal(cell(&t, "payers", "rows"),
                            "2 1002 2002 3002 4002 ...");
        assert_string_equal(cell(&t, "booked", "rows"), "18 19 20");
        assert_int_equal(records(&t, "repeated"), 10);
        assert_string_equal(cell(&t, "repeated", "rows"),
                            "6 9001 9002 9003 9004 ...");
        assert_int_equal(records(&t, "unreadable"), 2);
        assert_string_equal(cell(&t, "unreadable", "rows"), "4 9501");
        assert_non_null(
            strstr(cell(&t, "unreadable", "note"), "row 4, column hospital"));
        ds_table_destroy(&t);
    }
}

static void checks_what_the_columns_allow(void **state)
{
    (void)state;
    uint64_t errors;
    fill();
    cells[POOL][0] = 1; /* with pool alone, 1 is not the total either */
    ds_table t = check_columns(TOTAL, 1, &errors);
    assert_string_equal(cell(&t, "payers", "state"), "not checked");
    assert_string_equal(cell(&t, "payers", "note"), "no such column");
    assert_string_equal(cell(&t, "stay", "state"), "fine");
    ds_table_destroy(&t);
    t = check_columns(POOL, 1, &errors);
    assert_string_equal(cell(&t, "payers", "state"), "not checked");
    ds_table_destroy(&t);
    t = check_columns(POOL + 1, 1, &errors);
    assert_int_equal(records(&t, "payers"), N_ROWS);
    ds_table_destroy(&t);
}

/* Ids that are codes: code 0 is no id. A range too wide is not looked at. */
static void looks_at_ids_where_they_can_be_told(void **state)
{
    (void)state;
    static const struct {
        int64_t high;
        const char *dictionary, *state;
    } rows[] = {
        {INT64_MAX,     "",      "not checked"},
        {1 << 22,       "",      "not checked"},
        {(1 << 22) - 1, "",      "found"      },
        {(1 << 22) - 1, "claim", "fine"       },
    };
    fill();
    cells[CLAIM][5] = cells[CLAIM][6] = 0;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_source_column claim = COLUMNS[CLAIM];
        ds_array_source source;
        const int64_t *values[] = {cells[CLAIM]};
        uint64_t errors;
        claim.high = rows[i].high;
        strcpy(claim.dictionary, rows[i].dictionary);
        ds_array_source_init(&source, N_ROWS, BLOCK_ROWS, 1, &claim, values,
                             NULL);
        ds_table t = check(&source.base, 2, &errors);
        assert_string_equal(cell(&t, "repeated", "state"), rows[i].state);
        ds_table_destroy(&t);
    }
}

/* A source whose second block is damaged. */
static const ds_source_ops *whole;

static ds_status load_damaged(ds_reader *r, size_t block, ds_error *err)
{
    if (block == 1) return ds_fail(err, DS_ERR_FORMAT, "checksum of block 1");
    return whole->load(r, block, err);
}

static void reads_on_behind_a_damaged_block(void **state)
{
    (void)state;
    ds_array_source source;
    const int64_t *values[N_COLUMNS];
    uint64_t errors;
    fill();
    cells[POOL][9001] = 0; /* in the damaged block: not seen */
    cells[POOL][18500] = 0;
    for (size_t c = 0; c < N_COLUMNS; c++) values[c] = cells[c];
    ds_array_source_init(&source, N_ROWS, BLOCK_ROWS, N_COLUMNS, COLUMNS,
                         values, NULL);
    whole = source.base.ops;
    ds_source_ops damaged = *whole;
    damaged.load = load_damaged;
    source.base.ops = &damaged;
    ds_table t = check(&source.base, 2, &errors);
    assert_int_equal(records(&t, "unreadable"), BLOCK_ROWS);
    assert_string_equal(cell(&t, "unreadable", "rows"), "9001 ...");
    assert_string_equal(cell(&t, "unreadable", "note"), "checksum of block 1");
    assert_string_equal(cell(&t, "payers", "rows"), "18501");
    ds_table_destroy(&t);
}

static void takes_a_file_without_rows(void **state)
{
    (void)state;
    ds_array_source source;
    uint64_t errors;
    const int64_t *values[N_COLUMNS] = {0};
    ds_array_source_init(&source, 0, BLOCK_ROWS, N_COLUMNS, COLUMNS, values,
                         NULL);
    ds_table t = check(&source.base, 2, &errors);
    assert_int_equal(errors, 0);
    ds_table_destroy(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_nothing_in_good_claims),
        cmocka_unit_test(finds_what_a_claim_must_not_be),
        cmocka_unit_test(
            gives_the_first_rows_and_counts_for_any_number_of_threads),
        cmocka_unit_test(checks_what_the_columns_allow),
        cmocka_unit_test(looks_at_ids_where_they_can_be_told),
        cmocka_unit_test(reads_on_behind_a_damaged_block),
        cmocka_unit_test(takes_a_file_without_rows),
    };
    return cmocka_run_group_tests_name("check_claims", tests, NULL, NULL);
}
