/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/shown.h - the rows of a table that a terminal needs. */
#ifndef CLI_SHOWN_H
#define CLI_SHOWN_H

#include "cli/options.h"

/** What to show of a table. */
typedef struct cli_shown {
    bool (*is_shown)(const ds_table *t, size_t row); /**< NULL: every row */
    size_t max_rows;                                 /**< 0: all */
    const char *translated;   /**< TEXT column of words, or NULL */
    const char *const *names; /**< columns, ended by NULL; NULL: all */
} cli_shown;

/** Prints the rows as cli_show does; JSON and CSV hold the whole table.
 * *left_out (may be NULL): rows that are not shown. */
DS_MUST_USE ds_status cli_show_rows(const cli_common *c, const ds_table *t,
                                    const cli_shown *shown, size_t *left_out,
                                    ds_error *err);

#endif
