/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/quantile_bracket.c - the pilot of quantile_pilot.h and the brackets
 * that it makes. */
#include "kernels/quantile_key.h"
#include "kernels/quantile_pilot.h"

#include <math.h>

/* Brackets reach DEVIATIONS standard deviations of the rank in the sample to
 * both sides, and 1/DRIFT of the group's size for records that are not in
 * random order. Below LEAST_ROWS nothing is to be gained. */
enum { DEVIATIONS = 5, DRIFT = 256, LEAST_ROWS = 1 << 18, LEAST_BLOCKS = 4 };

/* From so many blocks on one in SPARSE is enough, else one in DENSE. */
enum { MANY_BLOCKS = 128, SPARSE = 16, DENSE = 8 };

/* Counters of the pilot, a thread; bounds fill whole cache lines. */
enum { SAMPLE_BYTES = 8 << 20, LINE_WORDS = 16 };

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
    const uint64_t rows = ds_source_scale(source);
    return job->n_levels > 0 && job->n_levels <= DS_PILOT_LEVELS &&
           ds_pass_is_narrow(job->input) && rows >= LEAST_ROWS &&
           rows > (LEAST_BLOCKS - 1) * source->block_rows &&
           job->value_lane < job->input->n_columns &&
           choose_keys(job, run, budget, keys);
}

/* --- the pilot ------------------------------------------------------------ */

static size_t stride_of(const ds_source *source)
{
    const size_t blocks = ds_source_blocks(source);
    if (blocks >= MANY_BLOCKS) return SPARSE;
    return blocks > DENSE ? DENSE : blocks;
}

static ds_status count_sample(ds_pilot *p, ds_error *err)
{
    p->stride = stride_of(p->job->input->source);
    DS_TRY(ds_key_counts_init(&p->sample, err));
    const ds_fold fold = ds_key_counts_fold(&p->sample);
    ds_pass pass = *p->job->input;
    pass.n_folds = 1;
    pass.folds = &fold;
    pass.stride = p->stride;
    pass.into = NULL; /* the pass behind it fills */
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

/* The key in which a rank of the sample lies. A key is taken as a whole: equal
 * values may make up most of it. */
static int32_t key_at(bracketing *b, double rank)
{
    const int64_t last = (int64_t)b->keys.n - 1;
    while (b->key < last && (double)(b->before + b->counts[b->key]) <= rank)
        b->before += b->counts[b->key++];
    return b->keys.first + (int32_t)b->key;
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
    const int bits = b->keys.bits;
    const size_t n_ranks = ds_quantiles_ranks(p->rounds->out, b->n, ranks);
    for (size_t i = 0; i < n_ranks; i++) {
        const double rank = (double)ranks[i];
        const double reach =
            DEVIATIONS * (sqrt(rank * (n - rank) / n) + 1) + n / DRIFT;
        const double from = rank - reach, to = rank + reach;
        const int64_t low =
            from < 0 ? INT32_MIN : ds_key_low(key_at(b, from), bits);
        bracketing upper = *b;
        const int64_t high =
            to >= n ? INT32_MAX : ds_key_high(key_at(&upper, to), bits);
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
    const uint64_t room =
        p->rounds->budget / 2 / (DS_PILOT_CHUNK * sizeof(int32_t));
    const uint64_t needed =
        kept * 2 / DS_PILOT_CHUNK + (p->n_groups + 1) * threads;
    p->most_chunks = (size_t)room;
    return kept <= rows / 2 && needed <= room;
}

ds_status ds_pilot_start(ds_pilot *p, const ds_key_range *keys, bool *is_useful,
                         ds_error *err)
{
    const size_t groups = n_groups_of(p->job),
                 threads = (size_t)p->run->threads;
    uint64_t inside = 0;
    p->sample.job = p->job;
    p->sample.keys = *keys;
    const size_t n = 2 * p->job->n_levels;
    p->n_groups = groups;
    p->n_bounds = (n + LINE_WORDS - 1) / LINE_WORDS * LINE_WORDS;
    DS_TRY(count_sample(p, err));
    DS_TRY(ds_buffer_reserve(&p->bounds, groups * p->n_bounds * 4, err));
    for (size_t g = 0; g < groups; g++) inside += (uint64_t)bracket_group(p, g);
    DS_TRY(ds_pilot_ties(p, err));
    ds_buffer_destroy(&p->sample.words);
    *is_useful = is_affordable(p, inside);
    if (!*is_useful) return DS_OK;
    return ds_alloc(&p->threads, threads, sizeof *p->threads, err);
}

/* First counters of the keys, which are gone when queues, a chunk a group and
 * the kept values are there: a share of the rows as in make_brackets, as it was
 * found with groups of Zipf sizes and with one. */
size_t ds_pilot_plan(const ds_quantile_job *job, const ds_run *run,
                     const ds_key_range *keys)
{
    const ds_source *source = job->input->source;
    const size_t groups = n_groups_of(job), threads = (size_t)run->threads;
    const double rows = (double)source->n_rows, levels = (double)job->n_levels;
    const double spread =
        sqrt((double)stride_of(source) * rows * (double)groups);
    double kept = levels * (6 * rows / DRIFT + DEVIATIONS / 4.0 * spread);
    if (kept > rows / 2) kept = rows / 2;
    const size_t looked = ds_source_blocks(source) / stride_of(source);
    const size_t counters = (looked < threads ? looked : threads) + 1;
    const size_t sample = groups * keys->n * 4 * counters;
    const size_t own = DS_PILOT_QUEUE * 4 + DS_MOMENT_WORDS * 8 +
                       DS_PILOT_BOUNDS * 4 + DS_PILOT_CHUNK * 4;
    const size_t log = groups * threads * own + (size_t)(kept * 6);
    return sample > log ? sample : log;
}
