/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/scan.c - see scan.h for the contract. */
#include "kernels/scan.h"

#include "base/buffer.h"
#include "base/money.h"
#include "kernels/keep.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* What one thread owns: a reader, its lanes, and a state of every fold. */
typedef struct worker {
    ds_reader *reader;
    ds_buffer lanes, states;
    ds_keeping keeping;
} worker;

typedef struct scan {
    const ds_pass *pass;
    worker *workers;
    int n_workers;
    bool is_narrow;
    const ds_keep *from; /* of the pass, or what it has filled before */
    ds_keep *into;       /* NULL: this pass keeps nothing */
} scan;

enum { LANE_BYTES = DS_SLICE_ROWS * sizeof(int64_t) };

static size_t state_words(const ds_pass *pass)
{
    size_t words = 0;
    for (size_t f = 0; f < pass->n_folds; f++) words += pass->folds[f].n_words;
    return words;
}

/* A thread's memory is made by the thread itself, when it gets its first
 * block: threads that get none cost nothing, and pages are near. */
static ds_status worker_begin(const ds_pass *pass, worker *w, ds_error *err)
{
    const ds_source *source = pass->source;
    DS_TRY(ds_buffer_reserve(&w->lanes, pass->n_lanes * LANE_BYTES + 1, err));
    DS_TRY(ds_buffer_reserve(&w->states, (state_words(pass) + 1) * 8, err));
    memset(w->states.data, 0, state_words(pass) * 8);
    int64_t *state = w->states.data;
    for (size_t f = 0; f < pass->n_folds; f++) {
        const ds_fold *fold = &pass->folds[f];
        if (fold->begin) fold->begin(fold->ctx, state);
        state += fold->n_words;
    }
    return source->ops->reader_new(source, pass->n_columns, pass->columns,
                                   &w->reader, err);
}

bool ds_pass_is_narrow(const ds_pass *pass)
{
    bool is = !pass->sink;
    for (size_t c = 0; is && c < pass->n_columns; c++)
        is = ds_source_is_narrow(pass->source, pass->columns[c]);
    for (size_t i = 0; is && i < pass->n_stages; i++)
        is = pass->stages[i].run_narrow != NULL;
    for (size_t f = 0; is && f < pass->n_folds; f++)
        is = pass->folds[f].add_narrow != NULL;
    return is;
}

static void run_stages(const scan *job, ds_slice *s, size_t from, size_t end)
{
    for (const ds_stage *stage = job->pass->stages + from;
         stage < job->pass->stages + end; stage++)
        (job->is_narrow ? stage->run_narrow : stage->run)(stage->ctx, s);
}

static ds_status run_folds(const scan *job, const worker *w, const ds_slice *s,
                           ds_error *err)
{
    const ds_pass *pass = job->pass;
    int64_t *state = w->states.data;
    for (size_t f = 0; f < pass->n_folds; f++) {
        const ds_fold *fold = &pass->folds[f];
        DS_TRY((job->is_narrow ? fold->add_narrow : fold->add)(fold->ctx, state,
                                                               s, err));
        state += fold->n_words;
    }
    return pass->sink ? pass->sink->add(pass->sink->ctx, s, err) : DS_OK;
}

/* A slice on which n_done stages have worked. */
static ds_status one_slice(const scan *job, worker *w, size_t n_done,
                           ds_slice *s, ds_error *err)
{
    const ds_pass *pass = job->pass;
    if (job->into) {
        run_stages(job, s, n_done, job->into->n_stages);
        n_done = job->into->n_stages;
        DS_TRY(ds_keep_add(job->into, &w->keeping, s, err));
    }
    run_stages(job, s, n_done, pass->n_stages);
    return run_folds(job, w, s, err);
}

static void set_lanes(const scan *job, const worker *w, ds_slice *s)
{
    for (size_t l = 0; l < s->n_lanes; l++)
        if (job->is_narrow)
            s->narrow[l] = (int32_t *)w->lanes.data + l * DS_SLICE_ROWS;
        else
            s->lane[l] = (int64_t *)w->lanes.data + l * DS_SLICE_ROWS;
}

static ds_status read_block(const scan *job, worker *w, size_t block,
                            ds_slice *s, ds_error *err)
{
    const ds_source *source = job->pass->source;
    const ds_source_ops *ops = source->ops;
    const size_t rows = ds_source_block_rows(source, block);
    DS_TRY(ops->load(w->reader, block, err));
    for (size_t first = 0; first < rows; first += DS_SLICE_ROWS) {
        s->n = rows - first < DS_SLICE_ROWS ? rows - first : DS_SLICE_ROWS;
        s->row = block * source->block_rows + first;
        if (job->is_narrow)
            DS_TRY(ops->fill_narrow(w->reader, first, s->n, s->narrow, err));
        else
            DS_TRY(ops->fill(w->reader, first, s->n, s->lane, err));
        DS_TRY(one_slice(job, w, 0, s, err));
    }
    return DS_OK;
}

/* Of a kept block no column is read: those that are not kept have no lane. */
static ds_status take_block(const scan *job, worker *w, size_t block,
                            ds_slice *s, ds_error *err)
{
    const ds_keep *from = job->from;
    const void *at = from->blocks[block];
    for (size_t c = 0; c < job->pass->n_columns; c++)
        if (!ds_keep_has(from, c)) s->lane[c] = NULL, s->narrow[c] = NULL;
    while (ds_keep_next(from, &at, s))
        DS_TRY(one_slice(job, w, from->n_stages, s, err));
    return DS_OK;
}

