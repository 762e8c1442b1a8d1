/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/tables/result.h"
#include "tests/test.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME, PAID, POINTS, RATE, MEAN, DAY, MONTH, CASES, N_COLUMNS };

static const ds_column_spec SPECS[N_COLUMNS] = {
    {"hospital", DS_CELL_TEXT,    0, "",       "医疗机构", ""},
    {"paid_fen", DS_CELL_FEN,     0, "fen",    "支付",       ""},
    {"points",   DS_CELL_POINTS,  0, "points", "点数",       ""},
    {"rate",     DS_CELL_DECIMAL, 3, "1",      "",             ""},
    {"mean",     DS_CELL_REAL,    0, "1",      "均值",       ""},
    {"day",      DS_CELL_DAY,     0, "day",    "日期",       ""},
    {"month",    DS_CELL_MONTH,   0, "month",  "月份",       ""},
    {"cases",    DS_CELL_INT,     0, "cases",  "例数",       ""},
};

static void add(ds_table *t, const char *name, const int64_t *values,
                double mean)
{
    size_t row;
    assert_ok(ds_table_add(t, &row, NULL), &(ds_error){0});
    assert_ok(ds_table_set_text(t, row, NAME, name, NULL), &(ds_error){0});
    ds_table_set(t, row, PAID, values[0]);
    ds_table_set(t, row, POINTS, values[1]);
    ds_table_set(t, row, RATE, values[2]);
    ds_table_set_real(t, row, MEAN, mean);
    ds_table_set(t, row, DAY, values[3]);
    ds_table_set(t, row, MONTH, values[4]);
    ds_table_set(t, row, CASES, values[5]);
}

/* Two rows: one with every value, one with none. */
static ds_table example(void)
{
    ds_table t = {0};
    assert_ok(ds_table_init(&t, "sums", "合计", SPECS, N_COLUMNS, NULL),
              &(ds_error){0});
    add(&t, "第一医院", (const int64_t[]){-1205, 1000000, 1500, 8405, 276, 12},
        0.1);
    add(&t, "",
        (const int64_t[]){DS_MISSING, DS_MISSING, DS_MISSING, DS_MISSING,
                          DS_MISSING, DS_MISSING},
        (double)NAN);
    return t;
}

static char *print(const ds_table *t, ds_text_options options)
{
    char *text = NULL;
    size_t n = 0;
    ds_error err = {0};
    FILE *out = open_memstream(&text, &n);
    assert_ok(ds_table_print(t, &options, out, &err), &err);
    fclose(out);
    return text;
}

static void check(const ds_table *t, ds_text_options options,
                  const char *expected)
{
    char *text = print(t, options);
    assert_string_equal(text, expected);
    free(text);
}

static void writes_csv_with_yuan_under_a_name_without_fen(void **state)
{
    (void)state;
    ds_table t = example();
    check(&t, (ds_text_options){.format = DS_TEXT_CSV},
          "hospital,paid,points,rate,mean,day,month,cases\n"
          "第一医院,-12.05,100.0000,1.500,0.1,2023-01-05,2023-01,12\n"
          ",,,,,,,\n");
    check(&t, (ds_text_options){.format = DS_TEXT_CSV, .fen = true},
          "hospital,paid_fen,points,rate,mean,day,month,cases\n"
          "第一医院,-1205,100.0000,1.500,0.1,2023-01-05,2023-01,12\n"
          ",,,,,,,\n");
    ds_table_destroy(&t);
}

static void labels_columns_in_chinese_with_the_unit_of_money(void **state)
{
    (void)state;
    ds_table t = example();
    char *yuan = print(
        &t, (ds_text_options){.format = DS_TEXT_CSV, .zh = true, .bom = true});
    assert_ptr_equal(strstr(yuan, "\xEF\xBB\xBF医疗机构,支付（元）,点数,rate,"
                                  "均值,日期,月份,例数\n"),
                     yuan);
    char *fen = print(
        &t, (ds_text_options){.format = DS_TEXT_CSV, .zh = true, .fen = true});
    assert_ptr_equal(strstr(fen, "医疗机构,支付（分）,点数"), fen);
    free(yuan);
    free(fen);
    ds_table_destroy(&t);
}

static void names_yuan_apart_from_another_column_of_the_short_name(void **state)
{
    (void)state;
    static const ds_column_spec specs[] = {
        {"total",     DS_CELL_INT, 0, "cases", "", ""},
        {"total_fen", DS_CELL_FEN, 0, "fen",   "", ""},
        {"_fen",      DS_CELL_FEN, 0, "fen",   "", ""},
        {"cost",      DS_CELL_FEN, 0, "fen",   "", ""},
    };
    ds_table t = {0};
    assert_ok(ds_table_init(&t, "t", "", specs, COUNT(specs), NULL),
              &(ds_error){0});
    check(&t, (ds_text_options){.format = DS_TEXT_CSV},
          "total,total_yuan,_fen,cost\n");
    check(&t, (ds_text_options){.format = DS_TEXT_CSV, .fen = true},
          "total,total_fen,_fen,cost\n");
    ds_table_destroy(&t);
}

