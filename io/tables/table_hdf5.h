/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/table_hdf5.h - a table as a group of an HDF5 file: in result files,
 * and beside the claims (/hospital, /person, /truth).
 *
 * Layout (docs/formats.md): the group has the name of the table, attributes
 * `kind` = "table", `rows` and `label_zh`; its datasets are the columns, in
 * the order of their creation. A column is 1-D, `rows` long: int64, double
 * (REAL) or UTF-8 strings of a fixed length (TEXT, padded with zeros), with
 * attributes `type` (int, fen, points, decimal, real, text, day, month),
 * `decimals`, `unit`, `label_zh`, `help` and, for int64, `missing`. Columns
 * of up to 32 KiB lie in the (checksummed) object header, larger ones are
 * chunked, shuffled, deflated (level 1) and carry fletcher32.
 *
 * All under ds_hdf5_enter (io/hdf5/hdf5_file.h). */
#ifndef DS_TABLE_HDF5_H
#define DS_TABLE_HDF5_H

#include "base/table.h"
#include "io/hdf5/hdf5_file.h"

#include <stdbool.h>
#include <stddef.h>

/** Limits of a table that is read; more is DS_ERR_FORMAT. */
enum { DS_TABLE_MAX_COLUMNS = 10000 };

/** Writes the table as the group `t->name` of `parent` (f->id: the root),
 * which has none of that name. Column names must differ and hold no '/'. */
DS_MUST_USE ds_status ds_table_to_hdf5(ds_hdf5_file *f, hid_t parent,
                                       const ds_table *t, ds_error *err);

/** Reads the group `name` of `parent`; the caller destroys *out, which owns
 * its strings. DS_ERR_FORMAT, naming the column, where it is no table or
 * something in it is not as above. */
DS_MUST_USE ds_status ds_table_from_hdf5(ds_hdf5_file *f, hid_t parent,
                                         const char *name, ds_table *out,
                                         ds_error *err);

/** Whether `parent` has a group of that name that is a table. */
bool ds_table_in_hdf5(hid_t parent, const char *name);

#endif
