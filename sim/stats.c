/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/stats.c - see stats.h for the contract. */
#include "sim/stats.h"

#include "kernels/group.h"
#include "sim/quality.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A table over this many codes of one column is made at once; more, or several
 * columns, get dense ids of the combinations that occur. */
enum { DIRECT_CODES = 1 << 20 };

/* One of the columns that group. */
typedef struct part {
    size_t lane; /* that its codes are read from */
    int64_t low, high;
    bool is_nullable;
    bool is_year; /* codes are calendar years, made from months */
    size_t month; /* lane of the months */
    ds_kind kind;
    const char *names;
    ds_dict dict;
} part;

typedef struct stats {
    const ds_stats_request *request;
    ds_lanes lanes;
    size_t value, group; /* lanes */
    const ds_source_column *column;
    part parts[DS_MAX_BY];
    bool is_direct; /* one column: its codes are the ids */
    ds_groups groups;
    ds_group_map map;
    ds_filter filter;
    ds_quantiles quantiles;
    int64_t kept;
} stats;

int ds_stats_column(const ds_source *s, const char *name)
{
    char in_fen[72];
    const int found = ds_source_find(s, name);
    if (found >= 0) return found;
    snprintf(in_fen, sizeof in_fen, "%s_fen", name);
    return ds_source_find(s, in_fen);
}

/* ---- columns ------------------------------------------------------------- */

static ds_status no_column(const ds_source *s, const char *name, ds_error *err)
{
    return ds_hint(
        err, ds_fail(err, DS_ERR_ARG, "%s: no column '%s'", s->name, name),
        "'dianshu info' lists the columns of the file");
}

static ds_status part_init(stats *x, const char *name, part *p, ds_error *err)
{
    const ds_source *s = x->lanes.source;
    if (strcmp(name, "year") == 0) {
        DS_TRY(ds_lanes_booked(&x->lanes, "--by year", &p->month, err));
        p->is_year = true;
        p->kind = DS_KIND_COUNT;
        p->low = DS_EPOCH_YEAR;
        p->high = DS_EPOCH_YEAR + DS_MAX_MONTH / 12;
        return DS_OK;
    }
    const int column = ds_stats_column(s, name);
    if (column < 0) return no_column(s, name, err);
    const ds_source_column *c = &s->columns[column];
    const ds_claim_column *known = ds_claim_column_find(c->name);
    p->lane = ds_lanes_want(&x->lanes, c->name);
    p->kind = c->kind;
    p->low = c->low;
    p->high = c->high;
    p->is_nullable = c->is_nullable;
    p->names = known ? known->names : NULL;
    if (c->dictionary[0] == '\0') return DS_OK;
    return s->ops->dictionary(s, c->dictionary, &p->dict, err);
}

static ds_status columns(stats *x, ds_error *err)
{
    const ds_stats_request *r = x->request;
    x->lanes.source = r->input.source;
    const int column = ds_stats_column(x->lanes.source, r->column);
    if (column < 0) return no_column(x->lanes.source, r->column, err);
    x->column = &x->lanes.source->columns[column];
    if (x->column->kind == DS_KIND_CODE || x->column->kind == DS_KIND_ENUM)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_ARG,
                               "--column: '%s' holds codes, not numbers",
                               x->column->name),
                       "group by it: --by %s", x->column->name);
    x->value = ds_lanes_want(&x->lanes, x->column->name);
    for (size_t i = 0; i < r->n_by; i++)
        DS_TRY(part_init(x, r->by[i], &x->parts[i], err));
    DS_TRY(ds_lanes_terms(&x->lanes, &r->input, err));
    x->filter = (ds_filter){x->lanes.n_terms, x->lanes.terms};
    for (size_t i = 0; i < r->n_by; i++)
        if (x->parts[i].is_year) x->parts[i].lane = ds_lanes_extra(&x->lanes);
    x->group = ds_lanes_extra(&x->lanes);
    x->is_direct = r->n_by == 1 && x->parts[0].low >= 0 &&
                   x->parts[0].high < DIRECT_CODES &&
                   !x->parts[0].is_nullable && !x->parts[0].is_year;
    if (x->is_direct) x->group = x->parts[0].lane;
    return DS_OK;
}

/* ---- passes -------------------------------------------------------------- */

