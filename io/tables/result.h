/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/result.h - result files: a group per table, a 1-D dataset per
 * column, units and labels as attributes; whole file or none. */
#ifndef DS_RESULT_H
#define DS_RESULT_H

#include "base/table.h"
#include "io/transcode.h"

#include <stdbool.h>
#include <stdio.h>

/** Writes n tables as one result file: temporary name in the target folder,
 * mode 0600, synced, renamed. Holds nothing that differs between two runs of
 * the same work. DS_ERR_IO where the file exists and force is not set. */
DS_MUST_USE ds_status ds_result_write(const char *path, size_t n,
                                      const ds_table *const *tables, bool force,
                                      ds_error *err);

/** Reads one table of a result (or claims) file; the caller destroys it. */
DS_MUST_USE ds_status ds_result_read(const char *path, const char *name,
                                     ds_table *out, ds_error *err);

/** Lists the names of the tables, one TEXT column `table` with `rows`,
 * `columns` and `zh` beside it, sorted by name. */
DS_MUST_USE ds_status ds_result_list(const char *path, ds_table *out,
                                     ds_error *err);

/** Whether the file is a claims file, else it is a result file; DS_ERR_FORMAT
 * where it is neither. */
DS_MUST_USE ds_status ds_result_is_claims(const char *path, bool *is_claims,
                                          ds_error *err);

typedef enum ds_text_format {
    DS_TEXT_TABLE, /**< aligned for a terminal */
    DS_TEXT_CSV,   /**< RFC 4180, '\n', header line */
    DS_TEXT_JSON   /**< {"table": .., "columns": [..], "rows": [{..}, ..]} */
} ds_text_format;

typedef struct ds_text_options {
    ds_text_format format;
    bool fen;         /**< money as integer fen instead of yuan */
    bool zh;          /**< Chinese labels instead of names */
    bool bom;         /**< CSV begins with a byte order mark */
    const char *name; /**< of the file, for messages; NULL: standard output */
    size_t max_rows;  /**< TABLE: more rows are cut with a line that says so;
                           0: all */
} ds_text_options;

/** Writes a table as text. DS_ERR_IO when the stream fails. */
DS_MUST_USE ds_status ds_table_print(const ds_table *t,
                                     const ds_text_options *options, FILE *out,
                                     ds_error *err);

/** Reads a CSV with a header line into a table of the given specs: columns are
 * matched by name, in any order; a spec'd column that is not there is an
 * error, others are ignored. For weight lists, special cases, control totals.
 * DS_ERR_DATA names file, line and column. */
DS_MUST_USE ds_status ds_csv_read_table(const char *path, const char *name,
                                        const ds_column_spec *specs,
                                        size_t n_columns, ds_table *out,
                                        ds_error *err);

/** The same, but of the columns behind the first n_needed any may be absent:
 * their cells are missing then. */
DS_MUST_USE ds_status ds_csv_read_some(const char *path, const char *name,
                                       const ds_column_spec *specs,
                                       size_t n_needed, size_t n_columns,
                                       ds_table *out, ds_error *err);

/** How a CSV is written. */
typedef struct ds_csv_form {
    char delimiter;
    ds_encoding encoding;
} ds_csv_form;

/** Reads a CSV as it is: a TEXT column for every field of the header, named as
 * it is there (up to 255 bytes), and a last INT column `line`. */
DS_MUST_USE ds_status ds_csv_read_texts(const char *path,
                                        const ds_csv_form *form,
                                        const char *name, ds_table *out,
                                        ds_error *err);

/** Whether a file begins as HDF5 files do; false where it cannot be read. */
bool ds_file_is_hdf5(const char *path);

#endif
