/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/store/store_write.c - takes blocks, dictionaries and tables; see
 * store.h. */
#include "io/store/store_writer.h"

#include "base/money.h"
#include "io/hdf5/hdf5_dict.h"
#include "io/tables/table_hdf5.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool ds_store_is_code(const ds_source_column *column)
{
    return column->kind == DS_KIND_CODE || column->kind == DS_KIND_ENUM ||
           column->dictionary[0] != '\0';
}

static bool is_money(const ds_source_column *column)
{
    return column->kind == DS_KIND_FEN || column->kind == DS_KIND_POINTS;
}

ds_width ds_store_width(const ds_source_column *column, const ds_extremes *seen)
{
    const bool is_code = ds_store_is_code(column);
    ds_width w = {2, !is_code};
    if (column->kind == DS_KIND_ENUM) w.bytes = 1;
    if (is_money(column)) w.bytes = 4;
    if (seen->low > seen->high) return w; /* no value but missing ones */
    while (w.bytes < 8) {
        const unsigned bits = 8u * w.bytes - !is_code;
        const int64_t most = (INT64_C(1) << bits) - 1;
        if (seen->high <= most && seen->low >= -most) break;
        w.bytes = (uint8_t)(2 * w.bytes);
    }
    return w;
}

size_t ds_store_chunk_rows(size_t block, size_t n)
{
    return block == 0 ? n : DS_BLOCK_ROWS;
}

/* ---- beginning and end --------------------------------------------------- */

static ds_status begin_file(ds_store_writer *w, const char *path, ds_error *err)
{
    DS_TRY(ds_outfile_open(&w->out, path, w->options.force, err));
    DS_TRY(ds_spool_open(path, &w->spool, err));
    ds_hdf5_enter();
    const ds_status st = ds_hdf5_create(&w->file, w->out.fd, w->out.path, err);
    ds_hdf5_leave();
    return st;
}

ds_status ds_store_create(const char *path, size_t n_columns,
                          const ds_source_column *columns,
                          const ds_store_options *options,
                          ds_store_writer **out, ds_error *err)
{
    ds_store_writer *w;
    ds_status st = DS_OK;
    *out = NULL;
    DS_TRY(ds_alloc(&w, 1, sizeof *w, err));
    w->options = *options;
    w->n_columns = n_columns;
    w->spool = -1;
    w->out.fd = -1;
    w->dictionaries = H5I_INVALID_HID;
    pthread_mutex_init(&w->lock, NULL);
    DS_GO(ds_alloc(&w->columns, n_columns, sizeof *columns, err));
    memcpy(w->columns, columns, n_columns * sizeof *columns);
    DS_GO(
        ds_alloc(&w->coders, (size_t)options->threads, sizeof *w->coders, err));
    DS_GO(begin_file(w, path, err));
    *out = w;
done:
    if (st != DS_OK) ds_store_abort(w);
    return st;
}

void ds_store_abort(ds_store_writer *w)
{
    if (!w) return;
    if (w->file.id > 0) {
        ds_hdf5_enter();
        if (w->dictionaries >= 0) H5Gclose(w->dictionaries);
        ds_hdf5_drop(&w->file);
        ds_hdf5_leave();
    }
    ds_outfile_abort(&w->out);
    if (w->spool >= 0) close(w->spool);
    for (int t = 0; w->coders && t < w->options.threads; t++)
        ds_chunk_coder_destroy(&w->coders[t]);
    free(w->coders);
    free(w->columns);
    ds_buffer_destroy(&w->index);
    ds_buffer_destroy(&w->rows);
    pthread_mutex_destroy(&w->lock);
    free(w);
}

/* ---- blocks -------------------------------------------------------------- */

/* The block's place in the index; a block is put once. */
static ds_status claim_block(ds_store_writer *w, size_t block, size_t n,
                             ds_error *err)
{
    const size_t blocks = block + 1 > w->n_blocks ? block + 1 : w->n_blocks;
    if (n > DS_BLOCK_ROWS || block > SIZE_MAX / DS_BLOCK_ROWS / 2)
        return ds_fail(err, DS_ERR_ARG, "%s: block %zu of %zu rows is too long",
                       w->out.path, block, n);
    DS_TRY(ds_buffer_grow(&w->rows, blocks * sizeof(uint32_t), err));
    DS_TRY(ds_buffer_grow(&w->index, blocks * w->n_columns * sizeof(ds_spooled),
                          err));
    uint32_t *rows = w->rows.data;
    for (; w->n_blocks < blocks; w->n_blocks++) rows[w->n_blocks] = 0;
    if (rows[block] != 0)
        return ds_fail(err, DS_ERR_ARG, "%s: block %zu was put before",
                       w->out.path, block);
    rows[block] = (uint32_t)n;
    return DS_OK;
}

/* What each kind may hold, whatever the column; the import checks more. */
static ds_range range_of(const ds_source_column *c)
{
    ds_range range = {INT64_MIN + 1, INT64_MAX, c->is_nullable};
    if (is_money(c))
        range = (ds_range){-DS_MAX_FEN, DS_MAX_FEN, c->is_nullable};
    if (ds_store_is_code(c)) range = (ds_range){0, UINT32_MAX, false};
    return range;
}

