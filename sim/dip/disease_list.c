/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/disease_list.c - see disease_list.h for the contract. */
#include "sim/dip/disease_list.h"

#include "sim/dip/catalogue_published.h"
#include "sim/dip/disease_list_rows.h"

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
bool ds_disease_clean(const ds_disease_list *l, ds_disease_kind kind,
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

ds_status ds_disease_bad(const ds_disease_place *at, const char *what,
                         ds_error *err)
{
    return ds_fail(err, DS_ERR_DATA, "%s, row %zu: %s", at->path,
                   ds_table_line(at->t, at->row), what);
}

static ds_status bad_row(const ds_disease_place *at, const char *what,
                         ds_error *err)
{
    return ds_hint(err, ds_disease_bad(at, what, err),
                   "a row a group: kind core, composite or chapter, "
                   "diagnosis, operations (of a composite group their class), "
                   "points above 0");
}

ds_status ds_disease_begin(ds_disease_list *l, size_t most, ds_dip_code how,
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

int ds_disease_kind_of(const char *name)
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

static const char *fault_of(const ds_disease_said *of)
{
    if (of->points == DS_MISSING || of->points <= 0)
        return "points are missing or not positive";
    if (of->mean != DS_MISSING && of->mean <= 0)
        return "the mean is not positive";
    if (of->primary != DS_MISSING && of->primary != 0 && of->primary != 1)
        return "primary is neither 0 nor 1";
    return NULL;
}

ds_status ds_disease_add_group(ds_disease_list *l, const ds_disease_place *at,
                               const char *const names[3],
                               const ds_disease_said *of, ds_error *err)
{
    char code[DS_CODE_SIZE], set[DS_CODE_SIZE], key[KEY_SIZE];
    uint32_t g;
    const int kind = ds_disease_kind_of(names[0]);
    if (kind < 0) return bad_row(at, "unknown kind of group", err);
    if (!ds_disease_clean(l, (ds_disease_kind)kind, names[1], names[2], code,
                          set) ||
        !make_key((ds_disease_kind)kind, code, set, key))
        return bad_row(at, "diagnosis or operations are none of a group", err);
    if (fault_of(of)) return bad_row(at, fault_of(of), err);
    DS_TRY(ds_dict_code(&l->keys, key, strlen(key), &g, err));
    if (g < l->n) return bad_row(at, "the group stands there twice", err);
    ds_listed *d = &l->group[g];
    *d = (ds_listed){.kind = (ds_disease_kind)kind,
                     .points = of->points,
                     .is_primary = of->primary == 1,
                     .aux = -1};
    mpq_init(d->mean);
    for (int i = 0; i < DS_N_LEVELS; i++) d->coefficient[i] = DS_MISSING;
    l->n++;
    return kind == DS_CORE ? chain(l, g, code, err) : DS_OK;
}

ds_status ds_disease_no_groups(const char *path, ds_error *err)
{
    return ds_hint(
        err, ds_fail(err, DS_ERR_DATA, "%s: no group in the catalogue", path),
        "its columns are diagnosis, operations, points");
}

int ds_disease_level_of(const char *name)
{
    for (int level = 0; level < DS_N_LEVELS; level++)
        if (strcmp(ds_level_names[level], name) == 0) return level;
    return -1;
}

/* Coefficient 7.6 of a row level. */
ds_status ds_disease_add_level(ds_disease_list *l, const ds_disease_place *at,
                               const char *name, int64_t coefficient,
                               ds_error *err)
{
    const int level = ds_disease_level_of(name);
    const char *what = level < 0 ? "no level"
                       : coefficient == DS_MISSING || coefficient <= 0
                           ? "the coefficient is missing or not positive"
                       : l->coefficient[level] != DS_MISSING
                           ? "the level stands there twice"
                           : NULL;
    if (what)
        return ds_hint(err, ds_disease_bad(at, what, err),
                       "give each level once, 3, 2, 1, 0 or unknown, with a "
                       "coefficient above 0");
    l->coefficient[level] = coefficient;
    return DS_OK;
}

/* The sub-types of group g, by that dimension when they are new. */
static ds_aux_group *aux_of(ds_disease_list *l, uint32_t g, ds_dimension d)
{
    if (l->group[g].aux < 0) {
        ds_aux_group *a = &l->aux[l->n_aux];
        a->dimension = d;
        for (int i = 0; i <= DS_SUBTYPE_OTHER; i++)
            a->coefficient[i] = DS_MISSING;
        l->group[g].aux = (int32_t)l->n_aux++;
    }
    return &l->aux[l->group[g].aux];
}

/* A sub-type's coefficient: names are diagnosis, operations, dimension,
 * sub-type. */
ds_status ds_disease_add_auxiliary(ds_disease_list *l,
                                   const ds_disease_place *at,
                                   const char *const names[4],
                                   int64_t coefficient, ds_error *err)
{
    char code[DS_CODE_SIZE], set[DS_CODE_SIZE];
    ds_dimension d = DS_BY_AGE;
    const int part = ds_subtype_number(names[2], names[3], &d);
    const char *what = NULL;
    uint32_t g = 0;
    if (ds_disease_clean(l, DS_CORE, names[0], names[1], code, set))
        g = ds_disease_list_find(l, DS_CORE, code, set);
    ds_aux_group *a = g > 0 && part >= 0 ? aux_of(l, g, d) : NULL;
    if (g == 0)
        what = "no core group of the list";
    else if (!a)
        what = "unknown dimension or sub-type";
    else if (a->dimension != d)
        what = "a group is split by one dimension only";
    else if (coefficient == DS_MISSING || coefficient <= 0)
        what = "the coefficient is missing or not positive";
    else if (a->coefficient[part] != DS_MISSING)
        what = "the sub-type stands there twice";
    if (what)
        return ds_hint(
            err,
            ds_fail(err, DS_ERR_DATA,
                    "%s, row %zu: auxiliary catalogue, %s|%s, %s, %s: %s",
                    at->path, ds_table_line(at->t, at->row), names[0], names[1],
                    names[2], names[3], what),
            "give rows auxiliary as 'dianshu catalogue' does: see the table "
            "auxiliary of a result");
    a->coefficient[part] = coefficient;
    return DS_OK;
}

/* Rows auxiliary and level of a list that has no cells. */
static ds_status add_coefficients(ds_disease_list *l, const char *path,
                                  const ds_table *t, ds_error *err)
{
    DS_TRY(ds_alloc(&l->aux, t->n_rows + 1, sizeof *l->aux, err));
    for (size_t row = 0; row < t->n_rows; row++) {
        const ds_disease_place at = {path, t, row};
        const char *const names[] = {
            ds_table_get_text(t, row, DS_PUB_DIAGNOSIS),
            ds_table_get_text(t, row, DS_PUB_OPERATIONS),
            ds_table_get_text(t, row, DS_PUB_DIMENSION),
            ds_table_get_text(t, row, DS_PUB_SUBTYPE)};
        const int64_t c = ds_table_get(t, row, DS_PUB_COEFFICIENT);
        const ds_published_row kind = ds_published_row_of(t, row);
        if (kind == DS_PUB_ROW_AUXILIARY)
            DS_TRY(ds_disease_add_auxiliary(l, &at, names, c, err));
        if (kind == DS_PUB_ROW_LEVEL)
            DS_TRY(ds_disease_add_level(
                l, &at, ds_table_get_text(t, row, DS_PUB_LEVEL), c, err));
    }
    return DS_OK;
}

ds_status ds_disease_list_from_published(const ds_table *t, const char *path,
                                         ds_dip_code how, ds_disease_list *out,
                                         ds_error *err)
{
    DS_TRY(ds_disease_begin(out, t->n_rows, how, err));
    out->is_published = true;
    snprintf(out->origin, sizeof out->origin, "published catalogue");
    for (size_t row = 0; row < t->n_rows; row++) {
        const char *const names[] = {
            ds_table_get_text(t, row, DS_PUB_KIND),
            ds_table_get_text(t, row, DS_PUB_DIAGNOSIS),
            ds_table_get_text(t, row, DS_PUB_OPERATIONS)};
        const ds_disease_place at = {path, t, row};
        const ds_disease_said of = {ds_table_get(t, row, DS_PUB_POINTS),
                                    ds_table_get(t, row, DS_PUB_MEAN),
                                    ds_table_get(t, row, DS_PUB_PRIMARY)};
        if (ds_published_row_of(t, row) != DS_PUB_ROW_GROUP) continue;
        DS_TRY(ds_disease_add_group(out, &at, names, &of, err));
        if (of.mean != DS_MISSING)
            ds_ratio_set(out->group[out->n - 1].mean, of.mean, 1);
    }
    if (out->n == 1) return ds_disease_no_groups(path, err);
    return add_coefficients(out, path, t, err);
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
