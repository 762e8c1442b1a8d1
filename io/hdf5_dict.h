/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/hdf5_dict.h - strings in HDF5: 1-D datasets of UTF-8 strings of one fixed
 * length, padded with zeros, which h5py, R and MATLAB read as they are.
 * Between ds_hdf5_enter and ds_hdf5_leave. */
#ifndef DS_HDF5_DICT_H
#define DS_HDF5_DICT_H

#include "base/dict.h"
#include "io/hdf5_data.h"

/** Writes all strings of a dictionary, code 0 first. */
DS_MUST_USE ds_status ds_hdf5_write_dict(ds_hdf5_file *f, hid_t parent,
                                         const char *name, const ds_dict *dict,
                                         const ds_run *run, ds_error *err);

/** A column of strings: codes[0..n) into a dictionary. */
typedef struct ds_hdf5_texts {
    const ds_dict *dict;
    const int64_t *codes; /**< NULL: 0, 1, 2 ... */
    uint64_t n;
} ds_hdf5_texts;

/** Writes a column of strings; the caller closes *dataset. */
DS_MUST_USE ds_status ds_hdf5_write_texts(ds_hdf5_file *f, hid_t parent,
                                          const char *name,
                                          const ds_hdf5_texts *texts,
                                          const ds_run *run, hid_t *dataset,
                                          ds_error *err);

/** Reads a dictionary: DS_ERR_FORMAT where the first string is not empty, or a
 * string is there twice. The caller destroys *out. */
DS_MUST_USE ds_status ds_hdf5_read_dict(ds_hdf5_file *f, hid_t parent,
                                        const char *name, ds_dict *out,
                                        ds_error *err);

/** Calls each(ctx, i, text, length) for every string of a dataset, in order;
 * text is not terminated. Stops at its first failure. */
typedef ds_status ds_hdf5_each_text(void *ctx, uint64_t i, const char *text,
                                    size_t length, ds_error *err);
DS_MUST_USE ds_status ds_hdf5_read_texts(ds_hdf5_file *f, hid_t parent,
                                         const char *name,
                                         ds_hdf5_each_text *each, void *ctx,
                                         ds_error *err);

#endif
