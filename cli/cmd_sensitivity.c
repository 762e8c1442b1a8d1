/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/cmd_sensitivity.c - dianshu sensitivity. */
#include "cli/commands.h"
#include "cli/outputs.h"
#include "cli/results.h"
#include "cli/shown.h"
#include "cli/simulate.h"
#include "io/config.h"
#include "sim/fund/fund_sensitivity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct sensitivity_args {
    simulate_args model; /* first: its first is the cli_common */
    cli_policy own;      /* sensitivity.* of --set, --policy, --template */
} sensitivity_args;

/* sensitivity.* is of this command, every other key of the model. */
static error_t take_set(sensitivity_args *a, char *arg,
                        struct argp_state *state)
{
    static const char mine[] = "sensitivity.";
    const bool is_mine = strncmp(arg, mine, sizeof mine - 1) == 0;
    return cli_policy_take(is_mine ? &a->own : &a->model.keys, CLI_KEY_SET, arg,
                           state);
}

static error_t take(int key, char *arg, struct argp_state *state)
{
    sensitivity_args *a = state->input;
    switch (key) {
    case CLI_KEY_SET:
        return take_set(a, arg, state);
    case ARGP_KEY_ARG:
        if (a->model.n_files > 0)
            cli_misuse(state, "one configuration at a time: '%s'", arg);
        a->model.paths[a->model.n_files++] = arg;
        return 0;
    case ARGP_KEY_END:
        if (a->model.n_files == 0 && !a->own.is_template)
            cli_misuse(state, "which configuration?");
        return 0;
    default:
        return cli_policy_take(&a->own, key, arg, state);
    }
}

static ds_status show(const sensitivity_args *a, const ds_sensitivity *s,
                      ds_table tables[DS_N_SENSITIVITY_TABLES], ds_error *err)
{
    static const cli_shown all = {0};
    const cli_common *c = &a->model.common;
    if (s->is_correlated)
        cli_note(c, "correlations between factors drawn once are left out: "
                    "screening and indices take them as independent");
    if (s->n_inputs == 0)
        cli_note(c, "no factor is drawn once a path (factor.NAME.process: "
                    "once): no screening, no indices");
    if (c->json || c->csv) /* one table */
        return cli_print(c, &tables[s->n_inputs > 0 ? 3 : 1], err);
    DS_TRY(cli_translate(c, &tables[0], "unit", err));
    DS_TRY(cli_print_row(c, &tables[0], err));
    DS_TRY(cli_show_rows(c, &tables[1], &all, NULL, err));
    if (s->n_inputs == 0) return DS_OK;
    DS_TRY(cli_show_rows(c, &tables[2], &all, NULL, err));
    return cli_show_rows(c, &tables[3], &all, NULL, err);
}

static ds_status write(const sensitivity_args *a, const simulate_file *file,
                       const ds_keys *own, const char *command,
                       const ds_table *tables, ds_error *err)
{
    static const cli_claims no_claims;
    ds_keys sets[DS_COUNT(file->config.sets) + 1];
    memcpy(sets, file->config.sets, sizeof file->config.sets);
    sets[DS_COUNT(file->config.sets)] = *own;
    const cli_result result = {command, DS_COUNT(sets), sets,
                               DS_N_SENSITIVITY_TABLES, tables};
    return cli_result_write(&a->model.common, &no_claims, &result, err);
}

static ds_status compute(sensitivity_args *a, const ds_keys *own,
                         const char *command, ds_error *err)
{
    cli_common *c = &a->model.common;
    ds_table tables[DS_N_SENSITIVITY_TABLES] = {0};
    simulate_file *file = NULL; /* large */
    ds_sensitivity *s = NULL;
    ds_status st = DS_OK;
    DS_GO(ds_alloc(&file, 1, sizeof *file, err));
    DS_GO(ds_alloc(&s, 1, sizeof *s, err));
    DS_GO(cli_outputs_check(1, &c->output, 1, a->model.paths, c->force, err));
    DS_GO(simulate_load(&a->model, a->model.paths[0], file, err));
    DS_GO(simulate_use(&a->model, file, err));
    const ds_fund_tables given = simulate_tables(file);
    const ds_sensitivity_request request = {.config = &file->config,
                                            .tables = &given,
                                            .model = &file->model,
                                            .file = a->model.paths[0],
                                            .policy = own->target,
                                            .run = &c->run};
    DS_GO(ds_sensitivity_run(&request, s, err));
    c->rows = s->runs;
    DS_GO(ds_sensitivity_tables(&request, s, tables, err));
    DS_GO(write(a, file, own, command, tables, err));
    DS_GO(show(a, s, tables, err));
done:
    for (size_t i = 0; i < DS_N_SENSITIVITY_TABLES; i++)
        ds_table_destroy(&tables[i]);
    if (file) simulate_unload(file);
    simulate_forget(&a->model);
    free(file);
    free(s);
    return st;
}

static ds_status run(sensitivity_args *a, const char *command, ds_error *err)
{
    ds_sensitivity_policy policy;
    ds_keys own = ds_sensitivity_keys;
    cli_common *c = &a->model.common;
    own.target = &policy;
    DS_TRY(cli_policy_load(&a->own, 1, &own, err));
    if (a->own.is_template)
        return ds_config_template(stdout, "sensitivity", 1, &own, c->zh, err);
    cli_input(c, "configuration", a->model.paths[0]);
    cli_input(c, "policy", a->own.file);
    return compute(a, &own, command, err);
}

int cmd_sensitivity(int argc, char **argv)
{
    static const struct argp_option options[] = {CLI_POLICY_OPTIONS, {0}};
    static const cli_spec spec = {
        "CONFIG.yaml",
        "example: dianshu sensitivity configs/sustainability.yaml --set "
        "sensitivity.figure=months\n\n"
        "Which assumptions of simulate's CONFIG.yaml move a figure: each "
        "factor at its 10 and 90 % point, Morris' screening, and Sobol's first "
        "order and total indices with confidence intervals.",
        options, take, CLI_WRITES | CLI_PRINTS};
    sensitivity_args a = {0};
    char command[1024];
    a.model.path = -1;
    cli_canonical(argc, argv, command, sizeof command);
    cli_parse(&spec, argc, argv, &a.model.common);
    return cli_end(&a.model.common, run(&a, command, &a.model.common.err));
}
