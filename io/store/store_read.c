/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/store/store_read.c - readers of a claims file: raw chunks are read,
 * verified, inflated and widened by each thread on its own; only finding the
 * chunks takes HDF5 and its lock, once a column. */
#include "io/store/store_file.h"

#include "io/hdf5/hdf5_chunk.h"
#include "io/hdf5/hdf5_dict.h"
#include "io/infile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A reader's column: warm memory, and the block in it. */
typedef struct read_column {
    size_t number; /* in the store */
    ds_chunk_coder coder;
    const void *values; /* NULL: all fill value */
    bool is_shuffled;
} read_column;

struct ds_reader {
    ds_store *store;
    size_t block;
    size_t n_columns;
    read_column columns[];
};

/* ---- where chunks are ---------------------------------------------------- */

size_t ds_store_n_chunks(const ds_store_column *c)
{
    return (size_t)((c->form.n + c->form.chunk - 1) / c->form.chunk);
}

static ds_status take_chunk(const ds_store *s, size_t column, size_t i,
                            ds_store_chunk *chunks, ds_error *err)
{
    const ds_store_column *c = &s->stored[column];
    const char *name = s->columns[column].name;
    const size_t most = ds_chunk_bound(c->form.chunk * c->form.item);
    ds_hdf5_chunk at;
    if (!ds_hdf5_chunk_at(c->dataset, i, &at) ||
        at.first % c->form.chunk != 0 || at.first >= c->form.n)
        return ds_hdf5_fail(&s->file, "find the chunks of column", name, err);
    if (at.offset == HADDR_UNDEF || at.size == 0) return DS_OK;
    const size_t block = (size_t)(at.first / c->form.chunk);
    if (at.size > most || at.offset > s->size || at.size > s->size - at.offset)
        return ds_store_damaged(
            s, err, "column %s, block %zu: impossible place", name, block);
    chunks[block] = (ds_store_chunk){at.offset, (uint32_t)at.size, at.mask};
    return DS_OK;
}

static ds_status take_chunks(ds_store *s, size_t column, ds_error *err)
{
    ds_status st = DS_OK;
    ds_store_column *c = &s->stored[column];
    ds_store_chunk *chunks;
    uint64_t n;
    if (atomic_load(&c->chunks)) return DS_OK;
    DS_TRY(ds_alloc(&chunks, ds_store_n_chunks(c), sizeof *chunks, err));
    if (!ds_hdf5_count_chunks(c->dataset, &n) || n > ds_store_n_chunks(c))
        st = ds_hdf5_fail(&s->file, "count the chunks of column",
                          s->columns[column].name, err);
    for (uint64_t i = 0; st == DS_OK && i < n; i++)
        st = take_chunk(s, column, i, chunks, err);
    if (st == DS_OK)
        atomic_store(&c->chunks, chunks);
    else
        free(chunks);
    return st;
}

ds_status ds_store_find_chunks(ds_store *s, size_t column, ds_error *err)
{
    const ds_store_column *c = &s->stored[column];
    if (c->form.chunk == 0 || atomic_load(&c->chunks)) return DS_OK;
    ds_hdf5_enter();
    const ds_status st = take_chunks(s, column, err);
    ds_hdf5_leave();
    return st;
}

/* ---- readers ------------------------------------------------------------- */

static ds_store *store_of(const ds_source *source)
{
    return (ds_store *)(uintptr_t)source; /* its first member */
}

static void reader_free(ds_reader *r)
{
    if (!r) return;
    for (size_t i = 0; i < r->n_columns; i++)
        ds_chunk_coder_destroy(&r->columns[i].coder);
    free(r);
}

static ds_status reader_new(const ds_source *source, size_t n,
                            const size_t *columns, ds_reader **out,
                            ds_error *err)
{
    ds_store *s = store_of(source);
    ds_reader *r;
    for (size_t i = 0; i < n; i++)
        DS_TRY(ds_store_find_chunks(s, columns[i], err));
    DS_TRY(ds_alloc(&r, 1, sizeof *r + n * sizeof *r->columns, err));
    r->store = s;
    r->n_columns = n;
    for (size_t i = 0; i < n; i++) r->columns[i].number = columns[i];
    *out = r;
    return DS_OK;
}

