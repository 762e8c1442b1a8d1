/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/cmd_import.c - dianshu import: CSV files become a claims file. */
#include "cli/commands.h"
#include "cli/import_table.h"
#include "cli/options.h"
#include "cli/outputs.h"
#include "io/guess/guess.h"
#include "io/import/import.h"
#include "io/outfile.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEY_MAP = 0x2000,
    KEY_REJECTS,
    KEY_MAX_REJECTS,
    KEY_LEVEL,
    KEY_TABLE,
    KEY_DRY_RUN,
    KEY_GUESS
};
enum { MAX_INPUTS = 1000 };

typedef struct import_args {
    cli_common common; /* first */
    ds_import_options options;
    const char *table; /* NULL: claims */
    bool guess;
    const char *more[MAX_INPUTS];
} import_args;

static void take_input(import_args *a, const char *arg,
                       struct argp_state *state)
{
    ds_import_options *o = &a->options;
    if (!o->input) {
        o->input = arg;
        return;
    }
    if (o->n_more == MAX_INPUTS)
        cli_misuse(state, "more than %d inputs", MAX_INPUTS);
    a->more[o->n_more++] = arg;
    o->more = a->more;
}

/* What goes together, and what is missing. */
static void check_arguments(const import_args *a, struct argp_state *state)
{
    const ds_import_options *o = &a->options;
    if (a->table && (o->rejects || o->dry_run || a->guess))
        cli_misuse(state, "--rejects, --dry-run and --guess are for claims: a "
                          "table is taken whole or not at all");
    if (a->guess && (o->mapping || o->dry_run))
        cli_misuse(state, "--guess makes a mapping: it takes neither --map nor "
                          "--dry-run");
    if ((a->table || a->guess) && o->n_more > 0)
        cli_misuse(state, "--table and --guess take one FILE");
    if (a->guess) return;
    if (!o->mapping && !a->table)
        cli_misuse(state, "--map FILE is missing (--guess drafts one)");
    if (!a->common.output && !o->dry_run)
        cli_misuse(state, "-o FILE is missing");
}

