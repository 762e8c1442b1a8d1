/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/compare_tables.c - the tables of a comparison; see compare.h. */
#include "sim/compare_bootstrap.h"

#include <math.h>
#include <stdlib.h>

static const char *const sample_names[DS_N_SAMPLES] = {"in", "out"};
#define SCHEME_NAME(code, name, zh) name,
static const char *const scheme_names[DS_N_COMPARED] = {
    DS_COMPARED(SCHEME_NAME)};
#undef SCHEME_NAME
#define BY_NAME(code, name, zh) name,
static const char *const by_names[DS_N_COMPARE_BY] = {DS_COMPARE_BY(BY_NAME)};
#undef BY_NAME

/* num / den with decimals, DS_MISSING where den is 0. */
static int64_t ratio_of(ds_i128 num, ds_i128 den, int decimals)
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

static ds_status add_row(ds_table *t, size_t *row, const char *first,
                         const char *second, ds_error *err)
{
    DS_TRY(ds_table_add(t, row, err));
    DS_TRY(ds_table_set_text(t, *row, 0, first, err));
    return ds_table_set_text(t, *row, 1, second, err);
}

/* ---- schemes ------------------------------------------------------------- */

/* clang-format off */
static const ds_column_spec scheme_specs[] = {
    {"sample", DS_CELL_TEXT, 0, "", "样本", "in: groups priced by the compared cases themselves; out: by others"},
    {"scheme", DS_CELL_TEXT, 0, "", "方案", "drg, dip; gain: dip - drg"},
    {"counts", DS_CELL_INT, 0, "0/1", "以此为准", "1: out of sample, the figures that count"},
    {"cases", DS_CELL_INT, 0, "cases", "病例数", "compared cases"},
    {"groups", DS_CELL_INT, 0, "groups", "病组数", "groups with a price (mean over folds)"},
    {"r2", DS_CELL_REAL, 0, "1", "解释方差", "1 - sum (cost - pay)^2 / sum (cost - mean)^2; in sample and untrimmed the RIV of 8.5"},
    {"r2_low", DS_CELL_REAL, 0, "1", "解释方差下限", "of the bootstrap interval, clustered by hospital"},
    {"r2_high", DS_CELL_REAL, 0, "1", "解释方差上限", "of the bootstrap interval"},
    {"mae", DS_CELL_REAL, 0, "yuan", "平均绝对误差", "mean of |cost - pay|"},
    {"mae_low", DS_CELL_REAL, 0, "yuan", "平均绝对误差下限", "of the bootstrap interval"},
    {"mae_high", DS_CELL_REAL, 0, "yuan", "平均绝对误差上限", "of the bootstrap interval"},
    {"low_share", DS_CELL_DECIMAL, 4, "1", "低倍率比例", "share of cases that cost less than half their payment"},
    {"high_share", DS_CELL_DECIMAL, 4, "1", "高倍率比例", "share of cases that cost more than twice their payment"},
    {"cv", DS_CELL_REAL, 0, "1", "组内变异系数", "mean CV of the groups' base cases, weighted by cases"},
};
/* clang-format on */

static void set_interval(ds_table *t, size_t row, size_t column, ds_interval i,
                         double unit)
{
    ds_table_set_real(t, row, column, i.value / unit);
    ds_table_set_real(t, row, column + 1, i.low / unit);
    ds_table_set_real(t, row, column + 2, i.high / unit);
}

/* Cases at low or high multiples of their payment. */
static int64_t count_of(const ds_comparison *c, const ds_compare_run *r, int k,
                        bool is_high)
{
    int64_t n = 0;
    for (size_t h = 0; h < c->hospitals.n; h++)
        n += is_high ? r->hospital[h].high[k] : r->hospital[h].low[k];
    return n;
}

