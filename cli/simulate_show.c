/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/simulate_show.c - a simulation on the terminal; see simulate.h. */
#include "cli/simulate.h"

#include "base/message.h"

#include <stdio.h>
#include <string.h>

enum { FAN_WIDTH = 56 };

/* Columns of the table summary. */
enum { YEAR, POOL, P5, P5_ERROR, P50, P50_ERROR, P95, P95_ERROR, MONTHS };

/* Money on the terminal: 100 million yuan, of a small fund 10,000 yuan. */
typedef struct unit {
    double fen;
    const char *name, *zh;
} unit;

static unit unit_of(const ds_table *t)
{
    static const unit large = {1e10, "100 m yuan", "亿元"};
    static const unit small = {1e6, "10k yuan", "万元"};
    for (size_t row = 0; row < t->n_rows; row++)
        if (ds_table_get(t, row, P95) >= INT64_C(100000000000) ||
            ds_table_get(t, row, P5) <= -INT64_C(100000000000))
            return large;
    return small;
}

static int column_of(int64_t value, int64_t low, int64_t high)
{
    if (high <= low) return 0;
    return (int)((double)(value - low) / (double)(high - low) *
                 (FAN_WIDTH - 1));
}

static void draw_row(const ds_table *t, size_t row, int64_t low, int64_t high)
{
    char line[FAN_WIDTH + 1];
    const int a = column_of(ds_table_get(t, row, P5), low, high);
    const int b = column_of(ds_table_get(t, row, P95), low, high);
    memset(line, ' ', FAN_WIDTH);
    line[FAN_WIDTH] = '\0';
    if (low < 0 && high > 0) line[column_of(0, low, high)] = '|';
    for (int i = a; i <= b; i++) line[i] = '-';
    line[column_of(ds_table_get(t, row, P50), low, high)] = 'o';
    int end = FAN_WIDTH;
    while (end > 0 && line[end - 1] == ' ') line[--end] = '\0';
    printf("%lld  %s\n", (long long)ds_table_get(t, row, YEAR), line);
}

/* A line a year: the 90 % band of the balance and its median. */
static void draw_fan(const cli_common *c, const ds_table *t, const char *pool)
{
    const unit u = unit_of(t);
    int64_t low = 0, high = 0;
    size_t n = 0;
    for (size_t row = 0; row < t->n_rows; row++) {
        if (strcmp(ds_table_get_text(t, row, POOL), pool) != 0) continue;
        const int64_t p5 = ds_table_get(t, row, P5);
        const int64_t p95 = ds_table_get(t, row, P95);
        low = p5 < low ? p5 : low;
        high = p95 > high ? p95 : high;
        n++;
    }
    if (n == 0) return;
    printf(c->zh ? "%s：累计结余 %.2f 至 %.2f %s；--- 90%% 区间，o 中位数\n"
                 : "%s: balance %.2f to %.2f (%s); --- 90 %% of the paths, o "
                   "median\n",
           c->zh ? ds_message(pool) : pool, (double)low / u.fen,
           (double)high / u.fen, c->zh ? u.zh : u.name);
    for (size_t row = 0; row < t->n_rows; row++)
        if (strcmp(ds_table_get_text(t, row, POOL), pool) == 0)
            draw_row(t, row, low, high);
    putchar('\n');
}

/* clang-format off */
static const ds_column_spec across[] = {
    {"year", DS_CELL_INT, 0, "", "年份", "calendar year"},
    {"employee balance", DS_CELL_TEXT, 0, "", "职工结余", "median, its error, 90 % band"},
    {"months", DS_CELL_TEXT, 0, "", "可支付月数", "median and its error"},
    {"P(depleted)", DS_CELL_TEXT, 0, "", "耗尽概率", "by the year, and its error"},
    {"resident balance", DS_CELL_TEXT, 0, "", "居民结余", "median, its error, 90 % band"},
    {"months", DS_CELL_TEXT, 0, "", "可支付月数", "median and its error"},
    {"P(depleted)", DS_CELL_TEXT, 0, "", "耗尽概率", "by the year, and its error"},
};
/* clang-format on */

