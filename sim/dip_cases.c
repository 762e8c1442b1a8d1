/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip_cases.c - the payment of every record (--cases): one pass adds up
 * each hospital's points by block, a second spreads its amount over them by
 * rounded cumulatives, so that any block can be written by any thread. */
#include "sim/dip_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct cases {
    ds_dip *d;
    const ds_case_sink *sink;
    uint64_t block_rows;
    /** [block][hospital]: a block's points, then those before its next case */
    int64_t *points;
    ds_buffer *rows; /**< one a thread: the block's columns */
    size_t *n_rows;  /**< one a thread */
} cases;

static int64_t *points_of_block(const cases *c, uint64_t row)
{
    return c->points + row / c->block_rows * c->d->map.n_hospitals;
}

static bool is_paid(const ds_dip_map *m, const ds_slice *s, size_t i)
{
    return ds_dip_buckets[s->lane[m->bucket][i]].has_points != 0;
}

static ds_status count_slice(void *ctx, const ds_slice *slice, ds_error *err)
{
    (void)err;
    const cases *c = ctx;
    const ds_dip_map *m = &c->d->map;
    int64_t *points = points_of_block(c, slice->row);
    for (size_t i = 0; i < slice->n; i++)
        if (is_paid(m, slice, i))
            points[slice->lane[m->hospital][i]] += slice->lane[m->points][i];
    return DS_OK;
}

static void points_before(const cases *c, size_t n_blocks)
{
    const size_t n = c->d->map.n_hospitals;
    for (size_t h = 0; h < n; h++) {
        int64_t before = 0;
        for (size_t b = 0; b < n_blocks; b++) {
            const int64_t own = c->points[b * n + h];
            c->points[b * n + h] = before;
            before += own;
        }
    }
}

/* The hospital's amount, bands included, for its first points. */
static int64_t cumulative(const ds_dip_hospital *r, int64_t points)
{
    if (r->sums.points == 0) return 0;
    return (int64_t)ds_round_div((ds_i128)(r->standard + r->band) * points,
                                 r->sums.points);
}

/* r and the limits of a grouped case. */
static void fill_ratio(const ds_dip_map *m, const ds_slice *s, size_t i,
                       int64_t *out[DS_N_DIP_CASE_COLUMNS], size_t at)
{
    const ds_dip_policy *p = m->in->policy;
    const uint32_t g = (uint32_t)s->lane[m->group][i];
    out[DS_DIP_CASE_RATIO_COLUMN][at] = DS_MISSING;
    out[DS_DIP_CASE_LOW_COLUMN][at] = DS_MISSING;
    out[DS_DIP_CASE_HIGH_COLUMN][at] = DS_MISSING;
    if (g == 0) return;
    ds_dip_reference own = {0};
    const ds_dip_reference *r = ds_dip_map_reference(
        m, g, m->level[s->lane[m->hospital][i]], (int)s->lane[m->subtype][i]);
    mpq_init(own.mean);
    mpq_set(own.mean, r->mean);
    if (p->limit_coef) {
        mpq_t coefficient;
        mpq_init(coefficient);
        ds_ratio_set(coefficient, s->lane[m->coef][i], DS_POINT_ONE);
        mpq_mul(own.mean, own.mean, coefficient);
        mpq_clear(coefficient);
    }
    own.has_mean = mpq_sgn(own.mean) > 0;
    out[DS_DIP_CASE_RATIO_COLUMN][at] = ds_dip_ratio(&own, s->lane[m->cost][i]);
    out[DS_DIP_CASE_LOW_COLUMN][at] = ds_dip_limit(&own, p->lo);
    out[DS_DIP_CASE_HIGH_COLUMN][at] = ds_dip_limit(&own, p->hi);
    mpq_clear(own.mean);
}

