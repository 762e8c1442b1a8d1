/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/entity_fields.c - see entity_fields.h for the contract. */
#include "io/tables/entity_fields.h"

#include "io/import/import_date.h"
#include "io/tables/csv_form.h"

#include <stdio.h>
#include <string.h>

static const char COLUMNS[] = "columns.";

/* ---- the mapping file ---------------------------------------------------- */

static ds_status bad_key(const ds_entity_fields *f, size_t i, const char *what,
                         const char *remedy, ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CONFIG, "%s:%zu: %.200s: %s",
                           f->request->mapping, ds_yaml_line(&f->yaml, i),
                           ds_yaml_key(&f->yaml, i), what),
                   "%s", remedy);
}

static ds_status take_format(ds_entity_fields *f, size_t i, ds_error *err)
{
    const char *key = ds_yaml_key(&f->yaml, i);
    const char *text = ds_yaml_text(&f->yaml, i);
    if (strcmp(key, "format.encoding") == 0) {
        const int encoding = ds_encoding_find(text);
        if (encoding < 0)
            return bad_key(f, i, "no such encoding", "utf-8 or gb18030", err);
        f->form.encoding = (ds_encoding)encoding;
        return DS_OK;
    }
    if (strcmp(key, "format.delimiter") != 0)
        return bad_key(f, i, "no such key", "format has encoding and delimiter",
                       err);
    f->form.delimiter = strcmp(text, "tab") == 0 ? '\t' : text[0];
    if (f->form.delimiter != '\t' &&
        (strlen(text) != 1 || !strchr(",;|", text[0])))
        return bad_key(f, i, "no delimiter", "\",\", \";\", \"|\" or tab", err);
    return DS_OK;
}

/* The field of the column whose name is name[0..n), made where it is new. */
static ds_entity_field *field_named(ds_entity_fields *f, const char *name,
                                    size_t n)
{
    for (size_t i = 0; i < f->n; i++)
        if (strlen(f->field[i].name) == n &&
            memcmp(f->field[i].name, name, n) == 0)
            return &f->field[i];
    if (f->n == DS_MAX_ENTITY_FIELDS || n == 0 || n >= sizeof f->field->name)
        return NULL;
    ds_entity_field *field = &f->field[f->n++];
    snprintf(field->name, sizeof field->name, "%.*s", (int)n, name);
    field->known = ds_entity_column_find(f->request->kind, field->name);
    field->type = field->known ? field->known->spec.type : DS_CELL_TEXT;
    field->decimals = field->known ? field->known->spec.decimals : 0;
    field->from = SIZE_MAX;
    return field;
}

static ds_status take_type(ds_entity_fields *f, size_t i,
                           ds_entity_field *field, ds_error *err)
{
    static const struct {
        const char *name;
        ds_cell_type type;
        int decimals;
    } types[] = {
        {"text",    DS_CELL_TEXT,    0},
        {"int",     DS_CELL_INT,     0},
        {"fen",     DS_CELL_FEN,     0},
        {"decimal", DS_CELL_DECIMAL, 4},
        {"day",     DS_CELL_DAY,     0},
        {"month",   DS_CELL_MONTH,   0},
    };
    if (field->known)
        return bad_key(f, i, "this column has a type already",
                       "leave it out; it is for columns of your own", err);
    for (size_t t = 0; t < DS_COUNT(types); t++)
        if (strcmp(ds_yaml_text(&f->yaml, i), types[t].name) == 0) {
            field->type = types[t].type;
            field->decimals = types[t].decimals;
            return DS_OK;
        }
    return bad_key(f, i, "no such type",
                   "text, int, fen (in yuan), decimal (4 digits), day or month",
                   err);
}

static ds_status take_column(ds_entity_fields *f, size_t i, ds_error *err)
{
    const char *name = ds_yaml_key(&f->yaml, i) + strlen(COLUMNS);
    const size_t n = strcspn(name, ".");
    const char *rest = name + n;
    ds_entity_field *field = field_named(f, name, n);
    if (!field)
        return bad_key(f, i, "too many columns, or too long a name",
                       "give it a shorter name", err);
    if (*rest == '\0' || strcmp(rest, ".column") == 0) {
        field->from = i; /* until the header is known: where its name is */
        return DS_OK;
    }
    if (strcmp(rest, ".type") == 0) return take_type(f, i, field, err);
    if (strcmp(rest, ".date") == 0) {
        field->date = ds_yaml_text(&f->yaml, i);
        return DS_OK;
    }
    if (strncmp(rest, ".values.", 8) == 0) return DS_OK;
    return bad_key(f, i, "no such key",
                   "a column has column, values, date and, of your own, type",
                   err);
}