static void map_years(const void *ctx, ds_slice *s)
{
    const stats *x = ctx;
    for (size_t p = 0; p < x->request->n_by; p++) {
        if (!x->parts[p].is_year) continue;
        const int64_t *months = s->lane[x->parts[p].month];
        int64_t *years = s->lane[x->parts[p].lane];
        for (size_t i = 0; i < s->n; i++)
            years[i] = DS_EPOCH_YEAR + months[i] / 12;
    }
}

/* Filter first, then years, then ids; the last only once they are known. */
static size_t stages(stats *x, ds_stage list[3])
{
    size_t n = 0;
    bool has_year = false;
    for (size_t p = 0; p < x->request->n_by; p++)
        has_year |= x->parts[p].is_year;
    if (x->filter.n_terms > 0) list[n++] = ds_filter_stage(&x->filter);
    if (has_year) list[n++] = (ds_stage){map_years, x};
    if (x->groups.n_lanes > 0) list[n++] = ds_group_stage(&x->map);
    return n;
}

static ds_status find_groups(stats *x, const ds_run *run, ds_error *err)
{
    ds_stage list[3];
    ds_group_lane lanes[DS_MAX_BY];
    ds_pass pass = ds_lanes_pass(&x->lanes, "groups");
    if (x->request->n_by == 0 || x->is_direct) return DS_OK;
    pass.n_stages = stages(x, list);
    pass.stages = list;
    x->map = (ds_group_map){.groups = &x->groups, .id_lane = x->group};
    for (size_t i = 0; i < x->request->n_by; i++) {
        const part *p = &x->parts[i];
        lanes[i] = (ds_group_lane){p->lane, p->low, p->high};
        x->map.lanes[i] = p->lane;
    }
    return ds_groups_build(&x->groups, &pass, lanes, x->request->n_by, run,
                           err);
}

/* How many groups there are; before they are found, at most. */
static size_t group_count(const stats *x)
{
    uint64_t n = 1;
    if (x->groups.n_lanes > 0) return x->groups.n;
    for (size_t i = 0; i < x->request->n_by; i++) {
        const part *p = &x->parts[i];
        n *= (uint64_t)(p->high - p->low) + 1;
        if (n > x->lanes.source->n_rows) n = x->lanes.source->n_rows;
    }
    return x->is_direct ? (size_t)x->parts[0].high + 1 : (size_t)n;
}

static ds_quantile_job job_of(const stats *x, const ds_pass *pass)
{
    return (ds_quantile_job){.input = pass,
                             .group_lane =
                                 x->request->n_by > 0 ? x->group : DS_NO_LANE,
                             .value_lane = x->value,
                             .n_groups = group_count(x),
                             .n_levels = (size_t)x->request->levels.n,
                             .levels = x->request->levels.value};
}

static ds_status quantiles(stats *x, const ds_run *run, ds_error *err)
{
    ds_stage list[3];
    ds_pass pass = ds_lanes_pass(&x->lanes, "values");
    pass.n_stages = stages(x, list);
    pass.stages = list;
    const ds_fold folds[] = {ds_count_fold(&x->kept)};
    pass.n_folds = 1;
    pass.folds = folds;
    const ds_quantile_job job = job_of(x, &pass);
    return ds_quantiles_run(&job, run, &x->quantiles, err);
}

/* Cells of the table of groups: 8 bytes each, at most one a row. */
static void plan_passes(const stats *x, const ds_run *run, ds_plan *plan)
{
    const ds_pass groups = ds_lanes_pass(&x->lanes, "groups");
    const ds_pass values = ds_lanes_pass(&x->lanes, "values");
    const ds_quantile_job job = job_of(x, &values);
    const ds_quantile_plan cost = ds_quantile_plan_make(&job, run);
    if (x->request->n_by > 0 && !x->is_direct)
        ds_plan_add(plan, &groups, 1, group_count(x) * 8, run);
    ds_plan_add(plan, &values, cost.passes, cost.bytes, run);
}

/* ---- the table ----------------------------------------------------------- */

