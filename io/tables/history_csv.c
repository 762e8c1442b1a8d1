/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/history_csv.c - see history_csv.h for the contract. */
#include "io/tables/history_csv.h"

#include "base/buffer.h"
#include "base/decimal.h"
#include "base/money.h"
#include "io/tables/history_fields.h"
#include "io/tables/result.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct reader {
    ds_history_fields fields;
    ds_table csv;
    ds_table *out;
    ds_error *err;
} reader;

static int64_t line_of(const reader *r, size_t row)
{
    return ds_table_get(&r->csv, row, r->csv.n_columns - 1);
}

static ds_status bad_cell(const reader *r, size_t row, const char *field,
                          const char *what, const char *remedy)
{
    return ds_hint(r->err,
                   ds_fail(r->err, DS_ERR_DATA, "%s:%lld: column %s: %s",
                           r->fields.csv, (long long)line_of(r, row), field,
                           what),
                   "%s", remedy);
}

/* ---- rows of the table --------------------------------------------------- */

/* The table's row of a pool and year; made where it is not there. */
static ds_status row_of(reader *r, const char *pool, int64_t year, bool is_made,
                        size_t *row)
{
    for (*row = 0; *row < r->out->n_rows; ++*row)
        if (ds_table_get(r->out, *row, DS_HISTORY_YEAR) == year &&
            strcmp(ds_table_get_text(r->out, *row, DS_HISTORY_POOL), pool) == 0)
            return DS_OK;
    if (!is_made) return DS_OK;
    DS_TRY(ds_table_add(r->out, row, r->err));
    ds_table_set(r->out, *row, DS_HISTORY_YEAR, year);
    return ds_table_set_text(r->out, *row, DS_HISTORY_POOL, pool, r->err);
}

static bool is_flag(ds_history_column c)
{
    return c == DS_HISTORY_EXCLUDE || c == DS_HISTORY_BREAK;
}

/* Reads a figure; false, and *what, where it is none. */
static bool figure_of(const char *text, ds_history_column column, int decimals,
                      int64_t *value, const char **what)
{
    if (is_flag(column)) {
        const bool yes = strcmp(text, "1") == 0 || strcmp(text, "yes") == 0;
        *value = yes;
        *what = "is neither yes nor no";
        return yes || strcmp(text, "0") == 0 || strcmp(text, "no") == 0;
    }
    const ds_decimal_result d =
        ds_decimal_round(text, strlen(text), decimals, value);
    *what = ds_decimal_reason(d);
    return d == DS_DECIMAL_OK;
}

static ds_status put(reader *r, size_t from_row, const ds_history_field *field,
                     size_t row, const char *text)
{
    int64_t value = 0;
    const char *what;
    if (field->column == DS_HISTORY_REASON)
        return ds_table_set_text(r->out, row, DS_HISTORY_REASON, text, r->err);
    if (!figure_of(text, field->column, field->decimals, &value, &what))
        return bad_cell(r, from_row, field->name, what,
                        "give a plain number like 1234.5, or leave it empty");
    if (ds_history_has(r->out, row, field->column))
        return bad_cell(r, from_row, field->name,
                        "its year already has a figure",
                        "remove one of the rows, or choose rows in the "
                        "mapping: where: {FIELD: TEXT}");
    ds_table_set(r->out, row, field->column, value);
    if (!ds_history_has(r->out, row, DS_HISTORY_LINE))
        ds_table_set(r->out, row, DS_HISTORY_LINE, line_of(r, from_row));
    return DS_OK;
}

/* ---- rows of the file ---------------------------------------------------- */

static bool is_among(const char *list, const char *text)
{
    const size_t n = strlen(text);
    for (const char *at = list; *at;) {
        const size_t length = strcspn(at, ",");
        if (length == n && memcmp(at, text, n) == 0) return true;
        at += length + (at[length] == ',');
    }
    return false;
}

/* Whether the row meets every `where` of the mapping. */
static ds_status is_wanted(const reader *r, size_t row, bool *is)
{
    const ds_yaml *y = &r->fields.yaml;
    *is = true;
    for (size_t i = 0; i < y->n; i++) {
        const char *key = ds_yaml_key(y, i);
        if (strncmp(key, "where.", 6) != 0) continue;
        const int column = ds_table_find(&r->csv, key + 6);
        if (column < 0)
            return ds_history_bad_key(&r->fields, i,
                                      "the CSV has no such field",
                                      "name a field of its header", r->err);
        *is &= is_among(ds_yaml_text(y, i),
                        ds_table_get_text(&r->csv, row, (size_t)column));
    }
    return DS_OK;
}

