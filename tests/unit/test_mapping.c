/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/unit/test_mapping.c - mapping files: what they say, and how they are
 * refused. */
#include "tests/test.h"

#include "io/mapping/mapping.h"
#include "tests/folder.h"

static ds_status read_text(const char *yaml, ds_mapping *m, ds_error *err)
{
    char path[FOLDER_PATH_SIZE];
    folder_write("map.yaml", yaml);
    *m = (ds_mapping){0};
    return ds_mapping_read(folder_path("map.yaml", path), m, err);
}

static void
columns_come_in_the_order_of_the_store_whatever_the_file(void **state)
{
    (void)state;
    static const char yaml[] = "columns:\n"
                               "  zz: {column: a, kind: count}\n"
                               "  total_fen: {column: b}\n"
                               "  aa: {column: c, kind: code}\n"
                               "  discharge_day: {column: d}\n"
                               "  hospital: {column: e}\n";
    static const char *const order[] = {
        "claim", "hospital", "discharge_day", "month", "total_fen", "zz", "aa"};
    ds_mapping m;
    ds_error err = {0};
    assert_ok(read_text(yaml, &m, &err), &err);
    assert_int_equal(m.n_columns, COUNT(order));
    for (size_t i = 0; i < COUNT(order); i++)
        assert_string_equal(m.columns[i].is.name, order[i]);
    assert_int_equal(m.columns[0].from, DS_MAP_ROW);
    assert_int_equal(m.columns[3].from, DS_MAP_DAY);
    assert_int_equal(m.columns[3].day_column, 2);
    ds_mapping_destroy(&m);
}

static void defaults_are_those_of_the_manual(void **state)
{
    (void)state;
    static const char yaml[] = "columns:\n"
                               "  total_fen: {column: b}\n"
                               "  drug_fen: {column: b, empty: 0}\n"
                               "  admit_day: {column: d}\n"
                               "  sex: {column: s}\n"
                               "  booked_month: {column: s}\n";
    ds_mapping m;
    ds_error err = {0};
    assert_ok(read_text(yaml, &m, &err), &err);
    assert_int_equal(m.delimiter, ',');
    assert_int_equal(m.encoding, DS_ENCODING_UTF8);
    assert_int_equal(m.header, 1);
    assert_true(m.trims);
    assert_false(m.checks_payers); /* not all payers are mapped */
    const ds_map_column *total = ds_mapping_find(&m, "total_fen");
    assert_int_equal(total->decimals, 2);
    assert_false(total->rounds);
    assert_int_equal(total->empty, DS_EMPTY_REJECT);
    assert_int_equal(ds_mapping_find(&m, "drug_fen")->empty, DS_EMPTY_ZERO);
    const ds_map_column *day = ds_mapping_find(&m, "admit_day");
    assert_string_equal(day->date, "%Y-%m-%d");
    assert_int_equal(day->empty, DS_EMPTY_MISSING);
    assert_int_equal(ds_mapping_find(&m, "sex")->empty, DS_EMPTY_MISSING);
    assert_int_equal(ds_mapping_find(&m, "booked_month")->empty,
                     DS_EMPTY_REJECT);
    assert_null(ds_mapping_find(&m, "month"));
    ds_mapping_destroy(&m);
}

static void templates_tell_fields_from_texts(void **state)
{
    (void)state;
    static const char yaml[] =
        "columns: {drg: {concat: 'A$$${a b}-${中文}$$'}}\n";
    static const struct {
        const char *text;
        bool is_field;
    } parts[] = {
        {"A",      false},
        {"$",      false},
        {"a b",    true },
        {"-",      false},
        {"中文", true },
        {"$",      false}
    };
    ds_mapping m;
    ds_error err = {0};
    assert_ok(read_text(yaml, &m, &err), &err);
    const ds_map_column *c = ds_mapping_find(&m, "drg");
    assert_int_equal(c->n_parts, COUNT(parts));
    for (size_t i = 0; i < COUNT(parts); i++) {
        assert_string_equal(c->parts[i].text, parts[i].text);
        assert_int_equal(c->parts[i].is_field, parts[i].is_field);
    }
    ds_mapping_destroy(&m);
}

