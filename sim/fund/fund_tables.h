/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_tables.h - the tables of a simulation: figures with their Monte
 * Carlo error, and the opinion pack (fund-model.md section 3).
 *
 * An error is one standard error: of a mean sd / sqrt(n); of a sd sd / sqrt(2n)
 * (normal approximation); of a quantile half the distance between the order
 * statistics one standard deviation of the rank away; of a probability
 * sqrt(p (1 - p) / n) with p = (count + 1) / (n + 2), so that it is never 0. */
#ifndef DS_FUND_TABLES_H
#define DS_FUND_TABLES_H

#include "sim/fund/fund_run.h"

/* X(id, name, Chinese): the tables of a result, in this order. */
#define DS_FUND_TABLES(X)                                                      \
    X(SUMMARY, "summary", "摘要")                                              \
    X(MONEY, "money", "金额指标")                                              \
    X(RATIOS, "ratios", "比率指标")                                            \
    X(CHANCES, "probabilities", "概率")                                        \
    X(RISK, "risk", "赤字风险")                                                \
    X(ACTUARIAL, "actuarial_balance", "精算平衡")                              \
    X(CONVERGENCE, "convergence", "收敛")                                      \
    X(DIFFERENCES, "differences", "情景差异")                                  \
    X(OPENING, "opening", "期初状况")                                          \
    X(INDICATORS, "indicators", "规划指标")                                    \
    X(ASSUMPTIONS, "assumptions", "假设登记")                                  \
    X(SCENARIOS, "scenarios", "情景")                                          \
    X(CENTRE, "centre", "中心路径")                                            \
    X(POPULATION, "population", "参保人口")                                    \
    X(LOWEST, "lowest", "年内最低月份")                                        \
    X(MONTHS, "months", "逐月结余")                                            \
    X(LIMITS, "limits", "模型局限")
#define DS_FUND_TABLE_ID(id, name, zh) DS_FUND_TABLE_##id,
typedef enum ds_fund_table {
    DS_FUND_TABLES(DS_FUND_TABLE_ID) DS_FUND_N_TABLES
} ds_fund_table;
#undef DS_FUND_TABLE_ID

/** Makes all of them, empty (population is filled by its own function). */
DS_MUST_USE ds_status ds_fund_tables_init(ds_table t[DS_FUND_N_TABLES],
                                          ds_error *err);

/** Adds a scenario's rows: money, ratios, probabilities, risk, actuarial
 * balance, convergence; of the base (is_base) the summary too. */
DS_MUST_USE ds_status ds_fund_tables_add(ds_table t[DS_FUND_N_TABLES],
                                         const ds_fund_model *m,
                                         const ds_fund_result *r, bool is_base,
                                         ds_error *err);

/** Adds the rows of a paired difference. */
DS_MUST_USE ds_status ds_fund_tables_pairs(ds_table t[DS_FUND_N_TABLES],
                                           const ds_fund_model *m,
                                           const ds_fund_pairs *p,
                                           ds_error *err);

/** Adds opening position, centre run and limits of the base. */
DS_MUST_USE ds_status ds_fund_tables_base(ds_table t[DS_FUND_N_TABLES],
                                          const ds_fund_model *m,
                                          ds_error *err);

/** Adds the register of assumptions: every key whose value is given, with
 * factor, kind, source and date. *unsourced counts those that differ from
 * their default and have no source. */
DS_MUST_USE ds_status ds_fund_tables_assumptions(ds_table t[DS_FUND_N_TABLES],
                                                 const ds_fund_config *c,
                                                 const char *file,
                                                 size_t *unsourced,
                                                 ds_error *err);

/** Adds the keys in which a scenario differs from the base. */
DS_MUST_USE ds_status ds_fund_tables_scenario(ds_table t[DS_FUND_N_TABLES],
                                              const ds_fund_config *base,
                                              const ds_fund_config *scenario,
                                              ds_error *err);

/** F1: months payable wanted in a year on the straight path from `base` to the
 * plan's value, of a range to its nearest bound; `part` of the way is behind
 * (0 to 1). */
double ds_fund_plan_path(double base, const ds_rates *plan, double part);

/** Adds the table of indicators: the plan's path, the median months, status.
 * Nothing where there is no plan. */
DS_MUST_USE ds_status ds_fund_tables_plan(ds_table t[DS_FUND_N_TABLES],
                                          const ds_fund_model *m,
                                          const ds_fund_result *r,
                                          ds_error *err);

/** One path as rows of a table `path`: pool, year and every figure. */
DS_MUST_USE ds_status ds_fund_path_table(const ds_fund_model *m, uint64_t path,
                                         ds_table *t, ds_error *err);

/** The warning band of months payable (人社部发〔2009〕67号): closed below,
 * open above, but for 6 to 9. */
const char *ds_fund_band(double months);

#endif
