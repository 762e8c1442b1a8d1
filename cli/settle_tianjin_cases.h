/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/settle_tianjin_cases.h - --cases of the scheme tianjin. */
#ifndef CLI_SETTLE_TIANJIN_CASES_H
#define CLI_SETTLE_TIANJIN_CASES_H

#include "cli/settle_scheme.h"
#include "sim/tianjin/tianjin_cases.h"

/** Writes a->cases: a row for every record (sim/tianjin/tianjin_cases.h). `points` and
 * `amount` are the tables of the year's result. */
DS_MUST_USE ds_status tianjin_cases_write(const settle_args *a,
                                          const ds_tj_map *map,
                                          const ds_table *points,
                                          const ds_table *amount,
                                          ds_error *err);

#endif
