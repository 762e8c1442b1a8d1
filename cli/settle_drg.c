/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/settle_drg.c - settle by DRG points as in Zhejiang: the scheme drg. */
#include "cli/results.h"
#include "cli/settle_frame.h"
#include "cli/settle_write.h"
#include "io/config.h"

#include <stdio.h>

enum { SHOWN_ROWS = 12, N_SETS = 2 };

static const char *bucket_name(const void *state, size_t i, bool zh)
{
    (void)state;
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
    if (c->json || c->csv) return cli_print(c, &tables[0], err);
    DS_TRY(cli_print_row(c, &tables[3], err));
    DS_TRY(cli_show(c, &tables[0], SHOWN_ROWS, hospital, err));
    return settle_show_account(c, &tables[4], &tables[5], err);
}

static ds_status run(settle_year *y, const void *ctx, ds_error *err)
{
    (void)ctx;
    DS_TRY(ds_settle_run(&y->setup.input, &y->args->common.run, &y->drg, err));
    y->state = y->drg;
    y->n_buckets = DS_N_BUCKETS;
    return ds_settle_tables(y->drg, y->tables, err);
}

static void free_state(void *state) { ds_settle_free(state); }

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
    const settle_points points = {.weights = &weights, .cases = &policy};
    const settle_frame frame = {.n_sets = N_SETS,
                                .sets = sets,
                                .n_tables = DS_N_SETTLE_TABLES,
                                .buckets_table = 1,
                                .run = run,
                                .bucket = bucket_name,
                                .show = show,
                                .free = free_state};
    return settle_frame_run(&frame, a, &points, command, err);
}
