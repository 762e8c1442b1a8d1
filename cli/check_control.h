/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/check_control.h - dianshu check --control: claims against totals that
 * somebody else counted. */
#ifndef CLI_CHECK_CONTROL_H
#define CLI_CHECK_CONTROL_H

#include "cli/claims.h"
#include "sim/check/control.h"

typedef struct check_control {
    const char *totals; /**< CSV: its header says keys and measures */
    ds_tolerance tolerance;
    const char *tolerance_text; /**< as given */
    bool saves;                 /**< the statement into the claims file */
    const char *command;        /**< canonical, for /run */
} check_control;

/** Prints the statement, writes it to c->output, saves it, in this order; then
 * DS_ERR_DATA where a row is off by more than the tolerance. */
DS_MUST_USE ds_status check_control_run(cli_common *c, const cli_files *files,
                                        const check_control *control,
                                        ds_error *err);

#endif
