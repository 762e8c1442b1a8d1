/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/csv_cell.c - see csv_cell.h for the contract. */
#include "io/tables/csv_cell.h"

#include "base/decimal.h"
#include "io/import/import_date.h"

#include <stdio.h>
#include <string.h>

static bool fails(ds_csv_fault *fault, const char *what, const char *remedy)
{
    fault->what = what;
    snprintf(fault->remedy, sizeof fault->remedy, "%s", remedy);
    return false;
}

static bool take_number(const ds_column_spec *spec, bool is_fen,
                        const char *text, size_t n, int64_t *cell,
                        ds_csv_fault *fault)
{
    const int decimals = is_fen ? 0 : ds_column_decimals(spec);
    const ds_decimal_result result = ds_decimal_parse(text, n, decimals, cell);
    if (result == DS_DECIMAL_OK) return true;
    fault->what = ds_decimal_reason(result);
    snprintf(fault->remedy, sizeof fault->remedy,
             "give a number with up to %d decimals%s, without thousands "
             "separators",
             decimals,
             spec->type != DS_CELL_FEN ? ""
             : is_fen                  ? " (whole fen)"
                                       : " (yuan)");
    return false;
}

/* A decimal of up to 18 digits as a double. */
static bool take_real(const char *text, size_t n, int64_t *cell)
{
    int64_t scaled;
    double scale = 1;
    const char *point = memchr(text, '.', n);
    const size_t decimals = point ? (size_t)(text + n - point) - 1 : 0;
    if (decimals > 18 ||
        ds_decimal_parse(text, n, (int)decimals, &scaled) != DS_DECIMAL_OK)
        return false;
    for (size_t i = 0; i < decimals; i++) scale *= 10; /* exact to 10^22 */
    const double value = (double)scaled / scale;
    memcpy(cell, &value, sizeof value);
    return true;
}

bool ds_csv_cell(const ds_column_spec *spec, const ds_csv_style *style,
                 const char *text, size_t n, int64_t *cell, ds_csv_fault *fault)
{
    const char *date = style->date;
    switch (spec->type) {
    case DS_CELL_DAY:
        return ds_date_day(date ? date : "%Y-%m-%d", text, n, cell) ==
                   DS_DATE_OK ||
               fails(fault, "is not a day",
                     date ? "give days in the format of the mapping"
                          : "give days as 2023-01-31");
    case DS_CELL_MONTH:
        return ds_date_month(date ? date : "%Y-%m", text, n, cell) ==
                   DS_DATE_OK ||
               fails(fault, "is not a month",
                     date ? "give months in the format of the mapping"
                          : "give months as 2023-01, none before 2000");
    case DS_CELL_REAL:
        return take_real(text, n, cell) ||
               fails(fault, "is not a number",
                     "give a decimal of up to 18 digits");
    default:
        return take_number(spec, style->is_fen, text, n, cell, fault);
    }
}
