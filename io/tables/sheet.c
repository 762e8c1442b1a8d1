/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/sheet.c - see sheet.h for the contract. */
#include "io/tables/sheet.h"

#include "base/decimal.h"
#include "io/tables/claims_text.h"
#include "io/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- widths -------------------------------------------------------------- */

static void take_text(ds_sheet_column *c, const ds_dict *texts, uint32_t code)
{
    const char *text = ds_dict_text(texts, code);
    const size_t n = ds_dict_length(texts, code);
    const size_t width = ds_utf8_columns(text, n);
    if (n > c->longest) c->longest = n;
    if (width > c->width) c->width = width;
}

/* A number between low and high is no wider than the wider of them, with its
 * separators of thousands. */
static void measure_number(ds_sheet_column *c)
{
    enum { DATE_WIDTH = 10, REAL_WIDTH = 12 };
    const int64_t ends[] = {c->low, c->high};
    char text[DS_DECIMAL_SIZE];
    c->width = c->type == DS_CELL_DAY || c->type == DS_CELL_MONTH ? DATE_WIDTH
               : c->type == DS_CELL_REAL                          ? REAL_WIDTH
                                                                  : 0;
    if (c->width > 0) return;
    for (size_t i = 0; i < DS_COUNT(ends); i++) {
        const size_t n = ds_decimal_format(ends[i], c->decimals, text);
        if (n + n / 4 > c->width) c->width = n + n / 4;
    }
}

/* ---- tables -------------------------------------------------------------- */

static void measure_texts(ds_sheet_column *c, const ds_table *t, size_t column)
{
    int64_t last = 0;
    for (size_t row = 0; row < t->n_rows; row++) {
        const int64_t code = ds_table_get(t, row, column);
        if (code != last) take_text(c, &t->texts, (uint32_t)code);
        last = code;
    }
}

static void find_range(ds_sheet_column *c, const ds_table *t, size_t column)
{
    bool is_first = true;
    for (size_t row = 0; row < t->n_rows; row++) {
        const int64_t value = ds_table_get(t, row, column);
        if (value == DS_MISSING) continue;
        if (is_first || value < c->low) c->low = value;
        if (is_first || value > c->high) c->high = value;
        is_first = false;
    }
}

static void describe_cells(ds_sheet_column *c, const ds_table *t, size_t column,
                           const ds_sheet_format *f)
{
    const ds_column_spec *spec = &t->columns[column];
    const char *label = f->zh ? spec->zh : spec->help;
    ds_column_title(t, column, f->fen, c->name, sizeof c->name);
    ds_column_heading(t, column, f->fen, f->zh, c->title, sizeof c->title);
    c->label = label ? label : "";
    c->type = spec->type;
    c->decimals =
        f->fen && spec->type == DS_CELL_FEN ? 0 : ds_column_decimals(spec);
    c->texts = &t->texts;
    if (spec->type == DS_CELL_TEXT) {
        measure_texts(c, t, column);
        return;
    }
    if (spec->type != DS_CELL_REAL) find_range(c, t, column);
    measure_number(c);
}

ds_status ds_sheet_of_table(ds_sheet *s, const ds_table *t, const char *file,
                            const ds_sheet_format *format, ds_error *err)
{
    const char *title = format->zh && *t->zh ? t->zh : t->name;
    *s = (ds_sheet){t->name, title, file, t->n_rows, t->n_columns, NULL};
    DS_TRY(ds_alloc(&s->columns, s->n_columns, sizeof *s->columns, err));
    for (size_t c = 0; c < s->n_columns; c++)
        describe_cells(&s->columns[c], t, c, format);
    return DS_OK;
}

/* Some rows at a time, so that a writer can look whether it is to stop. */
ds_status ds_sheet_put_table(ds_sheet_writer *w, const ds_table *t,
                             ds_error *err)
{
    ds_status st = DS_OK;
    int64_t **lane = NULL;
    DS_GO(ds_alloc(&lane, t->n_columns, sizeof *lane, err));
    for (size_t first = 0, n; first < t->n_rows; first += n) {
        n = t->n_rows - first < DS_SLICE_ROWS ? t->n_rows - first
                                              : DS_SLICE_ROWS;
        for (size_t c = 0; c < t->n_columns; c++)
            lane[c] = (int64_t *)t->cells[c].data + first;
        DS_GO(w->rows(w, n, lane, err));
    }
done:
    free(lane);
    return st;
}

/* ---- claims -------------------------------------------------------------- */

static ds_cell_type type_of(ds_kind kind, bool raw)
{
    static const ds_cell_type types[] = {
        [DS_KIND_ID] = DS_CELL_INT,        [DS_KIND_CODE] = DS_CELL_INT,
        [DS_KIND_ENUM] = DS_CELL_INT,      [DS_KIND_DAY] = DS_CELL_DAY,
        [DS_KIND_MONTH] = DS_CELL_MONTH,   [DS_KIND_FEN] = DS_CELL_FEN,
        [DS_KIND_POINTS] = DS_CELL_POINTS, [DS_KIND_COUNT] = DS_CELL_INT};
    return raw && kind != DS_KIND_FEN ? DS_CELL_INT : types[kind];
}

static void describe_number(ds_sheet_column *c, const ds_source_column *from,
                            const ds_sheet_format *f)
{
    c->type = type_of(from->kind, f->raw);
    c->decimals = c->type == DS_CELL_POINTS           ? DS_POINT_DECIMALS
                  : c->type == DS_CELL_FEN && !f->fen ? DS_FEN_DECIMALS
                                                      : 0;
    c->low = from->low;
    c->high = from->high;
    measure_number(c);
}

static ds_status describe_claims(ds_sheet_column *c, const ds_source *source,
                                 const ds_source_column *from,
                                 const ds_sheet_format *f, ds_error *err)
{
    const ds_claim_column *known = ds_claim_column_find(from->name);
    const ds_claim_column *words = ds_column_words(from->name);
    ds_claims_title(from, f->fen, false, c->name, sizeof c->name);
    ds_claims_title(from, f->fen, f->zh, c->title, sizeof c->title);
    c->label = !words ? "" : f->zh ? words->zh : words->meaning;
    c->texts = &c->own;
    if (from->kind == DS_KIND_ENUM && known && known->names) {
        c->is_names = true;
        DS_TRY(ds_claims_names(known->names, &c->own, err));
    } else if (from->dictionary[0]) {
        DS_TRY(ds_claims_dictionary(source, from, &c->own, err));
    } else {
        describe_number(c, from, f);
        return DS_OK;
    }
    c->type = DS_CELL_TEXT;
    for (uint32_t code = 0; code < c->own.n; code++)
        take_text(c, &c->own, code);
    return DS_OK;
}

ds_status ds_sheet_of_claims(ds_sheet *s, const ds_source *source, size_t n,
                             const size_t *columns,
                             const ds_sheet_format *format, ds_error *err)
{
    const char *title = format->zh ? "结算单据" : "claims";
    *s = (ds_sheet){"claims", title, source->name, source->n_rows, n, NULL};
    DS_TRY(ds_alloc(&s->columns, n, sizeof *s->columns, err));
    for (size_t i = 0; i < n; i++)
        DS_TRY(describe_claims(&s->columns[i], source,
                               &source->columns[columns[i]], format, err));
    return DS_OK;
}

void ds_sheet_destroy(ds_sheet *s)
{
    for (size_t i = 0; s->columns && i < s->n_columns; i++)
        ds_dict_destroy(&s->columns[i].own);
    free(s->columns);
    *s = (ds_sheet){0};
}
