/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_months.c - the balance within the year, where income and
 * spending have a monthly profile (fund-model.md section 3); see fund_model.h.
 *
 * At the end of month j: the balance of last year + the income of months 1..j
 * - the spending of months 1..j, whole fen. Interest is credited at the end of
 * the year, so that December is the year's balance. */
#include "sim/fund/fund_tables_parts.h"

#include "base/money.h"

static void cumulate(const ds_rates *parts, double by[DS_FUND_N_MONTHS])
{
    const bool is_even = parts->n != DS_FUND_N_MONTHS;
    int64_t sum = 0;
    for (int j = 0; j < DS_FUND_N_MONTHS; j++) {
        if (!is_even) sum += parts->value[j];
        by[j] = is_even ? (j + 1) / (double)DS_FUND_N_MONTHS
                        : (double)sum / DS_RATE_ONE;
    }
    by[DS_FUND_N_MONTHS - 1] = 1.0;
}

void ds_fund_months_init(ds_fund_pool *p, const ds_fund_pool_keys *k)
{
    p->has_months = k->income_months.n == DS_FUND_N_MONTHS ||
                    k->spending_months.n == DS_FUND_N_MONTHS;
    cumulate(&k->income_months, p->income_by);
    cumulate(&k->spending_months, p->spending_by);
}

/* Balance at the end of month j < December. */
static inline double balance_at(const ds_fund_pool *p, int j, double old,
                                double income, double spending)
{
    return ds_fund_whole(old + income * p->income_by[j] -
                         spending * p->spending_by[j]);
}

/* Last year's balance: exact, as all of it is whole fen. */
static inline double old_balance(const ds_fund_paths *w, size_t k, size_t i)
{
    double *const *f = w->figure[k];
    return f[DS_FUND_BALANCE][i] - w->state[k].interest[i] -
           (f[DS_FUND_INCOME][i] - f[DS_FUND_SPENDING][i]);
}

void ds_fund_months(ds_fund_paths *w, const ds_fund_model *m, size_t k,
                    int64_t t)
{
    const ds_fund_pool *p = &m->pool[k];
    double *const *f = w->figure[k];
    double *low = f[DS_FUND_LOWEST], *month = w->scratch[0];
    if (!p->has_months) return;
    for (int j = 0; j < DS_FUND_N_MONTHS; j++) w->emptiest[k][j] = 0;
    for (size_t i = 0; i < w->n; i++) {
        low[i] = f[DS_FUND_BALANCE][i];
        month[i] = DS_FUND_N_MONTHS - 1;
    }
    w->below[k][DS_FUND_N_MONTHS - 1] = 0;
    for (size_t i = 0; i < w->n; i++)
        w->below[k][DS_FUND_N_MONTHS - 1] += low[i] < 0.0;
    for (int j = DS_FUND_N_MONTHS - 2; j >= 0; j--) { /* the first of equals */
        int64_t below = 0;
        for (size_t i = 0; i < w->n; i++) {
            const double now =
                balance_at(p, j, old_balance(w, k, i), f[DS_FUND_INCOME][i],
                           f[DS_FUND_SPENDING][i]);
            below += now < 0.0;
            month[i] = now <= low[i] ? j : month[i];
            low[i] = now <= low[i] ? now : low[i];
        }
        w->below[k][j] = below;
    }
    double *yet = f[DS_FUND_LOWEST_YET];
    for (size_t i = 0; i < w->n; i++) {
        w->emptiest[k][(int)month[i]]++;
        yet[i] = t > 1 && yet[i] < low[i] ? yet[i] : low[i];
    }
}

/* ---- table --------------------------------------------------------------- */

