/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/mapping/mapping_column.c - see mapping_column.h for the contract. */
#include "io/mapping/mapping_column.h"

#include "base/keys.h"
#include "base/money.h"
#include "io/mapping/mapping_keys.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- messages -------------------------------------------------------------
 */

ds_status ds_map_fail(const ds_mapping *m, const ds_node *node, ds_error *err,
                      const char *fmt, ...)
{
    char text[512];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CONFIG, "%s:%d: %s%s%s", m->path,
                           node->line, node->key ? node->key : "",
                           node->key ? ": " : "", text),
                   "docs/formats.md, 'Mapping files', says what goes there");
}

const char *ds_map_nearest(const char *name, size_t n, const char *const *names)
{
    ds_key *rows = calloc(n + 1, sizeof *rows);
    if (!rows) return NULL; /* only a hint is lost */
    for (size_t i = 0; i < n; i++) rows[i].name = names[i];
    const ds_keys keys = {"name", rows, n, NULL};
    const char *nearest = ds_keys_nearest(&keys, name);
    free(rows);
    return nearest;
}

ds_status ds_map_yes_no(const ds_mapping *m, const ds_node *node, bool *out,
                        ds_error *err)
{
    const char *text = node->text ? node->text : "";
    *out = strcmp(text, "yes") == 0 || strcmp(text, "true") == 0;
    if (*out || strcmp(text, "no") == 0 || strcmp(text, "false") == 0)
        return DS_OK;
    return ds_map_fail(m, node, err, "expected yes or no");
}

/* ---- what a column is -----------------------------------------------------
 */

static void set_defaults(ds_map_column *c)
{
    const ds_kind kind = c->is.kind;
    const bool must_be = kind == DS_KIND_FEN || kind == DS_KIND_POINTS ||
                         kind == DS_KIND_ID || kind == DS_KIND_MONTH;
    c->is.width = 8;
    c->is_text = kind == DS_KIND_CODE;
    c->decimals = kind == DS_KIND_FEN      ? DS_FEN_DECIMALS
                  : kind == DS_KIND_POINTS ? DS_POINT_DECIMALS
                                           : 0;
    c->date = kind == DS_KIND_MONTH ? "%Y-%m" : "%Y-%m-%d";
    c->empty =
        must_be && !c->is.is_nullable ? DS_EMPTY_REJECT : DS_EMPTY_MISSING;
}

static void set_known(ds_map_column *c, const ds_claim_column *known)
{
    c->is = (ds_source_column){.kind = known->kind,
                               .low = known->low,
                               .high = known->high,
                               .is_nullable = known->is_nullable};
    snprintf(c->is.name, sizeof c->is.name, "%s", known->name);
    if (known->kind == DS_KIND_CODE)
        snprintf(c->is.dictionary, sizeof c->is.dictionary, "%s",
                 known->dictionary);
    c->names = known->names;
    set_defaults(c);
}

/* Columns of the user's own, by `kind`. */
static const struct {
    const char *name;
    ds_kind kind;
    int64_t low, high;
    bool is_nullable;
} own_kinds[] = {
    {"code",   DS_KIND_CODE,   0,           UINT32_MAX,   false},
    {"count",  DS_KIND_COUNT,  -DS_MAX_FEN, DS_MAX_FEN,   true },
    {"fen",    DS_KIND_FEN,    -DS_MAX_FEN, DS_MAX_FEN,   false},
    {"points", DS_KIND_POINTS, -DS_MAX_FEN, DS_MAX_FEN,   false},
    {"day",    DS_KIND_DAY,    -36524,      73048,        true },
    {"month",  DS_KIND_MONTH,  0,           DS_MAX_MONTH, true },
};

static ds_status fail_unknown(const ds_mapping *m, const ds_node *node,
                              ds_error *err)
{
    const char **names = calloc(ds_n_claim_columns, sizeof *names);
    if (!names) return ds_fail(err, DS_ERR_NOMEM, "out of memory");
    for (size_t i = 0; i < ds_n_claim_columns; i++)
        names[i] = ds_claim_columns[i].name;
    const char *nearest = ds_map_nearest(node->key, ds_n_claim_columns, names);
    free(names);
    const ds_status st = ds_map_fail(m, node, err, "no such claim column");
    return ds_hint(err, st,
                   "%s%s%skind: code (or count, fen, points, day, "
                   "month) makes a column of your own; `dianshu columns` lists "
                   "the known ones",
                   nearest ? "did you mean '" : "", nearest ? nearest : "",
                   nearest ? "'? " : "");
}

