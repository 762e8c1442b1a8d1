/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/sanya/sanya_rules.h - the formulas of a medical group's year, Y1 to Y8 of
 * policy.md section 5, pure functions. Amounts in fen, rates in 1e-9; all
 * return false where a result does not fit 64 bits. */
#ifndef DS_SANYA_RULES_H
#define DS_SANYA_RULES_H

#include "base/money.h"

#include <stdbool.h>
#include <stdint.h>

/** Y1: mean of the three yearly growth rates of spending[0..3], all > 0, oldest
 * first; geometric, the cube root of the whole growth, or arithmetic; rounded
 * to 9 decimals. */
bool ds_y1_growth(const int64_t spending[4], bool is_arithmetic, int64_t *g3);

/** Y1: base * (1 + g), half-up. */
bool ds_y1_grow(int64_t base, int64_t g, int64_t *grown);

/** rate * amount, half-up: Y2, Y4 and the cut of Y1. */
bool ds_rate_of(int64_t amount, int64_t rate, int64_t *out);

/** Y5: what of a budget is left for inpatient care. */
typedef struct ds_y5 {
    int64_t budget;     /**< given */
    int64_t outpatient; /**< given: OP + chronic + two diseases */
    int64_t other;      /**< given: other pooled, and care outside the group */
    int64_t dip_budget; /**< max(0, rest) */
    int64_t excess;     /**< outpatient - counted: joins the overspend */
    int64_t counted;    /**< of outpatient in Y3: up to budget - other */
    int64_t beyond;     /**< max(0, other - budget): paid outside, in no sum */
} ds_y5;
bool ds_y5_remainder(ds_y5 *y);

/** Y8 of one kind: overspend shared, surplus kept. */
typedef struct ds_y8 {
    int64_t dip_budget, excess, bookkept; /**< given; bookkept: inpatient */
    int64_t cap;                          /**< given: of O, or DS_MISSING */
    int64_t overspend;                    /**< O, at most the cap */
    int64_t sanctioned;                   /**< part of O that is not shared */
    int64_t fund_share, surplus, kept, decision;
} ds_y8;

/** O and the surplus: before it is known which part is sanctioned. */
bool ds_y8_overspend(ds_y8 *y);

/** The decision, by the grade's rates of sharing and keeping. */
bool ds_y8_decide(ds_y8 *y, int64_t share, int64_t keep);

/** Y3, Y4, Y7: the year of a group. */
typedef struct ds_y7 {
    int64_t payable, bookkept, prepaid, audit; /**< given */
    int64_t deposit, deduction, final;
} ds_y7;
bool ds_y7_final(ds_y7 *y, int64_t deposit_rate, int64_t deduction_rate);

#endif
