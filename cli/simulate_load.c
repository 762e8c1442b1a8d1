/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/simulate_load.c - configurations, their tables and models; see
 * simulate.h. */
#include "cli/simulate.h"

#include "io/config.h"
#include "io/tables/result.h"

#include <stdio.h>
#include <string.h>

static ds_status read_named(const simulate_file *f, const char *key,
                            const char *name, const ds_column_spec *specs,
                            size_t n_needed, size_t n, ds_table *t,
                            ds_error *err)
{
    char path[SIMULATE_PATH_SIZE];
    if (!*name) return DS_OK;
    DS_TRY(simulate_path_of(f, key, name, path, err));
    return ds_csv_read_some(path, "table", specs, n_needed, n, t, err);
}

/* "configs/wage_slump.yaml": the name wage_slump. */
static void name_by_file(ds_fund_keys_values *v, const char *path)
{
    const char *slash = strrchr(path, '/');
    snprintf(v->name, sizeof v->name, "%.200s", slash ? slash + 1 : path);
    char *dot = strrchr(v->name, '.');
    if (dot) *dot = '\0';
}

/* --set name=... is for all files of the command; else a file has the name
 * that it gives itself, not one of the files it is based on. */
static ds_status choose_name(simulate_file *f, ds_error *err)
{
    char giver[SIMULATE_PATH_SIZE] = "";
    for (size_t i = 0; i < f->keys->n_given; i++)
        if (strncmp(f->keys->given[i], "name=", 5) == 0) return DS_OK;
    DS_TRY(ds_config_giver(f->path, "name", giver, sizeof giver, err));
    if (strcmp(giver, f->path) != 0) name_by_file(&f->config.v, f->path);
    return DS_OK;
}

static ds_status read_costs(simulate_file *f, ds_error *err)
{
    char path[SIMULATE_PATH_SIZE];
    const char *name = f->config.v.population_costs;
    if (!*name) return DS_OK;
    if (f->ages.n_rows == 0)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "%s: population.costs: no insured to share the "
                               "cost by",
                               f->path),
                       "give population.mode: cohort and population.file with "
                       "the insured of the claims by age");
    DS_TRY(simulate_path_of(f, "population.costs", name, path, err));
    return simulate_costs(path, &f->ages, err);
}

static ds_status read_settled(simulate_file *f, ds_error *err)
{
    static const char *const keys[] = {"emp.settlement", "res.settlement"};
    char path[DS_FUND_N_POOLS][SIMULATE_PATH_SIZE] = {"", ""};
    for (size_t k = 0; k < DS_FUND_N_POOLS; k++) {
        const char *name = f->config.v.pool[k].settlement;
        if (!*name) continue;
        DS_TRY(simulate_path_of(f, keys[k], name, path[k], err));
        DS_TRY(simulate_settled(f, k, path[k], &f->settled[k], err));
    }
    return *path[0] && simulate_is_same(path[0], path[1])
               ? ds_fund_shares_check(&f->config.v, f->path, err)
               : DS_OK;
}

ds_fund_tables simulate_tables(const simulate_file *f)
{
    const ds_fund_keys_values *v = &f->config.v;
    const bool has_ages =
        v->population == DS_FUND_COHORT && *v->population_file;
    return (ds_fund_tables){has_ages ? &f->ages : NULL,
                            *v->flows_file ? &f->flows : NULL, f->settled};
}

ds_status simulate_ready(simulate_file *f, ds_error *err)
{
    const ds_fund_keys_values *v = &f->config.v;
    if (v->population == DS_FUND_COHORT)
        DS_TRY(read_named(f, "population.file", v->population_file,
                          ds_fund_age_columns, DS_FUND_N_AGE_NEEDED,
                          DS_FUND_N_AGE_COLUMNS, &f->ages, err));
    DS_TRY(read_costs(f, err));
    DS_TRY(read_named(f, "flows.file", v->flows_file, ds_fund_flow_columns,
                      DS_FUND_N_FLOW_NEEDED, DS_FUND_N_FLOW_COLUMNS, &f->flows,
                      err));
    DS_TRY(ds_fund_keys_check(v, f->path, err));
    DS_TRY(read_settled(f, err));
    const ds_fund_tables tables = simulate_tables(f);
    return ds_fund_model_init(&f->model, &f->config, f->path, &tables, err);
}

ds_status simulate_load(const simulate_args *a, const char *path,
                        simulate_file *f, ds_error *err)
{
    f->path = path;
    f->keys = &a->keys;
    DS_TRY(ds_fund_config_init(&f->config, err));
    cli_policy keys = a->keys;
    keys.file = path;
    DS_TRY(
        cli_policy_load(&keys, DS_COUNT(f->config.sets), f->config.sets, err));
    DS_TRY(choose_name(f, err));
    return simulate_ready(f, err);
}

void simulate_unload(simulate_file *f)
{
    ds_fund_model_destroy(&f->model);
    ds_table_destroy(&f->ages);
    ds_table_destroy(&f->flows);
    ds_fund_config_destroy(&f->config);
}
