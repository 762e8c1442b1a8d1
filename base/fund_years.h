/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/fund_years.h - the yearly history of a fund as a table: io reads it,
 * sim calibrates on it. A row a pool and year, sorted by pool, then year. */
#ifndef DS_FUND_YEARS_H
#define DS_FUND_YEARS_H

#include "base/table.h"

#include <stdbool.h>

/** Columns of the table `history`, in this order. Those up to DS_HISTORY_INCOME
 * and DS_HISTORY_SPENDING are there for every row, any other may be missing. */
typedef enum ds_history_column {
    DS_HISTORY_POOL,
    DS_HISTORY_YEAR,
    DS_HISTORY_HEADS,   /**< persons insured, with the retired */
    DS_HISTORY_RETIRED, /**< of these: do not contribute */
    DS_HISTORY_INCOME,  /**< fen, as is all money */
    DS_HISTORY_SPENDING,
    DS_HISTORY_BALANCE,       /**< cumulative, at the end of the year */
    DS_HISTORY_CONTRIBUTIONS, /**< sources of income: none or all of it */
    DS_HISTORY_SUBSIDY,
    DS_HISTORY_INTEREST,
    DS_HISTORY_OTHER_INCOME,
    DS_HISTORY_INPATIENT, /**< parts of spending: none or all of it */
    DS_HISTORY_OUTPATIENT,
    DS_HISTORY_OTHER_SPENDING,
    DS_HISTORY_ONE_OFF_INCOME, /**< in income, will not come again */
    DS_HISTORY_ONE_OFF_SPENDING,
    DS_HISTORY_EXCLUDE, /**< 1: no growth into or out of the year counts */
    DS_HISTORY_BREAK,   /**< 1: no growth into the year counts */
    DS_HISTORY_REASON,  /**< of the four before */
    DS_HISTORY_LINE,    /**< of the file */
    DS_N_HISTORY
} ds_history_column;

extern const ds_column_spec ds_history_specs[DS_N_HISTORY];

enum { DS_MAX_HISTORY_POOLS = 8, DS_MAX_HISTORY_YEARS = 80 };

/** One pool's rows of a history. */
typedef struct ds_history_pool {
    const char *name; /**< valid as long as the table */
    size_t first, n;  /**< rows */
} ds_history_pool;

/** Sorts the table, finds its pools and refuses, naming `file` and line: no
 * rows, a year twice, a gap, fewer than two years, heads, income or spending
 * missing, zero or negative, retired not below heads or not there in every year
 * of a pool, sources or parts that do not add up to within a thousandth,
 * one-offs without a reason or not below the amount they are part of. */
DS_MUST_USE ds_status ds_history_check(ds_table *history, const char *file,
                                       ds_history_pool *pools, size_t *n_pools,
                                       ds_error *err);

/** Whether the cell has a value. */
bool ds_history_has(const ds_table *history, size_t row,
                    ds_history_column column);

/** Income (or spending) without its one-off part. */
int64_t ds_history_clean(const ds_table *history, size_t row,
                         ds_history_column column);

/** The balance identity (policy.md 9.1): what the row's balance is off the
 * balance of the year before + income - spending; DS_MISSING for a pool's first
 * year and where one of the balances is missing. DS_ERR_OVERFLOW. */
DS_MUST_USE ds_status ds_history_difference(const ds_table *history, size_t row,
                                            bool is_first, int64_t *difference,
                                            ds_error *err);

/** Months payable at the row's end (F2), balance / (spending / 12), in
 * hundredths, rounded half away from zero; DS_MISSING without a balance. */
int64_t ds_history_months(const ds_table *history, size_t row);

#endif
