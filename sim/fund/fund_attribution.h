/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_attribution.h - why a fund's spending grew between two years
 * (fund-model section 4).
 *
 * Spending on care is, over cells (a group of insured by age or status x a
 * category of care),
 *   heads x share of the group x uses a head x points a use x cost a point x
 *   share that the fund bears,
 * in which everything but the last product cancels: the cells' own integers.
 * Each factor's part is its Shapley value (A. Shorrocks, "Decomposition
 * procedures for distributional analysis", Journal of Economic Inequality 11,
 * 2013): the mean over all orders in which the factors may have changed. It is
 * exact, the same whichever way the factors are named or the years are
 * swapped, and takes zeros. Rounded by largest remainder, the parts add up to
 * the growth to the fen. */
#ifndef DS_FUND_ATTRIBUTION_H
#define DS_FUND_ATTRIBUTION_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

/* X(name, word, Chinese, help), in the order of the table. */
#define DS_FUND_PARTS(X)                                                       \
    X(HEADS, "heads", "参保人数", "insured in all")                            \
    X(AGEING, "ageing", "年龄结构", "which groups they belong to")             \
    X(USE, "use", "就医频次", "uses a head of a group")                        \
    X(CASE_MIX, "case_mix", "病例组合", "points a use")                        \
    X(PRICE, "price", "价格", "cost a point")                                  \
    X(SHARE, "fund_share", "基金负担比例", "fund / cost")                      \
    X(OUTSIDE, "outside", "预算外", "spending outside the cells")              \
    X(ONE_OFF, "one_off", "一次性", "what will not come again")

#define DS_FUND_PART_ID(name, word, zh, help) DS_PART_##name,
typedef enum ds_fund_part {
    DS_FUND_PARTS(DS_FUND_PART_ID) DS_N_FUND_PARTS
} ds_fund_part;
#undef DS_FUND_PART_ID

/** One cell in one year. */
typedef struct ds_fund_cell {
    int64_t uses;
    int64_t points; /**< 1/10,000; equal to uses where they are not known */
    int64_t total;  /**< cost, fen */
    int64_t fund;   /**< of it paid by the fund, fen; > 0 only where all of
                         the above and the group's heads are > 0 */
} ds_fund_cell;

/** One year: heads[n_groups], cell[n_groups * n_categories]. Borrowed. */
typedef struct ds_fund_year {
    const int64_t *heads;
    const ds_fund_cell *cell;
    int64_t outside, one_off; /**< fen */
} ds_fund_year;

/**
 * part[] receives fen; their sum is exactly the growth of fund, outside and
 * one-off. A ratio that one year does not define (no use, say) is that of the
 * other year. DS_ERR_DATA where a year has no heads, a figure is negative, or
 * fund > 0 without what it is paid for; *bad_cell (may be NULL) names the cell.
 */
DS_MUST_USE ds_status ds_fund_attribute(size_t n_groups, size_t n_categories,
                                        const ds_fund_year *before,
                                        const ds_fund_year *after,
                                        int64_t part[DS_N_FUND_PARTS],
                                        size_t *bad_cell, ds_error *err);

#endif
