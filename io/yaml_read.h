/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/yaml_read.h - a YAML file as a flat list of dotted keys with texts.
 *
 * The subset that a settlement's rules need and nothing that surprises: nested
 * mappings, texts, lists of texts. Types come from the keys, never from YAML:
 * "no" is the text no, 0.7 the text 0.7. */
#ifndef DS_YAML_READ_H
#define DS_YAML_READ_H

#include "base/dict.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

/** Limits of a file; both sides of each are tested. */
enum {
    DS_YAML_MAX_BYTES = 1 << 20,
    DS_YAML_MAX_DEPTH = 32,
    DS_YAML_MAX_KEY = 255,  /**< bytes of a whole dotted key */
    DS_YAML_MAX_TEXT = 8191 /**< bytes of a value */
};

/** A file's values in the order of its lines. Zero it before
 * ds_yaml_read. */
typedef struct ds_yaml {
    size_t n;
    ds_dict keys;     /**< value i's key is string i + 1 */
    ds_buffer places; /**< see yaml_read.c */
    ds_buffer texts;
    size_t text_bytes;
} ds_yaml;

/**
 * Reads `path`. DS_ERR_IO where it cannot be read, DS_ERR_CONFIG, naming file
 * and line, for: broken YAML, bytes that are no UTF-8, anchors, aliases, tags,
 * several documents, anything but a mapping at the top, lists inside lists or
 * with mappings or with a comma in a member, a key given twice (also once
 * nested and once dotted), a key without a value, a zero byte, and anything
 * over the limits.
 */
DS_MUST_USE ds_status ds_yaml_read(const char *path, ds_yaml *out,
                                   ds_error *err);

/** Frees it; takes zeroed ones. */
void ds_yaml_destroy(ds_yaml *y);

/** The dotted key of value i < y->n: "hz.keep". */
const char *ds_yaml_key(const ds_yaml *y, size_t i);

/** Its text; a list's members are joined by commas: "2,3,5". */
const char *ds_yaml_text(const ds_yaml *y, size_t i);

/** The line of the key, from 1. */
size_t ds_yaml_line(const ds_yaml *y, size_t i);

/** Whether it is written as a list. */
bool ds_yaml_is_list(const ds_yaml *y, size_t i);

/** The number of the value with that key, or -1. */
ptrdiff_t ds_yaml_find(const ds_yaml *y, const char *key);

#endif
