/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/cmd_simulate.c - dianshu simulate: will the fund last? */
#include "cli/commands.h"
#include "cli/outputs.h"
#include "cli/results.h"
#include "cli/simulate.h"
#include "io/config.h"

#include "base/decimal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEY_PATH = 1,
    KEY_UNTIL,
    KEY_SOLVE,
    KEY_CHECKPOINT,
    KEY_PRINT,
    KEY_PATHS,
    KEY_FIGURES,
    KEY_WITH,
    KEY_SINCE
};

static void take_path(simulate_args *a, const char *arg,
                      struct argp_state *state)
{
    if (ds_decimal_parse(arg, strlen(arg), 0, &a->path) != DS_DECIMAL_OK ||
        a->path < 0)
        cli_misuse(state, "--path: '%s' is not a whole number from 0", arg);
}

/* --paths N is --set paths=N. */
static void take_paths(simulate_args *a, const char *arg,
                       struct argp_state *state)
{
    uint64_t n;
    if (!cli_size(arg, false, &n) || n < 1)
        cli_misuse(state, "--paths: '%s' is no number of paths like 10000, 1m",
                   arg);
    snprintf(a->paths_key, sizeof a->paths_key, "paths=%llu",
             (unsigned long long)n);
    cli_policy_take(&a->keys, CLI_KEY_SET, a->paths_key, state);
}

/* "balance,months": bits of ds_fund_figure. What the summary shows is always
 * among them. */
static void take_figures(simulate_args *a, const char *arg,
                         struct argp_state *state)
{
    static const char *const names[] = {
#define FIGURE_NAME(id, name, money, decimals, unit, zh, help) name,
        DS_FUND_FIGURES(FIGURE_NAME)
#undef FIGURE_NAME
    };
    a->figures = 1u << DS_FUND_BALANCE | 1u << DS_FUND_MONTHS;
    while (*arg) {
        const size_t n = strcspn(arg, ",");
        size_t f = 0;
        while (f < DS_FUND_N_FIGURES &&
               (strlen(names[f]) != n || memcmp(names[f], arg, n) != 0))
            f++;
        if (f == DS_FUND_N_FIGURES)
            cli_misuse(state, "--figures: no figure '%.*s'", (int)n, arg);
        a->figures |= 1u << f;
        arg += n + (arg[n] == ',');
    }
}

static error_t take(int key, char *arg, struct argp_state *state)
{
    simulate_args *a = state->input;
    switch (key) {
    case KEY_PATH:
        take_path(a, arg, state);
        return 0;
    case KEY_PATHS:
        take_paths(a, arg, state);
        return 0;
    case KEY_FIGURES:
        take_figures(a, arg, state);
        return 0;
    case KEY_UNTIL:
        a->until = arg;
        return 0;
    case KEY_SOLVE:
        a->solve = arg;
        return 0;
    case KEY_CHECKPOINT:
        a->checkpoint = arg;
        return 0;
    case KEY_PRINT:
        a->print = arg;
        return 0;
    case KEY_SINCE:
        a->since = arg;
        return 0;
    case KEY_WITH:
        if (a->n_with == SIMULATE_MAX_WITH)
            cli_misuse(state, "more than %d files", SIMULATE_MAX_WITH);
        a->with[a->n_with++] = arg;
        return 0;
    case ARGP_KEY_ARG:
        if (a->n_files == SIMULATE_MAX_FILES)
            cli_misuse(state, "more than %d files", SIMULATE_MAX_FILES);
        a->paths[a->n_files++] = arg;
        return 0;
    case ARGP_KEY_END:
        if (a->n_files == 0 && !a->keys.is_template)
            cli_misuse(state, "which configuration?");
        return 0;
    default:
        return key == CLI_KEY_POLICY
                   ? ARGP_ERR_UNKNOWN
                   : cli_policy_take(&a->keys, key, arg, state);
    }
}

/* ---- work ---------------------------------------------------------------- */

/* A scenario that moves no figure has a key that does nothing: an amount of
 * the base year, a pool that is not run. */
