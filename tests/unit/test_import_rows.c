/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/unit/test_import_rows.c - cutting and taking apart CSV rows. */
#include "tests/test.h"

#include "io/import/import_rows.h"
#include "tests/folder.h"

enum { MAX_FIELDS = 8 };

/* Every row of the file as text, fields between < and >, rows ended by the
 * line they begin on; batches of `batch_bytes`. */
static ds_status read_all(const char *path, size_t batch_bytes, char *out,
                          size_t size, ds_error *err)
{
    ds_input *input = NULL;
    ds_rows rows = {0};
    ds_rows_batch batch = {0};
    ds_status st = DS_OK;
    size_t used = 0;
    *out = '\0';
    DS_GO(ds_input_open(path, &input, err));
    DS_GO(ds_rows_init(&rows, input, ',', err));
    rows.batch_bytes = batch_bytes;
    for (;;) {
        DS_GO(ds_rows_next(&rows, 0, &batch, err));
        if (batch.n == 0) break;
        ds_field fields[MAX_FIELDS];
        ds_row row = {.fields = fields, .max_fields = MAX_FIELDS};
        char *data = batch.buffer.data;
        ds_row_cursor c = {data, data + batch.n, ',', batch.first_line, 0};
        while (ds_row_next(&c, &row)) {
            for (size_t i = 0; i < row.n_fields && i < MAX_FIELDS; i++)
                used +=
                    (size_t)snprintf(out + used, size - used, "<%.*s>",
                                     (int)row.fields[i].n, row.fields[i].text);
            used +=
                (size_t)snprintf(out + used, size - used, "%s%d ",
                                 row.has_bad_quote ? "!" : "", (int)row.line);
            assert_true(used < size);
        }
    }
done:
    ds_buffer_destroy(&batch.buffer);
    ds_rows_destroy(&rows);
    ds_input_close(input);
    return st;
}

static void rows_are_told_apart_whatever_the_size_of_a_batch(void **state)
{
    (void)state;
    static const struct {
        const char *when, *bytes, *rows;
    } cases[] = {
        {"plain",                            "a,b\nc,d\n",            "<a><b>1 <c><d>2 "    },
        {"no newline at the end",            "a,b\nc,d",              "<a><b>1 <c><d>2 "    },
        {"CRLF",                             "a,b\r\nc,d\r\n",        "<a><b>1 <c><d>2 "    },
        {"CRLF, CR at the end",              "a,b\r\nc,d\r",          "<a><b>1 <c><d>2 "    },
        {"byte order mark",
         "\xef\xbb\xbf"
         "a,b\n",                                                     "<a><b>1 "            },
        {"byte order mark before a quote",   "\xef\xbb\xbf\"a\",b\n", "<a><b>1 "            },
        {"empty fields",                     ",\n,,\n\"\",\n",        "<><>1 <><><>2 <><>3 "},
        {"a trailing delimiter",             "a,",                    "<a><>1 "             },
        {"delimiter and newline in quotes",  "\"a,1\nx\",b\nc,d\n",
         "<a,1\nx><b>1 <c><d>3 "                                                            },
        {"CRLF in quotes stays",             "\"a\r\nx\",b\r\nc\r\n", "<a\r\nx><b>1 <c>3 "  },
        {"doubled quotes",                   "\"a\"\"b\",\"\"\"\"\n", "<a\"b><\">1 "        },
        {"a quote ends the file",            "a,\"b\"",               "<a><b>1 "            },
        {"doubled quotes end the file",      "a,\"b\"\"\"",           "<a><b\">1 "          },
        {"a quote inside an unquoted field", "5\" pipe,a\nb,6\"\n",
         "<5\" pipe><a>1 <b><6\">2 "                                                        },
        {"text behind a closing quote",      "\"a\"x,b\nc,d\n",       "<a><b>!1 <c><d>2 "   },
        {"empty lines",                      "\na\n\r\n\nb\n\n",      "<a>2 <b>5 "          },
        {"blanks are no empty line",         "a\n \nb\n",             "<a>1 < >2 <b>3 "     },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char path[FOLDER_PATH_SIZE], out[256];
        ds_error err = {0};
        folder_path("rows.csv", path);
        folder_write_bytes("rows.csv", cases[i].bytes, strlen(cases[i].bytes));
        for (size_t bytes = 1; bytes <= 40; bytes++) {
            assert_ok(read_all(path, bytes, out, sizeof out, &err), &err);
            if (strcmp(out, cases[i].rows) != 0)
                fail_msg("%s, batches of %zu: %s, expected %s", cases[i].when,
                         bytes, out, cases[i].rows);
        }
    }
}

