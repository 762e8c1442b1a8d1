/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/mapping/mapping.c - see mapping.h for the contract. */
#include "io/mapping/mapping.h"

#include "base/buffer.h"
#include "base/decimal.h"
#include "io/mapping/mapping_column.h"

#include <stdlib.h>
#include <string.h>

/* ---- the top of the file --------------------------------------------------
 */

/* Fails where the node is no map or has other members than names[0..n). */
static ds_status check_members(const ds_mapping *m, const ds_node *node,
                               const char *const *names, size_t n,
                               ds_error *err)
{
    if (node->kind != DS_NODE_MAP)
        return ds_map_fail(m, node, err, "expected keys with values");
    for (const ds_node *each = node->first; each; each = each->next) {
        size_t i = 0;
        while (i < n && strcmp(names[i], each->key) != 0) i++;
        if (i < n) continue;
        const char *nearest = ds_map_nearest(each->key, n, names);
        return ds_hint(err, ds_map_fail(m, each, err, "no such key"),
                       nearest ? "did you mean '%s'?" : "keys are %s, ...",
                       nearest ? nearest : names[0]);
    }
    return DS_OK;
}

static ds_status read_delimiter(ds_mapping *m, const ds_node *node,
                                ds_error *err)
{
    const char *text = node->text ? node->text : "";
    if (strcmp(text, "tab") == 0) text = "\t";
    m->delimiter = text[0];
    if (text[0] != '\0' && text[1] == '\0' && strchr(",;\t|", text[0]))
        return DS_OK;
    return ds_map_fail(m, node, err, "expected one of \",\" \";\" tab \"|\"");
}

static ds_status read_encoding(ds_mapping *m, const ds_node *node,
                               ds_error *err)
{
    const int found = node->text ? ds_encoding_find(node->text) : -1;
    if (found < 0)
        return ds_hint(err, ds_map_fail(m, node, err, "unknown encoding"),
                       "utf-8 or gb18030 (which takes GBK and GB2312 too); "
                       "convert others first");
    m->encoding = (ds_encoding)found;
    return DS_OK;
}

static ds_status read_header(ds_mapping *m, const ds_node *node, ds_error *err)
{
    int64_t n = -1;
    const char *text = node->text ? node->text : "";
    if (ds_decimal_parse(text, strlen(text), 0, &n) != DS_DECIMAL_OK || n < 0 ||
        n > 100)
        return ds_map_fail(m, node, err,
                           "expected the row of the field names, 1 to 100, or "
                           "0 for none");
    m->header = (int)n;
    return DS_OK;
}

static ds_status check_texts(const ds_mapping *m, const ds_node *node,
                             const char *example, ds_error *err)
{
    if (node->kind != DS_NODE_LIST)
        return ds_map_fail(m, node, err, "expected a list of texts, like %s",
                           example);
    for (const ds_node *each = node->first; each; each = each->next)
        if (each->kind != DS_NODE_TEXT)
            return ds_map_fail(m, each, err, "expected a text");
    return DS_OK;
}

static ds_status read_footer(ds_mapping *m, const ds_node *node, ds_error *err)
{
    DS_TRY(check_texts(m, node, "[合计, 总计]", err));
    for (const ds_node *each = node->first; each; each = each->next)
        if (each->text[0] == '\0')
            return ds_map_fail(m, each, err, "expected a text");
    m->footer = node;
    return DS_OK;
}

static ds_status read_format(ds_mapping *m, const ds_node *format,
                             ds_error *err)
{
    static const char *const names[] = {"delimiter", "encoding", "header",
                                        "trim",      "missing",  "clean",
                                        "footer"};
    if (!format) return DS_OK;
    DS_TRY(check_members(m, format, names, DS_COUNT(names), err));
    const ds_node *node;
    if ((node = ds_node_get(format, "delimiter")))
        DS_TRY(read_delimiter(m, node, err));
    if ((node = ds_node_get(format, "encoding")))
        DS_TRY(read_encoding(m, node, err));
    if ((node = ds_node_get(format, "header")))
        DS_TRY(read_header(m, node, err));
    if ((node = ds_node_get(format, "trim")))
        DS_TRY(ds_map_yes_no(m, node, &m->trims, err));
    if ((node = ds_node_get(format, "missing")))
        DS_TRY(check_texts(m, node, "[NA, \"-\"]", err));
    if ((node = ds_node_get(format, "clean")))
        DS_TRY(ds_map_yes_no(m, node, &m->cleans, err));
    if ((node = ds_node_get(format, "footer")))
        DS_TRY(read_footer(m, node, err));
    if (m->delimiter == '|' && m->encoding == DS_ENCODING_GB18030)
        return ds_hint(
            err,
            ds_map_fail(m, format, err, "'|' occurs inside GB18030 characters"),
            "convert the input to UTF-8 first");
    return DS_OK;
}

static ds_status read_unique(ds_mapping *m, const ds_node *node, ds_error *err)
{
    const char *text = node->text ? node->text : "";
    m->is_unique = strcmp(text, "claim") == 0;
    return m->is_unique || strcmp(text, "no") == 0
               ? DS_OK
               : ds_map_fail(m, node, err, "expected claim or no");
}