static void note_if_still(const simulate_args *a, const simulate_file *f,
                          const ds_fund_pairs *pairs)
{
    for (size_t k = 0; k < DS_FUND_N_POOLS; k++)
        for (int64_t t = 0; t < f->model.v.years; t++)
            for (size_t i = 0; i < DS_FUND_N_PAIRED; i++)
                if (pairs->at[k][t][i].mean != 0.0 ||
                    pairs->at[k][t][i].error != 0.0)
                    return;
    cli_note(&a->common,
             "scenario %s moves no figure: published income and spending are "
             "those of the base year; emp.rate_base, res.premium_base, "
             "res.subsidy_base say what belongs to it",
             f->config.v.name);
}

static ds_status add_run(simulate_args *a, const simulate_file *f,
                         const simulate_file *base,
                         ds_table tables[DS_FUND_N_TABLES], ds_error *err)
{
    ds_fund_result r = {0};
    ds_fund_pairs *pairs = NULL;
    ds_status st = DS_OK;
    DS_GO(simulate_run(a, f, a->n_runs++, &r, err));
    DS_GO(ds_fund_tables_add(tables, &f->model, &r, f == base, err));
    a->common.rows += r.n * (uint64_t)r.years;
    if (f == base) {
        st = ds_fund_tables_plan(tables, &f->model, &r, err);
        goto done;
    }
    DS_GO(ds_alloc(&pairs, 1, sizeof *pairs, err));
    DS_GO(ds_fund_compare(&base->model, &f->model, r.n, &a->common.run, pairs,
                          err));
    note_if_still(a, f, pairs);
    DS_GO(ds_fund_tables_pairs(tables, &f->model, pairs, err));
    DS_GO(ds_fund_tables_scenario(tables, &base->config, &f->config, err));
done:
    free(pairs);
    ds_fund_result_destroy(&r);
    return st;
}

/* With reactions on, the run without them is reported beside. */
static ds_status add_without_reaction(simulate_args *a,
                                      const simulate_file *base,
                                      ds_table tables[DS_FUND_N_TABLES],
                                      ds_error *err)
{
    simulate_file without = {.path = base->path};
    ds_status st = DS_OK;
    if (!base->config.v.reaction) return DS_OK;
    DS_GO(simulate_load(a, base->path, &without, err));
    without.config.v.reaction = without.model.v.reaction = 0;
    DS_GO(ds_fund_model_paths(&without.model, base->model.v.paths, err));
    snprintf(without.model.v.name, sizeof without.model.v.name,
             "%.200s without reaction", base->config.v.name);
    memcpy(without.config.v.name, without.model.v.name,
           sizeof without.config.v.name);
    DS_GO(add_run(a, &without, base, tables, err));
done:
    simulate_unload(&without);
    return st;
}

static ds_status add_scenarios(simulate_args *a, const simulate_file *base,
                               ds_table tables[DS_FUND_N_TABLES], ds_error *err)
{
    for (size_t i = 1; i < a->n_files; i++) {
        simulate_file f = {0};
        ds_status st = simulate_load(a, a->paths[i], &f, err);
        if (st == DS_OK)
            st = ds_fund_model_paths(&f.model, base->model.v.paths, err);
        if (st == DS_OK) st = simulate_use(a, &f, err);
        if (st == DS_OK) st = add_run(a, &f, base, tables, err);
        simulate_unload(&f);
        DS_TRY(st);
    }
    return add_without_reaction(a, base, tables, err);
}

typedef char scenario_name[sizeof((ds_fund_keys_values *)0)->name];

/* Rows are told apart by the name of the run. */
static ds_status check_name(const simulate_args *a, size_t i,
                            scenario_name *names, ds_error *err)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(names[k], names[i]) == 0)
            return ds_hint(err,
                           ds_fail(err, DS_ERR_CONFIG,
                                   "%s: name: '%s' is that of %s as well",
                                   a->paths[i], names[i], a->paths[k]),
                           "give each file a name of its own (name: ...); "
                           "--set name gives all of them the same");
    return DS_OK;
}

/* What is wrong with a scenario is said before the base is run. */
static ds_status check_scenarios(const simulate_args *a,
                                 const simulate_file *base, ds_error *err)
{
    scenario_name names[SIMULATE_MAX_FILES];
    memcpy(names[0], base->config.v.name, sizeof names[0]);
    for (size_t i = 1; i < a->n_files; i++) {
        simulate_file f = {0};
        ds_status st = simulate_load(a, a->paths[i], &f, err);
        if (st == DS_OK)
            st = ds_fund_pairs_check(&base->config.v, &f.config.v, a->paths[i],
                                     err);
        memcpy(names[i], f.config.v.name, sizeof names[i]);
        simulate_unload(&f);
        DS_TRY(st);
        DS_TRY(check_name(a, i, names, err));
    }
    return DS_OK;
}

