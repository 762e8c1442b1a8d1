/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import.h - CSV files become a claims file, by a mapping file
 * (docs/formats.md, "mapping files").
 *
 * One thread reads and cuts the input at row ends; all threads take rows apart,
 * convert them and deflate blocks; one at a time merges in the order of the
 * input. The same bytes come out for any number of threads. Every row read is
 * stored, rejected under one reason, or dropped (a total line). */
#ifndef DS_IMPORT_H
#define DS_IMPORT_H

#include "base/parallel.h"
#include "base/table.h"

#include <stdbool.h>
#include <stdint.h>

/** Rejected rows that are put up with. */
typedef struct ds_import_limit {
    bool is_percent;
    int64_t value; /**< rows, or 1/10,000 percent */
} ds_import_limit;

typedef struct ds_import_options {
    const char *input; /**< CSV, plain or gzip; "-": standard input */
    size_t n_more;     /**< further inputs, read behind it */
    const char *const *more;
    const char *mapping; /**< YAML */
    const char *output;  /**< claims file */
    const char *rejects; /**< NULL, or a CSV of the rejected rows */
    ds_import_limit max_rejects;
    int deflate_level; /**< 0..9 */
    bool force;        /**< replace output and rejects */
    bool dry_run; /**< read all and judge, write nothing but rejects; no output
                       needed */
} ds_import_options;

/** What became of the rows. Zero it before; destroy it also after a failure
 * (too many rejects leave the tables filled). */
typedef struct ds_import_result {
    uint64_t rows_read, rows_stored, rows_rejected, rows_dropped;
    uint64_t blank_lines, bytes;
    ds_table account; /**< `import`: key, value; in the claims file too */
    ds_table rejects; /**< `rejects`: reason, column, field, rows, remedy */
    char *unmapped;   /**< fields that no column reads, joined by ", " */
    uint64_t n_apostrophes; /**< different texts that begin with one */
    char apostrophes[64];   /**< the column with most of them, read without
                                 `clean` */
    char shared[256]; /**< "FIELD: COLUMN, COLUMN": columns of one kind that
                           read the same field, or "" */
    bool has_unchecked_payers; /**< some but not all payers are mapped */
} ds_import_result;

/** Imports. DS_ERR_CONFIG: the mapping; DS_ERR_FORMAT: the header; DS_ERR_DATA:
 * a damaged input, no row, or more rejects than max_rejects; DS_ERR_IO. On
 * failure nothing is written but the list of rejects. */
DS_MUST_USE ds_status ds_import(const ds_import_options *options,
                                const ds_run *run, ds_import_result *result,
                                ds_error *err);

/** Reads "100" or "2.5%" or "2.5 %"; false where it is neither. */
bool ds_import_limit_parse(const char *text, ds_import_limit *out);

/** Frees it; takes zeroed ones. */
void ds_import_result_destroy(ds_import_result *result);

#endif
