/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/dta.c and dta_name.c. The file is read back by an independent
 * reader in Python (tests/golden/lib/dta_csv.py), also in
 * tests/golden/export.sh. */
#include "io/tables/dta.h"
#include "tests/folder.h"

#include <math.h>

/* clang-format off */
static const ds_column_spec SPECS[] = {
    {"in", DS_CELL_TEXT, 0, "", "机构", "a word of Stata's own"},
    {"in_", DS_CELL_INT, 0, "", "", ""},
    {"byte100", DS_CELL_INT, 0, "", "", ""},
    {"int101", DS_CELL_INT, 0, "", "", ""},
    {"long", DS_CELL_INT, 0, "", "", ""},
    {"large", DS_CELL_INT, 0, "", "", ""},
    {"largest", DS_CELL_INT, 0, "", "", ""},
    {"paid_fen", DS_CELL_FEN, 0, "yuan", "", "9,007,199,254,740,992 fen"},
    {"day", DS_CELL_DAY, 0, "day", "", ""},
    {"month", DS_CELL_MONTH, 0, "month", "", ""},
    {"real", DS_CELL_REAL, 0, "1", "", ""},
    {"empty", DS_CELL_TEXT, 0, "1", "", ""},
};
/* clang-format on */
enum {
    IN,
    IN_,
    BYTE,
    INT,
    LONG,
    LARGE,
    LARGEST,
    PAID,
    DAY,
    MONTH,
    REAL,
    EMPTY,
    N_COLUMNS
};

static const int64_t EXACT = INT64_C(1) << 53;

static void fill(ds_table *t)
{
    ds_error err = {0};
    *t = (ds_table){0};
    assert_ok(ds_table_init(t, "edges", "", SPECS, N_COLUMNS, &err), &err);
    assert_ok(ds_table_extend(t, 2, &err), &err); /* row 1: all missing */
    const int64_t values[N_COLUMNS] = {
        [BYTE] = 100,         [INT] = 101,           [LONG] = -32768,
        [LARGE] = 2147483621, [LARGEST] = INT64_MAX, [PAID] = EXACT,
        [DAY] = -36524,       [MONTH] = 287};
    for (size_t c = IN_; c < REAL; c++) ds_table_set(t, 0, c, values[c]);
    ds_table_set_real(t, 0, REAL, 0.1);
    ds_table_set_real(t, 1, REAL, NAN);
    assert_ok(ds_table_set_text(t, 0, IN, "医院\xff", &err), &err);
}

static ds_status write_dta(const char *name, const ds_table *t, ds_error *err)
{
    char path[FOLDER_PATH_SIZE];
    ds_outfile file = {0};
    ds_sheet_writer *w = NULL;
    ds_sheet s = {0};
    const ds_sheet_format format = {0};
    assert_ok(ds_outfile_open(&file, folder_path(name, path), true, err), err);
    assert_ok(ds_dta_new(&file, &w, err), err);
    assert_ok(ds_sheet_of_table(&s, t, "f.h5", &format, err), err);
    ds_status st = w->begin(w, &s, err);
    if (st == DS_OK) st = ds_sheet_put_table(w, t, err);
    if (st == DS_OK) st = w->end(w, err);
    w->free(w);
    ds_sheet_destroy(&s);
    if (st == DS_OK) st = ds_outfile_commit(&file, err);
    ds_outfile_abort(&file);
    return st;
}

static void reads(const char *name, const char *what, const char *expected)
{
    char path[FOLDER_PATH_SIZE], command[1024], got[2048] = "";
    snprintf(command, sizeof command,
             "/usr/bin/python3 -B tests/golden/lib/dta_csv.py %s %s",
             folder_path(name, path), what);
    FILE *from = popen(command, "r");
    assert_non_null(from);
    got[fread(got, 1, sizeof got - 1, from)] = '\0';
    assert_int_equal(pclose(from), 0);
    assert_string_equal(got, expected);
}

static void writes_every_type_at_its_edges(void **state)
{
    (void)state;
    ds_error err = {0};
    ds_table t;
    if (ds_dta_check(&err) != DS_OK) {
        print_message("%s\n", err.text);
        skip();
    }
    fill(&t);
    assert_ok(write_dta("edges.dta", &t, &err), &err);
    reads("edges.dta", "about",
          "# edges\n"
          "in_,str7,%-9s,a word of Stata's own\n"
          "in__2,byte,%16.0g,\n"
          "byte100,byte,%16.0g,\n"
          "int101,int,%16.0g,\n"
          "long_,long,%16.0g,\n"
          "large,double,%16.0g,\n"
          "largest,str23,%-9s,\n"
          "paid,double,%14.2fc,\"9,007,199,254,740,992 fen\"\n"
          "day,int,%td,\n"
          "month,int,%tm,\n"
          "real,double,%10.0g,\n"
          "empty,str1,%-9s,\n");
    reads("edges.dta", "",
          "in_,in__2,byte100,int101,long_,large,largest,paid,day,month,real,"
          "empty\n"
          "医院?,0,100,101,-32768,2147483621,9223372036854775807,"
          "90071992547409.92,1900-01-01,2023-12,0.1,\n"
          ",,,,,,,,,,,\n");
    ds_table_destroy(&t);
}

static void refuses_money_that_a_double_does_not_hold(void **state)
{
    (void)state;
    ds_error err = {0};
    ds_table t;
    if (ds_dta_check(&err) != DS_OK) skip();
    fill(&t);
    ds_table_set(&t, 0, PAID, EXACT + 1);
    assert_int_equal(write_dta("large.dta", &t, &err), DS_ERR_ARG);
    assert_non_null(strstr(err.text, "column paid"));
    assert_non_null(strstr(err.hint, "CSV"));
    ds_table_destroy(&t);
}

static void names_variables_as_stata_allows(void **state)
{
    (void)state;
    static const char *const names[][2] = {
        {"total",                              "total"  },
        {"",                                   "_"      },
        {"2023",                               "_2023"  },
        {"a b-c",                              "a_b_c"  },
        {"费用",                             "费用" },
        {"str12",                              "str12_" },
        {"str",                                "str"    },
        {"strong1",                            "strong1"},
        {"using",                              "using_" },
        {"a\xff",                              "a_"     },
        {"abcdefghijklmnopqrstuvwxyz0123456",
         "abcdefghijklmnopqrstuvwxyz012345"             },
        {"abcdefghijklmnopqrstuvwxyz01234费",
         "abcdefghijklmnopqrstuvwxyz01234"              },
    };
    char name[33];
    for (size_t i = 0; i < COUNT(names); i++) {
        ds_dta_name(names[i][0], name);
        assert_string_equal(name, names[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_every_type_at_its_edges),
        cmocka_unit_test(refuses_money_that_a_double_does_not_hold),
        cmocka_unit_test(names_variables_as_stata_allows),
    };
    return cmocka_run_group_tests_name("dta", tests, folder_make,
                                       folder_remove);
}