static ds_status check_date(const ds_entity_fields *f,
                            const ds_entity_field *field, ds_error *err)
{
    const bool is_day = field->type == DS_CELL_DAY;
    if (!field->date || ((is_day || field->type == DS_CELL_MONTH) &&
                         ds_date_format_valid(field->date, is_day)))
        return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CONFIG,
                           "%s: columns.%s.date: no format of this column",
                           f->request->mapping, field->name),
                   "days like \"%%Y/%%m/%%d\", months like \"%%Y%%m\"");
}

ds_status ds_entity_fields_read(ds_entity_fields *f,
                                const ds_entity_request *request, ds_error *err)
{
    f->request = request;
    DS_TRY(ds_synonyms_init(&f->words, err));
    DS_TRY(ds_csv_form_find(request->input, &f->words, &f->form, err));
    if (!request->mapping) return DS_OK;
    DS_TRY(ds_yaml_read(request->mapping, &f->yaml, err));
    for (size_t i = 0; i < f->yaml.n; i++) {
        const char *key = ds_yaml_key(&f->yaml, i);
        if (strncmp(key, COLUMNS, strlen(COLUMNS)) == 0)
            DS_TRY(take_column(f, i, err));
        else if (strncmp(key, "format.", 7) == 0)
            DS_TRY(take_format(f, i, err));
        else
            return bad_key(f, i, "no such key",
                           "a mapping of a table has format and columns", err);
    }
    for (size_t i = 0; i < f->n; i++) DS_TRY(check_date(f, &f->field[i], err));
    return DS_OK;
}

/* ---- the header ---------------------------------------------------------- */

/* Whether a name of the header, blanks apart, is this text. */
static bool is_name(const char *in_header, const char *name)
{
    const char *at = in_header + strspn(in_header, " \t");
    size_t n = strlen(at);
    while (n > 0 && (at[n - 1] == ' ' || at[n - 1] == '\t')) n--;
    return strlen(name) == n && memcmp(at, name, n) == 0;
}

static ds_status find_field(const ds_entity_fields *f, const ds_table *csv,
                            const char *const names[2], size_t *at,
                            ds_error *err)
{
    *at = SIZE_MAX;
    for (size_t c = 0; c + 1 < csv->n_columns; c++) {
        const char *in_header = csv->columns[c].name;
        if (!is_name(in_header, names[0]) && !is_name(in_header, names[1]))
            continue;
        if (*at != SIZE_MAX)
            return ds_hint(err,
                           ds_fail(err, DS_ERR_DATA,
                                   "%s: the header has '%s' twice",
                                   f->request->input, in_header),
                           "remove or rename one of the two fields");
        *at = c;
    }
    return DS_OK;
}

/* The fields that the mapping names. */
static ds_status bind_mapped(ds_entity_fields *f, const ds_table *csv,
                             ds_error *err)
{
    for (size_t i = 0; i < f->n; i++) {
        ds_entity_field *field = &f->field[i];
        const size_t key = field->from;
        if (key == SIZE_MAX)
            return ds_hint(err,
                           ds_fail(err, DS_ERR_CONFIG,
                                   "%s: columns.%s: no field is named",
                                   f->request->mapping, field->name),
                           "say which: %s: {column: NAME}", field->name);
        const char *name = ds_yaml_text(&f->yaml, key);
        const char *const names[2] = {name, name};
        DS_TRY(find_field(f, csv, names, &field->from, err));
        if (field->from == SIZE_MAX)
            return ds_hint(err,
                           ds_fail(err, DS_ERR_DATA,
                                   "%s: no field '%s' in the header (%s:%zu)",
                                   f->request->input, name, f->request->mapping,
                                   ds_yaml_line(&f->yaml, key)),
                           "give the name as the header line has it");
    }
    return DS_OK;
}

/* By the table of synonyms: 医院编码 is the claim's hospital, and so the
 * table's. */
