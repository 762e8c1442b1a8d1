/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/settle_dip.c - settle by DIP points: the scheme dip. */
#include "cli/dip_setup.h"
#include "cli/outputs.h"
#include "cli/results.h"
#include "cli/settle_scheme.h"
#include "io/config.h"

#include <stdio.h>
#include <string.h>

enum { SHOWN_ROWS = 12, N_SETS = 2, N_READ = 6 };

/* ---- --cases: a file of its own, a row an input record ------------------- */

static ds_status put_cases(void *ctx, int thread, size_t block, size_t n,
                           const int64_t *const *columns, ds_error *err)
{
    return ds_store_put(ctx, thread, block, n, columns, err);
}

static ds_status put_dictionaries(ds_store_writer *w, const ds_dip *d,
                                  const ds_source_column *columns,
                                  ds_error *err)
{
    for (size_t i = 0; i < DS_N_DIP_CASE_COLUMNS; i++) {
        const char *name = columns[i].dictionary;
        ds_dict dict = {0};
        if (name[0] == '\0') continue;
        ds_status st = ds_dip_case_dictionary(d, name, &dict, err);
        if (st == DS_OK) st = ds_store_put_dictionary(w, name, &dict, err);
        ds_dict_destroy(&dict);
        DS_TRY(st);
    }
    return DS_OK;
}

static ds_status write_cases(const settle_args *a, ds_dip *d, ds_error *err)
{
    ds_source_column columns[DS_N_DIP_CASE_COLUMNS];
    const ds_store_options options = {.deflate_level = 1,
                                      .threads = a->common.run.threads,
                                      .force = a->common.force};
    ds_store_writer *w = NULL;
    ds_dip_case_columns(d, columns);
    DS_TRY(ds_store_create(a->cases, DS_N_DIP_CASE_COLUMNS, columns, &options,
                           &w, err));
    const ds_case_sink sink = {w, put_cases};
    ds_status st = ds_dip_cases(d, &a->common.run, &sink, err);
    if (st == DS_OK) st = put_dictionaries(w, d, columns, err);
    if (st == DS_OK) return ds_store_commit(w, &a->common.run, err);
    ds_store_abort(w);
    return st;
}

/* ---- result -------------------------------------------------------------- */

static void account(const settle_args *a, const ds_table *buckets,
                    uint64_t read)
{
    const char *names[DS_N_DIP_BUCKETS];
    uint64_t counts[DS_N_DIP_BUCKETS];
    const size_t n = (size_t)ds_table_find(buckets, "records");
    for (size_t b = 0; b < DS_N_DIP_BUCKETS; b++) {
        names[b] = a->common.zh ? ds_dip_buckets[b].zh : ds_dip_buckets[b].name;
        counts[b] = (uint64_t)ds_table_get(buckets, b, n);
    }
    cli_account(&a->common, read, DS_N_DIP_BUCKETS, names, counts);
}

/* JSON and CSV are one table: the hospitals. */
static ds_status show(const settle_args *a, const ds_table *tables,
                      ds_error *err)
{
    static const char *const hospital[] = {
        "hospital", "level",   "coefficient", "cases",           "points",
        "standard", "payment", "difference",  "payment_to_item", NULL};
    const cli_common *c = &a->common;
    const char *const ledger[] = {c->zh ? "label_zh" : "line", "left", "right",
                                  "difference", NULL};
    const char *const note[] = {c->zh ? "label_zh" : "note", "count", NULL};
    const char *const how[] = {c->zh ? "label_zh" : "assignment", "records",
                               "points", "cost", NULL};
    if (c->json || c->csv)
        return cli_print(c, &tables[DS_DIP_T_SETTLEMENT], err);
    DS_TRY(cli_print_row(c, &tables[DS_DIP_T_VALUE], err));
    DS_TRY(cli_show(c, &tables[DS_DIP_T_ASSIGNMENT], 0, how, err));
    DS_TRY(
        cli_show(c, &tables[DS_DIP_T_SETTLEMENT], SHOWN_ROWS, hospital, err));
    DS_TRY(cli_show(c, &tables[DS_DIP_T_LEDGER], 0, ledger, err));
    return cli_show(c, &tables[DS_DIP_T_NOTES], 0, note, err);
}

