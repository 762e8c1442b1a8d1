/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/mapping/mapping_value.c - see mapping_value.h for the contract. */
#include "io/mapping/mapping_value.h"

#include "base/decimal.h"
#include "base/money.h"
#include "io/import/import_date.h"

static ds_reject from_decimal(const ds_map_column *c, const char *text,
                              size_t n, int64_t *value)
{
    static const ds_reject reasons[] = {
        [DS_DECIMAL_OK] = DS_REJECT_NONE,
        [DS_DECIMAL_EMPTY] = DS_REJECT_EMPTY,
        [DS_DECIMAL_MALFORMED] = DS_REJECT_NUMBER,
        [DS_DECIMAL_PRECISE] = DS_REJECT_PRECISE,
        [DS_DECIMAL_LARGE] = DS_REJECT_RANGE};
    return reasons[c->rounds ? ds_decimal_round(text, n, c->decimals, value)
                             : ds_decimal_parse(text, n, c->decimals, value)];
}

static ds_reject from_format(const ds_map_column *c, const char *format,
                             const char *text, size_t n, int64_t *value)
{
    static const ds_reject reasons[] = {[DS_DATE_OK] = DS_REJECT_NONE,
                                        [DS_DATE_MALFORMED] = DS_REJECT_FORMAT,
                                        [DS_DATE_NONE] = DS_REJECT_DAY};
    return reasons[c->is.kind == DS_KIND_DAY
                       ? ds_date_day(format, text, n, value)
                       : ds_date_month(format, text, n, value)];
}

/* The first of the formats that reads it; a date of one of them that does not
 * exist is none of the others. */
static ds_reject from_date(const ds_map_column *c, const char *text, size_t n,
                           int64_t *value)
{
    ds_reject reason = from_format(c, c->date, text, n, value);
    for (const ds_node *d = c->dates; d && reason != DS_REJECT_NONE;
         d = d->next) {
        const ds_reject other = from_format(c, d->text, text, n, value);
        if (other != DS_REJECT_FORMAT) reason = other;
    }
    return reason;
}

/* Ids are compared as numbers, so "007" would silently become "7". */
static ds_reject from_id(const ds_map_column *c, const char *text, size_t n,
                         int64_t *value)
{
    if (n > 1 && text[0] == '0') return DS_REJECT_ZEROS;
    if (text[0] < '0' || text[0] > '9') return DS_REJECT_NUMBER;
    return from_decimal(c, text, n, value);
}

static ds_reject from_name(const ds_map_column *c, const char *text, size_t n,
                           int64_t *value)
{
    const int found = ds_enum_find(c->names, text, n);
    if (found < 0) return DS_REJECT_VALUE;
    *value = found;
    return DS_REJECT_NONE;
}

static ds_reject read_number(const ds_map_column *c, const char *text, size_t n,
                             int64_t *value)
{
    switch (c->is.kind) {
    case DS_KIND_ENUM:
        return from_name(c, text, n, value);
    case DS_KIND_DAY:
    case DS_KIND_MONTH:
        return from_date(c, text, n, value);
    case DS_KIND_ID:
        return from_id(c, text, n, value);
    default:
        return from_decimal(c, text, n, value);
    }
}

ds_reject ds_map_number(const ds_map_column *c, const char *text, size_t n,
                        int64_t *value)
{
    int64_t v = 0;
    const ds_reject reason = read_number(c, text, n, &v);
    if (reason != DS_REJECT_NONE) return reason;
    if (v < c->is.low || v > c->is.high) return DS_REJECT_RANGE;
    *value = v;
    return DS_REJECT_NONE;
}

ds_map_column ds_map_plain(const ds_map_column *c)
{
    ds_map_column plain = *c;
    plain.rounds = false;
    plain.decimals = c->is.kind == DS_KIND_FEN      ? DS_FEN_DECIMALS
                     : c->is.kind == DS_KIND_POINTS ? DS_POINT_DECIMALS
                                                    : 0;
    plain.dates = NULL;
    plain.date = c->is.kind == DS_KIND_MONTH ? "%Y-%m" : "%Y-%m-%d";
    return plain;
}

const char *ds_map_expects(const ds_map_column *c)
{
    static const char *const texts[] = {
        [DS_KIND_ID] = "a whole number",
        [DS_KIND_CODE] = "a text",
        [DS_KIND_ENUM] = "one of its names",
        [DS_KIND_DAY] = "a day like 2020-06-15",
        [DS_KIND_MONTH] = "a month like 2020-06",
        [DS_KIND_FEN] = "an amount in yuan like 12.50",
        [DS_KIND_POINTS] = "points like 12.5000",
        [DS_KIND_COUNT] = "a whole number"};
    return texts[c->is.kind];
}
