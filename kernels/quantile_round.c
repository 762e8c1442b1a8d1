/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/quantile_round.c - see quantile_round.h for the contract. */
#include "kernels/quantile_round.h"

#include "kernels/quantile_key.h"
#include "kernels/select.h"
#include "kernels/state.h"

#include <string.h>

/* A span of more values than SPLIT_LEAST takes less when split, and no further
 * pass where it splits into single values, as a price that many pay does. */
enum { SPLIT_BUCKETS = 1024, SPLIT_LEAST = 1024 };

/* Parts that one thread selects from at a time. */
enum { BLOCK_PARTS = 8 };

static size_t n_groups_of(const ds_rounds *r) { return r->out->n_groups; }

/* --- planning ------------------------------------------------------------ */

static size_t counter_bytes(const ds_rounds *r)
{
    const size_t bytes = r->n_counts * sizeof(uint32_t);
    if (ds_state_is_shared(bytes, r->run)) return bytes;
    return bytes * ((size_t)r->run->threads + 1);
}

static size_t round_bytes(const ds_rounds *r)
{
    return r->n_values * sizeof(int64_t) + counter_bytes(r) + r->n_map +
           r->n_parts * sizeof(ds_span_part);
}

static int shift_of(const ds_span *span)
{
    const uint64_t width = (uint64_t)span->high - (uint64_t)span->low;
    int shift = 0;
    while (width >> shift >= SPLIT_BUCKETS) shift++;
    return shift;
}

static int32_t keys_between(const ds_rounds *r, int64_t low, int64_t high)
{
    return ds_key_of(high, r->bits) - ds_key_of(low, r->bits) + 1;
}

static ds_status add_part(ds_rounds *r, const ds_span *span,
                          ds_span_action action, ds_error *err)
{
    ds_span_part part = {.span = *span, .action = (uint8_t)action};
    if (action == DS_SPAN_COLLECT) {
        part.at = r->n_values;
        r->n_values += span->count;
    } else if (action == DS_SPAN_SPLIT) {
        const uint64_t width = (uint64_t)span->high - (uint64_t)span->low;
        part.shift = (uint8_t)shift_of(span);
        part.n_counters = (uint32_t)(width >> part.shift) + 1;
    } else {
        part.key_low = ds_key_of(span->low, r->bits);
        part.n_counters = (uint32_t)keys_between(r, span->low, span->high);
    }
    if (action != DS_SPAN_COLLECT) part.at = r->n_counts;
    r->n_counts += part.n_counters;
    DS_TRY(ds_buffer_grow(&r->parts, (r->n_parts + 1) * sizeof part, err));
    ((ds_span_part *)r->parts.data)[r->n_parts++] = part;
    return DS_OK;
}

/* A group whose pending spans are spans[0..n). */
static ds_status plan_pending(ds_rounds *r, const ds_span *spans, size_t n,
                              ds_error *err)
{
    ds_group_plan *plan = (ds_group_plan *)r->plans.data + spans[0].group;
    plan->first = (uint32_t)r->n_parts;
    plan->n_parts = (uint8_t)n;
    plan->at = r->n_map;
    plan->key_low = ds_key_of(spans[0].low, r->bits);
    plan->n_keys = (uint32_t)keys_between(r, spans[0].low, spans[n - 1].high);
    r->n_map += plan->n_keys;
    for (size_t i = 0; i < n; i++) {
        const bool is_split = spans[i].count > SPLIT_LEAST &&
                              (r->is_tight || shift_of(&spans[i]) == 0);
        DS_TRY(add_part(r, &spans[i],
                        is_split ? DS_SPAN_SPLIT : DS_SPAN_COLLECT, err));
    }
    return DS_OK;
}

/* A group of which only the moments are known; n > 0, min < max. */
static ds_status plan_new(ds_rounds *r, const ds_span *span, ds_error *err)
{
    ds_group_plan *plan = (ds_group_plan *)r->plans.data + span->group;
    plan->first = (uint32_t)r->n_parts;
    plan->n_parts = 1;
    plan->takes_all = true;
    const bool is_small = span->count < DS_WHOLE_BELOW;
    return add_part(r, span, is_small ? DS_SPAN_COLLECT : DS_SPAN_COUNT, err);
}

/* What undoes the planning of a group that turns out not to fit. */
typedef struct mark {
    size_t n_parts, n_map, n_counts, n_values;
} mark;

static mark mark_of(const ds_rounds *r)
{
    return (mark){r->n_parts, r->n_map, r->n_counts, r->n_values};
}

static bool take_back(ds_rounds *r, mark m, uint32_t group)
{
    if (m.n_parts == 0 || round_bytes(r) <= r->budget) return false;
    ((ds_group_plan *)r->plans.data)[group] = (ds_group_plan){0};
    r->n_parts = m.n_parts;
    r->n_map = m.n_map;
    r->n_counts = m.n_counts;
    r->n_values = m.n_values;
    return true;
}