static void writes_json_with_exact_numbers_and_null(void **state)
{
    (void)state;
    ds_table t = example();
    char *text = print(&t, (ds_text_options){.format = DS_TEXT_JSON});
    const char *rows = strstr(text, "\"rows\"");
    assert_ptr_equal(
        strstr(text, "{\"table\":\"sums\",\"columns\":[{\"name\":\"hospital\","
                     "\"unit\":\"\",\"zh\":\"医疗机构\"},{\"name\":\"paid\","
                     "\"unit\":\"yuan\",\"zh\":\"支付\"},"),
        text);
    assert_string_equal(
        rows, "\"rows\":[\n"
              "{\"hospital\":\"第一医院\",\"paid\":-12.05,\"points\":100.0000,"
              "\"rate\":1.500,\"mean\":0.1,\"day\":\"2023-01-05\",\"month\":"
              "\"2023-01\",\"cases\":12},\n"
              "{\"hospital\":null,\"paid\":null,\"points\":null,\"rate\":null,"
              "\"mean\":null,\"day\":null,\"month\":null,\"cases\":null}\n"
              "]}\n");
    free(text);
    ds_table_destroy(&t);
}

/* One TEXT and one REAL column: what is in the texts must not break the form
 * around it. */
static void quotes_and_escapes_texts(void **state)
{
    (void)state;
    static const ds_column_spec specs[] = {
        {"a", DS_CELL_TEXT, 0, "", "", ""}
    };
    static const struct {
        const char *text, *csv, *json, *shown;
    } rows[] = {
        /* clang-format off */
        {"plain", "a\nplain\n", "\"plain\"", "plain"},
        {"a,b", "a\n\"a,b\"\n", "\"a,b\"", "a,b"},
        {"say \"x\"", "a\n\"say \"\"x\"\"\"\n", "\"say \\\"x\\\"\"",
         "say \"x\""},
        {"two\nlines", "a\n\"two\nlines\"\n", "\"two\\u000alines\"",
         "two?lines"},
        {"cr\r", "a\n\"cr\r\"\n", "\"cr\\u000d\"", "cr?"},
        {"a\\b", "a\na\\b\n", "\"a\\\\b\"", "a\\b"},
        {"\x1b[2J", "a\n\x1b[2J\n", "\"\\u001b[2J\"", "?[2J"},
        {"bad\xff", "a\nbad\xff\n", "\"bad\\ufffd\"", "bad?"},
        {"\xed\xa0\x80", "a\n\xed\xa0\x80\n", "\"\\ufffd\\ufffd\\ufffd\"",
         "???"},
        {"\xc2\x9b", "a\n\xc2\x9b\n", "\"\xc2\x9b\"", "??"},
        {"", "a\n\"\"\n", "null", ""},
        /* clang-format on */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char json[256], shown[256];
        size_t row;
        ds_table t = {0};
        assert_ok(ds_table_init(&t, "t", "", specs, 1, NULL), &(ds_error){0});
        assert_ok(ds_table_add(&t, &row, NULL), &(ds_error){0});
        assert_ok(ds_table_set_text(&t, 0, 0, rows[i].text, NULL),
                  &(ds_error){0});
        check(&t, (ds_text_options){.format = DS_TEXT_CSV}, rows[i].csv);
        snprintf(json, sizeof json,
                 "{\"table\":\"t\",\"columns\":[{\"name\":\"a\",\"unit\":\"\","
                 "\"zh\":\"\"}],\"rows\":[\n{\"a\":%s}\n]}\n",
                 rows[i].json);
        check(&t, (ds_text_options){.format = DS_TEXT_JSON}, json);
        snprintf(shown, sizeof shown, "\n%s\n\n", rows[i].shown);
        char *text = print(&t, (ds_text_options){.format = DS_TEXT_TABLE});
        assert_non_null(strstr(text, shown));
        free(text);
        ds_table_destroy(&t);
    }
}

static void aligns_columns_by_the_width_of_chinese_characters(void **state)
{
    (void)state;
    static const ds_column_spec specs[] = {
        {"hospital", DS_CELL_TEXT, 0, "",      "医疗机构", ""},
        {"paid_fen", DS_CELL_FEN,  0, "fen",   "支付",       ""},
        {"note",     DS_CELL_TEXT, 0, "",      "备注",       ""},
        {"n",        DS_CELL_INT,  0, "cases", "例数",       ""},
    };
    static const struct {
        const char *hospital, *note;
        int64_t paid, n;
    } rows[] = {
        {"天津市第一中心医院", "ok",        123456789, 1         },
        {"H2",                          "éa\u0301", -5,        DS_MISSING},
        {"",                            "",          0,         20        },
    };
    ds_table t = {0};
    assert_ok(ds_table_init(&t, "sums", "合计", specs, COUNT(specs), NULL),
              &(ds_error){0});
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t r;
        assert_ok(ds_table_add(&t, &r, NULL), &(ds_error){0});
        assert_ok(ds_table_set_text(&t, r, 0, rows[i].hospital, NULL),
                  &(ds_error){0});
        ds_table_set(&t, r, 1, rows[i].paid);
        assert_ok(ds_table_set_text(&t, r, 2, rows[i].note, NULL),
                  &(ds_error){0});
        ds_table_set(&t, r, 3, rows[i].n);
    }
    check(&t, (ds_text_options){.format = DS_TEXT_TABLE},
          "sums\n"
          "hospital                  paid  note   n\n"
          "------------------  ----------  ----  --\n"
          "天津市第一中心医院  1234567.89  ok     1\n"
          "H2                       -0.05  éa\u0301     -\n"
          "                          0.00        20\n"
          "\n");
    check(&t,
          (ds_text_options){
              .format = DS_TEXT_TABLE, .zh = true, .fen = true, .max_rows = 1},
          "合计\n"
          "医疗机构            支付（分）  备注  例数\n"
          "------------------  ----------  ----  ----\n"
          "天津市第一中心医院   123456789  ok       1\n"
          "... 2 more rows\n\n");
    ds_table_destroy(&t);
}