static ds_status add_schemes(const ds_comparison *c, const ds_compare_run *r,
                             ds_table *t, ds_error *err)
{
    ds_compare_figures f;
    const char *sample = sample_names[r->sample];
    size_t row;
    DS_TRY(ds_compare_figures_make(r, c->in.policy, c->order, c->hospitals.n,
                                   &f, err));
    for (int k = 0; k <= DS_N_COMPARED; k++) {
        const bool is_gain = k == DS_N_COMPARED;
        DS_TRY(
            add_row(t, &row, sample, is_gain ? "gain" : scheme_names[k], err));
        ds_table_set(t, row, 2, r->sample == DS_OUT_OF_SAMPLE);
        ds_table_set(t, row, 3, r->n);
        set_interval(t, row, 5, is_gain ? f.r2_gain : f.r2[k], 1);
        if (is_gain) {
            for (size_t i = 8; i <= 10; i++) ds_table_set_real(t, row, i, NAN);
            ds_table_set_real(t, row, 13, NAN);
            continue;
        }
        ds_table_set(t, row, 4, r->groups[k]);
        set_interval(t, row, 8, f.mae[k], 100);
        ds_table_set(t, row, 11, ratio_of(count_of(c, r, k, false), r->n, 4));
        ds_table_set(t, row, 12, ratio_of(count_of(c, r, k, true), r->n, 4));
        ds_table_set_real(t, row, 13, r->cv[k]);
    }
    return DS_OK;
}

/* ---- normalisation, money ------------------------------------------------ */

/* clang-format off */
static const ds_column_spec normal_specs[] = {
    {"sample", DS_CELL_TEXT, 0, "", "样本", "in or out of sample"},
    {"scheme", DS_CELL_TEXT, 0, "", "方案", "drg, dip"},
    {"cost", DS_CELL_FEN, 0, "yuan", "总费用", "of the compared cases: the budget of every scheme"},
    {"points", DS_CELL_POINTS, 0, "points", "点数", "of the compared cases, without coefficients"},
    {"value", DS_CELL_DECIMAL, 6, "yuan per point", "中性点值", "cost / points: makes the schemes budget-neutral"},
    {"rounding", DS_CELL_FEN, 0, "yuan", "舍入差", "payments rounded case by case - cost"},
};

static const ds_column_spec money_specs[] = {
    {"sample", DS_CELL_TEXT, 0, "", "样本", "in or out of sample"},
    {"scheme", DS_CELL_TEXT, 0, "", "方案", "dip against drg"},
    {"moved", DS_CELL_FEN, 0, "yuan", "转移金额", "sum over institutions of |dip - drg|"},
    {"moved_share", DS_CELL_DECIMAL, 6, "1", "转移比例", "moved / budget"},
    {"moved_low", DS_CELL_REAL, 0, "1", "转移比例下限", "of the bootstrap interval of moved_share"},
    {"moved_high", DS_CELL_REAL, 0, "1", "转移比例上限", "of the bootstrap interval"},
    {"winners", DS_CELL_INT, 0, "institutions", "受益机构", "paid more by dip than by drg"},
    {"losers", DS_CELL_INT, 0, "institutions", "受损机构", "paid less by dip than by drg"},
    {"gini_drg", DS_CELL_REAL, 0, "1", "DRG收支比基尼系数", "Gini coefficient of payment / cost of institutions under drg"},
    {"gini_drg_low", DS_CELL_REAL, 0, "1", "DRG基尼系数下限", "of the bootstrap interval"},
    {"gini_drg_high", DS_CELL_REAL, 0, "1", "DRG基尼系数上限", "of the bootstrap interval"},
    {"gini_dip", DS_CELL_REAL, 0, "1", "DIP收支比基尼系数", "the same under dip"},
    {"gini_dip_low", DS_CELL_REAL, 0, "1", "DIP基尼系数下限", "of the bootstrap interval"},
    {"gini_dip_high", DS_CELL_REAL, 0, "1", "DIP基尼系数上限", "of the bootstrap interval"},
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
    for (int k = 0; k < DS_N_COMPARED; k++) {
        int64_t cost, points;
        size_t row;
        DS_TRY(add_row(t, &row, sample_names[r->sample], scheme_names[k], err));
        if (!ds_fit_i64(r->cost, &cost) || !ds_fit_i64(r->points[k], &points))
            return ds_fail(err, DS_ERR_OVERFLOW,
                           "the cost of all cases does not fit 64 bits of fen");
        ds_table_set(t, row, 2, cost);
        ds_table_set(t, row, 3, points);
        ds_table_set(t, row, 4, ratio_of(r->cost * 100, r->points[k], 6));
        ds_table_set(t, row, 5, (int64_t)(pay_of(c, r, k) - r->cost));
    }
    return DS_OK;
}

