/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/calibrate_tables.c - the tables of a calibration; see
 * calibrate.h. */
#include "sim/fund/calibrate.h"

#include "base/money.h"
#include "kernels/elementary.h"

#include <math.h>

static ds_status factors_table(const ds_calibration *c, ds_table *t,
                               ds_error *err)
{
    /* clang-format off */
    static const ds_column_spec specs[] = {
        {"factor", DS_CELL_TEXT, 0, "", "因子", "pool and series"},
        {"n", DS_CELL_INT, 0, "years", "年数", "growth rates that count"},
        {"mean", DS_CELL_REAL, 0, "1", "均值", "of the log growth"},
        {"sd", DS_CELL_REAL, 0, "1", "标准差", "of the log growth, n - 1"},
        {"error", DS_CELL_REAL, 0, "1", "标准误", "of the mean: sd / root of n"},
        {"growth", DS_CELL_REAL, 0, "1", "年增长率", "e^mean - 1"},
        {"raw_n", DS_CELL_INT, 0, "years", "原始年数", "growth rates of the history as it is"},
        {"raw_mean", DS_CELL_REAL, 0, "1", "原始均值", "of these"},
        {"raw_sd", DS_CELL_REAL, 0, "1", "原始标准差", "of these"},
    };
    /* clang-format on */
    DS_TRY(
        ds_table_init(t, "factors", "增长因子", specs, DS_COUNT(specs), err));
    for (size_t i = 0; i < c->n_factors; i++) {
        const ds_growth_factor *f = &c->factors[i];
        size_t row;
        DS_TRY(ds_table_add(t, &row, err));
        DS_TRY(ds_table_set_text(t, row, 0, f->name, err));
        ds_table_set(t, row, 1, (int64_t)f->n);
        ds_table_set_real(t, row, 2, f->mean);
        ds_table_set_real(t, row, 3, f->sd);
        ds_table_set_real(t, row, 4, f->error);
        ds_table_set_real(t, row, 5, ds_exp1(f->mean) - 1);
        ds_table_set(t, row, 6, (int64_t)f->raw_n);
        ds_table_set_real(t, row, 7, f->raw_mean);
        ds_table_set_real(t, row, 8, f->raw_sd);
    }
    return DS_OK;
}

/* Why the growth into a row does not count; "" where it does. */
static const char *why_not(const ds_calibration *c, size_t row)
{
    const ds_table *h = c->history;
    if (ds_table_get(h, row, DS_HISTORY_EXCLUDE) > 0) return "excluded";
    if (ds_table_get(h, row - 1, DS_HISTORY_EXCLUDE) > 0)
        return "after_excluded";
    return ds_table_get(h, row, DS_HISTORY_BREAK) > 0 ? "break" : "";
}

static ds_status growth_table(const ds_calibration *c, ds_table *t,
                              ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"factor",   DS_CELL_TEXT, 0, "",  "因子",          "pool and series"    },
        {"year",     DS_CELL_INT,  0, "",  "年度",          "growth into it"     },
        {"raw",      DS_CELL_REAL, 0, "1", "原始增长",    "log growth as it is"},
        {"cleaned",  DS_CELL_REAL, 0, "1", "清洗后增长",
         "log growth that counts; empty: none"                                     },
        {"left_out", DS_CELL_TEXT, 0, "",  "剔除原因",
         "excluded, after_excluded, break"                                         },
    };
    DS_TRY(ds_table_init(t, "growth", "增长率", specs, DS_COUNT(specs), err));
    for (size_t i = 0; i < c->n_factors; i++) {
        const ds_growth_factor *f = &c->factors[i];
        const ds_history_pool *p = &c->pools[f->pool];
        for (size_t y = 1; y < p->n; y++) {
            size_t row;
            DS_TRY(ds_table_add(t, &row, err));
            DS_TRY(ds_table_set_text(t, row, 0, f->name, err));
            ds_table_set(
                t, row, 1,
                ds_table_get(c->history, p->first + y, DS_HISTORY_YEAR));
            ds_table_set_real(t, row, 2, f->raw[y]);
            ds_table_set_real(t, row, 3, f->rate[y]);
            DS_TRY(ds_table_set_text(t, row, 4, why_not(c, p->first + y), err));
        }
    }
    return DS_OK;
}

