/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/xlsx.h - sheets as an Excel workbook, by libxlsxwriter.
 *
 * A sheet per ds_sheet: a bold header row that stays when one scrolls; money
 * and other numbers as numbers with their decimals, days and months as dates,
 * texts as strings, missing values as empty cells. Excel's numbers have 15
 * digits: a longer one is written as text, so that none is lost. The same
 * sheets give the same bytes. */
#ifndef DS_XLSX_H
#define DS_XLSX_H

#include "io/tables/sheet.h"

/** The most rows of a sheet, without its header. */
#define DS_XLSX_MAX_ROWS UINT64_C(1048575)

/** DS_ERR_ARG, naming what to install, where this build has no writer. */
DS_MUST_USE ds_status ds_xlsx_check(ds_error *err);

/** DS_ERR_ARG with the remedy where a sheet of so many rows does not fit. */
DS_MUST_USE ds_status ds_xlsx_check_rows(const char *name, uint64_t n_rows,
                                         ds_error *err);

/** A writer of one or more sheets into an open file, which is empty. The
 * library's own files lie unnamed in the folder of the file; after `end` the
 * file is read back whole, as the library does not notice a full disk. */
DS_MUST_USE ds_status ds_xlsx_new(ds_outfile *file, ds_sheet_writer **out,
                                  ds_error *err);

#endif
