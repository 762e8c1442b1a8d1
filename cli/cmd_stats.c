/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/cmd_stats.c - dianshu stats. */
#include "cli/claims.h"
#include "cli/commands.h"
#include "cli/outputs.h"
#include "cli/results.h"
#include "sim/stats.h"
#include "sim/sums.h"

#include <stdio.h>
#include <string.h>

enum {
    KEY_BY = 1,
    KEY_COLUMN,
    KEY_SUM,
    KEY_LEVELS,
    KEY_ROWS,
    SHOWN_ROWS = 40,
    NAMES_SIZE = 256
};

typedef struct stats_args {
    cli_common common; /* first */
    cli_files files;
    char by_text[NAMES_SIZE], sum_text[NAMES_SIZE];
    ds_stats_request request;
    ds_sums_request sums; /* its n_columns > 0: --sum is given */
    uint64_t rows;
} stats_args;

/* Splits "a,b,c" into names; `text` keeps the bytes. */
static size_t take_names(char text[NAMES_SIZE], const char *arg, size_t most,
                         const char **names, const char *option,
                         struct argp_state *state)
{
    size_t n = 0;
    if (strlen(arg) >= NAMES_SIZE)
        cli_misuse(state, "%s: '%s' is too long", option, arg);
    memcpy(text, arg, strlen(arg) + 1);
    for (char *name = strtok(text, ","); name; name = strtok(NULL, ",")) {
        if (n == most)
            cli_misuse(state, "%s: more than %zu columns", option, most);
        names[n++] = name;
    }
    return n;
}

static void take_levels(stats_args *a, const char *arg,
                        struct argp_state *state)
{
    const ds_key row = {.name = "--levels",
                        .type = DS_KEY_RATES,
                        .low = "0",
                        .high = "1",
                        .help = "levels of the quantiles"};
    const ds_keys keys = {"option", &row, 1, &a->request.levels};
    ds_error err = {0};
    if (ds_keys_set(&keys, row.name, arg, "stats", &err) != DS_OK)
        cli_misuse(state, "%s; %s", err.text, err.hint);
}

static error_t take(int key, char *arg, struct argp_state *state)
{
    stats_args *a = state->input;
    switch (key) {
    case KEY_BY:
        if (a->request.n_by > 0)
            cli_misuse(state, "--by is given twice: join its columns by ','");
        a->request.n_by = take_names(a->by_text, arg, DS_MAX_BY, a->request.by,
                                     "--by", state);
        return 0;
    case KEY_SUM:
        if (a->sums.n_columns > 0)
            cli_misuse(state, "--sum is given twice: join its columns by ','");
        a->sums.n_columns = take_names(a->sum_text, arg, DS_MAX_CUBE_VALUES,
                                       a->sums.columns, "--sum", state);
        return 0;
    case KEY_COLUMN:
        a->request.column = arg;
        return 0;
    case KEY_LEVELS:
        take_levels(a, arg, state);
        return 0;
    case KEY_ROWS:
        if (!cli_size(arg, false, &a->rows))
            cli_misuse(state, "--rows: '%s' is not a number", arg);
        return 0;
    case ARGP_KEY_ARG:
        cli_files_add(&a->files, arg, state);
        return 0;
    case ARGP_KEY_END:
        if (a->files.n == 0) cli_misuse(state, "which claims file?");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* Quantiles and moments of one column, or sums of several. */
static ds_status compute(stats_args *a, const cli_claims *claims, ds_table *t,
                         uint64_t *dropped, bool *is_done, ds_error *err)
{
    const ds_run *run = &a->common.run;
    const bool is_sums = a->sums.n_columns > 0;
    ds_plan plan = {0};
    a->request.input = a->sums.input = claims->input;
    a->sums.n_by = a->request.n_by;
    memcpy(a->sums.by, a->request.by, sizeof a->sums.by);
    DS_TRY(is_sums ? ds_sums_plan(&a->sums, run, &plan, err)
                   : ds_stats_plan(&a->request, run, &plan, err));
    DS_TRY(cli_plan(&a->common, &plan, is_done, err));
    if (*is_done) return DS_OK;
    DS_TRY(cli_outputs_check(1, &a->common.output, a->files.n, a->files.paths,
                             a->common.force, err));
    return is_sums ? ds_sums_run(&a->sums, run, t, dropped, err)
                   : ds_stats_run(&a->request, run, t, dropped, err);
}

static ds_status run(stats_args *a, const char *command, ds_error *err)
{
    cli_claims claims = {0};
    ds_table t = {0};
    bool is_done = false;
    uint64_t dropped = 0;
    ds_status st = DS_OK;
    DS_GO(cli_claims_open(&claims, &a->files, &a->common, err));
    DS_GO(compute(a, &claims, &t, &dropped, &is_done, err));
    if (is_done) goto done;
    cli_claims_count(&claims, &a->common);
    const cli_result result = {command, 0, NULL, 1, &t};
    DS_GO(cli_result_write(&a->common, &claims, &result, err));
    if (!a->common.output)
        DS_GO(cli_show(&a->common, &t, (size_t)a->rows, NULL, err));
    if (a->common.where) {
        static const char *const names[] = {"counted", "left out by --where"};
        const uint64_t n = claims.input.source->n_rows;
        const uint64_t counts[] = {n - dropped, dropped};
        cli_account(&a->common, n, 2, names, counts);
    }
done:
    ds_table_destroy(&t);
    cli_claims_blame(&claims, err);
    cli_claims_close(&claims);
    return st;
}

int cmd_stats(int argc, char **argv)
{
    static const struct argp_option options[] = {
        {"by",                                                     KEY_BY, "A,B,C", 0,
         "up to three columns to group by; `year` is the year of booking, "
         "`age` whole years, "
         "`hospital.level` a column of a table beside the claims", 1},
        {"column",                                                 KEY_COLUMN, "NAME", 0, "what to describe (total)", 1},
        {"sum", KEY_SUM, "A,B,C,D", 0,
         "sums of up to four columns instead (one pass)", 1},
        {"levels",                                                        KEY_LEVELS, "LIST", 0,
         "levels of the quantiles (0.05,0.2,0.5,0.8,0.95)", 1},
        {"rows",KEY_ROWS, "N", 0, "rows shown on a terminal, 0 = all (40)", 1},
        {0                                                      }
    };
    static const cli_spec spec = {
        "FILE...",
        "example: dianshu stats region.h5 --by drg --column total\n"
        "         dianshu stats 2022.h5 2023.h5 --by year,drg\n\n"
        "Count, sum, mean, sd, CV, extremes and exact quantiles (type 7) of a "
        "column, for every combination of up to three others. With --sum: "
        "records and sums only.",
        options, take, CLI_READS | CLI_WRITES | CLI_PRINTS};
    stats_args a = {
        .rows = SHOWN_ROWS,
        .request = {
                    .column = "total",
                    .levels = {
                5, {50000000, 200000000, 500000000, 800000000, 950000000}}}
    };
    char command[1024];
    cli_canonical(argc, argv, command, sizeof command);
    cli_parse(&spec, argc, argv, &a.common);
    return cli_end(&a.common, run(&a, command, &a.common.err));
}