static ds_status correlation_table(const ds_calibration *c, ds_table *t,
                                   ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"factor", DS_CELL_TEXT, 0, "",  "因子",          "one"                },
        {"other",  DS_CELL_TEXT, 0, "",  "另一因子",    "and another"        },
        {"raw",    DS_CELL_REAL, 0, "1", "原始相关",    "of the common years"},
        {"shrunk", DS_CELL_REAL, 0, "1", "收缩后相关",
         "(1 - weight) x raw: what is written"                                   },
    };
    const size_t k = c->n_factors;
    DS_TRY(ds_table_init(t, "correlation", "相关系数", specs, DS_COUNT(specs),
                         err));
    for (size_t i = 0; i < k; i++)
        for (size_t j = i + 1; j < k; j++) {
            size_t row;
            DS_TRY(ds_table_add(t, &row, err));
            DS_TRY(ds_table_set_text(t, row, 0, c->factors[i].name, err));
            DS_TRY(ds_table_set_text(t, row, 1, c->factors[j].name, err));
            ds_table_set_real(t, row, 2, c->raw_correlation[i * k + j]);
            ds_table_set_real(t, row, 3, c->correlation[i * k + j]);
        }
    return DS_OK;
}

static ds_status shrinkage_table(const ds_calibration *c, ds_table *t,
                                 ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"factors",      DS_CELL_INT,  0, "",      "因子数",       "in the matrix"},
        {"common_years", DS_CELL_INT,  0, "years", "共同年数",
         "years in which all of them have a growth rate"                             },
        {"weight",       DS_CELL_REAL, 0, "1",     "收缩权重",
         "of the diagonal: 0 keeps the correlations, 1 drops them "
         "(Schaefer, Strimmer 2005)"                                                 },
        {"parameters",   DS_CELL_INT,  0, "0/1",   "可抽取参数",
         "common years - 1 >= factors: the means may be drawn"                       },
    };
    size_t row;
    DS_TRY(
        ds_table_init(t, "shrinkage", "相关收缩", specs, DS_COUNT(specs), err));
    DS_TRY(ds_table_add(t, &row, err));
    ds_table_set(t, row, 0, (int64_t)c->n_factors);
    ds_table_set(t, row, 1, (int64_t)c->n_common);
    ds_table_set_real(t, row, 2, c->weight);
    ds_table_set(t, row, 3, c->n_common >= c->n_factors + 1);
    return DS_OK;
}

static ds_status cleaned_table(const ds_calibration *c, ds_table *t,
                               ds_error *err)
{
    /* clang-format off */
    static const ds_column_spec specs[] = {
        {"pool", DS_CELL_TEXT, 0, "", "基金", "which fund"},
        {"year", DS_CELL_INT, 0, "", "年度", "calendar year"},
        {"income", DS_CELL_FEN, 0, "yuan", "收入", "as booked"},
        {"income_cleaned", DS_CELL_FEN, 0, "yuan", "清洗后收入", "without its one-off part"},
        {"spending", DS_CELL_FEN, 0, "yuan", "支出", "as booked"},
        {"spending_cleaned", DS_CELL_FEN, 0, "yuan", "清洗后支出", "without its one-off part"},
        {"exclude", DS_CELL_INT, 0, "0/1", "剔除", "no growth into or out of the year counts"},
        {"break", DS_CELL_INT, 0, "0/1", "口径变化", "no growth into the year counts"},
        {"reason", DS_CELL_TEXT, 0, "", "理由", "why"},
    };
    /* clang-format on */
    const ds_table *h = c->history;
    DS_TRY(
        ds_table_init(t, "cleaned", "清洗对照", specs, DS_COUNT(specs), err));
    for (size_t i = 0; i < h->n_rows; i++) {
        size_t row;
        DS_TRY(ds_table_add(t, &row, err));
        DS_TRY(ds_table_set_text(
            t, row, 0, ds_table_get_text(h, i, DS_HISTORY_POOL), err));
        ds_table_set(t, row, 1, ds_table_get(h, i, DS_HISTORY_YEAR));
        ds_table_set(t, row, 2, ds_table_get(h, i, DS_HISTORY_INCOME));
        ds_table_set(t, row, 3, ds_history_clean(h, i, DS_HISTORY_INCOME));
        ds_table_set(t, row, 4, ds_table_get(h, i, DS_HISTORY_SPENDING));
        ds_table_set(t, row, 5, ds_history_clean(h, i, DS_HISTORY_SPENDING));
        ds_table_set(t, row, 6, ds_table_get(h, i, DS_HISTORY_EXCLUDE) > 0);
        ds_table_set(t, row, 7, ds_table_get(h, i, DS_HISTORY_BREAK) > 0);
        DS_TRY(ds_table_set_text(
            t, row, 8, ds_table_get_text(h, i, DS_HISTORY_REASON), err));
    }
    return DS_OK;
}

