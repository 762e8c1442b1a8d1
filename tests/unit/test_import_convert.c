/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/unit/test_import_convert.c - one row of fields, one row of a claim. */
#include "tests/test.h"

#include "base/money.h"
#include "io/import/import_convert.h"
#include "tests/folder.h"

enum { MAX_FIELDS = 16 };

/* Converts `line` under `header` by a mapping with one column of interest;
 * its value as text goes to out[128] where the row is accepted. */
static ds_reject convert(const char *yaml, const char *header, const char *line,
                         const char *column, char *out, char *rejected)
{
    char path[FOLDER_PATH_SIZE], text[4096];
    ds_mapping m = {0};
    ds_convert cv = {0};
    ds_error err = {0};
    ds_field fields[MAX_FIELDS];
    ds_row row = {.fields = fields, .max_fields = MAX_FIELDS};
    size_t where = 0;
    folder_write("map.yaml", yaml);
    assert_ok(ds_mapping_read(folder_path("map.yaml", path), &m, &err), &err);
    snprintf(text, sizeof text, "%s\n%s", header, line);
    ds_row_cursor c = {text, text + strlen(text), m.delimiter, 1, 0};
    assert_true(ds_row_next(&c, &row));
    assert_ok(ds_mapping_bind(&m, "in.csv", &row, &err), &err);
    assert_ok(ds_convert_init(&cv, &m, &err), &err);
    assert_true(ds_row_next(&c, &row));
    const ds_reject reason = ds_convert_row(&cv, &row, 7, &where);
    strcpy(rejected, where < m.n_columns ? m.columns[where].is.name : "");
    const ds_map_column *wanted = ds_mapping_find(&m, column);
    const ds_import_value *v = &cv.values[wanted - m.columns];
    if (reason == DS_REJECT_NONE && wanted->is_text)
        snprintf(out, 128, "%.*s", (int)v->n, v->text);
    else if (v->number == DS_MISSING)
        strcpy(out, "missing");
    else
        snprintf(out, 128, "%jd", (intmax_t)v->number);
    ds_convert_destroy(&cv);
    ds_mapping_destroy(&m);
    return reason;
}

