/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/dip_setup.c - see dip_setup.h for the contract. */
#include "cli/dip_setup.h"

#include "io/tables/result.h"
#include "sim/dip/catalogue_published.h"

#include <string.h>

static const char *const table_names[DS_N_CATALOGUE_TABLES] = {
    [DS_CAT_GROUPS] = "catalogue",      [DS_CAT_CELLS] = "catalogue_cells",
    [DS_CAT_YEARS] = "catalogue_years", [DS_CAT_AUXILIARY] = "auxiliary",
    [DS_CAT_LEVELS] = "levels",         [DS_CAT_COVERAGE] = "coverage",
    [DS_CAT_QUALITY] = "quality",       [DS_CAT_ROWS] = "rows",
    [DS_CAT_PUBLISHED] = NULL};

static void destroy_tables(ds_table tables[DS_N_CATALOGUE_TABLES])
{
    for (size_t i = 0; i < DS_N_CATALOGUE_TABLES; i++)
        ds_table_destroy(&tables[i]);
}

/* ---- where the catalogue comes from (A38) -------------------------------- */

/* A result of another command has no such table. */
static ds_status read_result(const char *path, const char *name, ds_table *t,
                             ds_error *err)
{
    const ds_status st = ds_result_read(path, name, t, err);
    if (st != DS_ERR_FORMAT) return st;
    return ds_hint(err, st,
                   "give a result of 'dianshu catalogue', or its table "
                   "published as CSV: %s is none",
                   path);
}

static ds_status of_result(dip_setup *s, const char *path, ds_error *err)
{
    ds_table tables[DS_N_CATALOGUE_TABLES] = {0};
    ds_status st = DS_OK;
    for (size_t i = 0; i < DS_N_CATALOGUE_TABLES; i++)
        if (table_names[i])
            DS_GO(read_result(path, table_names[i], &tables[i], err));
    DS_GO(ds_disease_list_from_tables(tables, s->input.catalogue, path,
                                      &s->list, err));
    s->list.is_in_sample = s->list.last_year >= s->input.year;
done:
    destroy_tables(tables);
    return st;
}

static ds_status read_published(const char *path, ds_table *t, ds_error *err)
{
    return ds_csv_read_some(path, "catalogue", ds_published_specs,
                            DS_PUBLISHED_NEEDED, DS_N_PUBLISHED, t, err);
}

/* A list with years and cells is as good as the result that it comes from. */
static ds_status whole(dip_setup *s, const char *path, const ds_table *list,
                       ds_error *err)
{
    ds_table tables[DS_N_CATALOGUE_TABLES] = {0};
    ds_status st = ds_published_split(list, tables, err);
    if (st == DS_OK)
        st = ds_disease_list_from_tables(tables, s->input.catalogue, path,
                                         &s->list, err);
    s->list.is_in_sample = s->list.last_year >= s->input.year;
    destroy_tables(tables);
    return st;
}

static ds_status published(dip_setup *s, const char *path, ds_error *err)
{
    ds_table t = {0};
    ds_status st = read_published(path, &t, err);
    if (st == DS_OK && ds_published_is_whole(&t)) {
        st = whole(s, path, &t, err);
        ds_table_destroy(&t);
        return st;
    }
    if (st == DS_OK)
        st = ds_disease_list_from_published(
            &t, path, (ds_dip_code)s->input.catalogue->code, &s->list, err);
    if (st == DS_OK && s->input.catalogue->method == DS_DIP_QUOTA)
        ds_ratio_set(s->list.base_cost, s->input.catalogue->quota_fen, 1);
    ds_table_destroy(&t);
    return st;
}

static ds_status of_claims(dip_setup *s, const cli_common *c, bool same_year,
                           ds_error *err)
{
    const int year = s->input.year;
    ds_catalogue made = {0};
    ds_table tables[DS_N_CATALOGUE_TABLES] = {0};
    ds_status st = DS_OK;
    if (s->first_year >= year && !same_year)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA,
                               "%s: no cases before %d to make a catalogue "
                               "from",
                               s->input.claims.source->name, year),
                       "give --catalogue FILE (of earlier years, or a "
                       "published one), or accept an in-sample catalogue: "
                       "--set weights.source=same_year");
    const ds_catalogue_input input = {
        .claims = s->input.claims,
        .policy = s->input.catalogue,
        .years = {same_year ? year : DS_EPOCH_YEAR,
                  same_year ? year : year - 1},
        .hospitals = s->input.hospitals,
        .classes = s->input.classes,
        .complications = s->input.complications
    };
    DS_GO(ds_catalogue_compute(&input, &c->run, &made, err));
    DS_GO(ds_catalogue_tables(&made, tables, err));
    DS_GO(ds_disease_list_from_tables(tables, s->input.catalogue,
                                      s->input.claims.source->name, &s->list,
                                      err));
    s->list.is_in_sample = same_year;
done:
    destroy_tables(tables);
    ds_catalogue_destroy(&made);
    return st;
}

ds_status dip_setup_catalogue(dip_setup *s, const char *path, ds_error *err)
{
    return ds_file_is_hdf5(path) ? of_result(s, path, err)
                                 : published(s, path, err);
}

