/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/cmd_explain.c - dianshu explain. */
#include "base/keys.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "io/tables/result.h"
#include "sim/explain.h"
#include "sim/tianjin/tianjin_explain.h"

#include <string.h>

enum { KEY_HOSPITAL = 1, KEY_MONTH, YEAR = 13 };

typedef struct explain_args {
    cli_common common; /* first */
    const char *file, *hospital;
    int64_t month;
} explain_args;

static void take_month(explain_args *a, const char *arg,
                       struct argp_state *state)
{
    static const ds_key rows[] = {
        {.name = "month",
         .type = DS_KEY_INT,
         .low = "1",
         .high = "13",
         .help = "month of the agreement year"},
    };
    const ds_keys keys = {"option", rows, 1, &a->month};
    if (strcmp(arg, "year") == 0) {
        a->month = YEAR;
        return;
    }
    if (ds_keys_set(&keys, "month", arg, "--month", NULL) != DS_OK)
        cli_misuse(state, "--month: '%s' is not 1..12, 13 or year", arg);
}

static error_t take(int key, char *arg, struct argp_state *state)
{
    explain_args *a = state->input;
    switch (key) {
    case KEY_HOSPITAL:
        a->hospital = arg;
        return 0;
    case KEY_MONTH:
        take_month(a, arg, state);
        return 0;
    case ARGP_KEY_ARG:
        if (a->file) cli_misuse(state, "one result file");
        a->file = arg;
        return 0;
    case ARGP_KEY_END:
        if (!a->file) cli_misuse(state, "which result file?");
        if (!a->hospital) cli_misuse(state, "which institution? --hospital ID");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* The value of a key in the result's table config, or "". */
static const char *config_value(const ds_table *config, const char *key)
{
    const int keys = ds_table_find(config, "key");
    const int values = ds_table_find(config, "value");
    for (size_t row = 0; keys >= 0 && values >= 0 && row < config->n_rows;
         row++)
        if (strcmp(ds_table_get_text(config, row, (size_t)keys), key) == 0)
            return ds_table_get_text(config, row, (size_t)values);
    return "";
}

static ds_status read_tables(const explain_args *a, size_t n,
                             const char *const *names, ds_table *tables,
                             ds_error *err)
{
    for (size_t i = 0; i < n && names[i]; i++) {
        const ds_status st = ds_result_read(a->file, names[i], &tables[i], err);
        if (st == DS_ERR_FORMAT)
            return ds_hint(err, st,
                           "explain reads what 'dianshu settle' writes: settle "
                           "... -o year.h5");
        if (st != DS_OK) return st;
    }
    return DS_OK;
}

static bool in_chinese(const explain_args *a)
{
    return a->common.json || a->common.csv ? a->common.zh_data : a->common.zh;
}

/* Twelve months and the year. */
static ds_status explain_tianjin(const explain_args *a, ds_table *derivation,
                                 ds_error *err)
{
    ds_table tables[DS_TJ_N_X] = {0};
    ds_tj_explain x = {.hospital = a->hospital,
                       .month = a->month == 0 ? YEAR : (int)a->month,
                       .zh = in_chinese(a)};
    ds_status st = read_tables(a, DS_TJ_N_X, ds_tj_explain_names, tables, err);
    for (int i = 0; i < DS_TJ_N_X; i++) x.tables[i] = &tables[i];
    if (st == DS_OK) st = ds_tj_explain_make(&x, derivation, err);
    for (int i = 0; i < DS_TJ_N_X; i++) ds_table_destroy(&tables[i]);
    return st;
}

static ds_status explain_year(const explain_args *a,
                              const ds_explain_scheme *scheme, const char *mode,
                              ds_table *derivation, ds_error *err)
{
    ds_table tables[DS_EXPLAIN_MAX_TABLES] = {0};
    const ds_explain x = {.scheme = scheme,
                          .tables = tables,
                          .mode = mode,
                          .hospital = a->hospital,
                          .zh = in_chinese(a)};
    if (a->month != 0)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_ARG,
                               "--month: the scheme %s settles the year in one",
                               scheme->name),
                       "leave --month out");
    ds_status st =
        read_tables(a, DS_EXPLAIN_MAX_TABLES, scheme->tables, tables, err);
    if (st == DS_OK) st = ds_explain_make(&x, derivation, err);
    for (int i = 0; i < DS_EXPLAIN_MAX_TABLES; i++)
        ds_table_destroy(&tables[i]);
    return st;
}

static ds_status explain_by(const explain_args *a, const char *name,
                            const char *mode, ds_table *derivation,
                            ds_error *err)
{
    const ds_explain_scheme *scheme = ds_explain_find(name);
    if (scheme) return explain_year(a, scheme, mode, derivation, err);
    if (strcmp(name, "tianjin") == 0)
        return explain_tianjin(a, derivation, err);
    return ds_hint(err,
                   ds_fail(err, DS_ERR_FORMAT, "%s: not a settlement", a->file),
                   "explain reads what 'dianshu settle' writes: settle ... -o "
                   "year.h5");
}

static ds_status explain(const explain_args *a, ds_error *err)
{
    static const char *const names[] = {"config"};
    ds_table config = {0}, derivation = {0};
    ds_status st = read_tables(a, 1, names, &config, err);
    if (st == DS_OK)
        st = explain_by(a, config_value(&config, "policy.scheme"),
                        config_value(&config, "pv.mode"), &derivation, err);
    if (st == DS_OK) st = cli_print(&a->common, &derivation, err);
    ds_table_destroy(&config);
    ds_table_destroy(&derivation);
    return st;
}

int cmd_explain(int argc, char **argv)
{
    static const struct argp_option options[] = {
        {"hospital",                           KEY_HOSPITAL, "ID", 0, "the institution, as in the claims",
         0},
        {"month",                                KEY_MONTH, "MONTH", 0,
         "scheme tianjin: 1..12, or 13 (year) for the year's run (year)", 0},
        {0}
    };
    static const cli_spec spec = {
        "YEAR.h5",
        "example: dianshu explain year.h5 --hospital H0001 --month 3\n\n"
        "Derives one institution's number of a settled year, step by step from "
        "points to payment: every line names its rule and has its numbers put "
        "in.",
        options, take, CLI_PRINTS};
    explain_args a = {0};
    cli_parse(&spec, argc, argv, &a.common);
    return cli_end(&a.common, explain(&a, &a.common.err));
}