/* One row a rule: the spec of `column`, one field `a` (or a, b), the value. */
static const struct {
    const char *column, *spec, *field;
    ds_reject reason;
    const char *value;
} singles[] = {
    {"total_fen",      "{column: a}",                                               "12.5",                         DS_REJECT_NONE,     "1250"                    },
    {"total_fen",      "{column: a}",                                               "-0.01",                        DS_REJECT_NONE,     "-1"                      },
    {"total_fen",      "{column: a}",                                               " 12.50 ",                      DS_REJECT_NONE,     "1250"                    },
    {"total_fen",      "{column: a}",                                               "12.500",                       DS_REJECT_NONE,     "1250"                    },
    {"total_fen",      "{column: a}",                                               "12.505",                       DS_REJECT_PRECISE,  ""                        },
    {"total_fen",      "{column: a, round: half_up}",                               "12.505",                       DS_REJECT_NONE,
     "1251"                                                                                                                                                       },
    {"total_fen",      "{column: a, round: half_up}",                               "12.5049",                      DS_REJECT_NONE,
     "1250"                                                                                                                                                       },
    {"total_fen",      "{column: a, money: fen}",                                   "1250",                         DS_REJECT_NONE,     "1250"                    },
    {"total_fen",      "{column: a, money: fen}",                                   "12.5",                         DS_REJECT_PRECISE,  ""                        },
    {"total_fen",      "{column: a, money: wan}",                                   "1.2345",                       DS_REJECT_NONE,
     "1234500"                                                                                                                                                    },
    {"total_fen",      "{column: a}",                                               "",                             DS_REJECT_EMPTY,    ""                        },
    {"total_fen",      "{column: a, empty: 0}",                                     "",                             DS_REJECT_NONE,     "0"                       },
    {"total_fen",      "{column: a, empty: 0, missing: [NA]}",                      "NA",                           DS_REJECT_NONE,
     "0"                                                                                                                                                          },
    {"total_fen",      "{column: a, empty: 0}",                                     "NA",                           DS_REJECT_NUMBER,   ""                        },
    {"total_fen",      "{column: a}",                                               "12,5",                         DS_REJECT_MANY,     ""                        },
    {"total_fen",      "{column: a}",                                               "\"1,250.00\"",                 DS_REJECT_NUMBER,   ""                        },
    {"total_fen",      "{column: a}",                                               "1e3",                          DS_REJECT_NUMBER,   ""                        },
    {"total_fen",      "{column: a}",                                               "10000000000000.00",            DS_REJECT_NONE,
     "1000000000000000"                                                                                                                                           },
    {"total_fen",      "{column: a}",                                               "10000000000000.01",            DS_REJECT_RANGE,    ""                        },
    {"total_fen",      "{column: a}",                                               "99999999999999999999",         DS_REJECT_RANGE,    ""                        },
    {"bid_drug_fen",   "{column: a}",                                               "-0.01",                        DS_REJECT_RANGE,    ""                        },
    {"refused_points", "{column: a}",                                               "1.2345",                       DS_REJECT_NONE,     "12345"                   },
    {"los_days",       "{column: a, suffix: ' +'}",                                 "120 +",                        DS_REJECT_NONE,     "120"                     },
    {"los_days",       "{column: a, suffix: ' +'}",                                 "7",                            DS_REJECT_NONE,     "7"                       },
    {"los_days",       "{column: a}",                                               "120 +",                        DS_REJECT_NUMBER,   ""                        },
    {"los_days",       "{column: a}",                                               "1.5",                          DS_REJECT_PRECISE,  ""                        },
    {"los_days",       "{column: a}",                                               "-1",                           DS_REJECT_RANGE,    ""                        },
    {"los_days",       "{column: a}",                                               "",                             DS_REJECT_NONE,     "missing"                 },
    {"los_days",       "{column: a, empty: reject}",                                "",                             DS_REJECT_EMPTY,    ""                        },
    {"los_days",       "{column: a, empty: 0}",                                     "",                             DS_REJECT_NONE,     "0"                       },
    {"los_days",       "{column: a, values: {many: 99}, other: missing}",           "few",
     DS_REJECT_NONE,                                                                                                                    "missing"                 },
    {"los_days",       "{column: a, values: {many: 99}, other: keep}",              "12",
     DS_REJECT_NONE,                                                                                                                    "12"                      },
    {"los_days",       "{column: a, values: {many: 99}}",                           "many",                         DS_REJECT_NONE,
     "99"                                                                                                                                                         },
    {"admit_day",      "{column: a}",                                               "2000-01-02",                   DS_REJECT_NONE,     "1"                       },
    {"admit_day",      "{column: a, date: '%d.%m.%Y'}",                             "02.01.2000",                   DS_REJECT_NONE,
     "1"                                                                                                                                                          },
    {"admit_day",      "{column: a}",                                               "2023-02-29",                   DS_REJECT_DAY,      ""                        },
    {"admit_day",      "{column: a}",                                               "29.02.2023",                   DS_REJECT_FORMAT,   ""                        },
    {"admit_day",      "{column: a}",                                               "",                             DS_REJECT_NONE,     "missing"                 },
    {"admit_day",      "{column: a, missing: ['0000-00-00']}",                      "0000-00-00",
     DS_REJECT_NONE,                                                                                                                    "missing"                 },
    {"admit_day",      "{value: 2000-01-03}",                                       "",                             DS_REJECT_NONE,     "2"                       },
    {"month",          "{column: a, date: '%Y%m'}",                                 "202006",                       DS_REJECT_NONE,     "245"                     },
    {"month",          "{column: a}",                                               "",                             DS_REJECT_EMPTY,    ""                        },
    {"month",          "{value: 2020-06}",                                          "",                             DS_REJECT_NONE,     "245"                     },
    {"insurance",      "{column: a, values: {职工: employee, 居民: resident}}",
     "居民",                                                                                                      DS_REJECT_NONE,     "2"                       },
    {"insurance",      "{column: a, values: {职工: employee}}",                   "居民",
     DS_REJECT_VALUE,                                                                                                                   ""                        },
    {"insurance",      "{column: a, values: {职工: employee}, other: unknown}",
     "居民",                                                                                                      DS_REJECT_NONE,     "0"                       },
    {"insurance",      "{column: a, values: {职工: employee}, other: resident}",
     "居民",                                                                                                      DS_REJECT_NONE,     "2"                       },
    {"insurance",      "{column: a, values: {职工: employee}}",                   "",                             DS_REJECT_NONE,
     "0"                                                                                                                                                          },
    {"insurance",      "{column: a, empty: reject}",                                "",                             DS_REJECT_EMPTY,    ""                        },
    {"insurance",      "{column: a}",                                               "resident",                     DS_REJECT_NONE,     "2"                       },
    {"insurance",      "{column: a}",                                               "Resident",                     DS_REJECT_VALUE,    ""                        },
    {"insurance",      "{column: a, values: {1: employee}, other: keep}",           "resident",
     DS_REJECT_NONE,                                                                                                                    "2"                       },
    {"insurance",      "{value: resident}",                                         "x",                            DS_REJECT_NONE,     "2"                       },
    {"hospital",       "{column: a}",                                               " H 1 ",                        DS_REJECT_NONE,     "H 1"                     },
    {"hospital",       "{column: a}",                                               "",                             DS_REJECT_NONE,     ""                        },
    {"hospital",       "{column: a, empty: reject}",                                " ",                            DS_REJECT_EMPTY,    ""                        },
    {"hospital",       "{column: a, values: {x: y}, other: keep}",                  "z",
     DS_REJECT_NONE,                                                                                                                    "z"                       },
    {"hospital",       "{column: a, values: {x: y}, other: missing}",               "z",
     DS_REJECT_NONE,                                                                                                                    ""                        },
    {"hospital",       "{column: a, values: {x: y}}",                               "x",                            DS_REJECT_NONE,     "y"                       },
    {"hospital",       "{value: H}",                                                "x",                            DS_REJECT_NONE,     "H"                       },
    {"hospital",       "{column: a}",                                               "\xff",                         DS_REJECT_ENCODING, ""                        },
    {"hospital",       "{column: a}",                                               "\"one\ntwo\"",                 DS_REJECT_NONE,     "one\ntwo"                },
    {"hospital",       "{column: a}",                                               "\"x\"y",                       DS_REJECT_QUOTES,   ""                        },
    {"claim",          "{column: a}",                                               "12",                           DS_REJECT_NONE,     "12"                      },
    {"claim",          "{column: a}",                                               "0",                            DS_REJECT_NONE,     "0"                       },
    {"claim",          "{column: a}",                                               "012",                          DS_REJECT_ZEROS,    ""                        },
    {"claim",          "{column: a}",                                               "+12",                          DS_REJECT_NUMBER,   ""                        },
    {"claim",          "{column: a}",                                               "12.0",                         DS_REJECT_NONE,     "12"                      },
    {"claim",          "{column: a}",                                               "A12",                          DS_REJECT_NUMBER,   ""                        },
    {"claim",          "{column: a}",                                               "",                             DS_REJECT_EMPTY,    ""                        },
    {"claim",          "{column: a, as: text}",                                     "012",                          DS_REJECT_NONE,     "012"                     },
    {"claim",          "{concat: 'C${a}', as: text}",                               "1",                            DS_REJECT_NONE,     "C1"                      },
    {"operations",     "{set: [a], split: ';'}",                                    "b; a ;;b;c",                   DS_REJECT_NONE,
     "a+b+c"                                                                                                                                                      },
    {"operations",     "{set: [a]}",                                                "G01*+A17.0",                   DS_REJECT_NONE,     "A17.0+G01*"              },
    {"operations",     "{set: [a], split: ';', missing: [NA]}",                     "NA;x",
     DS_REJECT_NONE,                                                                                                                    "x"                       },
    {"operations",     "{set: [a]}",                                                "",                             DS_REJECT_NONE,     ""                        },
    {"operations",     "{set: [a], split: '|;,，、'}",                            "\"b|a，c、d,e;a\"",
     DS_REJECT_NONE,                                                                                                                    "a+b+c+d+e"               },
    {"operations",     "{set: [a], split: '、'}",                                  "一,二、三",                DS_REJECT_MANY,     ""                        },
    {"operations",     "{set: [a], clean: yes, split: '、'}",                      "'ｂ　、 a",
     DS_REJECT_NONE,                                                                                                                    "a+b"                     },
    {"total_fen",      "{column: a, clean: yes}",                                   "\"1,234.50\"",                 DS_REJECT_NONE,
     "123450"                                                                                                                                                     },
    {"total_fen",      "{column: a, clean: yes}",                                   "１，２３４．５０元",
     DS_REJECT_NONE,                                                                                                                    "123450"                  },
    {"total_fen",      "{column: a, clean: yes}",                                   "\"1,23.50\"",                  DS_REJECT_NUMBER,
     ""                                                                                                                                                           },
    {"total_fen",      "{column: a, clean: yes}",                                   "1.20E+17",                     DS_REJECT_ROUNDED,  ""                        },
    {"total_fen",      "{column: a, clean: yes}",                                   "'　",                         DS_REJECT_NUMBER,   ""                        },
    {"total_fen",      "{column: a, clean: yes, empty: 0}",                         "　",                          DS_REJECT_NONE,
     "0"                                                                                                                                                          },
    {"total_fen",      "{column: a, clean: yes, money: fen}",                       "\"¥ 1,234\"",
     DS_REJECT_NONE,                                                                                                                    "1234"                    },
    {"total_fen",      "{column: a, clean: yes}",                                   "\"1,234.505\"",                DS_REJECT_PRECISE,
     ""                                                                                                                                                           },
    {"total_fen",      "{column: a}",                                               "￥1.00",                      DS_REJECT_NUMBER,   ""                        },
    {"los_days",       "{column: a, clean: yes, suffix: 天}",                      "１２天",
     DS_REJECT_NONE,                                                                                                                    "12"                      },
    {"sex",            "{column: a, clean: yes, values: {1: male}}",                "１　",
     DS_REJECT_NONE,                                                                                                                    "1"                       },
    {"admit_day",      "{column: a, date: ['%Y-%m-%d', '%Y/%-m/%-d', excel]}",
     "2000/1/2",                                                                                                    DS_REJECT_NONE,     "1"                       },
    {"admit_day",      "{column: a, date: ['%Y-%m-%d', '%Y/%-m/%-d', excel]}",
     "36527",                                                                                                       DS_REJECT_NONE,     "1"                       },
    {"admit_day",      "{column: a, date: ['%Y-%m-%d', '%Y/%-m/%-d']}",             "2023/2/29",
     DS_REJECT_DAY,                                                                                                                     ""                        },
    {"admit_day",      "{column: a, date: ['%Y/%-m/%-d', '%Y-%m-%d']}",             "2023/2/29",
     DS_REJECT_DAY,                                                                                                                     ""                        },
    {"admit_day",      "{column: a, date: ['%Y-%m-%d', '%Y/%-m/%-d']}",             "2023.2.28",
     DS_REJECT_FORMAT,                                                                                                                  ""                        },
    {"admit_day",      "{column: a, date: '%Y年%-m月%-d日', clean: yes}",
     "２０００年１月２日 ",                                                                                DS_REJECT_NONE,     "1"                       },
    {"claim",          "{column: a, as: text, clean: yes}",                         "'00123",                       DS_REJECT_NONE,
     "00123"                                                                                                                                                      },
    {"claim",          "{column: a, as: text}",                                     "'00123",                       DS_REJECT_NONE,     "'00123"                  },
    {"claim",          "{column: a, as: text}",                                     "1.20E+17",                     DS_REJECT_RUINED,   ""                        },
    {"claim",          "{column: a}",                                               "1E+17",                        DS_REJECT_RUINED,   ""                        },
    {"claim",          "{column: a}",                                               "1.20E+1x",                     DS_REJECT_NUMBER,   ""                        },
    {"claim",          "{concat: '${a}-x', as: text}",                              "1.2e+17",                      DS_REJECT_RUINED,   ""                        },
    {"patient",        "{column: a}",                                               "1.20E+17",                     DS_REJECT_RUINED,   ""                        },
    {"patient",        "{column: a}",                                               "12E+17",                       DS_REJECT_NONE,     "12E+17"                  },
    {"hospital",       "{column: a, clean: yes}",                                   " 第一医院（东区）　",
     DS_REJECT_NONE,                                                                                                                    "第一医院（东区）"},
    {"operations",     "{set: [a], split: ';'}",                                    " ; ",                          DS_REJECT_NONE,     ""                        },
};

