/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Covers io/tables/entity_csv.c and io/tables/entity_fields.c. */
#include "io/tables/entity_csv.h"
#include "tests/folder.h"

#include "base/money.h"

/* Reads a.csv, by map.yaml where `map` is not NULL. */
static ds_status read_as(const char *kind, const char *csv, const char *map,
                         ds_table *t, ds_error *err)
{
    static char input[FOLDER_PATH_SIZE], mapping[FOLDER_PATH_SIZE];
    char unused[64];
    const ds_entity_request request = {
        ds_entity_kind_find(kind), folder_path("a.csv", input),
        map ? folder_path("map.yaml", mapping) : NULL};
    folder_write("a.csv", csv);
    if (map) folder_write("map.yaml", map);
    *err = (ds_error){0};
    return ds_entity_csv_read(&request, t, unused, sizeof unused, err);
}

static int64_t at(const ds_table *t, size_t row, const char *column)
{
    return ds_table_get(t, row, (size_t)ds_table_find(t, column));
}

static const char *text_at(const ds_table *t, size_t row, const char *column)
{
    return ds_table_get_text(t, row, (size_t)ds_table_find(t, column));
}

static void takes_columns_by_their_names_in_english_or_chinese(void **state)
{
    (void)state;
    ds_table t = {0};
    ds_error err;
    assert_ok(read_as("hospital",
                      "备注,级别, 医疗机构 ,coefficient,grade\n"
                      "x,3,H2,1.0250,good\n"
                      ",,H1,,\n",
                      NULL, &t, &err),
              &err);
    assert_string_equal(t.name, "hospital");
    assert_int_equal(t.n_rows, 2);
    assert_int_equal(t.n_columns, 4); /* in the order of the list */
    assert_string_equal(t.columns[1].name, "level");
    assert_string_equal(text_at(&t, 0, "hospital"), "H1"); /* sorted */
    assert_int_equal(at(&t, 0, "level"), DS_MISSING);
    assert_int_equal(at(&t, 1, "coefficient"), 10250);
    assert_string_equal(text_at(&t, 1, "grade"), "good");
    ds_table_destroy(&t);
}

static void takes_columns_by_a_mapping(void **state)
{
    (void)state;
    ds_table t = {0};
    ds_error err;
    assert_ok(read_as("person",
                      "id;born;kind;beds;ward\n"
                      "P1;2000/1/2;在职;12.5;A\n",
                      "format: {delimiter: \";\"}\n"
                      "columns:\n"
                      "  beds: {column: beds, type: decimal}\n"
                      "  person: id\n"
                      "  insurance: {column: kind, values: {在职: employee}}\n"
                      "  birth_day: {column: born, date: \"%Y/%-m/%-d\"}\n",
                      &t, &err),
              &err);
    assert_int_equal(t.n_columns, 4);
    assert_string_equal(t.columns[3].name, "beds"); /* its own: behind */
    assert_int_equal(at(&t, 0, "beds"), 125000);
    assert_int_equal(at(&t, 0, "birth_day"), 1);
    assert_string_equal(text_at(&t, 0, "insurance"), "employee");
    ds_table_destroy(&t);
}

static void refuses_what_is_wrong_and_says_where(void **state)
{
    (void)state;
    static const struct {
        const char *kind, *csv, *map, *text, *hint;
    } rows[] = {
        {"hospital", "level\n3\n",                      NULL,                                           "no column 'hospital'",     "医疗机构"             },
        {"hospital", "hospital,级别,level\nH1,1,1\n", NULL,                                           "twice",                    "rename"                   },
        {"hospital", "hospital\nH1\n\nH1\n",            NULL,                                           "a.csv:4: column hospital",
         "remove one"                                                                                                                                          },
        {"hospital", "hospital,level\nH1,2\n,3\n",      NULL,                                           ":3: column hospital",
         "complete"                                                                                                                                            },
        {"hospital", "hospital,level\nH1,4\n",          NULL,                                           "outside the column's",
         "3, 2, 1"                                                                                                                                             },
        {"hospital", "hospital,level\nH1,三级\n",     NULL,                                           ":2: column level",
         "give a number"                                                                                                                                       },
        {"hospital", "hospital,grade\nH1,A\n",          NULL,                                           "no value of this column",
         "excellent|good|pass|fail"                                                                                                                            },
        {"hospital", "hospital\nH1,2\n",                NULL,
         "2 fields where the header has 1",                                                                                         "quotes"                   },
        {"hospital", "hospital\n\xBA\xC3\n",            "format: {encoding: utf-8}\ncolumns: {hospital: hospital}", "not UTF-8",                "gb18030"                  },
        {"hospital", "\xBA\xC3\nH1\n",                  "format: {encoding: utf-8}\ncolumns: {hospital: hospital}", "not UTF-8",                "gb18030"                  },
        {"roster",   "person,unit,scope\n",             NULL,                                           "no column 'from'",         "columns"                  },
        {"hospital", "id\nH1\n",                        "columns: {hospital: code}",
         "no field 'code' in the header",                                                                                           "as the header line has it"},
        {"hospital", "id\nH1\n",                        "columns: {hospital: {column: id, type: int}}",
         "map.yaml:1: columns.hospital.type",                                                                                       "leave it out"             },
        {"hospital", "id\nH1\n",                        "columns: {hospital: id, b: {type: int}}",
         "columns.b: no field is named",                                                                                            "b: {column: NAME}"        },
        {"hospital", "id\nH1\n",                        "columns: {hospital: id, b: {type: x}}",
         "no such type",                                                                                                            "text, int"                },
        {"hospital", "id\nH1\n",                        "columns: {hospital: {column: id, unit: x}}",
         "no such key",                                                                                                             "date"                     },
        {"hospital", "id\nH1\n",                        "columns: {hospital: {column: id, date: x}}",
         "no format of this column",                                                                                                "%Y"                       },
        {"hospital", "id\nH1\n",                        "checks: {payers: no}",                         "no such key",
         "format and columns"                                                                                                                                  },
        {"hospital", "id\nH1\n",                        "format: {encoding: latin1}",
         "no such encoding",                                                                                                        "gb18030"                  },
        {"hospital", "id\nH1\n",                        "format: {delimiter: \"::\"}",                  "no delimiter",
         "tab"                                                                                                                                                 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_table t = {0};
        ds_error err;
        const ds_status st =
            read_as(rows[i].kind, rows[i].csv, rows[i].map, &t, &err);
        if (st == DS_OK || !strstr(err.text, rows[i].text) ||
            !strstr(err.hint, rows[i].hint) || t.n_columns > 0)
            fail_msg("row %zu: %s; %s", i, err.text, err.hint);
    }
}

static void reads_gb18030(void **state)
{
    (void)state;
    ds_table t = {0};
    ds_error err;
    assert_ok(read_as("hospital", "id\n\xBA\xC3\n",
                      "{format: {encoding: gb18030}, columns: {hospital: id}}",
                      &t, &err),
              &err);
    assert_string_equal(text_at(&t, 0, "hospital"), "好");
    ds_table_destroy(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_columns_by_their_names_in_english_or_chinese),
        cmocka_unit_test(takes_columns_by_a_mapping),
        cmocka_unit_test(refuses_what_is_wrong_and_says_where),
        cmocka_unit_test(reads_gb18030),
    };
    return cmocka_run_group_tests_name("entity_csv", tests, folder_make,
                                       folder_remove);
}
