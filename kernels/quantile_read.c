/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/quantile_read.c - how a round of quantile_round.h reads the source:
 * first which rows of a slice may be wanted, without a branch, then those. */
#include "kernels/quantile_round.h"

#include "kernels/quantile_key.h"
#include "kernels/state.h"

#include <string.h>

/* So many groups have plans that leave the nearer caches. */
enum { FETCH_GROUPS = 10000 };

static void count_one(const ds_rounds *r, uint32_t *counter)
{
    if (r->is_shared)
        __atomic_fetch_add(counter, 1, __ATOMIC_RELAXED);
    else
        ++*counter;
}

/* False where the part has no room: the source is not what it was. */
static bool give(const ds_rounds *r, uint32_t *counts, ds_span_part *part,
                 int64_t x)
{
    uint64_t at;
    switch ((ds_span_action)part->action) {
    case DS_SPAN_COLLECT:
        at = __atomic_fetch_add(&part->filled, 1, __ATOMIC_RELAXED);
        if (at >= part->span.count) return false;
        ((int64_t *)r->values.data)[part->at + at] = x;
        return true;
    case DS_SPAN_SPLIT:
        at = ((uint64_t)x - (uint64_t)part->span.low) >> part->shift;
        break;
    case DS_SPAN_COUNT:
    default:
        at = (uint64_t)(ds_key_of(x, r->bits) - part->key_low);
        break;
    }
    if (at >= part->n_counters) return false;
    count_one(r, &counts[part->at + at]);
    return true;
}

/* The map's byte of a value: 0 where nobody wants it. By a mask, as compilers
 * make a branch of a choice, and one value in ten is outside its group's keys
 * at the levels .05 and .95. */
static uint8_t byte_of(const ds_rounds *r, const ds_group_plan *plan, int64_t x)
{
    const uint64_t k = (uint64_t)(ds_key_of(x, r->bits) - plan->key_low);
    const uint64_t mask = -(uint64_t)(k < plan->n_keys);
    return ((const uint8_t *)r->map.data)[(plan->at + k) & mask];
}

/* The part that wants x, or NULL. */
static ds_span_part *part_for(const ds_rounds *r, const ds_group_plan *plan,
                              int64_t x)
{
    ds_span_part *part = (ds_span_part *)r->parts.data + plan->first;
    if (plan->takes_all) return part;
    const ds_span_part *end = part + plan->n_parts;
    const uint8_t byte = byte_of(r, plan, x);
    if (byte == 0) return NULL;
    part += byte - 1;
    while (part < end && x > part->span.high) part++;
    return part < end && x >= part->span.low ? part : NULL;
}

/* The plan of a row's group; the last one, which wants nothing, for none. */
static const ds_group_plan *plan_of(const ds_rounds *r, const int64_t *group,
                                    size_t row)
{
    const uint64_t n = r->out->n_groups;
    const uint64_t g = group ? (uint64_t)group[row] : 0;
    return (const ds_group_plan *)r->plans.data + (g < n ? g : n);
}

/* Rows that may be wanted: one in ten at most once spans are narrow, so that
 * a branch on each row would be mispredicted often. */
static size_t find_rows(const ds_rounds *r, const int64_t *group,
                        const int64_t *value, size_t n, uint16_t *rows)
{
    size_t found = 0;
    for (size_t i = 0; i < n; i++) {
        const ds_group_plan *plan = plan_of(r, group, i);
        rows[found] = (uint16_t)i;
        found += (byte_of(r, plan, value[i]) != 0) | plan->takes_all;
    }
    return found;
}

/* Asks for what plan_of and part_for, then give, are going to need of rows a
 * little ahead: with a million groups none of it lies in a cache. */
static void fetch_plan(const ds_rounds *r, const int32_t *group, size_t row)
{
    ds_prefetch(r->plans.data, (uint32_t)group[row], sizeof(ds_group_plan));
}

static void fetch_part(const ds_rounds *r, uint32_t group)
{
    const ds_group_plan *plan = (const ds_group_plan *)r->plans.data + group;
    if (plan->takes_all)
        ds_prefetch(r->parts.data, plan->first, sizeof(ds_span_part));
}

static void fetch_value(const ds_rounds *r, uint32_t group)
{
    const ds_group_plan *plan = (const ds_group_plan *)r->plans.data + group;
    const ds_span_part *part = (ds_span_part *)r->parts.data + plan->first;
    if (!plan->takes_all || part->action != DS_SPAN_COLLECT) return;
    const uint64_t filled = __atomic_load_n(&part->filled, __ATOMIC_RELAXED);
    ds_prefetch(r->values.data, (int64_t)(part->at + filled), sizeof(int64_t));
}

/* The same of narrow lanes. A missing value may be found, and is left out
 * afterwards. */