static ds_status add_money(const ds_comparison *c, const ds_compare_run *r,
                           ds_table *t, ds_error *err)
{
    ds_i128 moved = 0;
    int64_t winners = 0, losers = 0;
    size_t row;
    ds_compare_figures f;
    DS_TRY(ds_compare_figures_make(r, c->in.policy, c->order, c->hospitals.n,
                                   &f, err));
    for (size_t h = 0; h < c->hospitals.n; h++) {
        const ds_compare_sums *s = &r->hospital[h];
        const ds_i128 d = s->pay[DS_COMPARED_DIP] - s->pay[DS_COMPARED_DRG];
        moved += d < 0 ? -d : d;
        winners += d > 0;
        losers += d < 0;
    }
    DS_TRY(add_row(t, &row, sample_names[r->sample], "dip - drg", err));
    ds_table_set(t, row, 2, (int64_t)moved);
    ds_table_set(t, row, 3, ratio_of(moved, r->cost, 6));
    ds_table_set_real(t, row, 4, f.moved.low);
    ds_table_set_real(t, row, 5, f.moved.high);
    ds_table_set(t, row, 6, winners);
    ds_table_set(t, row, 7, losers);
    set_interval(t, row, 8, f.gini[DS_COMPARED_DRG], 1);
    set_interval(t, row, 11, f.gini[DS_COMPARED_DIP], 1);
    return DS_OK;
}

/* ---- marginal pay, stability --------------------------------------------- */

/* clang-format off */
static const ds_column_spec marginal_specs[] = {
    {"sample", DS_CELL_TEXT, 0, "", "样本", "in or out of sample"},
    {"scheme", DS_CELL_TEXT, 0, "", "方案", "drg, dip"},
    {"case_pay", DS_CELL_FEN, 0, "yuan", "增加一例的支付", "what one more average case brings a hospital of average size, the budget being fixed"},
    {"day_pay", DS_CELL_FEN, 0, "yuan", "增加一天的支付", "what one more day brings: nothing where points do not look at the case"},
    {"step_pay", DS_CELL_FEN, 0, "yuan", "编码升一级的支付", "mean of what the next dearer group brings: of the diagnosis (dip), of the first three characters of the code (drg)"},
    {"step_share", DS_CELL_DECIMAL, 4, "1", "可升级比例", "share of base cases that have such a group"},
};

static const ds_column_spec stability_specs[] = {
    {"sample", DS_CELL_TEXT, 0, "", "样本", "in or out of sample"},
    {"scheme", DS_CELL_TEXT, 0, "", "方案", "drg, dip"},
    {"from", DS_CELL_INT, 0, "", "自年度", "base year"},
    {"to", DS_CELL_INT, 0, "", "至年度", "the base year after it"},
    {"groups", DS_CELL_INT, 0, "groups", "病组数", "with cases in both"},
    {"weight_change", DS_CELL_REAL, 0, "1", "权重变动", "mean of |weight / weight before - 1|, by cases"},
    {"value_from", DS_CELL_REAL, 0, "yuan per point", "点值（前）", "cost / points of the year"},
    {"value_to", DS_CELL_REAL, 0, "yuan per point", "点值（后）", "of the year after"},
};
/* clang-format on */

