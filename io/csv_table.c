/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/csv_table.c - a small CSV as a table; see result.h. */
#include "base/decimal.h"
#include "io/import_date.h"
#include "io/import_rows.h"
#include "io/result.h"
#include "io/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { NOWHERE = -1, MAX_FIELDS = 4096 };

typedef struct loader {
    const char *path;
    ds_table *t;
    ds_field *fields; /* of the row in work */
    size_t n_header;  /* fields of the header line */
    size_t n_needed;  /* of the columns; the rest may be absent */
    ptrdiff_t *from;  /* column -> field of a row */
    bool *is_fen;     /* column: whole fen instead of yuan */
    ds_error *err;
} loader;

static ds_status bad_cell(const loader *l, uint64_t line, size_t c,
                          const char *what, const char *remedy)
{
    return ds_hint(l->err,
                   ds_fail(l->err, DS_ERR_DATA, "%s:%llu: column %s: %s",
                           l->path, (unsigned long long)line,
                           l->t->columns[c].name, what),
                   "%s", remedy);
}

/* ---- the header ---------------------------------------------------------- */

static bool is_named(const ds_field *f, const char *name, size_t n)
{
    return f->n == n && memcmp(f->text, name, n) == 0;
}

/* Money may come in yuan under the name without "_fen", or in whole fen under
 * the name with it: as export writes them. */
static bool is_column(const ds_field *f, const ds_column_spec *spec,
                      bool *is_fen)
{
    const size_t n = strlen(spec->name);
    *is_fen = false;
    if (spec->type != DS_CELL_FEN) return is_named(f, spec->name, n);
    const bool has_unit = n > 4 && strcmp(spec->name + n - 4, "_fen") == 0;
    const size_t stem = has_unit ? n - 4 : n;
    *is_fen = f->n == stem + 4 && memcmp(f->text, spec->name, stem) == 0 &&
              memcmp(f->text + stem, "_fen", 4) == 0;
    return *is_fen || is_named(f, spec->name, stem);
}

static ds_status find_column(loader *l, const ds_row *header, size_t c)
{
    const char *name = l->t->columns[c].name;
    l->from[c] = NOWHERE;
    for (size_t i = 0; i < header->n_fields; i++) {
        bool is_fen;
        if (!is_column(&header->fields[i], &l->t->columns[c], &is_fen))
            continue;
        if (l->from[c] != NOWHERE)
            return bad_cell(l, header->line, c, "given twice",
                            "remove one of the two columns");
        l->from[c] = (ptrdiff_t)i;
        l->is_fen[c] = is_fen;
    }
    if (l->from[c] != NOWHERE || c >= l->n_needed) return DS_OK;
    return ds_hint(l->err,
                   ds_fail(l->err, DS_ERR_DATA, "%s:%llu: no column '%s'",
                           l->path, (unsigned long long)header->line, name),
                   "name a column '%s' in the header line (%s)", name,
                   l->t->columns[c].help ? l->t->columns[c].help : "");
}

static ds_status take_header(loader *l, const ds_row *row)
{
    l->n_header = row->n_fields;
    for (size_t c = 0; c < l->t->n_columns; c++) DS_TRY(find_column(l, row, c));
    return DS_OK;
}

/* ---- cells --------------------------------------------------------------- */

static ds_status take_text(const loader *l, const ds_row *row, size_t c,
                           const ds_field *f, int64_t *cell)
{
    uint32_t code;
    if (!ds_utf8_valid(f->text, f->n))
        return bad_cell(l, row->line, c, "not UTF-8 text",
                        "save the file as UTF-8");
    if (ds_dict_code(&l->t->texts, f->text, f->n, &code, l->err) != DS_OK)
        return bad_cell(l, row->line, c, "a text longer than 1,024 bytes",
                        "shorten it");
    *cell = code;
    return DS_OK;
}

static ds_status take_number(const loader *l, const ds_row *row, size_t c,
                             const ds_field *f, int64_t *cell)
{
    const ds_column_spec *spec = &l->t->columns[c];
    const int decimals = l->is_fen[c] ? 0 : ds_column_decimals(spec);
    const ds_decimal_result result =
        ds_decimal_parse(f->text, f->n, decimals, cell);
    if (result == DS_DECIMAL_OK) return DS_OK;
    char remedy[128];
    snprintf(remedy, sizeof remedy,
             "give a number with up to %d decimals%s, without thousands "
             "separators",
             decimals,
             spec->type != DS_CELL_FEN ? ""
             : l->is_fen[c]            ? " (whole fen)"
                                       : " (yuan)");
    return bad_cell(l, row->line, c, ds_decimal_reason(result), remedy);
}

/* A decimal of up to 18 digits as a double. */
static bool parse_real(const char *text, size_t n, double *value)
{
    int64_t scaled;
    double scale = 1;
    const char *point = memchr(text, '.', n);
    const size_t decimals = point ? (size_t)(text + n - point) - 1 : 0;
    if (decimals > 18 ||
        ds_decimal_parse(text, n, (int)decimals, &scaled) != DS_DECIMAL_OK)
        return false;
    for (size_t i = 0; i < decimals; i++) scale *= 10; /* exact to 10^22 */
    *value = (double)scaled / scale;
    return true;
}

