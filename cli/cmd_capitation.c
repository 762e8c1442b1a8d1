/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/cmd_capitation.c - dianshu capitation. */
#include "cli/capitation_setup.h"
#include "cli/commands.h"
#include "cli/forecast.h"
#include "cli/outputs.h"
#include "cli/results.h"
#include "cli/sample.h"
#include "io/config.h"
#include "io/tables/result.h"

#include <stdio.h>
#include <string.h>

enum { KEY_CONTRACTS = 1, KEY_FORMER, KEY_PARTNERS, KEY_KEEP, KEY_KEPT };
enum { SHOWN_ROWS = 12 };

typedef struct capitation_args {
    cli_common common; /* first */
    cli_files files;
    cli_policy policy;
    capitation_files extra;
    const char *keep, *kept;
} capitation_args;

static bool is_yaml(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0);
}

static void take_path(capitation_args *a, char *arg, struct argp_state *state)
{
    if (is_yaml(arg) && !a->policy.file)
        a->policy.file = arg;
    else
        cli_files_add(&a->files, arg, state);
}

/* Kept sums have no persons, units or columns left. */
static void check_kept(const capitation_args *a, struct argp_state *state)
{
    const capitation_files *x = &a->extra;
    if (!a->kept) return;
    if (a->files.n > 0) cli_misuse(state, "--kept goes without claims");
    if (x->contracts || x->former || x->partners || a->keep ||
        a->common.where || a->common.plan)
        cli_misuse(state,
                   "--kept goes without --contracts, --former, --partners, "
                   "--keep, --where and --plan");
}

static error_t take(int key, char *arg, struct argp_state *state)
{
    capitation_args *a = state->input;
    switch (key) {
    case KEY_CONTRACTS:
        a->extra.contracts = arg;
        return 0;
    case KEY_FORMER:
        a->extra.former = arg;
        return 0;
    case KEY_PARTNERS:
        a->extra.partners = arg;
        return 0;
    case KEY_KEEP:
        a->keep = cli_output_path(arg);
        return 0;
    case KEY_KEPT:
        a->kept = arg;
        return 0;
    case ARGP_KEY_ARG:
        take_path(a, arg, state);
        return 0;
    case ARGP_KEY_END:
        if (a->files.n == 0 && !a->policy.is_template && !a->kept)
            cli_misuse(state, "which claims file?");
        check_kept(a, state);
        return 0;
    default:
        return cli_policy_take(&a->policy, key, arg, state);
    }
}

/* ---- what is printed ----------------------------------------------------- */

static void account(const capitation_args *a, const ds_table *buckets,
                    uint64_t read)
{
    const char *names[DS_N_CAP_BUCKETS];
    uint64_t counts[DS_N_CAP_BUCKETS];
    const size_t n = (size_t)ds_table_find(buckets, "records");
    for (size_t b = 0; b < DS_N_CAP_BUCKETS; b++) {
        names[b] = ds_table_get_text(buckets, b, a->common.zh ? 1 : 0);
        counts[b] = (uint64_t)ds_table_get(buckets, b, n);
    }
    cli_account(&a->common, read, DS_N_CAP_BUCKETS, names, counts);
}

