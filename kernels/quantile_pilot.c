/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/quantile_pilot.c - see quantile_pilot.h for the contract: the pass
 * after the pilot, and what is made of it. */
#include "kernels/quantile_pilot.h"

#include "kernels/select.h"

#include <stdlib.h>
#include <string.h>

/* Groups that one thread selects from at a time. */
enum { BLOCK_GROUPS = 4 };

/* --- the one pass --------------------------------------------------------- */

static ds_status thread_begin(const ds_pilot *p, ds_pilot_thread *t,
                              ds_error *err)
{
    const size_t n = p->n_groups;
    DS_TRY(ds_buffer_reserve(&t->queues, n * DS_PILOT_QUEUE * 4, err));
    DS_TRY(ds_buffer_reserve(&t->moments, n * DS_MOMENT_WORDS * 8, err));
    DS_TRY(ds_buffer_grow_zeroed(&t->above, n * p->n_bounds * 4, err));
    DS_TRY(ds_buffer_grow_zeroed(&t->last, n * sizeof(ds_pilot_chunk), err));
    ds_moments_begin(&p->rounds->out->moments, t->moments.data);
    t->n_chunks = 1;
    DS_TRY(ds_buffer_reserve(&t->log, DS_PILOT_CHUNK * 4, err));
    return ds_buffer_grow_zeroed(&t->waiting, n, err);
}

/* Begins a chunk for a group. When the log is full, chunk 0 is written again
 * and again, and not read. */
static ds_status next_chunk(ds_pilot *p, ds_pilot_thread *t,
                            ds_pilot_chunk *last, ds_error *err)
{
    if (!t->is_full)
        t->is_full = __atomic_fetch_add(&p->n_chunks, 1, __ATOMIC_RELAXED) >=
                     p->most_chunks;
    const size_t next = t->is_full ? 0 : t->n_chunks++;
    DS_TRY(ds_buffer_grow(&t->log, (next + 1) * DS_PILOT_CHUNK * 4, err));
    int32_t *log = t->log.data;
    log[(size_t)last->number * DS_PILOT_CHUNK + 1] = (int32_t)last->n;
    log[next * DS_PILOT_CHUNK] = (int32_t)last->number;
    *last = (ds_pilot_chunk){(uint32_t)next, 0};
    return DS_OK;
}

/* n <= DS_PILOT_RUN values of a group. A missing value is above no bound. */
static ds_status add_run(ds_pilot *p, ds_pilot_thread *t, size_t g,
                         const int32_t *values, size_t n, ds_error *err)
{
    const int32_t *bounds = (const int32_t *)p->bounds.data + g * p->n_bounds;
    uint32_t *above = (uint32_t *)t->above.data + g * p->n_bounds;
    ds_pilot_chunk *last = (ds_pilot_chunk *)t->last.data + g;
    int32_t inside[DS_PILOT_RUN] = {0};
    ds_moments_add_narrow((int64_t *)t->moments.data + g * DS_MOMENT_WORDS,
                          values, n);
    for (size_t b = 0; b < p->n_bounds && bounds[b] < INT32_MAX; b++) {
        const int32_t bound = bounds[b];
        int32_t count = 0;
        for (size_t i = 0; i < n; i++) {
            const int32_t is_above = values[i] > bound;
            inside[i] ^= is_above;
            count += is_above;
        }
        above[b] += (uint32_t)count;
    }
    if (last->number == 0 || last->n + n > DS_PILOT_CHUNK - DS_PILOT_HEAD)
        DS_TRY(next_chunk(p, t, last, err));
    int32_t *chunk =
        (int32_t *)t->log.data + (size_t)last->number * DS_PILOT_CHUNK;
    size_t kept = last->n;
    for (size_t i = 0; i < n; i++) {
        chunk[DS_PILOT_HEAD + kept] = values[i];
        kept += (size_t)inside[i];
    }
    last->n = (uint32_t)kept;
    return DS_OK;
}

