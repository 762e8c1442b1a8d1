/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/options.h - what every command shares: options, messages, progress,
 * exit codes (architecture.md section 5).
 *
 * A command is:
 *   static const struct argp_option options[] = {...own..., {0}};
 *   int cmd_x(int argc, char **argv) {
 *       struct x_args args = {0};
 *       cli_parse(&spec, argc, argv, &args.common, ...)   ends on misuse
 *       ds_status st = work(&args, &args.common.err);
 *       return cli_end(&args.common, st);
 *   }
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "base/parallel.h"
#include "base/progress.h"
#include "base/status.h"
#include "base/table.h"
#include "kernels/plan.h"

#include <argp.h>
#include <stdbool.h>
#include <stdint.h>

enum { CLI_MISUSED = 2, CLI_MAX_INPUTS = 256 };

/** Which of the shared options a command takes. */
enum {
    CLI_READS = 1,  /**< --plan, --memory: passes over claims */
    CLI_WRITES = 2, /**< -o, --force */
    CLI_PRINTS = 4, /**< --json, --csv: prints tables */
    CLI_FILTERS = 8 /**< --where: some of the claims */
};

/** The shared options as given, and what follows from them. */
typedef struct cli_common {
    const char *command; /**< "stats" */
    unsigned takes;      /**< CLI_READS | ... */
    const char *where;   /**< NULL or "insurance=employee,year=2021..2023" */
    const char *output;  /**< -o FILE or NULL */
    bool force, quiet, stats, plan, json, csv, fen;
    bool zh;      /**< messages and tables on the terminal in Chinese */
    bool zh_data; /**< CSV, JSON and files too: only where --lang says so */
    size_t n_inputs;
    const char *inputs[CLI_MAX_INPUTS][2]; /**< of other files read: what, path
                                                or NULL; for /run of results */
    ds_run run; /**< threads, memory, cancel, progress: ready */
    ds_progress progress;
    ds_error err;
    uint64_t rows, bytes; /**< for --stats: a command adds what it read */
    double started;       /**< seconds of the monotone clock */
    int argc;             /**< as given, for cli/forecast.h */
    char **argv;
} cli_common;

/** One command line: a command's own options and how they are taken. */
typedef struct cli_spec {
    const char *arguments;             /**< "FILE" */
    const char *doc;                   /**< example first, then what it does */
    const struct argp_option *options; /**< own options, ended by {0} */
    /** Takes an own option or (key ARGP_KEY_ARG) an argument; returns 0 or
     * ARGP_ERR_UNKNOWN; ends the program by cli_misuse on misuse. state->input
     * is the cli_common, the first member of the command's own struct. */
    error_t (*take)(int key, char *arg, struct argp_state *state);
    unsigned takes;
} cli_spec;

/** Once, first thing in main. */
void cli_begin(void);

/** Parses the command line into *args, whose first member is a cli_common;
 * exits with 2 and a message on misuse, 0 after --help. */
void cli_parse(const cli_spec *spec, int argc, char **argv, cli_common *args);

/** Ends the program with 2 and a message in the run's language: for what
 * cli_spec.take refuses. state->input is the cli_common. */
_Noreturn void cli_misuse(const struct argp_state *state, const char *fmt, ...)
    DS_PRINTF(2, 3);

/** Prints the error or the --stats line, removes the progress line, and gives
 * the program's exit code. */
int cli_end(cli_common *c, ds_status st);

/** Notes a file that the run reads beside the claims (path may be NULL). */
void cli_input(cli_common *c, const char *what, const char *path);

/** A line on stderr in the run's language, unless --quiet. */
void cli_note(const cli_common *c, const char *fmt, ...) DS_PRINTF(2, 3);

/** Prints a table on stdout as --json, --csv or text asks. */
DS_MUST_USE ds_status cli_print(const cli_common *c, const ds_table *t,
                                ds_error *err);

/** The same, but as text only the first rows (0: all) and, where `names` is
 * not NULL, only these columns (ended by NULL): a terminal is narrow. JSON and
 * CSV hold the whole table. */
DS_MUST_USE ds_status cli_show(const cli_common *c, const ds_table *t,
                               size_t max_rows, const char *const *names,
                               ds_error *err);

/** Puts the words of a TEXT column into Chinese where the run speaks it and
 * the list of messages has them. */
DS_MUST_USE ds_status cli_translate(const cli_common *c, ds_table *t,
                                    const char *column, ds_error *err);

/** Prints a table of one row as a list, a line a column: for summaries. */
DS_MUST_USE ds_status cli_print_row(const cli_common *c, const ds_table *t,
                                    ds_error *err);

/** With --plan: prints it and sets *done; else refuses what --memory does not
 * allow, and takes the plan's bytes for --stats. */
DS_MUST_USE ds_status cli_plan(cli_common *c, const ds_plan *plan, bool *done,
                               ds_error *err);

/** A size like 1000000, 1m, 2.5k, 1e6, 64g (k, m, g = powers of 1000, or of
 * 1024 when `binary`); false where it is none. */
bool cli_size(const char *text, bool binary, uint64_t *out);

/** The command line that is the same work: no --threads, -o, --stats, --quiet,
 * --force, no folder of file names. For /run of results. */
const char *cli_canonical(int argc, char **argv, char *text, size_t size);

#endif
