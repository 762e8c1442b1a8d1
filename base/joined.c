/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/joined.c - see joined.h for the contract. */
#include "base/joined_parts.h"

#include "base/money.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Strings of a dictionary that is joined before anything is read, so that the
 * ranges of its columns are exact: arrays are as long as they say. */
enum { EARLY_STRINGS = 1 << 16 };

/* ---- dictionaries -------------------------------------------------------- */

/* Adds the strings of codes 1..high to `all`; map may be NULL. */
static ds_status unite(const ds_source *part, const ds_joined_dict *d,
                       uint64_t high, ds_dict *all, uint32_t *map,
                       ds_error *err)
{
    ds_dict own = {0};
    ds_status st = part->ops->dictionary(part, d->name, &own, err);
    for (uint64_t c = 0; st == DS_OK && c <= high && c < own.n; c++) {
        uint32_t code;
        st = ds_dict_code(all, ds_dict_text(&own, (uint32_t)c),
                          ds_dict_length(&own, (uint32_t)c), &code, err);
        if (map) map[c] = code;
    }
    ds_dict_destroy(&own);
    return st;
}

static ds_status make_maps(ds_joined *j, ds_joined_dict *d, ds_error *err)
{
    ds_dict all = {0};
    ds_status st = DS_OK;
    DS_GO(ds_dict_init(&all, err));
    for (size_t p = 0; p < j->n; p++) {
        if (!d->maps[p])
            DS_GO(ds_alloc(&d->maps[p], (size_t)d->highs[p] + 1,
                           sizeof(uint32_t), err));
        DS_GO(unite(j->parts[p], d, d->highs[p], &all, d->maps[p], err));
    }
    d->is_joined = true;
done:
    ds_dict_destroy(&all);
    return st;
}

ds_status ds_joined_map(ds_joined *j, ds_joined_dict *d, ds_error *err)
{
    pthread_mutex_lock(&j->lock);
    const ds_status st = d->is_joined ? DS_OK : make_maps(j, d, err);
    pthread_mutex_unlock(&j->lock);
    return st;
}

static ds_joined_dict *dict_named(const ds_joined *j, const char *name)
{
    for (size_t i = 0; i < j->n_dicts; i++)
        if (strcmp(j->dicts[i].name, name) == 0) return &j->dicts[i];
    return NULL;
}

static ds_status dictionary(const ds_source *s, const char *name, ds_dict *out,
                            ds_error *err)
{
    const ds_joined *j = (const ds_joined *)s;
    const ds_joined_dict *d = dict_named(j, name);
    if (!d)
        return ds_fail(err, DS_ERR_FORMAT, "%s: no dictionary '%s'", s->name,
                       name);
    ds_status st = ds_dict_init(out, err);
    for (size_t p = 0; st == DS_OK && p < j->n; p++)
        st = unite(j->parts[p], d, d->highs[p], out, NULL, err);
    if (st != DS_OK) ds_dict_destroy(out);
    return st;
}

/* The strings of one part, by the joined codes. */
typedef struct part_strings {
    const ds_strings *to;
    const uint32_t *map;
    uint64_t high;
} part_strings;

static ds_status take_of_part(void *ctx, uint32_t code, const char *text,
                              size_t n, ds_error *err)
{
    const part_strings *p = ctx;
    if (code > p->high) return DS_OK; /* no record has it */
    return p->to->take(p->to->ctx, p->map[code], text, n, err);
}

static ds_status strings(const ds_source *s, const char *name,
                         const ds_strings *to, ds_error *err)
{
    ds_joined *j = (ds_joined *)(uintptr_t)s; /* its first member */
    ds_joined_dict *d = dict_named(j, name);
    if (!d)
        return ds_fail(err, DS_ERR_FORMAT, "%s: no dictionary '%s'", s->name,
                       name);
    DS_TRY(ds_joined_map(j, d, err));
    for (size_t p = 0; p < j->n; p++) {
        part_strings part = {to, d->maps[p], d->highs[p]};
        const ds_strings of_part = {&part, take_of_part};
        DS_TRY(j->parts[p]->ops->strings(j->parts[p], name, &of_part, err));
    }
    return DS_OK;
}

