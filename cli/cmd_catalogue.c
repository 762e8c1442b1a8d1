/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/cmd_catalogue.c - dianshu catalogue. */
#include "cli/base_years.h"
#include "cli/commands.h"
#include "cli/dip_lists.h"
#include "cli/outputs.h"
#include "cli/results.h"
#include "io/config.h"
#include "sim/dip/catalogue.h"

#include <stdio.h>
#include <string.h>

enum {
    KEY_YEARS = 1,
    KEY_CLASSES,
    KEY_COMPLICATIONS,
    KEY_HOSPITALS,
    SHOWN_ROWS = 20
};

typedef struct catalogue_args {
    cli_common common; /* first */
    cli_files files;
    cli_policy policy;
    dip_files lists;
    ds_year_range years;
} catalogue_args;

static error_t take(int key, char *arg, struct argp_state *state)
{
    catalogue_args *a = state->input;
    switch (key) {
    case KEY_YEARS:
        a->years = cli_base_years(arg, state);
        return 0;
    case KEY_CLASSES:
        a->lists.classes = arg;
        return 0;
    case KEY_COMPLICATIONS:
        a->lists.complications = arg;
        return 0;
    case KEY_HOSPITALS:
        a->lists.hospitals = arg;
        return 0;
    case ARGP_KEY_ARG:
        cli_files_add(&a->files, arg, state);
        return 0;
    case ARGP_KEY_END:
        if (a->files.n == 0 && !a->policy.is_template)
            cli_misuse(state, "which claims file?");
        return 0;
    default:
        return cli_policy_take(&a->policy, key, arg, state);
    }
}

/* What a reader should know before the numbers. */
static void warn(const catalogue_args *a, const ds_catalogue *c,
                 const ds_table *quality)
{
    const int64_t share = ds_table_get(quality, 0, 3);
    const int64_t trimmed = ds_table_get(quality, 0, 5);
    if (ds_source_find(c->in.claims.source, "operations") < 0)
        cli_note(&a->common, "the claims have no operations: every key is "
                             "conservative");
    if ((ds_i128)share * DS_RATE_ONE <=
        (ds_i128)c->in.policy->cover * DS_POINT_ONE)
        cli_note(&a->common,
                 "core groups hold %lld.%02lld %% of the cases, not more than "
                 "dip.cover: with dip.min_core: %lld they do",
                 (long long)share / 100, (long long)share % 100,
                 (long long)c->cover_threshold);
    if (trimmed > 800)
        cli_note(&a->common, "more than 8 %% of the cases were trimmed (7.2)");
}

static ds_status show(const catalogue_args *a, const ds_catalogue *c,
                      const ds_table *tables, ds_error *err)
{
#define ROW_NAME(code, name, zh) {name, zh},
    static const char *const words[][2] = {DS_DIP_ROWS(ROW_NAME)};
#undef ROW_NAME
    static const char *const columns[] = {"kind",   "diagnosis", "operations",
                                          "cases",  "kept",      "mean",
                                          "points", "cv",        NULL};
    const char *names[DS_N_DIP_ROWS];
    uint64_t read = 0;
    for (size_t i = 0; i < DS_N_DIP_ROWS; i++) {
        names[i] = words[i][a->common.zh];
        read += c->rows[i];
    }
    cli_account(&a->common, read, DS_N_DIP_ROWS, names, c->rows);
    warn(a, c, &tables[DS_CAT_QUALITY]);
    DS_TRY(
        cli_show(&a->common, &tables[DS_CAT_GROUPS], SHOWN_ROWS, columns, err));
    if (a->common.json || a->common.csv) return DS_OK; /* one table */
    DS_TRY(cli_print_row(&a->common, &tables[DS_CAT_QUALITY], err));
    DS_TRY(cli_show(&a->common, &tables[DS_CAT_LEVELS], 0, NULL, err));
    return cli_show(&a->common, &tables[DS_CAT_COVERAGE], 0, NULL, err);
}

static ds_status choose_years(catalogue_args *a, const cli_claims *claims,
                              ds_error *err)
{
    int first, last;
    if (a->years.last > 0) return DS_OK;
    DS_TRY(cli_claims_years(claims, "catalogue", &first, &last, err));
    a->years = (ds_year_range){first, last};
    cli_note(&a->common, "base years up to %d, the last whole one (--years)",
             last);
    return DS_OK;
}