/* clang-format off */
const ds_column_spec ds_fund_month_specs[DS_FUND_N_MONTH_SPECS] = {
    {"scenario", DS_CELL_TEXT, 0, "", "情景", "name of the run"},
    {"pool", DS_CELL_TEXT, 0, "", "统筹基金", "employee or resident"},
    {"year", DS_CELL_INT, 0, "", "年份", "calendar year"},
    {"month", DS_CELL_INT, 0, "1..12", "月份", "end of the month"},
    {"income", DS_CELL_FEN, 0, "yuan", "当月收入", "of the month (centre run)"},
    {"spending", DS_CELL_FEN, 0, "yuan", "当月支出", "of the month (centre run)"},
    {"balance", DS_CELL_FEN, 0, "yuan", "月末结余", "at its end (centre run)"},
    {"emptiest", DS_CELL_DECIMAL, 6, "1", "最低月份概率", "share of paths in which no month of the year has less"},
    {"emptiest_error", DS_CELL_DECIMAL, 6, "1", "误差", "its standard error"},
    {"below_zero", DS_CELL_DECIMAL, 6, "1", "月末耗尽概率", "share of paths whose balance is below 0 then"},
    {"below_zero_error", DS_CELL_DECIMAL, 6, "1", "误差", "its standard error"},
};
/* clang-format on */

/* clang-format off */
const ds_column_spec ds_fund_lowest_specs[DS_FUND_N_LOWEST_SPECS] = {
    {"scenario", DS_CELL_TEXT, 0, "", "情景", "name of the run"},
    {"pool", DS_CELL_TEXT, 0, "", "统筹基金", "employee or resident"},
    {"year", DS_CELL_INT, 0, "", "年份", "calendar year"},
    {"month", DS_CELL_INT, 0, "1..12", "最低月份", "month at whose end most paths are emptiest"},
    {"share", DS_CELL_DECIMAL, 6, "1", "路径占比", "of the paths that are emptiest then"},
    {"balance_p5", DS_CELL_FEN, 0, "yuan", "最低结余5%分位", "lowest balance at the end of a month: 5 % quantile"},
    {"balance_p5_error", DS_CELL_FEN, 0, "yuan", "误差", "its standard error"},
    {"balance_p50", DS_CELL_FEN, 0, "yuan", "最低结余中位数", "its median"},
    {"balance_p50_error", DS_CELL_FEN, 0, "yuan", "误差", "its standard error"},
    {"balance_p95", DS_CELL_FEN, 0, "yuan", "最低结余95%分位", "its 95 % quantile"},
    {"balance_p95_error", DS_CELL_FEN, 0, "yuan", "误差", "its standard error"},
    {"so_far_p50", DS_CELL_FEN, 0, "yuan", "迄今最低中位数", "median of the lowest so far"},
    {"so_far_p50_error", DS_CELL_FEN, 0, "yuan", "误差", "its standard error"},
    {"below_zero_in", DS_CELL_DECIMAL, 6, "1", "当年月末耗尽概率", "below 0 at the end of a month of the year"},
    {"below_zero_in_error", DS_CELL_DECIMAL, 6, "1", "误差", "its standard error"},
    {"below_zero_by", DS_CELL_DECIMAL, 6, "1", "迄今月末耗尽概率", "below 0 at the end of a month up to the year"},
    {"below_zero_by_error", DS_CELL_DECIMAL, 6, "1", "误差", "its standard error"},
};
/* clang-format on */

static void set_share(ds_table *t, size_t row, size_t column, int64_t count,
                      uint64_t n, double error)
{
    ds_table_set(t, row, column,
                 ds_fund_round((double)count / (double)n * 1e6));
    ds_table_set(t, row, column + 1, ds_fund_round(error * 1e6));
}

static ds_status add_months(ds_table *t, const ds_fund_model *m,
                            const ds_fund_result *r, const ds_fund_paths *w,
                            size_t k, int64_t year, ds_error *err)
{
    const ds_fund_pool *p = &m->pool[k];
    const double in = w->figure[k][DS_FUND_INCOME][0];
    const double out = w->figure[k][DS_FUND_SPENDING][0];
    const double old = old_balance(w, k, 0);
    double got = 0.0, paid = 0.0;
    for (int j = 0; j < DS_FUND_N_MONTHS; j++) {
        const double income = ds_fund_whole(in * p->income_by[j]);
        const double spending = ds_fund_whole(out * p->spending_by[j]);
        const bool is_last = j == DS_FUND_N_MONTHS - 1;
        const int64_t *count = r->month[k][year - 1][j];
        size_t row;
        DS_TRY(ds_table_add(t, &row, err));
        DS_TRY(ds_table_set_text(t, row, 0, m->v.name, err));
        DS_TRY(ds_table_set_text(t, row, 1, ds_fund_pool_names[k], err));
        ds_table_set(t, row, 2, m->v.base_year + year);
        ds_table_set(t, row, 3, j + 1);
        ds_table_set(t, row, 4, ds_fund_round(income - got));
        ds_table_set(t, row, 5, ds_fund_round(spending - paid));
        ds_table_set(t, row, 6,
                     ds_fund_round(is_last ? w->figure[k][DS_FUND_BALANCE][0]
                                           : balance_at(p, j, old, in, out)));
        for (size_t i = 0; i < 2; i++) /* of random paths, under designs too */
            set_share(t, row, 7 + 2 * i, count[i], r->n,
                      ds_fund_chance_error(count[i], r->n));
        got = income;
        paid = spending;
    }
    return DS_OK;
}

