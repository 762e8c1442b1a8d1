/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/table_print.c - a table as aligned text, CSV or JSON; see
 * result.h. */
#include "io/tables/result.h"
#include "io/tables/text_out.h"
#include "io/utf8.h"

#include <stdlib.h>

enum {
    TITLE_SIZE = 256,
    FLUSH_BYTES = 64 << 10,
    EXACT_DIGITS = 15, /* of a double: what any decimal keeps */
    SHOWN_DIGITS = 6
};

typedef struct printer {
    const ds_table *t;
    const ds_text_options *o;
    FILE *out;
    ds_text line;              /* what is written next */
    size_t rows;               /* how many of the table are written */
    char (*title)[TITLE_SIZE]; /* of each column */
    size_t *width;             /* TABLE: of each column */
} printer;

/* Most bytes that one row can take in any format, texts quoted and escaped. */
static size_t row_room(const printer *p, size_t row)
{
    size_t bytes = 16;
    for (size_t c = 0; c < p->t->n_columns; c++) {
        bytes += DS_CELL_SIZE + 8;
        if (p->o->format == DS_TEXT_JSON)
            bytes += 6 * strlen(p->t->columns[c].name);
        if (p->o->format == DS_TEXT_TABLE) bytes += p->width[c];
        if (p->t->columns[c].type == DS_CELL_TEXT)
            bytes += 6 * strlen(ds_table_get_text(p->t, row, c));
    }
    return bytes;
}

static bool is_missing(const ds_table *t, size_t row, size_t c)
{
    switch (t->columns[c].type) {
    case DS_CELL_TEXT:
        return ds_table_get(t, row, c) == 0;
    case DS_CELL_REAL:
        return __builtin_isnan(ds_table_get_real(t, row, c));
    default:
        return ds_table_get(t, row, c) == DS_MISSING;
    }
}

/* ---- CSV ----------------------------------------------------------------- */

static ds_status csv_header(printer *p, ds_error *err)
{
    if (p->o->bom) ds_text_bytes(&p->line, "\xEF\xBB\xBF", 3);
    for (size_t c = 0; c < p->t->n_columns; c++) {
        DS_TRY(ds_text_room(&p->line, 2 * TITLE_SIZE + 4, err));
        if (c > 0) ds_text_char(&p->line, ',');
        ds_text_csv(&p->line, p->title[c], strlen(p->title[c]));
    }
    ds_text_char(&p->line, '\n');
    return DS_OK;
}

static void csv_cell(printer *p, size_t row, size_t c)
{
    if (p->t->columns[c].type == DS_CELL_TEXT) {
        const char *text = ds_table_get_text(p->t, row, c);
        ds_text_csv(&p->line, text, strlen(text));
    } else {
        ds_text_cell(&p->line, p->t, row, c, p->o->fen, EXACT_DIGITS);
    }
}

static ds_status csv_row(printer *p, size_t row, ds_error *err)
{
    DS_TRY(ds_text_room(&p->line, row_room(p, row), err));
    const size_t start = p->line.n;
    for (size_t c = 0; c < p->t->n_columns; c++) {
        if (c > 0) ds_text_char(&p->line, ',');
        csv_cell(p, row, c);
    }
    /* a missing value in a table of one column must not be a blank line */
    if (p->line.n == start) ds_text_bytes(&p->line, "\"\"", 2);
    ds_text_char(&p->line, '\n');
    return ds_text_flush(&p->line, FLUSH_BYTES, p->out, err);
}

/* ---- JSON ---------------------------------------------------------------- */

static void json_pair(printer *p, const char *name, const char *text)
{
    ds_text_json(&p->line, name, strlen(name));
    ds_text_char(&p->line, ':');
    ds_text_json(&p->line, text ? text : "", text ? strlen(text) : 0);
}

static ds_status json_header(printer *p, ds_error *err)
{
    ds_text_char(&p->line, '{');
    json_pair(p, "table", p->t->name);
    ds_text_bytes(&p->line, ",\"columns\":[", 12);
    for (size_t c = 0; c < p->t->n_columns; c++) {
        const ds_column_spec *spec = &p->t->columns[c];
        const bool is_money = spec->type == DS_CELL_FEN;
        const char *unit = is_money ? (p->o->fen ? "fen" : "yuan") : spec->unit;
        const size_t texts = strlen(unit ? unit : "") +
                             strlen(spec->zh ? spec->zh : "") + TITLE_SIZE;
        DS_TRY(ds_text_room(&p->line, 6 * texts + 64, err));
        ds_text_bytes(&p->line, c > 0 ? ",{" : "{", c > 0 ? 2 : 1);
        json_pair(p, "name", p->title[c]);
        ds_text_char(&p->line, ',');
        json_pair(p, "unit", unit);
        ds_text_char(&p->line, ',');
        json_pair(p, "zh", spec->zh);
        ds_text_char(&p->line, '}');
    }
    DS_TRY(ds_text_room(&p->line, 16, err));
    ds_text_bytes(&p->line, "],\"rows\":[\n", 11);
    return DS_OK;
}

