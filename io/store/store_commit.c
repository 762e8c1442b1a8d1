/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/store/store_commit.c - puts the spooled blocks together: each column at
 * the width of its widest block, its chunks in order. Blocks of that width are
 * copied as they are, others encoded again on all threads. */
#include "io/store/store_writer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

typedef struct commit {
    ds_store_writer *w;
    const ds_run *run;
    uint64_t n_rows;
    ds_store_final *columns;
    size_t n_again; /* chunks to encode again, numbers into the index */
    size_t *again;
    ds_chunk_coder *coders; /* one a thread of `run` */
    ds_buffer *values;
} commit;

static size_t rows_of(const ds_store_writer *w, size_t block)
{
    return ((const uint32_t *)w->rows.data)[block];
}

/* ---- what will be written ------------------------------------------------ */

static ds_status check_blocks(commit *c, ds_error *err)
{
    const ds_store_writer *w = c->w;
    for (size_t b = 0; b < w->n_blocks; b++) {
        const size_t rows = rows_of(w, b);
        if (rows == 0 || (b + 1 < w->n_blocks && rows != DS_BLOCK_ROWS))
            return ds_fail(err, DS_ERR_ARG,
                           "%s: block %zu was not put, or is not whole",
                           w->out.path, b);
        c->n_rows += rows;
    }
    return DS_OK;
}

static ds_status check_codes(const ds_store_writer *w,
                             const ds_source_column *column,
                             const ds_extremes *seen, ds_error *err)
{
    size_t d = 0;
    if (column->dictionary[0] == '\0') return DS_OK;
    while (d < w->n_dictionaries &&
           strcmp(w->dictionary[d].name, column->dictionary) != 0)
        d++;
    if (d == w->n_dictionaries)
        return ds_fail(err, DS_ERR_ARG, "%s: no dictionary '%s' for column %s",
                       w->out.path, column->dictionary, column->name);
    if (seen->high >= (int64_t)w->dictionary[d].n)
        return ds_fail(err, DS_ERR_ARG,
                       "%s: column %s has codes outside its dictionary '%s'",
                       w->out.path, column->name, column->dictionary);
    return DS_OK;
}

static void unite(ds_extremes *all, const ds_extremes *one)
{
    if (one->low < all->low) all->low = one->low;
    if (one->high > all->high) all->high = one->high;
    all->has_missing |= one->has_missing;
}

static ds_status choose_widths(commit *c, ds_error *err)
{
    const ds_store_writer *w = c->w;
    const size_t n_chunks = w->n_blocks * w->n_columns;
    DS_TRY(ds_alloc(&c->columns, w->n_columns, sizeof *c->columns, err));
    DS_TRY(ds_alloc(&c->again, n_chunks, sizeof *c->again, err));
    for (size_t i = 0; i < w->n_columns; i++) {
        ds_store_final *column = &c->columns[i];
        column->seen = DS_NO_EXTREMES;
        for (size_t b = 0; b < w->n_blocks; b++)
            unite(&column->seen, &ds_spooled_at(w, b * w->n_columns + i)->seen);
        column->width = ds_store_width(&w->columns[i], &column->seen);
        DS_TRY(check_codes(w, &w->columns[i], &column->seen, err));
    }
    for (size_t i = 0; i < n_chunks; i++)
        if (ds_spooled_at(w, i)->width !=
            c->columns[i % w->n_columns].width.bytes)
            c->again[c->n_again++] = i;
    return DS_OK;
}

/* ---- encoding again ------------------------------------------------------ */

/* The values of a spooled chunk, in the thread's memory. */
static ds_status decode(commit *c, int thread, const ds_spooled *s,
                        ds_width width, ds_store_rows *rows, ds_error *err)
{
    ds_store_writer *w = c->w;
    ds_chunk_coder *coder = &c->coders[thread];
    const bool is_plain = w->options.deflate_level == 0;
    const ds_chunk_form form = {!is_plain, true};
    const ds_range all = {INT64_MIN + 1, INT64_MAX, true};
    const void *stored;
    const char *wrong;
    DS_TRY(ds_store_load(w, s, &coder->stored, err));
    DS_TRY(ds_chunk_decode(coder, form, s->size, rows->chunk_rows * width.bytes,
                           &stored, &wrong, err));
    if (wrong)
        return ds_fail(err, DS_ERR_IO, "%s: the spool beside it is damaged",
                       w->out.path);
    DS_TRY(
        ds_buffer_reserve(&c->values[thread], rows->n * sizeof(int64_t), err));
    int64_t *values = c->values[thread].data;
    const size_t n = is_plain
                         ? ds_plain_join(stored, rows->n, width, &all, values)
                         : ds_planes_join(stored, rows->chunk_rows, rows->n,
                                          width, &all, values);
    assert(n == rows->n);
    (void)n;
    rows->values = values;
    return DS_OK;
}

static ds_status encode_again(void *ctx, int thread, size_t item, ds_error *err)
{
    commit *c = ctx;
    ds_store_writer *w = c->w;
    const size_t i = c->again[item], block = i / w->n_columns;
    ds_spooled *s = ds_spooled_at(w, i);
    const ds_width to = c->columns[i % w->n_columns].width;
    const ds_width from = {s->width, to.is_signed};
    ds_store_rows rows = {.n = rows_of(w, block)};
    rows.chunk_rows = ds_store_chunk_rows(block, rows.n);
    DS_TRY(decode(c, thread, s, from, &rows, err));
    return ds_store_spool(w, &c->coders[thread], &rows, to, s, err);
}

static ds_status encode_all_again(commit *c, ds_error *err)
{
    const size_t threads = (size_t)c->run->threads;
    DS_TRY(ds_alloc(&c->coders, threads, sizeof *c->coders, err));
    DS_TRY(ds_alloc(&c->values, threads, sizeof *c->values, err));
    ds_progress_start(c->run->progress, "packing columns", c->n_again);
    return ds_for_blocks(c->n_again, c->run, encode_again, c, err);
}

/* ---- all of it ----------------------------------------------------------- */

static ds_status write_file(commit *c, ds_error *err)
{
    ds_store_writer *w = c->w;
    ds_progress_start(c->run->progress, "writing columns",
                      w->n_blocks * w->n_columns);
    ds_hdf5_enter();
    ds_status st =
        ds_store_write_columns(w, c->n_rows, c->columns, c->run, err);
    if (st == DS_OK) st = ds_hdf5_close(&w->file, err);
    ds_hdf5_leave();
    return st;
}

static void commit_end(commit *c)
{
    for (int t = 0; t < c->run->threads; t++) {
        if (c->coders) ds_chunk_coder_destroy(&c->coders[t]);
        if (c->values) ds_buffer_destroy(&c->values[t]);
    }
    free(c->coders);
    free(c->values);
    free(c->columns);
    free(c->again);
}

ds_status ds_store_commit(ds_store_writer *w, const ds_run *run, ds_error *err)
{
    ds_status st = DS_OK;
    commit c = {.w = w, .run = run};
    DS_GO(check_blocks(&c, err));
    DS_GO(choose_widths(&c, err));
    DS_GO(encode_all_again(&c, err));
    DS_GO(write_file(&c, err));
    DS_GO(ds_outfile_commit(&w->out, err));
done:
    commit_end(&c);
    ds_store_abort(w);
    return st;
}
