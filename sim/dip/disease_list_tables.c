/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/disease_list_tables.c - a disease list from the tables of a
 * catalogue: see disease_list.h for the contract. */
#include "sim/dip/disease_list_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct maker {
    ds_disease_list *l;
    const ds_table *t;
    const ds_catalogue_policy *policy;
    const char *path;
    int n_years;
    int year[DS_MAX_BASE_YEARS];
    int64_t year_w[DS_MAX_BASE_YEARS];
    /* of the group whose cells are read, and of all */
    int64_t n[DS_N_LEVELS + 1][DS_MAX_BASE_YEARS], all_n[DS_MAX_BASE_YEARS];
    ds_i128 sum[DS_N_LEVELS + 1][DS_MAX_BASE_YEARS], all[DS_MAX_BASE_YEARS];
} maker;

enum { EVERY_LEVEL = DS_N_LEVELS };

static ds_status damaged(const maker *m, const char *table, ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_FORMAT,
                           "%s: table %s is not that of a catalogue", m->path,
                           table),
                   "give a result of 'dianshu catalogue'");
}

/* Of a published list the row, of a result the table. */
static ds_status damaged_row(const maker *m, const ds_table *t, size_t row,
                             const char *what, ds_error *err)
{
    const ds_disease_place at = {m->path, t, row};
    if (!t->lines.data) return damaged(m, t->name, err);
    return ds_hint(err, ds_disease_bad(&at, what, err),
                   "leave the rows year and cell as 'dianshu catalogue' wrote "
                   "them, or leave them all out");
}

static bool has_columns(const ds_table *t, size_t n)
{
    return t->n_columns >= n && t->n_columns > 0;
}

static ds_status take_years(maker *m, ds_error *err)
{
    const ds_table *t = &m->t[DS_CAT_YEARS];
    if (!has_columns(t, 2) || t->n_rows == 0 || t->n_rows > DS_MAX_BASE_YEARS)
        return damaged(m, "catalogue_years", err);
    for (size_t r = 0; r < t->n_rows; r++) {
        const int64_t year = ds_table_get(t, r, 0), w = ds_table_get(t, r, 1);
        if (year < DS_EPOCH_YEAR || year > INT16_MAX || w < 0)
            return damaged_row(m, t, r, "no year, or no weight", err);
        if (r > 0 && year == m->year[r - 1])
            return damaged_row(m, t, r, "the year stands there twice", err);
        m->year[r] = (int)year;
        m->year_w[r] = w;
    }
    m->n_years = (int)t->n_rows;
    m->l->last_year = m->year[m->n_years - 1];
    snprintf(m->l->origin, sizeof m->l->origin, "years %d-%d of %s", m->year[0],
             m->l->last_year, m->path);
    return DS_OK;
}

static ds_status take_groups(maker *m, ds_error *err)
{
    const ds_table *t = &m->t[DS_CAT_GROUPS];
    const int points = ds_table_find(t, "points");
    const int mean = ds_table_find(t, "mean");
    const int primary = ds_table_find(t, "primary");
    if (points < 0 || mean < 0 || primary < 0)
        return damaged(m, "catalogue", err);
    if (t->n_rows == 0) return ds_disease_no_groups(m->path, err);
    DS_TRY(
        ds_disease_begin(m->l, t->n_rows, (ds_dip_code)m->policy->code, err));
    for (size_t row = 0; row < t->n_rows; row++) {
        const ds_disease_place at = {m->path, t, row};
        const char *const names[] = {ds_table_get_text(t, row, 0),
                                     ds_table_get_text(t, row, 1),
                                     ds_table_get_text(t, row, 2)};
        const ds_disease_said of = {ds_table_get(t, row, (size_t)points),
                                    ds_table_get(t, row, (size_t)mean),
                                    ds_table_get(t, row, (size_t)primary)};
        DS_TRY(ds_disease_add_group(m->l, &at, names, &of, err));
    }
    return DS_OK;
}