static ds_status find_catalogue(dip_setup *s, const cli_common *c,
                                const char *path, int source, ds_error *err)
{
    s->input.list = &s->list;
    if (path && source == DS_DIP_SAME_YEAR)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "--catalogue contradicts weights.source: "
                               "same_year"),
                       "leave one of the two out");
    if (path) return dip_setup_catalogue(s, path, err);
    if (source == DS_DIP_LIST)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "weights.source is list, and no catalogue is "
                               "given"),
                       "give it: --catalogue FILE.csv or FILE.h5");
    return of_claims(s, c, source == DS_DIP_SAME_YEAR, err);
}

static ds_status read_special(dip_setup *s, const char *path, ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"claim",  DS_CELL_TEXT,   0, "",       "结算单据号", "claim" },
        {"points", DS_CELL_POINTS, 0, "points", "点数",          "points"}
    };
    if (!path) return DS_OK;
    s->input.special = &s->special;
    return ds_csv_read_table(path, "special", specs, 2, &s->special, err);
}

ds_status dip_setup_make(dip_setup *s, const cli_common *c,
                         const cli_claims *claims, const settle_files *files,
                         const ds_catalogue_policy *catalogue,
                         const ds_dip_policy *policy, ds_error *err)
{
    const dip_files lists = {files->classes, files->complications,
                             files->hospitals};
    s->input = (ds_dip_input){.claims = claims->input,
                              .policy = policy,
                              .catalogue = catalogue,
                              .classes = &s->lists.classes,
                              .complications = &s->lists.complications};
    DS_TRY(cli_claims_years(claims, "settle", &s->first_year, &s->input.year,
                            err));
    if (policy->year != DS_KEY_NONE) s->input.year = (int)policy->year;
    DS_TRY(dip_lists_read(&s->lists, claims, &lists, err));
    if (s->lists.has_hospitals) s->input.hospitals = &s->lists.hospitals;
    DS_TRY(read_special(s, files->special, err));
    return find_catalogue(s, c, files->catalogue, policy->source, err);
}

/* A key that the catalogue was made with, whatever the policy says. */
static ds_status take_rule(const cli_common *c, const char *path,
                           const ds_keys *keys, const char *name,
                           const char *value, ds_error *err)
{
    const ds_key *key = ds_keys_find(keys, name);
    char here[512];
    if (!key) return DS_OK;
    ds_keys_show(keys, key, here, sizeof here);
    if (strcmp(here, value) == 0) return DS_OK;
    cli_note(c, "%s was made with %s %s: the policy's %s has no effect", path,
             name, value, here);
    return ds_keys_set(keys, name, value, path, err);
}

/* Its rows of kind key name keys of a catalogue, each once. */
static ds_status check_key(const char *path, const ds_keys *keys,
                           const ds_table *t, size_t row, ds_error *err)
{
    const char *name = ds_table_get_text(t, row, DS_PUB_DIAGNOSIS);
    bool is_twice = false;
    for (size_t r = 0; r < row; r++)
        is_twice |=
            ds_published_row_of(t, r) == DS_PUB_ROW_KEY &&
            strcmp(ds_table_get_text(t, r, DS_PUB_DIAGNOSIS), name) == 0;
    if (!is_twice && ds_keys_find(keys, name)) return DS_OK;
    return ds_hint(
        err,
        ds_fail(err, DS_ERR_DATA, "%s, row %zu: the key '%.40s' %s", path,
                ds_table_line(t, row), name,
                is_twice ? "stands there twice" : "is none of a catalogue"),
        "leave the rows key as 'dianshu catalogue' wrote them: its keys are "
        "in 'dianshu catalogue --template'");
}

static ds_status published_rules(const cli_common *c, const char *path,
                                 const ds_keys *keys, ds_error *err)
{
    ds_table t = {0};
    ds_status st = read_published(path, &t, err);
    for (size_t row = 0; st == DS_OK && row < t.n_rows; row++) {
        if (ds_published_row_of(&t, row) != DS_PUB_ROW_KEY) continue;
        DS_GO(check_key(path, keys, &t, row, err));
        DS_GO(take_rule(c, path, keys,
                        ds_table_get_text(&t, row, DS_PUB_DIAGNOSIS),
                        ds_table_get_text(&t, row, DS_PUB_OPERATIONS), err));
    }
done:
    ds_table_destroy(&t);
    return st;
}

/* A catalogue says how it was made: the result records those rules, whatever
 * the policy says. */
ds_status dip_setup_rules(const cli_common *c, const char *path,
                          const ds_keys *keys, ds_error *err)
{
    ds_table config = {0};
    ds_status st = DS_OK;
    if (!path) return DS_OK;
    if (!ds_file_is_hdf5(path)) return published_rules(c, path, keys, err);
    DS_GO(read_result(path, "catalogue", &config, err));
    ds_table_destroy(&config);
    DS_GO(ds_result_read(path, "config", &config, err));
    for (size_t row = 0; row < config.n_rows; row++)
        DS_GO(take_rule(c, path, keys, ds_table_get_text(&config, row, 0),
                        ds_table_get_text(&config, row, 1), err));
done:
    ds_table_destroy(&config);
    return st;
}

ds_status dip_refuse_weights(const settle_files *files, ds_error *err)
{
    if (!files->weights) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CONFIG,
                           "--weights is for DRG: a settlement by DIP takes a "
                           "catalogue"),
                   "give --catalogue FILE instead (dianshu catalogue)");
}

void dip_setup_destroy(dip_setup *s)
{
    ds_disease_list_destroy(&s->list);
    dip_lists_destroy(&s->lists);
    ds_table_destroy(&s->special);
    *s = (dip_setup){0};
}