static void json_cell(printer *p, size_t row, size_t c)
{
    const ds_cell_type type = p->t->columns[c].type;
    if (is_missing(p->t, row, c) ||
        (type == DS_CELL_REAL &&
         __builtin_isinf(ds_table_get_real(p->t, row, c)))) {
        ds_text_bytes(&p->line, "null", 4);
    } else if (type == DS_CELL_TEXT) {
        const char *text = ds_table_get_text(p->t, row, c);
        ds_text_json(&p->line, text, strlen(text));
    } else {
        const bool is_date = type == DS_CELL_DAY || type == DS_CELL_MONTH;
        if (is_date) ds_text_char(&p->line, '"');
        ds_text_cell(&p->line, p->t, row, c, p->o->fen, EXACT_DIGITS);
        if (is_date) ds_text_char(&p->line, '"');
    }
}

static ds_status json_row(printer *p, size_t row, ds_error *err)
{
    DS_TRY(ds_text_room(&p->line, row_room(p, row), err));
    ds_text_char(&p->line, '{');
    for (size_t c = 0; c < p->t->n_columns; c++) {
        if (c > 0) ds_text_char(&p->line, ',');
        ds_text_json(&p->line, p->title[c], strlen(p->title[c]));
        ds_text_char(&p->line, ':');
        json_cell(p, row, c);
    }
    ds_text_char(&p->line, '}');
    if (row + 1 < p->rows) ds_text_char(&p->line, ',');
    ds_text_char(&p->line, '\n');
    return ds_text_flush(&p->line, FLUSH_BYTES, p->out, err);
}

/* ---- aligned text -------------------------------------------------------- */

/* The cell in p->line from `start`, made safe for a terminal: control
 * characters of a text would move its cursor. Returns its width. */
static size_t show_cell(printer *p, size_t row, size_t c, size_t start)
{
    const bool is_text = p->t->columns[c].type == DS_CELL_TEXT;
    ds_text_cell(&p->line, p->t, row, c, p->o->fen, SHOWN_DIGITS);
    if (!is_text && p->line.n == start) ds_text_char(&p->line, '-');
    char *text = (char *)p->line.buffer.data + start;
    const size_t n = p->line.n - start;
    if (!is_text) return n;
    uint32_t character;
    for (size_t i = 0, length; i < n; i += length) {
        length = ds_utf8_next(text + i, n - i, &character);
        if (character < 0x20 || character == 0x7F) text[i] = '?';
        if (character >= 0x80 && character < 0xA0) text[i] = text[i + 1] = '?';
        if (character == DS_UTF8_BAD && length == 1) text[i] = '?';
    }
    return ds_utf8_columns(text, n);
}

static ds_status measure(printer *p, ds_error *err)
{
    for (size_t c = 0; c < p->t->n_columns; c++)
        p->width[c] = ds_utf8_columns(p->title[c], strlen(p->title[c]));
    for (size_t row = 0; row < p->rows; row++) {
        DS_TRY(ds_text_room(&p->line, row_room(p, row), err));
        for (size_t c = 0; c < p->t->n_columns; c++) {
            const size_t width = show_cell(p, row, c, 0);
            if (width > p->width[c]) p->width[c] = width;
            p->line.n = 0;
        }
    }
    return DS_OK;
}

static void blanks(printer *p, size_t n)
{
    while (n-- > 0) ds_text_char(&p->line, ' ');
}

/* Moves the `width` columns wide cell at `start` to its side of the column. */
static void align(printer *p, size_t c, size_t start, size_t width)
{
    const size_t gap = p->width[c] > width ? p->width[c] - width : 0;
    const size_t n = p->line.n - start;
    const bool is_left = p->t->columns[c].type == DS_CELL_TEXT;
    blanks(p, gap);
    char *text = (char *)p->line.buffer.data + start;
    if (!is_left && gap > 0) {
        memmove(text + gap, text, n);
        memset(text, ' ', gap);
    }
}

