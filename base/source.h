/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/source.h - where records come from: a claims file, an array, recomputed
 * paths. Gives each thread a reader of blocks; every value is widened to int64
 * and checked against its column's range before a kernel sees it. */
#ifndef DS_SOURCE_H
#define DS_SOURCE_H

#include "base/columns.h"
#include "base/dict.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Rows of a block (the chunk of a claims file), and of a slice of it that
 * stays in cache: 8 Ki rows x 8 bytes = 64 KiB a column. Constants, so that
 * nothing depends on the number of threads. */
enum { DS_BLOCK_ROWS = 256 << 10, DS_SLICE_ROWS = 8 << 10 };

typedef struct ds_source_column {
    char name[64];
    ds_kind kind;
    int64_t low, high; /**< every value is DS_MISSING or within; for CODE and
                            ENUM low >= 0 and high < the number of codes */
    bool is_nullable;
    char dictionary[64]; /**< CODE, or an ID that is text: its name, else "" */
    size_t width;        /**< stored bytes a value, for --plan */
} ds_source_column;

typedef struct ds_source ds_source;
typedef struct ds_reader ds_reader; /* defined by each kind of source */

/** Takes the strings of a dictionary one by one. */
typedef struct ds_strings {
    void *ctx;
    /** text[0..n) belongs to `code`; it is valid during the call. */
    ds_status (*take)(void *ctx, uint32_t code, const char *text, size_t n,
                      ds_error *err);
} ds_strings;

typedef struct ds_source_ops {
    /** Opens a reader of n columns (numbers into source->columns) for one
     * thread. */
    ds_status (*reader_new)(const ds_source *s, size_t n, const size_t *columns,
                            ds_reader **out, ds_error *err);
    /** Gets a block ready: read, checksums verified, inflated. */
    ds_status (*load)(ds_reader *r, size_t block, ds_error *err);
    /** Writes rows [first, first + n) of the loaded block, n <=
     * DS_SLICE_ROWS, to lane[0..n_columns), each aligned to 8 bytes; fails
     * with DS_ERR_DATA, naming file, row and column, on a value out of range.
     */
    ds_status (*fill)(ds_reader *r, size_t first, size_t n,
                      int64_t *const *lane, ds_error *err);
    /** The same as int32, DS_MISSING as DS_NARROW_MISSING; the columns of the
     * reader must all be narrow (ds_source_is_narrow). */
    ds_status (*fill_narrow)(ds_reader *r, size_t first, size_t n,
                             int32_t *const *lane, ds_error *err);
    void (*reader_free)(ds_reader *r);
    /** Loads a dictionary by name; the caller destroys it. */
    ds_status (*dictionary)(const ds_source *s, const char *name, ds_dict *out,
                            ds_error *err);
    /** NULL, or which part of the source lacks a column that others have; NULL
     * where none does. */
    const char *(*lacking)(const ds_source *s, const char *column);
    /** Hands out every string of a dictionary with its code, in pieces, so
     * that 17 million patients need not be in memory. Of several sources
     * joined, a code may come more than once. */
    ds_status (*strings)(const ds_source *s, const char *name,
                         const ds_strings *to, ds_error *err);
} ds_source_ops;

struct ds_source {
    const ds_source_ops *ops;
    const char *name; /**< for messages: the file's path */
    uint64_t n_rows;
    uint64_t block_rows; /**< rows of every block but the last */
    size_t n_columns;
    const ds_source_column *columns;
    uint64_t whole_rows; /**< of what it is a sample of; 0: it is none */
};

/** Number of blocks. */
size_t ds_source_blocks(const ds_source *s);

/** Rows that say which way of working pays: of a sample, those of the whole, so
 * that it works as the whole does. */
uint64_t ds_source_scale(const ds_source *s);

/** Rows of block b. */
size_t ds_source_block_rows(const ds_source *s, size_t b);

/** Whether all values of a column fit a lane of int32. */
bool ds_source_is_narrow(const ds_source *s, size_t column);

/** The number of a column, or -1. */
int ds_source_find(const ds_source *s, const char *name);

/** The number of a column that `user` ("settle: readmissions") needs; fails
 * with DS_ERR_FORMAT, saying which and why, where the source lacks it. */
DS_MUST_USE ds_status ds_source_need(const ds_source *s, const char *name,
                                     const char *user, size_t *column,
                                     ds_error *err);

/** What to name in an error about a column that is not there: the source, or
 * the part of it that alone lacks the column. */
const char *ds_source_lacking(const ds_source *s, const char *name);

/** A source over arrays of int64, for tests and small tables. Borrows
 * everything; block_rows may be any positive number. dicts[i] is the dictionary
 * of column i or NULL. Zero it, then ds_array_source_init. */
typedef struct ds_array_source {
    ds_source base; /* first */
    const int64_t *const *values;
    const ds_dict *const *dicts;
} ds_array_source;

void ds_array_source_init(ds_array_source *s, uint64_t n_rows,
                          uint64_t block_rows, size_t n_columns,
                          const ds_source_column *columns,
                          const int64_t *const *values,
                          const ds_dict *const *dicts);

#endif