static ds_status check_outputs(const catalogue_args *a, ds_error *err)
{
    const char *read[CLI_MAX_FILES + 4] = {a->policy.file, a->lists.classes,
                                           a->lists.complications,
                                           a->lists.hospitals};
    memcpy(read + 4, a->files.paths, a->files.n * sizeof *read);
    return cli_outputs_check(1, &a->common.output, a->files.n + 4, read,
                             a->common.force, err);
}

static ds_status compute(catalogue_args *a, const ds_keys *keys,
                         const char *command, ds_error *err)
{
    cli_claims claims = {0};
    dip_lists lists = {0};
    ds_catalogue c = {0};
    ds_table tables[DS_N_CATALOGUE_TABLES] = {0};
    ds_plan plan = {0};
    bool is_done = false;
    ds_status st = DS_OK;
    DS_GO(cli_claims_open(&claims, &a->files, &a->common, err));
    ds_catalogue_input input = {.claims = claims.input, .policy = keys->target};
    DS_GO(ds_catalogue_plan(&input, &a->common.run, &plan, err));
    DS_GO(cli_plan(&a->common, &plan, &is_done, err));
    if (is_done) goto done;
    DS_GO(check_outputs(a, err));
    DS_GO(choose_years(a, &claims, err));
    DS_GO(dip_lists_read(&lists, &claims, &a->lists, err));
    input.years = a->years;
    input.classes = &lists.classes;
    input.complications = &lists.complications;
    input.hospitals = lists.has_hospitals ? &lists.hospitals : NULL;
    DS_GO(ds_catalogue_compute(&input, &a->common.run, &c, err));
    cli_claims_count(&claims, &a->common);
    DS_GO(ds_catalogue_tables(&c, tables, err));
    const cli_result result = {command, 1, keys, DS_N_CATALOGUE_TABLES, tables};
    DS_GO(cli_result_write(&a->common, &claims, &result, err));
    DS_GO(show(a, &c, tables, err));
done:
    for (size_t i = 0; i < DS_N_CATALOGUE_TABLES; i++)
        ds_table_destroy(&tables[i]);
    ds_catalogue_destroy(&c);
    dip_lists_destroy(&lists);
    cli_claims_blame(&claims, err);
    cli_claims_close(&claims);
    return st;
}

static ds_status run(catalogue_args *a, const char *command, ds_error *err)
{
    ds_catalogue_policy policy;
    ds_dip_policy rest; /* one policy file serves catalogue and settle */
    ds_keys sets[] = {ds_catalogue_keys, ds_dip_keys};
    ds_keys keys = ds_catalogue_keys;
    keys.target = sets[0].target = &policy;
    sets[1].target = &rest;
    DS_TRY(cli_policy_load(&a->policy, DS_COUNT(sets), sets, err));
    DS_TRY(ds_catalogue_policy_check(
        &policy, a->policy.file ? a->policy.file : "the policy", err));
    if (a->policy.is_template)
        return ds_config_template(stdout, "DIP catalogue", 1, &keys,
                                  a->common.zh, err);
    cli_input(&a->common, "policy", a->policy.file);
    dip_lists_note(&a->common, &a->lists);
    return compute(a, &keys, command, err);
}

int cmd_catalogue(int argc, char **argv)
{
    static const struct argp_option options[] = {
        {"years",                                                         KEY_YEARS, "FIRST..LAST", 0,
         "base years, by month of booking (the whole years of the file)", 1},
        {"classes",                                                  KEY_CLASSES, "FILE", 0,
         "CSV operation,class: diagnostic, therapeutic, surgery (built in)", 1},
        {"complications", KEY_COMPLICATIONS, "FILE", 0,
         "CSV prefix,cci,severity of other diagnoses (built in)", 1},
        {"hospitals",                                                               KEY_HOSPITALS, "FILE", 0,
         "CSV hospital,level (the table in the claims file)", 1},
        CLI_POLICY_OPTIONS,
        {0  }
    };
    static const cli_spec spec = {
        "FILE...",
        "example: dianshu catalogue region.h5 --years 2020..2022 -o dip.h5"
        "\n\n"
        "DIP disease catalogue from claims: core groups of diagnosis and "
        "operations, composite groups, points, coefficients of hospital "
        "levels, auxiliary catalogue.",
        options, take, CLI_READS | CLI_WRITES | CLI_PRINTS};
    catalogue_args a = {0};
    char command[1024];
    cli_canonical(argc, argv, command, sizeof command);
    cli_parse(&spec, argc, argv, &a.common);
    return cli_end(&a.common, run(&a, command, &a.common.err));
}
