/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/claims_text.c - see claims_text.h for the contract. */
#include "io/tables/claims_text.h"

#include "base/money.h"

#include <stdlib.h>
#include <string.h>

enum { TITLE_SIZE = 256, ENUM_NAME_SIZE = 64 };

struct ds_claims_column {
    char title[TITLE_SIZE];
    /** Appends a value. */
    void (*put)(const ds_claims_column *c, int64_t value, ds_text *out);
    ds_dict texts; /* CODE, ID that is text: as in the file; ENUM: its names */
    ds_kind kind;  /* of numbers: how they are shown */
    bool fen, json;
    bool is_quoted; /* in JSON */
    size_t most;    /* bytes that a value takes */
};

/* ---- values -------------------------------------------------------------- */

static void put_value(const ds_claims_column *c, int64_t value, ds_text *out)
{
    const bool is_quoted = c->json && c->is_quoted;
    if (c->json && value == DS_MISSING) {
        ds_text_bytes(out, "null", 4);
        return;
    }
    if (is_quoted) ds_text_char(out, '"');
    ds_text_value(out, c->kind, value, c->fen);
    if (is_quoted) ds_text_char(out, '"');
}

static void put_text(const ds_claims_column *c, int64_t value, ds_text *out)
{
    const uint32_t code = (uint32_t)value;
    const char *text = ds_dict_text(&c->texts, code);
    const size_t n = ds_dict_length(&c->texts, code);
    if (!c->json)
        ds_text_csv(out, text, n);
    else if (n == 0)
        ds_text_bytes(out, "null", 4);
    else
        ds_text_json(out, text, n);
}

/* ---- columns ------------------------------------------------------------- */

static void put_name(const ds_claims_column *c, int64_t value, ds_text *out)
{
    put_text(c, value + 1, out);
}

/* Bytes of the longest text: a character may need 2 in CSV, 6 in JSON. */
static size_t longest(const ds_dict *d, bool json)
{
    size_t most = 0;
    for (uint32_t code = 0; code < d->n; code++)
        if (ds_dict_length(d, code) > most) most = ds_dict_length(d, code);
    return (json ? 6 : 2) * most + 4;
}

ds_status ds_claims_dictionary(const ds_source *s,
                               const ds_source_column *column, ds_dict *out,
                               ds_error *err)
{
    DS_TRY(s->ops->dictionary(s, column->dictionary, out, err));
    if (s->ops->lacking) return DS_OK; /* joined: high is a bound */
    if (column->high < (int64_t)out->n) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_FORMAT,
                           "%s: column %s has codes that its dictionary lacks",
                           s->name, column->name),
                   "restore the file from its source or import it again");
}

/* Dates; and ids that readers of JSON would round to a double. */
static bool is_text_in_json(const ds_source_column *column, ds_kind kind)
{
    const int64_t exact = INT64_C(1) << 53;
    return kind == DS_KIND_DAY || kind == DS_KIND_MONTH ||
           (kind == DS_KIND_ID && column->high > exact);
}

static void set_number(ds_claims_column *c, const ds_source_column *column,
                       const ds_claims_format *f)
{
    const bool is_raw = f->raw && column->kind != DS_KIND_FEN;
    c->put = put_value;
    c->kind = is_raw ? DS_KIND_COUNT : column->kind;
    c->fen = f->fen;
    c->is_quoted = is_text_in_json(column, c->kind);
    c->most = DS_CELL_SIZE;
}

static ds_status set_value(ds_claims_column *c, const ds_source *s,
                           const ds_source_column *column,
                           const ds_claims_format *f, ds_error *err)
{
    const ds_claim_column *known = ds_claim_column_find(column->name);
    if (column->kind == DS_KIND_ENUM && known && known->names) {
        DS_TRY(ds_claims_names(known->names, &c->texts, err));
        c->put = put_name;
    } else if (column->dictionary[0]) {
        DS_TRY(ds_claims_dictionary(s, column, &c->texts, err));
        c->put = put_text;
    } else {
        set_number(c, column, f);
        return DS_OK;
    }
    c->most = longest(&c->texts, f->json);
    return DS_OK;
}

