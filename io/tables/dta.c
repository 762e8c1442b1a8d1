/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/dta.c - see dta.h for the contract. */
#include "io/tables/dta.h"

#ifndef DS_HAS_DTA

ds_status ds_dta_check(ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_ARG,
                           "this dianshu was built without ReadStat, which "
                           "writes Stata files"),
                   "install libreadstat-dev and build it again, or write CSV "
                   "(-o FILE.csv)");
}

ds_status ds_dta_new(ds_outfile *file, ds_sheet_writer **out, ds_error *err)
{
    (void)file;
    *out = NULL;
    return ds_dta_check(err);
}

#else

#include "base/buffer.h"
#include "base/decimal.h"
#include "io/utf8.h"

#include <math.h>
#include <readstat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    FORMAT = 118,
    NAME_SIZE = 33,
    LABEL_CHARACTERS = 80,
    LABEL_SIZE = 4 * LABEL_CHARACTERS + 1,
    EPOCH_DAY = 14610, /* 2000-01-01, of Stata's days since 1960 */
    EPOCH_MONTH = 480,
    FLUSH_BYTES = 256 << 10,
    LARGEST_BYTE = 100, /* Stata keeps the values above for missing ones */
    LARGEST_INT = 32740,
    LARGEST_LONG = 2147483620,
    SMALLEST_BYTE = -127,
    SMALLEST_INT = -32767
};
static const int64_t SMALLEST_LONG = -INT64_C(2147483647);
static const int64_t LARGEST_EXACT = INT64_C(1) << 53;

/* How a value of a column goes into a row. */
typedef struct variable {
    const ds_sheet_column *column;
    readstat_variable_t *to;
    readstat_type_t type;
    int64_t shift;  /* added first: another epoch */
    double divisor; /* of DOUBLE: a power of ten, exact */
    char name[NAME_SIZE];
} variable;

typedef struct dta {
    ds_sheet_writer base; /* first */
    ds_outfile *file;
    readstat_writer_t *out;
    size_t n;
    variable *variables;
    ds_buffer bytes; /* not yet in the file */
    size_t n_bytes;
    ds_error error; /* of the last write that failed */
} dta;

/* ---- bytes --------------------------------------------------------------- */

static ds_status flush(dta *d, ds_error *err)
{
    const size_t n = d->n_bytes;
    d->n_bytes = 0;
    return ds_outfile_write(d->file, d->bytes.data, n, err);
}

/* What ReadStat calls. */
static ssize_t take_bytes(const void *bytes, size_t n, void *ctx)
{
    dta *d = ctx;
    if (ds_buffer_grow(&d->bytes, d->n_bytes + n, &d->error) != DS_OK)
        return -1;
    memcpy((char *)d->bytes.data + d->n_bytes, bytes, n);
    d->n_bytes += n;
    if (d->n_bytes >= FLUSH_BYTES && flush(d, &d->error) != DS_OK) return -1;
    return (ssize_t)n;
}

static ds_status check(dta *d, readstat_error_t error, ds_error *err)
{
    if (error == READSTAT_OK) return DS_OK;
    if (d->error.status != DS_OK) {
        if (err) *err = d->error;
        return d->error.status;
    }
    return ds_fail(
        err, error == READSTAT_ERROR_MALLOC ? DS_ERR_NOMEM : DS_ERR_ARG,
        "cannot write %s: %s", d->file->path, readstat_error_message(error));
}

/* ---- variables ----------------------------------------------------------- */

static readstat_type_t narrowest(int64_t low, int64_t high)
{
    if (low >= SMALLEST_BYTE && high <= LARGEST_BYTE) return READSTAT_TYPE_INT8;
    if (low >= SMALLEST_INT && high <= LARGEST_INT) return READSTAT_TYPE_INT16;
    if (low >= SMALLEST_LONG && high <= LARGEST_LONG)
        return READSTAT_TYPE_INT32;
    if (low >= -LARGEST_EXACT && high <= LARGEST_EXACT)
        return READSTAT_TYPE_DOUBLE;
    return READSTAT_TYPE_STRING;
}

static bool is_money(const ds_sheet_column *c)
{
    return c->type == DS_CELL_FEN || c->decimals > 0;
}

