/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_receivable.c - see tianjin_receivable.h for the
 * contract. */
#include "sim/tianjin/tianjin_receivable.h"

#include "sim/tianjin/tianjin_facts.h"

#include <string.h>

enum { R_UNIT, R_MONTH, R_OPEN, R_PAID, R_TAKEN, R_LEFT, R_COLUMNS };

static int64_t number(const ds_table *t, size_t row, const char *name)
{
    const int c = ds_table_find(t, name);
    return c < 0 ? 0 : ds_table_get(t, row, (size_t)c);
}

/* What this run pays the unit; 0 where it is no unit any more. */
static int64_t paid_in(const ds_table *t, const char *unit, int month)
{
    const int c = ds_table_find(t, "unit");
    for (size_t row = 0; c >= 0 && row < t->n_rows; row++)
        if (number(t, row, "month") == month &&
            strcmp(ds_table_get_text(t, row, (size_t)c), unit) == 0)
            return number(t, row, "paid");
    return 0;
}

static ds_status add_unit(const ds_table *payment, const char *unit,
                          int64_t open, ds_table *out, ds_error *err)
{
    for (int month = 1; month <= DS_TJ_YEAR; month++) {
        const int64_t paid = paid_in(payment, unit, month);
        const int64_t taken = paid <= 0 ? 0 : paid < open ? paid : open;
        size_t row;
        DS_TRY(ds_table_add(out, &row, err));
        DS_TRY(ds_table_set_text(out, row, R_UNIT, unit, err));
        ds_table_set(out, row, R_MONTH, month);
        ds_table_set(out, row, R_OPEN, open);
        ds_table_set(out, row, R_PAID, paid);
        ds_table_set(out, row, R_TAKEN, taken);
        ds_table_set(out, row, R_LEFT, open -= taken);
    }
    return DS_OK;
}

ds_status ds_tj_receivable_table(const ds_table *before,
                                 const ds_table *payment, ds_table *out,
                                 ds_error *err)
{
    static const ds_column_spec specs[R_COLUMNS] = {
        {"unit",    DS_CELL_TEXT, 0, "",      "结算单位", "settlement unit"},
        {"month",   DS_CELL_INT,  0, "1..13", "月份",
         "month; 13: the year's payment"                                       },
        {"open",    DS_CELL_FEN,  0, "yuan",  "待抵扣",
         "receivable of the year before that is open"                          },
        {"payment", DS_CELL_FEN,  0, "yuan",  "本次支付",
         "paid of table payment"                                               },
        {"taken",   DS_CELL_FEN,  0, "yuan",  "抵扣",
         "of it, taken for the receivable"                                     },
        {"left",    DS_CELL_FEN,  0, "yuan",  "余额",       "still open"     },
    };
    const int unit = ds_table_find(before, "unit");
    DS_TRY(ds_table_init(out, "receivable", "上年应收抵扣", specs, R_COLUMNS,
                         err));
    for (size_t row = 0; unit >= 0 && row < before->n_rows; row++) {
        const int64_t carry = number(before, row, "carry");
        if (number(before, row, "month") != DS_TJ_YEAR || carry >= 0) continue;
        DS_TRY(add_unit(payment, ds_table_get_text(before, row, (size_t)unit),
                        -carry, out, err));
    }
    return DS_OK;
}
