/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_run_parts.h - what the files of fund_run share. */
#ifndef DS_FUND_RUN_PARTS_H
#define DS_FUND_RUN_PARTS_H

#include "sim/fund/fund_run.h"

/** Paths of the pilot, and of a batch between two checkpoints. */
enum { DS_FUND_PILOT = 4096, DS_FUND_BATCH = 64 * DS_FUND_BLOCK };

/** One figure of a pool and year; figures above DS_FUND_N_FIGURES are the
 * horizons of the actuarial balance. */
typedef struct series {
    int64_t t;
    size_t pool, figure;
    ds_series_plan plan;
    double edge[DS_FUND_N_LEVELS]; /**< the pilot's quantiles */
} series;

/** A group's values of a series between the edges, and beyond them; words that
 * are added like all others. Designs alone have them. */
typedef struct group_cells {
    int64_t n[DS_FUND_N_LEVELS + 1], sum[DS_FUND_N_LEVELS + 1][2], squares[2];
} group_cells;

typedef struct thread {
    ds_fund_paths w;
    int64_t *words; /**< this batch's */
    int32_t bucket[DS_FUND_BLOCK];
} thread;

typedef struct mc {
    const ds_fund_model *m;
    uint64_t n;
    uint32_t figures;
    const ds_run *run;
    ds_fund_checkpoint *checkpoint;
    size_t n_series;
    series *series;
    thread *thread;
    int64_t *words; /**< series; chances of each group; months; parts of each
                       group; cells */
    size_t n_words, chance_at, month_at, part_at, cell_at;
    size_t groups; /**< path i is in group i % groups */
    uint64_t done; /**< paths counted */
    ds_buffer cached;
    double *cache; /**< [series][path] where half of the memory holds them: pass
                        2 reads them then; else NULL, and paths are run again */
    /* pass 2 */
    size_t from, to; /**< series of this pass */
    size_t *place;   /**< [series][bucket]: where its values go, or none */
    double *kept;
    _Atomic size_t *cursor; /**< [series][bucket] */
} mc;

enum {
    DS_FUND_CHANCE_WORDS =
        (DS_FUND_MAX_YEARS + 1) * DS_FUND_N_POOLS * DS_FUND_N_CHANCES
};

/** Counts n values, the first of path `first`, by group and cell. */
void ds_fund_cells_count(group_cells cells[DS_DESIGN_RUNS], const series *s,
                         uint64_t first, size_t n, const double *x);
void ds_fund_cells_add(group_cells *to, const group_cells *from);

/** Standard deviation of how many values are below the level's quantile, over
 * that of a random sample. */
double ds_fund_rank_ratio(const mc *c, size_t s, size_t level);

/** Errors of mean, standard deviation and tail means of the last two levels. */
void ds_fund_cells_errors(const mc *c, size_t s, ds_fund_summary *out);
double ds_fund_tail_error(const mc *c, size_t s, size_t level);

/** Pass 2: quantiles, their errors and risks into out. */
DS_MUST_USE ds_status ds_fund_collect(mc *c, ds_fund_result *out,
                                      ds_error *err);

#endif