static ds_status one_block(void *ctx, int thread, size_t block, ds_error *err)
{
    const scan *job = ctx;
    const ds_pass *pass = job->pass;
    if (pass->stride > 1) block = block * pass->stride + pass->stride / 2;
    worker *w = &job->workers[thread];
    if (!w->reader) DS_TRY(worker_begin(pass, w, err));
    ds_slice s = {.thread = thread, .n_lanes = pass->n_lanes};
    set_lanes(job, w, &s);
    if (job->into) ds_keep_begin(job->into, &w->keeping);
    if (job->from && job->from->blocks[block])
        DS_TRY(take_block(job, w, block, &s, err));
    else
        DS_TRY(read_block(job, w, block, &s, err));
    if (job->into) DS_TRY(ds_keep_end(job->into, &w->keeping, block, err));
    if (!pass->sink || !pass->sink->end_block) return DS_OK;
    return pass->sink->end_block(pass->sink->ctx, thread, block, err);
}

static ds_status merge_words(const ds_fold *fold, const int64_t *from,
                             ds_error *err)
{
    for (size_t i = 0; i < fold->n_words; i++)
        if (!ds_add_i64(&fold->result[i], from[i]))
            return ds_fail(err, DS_ERR_OVERFLOW,
                           "the sums of '%s' do not fit 64 bits", fold->name);
    return DS_OK;
}

static ds_status merge(const ds_pass *pass, const int64_t *state, ds_error *err)
{
    for (size_t f = 0; f < pass->n_folds; f++) {
        const ds_fold *fold = &pass->folds[f];
        if (fold->n_words > 0 && fold->merge)
            fold->merge(fold->ctx, fold->result, state);
        else
            DS_TRY(merge_words(fold, state, err));
        state += fold->n_words;
    }
    return DS_OK;
}

static void results_begin(const ds_pass *pass)
{
    for (size_t f = 0; f < pass->n_folds; f++) {
        const ds_fold *fold = &pass->folds[f];
        if (fold->n_words > 0) memset(fold->result, 0, fold->n_words * 8);
        if (fold->begin && fold->n_words > 0)
            fold->begin(fold->ctx, fold->result);
    }
}

static void set_keeps(scan *job)
{
    ds_keep *into = job->pass->into;
    job->from = into && into->is_filled ? into : job->pass->from;
    job->into = into && !into->is_filled ? into : NULL;
}

ds_status ds_pass_run(const ds_pass *pass, const ds_run *run, ds_error *err)
{
    ds_status st = DS_OK;
    const size_t stride = pass->stride > 1 ? pass->stride : 1;
    const size_t n_blocks = ds_source_blocks(pass->source) / stride;
    scan job = {.pass = pass,
                .n_workers = run->threads,
                .is_narrow = ds_pass_is_narrow(pass)};
    set_keeps(&job);
    assert(!job.into || stride == 1);
    assert(!pass->sink || !(pass->from || pass->into));
    DS_GO(ds_alloc(&job.workers, (size_t)run->threads, sizeof(worker), err));
    ds_progress_start(run->progress, pass->name, n_blocks);
    DS_GO(ds_for_blocks(n_blocks, run, one_block, &job, err));
    results_begin(pass);
    for (int t = 0; t < run->threads; t++)
        if (job.workers[t].reader)
            DS_GO(merge(pass, job.workers[t].states.data, err));
    if (job.into) job.into->is_filled = true;
done:
    if (st != DS_OK && job.into) ds_keep_empty(job.into);
    for (int t = 0; job.workers && t < run->threads; t++) {
        worker *w = &job.workers[t];
        if (w->reader) pass->source->ops->reader_free(w->reader);
        ds_buffer_destroy(&w->lanes);
        ds_buffer_destroy(&w->states);
        ds_buffer_destroy(&w->keeping.packed);
    }
    free(job.workers);
    return st;
}

size_t ds_pass_bytes(const ds_pass *pass, const ds_run *run)
{
    size_t reader = 0; /* a block's stored and inflated bytes */
    for (size_t c = 0; c < pass->n_columns; c++)
        reader += 2 * pass->source->block_rows *
                  pass->source->columns[pass->columns[c]].width;
    return (size_t)run->threads *
           (reader + pass->n_lanes * LANE_BYTES + state_words(pass) * 8);
}

#define COMPACT(type, name)                                                    \
    static void name(type *lane, size_t n, const uint8_t *keep)                \
    {                                                                          \
        size_t kept = 0;                                                       \
        for (size_t i = 0; i < n; i++) {                                       \
            lane[kept] = lane[i];                                              \
            kept += keep[i] != 0;                                              \
        }                                                                      \
    }

COMPACT(int64_t, compact)
COMPACT(int32_t, compact_narrow)

void ds_slice_compact(ds_slice *s, const uint8_t *keep)
{
    size_t kept = 0;
    for (size_t l = 0; l < s->n_lanes; l++) {
        if (s->lane[l]) compact(s->lane[l], s->n, keep);
        if (s->narrow[l]) compact_narrow(s->narrow[l], s->n, keep);
    }
    for (size_t i = 0; i < s->n; i++) kept += keep[i] != 0;
    s->n = kept;
}
