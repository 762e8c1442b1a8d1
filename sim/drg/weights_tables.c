/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/drg/weights_tables.c - the weights as tables; see weights.h. */
#include "sim/drg/weights.h"
#include "sim/quality.h"

#include <stddef.h>

/* ---- weights: a row a group ---------------------------------------------- */

enum {
    G_DRG,
    G_N,
    G_KEPT,
    G_MEAN,
    G_WEIGHT,
    G_BASE,
    G_CV,
    G_DAYS,
    G_LOW,
    G_HIGH,
    G_SMALL,
    G_CV_OVER,
    G_COLUMNS
};

/* clang-format off */
static const ds_column_spec group_specs[G_COLUMNS] = {
    {"drg", DS_CELL_TEXT, 0, "", "DRG组", "group, as given"},
    {"n", DS_CELL_INT, 0, "cases", "病例数", "cases of the base years"},
    {"n_kept", DS_CELL_INT, 0, "cases", "裁剪后病例数", "cases after the trim (8.2)"},
    {"mean", DS_CELL_FEN, 0, "yuan", "例均费用", "mean cost over the weighted base years (Z5)"},
    {"weight", DS_CELL_DECIMAL, 4, "1", "权重", "renormalised weight (8.1)"},
    {"base_points", DS_CELL_POINTS, 0, "points", "基准点数", "mean / mean of all x 100 (Z1)"},
    {"cv", DS_CELL_DECIMAL, 6, "1", "变异系数", "sd / mean of the kept cases (8.5)"},
    {"mean_days", DS_CELL_DECIMAL, 4, "days", "平均住院日", "mean length of stay of the kept cases"},
    {"fence_low", DS_CELL_FEN, 0, "yuan", "裁剪下限", "least cost that is kept"},
    {"fence_high", DS_CELL_FEN, 0, "yuan", "裁剪上限", "greatest cost that is kept"},
    {"is_small", DS_CELL_INT, 0, "0/1", "病例数不足", "fewer than drg.min_n cases"},
    {"cv_over", DS_CELL_INT, 0, "0/1", "变异系数超限", "CV above drg.cv"},
};
/* clang-format on */

static void set_fence(const ds_weights *w, size_t g, ds_table *t, size_t row)
{
    if (w->n_scopes > 1) return; /* several: no single pair to show */
    const ds_fence *fence = &w->fences[g];
    if (fence->low > DS_NO_FENCE.low) ds_table_set(t, row, G_LOW, fence->low);
    if (fence->high < DS_NO_FENCE.high)
        ds_table_set(t, row, G_HIGH, fence->high);
}

static ds_status add_group(const ds_weights *w, size_t g, ds_table *t,
                           ds_error *err)
{
    size_t row;
    int64_t value = DS_MISSING;
    const ds_moment m = ds_moments_get(&w->cost_kept, g);
    const int64_t n = ds_weights_n(w, g);
    DS_TRY(ds_table_add(t, &row, err));
    DS_TRY(ds_table_set_text(t, row, G_DRG,
                             ds_dict_text(&w->groups, (uint32_t)g), err));
    ds_table_set(t, row, G_N, n);
    ds_table_set(t, row, G_KEPT, m.n);
    ds_table_set(t, row, G_SMALL, n < w->policy->min_n);
    set_fence(w, g, t, row);
    if (m.n == 0) return DS_OK;
    if (ds_ratio_round(w->mean[g], 0, &value))
        ds_table_set(t, row, G_MEAN, value);
    if (ds_ratio_round(w->weight[g], 4, &value))
        ds_table_set(t, row, G_WEIGHT, value);
    ds_table_set(t, row, G_BASE, w->base[g]);
    ds_table_set(t, row, G_CV, ds_quality_cv(&m, w->policy->cv_sample, 6));
    ds_table_set(
        t, row, G_CV_OVER,
        ds_quality_cv_over(&m, w->policy->cv_sample, w->policy->cv_goal));
    if (!w->has_days) return DS_OK;
    const ds_moment days = ds_moments_get(&w->days_kept, g);
    if (days.n > 0)
        ds_table_set(t, row, G_DAYS,
                     (int64_t)ds_round_div(days.sum * 10000, days.n));
    return DS_OK;
}

static ds_status groups_table(const ds_weights *w, ds_table *t, ds_error *err)
{
    static const size_t by_drg[] = {G_DRG};
    DS_TRY(ds_table_init(t, "weights", "DRG权重", group_specs, G_COLUMNS, err));
    for (size_t g = 1; g < w->n_groups; g++)
        if (ds_weights_n(w, g) > 0) DS_TRY(add_group(w, g, t, err));
    return ds_table_sort(t, by_drg, 1, err);
}

