/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/table_unite.c - see table_unite.h for the contract. */
#include "base/table_unite.h"

#include <stdio.h>
#include <string.h>

enum { KEY_SIZE = DS_DICT_MAX_BYTES + 1 };

bool ds_table_key(const ds_table *t, size_t row, size_t n_keys, char *key,
                  size_t size)
{
    size_t n = 0;
    for (size_t c = 0; c < n_keys && n < size; c++) {
        const char *apart = c > 0 ? "\x1f" : "";
        const int more = t->columns[c].type == DS_CELL_TEXT
                             ? snprintf(key + n, size - n, "%s%s", apart,
                                        ds_table_get_text(t, row, c))
                             : snprintf(key + n, size - n, "%s%lld", apart,
                                        (long long)ds_table_get(t, row, c));
        n += (size_t)more;
    }
    return n < size;
}

ds_status ds_table_index_make(ds_table_index *x, const ds_table *t,
                              size_t n_keys, size_t *repeated, ds_error *err)
{
    char key[KEY_SIZE];
    *repeated = SIZE_MAX;
    x->n_keys = n_keys;
    DS_TRY(ds_dict_init(&x->keys, err));
    DS_TRY(ds_buffer_reserve(&x->rows, (t->n_rows + 1) * sizeof(size_t), err));
    size_t *rows = x->rows.data;
    rows[0] = SIZE_MAX; /* the empty key */
    for (size_t row = 0; row < t->n_rows; row++) {
        const uint32_t before = x->keys.n;
        uint32_t code;
        if (!ds_table_key(t, row, n_keys, key, sizeof key))
            return ds_fail(err, DS_ERR_DATA, "%s: row %zu: too long", t->name,
                           row + 1);
        DS_TRY(ds_dict_code(&x->keys, key, strlen(key), &code, err));
        const bool is_new = code >= before || (code == 0 && rows[0] > row);
        if (is_new)
            rows[code] = row;
        else if (*repeated == SIZE_MAX)
            *repeated = row;
    }
    return DS_OK;
}

size_t ds_table_index_find(const ds_table_index *x, const char *key)
{
    const uint32_t code = ds_dict_find(&x->keys, key, strlen(key));
    return code == UINT32_MAX ? SIZE_MAX : ((const size_t *)x->rows.data)[code];
}

void ds_table_index_destroy(ds_table_index *x)
{
    ds_dict_destroy(&x->keys);
    ds_buffer_destroy(&x->rows);
}

/* ---- joining ------------------------------------------------------------- */

static bool has_same_columns(const ds_table *a, const ds_table *b)
{
    if (a->n_columns != b->n_columns) return false;
    for (size_t c = 0; c < a->n_columns; c++)
        if (strcmp(a->columns[c].name, b->columns[c].name) != 0 ||
            a->columns[c].type != b->columns[c].type ||
            ds_column_decimals(&a->columns[c]) !=
                ds_column_decimals(&b->columns[c]))
            return false;
    return true;
}

static bool is_same_row(const ds_table *a, size_t i, const ds_table *b,
                        size_t k)
{
    for (size_t c = 0; c < a->n_columns; c++)
        if (a->columns[c].type == DS_CELL_TEXT
                ? strcmp(ds_table_get_text(a, i, c),
                         ds_table_get_text(b, k, c)) != 0
                : ds_table_get(a, i, c) != ds_table_get(b, k, c))
            return false;
    return true;
}

static ds_status append(ds_table *into, const ds_table *from, size_t row,
                        ds_error *err)
{
    size_t to;
    DS_TRY(ds_table_add(into, &to, err));
    for (size_t c = 0; c < into->n_columns; c++)
        if (into->columns[c].type == DS_CELL_TEXT)
            DS_TRY(ds_table_set_text(into, to, c,
                                     ds_table_get_text(from, row, c), err));
        else
            ds_table_set(into, to, c, ds_table_get(from, row, c));
    return DS_OK;
}

static ds_status unite_row(ds_table *into, const ds_table *from, size_t row,
                           const ds_table_index *x, const char *const names[2],
                           ds_error *err)
{
    char key[KEY_SIZE];
    if (!ds_table_key(from, row, x->n_keys, key, sizeof key))
        return ds_fail(err, DS_ERR_DATA, "%s: table %s, row %zu: too long",
                       names[1], from->name, row + 1);
    const size_t known = ds_table_index_find(x, key);
    if (known == SIZE_MAX) return append(into, from, row, err);
    if (is_same_row(into, known, from, row)) return DS_OK;
    for (char *at = key; *at; at++)
        if (*at == '\x1f') *at = ' ';
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "table %s says one thing of '%.100s' in %s and "
                           "another in %s",
                           into->name, key, names[0], names[1]),
                   "give both files the same table: dianshu import --table %s",
                   into->name);
}

ds_status ds_table_unite(ds_table *into, const ds_table *from, size_t n_keys,
                         const char *const names[2], ds_error *err)
{
    ds_status st = DS_OK;
    ds_table_index x = {0};
    size_t repeated;
    if (!has_same_columns(into, from))
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA,
                               "table %s has other columns in %s than in %s",
                               into->name, names[0], names[1]),
                       "give both files the same table: dianshu import --table "
                       "%s",
                       into->name);
    DS_GO(ds_table_index_make(&x, into, n_keys, &repeated, err));
    for (size_t row = 0; row < from->n_rows; row++)
        DS_GO(unite_row(into, from, row, &x, names, err));
done:
    ds_table_index_destroy(&x);
    return st;
}
