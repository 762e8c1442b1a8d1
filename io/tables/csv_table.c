/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/csv_table.c - a small CSV as a table; see result.h. */
#include "base/keys.h"
#include "io/import/import_rows.h"
#include "io/tables/csv_cell.h"
#include "io/tables/result.h"
#include "io/transcode.h"
#include "io/utf8.h"

#include <stdio.h>
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
    ds_csv_form form;
    ds_transcoder transcoder;
    char name[256]; /* of a field of the header */
    bool is_texts;  /* columns and their names are those of the header */
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

/* A TEXT column a field, and the line. */
static ds_status make_columns(loader *l, const ds_row *row)
{
    char name[sizeof l->t->name];
    ds_table *t = l->t;
    ds_column_spec *specs = NULL;
    ds_status st = DS_OK;
    snprintf(name, sizeof name, "%s", t->name);
    DS_GO(ds_alloc(&specs, row->n_fields + 1, sizeof *specs, l->err));
    for (size_t i = 0; i < row->n_fields; i++)
        specs[i] = (ds_column_spec){.type = DS_CELL_TEXT};
    specs[row->n_fields] = (ds_column_spec){.name = "line"};
    ds_table_destroy(t);
    DS_GO(ds_table_init(t, name, "", specs, row->n_fields + 1, l->err));
    for (size_t i = 0; i < row->n_fields; i++) {
        const ds_field *f = &row->fields[i];
        if (!ds_utf8_valid(f->text, f->n))
            DS_GO(ds_hint(l->err,
                          ds_fail(l->err, DS_ERR_DATA,
                                  "%s:%llu: the header is not UTF-8 text",
                                  l->path, (unsigned long long)row->line),
                          "save the file as UTF-8"));
        snprintf(l->name, sizeof l->name, "%.*s", (int)f->n, f->text);
        t->columns[i].name = ds_table_keep(t, l->name);
        if (!t->columns[i].name)
            DS_GO(ds_fail(l->err, DS_ERR_NOMEM, "no memory for a name"));
    }
done:
    free(specs);
    return st;
}

static bool is_used(const loader *l, size_t field)
{
    for (size_t c = 0; c < l->t->n_columns; c++)
        if (l->from[c] == (ptrdiff_t)field) return true;
    return false;
}

/* Of the columns that the file lacks the one that a field of the header is a
 * slip of, or NULL: near, and of the same first letter. */
static const char *meant(loader *l, const ds_field *f, ds_key *rows)
{
    ds_keys lacking = {"column", rows, 0, NULL};
    snprintf(l->name, sizeof l->name, "%.*s", (int)f->n, f->text);
    for (size_t c = l->n_needed; c < l->t->n_columns; c++)
        if (l->from[c] == NOWHERE && l->t->columns[c].name[0] == l->name[0])
            rows[lacking.n++].name = l->t->columns[c].name;
    return f->n < 4 ? NULL : ds_keys_nearest(&lacking, l->name);
}

/* A field more may stand in a file, but not one that would be a column but for
 * a slip: what it says would be lost without a word. */
static ds_status check_slips(loader *l, const ds_row *row)
{
    ds_key *rows = NULL;
    ds_status st = DS_OK;
    DS_GO(ds_alloc(&rows, l->t->n_columns, sizeof *rows, l->err));
    for (size_t i = 0; i < row->n_fields; i++) {
        const char *name =
            is_used(l, i) ? NULL : meant(l, &row->fields[i], rows);
        if (!name) continue;
        st = ds_fail(l->err, DS_ERR_DATA, "%s:%llu: no column '%s' is known",
                     l->path, (unsigned long long)row->line, l->name);
        DS_GO(ds_hint(l->err, st, "did you mean '%s'?", name));
    }
done:
    free(rows);
    return st;
}

static ds_status take_header(loader *l, const ds_row *row)
{
    l->n_header = row->n_fields;
    if (l->is_texts) return make_columns(l, row);
    for (size_t c = 0; c < l->t->n_columns; c++) DS_TRY(find_column(l, row, c));
    return check_slips(l, row);
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

static ds_status take_cell(const loader *l, const ds_row *row, size_t c,
                           int64_t *cell)
{
    static const ds_field absent = {0};
    const ds_field *f = l->from[c] < 0 ? &absent : &row->fields[l->from[c]];
    const ds_column_spec *spec = &l->t->columns[c];
    const ds_csv_style style = {.is_fen = l->is_fen[c]};
    ds_csv_fault fault;
    if (f->n == 0) return DS_OK; /* missing, as it is */
    if (spec->type == DS_CELL_TEXT) return take_text(l, row, c, f, cell);
    if (ds_csv_cell(spec, &style, f->text, f->n, cell, &fault)) return DS_OK;
    return bad_cell(l, row->line, c, fault.what, fault.remedy);
}

static ds_status take_texts(const loader *l, const ds_row *row, size_t r)
{
    for (size_t c = 0; c < row->n_fields; c++)
        if (row->fields[c].n > 0)
            DS_TRY(take_text(l, row, c, &row->fields[c],
                             (int64_t *)l->t->cells[c].data + r));
    ds_table_set(l->t, r, row->n_fields, (int64_t)row->line);
    return DS_OK;
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
    DS_TRY(ds_table_set_line(l->t, r, row->line, l->err));
    if (l->is_texts) return take_texts(l, row, r);
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
    size_t n = batch->n;
    DS_TRY(ds_transcode(&l->transcoder, bytes, n, &bytes, &n, l->err));
    ds_row_cursor at = {bytes, bytes + n, l->form.delimiter, batch->first_line,
                        0};
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
    ds_status st = ds_rows_init(&rows, input, l->form.delimiter, l->err);
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

static ds_status read_all(loader *l, ds_error *err)
{
    ds_status st = DS_OK;
    ds_input *input = NULL;
    DS_GO(ds_alloc(&l->fields, MAX_FIELDS, sizeof *l->fields, err));
    DS_GO(ds_alloc(&l->from, l->t->n_columns, sizeof *l->from, err));
    DS_GO(ds_alloc(&l->is_fen, l->t->n_columns, sizeof *l->is_fen, err));
    DS_GO(ds_transcoder_init(&l->transcoder, l->form.encoding, err));
    DS_GO(ds_input_open(l->path, &input, err));
    DS_GO(take_file(l, input));
done:
    ds_input_close(input);
    ds_transcoder_destroy(&l->transcoder);
    free(l->is_fen);
    free(l->from);
    free(l->fields);
    if (st != DS_OK) ds_table_destroy(l->t);
    return st;
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
    loader l = {
        .path = path,
        .t = out,
        .err = err,
        .n_needed = n_needed,
        .form = {',', DS_ENCODING_UTF8}
    };
    DS_TRY(ds_table_init(out, name, "", specs, n_columns, err));
    return read_all(&l, err);
}

ds_status ds_csv_read_texts(const char *path, const ds_csv_form *form,
                            const char *name, ds_table *out, ds_error *err)
{
    loader l = {
        .path = path, .t = out, .err = err, .form = *form, .is_texts = true};
    DS_TRY(ds_table_init(out, name, "", NULL, 0, err));
    return read_all(&l, err);
}