/* clang-format off */
static const ds_column_spec figure_specs[] = {
    {"n", DS_CELL_INT, 0, "records", "记录数", "records with a value"},
    {"missing", DS_CELL_INT, 0, "records", "缺失数", "records without a value"},
    {"sum", DS_CELL_INT, 0, "", "合计", "sum of the values"},
    {"mean", DS_CELL_DECIMAL, 4, "", "均值", "mean, rounded half-up"},
    {"sd", DS_CELL_DECIMAL, 4, "", "标准差", "standard deviation (divides by n)"},
    {"cv", DS_CELL_DECIMAL, 6, "1", "变异系数", "sd / mean"},
    {"min", DS_CELL_INT, 0, "", "最小值", "least value"},
    {"max", DS_CELL_INT, 0, "", "最大值", "greatest value"},
};
/* clang-format on */
enum { F_N, F_MISSING, F_SUM, F_MEAN, F_SD, F_CV, F_MIN, F_MAX, N_FIGURES };

static ds_cell_type cell_type(ds_kind kind)
{
    switch (kind) {
    case DS_KIND_CODE:
    case DS_KIND_ENUM:
        return DS_CELL_TEXT;
    case DS_KIND_FEN:
        return DS_CELL_FEN;
    case DS_KIND_POINTS:
        return DS_CELL_POINTS;
    case DS_KIND_DAY:
        return DS_CELL_DAY;
    case DS_KIND_MONTH:
        return DS_CELL_MONTH;
    default:
        return DS_CELL_INT;
    }
}

static const char *unit_of(ds_kind kind)
{
    return kind == DS_KIND_FEN      ? "yuan"
           : kind == DS_KIND_POINTS ? "points"
                                    : "";
}

/* How many digits a stored value has behind the point. */
static int value_decimals(ds_kind kind)
{
    return kind == DS_KIND_FEN      ? DS_FEN_DECIMALS
           : kind == DS_KIND_POINTS ? DS_POINT_DECIMALS
                                    : 0;
}

static ds_column_spec figure_spec(const stats *x, size_t f)
{
    ds_column_spec spec = figure_specs[f];
    const ds_kind kind = x->column->kind;
    const bool is_amount = kind == DS_KIND_FEN || kind == DS_KIND_POINTS;
    if (f == F_SUM || f == F_MIN || f == F_MAX || (f == F_MEAN && is_amount))
        spec.type = f == F_SUM && !is_amount ? DS_CELL_INT : cell_type(kind);
    if (f >= F_SUM && f != F_CV) spec.unit = unit_of(kind);
    return spec;
}

/* "q05", "q50", "q975": the digits of the level behind its point. */
static const char *level_name(ds_table *t, int64_t level)
{
    char text[32];
    if (level == DS_RATE_ONE) return "q100";
    int n = snprintf(text, sizeof text, "q%09lld", (long long)level);
    while (n > 3 && text[n - 1] == '0') text[--n] = '\0';
    return ds_table_keep(t, text);
}

static size_t by_specs(const stats *x, ds_column_spec *specs)
{
    for (size_t i = 0; i < x->request->n_by; i++) {
        const ds_claim_column *known = ds_claim_column_find(x->request->by[i]);
        specs[i] = (ds_column_spec){.name = x->request->by[i],
                                    .type = cell_type(x->parts[i].kind),
                                    .unit = "",
                                    .zh = known ? known->zh : "",
                                    .help = "group"};
        if (x->parts[i].is_year) specs[i].zh = "年度";
    }
    return x->request->n_by;
}

static ds_status table_init(const stats *x, ds_table *t, ds_error *err)
{
    ds_column_spec specs[DS_MAX_BY + N_FIGURES + DS_MAX_STAT_LEVELS];
    const ds_rates *levels = &x->request->levels;
    size_t n = by_specs(x, specs);
    for (size_t f = 0; f < N_FIGURES; f++) specs[n++] = figure_spec(x, f);
    for (int32_t l = 0; l < levels->n; l++)
        specs[n++] = (ds_column_spec){.name = "q",
                                      .type = cell_type(x->column->kind),
                                      .unit = unit_of(x->column->kind),
                                      .zh = "分位数",
                                      .help = "exact quantile, type 7"};
    DS_TRY(ds_table_init(t, "stats", "统计", specs, n, err));
    for (int32_t l = 0; l < levels->n; l++) {
        const char *name = level_name(t, levels->value[l]);
        if (!name) return ds_fail(err, DS_ERR_NOMEM, "no memory for a name");
        t->columns[n - (size_t)(levels->n - l)].name = name;
    }
    return DS_OK;
}