static void fill_case(const cases *c, const ds_slice *s, size_t i,
                      int64_t *before, int64_t *out[DS_N_DIP_CASE_COLUMNS],
                      size_t at)
{
    const ds_dip_map *m = &c->d->map;
    const int64_t hospital = s->lane[m->hospital][i];
    const int64_t points = s->lane[m->points][i];
    const int64_t personal = s->lane[m->personal][i];
    const int64_t cost = s->lane[m->cost][i];
    const bool paid = is_paid(m, s, i);
    const bool is_total =
        c->d->policy.pv_mode == DS_PV_TOTAL && c->d->region.points > 0;
    int64_t payment = DS_MISSING;
    if (paid) {
        const ds_dip_hospital *r = &c->d->hospital[hospital];
        const int64_t so_far = cumulative(r, before[hospital]);
        before[hospital] += points;
        payment = cumulative(r, before[hospital]) - so_far -
                  (is_total ? personal : 0);
    }
    const int64_t values[] = {
        [DS_DIP_CASE_CLAIM_COLUMN] =
            ds_lane_value(s, m->claim, i, (int64_t)(s->row + i)),
        [DS_DIP_CASE_BUCKET_COLUMN] = s->lane[m->bucket][i] + 1,
        [DS_DIP_CASE_ASSIGNMENT_COLUMN] =
            paid ? s->lane[m->assign_cell][i] + 1 : 0,
        [DS_DIP_CASE_DISEASE_COLUMN] = s->lane[m->group][i],
        [DS_DIP_CASE_HOSPITAL_COLUMN] = hospital,
        [DS_DIP_CASE_COST_COLUMN] = cost,
        [DS_DIP_CASE_POINTS_COLUMN] = paid ? points : DS_MISSING,
        [DS_DIP_CASE_COEFFICIENT_COLUMN] = s->lane[m->coef][i],
        [DS_DIP_CASE_AUXILIARY_COLUMN] = s->lane[m->aux][i],
        [DS_DIP_CASE_PAYMENT_COLUMN] = payment,
        [DS_DIP_CASE_PERSONAL_COLUMN] = personal,
        [DS_DIP_CASE_DIFFERENCE_COLUMN] =
            paid ? payment + personal - cost : DS_MISSING};
    for (size_t k = 0; k < DS_N_DIP_CASE_COLUMNS; k++) out[k][at] = values[k];
    fill_ratio(m, s, i, out, at);
}

static void columns_of(const cases *c, int thread,
                       int64_t *out[DS_N_DIP_CASE_COLUMNS])
{
    int64_t *cells = c->rows[thread].data;
    for (size_t k = 0; k < DS_N_DIP_CASE_COLUMNS; k++)
        out[k] = cells + k * c->block_rows;
}

static ds_status pay_slice(void *ctx, const ds_slice *s, ds_error *err)
{
    cases *c = ctx;
    int64_t *out[DS_N_DIP_CASE_COLUMNS];
    DS_TRY(ds_buffer_reserve(&c->rows[s->thread],
                             DS_N_DIP_CASE_COLUMNS * c->block_rows * 8, err));
    columns_of(c, s->thread, out);
    int64_t *before = points_of_block(c, s->row);
    for (size_t i = 0; i < s->n; i++)
        fill_case(c, s, i, before, out, c->n_rows[s->thread]++);
    return DS_OK;
}

static ds_status put_block(void *ctx, int thread, size_t block, ds_error *err)
{
    cases *c = ctx;
    int64_t *out[DS_N_DIP_CASE_COLUMNS];
    columns_of(c, thread, out);
    const size_t n = c->n_rows[thread];
    c->n_rows[thread] = 0;
    return c->sink->put(c->sink->ctx, thread, block, n,
                        (const int64_t *const *)out, err);
}

static ds_status run_pass(const cases *c, const char *name, const ds_sink *sink,
                          const ds_run *run, ds_error *err)
{
    ds_stage stages[3];
    ds_pass pass = ds_lanes_pass(&c->d->map.lanes, name);
    pass.n_stages = ds_dip_map_stages(&c->d->map, stages);
    pass.stages = stages;
    pass.sink = sink;
    return ds_pass_run(&pass, run, err);
}

