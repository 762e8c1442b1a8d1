/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/export_claims.h - the records of a claims file as text, in order. */
#ifndef CLI_EXPORT_CLAIMS_H
#define CLI_EXPORT_CLAIMS_H

#include "cli/claims.h"
#include "io/tables/claims_text.h"

#include <stdio.h>

/** Gives lanes (their source set) the columns named "drg,total", NULL for all;
 * money also by its name without _fen. */
DS_MUST_USE ds_status export_choose(ds_lanes *lanes, const char *names,
                                    ds_error *err);

/** Which columns, NULL for all ("drg,total"): money also by its name without
 * _fen; what `out` is (NULL: standard output); and how they are written. */
typedef struct export_request {
    const char *columns;
    const char *name;
    ds_claims_format format;
} export_request;

/** Writes the records that meet --where to `out`, in the order of the file,
 * the same bytes for any number of threads; *n_written is their number. Holds
 * one block's text a thread. */
DS_MUST_USE ds_status export_claims(const cli_claims *claims,
                                    const export_request *request,
                                    const ds_run *run, FILE *out,
                                    uint64_t *n_written, ds_error *err);

#endif
