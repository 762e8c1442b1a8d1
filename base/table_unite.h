/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/table_unite.h - the rows of several tables as one: the institutions of
 * several claims files. */
#ifndef DS_TABLE_UNITE_H
#define DS_TABLE_UNITE_H

#include "base/table.h"

#include <stdbool.h>

/** What a row is known by, as text: its first n_keys cells, apart from each
 * other. key[size]; false where they are longer. */
bool ds_table_key(const ds_table *t, size_t row, size_t n_keys, char *key,
                  size_t size);

/** Rows by their keys; zero it. */
typedef struct ds_table_index {
    size_t n_keys;
    ds_dict keys;
    ds_buffer rows; /**< size_t: first row of each code */
} ds_table_index;

/** Indexes rows [0, n_rows) by their first n_keys cells. *repeated: a row whose
 * key an earlier one has, or SIZE_MAX. */
DS_MUST_USE ds_status ds_table_index_make(ds_table_index *x, const ds_table *t,
                                          size_t n_keys, size_t *repeated,
                                          ds_error *err);

/** The first row of that key, or SIZE_MAX. */
size_t ds_table_index_find(const ds_table_index *x, const char *key);

/** Frees it; takes zeroed ones. */
void ds_table_index_destroy(ds_table_index *x);

/** Appends the rows of `from` whose first n_keys cells no row of `into` has.
 * DS_ERR_DATA, naming table and row, where the columns differ or rows of the
 * same key do; names[0] and names[1] say where the two are from. */
DS_MUST_USE ds_status ds_table_unite(ds_table *into, const ds_table *from,
                                     size_t n_keys, const char *const names[2],
                                     ds_error *err);

#endif
