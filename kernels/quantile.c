/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/quantile.c - see quantile.h for the contract. Method: counts first,
 * then only the values of the buckets that hold a wanted rank. */
#include "kernels/quantile.h"

#include "kernels/quantile_count.h"
#include "kernels/quantile_key.h"
#include "kernels/quantile_pilot.h"
#include "kernels/quantile_round.h"
#include "kernels/state.h"

#include <string.h>

/* Few groups get finer keys while a thread's counters stay in its own cache:
 * each bit halves what has to be collected. */
enum { FINE_BYTES = 512 << 10, LEAST_BUDGET = 64 << 10, MOST_ROUNDS = 16 };

/* The place of a level in a group: between ranks k and k + 1. With fewer than
 * 2^32 values nothing here leaves 64 bits. */
typedef struct place {
    int64_t rank, rest;
} place;

static place place_of(const ds_quantiles *q, int64_t n, size_t level)
{
    const bool drops = level >= q->n_whole;
    const int64_t low = drops ? n * q->drop_low / DS_RATE_ONE : 0;
    const int64_t high = drops ? n * q->drop_high / DS_RATE_ONE : 0;
    const int64_t scaled = (n - low - high - 1) * q->levels[level];
    return (place){low + scaled / DS_RATE_ONE, scaled % DS_RATE_ONE};
}

static int64_t *pair_of(const ds_quantiles *q, size_t group, size_t level)
{
    return (int64_t *)q->ranks.data + 2 * (group * q->n_levels + level);
}

size_t ds_quantiles_ranks(const ds_quantiles *q, int64_t n, int64_t *ranks)
{
    size_t n_ranks = 0;
    for (size_t l = 0; n > 0 && l < q->n_levels; l++) {
        const place p = place_of(q, n, l);
        const int64_t last = p.rank + (p.rest > 0);
        for (int64_t rank = p.rank; rank <= last; rank++) {
            size_t i = n_ranks;
            while (i > 0 && ranks[i - 1] > rank) i--;
            if (i > 0 && ranks[i - 1] == rank) continue;
            memmove(ranks + i + 1, ranks + i, (n_ranks - i) * sizeof *ranks);
            ranks[i] = rank;
            n_ranks++;
        }
    }
    return n_ranks;
}

void ds_quantiles_put(ds_quantiles *q, size_t group, int64_t n, int64_t rank,
                      int64_t value)
{
    for (size_t l = 0; l < q->n_levels; l++) {
        const place p = place_of(q, n, l);
        int64_t *pair = pair_of(q, group, l);
        if (p.rank == rank) pair[0] = value;
        if (p.rank + (p.rest > 0) == rank) pair[1] = value;
    }
}

ds_i128 ds_quantile_numerator(const ds_quantile *q)
{
    return (ds_i128)q->below * DS_RATE_ONE +
           ((ds_i128)q->above - q->below) * q->rest;
}

static ds_quantile make(int64_t below, int64_t above, int64_t rest)
{
    ds_quantile q = {.below = below, .above = above, .rest = rest};
    q.value = (int64_t)ds_round_div(ds_quantile_numerator(&q), DS_RATE_ONE);
    return q;
}

ds_quantile ds_quantiles_get(const ds_quantiles *q, size_t group, size_t level)
{
    const int64_t n = ds_moments_get(&q->moments, group).n;
    if (n == 0) return (ds_quantile){DS_MISSING, DS_MISSING, DS_MISSING, 0};
    const int64_t *pair = pair_of(q, group, level);
    return make(pair[0], pair[1], place_of(q, n, level).rest);
}

ds_quantile ds_quantile_sorted(const int64_t *sorted, size_t n, int64_t level)
{
    const ds_quantiles q = {.n_levels = 1, .levels = {level}};
    const place p = place_of(&q, (int64_t)n, 0);
    return make(sorted[p.rank], sorted[p.rank + (p.rest > 0)], p.rest);
}

/* --- what the first pass counts ------------------------------------------ */

static size_t n_groups_of(const ds_quantile_job *job)
{
    return job->group_lane == DS_NO_LANE ? 1 : job->n_groups;
}

/* What lives from the first pass to the result, by group: moments, a pair of
 * values a level, what a round wants. */
static size_t states_of(const ds_quantile_job *job, const ds_run *run)
{
    const size_t groups = n_groups_of(job);
    const size_t moments = groups * DS_MOMENT_WORDS * sizeof(int64_t);
    const size_t copies =
        ds_state_is_shared(moments, run) ? 1 : (size_t)run->threads + 1;
    return moments * copies +
           groups * (job->n_levels * 2 * sizeof(int64_t) +
                     sizeof(ds_group_plan));
}

/* Values that rounds collect, and the parts they go to: those of small groups
 * whole, of others a tenth. */
