/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/hangzhou/hangzhou_policy.h - the keys of county medical communities as in
 * Hangzhou (rules H1-H16, policy.md sections 3 and 12); hz.keep, hz.share and
 * budget.ratio are those of ds_settle_keys. */
#ifndef DS_HANGZHOU_POLICY_H
#define DS_HANGZHOU_POLICY_H

#include "sim/drg/drg_policy.h"

/** Rates in 1e-9. */
typedef struct ds_hangzhou_policy {
    int64_t growth, cap;         /**< H2, H1 */
    char city[DS_KEY_TEXT_SIZE]; /**< area where no county is given */
    int64_t ip_share;            /**< H16, DS_KEY_NONE: of past spending */
    int32_t has_drg;             /**< H16: 0 before DRG starts */
    int64_t prepay;              /**< Z6 */
    int32_t keep_ended;          /**< H14: 1: the budget stays whole */
    int32_t head_at_end;         /**< H11: day that heads are counted */
    int64_t per_head;            /**< H11, fen or DS_KEY_NONE */
    int32_t special_none;        /**< H11: 1: emergencies are charged too */
    int64_t primary_goal, county_goal; /**< H10 */
    int64_t tol, level;                /**< T19 */
    ds_rates deductible;               /**< H8: yuan (1e-9) of levels 3, 2, 1 */
    int64_t add;                       /**< H9 */
} ds_hangzhou_policy;

/** The rows; .target is left for the caller to set. */
extern const ds_keys ds_hangzhou_keys;

/** What keys cannot say alone: growth within the cap, three deductibles, no
 * budget.amount. `where` begins the message. */
DS_MUST_USE ds_status ds_hangzhou_policy_check(const ds_hangzhou_policy *p,
                                               const ds_settle_policy *cases,
                                               const char *where,
                                               ds_error *err);

#endif