static ds_status add_lowest(ds_table *t, const ds_fund_model *m,
                            const ds_fund_result *r, size_t k, int64_t year,
                            ds_error *err)
{
    static const size_t levels[] = {1, 4, 7}; /* 5, 50, 95 % */
    const ds_fund_summary *f = r->figure[k][year - 1];
    const ds_fund_summary *low = &f[DS_FUND_LOWEST];
    const ds_fund_summary *yet = &f[DS_FUND_LOWEST_YET];
    int month = 0;
    size_t row;
    for (int j = 1; j < DS_FUND_N_MONTHS; j++)
        if (r->month[k][year - 1][j][0] > r->month[k][year - 1][month][0])
            month = j;
    DS_TRY(ds_table_add(t, &row, err));
    DS_TRY(ds_table_set_text(t, row, 0, m->v.name, err));
    DS_TRY(ds_table_set_text(t, row, 1, ds_fund_pool_names[k], err));
    ds_table_set(t, row, 2, m->v.base_year + year);
    ds_table_set(t, row, 3, month + 1);
    ds_table_set(t, row, 4,
                 ds_fund_round((double)r->month[k][year - 1][month][0] /
                               (double)r->n * 1e6));
    for (size_t i = 0; i < 3 && r->figures >> DS_FUND_LOWEST & 1; i++) {
        ds_table_set(t, row, 5 + 2 * i, ds_fund_round(low->quantile[levels[i]]));
        ds_table_set(t, row, 6 + 2 * i, ds_fund_round(low->error[levels[i]]));
    }
    if (r->figures >> DS_FUND_LOWEST_YET & 1) {
        ds_table_set(t, row, 11, ds_fund_round(yet->quantile[4]));
        ds_table_set(t, row, 12, ds_fund_round(yet->error[4]));
    }
    const int64_t *count = r->chance[k][year - 1];
    const double *error = r->chance_error[k][year - 1];
    set_share(t, row, 13, count[DS_FUND_EMPTY_MONTH], r->n,
              error[DS_FUND_EMPTY_MONTH]);
    set_share(t, row, 15, count[DS_FUND_EMPTY_YET], r->n,
              error[DS_FUND_EMPTY_YET]);
    return DS_OK;
}

ds_status ds_fund_tables_lowest(ds_table *t, const ds_fund_model *m,
                                const ds_fund_result *r, ds_error *err)
{
    for (int64_t year = 1; year <= m->v.years; year++)
        for (size_t k = 0; k < DS_FUND_N_POOLS; k++)
            if (r->is_run[k] && m->pool[k].has_months)
                DS_TRY(add_lowest(t, m, r, k, year, err));
    return DS_OK;
}

ds_status ds_fund_tables_months(ds_table *t, const ds_fund_model *m,
                                const ds_fund_result *r, ds_error *err)
{
    ds_fund_model still = *m; /* borrows the factors: not to be destroyed */
    ds_fund_paths w = {0};
    ds_status st = DS_OK;
    if (!(m->pool[0].has_months || m->pool[1].has_months)) return DS_OK;
    still.is_deterministic = true;
    DS_GO(ds_fund_paths_init(&w, &still, err));
    ds_fund_paths_begin(&w, &still, 0, 1);
    for (int64_t year = 1; year <= m->v.years; year++) {
        ds_fund_paths_year(&w, &still, year);
        for (size_t k = 0; k < DS_FUND_N_POOLS; k++)
            if (r->is_run[k] && m->pool[k].has_months)
                DS_GO(add_months(t, m, r, &w, k, year, err));
    }
done:
    ds_fund_paths_destroy(&w);
    return st;
}
