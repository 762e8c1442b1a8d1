/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_tables.c - figures with their errors; see fund_tables.h. */
#include "sim/fund/fund_tables_parts.h"

#include <math.h>

const char *const ds_fund_pool_names[DS_FUND_N_POOLS] = {"employee",
                                                         "resident"};

/* clang-format off */
#define TEXT(name, zh, help) {name, DS_CELL_TEXT, 0, "", zh, help}
#define YEAR {"year", DS_CELL_INT, 0, "", "年份", "calendar year"}
#define POOL TEXT("pool", "统筹基金", "employee or resident")
#define SCENARIO TEXT("scenario", "情景", "name of the run or scenario")
#define FEN(name, zh, help) {name, DS_CELL_FEN, 0, "yuan", zh, help}
#define SIX(name, unit, zh, help) {name, DS_CELL_DECIMAL, 6, unit, zh, help}
#define BOTH_FEN(name, zh) FEN(name, zh, "over the paths"), FEN(name "_error", zh "误差", "its Monte Carlo standard error")
#define BOTH_SIX(name, unit, zh) SIX(name, unit, zh, "over the paths"), SIX(name "_error", unit, zh "误差", "its Monte Carlo standard error")

#define SPREAD(M) \
    M("mean", "均值"), M("sd", "标准差"), \
    M("p1", "1%分位"), M("p5", "5%分位"), M("p10", "10%分位"), \
    M("p25", "25%分位"), M("p50", "中位数"), M("p75", "75%分位"), \
    M("p90", "90%分位"), M("p95", "95%分位"), M("p99", "99%分位")
#define SPREAD_SIX(name, zh) BOTH_SIX(name, "1", zh)

static const ds_column_spec money[] = {
    SCENARIO, POOL, YEAR, TEXT("figure", "指标", "what it is"), SPREAD(BOTH_FEN)};
static const ds_column_spec ratios[] = {
    SCENARIO, POOL, YEAR, TEXT("figure", "指标", "what it is"), SPREAD(SPREAD_SIX)};
static const ds_column_spec actuarial[] = {
    SCENARIO, POOL, {"horizon", DS_CELL_INT, 0, "years", "期限", "years"},
    SIX("level_change", "1", "费率调整", "change of the rate over the contribution base that closes the mean balance"),
    SPREAD(SPREAD_SIX)};
static const ds_column_spec chances[] = {
    SCENARIO, POOL, YEAR,
#define CHANCE(id, name, zh, help) BOTH_SIX(name, "1", zh),
    DS_FUND_CHANCES(CHANCE)
};
static const ds_column_spec risk[] = {
    SCENARIO, POOL, YEAR,
    BOTH_FEN("var_95", "95%风险价值"), BOTH_FEN("tvar_95", "95%尾部均值"),
    BOTH_FEN("var_99", "99%风险价值"), BOTH_FEN("tvar_99", "99%尾部均值")};
static const ds_column_spec convergence[] = {
    SCENARIO, POOL, {"paths", DS_CELL_INT, 0, "paths", "路径数", "the first so many paths"},
    BOTH_FEN("balance", "期末平均结余"), BOTH_SIX("months", "months", "期末平均可支付月数"),
    BOTH_SIX("depleted", "1", "耗尽概率")};
static const ds_column_spec differences[] = {
    SCENARIO, POOL, YEAR, BOTH_FEN("income", "收入差异"), BOTH_FEN("spending", "支出差异"),
    BOTH_FEN("balance", "结余差异"), BOTH_SIX("months", "months", "可支付月数差异"),
    BOTH_SIX("depleted", "1", "耗尽概率差异")};
