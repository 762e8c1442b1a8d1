/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/source.c - what every source has, and the source over arrays. */
#include "base/source.h"

#include "base/money.h"

#include <stdlib.h>
#include <string.h>

size_t ds_source_blocks(const ds_source *s)
{
    return (size_t)((s->n_rows + s->block_rows - 1) / s->block_rows);
}

uint64_t ds_source_scale(const ds_source *s)
{
    return s->whole_rows > 0 ? s->whole_rows : s->n_rows;
}

size_t ds_source_block_rows(const ds_source *s, size_t b)
{
    const uint64_t first = b * s->block_rows, rest = s->n_rows - first;
    return (size_t)(rest < s->block_rows ? rest : s->block_rows);
}

bool ds_source_is_narrow(const ds_source *s, size_t column)
{
    const ds_source_column *c = &s->columns[column];
    return c->low > DS_NARROW_MISSING && c->high <= INT32_MAX;
}

int ds_source_find(const ds_source *s, const char *name)
{
    for (size_t c = 0; c < s->n_columns; c++)
        if (strcmp(s->columns[c].name, name) == 0) return (int)c;
    return -1;
}

const char *ds_source_lacking(const ds_source *s, const char *name)
{
    const char *part = s->ops->lacking ? s->ops->lacking(s, name) : NULL;
    return part ? part : s->name;
}

ds_status ds_source_need(const ds_source *s, const char *name, const char *user,
                         size_t *column, ds_error *err)
{
    const int found = ds_source_find(s, name);
    if (found < 0)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_FORMAT,
                               "%s: no column '%s', which %s needs",
                               ds_source_lacking(s, name), name, user),
                       "import it, or see 'dianshu info' for what there is");
    *column = (size_t)found;
    return DS_OK;
}

struct ds_reader {
    const ds_array_source *source;
    size_t n_columns;
    uint64_t first_row;
    size_t columns[];
};

static ds_status array_reader_new(const ds_source *s, size_t n,
                                  const size_t *columns, ds_reader **out,
                                  ds_error *err)
{
    ds_reader *r;
    DS_TRY(ds_alloc(&r, 1, sizeof *r + n * sizeof *columns, err));
    r->source = (const ds_array_source *)s;
    r->n_columns = n;
    if (n > 0) memcpy(r->columns, columns, n * sizeof *columns);
    *out = r;
    return DS_OK;
}

static ds_status array_load(ds_reader *r, size_t block, ds_error *err)
{
    (void)err;
    r->first_row = block * r->source->base.block_rows;
    return DS_OK;
}

/* Rows [first, first + n) of the loaded block, checked. */
static ds_status array_rows(const ds_reader *r, size_t c, size_t first,
                            size_t n, const int64_t **rows, ds_error *err)
{
    const ds_source *s = &r->source->base;
    const ds_source_column *column = &s->columns[r->columns[c]];
    const int64_t *from =
        r->source->values[r->columns[c]] + r->first_row + first;
    for (size_t i = 0; i < n; i++) {
        const int64_t v = from[i];
        if (v == DS_MISSING ? !column->is_nullable
                            : v < column->low || v > column->high)
            return ds_fail(err, DS_ERR_DATA,
                           "%s: row %llu, column %s is out of range", s->name,
                           (unsigned long long)(r->first_row + first + i + 1),
                           column->name);
    }
    *rows = from;
    return DS_OK;
}

static ds_status array_fill(ds_reader *r, size_t first, size_t n,
                            int64_t *const *lane, ds_error *err)
{
    for (size_t c = 0; c < r->n_columns; c++) {
        const int64_t *rows;
        DS_TRY(array_rows(r, c, first, n, &rows, err));
        memcpy(lane[c], rows, n * sizeof *rows);
    }
    return DS_OK;
}

static ds_status array_fill_narrow(ds_reader *r, size_t first, size_t n,
                                   int32_t *const *lane, ds_error *err)
{
    for (size_t c = 0; c < r->n_columns; c++) {
        const int64_t *rows;
        DS_TRY(array_rows(r, c, first, n, &rows, err));
        for (size_t i = 0; i < n; i++)
            lane[c][i] =
                rows[i] == DS_MISSING ? DS_NARROW_MISSING : (int32_t)rows[i];
    }
    return DS_OK;
}

static void array_reader_free(ds_reader *r) { free(r); }

static ds_status array_dictionary(const ds_source *s, const char *name,
                                  ds_dict *out, ds_error *err)
{
    const ds_array_source *a = (const ds_array_source *)s;
    for (size_t c = 0; c < s->n_columns; c++) {
        const ds_dict *dict = a->dicts ? a->dicts[c] : NULL;
        if (!dict || strcmp(s->columns[c].dictionary, name) != 0) continue;
        uint32_t code;
        DS_TRY(ds_dict_init(out, err));
        for (uint32_t i = 1; i < dict->n; i++)
            DS_TRY(ds_dict_code(out, ds_dict_text(dict, i),
                                ds_dict_length(dict, i), &code, err));
        return DS_OK;
    }
    return ds_fail(err, DS_ERR_FORMAT, "%s: no dictionary '%s'", s->name, name);
}

static ds_status array_strings(const ds_source *s, const char *name,
                               const ds_strings *to, ds_error *err)
{
    ds_dict d = {0};
    ds_status st = DS_OK;
    DS_TRY(array_dictionary(s, name, &d, err));
    for (uint32_t i = 0; st == DS_OK && i < d.n; i++)
        st = to->take(to->ctx, i, ds_dict_text(&d, i), ds_dict_length(&d, i),
                      err);
    ds_dict_destroy(&d);
    return st;
}

void ds_array_source_init(ds_array_source *s, uint64_t n_rows,
                          uint64_t block_rows, size_t n_columns,
                          const ds_source_column *columns,
                          const int64_t *const *values,
                          const ds_dict *const *dicts)
{
    static const ds_source_ops ops = {
        array_reader_new,  array_load,       array_fill, array_fill_narrow,
        array_reader_free, array_dictionary, NULL,       array_strings};
    s->base =
        (ds_source){&ops, "array", n_rows, block_rows, n_columns, columns};
    s->values = values;
    s->dicts = dicts;
}