static ds_status set_code(const part *p, int64_t code, ds_table *t, size_t row,
                          size_t column, ds_error *err)
{
    char name[64];
    if (cell_type(p->kind) != DS_CELL_TEXT) {
        ds_table_set(t, row, column, code);
        return DS_OK;
    }
    if (p->dict.n > 0)
        return ds_table_set_text(t, row, column,
                                 ds_dict_text(&p->dict, (uint32_t)code), err);
    snprintf(name, sizeof name, "%lld", (long long)code);
    if (p->names) ds_enum_name(p->names, code, name, sizeof name);
    return ds_table_set_text(t, row, column, name, err);
}

static ds_status set_figures(const stats *x, size_t group, const ds_moment *m,
                             ds_table *t, size_t row, ds_error *err)
{
    const size_t first = x->request->n_by;
    const int decimals = value_decimals(x->column->kind);
    int64_t sum = DS_MISSING;
    ds_table_set(t, row, first + F_N, m->n);
    ds_table_set(t, row, first + F_MISSING, m->missing);
    if (!ds_fit_i64(m->sum, &sum))
        return ds_hint(err,
                       ds_fail(err, DS_ERR_OVERFLOW,
                               "%s: the sum of a group does not fit 64 bits",
                               x->column->name),
                       "look for absurd values: dianshu check");
    ds_table_set(t, row, first + F_SUM, sum);
    if (m->n == 0) return DS_OK;
    const bool is_amount = decimals > 0;
    ds_table_set(t, row, first + F_MEAN,
                 (int64_t)ds_round_div(m->sum * (is_amount ? 1 : 10000), m->n));
    ds_table_set(t, row, first + F_SD, ds_quality_sd(m, 0, 4 - decimals));
    ds_table_set(t, row, first + F_CV, ds_quality_cv(m, 0, 6));
    ds_table_set(t, row, first + F_MIN, m->min);
    ds_table_set(t, row, first + F_MAX, m->max);
    for (size_t l = 0; l < x->quantiles.n_levels; l++)
        ds_table_set(t, row, first + N_FIGURES + l,
                     ds_quantiles_get(&x->quantiles, group, l).value);
    return DS_OK;
}

static ds_status fill(const stats *x, ds_table *t, ds_error *err)
{
    static const size_t keys[] = {0, 1, 2};
    for (size_t g = 0; g < x->quantiles.n_groups; g++) {
        const ds_moment m = ds_moments_get(&x->quantiles.moments, g);
        size_t row;
        if (m.n + m.missing == 0) continue;
        DS_TRY(ds_table_add(t, &row, err));
        for (size_t i = 0; i < x->request->n_by; i++) {
            const int64_t code =
                x->is_direct ? (int64_t)g : ds_groups_code(&x->groups, g, i);
            DS_TRY(set_code(&x->parts[i], code, t, row, i, err));
        }
        DS_TRY(set_figures(x, g, &m, t, row, err));
    }
    return ds_table_sort(t, keys, x->request->n_by, err);
}

static void stats_free(stats *x)
{
    for (size_t i = 0; i < DS_MAX_BY; i++) ds_dict_destroy(&x->parts[i].dict);
    ds_groups_destroy(&x->groups);
    ds_quantiles_destroy(&x->quantiles);
    free(x);
}

ds_status ds_stats_plan(const ds_stats_request *request, const ds_run *run,
                        ds_plan *plan, ds_error *err)
{
    stats *x = NULL;
    DS_TRY(ds_alloc(&x, 1, sizeof *x, err));
    x->request = request;
    const ds_status st = columns(x, err);
    if (st == DS_OK) plan_passes(x, run, plan);
    stats_free(x);
    return st;
}

ds_status ds_stats_run(const ds_stats_request *request, const ds_run *run,
                       ds_table *t, uint64_t *dropped, ds_error *err)
{
    stats *x = NULL;
    ds_status st = DS_OK;
    DS_TRY(ds_alloc(&x, 1, sizeof *x, err));
    x->request = request;
    DS_GO(columns(x, err));
    DS_GO(find_groups(x, run, err));
    DS_GO(quantiles(x, run, err));
    *dropped = request->input.source->n_rows - (uint64_t)x->kept;
    DS_GO(table_init(x, t, err));
    DS_GO(fill(x, t, err));
done:
    stats_free(x);
    return st;
}