/* A catalogue that is made on the way has passes of its own. */
static ds_status plan(settle_args *a, const cli_claims *claims,
                      const ds_keys *sets, bool *is_done, ds_error *err)
{
    const ds_run *run = &a->common.run;
    const ds_catalogue_input made = {.claims = claims->input,
                                     .policy = sets[0].target};
    const ds_dip_input input = {.claims = claims->input,
                                .policy = sets[1].target,
                                .catalogue = sets[0].target};
    ds_plan passes = {0};
    if (!a->extra.catalogue)
        DS_TRY(ds_catalogue_plan(&made, run, &passes, err));
    DS_TRY(ds_dip_plan(&input, a->cases != NULL, run, &passes, err));
    return cli_plan(&a->common, &passes, is_done, err);
}

static ds_status check_outputs(const settle_args *a, ds_error *err)
{
    const char *const written[] = {a->common.output, a->cases};
    const char *read[CLI_MAX_FILES + N_READ] = {
        a->policy.file,   a->extra.catalogue, a->extra.hospitals,
        a->extra.special, a->extra.classes,   a->extra.complications};
    memcpy(read + N_READ, a->files.paths, a->files.n * sizeof *read);
    return cli_outputs_check(DS_COUNT(written), written, a->files.n + N_READ,
                             read, a->common.force, err);
}

static ds_status settle(settle_args *a, const ds_keys *sets,
                        const char *command, ds_error *err)
{
    cli_claims claims = {0};
    dip_setup setup = {0};
    ds_dip *d = NULL;
    bool is_done = false;
    ds_table tables[DS_N_DIP_TABLES] = {0};
    ds_status st = DS_OK;
    DS_GO(cli_claims_open(&claims, &a->files, &a->common, err));
    DS_GO(plan(a, &claims, sets, &is_done, err));
    if (is_done) goto done;
    DS_GO(check_outputs(a, err));
    DS_GO(dip_setup_make(&setup, &a->common, &claims, &a->extra, sets[0].target,
                         sets[1].target, err));
    DS_GO(ds_dip_run(&setup.input, &a->common.run, &d, err));
    DS_GO(ds_dip_tables(d, tables, err));
    cli_claims_count(&claims, &a->common);
    account(a, &tables[DS_DIP_T_BUCKETS], claims.input.source->n_rows);
    if (a->cases) DS_GO(write_cases(a, d, err));
    const cli_result result = {command, N_SETS, sets, DS_N_DIP_TABLES, tables};
    DS_GO(cli_result_write(&a->common, &claims, &result, err));
    DS_GO(show(a, tables, err));
done:
    for (size_t i = 0; i < DS_N_DIP_TABLES; i++) ds_table_destroy(&tables[i]);
    ds_dip_free(d);
    dip_setup_destroy(&setup);
    cli_claims_blame(&claims, err);
    cli_claims_close(&claims);
    return st;
}

static ds_status refuse_weights(const settle_args *a, ds_error *err)
{
    if (!a->extra.weights) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CONFIG,
                           "--weights is for DRG: a settlement by DIP takes a "
                           "catalogue"),
                   "give --catalogue FILE instead (dianshu catalogue)");
}

ds_status settle_dip(settle_args *a, const char *command, ds_error *err)
{
    ds_catalogue_policy catalogue;
    ds_dip_policy policy;
    ds_keys sets[N_SETS] = {ds_catalogue_keys, ds_dip_keys};
    const char *where = a->policy.file ? a->policy.file : "the policy";
    sets[0].target = &catalogue;
    sets[1].target = &policy;
    DS_TRY(cli_policy_load(&a->policy, N_SETS, sets, err));
    if (a->policy.is_template)
        return ds_config_template(stdout, "settlement by DIP points", N_SETS,
                                  sets, a->common.zh, err);
    DS_TRY(ds_catalogue_policy_check(&catalogue, where, err));
    DS_TRY(ds_dip_policy_check(&policy, where, err));
    DS_TRY(refuse_weights(a, err));
    DS_TRY(dip_setup_rules(&a->common, a->extra.catalogue, &sets[0], err));
    cli_input(&a->common, "policy", a->policy.file);
    cli_input(&a->common, "catalogue", a->extra.catalogue);
    const dip_files lists = {a->extra.classes, a->extra.complications,
                             a->extra.hospitals};
    dip_lists_note(&a->common, &lists);
    cli_input(&a->common, "special", a->extra.special);
    return settle(a, sets, command, err);
}
