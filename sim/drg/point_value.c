/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/drg/point_value.c - see point_value.h for the contract. */
#include "sim/drg/point_value.h"

bool ds_h3_pool(int64_t budget, int64_t e_act, int64_t keep, int64_t share,
                int64_t *pool)
{
    const bool is_surplus = e_act <= budget;
    const ds_i128 base = is_surplus ? e_act : budget;
    const ds_i128 gap =
        is_surplus ? (ds_i128)budget - e_act : (ds_i128)e_act - budget;
    const int64_t rate = is_surplus ? keep : share;
    return ds_fit_i64(
        ds_round_div(base * DS_RATE_ONE + gap * rate, DS_RATE_ONE), pool);
}

ds_status ds_z4_value(const ds_z4_input *in, ds_z4 *out, ds_error *err)
{
    ds_i128 fund = 0;
    if (!ds_fit_i64((ds_i128)in->local_here + in->local_outside, &out->e_act) ||
        !ds_h3_pool(in->budget, out->e_act, in->keep, in->share, &out->pool))
        return ds_fail(err, DS_ERR_OVERFLOW,
                       "Z4: the region's spending does not fit 64 bits of fen");
    fund = (ds_i128)out->pool - in->local_outside + in->outsiders;
    if (fund < 0)
        return ds_hint(
            err,
            ds_fail(err, DS_ERR_INFEASIBLE,
                    "Z4: care outside the area costs more than the pool"),
            "raise budget.amount, or check 'place' of the claims");
    const ds_i128 all = in->mode == DS_PV_TOTAL ? fund + in->personal : fund;
    if (!ds_fit_i64(fund, &out->fund) || !ds_fit_i64(all, &out->distributed))
        return ds_fail(err, DS_ERR_OVERFLOW,
                       "Z4: the pool does not fit 64 bits of fen");
    return DS_OK;
}
