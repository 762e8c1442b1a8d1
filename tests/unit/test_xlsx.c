/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in the workbook is read back by python3 with the standard library
 * alone; tests/golden/export.sh does the same with whole results. */
#include "io/tables/xlsx.h"
#include "tests/folder.h"

#include <fcntl.h>
#include <math.h>

/* clang-format off */
static const ds_column_spec SPECS[] = {
    {"text", DS_CELL_TEXT, 0, "", "", ""},
    {"fen", DS_CELL_FEN, 0, "yuan", "", ""},
    {"day", DS_CELL_DAY, 0, "day", "", ""},
    {"month", DS_CELL_MONTH, 0, "month", "", ""},
    {"real", DS_CELL_REAL, 0, "1", "", ""},
    {"rate", DS_CELL_DECIMAL, 9, "1", "", ""},
};
/* clang-format on */
enum { TEXT, FEN, DAY, MONTH, REAL, RATE, N_COLUMNS };

static const ds_sheet_format PLAIN = {0};

static void table(ds_table *t, const char *name, size_t n_rows)
{
    ds_error err = {0};
    *t = (ds_table){0};
    assert_ok(ds_table_init(t, name, "", SPECS, N_COLUMNS, &err), &err);
    assert_ok(ds_table_extend(t, n_rows, &err), &err);
    for (size_t row = 0; row < n_rows; row++)
        ds_table_set_real(t, row, REAL, NAN);
}

static ds_status put(ds_sheet_writer *w, const ds_table *t, ds_error *err)
{
    ds_sheet s = {0};
    ds_status st = ds_sheet_of_table(&s, t, "f.h5", &PLAIN, err);
    if (st == DS_OK) st = w->begin(w, &s, err);
    if (st == DS_OK) st = ds_sheet_put_table(w, t, err);
    ds_sheet_destroy(&s);
    return st;
}

/* Writes the tables as name; true where all of it went well. */
static ds_status write_book(const char *name, size_t n, ds_table *const *tables,
                            ds_error *err)
{
    char path[FOLDER_PATH_SIZE];
    ds_outfile file = {0};
    ds_sheet_writer *w = NULL;
    assert_ok(ds_outfile_open(&file, folder_path(name, path), true, err), err);
    assert_ok(ds_xlsx_new(&file, &w, err), err);
    ds_status st = DS_OK;
    for (size_t i = 0; st == DS_OK && i < n; i++) st = put(w, tables[i], err);
    if (st == DS_OK) st = w->end(w, err);
    w->free(w);
    if (st == DS_OK) st = ds_outfile_commit(&file, err);
    ds_outfile_abort(&file);
    return st;
}

/* Whether python3 finds all the texts in a member of the archive, styles of
 * cells left out. */
static void holds(const char *name, const char *member, size_t n,
                  const char *const *texts)
{
    char path[FOLDER_PATH_SIZE], command[2048];
    for (size_t i = 0; i < n; i++) {
        snprintf(command, sizeof command,
                 "/usr/bin/python3 -c 'import re, sys, zipfile\n"
                 "x = zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]).decode()\n"
                 "x = re.sub(\" s=.[0-9]+.\", \"\", x)\n" /* styles */
                 "sys.exit(sys.argv[3] not in x)' %s %s '%s'",
                 folder_path(name, path), member, texts[i]);
        if (system(command) != 0) fail_msg("%s: no %s", member, texts[i]);
    }
}

static int available(void **state)
{
    ds_error err = {0};
    (void)state;
    if (ds_xlsx_check(&err) == DS_OK) return 0;
    print_message("%s\n", err.text);
    return 1;
}

#define NEEDS_LIBRARY(state)                                                   \
    if (available(state)) skip()

