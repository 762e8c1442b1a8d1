/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/results.h - writes the result file of a command that reads claims. */
#ifndef CLI_RESULTS_H
#define CLI_RESULTS_H

#include "cli/policy.h"

enum { CLI_MAX_RESULT_TABLES = 80 };

/** What a result holds beside what follows from the claims. */
typedef struct cli_result {
    const char *command; /**< canonical */
    size_t n_sets;
    const ds_keys *sets;
    size_t n;
    const ds_table *tables;
} cli_result;

/** Writes the tables, `run`, `config` (where n_sets > 0) and the statements of
 * reconciliation that the claims files carry (`control`, `control_run`; of a
 * second file `control_2` ...) to c->output; does nothing without it. */
DS_MUST_USE ds_status cli_result_write(const cli_common *c,
                                       const cli_claims *claims,
                                       const cli_result *result, ds_error *err);

#endif