/* ---- weights_years: what means are recomputed from ----------------------- */

enum { Y_DRG, Y_YEAR, Y_WEIGHT, Y_KEPT, Y_SUM, Y_COLUMNS };

/* clang-format off */
static const ds_column_spec year_specs[Y_COLUMNS] = {
    {"drg", DS_CELL_TEXT, 0, "", "DRG组", "group, as given"},
    {"year", DS_CELL_INT, 0, "", "年度", "base year"},
    {"year_weight", DS_CELL_DECIMAL, 9, "1", "年度权重", "weight of the year (Z5)"},
    {"n_kept", DS_CELL_INT, 0, "cases", "裁剪后病例数", "cases after the trim"},
    {"cost", DS_CELL_FEN, 0, "yuan", "费用合计", "their cost"},
};
/* clang-format on */

static ds_status years_table(const ds_weights *w, ds_table *t, ds_error *err)
{
    static const size_t keys[] = {Y_DRG, Y_YEAR};
    DS_TRY(ds_table_init(t, "weights_years", "权重基础数据", year_specs,
                         Y_COLUMNS, err));
    for (size_t g = 1; g < w->n_groups; g++)
        for (int y = 0; y < w->n_years; y++) {
            const size_t cell = g * (size_t)w->n_years + (size_t)y;
            size_t row;
            int64_t cost = 0;
            if (ds_cube_n(&w->by_year, cell) == 0) continue;
            DS_TRY(ds_cube_sum_i64(&w->by_year, cell, 0, &cost, err));
            DS_TRY(ds_table_add(t, &row, err));
            DS_TRY(ds_table_set_text(
                t, row, Y_DRG, ds_dict_text(&w->groups, (uint32_t)g), err));
            ds_table_set(t, row, Y_YEAR, w->year[y]);
            ds_table_set(t, row, Y_WEIGHT, w->year_w[y]);
            ds_table_set(t, row, Y_KEPT, ds_cube_n(&w->by_year, cell));
            ds_table_set(t, row, Y_SUM, cost);
        }
    return ds_table_sort(t, keys, 2, err);
}

/* ---- quality: one row a figure ------------------------------------------- */

enum { Q_NAME, Q_VALUE, Q_GOAL, Q_MET, Q_COLUMNS };

/* clang-format off */
static const ds_column_spec quality_specs[Q_COLUMNS] = {
    {"figure", DS_CELL_TEXT, 0, "", "指标", "what is measured"},
    {"value", DS_CELL_DECIMAL, 6, "1", "数值", "its value"},
    {"goal", DS_CELL_DECIMAL, 6, "1", "目标", "what it is held against"},
    {"is_met", DS_CELL_INT, 0, "0/1", "达标", "whether the goal is met"},
};
/* clang-format on */

static ds_status add_figure(ds_table *t, const char *name, int64_t value,
                            int64_t goal, ds_error *err)
{
    size_t row;
    DS_TRY(ds_table_add(t, &row, err));
    DS_TRY(ds_table_set_text(t, row, Q_NAME, name, err));
    ds_table_set(t, row, Q_VALUE, value);
    if (goal == DS_MISSING || value == DS_MISSING) return DS_OK;
    ds_table_set(t, row, Q_GOAL, goal);
    ds_table_set(t, row, Q_MET, value > goal);
    return DS_OK;
}

static int64_t grouping_rate(const ds_weights *w)
{
    const int64_t grouped = w->grouping[DS_GROUPING_GROUPED];
    const int64_t all = grouped + w->grouping[DS_GROUPING_UNGROUPED];
    return all == 0 ? DS_MISSING
                    : (int64_t)ds_round_div((ds_i128)grouped * 1000000, all);
}

static ds_status quality_table(const ds_weights *w, ds_table *t, ds_error *err)
{
    static const struct {
        const char *name;
        size_t moments; /* offset in ds_weights */
        bool has_goal, by_scope;
    } rows[] = {
        {"riv_cost",               offsetof(ds_weights, cost_kept), true,  false},
        {"riv_cost_untrimmed",     offsetof(ds_weights, cost_all),  false, true },
        {"riv_log_cost",           offsetof(ds_weights, log_kept),  false, false},
        {"riv_log_cost_untrimmed", offsetof(ds_weights, log_all),   false, false},
    };
    DS_TRY(
        ds_table_init(t, "quality", "分组质量", quality_specs, Q_COLUMNS, err));
    for (size_t i = 0; i < DS_COUNT(rows); i++) {
        const ds_moments *m =
            (const ds_moments *)((const char *)w + rows[i].moments);
        const int64_t riv = ds_quality_riv(
            m, w->n_groups, rows[i].by_scope ? w->n_scopes : 1, 6);
        DS_TRY(add_figure(
            t, rows[i].name, riv,
            rows[i].has_goal ? w->policy->riv_goal / 1000 : DS_MISSING, err));
    }
    return add_figure(t, "grouping_rate", grouping_rate(w), DS_MISSING, err);
}

