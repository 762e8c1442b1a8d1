/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_cases.c - see tianjin_cases.h for the contract. */
#include "sim/tianjin/tianjin_cases.h"

#include "sim/tianjin/tianjin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Who pays a segment's points: itself, the inpatient budget, signing units. */
enum { BY_SEGMENT, BY_CANCER, BY_UNIT, N_PAYERS, MAX_FEES = 3 };
static const char *const prefixes[N_PAYERS] = {"", "CANCER_", "CAP_"};

/* ---- cells --------------------------------------------------------------- */

/* Of the year's run: what a cell's points became and are worth. */
typedef struct cell {
    int64_t effective, amount;
    int64_t points, paid; /* of all its claims, of those that are paid */
} cell;

typedef struct cases {
    ds_tj_map map; /* a copy with the lane of the claim's id */
    size_t claim;
    int32_t *of; /* [institution][payer][segment][part] -> cell, or -1 */
    size_t n_cells;
    cell *cells;
    uint64_t block_rows;
    int64_t *before; /* [block][cell][2]: points and paid points before it */
    ds_buffer *rows; /* one a thread: a block's columns */
    size_t *n_rows;
    const ds_case_sink *sink;
} cases;

static size_t place(uint32_t hospital, int payer, int segment, int part)
{
    return ((hospital * (size_t)N_PAYERS + (size_t)payer) * DS_TJ_SEGMENTS +
            (size_t)segment) *
               DS_TJ_PARTS +
           (size_t)part;
}

/* "CANCER_L3_DRUG" -> payer and segment. */
static bool parse_segment(const char *text, int *payer, int *segment)
{
    char full[64];
    *payer = strncmp(text, prefixes[BY_CANCER], 7) == 0 ? BY_CANCER
             : strncmp(text, prefixes[BY_UNIT], 4) == 0 ? BY_UNIT
                                                        : BY_SEGMENT;
    const char *of = text + strlen(prefixes[*payer]);
    const bool is_op = *payer != BY_SEGMENT && strncmp(of, "IP_", 3) != 0;
    snprintf(full, sizeof full, "%s%.50s", is_op ? "OP_" : "", of);
    *segment = ds_tj_segment_find(full);
    return *segment >= 0 && *segment < DS_TJ_SEGMENTS;
}

static ds_status take_table(cases *c, const ds_table *t, const char *column,
                            bool is_amount, ds_error *err)
{
    const size_t month = (size_t)ds_table_find(t, "month");
    const size_t value = (size_t)ds_table_find(t, column);
    const size_t hospital = (size_t)ds_table_find(t, "hospital");
    const size_t segment = (size_t)ds_table_find(t, "segment");
    const size_t part = (size_t)ds_table_find(t, "part");
    for (size_t row = 0; row < t->n_rows; row++) {
        int payer, s;
        if (ds_table_get(t, row, month) != DS_TJ_YEAR ||
            !parse_segment(ds_table_get_text(t, row, segment), &payer, &s))
            continue;
        const uint32_t h = ds_tj_region_find(
            c->map.region, ds_table_get_text(t, row, hospital));
        const int p = strcmp(ds_table_get_text(t, row, part), "ffs") == 0
                          ? DS_TJ_FFS
                          : DS_TJ_QUOTA;
        if (h == DS_TJ_NONE) continue;
        int32_t *at = &c->of[place(h, payer, s, p)];
        if (*at < 0) *at = (int32_t)c->n_cells++;
        cell *to = &c->cells[*at];
        if (!ds_add_i64(is_amount ? &to->amount : &to->effective,
                        ds_table_get(t, row, value)))
            return ds_fail(err, DS_ERR_OVERFLOW, "amounts do not fit 64 bits");
    }
    return DS_OK;
}

