/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin.h - a year of Tianjin's regional point method, settled from
 * facts: rules T1-T21 of policy.md section 2, months 1..12 and then the year,
 * in the order of 2.1, with the ledger of 2.2 checked in every run. */
#ifndef DS_TIANJIN_H
#define DS_TIANJIN_H

#include "base/table.h"
#include "sim/tianjin_policy.h"

typedef struct ds_tj ds_tj;

/** Settles the year. Fails with DS_ERR_CONFIG or DS_ERR_DATA where keys or
 * tables contradict the rules (with a remedy), with DS_ERR_OVERFLOW where an
 * amount does not fit, and names the line where the ledger does not close. */
DS_MUST_USE ds_status ds_tj_run(const ds_tj_input *in, ds_tj **out,
                                ds_error *err);

/** Frees it; NULL is fine. The input is borrowed until then. */
void ds_tj_free(ds_tj *t);

/** The tables of a result in this order: budget, points, value, amount,
 * capitation, prescription, settlement, payment, fund, book, flags, ledger,
 * region. Initialised by the call, destroyed by the caller. */
enum { DS_N_TJ_TABLES = 13 };
DS_MUST_USE ds_status ds_tj_tables(const ds_tj *t,
                                   ds_table tables[DS_N_TJ_TABLES],
                                   ds_error *err);

/** Names: segment "OP_L3_DRUG", "IP_WM", "RXRES", "IP"; class "L3". A segment
 * or class out of range is "". */
const char *ds_tj_segment_name(int segment);
const char *ds_tj_class_name(int op_class);

#endif
