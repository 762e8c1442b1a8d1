/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/settle_hangzhou.c - settle county communities as in Hangzhou: the scheme
 * hangzhou. */
#include "sim/hangzhou.h"

#include "cli/claims.h"
#include "cli/results.h"
#include "cli/settle_scheme.h"
#include "cli/settle_setup.h"
#include "cli/settle_write.h"
#include "io/config.h"

#include <stdio.h>

enum { N_SETS = 3, SHOWN_ROWS = 12 };

/* ---- result -------------------------------------------------------------- */

/* JSON and CSV are one table: the institutions; before DRG the areas. */
static ds_status show(const settle_args *a, const ds_table *tables,
                      ds_error *err)
{
    static const char *const area[] = {
        "area",        "budget",      "budget_ip",  "budget_op",
        "spending_ip", "spending_op", "difference", NULL};
    static const char *const value[] = {
        "area", "budget", "spending", "out_of_area", "outsiders",
        "pool", "fund",   "points",   "point_value", NULL};
    static const char *const hospital[] = {
        "hospital", "area",  "cases",   "points", "payment",
        "decision", "defer", "prepaid", "final",  NULL};
    static const char *const community[] = {
        "community", "heads", "budget",     "own",     "outside",
        "result",    "kept",  "fund_bears", "payment", NULL};
    static const char *const visits[] = {
        "area",       "visits", "primary_rate", "primary_met", "county_rate",
        "county_met", NULL};
    const cli_common *c = &a->common;
    const char *const ledger[] = {c->zh ? "label_zh" : "line", "left", "right",
                                  "difference", NULL};
    const char *const note[] = {c->zh ? "label_zh" : "note", "count", NULL};
    const struct {
        int table;
        size_t rows;
        const char *const *names;
    } shown[] = {
        {DS_HANGZHOU_AREAS,      SHOWN_ROWS, area     },
        {DS_HANGZHOU_VALUE,      SHOWN_ROWS, value    },
        {DS_HANGZHOU_SETTLEMENT, SHOWN_ROWS, hospital },
        {DS_HANGZHOU_COMMUNITY,  SHOWN_ROWS, community},
        {DS_HANGZHOU_VISITS,     SHOWN_ROWS, visits   },
        {DS_HANGZHOU_LEDGER,     0,          ledger   },
        {DS_HANGZHOU_NOTES,      0,          note     },
    };
    const bool has_drg = tables[DS_HANGZHOU_VALUE].n_rows > 0;
    if (c->json || c->csv)
        return cli_print(
            c, &tables[has_drg ? DS_HANGZHOU_SETTLEMENT : DS_HANGZHOU_AREAS],
            err);
    for (size_t i = 0; i < DS_COUNT(shown); i++)
        if (tables[shown[i].table].n_rows > 0)
            DS_TRY(cli_show(c, &tables[shown[i].table], shown[i].rows,
                            shown[i].names, err));
    return DS_OK;
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
    ds_hangzhou *s = NULL;
    bool is_done = false;
    ds_table tables[DS_N_HANGZHOU_TABLES] = {0},
             lists[DS_N_HANGZHOU_LISTS] = {0};
    ds_status st = DS_OK;
    DS_GO(cli_claims_open(&claims, &a->files, &a->common, err));
    DS_GO(plan(a, &claims, sets, &is_done, err));
    if (is_done) goto done;
    DS_GO(settle_outputs_check(a, err));
    DS_GO(settle_tables_read(&a->extra, DS_N_HANGZHOU_LISTS, ds_hangzhou_lists,
                             lists, err));
    DS_GO(settle_setup_make(&setup, &claims, &a->extra, sets[0].target,
                            sets[1].target, &a->common.run, err));
    const ds_hangzhou_input input = {setup.input, sets[2].target,
                                     setup.first_year,
                                     given(&lists[DS_HANGZHOU_AREA]),
                                     given(&lists[DS_HANGZHOU_INSTITUTION])};
    DS_GO(ds_hangzhou_run(&input, &a->common.run, &s, err));
    DS_GO(ds_hangzhou_tables(s, tables, err));
    cli_claims_count(&claims, &a->common);
    settle_account(a, &tables[DS_HANGZHOU_BUCKETS], claims.input.source->n_rows,
                   ds_hangzhou_n_buckets(), ds_hangzhou_bucket);
    if (a->cases)
        DS_GO(settle_cases_write(a, ds_hangzhou_cases(s), claims.input.source,
                                 ds_hangzhou_n_buckets(), ds_hangzhou_bucket,
                                 err));
    const cli_result result = {command, N_SETS, sets, DS_N_HANGZHOU_TABLES,
                               tables};
    DS_GO(cli_result_write(&a->common, &claims, &result, err));
    DS_GO(show(a, tables, err));
done:
    for (size_t i = 0; i < DS_N_HANGZHOU_TABLES; i++)
        ds_table_destroy(&tables[i]);
    for (size_t i = 0; i < DS_N_HANGZHOU_LISTS; i++)
        ds_table_destroy(&lists[i]);
    ds_hangzhou_free(s);
    settle_setup_destroy(&setup);
    if (st != DS_OK) settle_tables_blame(&a->extra, err);
    cli_claims_blame(&claims, err);
    cli_claims_close(&claims);
    return st;
}

ds_status settle_hangzhou(settle_args *a, const char *command, ds_error *err)
{
    ds_weights_policy weights;
    ds_settle_policy cases;
    ds_hangzhou_policy policy;
    const char *where = a->policy.file ? a->policy.file : "the policy";
    ds_keys sets[N_SETS] = {ds_weights_keys, ds_settle_keys, ds_hangzhou_keys};
    sets[0].target = &weights;
    sets[1].target = &cases;
    sets[2].target = &policy;
    DS_TRY(cli_policy_load(&a->policy, N_SETS, sets, err));
    if (a->policy.is_template)
        return ds_config_template(stdout, "county communities as in Hangzhou",
                                  N_SETS, sets, a->common.zh, err);
    DS_TRY(ds_weights_policy_check(&weights, where, err));
    DS_TRY(ds_cases_policy_check(&cases, where, err));
    DS_TRY(ds_hangzhou_policy_check(&policy, &cases, where, err));
    DS_TRY(settle_take_rules(a, &sets[0], err));
    settle_inputs_note(a);
    return settle(a, sets, command, err);
}