static ds_status make_cells(cases *c, const ds_table *points,
                            const ds_table *amount, ds_error *err)
{
    const size_t n = place((uint32_t)c->map.region->n_hospitals, 0, 0, 0);
    DS_TRY(ds_alloc(&c->of, n, sizeof *c->of, err));
    for (size_t i = 0; i < n; i++) c->of[i] = -1;
    DS_TRY(ds_alloc(&c->cells, points->n_rows + amount->n_rows,
                    sizeof *c->cells, err));
    DS_TRY(take_table(c, points, "effective", false, err));
    return take_table(c, amount, "amount", true, err);
}

/* ---- a record ------------------------------------------------------------ */

/* The cells of a claim, one a fee category, and its points there. */
typedef struct shares {
    int n, payer;
    bool is_paid;
    int8_t segment[MAX_FEES];
    int32_t cell[MAX_FEES];
    int64_t points[MAX_FEES];
} shares;

static void add_share(const cases *c, const ds_tj_record *r, int segment,
                      int64_t points, shares *s)
{
    s->segment[s->n] = (int8_t)segment;
    s->cell[s->n] = c->of[place(r->claimant, s->payer, segment, r->part)];
    s->points[s->n++] = points;
}

static void shares_of(const cases *c, const ds_tj_record *r, shares *s)
{
    const ds_tj_region *g = c->map.region;
    const bool has_herb = c->map.policy->has_herb;
    const ds_t21 *x = &r->claim, *y = &r->gone;
    *s = (shares){.payer = r->is_capitated                        ? BY_UNIT
                           : r->is_op && r->visit == DS_TJ_CANCER ? BY_CANCER
                                                                  : BY_SEGMENT};
    s->is_paid = !r->is_capitated || g->hospitals[r->claimant].unit != r->unit;
    if (!r->is_valid || r->is_history || r->bucket == DS_TJ_REFUSED_WHOLE)
        return;
    const bool is_new = c->map.policy->class_points == DS_TJ_POINTS_NEW;
    if (!r->is_op) {
        const int8_t ip_class =
            is_new ? g->hospitals[r->hospital].ip_class[DS_TJ_MONTHS - 1]
                   : r->ip_class;
        add_share(c, r, ip_class == DS_TJ_WM ? DS_TJ_SEG_WM : DS_TJ_SEG_TCM,
                  r->points - r->refused, s);
        return;
    }
    const int op_class =
        is_new        ? g->hospitals[r->claimant].op_class[DS_TJ_MONTHS - 1]
        : r->is_quota ? g->hospitals[r->hospital].op_class[r->month - 1]
                      : r->op_class;
    const int64_t slices = x->slices - y->slices;
    add_share(c, r, op_class * DS_TJ_FEES + DS_TJ_DRUG,
              x->other + x->winning - y->other - y->winning, s);
    add_share(c, r, op_class * DS_TJ_FEES + DS_TJ_SERV,
              x->services - y->services + (has_herb ? 0 : slices), s);
    if (has_herb)
        add_share(c, r, op_class * DS_TJ_FEES + DS_TJ_HERB, slices, s);
}

/* ---- first pass: points by block ----------------------------------------- */

static int64_t *block_of(const cases *c, uint64_t row)
{
    return c->before + row / c->block_rows * c->n_cells * 2;
}

static ds_status count_slice(void *ctx, const ds_slice *slice, ds_error *err)
{
    const cases *c = ctx;
    int64_t *sums = block_of(c, slice->row);
    (void)err;
    for (size_t i = 0; i < slice->n; i++) {
        ds_tj_record r;
        shares s;
        (void)ds_tj_map_row(&c->map, slice, i, &r); /* it fitted before */
        shares_of(c, &r, &s);
        for (int k = 0; k < s.n; k++) {
            if (s.cell[k] < 0) continue;
            sums[2 * s.cell[k]] += s.points[k];
            if (s.is_paid) sums[2 * s.cell[k] + 1] += s.points[k];
        }
    }
    return DS_OK;
}

