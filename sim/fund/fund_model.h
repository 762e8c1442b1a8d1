/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_model.h - the fund model made ready: from keys and tables to
 * the constants of every year (policy.md section 9, fund-model.md sections
 * 0-1).
 *
 * Use:
 *   ds_fund_model_init(&m, &config, file, &tables, err)
 *   ds_fund_paths_init(&w, &m, err)         a workspace a thread
 *   ds_fund_paths_begin(&w, &m, first, n)   paths first .. first + n - 1
 *   for t = 1 .. years: ds_fund_paths_year(&w, &m, t)
 *       w.figure[pool][figure][i] is path first + i's figure of year t
 * A path's figures depend on keys, seed and the path's number alone. */
#ifndef DS_FUND_MODEL_H
#define DS_FUND_MODEL_H

#include "base/buffer.h"
#include "kernels/design.h"
#include "sim/fund/fund_factors.h"
#include "sim/fund/fund_population.h"

/* X(id, name, is money (1), decimals, unit, Chinese, help): whole fen, or
 * numbers of 10^-decimals. */
#define DS_FUND_FIGURES(X)                                                     \
    X(INCOME, "income", 1, 2, "yuan", "收入",                                  \
      "contributions and other income, without interest")                      \
    X(DEMAND, "demand", 1, 2, "yuan", "需求",                                  \
      "what budgeted care would cost the fund without a budget")               \
    X(BUDGET, "budget", 1, 2, "yuan", "预算", "budget; none: the demand")      \
    X(SPENDING, "spending", 1, 2, "yuan", "支出", "all spending of the fund")  \
    X(VALUE, "point_value", 0, 6, "1", "点值",                                 \
      "budget per point, base year = 1")                                       \
    X(BALANCE, "balance", 1, 2, "yuan", "累计结余",                            \
      "balance before the gap is booked: negative is the year's gap")          \
    X(MONTHS, "months", 0, 4, "months", "可支付月数", "months payable (F2)")   \
    X(GAP, "gap", 1, 2, "yuan", "累计基金缺口", "fiscal gap up to the year")   \
    X(DEFICIT, "deficit", 1, 2, "yuan", "累计赤字",                            \
      "spending less income and interest up to the year")                      \
    X(REAL_INCOME, "income_real", 1, 2, "yuan", "收入（基年价格）",            \
      "income in prices of the base year")                                     \
    X(REAL_SPENDING, "spending_real", 1, 2, "yuan", "支出（基年价格）",        \
      "spending in prices of the base year")                                   \
    X(REAL_BALANCE, "balance_real", 1, 2, "yuan", "结余（基年价格）",          \
      "balance in prices of the base year")                                    \
    X(INCOME_RATE, "income_rate", 0, 6, "1", "收入率",                         \
      "income over the contribution base")                                     \
    X(COST_RATE, "cost_rate", 0, 6, "1", "支出率",                             \
      "spending over the contribution base")                                   \
    X(LOWEST, "lowest_month", 1, 2, "yuan", "年内最低月末结余",                \
      "lowest balance at the end of a month (with monthly profiles)")          \
    X(LOWEST_YET, "lowest_so_far", 1, 2, "yuan", "迄今最低月末结余",           \
      "lowest balance at the end of a month up to the year")

#define DS_FUND_FIGURE_ID(id, name, money, decimals, unit, zh, help)           \
    DS_FUND_##id,
typedef enum ds_fund_figure {
    DS_FUND_FIGURES(DS_FUND_FIGURE_ID) DS_FUND_N_FIGURES
} ds_fund_figure;
#undef DS_FUND_FIGURE_ID

/** The opening position of a pool in fen: adjusted = booked - unpaid -
 * deposits - unbooked + prepaid. */
typedef struct ds_fund_opening {
    int64_t booked, unpaid, deposits, unbooked, prepaid, adjusted;
    int64_t income, spending; /**< pooled, of the base year */
} ds_fund_opening;

/** What a flow is a multiple of. */
enum {
    DS_FUND_PER_YEAR,
    DS_FUND_PER_ACTIVE, /**< EMP active members, RES insured */
    DS_FUND_PER_RETIRED,
    DS_FUND_PER_BASE, /**< contribution base */
    DS_FUND_PER_CARE, /**< spending on care within and outside the budget */
    DS_FUND_N_PER
};

enum { DS_FUND_IN, DS_FUND_OUT };
/** Epidemic states of a year: in it, one year after, two years after, none. */
enum { DS_FUND_N_EPIDEMIC = 4 };
enum { DS_FUND_N_MONTHS = 12 };

