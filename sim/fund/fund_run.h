/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_run.h - many paths of a fund model and their exact statistics
 * (fund-model.md section 3).
 *
 * Paths are recomputed, not stored: a pilot places the buckets, pass 1 sums and
 * counts, pass 2 collects the values around the wanted ranks (as often as
 * memory asks). Same bytes for any number of threads and for stop and resume.
 */
#ifndef DS_FUND_RUN_H
#define DS_FUND_RUN_H

#include "base/parallel.h"
#include "kernels/path_stats.h"
#include "sim/fund/fund_model.h"

/** Levels of the quantiles, in percent. */
enum { DS_FUND_N_LEVELS = 9 };
extern const int ds_fund_levels[DS_FUND_N_LEVELS];

/* X(id, name, Chinese, help): what is counted over paths, by pool and year. */
#define DS_FUND_CHANCES(X)                                                     \
    X(CURRENT_DEFICIT, "current_deficit", "当期赤字", "spending > income")     \
    X(BELOW_3, "months_below_3", "可支付不足3个月", "months payable < 3")      \
    X(TARGET, "months_6_to_9", "可支付6至9个月", "6 <= months payable <= 9")   \
    X(ABOVE_15, "months_above_15", "可支付超过15个月", "months payable > 15")  \
    X(DEPLETED, "depleted_by", "已耗尽", "depleted in this year or before")    \
    X(DEPLETES, "depleted_in", "当年耗尽", "depleted for the first time")      \
    X(BINDS, "budget_binds", "预算起约束", "demand > budget")                  \
    X(EMPTY_MONTH, "below_zero_in", "当年有月末耗尽",                          \
      "below 0 at the end of a month of the year (with monthly profiles)")     \
    X(EMPTY_YET, "below_zero_by", "已有月末耗尽",                              \
      "below 0 at the end of a month of this year or before")
#define DS_FUND_CHANCE_ID(id, name, zh, help) DS_FUND_##id,
typedef enum ds_fund_chance {
    DS_FUND_CHANCES(DS_FUND_CHANCE_ID) DS_FUND_N_CHANCES
} ds_fund_chance;
#undef DS_FUND_CHANCE_ID

/** A figure over all paths, in its own whole units. */
typedef struct ds_fund_summary {
    double mean, sd;
    double mean_error, sd_error; /**< standard errors */
    double quantile[DS_FUND_N_LEVELS]; /**< type 7 */
    double error[DS_FUND_N_LEVELS];    /**< half of rank +- one sd of it */
} ds_fund_summary;

/** Value and tail value at risk of the accumulated deficit, 95 and 99 %. */
typedef struct ds_fund_risk {
    double var[2], var_error[2], tail[2], tail_error[2];
} ds_fund_risk;

/** The first 1/16 .. 1 of the paths: the convergence table's cells. */
enum { DS_FUND_N_PARTS = 16, DS_FUND_N_STEPS = 5 };
typedef struct ds_fund_part {
    int64_t n, depleted;
    int64_t balance[2], balance_squares[2], months[2], months_squares[2];
} ds_fund_part;

/** Errors are standard errors. A random sample's: sd / sqrt(n), binomial ranks
 * and counts. A design's (kernels/design.h) come from its randomisations, each
 * of which is a group: the spread of their means; for a quantile that of their
 * shares below it, by the density between the binomial ranks (sectioning: Asmussen and Glynn, Stochastic Simulation,
 * III.5); for a tail mean that of c + mean of max(0, x - c) / (1 - p), which
 * is flat at the quantile c (Rockafellar and Uryasev, J. Risk 2, 2000). */
typedef struct ds_fund_result {
    uint64_t n;
    size_t groups; /**< 1, or the randomisations */
    int64_t years;
    uint32_t figures; /**< bit f: figure f was asked for */
    bool is_run[DS_FUND_N_POOLS];
    /** [pool][t - 1][figure] */
    ds_fund_summary (*figure[DS_FUND_N_POOLS])[DS_FUND_N_FIGURES];
    int64_t chance[DS_FUND_N_POOLS][DS_FUND_MAX_YEARS][DS_FUND_N_CHANCES];
    double chance_error[DS_FUND_N_POOLS][DS_FUND_MAX_YEARS][DS_FUND_N_CHANCES];
    /** [pool][t - 1][month]: paths that are emptiest then; below 0 then */
    int64_t month[DS_FUND_N_POOLS][DS_FUND_MAX_YEARS][DS_FUND_N_MONTHS][2];
    ds_fund_summary actuarial[DS_FUND_N_POOLS][DS_FUND_N_HORIZONS];
    ds_fund_risk risk[DS_FUND_N_POOLS];
    ds_fund_part part[DS_DESIGN_RUNS][DS_FUND_N_POOLS][DS_FUND_N_PARTS];
} ds_fund_result;

