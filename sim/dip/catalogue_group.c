/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/catalogue_group.c - core, composite and chapter groups of the keys
 * that occur (7.3); see catalogue_scan.h. */
#include "sim/dip/catalogue_scan.h"

#include <stdlib.h>

/* The codes of a pair; part 0 where its records are no cases. */
static void key_of(const ds_catalogue *c, size_t pair, uint32_t *part,
                   uint32_t *set)
{
    const int64_t p = ds_groups_code(&c->pairs, pair, 0);
    *part = p == DS_MISSING ? 0 : (uint32_t)p;
    *set = p == DS_MISSING ? 0 : (uint32_t)ds_groups_code(&c->pairs, pair, 1);
}

typedef struct builder {
    ds_catalogue *c;
    int64_t *threes, *chapters; /* [code][class]: cases, then group + 1 */
} builder;

static bool is_core(const ds_catalogue *c, size_t pair)
{
    return c->pair_n[pair] >= c->in.policy->min_core;
}

static uint32_t add_group(ds_catalogue *c, ds_disease_kind kind, uint32_t code,
                          uint32_t operations, int64_t cases)
{
    c->group[c->n_groups] = (ds_disease){kind, code, operations, cases};
    return (uint32_t)c->n_groups++;
}

/* Where the cases of a pair that is no core group are counted; NULL where the
 * class of its operations is not known. */
static int64_t *cell_of(const builder *b, const uint32_t *codes, int64_t *cells,
                        size_t pair)
{
    uint32_t part, set;
    key_of(b->c, pair, &part, &set);
    const int class = b->c->map.class_of[set];
    if (part == 0 || class < 0 || is_core(b->c, pair)) return NULL;
    return cells + (size_t)codes[part] * DS_N_CLASSES + (size_t) class;
}

static bool is_large(const ds_catalogue *c, int64_t cases)
{
    return cases >= c->in.policy->min_composite;
}

/* Cases of each three characters x class, and of what is too small of it by
 * chapter. */
static void count_composites(const builder *b)
{
    const ds_catalogue *c = b->c;
    for (size_t p = 0; p < c->pairs.n; p++) {
        int64_t *three = cell_of(b, c->map.three_of, b->threes, p);
        if (three) *three += c->pair_n[p];
    }
    for (size_t p = 0; p < c->pairs.n; p++) {
        int64_t *three = cell_of(b, c->map.three_of, b->threes, p);
        if (three && !is_large(c, *three))
            *cell_of(b, c->map.chapter_of, b->chapters, p) += c->pair_n[p];
    }
}

/* Turns cases into number of the group + 1; 0: too small. */
static void number_cells(const builder *b, ds_disease_kind kind, size_t n,
                         int64_t *cells)
{
    for (size_t i = 0; i < n * DS_N_CLASSES; i++) {
        const int64_t cases = cells[i];
        cells[i] = 0;
        if (cases == 0 || !is_large(b->c, cases)) continue;
        cells[i] =
            1 + (int64_t)add_group(b->c, kind, (uint32_t)(i / DS_N_CLASSES),
                                   (uint32_t)(i % DS_N_CLASSES), cases);
    }
}

static void assign_pair(const builder *b, size_t p, uint32_t few)
{
    ds_catalogue *c = b->c;
    const int64_t *three = cell_of(b, c->map.three_of, b->threes, p);
    const int64_t *chapter = cell_of(b, c->map.chapter_of, b->chapters, p);
    if (!three)
        c->group_of[p] = few + 1;
    else if (*three > 0)
        c->group_of[p] = (uint32_t)(*three - 1);
    else
        c->group_of[p] = *chapter > 0 ? (uint32_t)(*chapter - 1) : few;
    if (c->group_of[p] >= few) c->group[c->group_of[p]].cases += c->pair_n[p];
}

static void number_groups(const builder *b)
{
    ds_catalogue *c = b->c;
    for (size_t p = 0; p < c->pairs.n; p++) {
        uint32_t part, set;
        key_of(c, p, &part, &set);
        if (part > 0 && is_core(c, p))
            c->group_of[p] = add_group(c, DS_CORE, part, set, c->pair_n[p]);
    }
    c->n_core = c->n_groups;
    number_cells(b, DS_COMPOSITE, c->map.threes.n, b->threes);
    number_cells(b, DS_CHAPTER, c->map.chapters.n, b->chapters);
    const uint32_t few = add_group(c, DS_FEW_CASES, 0, 0, 0);
    add_group(c, DS_NO_CLASS, 0, 0, 0);
    for (size_t p = 0; p < c->pairs.n; p++) {
        uint32_t part, set;
        key_of(c, p, &part, &set);
        if (part > 0 && !is_core(c, p)) assign_pair(b, p, few);
    }
}

ds_status ds_catalogue_group(ds_catalogue *c, ds_error *err)
{
    builder b = {c, NULL, NULL};
    ds_status st = DS_OK;
    const size_t most =
        c->pairs.n +
        DS_N_CLASSES * ((size_t)c->map.threes.n + c->map.chapters.n) + 2;
    DS_GO(ds_alloc(&b.threes, c->map.threes.n * (size_t)DS_N_CLASSES,
                   sizeof *b.threes, err));
    DS_GO(ds_alloc(&b.chapters, c->map.chapters.n * (size_t)DS_N_CLASSES,
                   sizeof *b.chapters, err));
    DS_GO(ds_alloc(&c->group, most, sizeof *c->group, err));
    DS_GO(ds_alloc(&c->group_of, c->pairs.n, sizeof *c->group_of, err));
    count_composites(&b);
    number_groups(&b);
done:
    free(b.threes);
    free(b.chapters);
    return st;
}

static int compare_n(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

void ds_catalogue_coverage(const ds_catalogue *c, int64_t threshold,
                           int64_t *groups, int64_t *cases)
{
    *groups = *cases = 0;
    for (size_t p = 0; p < c->pairs.n; p++) {
        if (c->pair_n[p] < threshold) continue;
        ++*groups;
        *cases += c->pair_n[p];
    }
}

/* The largest threshold at which core groups have more than dip.cover of all
 * cases: from the largest key down. */
static int64_t threshold_of(int64_t *sorted, size_t n, int64_t cover)
{
    int64_t all = 0, sum = 0;
    qsort(sorted, n, sizeof *sorted, compare_n);
    for (size_t i = 0; i < n; i++) all += sorted[i];
    for (size_t i = n; i-- > 0;) {
        sum += sorted[i];
        if (i > 0 && sorted[i - 1] == sorted[i]) continue;
        if ((ds_i128)sum * DS_RATE_ONE > (ds_i128)all * cover)
            return sorted[i] > 0 ? sorted[i] : 1;
    }
    return 1;
}

ds_status ds_catalogue_threshold(ds_catalogue *c, ds_error *err)
{
    int64_t *sorted = NULL;
    DS_TRY(ds_alloc(&sorted, c->pairs.n, sizeof *sorted, err));
    for (size_t p = 0; p < c->pairs.n; p++) sorted[p] = c->pair_n[p];
    c->cover_threshold = threshold_of(sorted, c->pairs.n, c->in.policy->cover);
    free(sorted);
    return DS_OK;
}