static size_t wanted_of(const ds_quantile_job *job)
{
    const size_t rows = (size_t)job->input->source->n_rows;
    const size_t groups = n_groups_of(job);
    if (rows >= groups * DS_WHOLE_BELOW) return rows / 10 * sizeof(int64_t);
    return rows * sizeof(int64_t) + groups * sizeof(ds_span_part);
}

/* What --memory leaves for the buffers of a round, but no less than lets
 * MOST_ROUNDS of them do: the plan says so, and is refused where it must be. */
static size_t budget_of(const ds_quantile_job *job, const ds_run *run)
{
    const size_t taken = ds_pass_bytes(job->input, run) + states_of(job, run);
    const size_t least = wanted_of(job) / MOST_ROUNDS + LEAST_BUDGET;
    return run->memory > taken + least ? run->memory - taken : least;
}

/* The finest keys whose counters stay small; n == 0 where even the coarsest
 * are too many to be counted privately before anything else is known. */
static ds_key_range direct_keys(const ds_quantile_job *job, const ds_run *run)
{
    const size_t groups = n_groups_of(job);
    for (int bits = DS_KEY_BITS_MAX; bits >= DS_KEY_BITS_MIN; bits--) {
        const ds_key_range keys = ds_key_range_of(job, bits);
        if (groups > SIZE_MAX / 8 / keys.n) break;
        const size_t bytes = groups * keys.n * sizeof(uint32_t);
        const bool is_fine = bits > DS_KEY_BITS_MIN;
        if (bytes <= (is_fine ? FINE_BYTES : SIZE_MAX) &&
            !ds_state_is_shared(bytes, run) &&
            bytes * ((size_t)run->threads + 1) <= budget_of(job, run))
            return keys;
    }
    return (ds_key_range){.bits = DS_KEY_BITS_MIN};
}

/* Spans of all groups from the counters of the first pass. */
static ds_status direct_resolve(const ds_key_counts *d, ds_rounds *r,
                                ds_error *err)
{
    const uint32_t *counts = d->words.data;
    for (size_t g = 0; g < d->n_groups; g++) {
        const ds_moment m = ds_moments_get(&r->out->moments, g);
        if (m.n == 0) continue;
        const ds_span span = {m.min, m.max, (uint32_t)g, 0, (uint32_t)m.n};
        const ds_histogram h = {counts + g * d->keys.n, d->keys.n,
                                d->keys.first, -1};
        DS_TRY(
            ds_rounds_resolve(r, &span, &h, &r->pending, &r->n_pending, err));
    }
    r->next_group = d->n_groups;
    return DS_OK;
}

/* The caller's folds, moments, and the direct histogram if any. */
static ds_status first_pass(const ds_quantile_job *job, const ds_run *run,
                            ds_quantiles *out, ds_key_counts *d, ds_error *err)
{
    ds_fold folds[DS_MAX_FOLDS];
    ds_pass pass = *job->input;
    for (size_t f = 0; f < pass.n_folds; f++) folds[f] = pass.folds[f];
    folds[pass.n_folds++] = ds_moments_fold(&out->moments);
    if (d->keys.n > 0) folds[pass.n_folds++] = ds_key_counts_fold(d);
    pass.folds = folds;
    pass.sink = NULL;
    DS_TRY(ds_pass_run(&pass, run, err));
    out->passes = 1;
    out->bytes = out->moments.words.bytes + out->ranks.bytes +
                 ds_pass_bytes(&pass, run) + d->words.bytes;
    return ds_moments_check(&out->moments, err);
}

/* The pilot, then the caller's folds, moments and brackets in one pass.
 * *is_done: it was useful. */
static ds_status pilot_pass(const ds_quantile_job *job, ds_rounds *r,
                            bool *is_done, ds_error *err)
{
    ds_status st = DS_OK;
    ds_fold folds[DS_MAX_FOLDS];
    ds_pass pass = *job->input;
    ds_key_range keys;
    ds_pilot p = {.job = job, .run = r->run, .rounds = r};
    *is_done = ds_pilot_suits(job, r->run, r->budget, &keys);
    if (!*is_done) return DS_OK;
    DS_GO(ds_pilot_start(&p, &keys, is_done, err));
    if (!*is_done) goto done;
    for (size_t f = 0; f < pass.n_folds; f++) folds[f] = pass.folds[f];
    folds[pass.n_folds++] = ds_pilot_fold(&p);
    pass.folds = folds;
    DS_GO(ds_pass_run(&pass, r->run, err));
    r->out->passes = 1;
    r->bits = keys.bits;
    DS_GO(ds_pilot_finish(&p, err));
    r->out->bytes = ds_pilot_bytes(&p) + ds_pass_bytes(&pass, r->run);
done:
    ds_pilot_destroy(&p);
    return st;
}

