/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/settle_cases.c - the payment of every record (--cases): one pass adds
 * up each payee's points by block, a second spreads its amount over them by
 * rounded cumulatives, so that any block can be written by any thread. */
#include "sim/settle_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct cases {
    ds_settle *s;
    const ds_case_sink *sink;
    uint64_t block_rows;
    /** [block][payee]: first a block's points, then those before it; while
     * a block is written, those before the next case. */
    int64_t *points;
    ds_buffer *rows; /**< one a thread: the block's columns */
    size_t *n_rows;  /**< one a thread */
    size_t ratio;    /**< lane */
} cases;

static int64_t *points_of_block(const cases *c, uint64_t row)
{
    return c->points + row / c->block_rows * c->s->pay.n;
}

/* ---- first pass: points by block ----------------------------------------- */

static ds_status count_slice(void *ctx, const ds_slice *slice, ds_error *err)
{
    (void)err;
    const cases *c = ctx;
    const size_t payee = c->s->pay.payee, own = c->s->map.points;
    int64_t *points = points_of_block(c, slice->row);
    for (size_t i = 0; i < slice->n; i++)
        if (slice->lane[payee][i] >= 0)
            points[slice->lane[payee][i]] += slice->lane[own][i];
    return DS_OK;
}

static void points_before(const cases *c, size_t n_blocks)
{
    const size_t n = c->s->pay.n;
    for (size_t h = 0; h < n; h++) {
        int64_t before = 0;
        for (size_t b = 0; b < n_blocks; b++) {
            const int64_t own = c->points[b * n + h];
            c->points[b * n + h] = before;
            before += own;
        }
    }
}

/* ---- second pass: payments ----------------------------------------------- */

/* The payee's amount for its first `points` points. */
static int64_t cumulative(const ds_case_pay *pay, size_t payee, int64_t points)
{
    const int64_t all = pay->points[payee];
    if (all == 0) return 0;
    return (int64_t)ds_round_div((ds_i128)pay->amounts[payee] * points, all);
}

static int64_t amount_of(const ds_case_pay *pay, size_t payee, int64_t *before,
                         int64_t points)
{
    const int64_t paid = cumulative(pay, payee, *before);
    *before += points;
    return cumulative(pay, payee, *before) - paid;
}

static int64_t ratio_of(const ds_settle_map *m, const ds_slice *s, size_t i)
{
    const ds_bucket bucket = (ds_bucket)s->lane[m->bucket][i];
    if (!ds_buckets[bucket].has_points || bucket == DS_BUCKET_BED_DAY)
        return DS_MISSING;
    return ds_cost_ratio(&m->groups[s->lane[m->drg][i]], s->lane[m->cost][i],
                         &m->scratch[s->thread]);
}

/* Bed days and special review have no coefficient (Z1, Z3). */
static bool bears_coefficient(ds_bucket bucket)
{
    return bucket >= DS_BUCKET_NORMAL && bucket <= DS_BUCKET_INCOMPLETE;
}

static void fill_case(const cases *c, const ds_slice *s, size_t i,
                      int64_t *before, int64_t *out[DS_N_CASE_COLUMNS],
                      size_t at)
{
    const ds_settle_map *m = &c->s->map;
    const ds_case_pay *pay = &c->s->pay;
    const int64_t payee = s->lane[pay->payee][i];
    const ds_bucket bucket = (ds_bucket)s->lane[m->bucket][i];
    const bool is_paid = payee >= 0;
    const int64_t points = s->lane[m->points][i];
    const int64_t personal = s->lane[pay->personal][i];
    const int64_t cost = s->lane[m->cost][i];
    int64_t payment = DS_MISSING;
    if (is_paid)
        payment = amount_of(pay, (size_t)payee, &before[payee], points) -
                  (pay->is_netted[payee] ? personal : 0);
    out[DS_CASE_CLAIM][at] =
        ds_lane_value(s, m->claim, i, (int64_t)(s->row + i));
    out[DS_CASE_BUCKET][at] = s->lane[pay->bucket][i] + 1; /* 0 is missing */
    out[DS_CASE_DRG][at] = s->lane[m->drg][i];
    out[DS_CASE_HOSPITAL][at] = s->lane[m->hospital][i];
    out[DS_CASE_COST][at] = cost;
    out[DS_CASE_RATIO][at] = is_paid ? ratio_of(m, s, i) : DS_MISSING;
    out[DS_CASE_POINTS][at] = is_paid ? points : DS_MISSING;
    out[DS_CASE_COEFFICIENT][at] =
        is_paid && bears_coefficient(bucket) ? s->lane[m->coef][i] : DS_MISSING;
    out[DS_CASE_HALVED][at] = is_paid ? s->lane[m->halved][i] : DS_MISSING;
    out[DS_CASE_PAYMENT][at] = payment;
    out[DS_CASE_PERSONAL][at] = personal;
    out[DS_CASE_DIFFERENCE][at] =
        is_paid ? payment + personal - cost : DS_MISSING;
}

static void columns_of(const cases *c, int thread,
                       int64_t *out[DS_N_CASE_COLUMNS])
{
    int64_t *cells = c->rows[thread].data;
    for (size_t k = 0; k < DS_N_CASE_COLUMNS; k++)
        out[k] = cells + k * c->block_rows;
}

