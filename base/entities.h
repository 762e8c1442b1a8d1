/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/entities.h - the tables beside the claims: institutions, insured
 * persons, physician days, rosters, contracts, quotas, decisions. One list from
 * which their import, `columns`, --by hospital.level and docs/formats.md are
 * made (policy.md section 1.1). */
#ifndef DS_ENTITIES_H
#define DS_ENTITIES_H

#include "base/table.h"

/** A column of such a table. */
typedef struct ds_entity_column {
    ds_column_spec spec;
    int64_t low, high;  /**< of numbers; 0, 0: any */
    const char *values; /**< texts that it may hold, joined by '|'; NULL: any */
} ds_entity_column;

typedef struct ds_entity_kind {
    const char *name, *zh, *meaning;
    const char *dictionary; /**< whose codes its first column holds, or NULL */
    size_t n_keys;          /**< first columns that tell rows apart; no other
                                 column is needed */
    size_t n_filled;        /**< of these, the first that may not be empty */
    size_t n_columns;
    const ds_entity_column *columns;
} ds_entity_kind;

extern const ds_entity_kind ds_entity_kinds[];
extern const size_t ds_n_entity_kinds;

/** The table of that name, or NULL. */
const ds_entity_kind *ds_entity_kind_find(const char *name);

/** The column of that name, or NULL. */
const ds_entity_column *ds_entity_column_find(const ds_entity_kind *kind,
                                              const char *name);

/** The table, of one row a code, that says more of a dictionary's codes:
 * hospital, person, stay_quota (of drg); NULL where there is none. */
const ds_entity_kind *ds_entity_kind_of(const char *dictionary);

#endif
