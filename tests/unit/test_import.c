/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/unit/test_import.c - from a CSV to a claims file and back. */
#include "tests/test.h"

#include "base/money.h"
#include "io/import/import.h"
#include "io/store/store.h"
#include "tests/folder.h"

#include <zlib.h>

static const ds_import_limit TEN_PERCENT = {true, 100000};
static const ds_import_limit ALL = {true, 1000000};

/* Imports the folder's in.csv by its map.yaml into out.h5. */
static ds_status import(int threads, ds_import_limit limit,
                        ds_import_result *result, ds_error *err)
{
    char in[FOLDER_PATH_SIZE], map[FOLDER_PATH_SIZE], out[FOLDER_PATH_SIZE],
        rejects[FOLDER_PATH_SIZE];
    const ds_import_options options = {.input = folder_path("in.csv", in),
                                       .mapping = folder_path("map.yaml", map),
                                       .output = folder_path("out.h5", out),
                                       .rejects =
                                           folder_path("rejects.csv", rejects),
                                       .max_rejects = limit,
                                       .deflate_level = 1,
                                       .force = true};
    const ds_run run = {.threads = threads};
    remove(out);
    remove(rejects);
    *result = (ds_import_result){0};
    *err = (ds_error){0};
    return ds_import(&options, &run, result, err);
}

static bool is_there(const char *name)
{
    char path[FOLDER_PATH_SIZE];
    return access(folder_path(name, path), F_OK) == 0;
}

/* A claims file read back: the values of a column as text, rows joined by
 * blanks; codes as their texts. */
static void read_back(const char *column, char *text, size_t size)
{
    char path[FOLDER_PATH_SIZE];
    ds_store *store = NULL;
    ds_reader *reader = NULL;
    ds_dict dict = {0};
    ds_error err = {0};
    static _Alignas(64) int64_t values[DS_SLICE_ROWS];
    int64_t *lanes[] = {values};
    assert_ok(ds_store_open(folder_path("out.h5", path), &store, &err), &err);
    const ds_source *s = ds_store_source(store);
    const int found = ds_source_find(s, column);
    assert_true(found >= 0);
    const size_t number = (size_t)found;
    const char *name = s->columns[number].dictionary;
    if (name[0]) assert_ok(s->ops->dictionary(s, name, &dict, &err), &err);
    assert_ok(s->ops->reader_new(s, 1, &number, &reader, &err), &err);
    assert_ok(s->ops->load(reader, 0, &err), &err);
    assert_ok(s->ops->fill(reader, 0, s->n_rows, lanes, &err), &err);
    size_t n = 0;
    text[0] = '\0';
    for (size_t i = 0; i < s->n_rows; i++) {
        const char *blank = i > 0 ? " " : "";
        if (name[0])
            n += (size_t)snprintf(text + n, size - n, "%s%s", blank,
                                  ds_dict_text(&dict, (uint32_t)values[i]));
        else if (values[i] == DS_MISSING)
            n += (size_t)snprintf(text + n, size - n, "%s.", blank);
        else
            n += (size_t)snprintf(text + n, size - n, "%s%jd", blank,
                                  (intmax_t)values[i]);
    }
    s->ops->reader_free(reader);
    ds_dict_destroy(&dict);
    ds_store_close(store);
}

static void expect_column(const char *column, const char *expected)
{
    char text[1024];
    read_back(column, text, sizeof text);
    if (strcmp(text, expected) != 0)
        fail_msg("%s: '%s', expected '%s'", column, text, expected);
}

static const char *account(const ds_import_result *r, const char *key)
{
    for (size_t i = 0; i < r->account.n_rows; i++)
        if (strcmp(ds_table_get_text(&r->account, i, 0), key) == 0)
            return ds_table_get_text(&r->account, i, 1);
    return "absent";
}

static void copy(const char *from, const char *to)
{
    static char bytes[8192];
    FILE *in = fopen(from, "rb");
    assert_non_null(in);
    const size_t n = fread(bytes, 1, sizeof bytes, in);
    fclose(in);
    folder_write_bytes(to, bytes, n);
}

