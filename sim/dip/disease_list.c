/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/disease_list.c - see disease_list.h for the contract. */
#include "sim/dip/disease_list.h"

#include "sim/dip/catalogue_published.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_SIZE = 16 + 2 * DS_CODE_SIZE };

/* ---- keys ---------------------------------------------------------------- */

static bool make_key(ds_disease_kind kind, const char *code,
                     const char *operations, char key[KEY_SIZE])
{
    const int n = snprintf(key, KEY_SIZE, "%s|%s|%s",
                           ds_disease_kind_names[kind], code, operations);
    return n > 0 && n <= DS_DICT_MAX_BYTES;
}

/* The clean code and operations of a row as it is printed. */
static bool clean_row(const ds_disease_list *l, ds_disease_kind kind,
                      const char *diagnosis, const char *operations,
                      char code[DS_CODE_SIZE], char set[DS_CODE_SIZE])
{
    if (kind == DS_CORE)
        return ds_disease_part(l->how, diagnosis, code) &&
               ds_operations_clean(operations, set);
    ds_code_clean(diagnosis, code);
    snprintf(set, DS_CODE_SIZE, "%s", operations);
    return code[0] != '\0' && ds_operation_class_find(operations) >= 0;
}

uint32_t ds_disease_list_find(const ds_disease_list *l, ds_disease_kind kind,
                              const char *code, const char *operations)
{
    char key[KEY_SIZE];
    if (!make_key(kind, code, operations, key)) return 0;
    const uint32_t g = ds_dict_find(&l->keys, key, strlen(key));
    return g == UINT32_MAX ? 0 : g;
}

const char *ds_disease_list_operations(const ds_disease_list *l, uint32_t g)
{
    return strrchr(ds_dict_text(&l->keys, g), '|') + 1;
}

void ds_disease_list_show(const ds_disease_list *l, uint32_t g, char *out)
{
    char code[DS_CODE_SIZE], shown[2 * DS_CODE_SIZE];
    const char *key = strchr(ds_dict_text(&l->keys, g), '|') + 1;
    const char *operations = ds_disease_list_operations(l, g);
    snprintf(code, sizeof code, "%.*s", (int)(operations - key - 1), key);
    if (l->group[g].kind != DS_CORE) {
        snprintf(out, 3 * DS_CODE_SIZE, "%s|%s", code, operations);
        return;
    }
    char part[DS_CODE_SIZE];
    ds_disease_show(l->how, code, part);
    ds_operations_show(l->how, operations, shown);
    snprintf(out, 3 * DS_CODE_SIZE, "%s|%s", part, shown);
}

/* ---- building ------------------------------------------------------------ */

static ds_status bad_row(const char *path, size_t row, const char *what,
                         ds_error *err)
{
    return ds_hint(
        err, ds_fail(err, DS_ERR_DATA, "%s, row %zu: %s", path, row + 2, what),
        "a row a group: kind core, composite or chapter, "
        "diagnosis, operations (of a composite group their class), "
        "points above 0");
}

static ds_status begin(ds_disease_list *l, size_t most, ds_dip_code how,
                       ds_error *err)
{
    l->is_made = true;
    l->how = how;
    l->n = 1;
    mpq_init(l->base_cost);
    for (int i = 0; i < DS_N_LEVELS; i++) l->coefficient[i] = DS_MISSING;
    DS_TRY(ds_dict_init(&l->keys, err));
    DS_TRY(ds_dict_init(&l->parts, err));
    DS_TRY(ds_alloc(&l->first, most + 1, sizeof *l->first, err));
    DS_TRY(ds_alloc(&l->group, most + 1, sizeof *l->group, err));
    mpq_init(l->group[0].mean);
    return DS_OK;
}

static int kind_of(const char *name)
{
    if (name[0] == '\0') return DS_CORE;
    for (int k = 0; k <= DS_CHAPTER; k++)
        if (strcmp(name, ds_disease_kind_names[k]) == 0) return k;
    return -1;
}

/* Core groups of a diagnosis are chained, for cases with more operations. */
static ds_status chain(ds_disease_list *l, uint32_t g, const char *part,
                       ds_error *err)
{
    uint32_t p;
    DS_TRY(ds_dict_code(&l->parts, part, strlen(part), &p, err));
    l->group[g].next = l->first[p];
    l->first[p] = g;
    return DS_OK;
}

