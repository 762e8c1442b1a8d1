/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/settle_setup.h - finds what a settlement needs beside the claims: the
 * year, the weights, the coefficients, the special cases. */
#ifndef CLI_SETTLE_SETUP_H
#define CLI_SETTLE_SETUP_H

#include "cli/claims.h"
#include "sim/drg/settle.h"
#include "sim/lists.h"

enum { SETTLE_MAX_TABLES = 8 };

/** Files named on the command line; each may be NULL. */
typedef struct settle_files {
    const char *weights;         /**< result of `weights` (.h5) or CSV list */
    const char *weights_columns; /**< "drg_code,weight_2023" of a CSV list */
    const char *hospitals;       /**< CSV hospital,coefficient */
    const char *special;         /**< CSV claim,points */
    const char *previous;        /**< result of the year before (tianjin) */
    const char *catalogue;       /**< DIP: result of `catalogue`, or CSV */
    const char *classes, *complications; /**< DIP: cli/dip_lists.h */
    size_t n_tables;                     /**< --table NAME=FILE */
    const char *tables[SETTLE_MAX_TABLES];
} settle_files;

/** Everything read; zero it, destroy it in any case. */
typedef struct settle_setup {
    ds_settle_input input;
    int first_year; /**< of booking in the claims */
    ds_weight_list list;
    ds_table hospitals, special;
} settle_setup;

/** Reads or computes it all. `weights_policy` is used where weights are made
 * from the claims; NULL: points are not by DRG, no weights are looked for. */
DS_MUST_USE ds_status settle_setup_make(settle_setup *s,
                                        const cli_claims *claims,
                                        const settle_files *files,
                                        const ds_weights_policy *weights_policy,
                                        const ds_settle_policy *policy,
                                        const ds_run *run, ds_error *err);

void settle_setup_destroy(settle_setup *s);

/** Reads the tables that --table gives: tables[i], zeroed before and destroyed
 * by the caller, becomes the one of lists[i] (no columns where it is not
 * given). A name that no list has, or twice, is DS_ERR_ARG. */
DS_MUST_USE ds_status settle_tables_read(const settle_files *files, size_t n,
                                         const ds_list_spec *lists,
                                         ds_table *tables, ds_error *err);

/** Names the file in an error about a row of one of those tables, of
 * --hospitals or --special. */
void settle_tables_blame(const settle_files *files, ds_error *err);

#endif