/** Standard error of the share that `count` of n random paths have: of
 * (count + 1) / (n + 2). */
double ds_fund_chance_error(int64_t count, uint64_t n);

/** How many of the paths 0..n-1 are in each group. */
void ds_fund_group_sizes(uint64_t n, size_t groups,
                         double sizes[DS_DESIGN_RUNS]);

/** ds_fund_chance_error from each group's paths and how many of them are
 * counted; where the groups do not differ, that of a random sample. */
double ds_fund_share_error(size_t groups, const double n[DS_DESIGN_RUNS],
                           const double count[DS_DESIGN_RUNS]);

void ds_fund_result_destroy(ds_fund_result *r);

/** The flat state of pass 1, for checkpoints: `words` of int64 and the first
 * path that is not in it. Filled by ds_fund_simulate before it returns
 * DS_ERR_CANCELLED, and every `every` paths through `save`. */
typedef struct ds_fund_checkpoint {
    int64_t *words; /**< owned by the caller (free) */
    size_t n_words;
    uint64_t done; /**< paths in it */
    /** May be NULL; called between batches, one call at a time. */
    ds_status (*save)(struct ds_fund_checkpoint *c, ds_error *err);
    void *context;
} ds_fund_checkpoint;

/** Runs m->v.paths paths. figures: bits of the figures whose quantiles are
 * wanted. checkpoint may be NULL; with words in it the run goes on behind
 * them. Errors: DS_ERR_OVERFLOW, DS_ERR_CANCELLED, DS_ERR_NOMEM, and
 * DS_ERR_DATA of a checkpoint of other work. The caller destroys out. */
DS_MUST_USE ds_status ds_fund_simulate(const ds_fund_model *m, uint32_t figures,
                                       const ds_run *run,
                                       ds_fund_checkpoint *checkpoint,
                                       ds_fund_result *out, ds_error *err);

/** Share of the first n paths whose months payable at year t are >= months
 * (`depleted`: which are depleted by then), as a count. */
typedef struct ds_fund_question {
    size_t pool;
    int64_t t;
    bool depleted;
    double months;
} ds_fund_question;
typedef struct ds_fund_answer {
    uint64_t count;
    double error; /**< standard error of count / n */
} ds_fund_answer;
DS_MUST_USE ds_status ds_fund_count(const ds_fund_model *m, uint64_t n,
                                    const ds_fund_question *q,
                                    const ds_run *run, ds_fund_answer *out,
                                    ds_error *err);

/** Figures of a paired difference scenario - base on the same random numbers,
 * by pool and year. */
enum {
    DS_FUND_PAIR_INCOME,
    DS_FUND_PAIR_SPENDING,
    DS_FUND_PAIR_BALANCE,
    DS_FUND_PAIR_MONTHS,
    DS_FUND_PAIR_DEPLETED,
    DS_FUND_N_PAIRED
};
typedef struct ds_fund_pair {
    double mean, error; /**< of the mean difference, its standard error */
} ds_fund_pair;
typedef struct ds_fund_pairs {
    ds_fund_pair at[DS_FUND_N_POOLS][DS_FUND_MAX_YEARS][DS_FUND_N_PAIRED];
} ds_fund_pairs;
/** Base and scenario b have the same years, pools and random numbers; errors
 * name `file` and the key that differs. */
DS_MUST_USE ds_status ds_fund_pairs_check(const ds_fund_keys_values *a,
                                          const ds_fund_keys_values *b,
                                          const char *file, ds_error *err);
DS_MUST_USE ds_status ds_fund_compare(const ds_fund_model *base,
                                      const ds_fund_model *scenario, uint64_t n,
                                      const ds_run *run, ds_fund_pairs *out,
                                      ds_error *err);

#endif