static ds_status check(const ds_quantile_job *job, ds_error *err)
{
    const ds_source *source = job->input->source;
    if (source->n_rows > UINT32_MAX)
        return ds_fail(err, DS_ERR_ARG, "%s: quantiles of more than %u rows",
                       source->name, UINT32_MAX);
    if (job->n_levels > DS_MAX_LEVELS || n_groups_of(job) > UINT32_MAX ||
        job->input->n_folds > DS_MAX_FOLDS - 2)
        return ds_fail(err, DS_ERR_ARG, "too many levels, groups or folds");
    bool is_right = job->drop_low >= 0 && job->drop_high >= 0 &&
                    job->drop_low < DS_RATE_ONE - job->drop_high;
    for (size_t l = 0; l < job->n_levels; l++)
        is_right &= job->levels[l] >= 0 && job->levels[l] <= DS_RATE_ONE;
    if (is_right) return DS_OK;
    return ds_fail(err, DS_ERR_ARG, "quantile levels are within 0 and 1");
}

static ds_status prepare(const ds_quantile_job *job, const ds_run *run,
                         ds_quantiles *out, ds_error *err)
{
    DS_TRY(check(job, err));
    DS_TRY(ds_moments_init(&out->moments, job->n_groups, job->group_lane,
                           job->value_lane, run, err));
    out->n_groups = out->moments.n_groups;
    out->n_levels = job->n_levels;
    out->drop_low = job->drop_low;
    out->drop_high = job->drop_high;
    out->n_whole = job->n_whole;
    for (size_t l = 0; l < job->n_levels; l++) out->levels[l] = job->levels[l];
    return ds_buffer_reserve(&out->ranks,
                             out->n_groups * out->n_levels * 16 + 1, err);
}

/* The histograms and what is known from them. */
static ds_status counting_pass(const ds_quantile_job *job, ds_rounds *r,
                               ds_error *err)
{
    ds_status st = DS_OK;
    ds_key_counts d = {.job = job};
    if (job->n_levels > 0) d.keys = direct_keys(job, r->run);
    r->bits = d.keys.bits;
    DS_GO(ds_key_counts_init(&d, err));
    DS_GO(first_pass(job, r->run, r->out, &d, err));
    if (d.keys.n > 0) DS_GO(direct_resolve(&d, r, err));
done:
    ds_buffer_destroy(&d.words);
    return st;
}

ds_status ds_quantiles_run(const ds_quantile_job *job, const ds_run *run,
                           ds_quantiles *out, ds_error *err)
{
    ds_status st = DS_OK;
    bool is_needed = job->n_levels > 0;
    ds_rounds rounds = {.job = job, .run = run, .out = out};
    bool is_done = false;
    DS_GO(prepare(job, run, out, err));
    rounds.budget = budget_of(job, run);
    DS_GO(pilot_pass(job, &rounds, &is_done, err));
    if (!is_done) DS_GO(counting_pass(job, &rounds, err));
    if (is_needed) DS_GO(ds_rounds_plan(&rounds, &is_needed, err));
    while (is_needed) {
        DS_GO(ds_rounds_run(&rounds, err));
        DS_GO(ds_rounds_plan(&rounds, &is_needed, err));
    }
done:
    ds_rounds_destroy(&rounds);
    return st;
}

void ds_quantiles_destroy(ds_quantiles *q)
{
    ds_moments_destroy(&q->moments);
    ds_buffer_destroy(&q->ranks);
    *q = (ds_quantiles){0};
}

/* Passes where there is no pilot: small groups are collected in as many rounds
 * as the budget makes of them; else counters, kept or not, and one round. */
static int passes_of(const ds_quantile_job *job, const ds_key_range *keys,
                     size_t wanted, size_t budget)
{
    if (job->n_levels == 0) return 1;
    if (keys->n > 0) return 2;
    const size_t rows = (size_t)job->input->source->n_rows;
    if (rows >= n_groups_of(job) * DS_WHOLE_BELOW || wanted <= budget) return 3;
    return 1 + (int)((wanted + budget - 1) / budget);
}

ds_quantile_plan ds_quantile_plan_make(const ds_quantile_job *job,
                                       const ds_run *run)
{
    const size_t groups = n_groups_of(job), threads = (size_t)run->threads;
    const ds_key_range keys = direct_keys(job, run);
    const size_t budget = budget_of(job, run), wanted = wanted_of(job);
    size_t buffers = wanted;
    ds_key_range pilot_keys;
    ds_quantile_plan plan = {.passes = passes_of(job, &keys, wanted, budget)};
    if (keys.n > 0) buffers += groups * keys.n * 4 * (threads + 1);
    if (ds_pilot_suits(job, run, budget, &pilot_keys)) {
        plan.passes = 1;
        plan.has_pilot = true;
        buffers = ds_pilot_plan(job, run, &pilot_keys);
    }
    if (job->n_levels == 0) buffers = 0;
    plan.bytes = states_of(job, run);
    plan.bytes += buffers < budget ? buffers : budget;
    return plan;
}
