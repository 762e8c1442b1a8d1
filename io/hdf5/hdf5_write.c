/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/hdf5/hdf5_write.c - writes datasets on all threads; see hdf5_data.h. */
#include "io/hdf5/hdf5_data.h"

#include "io/hdf5/hdf5_chunk.h"

#include <stdlib.h>
#include <string.h>

/* About so many bytes a chunk: long items ask for no more memory, and a chunk
 * fits HDF5's cache when others read. A power of two of rows. */
enum { CHUNK_BYTES = 1 << 20, MAX_ROWS = 256 << 10 };

/* A thread's chunk on its way. */
typedef struct parcel {
    ds_chunk_coder coder;
    uint64_t chunk;
    size_t n_stored;
} parcel;

typedef struct writing {
    ds_hdf5_file *file;
    const ds_hdf5_data *data;
    const char *name;
    hid_t dataset;
    uint64_t rows, next; /* of a chunk; the next chunk to hand out */
    parcel *parcels;
} writing;

static uint64_t rows_of_chunk(const ds_hdf5_data *data)
{
    uint64_t rows = MAX_ROWS;
    while (rows > 1 && rows * data->item > CHUNK_BYTES) rows /= 2;
    return data->n > 0 && data->n < rows ? data->n : rows;
}

static ds_status take_chunk(void *ctx, int slot, int *more, ds_error *err)
{
    writing *w = ctx;
    (void)err;
    w->parcels[slot].chunk = w->next++;
    *more = w->parcels[slot].chunk * w->rows < w->data->n;
    return DS_OK;
}

/* Chunks are whole in HDF5: behind the last item there are zeros. */
static ds_status encode_chunk(void *ctx, int slot, ds_error *err)
{
    const writing *w = ctx;
    const ds_hdf5_data *data = w->data;
    parcel *p = &w->parcels[slot];
    const uint64_t first = p->chunk * w->rows;
    const size_t rows = (size_t)w->rows, bytes = rows * data->item;
    const size_t n = (size_t)(data->n - first < rows ? data->n - first : rows);
    DS_TRY(ds_buffer_reserve(&p->coder.values, bytes, err));
    char *items = p->coder.values.data;
    data->fill(data->ctx, first, n, items);
    memset(items + n * data->item, 0, (rows - n) * data->item);
    return ds_chunk_encode(&p->coder, DS_DEFLATE_LEVEL, bytes, &p->n_stored,
                           err);
}

static ds_status write_chunk(void *ctx, int slot, ds_error *err)
{
    writing *w = ctx;
    parcel *p = &w->parcels[slot];
    const hsize_t at = p->chunk * w->rows;
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL); /* this thread's */
    if (H5Dwrite_chunk(w->dataset, H5P_DEFAULT, 0, &at, p->n_stored,
                       p->coder.stored.data) < 0)
        return ds_hdf5_fail(w->file, "write", w->name, err);
    return ds_hdf5_check(w->file, err);
}

static ds_status write_chunks(writing *w, const ds_run *run, ds_error *err)
{
    static const ds_pipeline steps = {take_chunk, encode_chunk, write_chunk};
    const ds_run quiet = {.threads = run->threads, .cancel = run->cancel};
    DS_TRY(ds_alloc(&w->parcels, (size_t)run->threads, sizeof(parcel), err));
    const ds_status st = ds_pipeline_run(&steps, &quiet, w, err);
    for (int t = 0; t < run->threads; t++)
        ds_chunk_coder_destroy(&w->parcels[t].coder);
    free(w->parcels);
    return st;
}

ds_status ds_hdf5_write(ds_hdf5_file *f, hid_t parent, const char *name,
                        const ds_hdf5_data *data, const ds_run *run,
                        ds_error *err)
{
    writing w = {.file = f, .data = data, .name = name};
    w.rows = rows_of_chunk(data);
    const ds_hdf5_plan plan = {.type = data->type,
                               .n = data->n,
                               .chunk = w.rows,
                               .level = DS_DEFLATE_LEVEL};
    DS_TRY(ds_hdf5_dataset_create(f, parent, name, &plan, &w.dataset, err));
    const ds_status st = write_chunks(&w, run, err);
    H5Dclose(w.dataset);
    return st;
}
