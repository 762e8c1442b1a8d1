/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/drg/point_value.h - rules H3 and Z4: from budget to what is distributed
 * and what a point is worth (policy.md sections 3 and 3.1). */
#ifndef DS_POINT_VALUE_H
#define DS_POINT_VALUE_H

#include "base/ratio.h"
#include "base/status.h"

#include <stdint.h>

/** What v divides (pv.mode, A56). */
typedef enum ds_pv_mode { DS_PV_FUND, DS_PV_TOTAL } ds_pv_mode;

/** Published amounts behind the point value, fen. */
typedef struct ds_z4_input {
    int64_t budget;     /**< B */
    int64_t local_here; /**< fund payments: insured of the area, treated here */
    int64_t local_outside; /**< ... treated out of the area */
    int64_t outsiders;     /**< fund payments of other areas, treated here */
    int64_t personal;      /**< account + cash of the cases that have points */
    int64_t keep, share;   /**< hz.keep, hz.share, in 1e-9 */
    int32_t mode;          /**< ds_pv_mode */
} ds_z4_input;

typedef struct ds_z4 {
    int64_t e_act;       /**< fund spending at item prices, in + out of area */
    int64_t pool;        /**< after H3 */
    int64_t fund;        /**< N: what the fund pays for the points */
    int64_t distributed; /**< N, or N + personal in total mode */
} ds_z4;

/** H3: the pool after surplus kept or overspend shared; rounded half-up. */
bool ds_h3_pool(int64_t budget, int64_t e_act, int64_t keep, int64_t share,
                int64_t *pool);

/** Z4. DS_ERR_INFEASIBLE where N < 0 (care outside eats the budget),
 * DS_ERR_OVERFLOW where sums do not fit. */
DS_MUST_USE ds_status ds_z4_value(const ds_z4_input *in, ds_z4 *out,
                                  ds_error *err);

#endif