/* ---- columns ------------------------------------------------------------- */

static const char *lacking(const ds_source *s, const char *column)
{
    const ds_joined *j = (const ds_joined *)s;
    const char *without = NULL;
    size_t n_with = 0;
    for (size_t p = 0; p < j->n; p++) {
        if (ds_source_find(j->parts[p], column) >= 0)
            n_with++;
        else if (!without)
            without = j->parts[p]->name;
    }
    return n_with > 0 ? without : NULL;
}

static ds_status check_kind(const ds_source *a, const ds_source_column *x,
                            const ds_source *b, const ds_source_column *y,
                            ds_error *err)
{
    if (x->kind == y->kind && strcmp(x->dictionary, y->dictionary) == 0)
        return DS_OK;
    const bool is_kind = x->kind != y->kind;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_FORMAT,
                           "column %s is not the same in %s and %s: %s",
                           x->name, a->name, b->name,
                           is_kind
                               ? "of another kind"
                               : "codes of another dictionary, or no codes"),
                   "import both with the same mapping");
}

/* Takes the i-th column of the first part where all parts have it. */
static ds_status take_column(ds_joined *j, size_t i, ds_error *err)
{
    const ds_source_column *first = &j->parts[0]->columns[i];
    const size_t c = j->source.n_columns;
    ds_source_column *to = &j->columns[c];
    *to = *first;
    for (size_t p = 0; p < j->n; p++) {
        const int number = ds_source_find(j->parts[p], first->name);
        if (number < 0) return DS_OK;
        const ds_source_column *from = &j->parts[p]->columns[number];
        DS_TRY(check_kind(j->parts[0], first, j->parts[p], from, err));
        j->numbers[c * j->n + p] = (size_t)number;
        if (from->low < to->low) to->low = from->low;
        if (from->high > to->high) to->high = from->high;
        if (from->width > to->width) to->width = from->width;
        to->is_nullable |= from->is_nullable;
    }
    j->source.n_columns++;
    return DS_OK;
}

static ds_status add_dict(ds_joined *j, size_t c, ds_error *err)
{
    const char *name = j->columns[c].dictionary;
    ds_joined_dict *d = dict_named(j, name);
    j->dict_of[c] = -1;
    if (name[0] == '\0') return DS_OK;
    if (!d) {
        d = &j->dicts[j->n_dicts++];
        snprintf(d->name, sizeof d->name, "%s", name);
        DS_TRY(ds_alloc(&d->highs, j->n, sizeof *d->highs, err));
        DS_TRY(ds_alloc(&d->maps, j->n, sizeof *d->maps, err));
    }
    for (size_t p = 0; p < j->n; p++) {
        const int64_t high =
            j->parts[p]->columns[j->numbers[c * j->n + p]].high;
        if (high > (int64_t)d->highs[p]) d->highs[p] = (uint64_t)high;
    }
    j->dict_of[c] = (int)(d - j->dicts);
    return DS_OK;
}

static int64_t highest_code(const ds_joined *j, size_t c,
                            const ds_joined_dict *d)
{
    uint32_t highest = 0;
    for (size_t p = 0; p < j->n; p++) {
        const ds_source_column *from =
            &j->parts[p]->columns[j->numbers[c * j->n + p]];
        for (int64_t code = from->low; code <= from->high; code++)
            if (d->maps[p][code] > highest) highest = d->maps[p][code];
    }
    return highest;
}

/* The range of a column of codes. */
static ds_status find_range(ds_joined *j, size_t c, ds_error *err)
{
    uint64_t most = 0;
    if (j->dict_of[c] < 0) return DS_OK;
    ds_joined_dict *d = &j->dicts[j->dict_of[c]];
    for (size_t p = 0; p < j->n; p++) most += d->highs[p];
    j->columns[c].low = 0;
    if (most < EARLY_STRINGS) {
        DS_TRY(ds_joined_map(j, d, err));
        most = (uint64_t)highest_code(j, c, d);
    }
    j->columns[c].high = (int64_t)most;
    return DS_OK;
}

