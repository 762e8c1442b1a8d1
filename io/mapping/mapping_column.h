/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/mapping/mapping_column.h - one column of a mapping file. */
#ifndef DS_MAPPING_COLUMN_H
#define DS_MAPPING_COLUMN_H

#include "io/mapping/mapping.h"

/** Fills c from the member of `columns:`. Borrows from the tree. c is zeroed
 * before, and destroyed also after a failure. */
DS_MUST_USE ds_status ds_map_column_read(const ds_mapping *m,
                                         const ds_node *node, ds_map_column *c,
                                         ds_error *err);

/** Makes a column that the mapping file does not mention: the claim's number
 * (DS_MAP_ROW), or the month of the day column (DS_MAP_DAY). */
void ds_map_column_derive(const char *name, ds_map_from from, size_t day_column,
                          ds_map_column *c);

/** Frees what it owns; takes zeroed ones. */
void ds_map_column_destroy(ds_map_column *c);

/** Fails with DS_ERR_CONFIG and "FILE:LINE: KEY: ...". */
ds_status ds_map_fail(const ds_mapping *m, const ds_node *node, ds_error *err,
                      const char *fmt, ...) DS_PRINTF(4, 5);

/** The name of names[0..n) nearest to `name`, for "did you mean", or NULL. */
const char *ds_map_nearest(const char *name, size_t n,
                           const char *const *names);

/** Reads "yes" or "no" (also true, false). */
DS_MUST_USE ds_status ds_map_yes_no(const ds_mapping *m, const ds_node *node,
                                    bool *out, ds_error *err);

#endif
