/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/cmd_runoff.c - dianshu runoff. */
#include "cli/claims.h"
#include "cli/commands.h"
#include "cli/outputs.h"
#include "cli/results.h"
#include "cli/shown.h"
#include "io/config.h"
#include "sim/fund/runoff.h"
#include "sim/sums.h"

#include <stdio.h>
#include <string.h>

enum { KEY_BY = 1, SHOWN_ROWS = 40, NAMED_GROUPS = 5 };

typedef struct runoff_args {
    cli_common common; /* first */
    cli_files files;
    cli_policy policy;
    const char *by;
} runoff_args;

static error_t take(int key, char *arg, struct argp_state *state)
{
    runoff_args *a = state->input;
    switch (key) {
    case KEY_BY:
        if (a->by || strchr(arg, ','))
            cli_misuse(state, "--by: runoff takes one column");
        a->by = arg;
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

static ds_status need_months(const ds_source *s, ds_error *err)
{
    static const char *const names[] = {"month", "booked_month"};
    for (size_t i = 0; i < DS_COUNT(names); i++)
        if (ds_source_find(s, names[i]) < 0)
            return ds_hint(
                err,
                ds_fail(err, DS_ERR_FORMAT,
                        "%s: runoff needs the column %s of every claim",
                        ds_source_lacking(s, names[i]), names[i]),
                "map it and import again: month is that of the service, "
                "booked_month that in which the fund booked it");
    return DS_OK;
}

/* Whether a terminal needs the row: what is complete says nothing. */
static bool is_shown(const ds_table *t, size_t row)
{
    const int state = ds_table_find(t, "state");
    const int factor = ds_table_find(t, "factor");
    if (state >= 0)
        return strcmp(ds_table_get_text(t, row, (size_t)state), "complete") !=
               0;
    return ds_table_get_real(t, row, (size_t)factor) != 1;
}

static ds_status show_table(const runoff_args *a, const ds_table *t,
                            const char *translated, const char *const *names,
                            ds_error *err)
{
    const cli_shown shown = {is_shown, SHOWN_ROWS, translated, names};
    size_t left_out;
    DS_TRY(cli_show_rows(&a->common, t, &shown, &left_out, err));
    if (left_out > 0)
        cli_note(&a->common,
                 "%s: %zu rows in which nothing develops are not shown "
                 "(--csv has all)",
                 t->name, left_out);
    return DS_OK;
}

static ds_status show(const runoff_args *a, const ds_runoff *r,
                      ds_table tables[DS_N_RUNOFF_TABLES], ds_error *err)
{
#define RUNOFF_NAME(code, name, zh) {name, zh},
    static const char *const words[][2] = {DS_RUNOFF_LIST(RUNOFF_NAME)};
#undef RUNOFF_NAME
    static const char *const columns[] = {"service",     "state",    "booked",
                                          "to_ultimate", "ultimate", "reserve",
                                          "error",       "cv",       NULL};
    const char *names[DS_N_RUNOFF];
    const char *with_group[DS_COUNT(columns) + 1];
    uint64_t read = 0;
    for (size_t i = 0; i < DS_N_RUNOFF; i++) {
        names[i] = words[i][a->common.zh];
        read += r->rows[i];
    }
    cli_account(&a->common, read, DS_N_RUNOFF, names, r->rows);
    with_group[0] = a->by ? tables[0].columns[0].name : columns[0];
    memcpy(with_group + (a->by != NULL), columns, sizeof columns);
    DS_TRY(show_table(a, &tables[0], "state", with_group, err));
    if (a->common.json || a->common.csv) return DS_OK; /* one table */
    return show_table(a, &tables[1], "sigma_source", NULL, err);
}

static ds_status develop(const runoff_args *a, const ds_sums_request *request,
                         const ds_runoff_policy *policy, ds_table *sums,
                         ds_runoff *r, ds_error *err)
{
    uint64_t dropped = 0;
    DS_TRY(ds_sums_run(request, &a->common.run, sums, &dropped, err));
    DS_TRY(ds_runoff_compute(sums, a->by != NULL, dropped, policy,
                             request->input.source->name, r, err));
    return DS_OK;
}

/* Groups without an estimate are named; the total is partial, exit code 3. */
static ds_status blame_groups(const runoff_args *a, const ds_runoff *r,
                              ds_error *err)
{
    size_t named = 0;
    for (size_t i = 0; i < r->n_groups && named < NAMED_GROUPS; i++) {
        const ds_error *e = r->groups[i].reason;
        if (!e) continue;
        cli_note(&a->common, "%s", a->common.zh ? e->zh : e->text);
        named++;
    }
    if (r->n_failed == 0) return DS_OK;
    if (r->n_failed > named)
        cli_note(&a->common, "%zu more groups: their state in table reserve",
                 r->n_failed - named);
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "%zu of %zu groups have no estimate: the total is "
                           "partial",
                           r->n_failed, r->n_groups),
                   "the result is written; for the rest set "
                   "runoff.period=quarter or a later runoff.first, or leave "
                   "those groups out by --where");
}

