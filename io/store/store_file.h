/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/store/store_file.h - what the parts of the reader of claims files share:
 * the walk over the metadata (store_walk.c) in a child process first
 * (store_probe.c), opening (store_open.c), decoding (store_read.c). */
#ifndef DS_STORE_FILE_H
#define DS_STORE_FILE_H

#include "io/hdf5/hdf5_data.h"
#include "io/store/planes.h"
#include "io/store/store.h"

#include <stdatomic.h>

/** More chunks a column are not read: finding them takes HDF5 time that grows
 * with their square. Our own files have so many at 8.6 billion rows. */
enum { DS_STORE_MAX_CHUNKS = 32768, DS_STORE_MAX_COLUMNS = 4096 };

/** Where a chunk lies. */
typedef struct ds_store_chunk {
    uint64_t offset; /**< in the file */
    uint32_t size;   /**< stored bytes; 0: not there, all fill value */
    uint32_t mask;   /**< bit i: the i-th filter was left out */
} ds_store_chunk;

/** A column as it is stored. */
typedef struct ds_store_column {
    hid_t dataset;
    ds_hdf5_form form;
    ds_width width;
    int64_t fill;    /**< value of what is not there, or DS_MISSING */
    uint64_t offset; /**< of contiguous data; UINT64_MAX: not there */
    _Atomic(ds_store_chunk *) chunks; /**< once a reader has asked for them */
} ds_store_column;

struct ds_store {
    ds_source source; /* first */
    char *path;
    int fd;
    uint64_t size; /* of the file */
    ds_hdf5_file file;
    hid_t claims, dictionaries; /* groups; the latter may be negative */
    size_t n_columns;
    ds_source_column *columns;
    ds_store_column *stored;
};

/** Opens the file of s->fd with HDF5 and fills the rest of s from its
 * metadata, checking all of it. Between ds_hdf5_enter and ds_hdf5_leave. */
DS_MUST_USE ds_status ds_store_walk(ds_store *s, ds_error *err);

/** Lets a child process do the same, which the damaged file may kill; fails
 * as it fails. */
DS_MUST_USE ds_status ds_store_probe(const ds_store *s, ds_error *err);

/** Takes the addresses of a column's chunks, once. Locks by itself. */
DS_MUST_USE ds_status ds_store_find_chunks(ds_store *s, size_t column,
                                           ds_error *err);

/** Number of chunks of a chunked column. */
size_t ds_store_n_chunks(const ds_store_column *column);

/** DS_ERR_FORMAT "<path>: <text>" with the remedy for damaged files. */
ds_status ds_store_damaged(const ds_store *s, ds_error *err, const char *fmt,
                           ...) DS_PRINTF(3, 4);

/** Readers of the source. */
extern const ds_source_ops ds_store_ops;

#endif
