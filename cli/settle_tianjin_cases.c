/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/settle_tianjin_cases.c - see settle_tianjin_cases.h for the contract. */
#include "cli/settle_tianjin_cases.h"

#include "io/store/store.h"

#include <string.h>

static ds_status put_cases(void *ctx, int thread, size_t block, size_t n,
                           const int64_t *const *columns, ds_error *err)
{
    return ds_store_put(ctx, thread, block, n, columns, err);
}

/* hospital and claimant share one. */
static bool is_written(const ds_source_column *columns, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(columns[k].dictionary, columns[i].dictionary) == 0)
            return true;
    return columns[i].dictionary[0] == '\0';
}

static ds_status put_dictionaries(ds_store_writer *w, const ds_source *source,
                                  const ds_source_column *columns,
                                  ds_error *err)
{
    for (size_t i = 0; i < DS_TJ_N_CASE_COLUMNS; i++) {
        const char *name = columns[i].dictionary;
        ds_dict d = {0};
        bool is_own = false;
        if (is_written(columns, i)) continue;
        ds_status st = ds_tj_case_dictionary(name, &d, &is_own, err);
        if (st == DS_OK && !is_own)
            st = source->ops->dictionary(source, name, &d, err);
        if (st == DS_OK) st = ds_store_put_dictionary(w, name, &d, err);
        ds_dict_destroy(&d);
        DS_TRY(st);
    }
    return DS_OK;
}

ds_status tianjin_cases_write(const settle_args *a, const ds_tj_map *map,
                              const ds_table *points, const ds_table *amount,
                              ds_error *err)
{
    ds_source_column columns[DS_TJ_N_CASE_COLUMNS];
    const ds_store_options options = {.deflate_level = 1,
                                      .threads = a->common.run.threads,
                                      .force = a->common.force};
    ds_store_writer *w = NULL;
    ds_tj_case_columns(map, columns);
    DS_TRY(ds_store_create(a->cases, DS_TJ_N_CASE_COLUMNS, columns, &options,
                           &w, err));
    const ds_case_sink sink = {w, put_cases};
    ds_status st = ds_tj_cases(map, points, amount, &a->common.run, &sink, err);
    if (st == DS_OK) st = put_dictionaries(w, map->lanes.source, columns, err);
    if (st == DS_OK) return ds_store_commit(w, &a->common.run, err);
    ds_store_abort(w);
    return st;
}
