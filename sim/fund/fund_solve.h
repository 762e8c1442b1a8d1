/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_solve.h - the value of one key that reaches a goal, and the
 * number of paths that reaches an error (fund-model.md section 3). */
#ifndef DS_FUND_SOLVE_H
#define DS_FUND_SOLVE_H

#include "sim/fund/fund_run.h"

/** What was found. */
typedef struct ds_fund_solution {
    char key[DS_FUND_NAME_SIZE];
    size_t pool;
    double value;  /**< of the key: a rate, or yuan */
    double chance; /**< P(months at the end >= goal) there, and its error */
    double error;
    double old; /**< the key's value in the base */
} ds_fund_solution;

/**
 * The smallest emp.rate, res.premium_amount or res.subsidy_amount, or the
 * largest emp.budget_cap, res.budget_cap, emp.budget_growth or
 * res.budget_growth, with P(months payable at the end >= goal.months) >=
 * goal.chance, by bisection to 1e-6 (amounts: a fen) on the same random
 * numbers. DS_ERR_INFEASIBLE where no value does, DS_ERR_ARG for other keys.
 */
DS_MUST_USE ds_status ds_fund_solve(const ds_fund_config *c, const char *file,
                                    const ds_fund_tables *tables,
                                    const char *key, const ds_run *run,
                                    ds_fund_solution *out, ds_error *err);

/** Table `solution` of one row. */
DS_MUST_USE ds_status ds_fund_solution_table(const ds_fund_config *c,
                                             const ds_fund_solution *s,
                                             ds_table *t, ds_error *err);

/**
 * Doubles m->v.paths from its value on until the standard error of
 * "P(depleted by YEAR) +- ERROR" (of the pool where it is larger) is small
 * enough; at most 100 million paths. DS_ERR_ARG where the text is not so.
 */
DS_MUST_USE ds_status ds_fund_until(ds_fund_model *m, const char *text,
                                    const ds_run *run, ds_error *err);

#endif