static const ds_column_spec summary[] = {
    YEAR, POOL,
    FEN("balance_p5", "结余5%分位", "5 % of the paths are below"), FEN("balance_p5_error", "误差", "its standard error"),
    FEN("balance_p50", "结余中位数", "median"), FEN("balance_p50_error", "误差", "its standard error"),
    FEN("balance_p95", "结余95%分位", "5 % of the paths are above"), FEN("balance_p95_error", "误差", "its standard error"),
    {"months", DS_CELL_DECIMAL, 2, "months", "可支付月数中位数", "median of months payable"},
    {"months_error", DS_CELL_DECIMAL, 2, "months", "误差", "its standard error"},
    {"depleted", DS_CELL_DECIMAL, 4, "1", "耗尽概率", "probability of depletion by the year"},
    {"depleted_error", DS_CELL_DECIMAL, 4, "1", "误差", "its standard error"},
    TEXT("band", "预警区间", "warning band of the median months")};
static const ds_column_spec opening[] = {
    POOL, FEN("booked", "账面结余", "as booked"), FEN("unpaid", "已清算未拨付", "clearing settled and unpaid"),
    FEN("deposits", "质量保证金", "deposits held"), FEN("unbooked", "已发生未入账", "incurred and not yet booked"),
    FEN("prepaid", "预付金", "prepayments"), FEN("adjusted", "调整后结余", "booked - unpaid - deposits - unbooked + prepaid"),
    FEN("income", "基年统筹收入", "pooled income of the base year"), FEN("spending", "基年统筹支出", "pooled spending of the base year"),
    {"months", DS_CELL_DECIMAL, 2, "months", "可支付月数", "adjusted balance in months of spending"},
    SIX("calibration", "1", "征缴校准系数", "contributions over the formula's"),
    FEN("budget", "基年预算", "of the budgeted care in the base year"),
    {"points", DS_CELL_POINTS, 0, "points", "基年点数", "of its settlement"},
    SIX("point_value", "yuan per point", "基年点值", "of its settlement")};
static const ds_column_spec assumptions[] = {
    TEXT("key", "参数", "name of the key"), TEXT("value", "取值", "its value"), TEXT("unit", "单位", "its unit"),
    TEXT("factor", "随机因子", "distribution and process"), TEXT("kind", "性质", "data, national, expert; default: the program's"),
    TEXT("source", "出处", "where it comes from"), TEXT("date", "日期", "of the source"), TEXT("meaning", "含义", "what it means")};
static const ds_column_spec scenarios[] = {
    SCENARIO, TEXT("key", "参数", "key that it changes"), TEXT("base", "基准取值", "value in the base"),
    TEXT("value", "情景取值", "value in the scenario"), TEXT("kind", "性质", "data, national or expert"),
    TEXT("source", "出处", "where the scenario's value comes from"), TEXT("date", "日期", "of the source")};
static const ds_column_spec centre[] = {
    POOL, YEAR,
    {"insured", DS_CELL_INT, 0, "persons", "参保人数", "active members, or residents"},
    {"retired", DS_CELL_INT, 0, "persons", "退休人数", "retired members"},
    FEN("contributions", "缴费收入", "without other flows"), FEN("income", "收入", "without interest"),
    FEN("interest", "利息", "on a positive balance"), FEN("demand", "需求", "budgeted care without a budget"),
    FEN("budget", "预算", "none: the demand"), FEN("outside", "预算外支出", "care outside the budget"),
    FEN("spending", "支出", "all of it"), FEN("balance", "累计结余", "before the gap is booked"),
    FEN("gap", "累计缺口", "up to the year"),
    {"months", DS_CELL_DECIMAL, 4, "months", "可支付月数", "F2"},
    SIX("point_value", "1", "点值", "base year = 1"), SIX("income_rate", "1", "收入率", "over the contribution base"),
    SIX("cost_rate", "1", "支出率", "over the contribution base"), TEXT("band", "预警区间", "warning band"),
    {"points", DS_CELL_POINTS, 0, "points", "点数", "from those of the base year's settlement"},
    SIX("yuan_per_point", "yuan per point", "每点金额", "from that of the base year's settlement")};
