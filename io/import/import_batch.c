/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_batch.c - see import_batch.h for the contract. */
#include "io/import/import_batch.h"

#include "io/import/import_slice.h"

#include <stdlib.h>
#include <string.h>

ds_status ds_import_dicts_init(ds_import_dicts *d, const ds_mapping *m,
                               ds_error *err)
{
    *d = (ds_import_dicts){0};
    DS_TRY(ds_alloc(&d->names, m->n_columns, sizeof *d->names, err));
    DS_TRY(ds_alloc(&d->of, m->n_columns, sizeof *d->of, err));
    for (size_t i = 0; i < m->n_columns; i++) {
        const ds_map_column *c = &m->columns[i];
        size_t k = 0;
        d->of[i] = -1;
        if (!c->is_text) continue;
        while (k < d->n && strcmp(d->names[k], c->is.dictionary) != 0) k++;
        d->names[k] = c->is.dictionary;
        d->of[i] = (int)k;
        d->n += k == d->n;
    }
    return DS_OK;
}

void ds_import_dicts_destroy(ds_import_dicts *d)
{
    free(d->names);
    free(d->of);
    *d = (ds_import_dicts){0};
}

ds_status ds_batch_init(ds_batch *b, const ds_mapping *m,
                        const ds_import_dicts *dicts, ds_error *err)
{
    *b = (ds_batch){.m = m, .dicts = dicts};
    DS_TRY(ds_transcoder_init(&b->transcoder, m->encoding, err));
    DS_TRY(ds_convert_init(&b->convert, m, err));
    DS_TRY(ds_scan_init(&b->scan, m->n_fields, err));
    DS_TRY(ds_alloc(&b->fields, m->n_fields + 1, sizeof *b->fields, err));
    DS_TRY(ds_alloc(&b->columns, m->n_columns, sizeof *b->columns, err));
    DS_TRY(ds_alloc(&b->codes, dicts->n, sizeof *b->codes, err));
    DS_TRY(ds_alloc(&b->of_file, dicts->n, sizeof *b->of_file, err));
    return ds_slice_init(b, err);
}

static void destroy_columns(ds_batch *b)
{
    for (size_t i = 0; b->columns && i < b->m->n_columns; i++) {
        ds_memo_destroy(&b->columns[i].memo);
        ds_buffer_destroy(&b->columns[i].cells);
        ds_buffer_destroy(&b->columns[i].hashes);
    }
    for (size_t i = 0; b->codes && i < b->dicts->n; i++) {
        ds_dict_destroy(&b->codes[i]);
        if (b->of_file) ds_buffer_destroy(&b->of_file[i]);
    }
    free(b->columns);
    free(b->codes);
    free(b->of_file);
}

void ds_batch_destroy(ds_batch *b)
{
    destroy_columns(b);
    free(b->fields);
    ds_scan_destroy(&b->scan);
    ds_convert_destroy(&b->convert);
    ds_transcoder_destroy(&b->transcoder);
    ds_buffer_destroy(&b->bytes.buffer);
    ds_buffer_destroy(&b->lines);
    ds_buffer_destroy(&b->numbers);
    ds_buffer_destroy(&b->rejects);
    *b = (ds_batch){0};
}

const char *ds_batch_text(const ds_batch *b, size_t column, size_t row,
                          size_t *n)
{
    const ds_batch_column *p = &b->columns[column];
    const int64_t cell = ds_batch_cells(b, column)[row];
    if (p->way == DS_BATCH_DIRECT) {
        *n = (uint32_t)cell;
        return b->scan.text + (cell >> 32);
    }
    *n = ds_dict_length(&b->codes[p->dict], (uint32_t)cell);
    return ds_dict_text(&b->codes[p->dict], (uint32_t)cell);
}

static ds_status add_reject(ds_batch *b, ds_import_reject reject, ds_error *err)
{
    DS_TRY(
        ds_buffer_grow(&b->rejects, (b->n_rejects + 1) * sizeof reject, err));
    ((ds_import_reject *)b->rejects.data)[b->n_rejects++] = reject;
    return DS_OK;
}

