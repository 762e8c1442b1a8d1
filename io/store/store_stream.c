/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/store/store_stream.c - see store_stream.h for the contract. */
#include "io/store/store_stream.h"

#include "io/store/store_file.h"
#include "io/tables/table_hdf5.h"
#include "io/tables/table_layout.h"

#include <stdio.h>

/* Rows of a piece: whole chunks of a column of short texts. */
enum { PIECE_ROWS = 128 << 10 };

typedef struct stream {
    const ds_store *store;
    const char *table;
    hid_t group;
    size_t n;
    const char *const *names;
    ds_stored_column stored[DS_STREAM_COLUMNS];
    ds_buffer cells[DS_STREAM_COLUMNS];
    ds_piece piece;
} stream;

static ds_status failed(const stream *x, size_t c, ds_error *err)
{
    return ds_store_damaged(x->store, err, "column %s of %s cannot be read",
                            x->names[c], x->table);
}

static ds_status open_columns(stream *x, ds_error *err)
{
    for (size_t c = 0; c < x->n; c++) {
        ds_stored_column *column = &x->stored[c];
        if (!ds_stored_column_open(x->group, x->names[c], column) ||
            column->n != x->stored[0].n)
            return failed(x, c, err);
        const size_t size = H5Tget_size(column->type);
        DS_TRY(ds_buffer_reserve(&x->cells[c], PIECE_ROWS * size, err));
        if (H5Tget_class(column->type) == H5T_STRING) {
            x->piece.column[c].texts = x->cells[c].data;
            x->piece.column[c].size = size;
        } else {
            x->piece.column[c].numbers = x->cells[c].data;
        }
    }
    return DS_OK;
}

static ds_status read_pieces(stream *x, ds_piece_fn fn, void *ctx,
                             ds_error *err)
{
    const uint64_t rows = x->stored[0].n;
    for (uint64_t first = 0; first < rows; first += PIECE_ROWS) {
        const uint64_t rest = rows - first;
        x->piece.first = first;
        x->piece.n = rest < PIECE_ROWS ? rest : PIECE_ROWS;
        for (size_t c = 0; c < x->n; c++)
            if (!ds_stored_column_read(&x->stored[c], first, x->piece.n,
                                       x->cells[c].data))
                return failed(x, c, err);
        DS_TRY(fn(ctx, &x->piece, err));
    }
    return DS_OK;
}

/* Between ds_hdf5_enter and ds_hdf5_leave: fn reads no file. */
static ds_status run(stream *x, ds_piece_fn fn, void *ctx, ds_error *err)
{
    for (size_t c = 0; c < DS_STREAM_COLUMNS; c++)
        x->stored[c] = (ds_stored_column){H5I_INVALID_HID, H5I_INVALID_HID, 0};
    ds_status st = open_columns(x, err);
    if (st == DS_OK) st = read_pieces(x, fn, ctx, err);
    for (size_t c = 0; c < x->n; c++) {
        ds_stored_column_close(&x->stored[c]);
        ds_buffer_destroy(&x->cells[c]);
    }
    return st;
}

bool ds_store_has_column(const ds_store *s, const char *table,
                         const char *column)
{
    bool has = false;
    ds_hdf5_enter();
    if (ds_table_in_hdf5(s->file.id, table)) {
        const hid_t group = H5Gopen2(s->file.id, table, H5P_DEFAULT);
        has = group >= 0 && ds_hdf5_has(group, column);
        if (group >= 0) H5Gclose(group);
    }
    ds_hdf5_leave();
    return has;
}

ds_status ds_store_stream_table(const ds_store *s, const char *table, size_t n,
                                const char *const *columns, ds_piece_fn fn,
                                void *ctx, ds_error *err)
{
    stream x = {.store = s, .table = table, .n = n, .names = columns};
    ds_status st = DS_ERR_FORMAT;
    ds_hdf5_enter();
    x.group = ds_table_in_hdf5(s->file.id, table)
                  ? H5Gopen2(s->file.id, table, H5P_DEFAULT)
                  : H5I_INVALID_HID;
    if (x.group < 0)
        st = ds_store_damaged(s, err, "no table '%s'", table);
    else
        st = run(&x, fn, ctx, err);
    if (x.group >= 0) H5Gclose(x.group);
    ds_hdf5_leave();
    return st;
}

ds_status ds_store_stream_dictionary(const ds_store *s, const char *name,
                                     ds_piece_fn fn, void *ctx, ds_error *err)
{
    const char *const names[] = {name};
    stream x = {.store = s,
                .table = "dictionary",
                .group = s->dictionaries,
                .n = 1,
                .names = names};
    ds_status st;
    ds_hdf5_enter();
    st = x.group < 0 ? ds_store_damaged(s, err, "no dictionary '%s'", name)
                     : run(&x, fn, ctx, err);
    ds_hdf5_leave();
    return st;
}