static void shows_reals_without_noise(void **state)
{
    (void)state;
    static const ds_column_spec specs[] = {
        {"x", DS_CELL_REAL, 0, "", "", ""}
    };
    static const struct {
        double value;
        const char *csv, *json, *shown;
    } rows[] = {
        {0.1,       "0.1",               "0.1",               "0.1"        },
        {1.0 / 3,   "0.333333333333333", "0.333333333333333", "0.333333"   },
        {-0.0,      "0",                 "0",                 "0"          },
        {1e300,     "1e+300",            "1e+300",            "1e+300"     },
        {123456789, "123456789",         "123456789",         "1.23457e+08"},
        {INFINITY,  "inf",               "null",              "inf"        },
        {NAN,       "\"\"",              "null",              "-"          },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char expected[256];
        size_t row;
        ds_table t = {0};
        assert_ok(ds_table_init(&t, "t", "", specs, 1, NULL), &(ds_error){0});
        assert_ok(ds_table_add(&t, &row, NULL), &(ds_error){0});
        ds_table_set_real(&t, 0, 0, rows[i].value);
        snprintf(expected, sizeof expected, "x\n%s\n", rows[i].csv);
        check(&t, (ds_text_options){.format = DS_TEXT_CSV}, expected);
        char *text = print(&t, (ds_text_options){.format = DS_TEXT_TABLE});
        snprintf(expected, sizeof expected, " %s\n\n", rows[i].shown);
        if (!strstr(text, expected) && !strstr(text, expected + 1))
            fail_msg("%s lacks %s", text, expected);
        free(text);
        text = print(&t, (ds_text_options){.format = DS_TEXT_JSON});
        snprintf(expected, sizeof expected, "{\"x\":%s}\n", rows[i].json);
        assert_non_null(strstr(text, expected));
        free(text);
        ds_table_destroy(&t);
    }
}

static void writes_tables_without_rows_or_columns(void **state)
{
    (void)state;
    ds_table t = {0};
    assert_ok(ds_table_init(&t, "none", "", SPECS, 1, NULL), &(ds_error){0});
    check(&t, (ds_text_options){.format = DS_TEXT_CSV}, "hospital\n");
    check(&t, (ds_text_options){.format = DS_TEXT_TABLE},
          "none\nhospital\n--------\n\n");
    check(&t, (ds_text_options){.format = DS_TEXT_JSON},
          "{\"table\":\"none\",\"columns\":[{\"name\":\"hospital\",\"unit\":"
          "\"\",\"zh\":\"医疗机构\"}],\"rows\":[\n]}\n");
    ds_table_destroy(&t);
    assert_ok(ds_table_init(&t, "none", "", NULL, 0, NULL), &(ds_error){0});
    check(&t, (ds_text_options){.format = DS_TEXT_CSV}, "\n");
    ds_table_destroy(&t);
}

static void fails_when_the_disk_is_full(void **state)
{
    (void)state;
    ds_table t = example();
    ds_error err = {0};
    FILE *full = fopen("/dev/full", "w");
    if (!full) skip();
    assert_int_equal(ds_table_print(&t, &(ds_text_options){0}, full, &err),
                     DS_ERR_IO);
    assert_non_null(strstr(err.text, strerror(ENOSPC)));
    fclose(full);
    ds_table_destroy(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_csv_with_yuan_under_a_name_without_fen),
        cmocka_unit_test(labels_columns_in_chinese_with_the_unit_of_money),
        cmocka_unit_test(
            names_yuan_apart_from_another_column_of_the_short_name),
        cmocka_unit_test(writes_json_with_exact_numbers_and_null),
        cmocka_unit_test(quotes_and_escapes_texts),
        cmocka_unit_test(aligns_columns_by_the_width_of_chinese_characters),
        cmocka_unit_test(shows_reals_without_noise),
        cmocka_unit_test(writes_tables_without_rows_or_columns),
        cmocka_unit_test(fails_when_the_disk_is_full),
    };
    return cmocka_run_group_tests_name("table_print", tests, NULL, NULL);
}