static ds_status set_own(const ds_mapping *m, const ds_node *node,
                         ds_map_column *c, ds_error *err)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
    const ds_node *kind = ds_node_get(node, "kind");
    const size_t n = strlen(node->key);
    if (!kind) return fail_unknown(m, node, err);
    if (n >= sizeof c->is.name || strspn(node->key, letters) != n ||
        node->key[0] < 'a')
        return ds_map_fail(m, node, err,
                           "a column's name is up to %zu of a-z, 0-9 and _, "
                           "first a letter",
                           sizeof c->is.name - 1);
    for (size_t i = 0; i < DS_COUNT(own_kinds); i++) {
        if (!kind->text || strcmp(kind->text, own_kinds[i].name) != 0) continue;
        c->is = (ds_source_column){.kind = own_kinds[i].kind,
                                   .low = own_kinds[i].low,
                                   .high = own_kinds[i].high,
                                   .is_nullable = own_kinds[i].is_nullable};
        memcpy(c->is.name, node->key, n + 1);
        if (c->is.kind == DS_KIND_CODE)
            memcpy(c->is.dictionary, node->key, n + 1);
        set_defaults(c);
        return DS_OK;
    }
    return ds_map_fail(m, kind, err,
                       "expected one of code, count, fen, points, day, month");
}

void ds_map_column_derive(const char *name, ds_map_from from, size_t day_column,
                          ds_map_column *c)
{
    set_known(c, ds_claim_column_find(name));
    c->from = from;
    c->day_column = day_column;
}

/* ---- its keys -------------------------------------------------------------
 */

static ds_status check_key(const ds_mapping *m, const ds_node *node,
                           ds_error *err)
{
    const char *names[32];
    for (size_t i = 0; i < ds_n_map_keys; i++) {
        names[i] = ds_map_keys[i].name;
        if (strcmp(names[i], node->key) == 0) return DS_OK;
    }
    const char *nearest = ds_map_nearest(node->key, ds_n_map_keys, names);
    const ds_status st = ds_map_fail(m, node, err, "no such key of a column");
    return nearest ? ds_hint(err, st, "did you mean '%s'?", nearest)
                   : ds_hint(err, st, "docs/formats.md lists the keys");
}

static ds_status check_keys(const ds_mapping *m, const ds_node *node,
                            ds_error *err)
{
    int n_sources = 0;
    for (const ds_node *key = node->first; key; key = key->next)
        DS_TRY(check_key(m, key, err));
    for (size_t i = 0; i < DS_MAP_SOURCES; i++)
        n_sources += ds_node_get(node, ds_map_keys[i].name) != NULL;
    if (n_sources == 1) return DS_OK;
    return ds_map_fail(
        m, node, err,
        n_sources == 0 ? "needs one of column, concat, set, sum, value, from"
                       : "takes only one of column, concat, set, sum, "
                         "value, from");
}

static ds_status take_keys(const ds_map_reading *r, const ds_node *node)
{
    for (size_t i = 0; i < ds_n_map_keys; i++) {
        const ds_map_key *key = &ds_map_keys[i];
        const ds_node *value = ds_node_get(node, key->name);
        if (!value || !key->take) continue;
        const bool fits_kind = key->kinds >> r->c->is.kind & 1u;
        if (!fits_kind || !(key->froms >> r->c->from & 1u))
            return ds_map_fail(r->m, value, r->err, "has no meaning %s",
                               fits_kind ? "with this kind of source"
                                         : "for this kind of column");
        DS_TRY(key->take(r, value));
    }
    return DS_OK;
}

ds_status ds_map_column_read(const ds_mapping *m, const ds_node *node,
                             ds_map_column *c, ds_error *err)
{
    const ds_claim_column *known = ds_claim_column_find(node->key);
    const ds_node *kind = ds_node_get(node, "kind");
    if (node->kind != DS_NODE_MAP)
        return ds_hint(
            err,
            ds_map_fail(m, node, err, "expected {column: NAME} or the like"),
            "{column: x} is a field, {value: x} the same in every "
            "row, {concat: \"${x}-${y}\"} fields joined");
    if (known && kind)
        return ds_map_fail(m, kind, err,
                           "'%s' is a known column: leave its "
                           "kind out",
                           known->name);
    if (known)
        set_known(c, known);
    else
        DS_TRY(set_own(m, node, c, err));
    c->line = node->line;
    DS_TRY(check_keys(m, node, err));
    const ds_map_reading r = {m, c, err};
    DS_TRY(take_keys(&r, node));
    if (c->is.kind == DS_KIND_ID && c->from == DS_MAP_CONCAT && !c->is_text)
        return ds_hint(err,
                       ds_map_fail(m, node, err, "joined texts are no number"),
                       "add as: text");
    return DS_OK;
}

void ds_map_column_destroy(ds_map_column *c)
{
    for (size_t i = 0; i < c->n_parts; i++) free(c->parts[i].text);
    free(c->parts);
    ds_dict_destroy(&c->values.from);
    free(c->values.numbers);
    free(c->values.texts);
    *c = (ds_map_column){0};
}
