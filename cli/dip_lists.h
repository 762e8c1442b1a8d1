/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/dip_lists.h - the lists that a DIP catalogue and settlement need beside
 * the claims: classes of operations, other diagnoses, hospitals. */
#ifndef CLI_DIP_LISTS_H
#define CLI_DIP_LISTS_H

#include "cli/claims.h"
#include "sim/dip/disease_code.h"

/** Files named on the command line; NULL: what is built in, or beside the
 * claims. */
typedef struct dip_files {
    const char *classes, *complications, *hospitals;
} dip_files;

/** What was read; zero it, destroy it in any case. */
typedef struct dip_lists {
    ds_prefixes classes, complications;
    ds_table hospitals;
    bool has_hospitals;
} dip_lists;

DS_MUST_USE ds_status dip_lists_read(dip_lists *l, const cli_claims *claims,
                                     const dip_files *files, ds_error *err);

/** Notes the files as inputs of the run. */
void dip_lists_note(cli_common *c, const dip_files *files);

void dip_lists_destroy(dip_lists *l);

#endif