/* Balance before + income - spending, against what is booked (9.1, F2). */
static ds_status put_balance(const ds_calibration *c, ds_table *t, size_t i,
                             bool is_first, ds_error *err)
{
    const ds_table *h = c->history;
    const int64_t balance = ds_table_get(h, i, DS_HISTORY_BALANCE);
    int64_t difference;
    size_t row;
    DS_TRY(ds_history_difference(h, i, is_first, &difference, err));
    DS_TRY(ds_table_add(t, &row, err));
    DS_TRY(ds_table_set_text(t, row, 0,
                             ds_table_get_text(h, i, DS_HISTORY_POOL), err));
    ds_table_set(t, row, 1, ds_table_get(h, i, DS_HISTORY_YEAR));
    ds_table_set(t, row, 3, balance);
    ds_table_set(t, row, 6, ds_history_months(h, i));
    if (difference == DS_MISSING) return DS_OK;
    ds_table_set(t, row, 2, balance - difference);
    ds_table_set(t, row, 4, difference);
    ds_table_set(t, row, 5,
                 difference > c->policy->tolerance ||
                     difference < -c->policy->tolerance);
    return DS_OK;
}

static ds_status balance_table(const ds_calibration *c, ds_table *t,
                               ds_error *err)
{
    /* clang-format off */
    static const ds_column_spec specs[] = {
        {"pool", DS_CELL_TEXT, 0, "", "基金", "which fund"},
        {"year", DS_CELL_INT, 0, "", "年度", "calendar year"},
        {"expected", DS_CELL_FEN, 0, "yuan", "应有结余", "balance of the year before + income - spending"},
        {"booked", DS_CELL_FEN, 0, "yuan", "账面结余", "balance as given"},
        {"difference", DS_CELL_FEN, 0, "yuan", "差额", "booked - expected"},
        {"is_adjusted", DS_CELL_INT, 0, "0/1", "期初调整", "the difference is above calibrate.tolerance: an opening adjustment (9.1)"},
        {"months", DS_CELL_DECIMAL, 2, "months", "可支付月数", "balance / (spending / 12) (F2)"},
    };
    /* clang-format on */
    DS_TRY(
        ds_table_init(t, "balance", "结余核对", specs, DS_COUNT(specs), err));
    for (size_t p = 0; p < c->n_pools; p++)
        for (size_t i = 0; i < c->pools[p].n; i++) {
            const size_t row = c->pools[p].first + i;
            if (ds_history_has(c->history, row, DS_HISTORY_BALANCE))
                DS_TRY(put_balance(c, t, row, i == 0, err));
        }
    return DS_OK;
}

ds_status ds_calibration_tables(const ds_calibration *c,
                                ds_table tables[DS_N_CALIBRATION_TABLES],
                                ds_error *err)
{
    DS_TRY(factors_table(c, &tables[0], err));
    DS_TRY(growth_table(c, &tables[1], err));
    DS_TRY(correlation_table(c, &tables[2], err));
    DS_TRY(shrinkage_table(c, &tables[3], err));
    DS_TRY(cleaned_table(c, &tables[4], err));
    return balance_table(c, &tables[5], err);
}
