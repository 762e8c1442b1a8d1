/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/export_sheets.h - claims and tables through a writer of sheets
 * (workbooks, Stata files). */
#ifndef CLI_EXPORT_SHEETS_H
#define CLI_EXPORT_SHEETS_H

#include "cli/export_claims.h"
#include "io/tables/sheet.h"

/** Writes the records that meet --where as one sheet, in the order of the file;
 * *n_written is their number. Where there is a --where the records are counted
 * first: both programs want to know how many there will be. */
DS_MUST_USE ds_status export_claims_sheet(const cli_claims *claims,
                                          const export_request *request,
                                          const ds_run *run, ds_sheet_writer *w,
                                          uint64_t *n_written, ds_error *err);

/** Writes a table of a result or claims file as one sheet. */
DS_MUST_USE ds_status export_table_sheet(const char *path, const char *table,
                                         const ds_sheet_format *format,
                                         ds_sheet_writer *w, ds_error *err);

/** Writes all tables of a result, a sheet each, in the order of their names. */
DS_MUST_USE ds_status export_result_sheets(const char *path,
                                           const ds_sheet_format *format,
                                           ds_sheet_writer *w, ds_error *err);

#endif