/** The base year of a pool as a settlement closed it. */
typedef struct ds_fund_settled {
    bool is_given;
    bool is_inpatient; /**< the budget is that of inpatient care alone */
    int64_t budget;    /**< fen */
    int64_t points;    /**< in 1/10,000; 0: the settlement has none */
    int64_t value;     /**< yuan a point in 1e-6, or DS_MISSING */
} ds_fund_settled;

/** Constants of one pool; index t is a year, 0 the base. Money in fen. */
typedef struct ds_fund_pool {
    bool is_run;
    ds_fund_opening opening;
    double contributions, part_a, part_b; /**< base year */
    double calibration; /**< contributions / formula: what is collected */
    double care, outside, budget;
    double heads[DS_FUND_MAX_YEARS + 1], retired[DS_FUND_MAX_YEARS + 1];
    double rate[DS_FUND_MAX_YEARS + 1]; /**< contributions / base */
    /** Relative budgeted care of the two statuses (base year: sum 1). */
    double first[DS_FUND_MAX_YEARS + 1][DS_FUND_N_EPIDEMIC];
    double second[DS_FUND_MAX_YEARS + 1][DS_FUND_N_EPIDEMIC];
    double growth[DS_FUND_MAX_YEARS + 1]; /**< of care by all still drivers */
    double flow[2][DS_FUND_N_PER][DS_FUND_MAX_YEARS + 1];
    double target_value, eta;
    ds_fund_settled settled;
    bool has_months; /**< a monthly profile is given */
    /** Part of the year's income and spending up to the end of the month. */
    double income_by[DS_FUND_N_MONTHS], spending_by[DS_FUND_N_MONTHS];
} ds_fund_pool;

/** The tables that a configuration names; NULL: not given. */
typedef struct ds_fund_tables {
    const ds_table *ages, *flows;
    const ds_fund_settled *settled; /**< of each pool, or NULL: of none */
} ds_fund_tables;

typedef struct ds_fund_model {
    ds_fund_keys_values v;
    ds_fund_factors factors;
    ds_fund_population population;
    ds_design design; /**< of the factors drawn once: a dimension a driver */
    ds_fund_pool pool[DS_FUND_N_POOLS];
    double centre[DS_FUND_N_DRIVERS][DS_FUND_MAX_YEARS + 1];
    bool is_random[DS_FUND_N_DRIVERS];
    bool has_epidemic, has_cut;
    bool is_deterministic; /**< set it to run the centres: no draws at all */
} ds_fund_model;

/** Columns of a table of flows: name, pool (employee, resident), direction
 * (in, out), base (year, active, retired, contributions, care), amount (yuan
 * a year or head), rate (of contributions or care), growth, from, to (years;
 * missing: open), in_base (1: part of the base year's published figures). */
extern const ds_column_spec ds_fund_flow_columns[];
enum { DS_FUND_N_FLOW_NEEDED = 4, DS_FUND_N_FLOW_COLUMNS = 10 };

/** Makes the model; errors name `file`, key and remedy. Zero m before. */
DS_MUST_USE ds_status ds_fund_model_init(ds_fund_model *m,
                                         const ds_fund_config *c,
                                         const char *file,
                                         const ds_fund_tables *tables,
                                         ds_error *err);
void ds_fund_model_destroy(ds_fund_model *m);

/** Changes how many paths are run: a design is made anew, and has the error of
 * ds_design_init. */
DS_MUST_USE ds_status ds_fund_model_paths(ds_fund_model *m, int64_t paths,
                                          ds_error *err);

/** Adds the flows' rows to the pools: called by ds_fund_model_init. */
DS_MUST_USE ds_status ds_fund_flows_add(ds_fund_model *m, const ds_table *flows,
                                        ds_error *err);

/** The part of the base year's income and spending that flows with in_base
 * make, in fen, and the part of spending that follows care. */
typedef struct ds_fund_in_base {
    double income, spending, care_rate;
} ds_fund_in_base;
DS_MUST_USE ds_status ds_fund_flows_base(const ds_table *flows, size_t pool,
                                         const double per[DS_FUND_N_PER],
                                         ds_fund_in_base *out, ds_error *err);

/* ---- paths --------------------------------------------------------------- */

enum { DS_FUND_BLOCK = 512 };
/** Horizons of the actuarial balance. */
enum { DS_FUND_N_HORIZONS = 3 };
extern const int64_t ds_fund_horizons[DS_FUND_N_HORIZONS];