static ds_status choose_type(const dta *d, variable *v, ds_error *err)
{
    const ds_sheet_column *c = v->column;
    v->divisor = 1;
    for (int i = 0; i < c->decimals; i++) v->divisor *= 10;
    if (narrowest(c->low, c->high) != READSTAT_TYPE_STRING)
        v->shift = c->type == DS_CELL_DAY     ? EPOCH_DAY
                   : c->type == DS_CELL_MONTH ? EPOCH_MONTH
                                              : 0;
    if (c->type == DS_CELL_TEXT && c->is_names)
        v->type = narrowest(0, c->texts->n);
    else if (c->type == DS_CELL_TEXT)
        v->type = READSTAT_TYPE_STRING;
    else if (c->type == DS_CELL_REAL)
        v->type = READSTAT_TYPE_DOUBLE;
    else
        v->type = narrowest(c->low + v->shift, c->high + v->shift);
    if (!is_money(c)) return DS_OK;
    if (v->type != READSTAT_TYPE_STRING) {
        if (c->decimals > 0) v->type = READSTAT_TYPE_DOUBLE;
        return DS_OK;
    }
    return ds_hint(err,
                   ds_fail(err, DS_ERR_ARG,
                           "%s: column %s has amounts of more than 2^53 units, "
                           "which a Stata file cannot hold exactly",
                           d->file->path, c->name),
                   "write CSV (-o FILE.csv)");
}

static bool is_taken(const dta *d, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(d->variables[k].name, d->variables[i].name) == 0)
            return true;
    return false;
}

/* Two columns may have one name in Stata: the later one is numbered. */
static void choose_name(dta *d, size_t i)
{
    enum { SUFFIX_SIZE = 8, NUMBERS = 100000 };
    char *name = d->variables[i].name, suffix[SUFFIX_SIZE];
    uint32_t c;
    ds_dta_name(d->variables[i].column->name, name);
    for (int k = 2; is_taken(d, i) && k < NUMBERS; k++) {
        const size_t n = (size_t)snprintf(suffix, sizeof suffix, "_%d", k);
        size_t end = 0, next;
        ds_dta_name(d->variables[i].column->name, name);
        while (name[end]) {
            next = end + ds_utf8_next(name + end, strlen(name + end), &c);
            if (next + n >= NAME_SIZE) break;
            end = next;
        }
        memcpy(name + end, suffix, n + 1);
    }
}

static const char *display(const variable *v, char *text, size_t size)
{
    const ds_sheet_column *c = v->column;
    enum { DIGITS = 12 };
    if (c->type == DS_CELL_DAY) return "%td";
    if (c->type == DS_CELL_MONTH) return "%tm";
    if (c->type == DS_CELL_REAL) return "%10.0g";
    if (v->type == READSTAT_TYPE_STRING) return NULL;
    if (c->decimals == 0) return "%16.0g";
    snprintf(text, size, "%%%d.%df%s", DIGITS + c->decimals, c->decimals,
             c->type == DS_CELL_FEN || c->type == DS_CELL_POINTS ? "c" : "");
    return text;
}

/* A copy of at most 80 characters. */
static const char *cut_label(const char *label, char *out)
{
    size_t end = 0;
    const size_t n = strlen(label);
    uint32_t c;
    for (int i = 0; i < LABEL_CHARACTERS && end < n; i++)
        end += ds_utf8_next(label + end, n - end, &c);
    memcpy(out, label, end);
    out[end] = '\0';
    ds_utf8_clean(out, end);
    return out;
}

static ds_status label_names(dta *d, variable *v, ds_error *err)
{
    const ds_dict *names = v->column->texts;
    readstat_label_set_t *set =
        readstat_add_label_set(d->out, v->type, v->name);
    if (!set) return ds_fail(err, DS_ERR_NOMEM, "out of memory");
    for (uint32_t code = 1; code < names->n; code++)
        readstat_label_int32_value(set, (int32_t)code - 1,
                                   ds_dict_text(names, code));
    readstat_variable_set_label_set(v->to, set);
    return DS_OK;
}

static ds_status add_variable(dta *d, size_t i, ds_error *err)
{
    variable *v = &d->variables[i];
    char label[LABEL_SIZE], text[32];
    size_t width = 0;
    DS_TRY(choose_type(d, v, err));
    choose_name(d, i);
    if (v->type == READSTAT_TYPE_STRING) {
        width = v->column->longest;
        if (v->column->type != DS_CELL_TEXT) width = DS_DECIMAL_SIZE - 1;
        if (width == 0) width = 1;
    }
    v->to = readstat_add_variable(d->out, v->name, v->type, width);
    if (!v->to) return ds_fail(err, DS_ERR_NOMEM, "out of memory");
    readstat_variable_set_label(v->to, cut_label(v->column->label, label));
    const char *format = display(v, text, sizeof text);
    if (format) readstat_variable_set_format(v->to, format);
    return v->column->is_names ? label_names(d, v, err) : DS_OK;
}

/* ---- the file ------------------------------------------------------------ */

