/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/decimal.h"
#include "io/import/import_digits.h"
#include "io/import/import_memo.h"
#include "io/import/import_scan.h"
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE = 40000, FIELDS = 4 };

static uint32_t next(uint32_t *x)
{
    *x = *x * 1664525u + 1013904223u;
    return *x >> 8;
}

/* ---- rows: ds_row_next is the reference ---------------------------------- */

static size_t random_csv(uint32_t *x, char *text)
{
    static const char *const pieces[] = {
        ",",
        ",",
        ",",
        "\n",
        "\n",
        "\r\n",
        "\r",
        "\"",
        "\"\"",
        ",\"",
        "\",",
        "a",
        "12.5",
        "\xe5\xb8\x82",
        " ",
        "x\ty",
        "\"a\nb\"",
        ",,",
        "0123456789012345678901234567890123456789",
        "\n\n",
        "\"\"\n"};
    const size_t most = 1 + next(x) % (next(x) % 8 == 0 ? SIZE : 300);
    size_t n = 0;
    for (;;) {
        const char *piece = pieces[next(x) % COUNT(pieces)];
        if (n + strlen(piece) > most) return n;
        n += (size_t)sprintf(text + n, "%s", piece);
    }
}

static void expect_row(const ds_scan *s, size_t row, const ds_row *expected)
{
    const ds_span *spans = ds_scan_row(s, row);
    assert_int_equal(s->counts[row], expected->n_fields);
    assert_int_equal(s->lines[row], expected->line);
    assert_int_equal(s->bad_quotes[row], expected->has_bad_quote);
    for (size_t i = 0; i < FIELDS; i++) {
        if (i >= expected->n_fields) {
            assert_int_equal(spans[i].n, 0);
            continue;
        }
        assert_int_equal(spans[i].n, expected->fields[i].n);
        assert_memory_equal(s->text + spans[i].at, expected->fields[i].text,
                            spans[i].n);
    }
    if (s->is_plain) /* what makes a quote bad is not looked at */
        assert_true(expected->is_ascii || expected->has_bad_quote);
}

static void compare(char *text, char *again, size_t n)
{
    ds_field fields[FIELDS];
    ds_row row = {.fields = fields, .max_fields = FIELDS};
    ds_row_cursor c = {again, again + n, ',', 7, 0};
    ds_scan *s = calloc(1, sizeof *s);
    ds_error err;
    size_t rows = 0;
    assert_non_null(s);
    assert_ok(ds_scan_init(s, FIELDS, &err), &err);
    ds_scan_start(s, text, n, ',', 7);
    while (ds_scan_next(s))
        for (size_t i = 0; i < s->n_rows; i++, rows++) {
            assert_true(ds_row_next(&c, &row));
            expect_row(s, i, &row);
        }
    assert_false(ds_row_next(&c, &row));
    assert_int_equal(s->c.blank, c.blank);
    ds_scan_destroy(s);
    free(s);
}

static void rows_are_those_of_the_careful_reader(void **state)
{
    (void)state;
    static char text[SIZE + DS_ROWS_PADDING], again[SIZE];
    uint32_t x = 1;
    for (int i = 0; i < 3000; i++) {
        const size_t n = random_csv(&x, text);
        memcpy(again, text, n);
        compare(text, again, n);
    }
}

static void only_ascii_without_zero_bytes_is_plain(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t n;
        bool is_plain;
    } rows[] = {
        {"a,b\n",            4, true },
        {"a,\xc3\xa4\n",     5, false},
        {"a,\"\xc3\xa4\"\n", 7, false},
        {"a\0,b\n",          5, false},
        {"a,\"b\"\n",        6, true },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[16 + DS_ROWS_PADDING] = "";
        static ds_scan s;
        ds_error err;
        memcpy(text, rows[i].text, rows[i].n);
        assert_ok(ds_scan_init(&s, 2, &err), &err);
        ds_scan_start(&s, text, rows[i].n, ',', 1);
        assert_true(ds_scan_next(&s));
        assert_int_equal(s.is_plain, rows[i].is_plain);
        ds_scan_destroy(&s);
    }
}

/* ---- digits: ds_decimal_parse is the reference --------------------------- */

