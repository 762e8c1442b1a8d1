/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_allocate.h - from budgets and points to amounts: T11
 * monthly cumulative allocation, T12 year-end. Pure; money fen, points pt,
 * values fen per pt (1 yuan per point is 1/100). */
#ifndef DS_TIANJIN_ALLOCATE_H
#define DS_TIANJIN_ALLOCATE_H

#include "sim/tianjin/tianjin_exact.h"
#include "sim/tianjin/tianjin_policy.h"

/** T11(1): what each class gets of `available` (fen) for its need (pt at 1
 * yuan, >= 0): all of it, half-up, or where that is not enough by largest
 * remainder (or in the order of the classes). */
DS_MUST_USE ds_status ds_t11_transfer(const int64_t need[DS_TJ_CLASSES],
                                      int64_t available, int32_t mode,
                                      int64_t transfer[DS_TJ_CLASSES],
                                      ds_error *err);

/** T11(3): a segment. Institutions in the order of their ids, ffs before
 * quota. */
typedef struct ds_t11 {
    int64_t pool; /**< R + transfer - cancer, >= 0 */
    size_t n;
    const int64_t *points;
    const int8_t *part;
    const int64_t *limit; /**< C of ffs, fen; NULL: no limit */
    mpq_srcptr v_std;
    bool is_drug;  /**< quota points too are worth v_std at most */
    bool to_quota; /**< ffs.freed=quota: what the limit on ffs frees goes to
                        the quota points */
} ds_t11;

/** Pays it: amounts[i], and what stays in U. Where v <= v_std, or no points
 * have that limit, the whole pool by largest remainder; else half-up amounts,
 * ffs at v_std and within `limit`, quota at v, and never more than the pool;
 * with to_quota the quota points share all that the ffs amounts leave.
 * Points that add up to 0 or less are paid nothing. */
DS_MUST_USE ds_status ds_t11_pay(const ds_t11 *in, int64_t *amounts,
                                 int64_t *unpaid, ds_error *err);

/** T11: v = pool / points (points > 0) and vs of a part. */
void ds_t11_value(int64_t pool, ds_i128 points, mpq_t v);
void ds_t11_settled(const ds_t11 *in, const mpq_t v, int part, mpq_t vs);

/** ffs.freed=quota: vs of quota points after the amounts of ffs are known:
 * (pool - sum of these) / quota points; false: there is nothing to free, vs is
 * ds_t11_settled's. */
bool ds_t11_freed(const ds_t11 *in, const int64_t *amounts, const mpq_t v,
                  mpq_t vs);

/** T11: hold = (1 - rho) * max(0, a_q - c_q); rho 1e-9. */
DS_MUST_USE ds_status ds_t11_hold(int64_t a_q, int64_t c_q, int64_t rho,
                                  int64_t *hold, ds_error *err);

/** Points as money at 1 yuan a point, up to a fen. */
int64_t ds_t12_up(ds_i128 points);

/** T12(a): signed transfers of the classes: surpluses leave, deficits get FD
 * first, then pro rata (drug.rest). `left`: U_RX. */
DS_MUST_USE ds_status ds_t12_drug(const int64_t budget[DS_TJ_CLASSES],
                                  const int64_t points[DS_TJ_CLASSES],
                                  int64_t rxres, int32_t rest,
                                  int64_t transfer[DS_TJ_CLASSES],
                                  int64_t *left, ds_error *err);

/** T12(c): who pays a gap: SERV and HERB of the class by their budgets, each
 * down to floor (1e-9) of it. `paid` <= gap; from[] adds up to it. */
DS_MUST_USE ds_status ds_t12_gap(int64_t gap, const int64_t budget[2],
                                 int64_t floor, int64_t from[2], int64_t *paid,
                                 ds_error *err);

#endif