static ds_status plan_all_pending(ds_rounds *r, ds_error *err)
{
    const ds_span *spans = r->pending.data;
    size_t wanted = 0;
    for (size_t i = 0; i < r->n_pending; i++)
        wanted += spans[i].count * sizeof(int64_t) + sizeof(ds_span_part);
    r->is_tight = wanted > r->budget;
    for (r->n_taken = 0; r->n_taken < r->n_pending;) {
        const mark before = mark_of(r);
        const ds_span *first = spans + r->n_taken;
        size_t n = 1;
        while (r->n_taken + n < r->n_pending && first[n].group == first->group)
            n++;
        DS_TRY(plan_pending(r, first, n, err));
        if (take_back(r, before, first->group)) return DS_OK;
        r->n_taken += n;
    }
    return DS_OK;
}

static void put_all(ds_rounds *r, const ds_span *span, int64_t value)
{
    int64_t ranks[2 * DS_MAX_LEVELS];
    const size_t n = ds_quantiles_ranks(r->out, span->count, ranks);
    for (size_t i = 0; i < n; i++)
        ds_quantiles_put(r->out, span->group, span->count, ranks[i], value);
}

static ds_status plan_all_new(ds_rounds *r, ds_error *err)
{
    for (; r->next_group < n_groups_of(r); r->next_group++) {
        const mark before = mark_of(r);
        const ds_moment m = ds_moments_get(&r->out->moments, r->next_group);
        const ds_span span = {m.min, m.max, (uint32_t)r->next_group, 0,
                              (uint32_t)m.n};
        if (m.n > 0 && m.min == m.max) put_all(r, &span, m.min);
        if (m.n == 0 || m.min == m.max) continue;
        DS_TRY(plan_new(r, &span, err));
        if (take_back(r, before, span.group)) return DS_OK;
    }
    return DS_OK;
}

/* Marks, for every group with spans, the keys where they are: 1 + the first
 * part that is in the key. */
static void fill_map(ds_rounds *r)
{
    uint8_t *map = r->map.data;
    const ds_span_part *parts = r->parts.data;
    const ds_group_plan *plans = r->plans.data;
    memset(map, 0, r->n_map);
    for (size_t i = 0; i < r->n_parts; i++) {
        const ds_group_plan *plan = &plans[parts[i].span.group];
        if (plan->takes_all) continue;
        const int32_t last = ds_key_of(parts[i].span.high, r->bits);
        int32_t key = ds_key_of(parts[i].span.low, r->bits);
        for (; key <= last; key++) {
            uint8_t *at = &map[plan->at + (uint64_t)(key - plan->key_low)];
            if (*at == 0) *at = (uint8_t)(i - plan->first + 1);
        }
    }
}

ds_status ds_rounds_plan(ds_rounds *r, bool *is_needed, ds_error *err)
{
    const size_t plan_bytes = (n_groups_of(r) + 1) * sizeof(ds_group_plan);
    DS_TRY(ds_buffer_reserve(&r->plans, plan_bytes, err));
    memset(r->plans.data, 0, plan_bytes);
    r->n_parts = r->n_counts = r->n_values = 0;
    r->n_map = 1; /* byte 0 is of no key */
    DS_TRY(plan_all_pending(r, err));
    if (r->n_taken == r->n_pending) DS_TRY(plan_all_new(r, err));
    r->is_shared = ds_state_is_shared(r->n_counts * sizeof(uint32_t), r->run);
    DS_TRY(ds_buffer_reserve(&r->map, r->n_map, err));
    DS_TRY(ds_buffer_reserve(&r->counts, (r->n_counts / 2 + 1) * 8, err));
    DS_TRY(ds_buffer_reserve(&r->values, r->n_values * 8 + 1, err));
    fill_map(r);
    *is_needed = r->n_parts > 0;
    return DS_OK;
}

/* --- what was read ------------------------------------------------------- */

static bool select_part(const ds_rounds *r, const ds_span_part *part)
{
    const ds_span *span = &part->span;
    if (part->filled != span->count) return false;
    const int64_t n = ds_moments_get(&r->out->moments, span->group).n;
    int64_t ranks[2 * DS_MAX_LEVELS];
    const size_t n_ranks = ds_quantiles_ranks(r->out, n, ranks);
    int64_t *values = (int64_t *)r->values.data + part->at;
    size_t done = 0; /* values before it are smaller than what is sought */
    for (size_t i = 0; i < n_ranks; i++) {
        const size_t rank = (size_t)(ranks[i] - span->before);
        if (ranks[i] < span->before || rank >= span->count) continue;
        const int64_t x =
            ds_select(values + done, span->count - done, rank - done);
        ds_quantiles_put(r->out, span->group, n, ranks[i], x);
        done = rank + 1;
    }
    return true;
}