ds_status ds_dip_cases(ds_dip *d, const ds_run *run, const ds_case_sink *sink,
                       ds_error *err)
{
    ds_status st = DS_OK;
    const ds_source *source = d->in.claims.source;
    const size_t n_blocks = ds_source_blocks(source);
    cases c = {.d = d, .sink = sink, .block_rows = source->block_rows};
    const ds_sink count = {&c, count_slice, NULL};
    const ds_sink pay = {&c, pay_slice, put_block};
    DS_GO(ds_alloc(&c.points, n_blocks * d->map.n_hospitals, sizeof *c.points,
                   err));
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

/* ---- what the columns are ------------------------------------------------ */

void ds_dip_case_columns(const ds_dip *d,
                         ds_source_column columns[DS_N_DIP_CASE_COLUMNS])
{
    static const struct {
        const char *name;
        ds_kind kind;
        const char *dictionary;
    } list[DS_N_DIP_CASE_COLUMNS] = {
        {"claim",          DS_KIND_ID,     ""          },
        {"bucket",         DS_KIND_CODE,   "bucket"    },
        {"assignment",     DS_KIND_CODE,   "assignment"},
        {"disease",        DS_KIND_CODE,   "disease"   },
        {"hospital",       DS_KIND_CODE,   "hospital"  },
        {"total_fen",      DS_KIND_FEN,    ""          },
        {"ratio",          DS_KIND_POINTS, ""          },
        {"points",         DS_KIND_POINTS, ""          },
        {"coefficient",    DS_KIND_POINTS, ""          },
        {"auxiliary",      DS_KIND_POINTS, ""          },
        {"low_limit_fen",  DS_KIND_FEN,    ""          },
        {"high_limit_fen", DS_KIND_FEN,    ""          },
        {"payment_fen",    DS_KIND_FEN,    ""          },
        {"personal_fen",   DS_KIND_FEN,    ""          },
        {"difference_fen", DS_KIND_FEN,    ""          },
    };
    for (size_t k = 0; k < DS_N_DIP_CASE_COLUMNS; k++) {
        columns[k] = (ds_source_column){.kind = list[k].kind,
                                        .low = INT64_MIN + 1,
                                        .high = INT64_MAX,
                                        .is_nullable = k != 0};
        snprintf(columns[k].name, sizeof columns[k].name, "%s", list[k].name);
        snprintf(columns[k].dictionary, sizeof columns[k].dictionary, "%s",
                 list[k].dictionary);
    }
    const int claim = ds_source_find(d->in.claims.source, "claim");
    if (claim >= 0)
        memcpy(columns[0].dictionary,
               d->in.claims.source->columns[claim].dictionary,
               sizeof columns[0].dictionary);
}

static ds_status add_text(ds_dict *d, const char *text, ds_error *err)
{
    uint32_t code;
    return ds_dict_code(d, text, strlen(text), &code, err);
}

static ds_status add_diseases(const ds_disease_list *l, ds_dict *out,
                              ds_error *err)
{
    for (uint32_t g = 1; g < l->n; g++) {
        char text[3 * DS_CODE_SIZE];
        ds_disease_list_show(l, g, text);
        text[DS_DICT_MAX_BYTES] = '\0';
        DS_TRY(add_text(out, text, err));
    }
    return DS_OK;
}

ds_status ds_dip_case_dictionary(const ds_dip *d, const char *name,
                                 ds_dict *out, ds_error *err)
{
    const ds_source *source = d->in.claims.source;
    if (strcmp(name, "bucket") == 0) {
        DS_TRY(ds_dict_init(out, err));
        for (int b = 0; b < DS_N_DIP_BUCKETS; b++)
            DS_TRY(add_text(out, ds_dip_buckets[b].name, err));
        return DS_OK;
    }
    if (strcmp(name, "assignment") == 0) {
        DS_TRY(ds_dict_init(out, err));
        for (int a = 0; a < DS_N_ASSIGNMENTS; a++)
            DS_TRY(add_text(out, ds_assignment_names[a][0], err));
        return DS_OK;
    }
    if (strcmp(name, "disease") == 0) {
        DS_TRY(ds_dict_init(out, err));
        return add_diseases(d->in.list, out, err);
    }
    return source->ops->dictionary(source, name, out, err);
}