static void expect_text(const char *name, const char *expected)
{
    size_t n;
    char *text = folder_read(name, &n);
    if (strcmp(text, expected) != 0) fail_msg("%s:\n%s", name, text);
    free(text);
}

/* Expected values by hand from tests/data/import. */
static void a_chinese_export_is_stored_or_rejected_row_by_row(void **state)
{
    (void)state;
    ds_import_result r;
    ds_error err;
    copy("tests/data/import/hospital_gb18030.csv", "in.csv");
    copy("tests/data/import/hospital.yaml", "map.yaml");
    assert_ok(import(2, ALL, &r, &err), &err);
    assert_int_equal(r.rows_read, 6);
    assert_int_equal(r.rows_stored, 3);
    assert_int_equal(r.rows_rejected, 3);
    assert_string_equal(r.unmapped, "");
    expect_column("claim", "0001 0002 0005");
    expect_column("hospital", "市一医院 市二医院 𠀀镇卫生院");
    expect_column("insurance", "1 2 1");
    expect_column("admit_day", "8430 8432 8432");
    expect_column("discharge_day", "8434 8432 8436");
    expect_column("month", "277 277 277");
    expect_column("drg", "FM1-轻 FM1-重 ");
    expect_column("operations", "00.66+36.06  36.06");
    expect_column("total_fen", "1234567 10000 150");
    expect_column("account_fen", "34567 0 0");
    expect_column("remark", "第一行\r\n第二行, 带逗号和\"引号\"  ");
    assert_string_equal(account(&r, "rows_read"), "6");
    assert_string_equal(account(&r, "rejected.unknown_value.insurance"), "1");
    assert_string_equal(account(&r, "rejected.no_such_date.admit_day"), "1");
    assert_string_equal(account(&r, "rejected.payers_do_not_add_up.total_fen"),
                        "1");
    assert_string_equal(account(&r, "yuan.total_fen"), "12447.17");
    expect_text("rejects.csv", "row,line,column,field,reason\n"
                               "3,5,insurance,险种,unknown_value\n"
                               "4,6,admit_day,入院日期,no_such_date\n"
                               "6,8,total_fen,总费用,payers_do_not_add_up\n");
    ds_import_result_destroy(&r);
}

static void the_account_is_in_the_file(void **state)
{
    (void)state;
    char path[FOLDER_PATH_SIZE];
    ds_import_result r;
    ds_error err;
    ds_store *store = NULL;
    ds_table t = {0};
    folder_write("in.csv", "h\na\n\nb\n");
    folder_write("map.yaml", "columns: {hospital: {column: h}}\n");
    assert_ok(import(1, TEN_PERCENT, &r, &err), &err);
    expect_column("claim", "1 2");
    assert_ok(ds_store_open(folder_path("out.h5", path), &store, &err), &err);
    assert_ok(ds_store_table(store, "import", &t, &err), &err);
    assert_int_equal(t.n_rows, r.account.n_rows);
    assert_string_equal(account(&r, "input"), "in.csv");
    assert_string_equal(account(&r, "input_bytes"), "7");
    assert_string_equal(account(&r, "blank_lines"), "1");
    char crc[16];
    snprintf(crc, sizeof crc, "%08lx",
             crc32(0, (const unsigned char *)"h\na\n\nb\n", 7));
    assert_string_equal(account(&r, "input_crc32"), crc);
    ds_table_destroy(&t);
    ds_store_close(store);
    ds_import_result_destroy(&r);
}

/* A made-up region of `n` rows; one in 50 rows has a mistake, every mistake of
 * another kind; ids repeat now and then. */