static void a_field_becomes_a_value_or_a_reason(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(singles); i++) {
        char yaml[256], out[128] = "", rejected[64];
        snprintf(yaml, sizeof yaml, "columns:\n  %s: %s\n", singles[i].column,
                 singles[i].spec);
        /* the mapping must read the field, or a constant has no header row */
        const ds_reject reason =
            convert(yaml, "a", singles[i].field[0] ? singles[i].field : "\"\"",
                    singles[i].column, out, rejected);
        if (reason != singles[i].reason ||
            (reason == DS_REJECT_NONE && strcmp(out, singles[i].value) != 0))
            fail_msg("%s: %s of '%s': %s, '%s'", singles[i].column,
                     singles[i].spec, singles[i].field, ds_reject_name(reason),
                     out);
    }
}

static void two_fields_make_one_value(void **state)
{
    (void)state;
    static const struct {
        const char *column, *spec, *line;
        ds_reject reason;
        const char *value;
    } rows[] = {
        {"drg",          "{concat: '${a}-${b}'}",                   "351, Minor ",                 DS_REJECT_NONE,
         "351-Minor"                                                                                                            },
        {"drg",          "{concat: '${b}${a}${b}'}",                "1,2",                         DS_REJECT_NONE,     "212"    },
        {"drg",          "{concat: '${a}-${b}'}",                   "351,",                        DS_REJECT_NONE,     ""       },
        {"drg",          "{concat: '${a}-${b}', empty: reject}",    ",x",                          DS_REJECT_EMPTY,
         ""                                                                                                                     },
        {"drg",          "{concat: '${a}-${b}'}",                   "x,\xff",                      DS_REJECT_ENCODING, ""       },
        {"large_fen",    "{sum: [a, b]}",                           "1.5,2",                       DS_REJECT_NONE,     "350"    },
        {"large_fen",    "{sum: [a, b]}",                           "1.5,-2",                      DS_REJECT_NONE,     "-50"    },
        {"large_fen",    "{sum: [a, b]}",                           "1.5,",                        DS_REJECT_EMPTY,    ""       },
        {"large_fen",    "{sum: [a, b], empty: 0}",                 "1.5,",                        DS_REJECT_NONE,     "150"    },
        {"large_fen",    "{sum: [a, b], empty: 0, missing: ['-']}", ",-",
         DS_REJECT_NONE,                                                                                               "0"      },
        {"large_fen",    "{sum: [a, b]}",                           "1.5,x",                       DS_REJECT_NUMBER,   ""       },
        {"large_fen",    "{sum: [a, b], money: fen}",               "1,2",                         DS_REJECT_NONE,     "3"      },
        {"large_fen",    "{sum: [a, b], clean: yes}",               "\"1,000\",￥2元",
         DS_REJECT_NONE,                                                                                               "100200" },
        {"large_fen",    "{sum: [a, b]}",                           "9999999999999,9999999999999",
         DS_REJECT_RANGE,                                                                                              ""       },
        {"bid_drug_fen", "{sum: [a, b]}",                           "-1,2",                        DS_REJECT_RANGE,    ""       },
        {"icu_days",     "{sum: [a, b], suffix: 天}",              "1天,2",                      DS_REJECT_NONE,     "3"      },
        {"icu_days",     "{sum: [a, b]}",                           ",2",                          DS_REJECT_NONE,     "missing"},
        {"operations",   "{set: [b, a]}",                           "x,c",                         DS_REJECT_NONE,     "c+x"    },
        {"operations",   "{set: [b, a]}",                           "x,x",                         DS_REJECT_NONE,     "x"      },
        {"operations",   "{set: [a, b]}",                           "x,",                          DS_REJECT_NONE,     "x"      },
        {"operations",   "{set: [a, b]}",                           "1",                           DS_REJECT_FEW,      ""       },
        {"operations",   "{set: [a, b]}",                           "1,2,3",                       DS_REJECT_MANY,     ""       },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char yaml[256], out[128] = "", rejected[64];
        snprintf(yaml, sizeof yaml, "columns:\n  %s: %s\n", rows[i].column,
                 rows[i].spec);
        const ds_reject reason =
            convert(yaml, "a,b", rows[i].line, rows[i].column, out, rejected);
        if (reason != rows[i].reason ||
            (reason == DS_REJECT_NONE && strcmp(out, rows[i].value) != 0))
            fail_msg("%s of '%s': %s, '%s'", rows[i].spec, rows[i].line,
                     ds_reject_name(reason), out);
    }
}

