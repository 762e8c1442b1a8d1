/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/guess/guess_date.h - the formats of the dates in a field. */
#ifndef DS_GUESS_DATE_H
#define DS_GUESS_DATE_H

#include "io/guess/guess_column.h"

/** Fills g->dates with formats that read as many values as any, and
 * g->other_date. */
void ds_guess_dates(ds_guess_column *g, const ds_sample *s);

/** Whether one of g->dates reads the cleaned value. */
bool ds_guess_is_date(const ds_guess_column *g, ds_field f);

#endif