/* What add_run is going to need of a group. */
static inline void fetch(const ds_pilot *p, const ds_pilot_thread *t, size_t g)
{
    const ds_pilot_chunk *last = (const ds_pilot_chunk *)t->last.data + g;
    const size_t line = p->n_bounds * 4;
    __builtin_prefetch((const char *)p->bounds.data + g * line);
    __builtin_prefetch((const char *)t->above.data + g * line, 1);
    __builtin_prefetch((const char *)t->moments.data + g * DS_MOMENT_WORDS * 8,
                       1);
    __builtin_prefetch((const int32_t *)t->log.data +
                           (size_t)last->number * DS_PILOT_CHUNK + last->n,
                       1);
}

static ds_status too_large(const ds_pilot *p, ds_error *err)
{
    return ds_fail(err, DS_ERR_DATA, "a group id is not below %zu",
                   p->n_groups);
}

static ds_status add_queued(ds_pilot *p, ds_pilot_thread *t, const ds_slice *s,
                            ds_error *err)
{
    const int32_t *value = s->narrow[p->job->value_lane];
    const int32_t *group = s->narrow[p->job->group_lane];
    int32_t *queues = t->queues.data;
    uint8_t *waiting = t->waiting.data;
    for (size_t i = 0; i < s->n; i++) {
        const size_t g = (uint32_t)group[i];
        if (g >= p->n_groups) {
            if (group[i] < 0) continue;
            return too_large(p, err);
        }
        const size_t at = waiting[g]++;
        queues[g * DS_PILOT_QUEUE + at] = value[i];
        if (at == DS_PILOT_QUEUE - 4) fetch(p, t, g);
        if (at < DS_PILOT_QUEUE - 1) continue;
        DS_TRY(
            add_run(p, t, g, queues + g * DS_PILOT_QUEUE, DS_PILOT_QUEUE, err));
        waiting[g] = 0;
    }
    return DS_OK;
}

static ds_status add_narrow(void *ctx, int64_t *state, const ds_slice *s,
                            ds_error *err)
{
    (void)state;
    ds_pilot *p = ctx;
    ds_pilot_thread *t = &p->threads[s->thread];
    if (t->n_chunks == 0) DS_TRY(thread_begin(p, t, err));
    if (p->job->group_lane != DS_NO_LANE) return add_queued(p, t, s, err);
    const int32_t *value = s->narrow[p->job->value_lane];
    for (size_t i = 0; i < s->n; i += DS_PILOT_RUN) {
        const size_t n = s->n - i < DS_PILOT_RUN ? s->n - i : DS_PILOT_RUN;
        DS_TRY(add_run(p, t, 0, value + i, n, err));
    }
    return DS_OK;
}

static ds_status add(void *ctx, int64_t *state, const ds_slice *s,
                     ds_error *err)
{
    (void)state, (void)s;
    return ds_key_out_of_range(((const ds_pilot *)ctx)->job, err);
}

ds_fold ds_pilot_fold(ds_pilot *p)
{
    return (ds_fold){
        .name = "brackets", .ctx = p, .add = add, .add_narrow = add_narrow};
}

/* --- what was kept -------------------------------------------------------- */

/* Empties the queues and adds up what the threads have. */
static ds_status join(ds_pilot *p, ds_error *err)
{
    p->is_kept = true;
    for (int i = 0; i < p->run->threads; i++) {
        ds_pilot_thread *t = &p->threads[i];
        if (t->n_chunks == 0) continue;
        const int32_t *queues = t->queues.data;
        const uint8_t *waiting = t->waiting.data;
        for (size_t g = 0; g < p->n_groups; g++)
            if (waiting[g] > 0)
                DS_TRY(add_run(p, t, g, queues + g * DS_PILOT_QUEUE, waiting[g],
                               err));
        ds_moments_merge(&p->rounds->out->moments, t->moments.data);
        p->is_kept &= !t->is_full;
        const uint32_t *own = t->above.data;
        uint32_t *all = p->above.data;
        for (size_t b = 0; b < p->n_groups * p->n_bounds; b++) all[b] += own[b];
    }
    return DS_OK;
}

/* Region r of a group: r values of the moments m are above bound r - 1 and not
 * above bound r; none is above the last one, or below the first. */
