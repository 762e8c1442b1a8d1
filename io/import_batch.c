/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import_batch.c - see import_batch.h for the contract. */
#include "io/import_batch.h"

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
    DS_TRY(ds_alloc(&b->fields, m->n_fields + 1, sizeof *b->fields, err));
    DS_TRY(ds_alloc(&b->columns, m->n_columns, sizeof *b->columns, err));
    return ds_alloc(&b->codes, dicts->n, sizeof *b->codes, err);
}

void ds_batch_destroy(ds_batch *b)
{
    for (size_t i = 0; b->columns && i < b->m->n_columns; i++)
        ds_buffer_destroy(&b->columns[i]);
    for (size_t i = 0; b->codes && i < b->dicts->n; i++)
        ds_dict_destroy(&b->codes[i]);
    free(b->columns);
    free(b->codes);
    free(b->fields);
    ds_convert_destroy(&b->convert);
    ds_transcoder_destroy(&b->transcoder);
    ds_buffer_destroy(&b->bytes.buffer);
    ds_buffer_destroy(&b->lines);
    ds_buffer_destroy(&b->numbers);
    ds_buffer_destroy(&b->rejects);
    *b = (ds_batch){0};
}

static ds_status begin(ds_batch *b, ds_error *err)
{
    b->n_rows = b->n_rejects = 0;
    b->n_read = b->n_blank = b->n_dropped = 0;
    for (size_t i = 0; i < b->dicts->n; i++) {
        ds_dict_destroy(&b->codes[i]);
        DS_TRY(ds_dict_init(&b->codes[i], err));
    }
    return DS_OK;
}

static ds_status add_reject(ds_batch *b, ds_import_reject reject, ds_error *err)
{
    DS_TRY(
        ds_buffer_grow(&b->rejects, (b->n_rejects + 1) * sizeof reject, err));
    ((ds_import_reject *)b->rejects.data)[b->n_rejects++] = reject;
    return DS_OK;
}

/* Makes room for one more row in every column. */
static ds_status grow(ds_batch *b, ds_error *err)
{
    const size_t bytes = (b->n_rows + 1) * sizeof(int64_t);
    if (bytes <= b->numbers.bytes) return DS_OK; /* grows last */
    for (size_t i = 0; i < b->m->n_columns; i++)
        DS_TRY(ds_buffer_grow(&b->columns[i], bytes, err));
    DS_TRY(ds_buffer_grow(&b->lines, bytes, err));
    return ds_buffer_grow(&b->numbers, bytes, err);
}

/* Only rows that are stored give their texts codes. */
static ds_status add_row(ds_batch *b, uint64_t line, ds_error *err)
{
    DS_TRY(grow(b, err));
    for (size_t i = 0; i < b->m->n_columns; i++) {
        const ds_import_value *v = &b->convert.values[i];
        int64_t value = v->number;
        if (b->dicts->of[i] >= 0) {
            uint32_t code;
            DS_TRY(ds_dict_code(&b->codes[b->dicts->of[i]], v->text, v->n,
                                &code, err));
            value = code;
        }
        ((int64_t *)b->columns[i].data)[b->n_rows] = value;
    }
    ((uint64_t *)b->lines.data)[b->n_rows] = line;
    ((uint64_t *)b->numbers.data)[b->n_rows] = b->n_read;
    b->n_rows++;
    return DS_OK;
}

ds_status ds_batch_work(ds_batch *b, ds_error *err)
{
    char *text = NULL;
    size_t n = 0;
    DS_TRY(begin(b, err));
    DS_TRY(ds_transcode(&b->transcoder, b->bytes.buffer.data, b->bytes.n, &text,
                        &n, err));
    ds_row row = {.fields = b->fields, .max_fields = b->m->n_fields};
    ds_row_cursor c = {text, text + n, b->m->delimiter, b->bytes.first_line, 0};
    while (ds_row_next(&c, &row)) {
        size_t column;
        b->n_read++;
        if (b->m->footer && ds_mapping_is_footer(b->m, &row)) {
            b->n_dropped++;
            continue;
        }
        const ds_reject reason =
            ds_convert_row(&b->convert, &row, (int64_t)b->n_read, &column);
        if (reason == DS_REJECT_NONE)
            DS_TRY(add_row(b, row.line, err));
        else
            DS_TRY(add_reject(
                b, (ds_import_reject){b->n_read, row.line, column, reason, 0},
                err));
    }
    b->n_blank = c.blank;
    return DS_OK;
}
