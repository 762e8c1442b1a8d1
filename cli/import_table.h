/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/import_table.h - dianshu import --table: a CSV becomes a table beside
 * the claims of an existing claims file. */
#ifndef CLI_IMPORT_TABLE_H
#define CLI_IMPORT_TABLE_H

#include "cli/options.h"

/** Reads `input` as the table of that name by `mapping` (or NULL: by its
 * header), puts it into the claims file c->output, and says which codes of the
 * claims it lacks. A table that is there is replaced with c->force only. */
DS_MUST_USE ds_status cli_import_table(cli_common *c, const char *name,
                                       const char *input, const char *mapping,
                                       ds_error *err);

#endif
