/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/dip_setup.h - finds what a settlement by DIP needs beside the claims: the
 * year, the catalogue, hospitals, special cases, lists of codes. */
#ifndef CLI_DIP_SETUP_H
#define CLI_DIP_SETUP_H

#include "cli/dip_lists.h"
#include "cli/settle_setup.h"
#include "sim/dip/dip_settle.h"

/** Everything read; zero it, destroy it in any case. */
typedef struct dip_setup {
    ds_dip_input input;
    int first_year; /**< of booking in the claims */
    dip_lists lists;
    ds_disease_list list;
    ds_table special;
} dip_setup;

/** Reads or computes it all. `catalogue` is used where the catalogue is made
 * from the claims; a catalogue of --catalogue changes it to what it was made
 * with. */
DS_MUST_USE ds_status dip_setup_make(dip_setup *s, const cli_common *c,
                                     const cli_claims *claims,
                                     const settle_files *files,
                                     const ds_catalogue_policy *catalogue,
                                     const ds_dip_policy *policy,
                                     ds_error *err);

/** Reads only the catalogue of a file into s->list; s->input has the year and
 * the catalogue's policy. */
DS_MUST_USE ds_status dip_setup_catalogue(dip_setup *s, const char *path,
                                          ds_error *err);

/** The keys of a file of --catalogue that was made by `catalogue`, into
 * `keys`, with a note where the policy says otherwise. */
DS_MUST_USE ds_status dip_setup_rules(const cli_common *c, const char *path,
                                      const ds_keys *keys, ds_error *err);

/** --weights has no place in a settlement by DIP: DS_ERR_CONFIG. */
DS_MUST_USE ds_status dip_refuse_weights(const settle_files *files,
                                         ds_error *err);

void dip_setup_destroy(dip_setup *s);

#endif
