/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import_report.h - what became of the rows, as tables and a list. */
#ifndef DS_IMPORT_REPORT_H
#define DS_IMPORT_REPORT_H

#include "io/import.h"
#include "io/import_input.h"
#include "io/import_merge.h"

/** Fills result->account, result->rejects and the counts. */
DS_MUST_USE ds_status ds_import_report(const ds_merge *g, const ds_input *in,
                                       const ds_import_options *options,
                                       ds_import_result *result, ds_error *err);

/** Fails with DS_ERR_DATA where there is no row, all are rejected, or more
 * than the limit, naming the most frequent reasons. */
DS_MUST_USE ds_status ds_import_judge(const ds_merge *g, const ds_input *in,
                                      ds_import_limit limit, ds_error *err);

/** Writes the listed rejects as CSV: row, line, column, field, reason; never a
 * value. */
DS_MUST_USE ds_status ds_import_list(const ds_merge *g, const char *path,
                                     bool force, ds_error *err);

#endif
