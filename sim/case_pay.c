/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/case_pay.c - see case_pay.h for the contract. */
#include "sim/case_pay.h"

#include "base/money.h"

#include <assert.h>
#include <stdlib.h>

typedef struct cases {
    const ds_case_job *job;
    const ds_case_sink *sink;
    uint64_t block_rows;
    /** [block][payee]: first a block's weight, then that before it; while a
     * block is written, that before the next case. */
    int64_t *weights;
    ds_buffer *rows; /**< one a thread: the block's columns */
    size_t *n_rows;  /**< one a thread */
} cases;

ds_status ds_case_pay_init(ds_case_pay *pay, size_t n, ds_error *err)
{
    pay->n = n;
    return ds_alloc(&pay->payees, n, sizeof *pay->payees, err);
}

ds_payee ds_payee_of(int64_t points, int64_t cost, int64_t records,
                     int64_t amount, bool is_netted)
{
    const ds_payee by_points = {DS_BY_POINTS, points, amount, is_netted};
    const ds_payee by_cost = {DS_BY_COST, cost, amount, is_netted};
    const ds_payee by_records = {DS_BY_RECORDS, records, amount, is_netted};
    if (points > 0 || records == 0) return by_points;
    return cost > 0 ? by_cost : by_records;
}

static int64_t *weights_of_block(const cases *c, uint64_t row)
{
    return c->weights + row / c->block_rows * c->job->pay->n;
}

static int64_t weight_of(const ds_case_job *job, const ds_payee *p,
                         const ds_slice *s, size_t i)
{
    switch (p->by) {
    case DS_BY_POINTS:
        return s->lane[job->points][i];
    case DS_BY_COST:
        return s->lane[job->cost][i];
    default:
        return 1;
    }
}

/* ---- first pass: weights by block ---------------------------------------- */

static ds_status count_slice(void *ctx, const ds_slice *s, ds_error *err)
{
    (void)err;
    const cases *c = ctx;
    const ds_case_pay *pay = c->job->pay;
    int64_t *weights = weights_of_block(c, s->row);
    for (size_t i = 0; i < s->n; i++) {
        const int64_t payee = s->lane[pay->payee][i];
        if (payee >= 0)
            weights[payee] += weight_of(c->job, &pay->payees[payee], s, i);
    }
    return DS_OK;
}

static void weights_before(const cases *c, size_t n_blocks)
{
    const size_t n = c->job->pay->n;
    for (size_t h = 0; h < n; h++) {
        int64_t before = 0;
        for (size_t b = 0; b < n_blocks; b++) {
            const int64_t own = c->weights[b * n + h];
            c->weights[b * n + h] = before;
            before += own;
        }
    }
}

/* ---- second pass: payments ----------------------------------------------- */

/* The payee's amount for its first `weight`. */
static int64_t cumulative(const ds_payee *p, int64_t weight)
{
    if (p->weight == 0) return 0;
    return (int64_t)ds_round_div((ds_i128)p->amount * weight, p->weight);
}

static int64_t payment_of(const ds_case_job *job, const ds_slice *s, size_t i,
                          int64_t *before)
{
    const int64_t payee = s->lane[job->pay->payee][i];
    if (payee < 0) return DS_MISSING;
    const ds_payee *p = &job->pay->payees[payee];
    const int64_t paid = cumulative(p, before[payee]);
    before[payee] += weight_of(job, p, s, i);
    return cumulative(p, before[payee]) - paid -
           (p->is_netted ? s->lane[job->pay->personal][i] : 0);
}

static void columns_of(const cases *c, int thread, int64_t **out)
{
    int64_t *cells = c->rows[thread].data;
    for (size_t k = 0; k < c->job->n_columns; k++)
        out[k] = cells + k * c->block_rows;
}

static ds_status pay_slice(void *ctx, const ds_slice *s, ds_error *err)
{
    cases *c = ctx;
    const ds_case_job *job = c->job;
    int64_t *out[DS_MAX_CASE_COLUMNS];
    DS_TRY(ds_buffer_reserve(&c->rows[s->thread],
                             job->n_columns * c->block_rows * 8, err));
    columns_of(c, s->thread, out);
    int64_t *before = weights_of_block(c, s->row);
    for (size_t i = 0; i < s->n; i++)
        job->fill(job->ctx, s, i, payment_of(job, s, i, before), out,
                  c->n_rows[s->thread]++);
    return DS_OK;
}

static ds_status put_block(void *ctx, int thread, size_t block, ds_error *err)
{
    cases *c = ctx;
    int64_t *out[DS_MAX_CASE_COLUMNS];
    columns_of(c, thread, out);
    const size_t n = c->n_rows[thread];
    c->n_rows[thread] = 0;
    return c->sink->put(c->sink->ctx, thread, block, n,
                        (const int64_t *const *)out, err);
}

static ds_status run_pass(const cases *c, const char *name, const ds_sink *sink,
                          const ds_run *run, ds_error *err)
{
    ds_pass pass = *c->job->pass;
    pass.name = name;
    pass.sink = sink;
    return ds_pass_run(&pass, run, err);
}

ds_status ds_case_pay_run(const ds_case_job *job, const ds_run *run,
                          const ds_case_sink *sink, ds_error *err)
{
    ds_status st = DS_OK;
    const ds_source *source = job->pass->source;
    const size_t n_blocks = ds_source_blocks(source);
    cases c = {.job = job, .sink = sink, .block_rows = source->block_rows};
    const ds_sink count = {&c, count_slice, NULL};
    const ds_sink pay = {&c, pay_slice, put_block};
    assert(job->n_columns <= DS_MAX_CASE_COLUMNS);
    DS_GO(ds_alloc(&c.weights, n_blocks * job->pay->n, sizeof *c.weights, err));
    DS_GO(ds_alloc(&c.rows, (size_t)run->threads, sizeof *c.rows, err));
    DS_GO(ds_alloc(&c.n_rows, (size_t)run->threads, sizeof *c.n_rows, err));
    DS_GO(run_pass(&c, "points by block", &count, run, err));
    weights_before(&c, n_blocks);
    DS_GO(run_pass(&c, "cases", &pay, run, err));
done:
    for (int t = 0; c.rows && t < run->threads; t++)
        ds_buffer_destroy(&c.rows[t]);
    free(c.rows);
    free(c.n_rows);
    free(c.weights);
    return st;
}
