/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/where.c - see where.h for the contract. */
#include "cli/where.h"

#include "base/decimal.h"
#include "sim/by.h"

#include <stdio.h>
#include <string.h>

/* A piece of the text of --where. */
typedef struct piece {
    const char *text;
    size_t n;
} piece;

static piece cut(const char **rest, const char *stops)
{
    const piece p = {*rest, strcspn(*rest, stops)};
    *rest += p.n;
    if (**rest) (*rest)++;
    return p;
}

static ds_status bad_term(piece term, const char *what, const char *remedy,
                          ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_ARG, "--where '%.*s': %s", (int)term.n,
                           term.text, what),
                   "%s", remedy);
}

/* ---- one value of a column ----------------------------------------------- */

/* "2023-01-05" or "2023-01": whole numbers between dashes. */
static bool dashed(piece p, int n, int *out)
{
    const char *rest = p.text, *end = p.text + p.n;
    for (int i = 0; i < n; i++) {
        int64_t value = 0;
        const char *dash = memchr(rest, '-', (size_t)(end - rest));
        const char *stop = i + 1 < n ? dash : end;
        if (!stop || (i + 1 == n && dash) ||
            ds_decimal_parse(rest, (size_t)(stop - rest), 0, &value) !=
                DS_DECIMAL_OK ||
            value < 0 || value > 9999)
            return false;
        out[i] = (int)value;
        rest = stop + 1;
    }
    return true;
}

static bool day_value(piece p, int64_t *out)
{
    int d[3];
    return dashed(p, 3, d) && ds_day_of(d[0], d[1], d[2], out);
}

static bool month_value(piece p, int64_t *out)
{
    int d[2];
    if (!dashed(p, 2, d) || d[1] < 1 || d[1] > 12 || d[0] < DS_EPOCH_YEAR)
        return false;
    *out = (d[0] - DS_EPOCH_YEAR) * 12 + d[1] - 1;
    return *out <= DS_MAX_MONTH;
}

static bool number_value(const ds_source_column *column, piece p, int64_t *out)
{
    const int decimals = column->kind == DS_KIND_FEN      ? DS_FEN_DECIMALS
                         : column->kind == DS_KIND_POINTS ? DS_POINT_DECIMALS
                                                          : 0;
    switch (column->kind) {
    case DS_KIND_DAY:
        return day_value(p, out);
    case DS_KIND_MONTH:
        return month_value(p, out);
    default:
        return ds_decimal_parse(p.text, p.n, decimals, out) == DS_DECIMAL_OK;
    }
}

static bool year_value(piece p, int64_t *out)
{
    return ds_decimal_parse(p.text, p.n, 0, out) == DS_DECIMAL_OK &&
           *out >= DS_EPOCH_YEAR && *out <= DS_EPOCH_YEAR + DS_MAX_MONTH / 12;
}

/* ---- terms --------------------------------------------------------------- */

typedef struct term_text {
    piece all, name, values;
} term_text;

/* lo..hi, or one value; a year is its twelve months. */
static bool range_of(const ds_source_column *column, bool is_year, piece p,
                     ds_range *out)
{
    const char *dots = NULL;
    for (size_t i = 0; i + 1 < p.n && !dots; i++)
        if (p.text[i] == '.' && p.text[i + 1] == '.') dots = p.text + i;
    const piece low = {p.text, dots ? (size_t)(dots - p.text) : p.n};
    const piece high = {dots ? dots + 2 : p.text, dots ? p.n - low.n - 2 : p.n};
    *out = (ds_range){DS_MISSING + 1, INT64_MAX};
    if (low.n == 0 && high.n == 0) return false;
    if (is_year) {
        if (low.n > 0 && !year_value(low, &out->low)) return false;
        if (high.n > 0 && !year_value(high, &out->high)) return false;
        if (low.n > 0) out->low = (out->low - DS_EPOCH_YEAR) * 12;
        if (high.n > 0) out->high = (out->high - DS_EPOCH_YEAR) * 12 + 11;
        return out->low <= out->high;
    }
    return (low.n == 0 || number_value(column, low, &out->low)) &&
           (high.n == 0 || number_value(column, high, &out->high)) &&
           (low.n == 0 || high.n == 0 || out->low <= out->high);
}