/* ReadStat writes the time of a file as local time: this one is the same
 * everywhere. */
static time_t same_time(void)
{
    struct tm first = {
        .tm_year = 100, .tm_mday = 1, .tm_hour = 12, .tm_isdst = -1};
    return mktime(&first);
}

static ds_status begin(ds_sheet_writer *w, const ds_sheet *s, ds_error *err)
{
    dta *d = (dta *)w;
    char label[LABEL_SIZE];
    d->n = s->n_columns;
    DS_TRY(ds_alloc(&d->variables, d->n, sizeof *d->variables, err));
    for (size_t i = 0; i < d->n; i++) {
        d->variables[i].column = &s->columns[i];
        DS_TRY(add_variable(d, i, err));
    }
    readstat_writer_set_file_label(d->out, cut_label(s->title, label));
    readstat_writer_set_file_timestamp(d->out, same_time());
    readstat_writer_set_file_format_version(d->out, FORMAT);
    return check(d, readstat_begin_writing_dta(d->out, d, (long)s->n_rows),
                 err);
}

/* ---- rows ---------------------------------------------------------------- */

static readstat_error_t put_string(dta *d, const variable *v, int64_t value)
{
    char text[DS_DICT_MAX_BYTES + 1];
    if (v->column->type == DS_CELL_TEXT)
        snprintf(text, sizeof text, "%s", ds_sheet_text(v->column, value));
    else
        ds_decimal_format(value, 0, text);
    ds_utf8_clean(text, strlen(text));
    return readstat_insert_string_value(d->out, v->to, text);
}

static readstat_error_t put_real(dta *d, const variable *v, double value)
{
    if (!isfinite(value)) return readstat_insert_missing_value(d->out, v->to);
    return readstat_insert_double_value(d->out, v->to, value);
}

static readstat_error_t put_value(dta *d, const variable *v, int64_t value)
{
    double real;
    if (v->type == READSTAT_TYPE_STRING) return put_string(d, v, value);
    if (v->column->type == DS_CELL_REAL) {
        memcpy(&real, &value, sizeof real);
        return put_real(d, v, real);
    }
    if (value == DS_MISSING)
        return readstat_insert_missing_value(d->out, v->to);
    value += v->shift;
    switch (v->type) {
    case READSTAT_TYPE_INT8:
        return readstat_insert_int8_value(d->out, v->to, (int8_t)value);
    case READSTAT_TYPE_INT16:
        return readstat_insert_int16_value(d->out, v->to, (int16_t)value);
    case READSTAT_TYPE_INT32:
        return readstat_insert_int32_value(d->out, v->to, (int32_t)value);
    default:
        return put_real(d, v, (double)value / v->divisor);
    }
}

static readstat_error_t put_row(dta *d, size_t i, int64_t *const *lane)
{
    readstat_error_t error = readstat_begin_row(d->out);
    for (size_t c = 0; c < d->n && error == READSTAT_OK; c++)
        error = put_value(d, &d->variables[c], lane[c][i]);
    return error == READSTAT_OK ? readstat_end_row(d->out) : error;
}

static ds_status rows(ds_sheet_writer *w, size_t n, int64_t *const *lane,
                      ds_error *err)
{
    dta *d = (dta *)w;
    for (size_t i = 0; i < n; i++) DS_TRY(check(d, put_row(d, i, lane), err));
    return DS_OK;
}

static ds_status end(ds_sheet_writer *w, ds_error *err)
{
    dta *d = (dta *)w;
    DS_TRY(check(d, readstat_end_writing(d->out), err));
    return flush(d, err);
}

/* ---- together ------------------------------------------------------------ */

static void drop(ds_sheet_writer *w)
{
    dta *d = (dta *)w;
    if (!d) return;
    if (d->out) readstat_writer_free(d->out);
    ds_buffer_destroy(&d->bytes);
    free(d->variables);
    free(d);
}

ds_status ds_dta_check(ds_error *err)
{
    (void)err;
    return DS_OK;
}

ds_status ds_dta_new(ds_outfile *file, ds_sheet_writer **out, ds_error *err)
{
    dta *d = NULL;
    *out = NULL;
    DS_TRY(ds_alloc(&d, 1, sizeof *d, err));
    d->base = (ds_sheet_writer){begin, rows, end, drop};
    d->file = file;
    d->out = readstat_writer_init();
    if (!d->out) {
        drop(&d->base);
        return ds_fail(err, DS_ERR_NOMEM, "out of memory");
    }
    readstat_set_data_writer(d->out, take_bytes);
    *out = &d->base;
    return DS_OK;
}

#endif