/** Arrays of one pool's state, each of DS_FUND_BLOCK paths. */
typedef struct ds_fund_state {
    double *balance, *part_a, *part_b, *active, *retired, *care, *outside;
    double *points, *budget, *growth[3], *spending, *value, *reaction;
    double *budget_step, *months[3], *heads, *gap, *deficit;
    double *pv_income, *pv_spending, *pv_base;
    double *contribution_base, *contributions, *interest, *outside_fen;
} ds_fund_state;

/** One thread's workspace. */
typedef struct ds_fund_paths {
    size_t n;
    uint64_t first;
    ds_buffer memory;
    double *z[DS_FUND_N_DRIVERS];     /**< normals of this year */
    double *value[DS_FUND_N_DRIVERS]; /**< of random drivers, of this year */
    double *memory_of[DS_FUND_N_DRIVERS]; /**< ar1 and walk */
    double *uniform[4], *scratch[4];
    double *epidemic, *cut, *prices, *peak;
    ds_fund_state state[DS_FUND_N_POOLS];
    double *figure[DS_FUND_N_POOLS][DS_FUND_N_FIGURES];
    /** Actuarial balance of each horizon in 1e-6 of the contribution base;
     * set in the horizon's year. */
    double *actuarial[DS_FUND_N_POOLS][DS_FUND_N_HORIZONS];
    /** Bits of the figures that are made (ds_fund_paths_init: all); those in
     * prices of the base year and the two rates may be left out. */
    uint32_t figures;
    /** Of the block's paths in this year, by month: how many are emptiest
     * then, how many are below 0 at its end. */
    int64_t emptiest[DS_FUND_N_POOLS][DS_FUND_N_MONTHS];
    int64_t below[DS_FUND_N_POOLS][DS_FUND_N_MONTHS];
    double discounted; /**< discount factor of the year */
    double most;       /**< that an amount may be */
} ds_fund_paths;

DS_MUST_USE ds_status ds_fund_paths_init(ds_fund_paths *w,
                                         const ds_fund_model *m, ds_error *err);
void ds_fund_paths_destroy(ds_fund_paths *w);

/** Starts n <= DS_FUND_BLOCK paths and draws what is drawn once: value[d] of
 * such factors may be changed before the first year. */
void ds_fund_paths_begin(ds_fund_paths *w, const ds_fund_model *m,
                         uint64_t first, size_t n);

/** Draws year t (1, 2 ... in order) and steps both pools. */
void ds_fund_paths_year(ds_fund_paths *w, const ds_fund_model *m, int64_t t);

/** The step of one pool: called by ds_fund_paths_year, which takes the one
 * compiled for AVX2 where the processor has it: both give the same bytes. */
typedef void ds_fund_step_fn(ds_fund_paths *w, const ds_fund_model *m, size_t k,
                             int64_t t);
ds_fund_step_fn ds_fund_step;
#ifndef ds_fund_step
ds_fund_step_fn ds_fund_step_avx2;
#endif
/** Demand, budget and payment into figure[k] and scratch[0] (what the fund
 * pays for budgeted care): called by ds_fund_step. */
void ds_fund_pay(ds_fund_paths *w, const ds_fund_model *m, size_t k, int64_t t);

/** The profiles of a pool: called by ds_fund_model_init. */
void ds_fund_months_init(ds_fund_pool *p, const ds_fund_pool_keys *k);
/** The lowest month into figure[k], emptiest and below: called by
 * ds_fund_step. Without a profile nothing is done. */
void ds_fund_months(ds_fund_paths *w, const ds_fund_model *m, size_t k,
                    int64_t t);
/** Whether the pool has the figure: that of months needs a profile. */
static inline bool ds_fund_has_figure(const ds_fund_model *m, size_t k,
                                      size_t figure)
{
    return m->pool[k].is_run &&
           (m->pool[k].has_months ||
            (figure != DS_FUND_LOWEST && figure != DS_FUND_LOWEST_YET));
}

/** Whether every amount of the block could be kept to the fen: below 2^52,
 * and its squares added up in 128 bits (2^50 with over 8 million paths). */
DS_MUST_USE ds_status ds_fund_paths_check(const ds_fund_paths *w,
                                          ds_error *err);

/** A key's rate, in 1e-9, as a number. */
static inline double ds_fund_rate(int64_t value)
{
    return (double)value / DS_RATE_ONE;
}

/** Rounded to a whole, |x| < 2^52; ties to even. */
static inline double ds_fund_whole(double x)
{
    const double big = __builtin_copysign(0x1p52, x);
    return (x + big) - big;
}

#endif
