/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/report.h - fills the tables of a result row by row: figures, the ledger
 * whose lines must close, the notes on what was assumed. */
#ifndef DS_REPORT_H
#define DS_REPORT_H

#include "base/table.h"

/** A row being filled from its first column on. A failure stays in `st`; the
 * puts after it do nothing. */
typedef struct ds_row {
    ds_table *t;
    size_t row, column;
    ds_status st;
    ds_error *err;
} ds_row;

/** Adds a row to t, all cells missing. */
ds_row ds_row_add(ds_table *t, ds_error *err);

/** Fills the next cell; the caller puts what the column's type asks for. */
void ds_row_int(ds_row *r, int64_t value);
void ds_row_text(ds_row *r, const char *text);

/** Fills the next n cells. */
void ds_row_ints(ds_row *r, size_t n, const int64_t *values);

/** Leaves the next n cells missing. */
void ds_row_skip(ds_row *r, size_t n);

/** Makes the empty tables `ledger` and `notes`. */
DS_MUST_USE ds_status ds_ledger_init(ds_table *t, ds_error *err);
DS_MUST_USE ds_status ds_notes_init(ds_table *t, ds_error *err);

/** Two amounts that must be equal, each the sum of what is named (fen, or
 * counts where the text says so). */
typedef struct ds_ledger_line {
    const char *text, *zh;
    ds_i128 left, right;
} ds_ledger_line;

/** Adds lines; fails with DS_ERR_DATA where one does not close. */
DS_MUST_USE ds_status ds_ledger_add(ds_table *t, size_t n,
                                    const ds_ledger_line *lines, ds_error *err);

/** Adds a note, unless count is 0. */
DS_MUST_USE ds_status ds_note_add(ds_table *t, const char *text, const char *zh,
                                  int64_t count, ds_error *err);

/** amount / points in yuan per point, 6 decimals; missing without points. */
int64_t ds_value_per_point(int64_t amount, int64_t points);

#endif
