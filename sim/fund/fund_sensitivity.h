/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_sensitivity.h - which assumptions of the fund model move a
 * figure of it (fund-model section 5): each factor at its 10 and 90 % point,
 * Morris' screening, Sobol's indices (kernels/sensitivity.h).
 *
 * Screening and indices are for factors drawn once a path, taken as
 * independent. What is drawn every year is noise: integrated by the same inner
 * paths at every point, or one grouped input that chooses the path. */
#ifndef DS_FUND_SENSITIVITY_H
#define DS_FUND_SENSITIVITY_H

#include "base/parallel.h"
#include "base/table.h"
#include "kernels/sensitivity.h"
#include "sim/fund/fund_model.h"

typedef struct ds_sensitivity_policy {
    char figure[DS_KEY_TEXT_SIZE]; /**< of DS_FUND_FIGURES, or "depleted" */
    int32_t pool;                  /**< DS_FUND_EMP, DS_FUND_RES */
    int64_t year;                  /**< DS_KEY_NONE: the last */
    int64_t tornado_paths;
    int64_t inner, points, trajectories, levels, seed;
    int32_t is_grouped; /**< noise: 0 inner paths, 1 one grouped input */
} ds_sensitivity_policy;

extern const ds_keys ds_sensitivity_keys;

/** What is asked of which model. Borrows everything. */
typedef struct ds_sensitivity_request {
    const ds_fund_config *config;
    const ds_fund_tables *tables;
    const ds_fund_model *model; /**< made of them */
    const char *file;           /**< for messages */
    const ds_sensitivity_policy *policy;
    const ds_run *run;
} ds_sensitivity_request;

/** A factor held at its 10 and 90 % point in every year. */
typedef struct ds_tornado_bar {
    ds_fund_driver driver;
    ds_fund_process process;
    double value[2]; /**< of the first year */
    double output[2];
} ds_tornado_bar;

/** Outputs are in million yuan, months ... ("depleted": a share of paths). Zero it
 * before. */
typedef struct ds_sensitivity {
    ds_fund_figure figure; /**< DS_FUND_N_FIGURES: depleted */
    const char *unit;
    int64_t year;
    double base;   /**< mean over the paths, nothing held */
    size_t n_bars; /**< sorted by how far the output moves */
    ds_tornado_bar bar[DS_FUND_N_DRIVERS];
    size_t n_inputs;    /**< factors drawn once, and the noise where grouped */
    bool is_correlated; /**< correlations of theirs are left out */
    ds_fund_driver
        input[DS_FUND_N_DRIVERS + 1]; /**< DS_FUND_N_DRIVERS: noise */
    ds_morris_effect effect[DS_FUND_N_DRIVERS + 1];
    ds_sobol_index index[DS_FUND_N_DRIVERS + 1];
    double mean, variance; /**< of the output over the inputs */
    uint64_t runs;         /**< paths of the model */
} ds_sensitivity;

/**
 * Runs all three; the last two only where n_inputs > 0. DS_ERR_CONFIG names
 * file and key: an unknown figure, a year outside the model, a pool that is not
 * run, no factor at all. An output that nothing moves has NaN indices.
 */
DS_MUST_USE ds_status ds_sensitivity_run(const ds_sensitivity_request *r,
                                         ds_sensitivity *out, ds_error *err);

/** Tables `sensitivity` (one row), `tornado`, `screening`, `indices`; the
 * caller destroys them. */
enum { DS_N_SENSITIVITY_TABLES = 4 };
DS_MUST_USE ds_status
ds_sensitivity_tables(const ds_sensitivity_request *r, const ds_sensitivity *s,
                      ds_table tables[DS_N_SENSITIVITY_TABLES], ds_error *err);

#endif
