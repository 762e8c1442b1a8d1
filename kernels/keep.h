/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/keep.h - what the first stages of a pass make of a source, kept in
 * memory for the passes that follow: these read no columns, and run only the
 * stages behind.
 *
 *   first pass   block -> stages -> [kept lanes] -> more stages -> folds
 *   later ones              [kept lanes] -> more stages -> folds
 *
 * Rows that no later pass asks for are left out, values are kept in as few
 * bytes as those of their slice need. What does not fit the budget is read
 * again, block by block: a keep decides about time, never about results. */
#ifndef DS_KEEP_H
#define DS_KEEP_H

#include "kernels/scan.h"

/** Zero it before ds_keep_init. The pass that fills it (ds_pass.into) reads all
 * columns among its lanes; those that take from it (ds_pass.from) have the same
 * source and first stages, in which nothing has changed, and need of the blocks
 * that are not kept only the columns that they use. */
typedef struct ds_keep {
    size_t n_stages; /**< whose work is kept */
    size_t n_lanes;
    size_t lanes[DS_MAX_LANES]; /**< that later passes read, of columns too */
    size_t row_lane;            /**< rows missing there are left out;
                                     DS_NO_LANE: none are */
    size_t n_blocks, budget;    /**< most bytes, beside those of a block that
                                     each thread packs */
    void **blocks;              /**< NULL: not kept */
    size_t bytes;               /**< kept so far, atomic */
    bool is_full;               /**< a block had no room, atomic */
    bool is_filled;             /**< a pass over all blocks has been made */
} ds_keep;

/** Lanes may be named twice, or be DS_NO_LANE: none; the folds of later passes
 * may not count on rows that are missing in row_lane, nor on `row` of a slice.
 */
DS_MUST_USE ds_status ds_keep_init(ds_keep *k, const ds_source *source,
                                   size_t n_stages, const size_t *lanes,
                                   size_t n_lanes, size_t row_lane,
                                   size_t budget, ds_error *err);

/** The budget for a keep beside passes that need `least` bytes of run->memory;
 * and how those passes are run then: with the rest, of which they may keep
 * half.
 */
size_t ds_keep_budget(const ds_run *run, size_t least);
ds_run ds_keep_rest(const ds_run *run, size_t budget);

/** Frees what is kept, to be filled anew. */
void ds_keep_empty(ds_keep *k);

/** Frees all of it; takes zeroed ones. */
void ds_keep_destroy(ds_keep *k);

/* ---- for scan.c ---------------------------------------------------------- */

/** A thread's block while it is packed. Zero it; destroy `packed`. */
typedef struct ds_keeping {
    ds_buffer packed;
    size_t n;     /**< bytes in it */
    bool is_full; /**< the block does not fit */
} ds_keeping;

/** Begins a block. */
void ds_keep_begin(const ds_keep *k, ds_keeping *w);

/** Packs a slice behind those before it. */
DS_MUST_USE ds_status ds_keep_add(const ds_keep *k, ds_keeping *w,
                                  const ds_slice *s, ds_error *err);

/** Keeps the block if it fits. */
DS_MUST_USE ds_status ds_keep_end(ds_keep *k, ds_keeping *w, size_t block,
                                  ds_error *err);

/** Whether a lane is among those that are kept. */
bool ds_keep_has(const ds_keep *k, size_t lane);

/** Unpacks the next slice of a kept block into its lanes, sets s->n: `*at` is
 * the block at first. False behind the last. */
bool ds_keep_next(const ds_keep *k, const void **at, ds_slice *s);

#endif
