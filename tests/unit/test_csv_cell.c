/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/tables/csv_cell.h"
#include "tests/test.h"

#include <string.h>

static void reads_cells_by_the_type_of_their_column(void **state)
{
    (void)state;
    static const struct {
        ds_cell_type type;
        int decimals;
        ds_csv_style style;
        const char *text;
        int64_t cell; /* DS_MISSING: is refused */
        const char *remedy;
    } rows[] = {
        {DS_CELL_INT,     0, {0},                "12",         12,         ""                    },
        {DS_CELL_INT,     0, {0},                "12.5",       DS_MISSING, "0 decimals"          },
        {DS_CELL_FEN,     0, {0},                "12.5",       1250,       ""                    },
        {DS_CELL_FEN,     0, {.is_fen = true},   "12",         12,         ""                    },
        {DS_CELL_FEN,     0, {.is_fen = true},   "12.5",       DS_MISSING, "(whole fen)"         },
        {DS_CELL_DECIMAL, 4, {0},                "1.0300",     10300,      ""                    },
        {DS_CELL_DECIMAL, 4, {0},                "1,030",      DS_MISSING, "thousands separators"},
        {DS_CELL_DAY,     0, {0},                "2000-01-02", 1,          ""                    },
        {DS_CELL_DAY,     0, {.date = "%Y%m%d"}, "20000102",   1,          ""                    },
        {DS_CELL_DAY,     0, {0},                "20000102",   DS_MISSING, "as 2023-01-31"       },
        {DS_CELL_MONTH,   0, {0},                "2001-02",    13,         ""                    },
        {DS_CELL_MONTH,   0, {.date = "%Y/%-m"}, "2001/2",     13,         ""                    },
        {DS_CELL_MONTH,
         0,                  {.date = "%Y/%-m"},
         "2001-02",                                            DS_MISSING,
         "format of the mapping"                                                                 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const ds_column_spec spec = {
            .name = "x", .type = rows[i].type, .decimals = rows[i].decimals};
        ds_csv_fault fault = {0};
        int64_t cell = DS_MISSING;
        const bool is_read = ds_csv_cell(&spec, &rows[i].style, rows[i].text,
                                         strlen(rows[i].text), &cell, &fault);
        if (is_read != (rows[i].cell != DS_MISSING) ||
            (is_read && cell != rows[i].cell) ||
            (!is_read && !strstr(fault.remedy, rows[i].remedy)))
            fail_msg("row %zu: %s: %lld, %s", i, rows[i].text, (long long)cell,
                     fault.remedy);
    }
}

static void reads_reals(void **state)
{
    (void)state;
    const ds_column_spec spec = {.name = "x", .type = DS_CELL_REAL};
    const ds_csv_style style = {0};
    ds_csv_fault fault;
    int64_t cell = 0;
    double value;
    assert_true(ds_csv_cell(&spec, &style, "-0.25", 5, &cell, &fault));
    memcpy(&value, &cell, sizeof value);
    assert_true(value == -0.25);
    assert_false(ds_csv_cell(&spec, &style, "1e3", 3, &cell, &fault));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_cells_by_the_type_of_their_column),
        cmocka_unit_test(reads_reals),
    };
    return cmocka_run_group_tests_name("csv_cell", tests, NULL, NULL);
}
