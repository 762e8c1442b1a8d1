/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/guess/guess_kind.h - the kind of a field whose name says nothing, by its
 * values */
#ifndef DS_GUESS_KIND_H
#define DS_GUESS_KIND_H

#include "io/guess/guess_column.h"

/** A day, month, amount or count where all values are one and nothing speaks
 * against it; else a code. */
DS_MUST_USE ds_status ds_guess_kind(const ds_sample *s,
                                    const ds_synonyms *names, size_t field,
                                    ds_kind *kind, ds_error *err);

#endif
