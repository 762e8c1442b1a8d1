/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_sensitivity_tables.c - see fund_sensitivity.h for the
 * contract. */
#include "sim/fund/fund_sensitivity.h"

#include <math.h>

static const char *name_of(ds_fund_driver d)
{
    return d == DS_FUND_N_DRIVERS ? "noise" : ds_fund_driver_key(d);
}

static ds_status summary(const ds_sensitivity_request *r,
                         const ds_sensitivity *s, ds_table *t, ds_error *err)
{
    /* clang-format off */
    static const ds_column_spec specs[] = {
        {"figure", DS_CELL_TEXT, 0, "", "指标", "what is looked at"},
        {"unit", DS_CELL_TEXT, 0, "", "单位", "its unit"},
        {"pool", DS_CELL_TEXT, 0, "", "基金", "its pool"},
        {"year", DS_CELL_INT, 0, "", "年度", "its year"},
        {"base", DS_CELL_REAL, 0, "", "基准", "mean with nothing held"},
        {"factors", DS_CELL_INT, 0, "", "因子数", "factors of the model"},
        {"inputs", DS_CELL_INT, 0, "", "输入数", "of screening and indices: drawn once a path, and grouped noise"},
        {"noise", DS_CELL_TEXT, 0, "", "噪声处理", "inner: integrated by inner paths; group: one input"},
        {"inner_paths", DS_CELL_INT, 0, "paths", "内层路径", "paths at every point"},
        {"mean", DS_CELL_REAL, 0, "", "均值", "of the figure over the inputs"},
        {"sd", DS_CELL_REAL, 0, "", "标准差", "of the figure over the inputs"},
        {"correlations_left_out", DS_CELL_INT, 0, "0/1", "忽略相关", "inputs are correlated in the model and independent here"},
        {"runs", DS_CELL_INT, 0, "paths", "运行路径总数", "paths run in all"},
    };
    /* clang-format on */
    const ds_sensitivity_policy *p = r->policy;
    const bool has = s->n_inputs > 0;
    size_t row;
    DS_TRY(ds_table_init(t, "sensitivity", "敏感性分析", specs, DS_COUNT(specs),
                         err));
    DS_TRY(ds_table_add(t, &row, err));
    DS_TRY(ds_table_set_text(t, row, 0, p->figure, err));
    DS_TRY(ds_table_set_text(t, row, 1, s->unit, err));
    DS_TRY(ds_table_set_text(
        t, row, 2, p->pool == DS_FUND_EMP ? "employee" : "resident", err));
    ds_table_set(t, row, 3, s->year);
    ds_table_set_real(t, row, 4, s->base);
    ds_table_set(t, row, 5, (int64_t)s->n_bars);
    ds_table_set(t, row, 6, (int64_t)s->n_inputs);
    DS_TRY(
        ds_table_set_text(t, row, 7, p->is_grouped ? "group" : "inner", err));
    ds_table_set(t, row, 8, p->is_grouped ? 1 : p->inner);
    ds_table_set_real(t, row, 9, has ? s->mean : NAN);
    ds_table_set_real(t, row, 10, has ? sqrt(s->variance) : NAN);
    ds_table_set(t, row, 11, s->is_correlated);
    ds_table_set(t, row, 12, (int64_t)s->runs);
    return DS_OK;
}