static ds_status wrong_block(const ds_reader *r, const read_column *c,
                             const char *why, ds_error *err)
{
    const ds_store *s = r->store;
    const uint64_t first = r->block * s->source.block_rows;
    const size_t n = ds_source_block_rows(&s->source, r->block);
    return ds_store_damaged(
        s, err, "column %s, rows %llu to %llu (block %zu) are damaged: %s",
        s->columns[c->number].name, (unsigned long long)first,
        (unsigned long long)(first + n - 1), r->block, why);
}

/* Reads stored bytes into the column's memory. */
static ds_status read_stored(const ds_reader *r, read_column *c,
                             uint64_t offset, size_t size, ds_error *err)
{
    size_t done = 0;
    DS_TRY(ds_buffer_reserve(&c->coder.stored, size, err));
    while (done < size) {
        const ssize_t n =
            pread(r->store->fd, (char *)c->coder.stored.data + done,
                  size - done, (off_t)(offset + done));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return ds_fail_read(err, r->store->path, errno);
        if (n == 0) return wrong_block(r, c, "the file is cut short", err);
        done += (size_t)n;
    }
    return DS_OK;
}

static ds_status load_contiguous(const ds_reader *r, read_column *c,
                                 ds_error *err)
{
    const ds_store *s = r->store;
    const ds_store_column *stored = &s->stored[c->number];
    const size_t item = stored->form.item;
    const uint64_t first = r->block * s->source.block_rows;
    const size_t n = ds_source_block_rows(&s->source, r->block);
    c->values = NULL;
    c->is_shuffled = false;
    if (stored->offset == UINT64_MAX) return DS_OK;
    DS_TRY(read_stored(r, c, stored->offset + first * item, n * item, err));
    c->values = c->coder.stored.data;
    return DS_OK;
}

/* Which filters a chunk went through: those of the column whose bit in the
 * chunk's mask, counted among them, is not set. */
static ds_chunk_form form_of(const ds_hdf5_form *form, uint32_t mask,
                             bool *is_shuffled)
{
    unsigned i = 0;
    ds_chunk_form of = {false, false};
    *is_shuffled = form->shuffle && !(mask >> i & 1);
    i += form->shuffle;
    of.deflate = form->deflate && !(mask >> i & 1);
    i += form->deflate;
    of.fletcher32 = form->fletcher32 && !(mask >> i & 1);
    return of;
}

static ds_status load_chunk(const ds_reader *r, read_column *c, ds_error *err)
{
    const ds_store_column *stored = &r->store->stored[c->number];
    const ds_store_chunk *chunk = atomic_load(&stored->chunks) + r->block;
    const char *wrong;
    c->values = NULL;
    if (chunk->size == 0) return DS_OK;
    const ds_chunk_form form =
        form_of(&stored->form, chunk->mask, &c->is_shuffled);
    DS_TRY(read_stored(r, c, chunk->offset, chunk->size, err));
    DS_TRY(ds_chunk_decode(&c->coder, form, chunk->size,
                           stored->form.chunk * stored->form.item, &c->values,
                           &wrong, err));
    return wrong ? wrong_block(r, c, wrong, err) : DS_OK;
}

static ds_status load(ds_reader *r, size_t block, ds_error *err)
{
    r->block = block;
    for (size_t i = 0; i < r->n_columns; i++) {
        read_column *c = &r->columns[i];
        if (r->store->stored[c->number].form.chunk == 0)
            DS_TRY(load_contiguous(r, c, err));
        else
            DS_TRY(load_chunk(r, c, err));
    }
    return DS_OK;
}

/* ---- slices -------------------------------------------------------------- */

static ds_range range_of(const ds_reader *r, const read_column *c)
{
    const ds_source_column *column = &r->store->columns[c->number];
    return (ds_range){column->low, column->high, column->is_nullable};
}

/* Whether the fill value of a chunk that is not there is allowed. */
static bool is_fill_right(int64_t fill, const ds_range *range)
{
    return fill == DS_MISSING ? range->missing
                              : fill >= range->low && fill <= range->high;
}

