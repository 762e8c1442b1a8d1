/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/explain_steps.h - the steps of each scheme, as rows: a step more is a row
 * more. */
#ifndef DS_EXPLAIN_STEPS_H
#define DS_EXPLAIN_STEPS_H

#include "sim/explain.h"

/** One step. In `how`, {column} is a number of the step's own row and
 * {table.column} one of another table, each followed by its label. */
typedef struct ds_explain_step {
    const char *rule, *table, *column; /**< column: the result */
    const char *how;
    const char *when; /**< "fund", "total": the mode; "column", "!column": that
                           one is not 0, is 0 or missing; NULL: always */
    const char *each; /**< a step for every row of the table, named by this
                           column (and label_zh); NULL: the one row */
} ds_explain_step;

enum { DS_EXPLAIN_SCHEMES = 4 };
extern const ds_explain_scheme ds_explain_schemes[DS_EXPLAIN_SCHEMES];

#endif
