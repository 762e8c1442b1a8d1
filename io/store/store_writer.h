/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/store/store_writer.h - what the two halves of the writer share: blocks are
 * spooled as they come (store_write.c), and put together at the end
 * (store_commit.c). */
#ifndef DS_STORE_WRITER_H
#define DS_STORE_WRITER_H

#include "io/hdf5/hdf5_chunk.h"
#include "io/hdf5/hdf5_file.h"
#include "io/outfile.h"
#include "io/store/planes.h"
#include "io/store/store.h"

#include <pthread.h>
#include <stdatomic.h>

/** One column of one block in the spool, encoded as a chunk. */
typedef struct ds_spooled {
    uint64_t offset;
    uint32_t size;
    uint8_t width; /**< bytes of a value */
    ds_extremes seen;
} ds_spooled;

/** A dictionary that was put. */
typedef struct ds_put_dictionary {
    char name[64];
    uint32_t n;
} ds_put_dictionary;

enum { DS_MAX_DICTIONARIES = 64 };

struct ds_store_writer {
    ds_store_options options;
    ds_outfile out;
    ds_hdf5_file file;  /* in `out` */
    hid_t dictionaries; /* the group, or negative before the first */
    size_t n_dictionaries;
    ds_put_dictionary dictionary[DS_MAX_DICTIONARIES];

    size_t n_columns;
    ds_source_column *columns;
    ds_chunk_coder *coders; /* one a thread */

    int spool;
    _Atomic uint64_t spool_end;
    pthread_mutex_t lock; /* of the three below */
    ds_buffer index;      /* ds_spooled: blocks x columns */
    ds_buffer rows;       /* uint32: rows of a block; 0: was not put */
    size_t n_blocks;
};

/** The i-th entry of the index: block x n_columns + column. */
static inline ds_spooled *ds_spooled_at(const ds_store_writer *w, size_t i)
{
    return (ds_spooled *)w->index.data + i;
}

/** The narrowest type for values of a column: enumerations 1, codes 2, money
 * and points 4, others 2 bytes at least. Follows from the values alone. */
ds_width ds_store_width(const ds_source_column *column,
                        const ds_extremes *seen);

/** Whether a column is of codes, stored unsigned and never missing. */
bool ds_store_is_code(const ds_source_column *column);

/** Rows of a stored chunk of block `block` with n rows: all are as long as
 * the first one. */
size_t ds_store_chunk_rows(size_t block, size_t n);

/** Values of a column to become a chunk of chunk_rows >= n. */
typedef struct ds_store_rows {
    const int64_t *values;
    size_t n, chunk_rows;
} ds_store_rows;

/** Encodes rows, whose values all fit `width`, and appends the chunk to the
 * spool. Safe on any thread with its own coder. Leaves spooled->seen alone. */
DS_MUST_USE ds_status ds_store_spool(ds_store_writer *w, ds_chunk_coder *coder,
                                     const ds_store_rows *rows, ds_width width,
                                     ds_spooled *spooled, ds_error *err);

/** Reads an encoded chunk back into `stored`. Safe on any thread. */
DS_MUST_USE ds_status ds_store_load(const ds_store_writer *w,
                                    const ds_spooled *spooled,
                                    ds_buffer *stored, ds_error *err);

/** A column as it will be in the file. */
typedef struct ds_store_final {
    ds_extremes seen;
    ds_width width;
} ds_store_final;

/** Writes the root attributes and /claims: every chunk in the spool has its
 * column's final width. Between ds_hdf5_enter and ds_hdf5_leave. */
DS_MUST_USE ds_status ds_store_write_columns(ds_store_writer *w,
                                             uint64_t n_rows,
                                             const ds_store_final *columns,
                                             const ds_run *run, ds_error *err);

#endif
