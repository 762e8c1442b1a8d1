/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/mapping/mapping_tree.c - see mapping_tree.h for the contract. */
#include "io/mapping/mapping_tree.h"

#include "base/buffer.h"
#include "io/infile.h"

#include <errno.h>
#include <libdeflate.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

/* MAX_MEMBERS: looking for duplicates costs the square of it. */
enum { MAX_BYTES = 1 << 20, MAX_DEPTH = 16, MAX_MEMBERS = 20000 };

typedef struct reading {
    const char *path;
    yaml_parser_t yaml;
    yaml_event_t event; /* the present one */
    bool has_event;
    ds_error *err;
} reading;

static ds_status refuse(reading *r, const char *what)
{
    return ds_fail(r->err, DS_ERR_CONFIG, "%s:%zu: %s", r->path,
                   r->event.start_mark.line + 1, what);
}

static ds_status next_event(reading *r)
{
    if (r->has_event) yaml_event_delete(&r->event);
    r->has_event = yaml_parser_parse(&r->yaml, &r->event) != 0;
    if (r->has_event) return DS_OK;
    return ds_fail(r->err, DS_ERR_CONFIG, "%s:%zu: not valid YAML: %s", r->path,
                   r->yaml.problem_mark.line + 1,
                   r->yaml.problem ? r->yaml.problem : "unknown reason");
}

static ds_status take_text(reading *r, char **out)
{
    const char *text = (const char *)r->event.data.scalar.value;
    if (memchr(text, '\0', r->event.data.scalar.length))
        return refuse(r, "a zero byte in a text");
    *out = strdup(text);
    return *out ? DS_OK : ds_fail(r->err, DS_ERR_NOMEM, "out of memory");
}

static bool has_anchor_or_tag(const yaml_event_t *e)
{
    switch (e->type) {
    case YAML_ALIAS_EVENT:
        return true;
    case YAML_SCALAR_EVENT:
        return e->data.scalar.anchor || e->data.scalar.tag;
    case YAML_SEQUENCE_START_EVENT:
        return e->data.sequence_start.anchor || e->data.sequence_start.tag;
    case YAML_MAPPING_START_EVENT:
        return e->data.mapping_start.anchor || e->data.mapping_start.tag;
    default:
        return false;
    }
}

/* Takes the present event as the key of a new member. */
static ds_status read_key(reading *r, const ds_node *parent, ds_node *member)
{
    if (r->event.type != YAML_SCALAR_EVENT || has_anchor_or_tag(&r->event))
        return refuse(r, "a key must be a plain text");
    const char *text = (const char *)r->event.data.scalar.value;
    if (ds_node_get(parent, text))
        return ds_hint(r->err,
                       ds_fail(r->err, DS_ERR_CONFIG,
                               "%s:%zu: '%.60s' is given twice", r->path,
                               r->event.start_mark.line + 1, text),
                       "keep one of the two");
    member->line = (int)r->event.start_mark.line + 1;
    DS_TRY(take_text(r, &member->key));
    return next_event(r);
}

static ds_status read_value(reading *r, int depth, ds_node *node);

/* A member is linked when its key is known, so that a tree that failed half
 * way is freed like a whole one. */
static ds_status read_members(reading *r, int depth, ds_node *parent)
{
    ds_node **link = &parent->first;
    for (;;) {
        DS_TRY(next_event(r));
        if (r->event.type == YAML_SEQUENCE_END_EVENT ||
            r->event.type == YAML_MAPPING_END_EVENT)
            return DS_OK;
        if (parent->n_members == MAX_MEMBERS)
            return refuse(r, "more than 20,000 members");
        ds_node *member = NULL;
        DS_TRY(ds_alloc(&member, 1, sizeof *member, r->err));
        const ds_status st =
            parent->kind == DS_NODE_MAP ? read_key(r, parent, member) : DS_OK;
        *link = member;
        link = &member->next;
        parent->n_members++;
        DS_TRY(st);
        DS_TRY(read_value(r, depth + 1, member));
    }
}