static const ds_column_spec indicators[] = {
    POOL, YEAR,
    {"planned_months", DS_CELL_DECIMAL, 2, "months", "规划可支付月数", "straight path of the plan (F1)"},
    {"months", DS_CELL_DECIMAL, 2, "months", "可支付月数中位数", "median over the paths"},
    {"months_error", DS_CELL_DECIMAL, 2, "months", "误差", "its standard error"},
    {"difference", DS_CELL_DECIMAL, 2, "months", "差异", "months - planned_months"},
    TEXT("status", "状态", "on path, above path, below path; from plan.year on: met, above plan, below plan")};
static const ds_column_spec limits[] = {
    TEXT("limit", "局限", "what the model does not do")};
static const ds_column_spec nothing[] = {YEAR};

static const struct {
    const char *name, *zh;
    const ds_column_spec *specs;
    size_t n;
} tables[DS_FUND_N_TABLES] = {
    [DS_FUND_TABLE_SUMMARY] = {"summary", "摘要", summary, DS_COUNT(summary)},
    [DS_FUND_TABLE_MONEY] = {"money", "金额指标", money, DS_COUNT(money)},
    [DS_FUND_TABLE_RATIOS] = {"ratios", "比率指标", ratios, DS_COUNT(ratios)},
    [DS_FUND_TABLE_CHANCES] = {"probabilities", "概率", chances, DS_COUNT(chances)},
    [DS_FUND_TABLE_RISK] = {"risk", "赤字风险", risk, DS_COUNT(risk)},
    [DS_FUND_TABLE_ACTUARIAL] = {"actuarial_balance", "精算平衡", actuarial, DS_COUNT(actuarial)},
    [DS_FUND_TABLE_CONVERGENCE] = {"convergence", "收敛", convergence, DS_COUNT(convergence)},
    [DS_FUND_TABLE_DIFFERENCES] = {"differences", "情景差异", differences, DS_COUNT(differences)},
    [DS_FUND_TABLE_OPENING] = {"opening", "期初状况", opening, DS_COUNT(opening)},
    [DS_FUND_TABLE_INDICATORS] = {"indicators", "规划指标", indicators, DS_COUNT(indicators)},
    [DS_FUND_TABLE_ASSUMPTIONS] = {"assumptions", "假设登记", assumptions, DS_COUNT(assumptions)},
    [DS_FUND_TABLE_SCENARIOS] = {"scenarios", "情景", scenarios, DS_COUNT(scenarios)},
    [DS_FUND_TABLE_CENTRE] = {"centre", "中心路径", centre, DS_COUNT(centre)},
    [DS_FUND_TABLE_POPULATION] = {"population", "参保人口", nothing, 0},
    [DS_FUND_TABLE_LOWEST] = {"lowest", "年内最低月份", ds_fund_lowest_specs, DS_FUND_N_LOWEST_SPECS},
    [DS_FUND_TABLE_MONTHS] = {"months", "逐月结余", ds_fund_month_specs, DS_FUND_N_MONTH_SPECS},
    [DS_FUND_TABLE_LIMITS] = {"limits", "模型局限", limits, DS_COUNT(limits)},
};
static const struct {
    const char *name;
    bool is_money;
    double to_six; /* of the figure's whole units */
} figures[DS_FUND_N_FIGURES] = {
#define FIGURE(id, name, money, decimals, unit, zh, help) {name, money, decimals == 4 ? 100.0 : 1.0},
    DS_FUND_FIGURES(FIGURE)
};
/* clang-format on */

ds_status ds_fund_tables_init(ds_table t[DS_FUND_N_TABLES], ds_error *err)
{
    for (size_t i = 0; i < DS_FUND_N_TABLES; i++)
        if (tables[i].n > 0)
            DS_TRY(ds_table_init(&t[i], tables[i].name, tables[i].zh,
                                 tables[i].specs, tables[i].n, err));
    return DS_OK;
}

int64_t ds_fund_round(double x)
{
    if (!(fabs(x) < 9.2e18)) return DS_MISSING;
    return (int64_t)(x < 0.0 ? ceil(x - 0.5) : floor(x + 0.5));
}