/* Fen of so many points (1/10,000), a ratio; rounded once. */
static int64_t fen_of(const ds_compare_run *r, int k, const mpq_t points)
{
    int64_t fen = DS_MISSING;
    mpq_t value;
    mpq_init(value);
    ds_ratio_set(value, r->cost, r->points[k]);
    mpq_mul(value, value, points);
    (void)!ds_ratio_round(value, 0, &fen);
    mpq_clear(value);
    return fen;
}

/* B ((p + q) / (P + q) - p / P) for q the mean points of a case, p = P / H:
 * value x q x (1 - 1/H) P / (P + q). */
static int64_t case_pay(const ds_comparison *c, const ds_compare_run *r, int k)
{
    int64_t hospitals = 0;
    mpq_t q, x;
    mpq_inits(q, x, NULL);
    for (size_t h = 0; h < c->hospitals.n; h++)
        hospitals += r->hospital[h].n > 0;
    ds_ratio_set(q, r->points[k], r->n);
    ds_ratio_set(x, (ds_i128)(hospitals - 1) * r->n,
                 (ds_i128)hospitals * (r->n + 1));
    mpq_mul(q, q, x);
    const int64_t fen = fen_of(r, k, q);
    mpq_clears(q, x, NULL);
    return fen;
}

static ds_status add_marginal(const ds_comparison *c, const ds_compare_run *r,
                              ds_table *t, ds_error *err)
{
    for (int k = 0; k < DS_N_COMPARED; k++) {
        const ds_step *s = &r->step[k];
        size_t row;
        mpq_t step;
        DS_TRY(add_row(t, &row, sample_names[r->sample], scheme_names[k], err));
        ds_table_set(t, row, 2, case_pay(c, r, k));
        ds_table_set(t, row, 3, 0);
        if (s->cases > 0) {
            mpq_init(step);
            ds_ratio_set(step, s->points, s->cases);
            ds_table_set(t, row, 4, fen_of(r, k, step));
            mpq_clear(step);
        }
        ds_table_set(t, row, 5, ratio_of(s->cases, s->base_cases, 4));
    }
    return DS_OK;
}

static ds_status add_stability(const ds_compare_run *r, ds_table *t,
                               ds_error *err)
{
    for (int k = 0; k < DS_N_COMPARED; k++)
        for (int i = 0; i < r->n_stability[k]; i++) {
            const ds_stability *s = &r->stability[k][i];
            size_t row;
            DS_TRY(add_row(t, &row, sample_names[r->sample], scheme_names[k],
                           err));
            ds_table_set(t, row, 2, s->from);
            ds_table_set(t, row, 3, s->to);
            ds_table_set(t, row, 4, s->groups);
            ds_table_set_real(t, row, 5, s->change);
            ds_table_set_real(t, row, 6, s->value_from);
            ds_table_set_real(t, row, 7, s->value_to);
        }
    return DS_OK;
}

/* ---- ratios -------------------------------------------------------------- */

/* clang-format off */
static const ds_column_spec ratio_specs[] = {
    {"sample", DS_CELL_TEXT, 0, "", "样本", "in or out of sample"},
    {"by", DS_CELL_TEXT, 0, "", "维度", "level, age, severity, dip_group_size (base cases of the DIP group)"},
    {"value", DS_CELL_TEXT, 0, "", "取值", "cell of the dimension"},
    {"cases", DS_CELL_INT, 0, "cases", "病例数", "compared cases"},
    {"cost", DS_CELL_FEN, 0, "yuan", "总费用", "their cost"},
    {"drg_to_cost", DS_CELL_DECIMAL, 4, "1", "DRG支付与费用比", "payment by drg / cost"},
    {"dip_to_cost", DS_CELL_DECIMAL, 4, "1", "DIP支付与费用比", "payment by dip / cost"},
};

