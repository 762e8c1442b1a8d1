/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/hangzhou/hangzhou_rules.h - the formulas of county communities, H1 to H11
 * and T19 of policy.md sections 3 and 2, pure functions. Amounts in fen, rates
 * in 1e-9; all return false where a result does not fit 64 bits. */
#ifndef DS_HANGZHOU_RULES_H
#define DS_HANGZHOU_RULES_H

#include "base/money.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** H1, H2: amount * (1 + rate), half-up. */
bool ds_h2_grow(int64_t amount, int64_t rate, int64_t *out);

/** H6: cost / (heads - invalid), half-up; heads > invalid >= 0. */
bool ds_h6_per_head(int64_t cost, int64_t heads, int64_t invalid, int64_t *out);

/** H7: a sanctioned institution gets no more than its cost. */
int64_t ds_h7_decision(int64_t target, int64_t cost, bool is_sanctioned);

/** H8: of the deductibles of a chain of stays, one admission bears the highest:
 * *separate is their sum, the result the one. */
int64_t ds_h8_deductible(size_t n, const int64_t *deductibles,
                         int64_t *separate);

/** H9: what is added to the personal share, at most what the fund paid. */
bool ds_h9_added(int64_t in_scope, int64_t fund, int64_t add, int64_t *out);

/** H10: part / all >= goal, exactly; all 0: not met. */
bool ds_h10_is_met(int64_t part, int64_t all, int64_t goal);

/** H11 with H3: a community's outpatient year. */
typedef struct ds_h11 {
    int64_t budget, own, outside; /**< given */
    int64_t pool;                 /**< after H3 */
    int64_t result;               /**< budget - own - outside */
    int64_t kept;                 /**< of a surplus */
    int64_t fund_bears;           /**< of an overspend */
    int64_t payment;              /**< pool - outside */
} ds_h11;
bool ds_h11_settle(ds_h11 *x, int64_t keep, int64_t share);

/** T19 (H13): excess of cost over last year's, grown; and the part of `due`
 * that is deferred: excess / cost * max(0, due), half-up. */
bool ds_h13_excess(int64_t cost, int64_t last, int64_t growth, int64_t *excess);
bool ds_h13_defer(int64_t excess, int64_t cost, int64_t due, int64_t *defer);

/** Whether v is above quantile `level` (1e-9) of sorted[0..n), type 7, exactly;
 * n = 0: no. */
bool ds_is_above_quantile(int64_t v, size_t n, const int64_t *sorted,
                          int64_t level);

#endif
