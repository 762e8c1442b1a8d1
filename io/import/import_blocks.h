/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_blocks.h - rows in order become blocks of a claims file,
 * deflated by whichever thread is free. */
#ifndef DS_IMPORT_BLOCKS_H
#define DS_IMPORT_BLOCKS_H

#include "io/store/store.h"

#include <pthread.h>

/** Blocks that are being filled, wait to be stored, or are being stored: at
 * most this many, so that memory is bounded. */
enum { DS_BLOCKS_MAX = 4 };

typedef enum ds_block_state {
    DS_BLOCK_FREE,
    DS_BLOCK_FILLING,
    DS_BLOCK_FULL,
    DS_BLOCK_STORING
} ds_block_state;

typedef struct ds_import_block {
    ds_buffer cells; /**< n_columns x DS_BLOCK_ROWS int64, column by column */
    size_t number, n_rows;
    ds_block_state state;
} ds_import_block;

typedef struct ds_blocks {
    ds_store_writer *writer; /**< borrowed; NULL: rows are read only */
    size_t n_columns;
    pthread_mutex_t lock; /**< of the states */
    ds_import_block pool[DS_BLOCKS_MAX];
    size_t n_pool;
    ds_import_block *filling;
} ds_blocks;

/** Starts, for `threads` threads. */
void ds_blocks_init(ds_blocks *b, ds_store_writer *writer, size_t n_columns,
                    int threads);

/** Appends n rows; serial. A block that is full is left to ds_blocks_work, or
 * stored at once where there is no room for another. */
DS_MUST_USE ds_status ds_blocks_append(ds_blocks *b, int thread, size_t n,
                                       const int64_t *const *columns,
                                       ds_error *err);

/** Stores a full block, if there is one. Any thread, at any time. */
DS_MUST_USE ds_status ds_blocks_work(ds_blocks *b, int thread, ds_error *err);

/** Stores all that is left, the last block with fewer rows. Serial. */
DS_MUST_USE ds_status ds_blocks_finish(ds_blocks *b, const ds_run *run,
                                       ds_error *err);

/** Frees it, not the writer; takes zeroed ones. */
void ds_blocks_destroy(ds_blocks *b);

#endif
