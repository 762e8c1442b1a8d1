/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/money.h"
#include "io/tables/result.h"
#include "tests/folder.h"

#include <math.h>

enum { DRG, COST, WEIGHT, POINTS, SHARE, DAY, MONTH, CASES, N_COLUMNS };

static const ds_column_spec SPECS[N_COLUMNS] = {
    {"drg",      DS_CELL_TEXT,    0, "", "", "group"          },
    {"cost_fen", DS_CELL_FEN,     0, "", "", "cost of a case" },
    {"weight",   DS_CELL_DECIMAL, 4, "", "", "weight"         },
    {"points",   DS_CELL_POINTS,  0, "", "", "points"         },
    {"share",    DS_CELL_REAL,    0, "", "", "share"          },
    {"day",      DS_CELL_DAY,     0, "", "", "day"            },
    {"month",    DS_CELL_MONTH,   0, "", "", "month"          },
    {"cases",    DS_CELL_INT,     0, "", "", "number of cases"},
};

static ds_status read_text(const char *text, ds_table *t, ds_error *err)
{
    char path[FOLDER_PATH_SIZE];
    folder_write("a.csv", text);
    return ds_csv_read_table(folder_path("a.csv", path), "a", SPECS, N_COLUMNS,
                             t, err);
}

static void reads_columns_by_name_in_any_order(void **state)
{
    (void)state;
    ds_table t = {0};
    ds_error err = {0};
    assert_ok(
        read_text("\xEF\xBB\xBF"
                  "cases,note,month,day,share,points,weight,cost,drg\r\n"
                  "7,x,2023-01,2023-01-05,0.25,100,1.5,-12.5,\"门,诊\"\r\n"
                  "\r\n"
                  ",,,,,,,,\r\n"
                  "0,,2000-12,1999-12-31,-3,0.0001,0.1230,.01,a\n",
                  &t, &err),
        &err);
    assert_int_equal(t.n_rows, 3);
    assert_string_equal(ds_table_get_text(&t, 0, DRG), "门,诊");
    static const int64_t expected[3][N_COLUMNS] = {
        {0, -1250,      15000,      1000000,    0, 8405,       276,        7},
        {0, DS_MISSING, DS_MISSING, DS_MISSING, 0, DS_MISSING, DS_MISSING,
         DS_MISSING                                                         },
        {0, 1,          1230,       1,          0, -1,         11,         0},
    };
    for (size_t row = 0; row < 3; row++)
        for (size_t c = 0; c < N_COLUMNS; c++)
            if (c != DRG && c != SHARE)
                assert_true(ds_table_get(&t, row, c) == expected[row][c]);
    assert_true(ds_table_get_real(&t, 0, SHARE) == 0.25);
    assert_true(isnan(ds_table_get_real(&t, 1, SHARE)));
    assert_true(ds_table_get_real(&t, 2, SHARE) == -3);
    assert_string_equal(ds_table_get_text(&t, 1, DRG), "");
    ds_table_destroy(&t);
}

#define HEADER "drg,cost,weight,points,share,day,month,cases\n"

static void reads_whole_fen_under_the_name_with_the_unit(void **state)
{
    (void)state;
    ds_table t = {0};
    ds_error err = {0};
    assert_ok(read_text("drg,cost_fen,weight,points,share,day,month,cases\n"
                        "a,1250,,,,,,\n",
                        &t, &err),
              &err);
    assert_int_equal(ds_table_get(&t, 0, COST), 1250);
    ds_table_destroy(&t);
    static const ds_column_spec budget[] = {
        {"budget", DS_CELL_FEN, 0, "", "", "budget"}
    };
    static const struct {
        const char *text;
        int64_t fen;
    } rows[] = {
        {"budget\n12.5\n",     1250},
        {"budget_fen\n1250\n", 1250}
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char path[FOLDER_PATH_SIZE];
        folder_write("b.csv", rows[i].text);
        assert_ok(ds_csv_read_table(folder_path("b.csv", path), "b", budget, 1,
                                    &t, &err),
                  &err);
        assert_int_equal(ds_table_get(&t, 0, 0), rows[i].fen);
        ds_table_destroy(&t);
    }
}

/* Names file, line and column, never the value, and what to do; after doing it
 * the file is read. */
