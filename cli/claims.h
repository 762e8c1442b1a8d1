/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/claims.h - opens a claims file for a command and reads --where. */
#ifndef CLI_CLAIMS_H
#define CLI_CLAIMS_H

#include "cli/options.h"
#include "io/store.h"
#include "sim/lanes.h"

/** An open claims file with the terms of --where. Zero it. */
typedef struct cli_claims {
    ds_store *store;
    ds_claims_input input;
    ds_term terms[DS_MAX_TERMS];
    ds_buffer parts[DS_MAX_TERMS]; /**< ranges or code sets of each term */
} cli_claims;

/** Opens `path` and parses c->where (may be NULL) against its columns and
 * dictionaries: "column=value,...", value = a|b|lo..hi; money in yuan, days
 * 2023-01-05, months 2023-01, `year` = year of booking. */
DS_MUST_USE ds_status cli_claims_open(cli_claims *claims, const char *path,
                                      const cli_common *c, ds_error *err);

/** Closes it; takes zeroed ones. */
void cli_claims_close(cli_claims *claims);

/** Names the file in an error that knows only of sums too large, and what may
 * help. */
void cli_claims_blame(const cli_claims *claims, ds_error *err);

/** Adds what a run reads of the file to c->rows and c->bytes, for --stats. */
void cli_claims_count(const cli_claims *claims, cli_common *c);

#endif
