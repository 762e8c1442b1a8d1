/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/settle_frame.c - see settle_frame.h for the contract. */
#include "cli/settle_frame.h"

#include "cli/results.h"
#include "cli/settle_write.h"

#include <stdlib.h>

const ds_table *settle_list(const settle_year *y, size_t i)
{
    return y->lists[i].n_columns > 0 ? &y->lists[i] : NULL;
}

ds_status settle_show_account(const cli_common *c, const ds_table *ledger,
                              const ds_table *notes, ds_error *err)
{
    const char *const line[] = {c->zh ? "label_zh" : "line", "left", "right",
                                "difference", NULL};
    const char *const note[] = {c->zh ? "label_zh" : "note", "count", NULL};
    DS_TRY(cli_show(c, ledger, 0, line, err));
    return cli_show(c, notes, 0, note, err);
}

/* Weights or a catalogue that are made on the way have passes of their own. */
static ds_status plan_drg(settle_year *y, ds_plan *passes, ds_error *err)
{
    const settle_args *a = y->args;
    const ds_settle_input input = {.claims = y->claims.input,
                                   .policy = y->points.cases};
    if (!a->extra.weights)
        DS_TRY(ds_weights_plan_lean(&y->claims.input, y->points.weights,
                                    &a->common.run, passes, err));
    return ds_settle_plan(&input, a->cases != NULL, &a->common.run, passes,
                          err);
}

static ds_status plan_dip(settle_year *y, ds_plan *passes, ds_error *err)
{
    const settle_args *a = y->args;
    const ds_catalogue_input made = {.claims = y->claims.input,
                                     .policy = y->points.catalogue};
    const ds_dip_input input = {.claims = y->claims.input,
                                .policy = y->points.dip,
                                .catalogue = y->points.catalogue};
    if (!a->extra.catalogue)
        DS_TRY(ds_catalogue_plan(&made, &a->common.run, passes, err));
    return ds_dip_plan(&input, a->cases != NULL, &a->common.run, passes, err);
}

static ds_status plan(settle_year *y, bool *is_done, ds_error *err)
{
    ds_plan passes = {0};
    DS_TRY(y->points.dip ? plan_dip(y, &passes, err)
                         : plan_drg(y, &passes, err));
    return cli_plan(&y->args->common, &passes, is_done, err);
}

/* What stands beside the claims. */
static ds_status read_beside(settle_year *y, const settle_frame *f,
                             ds_error *err)
{
    settle_args *a = y->args;
    const settle_points *p = &y->points;
    DS_TRY(settle_tables_read(&a->extra, f->n_lists, f->lists, y->lists, err));
    if (p->cases)
        DS_TRY(settle_setup_make(&y->setup, &y->claims, &a->extra,
                                 p->dip ? NULL : p->weights, p->cases,
                                 &a->common.run, err));
    if (!p->dip) return DS_OK;
    return dip_setup_make(&y->dip_setup, &a->common, &y->claims, &a->extra,
                          p->catalogue, p->dip, err);
}

static ds_status write_all(settle_year *y, const settle_frame *f,
                           const char *command, ds_error *err)
{
    settle_args *a = y->args;
    const ds_source *source = y->claims.input.source;
    const settle_buckets buckets = {y->n_buckets, f->bucket, y->state};
    const cli_result result = {command, f->n_sets, f->sets, f->n_tables,
                               y->tables};
    cli_claims_count(&y->claims, &a->common);
    settle_account(a, &y->tables[f->buckets_table], source->n_rows, &buckets);
    if (a->cases && y->dip)
        DS_TRY(settle_dip_cases_write(a, y->dip, source, &buckets, err));
    else if (a->cases)
        DS_TRY(settle_cases_write(a, y->drg, source, &buckets, err));
    DS_TRY(cli_result_write(&a->common, &y->claims, &result, err));
    return f->show(a, y->tables, err);
}

static ds_status run_all(settle_year *y, const settle_frame *f,
                         const char *command, ds_error *err)
{
    settle_args *a = y->args;
    bool is_done = false;
    DS_TRY(cli_claims_open(&y->claims, &a->files, &a->common, err));
    if (f->check) DS_TRY(f->check(y, err));
    DS_TRY(plan(y, &is_done, err));
    if (is_done) return DS_OK;
    DS_TRY(settle_outputs_check(a, err));
    DS_TRY(read_beside(y, f, err));
    DS_TRY(f->run(y, f->ctx, err));
    return write_all(y, f, command, err);
}

ds_status settle_frame_run(const settle_frame *f, settle_args *a,
                           const settle_points *points, const char *command,
                           ds_error *err)
{
    settle_year *y = NULL;
    DS_TRY(ds_alloc(&y, 1, sizeof *y, err));
    y->args = a;
    y->points = *points;
    const ds_status st = run_all(y, f, command, err);
    for (size_t i = 0; i < SETTLE_MAX_RESULT; i++)
        ds_table_destroy(&y->tables[i]);
    for (size_t i = 0; i < SETTLE_MAX_TABLES; i++)
        ds_table_destroy(&y->lists[i]);
    f->free(y->state);
    settle_setup_destroy(&y->setup);
    dip_setup_destroy(&y->dip_setup);
    if (st != DS_OK) settle_tables_blame(&a->extra, err);
    cli_claims_blame(&y->claims, err);
    cli_claims_close(&y->claims);
    free(y);
    return st;
}
