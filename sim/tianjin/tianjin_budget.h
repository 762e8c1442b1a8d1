/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_budget.h - the year's budget: T1 purchase total, T2
 * pooled funds, T3 split, T4 and T4b changes in the year. Pure; rates 1e-9,
 * money fen. */
#ifndef DS_TIANJIN_BUDGET_H
#define DS_TIANJIN_BUDGET_H

#include "sim/tianjin/tianjin_exact.h"
#include "sim/tianjin/tianjin_policy.h"

/** T1: g by budget.mode; false where a growth key that it needs is none. */
bool ds_t1_growth(const ds_tj_policy *p, mpq_t g);

/** T1: B = last * (1 + g). */
DS_MUST_USE ds_status ds_t1_budget(int64_t last, const mpq_t g, int64_t *b,
                                   ds_error *err);

/** T2: F = B * pooled / all * a; all > 0. */
DS_MUST_USE ds_status ds_t2_pooled(int64_t b, int64_t pooled, int64_t all,
                                   int64_t a, int64_t *f, ds_error *err);

/** What T3 splits by, exact: shares of the classes, of fee categories within
 * each (they add up to one), and of DRUG that goes to RXRES. */
typedef struct ds_t3 {
    mpq_t ip, reserve;
    mpq_t of_class[DS_TJ_CLASSES], of_fee[DS_TJ_CLASSES][DS_TJ_FEES];
} ds_t3;
void ds_t3_init(ds_t3 *t);
void ds_t3_clear(ds_t3 *t);

/** T3: annual budgets of the OP segments, RXRES and IP; the rest stays. */
DS_MUST_USE ds_status ds_t3_split(int64_t b, ds_t3 *t,
                                  int64_t annual[DS_TJ_SEG_NAMES],
                                  ds_error *err);

/** T4: delta = annual * past / of * left, `left` = 1 - cumulative sigma. */
DS_MUST_USE ds_status ds_t4_delta(int64_t annual, int64_t past, int64_t of,
                                  const mpq_t left, int64_t *delta,
                                  ds_error *err);

/** T4, T4b: adds delta to the months after `after` (1..11; 0: all) in
 * proportion to sigma there; false where no sigma is left. */
bool ds_t4_spread(int64_t delta, int after, mpq_t sigma[DS_TJ_MONTHS],
                  mpq_t month[DS_TJ_MONTHS]);

#endif