static void name_inputs(simulate_args *a)
{
    for (size_t i = 0; i < a->n_files; i++)
        cli_input(&a->common, i == 0 ? "base" : "scenario", a->paths[i]);
    for (size_t i = 0; i < a->n_with; i++)
        cli_input(&a->common, "with", a->with[i]);
    if (a->since) cli_input(&a->common, "since", a->since);
}

static ds_status write_result(const simulate_args *a, const char *command,
                              const simulate_file *base,
                              const ds_table tables[DS_FUND_N_TABLES],
                              const simulate_more *more, ds_error *err)
{
    const cli_claims none = {0};
    ds_table all[DS_FUND_N_TABLES + SIMULATE_MAX_MORE]; /* borrows */
    memcpy(all, tables, DS_FUND_N_TABLES * sizeof *all);
    memcpy(all + DS_FUND_N_TABLES, more->tables, more->n * sizeof *all);
    const cli_result result = {command, 2, base->config.sets,
                               DS_FUND_N_TABLES + more->n, all};
    return cli_result_write(&a->common, &none, &result, err);
}

/* What --figures asks for has to be there: of months with a profile only. */
static ds_status check_figures(const simulate_args *a, const ds_fund_model *m,
                               ds_error *err)
{
    static const ds_fund_figure of_months[] = {DS_FUND_LOWEST,
                                               DS_FUND_LOWEST_YET};
    for (size_t i = 0; i < DS_COUNT(of_months) && a->figures != ~0u; i++)
        if (a->figures >> of_months[i] & 1 &&
            !ds_fund_has_figure(m, DS_FUND_EMP, of_months[i]) &&
            !ds_fund_has_figure(m, DS_FUND_RES, of_months[i]))
            return ds_hint(err,
                           ds_fail(err, DS_ERR_ARG,
                                   "--figures: the lowest month needs a "
                                   "monthly profile"),
                           "give the parts of the months: emp.income_months, "
                           "emp.spending_months (or res.)");
    return DS_OK;
}

static ds_status run_all(simulate_args *a, const char *command,
                         simulate_file *base, ds_error *err)
{
    ds_table tables[DS_FUND_N_TABLES] = {0};
    simulate_more more = {0};
    ds_status st = DS_OK;
    size_t unsourced = 0;
    DS_GO(cli_outputs_check(1, &a->common.output, a->n_files, a->paths,
                            a->common.force, err));
    DS_GO(check_figures(a, &base->model, err));
    DS_GO(check_scenarios(a, base, err));
    DS_GO(ds_fund_tables_init(tables, err));
    DS_GO(ds_fund_tables_assumptions(tables, &base->config, base->path,
                                     &unsourced, err));
    DS_GO(ds_fund_tables_base(tables, &base->model, err));
    DS_GO(simulate_with(a, tables, &more, err)); /* bad files fail early */
    if (a->until) {
        DS_GO(ds_fund_until(&base->model, a->until, &a->common.run, err));
        cli_note(&a->common, "%lld paths are enough for %s",
                 (long long)base->model.v.paths, a->until);
    }
    DS_GO(add_run(a, base, base, tables, err));
    DS_GO(add_scenarios(a, base, tables, err));
    if (a->since) DS_GO(simulate_since(a, base, &more, err));
    DS_GO(simulate_files(a, &more, err));
    DS_GO(simulate_contents(tables, &more, err));
    if (unsourced > 0)
        cli_note(&a->common,
                 "%zu assumptions have no source (source.<key>: [kind, source, "
                 "date]; --print assumptions)",
                 unsourced);
    DS_GO(write_result(a, command, base, tables, &more, err));
    simulate_checkpoints_remove(a);
    st = a->print ? simulate_print(a, tables, &more, err)
                  : simulate_show(a, tables, err);
done:
    simulate_more_destroy(&more);
    for (size_t i = 0; i < DS_FUND_N_TABLES; i++) ds_table_destroy(&tables[i]);
    return st;
}

