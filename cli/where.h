/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/where.h - the terms of --where. */
#ifndef CLI_WHERE_H
#define CLI_WHERE_H

#include "cli/claims.h"

/** Parses `where` against the columns and dictionaries of an open claims file:
 * "column=value,...", value = a|b|lo..hi; money in yuan, days 2023-01-05,
 * months 2023-01, `year` = year of booking. Fills the claims' terms. */
DS_MUST_USE ds_status cli_where_parse(cli_claims *claims, const char *where,
                                      ds_error *err);

#endif
