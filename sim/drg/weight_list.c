/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/drg/weight_list.c - see weight_list.h for the contract. */
#include "sim/drg/weight_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Room for the groups of l->groups, all unknown. */
/* The same work in another folder gives the same result. */
static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static ds_status make(ds_weight_list *l, ds_error *err)
{
    const size_t n = l->groups.n;
    DS_TRY(ds_alloc(&l->base, n, sizeof *l->base, err));
    DS_TRY(ds_alloc(&l->weight, n, sizeof *l->weight, err));
    DS_TRY(ds_alloc(&l->n, n, sizeof *l->n, err));
    for (size_t g = 0; g < n; g++)
        l->base[g] = l->weight[g] = l->n[g] = DS_MISSING;
    mpq_init(l->mean_all);
    l->mean = ds_ratios_new(n);
    l->is_made = true;
    return l->mean ? DS_OK
                   : ds_fail(err, DS_ERR_NOMEM, "no memory for %zu groups", n);
}

void ds_weight_list_destroy(ds_weight_list *l)
{
    if (l->is_made) {
        ds_ratios_free(l->mean, l->groups.n);
        mpq_clear(l->mean_all);
    }
    free(l->base);
    free(l->weight);
    free(l->n);
    ds_dict_destroy(&l->groups);
    *l = (ds_weight_list){0};
}

ds_status ds_weight_list_from_weights(const ds_weights *w, ds_weight_list *out,
                                      ds_error *err)
{
    uint32_t code;
    *out = (ds_weight_list){0};
    DS_TRY(ds_dict_init(&out->groups, err));
    for (uint32_t g = 1; g < w->groups.n; g++)
        DS_TRY(ds_dict_code(&out->groups, ds_dict_text(&w->groups, g),
                            ds_dict_length(&w->groups, g), &code, err));
    DS_TRY(make(out, err));
    for (size_t g = 0; g < w->n_groups; g++) {
        out->base[g] = w->base[g];
        if (w->base[g] != DS_MISSING &&
            !ds_ratio_round(w->weight[g], 4, &out->weight[g]))
            out->weight[g] = DS_MISSING;
        out->n[g] = ds_weights_n(w, g);
        mpq_set(out->mean[g], w->mean[g]);
    }
    mpq_set(out->mean_all, w->mean_all);
    out->first_year = w->year[0];
    out->last_year = w->year[w->n_years - 1];
    snprintf(out->origin, sizeof out->origin, "claims of %d-%d", w->year[0],
             w->year[w->n_years - 1]);
    return DS_OK;
}

/* ---- tables of an earlier run -------------------------------------------- */

static ds_status need_column(const ds_table *t, const char *path,
                             const char *name, size_t *column, ds_error *err)
{
    const int found = ds_table_find(t, name);
    if (found < 0)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_FORMAT,
                               "%s: table %s has no column %s", path, t->name,
                               name),
                       "make the file again with 'dianshu weights'");
    *column = (size_t)found;
    return DS_OK;
}

/* The sums of the base years, by group: [group][year slot]. */
typedef struct year_sums {
    int n_years;
    int64_t year[DS_MAX_BASE_YEARS], weight[DS_MAX_BASE_YEARS];
    int64_t *n;
    ds_i128 *sum;
} year_sums;

static int slot_of(year_sums *y, int64_t year, int64_t weight)
{
    for (int i = 0; i < y->n_years; i++)
        if (y->year[i] == year) return y->weight[i] == weight ? i : -1;
    if (y->n_years == DS_MAX_BASE_YEARS) return -1;
    y->year[y->n_years] = year;
    y->weight[y->n_years] = weight;
    return y->n_years++;
}

static ds_status read_years(const ds_table *t, const char *path,
                            const ds_dict *groups, year_sums *y, ds_error *err)
{
    size_t drg = 0, year = 0, weight = 0, n = 0, cost = 0;
    DS_TRY(need_column(t, path, "drg", &drg, err));
    DS_TRY(need_column(t, path, "year", &year, err));
    DS_TRY(need_column(t, path, "year_weight", &weight, err));
    DS_TRY(need_column(t, path, "n_kept", &n, err));
    DS_TRY(need_column(t, path, "cost", &cost, err));
    for (size_t r = 0; r < t->n_rows; r++) {
        const char *id = ds_table_get_text(t, r, drg);
        const uint32_t g = ds_dict_find(groups, id, strlen(id));
        const int slot =
            slot_of(y, ds_table_get(t, r, year), ds_table_get(t, r, weight));
        if (g == UINT32_MAX || slot < 0 || ds_table_get(t, r, n) <= 0)
            return ds_hint(
                err,
                ds_fail(err, DS_ERR_DATA,
                        "%s: table %s, row %zu contradicts the others", path,
                        t->name, r + 1),
                "make the file again with 'dianshu weights'");
        y->n[g * DS_MAX_BASE_YEARS + (size_t)slot] = ds_table_get(t, r, n);
        y->sum[g * DS_MAX_BASE_YEARS + (size_t)slot] = ds_table_get(t, r, cost);
    }
    return DS_OK;
}

