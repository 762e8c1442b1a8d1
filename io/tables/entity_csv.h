/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/entity_csv.h - a CSV of institutions, persons, physician days or a
 * roster as the table that stands beside the claims (docs/formats.md). */
#ifndef DS_ENTITY_CSV_H
#define DS_ENTITY_CSV_H

#include "base/entities.h"

typedef struct ds_entity_request {
    const ds_entity_kind *kind;
    const char *input;   /**< CSV, plain or gzip; "-": standard input */
    const char *mapping; /**< YAML, or NULL: fields have the names of the
                              columns, English or Chinese */
} ds_entity_request;

/**
 * Reads and checks all of it: types, ranges, texts, keys that are there and
 * differ. The table has the mapped columns in the order of the list, then the
 * mapping's own, and is sorted by its keys. DS_ERR_DATA, naming file, line and
 * column, for the first cell that is wrong; DS_ERR_CONFIG for the mapping.
 * `unused[size]`: the fields that no column takes, joined by commas.
 */
DS_MUST_USE ds_status ds_entity_csv_read(const ds_entity_request *request,
                                         ds_table *out, char *unused,
                                         size_t size, ds_error *err);

#endif