static const ds_column_spec hospital_specs[] = {
    {"sample", DS_CELL_TEXT, 0, "", "样本", "in or out of sample"},
    {"hospital", DS_CELL_TEXT, 0, "", "医疗机构", "institution"},
    {"level", DS_CELL_TEXT, 0, "", "级别", "3, 2, 1, 0, unknown"},
    {"cases", DS_CELL_INT, 0, "cases", "病例数", "compared cases"},
    {"cost", DS_CELL_FEN, 0, "yuan", "总费用", "their cost"},
    {"drg_pay", DS_CELL_FEN, 0, "yuan", "DRG支付", "budget-neutral payment by drg"},
    {"dip_pay", DS_CELL_FEN, 0, "yuan", "DIP支付", "budget-neutral payment by dip"},
    {"drg_to_cost", DS_CELL_DECIMAL, 4, "1", "DRG支付与费用比", "payment by drg / cost"},
    {"dip_to_cost", DS_CELL_DECIMAL, 4, "1", "DIP支付与费用比", "payment by dip / cost"},
    {"moved", DS_CELL_FEN, 0, "yuan", "转移金额", "dip_pay - drg_pay"},
};
/* clang-format on */

static const char *cell_name(int by, size_t cell)
{
    static const char *const sizes[] = {"1-4",    "5-14",    "15-49",
                                        "50-199", "200-999", "1000+"};
    if (by == DS_CMP_BY_LEVEL)
        return cell < DS_N_LEVELS ? ds_level_names[cell] : "";
    if (by == DS_CMP_BY_SIZE) return cell < DS_COUNT(sizes) ? sizes[cell] : "";
    return cell < DS_N_SUBTYPES
               ? ds_subtype_names[by == DS_CMP_BY_AGE ? DS_BY_AGE
                                                      : DS_BY_SEVERITY][cell]
               : "";
}

static ds_status add_ratios(const ds_compare_run *r, ds_table *t, ds_error *err)
{
    for (int d = 0; d < DS_N_COMPARE_BY; d++)
        for (size_t cell = 0; cell < DS_COMPARE_CELLS; cell++) {
            const ds_cube *cube = &r->by[d];
            const ds_i128 cost = ds_cube_sum(cube, cell, 0);
            size_t row;
            if (ds_cube_n(cube, cell) == 0) continue;
            DS_TRY(add_row(t, &row, sample_names[r->sample], by_names[d], err));
            DS_TRY(ds_table_set_text(t, row, 2, cell_name(d, cell), err));
            ds_table_set(t, row, 3, ds_cube_n(cube, cell));
            ds_table_set(t, row, 4, (int64_t)cost);
            for (size_t k = 0; k < DS_N_COMPARED; k++)
                ds_table_set(t, row, 5 + k,
                             ratio_of(ds_cube_sum(cube, cell, 1 + k), cost, 4));
        }
    return DS_OK;
}

static ds_status add_hospitals(const ds_comparison *c, const ds_compare_run *r,
                               ds_table *t, ds_error *err)
{
    for (size_t i = 0; i < c->hospitals.n; i++) {
        const uint32_t h = c->order[i];
        const ds_compare_sums *s = &r->hospital[h];
        size_t row;
        if (s->n == 0) continue;
        DS_TRY(add_row(t, &row, sample_names[r->sample],
                       ds_dict_text(&c->hospitals, h), err));
        DS_TRY(ds_table_set_text(t, row, 2, ds_level_names[c->level[h]], err));
        const int64_t values[] = {
            s->n,
            (int64_t)s->cost,
            (int64_t)s->pay[DS_COMPARED_DRG],
            (int64_t)s->pay[DS_COMPARED_DIP],
            ratio_of(s->pay[DS_COMPARED_DRG], s->cost, 4),
            ratio_of(s->pay[DS_COMPARED_DIP], s->cost, 4),
            (int64_t)(s->pay[DS_COMPARED_DIP] - s->pay[DS_COMPARED_DRG])};
        for (size_t k = 0; k < DS_COUNT(values); k++)
            ds_table_set(t, row, 3 + k, values[k]);
    }
    return DS_OK;
}

