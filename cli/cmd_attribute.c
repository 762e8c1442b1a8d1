/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/cmd_attribute.c - dianshu attribute. */
#include "cli/commands.h"
#include "cli/outputs.h"
#include "cli/results.h"
#include "io/tables/result.h"
#include "sim/cells.h"

#include <stdio.h>
#include <string.h>

enum { KEY_YEARS = 1 };

typedef struct attribute_args {
    cli_common common; /* first */
    const char *cells;
    int64_t year[2]; /* 0: the first and the last of the file */
} attribute_args;

static void take_years(attribute_args *a, const char *arg,
                       struct argp_state *state)
{
    const ds_key rows[] = {
        {.name = "before",
         .type = DS_KEY_INT,
         .low = "1900",
         .high = "2199",
         .help = "the year before"},
        { .name = "after",
         .offset = sizeof(int64_t),
         .type = DS_KEY_INT,
         .low = "1900",
         .high = "2199",
         .help = "the year after"}
    };
    const ds_keys keys = {"option", rows, 2, a->year};
    const char *dots = strstr(arg, "..");
    char text[32];
    snprintf(text, sizeof text, "%.*s", dots ? (int)(dots - arg) : 0, arg);
    if (!dots || ds_keys_set(&keys, "before", text, "--years", NULL) != DS_OK ||
        ds_keys_set(&keys, "after", dots + 2, "--years", NULL) != DS_OK ||
        a->year[0] == a->year[1])
        cli_misuse(state, "--years: '%s' is not BEFORE..AFTER", arg);
}

static error_t take(int key, char *arg, struct argp_state *state)
{
    attribute_args *a = state->input;
    switch (key) {
    case KEY_YEARS:
        take_years(a, arg, state);
        return 0;
    case ARGP_KEY_ARG:
        if (a->cells) cli_misuse(state, "one file at a time: '%s'", arg);
        a->cells = arg;
        return 0;
    case ARGP_KEY_END:
        if (!a->cells) cli_misuse(state, "which file of cells?");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static ds_status run(attribute_args *a, const char *command, ds_error *err)
{
    static const cli_claims no_claims;
    ds_table csv = {0}, t = {0};
    ds_status st = DS_OK;
    cli_input(&a->common, "cells", a->cells);
    DS_GO(cli_outputs_check(1, &a->common.output, 1, &a->cells, a->common.force,
                            err));
    DS_GO(ds_csv_read_some(a->cells, "cells", ds_cell_specs, DS_CELLS_NEEDED,
                           DS_N_CELL_COLUMNS, &csv, err));
    DS_GO(ds_cells_attribute(&csv, a->cells, a->year, &t, err));
    cli_note(&a->common, "%lld rows read: %lld to %lld", (long long)csv.n_rows,
             (long long)a->year[0], (long long)a->year[1]);
    const cli_result result = {command, 0, NULL, 1, &t};
    DS_GO(cli_result_write(&a->common, &no_claims, &result, err));
    if (!a->common.json && !a->common.csv)
        DS_GO(cli_translate(&a->common, &t, "part", err));
    DS_GO(cli_print(&a->common, &t, err));
done:
    ds_table_destroy(&csv);
    ds_table_destroy(&t);
    return st;
}

int cmd_attribute(int argc, char **argv)
{
    static const struct argp_option options[] = {
        {"years",          KEY_YEARS, "BEFORE..AFTER", 0,
         "the two years (the first and the last of the file)", 1},
        {0}
    };
    static const cli_spec spec = {
        "CELLS.csv",
        "example: dianshu attribute cells.csv --years 2021..2022\n\n"
        "Splits the growth of a fund's spending between two years into heads, "
        "ageing, use, case mix, price, fund share, outside and one-off: to the "
        "fen, and the same whichever comes first.",
        options, take, CLI_WRITES | CLI_PRINTS};
    attribute_args a = {0};
    char command[1024];
    cli_canonical(argc, argv, command, sizeof command);
    cli_parse(&spec, argc, argv, &a.common);
    return cli_end(&a.common, run(&a, command, &a.common.err));
}