static error_t take(int key, char *arg, struct argp_state *state)
{
    import_args *a = state->input;
    switch (key) {
    case KEY_MAP:
        a->options.mapping = arg;
        return 0;
    case KEY_REJECTS:
        a->options.rejects = arg;
        return 0;
    case KEY_MAX_REJECTS:
        if (!ds_import_limit_parse(arg, &a->options.max_rejects))
            cli_misuse(state,
                       "--max-rejects: '%s' is neither a number of rows "
                       "nor a percentage like 2.5%%",
                       arg);
        return 0;
    case KEY_LEVEL:
        if (arg[0] < '0' || arg[0] > '9' || arg[1] != '\0')
            cli_misuse(state, "--deflate: '%s' is not 0 to 9", arg);
        a->options.deflate_level = arg[0] - '0';
        return 0;
    case KEY_TABLE:
        a->table = arg;
        return 0;
    case KEY_DRY_RUN:
        a->options.dry_run = true;
        return 0;
    case KEY_GUESS:
        a->guess = true;
        return 0;
    case ARGP_KEY_ARG:
        take_input(a, arg, state);
        return 0;
    case ARGP_KEY_END:
        if (!a->options.input)
            cli_misuse(state, "FILE is missing (- reads "
                              "standard input)");
        check_arguments(a, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void note_written(const import_args *a, const ds_import_result *r)
{
    if (a->options.dry_run && !a->options.rejects)
        cli_note(&a->common, "dry run: nothing is written");
    else if (a->options.dry_run)
        cli_note(&a->common,
                 "dry run: nothing is written but the rejected rows, to %s",
                 a->options.rejects);
    else if (a->options.rejects && r->rows_rejected > 0)
        cli_note(&a->common, "rejected rows are listed in %s",
                 a->options.rejects);
}

static void note(const import_args *a, const ds_import_result *r)
{
    if (r->unmapped && r->unmapped[0])
        cli_note(&a->common, "not imported: %s", r->unmapped);
    if (r->has_unchecked_payers)
        cli_note(&a->common,
                 "not checked: whether the payers add up to the total (map all "
                 "five; {value: 0} where there is none)");
    if (r->shared[0])
        cli_note(&a->common, "several columns read one field: %s", r->shared);
    if (r->n_apostrophes > 0)
        cli_note(&a->common,
                 "%" PRIu64 " values of %s begin with an apostrophe (clean: "
                 "yes drops it)",
                 r->n_apostrophes, r->apostrophes);
    if (r->blank_lines > 0)
        cli_note(&a->common, "%" PRIu64 " empty lines are no rows",
                 r->blank_lines);
    if (r->rows_dropped > 0)
        cli_note(&a->common,
                 "%" PRIu64 " rows begin with or hold a text of "
                 "footer: and are dropped",
                 r->rows_dropped);
    note_written(a, r);
}

/* Where the import failed for too many rejects, only these: nothing was stored.
 * JSON and CSV are one table: the account, which has the rejects as well. */
static ds_status print(const import_args *a, ds_import_result *r,
                       bool is_written, ds_error *err)
{
    if (is_written && r->account.n_rows > 0)
        DS_TRY(cli_print(&a->common, &r->account, err));
    if (r->rejects.n_rows == 0 ||
        (is_written && (a->common.json || a->common.csv)))
        return DS_OK;
    if (!a->common.json && !a->common.csv)
        DS_TRY(cli_translate(&a->common, &r->rejects, "remedy", err));
    return cli_print(&a->common, &r->rejects, err);
}

/* Drafts a mapping; without -o on standard output, to be looked at. */
static ds_status draft(import_args *a, ds_error *err)
{
    const char *const written[] = {a->common.output};
    const char *const read[] = {a->options.input};
    ds_outfile file = {0};
    char *text = NULL;
    size_t n = 0;
    DS_TRY(cli_outputs_check(1, written, 1, read, a->common.force, err));
    ds_status st = ds_guess(a->options.input, a->common.zh, &text, &n, err);
    if (st == DS_OK && !a->common.output) fwrite(text, 1, n, stdout);
    if (st == DS_OK && a->common.output) {
        st = ds_outfile_open(&file, a->common.output, a->common.force, err);
        if (st == DS_OK) st = ds_outfile_write(&file, text, n, err);
        if (st == DS_OK)
            st = ds_outfile_commit(&file, err);
        else
            ds_outfile_abort(&file);
    }
    free(text);
    return st;
}

static ds_status work(import_args *a, ds_error *err)
{
    ds_import_result result = {0};
    if (a->table)
        return cli_import_table(&a->common, a->table, a->options.input,
                                a->options.mapping, err);
    if (a->guess) return draft(a, err);
    const char *const written[] = {a->common.output, a->options.rejects};
    const ds_import_options *o = &a->options;
    const char *read[MAX_INPUTS + 2] = {o->input, o->mapping};
    memcpy(read + 2, a->more, o->n_more * sizeof *read);
    const size_t n_not = o->dry_run; /* the rejects alone are written */
    DS_TRY(cli_outputs_check(2 - n_not, written + n_not, o->n_more + 2, read,
                             a->common.force, err));
    a->options.output = a->common.output;
    a->options.force = a->common.force;
    const ds_status st = ds_import(&a->options, &a->common.run, &result, err);
    a->common.rows = result.rows_read;
    a->common.bytes = result.bytes;
    if (st == DS_OK || st == DS_ERR_DATA) note(a, &result);
    ds_error print_err = {0};
    const ds_status printed = print(a, &result, st == DS_OK, &print_err);
    ds_import_result_destroy(&result);
    if (st != DS_OK || printed == DS_OK) return st;
    *err = print_err;
    return printed;
}

int cmd_import(int argc, char **argv)
{
    /* clang-format off */
    static const struct argp_option options[] = {
        {"map", KEY_MAP, "FILE", 0,
         "the mapping: which column comes from which field (YAML)", 0},
        {"table", KEY_TABLE, "NAME", 0,
         "a table beside the claims of -o instead: hospital, person, "
         "physician_days, roster, class_history, contract, disease_quota, "
         "stay_quota, bid_use, bid_pass, decision", 0},
        {"rejects", KEY_REJECTS, "FILE", 0,
         "list rejected rows there: row, line, column, reason (CSV)", 0},
        {"max-rejects", KEY_MAX_REJECTS, "N|P%", 0,
         "fail, and write nothing, beyond N rows or P percent (10%)", 0},
        {"deflate", KEY_LEVEL, "0..9", 0, "how hard to compress (1)", 0},
        {"guess", KEY_GUESS, 0, 0,
         "draft a mapping for FILE instead; on standard output, or -o FILE", 0},
        {"dry-run", KEY_DRY_RUN, 0, 0,
         "read and judge all rows, write nothing but --rejects", 0},
        {0}};
    /* clang-format on */
    static const cli_spec spec = {
        "FILE...",
        "example: dianshu import claims.csv.gz --guess -o mapping.yaml\n"
        "         dianshu import 2022.csv 2023.csv.gz --map mapping.yaml -o "
        "claims.h5\n"
        "         dianshu import --table hospital hospitals.csv -o claims.h5"
        "\n\nReads a CSV (plain or gzip, UTF-8 or GB18030; - is standard "
        "input) by a mapping file and writes a claims file. Every row is "
        "stored, or rejected and counted under one reason. --guess drafts a "
        "mapping from the names and values of the file. Ready mappings are in "
        "configs/import, their keys in docs/formats.md.",
        options, take, CLI_WRITES | CLI_PRINTS};
    import_args a = {
        .options = {.deflate_level = 1, .max_rejects = {true, 100000}}
    };
    cli_parse(&spec, argc, argv, &a.common);
    return cli_end(&a.common, work(&a, &a.common.err));
}
