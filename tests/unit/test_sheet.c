/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/tables/sheet.h"
#include "tests/test.h"

#include <string.h>

/* clang-format off */
static const ds_column_spec SPECS[] = {
    {"hospital", DS_CELL_TEXT, 0, "", "医疗机构", "institution"},
    {"paid_fen", DS_CELL_FEN, 0, "yuan", "支付", "what is paid"},
    {"n", DS_CELL_INT, 0, "cases", "", ""},
    {"none", DS_CELL_DAY, 0, "day", "日期", "a day"},
    {"rate", DS_CELL_DECIMAL, 6, "1", "费率", "a rate"},
};
/* clang-format on */
enum { HOSPITAL, PAID, N, NONE, RATE, N_COLUMNS };

static void fill(ds_table *t)
{
    static const int64_t paid[] = {-5, DS_MISSING, 123456789};
    ds_error err = {0};
    *t = (ds_table){0};
    assert_ok(ds_table_init(t, "sums", "结果", SPECS, N_COLUMNS, &err), &err);
    assert_ok(ds_table_extend(t, COUNT(paid), &err), &err);
    for (size_t row = 0; row < COUNT(paid); row++) {
        ds_table_set(t, row, PAID, paid[row]);
        ds_table_set(t, row, N, (int64_t)row + 7);
        ds_table_set(t, row, RATE, 1);
    }
    assert_ok(ds_table_set_text(t, 1, HOSPITAL, "第一医院", &err), &err);
}

static void describes_the_columns_of_a_table(void **state)
{
    (void)state;
    ds_error err = {0};
    ds_table t;
    ds_sheet s = {0};
    const ds_sheet_format english = {0}, chinese = {.fen = true, .zh = true};
    fill(&t);
    assert_ok(ds_sheet_of_table(&s, &t, "f.h5", &english, &err), &err);
    assert_string_equal(s.title, "sums");
    assert_int_equal(s.n_rows, 3);
    assert_string_equal(s.columns[PAID].title, "paid");
    assert_string_equal(s.columns[PAID].label, "what is paid");
    assert_int_equal(s.columns[PAID].decimals, 2);
    assert_int_equal(s.columns[PAID].low, -5);
    assert_int_equal(s.columns[PAID].high, 123456789);
    assert_int_equal(s.columns[NONE].low, 0);
    assert_int_equal(s.columns[NONE].high, 0);
    assert_int_equal(s.columns[HOSPITAL].longest, 12);
    assert_int_equal(s.columns[HOSPITAL].width, 8);
    assert_true(s.columns[PAID].width >= strlen("1,234,567.89"));
    assert_int_equal(s.columns[RATE].decimals, 6);
    assert_string_equal(
        ds_sheet_text(&s.columns[HOSPITAL], ds_table_get(&t, 1, HOSPITAL)),
        "第一医院");
    ds_sheet_destroy(&s);
    assert_ok(ds_sheet_of_table(&s, &t, "f.h5", &chinese, &err), &err);
    assert_string_equal(s.title, "结果");
    assert_string_equal(s.columns[PAID].name, "paid_fen");
    assert_string_equal(s.columns[PAID].title, "支付（分）");
    assert_string_equal(s.columns[N].title, "n"); /* has no Chinese label */
    assert_int_equal(s.columns[PAID].decimals, 0);
    ds_sheet_destroy(&s);
    ds_table_destroy(&t);
}

static void describes_claims_by_kind(void **state)
{
    (void)state;
    static const ds_source_column columns[] = {
        {.name = "sex",       .kind = DS_KIND_ENUM,  .low = 1,   .high = 2  },
        {.name = "total_fen", .kind = DS_KIND_FEN,   .low = -10, .high = 999},
        {.name = "month",     .kind = DS_KIND_MONTH, .low = 250, .high = 276},
        {.name = "ward",      .kind = DS_KIND_COUNT, .low = 0,   .high = 9  },
    };
    static const int64_t zero[1];
    const int64_t *const values[] = {zero, zero, zero, zero};
    const ds_dict *const dicts[COUNT(columns)] = {0};
    static const size_t numbers[] = {1, 0, 2, 3};
    const ds_sheet_format format = {0}, raw = {.raw = true, .zh = true};
    ds_array_source source = {0};
    ds_error err = {0};
    ds_sheet s = {0};
    ds_array_source_init(&source, 1, 1, COUNT(columns), columns, values, dicts);
    assert_ok(ds_sheet_of_claims(&s, &source.base, 4, numbers, &format, &err),
              &err);
    assert_int_equal(s.n_rows, 1);
    assert_string_equal(s.columns[0].title, "total");
    assert_int_equal(s.columns[0].low, -10);
    assert_int_equal(s.columns[0].decimals, 2);
    assert_true(s.columns[1].is_names);
    assert_string_equal(ds_sheet_text(&s.columns[1], 2), "female");
    assert_string_equal(ds_sheet_text(&s.columns[1], 0), "unknown");
    assert_int_equal(s.columns[1].longest, strlen("unknown"));
    assert_int_equal(s.columns[2].type, DS_CELL_MONTH);
    assert_string_equal(s.columns[3].label, "");
    ds_sheet_destroy(&s);
    assert_ok(ds_sheet_of_claims(&s, &source.base, 4, numbers, &raw, &err),
              &err);
    assert_int_equal(s.columns[2].type, DS_CELL_INT);
    assert_string_equal(s.columns[0].title, "总费用（元）");
    assert_string_equal(s.columns[0].name, "total");
    ds_sheet_destroy(&s);
}

/* A writer that adds up what it is given. */
typedef struct adder {
    ds_sheet_writer base;
    size_t n_rows, n_calls;
    int64_t sum;
} adder;

static ds_status add_rows(ds_sheet_writer *w, size_t n, int64_t *const *lane,
                          ds_error *err)
{
    adder *a = (adder *)w;
    (void)err;
    for (size_t i = 0; i < n; i++) a->sum += lane[0][i];
    a->n_rows += n;
    a->n_calls++;
    return DS_OK;
}

static void gives_all_rows_of_a_table_in_slices(void **state)
{
    (void)state;
    enum { ROWS = DS_SLICE_ROWS + 3 };
    ds_error err = {0};
    ds_table t = {0};
    adder a = {.base = {.rows = add_rows}};
    assert_ok(ds_table_init(&t, "n", "", &SPECS[N], 1, &err), &err);
    assert_ok(ds_table_extend(&t, ROWS, &err), &err);
    for (size_t row = 0; row < ROWS; row++)
        ds_table_set(&t, row, 0, (int64_t)row);
    assert_ok(ds_sheet_put_table(&a.base, &t, &err), &err);
    assert_int_equal(a.n_rows, ROWS);
    assert_int_equal(a.n_calls, 2);
    assert_int_equal(a.sum, (int64_t)ROWS * (ROWS - 1) / 2);
    ds_table_destroy(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(describes_the_columns_of_a_table),
        cmocka_unit_test(describes_claims_by_kind),
        cmocka_unit_test(gives_all_rows_of_a_table_in_slices),
    };
    return cmocka_run_group_tests_name("sheet", tests, NULL, NULL);
}
