/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_keys.h - the keys of the fund model (policy.md F1-F3 and
 * section 9, fund-model.md). Money in fen, rates in 1e-9, heads in persons. */
#ifndef DS_FUND_KEYS_H
#define DS_FUND_KEYS_H

#include "base/keys.h"
#include "sim/fund/fund_drivers.h"

/** The pools, in the order of every array of two. */
enum { DS_FUND_EMP, DS_FUND_RES, DS_FUND_N_POOLS };
/** Kinds of care, in the order of every array of four. */
enum {
    DS_FUND_INPATIENT,
    DS_FUND_OUTPATIENT,
    DS_FUND_CHRONIC,
    DS_FUND_CAPITATED,
    DS_FUND_N_CARE
};
enum { DS_FUND_MAX_YEARS = 50 };

enum { DS_FUND_BASIS_UNSTATED, DS_FUND_BASIS_POOLED, DS_FUND_BASIS_ACCOUNTS };
enum {
    DS_FUND_BUDGET_NONE,
    DS_FUND_BUDGET_Y1,
    DS_FUND_BUDGET_T1,
    DS_FUND_BUDGET_MANUAL
};
enum { DS_FUND_T1_MIN, DS_FUND_T1_FUND, DS_FUND_T1_NEED };
enum { DS_FUND_POOLS_BOTH, DS_FUND_POOLS_EMP, DS_FUND_POOLS_RES };
enum { DS_FUND_AGGREGATE, DS_FUND_COHORT };

/** What a pool is told; the keys are `emp.` and `res.` and the field. */
typedef struct ds_fund_pool_keys {
    int64_t income, spending; /**< of the base year; NONE: not known */
    int64_t income_share, spending_share;
    int64_t booked, opening_months;
    int32_t basis;
    int64_t unpaid, deposits, unbooked_amount, unbooked_months, prepaid;
    int64_t wage_base; /**< EMP: contribution base per head and year */
    ds_rates rate;     /**< EMP: contribution rate by year */
    int64_t rate_base;
    ds_rates class_share, class_base, class_rate;
    int64_t premium, subsidy; /**< RES: yuan per head and year */
    int64_t premium_base, subsidy_base; /**< of the base year; NONE: those */
    int64_t subsidy_share;    /**< RES: of income where they are not given */
    int64_t heads, retired;   /**< EMP active, retired; RES insured */
    int64_t retired_cost;     /**< aggregate: retired over active, per head */
    ds_rates care, trend;     /**< by kind of care */
    int64_t outside_share, elasticity;
    int32_t budget, t1, budget_mean;
    int64_t budget_amount, budget_cap, midyear_trigger, midyear_share;
    char settlement[DS_KEY_TEXT_SIZE]; /**< result of settle; "" */
    int64_t settlement_share;
    /** Parts of the year's income and spending by month; one value: none. */
    ds_rates income_months, spending_months;
    ds_rates growth_history; /**< old to new */
    ds_rates grades, over_share, keep;
    int64_t reasonable;
    int64_t reaction_income, reaction_limit, reaction_budget;
    int64_t reform;
    ds_rates plan_months; /**< one: about it; two: a range; 0: no plan */
} ds_fund_pool_keys;

typedef struct ds_fund_keys_values {
    char name[DS_KEY_TEXT_SIZE];
    int64_t base_year, years, paths, seed;
    int32_t sampling; /**< ds_design_kind */
    int32_t pools;
    ds_rates drivers[DS_FUND_N_DRIVERS];
    ds_fund_pool_keys pool[DS_FUND_N_POOLS];
    int32_t population;
    char population_file[DS_KEY_TEXT_SIZE], flows_file[DS_KEY_TEXT_SIZE];
    char population_costs[DS_KEY_TEXT_SIZE];
    int64_t births, boys, improvement, entry, leaving, migrants_active,
        migrants_resident;
    int32_t retirement;
    int64_t women_workers, short_share, short_years;
    int32_t mid_year, months_den;
    int64_t discount, target_months;
    int64_t eta, value_target;
    int32_t reaction;
    int64_t reaction_low, reaction_high, reaction_lag;
    int64_t epidemic, epidemic_year, epidemic_waiver, epidemic_payment;
    ds_rates epidemic_use, epidemic_rebound;
    int64_t cut, cut_year, cut_size, reform_year;
    int64_t goal_months, goal_chance;
    int64_t plan_year, plan_about;
} ds_fund_keys_values;

/** The rows; the owner sets `target` to a ds_fund_keys_values. */
extern const ds_keys ds_fund_keys;

/** The key of a driver: "emp.wage". */
const char *ds_fund_driver_key(ds_fund_driver d);
/** Its label in Chinese, and its help. */
const char *ds_fund_driver_zh(ds_fund_driver d);

/** The value of a list for year t >= 1: its last where it is shorter. */
double ds_fund_rate_of(const ds_rates *list, int64_t t);

/** Where both pools start from one settlement: no fen of it is in both. */
DS_MUST_USE ds_status ds_fund_shares_check(const ds_fund_keys_values *v,
                                           const char *file, ds_error *err);

/** What no single row can say: DS_ERR_CONFIG naming `file`, key and remedy. */
DS_MUST_USE ds_status ds_fund_keys_check(const ds_fund_keys_values *v,
                                         const char *file, ds_error *err);

#endif
