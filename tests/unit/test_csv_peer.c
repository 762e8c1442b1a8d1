/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_rows.h against libcsv, on what libcsv writes. */
#include "io/import/import_rows.h"
#include "tests/test.h"

#include <csv.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_SIZE = 8192, MAX_FIELDS = 8 };

typedef struct shown {
    char text[TEXT_SIZE];
    size_t n;
} shown;

static void add_field(void *field, size_t n, void *to)
{
    shown *s = to;
    s->n += (size_t)sprintf(s->text + s->n, "[%.*s]", (int)n, (char *)field);
}

static void add_row(int c, void *to)
{
    shown *s = to;
    (void)c;
    s->n += (size_t)sprintf(s->text + s->n, ";");
}

static uint64_t next(uint64_t *x)
{
    *x = *x * 6364136223846793005u + 1442695040888963407u;
    return *x >> 33;
}

/* A number as it is, or any text in quotes. */
static size_t write_field(uint64_t *x, char *to)
{
    static const char letters[] = "abc,\"\n\rxyz0123456789";
    char field[16];
    if (next(x) % 3 == 0)
        return (size_t)sprintf(to, "%d", (int)(next(x) % 999));
    const size_t n = next(x) % 12;
    for (size_t i = 0; i < n; i++)
        field[i] = letters[next(x) % (sizeof letters - 1)];
    return csv_write(to, 64, field, n);
}

static size_t write_rows(uint64_t *x, char *to)
{
    size_t n = 0;
    for (int row = 0; row < 6; row++) {
        for (uint64_t fields = next(x) % 4 + 1; fields > 0; fields--) {
            n += write_field(x, to + n);
            if (fields > 1) to[n++] = ',';
        }
        n += (size_t)sprintf(to + n, next(x) % 2 ? "\n" : "\r\n");
    }
    return n;
}

static void agree_on_what_libcsv_writes(void **state)
{
    (void)state;
    char text[4096];
    uint64_t x = 42;
    for (int round = 0; round < 3000; round++) {
        const size_t n = write_rows(&x, text);
        struct csv_parser parser;
        shown theirs = {.n = 0}, ours = {.n = 0};
        assert_int_equal(csv_init(&parser, CSV_STRICT), 0);
        assert_int_equal(
            csv_parse(&parser, text, n, add_field, add_row, &theirs), n);
        csv_free(&parser);
        ds_field fields[MAX_FIELDS];
        ds_row_cursor at = {text, text + n, ',', 1, 0};
        ds_row row = {.fields = fields, .max_fields = MAX_FIELDS};
        while (ds_row_next(&at, &row)) {
            assert_false(row.has_bad_quote);
            for (size_t i = 0; i < row.n_fields; i++)
                add_field((char *)(uintptr_t)fields[i].text, fields[i].n,
                          &ours);
            add_row(0, &ours);
        }
        assert_string_equal(ours.text, theirs.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agree_on_what_libcsv_writes),
    };
    return cmocka_run_group_tests_name("csv_peer", tests, NULL, NULL);
}