static char *make_region(size_t n, size_t *size)
{
    char *text = malloc(n * 64 + 100);
    assert_non_null(text);
    size_t at = (size_t)sprintf(text, "id,h,p,cost,day,note\n");
    uint32_t x = 12345;
    for (size_t i = 0; i < n; i++) {
        x = x * 1664525u + 1013904223u;
        const unsigned u = x >> 8;
        const bool bad = u % 50 == 0;
        at += (size_t)sprintf(
            text + at, "%zu,H%u,P%u,%u.%02u,2023-%02u-%02u,%s",
            bad && u % 5 == 0 ? i / 2 : i, u % 13, u % 5003, u % 100000,
            u % 100, bad && u % 3 == 0 ? 13 : u % 12 + 1, u % 28 + 1,
            u % 7 == 0 ? "\"x\ny\"" : "z");
        if (bad && u % 4 == 0) at += (size_t)sprintf(text + at, ",more");
        text[at++] = '\n';
    }
    *size = at;
    return text;
}

static const char REGION_MAP[] =
    "columns:\n  claim: {column: id, unique: yes}\n"
    "  hospital: {column: h}\n  prescriber: {column: h}\n"
    "  patient: {column: p}\n  total_fen: {column: cost}\n"
    "  discharge_day: {column: day}\n  note: {column: note, kind: code}\n";

static void the_same_bytes_come_out_for_any_number_of_threads(void **state)
{
    (void)state;
    enum { ROWS = 600000 }; /* three blocks, some 25 batches */
    size_t size = 0, n_first = 0;
    ds_import_result r;
    ds_error err;
    char *text = make_region(ROWS, &size), *first = NULL, *listed = NULL;
    folder_write_bytes("in.csv", text, size);
    folder_write("map.yaml", REGION_MAP);
    for (int threads = 1; threads <= 5; threads += threads > 1 ? 3 : 1) {
        size_t n = 0, n_list = 0;
        assert_ok(import(threads, TEN_PERCENT, &r, &err), &err);
        assert_int_equal(r.rows_read, ROWS);
        assert_int_equal(r.rows_read, r.rows_stored + r.rows_rejected);
        assert_true(r.rejects.n_rows >= 3);
        ds_import_result_destroy(&r);
        char *bytes = folder_read("out.h5", &n);
        char *list = folder_read("rejects.csv", &n_list);
        if (first) {
            assert_int_equal(n, n_first);
            assert_memory_equal(bytes, first, n);
            assert_string_equal(list, listed);
            free(bytes);
            free(list);
            continue;
        }
        first = bytes;
        listed = list;
        n_first = n;
    }
    free(first);
    free(listed);
    free(text);
}

static void gzip_and_plain_give_the_same_rows(void **state)
{
    (void)state;
    char path[FOLDER_PATH_SIZE];
    ds_import_result r;
    ds_error err;
    folder_write("map.yaml", "columns: {total_fen: {column: c}}\n");
    gzFile gz = gzopen(folder_path("in.csv", path), "wb");
    assert_non_null(gz);
    assert_int_equal(gzwrite(gz, "c\n1.5\n2.5\n", 10), 10);
    assert_int_equal(gzclose(gz), Z_OK);
    assert_ok(import(1, TEN_PERCENT, &r, &err), &err);
    expect_column("total_fen", "150 250");
    ds_import_result_destroy(&r);
}

static void the_second_of_two_equal_claims_is_rejected(void **state)
{
    (void)state;
    static const char *const maps[] = {
        "columns: {claim: {column: c, unique: yes}}\n",
        "columns: {claim: {column: c, unique: yes, as: text}}\n"};
    for (size_t i = 0; i < COUNT(maps); i++) {
        ds_import_result r;
        ds_error err;
        folder_write("in.csv", "c\n5\n6\n5\n7\n6\n5\n");
        folder_write("map.yaml", maps[i]);
        assert_ok(import(1, ALL, &r, &err), &err);
        expect_column("claim", "5 6 7");
        assert_string_equal(account(&r, "rejected.duplicate_claim.claim"), "3");
        expect_text("rejects.csv", "row,line,column,field,reason\n"
                                   "3,4,claim,c,duplicate_claim\n"
                                   "5,6,claim,c,duplicate_claim\n"
                                   "6,7,claim,c,duplicate_claim\n");
        ds_import_result_destroy(&r);
    }
}

