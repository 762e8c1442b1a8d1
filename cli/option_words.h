/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/option_words.h - are the words of a command line options that exist?
 * Asked before argp reads them, whose own messages are English and name no
 * remedy. */
#ifndef CLI_OPTION_WORDS_H
#define CLI_OPTION_WORDS_H

#include <argp.h>
#include <stddef.h>

/** Of the n names at `names` (stride bytes apart) the nearest to `word`, for
 * "did you mean", or NULL where none is near. */
const char *cli_nearest(const char *word, const char *const *names,
                        size_t stride, size_t n);

/** Ends the program with CLI_MISUSED and a message where a word of argv[1..)
 * is an option that none of options[0..n) is, may be several, lacks its value
 * or has one that it does not take. `state` is for cli_misuse. */
void cli_check_words(const struct argp_state *state,
                     const struct argp_option *options, size_t n);

#endif