static void texts_end_at_1024_bytes(void **state)
{
    (void)state;
    char line[2200], out[128], rejected[64];
    memset(line, 'x', sizeof line);
    line[1024] = '\0';
    assert_int_equal(convert("columns: {drg: {column: a}}\n", "a", line, "drg",
                             out, rejected),
                     DS_REJECT_NONE);
    line[1024] = 'x';
    line[1025] = '\0';
    assert_int_equal(convert("columns: {drg: {column: a}}\n", "a", line, "drg",
                             out, rejected),
                     DS_REJECT_LONG);
    line[1025] = 'x';
    line[1024] = ','; /* 1024 + 1 joined, also with 1022 */
    line[1026] = '\0';
    assert_int_equal(convert("columns: {drg: {concat: '${a}${b}'}}\n", "a,b",
                             line, "drg", out, rejected),
                     DS_REJECT_LONG);
    memmove(line, line + 2, 1025);
    line[1021] = 'x';
    assert_int_equal(convert("columns: {drg: {set: [a, b]}}\n", "a,b", line,
                             "drg", out, rejected),
                     DS_REJECT_NONE);
}

/* Rows of a whole claim: total, pool, cash, admitted, discharged. */
static void sums_and_the_order_of_days_are_checked(void **state)
{
    (void)state;
    static const char yaml[] =
        "columns:\n  total_fen: {column: t}\n  pool_fen: {column: p}\n"
        "  large_fen: {value: 0}\n  aid_fen: {value: 0}\n"
        "  account_fen: {value: 0}\n  cash_fen: {column: c}\n"
        "  admit_day: {column: in}\n  discharge_day: {column: out}\n";
    static const struct {
        const char *line;
        ds_reject reason;
        const char *rejected, *month;
    } rows[] = {
        {"3,1,2,2020-06-30,2020-07-01",    DS_REJECT_NONE,   "",              "246"},
        {"3,1,2,2020-06-30,2020-06-30",    DS_REJECT_NONE,   "",              "245"},
        {"3,1,2,,2020-06-30",              DS_REJECT_NONE,   "",              "245"},
        {"3,1,2.01,2020-06-30,2020-07-01", DS_REJECT_PAYERS, "total_fen",     ""   },
        {"3,1,2,2020-07-01,2020-06-30",    DS_REJECT_ORDER,  "discharge_day", ""   },
        {"3,1,2,2020-07-01,",              DS_REJECT_EMPTY,  "month",         ""   },
        {"3,1,2,1999-12-30,1999-12-31",    DS_REJECT_DAY,    "month",         ""   },
        {"x,y,2,2020-06-30,2020-07-01",    DS_REJECT_NUMBER, "total_fen",     ""   },
        {"3,y,2,2020-06-31,2020-07-01",    DS_REJECT_DAY,    "admit_day",     ""   },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char out[128], rejected[64];
        const ds_reject reason =
            convert(yaml, "t,p,c,in,out", rows[i].line, "month", out, rejected);
        if (reason != rows[i].reason ||
            (reason == DS_REJECT_NONE
                 ? strcmp(out, rows[i].month) != 0
                 : strcmp(rejected, rows[i].rejected) != 0))
            fail_msg("%s: %s in '%s', month %s", rows[i].line,
                     ds_reject_name(reason), rejected, out);
    }
}