const char *ds_fund_band(double months)
{
    return months < 3.0    ? "insufficient"
           : months < 6.0  ? "low"
           : months <= 9.0 ? "target"
           : months <= 15  ? "high"
                           : "excessive";
}

/* ---- rows ---------------------------------------------------------------- */

/* Scenario, pool, number: how most rows begin. */
static ds_status begin_row(ds_table *t, const ds_fund_model *m, size_t k,
                           int64_t number, size_t *row, ds_error *err)
{
    DS_TRY(ds_table_add(t, row, err));
    DS_TRY(ds_table_set_text(t, *row, 0, m->v.name, err));
    DS_TRY(ds_table_set_text(t, *row, 1, ds_fund_pool_names[k], err));
    ds_table_set(t, *row, 2, number);
    return DS_OK;
}

static void set_spread(ds_table *t, size_t row, size_t column,
                       const ds_fund_summary *s, double scale)
{
    const double first[4] = {s->mean, s->mean_error, s->sd, s->sd_error};
    for (size_t i = 0; i < 4; i++)
        ds_table_set(t, row, column++, ds_fund_round(first[i] * scale));
    for (size_t l = 0; l < DS_FUND_N_LEVELS; l++) {
        ds_table_set(t, row, column++, ds_fund_round(s->quantile[l] * scale));
        ds_table_set(t, row, column++, ds_fund_round(s->error[l] * scale));
    }
}

static ds_status add_figures(ds_table t[DS_FUND_N_TABLES],
                             const ds_fund_model *m, const ds_fund_result *r,
                             size_t k, int64_t year, ds_error *err)
{
    for (size_t f = 0; f < DS_FUND_N_FIGURES; f++) {
        if (!(r->figures >> f & 1) || !ds_fund_has_figure(m, k, f)) continue;
        ds_table *to = &t[figures[f].is_money ? DS_FUND_TABLE_MONEY
                                              : DS_FUND_TABLE_RATIOS];
        size_t row;
        DS_TRY(begin_row(to, m, k, m->v.base_year + year, &row, err));
        DS_TRY(ds_table_set_text(to, row, 3, figures[f].name, err));
        set_spread(to, row, 4, &r->figure[k][year - 1][f], figures[f].to_six);
    }
    return DS_OK;
}

static ds_status add_chances(ds_table *t, const ds_fund_model *m,
                             const ds_fund_result *r, size_t k, int64_t year,
                             ds_error *err)
{
    size_t row;
    DS_TRY(begin_row(t, m, k, m->v.base_year + year, &row, err));
    for (size_t i = 0; i < DS_FUND_N_CHANCES; i++) {
        const int64_t count = r->chance[k][year - 1][i];
        if (i >= DS_FUND_EMPTY_MONTH && !m->pool[k].has_months) continue;
        ds_table_set(t, row, 3 + 2 * i,
                     ds_fund_round((double)count / (double)r->n * 1e6));
        ds_table_set(t, row, 4 + 2 * i,
                     ds_fund_round(r->chance_error[k][year - 1][i] * 1e6));
    }
    return DS_OK;
}

static ds_status add_summary(ds_table *t, const ds_fund_model *m,
                             const ds_fund_result *r, size_t k, int64_t year,
                             ds_error *err)
{
    static const size_t levels[] = {1, 4, 7}; /* 5, 50, 95 % */
    const ds_fund_summary *balance = &r->figure[k][year - 1][DS_FUND_BALANCE];
    const ds_fund_summary *months = &r->figure[k][year - 1][DS_FUND_MONTHS];
    const int64_t depleted = r->chance[k][year - 1][DS_FUND_DEPLETED];
    size_t row;
    DS_TRY(ds_table_add(t, &row, err));
    ds_table_set(t, row, 0, m->v.base_year + year);
    DS_TRY(ds_table_set_text(t, row, 1, ds_fund_pool_names[k], err));
    for (size_t i = 0; i < DS_COUNT(levels); i++) {
        ds_table_set(t, row, 2 + 2 * i,
                     ds_fund_round(balance->quantile[levels[i]]));
        ds_table_set(t, row, 3 + 2 * i,
                     ds_fund_round(balance->error[levels[i]]));
    }
    ds_table_set(t, row, 8, ds_fund_round(months->quantile[4] / 100.0));
    ds_table_set(t, row, 9, ds_fund_round(months->error[4] / 100.0));
    ds_table_set(t, row, 10,
                 ds_fund_round((double)depleted / (double)r->n * 1e4));
    ds_table_set(t, row, 11,
                 ds_fund_round(r->chance_error[k][year - 1][DS_FUND_DEPLETED] *
                               1e4));
    return ds_table_set_text(t, row, 12,
                             ds_fund_band(months->quantile[4] / 1e4), err);
}

