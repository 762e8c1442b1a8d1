/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_flows.c - other income and spending, a row each; see
 * fund_model.h */
#include "sim/fund/fund_model.h"

#include "base/money.h"
#include "kernels/elementary.h"

#include <string.h>

enum { NAME, POOL, DIRECTION, BASE, AMOUNT, RATE, GROWTH, FROM, TO, IN_BASE };

/* clang-format off */
const ds_column_spec ds_fund_flow_columns[DS_FUND_N_FLOW_COLUMNS] = {
    {"name", DS_CELL_TEXT, 0, "", "项目", "what it is"},
    {"pool", DS_CELL_TEXT, 0, "", "统筹基金", "employee or resident"},
    {"direction", DS_CELL_TEXT, 0, "", "方向", "in or out"},
    {"base", DS_CELL_TEXT, 0, "", "基数", "year, active, retired, contributions or care"},
    {"amount", DS_CELL_FEN, 0, "yuan", "金额", "a year or a head, in the base year"},
    {"rate", DS_CELL_DECIMAL, 9, "1", "比例", "of contributions or care"},
    {"growth", DS_CELL_DECIMAL, 9, "1/year", "增长率", "of amount or rate"},
    {"from", DS_CELL_INT, 0, "", "起始年", "first year; missing: always"},
    {"to", DS_CELL_INT, 0, "", "终止年", "last year; missing: for ever"},
    {"in_base", DS_CELL_INT, 0, "", "含于基年", "1: the base year's published figures hold it"},
};
/* clang-format on */

typedef struct flow {
    size_t pool, direction, per;
    double amount, growth;
    int64_t from, to;
    bool is_in_base;
} flow;

static ds_status bad_flow(const ds_table *t, size_t row, size_t column,
                          const char *expected, ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA, "flows.file: row %zu (%s): %s",
                           ds_table_line(t, row), ds_table_get_text(t, row, NAME),
                           ds_fund_flow_columns[column].name),
                   "expected %s", expected);
}

/* The place of a word in "a|b|c", or -1. */
static int word_of(const char *word, const char *words)
{
    const size_t n = strlen(word);
    for (int i = 0; words; i++) {
        const char *end = strchr(words, '|');
        const size_t length = end ? (size_t)(end - words) : strlen(words);
        if (n > 0 && length == n && memcmp(word, words, n) == 0) return i;
        words = end ? end + 1 : NULL;
    }
    return -1;
}

static int64_t cell(const ds_table *t, size_t row, size_t column,
                    int64_t otherwise)
{
    const int64_t value = ds_table_get(t, row, column);
    return value == DS_MISSING ? otherwise : value;
}

static ds_status read_flow(const ds_table *t, size_t row, flow *f,
                           ds_error *err)
{
    const int pool =
        word_of(ds_table_get_text(t, row, POOL), "employee|resident");
    const int direction =
        word_of(ds_table_get_text(t, row, DIRECTION), "in|out");
    const int per = word_of(ds_table_get_text(t, row, BASE),
                            "year|active|retired|contributions|care");
    if (pool < 0) return bad_flow(t, row, POOL, "employee or resident", err);
    if (direction < 0) return bad_flow(t, row, DIRECTION, "in or out", err);
    if (per < 0)
        return bad_flow(t, row, BASE,
                        "year, active, retired, contributions or care", err);
    const bool is_rate = per >= DS_FUND_PER_BASE;
    const int64_t amount = ds_table_get(t, row, is_rate ? RATE : AMOUNT);
    if (amount == DS_MISSING || amount < 0)
        return bad_flow(t, row, is_rate ? RATE : AMOUNT,
                        "a number from 0, in this column for this base", err);
    *f = (flow){(size_t)pool,
                (size_t)direction,
                (size_t)per,
                is_rate ? (double)amount / DS_RATE_ONE : (double)amount,
                (double)cell(t, row, GROWTH, 0) / DS_RATE_ONE,
                cell(t, row, FROM, INT64_MIN),
                cell(t, row, TO, INT64_MAX),
                cell(t, row, IN_BASE, 0) == 1};
    if (f->from > f->to)
        return bad_flow(t, row, TO, "a year not before `from`", err);
    return DS_OK;
}

ds_status ds_fund_flows_base(const ds_table *flows, size_t pool,
                             const double per[DS_FUND_N_PER],
                             ds_fund_in_base *out, ds_error *err)
{
    for (size_t row = 0; row < flows->n_rows; row++) {
        flow f;
        DS_TRY(read_flow(flows, row, &f, err));
        if (!f.is_in_base || f.pool != pool) continue;
        if (f.per == DS_FUND_PER_CARE && f.direction == DS_FUND_OUT)
            out->care_rate += f.amount;
        else if (f.direction == DS_FUND_IN)
            out->income += f.amount * per[f.per];
        else
            out->spending += f.amount * per[f.per];
    }
    return DS_OK;
}

ds_status ds_fund_flows_add(ds_fund_model *m, const ds_table *flows,
                            ds_error *err)
{
    for (size_t row = 0; row < flows->n_rows; row++) {
        flow f;
        DS_TRY(read_flow(flows, row, &f, err));
        for (int64_t t = 1; t <= m->v.years; t++) {
            const int64_t year = m->v.base_year + t;
            if (year < f.from || year > f.to) continue;
            m->pool[f.pool].flow[f.direction][f.per][t] +=
                f.amount * ds_pow1(1.0 + f.growth, (double)t);
        }
    }
    return DS_OK;
}
