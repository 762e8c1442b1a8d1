/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/simulate_load.c - configurations, their tables and models; see
 * simulate.h. */
#include "cli/simulate.h"

#include "io/config.h"
#include "io/result.h"

#include <stdio.h>
#include <string.h>

enum { PATH_SIZE = 4096 };

/* A file named in a configuration stands beside it. */
static void path_beside(char path[PATH_SIZE], const char *config,
                        const char *name)
{
    const char *slash = strrchr(config, '/');
    const int folder = *name == '/' || !slash ? 0 : (int)(slash - config) + 1;
    snprintf(path, PATH_SIZE, "%.*s%s", folder, config, name);
}

static ds_status read_beside(const char *config, const char *name,
                             const ds_column_spec *specs, size_t n_needed,
                             size_t n, ds_table *t, ds_error *err)
{
    char path[PATH_SIZE];
    if (!*name) return DS_OK;
    path_beside(path, config, name);
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

static ds_status read_costs(simulate_file *f, ds_error *err)
{
    char path[PATH_SIZE];
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
    path_beside(path, f->path, name);
    return simulate_costs(path, &f->ages, err);
}

ds_status simulate_ready(simulate_file *f, ds_error *err)
{
    const ds_fund_keys_values *v = &f->config.v;
    if (v->population == DS_FUND_COHORT)
        DS_TRY(read_beside(f->path, v->population_file, ds_fund_age_columns,
                           DS_FUND_N_AGE_NEEDED, DS_FUND_N_AGE_COLUMNS,
                           &f->ages, err));
    DS_TRY(read_costs(f, err));
    DS_TRY(read_beside(f->path, v->flows_file, ds_fund_flow_columns,
                       DS_FUND_N_FLOW_NEEDED, DS_FUND_N_FLOW_COLUMNS, &f->flows,
                       err));
    const ds_fund_tables tables = {
        v->population == DS_FUND_COHORT && *v->population_file ? &f->ages
                                                               : NULL,
        *v->flows_file ? &f->flows : NULL};
    return ds_fund_model_init(&f->model, &f->config, f->path, &tables, err);
}

ds_status simulate_load(const simulate_args *a, const char *path,
                        simulate_file *f, ds_error *err)
{
    const ds_fund_keys_values *v = &f->config.v;
    f->path = path;
    DS_TRY(ds_fund_config_init(&f->config, err));
    cli_policy keys = a->keys;
    keys.file = path;
    DS_TRY(
        cli_policy_load(&keys, DS_COUNT(f->config.sets), f->config.sets, err));
    if (strcmp(v->name, "fund") == 0) name_by_file(&f->config.v, path);
    return simulate_ready(f, err);
}

void simulate_unload(simulate_file *f)
{
    ds_fund_model_destroy(&f->model);
    ds_table_destroy(&f->ages);
    ds_table_destroy(&f->flows);
    ds_fund_config_destroy(&f->config);
}
