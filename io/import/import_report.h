/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_report.h - what became of the rows, as tables and a list. */
#ifndef DS_IMPORT_REPORT_H
#define DS_IMPORT_REPORT_H

#include "io/import/import.h"
#include "io/import/import_input.h"
#include "io/import/import_merge.h"

/** What became of one input. */
typedef struct ds_import_part {
    const char *path, *name; /**< as given; for messages */
    uint64_t bytes;          /**< as given */
    uint32_t crc;
    uint64_t n_read, n_stored, n_rejected, n_dropped;
} ds_import_part;

/** The inputs in their order. */
typedef struct ds_import_parts {
    size_t n;
    ds_import_part *parts;
} ds_import_parts;

/** Fills result->account, result->rejects and the counts. */
DS_MUST_USE ds_status ds_import_report(const ds_merge *g,
                                       const ds_import_parts *inputs,
                                       const ds_import_options *options,
                                       ds_import_result *result, ds_error *err);

/** Fails with DS_ERR_DATA where there is no row at all, or of any input all
 * rows are rejected or more than the limit (a number of rows is one for all
 * inputs), naming the most frequent reason. */
DS_MUST_USE ds_status ds_import_judge(const ds_merge *g,
                                      const ds_import_parts *inputs,
                                      ds_import_limit limit, ds_error *err);

/** Writes the listed rejects as CSV: row, line, column, field, reason, of
 * several inputs also which; never a value. */
DS_MUST_USE ds_status ds_import_list(const ds_merge *g,
                                     const ds_import_parts *inputs,
                                     const char *path, bool force,
                                     ds_error *err);

#endif
