/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/unit/test_guess_sample.c - what a file of which nothing is known is. */
#include "tests/test.h"

#include "io/guess/guess_sample.h"
#include "tests/folder.h"

static ds_synonyms names;

static int setup(void **state)
{
    ds_error err = {0};
    return ds_synonyms_init(&names, &err) == DS_OK ? folder_make(state) : -1;
}

static int teardown(void **state)
{
    ds_synonyms_destroy(&names);
    return folder_remove(state);
}

static ds_status read_sample(ds_sample *s, const char *bytes, size_t n,
                             ds_error *err)
{
    char path[FOLDER_PATH_SIZE];
    folder_write_bytes("in.csv", bytes, n);
    return ds_sample_read(s, folder_path("in.csv", path), &names, err);
}

#define GB_ZFY "\xd7\xdc\xb7\xd1\xd3\xc3" /* 总费用 in GB18030 */
#define GB_YY "\xd2\xbd\xd4\xba"          /* 医院 */

static void encoding_delimiter_header_and_footer_are_found(void **state)
{
    (void)state;
    static const struct {
        const char *when, *bytes;
        ds_encoding encoding;
        char delimiter;
        int header;
        size_t n_fields, n_data, n_footers;
    } rows[] = {
        {"plain",                            "id,总费用\n1,2\n3,4\n",                                      DS_ENCODING_UTF8,    ',',  1, 2, 2, 0},
        {"gb",                               GB_YY "," GB_ZFY "\n1,2\n",                                      DS_ENCODING_GB18030, ',',  1, 2, 1,
         0                                                                                                                                         },
        {"semicolons around decimal commas", "医院;总费用\n1;2,5\n3;4,5\n",
         DS_ENCODING_UTF8,                                                                                                         ';',  1, 2, 2, 0},
        {"commas in every row",              "a,x;b;总费用\n1,1;2;3\n",                                    DS_ENCODING_UTF8,
         ';',                                                                                                                            1, 3, 1, 0},
        {"tabs",                             "医院\t总费用\n1,2\t2\n",                                   DS_ENCODING_UTF8,    '\t', 1, 2, 1, 0},
        {"bars",                             "医院|总费用\n1|2\n",                                       DS_ENCODING_UTF8,    '|',  1, 2, 1, 0},
        {"titles",                           "某市明细表,,\n,,\n制表,,\n医院,x,总费用\n1,2,3\n",
         DS_ENCODING_UTF8,                                                                                                         ',',  4, 3, 1, 0},
        {"titles of one field",              "某市明细表\n\n医院,x,总费用\n1,2,3\n",
         DS_ENCODING_UTF8,                                                                                                         ',',  2, 3, 1, 0},
        {"names in two languages",
         "医院,总费用,x\nhospital,total_cost,y\n1,2,3\n",                                                DS_ENCODING_UTF8,    ',',
         2,                                                                                                                                 3, 1, 0},
        {"no names",                         "1,2020-01-01,5\n2,2020-01-02,6\n",                              DS_ENCODING_UTF8,    ',',
         0,                                                                                                                                 3, 2, 0},
        {"unknown names",                    "a,b\n1,2\n3,4\n",                                               DS_ENCODING_UTF8,    ',',  1, 2, 2, 0},
        {"total lines",                      "医院,总费用\n1,2\n小计,2\n3,4\n ,合计：6\n 总计\n",
         DS_ENCODING_UTF8,                                                                                                         ',',  1, 2, 2, 3},
        {"totals in any field",
         "医院,x,总费用\nh,小计,2\n全部,本页小计,2\n3,4,累计\n3,小计费,4\n",
         DS_ENCODING_UTF8,                                                                                                         ',',  1, 3, 1, 3},
        {"rows of other widths are no data", "医院,总费用\n1\n1,2\n1,2,3\n",
         DS_ENCODING_UTF8,                                                                                                         ',',  1, 2, 1, 0},
        {"quoted delimiters",                "医院,总费用\n\"a;b;c\",\"1,5\"\n\"d;e;f\",2\n",
         DS_ENCODING_UTF8,                                                                                                         ',',  1, 2, 2, 0},
        {"commas behind tabs",               "x\t,医院\t,总费用\t\nh\t,1\t,2\t\n",
         DS_ENCODING_UTF8,                                                                                                         ',',  1, 3, 1, 0},
        {"commas in a title",                "a,b,c,d\n医院;总费用\nh;1\nh,i,j;2\n",
         DS_ENCODING_UTF8,                                                                                                         ';',  2, 2, 2, 0},
        {"one field",                        "总费用\n1\n2\n",                                             DS_ENCODING_UTF8,    ',',  1, 1, 2, 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_sample s = {0};
        ds_error err = {0};
        assert_ok(read_sample(&s, rows[i].bytes, strlen(rows[i].bytes), &err),
                  &err);
        if (s.encoding != rows[i].encoding ||
            s.delimiter != rows[i].delimiter || s.header != rows[i].header ||
            s.n_fields != rows[i].n_fields || s.n_data != rows[i].n_data ||
            s.n_footers != rows[i].n_footers)
            fail_msg("%s: encoding %d, delimiter '%c', header %d, %zu fields, "
                     "%zu rows, %zu footers",
                     rows[i].when, s.encoding, s.delimiter, s.header,
                     s.n_fields, s.n_data, s.n_footers);
        assert_true(s.has_end && !s.is_cut);
        ds_sample_destroy(&s);
    }
}

static void names_and_fields_are_text(void **state)
{
    (void)state;
    ds_sample s = {0};
    ds_error err = {0};
    static const char bytes[] =
        "\xef\xbb\xbf 总费用\t,\"a \"\"b\"\"\"\n1,\" x\"\n";
    assert_ok(read_sample(&s, bytes, strlen(bytes), &err), &err);
    assert_true(s.had_mark && !s.is_ascii);
    assert_int_equal(ds_sample_name(&s, 0).n, strlen("总费用"));
    assert_memory_equal(ds_sample_name(&s, 0).text, "总费用", 9);
    assert_memory_equal(ds_sample_name(&s, 1).text, "a \"b\"", 5);
    assert_memory_equal(ds_sample_field(&s, 1, 1).text, " x", 2);
    ds_sample_destroy(&s);
}

/* A few broken bytes leave it UTF-8. */
static void an_encoding_is_what_has_fewer_characters_that_are_none(void **state)
{
    (void)state;
    ds_sample s = {0};
    ds_error err = {0};
    static const char bytes[] = "总费用,医院\n1,第一医院第二医院\n2,\xff\n";
    assert_ok(read_sample(&s, bytes, strlen(bytes), &err), &err);
    assert_int_equal(s.encoding, DS_ENCODING_UTF8);
    assert_int_equal(s.n_bad, 1);
    ds_sample_destroy(&s);
}

static void of_a_long_file_the_beginning_and_the_end_are_read(void **state)
{
    (void)state;
    enum { ROWS = 700000 };
    char path[FOLDER_PATH_SIZE];
    ds_sample s = {0};
    ds_error err = {0};
    FILE *out = fopen(folder_path("long.csv", path), "wb");
    assert_non_null(out);
    fputs("医院,总费用\n", out);
    for (int i = 0; i < ROWS; i++) fprintf(out, "H%06d,%d\n", i, i % 1000);
    fputs("合计,5\n", out);
    assert_int_equal(fclose(out), 0);
    assert_ok(ds_sample_read(&s, path, &names, &err), &err);
    assert_true(s.is_cut && s.has_end);
    assert_int_equal(s.n_footers, 1);
    assert_true(s.n_data > 300000 && s.n_data < ROWS);
    assert_int_equal(s.n_data + s.n_footers + 1, s.n_rows);
    assert_true(s.n_bytes < DS_SAMPLE_HEAD_BYTES + DS_SAMPLE_TAIL_BYTES);
    ds_sample_destroy(&s);
}

static void what_has_no_rows_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t n;
        ds_status status;
    } rows[] = {
        {"",           0, DS_ERR_FORMAT},
        {"PK\3\4x",    5, DS_ERR_FORMAT},
        {"\n\r\n\n",   4, DS_ERR_DATA  },
        {"\xff\xfe"
         "a", 3, DS_ERR_FORMAT},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_sample s = {0};
        ds_error err = {0};
        assert_int_equal(read_sample(&s, rows[i].bytes, rows[i].n, &err),
                         rows[i].status);
        assert_true(err.hint[0] != '\0');
        ds_sample_destroy(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encoding_delimiter_header_and_footer_are_found),
        cmocka_unit_test(names_and_fields_are_text),
        cmocka_unit_test(
            an_encoding_is_what_has_fewer_characters_that_are_none),
        cmocka_unit_test(of_a_long_file_the_beginning_and_the_end_are_read),
        cmocka_unit_test(what_has_no_rows_is_refused),
    };
    return cmocka_run_group_tests_name("guess_sample", tests, setup, teardown);
}
