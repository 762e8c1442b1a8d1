/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_blocks.c - see import_blocks.h for the contract. */
#include "io/import/import_blocks.h"

#include <stdlib.h>
#include <string.h>

static int64_t *column_of(const ds_import_block *block, size_t column)
{
    return (int64_t *)block->cells.data + column * DS_BLOCK_ROWS;
}

/* Takes a block in one state and puts it into another; NULL: none. */
static ds_import_block *take(ds_blocks *b, ds_block_state from,
                             ds_block_state to)
{
    ds_import_block *found = NULL;
    pthread_mutex_lock(&b->lock);
    for (size_t i = 0; i < b->n_pool && !found; i++)
        if (b->pool[i].state == from) found = &b->pool[i];
    if (found) found->state = to;
    pthread_mutex_unlock(&b->lock);
    return found;
}

static void set_state(ds_blocks *b, ds_import_block *block,
                      ds_block_state state)
{
    pthread_mutex_lock(&b->lock);
    block->state = state;
    pthread_mutex_unlock(&b->lock);
}

void ds_blocks_init(ds_blocks *b, ds_store_writer *writer, size_t n_columns,
                    int threads)
{
    *b = (ds_blocks){
        .writer = writer,
        .n_columns = n_columns,
        .n_pool = (size_t)(threads < DS_BLOCKS_MAX ? threads : DS_BLOCKS_MAX)};
    pthread_mutex_init(&b->lock, NULL);
}

static ds_status store(ds_blocks *b, int thread, const ds_import_block *block,
                       ds_error *err)
{
    const int64_t **columns = NULL;
    if (!b->writer) return DS_OK;
    DS_TRY(ds_alloc(&columns, b->n_columns, sizeof *columns, err));
    for (size_t i = 0; i < b->n_columns; i++) columns[i] = column_of(block, i);
    const ds_status st = ds_store_put(b->writer, thread, block->number,
                                      block->n_rows, columns, err);
    free(columns);
    return st;
}

/* Begins block `number` in a free buffer, which exists. */
static ds_status begin(ds_blocks *b, size_t number, ds_error *err)
{
    ds_import_block *block = take(b, DS_BLOCK_FREE, DS_BLOCK_FILLING);
    b->filling = block;
    block->number = number;
    block->n_rows = 0;
    return ds_buffer_reserve(
        &block->cells, b->n_columns * DS_BLOCK_ROWS * sizeof(int64_t), err);
}

/* The block being filled is full: leaves it to the others where there is a
 * free buffer, else stores it. Only this serial step empties the free list, so
 * a free buffer that is seen stays there. */
static ds_status hand_over(ds_blocks *b, int thread, ds_error *err)
{
    const size_t next = b->filling->number + 1;
    ds_import_block *spare = take(b, DS_BLOCK_FREE, DS_BLOCK_FREE);
    if (spare) {
        set_state(b, b->filling, DS_BLOCK_FULL);
        return begin(b, next, err);
    }
    DS_TRY(store(b, thread, b->filling, err));
    b->filling->number = next;
    b->filling->n_rows = 0;
    return DS_OK;
}

ds_status ds_blocks_append(ds_blocks *b, int thread, size_t n,
                           const int64_t *const *columns, ds_error *err)
{
    if (!b->filling) DS_TRY(begin(b, 0, err));
    for (size_t done = 0; done < n;) {
        if (b->filling->n_rows == DS_BLOCK_ROWS)
            DS_TRY(hand_over(b, thread, err));
        const size_t at = b->filling->n_rows, room = DS_BLOCK_ROWS - at;
        const size_t take_n = n - done < room ? n - done : room;
        for (size_t i = 0; i < b->n_columns; i++)
            memcpy(column_of(b->filling, i) + at, columns[i] + done,
                   take_n * sizeof(int64_t));
        b->filling->n_rows += take_n;
        done += take_n;
    }
    return DS_OK;
}

ds_status ds_blocks_work(ds_blocks *b, int thread, ds_error *err)
{
    ds_import_block *block = take(b, DS_BLOCK_FULL, DS_BLOCK_STORING);
    if (!block) return DS_OK;
    const ds_status st = store(b, thread, block, err);
    set_state(b, block, DS_BLOCK_FREE);
    return st;
}

static ds_status store_rest(void *ctx, int thread, size_t i, ds_error *err)
{
    (void)i;
    return ds_blocks_work(ctx, thread, err);
}

ds_status ds_blocks_finish(ds_blocks *b, const ds_run *run, ds_error *err)
{
    if (b->filling && b->filling->n_rows > 0)
        set_state(b, b->filling, DS_BLOCK_FULL);
    b->filling = NULL;
    return ds_for_blocks(b->n_pool, run, store_rest, b, err);
}

void ds_blocks_destroy(ds_blocks *b)
{
    if (b->n_pool == 0) return;
    for (size_t i = 0; i < b->n_pool; i++) ds_buffer_destroy(&b->pool[i].cells);
    pthread_mutex_destroy(&b->lock);
    *b = (ds_blocks){0};
}