static ds_status select_block(void *ctx, int thread, size_t block,
                              ds_error *err)
{
    (void)thread;
    const ds_rounds *r = ctx;
    const ds_span_part *parts = r->parts.data;
    for (size_t i = block * BLOCK_PARTS;
         i < r->n_parts && i < (block + 1) * BLOCK_PARTS; i++)
        if (parts[i].action == DS_SPAN_COLLECT && !select_part(r, &parts[i]))
            return ds_rounds_changed(r, err);
    return DS_OK;
}

static ds_status append(ds_buffer *list, size_t *n, const ds_span *span,
                        ds_error *err)
{
    DS_TRY(ds_buffer_grow(list, (*n + 1) * sizeof *span, err));
    ((ds_span *)list->data)[(*n)++] = *span;
    return DS_OK;
}

/* The span of bucket b, within that of the histogram. */
static ds_span bucket_span(const ds_rounds *r, const ds_span *span,
                           const ds_histogram *h, size_t b)
{
    ds_span bucket = *span;
    if (h->shift < 0) {
        bucket.low = ds_key_low(h->first + (int32_t)b, r->bits);
        bucket.high = ds_key_high(h->first + (int32_t)b, r->bits);
    } else {
        const uint64_t low = (uint64_t)span->low + ((uint64_t)b << h->shift);
        bucket.low = (int64_t)low;
        bucket.high = (int64_t)(low + (UINT64_C(1) << h->shift) - 1);
        if (b + 1 == h->n) bucket.high = span->high;
    }
    if (bucket.low < span->low) bucket.low = span->low;
    if (bucket.high > span->high) bucket.high = span->high;
    bucket.count = h->counts[b];
    return bucket;
}

ds_status ds_rounds_resolve(ds_rounds *r, const ds_span *span,
                            const ds_histogram *h, ds_buffer *list, size_t *n,
                            ds_error *err)
{
    const int64_t n_values = ds_moments_get(&r->out->moments, span->group).n;
    int64_t ranks[2 * DS_MAX_LEVELS];
    const size_t n_ranks = ds_quantiles_ranks(r->out, n_values, ranks);
    size_t i = 0, b = 0;
    int64_t before = span->before;
    while (i < n_ranks && ranks[i] < before) i++;
    for (; i < n_ranks && ranks[i] < (int64_t)span->before + span->count;) {
        while (b < h->n && ranks[i] >= before + h->counts[b])
            before += h->counts[b++];
        if (b == h->n) return ds_rounds_changed(r, err);
        ds_span bucket = bucket_span(r, span, h, b);
        bucket.before = (uint32_t)before;
        const bool is_known = bucket.low == bucket.high;
        if (!is_known) DS_TRY(append(list, n, &bucket, err));
        for (; i < n_ranks && ranks[i] < before + bucket.count; i++)
            if (is_known)
                ds_quantiles_put(r->out, span->group, n_values, ranks[i],
                                 bucket.low);
    }
    return DS_OK;
}

/* Narrower spans of this round's parts, then those that wait. */
static ds_status next_pending(ds_rounds *r, ds_error *err)
{
    const ds_span_part *parts = r->parts.data;
    const uint32_t *counts = r->counts.data;
    size_t n = 0;
    for (size_t i = 0; i < r->n_parts; i++) {
        if (parts[i].action == DS_SPAN_COLLECT) continue;
        const bool is_split = parts[i].action == DS_SPAN_SPLIT;
        const ds_histogram h = {.counts = counts + parts[i].at,
                                .n = parts[i].n_counters,
                                .first = parts[i].key_low,
                                .shift = is_split ? parts[i].shift : -1};
        DS_TRY(ds_rounds_resolve(r, &parts[i].span, &h, &r->next, &n, err));
    }
    for (size_t i = r->n_taken; i < r->n_pending; i++)
        DS_TRY(append(&r->next, &n, (ds_span *)r->pending.data + i, err));
    const ds_buffer old = r->pending;
    r->pending = r->next;
    r->next = old;
    r->n_pending = n;
    return DS_OK;
}

ds_status ds_rounds_run(ds_rounds *r, ds_error *err)
{
    ds_run quiet = *r->run;
    quiet.progress = NULL;
    DS_TRY(ds_rounds_read(r, err));
    const size_t blocks = (r->n_parts + BLOCK_PARTS - 1) / BLOCK_PARTS;
    DS_TRY(ds_for_blocks(blocks, &quiet, select_block, r, err));
    return next_pending(r, err);
}

ds_status ds_rounds_pend(ds_rounds *r, const ds_span *span, ds_error *err)
{
    return append(&r->pending, &r->n_pending, span, err);
}

void ds_rounds_destroy(ds_rounds *r)
{
    ds_buffer *buffers[] = {&r->pending, &r->next,   &r->plans, &r->parts,
                            &r->map,     &r->counts, &r->values};
    for (size_t i = 0; i < DS_COUNT(buffers); i++)
        ds_buffer_destroy(buffers[i]);
}