static double number(const ds_table *t, size_t row, size_t column, double scale)
{
    return (double)ds_table_get(t, row, column) / scale;
}

/* A pool's three cells of a year. */
static ds_status set_cells(const ds_table *t, size_t row, ds_table *out,
                           size_t to, size_t column, ds_error *err)
{
    char text[128];
    const double yi = unit_of(t).fen;
    snprintf(text, sizeof text, "%.2f ±%.2f [%.2f, %.2f]",
             number(t, row, P50, yi), number(t, row, P50_ERROR, yi),
             number(t, row, P5, yi), number(t, row, P95, yi));
    DS_TRY(ds_table_set_text(out, to, column, text, err));
    snprintf(text, sizeof text, "%.2f ±%.2f", number(t, row, MONTHS, 100),
             number(t, row, MONTHS + 1, 100));
    DS_TRY(ds_table_set_text(out, to, column + 1, text, err));
    snprintf(text, sizeof text, "%.4f ±%.4f", number(t, row, MONTHS + 2, 1e4),
             number(t, row, MONTHS + 3, 1e4));
    return ds_table_set_text(out, to, column + 2, text, err);
}

static bool is_employee(const ds_table *t, size_t row)
{
    return strcmp(ds_table_get_text(t, row, POOL), "employee") == 0;
}

/* Years down, pools across. */
static ds_status narrow(const ds_table *t, ds_table *out, ds_error *err)
{
    ds_column_spec specs[DS_COUNT(across)];
    const unit u = unit_of(t);
    char title[64], zh[128];
    size_t n = 0;
    bool has[2] = {false, false};
    for (size_t row = 0; row < t->n_rows; row++)
        has[!is_employee(t, row)] = true;
    for (size_t i = 0; i < DS_COUNT(across); i++)
        if (i == 0 || has[i > 3]) specs[n++] = across[i];
    snprintf(title, sizeof title, "balance (%s): median ±error [90 %% band]",
             u.name);
    snprintf(zh, sizeof zh, "累计结余（%s）：中位数 ±误差 [90%% 区间]", u.zh);
    DS_TRY(ds_table_init(out, title, zh, specs, n, err));
    for (size_t row = 0; row < t->n_rows; row++) {
        const int64_t year = ds_table_get(t, row, YEAR);
        size_t to = out->n_rows - 1;
        if (out->n_rows == 0 || ds_table_get(out, to, 0) != year) {
            DS_TRY(ds_table_add(out, &to, err));
            ds_table_set(out, to, 0, year);
        }
        DS_TRY(set_cells(t, row, out, to,
                         is_employee(t, row) || !has[0] ? 1 : 4, err));
    }
    return DS_OK;
}

ds_status simulate_show(const simulate_args *a,
                        const ds_table t[DS_FUND_N_TABLES], ds_error *err)
{
    const cli_common *c = &a->common;
    const ds_table *summary = &t[DS_FUND_TABLE_SUMMARY];
    ds_table shown = {0};
    ds_status st = DS_OK;
    if (c->json || c->csv) return cli_print(c, summary, err);
    DS_GO(narrow(summary, &shown, err));
    DS_GO(cli_print(c, &shown, err));
    draw_fan(c, summary, "employee");
    draw_fan(c, summary, "resident");
    if (t[DS_FUND_TABLE_LOWEST].n_rows > 0)
        DS_GO(simulate_print(
            &(simulate_args){.common = a->common, .print = "low"}, t, NULL,
            err));
    if (t[DS_FUND_TABLE_DIFFERENCES].n_rows > 0)
        st = simulate_print(
            &(simulate_args){.common = a->common, .print = "last"}, t, NULL,
            err);
done:
    ds_table_destroy(&shown);
    return st;
}