/* JSON and CSV are one table: the quotas. */
static ds_status show(const capitation_args *a, const ds_table *tables,
                      ds_error *err)
{
    static const char *const quota[] = {"unit",  "heads",      "new_heads",
                                        "base",  "winsorised", "new_quota",
                                        "quota", NULL};
    static const char *const year[] = {
        "unit", "quota", "actual",       "comp",       "outside_cost",
        "due",  "paid",  "year_payment", "receivable", NULL};
    const cli_common *c = &a->common;
    const char *const ledger[] = {c->zh ? "label_zh" : "line", "left", "right",
                                  "difference", NULL};
    const char *const note[] = {c->zh ? "label_zh" : "note", "count", NULL};
    if (c->json || c->csv) return cli_print(c, &tables[DS_CAP_QUOTA], err);
    DS_TRY(cli_print_row(c, &tables[DS_CAP_CITY], err));
    DS_TRY(cli_show(c, &tables[DS_CAP_QUOTA], SHOWN_ROWS, quota, err));
    if (tables[DS_CAP_YEAR].n_rows > 0)
        DS_TRY(cli_show(c, &tables[DS_CAP_YEAR], SHOWN_ROWS, year, err));
    DS_TRY(cli_show(c, &tables[DS_CAP_LEDGER], 0, ledger, err));
    if (tables[DS_CAP_NOTES].n_rows == 0) return DS_OK;
    return cli_show(c, &tables[DS_CAP_NOTES], 0, note, err);
}

/* ---- work ---------------------------------------------------------------- */

static ds_status check_outputs(const capitation_args *a, ds_error *err)
{
    const char *const written[] = {a->common.output, a->keep};
    const char *read[CLI_MAX_FILES + 4] = {a->policy.file, a->extra.contracts,
                                           a->extra.former, a->extra.partners};
    memcpy(read + 4, a->files.paths, a->files.n * sizeof *read);
    return cli_outputs_check(DS_COUNT(written), written, a->files.n + 4, read,
                             a->common.force, err);
}

/* Names the file in an error about a row of --contracts, --former or
 * --partners. */
static void blame_list(const capitation_args *a, ds_error *err)
{
    const char *const lists[][2] = {
        {"contracts: ", a->extra.contracts},
        {"former: ",    a->extra.former   },
        {"partners: ",  a->extra.partners }
    };
    for (size_t i = 0; i < DS_COUNT(lists); i++) {
        const char *name = lists[i][0], *path = lists[i][1];
        if (!path || strncmp(err->text, name, strlen(name)) != 0) continue;
        ds_error_in(err, path);
        return;
    }
}

static ds_status write_kept(const capitation_args *a, ds_capitation *c,
                            ds_error *err)
{
    ds_table kept = {0};
    const ds_table *tables[] = {&kept};
    if (!a->keep) return DS_OK;
    ds_status st = ds_capitation_kept(c, &kept, err);
    if (st == DS_OK)
        st = ds_result_write(a->keep, 1, tables, a->common.force, err);
    if (st == DS_OK)
        cli_note(&a->common,
                 "%s holds the cost of %zu patients one by one: individual "
                 "data, to be kept as such",
                 a->keep, kept.n_rows);
    ds_table_destroy(&kept);
    return st;
}

static ds_status compute(capitation_args *a, const ds_keys *keys,
                         const char *command, ds_error *err)
{
    cli_claims claims = {0};
    capitation_setup setup = {0};
    ds_capitation *c = NULL;
    ds_plan plan = {0};
    bool is_done = false;
    ds_table tables[DS_N_CAP_TABLES] = {0};
    ds_status st = DS_OK;
    DS_GO(cli_claims_open(&claims, &a->files, &a->common, err));
    const ds_capitation_input planned = {.claims = claims.input,
                                         .policy = keys->target};
    DS_GO(ds_capitation_plan(&planned, &a->common.run, &plan, err));
    DS_GO(cli_plan(&a->common, &plan, &is_done, err));
    if (is_done) goto done;
    DS_GO(check_outputs(a, err));
    DS_GO(capitation_setup_make(&setup, &claims, &a->extra, keys->target, err));
    setup.input.keeps = a->keep != NULL;
    DS_GO(ds_capitation_run(&setup.input, &a->common.run, &c, err));
    DS_GO(ds_capitation_tables(c, tables, err));
    cli_claims_count(&claims, &a->common);
    account(a, &tables[DS_CAP_BUCKET_TABLE], claims.input.source->n_rows);
    DS_GO(write_kept(a, c, err));
    const cli_result result = {command, 1, keys, DS_N_CAP_TABLES, tables};
    DS_GO(cli_result_write(&a->common, &claims, &result, err));
    DS_GO(show(a, tables, err));
done:
    for (size_t i = 0; i < DS_N_CAP_TABLES; i++) ds_table_destroy(&tables[i]);
    ds_capitation_free(c);
    capitation_setup_destroy(&setup);
    if (st != DS_OK) blame_list(a, err);
    cli_claims_blame(&claims, err);
    cli_claims_close(&claims);
    return st;
}