static void every_mistake_names_line_key_and_remedy(void **state)
{
    (void)state;
    static const struct {
        const char *yaml, *text, *hint;
    } rows[] = {
        {"",                                                              "nothing in it",                         ""                        },
        {"- a\n",                                                         "map.yaml:1: expected keys with values", ""                        },
        {"columns: {}\n",                                                 "no columns: in it",                     "{column: NAME}"          },
        {"column: {a: {column: b}}\n",                                    ":1: column: no such key",
         "did you mean 'columns'?"                                                                                                           },
        {"columns:\n  hopital: {column: a}\n",
         ":2: hopital: no such claim column",                                                                      "did you mean 'hospital'?"},
        {"columns:\n  hospital: a\n",                                     ":2: hospital: expected {column: NAME}",
         "{value: x}"                                                                                                                        },
        {"columns:\n  hospital: {colum: a}\n",
         ":2: colum: no such key of a column",                                                                     "did you mean 'column'?"  },
        {"columns:\n  hospital: {missing: [a]}\n",
         ":2: hospital: needs one of column",                                                                      ""                        },
        {"columns:\n  hospital: {column: a, value: b}\n",
         ":2: hospital: takes only one of",                                                                        ""                        },
        {"columns:\n  hospital: {column: a}\n  hospital: {column: b}\n",
         ":3: 'hospital' is given twice",                                                                          ""                        },
        {"columns:\n  hospital:\n    column: a\n    column: b\n",
         ":4: 'column' is given twice",                                                                            ""                        },
        {"columns:\n  hospital: {column: [a]}\n",
         ":2: column: expected one text",                                                                          ""                        },
        {"columns:\n  hospital: {column: ''}\n",
         ":2: column: expected one text",                                                                          ""                        },
        {"columns:\n  hospital: {column: a, money: yuan}\n",
         ":2: money: has no meaning for this kind",                                                                ""                        },
        {"columns:\n  total_fen: {value: 1, money: yuan}\n",
         ":2: money: has no meaning with this kind of source",                                                     ""                        },
        {"columns:\n  total_fen: {column: a, money: dollars}\n",
         ":2: money: expected one of yuan|fen|wan",                                                                ""                        },
        {"columns:\n  total_fen: {column: a, empty: missing}\n",
         ":2: empty: expected one of reject|0",                                                                    ""                        },
        {"columns:\n  total_fen: {column: a, round: up}\n",
         ":2: round: expected one of no|half_up",                                                                  ""                        },
        {"columns:\n  total_fen: {value: 1.234}\n",
         ":2: value: expected an amount in yuan",                                                                  "dianshu columns"         },
        {"columns:\n  month: {value: 2020-13}\n",
         ":2: value: expected a month like 2020-06",                                                               ""                        },
        {"columns:\n  category: {value: inpatients}\n",
         ":2: value: expected one of its names",                                                                   "unknown|inpatient|"      },
        {"columns:\n  claim: {value: 1}\n",
         ":2: value: has no meaning for this kind",                                                                ""                        },
        {"columns:\n  claim: {concat: '${a}-${b}'}\n",
         ":2: claim: joined texts are no number",                                                                  "as: text"                },
        {"columns:\n  drg: {concat: abc}\n",
         ":2: concat: expected a text with fields",                                                                "${severity}"             },
        {"columns:\n  drg: {concat: '${a'}\n",
         ":2: concat: expected a text with fields",                                                                "${severity}"             },
        {"columns:\n  drg: {concat: '$a'}\n",
         ":2: concat: expected a text with fields",                                                                "${severity}"             },
        {"columns:\n  drg: {concat: '${}'}\n",
         ":2: concat: expected a text with fields",                                                                "${severity}"             },
        {"columns:\n  operations: {set: a}\n",
         ":2: set: expected a list of fields",                                                                     ""                        },
        {"columns:\n  sex: {column: a, values: {M: man}}\n",
         ":2: M: expected one of its names",                                                                       "unknown|male|female"     },
        {"columns:\n  sex: {column: a, other: male}\n",
         ":2: other: goes with values:",                                                                           ""                        },
        {"columns:\n  sex: {column: a, values: {M: male}, other: man}\n",
         ":2: other: expected one of its names",                                                                   "unknown|male|female"     },
        {"columns:\n  sex: {column: a, values: [M]}\n",
         ":2: values: expected texts and what they stand for",                                                     ""                        },
        {"columns:\n  admit_day: {column: a, date: yyyy}\n",
         ":2: date: not a date format",                                                                            "%Y-%m-%d"                },
        {"columns:\n  month: {from: discharge_day}\n",
         ":2: from: expected a day column that is mapped",                                                         ""                        },
        {"columns:\n  claim: {column: a, unique: maybe}\n",
         ":2: unique: expected yes or no",                                                                         ""                        },
        {"columns:\n  claim: {column: a, as: int}\n",
         ":2: as: expected one of number|text",                                                                    ""                        },
        {"columns:\n  hospital: {column: a, kind: code}\n",
         ":2: kind: 'hospital' is a known column",                                                                 ""                        },
        {"columns:\n  mine: {column: a, kind: float}\n",
         ":2: kind: expected one of code, count",                                                                  ""                        },
        {"columns:\n  Mine: {column: a, kind: code}\n",
         ":2: Mine: a column's name is",                                                                           ""                        },
        {"format: {delimiter: x}\n",                                      ":1: delimiter: expected one of",        ""                        },
        {"format: {encoding: latin1}\n",                                  ":1: encoding: unknown encoding",
         "gb18030"                                                                                                                           },
        {"format: {header: -1}\n",                                        ":1: header: expected the row",          ""                        },
        {"format: {trim: 1}\n",                                           ":1: trim: expected yes or no",          ""                        },
        {"format: {missing: NA}\n",                                       ":1: missing: expected a list",          ""                        },
        {"format: {delimeter: ','}\n",                                    ":1: delimeter: no such key",
         "did you mean 'delimiter'?"                                                                                                         },
        {"format: {delimiter: '|', encoding: gbk}\n",
         "'|' occurs inside GB18030",                                                                              "UTF-8"                   },
        {"checks: {payer: no}\n",                                         ":1: payer: no such key",
         "did you mean 'payers'?"                                                                                                            },
        {"columns:\n  hospital: &x {column: a}\n",
         ":2: anchors, aliases and tags",                                                                          ""                        },
        {"columns:\n  hospital: !!str a\n",                               ":2: anchors, aliases and tags",
         ""                                                                                                                                  },
        {"columns:\n  [a, b]: c\n",                                       ":2: a key must be a plain text",        ""                        },
        {"columns:\n  hospital: {column: a\n",                            "map.yaml:3: ",                          ""                        },
        {"columns: {}\n---\nformat: {}\n",                                "a second document",                     ""                        },
        {"a: [[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]\n",                    "nested too deeply",                     ""                        },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_mapping m;
        ds_error err = {0};
        const ds_status st = read_text(rows[i].yaml, &m, &err);
        if (st != DS_ERR_CONFIG || !strstr(err.text, rows[i].text) ||
            !strstr(err.hint, rows[i].hint))
            fail_msg("%s-> %d '%s' remedy '%s'; expected '%s', '%s'",
                     rows[i].yaml, st, err.text, err.hint, rows[i].text,
                     rows[i].hint);
        ds_mapping_destroy(&m);
    }
}

