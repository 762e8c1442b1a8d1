/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/mapping/mapping_tree.h - a small YAML file as a tree that knows its lines,
 * for files whose keys the user invents (mappings); files of known keys are
 * read by config.h. */
#ifndef DS_MAPPING_TREE_H
#define DS_MAPPING_TREE_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

typedef enum ds_node_kind {
    DS_NODE_TEXT,
    DS_NODE_LIST,
    DS_NODE_MAP
} ds_node_kind;

/** A scalar, a list, or a map whose members have keys. */
typedef struct ds_node {
    ds_node_kind kind;
    int line;         /**< of the key, or of the value where it has none */
    char *key;        /**< in a map, else NULL */
    char *text;       /**< TEXT, else NULL */
    size_t n_members; /**< LIST, MAP */
    struct ds_node *first, *next; /**< first member, next of the same parent */
} ds_node;

/** Reads the file; free with ds_tree_free. Refused, naming file and line:
 * duplicate keys, anchors, aliases, tags, several documents, keys that are no
 * text, over 1 MiB, over 16 levels, over 20,000 members of one. *crc (may be
 * NULL) receives the CRC-32 of the file's bytes. The root is a MAP. */
DS_MUST_USE ds_status ds_tree_read(const char *path, ds_node **root,
                                   uint32_t *crc, ds_error *err);

/** The member of that key, or NULL; for any node, NULL included. */
const ds_node *ds_node_get(const ds_node *map, const char *key);

/** Frees the tree; NULL is fine. */
void ds_tree_free(ds_node *root);

#endif