static void sum_blocks(cases *c, size_t n_blocks)
{
    for (size_t k = 0; k < c->n_cells; k++) {
        int64_t *total[2] = {&c->cells[k].points, &c->cells[k].paid};
        for (size_t b = 0; b < n_blocks; b++)
            for (int v = 0; v < 2; v++) {
                int64_t *at = &c->before[(b * c->n_cells + k) * 2 + (size_t)v];
                const int64_t own = *at;
                *at = *total[v];
                *total[v] += own;
            }
    }
}

/* ---- second pass: rows --------------------------------------------------- */

/* The part of `whole` that the next `points` of `all` get. */
static int64_t spread(int64_t whole, int64_t all, int64_t *before,
                      int64_t points)
{
    const int64_t from = *before;
    *before += points;
    if (all <= 0) return 0;
    return (int64_t)(ds_round_div((ds_i128)whole * *before, all) -
                     ds_round_div((ds_i128)whole * from, all));
}

/* Code of a claim's segment without its fee, as in the dictionary. */
static int64_t segment_code(const shares *s)
{
    if (s->n == 0) return 0;
    const int segment = s->segment[0];
    const int kind = segment < DS_TJ_OP_SEGMENTS
                         ? segment / DS_TJ_FEES
                         : DS_TJ_CLASSES + segment - DS_TJ_OP_SEGMENTS;
    return 1 + s->payer * (DS_TJ_CLASSES + DS_TJ_IP_CLASSES) + kind;
}

static int64_t claimant_code(const cases *c, const ds_slice *slice, size_t i,
                             const ds_tj_record *r)
{
    return r->claimant == r->hospital ? slice->lane[c->map.at.hospital][i]
                                      : slice->lane[c->map.at.prescriber][i];
}

static void fill_case(const cases *c, const ds_slice *slice, size_t i,
                      int64_t *before, int64_t *out[DS_TJ_N_CASE_COLUMNS],
                      size_t at)
{
    ds_tj_record r;
    shares s;
    int64_t points = 0, effective = 0, value = 0;
    (void)ds_tj_map_row(&c->map, slice, i, &r);
    shares_of(c, &r, &s);
    for (int k = 0; k < s.n; k++) {
        points += s.points[k];
        if (s.cell[k] < 0) continue;
        const cell *x = &c->cells[s.cell[k]];
        int64_t *sums = &before[2 * s.cell[k]];
        effective += spread(x->effective, x->points, &sums[0], s.points[k]);
        if (s.is_paid)
            value += spread(x->amount, x->paid, &sums[1], s.points[k]);
    }
    out[DS_TJ_CASE_CLAIM][at] =
        ds_lane_value(slice, c->claim, i, (int64_t)(slice->row + i));
    out[DS_TJ_CASE_BUCKET][at] = r.bucket + 1;
    out[DS_TJ_CASE_HOSPITAL][at] = slice->lane[c->map.at.hospital][i];
    out[DS_TJ_CASE_CLAIMANT][at] = s.n > 0 ? claimant_code(c, slice, i, &r) : 0;
    out[DS_TJ_CASE_SEGMENT][at] = segment_code(&s);
    out[DS_TJ_CASE_PART][at] = s.n > 0 ? 1 + r.part : 0;
    out[DS_TJ_CASE_COST][at] = r.total;
    out[DS_TJ_CASE_POINTS][at] = s.n > 0 ? points : DS_MISSING;
    out[DS_TJ_CASE_EFFECTIVE][at] = s.n > 0 ? effective : DS_MISSING;
    out[DS_TJ_CASE_VALUE][at] = s.n > 0 ? value : DS_MISSING;
}

static void columns_of(const cases *c, int thread,
                       int64_t *out[DS_TJ_N_CASE_COLUMNS])
{
    int64_t *cells = c->rows[thread].data;
    for (size_t k = 0; k < DS_TJ_N_CASE_COLUMNS; k++)
        out[k] = cells + k * c->block_rows;
}

