/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/settle_drg.c - settle by DRG points as in Zhejiang: the scheme drg. */
#include "cli/claims.h"
#include "cli/results.h"
#include "cli/settle_scheme.h"
#include "cli/settle_setup.h"
#include "cli/settle_write.h"
#include "io/config.h"
#include "io/result.h"

#include <stdio.h>
#include <string.h>

enum { SHOWN_ROWS = 12, N_SETS = 2 };

static const char *bucket_name(size_t i, bool zh)
{
    return zh ? ds_buckets[i].zh : ds_buckets[i].name;
}

/* ---- result -------------------------------------------------------------- */

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
        DS_TRY(ds_weights_plan_lean(&claims->input, sets[0].target, run,
                                    &passes, err));
    DS_TRY(ds_settle_plan(&input, a->cases != NULL, run, &passes, err));
    return cli_plan(&a->common, &passes, is_done, err);
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
    DS_GO(settle_outputs_check(a, err));
    DS_GO(settle_tables_read(&a->extra, 0, NULL, NULL, err));
    DS_GO(settle_setup_make(&setup, &claims, &a->extra, sets[0].target,
                            sets[1].target, &a->common.run, err));
    DS_GO(ds_settle_run(&setup.input, &a->common.run, &s, err));
    DS_GO(ds_settle_tables(s, tables, err));
    cli_claims_count(&claims, &a->common);
    settle_account(a, &tables[1], claims.input.source->n_rows, DS_N_BUCKETS,
                   bucket_name);
    if (a->cases)
        DS_GO(settle_cases_write(a, s, claims.input.source, DS_N_BUCKETS,
                                 bucket_name, err));
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
    DS_TRY(settle_take_rules(a, &sets[0], err));
    settle_inputs_note(a);
    return settle(a, sets, command, err);
}
