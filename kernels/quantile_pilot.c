/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/quantile_pilot.c - see quantile_pilot.h for the contract. */
#include "kernels/quantile_pilot.h"

#include "kernels/quantile_key.h"
#include "kernels/select.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Brackets reach DEVIATIONS standard deviations of the rank in the sample to
 * both sides, and 1/DRIFT of the group's size for records that are not in
 * random order. Below LEAST_ROWS nothing is to be gained. */
enum { DEVIATIONS = 5, DRIFT = 256, LEAST_ROWS = 1 << 18, LEAST_BLOCKS = 16 };

/* From so many blocks on one in SPARSE is enough, else one in DENSE. */
enum { MANY_BLOCKS = 128, SPARSE = 16, DENSE = 8 };

/* Counters of the pilot, a thread; bounds fill whole cache lines. More levels
 * would make the comparisons dearer than a second pass. */
enum { SAMPLE_BYTES = 4 << 20, LINE_WORDS = 16, MOST_LEVELS = 16 };
enum { MOST_BOUNDS = 2 * MOST_LEVELS };

/* Rows of a queue, of a run where all are one group; words of a chunk, the
 * first two being the number of the chunk before and how many values there are
 * once it is full. */
enum { QUEUE = 32, RUN = 128, CHUNK = 256, HEAD = 2 };

/* Groups that one thread selects from at a time. */
enum { BLOCK_GROUPS = 4 };

static size_t n_groups_of(const ds_quantile_job *job)
{
    return job->group_lane == DS_NO_LANE ? 1 : job->n_groups;
}

/* The finest keys whose counters are small. */
static bool choose_keys(const ds_quantile_job *job, const ds_run *run,
                        size_t budget, ds_key_range *keys)
{
    const size_t groups = n_groups_of(job);
    for (int bits = DS_KEY_BITS_MAX; bits >= DS_KEY_BITS_MIN; bits--) {
        *keys = ds_key_range_of(job, bits);
        if (groups > SAMPLE_BYTES / 4 / keys->n) continue;
        const size_t bytes = groups * keys->n * sizeof(uint32_t);
        if (bytes * ((size_t)run->threads + 2) <= budget / 2) return true;
    }
    return false;
}

bool ds_pilot_suits(const ds_quantile_job *job, const ds_run *run,
                    size_t budget, ds_key_range *keys)
{
    const ds_source *source = job->input->source;
    return job->n_levels > 0 && job->n_levels <= MOST_LEVELS &&
           ds_pass_is_narrow(job->input) && source->n_rows >= LEAST_ROWS &&
           ds_source_blocks(source) >= LEAST_BLOCKS &&
           job->value_lane < job->input->n_columns &&
           choose_keys(job, run, budget, keys);
}

/* --- the pilot ------------------------------------------------------------ */

static ds_status count_sample(ds_pilot *p, ds_error *err)
{
    const size_t blocks = ds_source_blocks(p->job->input->source);
    p->stride = blocks >= MANY_BLOCKS ? SPARSE : DENSE;
    DS_TRY(ds_key_counts_init(&p->sample, err));
    const ds_fold fold = ds_key_counts_fold(&p->sample);
    ds_pass pass = *p->job->input;
    pass.name = "pilot";
    pass.n_folds = 1;
    pass.folds = &fold;
    pass.stride = p->stride;
    return ds_pass_run(&pass, p->run, err);
}

/* --- brackets ------------------------------------------------------------- */

/* Where the brackets of a group are being made: a walk up its counters. */
typedef struct bracketing {
    const uint32_t *counts; /* of its keys */
    ds_key_range keys;
    int64_t n;           /* values in the sample */
    int64_t key, before; /* the key reached, and values below it */
    int32_t *bounds;     /* of its brackets, n_bounds so far */
    size_t n_bounds;
    int64_t inside; /* values of the sample in brackets, about */
} bracketing;

/* About where a rank of the sample lies; within a key as if its values were
 * evenly spread. */
static int64_t value_at(bracketing *b, double rank)
{
    const int64_t last = (int64_t)b->keys.n - 1;
    while (b->key < last && (double)(b->before + b->counts[b->key]) <= rank)
        b->before += b->counts[b->key++];
    const int32_t key = b->keys.first + (int32_t)b->key;
    const int64_t low = ds_key_low(key, b->keys.bits);
    const double width = (double)(ds_key_high(key, b->keys.bits) - low);
    const double n = (double)b->counts[b->key] + 1;
    const double part = (rank - (double)b->before) / n;
    return low + (int64_t)(width * (part < 0 ? 0 : part > 1 ? 1 : part));
}