/* A row of the slice; its fields are good until the next one. */
static ds_row row_of(ds_batch *b, size_t row)
{
    const ds_scan *s = &b->scan;
    for (size_t i = 0; i < s->n_fields; i++) {
        const ds_span span = ds_scan_row(s, row)[i];
        b->fields[i] = (ds_field){s->text + span.at, span.n};
    }
    return (ds_row){.fields = b->fields,
                    .max_fields = s->n_fields,
                    .n_fields = s->counts[row],
                    .has_bad_quote = s->bad_quotes[row],
                    .is_ascii = s->is_plain};
}

/* Converts a row of the slice with ds_convert_row, which finds why it cannot be
 * stored; true in *is_stored where it can. */
static ds_status judge(ds_batch *b, size_t row, bool *is_stored, ds_error *err)
{
    const ds_row whole = row_of(b, row);
    const uint64_t number = b->n_read + row + 1;
    size_t column;
    const ds_reject reason =
        ds_convert_row(&b->convert, &whole, (int64_t)number, &column);
    *is_stored = reason == DS_REJECT_NONE;
    if (*is_stored) return ds_slice_put(b, row, err);
    return add_reject(
        b, (ds_import_reject){number, b->scan.lines[row], column, reason, 0},
        err);
}

static bool is_footer(ds_batch *b, size_t row)
{
    if (!b->m->footer) return false;
    const ds_row whole = row_of(b, row);
    return ds_mapping_is_footer(b->m, &whole);
}

/* Moves the cells of a row of the slice to those of an earlier one. */
static void move_row(ds_batch *b, size_t from, size_t to)
{
    for (size_t i = 0; i < b->m->n_columns; i++) {
        int64_t *cells = ds_batch_cells(b, i) + b->n_rows;
        uint32_t *hashes = b->columns[i].hashes.data;
        cells[to] = cells[from];
        if (b->columns[i].way == DS_BATCH_DIRECT)
            hashes[b->n_rows + to] = hashes[b->n_rows + from];
    }
}

/* Where the stored rows come from, for those that are found twice later. */
static ds_status note_rows(ds_batch *b, ds_error *err)
{
    const size_t bytes = (b->n_rows + b->scan.n_rows) * sizeof(uint64_t);
    DS_TRY(ds_buffer_grow(&b->lines, bytes, err));
    return ds_buffer_grow(&b->numbers, bytes, err);
}

static ds_status add_slice(ds_batch *b, ds_error *err)
{
    size_t kept = 0;
    DS_TRY(ds_slice_convert(b, err));
    DS_TRY(note_rows(b, err));
    uint64_t *lines = (uint64_t *)b->lines.data + b->n_rows;
    uint64_t *numbers = (uint64_t *)b->numbers.data + b->n_rows;
    for (size_t row = 0; row < b->scan.n_rows; row++) {
        bool is_stored = !is_footer(b, row);
        b->n_dropped += !is_stored;
        if (b->is_slow[row] && is_stored)
            DS_TRY(judge(b, row, &is_stored, err));
        if (!is_stored) continue;
        lines[kept] = b->scan.lines[row];
        numbers[kept] = b->n_read + row + 1;
        if (kept < row) move_row(b, row, kept);
        kept++;
    }
    b->n_rows += kept;
    b->n_read += b->scan.n_rows;
    return DS_OK;
}

ds_status ds_batch_work(ds_batch *b, ds_error *err)
{
    char *text = NULL;
    size_t n = 0;
    b->n_rows = b->n_rejects = 0;
    b->n_read = b->n_dropped = 0;
    DS_TRY(ds_slice_begin(b, err));
    DS_TRY(ds_transcode(&b->transcoder, b->bytes.buffer.data, b->bytes.n, &text,
                        &n, err));
    ds_scan_start(&b->scan, text, n, b->m->delimiter, b->bytes.first_line);
    while (ds_scan_next(&b->scan)) DS_TRY(add_slice(b, err));
    b->n_blank = b->scan.c.blank;
    return DS_OK;
}
