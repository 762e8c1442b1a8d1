/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund_run_parts.h - what the files of fund_run share. */
#ifndef DS_FUND_RUN_PARTS_H
#define DS_FUND_RUN_PARTS_H

#include "sim/fund_run.h"

/** Paths of the pilot, and of a batch between two checkpoints. */
enum { DS_FUND_PILOT = 4096, DS_FUND_BATCH = 64 * DS_FUND_BLOCK };

/** One figure of a pool and year; figures above DS_FUND_N_FIGURES are the
 * horizons of the actuarial balance. */
typedef struct series {
    int64_t t;
    size_t pool, figure;
    ds_series_plan plan;
} series;

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
    int64_t *words; /**< series, chances, parts */
    size_t n_words, chance_at, part_at;
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

/** Pass 2: quantiles, their errors and risks into out. */
DS_MUST_USE ds_status ds_fund_collect(mc *c, ds_fund_result *out,
                                      ds_error *err);

#endif