static ds_status add_group(ds_disease_list *l, const char *path, size_t row,
                           const char *const names[3], int64_t points,
                           ds_error *err)
{
    char code[DS_CODE_SIZE], set[DS_CODE_SIZE], key[KEY_SIZE];
    uint32_t g;
    const int kind = kind_of(names[0]);
    if (kind < 0) return bad_row(path, row, "unknown kind of group", err);
    if (!clean_row(l, (ds_disease_kind)kind, names[1], names[2], code, set) ||
        !make_key((ds_disease_kind)kind, code, set, key))
        return bad_row(path, row, "diagnosis or operations are none of a group",
                       err);
    if (points == DS_MISSING || points <= 0)
        return bad_row(path, row, "points are missing or not positive", err);
    DS_TRY(ds_dict_code(&l->keys, key, strlen(key), &g, err));
    if (g < l->n)
        return bad_row(path, row, "the group stands there twice", err);
    ds_listed *d = &l->group[g];
    *d =
        (ds_listed){.kind = (ds_disease_kind)kind, .points = points, .aux = -1};
    mpq_init(d->mean);
    for (int i = 0; i < DS_N_LEVELS; i++) d->coefficient[i] = DS_MISSING;
    l->n++;
    return kind == DS_CORE ? chain(l, g, code, err) : DS_OK;
}

static ds_status no_groups(const char *path, ds_error *err)
{
    return ds_hint(
        err, ds_fail(err, DS_ERR_DATA, "%s: no group in the catalogue", path),
        "its columns are diagnosis, operations, points");
}

static int level_of(const char *name)
{
    for (int level = 0; level < DS_N_LEVELS; level++)
        if (strcmp(ds_level_names[level], name) == 0) return level;
    return -1;
}

/* A sub-type's coefficient: names are diagnosis, operations, dimension,
 * sub-type. */
static ds_status add_auxiliary(ds_disease_list *l, const char *path,
                               const char *const names[4], int64_t coefficient,
                               ds_error *err)
{
    char code[DS_CODE_SIZE], set[DS_CODE_SIZE];
    ds_dimension d = DS_BY_AGE;
    const int part = ds_subtype_number(names[2], names[3], &d);
    uint32_t g = 0;
    if (clean_row(l, DS_CORE, names[0], names[1], code, set))
        g = ds_disease_list_find(l, DS_CORE, code, set);
    const bool is_other =
        g > 0 && l->group[g].aux >= 0 && l->aux[l->group[g].aux].dimension != d;
    if (g == 0 || part < 0 || is_other || coefficient == DS_MISSING ||
        coefficient <= 0)
        return ds_hint(
            err,
            ds_fail(err, DS_ERR_DATA,
                    "%s: auxiliary catalogue, %s|%s, %s, %s: %s", path,
                    names[0], names[1], names[2], names[3],
                    g == 0     ? "no core group of the list"
                    : part < 0 ? "unknown dimension or sub-type"
                    : is_other ? "a group is split by one dimension only"
                               : "the coefficient is missing or not positive"),
            "give rows auxiliary as 'dianshu catalogue' does: see the table "
            "auxiliary of a result");
    if (l->group[g].aux < 0) {
        ds_aux_group *a = &l->aux[l->n_aux];
        a->dimension = d;
        for (int i = 0; i <= DS_SUBTYPE_OTHER; i++)
            a->coefficient[i] = DS_MISSING;
        l->group[g].aux = (int32_t)l->n_aux++;
    }
    l->aux[l->group[g].aux].coefficient[part] = coefficient;
    return DS_OK;
}

/* Rows auxiliary and level of a list that has no cells. */
static ds_status add_coefficients(ds_disease_list *l, const char *path,
                                  const ds_table *t, ds_error *err)
{
    DS_TRY(ds_alloc(&l->aux, t->n_rows + 1, sizeof *l->aux, err));
    for (size_t row = 0; row < t->n_rows; row++) {
        const char *const names[] = {
            ds_table_get_text(t, row, DS_PUB_DIAGNOSIS),
            ds_table_get_text(t, row, DS_PUB_OPERATIONS),
            ds_table_get_text(t, row, DS_PUB_DIMENSION),
            ds_table_get_text(t, row, DS_PUB_SUBTYPE)};
        const int64_t c = ds_table_get(t, row, DS_PUB_COEFFICIENT);
        const int level = level_of(ds_table_get_text(t, row, DS_PUB_LEVEL));
        const ds_published_row kind = ds_published_row_of(t, row);
        if (kind == DS_PUB_ROW_AUXILIARY)
            DS_TRY(add_auxiliary(l, path, names, c, err));
        if (kind != DS_PUB_ROW_LEVEL) continue;
        if (level < 0 || c == DS_MISSING || c <= 0)
            return bad_row(path, row, "no level, or no coefficient", err);
        l->coefficient[level] = c;
    }
    return DS_OK;
}

ds_status ds_disease_list_from_published(const ds_table *t, const char *path,
                                         ds_dip_code how, ds_disease_list *out,
                                         ds_error *err)
{
    DS_TRY(begin(out, t->n_rows, how, err));
    out->is_published = true;
    snprintf(out->origin, sizeof out->origin, "published catalogue");
    for (size_t row = 0; row < t->n_rows; row++) {
        const char *const names[] = {
            ds_table_get_text(t, row, DS_PUB_KIND),
            ds_table_get_text(t, row, DS_PUB_DIAGNOSIS),
            ds_table_get_text(t, row, DS_PUB_OPERATIONS)};
        const int64_t mean = ds_table_get(t, row, DS_PUB_MEAN);
        if (ds_published_row_of(t, row) != DS_PUB_ROW_GROUP) continue;
        DS_TRY(add_group(out, path, row, names,
                         ds_table_get(t, row, DS_PUB_POINTS), err));
        ds_listed *d = &out->group[out->n - 1];
        if (mean != DS_MISSING && mean <= 0)
            return bad_row(path, row, "the mean is not positive", err);
        if (mean != DS_MISSING) ds_ratio_set(d->mean, mean, 1);
        d->is_primary = ds_table_get(t, row, DS_PUB_PRIMARY) == 1;
    }
    if (out->n == 1) return no_groups(path, err);
    return add_coefficients(out, path, t, err);
}

