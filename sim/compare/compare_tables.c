/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/compare/compare_tables.c - the tables of a comparison that say how well
 * schemes do and what they bring; see compare.h. */
#include "sim/compare/compare_tables.h"

#include <math.h>
#include <stdlib.h>

const char *const ds_sample_names[DS_N_SAMPLES] = {"in", "out"};
#define SCHEME_NAME(code, name, zh) name,
const char *const ds_compared_names[DS_N_COMPARED] = {DS_COMPARED(SCHEME_NAME)};
#undef SCHEME_NAME

int64_t ds_compare_ratio(ds_i128 num, ds_i128 den, int decimals)
{
    int64_t out = DS_MISSING;
    mpq_t q;
    if (den <= 0) return DS_MISSING;
    mpq_init(q);
    ds_ratio_set(q, num, den);
    (void)!ds_ratio_round(q, decimals, &out);
    mpq_clear(q);
    return out;
}

ds_status ds_compare_row_add(ds_table *t, size_t *row, const char *first,
                             const char *second, ds_error *err)
{
    DS_TRY(ds_table_add(t, row, err));
    DS_TRY(ds_table_set_text(t, *row, 0, first, err));
    return ds_table_set_text(t, *row, 1, second, err);
}

void ds_compare_interval_set(ds_table *t, size_t row, size_t column,
                             ds_interval i, double unit)
{
    ds_table_set_real(t, row, column, i.value / unit);
    ds_table_set_real(t, row, column + 1, i.low / unit);
    ds_table_set_real(t, row, column + 2, i.high / unit);
}

/* What every table of a scheme begins with. */
#define SAMPLE_COLUMNS                                                         \
    {"sample",                                                                 \
     DS_CELL_TEXT,                                                             \
     0,                                                                        \
     "",                                                                       \
     "样本",                                                                   \
     "out: priced by other cases than those judged, which counts; in: by "     \
     "themselves"},                                                            \
    {                                                                          \
        "scheme", DS_CELL_TEXT, 0, "", "方案", "drg, dip, capitation"          \
    }
#define INTERVAL_COLUMNS(name, unit, zh, help)                                 \
    {name, DS_CELL_REAL, 0, unit, zh, help},                                   \
        {name "_low", DS_CELL_REAL,                                            \
         0,           unit,                                                    \
         zh "下限",   "of the bootstrap interval, clustered by hospital"},     \
    {                                                                          \
        name "_high", DS_CELL_REAL, 0, unit, zh "上限",                        \
            "of the bootstrap interval"                                        \
    }

/* ---- schemes ------------------------------------------------------------- */

/* clang-format off */
static const ds_column_spec scheme_specs[] = {
    SAMPLE_COLUMNS,
    {"counts", DS_CELL_INT, 0, "0/1", "以此为准", "1: out of sample, the figures that count"},
    {"cases", DS_CELL_INT, 0, "cases", "病例数", "compared cases, the same in all rows"},
    {"groups", DS_CELL_INT, 0, "groups", "病组数", "groups with a price (mean over folds); units with cases"},
    INTERVAL_COLUMNS("r2", "1", "解释方差", "1 - sum (cost - pay)^2 / sum (cost - mean)^2"),
    INTERVAL_COLUMNS("gain", "1", "解释方差之差", "r2 - r2 of drg"),
    INTERVAL_COLUMNS("mae", "yuan", "平均绝对误差", "mean of |cost - pay|"),
    INTERVAL_COLUMNS("riv", "1", "方差减少系数", "8.5: 1 - within / total sum of squares of the compared cases by group; by their own means, so that small groups flatter it"),
    INTERVAL_COLUMNS("cv", "1", "组内变异系数", "8.5: mean CV of groups of 2 compared cases and more, weighted by cases"),
    INTERVAL_COLUMNS("low_share", "1", "低倍率比例", "share of cases that cost less than half their payment"),
    INTERVAL_COLUMNS("high_share", "1", "高倍率比例", "share of cases that cost more than twice their payment"),
};
/* clang-format on */

