/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/simulate_print.c - the tables of a simulation on the terminal, one or
 * the opinion pack; see simulate.h. */
#include "cli/simulate.h"

#include "base/message.h"

#include <string.h>

enum { MORE_ROWS = 40 };

/* ---- in Chinese ---------------------------------------------------------- */

/* clang-format off */
/* Words that are names elsewhere, so not in base/messages.def. */
static const char *const word_zh[][2] = {
    {"probabilities", "概率"}, {"scenarios", "情景"}, {"sensitivity", "敏感性"},
    {"convergence", "收敛"}, {"here", "已有"}, {"missing", "缺"}, {"low", "偏低"},
    {"target", "目标区间"}, {"high", "偏高"}, {"met", "已达到"}, {"data", "本地数据"},
    {"national", "全国数据"}, {"expert", "专家判断"}, {"default", "程序默认"}, {"active", "在职"},
    {"retired", "退休"}, {"base", "基准"}, {"scenario", "情景"}, {"with", "并入结果"},
    {"since", "上次结果"}, {"population", "参保人口"}, {"costs", "分年龄费用"}, {"flows", "其他收支"},
    {"settlement", "清算结果"}, {"parent", "所引配置"},
};
/* clang-format on */

static const char *figure_zh(const char *name)
{
    static const char *const figures[][2] = {
#define FIGURE_ZH(id, name, money, decimals, unit, zh, help) {name, zh},
        DS_FUND_FIGURES(FIGURE_ZH)
#undef FIGURE_ZH
    };
    for (size_t i = 0; i < DS_COUNT(figures); i++)
        if (strcmp(figures[i][0], name) == 0) return figures[i][1];
    return name;
}

static const char *word_of(const char *text)
{
    for (size_t i = 0; i < DS_COUNT(word_zh); i++)
        if (strcmp(word_zh[i][0], text) == 0) return word_zh[i][1];
    return ds_message(text);
}

/* What a text cell says in Chinese: words that the program chose, never names
 * and sources that the user gave. */
static const char *in_chinese(const ds_table *t, size_t row, size_t column)
{
    static const char *const words[] = {"pool", "band",   "status",  "kind",
                                        "limit", "section", "state", "how",
                                        "role"};
    const char *name = t->columns[column].name;
    const char *text = ds_table_get_text(t, row, column);
    if (strcmp(name, "figure") == 0) return figure_zh(text);
    if (strcmp(name, "meaning") == 0) {
        const int key = ds_table_find(t, "key");
        const ds_key *k =
            key < 0 ? NULL
                    : ds_keys_find(&ds_fund_keys,
                                   ds_table_get_text(t, row, (size_t)key));
        return k ? k->zh : text;
    }
    for (size_t i = 0; i < DS_COUNT(words); i++)
        if (strcmp(words[i], name) == 0) return word_of(text);
    return text;
}

static ds_status fill_chinese(const ds_table *t, ds_table *out, ds_error *err)
{
    DS_TRY(ds_table_init(out, t->name, t->zh, t->columns, t->n_columns, err));
    DS_TRY(ds_table_extend(out, t->n_rows, err));
    for (size_t column = 0; column < t->n_columns; column++)
        for (size_t row = 0; row < t->n_rows; row++)
            if (t->columns[column].type == DS_CELL_TEXT)
                DS_TRY(ds_table_set_text(out, row, column,
                                         in_chinese(t, row, column), err));
            else
                ds_table_set(out, row, column, ds_table_get(t, row, column));
    return DS_OK;
}

/* At most max_rows of the columns `names` (NULL: all) on the terminal, in its
 * language. */
static ds_status show(const simulate_args *a, const ds_table *t,
                      size_t max_rows, const char *const *names, ds_error *err)
{
    const cli_common *c = &a->common;
    ds_table zh = {0};
    ds_status st = DS_OK;
    if (!c->zh || c->json || c->csv)
        return cli_show(c, t, max_rows, names, err);
    st = fill_chinese(t, &zh, err);
    if (st == DS_OK) st = cli_show(c, &zh, max_rows, names, err);
    ds_table_destroy(&zh);
    return st;
}

/* ---- tables -------------------------------------------------------------- */

/* Differences of the last year only: one row a scenario and pool. */
static ds_status print_last(const simulate_args *a, const ds_table *t,
                            ds_error *err)
{
    static const char *const names[] = {
        "scenario",       "pool",   "year",         "balance",
        "balance_error",  "months", "months_error", "depleted",
        "depleted_error", NULL};
    ds_table last = {0};
    ds_status st = DS_OK;
    int64_t year = 0;
    DS_GO(ds_table_init(&last, "differences from the base", "与基准的差异",
                        t->columns, t->n_columns, err));
    for (size_t row = 0; row < t->n_rows; row++)
        if (ds_table_get(t, row, 2) > year) year = ds_table_get(t, row, 2);
    for (size_t row = 0; row < t->n_rows; row++) {
        size_t to;
        if (ds_table_get(t, row, 2) != year) continue;
        DS_GO(ds_table_add(&last, &to, err));
        for (size_t k = 0; k < 2; k++)
            DS_GO(ds_table_set_text(&last, to, k, ds_table_get_text(t, row, k),
                                    err));
        for (size_t k = 2; k < t->n_columns; k++)
            ds_table_set(&last, to, k, ds_table_get(t, row, k));
    }
    DS_GO(show(a, &last, 0, names, err));
done:
    ds_table_destroy(&last);
    return st;
}

