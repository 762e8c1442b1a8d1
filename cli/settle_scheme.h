/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/settle_scheme.h - the schemes that settle knows, one a file
 * cli/settle_<scheme>.c. The policy file's key `policy.scheme` picks one. */
#ifndef CLI_SETTLE_SCHEME_H
#define CLI_SETTLE_SCHEME_H

#include "cli/policy.h"
#include "cli/settle_setup.h"

/** What the command line of settle says. */
typedef struct settle_args {
    cli_common common; /**< first */
    const char *cases; /**< --cases, or NULL */
    cli_files files;
    cli_policy policy;
    settle_files extra;
    char ratio[64]; /**< "budget.ratio=.9" */
} settle_args;

typedef struct settle_scheme {
    const char *name; /**< value of policy.scheme */
    ds_status (*run)(settle_args *a, const char *command, ds_error *err);
} settle_scheme;

/** The scheme that --set policy.scheme=NAME names, else the policy file or a
 * file that it is based on, else `drg`. An unknown name is DS_ERR_CONFIG. */
DS_MUST_USE ds_status settle_scheme_find(const cli_policy *policy,
                                         const settle_scheme **out,
                                         ds_error *err);

/* A scheme reads its keys (every set of them knows policy.scheme), answers
 * --template, settles, writes and prints. */
DS_MUST_USE ds_status settle_drg(settle_args *a, const char *command,
                                 ds_error *err);
DS_MUST_USE ds_status settle_sanya(settle_args *a, const char *command,
                                   ds_error *err);
DS_MUST_USE ds_status settle_hangzhou(settle_args *a, const char *command,
                                      ds_error *err);

DS_MUST_USE ds_status settle_dip(settle_args *a, const char *command,
                                 ds_error *err);
DS_MUST_USE ds_status settle_tianjin(settle_args *a, const char *command,
                                     ds_error *err);

#endif
