/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_batch.h - a batch of CSV rows becomes columns of numbers;
 * texts become codes of the thread's own dictionaries, so that threads need
 * nothing of each other. Merging them in order (import_merge.h) gives the same
 * codes for any number of threads. */
#ifndef DS_IMPORT_BATCH_H
#define DS_IMPORT_BATCH_H

#include "io/import/import_convert.h"
#include "io/import/import_memo.h"
#include "io/import/import_scan.h"

/** A rejected row. */
typedef struct ds_import_reject {
    uint64_t row;  /**< 1, 2, ... of the input's data rows */
    uint64_t line; /**< of the input */
    size_t column; /**< of the mapping; SIZE_MAX: the row */
    ds_reject reason;
    size_t input; /**< number of the input, from 0; the merge knows it */
} ds_import_reject;

/** The dictionaries of a mapping: columns may share one. */
typedef struct ds_import_dicts {
    size_t n;
    const char **names; /**< borrowed from the mapping */
    int *of;            /**< by column: which dictionary, -1: it is no text */
} ds_import_dicts;

/** Lists them. Zero *d before; free with ds_import_dicts_destroy. */
DS_MUST_USE ds_status ds_import_dicts_init(ds_import_dicts *d,
                                           const ds_mapping *m, ds_error *err);
void ds_import_dicts_destroy(ds_import_dicts *d);

/** How a column of the mapping is converted; the values are those of
 * ds_convert_column. */
typedef enum ds_batch_way {
    DS_BATCH_SLOW,   /**< row by row with ds_convert_column */
    DS_BATCH_MEMO,   /**< the same once for each different field */
    DS_BATCH_DIGITS, /**< plain decimals are read at once */
    DS_BATCH_DIRECT, /**< texts that hardly repeat: cells are their spans, and
                          get codes when batches are merged */
    DS_BATCH_ROW,    /**< the number of the row */
    DS_BATCH_DAY     /**< the month of a day of the same row */
} ds_batch_way;

typedef struct ds_batch_column {
    ds_batch_way way;
    int dict;                      /**< whose codes, -1: it is no text */
    bool may_direct, wants_direct; /**< from the next batch on */
    ds_memo memo;     /**< by field: number, or code of the thread */
    size_t n_asked;   /**< rows since the memo was empty */
    ds_buffer cells;  /**< int64 x n_rows */
    ds_buffer hashes; /**< DIRECT: uint32 x n_rows, of ds_dict_hash */
} ds_batch_column;

/** What one thread works with, from batch to batch. Zero it before
 * ds_batch_init. */
typedef struct ds_batch {
    const ds_mapping *m; /**< borrowed, with the following */
    const ds_import_dicts *dicts;
    ds_rows_batch bytes; /**< as read */
    ds_transcoder transcoder;
    ds_scan scan; /**< its `text`: what DIRECT spans refer to */
    ds_field *fields;
    ds_convert convert;
    ds_batch_column *columns; /**< of the mapping */
    ds_dict *codes;           /**< of the thread, one a dictionary */
    ds_buffer *of_file;       /**< uint32 by code of the thread: the code of the
                                   file, UINT32_MAX: not known yet */
    ds_buffer lines;          /**< uint64 x n_rows: line of each stored row */
    ds_buffer numbers;        /**< uint64 x n_rows: its number in the batch */
    ds_buffer rejects; /**< ds_import_reject x n_rejects, `row` counted from 1
                            in the batch */
    size_t n_rows, n_rejects;
    uint64_t n_read, n_blank, n_dropped;
    bool is_slow[DS_SCAN_ROWS]; /**< rows of the slice that ds_convert_row must
                                     judge */
} ds_batch;

DS_MUST_USE ds_status ds_batch_init(ds_batch *b, const ds_mapping *m,
                                    const ds_import_dicts *dicts,
                                    ds_error *err);

/** Takes the rows of b->bytes apart and converts them. DS_MAP_ROW columns hold
 * the row's number in the batch, from 1. */
DS_MUST_USE ds_status ds_batch_work(ds_batch *b, ds_error *err);

/** The cells of a column. */
static inline int64_t *ds_batch_cells(const ds_batch *b, size_t column)
{
    return b->columns[column].cells.data;
}

/** The text of a cell of a text column: *n bytes. */
const char *ds_batch_text(const ds_batch *b, size_t column, size_t row,
                          size_t *n);

/** Frees it; takes zeroed ones. */
void ds_batch_destroy(ds_batch *b);

#endif