/* Adds the bracket low..high, or widens the one before. */
static void add_bracket(bracketing *b, int64_t low, int64_t high)
{
    const int64_t most = INT32_MAX, least = DS_NARROW_MISSING;
    const int32_t below = (int32_t)(low - 1 < least ? least : low - 1);
    if (b->n_bounds == 0 || below > b->bounds[b->n_bounds - 1]) {
        b->bounds[b->n_bounds++] = below;
        b->bounds[b->n_bounds++] = below;
    }
    int32_t *last = &b->bounds[b->n_bounds - 1];
    if (high > *last) *last = (int32_t)(high > most ? most : high);
}

static void make_brackets(const ds_pilot *p, bracketing *b)
{
    int64_t ranks[2 * DS_MAX_LEVELS];
    const double n = (double)b->n;
    const size_t n_ranks = ds_quantiles_ranks(p->rounds->out, b->n, ranks);
    for (size_t i = 0; i < n_ranks; i++) {
        const double rank = (double)ranks[i];
        const double reach =
            DEVIATIONS * (sqrt(rank * (n - rank) / n) + 1) + n / DRIFT;
        const double from = rank - reach, to = rank + reach;
        const int64_t low = from < 0 ? INT32_MIN : value_at(b, from);
        bracketing upper = *b;
        const int64_t high = to >= n ? INT32_MAX : value_at(&upper, to);
        add_bracket(b, low, high);
        b->inside += (int64_t)((to > n ? n : to) - (from < 0 ? 0 : from)) / 2;
    }
    if (n_ranks == 0) add_bracket(b, INT32_MIN, INT32_MAX);
}

/* The brackets of a group; returns about how many of its sample they hold. */
static int64_t bracket_group(ds_pilot *p, size_t g)
{
    const ds_key_range keys = p->sample.keys;
    bracketing b = {.counts = (uint32_t *)p->sample.words.data + g * keys.n,
                    .keys = keys,
                    .bounds = (int32_t *)p->bounds.data + g * p->n_bounds};
    for (size_t k = 0; k < keys.n; k++) b.n += b.counts[k];
    make_brackets(p, &b);
    for (size_t i = b.n_bounds; i < p->n_bounds; i++) b.bounds[i] = INT32_MAX;
    return b.inside < b.n ? b.inside : b.n;
}

/* A kept value takes 4 bytes, and 8 while it is selected. */
static bool is_affordable(ds_pilot *p, uint64_t inside)
{
    const uint64_t rows = p->job->input->source->n_rows;
    const uint64_t kept = inside * p->stride;
    const uint64_t threads = (uint64_t)p->run->threads;
    const uint64_t chunk = CHUNK * sizeof(int32_t);
    const uint64_t room = p->rounds->budget / 2 / chunk;
    const uint64_t needed = kept * 2 / CHUNK + p->n_groups * threads;
    p->most_chunks = (size_t)(room / threads);
    return kept <= rows / 2 && needed <= room;
}

ds_status ds_pilot_start(ds_pilot *p, const ds_key_range *keys, bool *is_useful,
                         ds_error *err)
{
    const size_t groups = n_groups_of(p->job), threads = (size_t)p->run->threads;
    uint64_t inside = 0;
    p->sample.job = p->job;
    p->sample.keys = *keys;
    const size_t n = 2 * p->job->n_levels;
    p->n_groups = groups;
    p->n_bounds = (n + LINE_WORDS - 1) / LINE_WORDS * LINE_WORDS;
    DS_TRY(count_sample(p, err));
    DS_TRY(ds_buffer_reserve(&p->bounds, groups * p->n_bounds * 4, err));
    for (size_t g = 0; g < groups; g++) inside += (uint64_t)bracket_group(p, g);
    ds_buffer_destroy(&p->sample.words);
    *is_useful = is_affordable(p, inside);
    if (!*is_useful) return DS_OK;
    return ds_alloc(&p->threads, threads, sizeof *p->threads, err);
}

/* --- the one pass --------------------------------------------------------- */

static ds_status thread_begin(const ds_pilot *p, ds_pilot_thread *t,
                              ds_error *err)
{
    const size_t n = p->n_groups;
    DS_TRY(ds_buffer_reserve(&t->queues, n * QUEUE * 4, err));
    DS_TRY(ds_buffer_reserve(&t->moments, n * DS_MOMENT_WORDS * 8, err));
    DS_TRY(ds_buffer_grow_zeroed(&t->above, n * p->n_bounds * 4, err));
    DS_TRY(ds_buffer_grow_zeroed(&t->last, n * sizeof(ds_pilot_chunk), err));
    ds_moments_begin(&p->rounds->out->moments, t->moments.data);
    t->n_chunks = 1;
    DS_TRY(ds_buffer_reserve(&t->log, CHUNK * 4, err));
    return ds_buffer_grow_zeroed(&t->waiting, n, err);
}

