/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_tables_parts.h - what the files of fund_tables share. */
#ifndef DS_FUND_TABLES_PARTS_H
#define DS_FUND_TABLES_PARTS_H

#include "sim/fund/fund_tables.h"

/** "employee", "resident". */
extern const char *const ds_fund_pool_names[DS_FUND_N_POOLS];

/** "data,NBS yearbook,2023" into kind, source, date; false where it is not so.
 */
bool ds_fund_source_split(const char *text, char parts[3][DS_KEY_TEXT_SIZE]);

/** Table `months`: a row a year and month of the pools that have a monthly
 * profile; called by ds_fund_tables_add. */
extern const ds_column_spec ds_fund_month_specs[];
extern const ds_column_spec ds_fund_lowest_specs[];
enum { DS_FUND_N_MONTH_SPECS = 11, DS_FUND_N_LOWEST_SPECS = 17 };
/** Table `lowest`: a row a year, of the month that is emptiest. */
DS_MUST_USE ds_status ds_fund_tables_lowest(ds_table *t, const ds_fund_model *m,
                                            const ds_fund_result *r,
                                            ds_error *err);
DS_MUST_USE ds_status ds_fund_tables_months(ds_table *t, const ds_fund_model *m,
                                            const ds_fund_result *r,
                                            ds_error *err);

/** Rounded half away from zero; DS_MISSING where it does not fit. */
int64_t ds_fund_round(double x);

#endif
