/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/entity_csv.c - see entity_csv.h for the contract. */
#include "io/tables/entity_csv.h"

#include "base/table_unite.h"
#include "io/tables/csv_cell.h"
#include "io/tables/entity_fields.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct job {
    const ds_entity_request *request;
    ds_entity_fields fields;
    ds_table csv;
    ds_table *out;
    ds_error *err;
} job;

/* ---- cells --------------------------------------------------------------- */

static ds_status bad_cell(const job *j, size_t row, const char *column,
                          const char *what, const char *remedy)
{
    const int64_t line = ds_table_get(&j->csv, row, j->csv.n_columns - 1);
    return ds_hint(j->err,
                   ds_fail(j->err, DS_ERR_DATA, "%s:%lld: column %s: %s",
                           j->request->input, (long long)line, column, what),
                   "%s", remedy);
}

/* The text without blanks around it. */
static void trim(const char *text, char *to, size_t size)
{
    const char *at = text + strspn(text, " \t");
    size_t n = strlen(at);
    while (n > 0 && (at[n - 1] == ' ' || at[n - 1] == '\t')) n--;
    snprintf(to, size, "%.*s", (int)n, at);
}

static bool is_among(const char *values, const char *text)
{
    const size_t n = strlen(text);
    for (const char *at = values; *at;) {
        const size_t length = strcspn(at, "|");
        if (length == n && memcmp(at, text, n) == 0) return true;
        at += length + (at[length] == '|');
    }
    return false;
}

static ds_status put_text(const job *j, size_t row, size_t c, const char *text)
{
    const ds_entity_field *field = &j->fields.field[c];
    char remedy[200];
    const char *values = field->known ? field->known->values : NULL;
    if (!values || is_among(values, text))
        return ds_table_set_text(j->out, row, c, text, j->err);
    snprintf(remedy, sizeof remedy,
             "one of %s; --map FILE says what other texts mean: %s: {values: "
             "{...}}",
             values, field->name);
    return bad_cell(j, row, field->name, "no value of this column", remedy);
}

static ds_status put_number(const job *j, size_t row, size_t c,
                            const char *text)
{
    const ds_entity_field *field = &j->fields.field[c];
    const ds_csv_style style = {.date = field->date};
    const ds_entity_column *known = field->known;
    ds_csv_fault fault;
    int64_t cell = 0;
    if (!ds_csv_cell(&j->out->columns[c], &style, text, strlen(text), &cell,
                     &fault))
        return bad_cell(j, row, field->name, fault.what, fault.remedy);
    if (known && known->low < known->high &&
        (cell < known->low || cell > known->high))
        return bad_cell(j, row, field->name, "outside the column's range",
                        known->spec.help);
    ds_table_set(j->out, row, c, cell);
    return DS_OK;
}

static ds_status put_cell(const job *j, size_t row, size_t c)
{
    char text[DS_DICT_MAX_BYTES + 1];
    const ds_entity_field *field = &j->fields.field[c];
    trim(ds_table_get_text(&j->csv, row, field->from), text, sizeof text);
    const char *value = ds_entity_value(&j->fields, field, text);
    if (value[0] == '\0') {
        if (c >= j->request->kind->n_filled) return DS_OK; /* missing */
        return bad_cell(j, row, field->name, "is empty",
                        "every row needs it: remove the row or complete it");
    }
    return field->type == DS_CELL_TEXT ? put_text(j, row, c, value)
                                       : put_number(j, row, c, value);
}

/* ---- the table ----------------------------------------------------------- */

static ds_status make_table(job *j)
{
    ds_column_spec specs[DS_MAX_ENTITY_FIELDS];
    const ds_entity_kind *kind = j->request->kind;
    for (size_t i = 0; i < j->fields.n; i++) {
        const ds_entity_field *field = &j->fields.field[i];
        specs[i] = field->known ? field->known->spec
                                : (ds_column_spec){.type = field->type,
                                                   .decimals = field->decimals,
                                                   .unit = "",
                                                   .zh = "",
                                                   .help = ""};
    }
    DS_TRY(ds_table_init(j->out, kind->name, kind->zh, specs, j->fields.n,
                         j->err));
    for (size_t i = 0; i < j->fields.n; i++) {
        if (j->fields.field[i].known) continue;
        j->out->columns[i].name =
            ds_table_keep(j->out, j->fields.field[i].name);
        if (!j->out->columns[i].name)
            return ds_fail(j->err, DS_ERR_NOMEM, "no memory for a name");
    }
    return DS_OK;
}

static ds_status check_keys(const job *j)
{
    ds_table_index x = {0};
    size_t row;
    ds_status st =
        ds_table_index_make(&x, j->out, j->request->kind->n_keys, &row, j->err);
    ds_table_index_destroy(&x);
    if (st != DS_OK || row == SIZE_MAX) return st;
    return bad_cell(j, row, j->fields.field[0].name,
                    "an earlier row has the same key",
                    "remove one of the two rows");
}

static ds_status fill(job *j)
{
    static const size_t keys[] = {0, 1, 2, 3};
    DS_TRY(ds_table_extend(j->out, j->csv.n_rows, j->err));
    for (size_t row = 0; row < j->csv.n_rows; row++)
        for (size_t c = 0; c < j->fields.n; c++) DS_TRY(put_cell(j, row, c));
    DS_TRY(check_keys(j));
    return ds_table_sort(j->out, keys, j->request->kind->n_keys, j->err);
}

static void name_unused(const job *j, char *text, size_t size)
{
    size_t n = 0;
    text[0] = '\0';
    for (size_t c = 0; c + 1 < j->csv.n_columns && n < size; c++) {
        bool is_used = false;
        for (size_t i = 0; i < j->fields.n; i++)
            is_used |= j->fields.field[i].from == c;
        if (!is_used)
            n += (size_t)snprintf(text + n, size - n, "%s%s", n > 0 ? ", " : "",
                                  j->csv.columns[c].name);
    }
}

static ds_status read_csv(job *j)
{
    const ds_status st = ds_csv_read_texts(j->request->input, &j->fields.form,
                                           "csv", &j->csv, j->err);
    if (st != DS_ERR_DATA || !j->err || !strstr(j->err->text, "not UTF-8"))
        return st;
    return ds_hint(j->err, st,
                   "save the file as UTF-8, or name its encoding: --map FILE "
                   "with format: {encoding: gb18030}");
}

ds_status ds_entity_csv_read(const ds_entity_request *request, ds_table *out,
                             char *unused, size_t size, ds_error *err)
{
    job *j = NULL; /* large */
    ds_status st = DS_OK;
    DS_TRY(ds_alloc(&j, 1, sizeof *j, err));
    j->request = request;
    j->out = out;
    j->err = err;
    DS_GO(ds_entity_fields_read(&j->fields, request, err));
    DS_GO(read_csv(j));
    DS_GO(ds_entity_fields_bind(&j->fields, &j->csv, err));
    name_unused(j, unused, size);
    DS_GO(make_table(j));
    DS_GO(fill(j));
done:
    if (st != DS_OK) ds_table_destroy(out);
    ds_table_destroy(&j->csv);
    ds_entity_fields_destroy(&j->fields);
    free(j);
    return st;
}
