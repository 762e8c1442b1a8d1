/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/settle_dip.c - settle by DIP points: the scheme dip. */
#include "cli/results.h"
#include "cli/settle_frame.h"
#include "cli/settle_write.h"
#include "io/config.h"

#include <stdio.h>

enum { SHOWN_ROWS = 12, N_SETS = 2 };

static const char *bucket_name(const void *state, size_t i, bool zh)
{
    (void)state;
    return zh ? ds_dip_buckets[i].zh : ds_dip_buckets[i].name;
}

/* ---- result -------------------------------------------------------------- */

/* JSON and CSV are one table: the hospitals. */
static ds_status show(const settle_args *a, const ds_table *tables,
                      ds_error *err)
{
    static const char *const hospital[] = {
        "hospital", "level",   "coefficient", "cases",           "points",
        "standard", "payment", "difference",  "payment_to_item", NULL};
    const cli_common *c = &a->common;
    const char *const how[] = {c->zh ? "label_zh" : "assignment", "records",
                               "points", "cost", NULL};
    if (c->json || c->csv)
        return cli_print(c, &tables[DS_DIP_T_SETTLEMENT], err);
    DS_TRY(cli_print_row(c, &tables[DS_DIP_T_VALUE], err));
    DS_TRY(cli_show(c, &tables[DS_DIP_T_ASSIGNMENT], 0, how, err));
    DS_TRY(
        cli_show(c, &tables[DS_DIP_T_SETTLEMENT], SHOWN_ROWS, hospital, err));
    return settle_show_account(c, &tables[DS_DIP_T_LEDGER],
                               &tables[DS_DIP_T_NOTES], err);
}

static ds_status run(settle_year *y, const void *ctx, ds_error *err)
{
    (void)ctx;
    DS_TRY(
        ds_dip_run(&y->dip_setup.input, &y->args->common.run, &y->dip, err));
    y->state = y->dip;
    y->n_buckets = DS_N_DIP_BUCKETS;
    return ds_dip_tables(y->dip, y->tables, err);
}

static void free_state(void *state) { ds_dip_free(state); }

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
    DS_TRY(dip_refuse_weights(&a->extra, err));
    DS_TRY(dip_setup_rules(&a->common, a->extra.catalogue, &sets[0], err));
    settle_inputs_note(a);
    const settle_points points = {.catalogue = &catalogue, .dip = &policy};
    const settle_frame frame = {.n_sets = N_SETS,
                                .sets = sets,
                                .n_tables = DS_N_DIP_TABLES,
                                .buckets_table = DS_DIP_T_BUCKETS,
                                .run = run,
                                .bucket = bucket_name,
                                .show = show,
                                .free = free_state};
    return settle_frame_run(&frame, a, &points, command, err);
}
