/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/moments.h - n, sum, sum of squares, least and greatest per group,
 * exact. A group lane holds dense ids in [0, n_groups); negative ids
 * (DS_MISSING too) are rows of no group and are left out. */
#ifndef DS_MOMENTS_H
#define DS_MOMENTS_H

#include "kernels/scan.h"

#include "base/buffer.h"
#include "base/money.h"

/** What one group's values are. */
typedef struct ds_moment {
    int64_t n;        /**< values */
    int64_t missing;  /**< rows with DS_MISSING instead of a value */
    int64_t min, max; /**< DS_MISSING where n == 0 */
    ds_i128 sum, squares;
} ds_moment;

/** Moments of every group; zero it before ds_moments_init. 64 bytes a group,
 * one cache line; private or shared by the rule of state.h. */
typedef struct ds_moments {
    size_t n_groups;
    size_t group_lane, value_lane;
    bool is_shared;
    ds_buffer words;
} ds_moments;

/** Makes room for n_groups groups (1 with group_lane DS_NO_LANE) of the values
 * in value_lane. `run` decides whether the state is shared. */
DS_MUST_USE ds_status ds_moments_init(ds_moments *m, size_t n_groups,
                                      size_t group_lane, size_t value_lane,
                                      const ds_run *run, ds_error *err);

/** For folds that keep states of their own, each of DS_MOMENT_WORDS words a
 * group: sets one, adds narrow values of one group, joins one into m. */
enum { DS_MOMENT_WORDS = 8 };
void ds_moments_begin(const ds_moments *m, int64_t *state);
void ds_moments_add_narrow(int64_t *group, const int32_t *values, size_t n);
void ds_moments_merge(ds_moments *m, const int64_t *state);

/** The fold to put into a pass; borrows m. An id >= n_groups is an error. */
ds_fold ds_moments_fold(ds_moments *m);

/** Call after the pass: fails with DS_ERR_OVERFLOW where a sum of squares
 * might not have fitted 128 bits (n max^2 >= 2^127). */
DS_MUST_USE ds_status ds_moments_check(const ds_moments *m, ds_error *err);

/** Frees it; takes zeroed ones. */
void ds_moments_destroy(ds_moments *m);

/** One group, group < n_groups. */
ds_moment ds_moments_get(const ds_moments *m, size_t group);

/** The sum of a group with another, as if their rows were one group. */
ds_moment ds_moment_join(ds_moment a, ds_moment b);

/** sum / n rounded half away from zero; DS_MISSING where n == 0. */
int64_t ds_moment_mean(const ds_moment *m);

/** The variance as the exact ratio *num / *den, den > 0: about the mean,
 * divided by n - ddof (0 population, 1 sample). False where n <= ddof or a
 * number does not fit 128 bits (n times the standard deviation >= 2^63). */
bool ds_moment_variance(const ds_moment *m, int ddof, ds_i128 *num,
                        ds_i128 *den);

/** Standard deviation, NaN where n <= ddof. Correct to a few units in the last
 * place: the mean is taken off in integers first. */
double ds_moment_sd(const ds_moment *m, int ddof);

/** sd / mean, NaN where n <= ddof or the sum is 0. */
double ds_moment_cv(const ds_moment *m, int ddof);

#endif