/* Fills the node from the present event and those that belong to it. */
static ds_status read_value(reading *r, int depth, ds_node *node)
{
    if (has_anchor_or_tag(&r->event))
        return refuse(r, "anchors, aliases and tags are not taken");
    if (depth > MAX_DEPTH) return refuse(r, "nested too deeply");
    if (node->line == 0) node->line = (int)r->event.start_mark.line + 1;
    switch (r->event.type) {
    case YAML_SCALAR_EVENT:
        node->kind = DS_NODE_TEXT;
        return take_text(r, &node->text);
    case YAML_SEQUENCE_START_EVENT:
        node->kind = DS_NODE_LIST;
        return read_members(r, depth, node);
    case YAML_MAPPING_START_EVENT:
        node->kind = DS_NODE_MAP;
        return read_members(r, depth, node);
    default:
        return refuse(r, "a value is missing");
    }
}

static ds_status read_document(reading *r, ds_node *root)
{
    DS_TRY(next_event(r)); /* start of the stream */
    DS_TRY(next_event(r));
    if (r->event.type == YAML_STREAM_END_EVENT)
        return ds_fail(r->err, DS_ERR_CONFIG, "%s: nothing in it", r->path);
    DS_TRY(next_event(r));
    if (r->event.type != YAML_MAPPING_START_EVENT)
        return refuse(r, "expected keys with values, as in 'columns: ...'");
    DS_TRY(read_value(r, 0, root));
    DS_TRY(next_event(r)); /* end of the document */
    DS_TRY(next_event(r));
    return r->event.type == YAML_STREAM_END_EVENT
               ? DS_OK
               : refuse(r, "a second document; only one is taken");
}

static ds_status parse(const char *path, const ds_buffer *bytes, size_t n,
                       ds_node *root, ds_error *err)
{
    reading r = {.path = path, .err = err};
    if (!yaml_parser_initialize(&r.yaml))
        return ds_fail(err, DS_ERR_NOMEM, "out of memory");
    yaml_parser_set_encoding(&r.yaml, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r.yaml, bytes->data, n);
    const ds_status st = read_document(&r, root);
    if (r.has_event) yaml_event_delete(&r.event);
    yaml_parser_delete(&r.yaml);
    return st;
}

/* The whole file, up to MAX_BYTES. */
static ds_status slurp(const char *path, ds_buffer *bytes, size_t *n,
                       ds_error *err)
{
    FILE *f = fopen(path, "rb");
    if (!f) return ds_fail_read(err, path, errno);
    ds_status st = ds_buffer_reserve(bytes, MAX_BYTES + 1, err);
    if (st == DS_OK) {
        *n = fread(bytes->data, 1, MAX_BYTES + 1, f);
        if (ferror(f))
            st = ds_fail_read(err, path, errno);
        else if (*n > MAX_BYTES)
            st = ds_hint(
                err,
                ds_fail(err, DS_ERR_CONFIG, "%s is larger than 1 MiB", path),
                "a mapping is small; is this the right file?");
    }
    fclose(f);
    return st;
}

ds_status ds_tree_read(const char *path, ds_node **root, uint32_t *crc,
                       ds_error *err)
{
    ds_buffer bytes = {0};
    size_t n = 0;
    *root = NULL;
    ds_status st = slurp(path, &bytes, &n, err);
    if (st == DS_OK && crc) *crc = libdeflate_crc32(0, bytes.data, n);
    if (st == DS_OK) st = ds_alloc(root, 1, sizeof **root, err);
    if (st == DS_OK) st = parse(path, &bytes, n, *root, err);
    ds_buffer_destroy(&bytes);
    if (st == DS_OK) return DS_OK;
    if (st == DS_ERR_CONFIG && err && err->hint[0] == '\0')
        ds_hint(err, st,
                "compare the line with configs/import/sparcs2020.yaml");
    ds_tree_free(*root);
    *root = NULL;
    return st;
}

const ds_node *ds_node_get(const ds_node *map, const char *key)
{
    if (!map || map->kind != DS_NODE_MAP) return NULL;
    for (const ds_node *m = map->first; m; m = m->next)
        if (strcmp(m->key, key) == 0) return m;
    return NULL;
}

void ds_tree_free(ds_node *root)
{
    while (root) {
        ds_node *next = root->next;
        ds_tree_free(root->first); /* at most MAX_DEPTH deep */
        free(root->key);
        free(root->text);
        free(root);
        root = next;
    }
}