static ds_status compute(runoff_args *a, const ds_keys *keys,
                         const char *command, ds_error *err)
{
    const ds_runoff_policy *policy = keys->target;
    cli_claims claims = {0};
    ds_runoff r = {0};
    ds_table sums = {0}, tables[DS_N_RUNOFF_TABLES] = {0};
    ds_plan plan = {0};
    bool is_done = false;
    ds_status st = DS_OK;
    DS_GO(cli_claims_open(&claims, &a->files, &a->common, err));
    DS_GO(need_months(claims.input.source, err));
    ds_sums_request request = {
        .input = claims.input, .n_columns = 1, .columns = {policy->amount}};
    if (a->by) request.by[request.n_by++] = a->by;
    request.by[request.n_by++] = "month";
    request.by[request.n_by++] = "booked_month";
    DS_GO(ds_sums_plan(&request, &a->common.run, &plan, err));
    DS_GO(cli_plan(&a->common, &plan, &is_done, err));
    if (is_done) goto done;
    DS_GO(cli_outputs_check(1, &a->common.output, a->files.n, a->files.paths,
                            a->common.force, err));
    DS_GO(develop(a, &request, policy, &sums, &r, err));
    cli_claims_count(&claims, &a->common);
    DS_GO(ds_runoff_tables(&r, tables, err));
    const cli_result result = {command, 1, keys, DS_N_RUNOFF_TABLES, tables};
    DS_GO(cli_result_write(&a->common, &claims, &result, err));
    DS_GO(show(a, &r, tables, err));
    DS_GO(blame_groups(a, &r, err));
done:
    for (size_t i = 0; i < DS_N_RUNOFF_TABLES; i++)
        ds_table_destroy(&tables[i]);
    ds_table_destroy(&sums);
    ds_runoff_destroy(&r);
    cli_claims_blame(&claims, err);
    cli_claims_close(&claims);
    return st;
}

static ds_status run(runoff_args *a, const char *command, ds_error *err)
{
    ds_runoff_policy policy;
    ds_keys keys = ds_runoff_keys;
    keys.target = &policy;
    DS_TRY(cli_policy_load(&a->policy, 1, &keys, err));
    if (a->policy.is_template)
        return ds_config_template(stdout, "run-off", 1, &keys, a->common.zh,
                                  err);
    cli_input(&a->common, "policy", a->policy.file);
    return compute(a, &keys, command, err);
}

int cmd_runoff(int argc, char **argv)
{
    static const struct argp_option options[] = {
        {"by",      KEY_BY, "COLUMN", 0, "a triangle for each value of it", 1},
        CLI_POLICY_OPTIONS,
        {0}
    };
    static const cli_spec spec = {
        "FILE...",
        "example: dianshu runoff region.h5 --by insurance -o runoff.h5\n\n"
        "Incurred and not yet booked: the triangle of service month by booked "
        "month, its chain ladder factors, and the reserve of every service "
        "month with Mack's standard error.",
        options, take, CLI_READS | CLI_WRITES | CLI_PRINTS};
    runoff_args a = {0};
    char command[1024];
    cli_canonical(argc, argv, command, sizeof command);
    cli_parse(&spec, argc, argv, &a.common);
    return cli_end(&a.common, run(&a, command, &a.common.err));
}