static void a_quote_that_never_closes_is_an_error_with_its_line(void **state)
{
    (void)state;
    static const char bytes[] = "a,b\n1,2\n\"x\ny\",\"3\n4,5\n6,7\n";
    char path[FOLDER_PATH_SIZE], out[256];
    ds_error err = {0};
    folder_path("rows.csv", path);
    folder_write_bytes("rows.csv", bytes, strlen(bytes));
    for (size_t n = 1; n <= 40; n++) {
        assert_int_equal(read_all(path, n, out, sizeof out, &err), DS_ERR_DATA);
        assert_non_null(strstr(err.text, ":4: a quote opens here"));
        assert_true(err.hint[0] != '\0');
    }
}

static void a_row_without_an_end_is_refused_in_bounded_memory(void **state)
{
    (void)state;
    const size_t n = (size_t)DS_ROWS_MAX_BYTES + 100;
    char path[FOLDER_PATH_SIZE], out[64], *bytes = malloc(n);
    ds_error err = {0};
    assert_non_null(bytes);
    memset(bytes, 'x', n);
    memcpy(bytes, "a,b\n", 4);
    folder_path("rows.csv", path);
    folder_write_bytes("rows.csv", bytes, n);
    assert_int_equal(read_all(path, DS_ROWS_BATCH_BYTES, out, sizeof out, &err),
                     DS_ERR_DATA);
    assert_non_null(strstr(err.text, ":2: a row is longer than 16 MiB"));
    free(bytes);
}

static void what_is_no_csv_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t n;
        const char *text;
    } cases[] = {
        {"",              0, " is empty"     },
        {"PK\3\4abc",     7, "a spreadsheet" },
        {"PAR1abc",       7, "a Parquet file"},
        {"\x89HDF\r\n",   6, "an HDF5 file"  },
        {"\xff\xfe"
         "a\0",  4, "UTF-16 text"   },
        {"a,b\n1,\0\n",   8, "zero bytes"    },
        {"\xfd"
         "7zXZ", 5, "xz data"       },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char path[FOLDER_PATH_SIZE], out[64];
        ds_error err = {0};
        folder_path("rows.csv", path);
        folder_write_bytes("rows.csv", cases[i].bytes, cases[i].n);
        assert_int_equal(read_all(path, 100, out, sizeof out, &err),
                         DS_ERR_FORMAT);
        if (!strstr(err.text, cases[i].text))
            fail_msg("%s: no '%s'", err.text, cases[i].text);
        assert_true(err.hint[0] != '\0');
    }
}

static void a_header_is_cut_off_alone(void **state)
{
    (void)state;
    static const char bytes[] = "\"a\nx\",b\nc,d\ne,f\n";
    char path[FOLDER_PATH_SIZE];
    ds_error err = {0};
    ds_input *input = NULL;
    ds_rows rows = {0};
    ds_rows_batch batch = {0};
    folder_path("rows.csv", path);
    folder_write_bytes("rows.csv", bytes, strlen(bytes));
    assert_ok(ds_input_open(path, &input, &err), &err);
    assert_ok(ds_rows_init(&rows, input, ',', &err), &err);
    assert_ok(ds_rows_next(&rows, 1, &batch, &err), &err);
    assert_int_equal(batch.n, 8);
    assert_int_equal(batch.first_line, 1);
    assert_ok(ds_rows_next(&rows, 0, &batch, &err), &err);
    assert_int_equal(batch.n, 8);
    assert_int_equal(batch.first_line, 3);
    ds_buffer_destroy(&batch.buffer);
    ds_rows_destroy(&rows);
    ds_input_close(input);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_told_apart_whatever_the_size_of_a_batch),
        cmocka_unit_test(a_quote_that_never_closes_is_an_error_with_its_line),
        cmocka_unit_test(a_row_without_an_end_is_refused_in_bounded_memory),
        cmocka_unit_test(what_is_no_csv_is_named),
        cmocka_unit_test(a_header_is_cut_off_alone),
    };
    return cmocka_run_group_tests_name("import_rows", tests, folder_make,
                                       folder_remove);
}
