/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/attribute.c - see attribute.h for the contract. */
#include "sim/attribute.h"

#include "base/money.h"
#include "sim/by.h"

#include <stdio.h>
#include <string.h>

bool ds_attribute_is(const char *name) { return strchr(name, '.') != NULL; }

/* ---- column, table, attribute -------------------------------------------- */

static ds_status find_codes(ds_attribute *a, const ds_source *source,
                            const char *name, const ds_entity_kind **kind,
                            ds_error *err)
{
    char column[64];
    const ds_source_column *c = NULL;
    snprintf(column, sizeof column, "%.*s", (int)strcspn(name, "."), name);
    if (strcmp(column, "person") == 0) snprintf(column, 8, "patient");
    DS_TRY(ds_by_need(source, column, &c, err));
    *kind = ds_entity_kind_of(c->dictionary);
    a->column = (size_t)(c - source->columns);
    a->n_codes = (size_t)c->high + 1;
    if (*kind) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_ARG, "%s: no table says more of '%s'",
                           name, column),
                   "hospital, prescriber, quota_owner and patient have one");
}

static ds_status find_table(const ds_source *source, const ds_beside *beside,
                            const ds_entity_kind *kind, const char *name,
                            const ds_table **t, ds_error *err)
{
    *t = NULL;
    if (beside) DS_TRY(beside->table(beside->ctx, kind, t, err));
    if (*t) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_ARG,
                           "%s: no table %s beside the claims, which %s needs",
                           source->name, kind->name, name),
                   "dianshu import --table %s FILE.csv -o CLAIMS.h5",
                   kind->name);
}

static ds_status find_column(ds_attribute *a, const ds_table *t,
                             const char *name, size_t *column, ds_error *err)
{
    const int found = ds_table_find(t, strchr(name, '.') + 1);
    if (found < 0 || t->columns[found].type == DS_CELL_REAL)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_ARG,
                               "%s: table %s has no such column to group by",
                               name, t->name),
                       "'dianshu info FILE %s' shows its columns", t->name);
    *column = (size_t)found;
    a->spec = t->columns[found];
    return DS_OK;
}

/* ---- values -------------------------------------------------------------- */

static ds_status value_of(ds_attribute *a, const ds_table *t, size_t row,
                          size_t column, int64_t *value, ds_error *err)
{
    uint32_t code;
    *value = ds_table_get(t, row, column);
    if (a->spec.type == DS_CELL_TEXT) {
        const char *text = ds_table_get_text(t, row, column);
        DS_TRY(ds_dict_code(&a->texts, text, strlen(text), &code, err));
        *value = code;
    }
    if (*value == DS_MISSING) return DS_OK;
    if (*value < a->low) a->low = *value;
    if (*value > a->high) a->high = *value;
    return DS_OK;
}

static ds_status join(ds_attribute *a, const ds_dict *codes, const ds_table *t,
                      size_t column, ds_error *err)
{
    const bool is_text = a->spec.type == DS_CELL_TEXT;
    DS_TRY(ds_buffer_reserve(&a->values, a->n_codes * sizeof(int64_t), err));
    int64_t *values = a->values.data;
    for (size_t c = 0; c < a->n_codes; c++)
        values[c] = is_text ? 0 : DS_MISSING;
    a->low = is_text ? 0 : INT64_MAX;
    a->high = is_text ? 0 : INT64_MIN;
    for (size_t row = 0; row < t->n_rows; row++) {
        const char *id = ds_table_get_text(t, row, 0);
        const uint32_t code = ds_dict_find(codes, id, strlen(id));
        if (code == 0 || code >= a->n_codes) continue; /* no claim has it */
        DS_TRY(value_of(a, t, row, column, &values[code], err));
    }
    if (a->low > a->high) a->low = a->high = 0;
    return DS_OK;
}

ds_status ds_attribute_init(ds_attribute *a, const ds_source *source,
                            const ds_beside *beside, const char *name,
                            ds_error *err)
{
    ds_status st = DS_OK;
    const ds_entity_kind *kind = NULL;
    const ds_table *t = NULL;
    ds_dict codes = {0};
    size_t column = 0;
    DS_TRY(find_codes(a, source, name, &kind, err));
    DS_TRY(find_table(source, beside, kind, name, &t, err));
    DS_TRY(find_column(a, t, name, &column, err));
    DS_GO(ds_dict_init(&a->texts, err));
    DS_GO(source->ops->dictionary(source, kind->dictionary, &codes, err));
    DS_GO(join(a, &codes, t, column, err));
done:
    ds_dict_destroy(&codes);
    return st;
}

void ds_attribute_map(const ds_attribute *a, size_t n, const int64_t *codes,
                      int64_t *to)
{
    const int64_t *values = a->values.data;
    for (size_t i = 0; i < n; i++) to[i] = values[codes[i]];
}

void ds_attribute_destroy(ds_attribute *a)
{
    ds_dict_destroy(&a->texts);
    ds_buffer_destroy(&a->values);
    *a = (ds_attribute){0};
}
