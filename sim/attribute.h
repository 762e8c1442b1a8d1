/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/attribute.h - what a table beside the claims says of a claim's code:
 * `hospital.level`, `prescriber.county`, `patient.birth_day`. */
#ifndef DS_ATTRIBUTE_H
#define DS_ATTRIBUTE_H

#include "base/entities.h"
#include "sim/lanes.h"

/** A value for every code of a column of the claims. Zero it before
 * ds_attribute_init. */
typedef struct ds_attribute {
    size_t column;       /**< of the source: the codes */
    ds_column_spec spec; /**< of the table's column; its texts are borrowed */
    int64_t low, high;   /**< of the values, DS_MISSING apart */
    ds_dict texts;       /**< TEXT: the values' strings; 0 = missing */
    size_t n_codes;
    ds_buffer values; /**< int64 a code; without a row: DS_MISSING, or 0 */
} ds_attribute;

/** Whether a name is one of an attribute: it has a dot. */
bool ds_attribute_is(const char *name);

/** Joins code and table, once. `column.attribute`: the column's dictionary
 * must be that of a table; `person` is `patient`. DS_ERR_ARG, with the remedy,
 * where there is no such column, table or attribute. */
DS_MUST_USE ds_status ds_attribute_init(ds_attribute *a,
                                        const ds_source *source,
                                        const ds_beside *beside,
                                        const char *name, ds_error *err);

/** values[code] for n codes; `to` may be `codes`. */
void ds_attribute_map(const ds_attribute *a, size_t n, const int64_t *codes,
                      int64_t *to);

/** Frees it; takes zeroed ones. */
void ds_attribute_destroy(ds_attribute *a);

#endif
