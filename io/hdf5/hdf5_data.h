/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/hdf5/hdf5_data.h - 1-D datasets: made, written on all threads, looked at
 * before they are read. Between ds_hdf5_enter and ds_hdf5_leave. */
#ifndef DS_HDF5_DATA_H
#define DS_HDF5_DATA_H

#include "base/parallel.h"
#include "io/hdf5/hdf5_file.h"

#include <stddef.h>
#include <stdint.h>

/** What deflates well for its time; the writer of claims can choose another. */
enum { DS_DEFLATE_LEVEL = 1 };

/** The shape and filters of a dataset. */
typedef struct ds_hdf5_form {
    uint64_t n;       /**< items */
    uint64_t chunk;   /**< items of a chunk; 0: contiguous */
    H5T_class_t kind; /**< H5T_INTEGER or H5T_STRING */
    size_t item;      /**< bytes of an item */
    bool is_signed;   /**< INTEGER */
    bool shuffle, deflate, fletcher32;
    int n_filters;
} ds_hdf5_form;

/** How to make a dataset. */
typedef struct ds_hdf5_plan {
    hid_t type;
    uint64_t n, chunk; /**< items; of a chunk (clipped to n) */
    int level;         /**< of deflate; 0: neither deflate nor shuffle */
    bool shuffle;
} ds_hdf5_plan;

/** Makes a chunked dataset with checksums. */
DS_MUST_USE ds_status ds_hdf5_dataset_create(ds_hdf5_file *f, hid_t parent,
                                             const char *name,
                                             const ds_hdf5_plan *plan,
                                             hid_t *dataset, ds_error *err);

/** Opens a dataset, which may be a hard link only, and says how it is stored.
 * Fails with DS_ERR_FORMAT on what this program never follows or decodes: more
 * than one dimension, other types than integers of 1 to 8 bytes and strings of
 * fixed length up to DS_DICT_MAX_BYTES, data in other files, other filters than
 * shuffle, deflate and fletcher32, each once and in that order, chunks above
 * DS_MAX_CHUNK_BYTES. */
DS_MUST_USE ds_status ds_hdf5_dataset_open(ds_hdf5_file *f, hid_t parent,
                                           const char *name, ds_hdf5_form *form,
                                           hid_t *dataset, ds_error *err);

/** Where a chunk lies in the file. */
typedef struct ds_hdf5_chunk {
    uint64_t first;  /**< its first item */
    uint64_t offset; /**< HADDR_UNDEF: not there */
    uint64_t size;   /**< stored bytes */
    uint32_t mask;   /**< bit i: the i-th filter was left out */
} ds_hdf5_chunk;

/** Counts the chunks that are there; false where the index is damaged. */
bool ds_hdf5_count_chunks(hid_t dataset, uint64_t *n);

/** Describes the i-th of them. HDF5 takes time that grows with i. */
bool ds_hdf5_chunk_at(hid_t dataset, uint64_t i, ds_hdf5_chunk *chunk);

/** Items to write: fill(ctx, first, n, items) writes items [first, first + n)
 * and is called on any thread, several at a time. */
typedef struct ds_hdf5_data {
    hid_t type;  /**< in the file; fill writes the same bytes */
    size_t item; /**< bytes of an item */
    uint64_t n;
    void (*fill)(const void *ctx, uint64_t first, size_t n, void *items);
    const void *ctx;
} ds_hdf5_data;

/** Makes and writes a dataset, encoding chunks on all of run's threads and
 * writing them in order: the file's bytes do not depend on the threads. */
DS_MUST_USE ds_status ds_hdf5_write(ds_hdf5_file *f, hid_t parent,
                                    const char *name, const ds_hdf5_data *data,
                                    const ds_run *run, ds_error *err);

/** A string type of n bytes, UTF-8, padded with zeros. H5Tclose it. */
hid_t ds_hdf5_text_type(size_t n);

#endif
