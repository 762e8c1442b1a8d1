/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/import/import_slice.h"
#include "tests/folder.h"
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 20000, ROOM = ROWS * 200 };

static uint32_t next(uint32_t *x)
{
    *x = *x * 1664525u + 1013904223u;
    return *x >> 8;
}

/* Every way of a column; `patient` hardly repeats, so that it goes direct from
 * the second batch on. */
static const char MAPPING[] =
    "checks: {payers: yes}\ncolumns:\n"
    "  patient: {column: p}\n"
    "  hospital: {column: h, missing: [\"-\"]}\n"
    "  drg: {column: g, values: {A: FM1, B: FM2}, other: keep}\n"
    "  diagnosis: {concat: \"${h}-${g}\"}\n"
    "  operations: {set: [g, h]}\n"
    "  admit_day: {column: a}\n  discharge_day: {column: d}\n"
    "  insurance: {column: i, values: {x: employee, y: resident}}\n"
    "  category: {value: inpatient}\n"
    "  total_fen: {column: t}\n"
    "  pool_fen: {column: t}\n"
    "  large_fen: {value: \"0\"}\n  aid_fen: {value: \"0\"}\n"
    "  account_fen: {column: z}\n  cash_fen: {value: \"0\"}\n"
    "  icu_days: {column: u, missing: [\"99\"]}\n";
static const char HEADER[] = "p,h,g,a,d,i,t,z,u";

static const char *pick(uint32_t *x, const char *usual, const char *const *odd,
                        size_t n)
{
    return next(x) % 40 ? usual : odd[next(x) % n];
}

static size_t random_row(uint32_t *x, bool is_plain, char *text)
{
    static const char *const texts[] = {
        "",          "-",       " a ", "\"q\"",        "\"q\"\"r\"", "1.20E+17",
        "\"x,\ny\"", "\"b\"ad", "\t",  "\xe5\xb8\x82", "\xff"};
    const size_t n_texts = is_plain ? COUNT(texts) - 2 : COUNT(texts);
    static const char *const amounts[] = {
        "",      "12",       "1.234", "x", "-1.5", "12345678901234567890",
        " 3.00", "\"4.50\"", "0012.5"};
    static const char *const days[] = {"", "2023-13-01", "2023-1-1",
                                       "1999-12-31", "2023-02-29"};
    static const char *const counts[] = {"", "99", "3.5", "007", "-1"};
    static const char *const kinds[] = {"", "z", "employee", "\"y\""};
    char usual[8][40];
    sprintf(usual[0], "%u", next(x) % 10000000);
    sprintf(usual[1], "H%u", next(x) % 300);
    sprintf(usual[2], "%c", 'A' + (int)(next(x) % 3));
    sprintf(usual[3], "2023-%02u-%02u", next(x) % 6 + 1, next(x) % 28 + 1);
    sprintf(usual[4], "2023-%02u-%02u", next(x) % 6 + 6, next(x) % 28 + 1);
    sprintf(usual[5], "%c", 'x' + (int)(next(x) % 2));
    sprintf(usual[6], "%u.%02u", next(x) % 1000000, next(x) % 100);
    sprintf(usual[7], "%u", next(x) % 30);
    return (size_t)sprintf(
        text, "%s,%s,%s,%s,%s,%s,%s,%s,%s%s%s",
        pick(x, usual[0], texts, n_texts), pick(x, usual[1], texts, n_texts),
        pick(x, usual[2], texts, n_texts), pick(x, usual[3], days, COUNT(days)),
        pick(x, usual[4], days, COUNT(days)),
        pick(x, usual[5], kinds, COUNT(kinds)),
        pick(x, usual[6], amounts, COUNT(amounts)), next(x) % 40 ? "0" : "1",
        pick(x, usual[7], counts, COUNT(counts)), next(x) % 60 ? "" : ",more",
        next(x) % 3   ? "\n"
        : next(x) % 9 ? "\r\n"
                      : "\n\n");
}

typedef struct setup {
    ds_mapping m;
    ds_import_dicts dicts;
    ds_batch b;
    ds_convert reference;
    ds_field fields[16];
} setup;