static ds_status add_schemes(const ds_comparison *c, const ds_compare_run *r,
                             const ds_compare_figures *f, ds_table *t,
                             ds_error *err)
{
    static const struct {
        int figure;
        double unit;
    } figures[] = {
        {DS_F_R2,   1  },
        {DS_F_GAIN, 1  },
        {DS_F_MAE,  100},
        {DS_F_RIV,  1  },
        {DS_F_CV,   1  },
        {DS_F_LOW,  1  },
        {DS_F_HIGH, 1  }
    };
    for (int k = 0; k < c->n_schemes; k++) {
        size_t row;
        DS_TRY(ds_compare_row_add(t, &row, ds_sample_names[r->sample],
                                  ds_compared_names[k], err));
        ds_table_set(t, row, 2, r->sample == DS_OUT_OF_SAMPLE);
        ds_table_set(t, row, 3, r->n);
        ds_table_set(t, row, 4, r->groups[k]);
        for (size_t i = 0; i < DS_COUNT(figures); i++) {
            ds_interval x = f->of[k][figures[i].figure];
            if (k == 0 && figures[i].figure == DS_F_GAIN)
                x = (ds_interval){NAN, NAN, NAN};
            ds_compare_interval_set(t, row, 5 + 3 * i, x, figures[i].unit);
        }
    }
    return DS_OK;
}

/* ---- normalisation, money ------------------------------------------------ */

/* clang-format off */
static const ds_column_spec normal_specs[] = {
    SAMPLE_COLUMNS,
    {"cost", DS_CELL_FEN, 0, "yuan", "总费用", "of the compared cases: the budget of every scheme"},
    {"points", DS_CELL_POINTS, 0, "points", "点数", "of the compared cases, without coefficients; capitation: months of the persons signed up"},
    {"value", DS_CELL_DECIMAL, 6, "yuan per point", "中性点值", "cost / points: makes the schemes budget-neutral; capitation: yuan a head and month"},
    {"rounding", DS_CELL_FEN, 0, "yuan", "舍入差", "payments rounded case by case - cost"},
};

static const ds_column_spec money_specs[] = {
    SAMPLE_COLUMNS,
    {"moved", DS_CELL_FEN, 0, "yuan", "转移金额", "sum over institutions of |pay - pay by drg|"},
    INTERVAL_COLUMNS("moved_share", "1", "转移比例", "moved / budget"),
    {"winners", DS_CELL_INT, 0, "institutions", "受益机构", "paid more than by drg, by more than a fen a case (rounding); so are the next three"},
    {"losers", DS_CELL_INT, 0, "institutions", "受损机构", "paid less than by drg"},
    {"surplus", DS_CELL_INT, 0, "institutions", "结余机构", "paid more than their cost"},
    {"deficit", DS_CELL_INT, 0, "institutions", "超支机构", "paid less than their cost"},
    INTERVAL_COLUMNS("gini", "1", "收支比基尼系数", "Gini coefficient of payment / cost of institutions: 0 all the same"),
    INTERVAL_COLUMNS("gini_margin", "1", "盈亏基尼系数", "of payment - cost, normalised by the sum of |payment - cost| as some are below zero: 0 to 1"),
};
/* clang-format on */

static ds_i128 pay_of(const ds_comparison *c, const ds_compare_run *r, int k)
{
    ds_i128 sum = 0;
    for (size_t h = 0; h < c->hospitals.n; h++) sum += r->hospital[h].pay[k];
    return sum;
}

static ds_status add_normal(const ds_comparison *c, const ds_compare_run *r,
                            ds_table *t, ds_error *err)
{
    for (int k = 0; k < c->n_schemes; k++) {
        int64_t cost, points;
        size_t row;
        DS_TRY(ds_compare_row_add(t, &row, ds_sample_names[r->sample],
                                  ds_compared_names[k], err));
        if (!ds_fit_i64(r->cost, &cost) || !ds_fit_i64(r->points[k], &points))
            return ds_fail(err, DS_ERR_OVERFLOW,
                           "the cost of all cases does not fit 64 bits of fen");
        ds_table_set(t, row, 2, cost);
        ds_table_set(t, row, 3, points);
        ds_table_set(t, row, 4,
                     ds_compare_ratio(r->cost * 100, r->points[k], 6));
        ds_table_set(t, row, 5, (int64_t)(pay_of(c, r, k) - r->cost));
    }
    return DS_OK;
}