/* Dictionaries hold what is stored, in the order of the rows. */
static void texts_of_rejected_rows_leave_no_trace(void **state)
{
    (void)state;
    char path[FOLDER_PATH_SIZE];
    ds_import_result r;
    ds_error err;
    ds_store *store = NULL;
    ds_dict dict = {0};
    folder_write("in.csv", "h,q,c\nB,C,1\nX,Y,x\nA,B,2\n");
    folder_write("map.yaml",
                 "columns: {hospital: {column: h}, prescriber: {column: q}, "
                 "total_fen: {column: c}}\n");
    assert_ok(import(1, ALL, &r, &err), &err);
    assert_ok(ds_store_open(folder_path("out.h5", path), &store, &err), &err);
    const ds_source *s = ds_store_source(store);
    assert_ok(s->ops->dictionary(s, "hospital", &dict, &err), &err);
    assert_int_equal(dict.n, 4);
    assert_string_equal(ds_dict_text(&dict, 1), "B");
    assert_string_equal(ds_dict_text(&dict, 2), "C");
    assert_string_equal(ds_dict_text(&dict, 3), "A");
    ds_dict_destroy(&dict);
    ds_store_close(store);
    ds_import_result_destroy(&r);
}

static void too_many_rejects_write_the_list_and_nothing_else(void **state)
{
    (void)state;
    static const struct {
        const char *limit;
        ds_status status;
    } rows[] = {
        {"10%",  DS_ERR_DATA},
        {"1",    DS_ERR_DATA},
        {"2",    DS_OK      },
        {"50%",  DS_OK      },
        {"49 %", DS_ERR_DATA},
    };
    folder_write("in.csv", "c\n1\nx\n2\ny\n");
    folder_write("map.yaml", "columns: {total_fen: {column: c}}\n");
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_import_result r;
        ds_import_limit limit;
        ds_error err;
        assert_true(ds_import_limit_parse(rows[i].limit, &limit));
        const ds_status st = import(1, limit, &r, &err);
        if (st != rows[i].status)
            fail_msg("%s: %d %s", rows[i].limit, st, err.text);
        assert_int_equal(is_there("out.h5"), st == DS_OK);
        assert_int_equal(r.rejects.n_rows, 1);
        assert_int_equal(r.rows_rejected, 2);
        if (st != DS_OK) {
            assert_non_null(strstr(err.text, "2 of 4 rows are rejected"));
            assert_non_null(strstr(err.hint, "--max-rejects"));
        }
        expect_text("rejects.csv", "row,line,column,field,reason\n"
                                   "2,3,total_fen,c,not_a_number\n"
                                   "4,5,total_fen,c,not_a_number\n");
        ds_import_result_destroy(&r);
    }
}

static void limits_are_rows_or_percent(void **state)
{
    (void)state;
    static const char *const bad[] = {"",     "%",   "x",  "-1",  "1.5",
                                      "101%", "1e2", "1 ", "5%%", "-1%"};
    ds_import_limit limit;
    assert_true(ds_import_limit_parse("0", &limit));
    assert_true(!limit.is_percent && limit.value == 0);
    assert_true(ds_import_limit_parse("2.5%", &limit));
    assert_true(limit.is_percent && limit.value == 25000);
    assert_true(ds_import_limit_parse("100 %", &limit));
    for (size_t i = 0; i < COUNT(bad); i++)
        if (ds_import_limit_parse(bad[i], &limit)) fail_msg("'%s'", bad[i]);
}