static ds_status add_ranges(const ds_source_column *column, bool is_year,
                            const term_text *t, ds_buffer *part, ds_term *term,
                            ds_error *err)
{
    const char *rest = t->values.text, *end = t->values.text + t->values.n;
    while (rest < end || term->n_ranges == 0) {
        piece p = cut(&rest, "|,");
        if (p.text + p.n > end) p.n = (size_t)(end - p.text);
        DS_TRY(
            ds_buffer_grow(part, (term->n_ranges + 1) * sizeof(ds_range), err));
        ds_range *ranges = part->data;
        if (!range_of(column, is_year, p, &ranges[term->n_ranges]))
            return bad_term(t->all, "a value is not valid for this column",
                            "money in yuan (100..500.25), days 2023-01-05, "
                            "months 2023-01, years 2021..2023, from low to "
                            "high",
                            err);
        term->n_ranges++;
    }
    term->ranges = part->data;
    return DS_OK;
}

static int64_t code_of(const ds_source_column *column, const ds_dict *dict,
                       piece p)
{
    const ds_claim_column *known = ds_claim_column_find(column->name);
    if (column->kind == DS_KIND_ENUM)
        return known ? ds_enum_find(known->names, p.text, p.n) : -1;
    const uint32_t code = ds_dict_find(dict, p.text, p.n);
    return code == UINT32_MAX ? -1 : (int64_t)code;
}

static ds_status add_codes(const ds_source_column *column, const ds_dict *dict,
                           const term_text *t, ds_buffer *part, ds_term *term,
                           ds_error *err)
{
    const char *rest = t->values.text, *end = t->values.text + t->values.n;
    const size_t words = (size_t)(column->high / 64 + 1);
    bool more = true;
    DS_TRY(ds_buffer_reserve(part, words * sizeof(uint64_t), err));
    memset(part->data, 0, words * sizeof(uint64_t));
    term->codes = part->data;
    term->n_codes = column->high + 1;
    while (more) {
        piece p = cut(&rest, "|,");
        if (p.text + p.n >= end) {
            p.n = (size_t)(end - p.text);
            more = false;
        }
        const int64_t code = code_of(column, dict, p);
        if (code < 0)
            return bad_term(t->all,
                            column->kind == DS_KIND_ENUM
                                ? "no such name"
                                : "a value does not occur in the file",
                            column->kind == DS_KIND_ENUM
                                ? "'dianshu columns' lists the names"
                                : "'dianshu stats --by' lists the values",
                            err);
        if (code <= column->high) ds_codes_add(part->data, code);
    }
    return DS_OK;
}

static ds_status no_column(const ds_source *source, piece term,
                           const char *name, ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_ARG,
                           "--where '%.*s': no such column in the file %s",
                           (int)term.n, term.text,
                           ds_source_lacking(source, name)),
                   "'dianshu info' lists its columns");
}

static ds_status add_term(cli_claims *claims, const term_text *t, ds_error *err)
{
    const ds_source *source = claims->input.source;
    const size_t k = claims->input.n_terms;
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)t->name.n, t->name.text);
    const bool is_year = strcmp(name, "year") == 0;
    int column = ds_by_column(source, is_year ? "booked_month" : name);
    if (column < 0 && is_year) column = ds_by_column(source, "month");
    if (column < 0)
        return no_column(source, t->all, is_year ? "month" : name, err);
    if (k == DS_MAX_TERMS)
        return bad_term(t->all, "too many terms",
                        "join values of one column by |", err);
    const ds_source_column *c = &source->columns[column];
    ds_term *term = &claims->terms[k];
    ds_dict dict = {0};
    *term = (ds_term){.lane = (size_t)column};
    ds_status st = DS_OK;
    if (c->dictionary[0])
        st = source->ops->dictionary(source, c->dictionary, &dict, err);
    if (st == DS_OK)
        st = c->dictionary[0] || c->kind == DS_KIND_ENUM
                 ? add_codes(c, &dict, t, &claims->parts[k], term, err)
                 : add_ranges(c, is_year, t, &claims->parts[k], term, err);
    ds_dict_destroy(&dict);
    claims->input.n_terms++;
    return st;
}

ds_status cli_where_parse(cli_claims *claims, const char *where, ds_error *err)
{
    for (const char *rest = where; *rest;) {
        const piece all = cut(&rest, ",");
        const char *equals = memchr(all.text, '=', all.n);
        if (!equals)
            return bad_term(all, "not of the form column=value",
                            "for example --where 'insurance=employee,"
                            "year=2021..2023'",
                            err);
        const size_t n = (size_t)(equals - all.text);
        const term_text t = {
            all, {all.text,   n            },
             {equals + 1, all.n - n - 1}
        };
        DS_TRY(add_term(claims, &t, err));
    }
    claims->input.terms = claims->terms;
    return DS_OK;
}
