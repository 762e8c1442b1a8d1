/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_merge.h - batches in order become one file: codes of the
 * batches become codes of the file in the order of first appearance, rows are
 * numbered through all inputs, rejects counted, and listed by the rows of their
 * input */
#ifndef DS_IMPORT_MERGE_H
#define DS_IMPORT_MERGE_H

#include "base/money.h"
#include "io/import/import_batch.h"
#include "io/import/import_blocks.h"
#include "io/import/import_ids.h"

/** How many rejected rows of a reason are listed; all are counted. */
enum { DS_IMPORT_LISTED = 10000 };

/** Zero it before ds_merge_init. */
typedef struct ds_merge {
    const ds_mapping *m; /**< borrowed, with the following */
    const ds_import_dicts *dicts;
    ds_blocks *blocks;
    ds_dict *codes; /**< of the file, one a dictionary */
    ds_ids ids;     /**< of the claims, where these are to be unique */
    uint64_t n_read, n_stored, n_rejected, n_dropped, n_blank;
    size_t input;         /**< number of the input in work, from 0 */
    uint64_t input_first; /**< rows read before it */
    int64_t **cells;      /**< room for the columns of a dictionary */
    uint64_t *counts;     /**< rejects by [reason][column; last: the row] */
    ds_i128 *sums;    /**< of the stored values by column; of texts unused */
    ds_buffer listed; /**< ds_import_reject x n_listed */
    size_t n_listed;
    size_t n_of_reason[DS_N_REJECTS]; /**< how many of each are listed */
} ds_merge;

DS_MUST_USE ds_status ds_merge_init(ds_merge *g, const ds_mapping *m,
                                    const ds_import_dicts *dicts,
                                    ds_blocks *blocks, ds_error *err);

/** Adds the next batch, which is changed. Serial, in order. */
DS_MUST_USE ds_status ds_merge_add(ds_merge *g, int thread, ds_batch *b,
                                   ds_error *err);

/** The batches that follow are of the next input. */
void ds_merge_next_input(ds_merge *g);

/** How many rows were rejected for a reason in a column (n_columns: the whole
 * row). */
uint64_t ds_merge_count(const ds_merge *g, ds_reject reason, size_t column);

/** Frees it; takes zeroed ones. */
void ds_merge_destroy(ds_merge *g);

#endif
