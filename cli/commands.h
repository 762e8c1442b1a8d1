/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/commands.h - the list of commands: a new one is a row here and a file
 * cli/cmd_<name>.c with int cmd_<name>(int argc, char **argv). */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

/* X(name, summary), in the order of --help. */
#define COMMAND_LIST(X)                                                        \
    X(generate, "a seeded synthetic region of any size, with known truth")     \
    X(import, "CSV files become a claims file, or a table of it")              \
    X(info, "what is in a file")                                               \
    X(check, "is a file whole and consistent?")                                \
    X(stats, "count, mean, CV, exact quantiles of a column by others")         \
    X(weights, "DRG weights, trims and their quality from claims")             \
    X(catalogue, "DIP disease catalogue from claims")                          \
    X(settle, "a region's settlement under a policy file")                     \
    X(explain, "one institution's number, derived step by step")               \
    X(capitation, "diabetes capitation: quotas and the year against them")     \
    X(runoff, "claims incurred and not yet booked, by chain ladder")           \
    X(compare, "DRG and DIP on the same cases: who wins, who loses")              \
    X(calibrate, "growth factors of a fund from its history, and a back-test") \
    X(attribute, "why a fund's spending grew between two years")               \
    X(simulate, "will the fund last? Monte Carlo over years")                  \
    X(sensitivity, "which assumptions of simulate move a figure")              \
    X(export, "claims or tables as CSV, JSON, xlsx or Stata")                  \
    X(columns, "what a claim may hold")                                        \
    X(bench, "how fast this machine runs it, and what bounds it")

#define COMMAND_DECLARE(name, summary) int cmd_##name(int argc, char **argv);
COMMAND_LIST(COMMAND_DECLARE)
#undef COMMAND_DECLARE

#endif
