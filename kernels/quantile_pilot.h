/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/quantile_pilot.h - quantiles in one pass over narrow lanes, after a
 * pilot over a few of the blocks. Internal to quantile.c.
 *
 *   pilot      counts one block in up to 16 by group and key
 *   brackets   of each group: ranges in which its wanted ranks lie, all but
 *              surely; region r of a group is between its bounds r - 1 and r,
 *              odd ones are brackets
 *   one pass   counts the values of every region exactly, keeps those inside
 *              brackets; then the wanted ones are selected
 *
 * A rank that is not in its bracket is looked for by the rounds of
 * quantile_round.h: the pilot decides about time, never about results. */
#ifndef DS_QUANTILE_PILOT_H
#define DS_QUANTILE_PILOT_H

#include "kernels/quantile_count.h"
#include "kernels/quantile_round.h"

/** More levels would make the comparisons dearer than a second pass. */
enum { DS_PILOT_LEVELS = 16, DS_PILOT_BOUNDS = 2 * DS_PILOT_LEVELS };

/** Rows of a queue; of a run where all are one group; words of a chunk, the
 * first two being the number of the chunk before and how many values there are
 * once it is full. */
enum {
    DS_PILOT_QUEUE = 32,
    DS_PILOT_RUN = 128,
    DS_PILOT_CHUNK = 256,
    DS_PILOT_HEAD = 2
};

/** A chunk of kept values: its number, 0 for none, and how many it holds. */
typedef struct ds_pilot_chunk {
    uint32_t number, n;
} ds_pilot_chunk;

/** What one thread has: rows wait in a short queue a group, so that what is
 * known of a group is fetched once for many of them; kept values lie in chunks
 * of one group, each linked to the one before it. */
typedef struct ds_pilot_thread {
    ds_buffer queues;  /**< int32 [group][row] */
    ds_buffer waiting; /**< uint8 [group]: rows in the queue */
    ds_buffer moments; /**< int64 [group][DS_MOMENT_WORDS] */
    ds_buffer above;   /**< uint32 [group][bound]: values above it */
    ds_buffer last;    /**< ds_pilot_chunk [group]: the last chunk */
    ds_buffer log;     /**< chunks of int32: a link and values */
    size_t n_chunks;   /**< chunk 0 is none */
    bool is_full;      /**< no more is kept: the memory does not allow it */
    ds_buffer scratch; /**< int64: the kept values of a group, by bracket */
    ds_buffer missed;  /**< ds_span: with wanted ranks, outside brackets */
    size_t n_missed;
} ds_pilot_thread;

typedef struct ds_pilot {
    const ds_quantile_job *job;
    const ds_run *run;
    ds_rounds *rounds;
    ds_key_counts sample;
    size_t stride; /**< one block in so many is counted by the pilot */
    size_t n_groups;
    size_t n_bounds;  /**< of a group, the last ones may be unused */
    ds_buffer bounds; /**< int32 [group][bound], ascending: a value above an odd
                           number of them is inside a bracket */
    ds_buffer above;  /**< uint32 [group][bound], of all threads */
    bool is_kept;     /**< no thread was full */
    ds_pilot_thread *threads;
    size_t n_chunks, most_chunks; /**< taken, atomic; and allowed */
} ds_pilot;

/** Whether a job is for a pilot: narrow columns, enough blocks, few counters;
 * says with which keys. */
bool ds_pilot_suits(const ds_quantile_job *job, const ds_run *run,
                    size_t budget, ds_key_range *keys);

/** Runs the pilot and makes brackets. *is_useful: they hold a small part of
 * the rows, and the memory allows to keep that. */
DS_MUST_USE ds_status ds_pilot_start(ds_pilot *p, const ds_key_range *keys,
                                     bool *is_useful, ds_error *err);

/** Cuts prices that many pay out of their brackets, by a second look at the
 * blocks of the pilot where a key of a group is so full that it may be one: one
 * value is a region that need not be kept. Needs sample and bounds. Uses one
 * thread, since votes cannot be added up. */
DS_MUST_USE ds_status ds_pilot_ties(ds_pilot *p, ds_error *err);

/** The fold of the one pass, moments among it; borrows p. */
ds_fold ds_pilot_fold(ds_pilot *p);

/** After the pass: moments; the wanted values; and for the rounds those spans
 * that hold other wanted ranks. */
DS_MUST_USE ds_status ds_pilot_finish(ds_pilot *p, ds_error *err);

/** Bytes that it is going to take, beside the pass; and what it took. */
size_t ds_pilot_plan(const ds_quantile_job *job, const ds_run *run,
                     const ds_key_range *keys);
size_t ds_pilot_bytes(const ds_pilot *p);

/** Frees it; takes zeroed ones. */
void ds_pilot_destroy(ds_pilot *p);

#endif
