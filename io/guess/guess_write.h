/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/guess/guess_write.h - pieces of a mapping file: texts as YAML, and samples
 * of which nobody can tell the values. */
#ifndef DS_GUESS_WRITE_H
#define DS_GUESS_WRITE_H

#include "io/import/import_rows.h"

#include <stdio.h>

/** Writes the text as a YAML scalar that reads back as these bytes (UTF-8);
 * plain where it is only letters, digits and _. A byte that is no character
 * becomes U+FFFD: a header with one cannot be imported. */
void ds_guess_text(FILE *out, ds_field f);

enum { DS_MASK_SIZE = 64 };

/** Masks a value: digits become 9, letters A, other letters 某; marks stay,
 * blanks and control characters become one blank; long ones are cut.
 * Returns the length of text[DS_MASK_SIZE]. */
size_t ds_guess_mask(ds_field f, char *text);

#endif
