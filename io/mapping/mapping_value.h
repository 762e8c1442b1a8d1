/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/mapping/mapping_value.h - a text of the input as the integer of a claim
 * column. */
#ifndef DS_MAPPING_VALUE_H
#define DS_MAPPING_VALUE_H

#include "io/import/import_reject.h"
#include "io/mapping/mapping.h"

/** Reads text[0..n), n > 0, as a value of the column (not one that is text):
 * an amount with the column's decimals, a date of its format, the name of an
 * enumeration, a whole number. *value is written only on DS_REJECT_NONE. */
ds_reject ds_map_number(const ds_map_column *c, const char *text, size_t n,
                        int64_t *value);

/** How the column's values are written in a mapping file itself, whatever the
 * input looks like: yuan, 2020-06-15, 2020-06. A copy of c for ds_map_number;
 * borrows from c. */
ds_map_column ds_map_plain(const ds_map_column *c);

/** What ds_map_number takes, for messages: "an amount like 12.50" ... */
const char *ds_map_expects(const ds_map_column *c);

#endif