static void a_mapping_that_is_not_there_is_named(void **state)
{
    (void)state;
    ds_mapping m = {0};
    ds_error err = {0};
    assert_int_equal(ds_mapping_read("no/such.yaml", &m, &err), DS_ERR_IO);
    assert_non_null(strstr(err.text, "no/such.yaml"));
    ds_mapping_destroy(&m);
}

/* Binds a one-line header; names split at commas. */
static ds_status bind(ds_mapping *m, const char *header, ds_error *err)
{
    char text[128];
    ds_field fields[16];
    ds_row row = {.fields = fields, .max_fields = 16};
    snprintf(text, sizeof text, "%s", header);
    ds_row_cursor c = {text, text + strlen(text), ',', 1, 0};
    assert_true(ds_row_next(&c, &row));
    return ds_mapping_bind(m, "in.csv", &row, err);
}

static void fields_are_found_by_their_exact_names(void **state)
{
    (void)state;
    static const char yaml[] = "columns:\n  hospital: {column: 医院}\n"
                               "  drg: {concat: '${drg}${sev}'}\n";
    ds_mapping m;
    ds_error err = {0};
    assert_ok(read_text(yaml, &m, &err), &err);
    assert_ok(bind(&m, "x, 医院 ,\"sev\",drg", &err), &err);
    assert_int_equal(ds_mapping_find(&m, "hospital")->parts[0].field, 1);
    assert_int_equal(ds_mapping_find(&m, "drg")->parts[0].field, 3);
    assert_int_equal(ds_mapping_find(&m, "drg")->parts[1].field, 2);
    assert_false(ds_mapping_uses(&m, 0));
    assert_true(ds_mapping_uses(&m, 2));
    assert_int_equal(m.n_fields, 4);

    assert_int_equal(bind(&m, "医院,drg,sec", &err), DS_ERR_FORMAT);
    assert_non_null(strstr(err.text, "map.yaml:3: drg: in.csv has no field "
                                     "'sev'"));
    assert_string_equal(err.hint, "did you mean 'sec'?");
    assert_int_equal(bind(&m, "医院,drg,sev,drg", &err), DS_ERR_FORMAT);
    assert_non_null(strstr(err.text, "more than one field 'drg'"));
    assert_int_equal(bind(&m, "a;b;c", &err), DS_ERR_FORMAT);
    assert_non_null(strstr(err.hint, "the header has 1 fields"));
    ds_mapping_destroy(&m);
}

