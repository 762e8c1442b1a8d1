/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/drg/settle_state.h - a settlement between its steps: points are folded
 * (settle.c), money is made (settle_money.c), tables and cases are written
 * (settle_tables.c, settle_cases.c). */
#ifndef DS_SETTLE_STATE_H
#define DS_SETTLE_STATE_H

#include "kernels/cube.h"
#include "sim/drg/settle_map.h"

/** What a cell of the cube adds up, in this order. */
enum {
    SETTLE_POINTS,
    SETTLE_COST,
    SETTLE_FUND,
    SETTLE_PERSONAL,
    N_SETTLE_VALUES
};

/** One hospital's result; amounts in fen, points in 1/10,000. */
typedef struct ds_hospital_result {
    ds_settle_sums sums; /**< of the cases that have points */
    int64_t halved;      /**< cases halved by a readmission */
    int64_t amount;      /**< its part of what is distributed */
    int64_t payment;     /**< what the fund pays: fund_h of Z4 */
    bool is_listed;      /**< in the table of hospitals, or has points */
} ds_hospital_result;

struct ds_settle {
    ds_settle_input in;
    ds_settle_policy policy; /**< a copy that in.policy points to */
    ds_dict hospitals, drgs;
    mpq_t mean_all;
    ds_settle_map map;
    ds_cube by_bucket;            /**< [hospital][bucket] */
    ds_cube halved;               /**< [hospital] */
    ds_cube flows;                /**< [ds_flow]: fund payments */
    ds_cube used;                 /**< decided cases that met a claim */
    ds_hospital_result *hospital; /**< [hospital code] */
    uint32_t *order;              /**< hospital codes sorted by id */
    ds_z4_input z4_in;
    ds_z4 z4;
    int64_t points, personal;  /**< of the region */
    int64_t unallocated;       /**< where no case has points (R20) */
    int64_t notes[DS_N_NOTES]; /**< how often; 0: does not apply */
    ds_case_pay pay; /**< a scheme of several pools sets it itself */
};

/** Reads what comes before the points: dictionaries, constants, readmissions.
 * For schemes that fold the points themselves; freed by ds_settle_free. */
DS_MUST_USE ds_status ds_settle_begin(const ds_settle_input *input,
                                      const ds_run *run, ds_settle **out,
                                      ds_error *err);

/** The points of a case did not fit: names the file. */
ds_status ds_settle_too_many_points(const ds_settle *s, ds_error *err);

/** No claim of the year can be settled: names the file. */
ds_status ds_settle_no_cases(const ds_settle *s, ds_error *err);

/** Sums of a bucket of a hospital; DS_ERR_OVERFLOW where they do not fit. */
DS_MUST_USE ds_status ds_settle_cell(const ds_settle *s, size_t hospital,
                                     ds_bucket bucket, ds_settle_sums *out,
                                     ds_error *err);

/** The table of what became of the records, of every scheme that settles a
 * year in one go: `buckets`, or `hospital_buckets` with a column for the
 * institution. */
DS_MUST_USE ds_status ds_buckets_init(ds_table *t, bool by_hospital,
                                      ds_error *err);
/** Adds a row; hospital: NULL in `buckets`. */
DS_MUST_USE ds_status ds_buckets_add(ds_table *t, const char *hospital,
                                     const char *name, const char *zh,
                                     const ds_settle_sums *sums,
                                     ds_error *err);

/** *a += b, checked. */
DS_MUST_USE ds_status ds_settle_sums_add(ds_settle_sums *a,
                                         const ds_settle_sums *b,
                                         ds_error *err);

/** From folded points to money: pool, point value, hospitals' payments. */
DS_MUST_USE ds_status ds_settle_money(ds_settle *s, ds_error *err);

#endif