static ds_status year_of(const reader *r, size_t row, int64_t *year)
{
    const ds_history_fields *f = &r->fields;
    const char *text = ds_table_get_text(&r->csv, row, (size_t)f->year);
    if (ds_decimal_parse(text, strlen(text), 0, year) == DS_DECIMAL_OK &&
        *year >= 1900 && *year <= 2199)
        return DS_OK;
    return bad_cell(r, row, r->csv.columns[f->year].name, "is no year",
                    "give years like 2020; the rows of a history are years");
}

static ds_status take_row(reader *r, size_t row)
{
    const ds_history_fields *f = &r->fields;
    int64_t year;
    bool is = false;
    DS_TRY(is_wanted(r, row, &is));
    if (!is) return DS_OK;
    DS_TRY(year_of(r, row, &year));
    const char *of_row =
        f->pool >= 0 ? ds_table_get_text(&r->csv, row, (size_t)f->pool) : "";
    for (size_t i = 0; i < f->n; i++) {
        const ds_history_field *field = &f->field[i];
        const char *text = ds_table_get_text(&r->csv, row, field->from);
        const char *pool = field->pool[0] ? field->pool : of_row;
        size_t to;
        if (f->indicator >= 0 &&
            strcmp(ds_table_get_text(&r->csv, row, (size_t)f->indicator),
                   field->name) != 0)
            continue;
        if (text[0] == '\0') continue;
        DS_TRY(row_of(r, pool[0] ? pool : "fund", year, true, &to));
        DS_TRY(put(r, row, field, to, text));
    }
    return DS_OK;
}

/* ---- adjustments of the mapping ------------------------------------------ */

/* Value i: "adjust.resident.2020.exclude". */
static ds_status adjust(reader *r, size_t i, int decimals)
{
    const ds_yaml *y = &r->fields.yaml;
    const char *what, *text = ds_yaml_text(y, i);
    char key[DS_YAML_MAX_KEY + 1];
    int64_t year = 0, value = 0;
    size_t row = 0;
    snprintf(key, sizeof key, "%s", ds_yaml_key(y, i));
    char *name = strrchr(key, '.');
    *name++ = '\0';
    char *years = strrchr(key, '.');
    const ds_history_column column = ds_history_column_of(name, strlen(name));
    if (years == NULL || years <= key + 6 ||
        column < DS_HISTORY_ONE_OFF_INCOME || column == DS_N_HISTORY)
        return ds_history_bad_key(&r->fields, i, "no such key",
                                  "adjust: {POOL: {YEAR: {one_off_income, "
                                  "one_off_spending, exclude, break, reason}}}",
                                  r->err);
    *years++ = '\0';
    if (ds_decimal_parse(years, strlen(years), 0, &year) == DS_DECIMAL_OK)
        DS_TRY(row_of(r, key + 7, year, false, &row));
    else
        row = r->out->n_rows;
    if (row == r->out->n_rows)
        return ds_history_bad_key(&r->fields, i,
                                  "the history has no such pool and year",
                                  "name a pool and a year of the CSV", r->err);
    if (column == DS_HISTORY_REASON)
        return ds_table_set_text(r->out, row, DS_HISTORY_REASON, text, r->err);
    if (!figure_of(text, column, decimals, &value, &what))
        return ds_history_bad_key(&r->fields, i, what,
                                  "give a plain number, or yes or no", r->err);
    ds_table_set(r->out, row, column, value);
    return DS_OK;
}

static ds_status adjust_all(reader *r)
{
    int decimals;
    DS_TRY(ds_history_money(&r->fields, &decimals, r->err));
    for (size_t i = 0; i < r->fields.yaml.n; i++)
        if (strncmp(ds_yaml_key(&r->fields.yaml, i), "adjust.", 7) == 0)
            DS_TRY(adjust(r, i, decimals));
    return DS_OK;
}

ds_status ds_history_read(const char *csv, const char *mapping,
                          ds_table *history, ds_error *err)
{
    static const ds_csv_form form = {',', DS_ENCODING_UTF8};
    reader *r = NULL; /* large */
    ds_status st = DS_OK;
    DS_TRY(ds_alloc(&r, 1, sizeof *r, err));
    r->out = history;
    r->err = err;
    r->fields.csv = csv;
    r->fields.mapping = mapping;
    if (mapping) DS_GO(ds_yaml_read(mapping, &r->fields.yaml, err));
    DS_GO(ds_csv_read_texts(csv, &form, "csv", &r->csv, err));
    DS_GO(ds_history_bind(&r->fields, &r->csv, err));
    DS_GO(ds_table_init(history, "history", "历史数据", ds_history_specs,
                        DS_N_HISTORY, err));
    for (size_t row = 0; row < r->csv.n_rows; row++) DS_GO(take_row(r, row));
    DS_GO(adjust_all(r));
done:
    ds_yaml_destroy(&r->fields.yaml);
    ds_table_destroy(&r->csv);
    free(r);
    return st;
}