static size_t fill_lane(const ds_reader *r, const read_column *c, size_t first,
                        size_t n, int64_t *lane)
{
    const ds_store_column *stored = &r->store->stored[c->number];
    const ds_range range = range_of(r, c);
    const uint8_t *bytes = c->values;
    if (!bytes) {
        if (!is_fill_right(stored->fill, &range)) return 0;
        for (size_t i = 0; i < n; i++) lane[i] = stored->fill;
        return n;
    }
    if (c->is_shuffled)
        return ds_planes_join(bytes + first, stored->form.chunk, n,
                              stored->width, &range, lane);
    return ds_plain_join(bytes + first * stored->form.item, n, stored->width,
                         &range, lane);
}

static size_t fill_lane_narrow(const ds_reader *r, const read_column *c,
                               size_t first, size_t n, int32_t *lane)
{
    const ds_store_column *stored = &r->store->stored[c->number];
    const ds_range range = range_of(r, c);
    const uint8_t *bytes = c->values;
    if (!bytes) {
        if (!is_fill_right(stored->fill, &range)) return 0;
        const bool is_missing = stored->fill == DS_MISSING;
        const int32_t x =
            is_missing ? DS_NARROW_MISSING : (int32_t)stored->fill;
        for (size_t i = 0; i < n; i++) lane[i] = x;
        return n;
    }
    if (c->is_shuffled)
        return ds_planes_join_narrow(bytes + first, stored->form.chunk, n,
                                     stored->width, &range, lane);
    return ds_plain_join_narrow(bytes + first * stored->form.item, n,
                                stored->width, &range, lane);
}

static ds_status wrong_value(const ds_reader *r, const read_column *c,
                             size_t first, ds_error *err)
{
    const ds_source *source = &r->store->source;
    const uint64_t row = r->block * source->block_rows + first + 1;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "%s: row %llu, column %s is out of range",
                           source->name, (unsigned long long)row,
                           source->columns[c->number].name),
                   "restore the file from its source or import it again");
}

static ds_status fill(ds_reader *r, size_t first, size_t n,
                      int64_t *const *lane, ds_error *err)
{
    for (size_t i = 0; i < r->n_columns; i++) {
        const size_t right = fill_lane(r, &r->columns[i], first, n, lane[i]);
        if (right < n)
            return wrong_value(r, &r->columns[i], first + right, err);
    }
    return DS_OK;
}

static ds_status fill_narrow(ds_reader *r, size_t first, size_t n,
                             int32_t *const *lane, ds_error *err)
{
    for (size_t i = 0; i < r->n_columns; i++) {
        const size_t right =
            fill_lane_narrow(r, &r->columns[i], first, n, lane[i]);
        if (right < n)
            return wrong_value(r, &r->columns[i], first + right, err);
    }
    return DS_OK;
}

static ds_status read_dictionary(const ds_source *source, const char *name,
                                 ds_dict *out, ds_error *err)
{
    ds_store *s = store_of(source);
    ds_status st;
    ds_hdf5_enter();
    if (s->dictionaries >= 0 && ds_hdf5_has(s->dictionaries, name))
        st = ds_hdf5_read_dict(&s->file, s->dictionaries, name, out, err);
    else
        st = ds_fail(err, DS_ERR_FORMAT, "%s: no dictionary '%s'", s->path,
                     name);
    ds_hdf5_leave();
    return st;
}

static ds_status read_strings(const ds_source *source, const char *name,
                              const ds_strings *to, ds_error *err)
{
    ds_store *s = store_of(source);
    ds_status st;
    ds_hdf5_enter();
    if (s->dictionaries >= 0 && ds_hdf5_has(s->dictionaries, name))
        st = ds_hdf5_each_string(&s->file, s->dictionaries, name, to, err);
    else
        st = ds_fail(err, DS_ERR_FORMAT, "%s: no dictionary '%s'", s->path,
                     name);
    ds_hdf5_leave();
    return st;
}

const ds_source_ops ds_store_ops = {reader_new,  load,        fill,
                                    fill_narrow, reader_free, read_dictionary,
                                    NULL,        read_strings};