/* ---- the end of the horizon ---------------------------------------------- */

static ds_status add_risk(ds_table *t, const ds_fund_model *m,
                          const ds_fund_result *r, size_t k, ds_error *err)
{
    const ds_fund_risk *x = &r->risk[k];
    size_t row;
    if (!(r->figures >> DS_FUND_DEFICIT & 1)) return DS_OK;
    DS_TRY(begin_row(t, m, k, m->v.base_year + m->v.years, &row, err));
    for (size_t i = 0; i < 2; i++) {
        const double values[4] = {x->var[i], x->var_error[i], x->tail[i],
                                  x->tail_error[i]};
        for (size_t j = 0; j < 4; j++)
            ds_table_set(t, row, 3 + 4 * i + j, ds_fund_round(values[j]));
    }
    return DS_OK;
}

static ds_status add_actuarial(ds_table *t, const ds_fund_model *m,
                               const ds_fund_result *r, size_t k, ds_error *err)
{
    for (size_t h = 0; h < DS_FUND_N_HORIZONS; h++) {
        const ds_fund_summary *s = &r->actuarial[k][h];
        size_t row;
        if (ds_fund_horizons[h] > m->v.years) continue;
        DS_TRY(begin_row(t, m, k, ds_fund_horizons[h], &row, err));
        ds_table_set(t, row, 3, ds_fund_round(-s->mean));
        set_spread(t, row, 4, s, 1.0);
    }
    return DS_OK;
}

/* The groups' parts up to one of them, added up. */
static void add_part(ds_fund_part *all, const ds_fund_part *p)
{
    all->n += p->n;
    all->depleted += p->depleted;
    ds_words_add(all->balance, ds_words_get(p->balance));
    ds_words_add(all->balance_squares, ds_words_get(p->balance_squares));
    ds_words_add(all->months, ds_words_get(p->months));
    ds_words_add(all->months_squares, ds_words_get(p->months_squares));
}

/* mean and its error of n values with these sums, scaled; `error` is that of
 * groups, or 0 of independent values. */
static void set_mean(ds_table *t, size_t row, size_t column, int64_t n,
                     const int64_t sum[2], const int64_t squares[2],
                     double error, double scale)
{
    const double sd = ds_series_sd((uint64_t)n, ds_words_get(sum),
                                   (ds_u128)ds_words_get(squares));
    const double mean = (double)ds_words_get(sum) / (double)n;
    if (error == 0.0) error = sd / sqrt((double)n);
    ds_table_set(t, row, column, ds_fund_round(mean * scale));
    ds_table_set(t, row, column + 1, ds_fund_round(error * scale));
}

