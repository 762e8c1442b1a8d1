/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/dta.h - a sheet as a Stata file (.dta, format 118: Stata 14 and
 * later), by ReadStat. Rows are streamed.
 *
 * Texts are strings of the width of the longest; enumerations are numbers with
 * value labels; days are %td and months %tm; money, points and other decimals
 * are doubles, whole numbers the narrowest of byte, int, long and double that
 * holds them. A double holds whole fen up to 2^53 exactly: money or decimals
 * beyond it are refused, other numbers beyond it are written as strings.
 * Missing values are `.` and "". Variable labels are the columns' labels.
 * The same sheet gives the same bytes. */
#ifndef DS_DTA_H
#define DS_DTA_H

#include "io/tables/sheet.h"

/** DS_ERR_ARG, naming what to install, where this build has no writer. */
DS_MUST_USE ds_status ds_dta_check(ds_error *err);

/** A writer of one sheet into an open file, which is empty. */
DS_MUST_USE ds_status ds_dta_new(ds_outfile *file, ds_sheet_writer **out,
                                 ds_error *err);

/** Names a variable of Stata after a column: at most 32 letters, digits and
 * underscores, no word of Stata's own. Needs 33 bytes. */
void ds_dta_name(const char *name, char *out);

#endif
