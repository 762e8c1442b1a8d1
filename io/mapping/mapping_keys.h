/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/mapping/mapping_keys.h - the keys of a column in a mapping file, as a
 * table. */
#ifndef DS_MAPPING_KEYS_H
#define DS_MAPPING_KEYS_H

#include "io/mapping/mapping.h"

/** The column being read: name, kind and defaults are set before the keys. */
typedef struct ds_map_reading {
    const ds_mapping *m;
    ds_map_column *c;
    ds_error *err;
} ds_map_reading;

/** A key, and where it has a meaning: bits of ds_kind and of ds_map_from. */
typedef struct ds_map_key {
    const char *name;
    unsigned kinds, froms;
    ds_status (*take)(const ds_map_reading *r, const ds_node *value);
} ds_map_key;

/** In the order in which they are to be taken. The first DS_MAP_SOURCES say
 * where values come from; one of these is to be given. */
extern const ds_map_key ds_map_keys[];
extern const size_t ds_n_map_keys;
enum { DS_MAP_SOURCES = 6 };

#endif
