/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/settle_hangzhou.c - settle county communities as in Hangzhou: the scheme
 * hangzhou. */
#include "sim/hangzhou/hangzhou.h"

#include "cli/results.h"
#include "cli/settle_frame.h"
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
    return settle_show_account(c, &tables[DS_HANGZHOU_LEDGER],
                               &tables[DS_HANGZHOU_NOTES], err);
}

static const char *bucket_name(const void *state, size_t i, bool zh)
{
    (void)state;
    return ds_hangzhou_bucket(i, zh);
}

static ds_status run(settle_year *y, const void *policy, ds_error *err)
{
    ds_hangzhou *s = NULL;
    const ds_hangzhou_input input = {
        y->setup.input, policy, y->setup.first_year,
        settle_list(y, DS_HANGZHOU_AREA),
        settle_list(y, DS_HANGZHOU_INSTITUTION)};
    DS_TRY(ds_hangzhou_run(&input, &y->args->common.run, &s, err));
    y->state = s;
    y->drg = ds_hangzhou_cases(s);
    y->n_buckets = ds_hangzhou_n_buckets();
    return ds_hangzhou_tables(s, y->tables, err);
}

static void free_state(void *state) { ds_hangzhou_free(state); }

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
    const settle_points points = {.weights = &weights, .cases = &cases};
    const settle_frame frame = {.n_sets = N_SETS,
                                .sets = sets,
                                .n_tables = DS_N_HANGZHOU_TABLES,
                                .buckets_table = DS_HANGZHOU_BUCKETS,
                                .n_lists = DS_N_HANGZHOU_LISTS,
                                .lists = ds_hangzhou_lists,
                                .run = run,
                                .bucket = bucket_name,
                                .show = show,
                                .free = free_state,
                                .ctx = &policy};
    return settle_frame_run(&frame, a, &points, command, err);
}
