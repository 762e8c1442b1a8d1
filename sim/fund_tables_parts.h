/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund_tables_parts.h - what the files of fund_tables share. */
#ifndef DS_FUND_TABLES_PARTS_H
#define DS_FUND_TABLES_PARTS_H

#include "sim/fund_tables.h"

/** "employee", "resident". */
extern const char *const ds_fund_pool_names[DS_FUND_N_POOLS];

/** Table `months`: a row a year and month of the pools that have a monthly
 * profile; called by ds_fund_tables_add. */
extern const ds_column_spec ds_fund_month_specs[];
enum { DS_FUND_N_MONTH_SPECS = 11 };
DS_MUST_USE ds_status ds_fund_tables_months(ds_table *t, const ds_fund_model *m,
                                            const ds_fund_result *r,
                                            ds_error *err);

/** Rounded half away from zero; DS_MISSING where it does not fit. */
int64_t ds_fund_round(double x);

#endif
