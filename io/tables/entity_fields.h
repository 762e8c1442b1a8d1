/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/entity_fields.h - which field of a CSV is which column of an entity
 * table: by a mapping file, or by the names in the header. */
#ifndef DS_ENTITY_FIELDS_H
#define DS_ENTITY_FIELDS_H

#include "io/mapping/synonyms.h"
#include "io/tables/entity_csv.h"
#include "io/tables/result.h"
#include "io/yaml_read.h"

enum { DS_MAX_ENTITY_FIELDS = 200 };

/** A column that is taken. */
typedef struct ds_entity_field {
    char name[64];                 /**< of the column */
    const ds_entity_column *known; /**< NULL: a column of its own */
    ds_cell_type type;
    int decimals;
    size_t from;      /**< field of the CSV */
    const char *date; /**< format of days and months, NULL: preset */
} ds_entity_field;

/** The mapping with its fields; zero it. */
typedef struct ds_entity_fields {
    const ds_entity_request *request;
    ds_yaml yaml; /**< n = 0: no mapping */
    ds_csv_form form;
    ds_synonyms words;
    size_t n;
    ds_entity_field field[DS_MAX_ENTITY_FIELDS];
} ds_entity_fields;

/** Reads the mapping, where there is one. */
DS_MUST_USE ds_status ds_entity_fields_read(ds_entity_fields *f,
                                            const ds_entity_request *request,
                                            ds_error *err);

/** Finds the fields in a CSV's columns (the last is the line). */
DS_MUST_USE ds_status ds_entity_fields_bind(ds_entity_fields *f,
                                            const ds_table *csv, ds_error *err);

/** What a text of a field stands for: by the mapping's `values`, by the
 * synonyms (职工: employee; 是: 1), or itself. */
const char *ds_entity_value(const ds_entity_fields *f,
                            const ds_entity_field *field, const char *text);

/** Frees it; takes zeroed ones. */
void ds_entity_fields_destroy(ds_entity_fields *f);

#endif
