/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin.h - a year of Tianjin's regional point method, settled
 * from facts: rules T1-T21 of policy.md section 2, months 1..12 and then the
 * year, in the order of 2.1, with the ledger of 2.2 checked in every run. */
#ifndef DS_TIANJIN_H
#define DS_TIANJIN_H

#include "base/table.h"
#include "sim/tianjin/tianjin_policy.h"

/** The tables of a result, in this order. */
enum {
    DS_TJ_T_BUDGET,
    DS_TJ_T_POINTS,
    DS_TJ_T_VALUE,
    DS_TJ_T_AMOUNT,
    DS_TJ_T_CAPITATION,
    DS_TJ_T_PRESCRIPTION,
    DS_TJ_T_SETTLEMENT,
    DS_TJ_T_PAYMENT,
    DS_TJ_T_FUND,
    DS_TJ_T_BOOK,
    DS_TJ_T_FLAGS,
    DS_TJ_T_LEDGER,
    DS_TJ_T_REGION,
    DS_N_TJ_TABLES
};

/** Settles the year into `tables`, which are zeroed before and destroyed by
 * the caller, also when it fails. Fails with DS_ERR_CONFIG or DS_ERR_DATA where
 * keys or tables contradict the rules (with a remedy), with DS_ERR_OVERFLOW
 * where an amount does not fit, and names the line where the ledger does not
 * close. */
DS_MUST_USE ds_status ds_tj_run(const ds_tj_input *in,
                                ds_table tables[DS_N_TJ_TABLES], ds_error *err);

/** Names: segment "OP_L3_DRUG", "IP_WM", "RXRES", "IP"; class "L3". A segment
 * or class out of range is "". */
const char *ds_tj_segment_name(int segment);
const char *ds_tj_class_name(int op_class);

#endif
