/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/quantile_count.c - see quantile_count.h for the contract. */
#include "kernels/quantile_count.h"

#include "kernels/quantile_key.h"

ds_key_range ds_key_range_of(const ds_quantile_job *job, int bits)
{
    int64_t low = job->low, high = job->high;
    if (job->value_lane < job->input->n_columns) {
        const size_t column = job->input->columns[job->value_lane];
        low = job->input->source->columns[column].low;
        high = job->input->source->columns[column].high;
    } else if (low == 0 && high == 0) {
        low = DS_MISSING + 1;
        high = INT64_MAX;
    }
    if (low > high) low = high = 0; /* a column without values */
    const int32_t first = ds_key_of(low, bits);
    return (ds_key_range){bits, first,
                          (size_t)(ds_key_of(high, bits) - first) + 1};
}

ds_status ds_key_out_of_range(const ds_quantile_job *job, ds_error *err)
{
    return ds_fail(err, DS_ERR_DATA, "%s: a value is out of its range",
                   job->input->source->name);
}

static ds_status add(void *ctx, int64_t *state, const ds_slice *s,
                     ds_error *err)
{
    const ds_key_counts *d = ctx;
    const ds_key_range keys = d->keys;
    uint32_t *counts = (uint32_t *)state;
    const int64_t *value = s->lane[d->job->value_lane];
    const int64_t *group =
        d->job->group_lane == DS_NO_LANE ? NULL : s->lane[d->job->group_lane];
    for (size_t i = 0; i < s->n; i++) {
        const uint64_t g = group ? (uint64_t)group[i] : 0;
        if (g >= d->n_groups || value[i] == DS_MISSING) continue;
        const size_t k = (size_t)(ds_key_of(value[i], keys.bits) - keys.first);
        if (k >= keys.n) return ds_key_out_of_range(d->job, err);
        counts[g * keys.n + k]++;
    }
    return DS_OK;
}

/* Keys are made for STEP values at a time, in wide registers. A missing value
 * has no key among those of the range. */
static ds_status add_narrow(void *ctx, int64_t *state, const ds_slice *s,
                            ds_error *err)
{
    enum { STEP = 512 };
    const ds_key_counts *d = ctx;
    const size_t n_keys = d->keys.n, lane = d->job->group_lane;
    uint32_t *counts = (uint32_t *)state;
    const int32_t *value = s->narrow[d->job->value_lane];
    const int32_t *group = lane == DS_NO_LANE ? NULL : s->narrow[lane];
    for (size_t from = 0; from < s->n; from += STEP) {
        int32_t keys[STEP];
        const size_t n = s->n - from < STEP ? s->n - from : STEP;
        ds_keys_of(value + from, n, d->keys.bits, keys);
        for (size_t i = 0; i < n; i++) {
            const size_t g = group ? (uint32_t)group[from + i] : 0;
            const size_t k = (size_t)((int64_t)keys[i] - d->keys.first);
            if (g >= d->n_groups) continue;
            if (k < n_keys)
                counts[g * n_keys + k]++;
            else if (value[from + i] != DS_NARROW_MISSING)
                return ds_key_out_of_range(d->job, err);
        }
    }
    return DS_OK;
}

static void merge(const void *ctx, int64_t *into, const int64_t *from)
{
    const ds_key_counts *d = ctx;
    uint32_t *a = (uint32_t *)into;
    const uint32_t *b = (const uint32_t *)from;
    for (size_t i = 0; i < d->n_groups * d->keys.n; i++) a[i] += b[i];
}

ds_fold ds_key_counts_fold(ds_key_counts *d)
{
    return (ds_fold){.name = "histograms",
                     .ctx = d,
                     .n_words = d->n_words,
                     .add = add,
                     .add_narrow = add_narrow,
                     .merge = merge,
                     .result = d->words.data};
}

ds_status ds_key_counts_init(ds_key_counts *d, ds_error *err)
{
    d->n_groups = d->job->group_lane == DS_NO_LANE ? 1 : d->job->n_groups;
    d->n_words = (d->n_groups * d->keys.n + 1) / 2;
    return ds_buffer_reserve(&d->words, d->n_words * 8, err);
}
