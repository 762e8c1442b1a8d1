/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/scan.h - the one idea: a pass reads a source once, in slices, and
 * folds every slice into small integer states (architecture.md section 2).
 *
 *   block --fill--> slice -> stage (filter, map) ... -> fold fold fold -> merge
 *                                                   \-> sink
 */
#ifndef DS_SCAN_H
#define DS_SCAN_H

#include "base/money.h"
#include "base/parallel.h"
#include "base/source.h"

enum { DS_MAX_LANES = 64, DS_MAX_STAGES = 8, DS_MAX_FOLDS = 16 };

/** Instead of a group lane: all rows are one group. */
#define DS_NO_LANE SIZE_MAX

/** Rows of a block in cache. Lanes 0..n_columns-1 are the pass's columns, the
 * rest are for stages; each has room for DS_SLICE_ROWS values. A pass that can
 * takes lanes of half the width instead (ds_pass_is_narrow): `narrow`, in which
 * DS_NARROW_MISSING stands for DS_MISSING. Only one of both is there. */
typedef struct ds_slice {
    size_t n;     /**< rows; a filter lowers it and compacts every lane */
    uint64_t row; /**< source row of the slice's first row before filters */
    int thread;   /**< the thread that works on it */
    size_t n_lanes;
    int64_t *lane[DS_MAX_LANES];
    int32_t *narrow[DS_MAX_LANES];
} ds_slice;

/** A value of a narrow lane as one of a wide lane. */
static inline int64_t ds_widen(int32_t x)
{
    return x == DS_NARROW_MISSING ? DS_MISSING : x;
}

/** Changes a slice in place: a filter keeps some rows, a map writes lanes.
 * Serial and pure but for its own lanes; must not fail. */
typedef struct ds_stage {
    void (*run)(const void *ctx, ds_slice *s);
    const void *ctx;
    /** The same on narrow lanes; NULL: the pass needs wide ones. */
    void (*run_narrow)(const void *ctx, ds_slice *s);
} ds_stage;

/** Consumes slices into a flat array of int64 words without pointers. */
typedef struct ds_fold {
    const char *name; /**< for --plan: "moments" */
    void *ctx;        /**< constants; or a shared state, added to atomically */
    size_t n_words;   /**< of the private state; 0 for a shared one */
    /** Sets a fresh private state; NULL: zeros. */
    void (*begin)(const void *ctx, int64_t *state);
    /** Adds a slice; only overflow and full memory are failures. */
    ds_status (*add)(void *ctx, int64_t *state, const ds_slice *s,
                     ds_error *err);
    /** Joins `from` into `into`, in any order with the same result; NULL:
     * adds word by word (and is then checked for overflow). */
    void (*merge)(const void *ctx, int64_t *into, const int64_t *from);
    int64_t *result; /**< n_words, the caller's: the merged state */
    /** The same as add on narrow lanes; NULL: the pass needs wide ones. */
    ds_status (*add_narrow)(void *ctx, int64_t *state, const ds_slice *s,
                            ds_error *err);
} ds_fold;

/** Takes every slice after the stages, in any order of blocks. */
typedef struct ds_sink {
    void *ctx;
    ds_status (*add)(void *ctx, const ds_slice *s, ds_error *err);
    /** Called by the same thread after a block's last slice; may be NULL. */
    ds_status (*end_block)(void *ctx, int thread, size_t block, ds_error *err);
} ds_sink;

typedef struct ds_pass {
    const char *name; /**< for progress and --plan: "counts" */
    const ds_source *source;
    size_t n_columns; /**< lanes 0.. are these columns of the source */
    const size_t *columns;
    size_t n_lanes; /**< with those that the stages write */
    size_t n_stages;
    const ds_stage *stages;
    size_t n_folds;
    const ds_fold *folds;
    const ds_sink *sink; /**< may be NULL */
    size_t stride; /**< n > 1: a sample, one block in n; else all of them */
    /** What an earlier pass kept of the first stages (keep.h), or NULL; of the
     * blocks in it no column is read, and those stages are not run. */
    const struct ds_keep *from;
    /** Where a pass over all blocks keeps the work of its first stages, all of
     * from's among them, or NULL. Where that has been done it is taken from
     * there, so that work of several passes (quantiles) does it once. A pass
     * with either has no sink. */
    struct ds_keep *into;
} ds_pass;

/** Runs a pass: every fold's result holds the merged state. Same results for
 * any number of threads. */
DS_MUST_USE ds_status ds_pass_run(const ds_pass *pass, const ds_run *run,
                                  ds_error *err);

/** Whether a pass works on narrow lanes: its columns fit them, its stages and
 * folds know them, and it has no sink. Such a pass moves half the memory; its
 * results are the same. */
bool ds_pass_is_narrow(const ds_pass *pass);

/** Bytes of all private states, lanes and readers at run->threads threads. */
size_t ds_pass_bytes(const ds_pass *pass, const ds_run *run);

/** A filter's work: keeps the rows with keep[i] != 0 in every lane. */
void ds_slice_compact(ds_slice *s, const uint8_t *keep);

#endif