static ds_status read_checks(ds_mapping *m, const ds_node *checks,
                             ds_error *err)
{
    static const char *const names[] = {"payers", "classes", "unique"};
    if (!checks) return DS_OK;
    DS_TRY(check_members(m, checks, names, DS_COUNT(names), err));
    const ds_node *node;
    if ((node = ds_node_get(checks, "payers")))
        DS_TRY(ds_map_yes_no(m, node, &m->checks_payers, err));
    if ((node = ds_node_get(checks, "classes")))
        DS_TRY(ds_map_yes_no(m, node, &m->checks_classes, err));
    if ((node = ds_node_get(checks, "unique")))
        DS_TRY(read_unique(m, node, err));
    return DS_OK;
}

/* ---- the columns ----------------------------------------------------------
 */

static ds_status read_columns(ds_mapping *m, const ds_node *columns,
                              ds_error *err)
{
    const ds_node *format = ds_node_get(m->tree, "format");
    if (!columns || columns->kind != DS_NODE_MAP || columns->n_members == 0)
        return ds_hint(
            err, ds_fail(err, DS_ERR_CONFIG, "%s: no columns: in it", m->path),
            "columns: {hospital: {column: NAME}, ...}");
    /* two more may be derived */
    DS_TRY(
        ds_alloc(&m->columns, columns->n_members + 2, sizeof *m->columns, err));
    for (const ds_node *node = columns->first; node; node = node->next) {
        ds_map_column *c = &m->columns[m->n_columns++];
        c->cleans = m->cleans;
        DS_TRY(ds_map_column_read(m, node, c, err));
        if (!c->missing) c->missing = ds_node_get(format, "missing");
    }
    return DS_OK;
}

const ds_map_column *ds_mapping_find(const ds_mapping *m, const char *name)
{
    for (size_t i = 0; i < m->n_columns; i++)
        if (strcmp(m->columns[i].is.name, name) == 0) return &m->columns[i];
    return NULL;
}

static void derive_columns(ds_mapping *m)
{
    if (!ds_mapping_find(m, "claim"))
        ds_map_column_derive("claim", DS_MAP_ROW, 0,
                             &m->columns[m->n_columns++]);
    if (!ds_mapping_find(m, "month") && ds_mapping_find(m, "discharge_day"))
        ds_map_column_derive("month", DS_MAP_DAY, 0,
                             &m->columns[m->n_columns++]);
}

/* The place of a column: that of ds_claim_columns, then that of the file. */
static size_t rank(const ds_map_column *c)
{
    const ds_claim_column *known = ds_claim_column_find(c->is.name);
    return known ? (size_t)(known - ds_claim_columns)
                 : ds_n_claim_columns + (size_t)c->line;
}

static int by_rank(const void *a, const void *b)
{
    const size_t left = rank(a), right = rank(b);
    return (left > right) - (left < right);
}

/* Which day each month comes from. */
static ds_status find_days(ds_mapping *m, ds_error *err)
{
    const ds_node *columns = ds_node_get(m->tree, "columns");
    for (size_t i = 0; i < m->n_columns; i++) {
        ds_map_column *c = &m->columns[i];
        if (c->from != DS_MAP_DAY) continue;
        const ds_node *from =
            ds_node_get(ds_node_get(columns, c->is.name), "from");
        const ds_map_column *day =
            ds_mapping_find(m, from ? from->text : "discharge_day");
        if (!day || day->is.kind != DS_KIND_DAY)
            return ds_map_fail(m, from ? from : columns, err,
                               "expected a day column that is mapped");
        c->day_column = (size_t)(day - m->columns);
    }
    return DS_OK;
}

static bool has_all(const ds_mapping *m, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!ds_mapping_find(m, names[i])) return false;
    return true;
}

static void settle_checks(ds_mapping *m)
{
    static const char *const payers[] = {"total_fen",   "pool_fen",
                                         "large_fen",   "aid_fen",
                                         "account_fen", "cash_fen"};
    static const char *const classes[] = {"total_fen", "drug_fen", "herb_fen",
                                          "service_fen"};
    m->checks_payers &= has_all(m, payers, DS_COUNT(payers));
    m->checks_classes &= has_all(m, classes, DS_COUNT(classes));
}

static ds_status read_tree(ds_mapping *m, ds_error *err)
{
    static const char *const names[] = {"columns", "format", "checks"};
    DS_TRY(ds_tree_read(m->path, &m->tree, &m->crc, err));
    DS_TRY(check_members(m, m->tree, names, DS_COUNT(names), err));
    DS_TRY(read_format(m, ds_node_get(m->tree, "format"), err));
    DS_TRY(read_checks(m, ds_node_get(m->tree, "checks"), err));
    DS_TRY(read_columns(m, ds_node_get(m->tree, "columns"), err));
    derive_columns(m);
    qsort(m->columns, m->n_columns, sizeof *m->columns, by_rank);
    settle_checks(m);
    m->columns[0].is_unique |= m->is_unique; /* the claim is the first */
    return find_days(m, err);
}

ds_status ds_mapping_read(const char *path, ds_mapping *m, ds_error *err)
{
    *m = (ds_mapping){.delimiter = ',',
                      .encoding = DS_ENCODING_UTF8,
                      .header = 1,
                      .trims = true,
                      .checks_payers = true,
                      .checks_classes = true};
    m->path = strdup(path);
    return m->path ? read_tree(m, err)
                   : ds_fail(err, DS_ERR_NOMEM, "out of memory");
}

void ds_mapping_destroy(ds_mapping *m)
{
    for (size_t i = 0; i < m->n_columns; i++)
        ds_map_column_destroy(&m->columns[i]);
    free(m->columns);
    ds_tree_free(m->tree);
    free(m->path);
    *m = (ds_mapping){0};
}
