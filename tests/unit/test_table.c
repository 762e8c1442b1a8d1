/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables: rows in the order of texts and numbers. */
#include "base/table.h"
#include "tests/test.h"

#include <string.h>

enum { ROWS = 7 };

/* Texts come in no order; equal keys keep theirs. */
static void test_table_sort_by_text_then_number(void **state)
{
    (void)state;
    static const ds_column_spec specs[] = {
        {"name",  DS_CELL_TEXT, 0, "", "", ""},
        {"month", DS_CELL_INT,  0, "", "", ""},
        {"place", DS_CELL_INT,  0, "", "", ""},
    };
    static const struct {
        const char *name;
        int64_t month;
    } rows[ROWS] = {
        {"乙院", 3},
        {"b",      2},
        {"",       1},
        {"b",      2},
        {"B",      9},
        {"b",      1},
        {"a",      5}
    };
    static const int64_t order[ROWS] = {2, 4, 6, 5, 1, 3, 0};
    static const size_t keys[] = {0, 1};
    ds_table t = {0};
    ds_error err = {0};
    assert_ok(ds_table_init(&t, "t", "", specs, 3, &err), &err);
    for (size_t r = 0; r < ROWS; r++) {
        size_t row;
        assert_ok(ds_table_add(&t, &row, &err), &err);
        assert_ok(ds_table_set_text(&t, row, 0, rows[r].name, &err), &err);
        ds_table_set(&t, row, 1, rows[r].month);
        ds_table_set(&t, row, 2, (int64_t)r);
    }
    assert_ok(ds_table_sort(&t, keys, 2, &err), &err);
    for (size_t r = 0; r < ROWS; r++) {
        assert_int_equal(ds_table_get(&t, r, 2), order[r]);
        assert_string_equal(ds_table_get_text(&t, r, 0), rows[order[r]].name);
    }
    ds_table_destroy(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table_sort_by_text_then_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
