/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund_ledger.h - does a published history add up? S_t = S_{t-1} + income
 * - spending, and by how much it does not: opening adjustments (policy.md 9.1).
 */
#ifndef DS_FUND_LEDGER_H
#define DS_FUND_LEDGER_H

#include "base/table.h"

/** Columns of a history: year, income, spending, balance, in one unit of
 * money, whole. A balance may be missing. */
extern const ds_column_spec ds_fund_ledger_columns[];
enum { DS_FUND_N_LEDGER_COLUMNS = 4 };

/**
 * Fills `out`, table `history`: year, income, spending, balance, adjustment
 * (balance - last balance - income + spending; missing where a balance is),
 * months payable (4 decimals), growth of income and spending (6 decimals).
 * DS_ERR_DATA, naming the row, for years that are not one after the other and
 * amounts that are not above 0.
 */
DS_MUST_USE ds_status ds_fund_ledger(const ds_table *history, ds_table *out,
                                      ds_error *err);

#endif
