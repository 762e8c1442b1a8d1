/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/quantile_round.h - the passes after the first of quantile.h, in
 * rounds: each round narrows down where the wanted ranks of some groups are,
 * as far as memory goes. Internal to quantile.c.
 *
 *   group not counted:  < 640 values -> collect all
 *                       else         -> count by key     -> spans
 *   span (low..high):   fits         -> collect, select  -> done
 *                       else         -> count linearly   -> narrower spans
 */
#ifndef DS_QUANTILE_ROUND_H
#define DS_QUANTILE_ROUND_H

#include "kernels/quantile.h"

/** Where some wanted ranks of a group are: in `count` values of low..high,
 * with `before` smaller ones in the group. */
typedef struct ds_span {
    int64_t low, high;
    uint32_t group, before, count;
} ds_span;

/** Groups of fewer values are collected whole: these take less room than their
 * counters. */
enum { DS_WHOLE_BELOW = 640 };

/** What a round does with a span's values: keep them, or count them in
 * buckets of 2^shift from its low, or by key. */
typedef enum ds_span_action {
    DS_SPAN_COLLECT,
    DS_SPAN_SPLIT,
    DS_SPAN_COUNT
} ds_span_action;

typedef struct ds_span_part {
    ds_span span;
    uint32_t filled;     /**< COLLECT: values so far, atomic */
    uint32_t n_counters; /**< SPLIT, COUNT */
    int32_t key_low;     /**< COUNT: key of the span's low */
    uint8_t action, shift;
    uint64_t at; /**< of its first value, or of its first counter */
} ds_span_part;

/** Which of a group's values a round wants: all, for the part `first`, or
 * those whose key has a byte in the map. */
typedef struct ds_group_plan {
    uint64_t at; /**< in the map, of the group's first key */
    int32_t key_low;
    uint32_t n_keys; /**< 0: no map */
    uint32_t first;
    uint8_t n_parts;
    bool takes_all;
} ds_group_plan;

/** All that lives between rounds, and the buffers of one. */
typedef struct ds_rounds {
    const ds_quantile_job *job;
    const ds_run *run;
    ds_quantiles *out;
    int bits;                /**< mantissa bits of a key */
    size_t budget;           /**< bytes for values, counters, map, parts */
    size_t next_group;       /**< groups from here are not counted yet */
    ds_buffer pending, next; /**< ds_span, by group and low */
    size_t n_pending, n_taken;
    bool is_tight; /**< the pending spans cannot all be collected */
    bool is_shared;
    ds_buffer plans; /**< one a group, and one that wants nothing */
    ds_buffer parts, map, counts, values;
    size_t n_parts, n_map, n_counts, n_values;
} ds_rounds;

/** Counters of a histogram: of keys (shift < 0) from `first`, or of
 * 2^shift-wide buckets from the span's low. */
typedef struct ds_histogram {
    const uint32_t *counts;
    size_t n;
    int32_t first;
    int shift;
} ds_histogram;

/** Finds the wanted ranks inside a span by its histogram: stores those whose
 * value is known, appends narrower spans for the rest to `list` of *n. */
DS_MUST_USE ds_status ds_rounds_resolve(ds_rounds *r, const ds_span *span,
                                        const ds_histogram *h, ds_buffer *list,
                                        size_t *n, ds_error *err);

/** Leaves a span with wanted ranks to the rounds that follow. */
DS_MUST_USE ds_status ds_rounds_pend(ds_rounds *r, const ds_span *span,
                                     ds_error *err);

/** Plans the next round; false when every rank is known. */
DS_MUST_USE ds_status ds_rounds_plan(ds_rounds *r, bool *is_needed,
                                     ds_error *err);

/** Reads the source once and gives every part what it wants. */
DS_MUST_USE ds_status ds_rounds_read(ds_rounds *r, ds_error *err);

/** That the source is not what it was in the first pass. */
ds_status ds_rounds_changed(const ds_rounds *r, ds_error *err);

/** Runs the planned round: reads, selects, narrows down. */
DS_MUST_USE ds_status ds_rounds_run(ds_rounds *r, ds_error *err);

void ds_rounds_destroy(ds_rounds *r);

/* quantile.c: ranks of a group of n values, ascending and different, into
 * ranks[2 * DS_MAX_LEVELS]; and the place for the value of a rank. */
size_t ds_quantiles_ranks(const ds_quantiles *q, int64_t n, int64_t *ranks);
void ds_quantiles_put(ds_quantiles *q, size_t group, int64_t n, int64_t rank,
                      int64_t value);

#endif
