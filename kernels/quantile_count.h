/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/quantile_count.h - a histogram of every group over the keys of the
 * value lane's range, as a fold. Internal to quantile.c. */
#ifndef DS_QUANTILE_COUNT_H
#define DS_QUANTILE_COUNT_H

#include "kernels/quantile.h"

/** Keys first..first + n - 1, of `bits` mantissa bits. */
typedef struct ds_key_range {
    int bits;
    int32_t first;
    size_t n;
} ds_key_range;

/** The keys of the value lane's range. */
ds_key_range ds_key_range_of(const ds_quantile_job *job, int bits);

/** Counters of all groups: uint32 [group][key]. Zero it, set job and keys. */
typedef struct ds_key_counts {
    const ds_quantile_job *job;
    ds_key_range keys;
    size_t n_groups, n_words;
    ds_buffer words;
} ds_key_counts;

/** Makes room; the caller destroys `words`. */
DS_MUST_USE ds_status ds_key_counts_init(ds_key_counts *d, ds_error *err);

/** The fold; borrows d. */
ds_fold ds_key_counts_fold(ds_key_counts *d);

/** That a value has no key among those of the range. */
ds_status ds_key_out_of_range(const ds_quantile_job *job, ds_error *err);

#endif
