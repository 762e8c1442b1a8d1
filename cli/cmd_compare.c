/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/cmd_compare.c - dianshu compare. */
#include "cli/commands.h"
#include "cli/compare_roster.h"
#include "cli/dip_lists.h"
#include "cli/outputs.h"
#include "cli/results.h"
#include "io/config.h"
#include "sim/compare/compare.h"

#include <stdio.h>
#include <string.h>

enum {
    KEY_CROSS = 1,
    KEY_CLASSES,
    KEY_COMPLICATIONS,
    KEY_HOSPITALS,
    N_SETS = 3,
    MAX_FOLDS = 100
};

typedef struct compare_args {
    cli_common common; /* first */
    cli_files files;
    cli_policy policy;
    dip_files lists;
    int folds;
} compare_args;

static bool is_yaml(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0);
}

static void take_folds(compare_args *a, const char *arg,
                       const struct argp_state *state)
{
    uint64_t n;
    if (!cli_size(arg, false, &n) || n < 2 || n > MAX_FOLDS)
        cli_misuse(state, "--cross: '%s' is no number of folds, 2 to 100", arg);
    a->folds = (int)n;
}

static error_t take(int key, char *arg, struct argp_state *state)
{
    compare_args *a = state->input;
    switch (key) {
    case KEY_CROSS:
        take_folds(a, arg, state);
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
        if (is_yaml(arg) && !a->policy.file)
            a->policy.file = arg;
        else
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

/* A screen's width of each; all columns are in the result and as --csv. */
static ds_status show_tables(const compare_args *a, const ds_table *tables,
                             ds_error *err)
{
    static const char *const schemes[] = {
        "sample",    "scheme",     "cases", "groups", "r2",
        "r2_low",    "r2_high",    "mae",   "riv",    "cv",
        "low_share", "high_share", NULL};
    static const char *const money[] = {
        "sample",           "scheme",  "moved_share", "moved_share_low",
        "moved_share_high", "winners", "losers",      "surplus",
        "deficit",          "gini",    "gini_margin", NULL};
    static const char *const marginal[] = {"sample",     "scheme",   "case_pay",
                                           "day_pay",    "day_cost", "step_pay",
                                           "step_share", NULL};
    static const char *const stability[] = {"sample",
                                            "scheme",
                                            "from",
                                            "to",
                                            "groups",
                                            "weight_change",
                                            "weight_change_low",
                                            "weight_change_high",
                                            "value_from",
                                            "value_to",
                                            NULL};
    static const char *const ratios[] = {
        "sample", "by",          "value",       "cases",
        "cost",   "drg_to_cost", "dip_to_cost", "capitation_to_cost",
        NULL};
    static const struct {
        int table;
        size_t rows;
        const char *const *columns;
    } shown[] = {
        {DS_CMP_T_NORMALISATION, 0,  NULL     },
        {DS_CMP_T_MONEY,         0,  money    },
        {DS_CMP_T_MARGINAL,      0,  marginal },
        {DS_CMP_T_STABILITY,     0,  stability},
        {DS_CMP_T_RATIOS,        24, ratios   },
    };
    const cli_common *c = &a->common;
    const bool is_one = c->json || c->csv; /* one table, whole */
    DS_TRY(cli_show(c, &tables[DS_CMP_T_SCHEMES], 0, is_one ? NULL : schemes,
                    err));
    if (is_one) return DS_OK;
    cli_note(c, "the rows `out` count: there no group was made from "
                "the cases that it is judged on");
    for (size_t i = 0; i < DS_COUNT(shown); i++)
        DS_TRY(cli_show(c, &tables[shown[i].table], shown[i].rows,
                        shown[i].columns, err));
    return DS_OK;
}

static ds_status show(const compare_args *a, const ds_comparison *c,
                      const ds_table *tables, ds_error *err)
{
#define ROW_NAME(code, name, zh) {name, zh},
    static const char *const words[][2] = {DS_COMPARE_ROWS(ROW_NAME)};
#undef ROW_NAME
    const ds_compare_run *r = &c->run[DS_OUT_OF_SAMPLE];
    const char *names[DS_N_COMPARE_ROWS];
    uint64_t counts[DS_N_COMPARE_ROWS], read = 0;
    for (size_t i = 0; i < DS_N_COMPARE_ROWS; i++) {
        names[i] = words[i][a->common.zh];
        counts[i] = (uint64_t)r->rows[i];
        read += counts[i];
    }
    cli_account(&a->common, read, DS_N_COMPARE_ROWS, names, counts);
    return show_tables(a, tables, err);
}

static ds_status check_outputs(const compare_args *a, ds_error *err)
{
    const char *read[CLI_MAX_FILES + 4] = {a->policy.file, a->lists.classes,
                                           a->lists.complications,
                                           a->lists.hospitals};
    memcpy(read + 4, a->files.paths, a->files.n * sizeof *read);
    return cli_outputs_check(1, &a->common.output, a->files.n + 4, read,
                             a->common.force, err);
}

static ds_status choose_years(const compare_args *a, const cli_claims *claims,
                              ds_compare_input *in, ds_error *err)
{
    DS_TRY(
        cli_claims_years(claims, "compare", &in->first_year, &in->year, err));
    if (in->policy->year != DS_KEY_NONE) in->year = (int)in->policy->year;
    if (a->folds > 0 || in->first_year < in->year) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "%s: no cases before %d to make weights from",
                           in->claims.source->name, in->year),
                   "add --cross 5: folds by hospital of the year itself");
}

