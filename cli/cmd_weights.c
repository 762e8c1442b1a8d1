/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/cmd_weights.c - dianshu weights. */
#include "cli/base_years.h"
#include "cli/claims.h"
#include "cli/commands.h"
#include "cli/outputs.h"
#include "cli/results.h"
#include "io/config.h"
#include "sim/drg/weights.h"

#include <stdio.h>
#include <string.h>

enum { KEY_YEARS = 1, SHOWN_ROWS = 20 };

typedef struct weights_args {
    cli_common common; /* first */
    cli_files files;
    cli_policy policy;
    ds_year_range years;
} weights_args;

static error_t take(int key, char *arg, struct argp_state *state)
{
    weights_args *a = state->input;
    switch (key) {
    case KEY_YEARS:
        a->years = cli_base_years(arg, state);
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

static ds_status show(const weights_args *a, const ds_weights *w,
                      const ds_table tables[DS_N_WEIGHTS_TABLES], ds_error *err)
{
#define ELIGIBLE_NAME(code, name, zh) {name, zh},
    static const char *const words[][2] = {DS_ELIGIBLE_LIST(ELIGIBLE_NAME)};
#undef ELIGIBLE_NAME
    const char *names[DS_N_ELIGIBLE];
    uint64_t read = 0;
    for (size_t i = 0; i < DS_N_ELIGIBLE; i++) {
        names[i] = words[i][a->common.zh];
        read += w->rows[i];
    }
    cli_account(&a->common, read, DS_N_ELIGIBLE, names, w->rows);
    DS_TRY(cli_show(&a->common, &tables[0], SHOWN_ROWS, NULL, err));
    if (a->common.json || a->common.csv) return DS_OK; /* one table */
    return cli_show(&a->common, &tables[2], 0, NULL, err);
}

/* Without --years: not a year of which only late bookings are there. */
static ds_status choose_years(weights_args *a, const cli_claims *claims,
                              ds_error *err)
{
    int first, last;
    if (a->years.last > 0) return DS_OK;
    DS_TRY(cli_claims_years(claims, "weights", &first, &last, err));
    a->years = (ds_year_range){first, last};
    cli_note(&a->common, "base years up to %d, the last whole one (--years)",
             last);
    return DS_OK;
}

static ds_status compute(weights_args *a, const ds_keys *keys,
                         const char *command, ds_error *err)
{
    cli_claims claims = {0};
    ds_weights w = {0};
    ds_table tables[DS_N_WEIGHTS_TABLES] = {0};
    ds_dict hospitals = {0};
    ds_plan plan = {0};
    bool is_done = false;
    ds_status st = DS_OK;
    DS_GO(cli_claims_open(&claims, &a->files, &a->common, err));
    const ds_source *source = claims.input.source;
    DS_GO(ds_weights_plan(&claims.input, keys->target, &a->common.run, &plan,
                          err));
    DS_GO(cli_plan(&a->common, &plan, &is_done, err));
    if (is_done) goto done;
    DS_GO(cli_outputs_check(1, &a->common.output, a->files.n, a->files.paths,
                            a->common.force, err));
    DS_GO(choose_years(a, &claims, err));
    DS_GO(ds_weights_compute(&claims.input, keys->target, a->years,
                             &a->common.run, &w, err));
    cli_claims_count(&claims, &a->common);
    DS_GO(source->ops->dictionary(source, "hospital", &hospitals, err));
    DS_GO(ds_weights_tables(&w, &hospitals, tables, err));
    const cli_result result = {command, 1, keys, DS_N_WEIGHTS_TABLES, tables};
    DS_GO(cli_result_write(&a->common, &claims, &result, err));
    DS_GO(show(a, &w, tables, err));
done:
    for (size_t i = 0; i < DS_N_WEIGHTS_TABLES; i++)
        ds_table_destroy(&tables[i]);
    ds_dict_destroy(&hospitals);
    ds_weights_destroy(&w);
    cli_claims_blame(&claims, err);
    cli_claims_close(&claims);
    return st;
}

static ds_status run(weights_args *a, const char *command, ds_error *err)
{
    ds_weights_policy policy;
    ds_settle_policy rest; /* one policy file serves weights and settle */
    ds_keys sets[] = {ds_weights_keys, ds_settle_keys};
    ds_keys keys = ds_weights_keys;
    keys.target = sets[0].target = &policy;
    sets[1].target = &rest;
    DS_TRY(cli_policy_load(&a->policy, DS_COUNT(sets), sets, err));
    DS_TRY(ds_weights_policy_check(
        &policy, a->policy.file ? a->policy.file : "the policy", err));
    if (a->policy.is_template)
        return ds_config_template(stdout, "DRG weights", 1, &keys, a->common.zh,
                                  err);
    cli_input(&a->common, "policy", a->policy.file);
    return compute(a, &keys, command, err);
}

int cmd_weights(int argc, char **argv)
{
    static const struct argp_option options[] = {
        {"years",        KEY_YEARS, "FIRST..LAST", 0,
         "base years, by month of booking (the whole years of the file)", 1},
        CLI_POLICY_OPTIONS,
        {0}
    };
    static const cli_spec spec = {
        "FILE...",
        "example: dianshu weights region.h5 --years 2021..2022 -o weights.h5"
        "\n\n"
        "DRG weights and base points from claims: trims, year weights, RIV, "
        "CV, grouping rate, CMI, CEI and TEI of hospitals. Group codes are "
        "taken as given.",
        options, take, CLI_READS | CLI_WRITES | CLI_PRINTS};
    weights_args a = {0};
    char command[1024];
    cli_canonical(argc, argv, command, sizeof command);
    cli_parse(&spec, argc, argv, &a.common);
    return cli_end(&a.common, run(&a, command, &a.common.err));
}
