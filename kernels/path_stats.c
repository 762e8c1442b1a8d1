/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/path_stats.c - see path_stats.h for the contract. */
#include "kernels/path_stats.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Values that stand for 1/64 of the pilot or more: 0 first, then the most
 * frequent. */
static void choose_atoms(ds_series_plan *plan, size_t n, const double *x)
{
    size_t most = 0, zeros = 0;
    double often = 0.0;
    for (size_t i = 0, j; i < n; i = j) {
        for (j = i; j < n && x[j] == x[i]; j++) {
        }
        if (x[i] == 0.0)
            zeros = j - i;
        else if (j - i > most) {
            most = j - i;
            often = x[i];
        }
    }
    plan->n_atoms = 0;
    if (zeros > 1 && zeros * 64 >= n) plan->atom[plan->n_atoms++] = 0.0;
    if (most > 1 && most * 64 >= n) plan->atom[plan->n_atoms++] = often;
}

void ds_series_choose(ds_series_plan *plan, size_t n, double *pilot)
{
    assert(n > 0);
    qsort(pilot, n, sizeof *pilot, by_value);
    const double low = pilot[0], high = pilot[n - 1];
    choose_atoms(plan, n, pilot);
    plan->low = low;
    plan->scale = high > low ? DS_SERIES_BUCKETS / (high - low) : 0.0;
}

void ds_series_buckets(const ds_series_plan *plan, size_t n, const double *x,
                       int32_t *bucket)
{
    const double low = plan->low, scale = plan->scale;
    /* the pilot's greatest value belongs to the last inner bucket */
    const double top = DS_SERIES_BUCKETS + 1.0;
    if (scale == 0.0) {
        for (size_t i = 0; i < n; i++)
            bucket[i] = x[i] < low ? 0 : x[i] > low ? (int32_t)top : 1;
    } else {
        for (size_t i = 0; i < n; i++) {
            double at = (x[i] - low) * scale + 1.0;
            at = at > 0.0 ? at : 0.0;
            at = at < top ? at : top;
            bucket[i] = (int32_t)at;
        }
    }
    for (size_t a = 0; a < plan->n_atoms; a++)
        for (size_t i = 0; i < n; i++)
            if (x[i] == plan->atom[a])
                bucket[i] = DS_SERIES_BUCKETS + 2 + (int32_t)a;
}

void ds_series_sum(int64_t words[2], size_t n, const double *x)
{
    assert(n <= 1024); /* 2^10 x 2^53 fits an int64 */
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++) sum += (int64_t)x[i];
    ds_words_add(words, sum);
}

void ds_series_add(int64_t *state, size_t n, const double *x,
                   const int32_t *bucket)
{
    ds_i128 squares = 0;
    for (size_t i = 0; i < n; i++) {
        const int64_t v = (int64_t)x[i];
        squares += (ds_i128)v * v;
        state[bucket[i]]++;
    }
    ds_series_sum(&state[DS_SERIES_SUM], n, x);
    ds_words_add(&state[DS_SERIES_SQUARES], squares);
}

/* An atom's values come before those of the inner bucket that would hold it,
 * but for smaller ones in that bucket: so the two count as one rank range in
 * which ds_series_find answers the bucket and the atom's place is settled by
 * the collected values. */
static size_t home_of(const ds_series_plan *plan, size_t atom)
{
    int32_t bucket;
    ds_series_plan bare = *plan;
    bare.n_atoms = 0;
    ds_series_buckets(&bare, 1, &plan->atom[atom], &bucket);
    return (size_t)bucket;
}

size_t ds_series_find(const ds_series_plan *plan, const int64_t *state,
                      int64_t rank, int64_t *below)
{
    size_t home[DS_SERIES_ATOMS] = {0};
    int64_t seen = 0;
    for (size_t a = 0; a < plan->n_atoms; a++) home[a] = home_of(plan, a);
    for (size_t b = 0; b < DS_SERIES_BUCKETS + 2; b++) {
        int64_t here = state[b];
        for (size_t a = 0; a < plan->n_atoms; a++)
            if (home[a] == b) here += state[DS_SERIES_BUCKETS + 2 + a];
        if (rank < seen + here) {
            *below = seen;
            return b;
        }
        seen += here;
    }
    *below = seen;
    return DS_SERIES_BUCKETS + 1;
}

double ds_series_sd(uint64_t n, ds_i128 sum, ds_u128 squares)
{
    if (n < 2) return 0.0;
    /* squares - sum^2 / n: whole part of sum / n split off, exact in 128 bits
     * but for the remainder's share, which is small */
    const ds_i128 mean = sum / (ds_i128)n;
    const ds_i128 rest = sum - mean * (ds_i128)n;
    const ds_u128 common = (ds_u128)(mean * mean) * n;
    const double around = (double)(ds_i128)(squares - common) -
                          2.0 * (double)mean * (double)rest -
                          (double)rest * (double)rest / (double)n;
    return around > 0.0 ? sqrt(around / (double)(n - 1)) : 0.0;
}
