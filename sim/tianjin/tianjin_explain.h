/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_explain.h - one institution's number of a Tianjin year,
 * derived step by step from the tables of the result. */
#ifndef DS_TIANJIN_EXPLAIN_H
#define DS_TIANJIN_EXPLAIN_H

#include "base/table.h"

/** The tables that a derivation reads, by name. */
enum {
    DS_TJ_X_INSTITUTIONS,
    DS_TJ_X_POINTS,
    DS_TJ_X_VALUE,
    DS_TJ_X_AMOUNT,
    DS_TJ_X_PRESCRIPTION,
    DS_TJ_X_CAPITATION,
    DS_TJ_X_BOOK,
    DS_TJ_X_SETTLEMENT,
    DS_TJ_X_PAYMENT,
    DS_TJ_X_FUND,
    DS_TJ_X_FLAGS,
    DS_TJ_N_X
};
extern const char *const ds_tj_explain_names[DS_TJ_N_X];

typedef struct ds_tj_explain {
    const ds_table *tables[DS_TJ_N_X];
    const char *hospital;
    int month; /**< 1..12, or 13: the year's run */
    bool zh;   /**< words in Chinese */
} ds_tj_explain;

/** Fills `derivation`: a row a step: rule, what, how it is computed with the
 * numbers put in, result. DS_ERR_ARG where there is no such institution. */
DS_MUST_USE ds_status ds_tj_explain_make(const ds_tj_explain *x, ds_table *out,
                                         ds_error *err);

#endif
