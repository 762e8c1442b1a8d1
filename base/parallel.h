/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/parallel.h - the two loops that spread work over threads.
 *
 * Blocks are of constant size, never n/threads, and their results are merged
 * in a way that no order can change, so the same bytes come out for any number
 * of threads. The only file with OpenMP regions. */
#ifndef DS_PARALLEL_H
#define DS_PARALLEL_H

#include "base/progress.h"
#include "base/status.h"

#include <stdatomic.h>
#include <stddef.h>

/** How a command may use the machine; part of no result. */
typedef struct ds_run {
    int threads;           /**< >= 1 */
    size_t memory;         /**< bytes for buffers and states (--memory) */
    atomic_bool *cancel;   /**< NULL, or set from outside to stop soon */
    ds_progress *progress; /**< NULL, or told of every finished block */
    size_t keep; /**< of memory, what passes may keep for those after them */
} ds_run;

/** How many threads this machine offers (OpenMP's default). */
int ds_threads_default(void);

/** Works on one block; `thread` is in 0..threads-1 and is this call's alone
 * while it runs. */
typedef ds_status (*ds_block_fn)(void *ctx, int thread, size_t block,
                                 ds_error *err);

/**
 * Calls fn for every block 0..n_blocks-1, in any order, on run->threads
 * threads. After a failure no new block above the failing one starts; of
 * several failures the one with the lowest block is returned. Returns
 * DS_ERR_CANCELLED when run->cancel was set.
 */
DS_MUST_USE ds_status ds_for_blocks(size_t n_blocks, const ds_run *run,
                                    ds_block_fn fn, void *ctx, ds_error *err);

/** The three steps of a pipeline. `slot` (0..threads-1) names the batch
 * buffer; a batch keeps its slot from read to write. */
typedef struct ds_pipeline {
    /** Reads the next batch into `slot`, in order, one call at a time; sets
     * *more to 0 when there is none. */
    ds_status (*read)(void *ctx, int slot, int *more, ds_error *err);
    /** Works on the batch; calls run at the same time. */
    ds_status (*work)(void *ctx, int slot, ds_error *err);
    /** Writes the batch, in the order of reading, one call at a time. */
    ds_status (*write)(void *ctx, int slot, ds_error *err);
} ds_pipeline;

/** Runs read, work, ordered write until there is nothing more to read. The
 * failure of the earliest batch is returned and stops the others. */
DS_MUST_USE ds_status ds_pipeline_run(const ds_pipeline *pipeline,
                                      const ds_run *run, void *ctx,
                                      ds_error *err);

/** DS_ERR_CANCELLED with its message, for loops that look at run->cancel. */
ds_status ds_stopped(ds_error *err);

#endif
