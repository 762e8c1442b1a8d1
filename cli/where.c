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

/* How values are written: amounts, days, months, plain numbers. */
typedef struct form {
    ds_cell_type type;
    int decimals;
    bool is_year;
    bool may_be_missing; /* an empty text is the missing value */
} form;

static bool number_value(const form *f, piece p, int64_t *out)
{
    switch (f->type) {
    case DS_CELL_DAY:
        return day_value(p, out);
    case DS_CELL_MONTH:
        return month_value(p, out);
    default:
        return ds_decimal_parse(p.text, p.n, f->decimals, out) == DS_DECIMAL_OK;
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
static bool range_of(const form *f, piece p, ds_range *out)
{
    const char *dots = NULL;
    for (size_t i = 0; i + 1 < p.n && !dots; i++)
        if (p.text[i] == '.' && p.text[i + 1] == '.') dots = p.text + i;
    const piece low = {p.text, dots ? (size_t)(dots - p.text) : p.n};
    const piece high = {dots ? dots + 2 : p.text, dots ? p.n - low.n - 2 : p.n};
    *out = (ds_range){DS_MISSING + 1, INT64_MAX};
    if (low.n == 0 && high.n == 0) {
        *out = (ds_range){DS_MISSING, DS_MISSING};
        return f->may_be_missing && !dots;
    }
    if (f->is_year) {
        if (low.n > 0 && !year_value(low, &out->low)) return false;
        if (high.n > 0 && !year_value(high, &out->high)) return false;
        if (low.n > 0) out->low = (out->low - DS_EPOCH_YEAR) * 12;
        if (high.n > 0) out->high = (out->high - DS_EPOCH_YEAR) * 12 + 11;
        return out->low <= out->high;
    }
    return (low.n == 0 || number_value(f, low, &out->low)) &&
           (high.n == 0 || number_value(f, high, &out->high)) &&
           (low.n == 0 || high.n == 0 || out->low <= out->high);
}

static ds_status add_ranges(const form *f, const term_text *t, ds_buffer *part,
                            ds_term *term, ds_error *err)
{
    const char *rest = t->values.text, *end = t->values.text + t->values.n;
    while (rest < end || term->n_ranges == 0) {
        piece p = cut(&rest, "|,");
        if (p.text + p.n > end) p.n = (size_t)(end - p.text);
        DS_TRY(
            ds_buffer_grow(part, (term->n_ranges + 1) * sizeof(ds_range), err));
        ds_range *ranges = part->data;
        if (!range_of(f, p, &ranges[term->n_ranges]))
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

/* What the values of a term are of. */
typedef struct values_of {
    const ds_source_column *column;
    const ds_dict *dict;
    form f;
} values_of;

static ds_status add_values(const values_of *v, const term_text *t,
                            ds_buffer *part, ds_term *term, ds_error *err)
{
    const ds_source_column *c = v->column;
    return c->dictionary[0] || c->kind == DS_KIND_ENUM
               ? add_codes(c, v->dict, t, part, term, err)
               : add_ranges(&v->f, t, part, term, err);
}

/* The codes that a table says such a thing of. */
static ds_status add_attribute(cli_claims *claims, const char *name,
                               const term_text *t, ds_buffer *part,
                               ds_term *term, ds_error *err)
{
    ds_status st = DS_OK;
    ds_attribute a = {0};
    ds_buffer values = {0};
    ds_term of_value = {0};
    DS_GO(ds_attribute_init(&a, claims->input.source, claims->input.beside,
                            name, err));
    const bool is_text = a.spec.type == DS_CELL_TEXT;
    const ds_source_column column = {.kind =
                                         is_text ? DS_KIND_CODE : DS_KIND_COUNT,
                                     .dictionary = {is_text ? '.' : '\0'},
                                     .high = a.high};
    values_of v = {.column = &column, .dict = &a.texts};
    v.f = (form){a.spec.type, ds_column_decimals(&a.spec), false, true};
    DS_GO(add_values(&v, t, &values, &of_value, err));
    const size_t words = a.n_codes / 64 + 1;
    DS_GO(ds_buffer_reserve(part, words * sizeof(uint64_t), err));
    memset(part->data, 0, words * sizeof(uint64_t));
    for (size_t code = 0; code < a.n_codes; code++)
        if (ds_term_is_met(&of_value, ((const int64_t *)a.values.data)[code]))
            ds_codes_add(part->data, (int64_t)code);
    *term = (ds_term){
        .lane = a.column, .codes = part->data, .n_codes = (int64_t)a.n_codes};
done:
    ds_buffer_destroy(&values);
    ds_attribute_destroy(&a);
    return st;
}

static ds_status add_column(cli_claims *claims, const char *name,
                            const term_text *t, ds_buffer *part, ds_term *term,
                            ds_error *err)
{
    const ds_source *source = claims->input.source;
    const bool is_year = strcmp(name, "year") == 0;
    int column = ds_by_column(source, is_year ? "booked_month" : name);
    if (column < 0 && is_year) column = ds_by_column(source, "month");
    if (column < 0)
        return no_column(source, t->all, is_year ? "month" : name, err);
    const ds_source_column *c = &source->columns[column];
    ds_dict dict = {0};
    values_of v = {.column = c, .dict = &dict};
    v.f = (form){ds_kind_cell(c->kind), ds_kind_decimals(c->kind), is_year,
                 false};
    ds_status st = DS_OK;
    *term = (ds_term){.lane = (size_t)column};
    if (c->dictionary[0])
        st = source->ops->dictionary(source, c->dictionary, &dict, err);
    if (st == DS_OK) st = add_values(&v, t, part, term, err);
    ds_dict_destroy(&dict);
    return st;
}

static ds_status add_term(cli_claims *claims, const term_text *t, ds_error *err)
{
    const size_t k = claims->input.n_terms;
    char name[128];
    snprintf(name, sizeof name, "%.*s", (int)t->name.n, t->name.text);
    if (k == DS_MAX_TERMS)
        return bad_term(t->all, "too many terms",
                        "join values of one column by |", err);
    claims->input.n_terms++;
    return ds_attribute_is(name)
               ? add_attribute(claims, name, t, &claims->parts[k],
                               &claims->terms[k], err)
               : add_column(claims, name, t, &claims->parts[k],
                            &claims->terms[k], err);
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