static ds_status take_cell(const loader *l, const ds_row *row, size_t c,
                           int64_t *cell)
{
    static const ds_field absent = {0};
    const ds_field *f = l->from[c] < 0 ? &absent : &row->fields[l->from[c]];
    double real;
    switch (f->n == 0 ? DS_CELL_TEXT : l->t->columns[c].type) {
    case DS_CELL_TEXT:
        if (f->n == 0) return DS_OK; /* missing, as it is */
        return take_text(l, row, c, f, cell);
    case DS_CELL_DAY:
        if (ds_date_day("%Y-%m-%d", f->text, f->n, cell) == DS_DATE_OK)
            return DS_OK;
        return bad_cell(l, row->line, c, "is not a day",
                        "give days as 2023-01-31");
    case DS_CELL_MONTH:
        if (ds_date_month("%Y-%m", f->text, f->n, cell) == DS_DATE_OK)
            return DS_OK;
        return bad_cell(l, row->line, c, "is not a month",
                        "give months as 2023-01, none before 2000");
    case DS_CELL_REAL:
        if (!parse_real(f->text, f->n, &real))
            return bad_cell(l, row->line, c, "is not a number",
                            "give a decimal of up to 18 digits");
        memcpy(cell, &real, sizeof real);
        return DS_OK;
    default:
        return take_number(l, row, c, f, cell);
    }
}

static ds_status take_row(loader *l, const ds_row *row)
{
    size_t r;
    if (row->n_fields != l->n_header)
        return ds_hint(l->err,
                       ds_fail(l->err, DS_ERR_DATA,
                               "%s:%llu: %zu fields where the header has %zu",
                               l->path, (unsigned long long)row->line,
                               row->n_fields, l->n_header),
                       "put fields that hold a comma into double quotes");
    DS_TRY(ds_table_add(l->t, &r, l->err));
    for (size_t c = 0; c < l->t->n_columns; c++)
        DS_TRY(take_cell(l, row, c, (int64_t *)l->t->cells[c].data + r));
    return DS_OK;
}

/* ---- the file ------------------------------------------------------------ */

static ds_status check_row(const loader *l, const ds_row *row)
{
    if (row->has_bad_quote)
        return ds_hint(l->err,
                       ds_fail(l->err, DS_ERR_DATA,
                               "%s:%llu: text behind a closing quote", l->path,
                               (unsigned long long)row->line),
                       "double the quotes that are part of a text");
    if (row->n_fields <= row->max_fields) return DS_OK;
    return ds_hint(l->err,
                   ds_fail(l->err, DS_ERR_DATA, "%s:%llu: more than %d fields",
                           l->path, (unsigned long long)row->line, MAX_FIELDS),
                   "leave out the columns that are not needed");
}

static ds_status take_batch(loader *l, const ds_rows_batch *batch)
{
    char *bytes = batch->buffer.data;
    ds_row_cursor at = {bytes, bytes + batch->n, ',', batch->first_line, 0};
    ds_row row = {.fields = l->fields, .max_fields = MAX_FIELDS};
    while (ds_row_next(&at, &row)) {
        DS_TRY(check_row(l, &row));
        DS_TRY(l->n_header == 0 ? take_header(l, &row) : take_row(l, &row));
    }
    return DS_OK;
}

static ds_status take_file(loader *l, ds_input *input)
{
    ds_rows rows = {0};
    ds_rows_batch batch = {0};
    ds_status st = ds_rows_init(&rows, input, ',', l->err);
    do {
        if (st == DS_OK) st = ds_rows_next(&rows, 0, &batch, l->err);
        if (st == DS_OK) st = take_batch(l, &batch);
    } while (st == DS_OK && batch.n > 0);
    ds_buffer_destroy(&batch.buffer);
    ds_rows_destroy(&rows);
    if (st != DS_OK || l->n_header > 0) return st;
    return ds_hint(l->err,
                   ds_fail(l->err, DS_ERR_DATA, "%s: no header line", l->path),
                   "its first line names the columns");
}

ds_status ds_csv_read_table(const char *path, const char *name,
                            const ds_column_spec *specs, size_t n_columns,
                            ds_table *out, ds_error *err)
{
    return ds_csv_read_some(path, name, specs, n_columns, n_columns, out, err);
}

ds_status ds_csv_read_some(const char *path, const char *name,
                           const ds_column_spec *specs, size_t n_needed,
                           size_t n_columns, ds_table *out, ds_error *err)
{
    ds_status st = DS_OK;
    ds_input *input = NULL;
    loader l = {.path = path, .t = out, .err = err, .n_needed = n_needed};
    DS_TRY(ds_table_init(out, name, "", specs, n_columns, err));
    DS_GO(ds_alloc(&l.fields, MAX_FIELDS, sizeof *l.fields, err));
    DS_GO(ds_alloc(&l.from, n_columns, sizeof *l.from, err));
    DS_GO(ds_alloc(&l.is_fen, n_columns, sizeof *l.is_fen, err));
    DS_GO(ds_input_open(path, &input, err));
    DS_GO(take_file(&l, input));
done:
    ds_input_close(input);
    free(l.is_fen);
    free(l.from);
    free(l.fields);
    if (st != DS_OK) ds_table_destroy(out);
    return st;
}
