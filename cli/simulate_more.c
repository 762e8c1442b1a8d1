/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/simulate_more.c - tables of other results, and what changed since an
 * earlier one; see simulate.h. */
#include "cli/simulate.h"

#include "io/tables/result.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void simulate_more_destroy(simulate_more *m)
{
    for (size_t i = 0; i < m->n; i++) ds_table_destroy(&m->tables[i]);
    m->n = 0;
}

/* ---- --with -------------------------------------------------------------- */

static bool is_taken(const char *name, const ds_table own[DS_FUND_N_TABLES],
                     const simulate_more *m)
{
    for (size_t i = 0; i < DS_FUND_N_TABLES; i++)
        if (strcmp(own[i].name, name) == 0) return true;
    for (size_t i = 0; i < m->n; i++)
        if (strcmp(m->tables[i].name, name) == 0) return true;
    static const char *const others[] = {"changes", "files", "contents"};
    for (size_t i = 0; i < DS_COUNT(others); i++)
        if (strcmp(name, others[i]) == 0) return true;
    return false;
}

static ds_status read_one(const char *path, const char *name,
                          const ds_table own[DS_FUND_N_TABLES],
                          simulate_more *m, ds_error *err)
{
    char free_name[80];
    if (m->n == SIMULATE_MAX_MORE - 3)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_ARG,
                               "--with: %s: more than %d tables in all", path,
                               SIMULATE_MAX_MORE - 3),
                       "name fewer results");
    snprintf(free_name, sizeof free_name, "%.50s", name);
    for (int k = 2; is_taken(free_name, own, m); k++)
        snprintf(free_name, sizeof free_name, "%.50s_%d", name, k);
    ds_table *t = &m->tables[m->n];
    DS_TRY(ds_result_read(path, name, t, err));
    snprintf(t->name, sizeof t->name, "%.63s", free_name);
    m->n++;
    return DS_OK;
}

static ds_status read_all(const char *path,
                          const ds_table own[DS_FUND_N_TABLES],
                          simulate_more *m, ds_error *err)
{
    bool is_claims = false;
    ds_table list = {0};
    ds_status st = DS_OK;
    DS_TRY(ds_result_is_claims(path, &is_claims, err));
    if (is_claims)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_ARG,
                               "--with: %s is a claims file, not a result",
                               path),
                       "give what a command wrote with -o, like that of "
                       "sensitivity, calibrate or check --control");
    DS_GO(ds_result_list(path, &list, err));
    for (size_t row = 0; row < list.n_rows; row++) {
        const char *name = ds_table_get_text(&list, row, 0);
        if (strcmp(name, "run") != 0 && strcmp(name, "config") != 0)
            DS_GO(read_one(path, name, own, m, err));
    }
done:
    ds_table_destroy(&list);
    return st;
}

ds_status simulate_with(const simulate_args *a,
                        const ds_table own[DS_FUND_N_TABLES], simulate_more *m,
                        ds_error *err)
{
    for (size_t i = 0; i < a->n_with; i++)
        DS_TRY(read_all(a->with[i], own, m, err));
    return DS_OK;
}
