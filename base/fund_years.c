/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/fund_years.c - see fund_years.h for the contract. */
#include "base/fund_years.h"

#include "base/money.h"

#include <string.h>

/* clang-format off */
const ds_column_spec ds_history_specs[DS_N_HISTORY] = {
    {"pool", DS_CELL_TEXT, 0, "", "基金", "which fund"},
    {"year", DS_CELL_INT, 0, "", "年度", "calendar year"},
    {"heads", DS_CELL_INT, 0, "persons", "参保人数", "insured, with the retired"},
    {"retired", DS_CELL_INT, 0, "persons", "退休人数", "insured who do not contribute"},
    {"income", DS_CELL_FEN, 0, "yuan", "收入", "income of the year"},
    {"spending", DS_CELL_FEN, 0, "yuan", "支出", "spending of the year"},
    {"balance", DS_CELL_FEN, 0, "yuan", "累计结余", "cumulative balance at the end of the year"},
    {"contributions", DS_CELL_FEN, 0, "yuan", "缴费收入", "of the income: contributions, premiums"},
    {"subsidy", DS_CELL_FEN, 0, "yuan", "财政补助", "of the income: subsidies"},
    {"interest", DS_CELL_FEN, 0, "yuan", "利息收入", "of the income: interest"},
    {"other_income", DS_CELL_FEN, 0, "yuan", "其他收入", "of the income: the rest"},
    {"inpatient", DS_CELL_FEN, 0, "yuan", "住院支出", "of the spending: inpatient care"},
    {"outpatient", DS_CELL_FEN, 0, "yuan", "门诊支出", "of the spending: outpatient care"},
    {"other_spending", DS_CELL_FEN, 0, "yuan", "其他支出", "of the spending: the rest"},
    {"one_off_income", DS_CELL_FEN, 0, "yuan", "一次性收入", "of the income: will not come again"},
    {"one_off_spending", DS_CELL_FEN, 0, "yuan", "一次性支出", "of the spending: will not come again"},
    {"exclude", DS_CELL_INT, 0, "0/1", "剔除", "no growth into or out of the year counts"},
    {"break", DS_CELL_INT, 0, "0/1", "口径变化", "no growth into the year counts: definitions changed"},
    {"reason", DS_CELL_TEXT, 0, "", "理由", "why it is cleaned"},
    {"line", DS_CELL_INT, 0, "", "行号", "of the file"},
};
/* clang-format on */

typedef struct checker {
    const ds_table *t;
    const char *file;
    ds_error *err;
} checker;

bool ds_history_has(const ds_table *history, size_t row,
                    ds_history_column column)
{
    return ds_table_get(history, row, column) != DS_MISSING;
}

int64_t ds_history_clean(const ds_table *history, size_t row,
                         ds_history_column column)
{
    const ds_history_column one_off = column == DS_HISTORY_INCOME
                                          ? DS_HISTORY_ONE_OFF_INCOME
                                          : DS_HISTORY_ONE_OFF_SPENDING;
    const int64_t amount = ds_table_get(history, row, column);
    return ds_history_has(history, row, one_off)
               ? amount - ds_table_get(history, row, one_off)
               : amount;
}

static int64_t year_at(const checker *c, size_t row)
{
    return ds_table_get(c->t, row, DS_HISTORY_YEAR);
}

static const char *pool_at(const checker *c, size_t row)
{
    return ds_table_get_text(c->t, row, DS_HISTORY_POOL);
}

/* "FILE:7: resident 2016: income: WHAT" */
static ds_status bad(const checker *c, size_t row, const char *column,
                     const char *what, const char *remedy)
{
    const int64_t line = ds_table_get(c->t, row, DS_HISTORY_LINE);
    return ds_hint(c->err,
                   ds_fail(c->err, DS_ERR_DATA, "%s:%lld: %s %lld: %s: %s",
                           c->file, (long long)(line > 0 ? line : 0),
                           pool_at(c, row), (long long)year_at(c, row), column,
                           what),
                   "%s", remedy);
}

static ds_status check_amounts(const checker *c, size_t row)
{
    static const ds_history_column needed[] = {
        DS_HISTORY_HEADS, DS_HISTORY_INCOME, DS_HISTORY_SPENDING};
    for (size_t i = 0; i < DS_COUNT(needed); i++) {
        const char *name = ds_history_specs[needed[i]].name;
        if (!ds_history_has(c->t, row, needed[i]))
            return bad(c, row, name, "is missing",
                       "complete the year, or leave the pool out: a history "
                       "needs heads, income and spending of every year");
        if (ds_table_get(c->t, row, needed[i]) <= 0)
            return bad(c, row, name, "is not above zero",
                       "growth of zero or negative figures is not defined: "
                       "correct the figure or begin the history later");
    }
    if (ds_history_has(c->t, row, DS_HISTORY_RETIRED) &&
        (ds_table_get(c->t, row, DS_HISTORY_RETIRED) <= 0 ||
         ds_table_get(c->t, row, DS_HISTORY_RETIRED) >=
             ds_table_get(c->t, row, DS_HISTORY_HEADS)))
        return bad(c, row, "retired", "is not between zero and heads",
                   "heads are all insured, retired those among them who do "
                   "not contribute");
    return DS_OK;
}

