/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/parallel.c - see parallel.h for the contract. */
#include "base/parallel.h"

#include <omp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

int ds_threads_default(void) { return omp_get_max_threads(); }

/* The failure with the lowest block number; later blocks need not start. */
typedef struct failure {
    pthread_mutex_t lock;
    _Atomic size_t block; /* SIZE_MAX: none */
    ds_error error;
} failure;

static void failure_init(failure *f)
{
    pthread_mutex_init(&f->lock, NULL);
    atomic_init(&f->block, SIZE_MAX);
    f->error = (ds_error){0};
}

static void failure_note(failure *f, size_t block, const ds_error *error)
{
    pthread_mutex_lock(&f->lock);
    if (block < atomic_load(&f->block)) {
        f->error = *error;
        atomic_store(&f->block, block);
    }
    pthread_mutex_unlock(&f->lock);
}

ds_status ds_stopped(ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CANCELLED, "stopped before the end"),
                   "run the command again: what was not whole is gone");
}

static ds_status failure_end(failure *f, const ds_run *run, ds_error *err)
{
    pthread_mutex_destroy(&f->lock);
    if (atomic_load(&f->block) != SIZE_MAX) {
        if (err) *err = f->error;
        return f->error.status;
    }
    if (run->cancel && atomic_load(run->cancel)) return ds_stopped(err);
    return DS_OK;
}

static bool is_stopped(const failure *f, size_t block, const ds_run *run)
{
    return block > atomic_load(&f->block) ||
           (run->cancel && atomic_load(run->cancel));
}

static void one_block(failure *f, const ds_run *run, size_t block,
                      ds_block_fn fn, void *ctx)
{
    if (is_stopped(f, block, run)) return;
    ds_error error = {0};
    const ds_status st = fn(ctx, omp_get_thread_num(), block, &error);
    error.status = st;
    if (st != DS_OK) failure_note(f, block, &error);
    ds_progress_step(run->progress, 1);
}

ds_status ds_for_blocks(size_t n_blocks, const ds_run *run, ds_block_fn fn,
                        void *ctx, ds_error *err)
{
    failure f;
    failure_init(&f);
#pragma omp parallel for default(none) schedule(dynamic, 1)                    \
    num_threads(run->threads) shared(n_blocks, run, fn, ctx, f)
    for (size_t b = 0; b < n_blocks; b++) one_block(&f, run, b, fn, ctx);
    return failure_end(&f, run, err);
}

/* A pipeline's threads take turns: `read_turn` is guarded by the read lock,
 * `write_turn` by the write lock; a batch writes when its number comes up. */
typedef struct turns {
    const ds_pipeline *pipeline;
    const ds_run *run;
    void *ctx;
    failure failed;
    pthread_mutex_t reading, writing;
    pthread_cond_t written;
    size_t read_turn, write_turn;
    bool ended;
} turns;

static void note(turns *t, size_t batch, ds_status st, ds_error *error)
{
    error->status = st;
    if (st != DS_OK) failure_note(&t->failed, batch, error);
}

/* Reads the next batch; false at the end of the input or after a failure. */
static bool take(turns *t, int slot, size_t *batch)
{
    int more = 1;
    pthread_mutex_lock(&t->reading);
    *batch = t->read_turn;
    if (t->ended || is_stopped(&t->failed, *batch, t->run)) {
        more = 0;
    } else {
        ds_error error = {0};
        const ds_status st = t->pipeline->read(t->ctx, slot, &more, &error);
        note(t, *batch, st, &error);
        if (st != DS_OK) more = 0;
        if (more) t->read_turn++;
    }
    if (!more) t->ended = true;
    pthread_mutex_unlock(&t->reading);
    return more != 0;
}

/* Every batch that was read passes here in order, failed ones silently, so
 * that nobody waits for ever. */
static void put(turns *t, int slot, size_t batch)
{
    pthread_mutex_lock(&t->writing);
    while (t->write_turn != batch) pthread_cond_wait(&t->written, &t->writing);
    if (atomic_load(&t->failed.block) > batch &&
        !(t->run->cancel && atomic_load(t->run->cancel))) {
        ds_error error = {0};
        note(t, batch, t->pipeline->write(t->ctx, slot, &error), &error);
    }
    t->write_turn++;
    pthread_cond_broadcast(&t->written);
    pthread_mutex_unlock(&t->writing);
}

static void pipeline_thread(turns *t, int slot)
{
    size_t batch;
    while (take(t, slot, &batch)) {
        if (!is_stopped(&t->failed, batch, t->run)) {
            ds_error error = {0};
            note(t, batch, t->pipeline->work(t->ctx, slot, &error), &error);
        }
        put(t, slot, batch);
        ds_progress_step(t->run->progress, 1);
    }
}

ds_status ds_pipeline_run(const ds_pipeline *pipeline, const ds_run *run,
                          void *ctx, ds_error *err)
{
    turns t = {.pipeline = pipeline, .run = run, .ctx = ctx};
    failure_init(&t.failed);
    pthread_mutex_init(&t.reading, NULL);
    pthread_mutex_init(&t.writing, NULL);
    pthread_cond_init(&t.written, NULL);
#pragma omp parallel default(none) num_threads(run->threads) shared(t)
    pipeline_thread(&t, omp_get_thread_num());
    pthread_cond_destroy(&t.written);
    pthread_mutex_destroy(&t.writing);
    pthread_mutex_destroy(&t.reading);
    return failure_end(&t.failed, run, err);
}