static void without_a_header_fields_are_numbers(void **state)
{
    (void)state;
    static const char yaml[] =
        "format: {header: 0}\ncolumns:\n  hospital: {column: 2}\n";
    ds_mapping m;
    ds_error err = {0};
    assert_ok(read_text(yaml, &m, &err), &err);
    assert_ok(bind(&m, "x,y", &err), &err);
    assert_int_equal(ds_mapping_find(&m, "hospital")->parts[0].field, 1);
    assert_int_equal(bind(&m, "x", &err), DS_ERR_FORMAT);
    assert_non_null(strstr(err.text, "no field number '2'"));
    ds_mapping_destroy(&m);
}

static void the_sums_are_checked_where_all_of_them_are_mapped(void **state)
{
    (void)state;
    static const char payers[] =
        "columns:\n  total_fen: {column: a}\n  pool_fen: {column: a}\n"
        "  large_fen: {value: 0}\n  aid_fen: {value: 0}\n"
        "  account_fen: {value: 0}\n  cash_fen: {value: 0}\n";
    char yaml[512];
    ds_mapping m;
    ds_error err = {0};
    assert_ok(read_text(payers, &m, &err), &err);
    assert_true(m.checks_payers);
    assert_false(m.checks_classes);
    ds_mapping_destroy(&m);
    snprintf(yaml, sizeof yaml, "checks: {payers: no}\n%s", payers);
    assert_ok(read_text(yaml, &m, &err), &err);
    assert_false(m.checks_payers);
    ds_mapping_destroy(&m);
}

/* Mappings that ship with the program. */
static void the_ready_mappings_can_be_read(void **state)
{
    (void)state;
    ds_mapping m = {0};
    ds_error err = {0};
    assert_ok(ds_mapping_read("configs/import/sparcs2020.yaml", &m, &err),
              &err);
    assert_true(m.checks_payers);
    ds_mapping_destroy(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            columns_come_in_the_order_of_the_store_whatever_the_file),
        cmocka_unit_test(defaults_are_those_of_the_manual),
        cmocka_unit_test(templates_tell_fields_from_texts),
        cmocka_unit_test(every_mistake_names_line_key_and_remedy),
        cmocka_unit_test(a_mapping_that_is_not_there_is_named),
        cmocka_unit_test(fields_are_found_by_their_exact_names),
        cmocka_unit_test(without_a_header_fields_are_numbers),
        cmocka_unit_test(the_sums_are_checked_where_all_of_them_are_mapped),
        cmocka_unit_test(the_ready_mappings_can_be_read),
    };
    return cmocka_run_group_tests_name("mapping", tests, folder_make,
                                       folder_remove);
}