static ds_status tornado(const ds_sensitivity *s, ds_table *t, ds_error *err)
{
    /* clang-format off */
    static const ds_column_spec specs[] = {
        {"factor", DS_CELL_TEXT, 0, "", "因子", "held in every year; largest swing first"},
        {"process", DS_CELL_TEXT, 0, "", "随机过程", "once: at its points; others: at those of its mean over the years"},
        {"low_value", DS_CELL_REAL, 0, "1", "10%点", "its 10 % point, first year"},
        {"high_value", DS_CELL_REAL, 0, "1", "90%点", "its 90 % point, first year"},
        {"at_low", DS_CELL_REAL, 0, "", "取低值时", "figure with the factor there"},
        {"at_high", DS_CELL_REAL, 0, "", "取高值时", "figure with the factor there"},
        {"swing", DS_CELL_REAL, 0, "", "变动幅度", "at_high - at_low"},
    };
    /* clang-format on */
    static const char *const processes[DS_FUND_N_PROCESSES] = {"yearly", "once",
                                                               "ar1", "walk"};
    DS_TRY(
        ds_table_init(t, "tornado", "龙卷风图", specs, DS_COUNT(specs), err));
    for (size_t i = 0; i < s->n_bars; i++) {
        const ds_tornado_bar *b = &s->bar[i];
        size_t row;
        DS_TRY(ds_table_add(t, &row, err));
        DS_TRY(ds_table_set_text(t, row, 0, name_of(b->driver), err));
        DS_TRY(ds_table_set_text(t, row, 1, processes[b->process], err));
        ds_table_set_real(t, row, 2, b->value[0]);
        ds_table_set_real(t, row, 3, b->value[1]);
        ds_table_set_real(t, row, 4, b->output[0]);
        ds_table_set_real(t, row, 5, b->output[1]);
        ds_table_set_real(t, row, 6, b->output[1] - b->output[0]);
    }
    return DS_OK;
}

static ds_status screening(const ds_sensitivity *s, ds_table *t, ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"factor",    DS_CELL_TEXT, 0, "", "因子",       "input" },
        {"effect",    DS_CELL_REAL, 0, "", "平均效应",
         "mu: mean elementary effect over its whole range"         },
        {"size",      DS_CELL_REAL, 0, "", "效应大小",
         "mu*: mean of absolute effects"                           },
        {"error",     DS_CELL_REAL, 0, "", "标准误",    "of mu*"},
        {"curvature", DS_CELL_REAL, 0, "", "非线性",
         "sigma: sd of the effects: curvature and interactions"    },
    };
    DS_TRY(ds_table_init(t, "screening", "Morris筛选", specs, DS_COUNT(specs),
                         err));
    for (size_t i = 0; i < s->n_inputs; i++) {
        size_t row;
        DS_TRY(ds_table_add(t, &row, err));
        DS_TRY(ds_table_set_text(t, row, 0, name_of(s->input[i]), err));
        ds_table_set_real(t, row, 1, s->effect[i].mean);
        ds_table_set_real(t, row, 2, s->effect[i].absolute);
        ds_table_set_real(t, row, 3, s->effect[i].error);
        ds_table_set_real(t, row, 4, s->effect[i].sd);
    }
    return DS_OK;
}

static ds_status indices(const ds_sensitivity *s, ds_table *t, ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"factor",     DS_CELL_TEXT, 0, "",  "因子",          "input"},
        {"first",      DS_CELL_REAL, 0, "1", "一阶指数",
         "share of the variance that it explains alone"                },
        {"first_half", DS_CELL_REAL, 0, "1", "一阶半宽",
         "half width of its 95 % interval"                             },
        {"total",      DS_CELL_REAL, 0, "1", "总指数",
         "share that is left while only it is unknown"                 },
        {"total_half", DS_CELL_REAL, 0, "1", "总指数半宽",
         "half width of its 95 % interval"                             },
    };
    DS_TRY(
        ds_table_init(t, "indices", "Sobol指数", specs, DS_COUNT(specs), err));
    for (size_t i = 0; i < s->n_inputs; i++) {
        size_t row;
        DS_TRY(ds_table_add(t, &row, err));
        DS_TRY(ds_table_set_text(t, row, 0, name_of(s->input[i]), err));
        ds_table_set_real(t, row, 1, s->index[i].first);
        ds_table_set_real(t, row, 2, s->index[i].first_half);
        ds_table_set_real(t, row, 3, s->index[i].total);
        ds_table_set_real(t, row, 4, s->index[i].total_half);
    }
    return DS_OK;
}

ds_status ds_sensitivity_tables(const ds_sensitivity_request *r,
                                const ds_sensitivity *s,
                                ds_table tables[DS_N_SENSITIVITY_TABLES],
                                ds_error *err)
{
    DS_TRY(summary(r, s, &tables[0], err));
    DS_TRY(tornado(s, &tables[1], err));
    DS_TRY(screening(s, &tables[2], err));
    return indices(s, &tables[3], err);
}
