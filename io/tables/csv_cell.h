/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/csv_cell.h - one field of a small CSV as the cell of a table. */
#ifndef DS_CSV_CELL_H
#define DS_CSV_CELL_H

#include "base/table.h"

#include <stdbool.h>

/** Why a field is no cell of its column, and what may help. */
typedef struct ds_csv_fault {
    const char *what;
    char remedy[128];
} ds_csv_fault;

/** How a field is written beyond its column's type. */
typedef struct ds_csv_style {
    bool is_fen;      /**< money in whole fen instead of yuan */
    const char *date; /**< format (io/import/import_date.h), NULL: 2023-01-31 */
} ds_csv_style;

/** Reads text[0..n), n > 0, as a cell of any type but TEXT. False, and *fault,
 * where it is none. Pure. */
bool ds_csv_cell(const ds_column_spec *spec, const ds_csv_style *style,
                 const char *text, size_t n, int64_t *cell,
                 ds_csv_fault *fault);

#endif