static void set_convergence(ds_table *t, size_t row, size_t groups,
                            const ds_fund_part part[DS_DESIGN_RUNS])
{
    double n[DS_DESIGN_RUNS], depleted[DS_DESIGN_RUNS];
    double balance[DS_DESIGN_RUNS], months[DS_DESIGN_RUNS];
    double error[2] = {0.0, 0.0};
    ds_fund_part all = {0};
    for (size_t g = 0; g < groups; g++) {
        n[g] = (double)part[g].n;
        depleted[g] = (double)part[g].depleted;
        balance[g] = (double)ds_words_get(part[g].balance);
        months[g] = (double)ds_words_get(part[g].months);
        add_part(&all, &part[g]);
    }
    if (groups > 1) {
        error[0] = ds_design_error(n, balance);
        error[1] = ds_design_error(n, months);
    }
    set_mean(t, row, 3, all.n, all.balance, all.balance_squares, error[0], 1.0);
    set_mean(t, row, 5, all.n, all.months, all.months_squares, error[1], 100.0);
    ds_table_set(t, row, 7,
                 ds_fund_round((double)all.depleted / (double)all.n * 1e6));
    ds_table_set(t, row, 8,
                 ds_fund_round(ds_fund_share_error(groups, n, depleted) * 1e6));
}

static ds_status add_convergence(ds_table *t, const ds_fund_model *m,
                                 const ds_fund_result *r, size_t k,
                                 ds_error *err)
{
    ds_fund_part part[DS_DESIGN_RUNS] = {0};
    for (size_t i = 0; i < DS_FUND_N_PARTS; i++) {
        int64_t n = 0;
        size_t row;
        for (size_t g = 0; g < r->groups; g++) {
            add_part(&part[g], &r->part[g][k][i]);
            n += part[g].n;
        }
        if ((i & (i + 1)) != 0 || n == 0) continue; /* 1, 2, 4, 8, 16 */
        DS_TRY(begin_row(t, m, k, n, &row, err));
        set_convergence(t, row, r->groups, part);
    }
    return DS_OK;
}

ds_status ds_fund_tables_add(ds_table t[DS_FUND_N_TABLES],
                             const ds_fund_model *m, const ds_fund_result *r,
                             bool is_base, ds_error *err)
{
    for (int64_t year = 1; year <= r->years; year++)
        for (size_t k = 0; k < DS_FUND_N_POOLS; k++) {
            if (!r->is_run[k]) continue;
            DS_TRY(add_figures(t, m, r, k, year, err));
            DS_TRY(add_chances(&t[DS_FUND_TABLE_CHANCES], m, r, k, year, err));
            if (is_base)
                DS_TRY(
                    add_summary(&t[DS_FUND_TABLE_SUMMARY], m, r, k, year, err));
        }
    DS_TRY(ds_fund_tables_lowest(&t[DS_FUND_TABLE_LOWEST], m, r, err));
    DS_TRY(ds_fund_tables_months(&t[DS_FUND_TABLE_MONTHS], m, r, err));
    for (size_t k = 0; k < DS_FUND_N_POOLS; k++) {
        if (!r->is_run[k]) continue;
        DS_TRY(add_risk(&t[DS_FUND_TABLE_RISK], m, r, k, err));
        DS_TRY(add_actuarial(&t[DS_FUND_TABLE_ACTUARIAL], m, r, k, err));
        DS_TRY(add_convergence(&t[DS_FUND_TABLE_CONVERGENCE], m, r, k, err));
    }
    return DS_OK;
}

ds_status ds_fund_tables_pairs(ds_table t[DS_FUND_N_TABLES],
                               const ds_fund_model *m, const ds_fund_pairs *p,
                               ds_error *err)
{
    static const double scale[DS_FUND_N_PAIRED] = {1, 1, 1, 100, 1e6};
    ds_table *to = &t[DS_FUND_TABLE_DIFFERENCES];
    for (int64_t year = 1; year <= m->v.years; year++)
        for (size_t k = 0; k < DS_FUND_N_POOLS; k++) {
            size_t row;
            if (!m->pool[k].is_run) continue;
            DS_TRY(begin_row(to, m, k, m->v.base_year + year, &row, err));
            for (size_t f = 0; f < DS_FUND_N_PAIRED; f++) {
                const ds_fund_pair *d = &p->at[k][year - 1][f];
                ds_table_set(to, row, 3 + 2 * f,
                             ds_fund_round(d->mean * scale[f]));
                ds_table_set(to, row, 4 + 2 * f,
                             ds_fund_round(d->error * scale[f]));
            }
        }
    return DS_OK;
}