/* Institutions paid more and less than by DRG, than their cost: by more than a
 * fen a case, which is what payments rounded case by case come to. */
static ds_i128 count_winners(const ds_comparison *c, const ds_compare_run *r,
                             int k, int64_t counts[4])
{
    ds_i128 moved = 0;
    for (int i = 0; i < 4; i++) counts[i] = 0;
    for (size_t h = 0; h < c->hospitals.n; h++) {
        const ds_compare_sums *s = &r->hospital[h];
        const ds_i128 d = s->pay[k] - s->pay[DS_COMPARED_DRG];
        moved += d < 0 ? -d : d;
        counts[0] += d > s->n;
        counts[1] += d < -s->n;
        counts[2] += s->pay[k] - s->cost > s->n;
        counts[3] += s->pay[k] - s->cost < -s->n;
    }
    return moved;
}

static ds_status add_money(const ds_comparison *c, const ds_compare_run *r,
                           const ds_compare_figures *f, ds_table *t,
                           ds_error *err)
{
    for (int k = 0; k < c->n_schemes; k++) {
        int64_t counts[4];
        size_t row;
        const ds_i128 moved = count_winners(c, r, k, counts);
        DS_TRY(ds_compare_row_add(t, &row, ds_sample_names[r->sample],
                                  ds_compared_names[k], err));
        ds_table_set(t, row, 2, (int64_t)moved);
        ds_compare_interval_set(t, row, 3, f->of[k][DS_F_MOVED], 1);
        for (size_t i = 0; i < 4; i++) ds_table_set(t, row, 6 + i, counts[i]);
        ds_compare_interval_set(t, row, 10, f->of[k][DS_F_GINI], 1);
        ds_compare_interval_set(t, row, 13, f->of[k][DS_F_GINI_MARGIN], 1);
    }
    return DS_OK;
}

/* ---- marginal pay, stability --------------------------------------------- */

/* clang-format off */
static const ds_column_spec marginal_specs[] = {
    SAMPLE_COLUMNS,
    INTERVAL_COLUMNS("case_pay", "yuan", "增加一例的支付", "what one more average case brings a hospital of average size, the budget being fixed; by heads nothing"),
    INTERVAL_COLUMNS("day_pay", "yuan", "增加一天的支付", "what one more day at the case's cost a day brings, by the deviation rules (7.5, 8.4): that cost where the case costs less than half or more than twice its payment, else nothing; by heads nothing"),
    INTERVAL_COLUMNS("day_cost", "yuan", "增加一天的费用", "what that day costs: mean of cost / days"),
    INTERVAL_COLUMNS("step_pay", "yuan", "编码升一级的支付", "mean of what the next dearer group brings: of the diagnosis (dip), of the first three characters of the code (drg); by heads nothing"),
    INTERVAL_COLUMNS("step_share", "1", "可升级比例", "share of compared cases that have such a group"),
};

static const ds_column_spec stability_specs[] = {
    SAMPLE_COLUMNS,
    {"from", DS_CELL_INT, 0, "", "自年度", "year"},
    {"to", DS_CELL_INT, 0, "", "至年度", "the year after it"},
    {"groups", DS_CELL_INT, 0, "groups", "病组数", "with cases in both"},
    INTERVAL_COLUMNS("weight_change", "1", "权重变动", "mean of |weight / weight before - 1|, by cases; a weight is a group's mean cost / mean of all in that year"),
    INTERVAL_COLUMNS("value_from", "yuan per point", "点值（前）", "cost / points of the year; capitation: yuan a head and month"),
    INTERVAL_COLUMNS("value_to", "yuan per point", "点值（后）", "of the year after"),
};
/* clang-format on */