static ds_status join_columns(ds_joined *j, ds_error *err)
{
    const size_t n = j->parts[0]->n_columns;
    DS_TRY(ds_alloc(&j->columns, n, sizeof *j->columns, err));
    DS_TRY(ds_alloc(&j->numbers, n * j->n, sizeof *j->numbers, err));
    DS_TRY(ds_alloc(&j->dict_of, n, sizeof *j->dict_of, err));
    DS_TRY(ds_alloc(&j->dicts, n, sizeof *j->dicts, err));
    for (size_t i = 0; i < n; i++) DS_TRY(take_column(j, i, err));
    for (size_t c = 0; c < j->source.n_columns; c++)
        DS_TRY(add_dict(j, c, err));
    for (size_t c = 0; c < j->source.n_columns; c++)
        DS_TRY(find_range(j, c, err));
    j->source.columns = j->columns;
    return DS_OK;
}

/* ---- all of it ----------------------------------------------------------- */

static ds_status join_rows(ds_joined *j, size_t n,
                           const ds_source *const *parts, ds_error *err)
{
    j->n = n;
    DS_TRY(ds_alloc(&j->parts, n, sizeof(const ds_source *), err));
    DS_TRY(ds_alloc(&j->starts, n + 1, sizeof *j->starts, err));
    for (size_t p = 0; p < n; p++) {
        j->parts[p] = parts[p];
        j->starts[p + 1] = j->starts[p] + parts[p]->n_rows;
    }
    const uint64_t rows = j->starts[n];
    j->source.n_rows = rows;
    j->source.block_rows =
        rows > 0 && rows < DS_BLOCK_ROWS ? rows : DS_BLOCK_ROWS;
    if (n == 1)
        snprintf(j->name, sizeof j->name, "%s", parts[0]->name);
    else
        snprintf(j->name, sizeof j->name, "%.400s and %zu more", parts[0]->name,
                 n - 1);
    j->source.name = j->name;
    return DS_OK;
}

ds_status ds_joined_new(size_t n, const ds_source *const *parts,
                        ds_joined **out, ds_error *err)
{
    static const ds_source_ops ops = {ds_joined_reader_new,
                                      ds_joined_load,
                                      ds_joined_fill,
                                      ds_joined_fill_narrow,
                                      ds_joined_reader_free,
                                      dictionary,
                                      lacking,
                                      strings};
    ds_joined *j = NULL;
    *out = NULL;
    DS_TRY(ds_alloc(&j, 1, sizeof *j, err));
    pthread_mutex_init(&j->lock, NULL);
    j->source.ops = &ops;
    ds_status st = join_rows(j, n, parts, err);
    if (st == DS_OK) st = join_columns(j, err);
    if (st == DS_OK)
        *out = j;
    else
        ds_joined_free(j);
    return st;
}

const ds_source *ds_joined_source(const ds_joined *j) { return &j->source; }

const char *ds_joined_left_out(const ds_joined *j, size_t i, const char **part)
{
    for (size_t p = 0; p < j->n; p++)
        for (size_t c = 0; c < j->parts[p]->n_columns; c++) {
            const char *name = j->parts[p]->columns[c].name;
            bool is_new = ds_source_find(&j->source, name) < 0;
            for (size_t q = 0; q < p && is_new; q++)
                is_new = ds_source_find(j->parts[q], name) < 0;
            if (!is_new || i-- > 0) continue;
            *part = lacking(&j->source, name);
            return name;
        }
    return NULL;
}

void ds_joined_free(ds_joined *j)
{
    if (!j) return;
    for (size_t i = 0; i < j->n_dicts; i++) {
        for (size_t p = 0; j->dicts[i].maps && p < j->n; p++)
            free(j->dicts[i].maps[p]);
        free(j->dicts[i].maps);
        free(j->dicts[i].highs);
    }
    pthread_mutex_destroy(&j->lock);
    free(j->dicts);
    free(j->dict_of);
    free(j->numbers);
    free(j->columns);
    free(j->starts);
    free(j->parts);
    free(j);
}
