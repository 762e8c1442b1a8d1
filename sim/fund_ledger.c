/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund_ledger.c - see fund_ledger.h for the contract. */
#include "sim/fund_ledger.h"

#include "base/money.h"

enum { YEAR, INCOME, SPENDING, BALANCE };

/* clang-format off */
const ds_column_spec ds_fund_ledger_columns[DS_FUND_N_LEDGER_COLUMNS] = {
    {"year", DS_CELL_INT, 0, "", "年份", "calendar year"},
    {"income", DS_CELL_INT, 0, "money", "收入", "of the year"},
    {"spending", DS_CELL_INT, 0, "money", "支出", "of the year"},
    {"balance", DS_CELL_INT, 0, "money", "累计结余", "at the end of the year"},
};
static const ds_column_spec specs[] = {
    {"year", DS_CELL_INT, 0, "", "年份", "calendar year"},
    {"income", DS_CELL_INT, 0, "money", "收入", "of the year"},
    {"spending", DS_CELL_INT, 0, "money", "支出", "of the year"},
    {"balance", DS_CELL_INT, 0, "money", "累计结余", "at the end of the year"},
    {"adjustment", DS_CELL_INT, 0, "money", "期初调整", "balance - last balance - income + spending"},
    {"months", DS_CELL_DECIMAL, 4, "months", "可支付月数", "F2"},
    {"income_growth", DS_CELL_DECIMAL, 6, "1", "收入增长率", "against the year before"},
    {"spending_growth", DS_CELL_DECIMAL, 6, "1", "支出增长率", "against the year before"},
};
/* clang-format on */

static ds_status check_row(const ds_table *h, size_t row, ds_error *err)
{
    const int64_t year = ds_table_get(h, row, YEAR);
    if (row > 0 && year != ds_table_get(h, row - 1, YEAR) + 1)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA,
                               "history: row %zu: %lld does not follow %lld",
                               ds_table_line(h, row), (long long)year,
                               (long long)ds_table_get(h, row - 1, YEAR)),
                       "give every year once, in order");
    if (ds_table_get(h, row, INCOME) > 0 && ds_table_get(h, row, SPENDING) > 0)
        return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "history: row %zu (%lld): income or spending is "
                           "not above 0",
                           ds_table_line(h, row), (long long)year),
                   "correct the amount, or leave out the years before it");
}

/* (a / b - 1) in 1e-6. */
static int64_t growth(int64_t a, int64_t b)
{
    return (int64_t)ds_round_div((ds_i128)(a - b) * 1000000, b);
}

static void fill_row(const ds_table *h, ds_table *out, size_t row)
{
    const int64_t income = ds_table_get(h, row, INCOME);
    const int64_t spending = ds_table_get(h, row, SPENDING);
    const int64_t balance = ds_table_get(h, row, BALANCE);
    for (size_t c = 0; c < DS_FUND_N_LEDGER_COLUMNS; c++)
        ds_table_set(out, row, c, ds_table_get(h, row, c));
    if (balance != DS_MISSING)
        ds_table_set(
            out, row, 5,
            (int64_t)ds_round_div((ds_i128)balance * 120000, spending));
    if (row == 0) return;
    const int64_t last = ds_table_get(h, row - 1, BALANCE);
    if (balance != DS_MISSING && last != DS_MISSING)
        ds_table_set(out, row, 4, balance - last - income + spending);
    ds_table_set(out, row, 6, growth(income, ds_table_get(h, row - 1, INCOME)));
    ds_table_set(out, row, 7,
                 growth(spending, ds_table_get(h, row - 1, SPENDING)));
}

ds_status ds_fund_ledger(const ds_table *h, ds_table *out, ds_error *err)
{
    DS_TRY(
        ds_table_init(out, "history", "历史数据", specs, DS_COUNT(specs), err));
    DS_TRY(ds_table_extend(out, h->n_rows, err));
    for (size_t row = 0; row < h->n_rows; row++) {
        DS_TRY(check_row(h, row, err));
        fill_row(h, out, row);
    }
    return DS_OK;
}
