/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/compare/compare_tables.h - what the two halves of the tables of a
 * comparison share. */
#ifndef DS_COMPARE_TABLES_H
#define DS_COMPARE_TABLES_H

#include "sim/compare/compare_bootstrap.h"

extern const char *const ds_sample_names[DS_N_SAMPLES];
extern const char *const ds_compared_names[DS_N_COMPARED];

/** num / den with decimals, DS_MISSING where den is 0. */
int64_t ds_compare_ratio(ds_i128 num, ds_i128 den, int decimals);

/** A row with its first two texts. */
DS_MUST_USE ds_status ds_compare_row_add(ds_table *t, size_t *row,
                                         const char *first, const char *second,
                                         ds_error *err);

/** value, low, high of an interval over `unit` into three columns. */
void ds_compare_interval_set(ds_table *t, size_t row, size_t column,
                             ds_interval i, double unit);

/** Columns and rows of `ratios`, `hospital_ratios`, `units`, `rows`. */
DS_MUST_USE ds_status ds_compare_who_begin(ds_table tables[DS_N_COMPARE_TABLES],
                                           ds_error *err);
DS_MUST_USE ds_status ds_compare_who_add(const ds_comparison *c,
                                         ds_sample sample,
                                         const ds_compare_figures *f,
                                         ds_table tables[DS_N_COMPARE_TABLES],
                                         ds_error *err);

#endif