static setup *begin(void)
{
    setup *s = calloc(1, sizeof *s);
    char path[FOLDER_PATH_SIZE], header[64];
    ds_error err;
    ds_row row = {.fields = s->fields, .max_fields = 16};
    folder_write("map.yaml", MAPPING);
    assert_ok(ds_mapping_read(folder_path("map.yaml", path), &s->m, &err),
              &err);
    strcpy(header, HEADER);
    ds_row_cursor c = {header, header + strlen(header), ',', 1, 0};
    assert_true(ds_row_next(&c, &row));
    assert_ok(ds_mapping_bind(&s->m, "in.csv", &row, &err), &err);
    assert_ok(ds_import_dicts_init(&s->dicts, &s->m, &err), &err);
    assert_ok(ds_batch_init(&s->b, &s->m, &s->dicts, &err), &err);
    assert_ok(ds_convert_init(&s->reference, &s->m, &err), &err);
    return s;
}

static void end(setup *s)
{
    ds_convert_destroy(&s->reference);
    ds_batch_destroy(&s->b);
    ds_import_dicts_destroy(&s->dicts);
    ds_mapping_destroy(&s->m);
    free(s);
}

static void expect_stored(const setup *s, size_t at)
{
    for (size_t i = 0; i < s->m.n_columns; i++) {
        const ds_import_value *v = &s->reference.values[i];
        if (!s->m.columns[i].is_text) {
            assert_int_equal(ds_batch_cells(&s->b, i)[at], v->number);
            continue;
        }
        size_t n;
        const char *text = ds_batch_text(&s->b, i, at, &n);
        if (n != v->n || memcmp(text, v->text, n) != 0)
            fail_msg("row %zu, %s: '%.*s', expected '%.*s'", at,
                     s->m.columns[i].is.name, (int)n, text, (int)v->n, v->text);
    }
}

/* Rows one by one with ds_row_next and ds_convert_row say the same. */
static void compare(setup *s, char *text, size_t n)
{
    ds_row row = {.fields = s->fields, .max_fields = s->m.n_fields};
    ds_row_cursor c = {text, text + n, ',', 2, 0};
    const ds_import_reject *rejects = s->b.rejects.data;
    size_t stored = 0, rejected = 0, column;
    for (uint64_t number = 1; ds_row_next(&c, &row); number++) {
        const ds_reject reason =
            ds_convert_row(&s->reference, &row, (int64_t)number, &column);
        if (reason == DS_REJECT_NONE) {
            assert_int_equal(((uint64_t *)s->b.lines.data)[stored], row.line);
            assert_int_equal(((uint64_t *)s->b.numbers.data)[stored], number);
            expect_stored(s, stored++);
            continue;
        }
        assert_true(rejected < s->b.n_rejects);
        assert_int_equal(rejects[rejected].row, number);
        assert_int_equal(rejects[rejected].line, row.line);
        assert_int_equal(rejects[rejected].column, column);
        assert_int_equal(rejects[rejected].reason, reason);
        rejected++;
    }
    assert_int_equal(stored, s->b.n_rows);
    assert_int_equal(rejected, s->b.n_rejects);
    assert_int_equal(c.blank, s->b.n_blank);
    assert_true(stored > ROWS / 2 && rejected > ROWS / 20);
}

static void batches_are_what_rows_are_one_by_one(void **state)
{
    (void)state;
    setup *s = begin();
    char *text = malloc(ROOM);
    uint32_t x = 5;
    ds_error err;
    for (int batch = 0; batch < 6; batch++) {
        size_t n = 0;
        for (int i = 0; i < ROWS; i++) n += random_row(&x, batch % 2, text + n);
        assert_ok(ds_buffer_reserve(&s->b.bytes.buffer, ROOM, &err), &err);
        memcpy(s->b.bytes.buffer.data, text, n);
        s->b.bytes.n = n;
        s->b.bytes.first_line = 2;
        assert_ok(ds_batch_work(&s->b, &err), &err);
        compare(s, text, n);
    }
    const ds_map_column *patient = ds_mapping_find(&s->m, "patient");
    assert_int_equal(s->b.columns[patient - s->m.columns].way, DS_BATCH_DIRECT);
    free(text);
    end(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(batches_are_what_rows_are_one_by_one),
    };
    return cmocka_run_group_tests_name("import_slice", tests, folder_make,
                                       folder_remove);
}