void ds_claims_title(const ds_source_column *column, bool fen, bool zh,
                     char *text, size_t size)
{
    const ds_claim_column *known = ds_column_words(column->name);
    const bool is_money = column->kind == DS_KIND_FEN;
    const size_t n = strlen(column->name);
    if (zh && known) {
        ds_zh_heading(known->zh, is_money, fen, text, size);
        return;
    }
    snprintf(text, size, "%s", column->name);
    if (is_money && !fen && n > 4 && strcmp(column->name + n - 4, "_fen") == 0)
        text[n - 4] = '\0';
}

ds_status ds_claims_names(const char *names, ds_dict *out, ds_error *err)
{
    DS_TRY(ds_dict_init(out, err));
    for (int i = 0; i < ds_enum_count(names); i++) {
        char name[ENUM_NAME_SIZE];
        uint32_t code;
        ds_enum_name(names, i, name, sizeof name);
        DS_TRY(ds_dict_code(out, name, strlen(name), &code, err));
    }
    return DS_OK;
}

ds_status ds_claims_text_init(ds_claims_text *t, const ds_source *source,
                              size_t n, const size_t *columns,
                              const ds_claims_format *format, ds_error *err)
{
    ds_status st = DS_OK;
    *t = (ds_claims_text){.n = n, .format = *format, .row_bytes = n + 4};
    DS_GO(ds_alloc(&t->columns, n, sizeof *t->columns, err));
    for (size_t i = 0; i < n; i++) {
        const ds_source_column *column = &source->columns[columns[i]];
        ds_claims_title(column, format->fen, format->zh, t->columns[i].title,
                        TITLE_SIZE);
        t->columns[i].json = format->json;
        DS_GO(set_value(&t->columns[i], source, column, format, err));
        t->row_bytes +=
            t->columns[i].most +
            (format->json ? 6 * strlen(t->columns[i].title) + 4 : 0);
    }
done:
    if (st != DS_OK) ds_claims_text_destroy(t);
    return st;
}

void ds_claims_text_destroy(ds_claims_text *t)
{
    for (size_t i = 0; t->columns && i < t->n; i++)
        ds_dict_destroy(&t->columns[i].texts);
    free(t->columns);
    *t = (ds_claims_text){0};
}

/* ---- rows ---------------------------------------------------------------- */

ds_status ds_claims_text_header(const ds_claims_text *t, ds_text *out,
                                ds_error *err)
{
    if (t->format.json) return DS_OK;
    DS_TRY(ds_text_room(out, 4 + t->n * (2 * TITLE_SIZE + 3), err));
    if (t->format.bom) ds_text_bytes(out, "\xEF\xBB\xBF", 3);
    for (size_t i = 0; i < t->n; i++) {
        if (i > 0) ds_text_char(out, ',');
        ds_text_csv(out, t->columns[i].title, strlen(t->columns[i].title));
    }
    ds_text_char(out, '\n');
    return DS_OK;
}

static void put_row(const ds_claims_text *t, size_t row, int64_t *const *lane,
                    ds_text *out)
{
    const size_t start = out->n;
    for (size_t i = 0; i < t->n; i++) {
        const ds_claims_column *c = &t->columns[i];
        if (i > 0) ds_text_char(out, ',');
        c->put(c, lane[i][row], out);
    }
    if (out->n == start) ds_text_bytes(out, "\"\"", 2); /* no blank line */
}

static void put_object(const ds_claims_text *t, size_t row,
                       int64_t *const *lane, ds_text *out)
{
    for (size_t i = 0; i < t->n; i++) {
        const ds_claims_column *c = &t->columns[i];
        ds_text_char(out, i > 0 ? ',' : '{');
        ds_text_json(out, c->title, strlen(c->title));
        ds_text_char(out, ':');
        c->put(c, lane[i][row], out);
    }
    ds_text_char(out, '}');
}

ds_status ds_claims_text_rows(const ds_claims_text *t, size_t n,
                              int64_t *const *lane, ds_text *out, ds_error *err)
{
    for (size_t row = 0; row < n; row++) {
        DS_TRY(ds_text_room(out, t->row_bytes, err));
        if (t->format.json)
            put_object(t, row, lane, out);
        else
            put_row(t, row, lane, out);
        ds_text_char(out, '\n');
    }
    return DS_OK;
}