static ds_status add_marginal(const ds_comparison *c, const ds_compare_run *r,
                              const ds_compare_figures *f, ds_table *t,
                              ds_error *err)
{
    for (int k = 0; k < c->n_schemes; k++) {
        size_t row;
        DS_TRY(ds_compare_row_add(t, &row, ds_sample_names[r->sample],
                                  ds_compared_names[k], err));
        ds_compare_interval_set(t, row, 2, f->of[k][DS_F_CASE], 100);
        ds_compare_interval_set(t, row, 5, f->of[k][DS_F_DAY], 100);
        ds_compare_interval_set(t, row, 8, f->day_cost, 100);
        ds_compare_interval_set(t, row, 11, f->of[k][DS_F_STEP], 100);
        ds_compare_interval_set(t, row, 14, f->of[k][DS_F_STEP_SHARE], 1);
    }
    return DS_OK;
}

static ds_status add_stability(const ds_comparison *c, const ds_compare_run *r,
                               const ds_compare_figures *f, ds_table *t,
                               ds_error *err)
{
    for (int k = 0; k < c->n_schemes; k++)
        for (int y = 0; y + 1 < c->n_years; y++) {
            size_t row;
            if (f->groups[k][y] == 0) continue;
            DS_TRY(ds_compare_row_add(t, &row, ds_sample_names[r->sample],
                                      ds_compared_names[k], err));
            ds_table_set(t, row, 2, c->in.year - c->n_years + 1 + y);
            ds_table_set(t, row, 3, c->in.year - c->n_years + 2 + y);
            ds_table_set(t, row, 4, f->groups[k][y]);
            ds_compare_interval_set(t, row, 5, f->of[k][DS_F_CHANGE + y], 1);
            ds_compare_interval_set(t, row, 8, f->of[k][DS_F_VALUE + y], 100);
            ds_compare_interval_set(t, row, 11, f->of[k][DS_F_VALUE + y + 1],
                                    100);
        }
    return DS_OK;
}

/* ---- all of them --------------------------------------------------------- */

static ds_status begin(ds_table tables[DS_N_COMPARE_TABLES], ds_error *err)
{
    const struct {
        const char *name, *zh;
        const ds_column_spec *specs;
        size_t n;
    } list[] = {
        {"schemes",       "方案比较",       scheme_specs,    DS_COUNT(scheme_specs)  },
        {"normalisation", "预算中性",       normal_specs,    DS_COUNT(normal_specs)  },
        {"money",         "资金转移",       money_specs,     DS_COUNT(money_specs)   },
        {"marginal",      "边际支付",       marginal_specs,  DS_COUNT(marginal_specs)},
        {"stability",     "年度间稳定性", stability_specs,
         DS_COUNT(stability_specs)                                                       },
    };
    for (size_t i = 0; i < DS_COUNT(list); i++)
        DS_TRY(ds_table_init(&tables[i], list[i].name, list[i].zh,
                             list[i].specs, list[i].n, err));
    return ds_compare_who_begin(tables, err);
}

static ds_status add_sample(const ds_comparison *c, ds_sample sample,
                            const ds_run *run, ds_compare_figures *f,
                            ds_table tables[DS_N_COMPARE_TABLES], ds_error *err)
{
    const ds_compare_run *r = &c->run[sample];
    DS_TRY(ds_compare_figures_make(c, sample, run, f, err));
    DS_TRY(add_schemes(c, r, f, &tables[DS_CMP_T_SCHEMES], err));
    DS_TRY(add_normal(c, r, &tables[DS_CMP_T_NORMALISATION], err));
    DS_TRY(add_money(c, r, f, &tables[DS_CMP_T_MONEY], err));
    DS_TRY(add_marginal(c, r, f, &tables[DS_CMP_T_MARGINAL], err));
    DS_TRY(add_stability(c, r, f, &tables[DS_CMP_T_STABILITY], err));
    return ds_compare_who_add(c, sample, f, tables, err);
}

ds_status ds_compare_tables(const ds_comparison *c, const ds_run *run,
                            ds_table tables[DS_N_COMPARE_TABLES], ds_error *err)
{
    static const ds_sample shown[] = {DS_OUT_OF_SAMPLE, DS_IN_SAMPLE};
    ds_compare_figures *f = NULL;
    ds_status st = DS_OK;
    DS_GO(ds_alloc(&f, 1, sizeof *f, err));
    DS_GO(begin(tables, err));
    for (size_t i = 0; i < DS_COUNT(shown); i++)
        DS_GO(add_sample(c, shown[i], run, f, tables, err));
done:
    free(f);
    return st;
}