static void a_bad_input_is_named_and_leaves_nothing(void **state)
{
    (void)state;
    static const char one[] = "columns: {total_fen: {column: c}}\n";
    static const char gbk[] =
        "format: {encoding: gb18030}\ncolumns: {total_fen: {column: c}}\n";
    static const struct {
        const char *when, *map, *input;
        ds_status status;
        const char *text, *hint;
    } rows[] = {
        {"empty",             one,          "",                      DS_ERR_FORMAT, "in.csv is empty",          "header line"      },
        {"header only",       one,          "c\n",                   DS_ERR_DATA,
         "in.csv has a header but no row",                                                                      "header"           },
        {"empty lines only",  one,          "\n\n",                  DS_ERR_DATA,   "has no header row",
         "header"                                                                                                                  },
        {"no such field",     one,          "d\n1\n",                DS_ERR_FORMAT,
         "map.yaml:1: total_fen:",                                                                              "did you mean 'd'?"},
        {"header in GB18030", one,          "c,\xb7\xd1\n1,2\n",     DS_ERR_FORMAT,
         "in.csv:1: field 2 of the header",                                                                     "gb18030"          },
        {"header in UTF-8",   gbk,          "c,\xe5\x8c\xbb\n1,2\n", DS_ERR_FORMAT,
         "in.csv:1: the header is UTF-8, not the declared gb18030",                                             "utf-8"            },
        {"CR alone",          one,          "c\r1\r2\r",             DS_ERR_FORMAT, "line ends are CR alone",
         "LF"                                                                                                                      },
        {"unclosed quote",    one,          "c\n1\n\"2\n3\n",        DS_ERR_DATA,
         "in.csv:3: a quote opens here",                                                                        "close it"         },
        {"all rejected",      one,          "c\nx\n",                DS_ERR_DATA,   "1 of 1 rows are rejected",
         "--rejects"                                                                                                               },
        {"a spreadsheet",     one,          "PK\3\4",                DS_ERR_FORMAT, "a spreadsheet",
         "save the sheet"                                                                                                          },
        {"a broken mapping",  "columns: [", "c\n1\n",                DS_ERR_CONFIG,
         "map.yaml:",                                                                                           ""                 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_import_result r;
        ds_error err;
        folder_write("in.csv", rows[i].input);
        folder_write("map.yaml", rows[i].map);
        const ds_status st = import(2, TEN_PERCENT, &r, &err);
        if (st != rows[i].status || !strstr(err.text, rows[i].text) ||
            !strstr(err.hint, rows[i].hint))
            fail_msg("%s: %d '%s' remedy '%s'", rows[i].when, st, err.text,
                     err.hint);
        assert_false(is_there("out.h5"));
        ds_import_result_destroy(&r);
    }
}

static void rows_without_a_header_are_fields_by_number(void **state)
{
    (void)state;
    ds_import_result r;
    ds_error err;
    folder_write("in.csv", "1,a\n2,b\n");
    folder_write("map.yaml", "format: {header: 0}\n"
                             "columns: {total_fen: {column: 1}}\n");
    assert_ok(import(1, TEN_PERCENT, &r, &err), &err);
    expect_column("total_fen", "100 200");
    assert_string_equal(r.unmapped, "2");
    ds_import_result_destroy(&r);
    folder_write("in.csv", "title\n\nc,d\n1,a\n");
    folder_write("map.yaml", "format: {header: 2}\n"
                             "columns: {total_fen: {column: c}}\n");
    assert_ok(import(1, TEN_PERCENT, &r, &err), &err);
    expect_column("total_fen", "100");
    assert_string_equal(r.unmapped, "d");
    ds_import_result_destroy(&r);
}

static void output_is_not_replaced_by_accident(void **state)
{
    (void)state;
    char in[FOLDER_PATH_SIZE], map[FOLDER_PATH_SIZE];
    ds_import_result r = {0};
    ds_error err = {0};
    const ds_run run = {.threads = 1};
    folder_write("in.csv", "c\n1\n");
    folder_write("map.yaml", "columns: {total_fen: {column: c}}\n");
    const ds_import_options options = {.input = folder_path("in.csv", in),
                                       .mapping = folder_path("map.yaml", map),
                                       .output = in,
                                       .max_rejects = TEN_PERCENT,
                                       .force = true};
    assert_int_equal(ds_import(&options, &run, &r, &err), DS_ERR_ARG);
    assert_non_null(strstr(err.text, "is input and output"));
    expect_text("in.csv", "c\n1\n");
    ds_import_result_destroy(&r);
}

/* Rows behind the data are counted apart; the row of a claim without an id
 * keeps its number. */
static void lines_behind_the_data_are_dropped_and_counted(void **state)
{
    (void)state;
    ds_import_result r;
    ds_error err;
    folder_write("in.csv", "id,hospital,total\n1,a,5\n合计,,5\n2,b,x\n"
                           "3,c,7\n2,c,7\n1,合计,7\n , 总计：\n,,\n"
                           "9,　总计 ,7\n9,合计费,9\n1,a,7\n");
    folder_write("map.yaml",
                 "format: {footer: [合计, 总计]}\ncolumns:\n"
                 "  claim: {column: id}\n  hospital: {column: hospital}\n"
                 "  total_fen: {column: total}\n  month: {value: 2023-01}\n"
                 "checks: {unique: claim}\n");
    assert_ok(import(2, ALL, &r, &err), &err);
    assert_int_equal(r.rows_read, 11);
    assert_int_equal(r.rows_stored, 4);
    assert_int_equal(r.rows_rejected, 3);
    assert_int_equal(r.rows_dropped, 4);
    expect_column("claim", "1 3 2 9");
    assert_string_equal(account(&r, "rows_dropped"), "4");
    assert_string_equal(account(&r, "rejected.duplicate_claim.claim"), "1");
    ds_import_result_destroy(&r);
}

static void a_dry_run_counts_the_same_and_writes_only_rejects(void **state)
{
    (void)state;
    ds_import_result wet, dry = {0};
    ds_error err;
    char in[FOLDER_PATH_SIZE], map[FOLDER_PATH_SIZE], out[FOLDER_PATH_SIZE],
        rejects[FOLDER_PATH_SIZE];
    folder_write("in.csv", "total\n1\nx\n2\n");
    folder_write("map.yaml", "columns:\n  total_fen: {column: total}\n");
    assert_ok(import(1, ALL, &wet, &err), &err);
    ds_import_options o = {.input = folder_path("in.csv", in),
                           .mapping = folder_path("map.yaml", map),
                           .output = folder_path("dry.h5", out),
                           .rejects = folder_path("dry.csv", rejects),
                           .max_rejects = ALL,
                           .dry_run = true};
    const ds_run run = {.threads = 2};
    assert_ok(ds_import(&o, &run, &dry, &err), &err);
    assert_int_equal(dry.account.n_rows, wet.account.n_rows);
    for (size_t i = 0; i < wet.account.n_rows; i++)
        assert_string_equal(ds_table_get_text(&dry.account, i, 1),
                            ds_table_get_text(&wet.account, i, 1));
    assert_false(is_there("dry.h5"));
    assert_true(is_there("dry.csv"));
    ds_import_result_destroy(&dry);
    o.output = o.rejects = NULL;
    o.max_rejects = TEN_PERCENT;
    assert_int_equal(ds_import(&o, &run, &dry, &err), DS_ERR_DATA);
    ds_import_result_destroy(&dry);
    ds_import_result_destroy(&wet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chinese_export_is_stored_or_rejected_row_by_row),
        cmocka_unit_test(the_account_is_in_the_file),
        cmocka_unit_test(the_same_bytes_come_out_for_any_number_of_threads),
        cmocka_unit_test(gzip_and_plain_give_the_same_rows),
        cmocka_unit_test(the_second_of_two_equal_claims_is_rejected),
        cmocka_unit_test(texts_of_rejected_rows_leave_no_trace),
        cmocka_unit_test(too_many_rejects_write_the_list_and_nothing_else),
        cmocka_unit_test(limits_are_rows_or_percent),
        cmocka_unit_test(a_bad_input_is_named_and_leaves_nothing),
        cmocka_unit_test(rows_without_a_header_are_fields_by_number),
        cmocka_unit_test(output_is_not_replaced_by_accident),
        cmocka_unit_test(lines_behind_the_data_are_dropped_and_counted),
        cmocka_unit_test(a_dry_run_counts_the_same_and_writes_only_rejects),
    };
    return cmocka_run_group_tests_name("import", tests, folder_make,
                                       folder_remove);
}