static ds_status plan(compare_args *a, const ds_compare_input *in,
                      bool *is_done, ds_error *err)
{
    ds_plan passes = {0};
    DS_TRY(ds_compare_plan(in, &a->common.run, &passes, err));
    return cli_plan(&a->common, &passes, is_done, err);
}

static ds_status take_roster(const compare_args *a, const cli_claims *claims,
                             compare_roster *r, ds_compare_input *in,
                             ds_error *err)
{
    if (ds_source_find(in->claims.source, "operations") < 0)
        cli_note(&a->common, "the claims have no operations: every key is "
                             "conservative");
    DS_TRY(compare_roster_read(r, claims, in->policy, err));
    if (!r->origin) return DS_OK;
    in->roster = &r->setup.roster;
    in->units = &r->setup.units;
    if (strcmp(r->origin, "roster") == 0)
        cli_note(&a->common, "capitation: persons of the roster, scope '%s'",
                 in->policy->scope);
    else
        cli_note(&a->common, "capitation: persons with a manager");
    return DS_OK;
}

static ds_status compare(compare_args *a, const ds_keys *sets,
                         const char *command, ds_error *err)
{
    cli_claims claims = {0};
    dip_lists lists = {0};
    compare_roster roster = {.origin = NULL};
    ds_comparison c = {0};
    ds_table tables[DS_N_COMPARE_TABLES] = {0};
    bool is_done = false;
    ds_status st = DS_OK;
    DS_GO(cli_claims_open(&claims, &a->files, &a->common, err));
    ds_compare_input in = {.claims = claims.input,
                           .policy = sets[0].target,
                           .catalogue = sets[1].target,
                           .weights = sets[2].target,
                           .folds = a->folds,
                           .classes = &lists.classes,
                           .complications = &lists.complications};
    DS_GO(plan(a, &in, &is_done, err));
    if (is_done) goto done;
    DS_GO(check_outputs(a, err));
    DS_GO(choose_years(a, &claims, &in, err));
    DS_GO(dip_lists_read(&lists, &claims, &a->lists, err));
    if (lists.has_hospitals) in.hospitals = &lists.hospitals;
    DS_GO(take_roster(a, &claims, &roster, &in, err));
    DS_GO(ds_compare(&in, &a->common.run, &c, err));
    DS_GO(ds_compare_tables(&c, &a->common.run, tables, err));
    cli_claims_count(&claims, &a->common);
    const cli_result result = {command, N_SETS, sets, DS_N_COMPARE_TABLES,
                               tables};
    DS_GO(cli_result_write(&a->common, &claims, &result, err));
    DS_GO(show(a, &c, tables, err));
done:
    for (size_t i = 0; i < DS_N_COMPARE_TABLES; i++)
        ds_table_destroy(&tables[i]);
    ds_comparison_destroy(&c);
    compare_roster_destroy(&roster);
    dip_lists_destroy(&lists);
    cli_claims_blame(&claims, err);
    cli_claims_close(&claims);
    return st;
}

static ds_status run(compare_args *a, const char *command, ds_error *err)
{
    ds_compare_policy policy;
    ds_catalogue_policy catalogue;
    ds_weights_policy weights;
    ds_keys sets[N_SETS] = {ds_compare_keys, ds_catalogue_keys,
                            ds_weights_keys};
    const char *where = a->policy.file ? a->policy.file : "the policy";
    sets[0].target = &policy;
    sets[1].target = &catalogue;
    sets[2].target = &weights;
    DS_TRY(cli_policy_load(&a->policy, N_SETS, sets, err));
    if (a->policy.is_template)
        return ds_config_template(stdout,
                                  "comparison of DRG, DIP and capitation", 1,
                                  sets, a->common.zh, err);
    DS_TRY(ds_compare_policy_check(&policy, where, err));
    DS_TRY(ds_catalogue_policy_check(&catalogue, where, err));
    DS_TRY(ds_weights_policy_check(&weights, where, err));
    cli_input(&a->common, "policy", a->policy.file);
    dip_lists_note(&a->common, &a->lists);
    return compare(a, sets, command, err);
}

int cmd_compare(int argc, char **argv)
{
    static const struct argp_option options[] = {
        {"cross",         KEY_CROSS, "FOLDS", 0,
         "weights from the other folds of the year's hospitals, not from "
         "earlier years", 1},
        {"classes",        KEY_CLASSES, "FILE", 0,
         "CSV operation,class: diagnostic, therapeutic, surgery (built in)", 1},
        {"complications", KEY_COMPLICATIONS, "FILE", 0,
         "CSV prefix,cci,severity of other diagnoses (built in)", 1},
        {"hospitals",               KEY_HOSPITALS, "FILE", 0,
         "CSV hospital,level (the table in the claims file)", 1},
        CLI_POLICY_OPTIONS,
        {0}
    };
    static const cli_spec spec = {
        "[POLICY.yaml] FILE...",
        "example: dianshu compare region.h5 -o compare.h5\n\n"
        "DRG, DIP and, where persons are signed up, capitation on the same "
        "cases, trims and budget: explained variance and error in and out of "
        "sample with bootstrap intervals, payment to cost, money moved between "
        "hospitals.",
        options, take, CLI_READS | CLI_WRITES | CLI_PRINTS};
    compare_args a = {0};
    char command[1024];
    cli_canonical(argc, argv, command, sizeof command);
    cli_parse(&spec, argc, argv, &a.common);
    return cli_end(&a.common, run(&a, command, &a.common.err));
}
