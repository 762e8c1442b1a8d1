/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_pay.h - from amounts to payments, as pure functions: T13
 * capitation, T14 prescription flow, T15 settlement, T16 winning drugs, T18
 * ceiling, T19 deferral, T20 assessment. Money fen, rates 1e-9, half-up. */
#ifndef DS_TIANJIN_PAY_H
#define DS_TIANJIN_PAY_H

#include "sim/tianjin/tianjin_exact.h"
#include "sim/tianjin/tianjin_policy.h"

/** T13 of a signing unit: a_sign = cap - outside, its surplus over the cost of
 * the own claims, what is held in months (rate: cap.month), and at year end
 * what is lost by the factor f; `released`: held in months, given at the end.
 */
typedef struct ds_t13 {
    int64_t a_sign, surplus, hold, forfeit, released;
} ds_t13;
DS_MUST_USE ds_status ds_t13_settle(int64_t cap, int64_t outside, int64_t cost,
                                    int64_t rate, int64_t f, bool is_year,
                                    ds_t13 *out, ds_error *err);

/** T14: what a dispenser gets of `value`: a retail pharmacy at most its cost.
 */
int64_t ds_t14_paid(int64_t value, bool is_pharmacy, int64_t cost);

/** T15: a unit's dues netted: a positive sum goes to the positive ones pro
 * rata; else they stay as they are. */
DS_MUST_USE ds_status ds_t15_net(const int64_t due[DS_TJ_PCS],
                                 int64_t net[DS_TJ_PCS], ds_error *err);

/** T15: what a month pays. */
int64_t ds_t15_paid(int64_t ent, int64_t before, int32_t negative);

/** T16: book of a surplus (pt at 1 yuan) at vs / v_std. */
DS_MUST_USE ds_status ds_t16_book(const mpq_t vs, const mpq_t v_std,
                                  int64_t surplus, int64_t *book,
                                  ds_error *err);

/** T16: release of a passed drug: book * fund / cost (phi); cost 0: 0. */
DS_MUST_USE ds_status ds_t16_release(int64_t book, int64_t fund, int64_t cost,
                                     int64_t *release, ds_error *err);

/** T18 of one kind: pay[f * n + u] of its three funds, pooled first; ceiling F.
 * Where pooled passes F: pooled by largest remainder of F, the others times
 * F / P, half-up. */
DS_MUST_USE ds_status ds_t18_limit(size_t n, const int64_t *pay,
                                   int64_t ceiling, int64_t *ent,
                                   ds_error *err);

/** T19: excess = max(0, c - last * (1 + g)), exact; defer = excess / c * due.
 */
void ds_t19_excess(int64_t c, int64_t last, const mpq_t g, mpq_t excess);
DS_MUST_USE ds_status ds_t19_defer(const mpq_t excess, int64_t c, int64_t due,
                                   int64_t *defer, ds_error *err);

/** T20 before rewards: assess = (1 - f) * max(0, diff - released) + deduction,
 * deduction = d * max(0, ent), each rounded once. */
DS_MUST_USE ds_status ds_t20_assess(int64_t f, int64_t d, int64_t diff,
                                    int64_t released, int64_t ent,
                                    int64_t *assess, int64_t *deduction,
                                    ds_error *err);

#endif