static void writes_every_type_at_its_edges(void **state)
{
    NEEDS_LIBRARY(state);
    static const char *const cells[] = {
        "ySplit=\"1\" topLeftCell=\"A2\"",
        "<c r=\"A2\" t=\"inlineStr\"><is><t>&lt;甲&amp;&gt;</t></is></c>",
        "<v>-0.05</v>",            /* a number of 15 digits is one ... */
        "<v>9999999999999.99</v>", /* ... and of 16 digits a text */
        "<t>10000000000000.00</t>",
        "<c r=\"C2\"><v>1</v></c>",  /* 1900-01-01 */
        "<c r=\"C3\"><v>61</v></c>", /* 1900-03-01 */
        "<c r=\"C4\"><v>36526</v></c>",
        "<c r=\"D2\"><v>36526</v></c>", /* 2000-01 */
        "<c r=\"D3\"><v>45261</v></c>", /* 2023-12 */
        "<v>0.1</v>",
        "<v>0.000000001</v>",
        "<t>a?b_x0001_</t>",
    };
    ds_error err = {0};
    ds_table t;
    table(&t, "edges", 6);
    ds_table *const tables[] = {&t};
    static const int64_t values[][3] = {
        {FEN,   0, -5                       },
        {FEN,   1, INT64_C(999999999999999) },
        {FEN,   2, INT64_C(1000000000000000)},
        {DAY,   0, -36524                   },
        {DAY,   1, -36465                   },
        {DAY,   2, 0                        },
        {MONTH, 0, 0                        },
        {MONTH, 1, 287                      },
        {RATE,  0, 1                        },
    };
    for (size_t i = 0; i < COUNT(values); i++)
        ds_table_set(&t, (size_t)values[i][1], (size_t)values[i][0],
                     values[i][2]);
    ds_table_set_real(&t, 0, REAL, 0.1);
    ds_table_set_real(&t, 1, REAL, INFINITY);
    assert_ok(ds_table_set_text(&t, 0, TEXT, "<甲&>", &err), &err);
    assert_ok(ds_table_set_text(&t, 1, TEXT,
                                "a\xff"
                                "b\x01",
                                &err),
              &err);
    assert_ok(write_book("edges.xlsx", 1, tables, &err), &err);
    char number[64];
    snprintf(number, sizeof number, "<v>%.16G</v>", 1e-9);
    for (size_t i = 0; i < COUNT(cells); i++) {
        const char *text = strstr(cells[i], "0.000000001") ? number : cells[i];
        holds("edges.xlsx", "xl/worksheets/sheet1.xml", 1, &text);
    }
    ds_table_destroy(&t);
}

static void cuts_names_of_sheets_and_refuses_two_of_one(void **state)
{
    NEEDS_LIBRARY(state);
    static const char *const names[] = {
        "name=\"a_b\"", "name=\"0123456789012345678901234567890\""};
    ds_error err = {0};
    ds_table a, b;
    table(&a, "a?b", 1);
    table(&b, "01234567890123456789012345678901", 1); /* 32 */
    ds_table *const tables[] = {&a, &b}, *const twice[] = {&a, &a};
    assert_ok(write_book("names.xlsx", 2, tables, &err), &err);
    holds("names.xlsx", "xl/workbook.xml", 2, names);
    assert_int_equal(write_book("twice.xlsx", 2, twice, &err), DS_ERR_ARG);
    assert_non_null(strstr(err.text, "'a_b' cannot name a sheet"));
    assert_non_null(strstr(err.hint, "write this table alone"));
    ds_table_destroy(&a);
    ds_table_destroy(&b);
}

static void refuses_more_rows_than_a_sheet_has(void **state)
{
    ds_error err = {0};
    assert_ok(ds_xlsx_check_rows("claims", 1048575, &err), &err);
    assert_int_equal(ds_xlsx_check_rows("claims", 1048576, &err), DS_ERR_ARG);
    assert_non_null(strstr(err.text, "claims has 1048576 rows"));
    assert_non_null(strstr(err.hint, "--where"));
    NEEDS_LIBRARY(state);
    char path[FOLDER_PATH_SIZE];
    ds_outfile file = {0};
    ds_sheet_writer *w = NULL;
    const ds_sheet s = {.name = "claims", .title = "claims", .n_rows = 1048576};
    assert_ok(ds_outfile_open(&file, folder_path("x", path), true, &err), &err);
    assert_ok(ds_xlsx_new(&file, &w, &err), &err);
    assert_int_equal(w->begin(w, &s, &err), DS_ERR_ARG);
    w->free(w);
    ds_outfile_abort(&file);
}

static void notices_a_file_that_is_not_whole(void **state)
{
    NEEDS_LIBRARY(state);
    char path[FOLDER_PATH_SIZE];
    ds_error err = {0};
    ds_outfile file = {0};
    ds_sheet_writer *w = NULL;
    ds_table t;
    table(&t, "t", 1);
    assert_ok(ds_outfile_open(&file, folder_path("full", path), true, &err),
              &err);
    assert_ok(ds_xlsx_new(&file, &w, &err), &err);
    assert_ok(put(w, &t, &err), &err);
    const int kept = file.fd; /* the library writes to a device without room */
    file.fd = open("/dev/full", O_RDWR);
    char *temp = strdup("/dev/full");
    ds_sheet_writer *other = NULL;
    ds_outfile full = {.fd = file.fd, .path = path, .temp = temp};
    assert_ok(ds_xlsx_new(&full, &other, &err), &err);
    assert_ok(put(other, &t, &err), &err);
    assert_int_equal(other->end(other, &err), DS_ERR_IO);
    assert_non_null(err.hint[0] ? err.hint : NULL);
    other->free(other);
    close(file.fd);
    free(temp);
    file.fd = kept;
    w->free(w); /* given up before its end */
    ds_outfile_abort(&file);
    ds_table_destroy(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_every_type_at_its_edges),
        cmocka_unit_test(cuts_names_of_sheets_and_refuses_two_of_one),
        cmocka_unit_test(refuses_more_rows_than_a_sheet_has),
        cmocka_unit_test(notices_a_file_that_is_not_whole),
    };
    return cmocka_run_group_tests_name("xlsx", tests, folder_make,
                                       folder_remove);
}