static void means_of(ds_weight_list *l, const year_sums *y)
{
    int64_t all_n[DS_MAX_BASE_YEARS] = {0};
    ds_i128 all_sum[DS_MAX_BASE_YEARS] = {0};
    for (size_t g = 0; g < l->groups.n; g++) {
        const int64_t *n = y->n + g * DS_MAX_BASE_YEARS;
        const ds_i128 *sum = y->sum + g * DS_MAX_BASE_YEARS;
        ds_yearly_mean(l->mean[g], y->n_years, y->weight, n, sum);
        for (int i = 0; i < y->n_years; i++) {
            all_n[i] += n[i];
            all_sum[i] += sum[i];
        }
    }
    ds_yearly_mean(l->mean_all, y->n_years, y->weight, all_n, all_sum);
}

static ds_status read_groups(const ds_table *t, const char *path,
                             ds_weight_list *l, ds_error *err)
{
    size_t drg = 0, n = 0, base = 0, weight = 0;
    uint32_t code = 0;
    DS_TRY(need_column(t, path, "drg", &drg, err));
    DS_TRY(need_column(t, path, "n", &n, err));
    DS_TRY(need_column(t, path, "base_points", &base, err));
    DS_TRY(need_column(t, path, "weight", &weight, err));
    DS_TRY(ds_dict_init(&l->groups, err));
    for (size_t r = 0; r < t->n_rows; r++) {
        const char *id = ds_table_get_text(t, r, drg);
        DS_TRY(ds_dict_code(&l->groups, id, strlen(id), &code, err));
    }
    DS_TRY(make(l, err));
    for (size_t r = 0; r < t->n_rows; r++) {
        const char *id = ds_table_get_text(t, r, drg);
        code = ds_dict_find(&l->groups, id, strlen(id));
        l->base[code] = ds_table_get(t, r, base);
        l->weight[code] = ds_table_get(t, r, weight);
        l->n[code] = ds_table_get(t, r, n);
    }
    return DS_OK;
}

ds_status ds_weight_list_from_tables(const ds_table *weights,
                                     const ds_table *years, const char *path,
                                     ds_weight_list *out, ds_error *err)
{
    ds_status st = DS_OK;
    year_sums y = {0};
    *out = (ds_weight_list){0};
    DS_GO(read_groups(weights, path, out, err));
    const size_t cells = (size_t)out->groups.n * DS_MAX_BASE_YEARS;
    DS_GO(ds_alloc(&y.n, cells, sizeof *y.n, err));
    DS_GO(ds_alloc(&y.sum, cells, sizeof *y.sum, err));
    DS_GO(read_years(years, path, &out->groups, &y, err));
    means_of(out, &y);
    snprintf(out->origin, sizeof out->origin, "%.120s (%d base years)",
             name_of(path), y.n_years);
done:
    free(y.n);
    free(y.sum);
    return st;
}

/* ---- a published list ---------------------------------------------------- */

ds_status ds_weight_list_from_published(const ds_table *list, const char *path,
                                        int64_t scale, ds_weight_list *out,
                                        ds_error *err)
{
    *out = (ds_weight_list){0};
    DS_TRY(ds_dict_init(&out->groups, err));
    for (size_t r = 0; r < list->n_rows; r++) {
        const char *id = ds_table_get_text(list, r, 0);
        uint32_t code = 0;
        const uint32_t before = out->groups.n;
        DS_TRY(ds_dict_code(&out->groups, id, strlen(id), &code, err));
        if (code < before)
            return ds_hint(err,
                           ds_fail(err, DS_ERR_DATA,
                                   "%s: row %zu: a group stands there twice, "
                                   "or has no name",
                                   path, ds_table_line(list, r)),
                           "keep one row a group");
    }
    DS_TRY(make(out, err));
    for (size_t r = 0; r < list->n_rows; r++) {
        const int64_t weight = ds_table_get(list, r, 1);
        if (weight == DS_MISSING) continue;
        if (weight < 0 || weight > INT64_MAX / scale)
            return ds_hint(
                err,
                ds_fail(err, DS_ERR_DATA,
                        "%s: row %zu: weight is negative or too large", path,
                        ds_table_line(list, r)),
                "correct the row, or leave the field empty");
        out->base[r + 1] = weight * scale;
        out->weight[r + 1] =
            (int64_t)ds_round_div(weight, DS_WEIGHT_SCALE / scale);
    }
    snprintf(out->origin, sizeof out->origin, "list %.140s", name_of(path));
    return DS_OK;
}
