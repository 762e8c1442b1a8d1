/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/lists.h - the tables that a scheme may be given beside the claims
 * (settle --table NAME=FILE.csv): name, columns, how many of them it needs. */
#ifndef DS_LISTS_H
#define DS_LISTS_H

#include "base/table.h"

typedef struct ds_list_spec {
    const char *name;
    const ds_column_spec *columns;
    size_t n_needed; /**< the first ones; the others may be absent */
    size_t n;
} ds_list_spec;

#endif
