/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/hdf5_data.h - 1-D datasets: made, written on all threads, looked at
 * before they are read. Between ds_hdf5_enter and ds_hdf5_leave. */
#ifndef DS_HDF5_DATA_H
#define DS_HDF5_DATA_H

#include "base/parallel.h"
#include "io/hdf5_file.h"

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

/** Makes a dataset of n items in chunks of `chunk` (clipped to n): with
 * checksums, and where level > 0 deflated, shuffled before if `shuffle`. */
DS_MUST_USE ds_status ds_hdf5_dataset_create(ds_hdf5_file *f, hid_t parent,
                                             const char *name, hid_t type,
                                             const ds_hdf5_form *form,
                                             int level, hid_t *dataset,
                                             ds_error *err);

/** Opens a dataset, which may be a hard link only, and says how it is stored.
 * Fails with DS_ERR_FORMAT on what this program never follows or decodes: more
 * than one dimension, other types than integers of 1 to 8 bytes and strings of
 * fixed length up to DS_DICT_MAX_BYTES, data in other files, other filters than
 * shuffle, deflate and fletcher32, each once and in that order, chunks above
 * DS_MAX_CHUNK_BYTES. */
DS_MUST_USE ds_status ds_hdf5_dataset_open(ds_hdf5_file *f, hid_t parent,
                                           const char *name, ds_hdf5_form *form,
                                           hid_t *dataset, ds_error *err);

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
 * writing them in order: the file's bytes do not depend on the threads. The
 * caller closes *dataset, to which it can add attributes. */
DS_MUST_USE ds_status ds_hdf5_write(ds_hdf5_file *f, hid_t parent,
                                    const char *name, const ds_hdf5_data *data,
                                    const ds_run *run, hid_t *dataset,
                                    ds_error *err);

/** A string type of n bytes, UTF-8, padded with zeros. H5Tclose it. */
hid_t ds_hdf5_text_type(size_t n);

#endif