static size_t find_narrow_rows(const ds_rounds *r, const int32_t *group,
                               const int32_t *value, size_t n, uint16_t *rows)
{
    enum { STEP = 512 };
    const ds_group_plan *plans = r->plans.data;
    const uint8_t *map = r->map.data;
    const uint32_t n_groups = (uint32_t)r->out->n_groups;
    const bool is_large = n_groups >= FETCH_GROUPS;
    size_t found = 0;
    for (size_t from = 0; from < n; from += STEP) {
        int32_t keys[STEP];
        const size_t m = n - from < STEP ? n - from : STEP;
        const size_t ahead = group && is_large ? n - from : 0;
        ds_keys_of(value + from, m, r->bits, keys);
        for (size_t i = 0; i < m; i++) {
            const uint32_t g = group ? (uint32_t)group[from + i] : 0;
            if (i + 16 < ahead) fetch_plan(r, group, from + i + 16);
            const ds_group_plan *plan = plans + (g < n_groups ? g : n_groups);
            const uint64_t k = (uint64_t)((int64_t)keys[i] - plan->key_low);
            const uint64_t mask = -(uint64_t)(k < plan->n_keys);
            rows[found] = (uint16_t)(from + i);
            found += (map[(plan->at + k) & mask] != 0) | plan->takes_all;
        }
    }
    return found;
}

static ds_status add_narrow(void *ctx, int64_t *state, const ds_slice *s,
                            ds_error *err)
{
    const ds_rounds *r = ctx;
    uint16_t rows[DS_SLICE_ROWS];
    uint32_t *counts = r->is_shared ? r->counts.data : (uint32_t *)state;
    const ds_group_plan *plans = r->plans.data;
    const size_t lane = r->job->group_lane;
    const int32_t *group = lane == DS_NO_LANE ? NULL : s->narrow[lane];
    const int32_t *value = s->narrow[r->job->value_lane];
    const size_t n = find_narrow_rows(r, group, value, s->n, rows);
    const bool is_large = group && r->out->n_groups >= FETCH_GROUPS;
    for (size_t i = 0; i < n; i++) {
        const int64_t x = value[rows[i]];
        if (is_large && i + 16 < n) fetch_part(r, (uint32_t)group[rows[i + 16]]);
        if (is_large && i + 8 < n) fetch_value(r, (uint32_t)group[rows[i + 8]]);
        if (x == DS_NARROW_MISSING) continue;
        const size_t g = group ? (size_t)group[rows[i]] : 0;
        ds_span_part *part = part_for(r, plans + g, x);
        if (part && !give(r, counts, part, x)) return ds_rounds_changed(r, err);
    }
    return DS_OK;
}

static ds_status add(void *ctx, int64_t *state, const ds_slice *s,
                     ds_error *err)
{
    const ds_rounds *r = ctx;
    uint16_t rows[DS_SLICE_ROWS];
    uint32_t *counts = r->is_shared ? r->counts.data : (uint32_t *)state;
    const size_t lane = r->job->group_lane;
    const int64_t *group = lane == DS_NO_LANE ? NULL : s->lane[lane];
    const int64_t *value = s->lane[r->job->value_lane];
    const size_t n = find_rows(r, group, value, s->n, rows);
    for (size_t i = 0; i < n; i++) {
        const int64_t x = value[rows[i]];
        if (x == DS_MISSING) continue;
        ds_span_part *part = part_for(r, plan_of(r, group, rows[i]), x);
        if (part && !give(r, counts, part, x)) return ds_rounds_changed(r, err);
    }
    return DS_OK;
}

static void merge(const void *ctx, int64_t *into, const int64_t *from)
{
    const ds_rounds *r = ctx;
    uint32_t *a = (uint32_t *)into;
    const uint32_t *b = (const uint32_t *)from;
    for (size_t i = 0; i < r->n_counts; i++) a[i] += b[i];
}

ds_status ds_rounds_changed(const ds_rounds *r, ds_error *err)
{
    return ds_fail(err, DS_ERR_DATA, "%s changed while it was read",
                   r->job->input->source->name);
}

ds_status ds_rounds_read(ds_rounds *r, ds_error *err)
{
    const size_t n_words = r->n_counts / 2 + 1;
    const ds_fold fold = {.name = "candidates",
                          .ctx = r,
                          .n_words = r->is_shared ? 0 : n_words,
                          .add = add,
                          .add_narrow = add_narrow,
                          .merge = merge,
                          .result = r->counts.data};
    ds_pass pass = *r->job->input;
    pass.n_folds = 1;
    pass.folds = &fold;
    pass.sink = NULL;
    if (r->is_shared) memset(r->counts.data, 0, n_words * 8);
    DS_TRY(ds_pass_run(&pass, r->run, err));
    r->out->passes++;
    const size_t bytes =
        ds_pass_bytes(&pass, r->run) + r->out->moments.words.bytes +
        r->out->ranks.bytes + r->plans.bytes + r->parts.bytes + r->map.bytes +
        r->counts.bytes + r->values.bytes + r->pending.bytes + r->next.bytes;
    if (bytes > r->out->bytes) r->out->bytes = bytes;
    return DS_OK;
}
