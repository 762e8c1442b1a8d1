/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_shown.c - see tianjin_shown.h for the contract. */
#include "sim/tianjin/tianjin_shown.h"

#include "base/money.h"

#include <stdio.h>

enum { VALUE_DECIMALS = 9, PT = 100 /* pt of a fen at 1:1 */ };

static bool ends_in(const char *text, const char *end)
{
    const size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

const char *ds_tj_own_value(const ds_table *amount, size_t row, char v[CELL])
{
    static const int64_t scale = INT64_C(100000000000); /* 1e-9 yuan a point */
    const int64_t points = number(amount, row, "points");
    const int64_t fen_of = number(amount, row, "amount");
    int64_t whole, value = 0;
    if (number(amount, row, "month") != 13 ||
        !ends_in(text(amount, row, "segment"), "_DRUG") || points <= 0)
        return v;
    if (ds_mul_div(points, 1, PT, &whole) && whole == fen_of)
        value = DS_RATE_ONE;
    else if (!ds_mul_div(fen_of, scale, points, &value))
        return v;
    ds_decimal_format(value, VALUE_DECIMALS, v);
    return v;
}

void ds_tj_flag_text(const ds_table *flags, size_t row, bool zh, char *to,
                     size_t size)
{
    const char *end = zh ? "（T19）" : "(T19)";
    snprintf(to, size, "%s", text(flags, row, zh ? "text_zh" : "text"));
    char *at = strstr(to, end);
    if (at) at[strlen(end)] = '\0';
}

const char *ds_tj_flag_value(const ds_table *flags, size_t row, bool zh,
                             char *to, size_t size)
{
    static const char *const in_points[] = {"herb_cap", "herb_no_doses",
                                            "vp_no_days"};
    static const char *const in_none[] = {"no_growth", "no_ip_past",
                                          "no_budget"};
    const char *kind = text(flags, row, "kind");
    const int64_t value = number(flags, row, "value");
    char cell[CELL];
    int decimals = DS_FEN_DECIMALS;
    const char *unit = zh ? "元" : "yuan";
    if (strcmp(kind, "over_guideline") == 0) {
        decimals = 0;
        unit = zh ? "人" : "persons";
    }
    for (size_t i = 0; i < DS_COUNT(in_points); i++)
        if (strcmp(kind, in_points[i]) == 0) {
            decimals = DS_POINT_DECIMALS;
            unit = zh ? "点" : "points";
        }
    for (size_t i = 0; i < DS_COUNT(in_none); i++)
        if (strcmp(kind, in_none[i]) == 0) return "";
    ds_decimal_format(value, decimals, cell);
    snprintf(to, size, "%s %s", cell, unit);
    return to;
}