static ds_status show_solution(simulate_args *a, const simulate_file *f,
                               ds_error *err)
{
    const ds_fund_tables tables = simulate_tables(f);
    ds_fund_solution s;
    ds_table t = {0};
    ds_status st = ds_fund_solve(&f->config, f->path, &tables, a->solve,
                                 &a->common.run, &s, err);
    if (st == DS_OK) st = ds_fund_solution_table(&f->config, &s, &t, err);
    if (st == DS_OK)
        st = a->common.json || a->common.csv
                 ? cli_print(&a->common, &t, err)
                 : cli_print_row(&a->common, &t, err);
    ds_table_destroy(&t);
    return st;
}

static ds_status show_path(simulate_args *a, const simulate_file *f,
                           ds_error *err)
{
    static const char *const names[] = {
        "pool",     "year",    "income", "demand", "budget",
        "spending", "balance", "months", "gap",    NULL};
    ds_table t = {0};
    if (a->path >= f->model.v.paths)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_ARG,
                               "--path: the run has no path %lld: its %lld "
                               "paths are 0 to %lld",
                               (long long)a->path, (long long)f->model.v.paths,
                               (long long)f->model.v.paths - 1),
                       "give one of them, or more --paths");
    ds_status st = ds_fund_path_table(&f->model, (uint64_t)a->path, &t, err);
    if (st == DS_OK) st = cli_show(&a->common, &t, 0, names, err);
    ds_table_destroy(&t);
    return st;
}

static ds_status run(simulate_args *a, const char *command, ds_error *err)
{
    simulate_file base = {0};
    ds_fund_config preset = {0};
    ds_status st = DS_OK;
    if (a->keys.is_template) {
        DS_GO(ds_fund_config_init(&preset, err));
        DS_GO(ds_config_template(stdout, "fund model", 1, preset.sets,
                                 a->common.zh, err));
        goto done;
    }
    name_inputs(a);
    DS_GO(simulate_load(a, a->paths[0], &base, err));
    DS_GO(simulate_use(a, &base, err));
    st = a->path >= 0 ? show_path(a, &base, err)
         : a->solve   ? show_solution(a, &base, err)
                      : run_all(a, command, &base, err);
done:
    simulate_unload(&base);
    simulate_forget(a);
    ds_fund_config_destroy(&preset);
    return st;
}

int cmd_simulate(int argc, char **argv)
{
    static const struct argp_option options[] = {
        {"paths",                             KEY_PATHS, "N", 0, "how many random paths: 10000, 1m", 1},
        {"figures",                                KEY_FIGURES, "NAMES", 0,
         "balance, months and these only: fewer take less time", 1},
        {"path", KEY_PATH, "I", 0, "show this path alone, from 0", 1},
        {"until",                                   KEY_UNTIL, "GOAL", 0,
         "more paths until 'P(depleted by 2035) +- 0.001' holds", 1},
        {"solve",KEY_SOLVE, "KEY", 0,
         "the value of KEY that reaches goal.months with goal.chance", 1},
        {"checkpoint",                                  KEY_CHECKPOINT, "FILE", 0,
         "keep the state there; go on from it where it exists", 1},
        {"print",                                  KEY_PRINT, "TABLE", 0,
         "print this table, or pack: the opinion pack", 1},
        {"with",                                  KEY_WITH, "FILE", 0,
         "a result (sensitivity, calibrate, settle ...) whose tables join the "
         "result and the pack; may be given often", 1},
        {"since",                                  KEY_SINCE, "FILE", 0,
         "what changed since this result of simulate, one assumption at a time", 1},
        {"set",                              CLI_KEY_SET, "KEY=VALUE", 0, "set one key; may be given often",
         2},
        {"template",                                CLI_KEY_TEMPLATE, 0, 0,
         "print every key with default, unit and meaning, and end", 2},
        {0    }
    };
    static const cli_spec spec = {
        "BASE.yaml [SCENARIO.yaml...]",
        "example: dianshu simulate configs/sustainability.yaml "
        "configs/sustainability_wage_slump.yaml -o fund.h5"
        "\n\n"
        "Will the fund last? Monte Carlo over years: balance, months payable "
        "and depletion of the employee and the resident pool with the error of "
        "each figure, scenarios as paired differences, actuarial balance, and "
        "the tables that an opinion needs.",
        options, take, CLI_WRITES | CLI_PRINTS};
    simulate_args a = {.path = -1, .figures = ~0u};
    char command[1024];
    cli_canonical(argc, argv, command, sizeof command);
    cli_parse(&spec, argc, argv, &a.common);
    return cli_end(&a.common, run(&a, command, &a.common.err));
}