static void mean_of(const maker *m, const int64_t *n, const ds_i128 *sum,
                    mpq_t mean)
{
    ds_dip_mean(m->policy->by_cases != 0, m->n_years, m->year_w, n, sum, mean);
}

/* All cells of a group are read: its means. */
static void close_group(maker *m, uint32_t g)
{
    ds_listed *d = &m->l->group[g];
    mpq_t mean;
    if (g == 0) return;
    mpq_init(mean);
    mean_of(m, m->n[EVERY_LEVEL], m->sum[EVERY_LEVEL], d->mean);
    for (int y = 0; y < m->n_years; y++) {
        d->n += m->n[EVERY_LEVEL][y];
        d->sum += (int64_t)m->sum[EVERY_LEVEL][y];
    }
    for (int level = 0; level < DS_N_LEVELS; level++) {
        d->level_n[level] = m->n[level][m->n_years - 1];
        d->level_sum[level] = (int64_t)m->sum[level][m->n_years - 1];
        mean_of(m, m->n[level], m->sum[level], mean);
        if (mpq_sgn(mean) == 0) continue;
        mpq_div(mean, mean, d->mean);
        (void)!ds_ratio_round(mean, DS_POINT_DECIMALS, &d->coefficient[level]);
    }
    mpq_clear(mean);
}

static int slot_of(const maker *m, int64_t year)
{
    for (int y = 0; y < m->n_years; y++)
        if (m->year[y] == year) return y;
    return -1;
}

/* Returns what is wrong, or NULL. */
static const char *take_cell(maker *m, const ds_table *t, size_t row)
{
    const int y = slot_of(m, ds_table_get(t, row, 3));
    const int level = ds_disease_level_of(ds_table_get_text(t, row, 4));
    const int64_t n = ds_table_get(t, row, 5), cost = ds_table_get(t, row, 6);
    if (y < 0) return "a year without a row year";
    if (level < 0) return "no level";
    if (n <= 0 || cost < 0) return "cases or cost are missing or below 0";
    if (m->n[level][y] > 0) return "the cell stands there twice";
    const int where[] = {level, EVERY_LEVEL};
    for (size_t i = 0; i < DS_COUNT(where); i++) {
        m->n[where[i]][y] += n;
        m->sum[where[i]][y] += cost;
    }
    m->all_n[y] += n;
    m->all[y] += cost;
    return NULL;
}

/* The group of a row of cells; 0: cases of no group. */
static uint32_t group_of_row(const maker *m, const ds_table *t, size_t row)
{
    char code[DS_CODE_SIZE], set[DS_CODE_SIZE];
    const int kind = ds_disease_kind_of(ds_table_get_text(t, row, 0));
    if (kind < 0 || !ds_disease_clean(m->l, (ds_disease_kind)kind,
                                      ds_table_get_text(t, row, 1),
                                      ds_table_get_text(t, row, 2), code, set))
        return 0;
    return ds_disease_list_find(m->l, (ds_disease_kind)kind, code, set);
}

static bool is_same_name(const ds_table *t, size_t row)
{
    for (size_t c = 0; c < 3; c++)
        if (ds_table_get(t, row, c) != ds_table_get(t, row - 1, c))
            return false;
    return true;
}

/* The rows of a group, or of cases of none, stand together. */
static ds_status take_cells(maker *m, ds_error *err)
{
    const ds_table *t = &m->t[DS_CAT_CELLS];
    uint32_t last = 0;
    if (!has_columns(t, 7)) return damaged(m, "catalogue_cells", err);
    for (size_t row = 0; row < t->n_rows; row++) {
        const uint32_t g = group_of_row(m, t, row);
        if (row == 0 || g != last || (g == 0 && !is_same_name(t, row))) {
            close_group(m, last);
            memset(m->n, 0, sizeof m->n);
            memset(m->sum, 0, sizeof m->sum);
            if (m->l->group[g].n > 0)
                return damaged_row(m, t, row,
                                   "the group is spelled otherwise "
                                   "in another row",
                                   err);
        }
        last = g;
        const char *what = take_cell(m, t, row);
        if (what) return damaged_row(m, t, row, what, err);
    }
    close_group(m, last);
    for (uint32_t g = 1; g < m->l->n; g++)
        if (mpq_sgn(m->l->group[g].mean) == 0)
            return damaged_row(m, &m->t[DS_CAT_GROUPS], g - 1,
                               "no row cell of the group", err);
    return DS_OK;
}

