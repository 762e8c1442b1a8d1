/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_shown.h - cells of a Tianjin result as explain shows
 * them. */
#ifndef DS_TIANJIN_SHOWN_H
#define DS_TIANJIN_SHOWN_H

#include "base/decimal.h"
#include "base/table.h"

#include <string.h>

static inline int column(const ds_table *t, const char *name)
{
    return ds_table_find(t, name);
}

static inline int64_t number(const ds_table *t, size_t row, const char *name)
{
    const int c = column(t, name);
    return c < 0 ? 0 : ds_table_get(t, row, (size_t)c);
}

static inline const char *text(const ds_table *t, size_t row, const char *name)
{
    const int c = column(t, name);
    return c < 0 ? "" : ds_table_get_text(t, row, (size_t)c);
}

enum { CELL = DS_DECIMAL_SIZE };

/* A number as its column shows it. */
static inline const char *shown(const ds_table *t, size_t row, const char *name,
                                char to[CELL])
{
    const int c = column(t, name);
    to[0] = '\0';
    if (c >= 0)
        ds_decimal_format(ds_table_get(t, row, (size_t)c),
                          ds_column_decimals(&t->columns[c]), to);
    return to;
}

static inline const char *fen(int64_t amount, char to[CELL])
{
    ds_decimal_format(amount, DS_FEN_DECIMALS, to);
    return to;
}

static inline bool is_named(const ds_table *t, size_t row, const char *name,
                            const char *value)
{
    return strcmp(text(t, row, name), value) == 0;
}

/** T12: DRUG of the year's run has a value of its own at every institution:
 * one yuan, else amount / points. Other rows of `amount` keep `v`, the value of
 * the segment. */
const char *ds_tj_own_value(const ds_table *amount, size_t row, char v[CELL]);

/** The text of a flag without the unit of its raw value. */
void ds_tj_flag_text(const ds_table *flags, size_t row, bool zh, char *to,
                     size_t size);

/** Its value with the unit; "" where it has none. */
const char *ds_tj_flag_value(const ds_table *flags, size_t row, bool zh,
                             char *to, size_t size);

#endif