static size_t find_known(const ds_entity_fields *f, const ds_table *csv,
                         const char *name)
{
    for (size_t c = 0; c + 1 < csv->n_columns; c++) {
        const char *known = ds_csv_name_of(&f->words, csv->columns[c].name);
        if (known && strcmp(known, name) == 0) return c;
    }
    return SIZE_MAX;
}

static ds_status bind_by_name(ds_entity_fields *f, const ds_table *csv,
                              ds_error *err)
{
    const ds_entity_kind *kind = f->request->kind;
    for (size_t c = 0; c < kind->n_columns; c++) {
        const ds_column_spec *spec = &kind->columns[c].spec;
        const char *const names[2] = {spec->name, spec->zh};
        size_t from;
        DS_TRY(find_field(f, csv, names, &from, err));
        if (from == SIZE_MAX && c < kind->n_keys)
            from = find_known(f, csv,
                              strcmp(spec->name, "person") == 0 ? "patient"
                                                                : spec->name);
        if (from == SIZE_MAX) continue;
        field_named(f, spec->name, strlen(spec->name))->from = from;
    }
    return DS_OK;
}

static ds_status check_keys(const ds_entity_fields *f, ds_error *err)
{
    const ds_entity_kind *kind = f->request->kind;
    for (size_t k = 0; k < kind->n_keys; k++) {
        const ds_column_spec *spec = &kind->columns[k].spec;
        bool has = false;
        for (size_t i = 0; i < f->n; i++)
            has |= f->field[i].known == &kind->columns[k];
        if (!has)
            return ds_hint(err,
                           ds_fail(err, DS_ERR_DATA, "%s: no column '%s' (%s)",
                                   f->request->input, spec->name, spec->help),
                           "name a field %s or %s in the header, or map it: "
                           "--map FILE with columns: {%s: NAME}; 'dianshu "
                           "columns %s' lists the columns",
                           spec->name, spec->zh, spec->name, kind->name);
    }
    return DS_OK;
}

/* In the order of the list; columns of its own behind, as they were. */
static void put_in_order(ds_entity_fields *f)
{
    for (size_t i = 1; i < f->n; i++)
        for (size_t k = i; k > 0; k--) {
            ds_entity_field *a = &f->field[k - 1], *b = &f->field[k];
            if (!b->known || (a->known && a->known < b->known)) break;
            const ds_entity_field swap = *a;
            *a = *b;
            *b = swap;
        }
}

ds_status ds_entity_fields_bind(ds_entity_fields *f, const ds_table *csv,
                                ds_error *err)
{
    DS_TRY(f->request->mapping ? bind_mapped(f, csv, err)
                               : bind_by_name(f, csv, err));
    put_in_order(f);
    return check_keys(f, err);
}

/* 职工 where the column holds employee; yes and 是 where it holds 1. */
static const char *word_of(const ds_entity_fields *f,
                           const ds_entity_field *field, const char *text)
{
    static const char *const flags[][2] = {{"是", "1"}, {"否", "0"},
                                           {"yes", "1"}, {"no", "0"}};
    if (!field->known) return text;
    if (field->known->spec.type == DS_CELL_INT && field->known->high == 1)
        for (size_t i = 0; i < DS_COUNT(flags); i++)
            if (strcmp(text, flags[i][0]) == 0) return flags[i][1];
    if (!field->known->values) return text;
    const char *name = ds_synonyms_value(&f->words, field->name,
                                         (ds_field){text, strlen(text)});
    return name ? name : text;
}

const char *ds_entity_value(const ds_entity_fields *f,
                            const ds_entity_field *field, const char *text)
{
    char key[DS_YAML_MAX_KEY + 1];
    if (f->yaml.n == 0) return word_of(f, field, text);
    const int n =
        snprintf(key, sizeof key, "%s%s.values.%s", COLUMNS, field->name, text);
    if (n < 0 || (size_t)n >= sizeof key) return text;
    const ptrdiff_t at = ds_yaml_find(&f->yaml, key);
    return at < 0 ? word_of(f, field, text) : ds_yaml_text(&f->yaml, (size_t)at);
}

void ds_entity_fields_destroy(ds_entity_fields *f)
{
    ds_yaml_destroy(&f->yaml);
    ds_synonyms_destroy(&f->words);
}