static ds_status fill_slice(void *ctx, const ds_slice *s, ds_error *err)
{
    cases *c = ctx;
    int64_t *out[DS_TJ_N_CASE_COLUMNS];
    DS_TRY(ds_buffer_reserve(&c->rows[s->thread],
                             DS_TJ_N_CASE_COLUMNS * c->block_rows * 8, err));
    columns_of(c, s->thread, out);
    for (size_t i = 0; i < s->n; i++)
        fill_case(c, s, i, block_of(c, s->row), out, c->n_rows[s->thread]++);
    return DS_OK;
}

static ds_status put_block(void *ctx, int thread, size_t block, ds_error *err)
{
    cases *c = ctx;
    int64_t *out[DS_TJ_N_CASE_COLUMNS];
    columns_of(c, thread, out);
    const size_t n = c->n_rows[thread];
    c->n_rows[thread] = 0;
    return c->sink->put(c->sink->ctx, thread, block, n,
                        (const int64_t *const *)out, err);
}

static ds_status run_pass(const cases *c, const char *name, const ds_sink *sink,
                          const ds_run *run, ds_error *err)
{
    ds_pass pass = ds_lanes_pass(&c->map.lanes, name);
    pass.sink = sink;
    return ds_pass_run(&pass, run, err);
}

ds_status ds_tj_cases(const ds_tj_map *map, const ds_table *points,
                      const ds_table *amount, const ds_run *run,
                      const ds_case_sink *sink, ds_error *err)
{
    ds_status st = DS_OK;
    const ds_source *source = map->lanes.source;
    const size_t n_blocks = ds_source_blocks(source);
    cases *c = NULL;
    DS_TRY(ds_alloc(&c, 1, sizeof *c, err));
    const ds_sink count = {c, count_slice, NULL};
    const ds_sink fill = {c, fill_slice, put_block};
    c->map = *map;
    c->claim = ds_lanes_want(&c->map.lanes, "claim");
    c->block_rows = source->block_rows;
    c->sink = sink;
    DS_GO(make_cells(c, points, amount, err));
    DS_GO(ds_alloc(&c->before, n_blocks * c->n_cells * 2, sizeof *c->before,
                   err));
    DS_GO(ds_alloc(&c->rows, (size_t)run->threads, sizeof *c->rows, err));
    DS_GO(ds_alloc(&c->n_rows, (size_t)run->threads, sizeof *c->n_rows, err));
    DS_GO(run_pass(c, "points by block", &count, run, err));
    sum_blocks(c, n_blocks);
    DS_GO(run_pass(c, "cases", &fill, run, err));
done:
    for (int t = 0; c->rows && t < run->threads; t++)
        ds_buffer_destroy(&c->rows[t]);
    free(c->rows);
    free(c->n_rows);
    free(c->before);
    free(c->of);
    free(c->cells);
    free(c);
    return st;
}

void ds_tj_cases_plan(const ds_tj_map *map, const ds_run *run, ds_plan *plan)
{
    enum { CELLS = 16 }; /* of an institution, about */
    const ds_source *source = map->lanes.source;
    const size_t codes =
        (size_t)source->columns[map->lanes.columns[map->at.hospital]].high + 1;
    const size_t by_block = ds_source_blocks(source) * codes * CELLS * 16;
    const size_t rows = (size_t)run->threads * DS_TJ_N_CASE_COLUMNS *
                        (size_t)source->block_rows * 8;
    ds_pass pass = ds_lanes_pass(&map->lanes, "points by block");
    ds_plan_add(plan, &pass, 1, by_block, run);
    pass.name = "cases";
    ds_plan_add(plan, &pass, 1, by_block + rows, run);
}

/* ---- columns ------------------------------------------------------------- */