static ds_status add_rows(const ds_compare_run *r, ds_table *t, ds_error *err)
{
#define ROW_NAME(code, name, zh) {name, zh},
    static const char *const names[][2] = {DS_COMPARE_ROWS(ROW_NAME)};
#undef ROW_NAME
    for (size_t b = 0; b < DS_N_COMPARE_ROWS; b++) {
        size_t row;
        DS_TRY(add_row(t, &row, sample_names[r->sample], names[b][0], err));
        DS_TRY(ds_table_set_text(t, row, 2, names[b][1], err));
        ds_table_set(t, row, 3, r->rows[b]);
    }
    return DS_OK;
}

static ds_status begin(ds_table tables[DS_N_COMPARE_TABLES], ds_error *err)
{
    static const ds_column_spec row_specs[] = {
        {"sample",   DS_CELL_TEXT, 0, "",        "样本",       "in or out of sample"       },
        {"bucket",   DS_CELL_TEXT, 0, "",        "去向",       "what became of the records"},
        {"label_zh", DS_CELL_TEXT, 0, "",        "中文名称", "the same in Chinese"       },
        {"records",  DS_CELL_INT,  0, "records", "记录数",    "how many"                  },
    };
    const struct {
        const char *name, *zh;
        const ds_column_spec *specs;
        size_t n;
    } list[DS_N_COMPARE_TABLES] = {
        {"schemes",         "方案比较",                   scheme_specs,    DS_COUNT(scheme_specs)  },
        {"normalisation",   "预算中性",                   normal_specs,    DS_COUNT(normal_specs)  },
        {"money",           "资金转移",                   money_specs,     DS_COUNT(money_specs)   },
        {"marginal",        "边际支付",                   marginal_specs,  DS_COUNT(marginal_specs)},
        {"stability",       "年度间稳定性",             stability_specs,
         DS_COUNT(stability_specs)                                                                     },
        {"ratios",          "支付与费用比",             ratio_specs,     DS_COUNT(ratio_specs)   },
        {"hospital_ratios", "医疗机构支付与费用比", hospital_specs,
         DS_COUNT(hospital_specs)                                                                      },
        {"rows",            "记录去向",                   row_specs,       DS_COUNT(row_specs)     },
    };
    for (size_t i = 0; i < DS_N_COMPARE_TABLES; i++)
        DS_TRY(ds_table_init(&tables[i], list[i].name, list[i].zh,
                             list[i].specs, list[i].n, err));
    return DS_OK;
}

ds_status ds_compare_tables(const ds_comparison *c,
                            ds_table tables[DS_N_COMPARE_TABLES], ds_error *err)
{
    static const ds_sample shown[] = {DS_OUT_OF_SAMPLE, DS_IN_SAMPLE};
    DS_TRY(begin(tables, err));
    for (size_t i = 0; i < DS_COUNT(shown); i++) {
        const ds_compare_run *r = &c->run[shown[i]];
        DS_TRY(add_schemes(c, r, &tables[DS_CMP_T_SCHEMES], err));
        DS_TRY(add_normal(c, r, &tables[DS_CMP_T_NORMALISATION], err));
        DS_TRY(add_money(c, r, &tables[DS_CMP_T_MONEY], err));
        DS_TRY(add_marginal(c, r, &tables[DS_CMP_T_MARGINAL], err));
        DS_TRY(add_stability(r, &tables[DS_CMP_T_STABILITY], err));
        DS_TRY(add_ratios(r, &tables[DS_CMP_T_RATIOS], err));
        DS_TRY(add_hospitals(c, r, &tables[DS_CMP_T_HOSPITALS], err));
        DS_TRY(add_rows(r, &tables[DS_CMP_T_ROWS], err));
    }
    return DS_OK;
}
