/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/claims.h - opens the claims files of a command. */
#ifndef CLI_CLAIMS_H
#define CLI_CLAIMS_H

#include "base/joined.h"
#include "base/sampled.h"
#include "cli/options.h"
#include "io/store/store.h"
#include "sim/lanes.h"

enum { CLI_MAX_FILES = 256 };

/** The claims files of a command line, in its order. */
typedef struct cli_files {
    size_t n;
    const char *paths[CLI_MAX_FILES];
} cli_files;

/** Adds an argument; ends the program where there are too many. */
void cli_files_add(cli_files *f, const char *path, struct argp_state *state);

/** A table beside the claims. */
typedef struct cli_beside {
    bool is_read, has;
    ds_table table;
} cli_beside;

/** Open claims files, read as one, with the terms of --where. Zero it. */
typedef struct cli_claims {
    size_t n;
    ds_store **stores;
    ds_joined *joined;   /**< of several */
    ds_sampled *sampled; /**< where a sample is enough (cli/sample.h) */
    ds_claims_input input;
    ds_beside beside;   /**< of input: reads tables when asked */
    cli_beside *tables; /**< what it has read, one an entity kind */
    ds_term terms[DS_MAX_TERMS];
    ds_buffer parts[DS_MAX_TERMS]; /**< ranges or code sets of each term */
} cli_claims;

/** Opens the files as one source (base/joined.h), notes which columns they do
 * not all have, and parses c->where (may be NULL; cli/where.h). */
DS_MUST_USE ds_status cli_claims_open(cli_claims *claims,
                                      const cli_files *files,
                                      const cli_common *c, ds_error *err);

/** Closes it; takes zeroed ones. */
void cli_claims_close(cli_claims *claims);

/** Reads the table `name` beside the claims, of several files the rows of all:
 * rows whose first n_keys cells are the same must be the same. *has: whether
 * any file has it; only then the caller destroys *out. */
DS_MUST_USE ds_status cli_claims_table(const cli_claims *claims,
                                       const char *name, size_t n_keys,
                                       ds_table *out, bool *has, ds_error *err);

/** The first and the last whole calendar year of booking: a last year with
 * bookings of some months only is left to the year after (late bookings). */
DS_MUST_USE ds_status cli_claims_years(const cli_claims *claims,
                                       const char *user, int *first, int *last,
                                       ds_error *err);

/** Names the file in an error that knows only of sums too large, and what may
 * help. */
void cli_claims_blame(const cli_claims *claims, ds_error *err);

/** Adds what a run reads of the file to c->rows and c->bytes, for --stats. */
void cli_claims_count(const cli_claims *claims, cli_common *c);

#endif
