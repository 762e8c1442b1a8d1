/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/guess/guess_unit.h - the unit of amounts, as a header or a title line
 * names it */
#ifndef DS_GUESS_UNIT_H
#define DS_GUESS_UNIT_H

#include "io/guess/guess_sample.h"

/** "yuan", "fen" or "wan" (`money` of a mapping), or NULL: of a field's name,
 * like 总费用（万元） or total_fen. */
const char *ds_guess_unit_of_name(ds_field name);

/** The same of the rows before the header: （金额单位：万元）. */
const char *ds_guess_unit_of_titles(const ds_sample *s);

#endif
