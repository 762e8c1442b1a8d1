/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/dip_state.h - a settlement by DIP between its steps: points are
 * folded and money is made (dip_settle.c), tables and cases are written
 * (dip_tables.c, dip_cases.c). */
#ifndef DS_DIP_STATE_H
#define DS_DIP_STATE_H

#include "kernels/cube.h"
#include "sim/dip/dip_map.h"
#include "sim/drg/settle_state.h"

/** What a cell of the cube adds up, in this order. */
enum {
    DS_DIP_POINTS,
    DS_DIP_COST,
    DS_DIP_FUND,
    DS_DIP_PERSONAL,
    DS_N_DIP_SUMS
};

/** One hospital's result; amounts in fen, points in 1/10,000. */
typedef struct ds_dip_hospital {
    ds_settle_sums sums; /**< of the cases that have points */
    int64_t standard;    /**< its part of what is distributed */
    int64_t band;        /**< what the bands of 7.8 add or take */
    int64_t payment;     /**< what the fund pays */
    bool is_listed;      /**< has points */
} ds_dip_hospital;

struct ds_dip {
    ds_dip_input in;
    ds_dip_policy policy; /**< a copy that in.policy points to */
    ds_dict hospitals;
    ds_dip_map map;
    ds_cube by_bucket;         /**< [hospital][bucket] */
    ds_cube by_assign;         /**< [ds_assignment]: points, cost */
    ds_cube used;              /**< decided cases that met a claim */
    ds_dip_hospital *hospital; /**< [hospital code] */
    uint32_t *order;           /**< hospital codes sorted by id */
    ds_settle_sums region;
    int64_t budget, reserve, fund; /**< fund: N of 7.8 */
    int64_t distributed;           /**< N, in total mode with personal */
    int64_t band;                  /**< of all hospitals */
    int64_t unallocated;           /**< where no case has points */
    int64_t special;               /**< special review cases */
    int64_t notes[DS_N_DIP_NOTES]; /**< how often; 0: does not apply */
    ds_case_pay pay; /**< a scheme of several pools sets it itself */
};

/** Reads what comes before the points: constants, groups of the keys that
 * occur, where the catalogue has no mean of all cases the year's own (A36), the
 * notes on catalogue and claims. For schemes that fold the points themselves;
 * freed by ds_dip_free. */
DS_MUST_USE ds_status ds_dip_begin(const ds_dip_input *input, const ds_run *run,
                                   ds_dip **out, ds_error *err);

/** The points of a case did not fit: names the file. */
ds_status ds_dip_too_many_points(const ds_dip *d, ds_error *err);

/** Text of a note, in Chinese where zh. */
const char *ds_dip_note_text(ds_dip_note note, bool zh);

/** Sums of a bucket of a hospital; DS_ERR_OVERFLOW where they do not fit. */
DS_MUST_USE ds_status ds_dip_cell(const ds_dip *d, size_t hospital,
                                  ds_dip_bucket bucket, ds_settle_sums *out,
                                  ds_error *err);

#endif
