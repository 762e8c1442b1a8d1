/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/guess/guess_fields.c - see guess_fields.h for the contract. */
#include "io/guess/guess_fields.h"

#include <stdlib.h>
#include <string.h>

enum { LIKE = 1000 }; /* behind all known names */

static bool is_set(const char *target)
{
    return strcmp(target, "operations") == 0 ||
           strcmp(target, "other_diagnoses") == 0;
}

static bool is_repeated(const ds_sample *s, size_t field)
{
    const ds_field name = ds_sample_name(s, field);
    size_t n = 0;
    for (size_t i = 0; i < s->n_fields; i++) {
        const ds_field other = ds_sample_name(s, i);
        n += other.n == name.n && memcmp(other.text, name.text, name.n) == 0;
    }
    return n > 1;
}

/* What the name alone says. */
static void name_field(const ds_guess_fields *g, size_t i)
{
    ds_guess_field *f = &g->fields[i];
    const ds_field name = ds_sample_name(g->sample, i);
    const ds_synonym *found = ds_synonyms_column(g->names, name);
    if (name.n == 0) return;
    if (is_repeated(g->sample, i)) {
        f->role = DS_ROLE_REPEATED;
        return;
    }
    const bool is_like = !found;
    if (!found) found = ds_synonyms_like(g->names, name);
    if (!found) { /* 其他诊断编码3, and JBDM1 beside JBDM */
        found = ds_synonyms_numbered(g->names, name);
        if (!found) return;
        f->target = strcmp(found->target, "diagnosis") == 0 ? "other_diagnoses"
                                                            : found->target;
        f->role = is_set(f->target) ? DS_ROLE_MEMBER : DS_ROLE_NONE;
        return;
    }
    f->target = found->target;
    f->rank = found->rank + (is_like ? LIKE : 0);
    f->role = strcmp(f->target, "personal") == 0 ? DS_ROLE_PERSONAL
              : strchr(f->target, ':')           ? DS_ROLE_OWN
              : is_set(f->target)                ? DS_ROLE_MEMBER
                                                 : DS_ROLE_COLUMN;
}

/* Of several fields for one column the one with the best name stays. */
static void keep_best(const ds_guess_fields *g)
{
    for (size_t i = 0; i < g->sample->n_fields; i++)
        for (size_t k = 0; k < g->sample->n_fields; k++) {
            ds_guess_field *a = &g->fields[i], *b = &g->fields[k];
            if (i == k || a->role != DS_ROLE_COLUMN ||
                b->role != DS_ROLE_COLUMN || strcmp(a->target, b->target) != 0)
                continue;
            (a->rank <= b->rank ? b : a)->role = DS_ROLE_SPARE;
        }
}

/* Looks at the values of a claim column's field; of a set, of all of them. */
static ds_status look(ds_guess_fields *g, size_t column, ds_error *err)
{
    const char *name = ds_claim_columns[column].name;
    ds_guess_column *to = &g->columns[column];
    for (size_t i = 0; i < g->sample->n_fields; i++) {
        const ds_guess_field *f = &g->fields[i];
        if ((f->role != DS_ROLE_COLUMN && f->role != DS_ROLE_MEMBER) ||
            strcmp(f->target, name) != 0)
            continue;
        ds_guess_column one = {0};
        const ds_status st = ds_guess_look(&one, g->sample, g->names, i, name,
                                           ds_claim_columns[column].kind, err);
        if (st == DS_OK && g->has[column]) { /* a further member of a set */
            to->as.cleans |= one.as.cleans;
            to->missing |= one.missing;
            if (!to->split[0]) memcpy(to->split, one.split, sizeof one.split);
        } else if (st == DS_OK) {
            *to = one;
            one = (ds_guess_column){0};
            g->has[column] = true;
        }
        ds_guess_column_destroy(&one);
        DS_TRY(st);
    }
    return DS_OK;
}

ds_status ds_guess_fields_find(ds_guess_fields *g, const ds_sample *s,
                               const ds_synonyms *names, ds_error *err)
{
    *g = (ds_guess_fields){.sample = s, .names = names};
    DS_TRY(ds_alloc(&g->fields, s->n_fields, sizeof *g->fields, err));
    DS_TRY(ds_alloc(&g->columns, ds_n_claim_columns, sizeof *g->columns, err));
    DS_TRY(ds_alloc(&g->has, ds_n_claim_columns, sizeof *g->has, err));
    for (size_t i = 0; i < s->n_fields; i++) name_field(g, i);
    keep_best(g);
    for (size_t i = 0; i < ds_n_claim_columns; i++) DS_TRY(look(g, i, err));
    return DS_OK;
}

const ds_guess_column *ds_guess_find(const ds_guess_fields *g,
                                     const char *column)
{
    const ds_claim_column *known = ds_claim_column_find(column);
    if (!known) return NULL;
    const size_t i = (size_t)(known - ds_claim_columns);
    return g->has[i] ? &g->columns[i] : NULL;
}

/* The sum of the parts of a row, and whether all are amounts. */
static bool add_parts(const ds_guess_fields *g, size_t row,
                      const char *const *parts, size_t n, int64_t *sum)
{
    *sum = 0; /* each is at most DS_MAX_FEN */
    for (size_t i = 0; i < n; i++) {
        const ds_guess_column *c = ds_guess_find(g, parts[i]);
        int64_t value;
        if (!c) continue;
        if (!ds_guess_number(c, ds_sample_field(g->sample, row, c->field),
                             &value))
            return false;
        *sum += value;
    }
    return true;
}

size_t ds_guess_adds_up(const ds_guess_fields *g, const char *const *parts,
                        size_t n_parts, size_t *n)
{
    static const char *const whole[] = {"total_fen"};
    size_t right = 0;
    *n = 0;
    for (size_t i = 0; i < g->sample->n_rows; i++) {
        int64_t total, sum;
        if (!ds_sample_rows(g->sample)[i].is_data ||
            !add_parts(g, i, whole, 1, &total) ||
            !add_parts(g, i, parts, n_parts, &sum))
            continue;
        right += sum == total;
        ++*n;
    }
    return right;
}

void ds_guess_fields_destroy(ds_guess_fields *g)
{
    for (size_t i = 0; g->columns && i < ds_n_claim_columns; i++)
        ds_guess_column_destroy(&g->columns[i]);
    free(g->fields);
    free(g->columns);
    free(g->has);
    *g = (ds_guess_fields){0};
}
