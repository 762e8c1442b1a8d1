/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/history_fields.h - which field of a history's CSV is which column:
 * inside io/tables/history_csv.c. */
#ifndef DS_HISTORY_FIELDS_H
#define DS_HISTORY_FIELDS_H

#include "base/fund_years.h"
#include "io/yaml_read.h"

enum { DS_MAX_HISTORY_FIELDS = 64, DS_HISTORY_NAME = 64 };

/** One figure: a field of every row, or (long form) rows of one indicator. */
typedef struct ds_history_field {
    char name[256];             /**< of the CSV, or the indicator's text */
    size_t from;                /**< CSV column; in long form of the value */
    char pool[DS_HISTORY_NAME]; /**< "": the row says it */
    ds_history_column column;
    int decimals; /**< digits that the unit shifts: 10k yuan -> 6 */
} ds_history_field;

/** How to read a CSV; zero it. */
typedef struct ds_history_fields {
    const char *csv, *mapping; /**< names, for messages */
    ds_yaml yaml;              /**< of the mapping */
    size_t n;
    ds_history_field field[DS_MAX_HISTORY_FIELDS];
    ptrdiff_t year, pool, indicator; /**< CSV columns; -1: none */
} ds_history_fields;

/** Finds the fields of a CSV read by ds_csv_read_texts. */
DS_MUST_USE ds_status ds_history_bind(ds_history_fields *f, const ds_table *csv,
                                      ds_error *err);

/** Column of that name, synonyms included, or DS_N_HISTORY. */
ds_history_column ds_history_column_of(const char *name, size_t n);

/** Digits that the mapping's unit shifts amounts by (units.money), 2 without.
 */
DS_MUST_USE ds_status ds_history_money(const ds_history_fields *f,
                                       int *decimals, ds_error *err);

/** An error at value i of the mapping. */
ds_status ds_history_bad_key(const ds_history_fields *f, size_t i,
                             const char *what, const char *remedy,
                             ds_error *err);

#endif
