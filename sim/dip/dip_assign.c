/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/dip_assign.c - see dip_assign.h for the contract. */
#include "sim/dip/dip_assign.h"

#include <stdlib.h>
#include <string.h>

#define ASSIGNMENT_NAME(code, name, zh) {name, zh},
const char *const ds_assignment_names[DS_N_ASSIGNMENTS][2] = {
    DS_ASSIGNMENTS(ASSIGNMENT_NAME)};
#undef ASSIGNMENT_NAME

static ds_status add(ds_assign *a, uint32_t group, ds_error *err)
{
    DS_TRY(ds_buffer_grow(&a->groups, (a->n_groups + 1) * sizeof group, err));
    ((uint32_t *)a->groups.data)[a->n_groups++] = group;
    return DS_OK;
}

/* A pair with one group, or none. */
static ds_status assign_one(ds_assign *a, size_t pair, ds_assignment how,
                            uint32_t group, ds_error *err)
{
    a->of[pair] = (ds_assigned){how, a->n_groups, group > 0};
    return group > 0 ? add(a, group, err) : DS_OK;
}

/* Candidates are kept in the order of their operations. */
static void insert(const ds_assign *a, ds_assigned *to)
{
    uint32_t *g = (uint32_t *)a->groups.data + to->first;
    for (uint32_t i = to->n - 1; i > 0; i--) {
        if (strcmp(ds_disease_list_operations(a->list, g[i - 1]),
                   ds_disease_list_operations(a->list, g[i])) < 0)
            return;
        const uint32_t x = g[i];
        g[i] = g[i - 1];
        g[i - 1] = x;
    }
}

/* Core groups of the part whose operations are some of the case's: those with
 * the most. */
static ds_status assign_partial(ds_assign *a, size_t pair, const char *part,
                                const char *set, ds_error *err)
{
    const ds_disease_list *l = a->list;
    const uint32_t p = ds_dict_find(&l->parts, part, strlen(part));
    size_t most = 0;
    ds_assigned *to = &a->of[pair];
    *to = (ds_assigned){DS_ASSIGNED_PARTIAL, a->n_groups, 0};
    if (p == UINT32_MAX) return DS_OK;
    for (uint32_t g = l->first[p]; g > 0; g = l->group[g].next) {
        const char *own = ds_disease_list_operations(l, g);
        const size_t n = ds_operations_n(own);
        if (n == 0 || n < most || !ds_operations_within(own, set)) continue;
        if (n > most) {
            most = n;
            a->n_groups = to->first;
            to->n = 0;
        }
        DS_TRY(add(a, g, err));
        to->n++;
        insert(a, to);
    }
    return DS_OK;
}

static ds_status assign_composite(ds_assign *a, const ds_disease_map *map,
                                  size_t pair, uint32_t part, uint32_t set,
                                  ds_error *err)
{
    const int class = map->class_of[set];
    if (class < 0) return assign_one(a, pair, DS_ASSIGNED_NO_CLASS, 0, err);
    const char *name = ds_operation_class_names[class][0];
    uint32_t g = ds_disease_list_find(
        a->list, DS_COMPOSITE, ds_dict_text(&map->threes, map->three_of[part]),
        name);
    if (g > 0) return assign_one(a, pair, DS_ASSIGNED_COMPOSITE, g, err);
    g = ds_disease_list_find(
        a->list, DS_CHAPTER,
        ds_dict_text(&map->chapters, map->chapter_of[part]), name);
    return assign_one(a, pair, g ? DS_ASSIGNED_CHAPTER : DS_ASSIGNED_UNMATCHED,
                      g, err);
}

static ds_status assign(ds_assign *a, const ds_disease_map *map, size_t pair,
                        uint32_t part, uint32_t set, bool exact, ds_error *err)
{
    const char *code = ds_dict_text(&map->parts, part);
    const char *operations = ds_dict_text(&map->sets, set);
    const uint32_t g = ds_disease_list_find(a->list, DS_CORE, code, operations);
    if (g > 0) return assign_one(a, pair, DS_ASSIGNED_CORE, g, err);
    if (!exact && set > 0)
        DS_TRY(assign_partial(a, pair, code, operations, err));
    if (a->of[pair].n > 0) return DS_OK;
    return assign_composite(a, map, pair, part, set, err);
}

ds_status ds_assign_make(const ds_disease_list *list, const ds_disease_map *map,
                         const ds_groups *pairs, bool exact, ds_assign *out,
                         ds_error *err)
{
    out->list = list;
    DS_TRY(ds_alloc(&out->of, pairs->n, sizeof *out->of, err));
    for (size_t p = 0; p < pairs->n; p++) {
        const int64_t part = ds_groups_code(pairs, p, 0);
        const int64_t set = ds_groups_code(pairs, p, 1);
        if (part == DS_MISSING)
            out->of[p].how = DS_ASSIGNED_NONE;
        else
            DS_TRY(
                assign(out, map, p, (uint32_t)part, (uint32_t)set, exact, err));
    }
    return DS_OK;
}

/* |cost - mean of g| < *least; an unknown mean is infinitely far. */
static bool is_nearer(const ds_listed *g, int64_t cost, mpq_t least, bool *has)
{
    mpq_t q;
    if (mpq_sgn(g->mean) == 0) return false;
    mpq_init(q);
    ds_ratio_set(q, cost, 1);
    mpq_sub(q, q, g->mean);
    mpq_abs(q, q);
    const bool is_first = !*has || mpq_cmp(q, least) < 0;
    if (is_first) mpq_set(least, q);
    *has = true;
    mpq_clear(q);
    return is_first;
}

uint32_t ds_assign_group(const ds_assign *a, size_t pair, int64_t cost)
{
    const ds_assigned *to = &a->of[pair];
    const uint32_t *g = (const uint32_t *)a->groups.data + to->first;
    if (to->n < 2) return to->n == 0 ? 0 : g[0];
    uint32_t best = g[0];
    bool has = false;
    mpq_t least;
    mpq_init(least);
    for (uint32_t i = 0; i < to->n; i++)
        if (is_nearer(&a->list->group[g[i]], cost, least, &has)) best = g[i];
    mpq_clear(least);
    return best;
}

void ds_assign_destroy(ds_assign *a)
{
    free(a->of);
    ds_buffer_destroy(&a->groups);
    *a = (ds_assign){0};
}
