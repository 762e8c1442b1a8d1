/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/hdf5_table.h - tables in HDF5, the same in claims and result files: a
 * group per table, a 1-D dataset per column (docs/formats.md).
 *
 * Group attributes: `rows`, `title` (Chinese). Dataset attributes: `position`
 * (0, 1, ... among the columns), `type` (int, fen, points, decimal, real,
 * text, day, month), `decimals`, `unit`, `label` (Chinese), `help`, and
 * `missing`, the integer that stands for no value. Integers are int64, reals
 * doubles (no value: NaN), texts strings of fixed length.
 * Between ds_hdf5_enter and ds_hdf5_leave. */
#ifndef DS_HDF5_TABLE_H
#define DS_HDF5_TABLE_H

#include "base/parallel.h"
#include "base/table.h"
#include "io/hdf5_file.h"

/** Writes the table as the group <parent>/<t->name>. */
DS_MUST_USE ds_status ds_hdf5_write_table(ds_hdf5_file *f, hid_t parent,
                                          const ds_table *t, const ds_run *run,
                                          ds_error *err);

/** Reads the group <parent>/<name>; DS_ERR_FORMAT where there is none. The
 * caller destroys *out. */
DS_MUST_USE ds_status ds_hdf5_read_table(ds_hdf5_file *f, hid_t parent,
                                         const char *name, ds_table *out,
                                         ds_error *err);

#endif
