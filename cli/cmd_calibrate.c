/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/cmd_calibrate.c - dianshu calibrate. */
#include "cli/commands.h"
#include "cli/fragment.h"
#include "cli/outputs.h"
#include "cli/results.h"
#include "cli/shown.h"
#include "io/config.h"
#include "io/tables/history_csv.h"
#include "sim/fund/backtest.h"

#include <stdio.h>
#include <string.h>

enum {
    KEY_MAP = 1,
    KEY_FRAGMENT,
    KEY_BACKTEST,
    N_TABLES = DS_N_CALIBRATION_TABLES + DS_N_BACKTEST_TABLES
};

typedef struct calibrate_args {
    cli_common common; /* first */
    cli_policy policy;
    const char *history, *map, *fragment;
    bool is_backtest;
} calibrate_args;

static error_t take(int key, char *arg, struct argp_state *state)
{
    calibrate_args *a = state->input;
    switch (key) {
    case KEY_MAP:
        a->map = arg;
        return 0;
    case KEY_FRAGMENT:
        a->fragment = arg;
        return 0;
    case KEY_BACKTEST:
        a->is_backtest = true;
        return 0;
    case ARGP_KEY_ARG:
        if (a->history) cli_misuse(state, "one history at a time: '%s'", arg);
        a->history = arg;
        return 0;
    case ARGP_KEY_END:
        if (!a->history && !a->policy.is_template)
            cli_misuse(state, "which history?");
        return 0;
    default:
        return cli_policy_take(&a->policy, key, arg, state);
    }
}

/* ---- what a terminal shows ----------------------------------------------- */

static bool is_set(const ds_table *t, size_t row, const char *column)
{
    const int at = ds_table_find(t, column);
    return at >= 0 && ds_table_get(t, row, (size_t)at) > 0;
}

static bool is_cleaned(const ds_table *t, size_t row)
{
    const int reason = ds_table_find(t, "reason");
    return *ds_table_get_text(t, row, (size_t)reason) != '\0';
}

static bool has_cleaned(const ds_table *t)
{
    for (size_t row = 0; row < t->n_rows; row++)
        if (is_cleaned(t, row)) return true;
    return false;
}

/* Opening adjustments, and the last year of each pool. */
static bool is_remarkable(const ds_table *t, size_t row)
{
    return is_set(t, row, "is_adjusted") || row + 1 == t->n_rows ||
           strcmp(ds_table_get_text(t, row, 0),
                  ds_table_get_text(t, row + 1, 0)) != 0;
}

static ds_status show(const calibrate_args *a, const ds_table *tables,
                      ds_error *err)
{
    static const char *const scores[] = {
        "pool",      "figure",    "ahead",     "n",    "independent",
        "within_50", "within_80", "within_90", "crps", "crps_last",
        "crps_mean", "bias",      NULL};
    const cli_common *c = &a->common;
    const ds_table *factors = &tables[0], *shrinkage = &tables[3];
    const ds_table *cleaned = &tables[4], *balance = &tables[5];
    const ds_table *backtest = &tables[DS_N_CALIBRATION_TABLES];
    const cli_shown all = {0}, with_reason = {.is_shown = is_cleaned};
    const cli_shown remarkable = {.is_shown = is_remarkable};
    const cli_shown scored = {.translated = "figure", .names = scores};
    if (c->json || c->csv)
        return cli_print(c, a->is_backtest ? backtest : factors, err);
    if (balance->n_rows > 0)
        DS_TRY(cli_show_rows(c, balance, &remarkable, NULL, err));
    if (has_cleaned(cleaned))
        DS_TRY(cli_show_rows(c, cleaned, &with_reason, NULL, err));
    else
        cli_note(c, "no year is cleaned: raw and cleaned growth are the same");
    DS_TRY(cli_show_rows(c, factors, &all, NULL, err));
    DS_TRY(cli_show_rows(c, shrinkage, &all, NULL, err));
    return a->is_backtest ? cli_show_rows(c, backtest, &scored, NULL, err)
                          : DS_OK;
}

/* ---- work ---------------------------------------------------------------- */

