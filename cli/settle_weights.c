/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/settle_weights.c - see settle_weights.h for the contract. */
#include "cli/settle_weights.h"

#include "io/tables/result.h"

#include <stdio.h>
#include <string.h>

static ds_status published_list(const settle_weights_request *q,
                                ds_weight_list *list, ds_error *err)
{
    char names[256];
    snprintf(names, sizeof names, "%s", q->columns ? q->columns : "drg,weight");
    char *comma = strchr(names, ',');
    if (!comma)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_ARG,
                               "--weights-columns: '%s' is not GROUP,WEIGHT",
                               names),
                       "for example --weights-columns drg_code,weight_2023");
    *comma = '\0';
    const bool is_points = strcmp(comma + 1, "base_points") == 0;
    const ds_column_spec specs[] = {
        {names,     DS_CELL_TEXT,    0, "",  "", "group" },
        {comma + 1, DS_CELL_DECIMAL, 4, "1", "", "weight"}
    };
    ds_table t = {0};
    ds_status st = ds_csv_read_table(q->file, "weights", specs, 2, &t, err);
    if (st == DS_OK)
        st = ds_weight_list_from_published(
            &t, q->file, is_points ? 1 : DS_WEIGHT_SCALE, list, err);
    if (st == DS_ERR_DATA && !q->columns && err &&
        strstr(err->text, "no column"))
        st = ds_hint(
            err, st,
            "name the two columns of the list: --weights-columns "
            "GROUP,WEIGHT (base_points as WEIGHT: points, not weights)");
    ds_table_destroy(&t);
    return st;
}

static ds_status list_of_result(const settle_weights_request *q,
                                ds_weight_list *list, ds_error *err)
{
    const char *path = q->file;
    ds_table weights = {0}, years = {0};
    ds_status st = DS_OK;
    DS_GO(ds_result_read(path, "weights", &weights, err));
    DS_GO(ds_result_read(path, "weights_years", &years, err));
    DS_GO(ds_weight_list_from_tables(&weights, &years, path, list, err));
    for (size_t r = 0; r < years.n_rows; r++) {
        const int year = ds_table_find(&years, "year");
        const int of = (int)ds_table_get(&years, r, (size_t)year);
        list->is_in_sample |= of >= q->year;
        if (r == 0 || of < list->first_year) list->first_year = of;
        if (r == 0 || of > list->last_year) list->last_year = of;
    }
done:
    ds_table_destroy(&weights);
    ds_table_destroy(&years);
    return st;
}

static ds_status list_of_claims(const settle_weights_request *q,
                                const ds_run *run, ds_weight_list *list,
                                ds_error *err)
{
    const bool same_year = q->source == DS_WEIGHTS_SAME_YEAR;
    const int year = q->year;
    const ds_year_range years = {same_year ? year : DS_EPOCH_YEAR,
                                 same_year ? year : year - 1};
    ds_weights w = {0};
    if (q->first_year >= year && !same_year)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA,
                               "%s: no cases before %d to make weights from",
                               q->claims->input.source->name, year),
                       "give --weights FILE (earlier years or a published "
                       "list), or accept in-sample weights: --set "
                       "weights.source=same_year");
    ds_status st = ds_weights_compute_lean(&q->claims->input, q->policy, years,
                                           run, &w, err);
    if (st == DS_OK) st = ds_weight_list_from_weights(&w, list, err);
    list->is_in_sample = same_year;
    ds_weights_destroy(&w);
    return st;
}

ds_status settle_weights_find(const settle_weights_request *q,
                              const ds_run *run, ds_weight_list *list,
                              ds_error *err)
{
    if (q->file && q->source == DS_WEIGHTS_SAME_YEAR)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "--weights contradicts weights.source: "
                               "same_year"),
                       "leave one of the two out");
    if (q->file)
        return ds_file_is_hdf5(q->file) ? list_of_result(q, list, err)
                                        : published_list(q, list, err);
    if (q->source == DS_WEIGHTS_LIST)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "weights.source is list, and no list is given"),
                       "give it: --weights FILE.csv --weights-columns "
                       "GROUP,WEIGHT");
    return list_of_claims(q, run, list, err);
}
