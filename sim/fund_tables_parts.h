/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund_tables_parts.h - what the files of fund_tables share. */
#ifndef DS_FUND_TABLES_PARTS_H
#define DS_FUND_TABLES_PARTS_H

#include "sim/fund_tables.h"

/** "employee", "resident". */
extern const char *const ds_fund_pool_names[DS_FUND_N_POOLS];

/** Rounded half away from zero; DS_MISSING where it does not fit. */
int64_t ds_fund_round(double x);

#endif
