/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/table.h - a result: named columns with units, filled by sim and the
 * commands, written by io as HDF5, CSV, JSON or text. */
#ifndef DS_TABLE_H
#define DS_TABLE_H

#include "base/buffer.h"
#include "base/dict.h"
#include "base/money.h"
#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

/** What a cell holds. All but REAL and TEXT are int64 / 10^decimals, with
 * DS_MISSING for "no value"; REAL has NaN for it, TEXT the empty string. */
typedef enum ds_cell_type {
    DS_CELL_INT,     /**< plain integer, decimals 0 */
    DS_CELL_FEN,     /**< money in fen, shown as yuan with 2 decimals */
    DS_CELL_POINTS,  /**< points in 1/10,000, shown with 4 decimals */
    DS_CELL_DECIMAL, /**< any other published number, `decimals` of its spec */
    DS_CELL_REAL,    /**< double: statistics only, never money */
    DS_CELL_TEXT,    /**< string, a code into the table's dictionary */
    DS_CELL_DAY,     /**< days since 2000-01-01, shown as 2023-01-05 */
    DS_CELL_MONTH    /**< months since 2000-01, shown as 2023-01 */
} ds_cell_type;

/** One column as its table's owner describes it. */
typedef struct ds_column_spec {
    const char *name; /**< English, lower case, underscores; the CSV header */
    ds_cell_type type;
    int decimals;     /**< of DS_CELL_DECIMAL (0..9), else 0 */
    const char *unit; /**< "yuan", "points", "cases", "1" ... */
    const char *zh;   /**< Chinese label, UTF-8 */
    const char *help; /**< what it is, with its rule id */
} ds_column_spec;

/** Rows of one int64 word a cell (REAL: the double's bits). Owns everything
 * but the specs' strings when made by ds_table_init; zero it before. */
typedef struct ds_table {
    char name[64]; /**< the group's name in a result file */
    char zh[128];  /**< Chinese title */
    size_t n_columns, n_rows;
    ds_column_spec *columns;
    ds_buffer *cells; /**< one buffer of int64 a column */
    ds_dict texts;    /**< strings of the TEXT columns */
    void **kept;      /**< list of the strings of ds_table_keep */
    ds_buffer lines;  /**< uint64 a row, of tables read from a text file */
} ds_table;

/** Makes an empty table; the specs' array is copied, their strings borrowed
 * (use ds_table_keep for strings that do not outlive the table). */
DS_MUST_USE ds_status ds_table_init(ds_table *t, const char *name,
                                    const char *zh, const ds_column_spec *specs,
                                    size_t n_columns, ds_error *err);

/** Frees it; takes zeroed ones. */
void ds_table_destroy(ds_table *t);

/** Copies text into the table's memory and returns the copy, NULL when out of
 * memory: for column names made at run time. Valid as long as the table. */
const char *ds_table_keep(ds_table *t, const char *text);

/** Appends a row of missing values; *row is its number. */
DS_MUST_USE ds_status ds_table_add(ds_table *t, size_t *row, ds_error *err);

/** Appends n rows of missing values. */
DS_MUST_USE ds_status ds_table_extend(ds_table *t, size_t n, ds_error *err);

/** Notes the line of the text file that a row was read from; all rows of a
 * table or none. */
DS_MUST_USE ds_status ds_table_set_line(ds_table *t, size_t row, uint64_t line,
                                        ds_error *err);

/** Which row an error names: the line of the file, as an editor counts them,
 * where the table has it, else row + 1. */
size_t ds_table_line(const ds_table *t, size_t row);

/** Sets a cell of an integer type. */
void ds_table_set(ds_table *t, size_t row, size_t column, int64_t value);

/** Sets a REAL cell. */
void ds_table_set_real(ds_table *t, size_t row, size_t column, double value);

/** Sets a TEXT cell; fails only when memory ends or the text is too long. */
DS_MUST_USE ds_status ds_table_set_text(ds_table *t, size_t row, size_t column,
                                        const char *text, ds_error *err);

/** A cell of an integer type. */
int64_t ds_table_get(const ds_table *t, size_t row, size_t column);

/** A REAL cell. */
double ds_table_get_real(const ds_table *t, size_t row, size_t column);

/** A TEXT cell; valid until the table's next new text. */
const char *ds_table_get_text(const ds_table *t, size_t row, size_t column);

/** The number of the column of that name, or -1. */
int ds_table_find(const ds_table *t, const char *name);

/** How many decimals a cell of this column is shown with. */
int ds_column_decimals(const ds_column_spec *spec);

/** Sorts the rows by n key columns (all TEXT or integer), in that order,
 * ascending, texts bytewise; equal rows keep their order. n <= 8. */
DS_MUST_USE ds_status ds_table_sort(ds_table *t, const size_t *columns,
                                    size_t n, ds_error *err);

#endif