static ds_span region_of(const ds_pilot *p, size_t g, size_t r,
                         const ds_moment *m)
{
    const int32_t *bounds = (const int32_t *)p->bounds.data + g * p->n_bounds;
    const uint32_t *above = (const uint32_t *)p->above.data + g * p->n_bounds;
    const bool is_first = r == 0, is_last = r == p->n_bounds;
    const int64_t low = is_first ? m->min : (int64_t)bounds[r - 1] + 1;
    const int64_t high = is_last ? m->max : bounds[r];
    const uint32_t from = is_first ? (uint32_t)m->n : above[r - 1];
    const uint32_t to = is_last ? 0 : above[r];
    return (ds_span){.low = low > m->min ? low : m->min,
                     .high = high < m->max ? high : m->max,
                     .group = (uint32_t)g,
                     .before = (uint32_t)m->n - from,
                     .count = from - to};
}

/* Puts the values of a chunk where those of their brackets go. */
static void deal(const int32_t *values, size_t n, const int32_t *bounds,
                 size_t n_bounds, size_t *next, int64_t *scratch)
{
    int32_t region[DS_PILOT_CHUNK] = {0};
    for (size_t b = 0; b < n_bounds && bounds[b] < INT32_MAX; b++)
        for (size_t i = 0; i < n; i++) region[i] += values[i] > bounds[b];
    for (size_t i = 0; i < n; i++) scratch[next[region[i]]++] = values[i];
}

/* The kept values of a group, those of each bracket together: of region r at
 * scratch[starts[r]]. */
static ds_status gather(const ds_pilot *p, size_t g, const ds_moment *m,
                        ds_pilot_thread *own, size_t *starts, ds_error *err)
{
    const int32_t *bounds = (const int32_t *)p->bounds.data + g * p->n_bounds;
    size_t next[DS_PILOT_BOUNDS + 1], n = 0;
    for (size_t r = 0; r <= p->n_bounds; r++) {
        starts[r] = next[r] = n;
        n += r % 2 ? region_of(p, g, r, m).count : 0;
    }
    DS_TRY(ds_buffer_reserve(&own->scratch, n * 8 + 1, err));
    for (int i = 0; i < p->run->threads; i++) {
        const ds_pilot_thread *t = &p->threads[i];
        if (t->n_chunks == 0) continue;
        const int32_t *log = t->log.data;
        ds_pilot_chunk at = ((const ds_pilot_chunk *)t->last.data)[g];
        while (at.number > 0) {
            const int32_t *chunk = log + (size_t)at.number * DS_PILOT_CHUNK;
            deal(chunk + DS_PILOT_HEAD, at.n, bounds, p->n_bounds, next,
                 own->scratch.data);
            at.number = (uint32_t)chunk[0];
            at.n = (uint32_t)log[(size_t)at.number * DS_PILOT_CHUNK + 1];
        }
    }
    return DS_OK;
}

/* The wanted ranks i.. below `end` from the values of a bracket. */
static size_t take(const ds_pilot *p, const ds_span *span, int64_t *values,
                   const int64_t *ranks, size_t n_ranks)
{
    ds_quantiles *out = p->rounds->out;
    const int64_t n = ds_moments_get(&out->moments, span->group).n;
    size_t i = 0,
           done = 0; /* values before it are smaller than what is sought */
    for (; i < n_ranks && ranks[i] < (int64_t)span->before + span->count; i++) {
        const size_t rank = (size_t)(ranks[i] - span->before);
        int64_t x = span->low;
        if (values)
            x = ds_select(values + done, span->count - done, rank - done);
        done = rank + 1;
        ds_quantiles_put(out, span->group, n, ranks[i], x);
    }
    return i;
}

static ds_status miss(ds_pilot_thread *t, const ds_span *span, ds_error *err)
{
    DS_TRY(ds_buffer_grow(&t->missed, (t->n_missed + 1) * sizeof *span, err));
    ((ds_span *)t->missed.data)[t->n_missed++] = *span;
    return DS_OK;
}

/* Gives the wanted ranks of a group their values; a span that holds a rank but
 * is no bracket goes to `missed`. */