static ds_status take_levels(maker *m, ds_error *err)
{
    const ds_table *t = &m->t[DS_CAT_LEVELS];
    const int coefficient = ds_table_find(t, "coefficient");
    if (coefficient < 0) return damaged(m, "levels", err);
    for (size_t row = 0; row < t->n_rows; row++) {
        const ds_disease_place at = {m->path, t, row};
        DS_TRY(ds_disease_add_level(m->l, &at, ds_table_get_text(t, row, 0),
                                    ds_table_get(t, row, (size_t)coefficient),
                                    err));
    }
    return DS_OK;
}

static ds_status take_auxiliary(maker *m, ds_error *err)
{
    const ds_table *t = &m->t[DS_CAT_AUXILIARY];
    const int coefficient = ds_table_find(t, "coefficient");
    const int subtype = ds_table_find(t, "subtype");
    if (coefficient < 0 || subtype < 0) return damaged(m, "auxiliary", err);
    DS_TRY(ds_alloc(&m->l->aux, t->n_rows + 1, sizeof *m->l->aux, err));
    for (size_t row = 0; row < t->n_rows; row++) {
        const char *const names[] = {
            ds_table_get_text(t, row, 0), ds_table_get_text(t, row, 1),
            ds_table_get_text(t, row, 2),
            ds_table_get_text(t, row, (size_t)subtype)};
        const ds_disease_place at = {m->path, t, row};
        DS_TRY(ds_disease_add_auxiliary(
            m->l, &at, names, ds_table_get(t, row, (size_t)coefficient), err));
    }
    return DS_OK;
}

static ds_status take_base(maker *m, ds_error *err)
{
    const ds_catalogue_policy *p = m->policy;
    ds_disease_list *l = m->l;
    char text[DS_KEY_TEXT_SIZE], code[DS_CODE_SIZE], set[DS_CODE_SIZE];
    mean_of(m, m->all_n, m->all, l->base_cost);
    if (p->method == DS_DIP_QUOTA) ds_ratio_set(l->base_cost, p->quota_fen, 1);
    if (p->method != DS_DIP_BENCHMARK) return DS_OK;
    snprintf(text, sizeof text, "%s", p->benchmark);
    char *bar = strchr(text, '|');
    if (bar) *bar = '\0';
    if (!ds_disease_clean(l, DS_CORE, text, bar ? bar + 1 : "", code, set))
        return damaged(m, "catalogue", err);
    mpq_set(l->base_cost,
            l->group[ds_disease_list_find(l, DS_CORE, code, set)].mean);
    return mpq_sgn(l->base_cost) > 0 ? DS_OK : damaged(m, "catalogue", err);
}

ds_status
ds_disease_list_from_tables(const ds_table tables[DS_N_CATALOGUE_TABLES],
                            const ds_catalogue_policy *policy, const char *path,
                            ds_disease_list *out, ds_error *err)
{
    maker *m = NULL;
    ds_status st = DS_OK;
    DS_GO(ds_alloc(&m, 1, sizeof *m, err));
    *m = (maker){.l = out, .t = tables, .policy = policy, .path = path};
    DS_GO(take_groups(m, err));
    DS_GO(take_years(m, err));
    DS_GO(take_cells(m, err));
    DS_GO(take_levels(m, err));
    DS_GO(take_auxiliary(m, err));
    DS_GO(take_base(m, err));
done:
    free(m);
    return st;
}