/* Begins a chunk for a group. When the log is full, chunk 0 is written again
 * and again, and not read. */
static ds_status next_chunk(const ds_pilot *p, ds_pilot_thread *t,
                            ds_pilot_chunk *last, ds_error *err)
{
    t->is_full |= t->n_chunks >= p->most_chunks;
    const size_t next = t->is_full ? 0 : t->n_chunks++;
    DS_TRY(ds_buffer_grow(&t->log, (next + 1) * CHUNK * 4, err));
    int32_t *log = t->log.data;
    log[(size_t)last->number * CHUNK + 1] = (int32_t)last->n;
    log[next * CHUNK] = (int32_t)last->number;
    *last = (ds_pilot_chunk){(uint32_t)next, 0};
    return DS_OK;
}

/* n <= RUN values of a group. A missing value is above no bound. */
static ds_status add_run(const ds_pilot *p, ds_pilot_thread *t, size_t g,
                         const int32_t *values, size_t n, ds_error *err)
{
    const int32_t *bounds = (const int32_t *)p->bounds.data + g * p->n_bounds;
    uint32_t *above = (uint32_t *)t->above.data + g * p->n_bounds;
    ds_pilot_chunk *last = (ds_pilot_chunk *)t->last.data + g;
    int32_t inside[RUN] = {0};
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
    if (last->number == 0 || last->n + n > CHUNK - HEAD)
        DS_TRY(next_chunk(p, t, last, err));
    int32_t *chunk = (int32_t *)t->log.data + (size_t)last->number * CHUNK;
    size_t kept = last->n;
    for (size_t i = 0; i < n; i++) {
        chunk[HEAD + kept] = values[i];
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
                           (size_t)last->number * CHUNK + last->n,
                       1);
}

static ds_status too_large(const ds_pilot *p, ds_error *err)
{
    return ds_fail(err, DS_ERR_DATA, "a group id is not below %zu",
                   p->n_groups);
}

static ds_status add_queued(const ds_pilot *p, ds_pilot_thread *t,
                            const ds_slice *s, ds_error *err)
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
        queues[g * QUEUE + at] = value[i];
        if (at == QUEUE - 4) fetch(p, t, g);
        if (at < QUEUE - 1) continue;
        DS_TRY(add_run(p, t, g, queues + g * QUEUE, QUEUE, err));
        waiting[g] = 0;
    }
    return DS_OK;
}

static ds_status add_narrow(void *ctx, int64_t *state, const ds_slice *s,
                            ds_error *err)
{
    (void)state;
    const ds_pilot *p = ctx;
    ds_pilot_thread *t = &p->threads[s->thread];
    if (t->n_chunks == 0) DS_TRY(thread_begin(p, t, err));
    if (p->job->group_lane != DS_NO_LANE) return add_queued(p, t, s, err);
    const int32_t *value = s->narrow[p->job->value_lane];
    for (size_t i = 0; i < s->n; i += RUN) {
        const size_t n = s->n - i < RUN ? s->n - i : RUN;
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
                DS_TRY(add_run(p, t, g, queues + g * QUEUE, waiting[g], err));
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
    int32_t region[CHUNK] = {0};
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
    size_t next[MOST_BOUNDS + 1], n = 0;
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
            const int32_t *chunk = log + (size_t)at.number * CHUNK;
            deal(chunk + HEAD, at.n, bounds, p->n_bounds, next,
                 own->scratch.data);
            at.number = (uint32_t)chunk[0];
            at.n = (uint32_t)log[(size_t)at.number * CHUNK + 1];
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
    size_t i = 0, done = 0; /* values before it are smaller than what is sought */
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
static ds_status resolve_group(const ds_pilot *p, size_t g, ds_pilot_thread *own,
                               ds_error *err)
{
    const ds_rounds *r = p->rounds;
    const ds_moment m = ds_moments_get(&r->out->moments, g);
    size_t starts[MOST_BOUNDS + 1], i = 0;
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
        qsort(r->pending.data, r->n_pending, sizeof(ds_span),
              by_group_and_low);
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
                            &t->last,  &t->log,     &t->scratch, &t->missed};
        for (size_t b = 0; b < DS_COUNT(own); b++) ds_buffer_destroy(own[b]);
    }
    free(p->threads);
    p->threads = NULL;
}
