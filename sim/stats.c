/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/stats.c - see stats.h for the contract. */
#include "sim/stats.h"

#include "sim/quality.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A group in the table of groups: its cell, and a slot or two. */
enum { GROUP_BYTES = 16 };

typedef struct stats {
    const ds_stats_request *request;
    ds_lanes lanes;
    size_t value; /* lane */
    const ds_source_column *column;
    ds_by by;
    ds_quantiles quantiles;
    int64_t kept;
} stats;

/* ---- columns and passes -------------------------------------------------- */

static ds_status columns(stats *x, ds_error *err)
{
    const ds_stats_request *r = x->request;
    x->lanes.source = r->input.source;
    x->lanes.beside = r->input.beside;
    DS_TRY(ds_by_need(r->input.source, r->column, &x->column, err));
    if (x->column->kind == DS_KIND_CODE || x->column->kind == DS_KIND_ENUM)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_ARG,
                               "--column: '%s' holds codes, not numbers",
                               x->column->name),
                       "group by it: --by %s", x->column->name);
    x->value = ds_lanes_want(&x->lanes, x->column->name);
    DS_TRY(ds_by_init(&x->by, &x->lanes, r->n_by, r->by, err));
    DS_TRY(ds_lanes_terms(&x->lanes, &r->input, err));
    ds_by_lanes(&x->by, &x->lanes);
    return DS_OK;
}

static ds_quantile_job job_of(const stats *x, const ds_pass *pass)
{
    return (ds_quantile_job){.input = pass,
                             .group_lane = x->by.group,
                             .value_lane = x->value,
                             .n_groups = ds_by_count(&x->by, x->lanes.source),
                             .n_levels = (size_t)x->request->levels.n,
                             .levels = x->request->levels.value};
}

/* Cells and slots of the table of groups; at most one a row. */
static size_t groups_bytes(const stats *x)
{
    const bool has_table = x->by.n > 0 && !x->by.is_direct;
    return has_table ? ds_by_count(&x->by, x->lanes.source) * GROUP_BYTES : 0;
}

/* Room for values is what groups and tables beside leave. */
static ds_status quantiles(stats *x, const ds_run *run, ds_error *err)
{
    const size_t beside = groups_bytes(x) + ds_by_bytes(&x->by);
    ds_run left = *run;
    ds_stage list[3];
    ds_pass pass = ds_lanes_pass(&x->lanes, "values");
    pass.n_stages = ds_by_stages(&x->by, &x->lanes, list);
    pass.stages = list;
    const ds_fold folds[] = {ds_count_fold(&x->kept)};
    pass.n_folds = 1;
    pass.folds = folds;
    const ds_quantile_job job = job_of(x, &pass);
    left.memory -= beside < left.memory ? beside : left.memory;
    return ds_quantiles_run(&job, &left, &x->quantiles, err);
}

static void plan_passes(const stats *x, const ds_run *run, ds_plan *plan)
{
    const ds_pass groups = ds_lanes_pass(&x->lanes, "groups");
    const ds_pass values = ds_lanes_pass(&x->lanes, "values");
    const size_t beside = groups_bytes(x) + ds_by_bytes(&x->by);
    const ds_quantile_job job = job_of(x, &values);
    ds_run left = *run;
    left.memory -= beside < left.memory ? beside : left.memory;
    const ds_quantile_plan cost = ds_quantile_plan_make(&job, &left);
    if (x->by.n > 0 && !x->by.is_direct)
        ds_plan_add(plan, &groups, 1, beside, run);
    ds_plan_add(plan, &values, cost.passes, cost.bytes + beside, run);
    plan->rows[plan->n - 1].is_estimate = cost.has_pilot;
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

static ds_column_spec figure_spec(const stats *x, size_t f)
{
    ds_column_spec spec = figure_specs[f];
    const ds_kind kind = x->column->kind;
    const bool is_amount = kind == DS_KIND_FEN || kind == DS_KIND_POINTS;
    if (f == F_SUM || f == F_MIN || f == F_MAX || (f == F_MEAN && is_amount))
        spec.type = f == F_SUM && !is_amount ? DS_CELL_INT : ds_kind_cell(kind);
    if (f >= F_SUM && f != F_CV) spec.unit = ds_kind_unit(kind);
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

static ds_status table_init(const stats *x, ds_table *t, ds_error *err)
{
    ds_column_spec specs[DS_MAX_BY + N_FIGURES + DS_MAX_STAT_LEVELS];
    const ds_rates *levels = &x->request->levels;
    size_t n = x->by.n;
    ds_by_specs(&x->by, specs);
    for (size_t f = 0; f < N_FIGURES; f++) specs[n++] = figure_spec(x, f);
    for (int32_t l = 0; l < levels->n; l++)
        specs[n++] = (ds_column_spec){.name = "q",
                                      .type = ds_kind_cell(x->column->kind),
                                      .unit = ds_kind_unit(x->column->kind),
                                      .zh = "分位数",
                                      .help = "exact quantile, type 7"};
    DS_TRY(ds_table_init(t, "stats", "统计", specs, n, err));
    for (int32_t l = 0; l < levels->n; l++) {
        const char *name = level_name(t, levels->value[l]);
        if (!name) return ds_fail(err, DS_ERR_NOMEM, "no memory for a name");
        ds_column_spec *spec = &t->columns[n - (size_t)(levels->n - l)];
        char zh[96];
        snprintf(zh, sizeof zh, "分位数%s", name + 1);
        spec->name = name;
        spec->zh = ds_table_keep(t, zh);
        if (!spec->zh)
            return ds_fail(err, DS_ERR_NOMEM, "no memory for a name");
    }
    return DS_OK;
}

static ds_status set_figures(const stats *x, size_t group, const ds_moment *m,
                             ds_table *t, size_t row, ds_error *err)
{
    const size_t first = x->by.n;
    const int decimals = ds_kind_decimals(x->column->kind);
    int64_t sum = DS_MISSING;
    ds_table_set(t, row, first + F_N, m->n);
    ds_table_set(t, row, first + F_MISSING, m->missing);
    if (!ds_fit_i64(m->sum, &sum))
        return ds_fail(err, DS_ERR_OVERFLOW,
                       "%s: the sum of a group does not fit 64 bits",
                       x->column->name);
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
        DS_TRY(ds_by_show(&x->by, g, t, row, err));
        DS_TRY(set_figures(x, g, &m, t, row, err));
    }
    return ds_table_sort(t, keys, x->by.n, err);
}

static void stats_free(stats *x)
{
    ds_by_destroy(&x->by);
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
    DS_GO(ds_by_find(&x->by, &x->lanes, run, err));
    DS_GO(quantiles(x, run, err));
    *dropped = request->input.source->n_rows - (uint64_t)x->kept;
    DS_GO(table_init(x, t, err));
    DS_GO(fill(x, t, err));
done:
    stats_free(x);
    return st;
}