static void refuses_and_the_hint_helps(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message, *hint, *remedied;
    } rows[] = {
        /* clang-format off */
        {"drg,cost,weight,points,share,day,month\n",
         "a.csv:1: no column 'cases'",
         "name a column 'cases' in the header line (number of cases)", HEADER},
        {"drg,cost,cost,weight,points,share,day,month,cases\n",
         "a.csv:1: column cost_fen: given twice", "remove one", HEADER},
        {"drg,cost,cost_fen,weight,points,share,day,month,cases\n",
         "a.csv:1: column cost_fen: given twice", "remove one", HEADER},
        {HEADER "\na,SECRET,,,,,,\n",
         "a.csv:3: column cost_fen: is not a number",
         "give a number with up to 2 decimals (yuan)", HEADER
         "\na,1.25,,,,,,\n"},
        {HEADER "a,1.255,,,,,,\n",
         "a.csv:2: column cost_fen: has more decimals than can be stored",
         "up to 2 decimals (yuan)", HEADER "a,1.25,,,,,,\n"},
        {HEADER "a,\"1,000.00\",,,,,,\n",
         "a.csv:2: column cost_fen: is not a number",
         "without thousands separators", HEADER "a,1000.00,,,,,,\n"},
        {"drg,cost_fen,weight,points,share,day,month,cases\na,1.5,,,,,,\n",
         "a.csv:2: column cost_fen: has more decimals",
         "up to 0 decimals (whole fen)", HEADER "a,1.5,,,,,,\n"},
        {HEADER "a,99999999999999999999,,,,,,\n",
         "a.csv:2: column cost_fen: is too large", "", HEADER "a,9,,,,,,\n"},
        {HEADER "a,,1.23456,,,,,\n",
         "a.csv:2: column weight: has more decimals", "up to 4 decimals,",
         HEADER "a,,1.2345,,,,,\n"},
        {HEADER "a,,,,1e5,,,\n", "a.csv:2: column share: is not a number",
         "give a decimal", HEADER "a,,,,100000,,,\n"},
        {HEADER "a,,,,,2023-02-29,,\n", "a.csv:2: column day: is not a day",
         "2023-01-31", HEADER "a,,,,,2024-02-29,,\n"},
        {HEADER "a,,,,,2023/02/28,,\n", "a.csv:2: column day: is not a day",
         "2023-01-31", HEADER "a,,,,,2023-02-28,,\n"},
        {HEADER "a,,,,,2023-2-028,,\n", "a.csv:2: column day: is not a day",
         "2023-01-31", HEADER "a,,,,,2023-02-28,,\n"},
        {HEADER "a,,,,,,2023-13,\n", "a.csv:2: column month: is not a month",
         "2023-01", HEADER "a,,,,,,2023-12,\n"},
        {HEADER "a,,,,,,2023-1,\n", "a.csv:2: column month: is not a month",
         "2023-01", HEADER "a,,,,,,2023-01,\n"},
        {HEADER "a,,,,,,,1.5\n", "a.csv:2: column cases: has more decimals",
         "up to 0 decimals", HEADER "a,,,,,,,1\n"},
        {HEADER "a,b,c\n", "a.csv:2: 3 fields where the header has 8",
         "double quotes", HEADER "\"a,b,c\",,,,,,,\n"},
        {HEADER "\"a\"b,,,,,,,\n", "a.csv:2: text behind a closing quote",
         "double the quotes", HEADER "\"a\"\"b\",,,,,,,\n"},
        {HEADER "a,\"1\n2,3\n", "a.csv:2: a quote opens here and never closes",
         "close it", HEADER "a,\"1\",,,,,,\n"},
        {HEADER "\xce\xc4,,,,,,,\n", "a.csv:2: column drg: not UTF-8 text",
         "save the file as UTF-8", HEADER "文,,,,,,,\n"},
        {"", "a.csv is empty", "give a CSV file with a header line", HEADER},
        {"\n\n", "a.csv: no header line", "its first line names the columns",
         HEADER},
        {"\xFF\xFE" "d", "a.csv is UTF-16 text", "save it as CSV UTF-8", HEADER},
        /* clang-format on */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_table t = {0};
        ds_error err = {0};
        const ds_status st = read_text(rows[i].text, &t, &err);
        if (st != DS_ERR_DATA && st != DS_ERR_FORMAT)
            fail_msg("%s is taken", rows[i].text);
        if (!strstr(err.text, rows[i].message) ||
            !strstr(err.hint, rows[i].hint) || strstr(err.text, "SECRET"))
            fail_msg("%s says: %s (%s)", rows[i].text, err.text, err.hint);
        assert_null(t.cells);
        assert_ok(read_text(rows[i].remedied, &t, &err), &err);
        ds_table_destroy(&t);
    }
}

