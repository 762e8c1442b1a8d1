/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/help.h - the language of a run, and help in Chinese (argp's own is in
 * English). */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "cli/options.h"

/** Whether this command line asks for Chinese: --lang, else the first of
 * LC_ALL, LC_MESSAGES, LANG that is set begins with "zh". */
bool cli_is_chinese(int argc, char **argv);

/** Whether --help is among the arguments. */
bool cli_wants_help(int argc, char **argv);

/** Prints the help of a command in Chinese on standard output; `options` are
 * all of them, ended by {0}. */
void cli_help_chinese(const char *command, const cli_spec *spec,
                      const struct argp_option *options);

#endif