/* ---- hospitals: CMI, CEI, TEI (8.6) -------------------------------------- */

enum {
    H_HOSPITAL,
    H_N,
    H_CMI,
    H_CEI,
    H_CEI_SUMS,
    H_TEI,
    H_TEI_SUMS,
    H_COLUMNS
};

/* clang-format off */
static const ds_column_spec hospital_specs[H_COLUMNS] = {
    {"hospital", DS_CELL_TEXT, 0, "", "医疗机构", "institution"},
    {"n_kept", DS_CELL_INT, 0, "cases", "裁剪后病例数", "kept cases"},
    {"cmi", DS_CELL_DECIMAL, 6, "1", "病例组合指数", "mean weight (8.6)"},
    {"cei", DS_CELL_DECIMAL, 6, "1", "费用消耗指数", "mean of the ratios of cost to the area mean (8.6)"},
    {"cei_sums", DS_CELL_DECIMAL, 6, "1", "费用消耗指数（合计比）", "cost / cost at area means (8.6)"},
    {"tei", DS_CELL_DECIMAL, 6, "1", "时间消耗指数", "mean of the ratios of days to the area mean (8.6)"},
    {"tei_sums", DS_CELL_DECIMAL, 6, "1", "时间消耗指数（合计比）", "days / days at area means (8.6)"},
};
/* clang-format on */

static ds_status set_hospital(const ds_performance *p, const char *name,
                              ds_table *t, ds_error *err)
{
    size_t row;
    DS_TRY(ds_table_add(t, &row, err));
    DS_TRY(ds_table_set_text(t, row, H_HOSPITAL, name, err));
    ds_table_set(t, row, H_N, p->n);
    ds_table_set(t, row, H_CMI, p->cmi);
    ds_table_set(t, row, H_CEI, p->cei);
    ds_table_set(t, row, H_CEI_SUMS, p->cei_sums);
    ds_table_set(t, row, H_TEI, p->tei);
    ds_table_set(t, row, H_TEI_SUMS, p->tei_sums);
    return DS_OK;
}

/* Pairs are sorted by hospital, then group; some may be of no case. */
static ds_status hospitals_table(const ds_weights *w, const ds_dict *hospitals,
                                 ds_table *t, ds_error *err)
{
    static const size_t by_hospital[] = {H_HOSPITAL};
    DS_TRY(ds_table_init(t, "hospitals", "医疗机构绩效", hospital_specs,
                         H_COLUMNS, err));
    for (size_t first = 0, next; first < w->pairs.n; first = next) {
        const int64_t code = ds_groups_code(&w->pairs, first, 0);
        for (next = first + 1; next < w->pairs.n; next++)
            if (ds_groups_code(&w->pairs, next, 0) != code) break;
        ds_performance p;
        DS_TRY(ds_performance_of(w, first, next, &p, err));
        if (p.n == 0) continue;
        DS_TRY(
            set_hospital(&p, ds_dict_text(hospitals, (uint32_t)code), t, err));
    }
    return ds_table_sort(t, by_hospital, 1, err);
}

/* ---- rows ---------------------------------------------------------------- */

static ds_status rows_table(const ds_weights *w, ds_table *t, ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"bucket", DS_CELL_TEXT, 0, "",        "去向",    "what became of a record"},
        {"rows",   DS_CELL_INT,  0, "records", "记录数", "how many"               },
    };
#define ELIGIBLE_NAME(code, name, zh) name,
    static const char *const names[] = {DS_ELIGIBLE_LIST(ELIGIBLE_NAME)};
#undef ELIGIBLE_NAME
    DS_TRY(ds_table_init(t, "rows", "记录去向", specs, DS_COUNT(specs), err));
    for (size_t i = 0; i < DS_N_ELIGIBLE; i++) {
        size_t row;
        DS_TRY(ds_table_add(t, &row, err));
        DS_TRY(ds_table_set_text(t, row, 0, names[i], err));
        ds_table_set(t, row, 1, (int64_t)w->rows[i]);
    }
    return DS_OK;
}

ds_status ds_weights_tables(const ds_weights *w, const ds_dict *hospitals,
                            ds_table tables[DS_N_WEIGHTS_TABLES], ds_error *err)
{
    DS_TRY(groups_table(w, &tables[0], err));
    DS_TRY(years_table(w, &tables[1], err));
    DS_TRY(quality_table(w, &tables[2], err));
    DS_TRY(hospitals_table(w, hospitals, &tables[3], err));
    return rows_table(w, &tables[4], err);
}
