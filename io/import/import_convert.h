/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_convert.h - a row of fields as a row of claim columns. */
#ifndef DS_IMPORT_CONVERT_H
#define DS_IMPORT_CONVERT_H

#include "io/import/import_reject.h"
#include "io/mapping/mapping.h"

/** A value of a column: a number, or (column->is_text) a text that is not yet
 * a code, valid until the next row. */
typedef struct ds_import_value {
    int64_t number;
    const char *text;
    size_t n;
} ds_import_value;

/** One a thread. Zero it before ds_convert_init. */
typedef struct ds_convert {
    const ds_mapping *m;         /**< borrowed; bound to a header */
    ds_import_value *values;     /**< one a column */
    char *scratch;               /**< room for the joined text of each column */
    char *clean;                 /**< and for each field that is cleaned */
    size_t n_cleaned;            /**< of the present row */
    int total, admit, discharge; /**< columns of the checks, -1: not mapped */
    int payers[5], classes[3];
} ds_convert;

DS_MUST_USE ds_status ds_convert_init(ds_convert *cv, const ds_mapping *m,
                                      ds_error *err);

/** Fills cv->values from the row. `row_number` is what DS_MAP_ROW stores.
 * Returns why the row cannot be stored, with *column (of the mapping; SIZE_MAX:
 * the whole row), or DS_REJECT_NONE. Pure. */
ds_reject ds_convert_row(ds_convert *cv, const ds_row *row, int64_t row_number,
                         size_t *column);

/** Fills cv->values[i], of column i alone, from its fields of the row; nothing
 * for DS_MAP_DAY. What comes of a DS_MAP_FIELD depends on its field alone. */
ds_reject ds_convert_column(ds_convert *cv, const ds_row *row,
                            int64_t row_number, size_t i);

/** Frees it; takes zeroed ones. */
void ds_convert_destroy(ds_convert *cv);

#endif
