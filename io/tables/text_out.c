/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/text_out.c - see text_out.h for the contract. */
#include "io/tables/text_out.h"

#include "base/columns.h"
#include "base/decimal.h"
#include "io/outfile.h"
#include "io/utf8.h"

#include <errno.h>
#include <math.h>

ds_status ds_text_room(ds_text *t, size_t bytes, ds_error *err)
{
    return ds_buffer_grow(&t->buffer, t->n + bytes, err);
}

static ds_status cannot_write(const char *name, ds_error *err)
{
    return ds_fail_write(err, name ? name : "standard output", errno);
}

ds_status ds_text_flush(ds_text *t, size_t at_least, FILE *out, ds_error *err)
{
    if (t->n < at_least) return DS_OK;
    const size_t n = t->n;
    t->n = 0;
    if (n == 0 || fwrite(t->buffer.data, 1, n, out) == n) return DS_OK;
    return cannot_write(t->name, err);
}

ds_status ds_text_sync(FILE *out, const char *name, ds_error *err)
{
    return fflush(out) == 0 && !ferror(out) ? DS_OK : cannot_write(name, err);
}

void ds_text_decimal(ds_text *t, int64_t value, int decimals)
{
    char *to = (char *)t->buffer.data + t->n;
    t->n += ds_decimal_format(value, decimals, to);
}

static void put_digits(ds_text *t, int value, int digits)
{
    char *to = (char *)t->buffer.data + t->n;
    for (int i = digits; i-- > 0; value /= 10) to[i] = (char)('0' + value % 10);
    t->n += (size_t)digits;
}

void ds_text_day(ds_text *t, int64_t day)
{
    int year, month, mday;
    if (day == DS_MISSING) return;
    ds_day_split(day, &year, &month, &mday);
    put_digits(t, year, 4);
    ds_text_char(t, '-');
    put_digits(t, month, 2);
    ds_text_char(t, '-');
    put_digits(t, mday, 2);
}

void ds_text_month(ds_text *t, int64_t month)
{
    if (month == DS_MISSING) return;
    const int64_t year = (month >= 0 ? month : month - 11) / 12;
    put_digits(t, (int)(DS_EPOCH_YEAR + year), 4);
    ds_text_char(t, '-');
    put_digits(t, (int)(month - 12 * year + 1), 2);
}

void ds_text_value(ds_text *t, ds_kind kind, int64_t value, bool fen)
{
    switch (kind) {
    case DS_KIND_DAY:
        ds_text_day(t, value);
        break;
    case DS_KIND_MONTH:
        ds_text_month(t, value);
        break;
    case DS_KIND_FEN:
        ds_text_decimal(t, value, fen ? 0 : DS_FEN_DECIMALS);
        break;
    case DS_KIND_POINTS:
        ds_text_decimal(t, value, DS_POINT_DECIMALS);
        break;
    default:
        ds_text_decimal(t, value, 0);
    }
}

void ds_text_real(ds_text *t, double value, int digits)
{
    if (isnan(value)) return;
    if (value == 0) value = 0; /* not "-0" */
    char *to = (char *)t->buffer.data + t->n;
    t->n += (size_t)snprintf(to, DS_CELL_SIZE, "%.*g", digits, value);
}

void ds_text_csv(ds_text *t, const char *text, size_t n)
{
    bool is_plain = true;
    for (size_t i = 0; i < n && is_plain; i++)
        is_plain = text[i] != ',' && text[i] != '"' && text[i] != '\n' &&
                   text[i] != '\r';
    if (is_plain) {
        ds_text_bytes(t, text, n);
        return;
    }
    ds_text_char(t, '"');
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '"') ds_text_char(t, '"');
        ds_text_char(t, text[i]);
    }
    ds_text_char(t, '"');
}

void ds_text_json(ds_text *t, const char *text, size_t n)
{
    static const char hex[] = "0123456789abcdef";
    uint32_t c;
    ds_text_char(t, '"');
    for (size_t i = 0, length; i < n; i += length) {
        length = ds_utf8_next(text + i, n - i, &c);
        if (c == DS_UTF8_BAD && length == 1) {
            ds_text_bytes(t, "\\ufffd", 6);
        } else if (c < 0x20) {
            ds_text_bytes(t, "\\u00", 4);
            ds_text_char(t, hex[c >> 4]);
            ds_text_char(t, hex[c & 15]);
        } else {
            if (c == '"' || c == '\\') ds_text_char(t, '\\');
            ds_text_bytes(t, text + i, length);
        }
    }
    ds_text_char(t, '"');
}

void ds_text_cell(ds_text *t, const ds_table *table, size_t row, size_t column,
                  bool fen, int real_digits)
{
    const ds_column_spec *spec = &table->columns[column];
    const char *text;
    switch (spec->type) {
    case DS_CELL_TEXT:
        text = ds_table_get_text(table, row, column);
        ds_text_bytes(t, text, strlen(text));
        return;
    case DS_CELL_REAL:
        ds_text_real(t, ds_table_get_real(table, row, column), real_digits);
        return;
    case DS_CELL_DAY:
        ds_text_day(t, ds_table_get(table, row, column));
        return;
    case DS_CELL_MONTH:
        ds_text_month(t, ds_table_get(table, row, column));
        return;
    case DS_CELL_INT:
    case DS_CELL_FEN:
    case DS_CELL_POINTS:
    case DS_CELL_DECIMAL:
        ds_text_decimal(
            t, ds_table_get(table, row, column),
            fen && spec->type == DS_CELL_FEN ? 0 : ds_column_decimals(spec));
        return;
    }
}

void ds_column_title(const ds_table *t, size_t column, bool fen, char *text,
                     size_t size)
{
    const ds_column_spec *spec = &t->columns[column];
    const size_t n = strlen(spec->name);
    snprintf(text, size, "%s", spec->name);
    if (spec->type != DS_CELL_FEN || fen || n < 5 || n + 2 > size ||
        strcmp(spec->name + n - 4, "_fen") != 0)
        return;
    text[n - 4] = '\0';
    if (ds_table_find(t, text) >= 0)
        snprintf(text + n - 4, size - (n - 4), "_yuan");
}

void ds_zh_heading(const char *zh, bool is_money, bool fen, char *text,
                   size_t size)
{
    const char *unit = fen ? "（分）" : "（元）";
    snprintf(text, size, "%s%s", zh, is_money ? unit : "");
}

void ds_column_heading(const ds_table *t, size_t column, bool fen, bool zh,
                       char *text, size_t size)
{
    const ds_column_spec *spec = &t->columns[column];
    if (zh && spec->zh && *spec->zh)
        ds_zh_heading(spec->zh, spec->type == DS_CELL_FEN, fen, text, size);
    else
        ds_column_title(t, column, fen, text, size);
}
