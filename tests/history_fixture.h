/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/history_fixture.h - a fund's history in a few lines. */
#ifndef DS_HISTORY_FIXTURE_H
#define DS_HISTORY_FIXTURE_H

#include "base/fund_years.h"
#include "tests/test.h"

/* A test names what matters of a year; 0 is missing. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

typedef struct fund_year {
    const char *pool;
    int64_t year, heads, retired, income, spending, balance;
    int64_t one_off_income, one_off_spending;
    int is_excluded, is_break;
    const char *reason;
    int64_t contributions, other_income;
} fund_year;

static inline void history_put(ds_table *t, size_t row, ds_history_column c,
                               int64_t value)
{
    if (value != 0) ds_table_set(t, row, c, value);
}

static inline ds_table history_of(const fund_year *years, size_t n)
{
    ds_table t = {0};
    ds_error err = {0};
    assert_ok(
        ds_table_init(&t, "history", "", ds_history_specs, DS_N_HISTORY, &err),
        &err);
    for (size_t i = 0; i < n; i++) {
        const fund_year *y = &years[i];
        size_t row;
        assert_ok(ds_table_add(&t, &row, &err), &err);
        assert_ok(ds_table_set_text(&t, row, DS_HISTORY_POOL,
                                    y->pool ? y->pool : "fund", &err),
                  &err);
        assert_ok(ds_table_set_text(&t, row, DS_HISTORY_REASON,
                                    y->reason ? y->reason : "", &err),
                  &err);
        history_put(&t, row, DS_HISTORY_YEAR, y->year);
        history_put(&t, row, DS_HISTORY_HEADS, y->heads);
        history_put(&t, row, DS_HISTORY_RETIRED, y->retired);
        history_put(&t, row, DS_HISTORY_INCOME, y->income);
        history_put(&t, row, DS_HISTORY_SPENDING, y->spending);
        history_put(&t, row, DS_HISTORY_BALANCE, y->balance);
        history_put(&t, row, DS_HISTORY_ONE_OFF_INCOME, y->one_off_income);
        history_put(&t, row, DS_HISTORY_ONE_OFF_SPENDING, y->one_off_spending);
        history_put(&t, row, DS_HISTORY_EXCLUDE, y->is_excluded);
        history_put(&t, row, DS_HISTORY_BREAK, y->is_break);
        history_put(&t, row, DS_HISTORY_CONTRIBUTIONS, y->contributions);
        history_put(&t, row, DS_HISTORY_OTHER_INCOME, y->other_income);
        history_put(&t, row, DS_HISTORY_LINE, (int64_t)i + 2);
    }
    return t;
}

#endif
