/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/settle_sanya.c - settle medical groups as in Sanya: the scheme sanya. */
#include "sim/sanya.h"

#include "cli/claims.h"
#include "cli/results.h"
#include "cli/settle_scheme.h"
#include "cli/settle_setup.h"
#include "cli/settle_write.h"
#include "io/config.h"

#include <stdio.h>

enum { N_SETS = 3, SHOWN_ROWS = 12, MAX_ROWS = 64 };

/* ---- result -------------------------------------------------------------- */

/* JSON and CSV are one table: the groups. */
static ds_status show(const settle_args *a, const ds_table *tables,
                      ds_error *err)
{
    static const char *const budget[] = {
        "group",      "kind",        "growth",     "budget",   "op",
        "dip_budget", "bookkept_ip", "fund_share", "decision", NULL};
    static const char *const member[] = {"hospital", "kind",       "cases",
                                         "points",   "part",       "share",
                                         "payment",  "difference", NULL};
    static const char *const group[] = {"group",   "grade",   "payable",
                                        "prepaid", "deposit", "deduction",
                                        "audit",   "final",   NULL};
    const cli_common *c = &a->common;
    const char *const ledger[] = {c->zh ? "label_zh" : "line", "left", "right",
                                  "difference", NULL};
    const char *const note[] = {c->zh ? "label_zh" : "note", "count", NULL};
    if (c->json || c->csv) return cli_print(c, &tables[DS_SANYA_GROUP], err);
    DS_TRY(cli_show(c, &tables[DS_SANYA_GROUP], SHOWN_ROWS, group, err));
    DS_TRY(cli_show(c, &tables[DS_SANYA_BUDGET], SHOWN_ROWS, budget, err));
    DS_TRY(cli_show(c, &tables[DS_SANYA_SETTLEMENT], SHOWN_ROWS, member, err));
    DS_TRY(cli_show(c, &tables[DS_SANYA_LEDGER], 0, ledger, err));
    return cli_show(c, &tables[DS_SANYA_NOTES], 0, note, err);
}

static const ds_table *given(const ds_table *t)
{
    return t->n_columns > 0 ? t : NULL;
}

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
    ds_sanya *s = NULL;
    bool is_done = false;
    ds_table tables[DS_N_SANYA_TABLES] = {0}, lists[DS_N_SANYA_LISTS] = {0};
    ds_status st = DS_OK;
    DS_GO(cli_claims_open(&claims, &a->files, &a->common, err));
    DS_GO(plan(a, &claims, sets, &is_done, err));
    if (is_done) goto done;
    DS_GO(settle_outputs_check(a, err));
    DS_GO(settle_tables_read(&a->extra, DS_N_SANYA_LISTS, ds_sanya_lists, lists,
                             err));
    DS_GO(settle_setup_make(&setup, &claims, &a->extra, sets[0].target,
                            sets[1].target, &a->common.run, err));
    const ds_sanya_input input = {setup.input,
                                  sets[2].target,
                                  setup.first_year,
                                  given(&lists[DS_SANYA_ITEMS]),
                                  given(&lists[DS_SANYA_SPENDING]),
                                  given(&lists[DS_SANYA_BOOKKEPT])};
    DS_GO(ds_sanya_run(&input, &a->common.run, &s, err));
    DS_GO(ds_sanya_tables(s, tables, err));
    cli_claims_count(&claims, &a->common);
    settle_account(a, &tables[DS_SANYA_BUCKETS], claims.input.source->n_rows,
                   ds_sanya_n_buckets(), ds_sanya_bucket);
    if (a->cases)
        DS_GO(settle_cases_write(a, ds_sanya_cases(s), claims.input.source,
                                 ds_sanya_n_buckets(), ds_sanya_bucket, err));
    const cli_result result = {command, N_SETS, sets, DS_N_SANYA_TABLES,
                               tables};
    DS_GO(cli_result_write(&a->common, &claims, &result, err));
    DS_GO(show(a, tables, err));
done:
    for (size_t i = 0; i < DS_N_SANYA_TABLES; i++) ds_table_destroy(&tables[i]);
    for (size_t i = 0; i < DS_N_SANYA_LISTS; i++) ds_table_destroy(&lists[i]);
    ds_sanya_free(s);
    settle_setup_destroy(&setup);
    if (st != DS_OK) settle_tables_blame(&a->extra, err);
    cli_claims_blame(&claims, err);
    cli_claims_close(&claims);
    return st;
}

ds_status settle_sanya(settle_args *a, const char *command, ds_error *err)
{
    static const char *const skip[] = {"budget.", "hz.", "pv.mode", NULL};
    ds_weights_policy weights;
    ds_settle_policy cases;
    ds_sanya_policy policy;
    ds_key rows[MAX_ROWS];
    const char *where = a->policy.file ? a->policy.file : "the policy";
    ds_keys all = ds_settle_keys;
    all.target = &cases;
    ds_keys_reset(&all); /* those that this scheme has not keep defaults */
    ds_keys sets[N_SETS] = {
        ds_weights_keys, settle_keys_without(&all, skip, rows), ds_sanya_keys};
    sets[0].target = &weights;
    sets[2].target = &policy;
    DS_TRY(cli_policy_load(&a->policy, N_SETS, sets, err));
    if (a->policy.is_template)
        return ds_config_template(stdout, "medical groups as in Sanya", N_SETS,
                                  sets, a->common.zh, err);
    DS_TRY(ds_weights_policy_check(&weights, where, err));
    DS_TRY(ds_cases_policy_check(&cases, where, err));
    DS_TRY(ds_sanya_policy_check(&policy, where, err));
    DS_TRY(settle_take_rules(a, &sets[0], err));
    settle_inputs_note(a);
    return settle(a, sets, command, err);
}
