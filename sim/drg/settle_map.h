/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/drg/settle_map.h - one record of a settled year: its bucket and
 * points. */
#ifndef DS_SETTLE_MAP_H
#define DS_SETTLE_MAP_H

#include "kernels/history.h"
#include "sim/drg/settle.h"

/** Where a record's fund payment counts in Z4. */
typedef enum ds_flow {
    DS_FLOW_LOCAL_HERE,
    DS_FLOW_LOCAL_OUTSIDE,
    DS_FLOW_OUTSIDER_HERE,
    DS_N_FLOWS
} ds_flow;

/** A special case decided by experts: claim id and points in 1/10,000. */
typedef struct ds_decided {
    int64_t claim, points;
} ds_decided;

/** Everything a record needs; constant while records are read, but for the
 * scratch of each thread. */
typedef struct ds_settle_map {
    const ds_settle_input *in;
    ds_lanes lanes;
    /* columns; the optional ones may be DS_NO_LANE */
    size_t month, drg, hospital, cost, pool, claim;
    size_t large, aid, account, cash, category, payment, place, home_area;
    size_t incomplete, planned, days, patient, admit, discharge;
    /* lanes written */
    size_t bucket, points, coef, halved, cell, halved_cell, fund, personal;
    size_t flow, flags, mark, used, payee;
    /* constants */
    size_t n_hospitals, n_groups;
    ds_group_points *groups;  /**< by drg code of the claims */
    int64_t *factors;         /**< drg.qy of each group, 1e-9 */
    int64_t *coefficients;    /**< by hospital code, 1/10,000 */
    uint8_t *is_coef_missing; /**< by hospital code */
    mpq_t mean_all;           /**< fen, of all DRG cases; 0: unknown */
    int64_t bed_base;         /**< base points of a bed day; DS_MISSING: none */
    int64_t home;             /**< code of the area in home_area, or -1 */
    size_t n_decided;
    ds_decided *decided;                      /**< sorted by claim */
    int64_t inpatient, bed_day, in_area, yes; /**< numbers of names */
    int n_scratch;
    ds_points_scratch *scratch; /**< one a thread */
    ds_history history;         /**< readmissions; no bits: not looked for */
} ds_settle_map;

/** Finds the columns and makes the constants. `hospitals` and `drgs` are the
 * claims' dictionaries; `mean_all` the mean of all cases in fen. */
DS_MUST_USE ds_status ds_settle_map_init(
    ds_settle_map *m, const ds_settle_input *in, const ds_dict *hospitals,
    const ds_dict *drgs, const mpq_t mean_all, int threads, ds_error *err);

/** Finds the columns only, for a plan. */
DS_MUST_USE ds_status ds_settle_map_columns(ds_settle_map *m,
                                            const ds_settle_input *in,
                                            ds_error *err);

/** Looks for readmissions (Z3, A35), where the columns allow it. */
DS_MUST_USE ds_status ds_settle_map_history(ds_settle_map *m, const ds_run *run,
                                            ds_error *err);

/** The stages that write the lanes above, in their order; n <= 2. Borrows m
 * and *history_map. */
size_t ds_settle_map_stages(const ds_settle_map *m, ds_history_map *history_map,
                            ds_stage stages[2]);

/** Orders ds_decided by claim, for qsort and bsearch. */
int ds_decided_compare(const void *a, const void *b);

/** Special cases decided by experts, sorted by claim, of a table with TEXT
 * `claim` and POINTS `points` (NULL: none); *decided is the caller's to free,
 * *n has to be 0 before. A claim twice is DS_ERR_DATA. */
DS_MUST_USE ds_status ds_decided_make(const ds_source *source,
                                      const ds_table *special,
                                      ds_decided **decided, size_t *n,
                                      ds_error *err);

/** The code of the region's own area in home_area; -1: there is none. */
DS_MUST_USE ds_status ds_home_find(const ds_source *source, const char *area,
                                   int64_t *home, ds_error *err);

/** Frees it; takes zeroed ones. */
void ds_settle_map_destroy(ds_settle_map *m);

#endif