static ds_status check_values(const ds_store_writer *w, size_t column,
                              size_t block, const int64_t *values,
                              const ds_extremes *seen, ds_error *err)
{
    const ds_source_column *c = &w->columns[column];
    const ds_range allowed = range_of(c);
    const bool is_empty = seen->low > seen->high;
    if ((is_empty ||
         (seen->low >= allowed.low && seen->high <= allowed.high)) &&
        (allowed.missing || !seen->has_missing))
        return DS_OK;
    uint64_t i = 0;
    while (values[i] == DS_MISSING
               ? allowed.missing
               : values[i] >= allowed.low && values[i] <= allowed.high)
        i++;
    return ds_fail(
        err, DS_ERR_DATA,
        "%s: row %llu, column %s: the value cannot be stored as %s",
        w->out.path,
        (unsigned long long)((uint64_t)block * DS_BLOCK_ROWS + i + 1), c->name,
        ds_store_is_code(c) ? "a code" : "an amount or number");
}

static void encode_values(ds_chunk_coder *coder, const ds_store_rows *rows,
                          ds_width width, bool is_plain)
{
    uint8_t *bytes = coder->values.data;
    const size_t n = rows->n, rest = rows->chunk_rows - n;
    if (is_plain) {
        ds_plain_split(rows->values, n, width, bytes);
        memset(bytes + n * width.bytes, 0, rest * width.bytes);
        return;
    }
    ds_planes_split(rows->values, n, width, bytes, rows->chunk_rows);
    for (unsigned k = 0; k < width.bytes; k++)
        memset(bytes + k * rows->chunk_rows + n, 0, rest);
}

ds_status ds_store_spool(ds_store_writer *w, ds_chunk_coder *coder,
                         const ds_store_rows *rows, ds_width width,
                         ds_spooled *spooled, ds_error *err)
{
    const int level = w->options.deflate_level;
    const size_t bytes = rows->chunk_rows * width.bytes;
    size_t size;
    DS_TRY(ds_buffer_reserve(&coder->values, bytes, err));
    encode_values(coder, rows, width, level == 0);
    DS_TRY(ds_chunk_encode(coder, level, bytes, &size, err));
    spooled->offset = atomic_fetch_add(&w->spool_end, size);
    spooled->size = (uint32_t)size;
    spooled->width = width.bytes;
    return ds_write_at(w->spool, coder->stored.data, size, spooled->offset,
                       w->out.path, err);
}

static ds_status put_column(ds_store_writer *w, int thread, size_t block,
                            size_t column, const ds_store_rows *rows,
                            ds_error *err)
{
    ds_spooled spooled = {.seen = DS_NO_EXTREMES};
    ds_extremes_add(&spooled.seen, rows->values, rows->n);
    DS_TRY(check_values(w, column, block, rows->values, &spooled.seen, err));
    DS_TRY(ds_store_spool(w, &w->coders[thread], rows,
                          ds_store_width(&w->columns[column], &spooled.seen),
                          &spooled, err));
    pthread_mutex_lock(&w->lock);
    *ds_spooled_at(w, block * w->n_columns + column) = spooled;
    pthread_mutex_unlock(&w->lock);
    return DS_OK;
}

ds_status ds_store_put(ds_store_writer *w, int thread, size_t block, size_t n,
                       const int64_t *const *columns, ds_error *err)
{
    if (n == 0) return DS_OK;
    pthread_mutex_lock(&w->lock);
    const ds_status st = claim_block(w, block, n, err);
    pthread_mutex_unlock(&w->lock);
    DS_TRY(st);
    for (size_t c = 0; c < w->n_columns; c++) {
        const ds_store_rows rows = {columns[c], n,
                                    ds_store_chunk_rows(block, n)};
        DS_TRY(put_column(w, thread, block, c, &rows, err));
    }
    return DS_OK;
}

/* ---- dictionaries and tables --------------------------------------------- */

static ds_status put_dictionary(ds_store_writer *w, const char *name,
                                const ds_dict *dict, ds_error *err)
{
    const ds_run run = {.threads = w->options.threads};
    if (w->dictionaries < 0)
        DS_TRY(ds_hdf5_group_create(&w->file, w->file.id, "dictionary",
                                    &w->dictionaries, err));
    return ds_hdf5_write_dict(&w->file, w->dictionaries, name, dict, &run, err);
}

ds_status ds_store_put_dictionary(ds_store_writer *w, const char *name,
                                  const ds_dict *dict, ds_error *err)
{
    ds_put_dictionary *put = &w->dictionary[w->n_dictionaries];
    if (w->n_dictionaries == DS_MAX_DICTIONARIES ||
        strlen(name) >= sizeof put->name)
        return ds_fail(err, DS_ERR_ARG, "%s: too many or too long dictionaries",
                       w->out.path);
    ds_hdf5_enter();
    const ds_status st = put_dictionary(w, name, dict, err);
    ds_hdf5_leave();
    DS_TRY(st);
    memcpy(put->name, name, strlen(name) + 1);
    put->n = dict->n;
    w->n_dictionaries++;
    return DS_OK;
}

ds_status ds_store_put_table(ds_store_writer *w, const ds_table *t,
                             ds_error *err)
{
    ds_hdf5_enter();
    const ds_status st = ds_table_to_hdf5(&w->file, w->file.id, t, err);
    ds_hdf5_leave();
    return st;
}
