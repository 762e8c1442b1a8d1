/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/capitation_setup.h - finds what a capitation needs beside the claims: the
 * roster by patient codes, first visits, institutions, contracts. */
#ifndef CLI_CAPITATION_SETUP_H
#define CLI_CAPITATION_SETUP_H

#include "cli/claims.h"
#include "sim/capitation/capitation.h"

/** Files named on the command line; each may be NULL. */
typedef struct capitation_files {
    const char
        *contracts;       /**< CSV unit,assessment,guideline,bid_saving,quota */
    const char *former;   /**< CSV unit,month,surplus */
    const char *partners; /**< CSV unit,partner,share */
} capitation_files;

/** Everything read; zero it, destroy it in any case. */
typedef struct capitation_setup {
    ds_capitation_input input;
    ds_dict units;
    ds_roster roster;
    ds_buffer first;
    ds_table hospitals, contracts, former, partners;
    bool skips_roster; /**< managers of the persons, whatever the roster says */
    bool is_signed;    /**< a manager without a day of signing counts too */
} capitation_setup;

/** Reads it all. Patients' ids are joined with the dictionary of the claims as
 * it streams by: only those of the roster are held. */
DS_MUST_USE ds_status capitation_setup_make(capitation_setup *s,
                                            const cli_claims *claims,
                                            const capitation_files *files,
                                            const ds_capitation_policy *policy,
                                            ds_error *err);

void capitation_setup_destroy(capitation_setup *s);

#endif