static void digits_are_read_as_strict_decimals_are(void **state)
{
    (void)state;
    static const char letters[] =
        "0123456789012345678901234567890123456789.-+ a:/";
    uint32_t x = 3;
    size_t n_read = 0;
    for (int i = 0; i < 400000; i++) {
        char text[24 + DS_DIGITS_PADDING] = "";
        const size_t n = next(&x) % 20;
        const int decimals = (int)(next(&x) % 5);
        for (size_t k = 0; k < n + 8; k++) /* something behind it, too */
            text[k] = letters[next(&x) % (sizeof letters - 1)];
        int64_t got = -1, expected = -2;
        if (!ds_digits_parse(text, n, decimals, &got)) continue;
        assert_int_equal(ds_decimal_parse(text, n, decimals, &expected),
                         DS_DECIMAL_OK);
        if (got != expected)
            fail_msg("%.*s is not %jd", (int)n, text, (intmax_t)got);
        n_read++;
    }
    assert_true(n_read > 50000);
}

static void plain_amounts_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int decimals;
        int64_t value;
    } rows[] = {
        {"0",                 2, 0               },
        {"7",                 0, 7               },
        {"1251.54",           2, 125154          },
        {"1251.5",            2, 125150          },
        {"1251",              2, 125100          },
        {"0.01",              2, 1               },
        {"12345678",          0, 12345678        },
        {"1234567890123456",  0, 1234567890123456},
        {"12345678901234.99", 2, 1234567890123499},
        {"1.2345",            4, 12345           },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[32 + DS_DIGITS_PADDING] = "";
        int64_t value = -1;
        const size_t n = strlen(rows[i].text);
        memcpy(text, rows[i].text, n);
        assert_true(ds_digits_parse(text, n, rows[i].decimals, &value));
        assert_int_equal(value, rows[i].value);
    }
}

/* ---- memo ---------------------------------------------------------------- */

static size_t memo_text(unsigned i, char *text)
{
    const int n = sprintf(text, "%u%.*s", i, (int)(i % 50),
                          "..................................................");
    return (size_t)n;
}

static void a_memo_keeps_what_fits(void **state)
{
    (void)state;
    char text[128 + DS_MEMO_PADDING];
    ds_memo m = {0};
    ds_error err;
    assert_ok(ds_memo_init(&m, &err), &err);
    for (unsigned i = 0; i < DS_MEMO_MOST + 100; i++) {
        const size_t n = memo_text(i, text);
        assert_null(ds_memo_find(&m, text, n));
        ds_memo_put(&m, text, n, -(int64_t)i);
    }
    assert_int_equal(m.n, DS_MEMO_MOST);
    size_t n_found = 0;
    for (unsigned i = 0; i < DS_MEMO_MOST + 100; i++) {
        const size_t n = memo_text(i, text);
        const int64_t *value = ds_memo_find(&m, text, n);
        memset(text + n, '!', 8); /* what is behind a text does not matter */
        assert_ptr_equal(ds_memo_find(&m, text, n), value);
        if (!value) continue;
        assert_int_equal(*value, -(int64_t)i);
        n_found++;
    }
    assert_int_equal(n_found, DS_MEMO_MOST);
    ds_memo_clear(&m);
    memcpy(text, "1.", 2);
    assert_null(ds_memo_find(&m, text, 2));
    ds_memo_destroy(&m);
}

static void texts_that_differ_by_a_zero_byte_are_two(void **state)
{
    (void)state;
    char text[64] = "a";
    ds_memo m = {0};
    ds_error err;
    assert_ok(ds_memo_init(&m, &err), &err);
    for (size_t n = 0; n <= 20; n++) {
        assert_null(ds_memo_find(&m, text, n));
        ds_memo_put(&m, text, n, (int64_t)n);
    }
    for (size_t n = 0; n <= 20; n++)
        assert_int_equal(*ds_memo_find(&m, text, n), n);
    ds_memo_destroy(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_those_of_the_careful_reader),
        cmocka_unit_test(only_ascii_without_zero_bytes_is_plain),
        cmocka_unit_test(digits_are_read_as_strict_decimals_are),
        cmocka_unit_test(plain_amounts_are_read),
        cmocka_unit_test(a_memo_keeps_what_fits),
        cmocka_unit_test(texts_that_differ_by_a_zero_byte_are_two),
    };
    return cmocka_run_group_tests_name("import_scan", tests, NULL, NULL);
}