static ds_status check_cleaning(const checker *c, size_t row)
{
    static const ds_history_column whole[] = {DS_HISTORY_INCOME,
                                              DS_HISTORY_SPENDING};
    bool is_cleaned = ds_table_get(c->t, row, DS_HISTORY_EXCLUDE) > 0 ||
                      ds_table_get(c->t, row, DS_HISTORY_BREAK) > 0;
    for (size_t i = 0; i < DS_COUNT(whole); i++) {
        const ds_history_column part =
            (ds_history_column)(DS_HISTORY_ONE_OFF_INCOME + i);
        if (!ds_history_has(c->t, row, part)) continue;
        is_cleaned |= ds_table_get(c->t, row, part) != 0;
        if (ds_history_clean(c->t, row, whole[i]) <= 0)
            return bad(c, row, ds_history_specs[part].name,
                       "is not below the amount it is part of",
                       "give the part of the year's amount that will not come "
                       "again");
    }
    if (is_cleaned && !*ds_table_get_text(c->t, row, DS_HISTORY_REASON))
        return bad(c, row, "reason", "is missing",
                   "say why the year is cleaned: it is printed with the "
                   "result");
    return DS_OK;
}

/* Sources of income, or parts of spending: none, or the whole. */
static ds_status check_parts(const checker *c, size_t row,
                             ds_history_column whole, ds_history_column first,
                             ds_history_column last)
{
    ds_i128 sum = 0;
    size_t n = 0;
    for (ds_history_column p = first; p <= last; p++) {
        if (!ds_history_has(c->t, row, p)) continue;
        sum += ds_table_get(c->t, row, p);
        n++;
    }
    const ds_i128 all = ds_table_get(c->t, row, whole);
    const ds_i128 off = sum > all ? sum - all : all - sum;
    if (n == 0 || off * 1000 <= all) return DS_OK;
    return bad(c, row, ds_history_specs[whole].name,
               "its parts do not add up to it",
               "give all parts of the year or none");
}

static ds_status check_row(const checker *c, size_t row, bool is_first)
{
    DS_TRY(check_amounts(c, row));
    DS_TRY(check_cleaning(c, row));
    DS_TRY(check_parts(c, row, DS_HISTORY_INCOME, DS_HISTORY_CONTRIBUTIONS,
                       DS_HISTORY_OTHER_INCOME));
    DS_TRY(check_parts(c, row, DS_HISTORY_SPENDING, DS_HISTORY_INPATIENT,
                       DS_HISTORY_OTHER_SPENDING));
    if (is_first) return DS_OK;
    if (year_at(c, row) == year_at(c, row - 1))
        return bad(c, row, "year", "is there twice", "remove one of the rows");
    if (year_at(c, row) != year_at(c, row - 1) + 1)
        return bad(c, row, "year", "the year before it is missing",
                   "complete the history, or begin it after the gap; a year "
                   "that is not usual is given and excluded");
    for (ds_history_column p = DS_HISTORY_RETIRED;
         p <= DS_HISTORY_OTHER_SPENDING; p++)
        if (p != DS_HISTORY_BALANCE &&
            ds_history_has(c->t, row, p) != ds_history_has(c->t, row - 1, p))
            return bad(c, row, ds_history_specs[p].name,
                       "is there in some years only",
                       "give it for every year of the pool or for none");
    return DS_OK;
}

ds_status ds_history_check(ds_table *history, const char *file,
                           ds_history_pool *pools, size_t *n_pools,
                           ds_error *err)
{
    static const size_t keys[] = {DS_HISTORY_POOL, DS_HISTORY_YEAR};
    const checker c = {history, file, err};
    *n_pools = 0;
    if (history->n_rows == 0)
        return ds_hint(err, ds_fail(err, DS_ERR_DATA, "%s: no year", file),
                       "give a file with a row a year");
    DS_TRY(ds_table_sort(history, keys, 2, err));
    for (size_t row = 0; row < history->n_rows; row++) {
        const bool is_first =
            row == 0 || strcmp(pool_at(&c, row), pool_at(&c, row - 1)) != 0;
        if (is_first && *n_pools == DS_MAX_HISTORY_POOLS)
            return bad(&c, row, "pool", "is one too many",
                       "a history has up to 8 pools: use two files");
        if (is_first)
            pools[(*n_pools)++] = (ds_history_pool){pool_at(&c, row), row, 0};
        if (++pools[*n_pools - 1].n > DS_MAX_HISTORY_YEARS)
            return bad(&c, row, "year", "is one too many",
                       "a history has up to 80 years");
        DS_TRY(check_row(&c, row, is_first));
    }
    for (size_t p = 0; p < *n_pools; p++)
        if (pools[p].n < 2)
            return bad(&c, pools[p].first, "year", "is the only one",
                       "growth needs two years or more");
    return DS_OK;
}

ds_status ds_history_difference(const ds_table *history, size_t row,
                                bool is_first, int64_t *difference,
                                ds_error *err)
{
    *difference = DS_MISSING;
    if (is_first || !ds_history_has(history, row, DS_HISTORY_BALANCE) ||
        !ds_history_has(history, row - 1, DS_HISTORY_BALANCE))
        return DS_OK;
    const ds_i128 off =
        (ds_i128)ds_table_get(history, row, DS_HISTORY_BALANCE) -
        ds_table_get(history, row - 1, DS_HISTORY_BALANCE) -
        ds_table_get(history, row, DS_HISTORY_INCOME) +
        ds_table_get(history, row, DS_HISTORY_SPENDING);
    return ds_fit_i64(off, difference)
               ? DS_OK
               : ds_fail(err, DS_ERR_OVERFLOW, "a balance is too large");
}

int64_t ds_history_months(const ds_table *history, size_t row)
{
    const int64_t balance = ds_table_get(history, row, DS_HISTORY_BALANCE);
    int64_t months = DS_MISSING;
    if (balance == DS_MISSING ||
        !ds_mul_div(balance, 12 * 100,
                    ds_table_get(history, row, DS_HISTORY_SPENDING), &months))
        return DS_MISSING;
    return months;
}
