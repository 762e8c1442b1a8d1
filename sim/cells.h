/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/cells.h - a table of spending by cells and years for
 * sim/fund/fund_attribution.h. */
#ifndef DS_CELLS_H
#define DS_CELLS_H

#include "base/table.h"
#include "sim/fund/fund_attribution.h"

/** Columns: year, category, fund; group, heads (of the group), uses, points,
 * total may be missing. The categories `outside` and `one_off` need no more
 * than fund. Without points every use is one point. */
typedef enum ds_cell_column {
    DS_CELLS_YEAR,
    DS_CELLS_CATEGORY,
    DS_CELLS_FUND,
    DS_CELLS_NEEDED,
    DS_CELLS_GROUP = DS_CELLS_NEEDED,
    DS_CELLS_HEADS,
    DS_CELLS_USES,
    DS_CELLS_POINTS,
    DS_CELLS_TOTAL,
    DS_N_CELL_COLUMNS
} ds_cell_column;

extern const ds_column_spec ds_cell_specs[DS_N_CELL_COLUMNS];

/**
 * Splits the growth between year[0] and year[1] (0: the first and the last of
 * the table, which are then put there). The table `attribution` has a row a
 * part, then `growth`, `before`, `after`; the caller destroys it. DS_ERR_DATA
 * names `file`, year, group and category: a year that is not there, a cell
 * twice, heads that differ within a group, figures that cannot be.
 */
DS_MUST_USE ds_status ds_cells_attribute(const ds_table *cells,
                                         const char *file, int64_t year[2],
                                         ds_table *out, ds_error *err);

#endif