/* ---- from a catalogue ---------------------------------------------------- */

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
        m->year[r] = (int)ds_table_get(t, r, 0);
        m->year_w[r] = ds_table_get(t, r, 1);
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
    const int primary = ds_table_find(t, "primary");
    if (points < 0 || primary < 0) return damaged(m, "catalogue", err);
    if (t->n_rows == 0) return no_groups(m->path, err);
    DS_TRY(begin(m->l, t->n_rows, (ds_dip_code)m->policy->code, err));
    for (size_t row = 0; row < t->n_rows; row++) {
        const char *const names[] = {ds_table_get_text(t, row, 0),
                                     ds_table_get_text(t, row, 1),
                                     ds_table_get_text(t, row, 2)};
        DS_TRY(add_group(m->l, m->path, row, names,
                         ds_table_get(t, row, (size_t)points), err));
        m->l->group[m->l->n - 1].is_primary =
            ds_table_get(t, row, (size_t)primary) == 1;
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

static bool take_cell(maker *m, const ds_table *t, size_t row)
{
    const int y = slot_of(m, ds_table_get(t, row, 3));
    const int level = level_of(ds_table_get_text(t, row, 4));
    const int64_t n = ds_table_get(t, row, 5), cost = ds_table_get(t, row, 6);
    if (y < 0 || level < 0 || n <= 0 || cost < 0) return false;
    const int where[] = {level, EVERY_LEVEL};
    for (size_t i = 0; i < DS_COUNT(where); i++) {
        m->n[where[i]][y] += n;
        m->sum[where[i]][y] += cost;
    }
    m->all_n[y] += n;
    m->all[y] += cost;
    return true;
}

/* The group of a row of cells; 0: cases of no group. */
static uint32_t group_of_row(const maker *m, const ds_table *t, size_t row)
{
    char code[DS_CODE_SIZE], set[DS_CODE_SIZE];
    const int kind = kind_of(ds_table_get_text(t, row, 0));
    if (kind < 0 ||
        !clean_row(m->l, (ds_disease_kind)kind, ds_table_get_text(t, row, 1),
                   ds_table_get_text(t, row, 2), code, set))
        return 0;
    return ds_disease_list_find(m->l, (ds_disease_kind)kind, code, set);
}

/* The rows of a group stand together. */
static ds_status take_cells(maker *m, ds_error *err)
{
    const ds_table *t = &m->t[DS_CAT_CELLS];
    uint32_t last = 0;
    if (!has_columns(t, 7)) return damaged(m, "catalogue_cells", err);
    for (size_t row = 0; row < t->n_rows; row++) {
        const uint32_t g = group_of_row(m, t, row);
        if (row == 0 || g != last) {
            close_group(m, last);
            memset(m->n, 0, sizeof m->n);
            memset(m->sum, 0, sizeof m->sum);
        }
        last = g;
        if (!take_cell(m, t, row)) return damaged(m, "catalogue_cells", err);
    }
    close_group(m, last);
    for (uint32_t g = 1; g < m->l->n; g++)
        if (mpq_sgn(m->l->group[g].mean) == 0)
            return damaged(m, "catalogue_cells", err);
    return DS_OK;
}

static ds_status take_levels(maker *m, ds_error *err)
{
    const ds_table *t = &m->t[DS_CAT_LEVELS];
    const int coefficient = ds_table_find(t, "coefficient");
    if (coefficient < 0) return damaged(m, "levels", err);
    for (size_t row = 0; row < t->n_rows; row++) {
        const int level = level_of(ds_table_get_text(t, row, 0));
        if (level < 0) return damaged(m, "levels", err);
        m->l->coefficient[level] = ds_table_get(t, row, (size_t)coefficient);
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
        DS_TRY(add_auxiliary(m->l, m->path, names,
                             ds_table_get(t, row, (size_t)coefficient), err));
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
    if (!clean_row(l, DS_CORE, text, bar ? bar + 1 : "", code, set))
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

void ds_disease_list_destroy(ds_disease_list *l)
{
    if (!l->is_made) return;
    for (size_t g = 0; l->group && g < l->n; g++) mpq_clear(l->group[g].mean);
    mpq_clear(l->base_cost);
    ds_dict_destroy(&l->keys);
    ds_dict_destroy(&l->parts);
    free(l->first);
    free(l->group);
    free(l->aux);
    *l = (ds_disease_list){0};
}
