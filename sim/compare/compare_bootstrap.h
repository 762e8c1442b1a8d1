/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/compare/compare_bootstrap.h - the figures of a comparison with bootstrap
 * intervals, clustered by hospital. */
#ifndef DS_COMPARE_BOOTSTRAP_H
#define DS_COMPARE_BOOTSTRAP_H

#include "sim/compare/compare.h"

/** A figure of all hospitals with its percentile interval; payments are kept as
 * they are. Of RIV, CV and changes of weights it is shifted so that the median
 * of the replicates is the figure: RIV by its log odds, the others by their
 * logarithm, so that no limit is one that they cannot have. */
typedef struct ds_interval {
    double value, low, high; /**< low, high NaN without replicates, or with
                                  fewer than two hospitals */
} ds_interval;

/** Figures of a scheme. */
enum {
    DS_F_R2,   /**< 1 - sum (y-p)^2 / sum (y-mean)^2 */
    DS_F_GAIN, /**< r2 - r2 of DRG */
    DS_F_MAE,  /**< mean |y - p|, fen */
    DS_F_RIV,  /**< 8.5: 1 - SS within / SS total of the compared cases */
    DS_F_CV,   /**< 8.5: mean CV of groups of 2 cases and more, by cases */
    DS_F_LOW,  /**< share of cases with cost < pay / 2 */
    DS_F_HIGH, /**< share of cases with cost > 2 pay */
    DS_F_GINI, /**< of pay / cost of hospitals with cost; 0: all the same */
    DS_F_GINI_MARGIN, /**< of pay - cost, normalised for amounts below zero:
                           sum |x - y| / (2 (n-1) sum |x|) over hospitals
                           (Raffinetti, Siletti and Vernizzi 2015) */
    DS_F_MOVED,       /**< sum over hospitals |pay - pay by DRG| / cost */
    DS_F_CASE,        /**< one more case, fen */
    DS_F_DAY,         /**< one more day, fen */
    DS_F_STEP,        /**< a coding step up, fen */
    DS_F_STEP_SHARE,  /**< cases that can make one */
    DS_F_CHANGE,      /**< + year 0..: of weights to the next year */
    DS_F_VALUE = DS_F_CHANGE + DS_COMPARE_YEARS, /**< + year: fen per point */
    DS_F_RATIO = DS_F_VALUE + DS_COMPARE_YEARS,  /**< + by x cells + cell */
    DS_N_FIGURES = DS_F_RATIO + DS_N_COMPARE_BY * DS_COMPARE_CELLS
};

typedef struct ds_compare_figures {
    ds_interval of[DS_N_COMPARED][DS_N_FIGURES];
    int64_t groups[DS_N_COMPARED][DS_COMPARE_YEARS]; /**< with cases in a year
                                                          and the next */
    ds_interval day_cost; /**< what one more day costs, fen */
} ds_compare_figures;

/** Weight of a hospital in a replicate: Poisson(1) from Philox, keyed by (seed,
 * replicate, place of the hospital in the order of ids): the same for any
 * number of threads and any order of records. */
uint32_t ds_bootstrap_weight(uint64_t seed, uint64_t replicate, uint64_t place);

/** The figures of a sample; *out is large: allocate it. */
DS_MUST_USE ds_status ds_compare_figures_make(const ds_comparison *c,
                                              ds_sample sample,
                                              const ds_run *run,
                                              ds_compare_figures *out,
                                              ds_error *err);

/** Replicates that are made at a time: each cell is fetched once for them. */
enum { DS_REPLICATES = 8 };

/** Cases, cost and points by year, squares of the compared one: what doubles
 * add here, in a fixed order, is statistics, not money. */
typedef struct ds_group_sums {
    double n[DS_COMPARE_YEARS], cost[DS_COMPARE_YEARS];
    double points[DS_COMPARE_YEARS], squares;
} ds_group_sums;

/** The cases of a hospital in a group. */
typedef struct ds_group_cell {
    uint32_t group, hospital;
    double n[DS_COMPARE_YEARS], cost[DS_COMPARE_YEARS], squares;
} ds_group_cell;

/** What figures of groups of a scheme are made from; zero it. */
typedef struct ds_group_input {
    int n_years;
    size_t n_hospitals, n_cells;
    ds_group_sums *by_hospital; /**< by code */
    ds_group_cell *cells;       /**< by group, then hospital; owned */
    const int64_t *heads;       /**< by year: capitation; else NULL */
} ds_group_input;

/** Takes the cells of a scheme, but for group 0, cases without a price. */
DS_MUST_USE ds_status ds_group_input_make(const ds_comparison *c,
                                          const ds_compare_run *r, int scheme,
                                          ds_group_input *out, ds_error *err);
void ds_group_input_destroy(ds_group_input *in);

/** RIV, CV, changes of weights and values of n <= DS_REPLICATES replicates into
 * f[replicate]; weight: [hospital code][DS_REPLICATES], 0 from n on. groups
 * counts those of the first replicate with cases in a year and the next (may be
 * NULL). */
void ds_compare_group_figures(const ds_group_input *in, const double *weight,
                              size_t n, double *const f[], int64_t *groups);

#endif