static void classes_add_up_unless_told_otherwise(void **state)
{
    (void)state;
    static const char yaml[] =
        "columns:\n  total_fen: {column: t}\n  drug_fen: {column: d}\n"
        "  herb_fen: {value: 0}\n  service_fen: {column: s}\n"
        "checks: {classes: %s}\n";
    char text[256], out[128], rejected[64];
    snprintf(text, sizeof text, yaml, "yes");
    assert_int_equal(convert(text, "t,d,s", "3,1,2", "claim", out, rejected),
                     DS_REJECT_NONE);
    assert_string_equal(out, "7"); /* the row's number */
    assert_int_equal(convert(text, "t,d,s", "3,1,1", "claim", out, rejected),
                     DS_REJECT_CLASSES);
    snprintf(text, sizeof text, yaml, "no");
    assert_int_equal(convert(text, "t,d,s", "3,1,1", "claim", out, rejected),
                     DS_REJECT_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_field_becomes_a_value_or_a_reason),
        cmocka_unit_test(two_fields_make_one_value),
        cmocka_unit_test(texts_end_at_1024_bytes),
        cmocka_unit_test(sums_and_the_order_of_days_are_checked),
        cmocka_unit_test(classes_add_up_unless_told_otherwise),
    };
    return cmocka_run_group_tests_name("import_convert", tests, folder_make,
                                       folder_remove);
}