/* "weihgt" would be no weight at all; "note" is a column of the user's own. */
static void refuses_slips_in_names_of_columns_that_may_be_absent(void **state)
{
    (void)state;
    char path[FOLDER_PATH_SIZE];
    ds_table t = {0};
    ds_error err = {0};
    folder_path("slip.csv", path);
    folder_write("slip.csv", "drg,cost,weihgt\na,1,2\n");
    assert_int_equal(
        ds_csv_read_some(path, "a", SPECS, WEIGHT, N_COLUMNS, &t, &err),
        DS_ERR_DATA);
    assert_non_null(strstr(err.text, "slip.csv:1: no column 'weihgt'"));
    assert_string_equal(err.hint, "did you mean 'weight'?");
    folder_write("slip.csv", "drg,cost,note,height,weight\na,1,x,y,2\n");
    assert_ok(ds_csv_read_some(path, "a", SPECS, WEIGHT, N_COLUMNS, &t, &err),
              &err);
    assert_true(ds_table_get(&t, 0, WEIGHT) == 20000);
    ds_table_destroy(&t);
}

static void reads_back_what_is_printed(void **state)
{
    (void)state;
    for (int fen = 0; fen < 2; fen++) {
        char path[FOLDER_PATH_SIZE];
        ds_table t = {0}, again = {0};
        ds_error err = {0};
        assert_ok(read_text(HEADER
                            "\"a \"\"b\"\",\nc\",0.01,1.2345,-0.0001,0.125,"
                            "2024-02-29,2024-02,5\n"
                            ",,,,,,,\n",
                            &t, &err),
                  &err);
        FILE *out = fopen(folder_path("back.csv", path), "w");
        assert_ok(ds_table_print(&t,
                                 &(ds_text_options){.format = DS_TEXT_CSV,
                                                    .fen = fen,
                                                    .bom = true},
                                 out, &err),
                  &err);
        fclose(out);
        assert_ok(ds_csv_read_table(path, "b", SPECS, N_COLUMNS, &again, &err),
                  &err);
        assert_int_equal(again.n_rows, 2);
        for (size_t c = 0; c < N_COLUMNS; c++)
            assert_true(ds_table_get(&t, 0, c) == ds_table_get(&again, 0, c));
        assert_string_equal(ds_table_get_text(&again, 0, DRG), "a \"b\",\nc");
        ds_table_destroy(&again);
        ds_table_destroy(&t);
    }
}

static void names_a_file_that_cannot_be_read(void **state)
{
    (void)state;
    ds_error err = {0};
    ds_table t = {0};
    char path[FOLDER_PATH_SIZE];
    assert_int_equal(ds_csv_read_table(folder_path("none.csv", path), "a",
                                       SPECS, N_COLUMNS, &t, &err),
                     DS_ERR_IO);
    assert_non_null(strstr(err.text, "none.csv: No such file"));
    assert_int_equal(ds_csv_read_table(folder, "a", SPECS, N_COLUMNS, &t, &err),
                     DS_ERR_IO);
    assert_non_null(strstr(err.text, "Is a directory"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_columns_by_name_in_any_order),
        cmocka_unit_test(reads_whole_fen_under_the_name_with_the_unit),
        cmocka_unit_test(refuses_and_the_hint_helps),
        cmocka_unit_test(refuses_slips_in_names_of_columns_that_may_be_absent),
        cmocka_unit_test(reads_back_what_is_printed),
        cmocka_unit_test(names_a_file_that_cannot_be_read),
    };
    return cmocka_run_group_tests_name("csv_table", tests, folder_make,
                                       folder_remove);
}