static void end_line(printer *p, size_t start)
{
    const char *text = p->line.buffer.data;
    while (p->line.n > start && text[p->line.n - 1] == ' ') p->line.n--;
    ds_text_char(&p->line, '\n');
}

static ds_status text_header(printer *p, ds_error *err)
{
    const char *name = p->o->zh && *p->t->zh ? p->t->zh : p->t->name;
    DS_TRY(measure(p, err));
    size_t room = strlen(name) + 8;
    for (size_t c = 0; c < p->t->n_columns; c++)
        room += 2 * p->width[c] + TITLE_SIZE + 8;
    DS_TRY(ds_text_room(&p->line, room, err));
    ds_text_bytes(&p->line, name, strlen(name));
    ds_text_char(&p->line, '\n');
    size_t start = p->line.n;
    for (size_t c = 0; c < p->t->n_columns; c++) {
        if (c > 0) blanks(p, 2);
        const size_t from = p->line.n;
        const size_t n = strlen(p->title[c]);
        ds_text_bytes(&p->line, p->title[c], n);
        align(p, c, from, ds_utf8_columns(p->title[c], n));
    }
    end_line(p, start);
    start = p->line.n;
    for (size_t c = 0; c < p->t->n_columns; c++) {
        if (c > 0) blanks(p, 2);
        for (size_t i = 0; i < p->width[c]; i++) ds_text_char(&p->line, '-');
    }
    end_line(p, start);
    return DS_OK;
}

static ds_status text_row(printer *p, size_t row, ds_error *err)
{
    DS_TRY(ds_text_room(&p->line, row_room(p, row), err));
    const size_t start = p->line.n;
    for (size_t c = 0; c < p->t->n_columns; c++) {
        if (c > 0) blanks(p, 2);
        const size_t from = p->line.n;
        align(p, c, from, show_cell(p, row, c, from));
    }
    end_line(p, start);
    return ds_text_flush(&p->line, FLUSH_BYTES, p->out, err);
}

/* ---- together ------------------------------------------------------------ */

static ds_status footer(printer *p, ds_error *err)
{
    char text[64] = "";
    if (p->o->format == DS_TEXT_JSON)
        snprintf(text, sizeof text, "]}\n");
    else if (p->o->format == DS_TEXT_TABLE && p->rows < p->t->n_rows)
        snprintf(text, sizeof text, "... %zu more rows\n\n",
                 p->t->n_rows - p->rows);
    else if (p->o->format == DS_TEXT_TABLE)
        snprintf(text, sizeof text, "\n");
    DS_TRY(ds_text_room(&p->line, sizeof text, err));
    ds_text_bytes(&p->line, text, strlen(text));
    DS_TRY(ds_text_flush(&p->line, 0, p->out, err));
    return ds_text_sync(p->out, p->o->name, err);
}

static ds_status begin(printer *p, ds_error *err)
{
    const size_t max = p->o->max_rows;
    p->rows = p->t->n_rows;
    if (p->o->format == DS_TEXT_TABLE && max > 0 && max < p->rows)
        p->rows = max;
    DS_TRY(ds_text_room(&p->line, FLUSH_BYTES, err));
    DS_TRY(ds_alloc(&p->width, p->t->n_columns, sizeof *p->width, err));
    DS_TRY(ds_alloc(&p->title, p->t->n_columns, sizeof *p->title, err));
    const bool zh = p->o->zh && p->o->format != DS_TEXT_JSON;
    for (size_t c = 0; c < p->t->n_columns; c++)
        ds_column_heading(p->t, c, p->o->fen, zh, p->title[c], TITLE_SIZE);
    return DS_OK;
}

ds_status ds_table_print(const ds_table *t, const ds_text_options *options,
                         FILE *out, ds_error *err)
{
    static const struct {
        ds_status (*header)(printer *p, ds_error *err);
        ds_status (*row)(printer *p, size_t row, ds_error *err);
    } formats[] = {
        [DS_TEXT_TABLE] = {text_header, text_row},
        [DS_TEXT_CSV] = {csv_header,  csv_row },
        [DS_TEXT_JSON] = {json_header, json_row}
    };
    ds_status st = DS_OK;
    printer p = {.t = t, .o = options, .out = out};
    p.line.name = options->name;
    DS_GO(begin(&p, err));
    DS_GO(formats[options->format].header(&p, err));
    for (size_t row = 0; row < p.rows; row++)
        DS_GO(formats[options->format].row(&p, row, err));
    DS_GO(footer(&p, err));
done:
    free(p.title);
    free(p.width);
    ds_buffer_destroy(&p.line.buffer);
    return st;
}
