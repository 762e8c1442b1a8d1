/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/results.c - see results.h for the contract. */
#include "cli/results.h"

#include "io/tables/result.h"

#include <stdio.h>
#include <stdlib.h>

/* The statements of the claims files: two tables each. */
typedef struct statements {
    size_t n;
    ds_table *tables;
} statements;

static ds_status read_one(statements *s, const ds_store *store,
                          const char *name, size_t number, ds_error *err)
{
    ds_table *t = &s->tables[s->n];
    DS_TRY(ds_store_table(store, name, t, err));
    s->n++;
    if (number > 1) snprintf(t->name, sizeof t->name, "%s_%zu", name, number);
    return DS_OK;
}

static ds_status read_statements(statements *s, const cli_claims *claims,
                                 ds_error *err)
{
    size_t number = 0;
    DS_TRY(ds_alloc(&s->tables, 2 * claims->n, sizeof *s->tables, err));
    for (size_t i = 0; i < claims->n; i++) {
        const ds_store *store = claims->stores[i];
        if (!ds_store_has_table(store, "control")) continue;
        number++;
        DS_TRY(read_one(s, store, "control", number, err));
        if (ds_store_has_table(store, "control_run"))
            DS_TRY(read_one(s, store, "control_run", number, err));
    }
    return DS_OK;
}

ds_status cli_result_write(const cli_common *c, const cli_claims *claims,
                           const cli_result *r, ds_error *err)
{
    const ds_table *all[CLI_MAX_RESULT_TABLES + 2 * CLI_MAX_FILES];
    ds_table run = {0}, config = {0};
    statements controls = {0};
    size_t k = 0;
    ds_status st = DS_OK;
    if (!c->output) return DS_OK;
    DS_GO(cli_run_tables(r->command, claims, r->n_sets, r->sets, &run, &config,
                         err));
    for (size_t i = 0; i < c->n_inputs; i++)
        DS_GO(cli_run_input(&run, c->inputs[i][0], c->inputs[i][1], err));
    DS_GO(read_statements(&controls, claims, err));
    for (size_t i = 0; i < r->n && k < CLI_MAX_RESULT_TABLES - 2; i++)
        all[k++] = &r->tables[i];
    all[k++] = &run;
    if (r->n_sets > 0) all[k++] = &config;
    for (size_t i = 0; i < controls.n; i++) all[k++] = &controls.tables[i];
    DS_GO(ds_result_write(c->output, k, all, c->force, err));
done:
    for (size_t i = 0; i < controls.n; i++)
        ds_table_destroy(&controls.tables[i]);
    free(controls.tables);
    ds_table_destroy(&run);
    ds_table_destroy(&config);
    return st;
}
