/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/table_layout.h - what the writer and the reader of table_hdf5.h
 * share. */
#ifndef DS_TABLE_LAYOUT_H
#define DS_TABLE_LAYOUT_H

#include "base/table.h"

#include <hdf5.h>
#include <stdbool.h>

enum {
    COMPACT_BYTES = 32 << 10, /**< columns of up to this lie in the header */
    CHUNK_BYTES = 1 << 20,    /**< a chunk fits HDF5's cache */
    CHUNK_ROWS = 16 << 10,
    LINKS_IN_HEADER = 256
};

/** The words of the attribute `type`, by ds_cell_type. */
extern const char *const ds_cell_type_names[];
enum { DS_N_CELL_TYPES = DS_CELL_MONTH + 1 };

/** A type of UTF-8 strings of n bytes, padded with zeros; H5Tclose it. */
hid_t ds_text_type(size_t n);

/** Rows of a chunk of cells of `size` bytes. */
static inline size_t ds_column_chunk(size_t size)
{
    const size_t rows = CHUNK_BYTES / size;
    return rows < CHUNK_ROWS ? rows : CHUNK_ROWS;
}

/** A column of a table as it lies in the file: 1-D, of int64, double or texts
 * of a fixed length (n items). */
typedef struct ds_stored_column {
    hid_t dataset, type;
    uint64_t n;
} ds_stored_column;

/** Opens a column; false where it is not there or not as we write it. Close it
 * in any case. */
bool ds_stored_column_open(hid_t group, const char *name, ds_stored_column *c);

/** Reads items [first, first + n) as they are stored. */
bool ds_stored_column_read(const ds_stored_column *c, uint64_t first, size_t n,
                           void *cells);

void ds_stored_column_close(ds_stored_column *c);

#endif
