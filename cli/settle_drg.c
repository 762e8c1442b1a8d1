/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/settle_drg.c - settle by DRG points as in Zhejiang: the scheme drg. */
#include "cli/claims.h"
#include "cli/outputs.h"
#include "cli/results.h"
#include "cli/settle_scheme.h"
#include "cli/settle_setup.h"
#include "io/config.h"
#include "io/result.h"

#include <stdio.h>
#include <string.h>

enum { SHOWN_ROWS = 12, N_SETS = 2 };

/* ---- --cases: a file of its own, a row an input record ------------------- */

static ds_status put_cases(void *ctx, int thread, size_t block, size_t n,
                           const int64_t *const *columns, ds_error *err)
{
    return ds_store_put(ctx, thread, block, n, columns, err);
}

static ds_status bucket_dictionary(ds_dict *d, ds_error *err)
{
    uint32_t code;
    DS_TRY(ds_dict_init(d, err));
    for (int b = 0; b < DS_N_BUCKETS; b++)
        DS_TRY(ds_dict_code(d, ds_buckets[b].name, strlen(ds_buckets[b].name),
                            &code, err));
    return DS_OK;
}

static ds_status put_dictionaries(ds_store_writer *w, const ds_source *source,
                                  const ds_source_column *columns,
                                  ds_error *err)
{
    for (size_t i = 0; i < DS_N_CASE_COLUMNS; i++) {
        const char *name = columns[i].dictionary;
        ds_dict d = {0};
        if (name[0] == '\0') continue;
        ds_status st = strcmp(name, "bucket") == 0
                           ? bucket_dictionary(&d, err)
                           : source->ops->dictionary(source, name, &d, err);
        if (st == DS_OK) st = ds_store_put_dictionary(w, name, &d, err);
        ds_dict_destroy(&d);
        DS_TRY(st);
    }
    return DS_OK;
}

static ds_status write_cases(const settle_args *a, ds_settle *s,
                             const ds_source *source, ds_error *err)
{
    ds_source_column columns[DS_N_CASE_COLUMNS];
    const ds_store_options options = {.deflate_level = 1,
                                      .threads = a->common.run.threads,
                                      .force = a->common.force};
    ds_store_writer *w = NULL;
    ds_settle_case_columns(s, columns);
    DS_TRY(ds_store_create(a->cases, DS_N_CASE_COLUMNS, columns, &options, &w,
                           err));
    const ds_case_sink sink = {w, put_cases};
    ds_status st = ds_settle_cases(s, &a->common.run, &sink, err);
    if (st == DS_OK) st = put_dictionaries(w, source, columns, err);
    if (st == DS_OK) return ds_store_commit(w, &a->common.run, err);
    ds_store_abort(w);
    return st;
}

/* ---- result -------------------------------------------------------------- */

static void account(const settle_args *a, const ds_table *buckets,
                    uint64_t read)
{
    const char *names[DS_N_BUCKETS];
    uint64_t counts[DS_N_BUCKETS];
    const size_t n = (size_t)ds_table_find(buckets, "records");
    for (size_t b = 0; b < DS_N_BUCKETS; b++) {
        names[b] = a->common.zh ? ds_buckets[b].zh : ds_buckets[b].name;
        counts[b] = (uint64_t)ds_table_get(buckets, b, n);
    }
    cli_account(&a->common, read, DS_N_BUCKETS, names, counts);
}

/* JSON and CSV are one table: the hospitals. */
static ds_status show(const settle_args *a, const ds_table *tables,
                      ds_error *err)
{
    static const char *const hospital[] = {
        "hospital", "coefficient", "cases",      "points",          "cost",
        "amount",   "payment",     "difference", "payment_to_item", NULL};
    const cli_common *c = &a->common;
    const char *const ledger[] = {c->zh ? "label_zh" : "line", "left", "right",
                                  "difference", NULL};
    const char *const note[] = {c->zh ? "label_zh" : "note", "count", NULL};
    if (c->json || c->csv) return cli_print(c, &tables[0], err);
    DS_TRY(cli_print_row(c, &tables[3], err));
    DS_TRY(cli_show(c, &tables[0], SHOWN_ROWS, hospital, err));
    DS_TRY(cli_show(c, &tables[4], 0, ledger, err));
    return cli_show(c, &tables[5], 0, note, err);
}

/* Weights that are made on the way have passes of their own. */
static ds_status plan(settle_args *a, const cli_claims *claims,
                      const ds_keys *sets, bool *is_done, ds_error *err)
{
    const ds_run *run = &a->common.run;
    const ds_settle_input input = {.claims = claims->input,
                                   .policy = sets[1].target};
    ds_plan passes = {0};
    if (!a->extra.weights)
        DS_TRY(
            ds_weights_plan(&claims->input, sets[0].target, run, &passes, err));
    DS_TRY(ds_settle_plan(&input, a->cases != NULL, run, &passes, err));
    return cli_plan(&a->common, &passes, is_done, err);
}

