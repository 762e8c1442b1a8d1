/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/guess/guess.h - a draft of a mapping file for a CSV of which nothing is
 * known: encoding, delimiter, header, columns by their names (synonyms.h),
 * formats by their values, comments for people. No value of the file is in it:
 * samples are masked. */
#ifndef DS_GUESS_H
#define DS_GUESS_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

/** Drafts a mapping for `input` ("-": standard input); free(*text);
 * with zh the comments are Chinese. Reads the
 * first 4 MiB and the last 64 KiB. Errors as of ds_sample_read. Where no field
 * is known, the draft has suggestions only, and is no mapping yet. */
DS_MUST_USE ds_status ds_guess(const char *input, bool zh, char **text,
                               size_t *n, ds_error *err);

#endif
