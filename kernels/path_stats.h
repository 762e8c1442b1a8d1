/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/path_stats.h - exact statistics of a series of whole numbers held in
 * doubles (|x| < 2^53), in two passes over recomputed values.
 *
 * Pass 1 counts values into buckets whose place a pilot chose, and sums values
 * and squares in 128 bits. From the counts follows in which bucket each wanted
 * rank lies; pass 2 collects the values of these buckets alone. A value that
 * the pilot met often (a balance of 0) is an atom: a bucket of its own that
 * needs no collecting. State is flat int64; adding states is adding words. */
#ifndef DS_PATH_STATS_H
#define DS_PATH_STATS_H

#include "base/money.h"

#include <stddef.h>

enum {
    DS_SERIES_BUCKETS = 2048, /**< between the pilot's ends; one beyond each */
    DS_SERIES_ATOMS = 2,
    DS_SERIES_COUNTS = DS_SERIES_BUCKETS + 2 + DS_SERIES_ATOMS,
    DS_SERIES_SUM = DS_SERIES_COUNTS, /**< two words */
    DS_SERIES_SQUARES = DS_SERIES_COUNTS + 2,
    DS_SERIES_WORDS = DS_SERIES_COUNTS + 4
};

/** Where the buckets of a series are. */
typedef struct ds_series_plan {
    double low, scale;
    size_t n_atoms;
    double atom[DS_SERIES_ATOMS];
} ds_series_plan;

/** Chooses the buckets by n >= 1 pilot values, which are sorted in place. */
void ds_series_choose(ds_series_plan *plan, size_t n, double *pilot);

/** bucket[i] = the bucket of x[i]: 0 .. DS_SERIES_COUNTS - 1. Buckets below
 * DS_SERIES_BUCKETS + 2 rise with x; then the atoms. */
void ds_series_buckets(const ds_series_plan *plan, size_t n, const double *x,
                       int32_t *bucket);

/** Adds n values, whose buckets are given, to the state. n <= 2^10. */
void ds_series_add(int64_t *state, size_t n, const double *x,
                   const int32_t *bucket);

/** words[0], words[1] += sum of x (exact), as ds_words_add. n <= 2^10. */
void ds_series_sum(int64_t words[2], size_t n, const double *x);

/** The bucket that holds rank r (0 .. n - 1) and how many values are below
 * it. */
size_t ds_series_find(const ds_series_plan *plan, const int64_t *state,
                      int64_t rank, int64_t *below);

/** Standard deviation (n - 1) of n values with this exact sum and sum of
 * squares; 0 of fewer than two. */
double ds_series_sd(uint64_t n, ds_i128 sum, ds_u128 squares);

#endif