static ds_status backtest(const ds_calibration *c,
                          ds_table tables[DS_N_BACKTEST_TABLES], ds_error *err)
{
    ds_backtest_result b = {0};
    ds_status st = DS_OK;
    DS_GO(ds_backtest(c, &b, err));
    DS_GO(ds_backtest_tables(c, &b, tables, err));
done:
    ds_backtest_destroy(&b);
    return st;
}

static ds_status write(const calibrate_args *a, const ds_calibration *c,
                       const ds_keys *keys, const char *command,
                       const ds_table *tables, ds_error *err)
{
    static const cli_claims no_claims;
    const cli_result result = {
        command, 1, keys, a->is_backtest ? N_TABLES : DS_N_CALIBRATION_TABLES,
        tables};
    DS_TRY(cli_result_write(&a->common, &no_claims, &result, err));
    return a->fragment ? cli_fragment_write(c, a->history, a->fragment,
                                            a->common.force, err)
                       : DS_OK;
}

static ds_status compute(calibrate_args *a, const ds_keys *keys,
                         const char *command, ds_error *err)
{
    const char *written[] = {a->common.output, a->fragment};
    const char *read[] = {a->history, a->map, a->policy.file};
    ds_table history = {0}, tables[N_TABLES] = {0};
    ds_history_pool pools[DS_MAX_HISTORY_POOLS];
    size_t n_pools = 0;
    ds_calibration c = {0};
    ds_status st = DS_OK;
    DS_GO(cli_outputs_check(DS_COUNT(written), written, DS_COUNT(read), read,
                            a->common.force, err));
    DS_GO(ds_history_read(a->history, a->map, &history, err));
    DS_GO(ds_history_check(&history, a->history, pools, &n_pools, err));
    cli_note(&a->common, "%zu years of %zu pools read", history.n_rows,
             n_pools);
    DS_GO(ds_calibrate(&history, a->history, n_pools, pools, keys->target, &c,
                       err));
    DS_GO(ds_calibration_tables(&c, tables, err));
    if (a->is_backtest)
        DS_GO(backtest(&c, tables + DS_N_CALIBRATION_TABLES, err));
    DS_GO(write(a, &c, keys, command, tables, err));
    DS_GO(show(a, tables, err));
done:
    for (size_t i = 0; i < N_TABLES; i++) ds_table_destroy(&tables[i]);
    ds_calibration_destroy(&c);
    ds_table_destroy(&history);
    return st;
}

static ds_status run(calibrate_args *a, const char *command, ds_error *err)
{
    ds_calibrate_policy policy;
    ds_keys keys = ds_calibrate_keys;
    keys.target = &policy;
    DS_TRY(cli_policy_load(&a->policy, 1, &keys, err));
    if (a->policy.is_template)
        return ds_config_template(stdout, "calibration", 1, &keys, a->common.zh,
                                  err);
    cli_input(&a->common, "history", a->history);
    cli_input(&a->common, "mapping", a->map);
    cli_input(&a->common, "policy", a->policy.file);
    return compute(a, &keys, command, err);
}

int cmd_calibrate(int argc, char **argv)
{
    static const struct argp_option options[] = {
        {"map",                                                              KEY_MAP, "FILE", 0,
         "mapping (YAML): names, units and rows of the CSV, years to clean", 1},
        {"backtest",                                                            KEY_BACKTEST, 0, 0,
         "forecast every past year from those before it", 1},
        {"fragment", KEY_FRAGMENT, "FILE", 0,
         "also write the factors as YAML that simulate takes as its base", 1},
        CLI_POLICY_OPTIONS,
        {0                                                                 }
    };
    static const cli_spec spec = {
        "HISTORY.csv",
        "example: dianshu calibrate history.csv --backtest -o calib.h5\n\n"
        "Growth factors a head and a source from a fund's yearly heads, "
        "income, spending and balance: cleaned of one-offs and breaks beside "
        "the raw ones, with errors and shrunk correlations; the balance "
        "identity; a back-test against two naive models.",
        options, take, CLI_WRITES | CLI_PRINTS};
    calibrate_args a = {0};
    char command[1024];
    cli_canonical(argc, argv, command, sizeof command);
    cli_parse(&spec, argc, argv, &a.common);
    return cli_end(&a.common, run(&a, command, &a.common.err));
}