static ds_status pay_slice(void *ctx, const ds_slice *s, ds_error *err)
{
    cases *c = ctx;
    int64_t *out[DS_N_CASE_COLUMNS];
    DS_TRY(ds_buffer_reserve(&c->rows[s->thread],
                             DS_N_CASE_COLUMNS * c->block_rows * 8, err));
    columns_of(c, s->thread, out);
    int64_t *before = points_of_block(c, s->row);
    for (size_t i = 0; i < s->n; i++)
        fill_case(c, s, i, before, out, c->n_rows[s->thread]++);
    return DS_OK;
}

static ds_status put_block(void *ctx, int thread, size_t block, ds_error *err)
{
    cases *c = ctx;
    int64_t *out[DS_N_CASE_COLUMNS];
    columns_of(c, thread, out);
    const size_t n = c->n_rows[thread];
    c->n_rows[thread] = 0;
    return c->sink->put(c->sink->ctx, thread, block, n,
                        (const int64_t *const *)out, err);
}

static ds_status run_pass(const cases *c, const char *name, const ds_sink *sink,
                          const ds_run *run, ds_error *err)
{
    ds_history_map history;
    ds_stage stages[3];
    ds_pass pass = ds_lanes_pass(&c->s->map.lanes, name);
    pass.n_stages = ds_settle_map_stages(&c->s->map, &history, stages);
    if (c->s->pay.n_stages) stages[pass.n_stages++] = c->s->pay.stages[0];
    pass.stages = stages;
    pass.sink = sink;
    return ds_pass_run(&pass, run, err);
}

ds_status ds_settle_cases(ds_settle *s, const ds_run *run,
                          const ds_case_sink *sink, ds_error *err)
{
    ds_status st = DS_OK;
    const ds_source *source = s->in.claims.source;
    const size_t n_blocks = ds_source_blocks(source);
    cases c = {.s = s, .sink = sink, .block_rows = source->block_rows};
    const ds_sink count = {&c, count_slice, NULL};
    const ds_sink pay = {&c, pay_slice, put_block};
    DS_GO(ds_alloc(&c.points, n_blocks * s->pay.n, sizeof *c.points, err));
    DS_GO(ds_alloc(&c.rows, (size_t)run->threads, sizeof *c.rows, err));
    DS_GO(ds_alloc(&c.n_rows, (size_t)run->threads, sizeof *c.n_rows, err));
    DS_GO(run_pass(&c, "points by block", &count, run, err));
    points_before(&c, n_blocks);
    DS_GO(run_pass(&c, "cases", &pay, run, err));
done:
    for (int t = 0; c.rows && t < run->threads; t++)
        ds_buffer_destroy(&c.rows[t]);
    free(c.rows);
    free(c.n_rows);
    free(c.points);
    return st;
}

void ds_settle_case_columns(const ds_settle *s,
                            ds_source_column columns[DS_N_CASE_COLUMNS])
{
    static const struct {
        const char *name;
        ds_kind kind;
        const char *dictionary;
    } list[DS_N_CASE_COLUMNS] = {
        [DS_CASE_CLAIM] = {"claim",          DS_KIND_ID,     ""        },
        [DS_CASE_BUCKET] = {"bucket",         DS_KIND_CODE,   "bucket"  },
        [DS_CASE_DRG] = {"drg",            DS_KIND_CODE,   "drg"     },
        [DS_CASE_HOSPITAL] = {"hospital",       DS_KIND_CODE,   "hospital"},
        [DS_CASE_COST] = {"total_fen",      DS_KIND_FEN,    ""        },
        [DS_CASE_RATIO] = {"ratio",          DS_KIND_POINTS, ""        },
        [DS_CASE_POINTS] = {"points",         DS_KIND_POINTS, ""        },
        [DS_CASE_COEFFICIENT] = {"coefficient",    DS_KIND_POINTS, ""        },
        [DS_CASE_HALVED] = {"halved",         DS_KIND_COUNT,  ""        },
        [DS_CASE_PAYMENT] = {"payment_fen",    DS_KIND_FEN,    ""        },
        [DS_CASE_PERSONAL] = {"personal_fen",   DS_KIND_FEN,    ""        },
        [DS_CASE_DIFFERENCE] = {"difference_fen", DS_KIND_FEN,    ""        },
    };
    for (size_t k = 0; k < DS_N_CASE_COLUMNS; k++) {
        columns[k] = (ds_source_column){.kind = list[k].kind,
                                        .low = INT64_MIN + 1,
                                        .high = INT64_MAX,
                                        .is_nullable = k != DS_CASE_CLAIM};
        snprintf(columns[k].name, sizeof columns[k].name, "%s", list[k].name);
        snprintf(columns[k].dictionary, sizeof columns[k].dictionary, "%s",
                 list[k].dictionary);
    }
    const int claim = ds_source_find(s->in.claims.source, "claim");
    if (claim >= 0)
        memcpy(columns[DS_CASE_CLAIM].dictionary,
               s->in.claims.source->columns[claim].dictionary,
               sizeof columns[DS_CASE_CLAIM].dictionary);
}
