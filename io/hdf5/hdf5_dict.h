/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/hdf5/hdf5_dict.h - strings in HDF5: 1-D datasets of UTF-8 strings of one
 * fixed length, padded with zeros, which h5py, R and MATLAB read as they are.
 * Between ds_hdf5_enter and ds_hdf5_leave. */
#ifndef DS_HDF5_DICT_H
#define DS_HDF5_DICT_H

#include "base/source.h"
#include "io/hdf5/hdf5_data.h"

/** Writes all strings of a dictionary, code 0 first. */
DS_MUST_USE ds_status ds_hdf5_write_dict(ds_hdf5_file *f, hid_t parent,
                                         const char *name, const ds_dict *dict,
                                         const ds_run *run, ds_error *err);

/** Reads a dictionary: DS_ERR_FORMAT where the first string is not empty, or a
 * string is there twice. The caller destroys *out. */
DS_MUST_USE ds_status ds_hdf5_read_dict(ds_hdf5_file *f, hid_t parent,
                                        const char *name, ds_dict *out,
                                        ds_error *err);

/** Hands out every string with its code, without a dictionary in memory; a
 * string that is there twice is not noticed. */
DS_MUST_USE ds_status ds_hdf5_each_string(ds_hdf5_file *f, hid_t parent,
                                          const char *name,
                                          const ds_strings *to, ds_error *err);

#endif
