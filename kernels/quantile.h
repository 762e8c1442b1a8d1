/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/quantile.h - exact grouped quantiles of type 7 (R's default), with
 * the moments of every group from the same passes.
 *
 * Level p of n sorted values x_0..x_(n-1) is x_k + r/d (x_(k+1) - x_k) with
 * (n-1) p = k + r/d, d = DS_RATE_ONE; levels are decimals, indices integers,
 * and the value is rounded once, half away from zero. The passes needed are 2
 * in the usual case, 1 where many records have narrow columns (and a pilot over
 * one block in up to 16 finds out where to look: quantile_pilot.h), 3
 * with very many groups, more where run->memory forbids holding all candidates
 * at once; the result is the same. */
#ifndef DS_QUANTILE_H
#define DS_QUANTILE_H

#include "kernels/moments.h"
#include "kernels/scan.h"

/** The most levels of a job. */
enum { DS_MAX_LEVELS = 100 };

/** What to compute. Everything is borrowed. */
typedef struct ds_quantile_job {
    /** Source, columns, lanes and stages to run before. Its folds run along in
     * the first pass and no other (at most DS_MAX_FOLDS - 2); no sink. */
    const ds_pass *input;
    size_t group_lane; /**< ids in [0, n_groups), negative: row left out;
                            DS_NO_LANE: one group */
    size_t value_lane; /**< DS_MISSING is skipped and counted */
    size_t n_groups;
    size_t n_levels;       /**< 0..DS_MAX_LEVELS */
    const int64_t *levels; /**< 0..DS_RATE_ONE, in any order */
    /** Range of the values where the lane is made by a stage; {0, 0}: not
     * known. A lane that is a column has its column's range. A value outside
     * is an error. */
    int64_t low, high;
    /** The floor(drop n) smallest / largest values of a group are left out
     * before ranks are taken; 0..DS_RATE_ONE, together below DS_RATE_ONE.
     * Moments count them all. */
    int64_t drop_low, drop_high;
    size_t n_whole; /**< the first n_whole levels are taken of all values */
} ds_quantile_job;

/** One quantile: exactly below + rest / DS_RATE_ONE * (above - below). */
typedef struct ds_quantile {
    int64_t value;        /**< rounded; DS_MISSING in a group without values */
    int64_t below, above; /**< x_k and x_(k+1) (x_k where rest is 0) */
    int64_t rest;         /**< 0..DS_RATE_ONE - 1 */
} ds_quantile;

/** The result; zero it before ds_quantiles_run, destroy it in any case. */
typedef struct ds_quantiles {
    size_t n_groups, n_levels;
    int64_t levels[DS_MAX_LEVELS];
    int64_t drop_low, drop_high;
    size_t n_whole;
    ds_moments moments;
    ds_buffer ranks; /**< int64 [group][level][2]: below, above */
    int passes;      /**< how often all of the source was read */
    size_t bytes;    /**< the most that states and buffers took */
} ds_quantiles;

/** Computes; fails with DS_ERR_ARG for sources of 2^32 rows and more. */
DS_MUST_USE ds_status ds_quantiles_run(const ds_quantile_job *job,
                                       const ds_run *run, ds_quantiles *out,
                                       ds_error *err);

/** One quantile of the result. */
ds_quantile ds_quantiles_get(const ds_quantiles *q, size_t group, size_t level);

/** Frees it; takes zeroed ones. */
void ds_quantiles_destroy(ds_quantiles *q);

/** What a job is going to cost, before a row is read. */
typedef struct ds_quantile_plan {
    int passes;     /**< in the usual case */
    size_t bytes;   /**< states and buffers beside those of the pass itself */
    bool has_pilot; /**< bytes are about what it takes, else the most */
} ds_quantile_plan;

/** Estimates: exact for histograms, 10 % of the rows as candidates, less where
 * there is a pilot. */
ds_quantile_plan ds_quantile_plan_make(const ds_quantile_job *job,
                                       const ds_run *run);

/** Exact numerator of a quantile over DS_RATE_ONE. */
ds_i128 ds_quantile_numerator(const ds_quantile *q);

/** The quantile of a sorted array of 1..2^32 values: for small tables. */
ds_quantile ds_quantile_sorted(const int64_t *sorted, size_t n, int64_t level);

#endif
