/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/check/control.c - what claims add up to, as control totals have it; see
 * control.h. */
#include "sim/check/control.h"

#include "base/table_unite.h"
#include "sim/heads.h"
#include "sim/sums.h"

#include <string.h>

enum { KEY_SIZE = DS_DICT_MAX_BYTES + 1 };

ds_status ds_control_kind_of(const ds_source *claims, const char *name,
                             ds_control_kind *kind, ds_error *err)
{
    const ds_source_column *c = NULL;
    *kind = DS_CONTROL_KEY;
    if (strcmp(name, "records") == 0)
        *kind = DS_CONTROL_RECORDS;
    else if (strcmp(name, "heads") == 0)
        *kind = DS_CONTROL_HEADS;
    else if (strcmp(name, "year") != 0 && !ds_attribute_is(name)) {
        DS_TRY(ds_by_need(claims, name, &c, err));
        if (c->kind == DS_KIND_FEN || c->kind == DS_KIND_POINTS ||
            c->kind == DS_KIND_COUNT)
            *kind = DS_CONTROL_SUM;
    }
    return DS_OK;
}

/* ---- what is found ------------------------------------------------------- */

/* Where measures are: the sums come four at a time. */
typedef struct found_columns {
    size_t n_sums;
    size_t sums[DS_MAX_CONTROLS]; /* numbers of measures */
    int heads;                    /* number of the measure, or -1 */
} found_columns;

static found_columns sort_measures(const ds_control_request *r)
{
    found_columns c = {.heads = -1};
    for (size_t m = 0; m < r->n_measures; m++) {
        if (strcmp(r->measures[m], "heads") == 0)
            c.heads = (int)m;
        else if (strcmp(r->measures[m], "records") != 0)
            c.sums[c.n_sums++] = m;
    }
    return c;
}

static ds_status run_sums(const ds_control_request *r, const found_columns *c,
                          size_t first, const ds_run *run, ds_table *t,
                          ds_error *err)
{
    uint64_t dropped;
    ds_sums_request sums = {.input = r->input, .n_by = r->n_keys};
    memcpy(sums.by, r->keys, sizeof r->keys);
    for (size_t i = first; i < c->n_sums && i < first + DS_MAX_CUBE_VALUES; i++)
        sums.columns[sums.n_columns++] = r->measures[c->sums[i]];
    return ds_sums_run(&sums, run, t, &dropped, err);
}

/* Keys and measures of the first sums, other measures empty. */
static ds_status make_found(const ds_control_request *r, const found_columns *c,
                            const ds_table *sums, ds_table *found,
                            ds_error *err)
{
    ds_column_spec specs[DS_MAX_BY + DS_MAX_CONTROLS];
    for (size_t k = 0; k < r->n_keys; k++) specs[k] = sums->columns[k];
    for (size_t m = 0; m < r->n_measures; m++)
        specs[r->n_keys + m] =
            (ds_column_spec){.name = r->measures[m],
                             .type = DS_CELL_INT,
                             .unit = (int)m == c->heads ? "persons" : "records",
                             .zh = (int)m == c->heads ? "人数" : "记录数",
                             .help = "total of the claims"};
    DS_TRY(ds_table_init(found, "found", "结算数据合计", specs,
                         r->n_keys + r->n_measures, err));
    DS_TRY(ds_table_extend(found, sums->n_rows, err));
    for (size_t row = 0; row < sums->n_rows; row++) {
        for (size_t k = 0; k < r->n_keys; k++)
            if (specs[k].type == DS_CELL_TEXT)
                DS_TRY(ds_table_set_text(found, row, k,
                                         ds_table_get_text(sums, row, k), err));
            else
                ds_table_set(found, row, k, ds_table_get(sums, row, k));
        for (size_t m = 0; m < r->n_measures; m++)
            ds_table_set(
                found, row, r->n_keys + m,
                (int)m == c->heads ? 0 : ds_table_get(sums, row, r->n_keys));
    }
    return DS_OK;
}

/* The rows of all sums are the same, in the same order. */
static void take_sums(const ds_control_request *r, const found_columns *c,
                      size_t first, const ds_table *sums, ds_table *found)
{
    for (size_t i = first; i < c->n_sums && i < first + DS_MAX_CUBE_VALUES;
         i++) {
        const size_t from = r->n_keys + 1 + (i - first);
        const size_t to = r->n_keys + c->sums[i];
        const char *name = found->columns[to].name;
        found->columns[to] = sums->columns[from];
        found->columns[to].name = name;
        for (size_t row = 0; row < sums->n_rows; row++)
            ds_table_set(found, row, to, ds_table_get(sums, row, from));
    }
}

static ds_status take_heads(const ds_control_request *r, const found_columns *c,
                            const ds_run *run, ds_table *found, ds_error *err)
{
    ds_heads_request request = {.input = r->input, .n_by = r->n_keys};
    ds_table heads = {0};
    ds_table_index x = {0};
    size_t repeated;
    ds_status st = DS_OK;
    char key[KEY_SIZE];
    memcpy(request.by, r->keys, sizeof r->keys);
    DS_GO(ds_heads_run(&request, run, &heads, err));
    DS_GO(ds_table_index_make(&x, found, r->n_keys, &repeated, err));
    for (size_t row = 0; row < heads.n_rows; row++) {
        size_t to = SIZE_MAX;
        if (ds_table_key(&heads, row, r->n_keys, key, sizeof key))
            to = ds_table_index_find(&x, key);
        if (to != SIZE_MAX)
            ds_table_set(found, to, r->n_keys + (size_t)c->heads,
                         ds_table_get(&heads, row, r->n_keys));
    }
done:
    ds_table_index_destroy(&x);
    ds_table_destroy(&heads);
    return st;
}

ds_status ds_control_find(const ds_control_request *request, const ds_run *run,
                          ds_table *found, ds_error *err)
{
    const found_columns c = sort_measures(request);
    size_t first = 0;
    do {
        ds_table sums = {0};
        ds_status st = run_sums(request, &c, first, run, &sums, err);
        if (st == DS_OK && first == 0)
            st = make_found(request, &c, &sums, found, err);
        if (st == DS_OK) take_sums(request, &c, first, &sums, found);
        ds_table_destroy(&sums);
        DS_TRY(st);
        first += DS_MAX_CUBE_VALUES;
    } while (first < c.n_sums);
    return c.heads < 0 ? DS_OK : take_heads(request, &c, run, found, err);
}