/* --kept: other floors and caps without the claims. */
static ds_status of_kept(capitation_args *a, const ds_capitation_policy *policy,
                         ds_error *err)
{
    ds_table kept = {0}, tables[2] = {0};
    const ds_table *written[] = {&tables[0], &tables[1]};
    const cli_common *c = &a->common;
    ds_status st = DS_OK;
    DS_GO(ds_result_read(a->kept, "patient_sums", &kept, err));
    DS_GO(ds_capitation_of_kept(&kept, policy, &c->run, tables, err));
    if (c->output) DS_GO(ds_result_write(c->output, 2, written, c->force, err));
    if (!c->json && !c->csv) DS_GO(cli_print_row(c, &tables[0], err));
    DS_GO(cli_print(c, &tables[1], err));
done:
    ds_table_destroy(&kept);
    ds_table_destroy(&tables[0]);
    ds_table_destroy(&tables[1]);
    return st;
}

static ds_status run(capitation_args *a, const char *command, ds_error *err)
{
    ds_capitation_policy policy;
    ds_keys keys = ds_capitation_keys;
    keys.target = &policy;
    DS_TRY(cli_policy_load(&a->policy, 1, &keys, err));
    if (a->policy.is_template)
        return ds_config_template(stdout, "diabetes capitation", 1, &keys,
                                  a->common.zh, err);
    DS_TRY(ds_capitation_policy_check(
        &policy, a->policy.file ? a->policy.file : "the policy", err));
    if (a->kept) return of_kept(a, &policy, err);
    cli_input(&a->common, "policy", a->policy.file);
    cli_input(&a->common, "contracts", a->extra.contracts);
    cli_input(&a->common, "former", a->extra.former);
    cli_input(&a->common, "partners", a->extra.partners);
    return compute(a, &keys, command, err);
}

int cmd_capitation(int argc, char **argv)
{
    static const struct argp_option options[] = {
        {"contracts",                                      KEY_CONTRACTS, "FILE", 0,
         "CSV unit,assessment,guideline,bid_saving,quota", 1},
        {"former",                                          KEY_FORMER, "FILE", 0,
         "CSV unit,month,surplus: balance shares of months of the base year "
         "that were capitated (D2)", 1},
        {"partners", KEY_PARTNERS, "FILE", 0,
         "CSV unit,partner,share: surplus passed on (D14)", 1},
        {"keep",                                                KEY_KEEP, "FILE", 0,
         "write the cost of every patient there, sorted (individual data)", 1},
        {"kept",KEY_KEPT, "FILE", 0,
         "floor and cap from such a file instead of claims", 1},
        CLI_POLICY_OPTIONS,
        {0                                              }
    };
    static const cli_spec spec = {
        "[POLICY.yaml] FILE...",
        "example: dianshu capitation configs/diabetes.yaml claims.h5 -o "
        "quota.h5"
        "\n\n"
        "Diabetes capitation as in Tianjin: quotas per institution from the "
        "cost of the base year, between a floor and a cap, and the running "
        "year against them: monthly surplus, compensation, year end.",
        options, take, CLI_READS | CLI_WRITES | CLI_PRINTS | CLI_FILTERS};
    capitation_args a = {0};
    char command[1024];
    cli_canonical(argc, argv, command, sizeof command);
    cli_parse(&spec, argc, argv, &a.common);
    return cli_end(&a.common, run(&a, command, &a.common.err));
}