/* The base's rows of the emptiest month. */
static ds_status print_lowest(const simulate_args *a, const ds_table *t,
                              ds_error *err)
{
    static const char *const names[] = {
        "pool",        "year",       "month",         "share", "balance_p5",
        "balance_p50", "balance_p95", "below_zero_in", "below_zero_by", NULL};
    ds_table base = {0};
    ds_status st = DS_OK;
    size_t n = 0;
    while (n < t->n_rows && strcmp(ds_table_get_text(t, n, 0),
                                   ds_table_get_text(t, 0, 0)) == 0)
        n++;
    DS_GO(ds_table_init(&base, "lowest month", "年内最低月份", t->columns,
                        t->n_columns, err));
    DS_GO(ds_table_extend(&base, n, err));
    for (size_t row = 0; row < n; row++)
        for (size_t k = 0; k < t->n_columns; k++)
            if (k < 2)
                DS_GO(ds_table_set_text(&base, row, k,
                                        ds_table_get_text(t, row, k), err));
            else
                ds_table_set(&base, row, k, ds_table_get(t, row, k));
    DS_GO(show(a, &base, 0, names, err));
done:
    ds_table_destroy(&base);
    return st;
}

/* Of tables that others made, the first rows. */
static ds_status print_more(const simulate_args *a, const simulate_more *m,
                            ds_error *err)
{
    for (size_t i = 0; m && i < m->n; i++)
        if (strcmp(m->tables[i].name, "contents") != 0)
            DS_TRY(show(a, &m->tables[i], MORE_ROWS, NULL, err));
    return DS_OK;
}

static const ds_table *find(const char *name,
                            const ds_table t[DS_FUND_N_TABLES],
                            const simulate_more *m)
{
    for (size_t i = 0; i < DS_FUND_N_TABLES; i++)
        if (strcmp(name, t[i].name) == 0) return &t[i];
    for (size_t i = 0; m && i < m->n; i++)
        if (strcmp(name, m->tables[i].name) == 0) return &m->tables[i];
    return NULL;
}

/* A table without rows is not left without a word. */
static void note_if_empty(const simulate_args *a, const ds_table *t)
{
    if (t->n_rows > 0) return;
    if (strcmp(t->name, "lowest") == 0 || strcmp(t->name, "months") == 0)
        cli_note(&a->common,
                 "table %s is empty: no pool has a monthly profile "
                 "(emp.income_months, emp.spending_months, or res.)",
                 t->name);
    else
        cli_note(&a->common, "table %s is empty", t->name);
}

ds_status simulate_print(const simulate_args *a,
                         const ds_table t[DS_FUND_N_TABLES],
                         const simulate_more *m, ds_error *err)
{
    static const ds_fund_table pack[] = {
        DS_FUND_TABLE_OPENING,     DS_FUND_TABLE_INDICATORS,
        DS_FUND_TABLE_ASSUMPTIONS, DS_FUND_TABLE_SCENARIOS,
        DS_FUND_TABLE_CENTRE,      DS_FUND_TABLE_LOWEST,
        DS_FUND_TABLE_SUMMARY,
        DS_FUND_TABLE_CHANCES,     DS_FUND_TABLE_RISK,
        DS_FUND_TABLE_ACTUARIAL,   DS_FUND_TABLE_DIFFERENCES,
        DS_FUND_TABLE_CONVERGENCE, DS_FUND_TABLE_LIMITS};
    if (strcmp(a->print, "low") == 0)
        return print_lowest(a, &t[DS_FUND_TABLE_LOWEST], err);
    if (strcmp(a->print, "last") == 0)
        return print_last(a, &t[DS_FUND_TABLE_DIFFERENCES], err);
    if (strcmp(a->print, "pack") == 0) {
        const ds_table *contents = find("contents", t, m);
        if (contents) DS_TRY(show(a, contents, 0, NULL, err));
        for (size_t i = 0; i < DS_COUNT(pack); i++)
            DS_TRY(show(a, &t[pack[i]], 0, NULL, err));
        return print_more(a, m, err);
    }
    const ds_table *one = find(a->print, t, m);
    if (one) {
        note_if_empty(a, one);
        return show(a, one, 0, NULL, err);
    }
    return ds_hint(
        err, ds_fail(err, DS_ERR_ARG, "--print: no table '%.40s'", a->print),
        "pack, summary, money, ratios, probabilities, risk, "
        "actuarial_balance, convergence, differences, opening, "
        "indicators, assumptions, scenarios, centre, population, lowest, "
        "months, limits, files, contents; those of --with, and changes of --since");
}