static ds_status resolve_group(const ds_pilot *p, size_t g,
                               ds_pilot_thread *own, ds_error *err)
{
    const ds_rounds *r = p->rounds;
    const ds_moment m = ds_moments_get(&r->out->moments, g);
    size_t starts[DS_PILOT_BOUNDS + 1], i = 0;
    int64_t ranks[2 * DS_MAX_LEVELS];
    const size_t n_ranks = ds_quantiles_ranks(r->out, m.n, ranks);
    if (n_ranks == 0) return DS_OK;
    if (p->is_kept) DS_TRY(gather(p, g, &m, own, starts, err));
    for (size_t region = 0; region <= p->n_bounds && i < n_ranks; region++) {
        const ds_span span = region_of(p, g, region, &m);
        const int64_t end = (int64_t)span.before + span.count;
        if (ranks[i] >= end) continue;
        int64_t *values = (int64_t *)own->scratch.data;
        if (span.low == span.high) {
            i += take(p, &span, NULL, ranks + i, n_ranks - i);
        } else if (region % 2 && p->is_kept) {
            values += starts[region];
            i += take(p, &span, values, ranks + i, n_ranks - i);
        } else {
            DS_TRY(miss(own, &span, err));
            while (i < n_ranks && ranks[i] < end) i++;
        }
    }
    return i == n_ranks ? DS_OK : ds_rounds_changed(r, err);
}

static ds_status resolve_block(void *ctx, int thread, size_t block,
                               ds_error *err)
{
    const ds_pilot *p = ctx;
    for (size_t g = block * BLOCK_GROUPS;
         g < p->n_groups && g < (block + 1) * BLOCK_GROUPS; g++)
        DS_TRY(resolve_group(p, g, &p->threads[thread], err));
    return DS_OK;
}

static int by_group_and_low(const void *a, const void *b)
{
    const ds_span *x = a, *y = b;
    if (x->group != y->group) return x->group < y->group ? -1 : 1;
    return (x->low > y->low) - (x->low < y->low);
}

/* Gives what the threads missed to the rounds, in order. */
static ds_status pend_missed(const ds_pilot *p, ds_error *err)
{
    ds_rounds *r = p->rounds;
    for (int t = 0; t < p->run->threads; t++) {
        const ds_span *missed = p->threads[t].missed.data;
        for (size_t i = 0; i < p->threads[t].n_missed; i++)
            DS_TRY(ds_rounds_pend(r, &missed[i], err));
    }
    if (r->n_pending > 0)
        qsort(r->pending.data, r->n_pending, sizeof(ds_span), by_group_and_low);
    return DS_OK;
}

ds_status ds_pilot_finish(ds_pilot *p, ds_error *err)
{
    ds_run quiet = *p->run;
    quiet.progress = NULL;
    const size_t bytes = p->n_groups * p->n_bounds * 4;
    DS_TRY(ds_buffer_grow_zeroed(&p->above, bytes, err));
    DS_TRY(join(p, err));
    DS_TRY(ds_moments_check(&p->rounds->out->moments, err));
    const size_t blocks = (p->n_groups + BLOCK_GROUPS - 1) / BLOCK_GROUPS;
    DS_TRY(ds_for_blocks(blocks, &quiet, resolve_block, p, err));
    p->rounds->next_group = p->n_groups;
    return pend_missed(p, err);
}

size_t ds_pilot_bytes(const ds_pilot *p)
{
    size_t bytes = p->bounds.bytes + p->above.bytes;
    for (int i = 0; i < p->run->threads; i++) {
        const ds_pilot_thread *t = &p->threads[i];
        bytes += t->queues.bytes + t->waiting.bytes + t->moments.bytes +
                 t->above.bytes + t->last.bytes + t->log.bytes +
                 t->scratch.bytes + t->missed.bytes;
    }
    return bytes;
}

void ds_pilot_destroy(ds_pilot *p)
{
    ds_buffer *shared[] = {&p->sample.words, &p->bounds, &p->above};
    for (size_t i = 0; i < DS_COUNT(shared); i++) ds_buffer_destroy(shared[i]);
    for (int i = 0; p->threads && i < p->run->threads; i++) {
        ds_pilot_thread *t = &p->threads[i];
        ds_buffer *own[] = {&t->queues, &t->waiting, &t->moments, &t->above,
                            &t->last,   &t->log,     &t->scratch, &t->missed};
        for (size_t b = 0; b < DS_COUNT(own); b++) ds_buffer_destroy(own[b]);
    }
    free(p->threads);
    p->threads = NULL;
}
