/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/guess/guess_draft.h - a column of a drafted mapping, as text with
 * comments. */
#ifndef DS_GUESS_DRAFT_H
#define DS_GUESS_DRAFT_H

#include "io/guess/guess_fields.h"

#include <stdio.h>

/** What a draft is written from; all borrowed. */
typedef struct ds_draft {
    FILE *out;
    const char *input;
    const ds_sample *s;
    const ds_synonyms *names;
    const ds_guess_fields *g;
    bool zh; /**< comments in Chinese */
    ds_error *err;
} ds_draft;

/** Writes a comment of a line, after `in`. */
void ds_draft_say(const ds_draft *d, const char *in, const char *fmt, ...)
    DS_PRINTF(3, 4);

/** Writes the same behind what is on the line already, and ends it. */
void ds_draft_add(const ds_draft *d, const char *fmt, ...) DS_PRINTF(2, 3);

/** Writes "KEY: [a, b]" and a line end, of the texts whose bits are set;
 * nothing where none is. */
void ds_draft_list(const ds_draft *d, const char *key, const char *const *texts,
                   size_t n, uint64_t bits);

/** Writes the name by which a mapping calls the field. */
void ds_draft_name(const ds_draft *d, size_t field);

/** Writes up to three different masked values of the field. */
void ds_draft_samples(const ds_draft *d, size_t field);

/** Writes the keys behind `column:` or `set:`, each line after `in` ("  ", or
 * "  # " for a suggestion) and two blanks. */
void ds_draft_keys(const ds_draft *d, const char *in, const ds_guess_column *c);

/** Writes a whole column of a claim. */
void ds_draft_column(const ds_draft *d, const char *in, const char *column,
                     const ds_guess_column *c);

#endif