void ds_tj_case_columns(const ds_tj_map *map,
                        ds_source_column columns[DS_TJ_N_CASE_COLUMNS])
{
    static const struct {
        const char *name;
        ds_kind kind;
        const char *dictionary;
    } list[DS_TJ_N_CASE_COLUMNS] = {
        [DS_TJ_CASE_CLAIM] = {"claim",            DS_KIND_ID,     ""        },
        [DS_TJ_CASE_BUCKET] = {"bucket",           DS_KIND_CODE,   "bucket"  },
        [DS_TJ_CASE_HOSPITAL] = {"hospital",         DS_KIND_CODE,   "hospital"},
        [DS_TJ_CASE_CLAIMANT] = {"claimant",         DS_KIND_CODE,   "hospital"},
        [DS_TJ_CASE_SEGMENT] = {"segment",          DS_KIND_CODE,   "segment" },
        [DS_TJ_CASE_PART] = {"part",             DS_KIND_CODE,   "part"    },
        [DS_TJ_CASE_COST] = {"total_fen",        DS_KIND_FEN,    ""        },
        [DS_TJ_CASE_POINTS] = {"points",           DS_KIND_POINTS, ""        },
        [DS_TJ_CASE_EFFECTIVE] = {"effective_points", DS_KIND_POINTS, ""        },
        [DS_TJ_CASE_VALUE] = {"value_fen",        DS_KIND_FEN,    ""        },
    };
    const ds_source *source = map->lanes.source;
    for (size_t k = 0; k < DS_TJ_N_CASE_COLUMNS; k++) {
        columns[k] = (ds_source_column){.kind = list[k].kind,
                                        .low = INT64_MIN + 1,
                                        .high = INT64_MAX,
                                        .is_nullable = k != DS_TJ_CASE_CLAIM};
        snprintf(columns[k].name, sizeof columns[k].name, "%s", list[k].name);
        snprintf(columns[k].dictionary, sizeof columns[k].dictionary, "%s",
                 list[k].dictionary);
    }
    const int claim = ds_source_find(source, "claim");
    if (claim >= 0)
        memcpy(columns[DS_TJ_CASE_CLAIM].dictionary,
               source->columns[claim].dictionary,
               sizeof columns[DS_TJ_CASE_CLAIM].dictionary);
}

static ds_status put_name(ds_dict *d, const char *name, ds_error *err)
{
    uint32_t code;
    return ds_dict_code(d, name, strlen(name), &code, err);
}

static ds_status put_segments(ds_dict *d, ds_error *err)
{
    char name[32];
    for (int payer = 0; payer < N_PAYERS; payer++)
        for (int k = 0; k < DS_TJ_CLASSES + DS_TJ_IP_CLASSES; k++) {
            const bool is_op = k < DS_TJ_CLASSES;
            snprintf(name, sizeof name, "%s%s%s", prefixes[payer],
                     !is_op                ? "IP_"
                     : payer == BY_SEGMENT ? "OP_"
                                           : "",
                     is_op                ? ds_tj_class_name(k)
                     : k == DS_TJ_CLASSES ? "WM"
                                          : "TCM");
            DS_TRY(put_name(d, name, err));
        }
    return DS_OK;
}

ds_status ds_tj_case_dictionary(const char *name, ds_dict *out, bool *is_own,
                                ds_error *err)
{
    ds_status st = DS_OK;
    const bool is_bucket = strcmp(name, "bucket") == 0;
    const bool is_part = strcmp(name, "part") == 0;
    *is_own = is_bucket || is_part || strcmp(name, "segment") == 0;
    if (!*is_own) return DS_OK;
    DS_TRY(ds_dict_init(out, err));
    if (is_part) {
        DS_TRY(put_name(out, "ffs", err));
        return put_name(out, "quota", err);
    }
    if (!is_bucket) return put_segments(out, err);
    for (int b = 0; st == DS_OK && b < DS_TJ_N_BUCKETS; b++)
        st = put_name(out, ds_tj_buckets[b].name, err);
    return st;
}