static ds_status check_outputs(const settle_args *a, ds_error *err)
{
    const char *const written[] = {a->common.output, a->cases};
    const char *read[CLI_MAX_FILES + 4] = {
        a->policy.file, a->extra.weights, a->extra.hospitals, a->extra.special};
    memcpy(read + 4, a->files.paths, a->files.n * sizeof *read);
    return cli_outputs_check(DS_COUNT(written), written, a->files.n + 4, read,
                             a->common.force, err);
}

static ds_status settle(settle_args *a, const ds_keys *sets,
                        const char *command, ds_error *err)
{
    cli_claims claims = {0};
    settle_setup setup = {0};
    ds_settle *s = NULL;
    bool is_done = false;
    ds_table tables[DS_N_SETTLE_TABLES] = {0};
    ds_status st = DS_OK;
    DS_GO(cli_claims_open(&claims, &a->files, &a->common, err));
    DS_GO(plan(a, &claims, sets, &is_done, err));
    if (is_done) goto done;
    DS_GO(check_outputs(a, err));
    DS_GO(settle_setup_make(&setup, &claims, &a->extra, sets[0].target,
                            sets[1].target, &a->common.run, err));
    DS_GO(ds_settle_run(&setup.input, &a->common.run, &s, err));
    DS_GO(ds_settle_tables(s, tables, err));
    cli_claims_count(&claims, &a->common);
    account(a, &tables[1], claims.input.source->n_rows);
    if (a->cases) DS_GO(write_cases(a, s, claims.input.source, err));
    const cli_result result = {command, N_SETS, sets, DS_N_SETTLE_TABLES,
                               tables};
    DS_GO(cli_result_write(&a->common, &claims, &result, err));
    DS_GO(show(a, tables, err));
done:
    for (size_t i = 0; i < DS_N_SETTLE_TABLES; i++)
        ds_table_destroy(&tables[i]);
    ds_settle_free(s);
    settle_setup_destroy(&setup);
    cli_claims_blame(&claims, err);
    cli_claims_close(&claims);
    return st;
}

/* A file of weights says how it was made: the result records those rules (but
 * drg.min_n, which the settlement applies itself), whatever the policy says. */
static ds_status take_rules(const settle_args *a, const ds_keys *keys,
                            ds_error *err)
{
    ds_table config = {0};
    ds_status st = DS_OK;
    if (!a->extra.weights || !ds_file_is_hdf5(a->extra.weights)) return DS_OK;
    DS_GO(ds_result_read(a->extra.weights, "weights", &config, err));
    ds_table_destroy(&config);
    DS_GO(ds_result_read(a->extra.weights, "config", &config, err));
    for (size_t row = 0; row < config.n_rows; row++) {
        const char *name = ds_table_get_text(&config, row, 0);
        const char *value = ds_table_get_text(&config, row, 1);
        const ds_key *key = ds_keys_find(keys, name);
        char here[512];
        if (!key || strcmp(name, "drg.min_n") == 0) continue;
        ds_keys_show(keys, key, here, sizeof here);
        if (strcmp(here, value) == 0) continue;
        cli_note(&a->common,
                 "%s was made with %s %s: the policy's %s has no "
                 "effect",
                 a->extra.weights, name, value, here);
        DS_GO(ds_keys_set(keys, name, value, a->extra.weights, err));
    }
done:
    ds_table_destroy(&config);
    return st;
}

ds_status settle_drg(settle_args *a, const char *command, ds_error *err)
{
    ds_weights_policy weights;
    ds_settle_policy policy;
    ds_keys sets[N_SETS] = {ds_weights_keys, ds_settle_keys};
    const char *where = a->policy.file ? a->policy.file : "the policy";
    sets[0].target = &weights;
    sets[1].target = &policy;
    DS_TRY(cli_policy_load(&a->policy, N_SETS, sets, err));
    if (a->policy.is_template)
        return ds_config_template(stdout, "settlement by DRG points", N_SETS,
                                  sets, a->common.zh, err);
    DS_TRY(ds_weights_policy_check(&weights, where, err));
    DS_TRY(ds_settle_policy_check(&policy, where, err));
    DS_TRY(take_rules(a, &sets[0], err));
    cli_input(&a->common, "policy", a->policy.file);
    cli_input(&a->common, "weights", a->extra.weights);
    cli_input(&a->common, "hospitals", a->extra.hospitals);
    cli_input(&a->common, "special", a->extra.special);
    return settle(a, sets, command, err);
}
