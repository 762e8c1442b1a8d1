/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/institutions.c - see institutions.h for the contract. */
#include "sim/institutions.h"

#include <stdlib.h>
#include <string.h>

const char *const ds_grade_names[DS_N_GRADES] = {"excellent", "good", "pass",
                                                 "fail"};

/* The columns of the table, -1 where it lacks one. */
typedef struct columns {
    int hospital, level, in_area, is_pharmacy, is_lead, sanction, ended, poor;
    int grade, group, county;
} columns;

static columns columns_of(const ds_table *t)
{
    return (columns){.hospital = ds_table_find(t, "hospital"),
                     .level = ds_table_find(t, "level"),
                     .in_area = ds_table_find(t, "in_area"),
                     .is_pharmacy = ds_table_find(t, "is_pharmacy"),
                     .is_lead = ds_table_find(t, "is_lead"),
                     .sanction = ds_table_find(t, "sanction"),
                     .ended = ds_table_find(t, "ended"),
                     .poor = ds_table_find(t, "poor_control"),
                     .grade = ds_table_find(t, "grade"),
                     .group = ds_table_find(t, "medical_group"),
                     .county = ds_table_find(t, "county")};
}

static int64_t number(const ds_table *t, size_t row, int column, int64_t absent)
{
    if (column < 0) return absent;
    const int64_t value = ds_table_get(t, row, (size_t)column);
    return value == DS_MISSING ? absent : value;
}

static const char *text(const ds_table *t, size_t row, int column)
{
    return column < 0 ? "" : ds_table_get_text(t, row, (size_t)column);
}

static ds_status code_of(ds_dict *d, const char *name, uint32_t *code,
                         ds_error *err)
{
    *code = 0;
    return name[0] == '\0' ? DS_OK
                           : ds_dict_code(d, name, strlen(name), code, err);
}

static ds_status bad_row(const ds_table *t, size_t row, const char *what,
                         const char *value, ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA, "table %s, row %zu: %s '%.60s'",
                           t->name, ds_table_line(t, row), what, value),
                   "one row an institution; grades are excellent, good, pass, "
                   "fail or empty; in_area, is_lead and the like 0, 1 or "
                   "empty");
}

static ds_status check_marks(const ds_table *t, size_t row, const columns *c,
                             ds_error *err)
{
    const int marks[] = {c->in_area,  c->is_pharmacy, c->is_lead,
                         c->sanction, c->ended,       c->poor};
    for (size_t i = 0; i < DS_COUNT(marks); i++) {
        const int64_t mark = number(t, row, marks[i], 0);
        if (mark != 0 && mark != 1 && mark != DS_MISSING)
            return bad_row(t, row, "neither 0 nor 1:",
                           t->columns[marks[i]].name, err);
    }
    return DS_OK;
}

static ds_status read_row(ds_institutions *x, const ds_table *t, size_t row,
                          const columns *c, ds_error *err)
{
    uint32_t code;
    const char *id = text(t, row, c->hospital), *grade = text(t, row, c->grade);
    DS_TRY(check_marks(t, row, c, err));
    DS_TRY(code_of(&x->ids, id, &code, err));
    ds_institution *h = &x->at[code];
    if (h->is_listed)
        return bad_row(t, row, "an institution stands there twice:", id, err);
    for (int g = 0; g < DS_N_GRADES; g++)
        if (strcmp(grade, ds_grade_names[g]) == 0) h->grade = g;
    if (grade[0] != '\0' && h->grade == DS_NO_GRADE)
        return bad_row(t, row, "not a grade:", grade, err);
    h->is_listed = true;
    h->is_outside = number(t, row, c->in_area, 1) == 0;
    h->is_pharmacy = number(t, row, c->is_pharmacy, 0) != 0;
    h->is_lead = number(t, row, c->is_lead, 0) != 0;
    h->is_sanctioned = number(t, row, c->sanction, 0) != 0;
    h->is_ended = number(t, row, c->ended, 0) != 0;
    h->controls_poorly = number(t, row, c->poor, 0) != 0;
    h->level = (int)number(t, row, c->level, -1);
    x->has_lead |= number(t, row, c->is_lead, DS_MISSING) != DS_MISSING;
    DS_TRY(code_of(&x->groups, text(t, row, c->group), &h->group, err));
    return code_of(&x->counties, text(t, row, c->county), &h->county, err);
}

/* Room for every row of the table, as if none had a code yet. */
static ds_status make_room(ds_institutions *x, const ds_table *t, ds_error *err)
{
    const size_t most = x->n_claims + t->n_rows;
    DS_TRY(ds_alloc(&x->at, most, sizeof *x->at, err));
    for (size_t i = 0; i < most; i++) {
        x->at[i].level = -1;
        x->at[i].grade = DS_NO_GRADE;
    }
    return DS_OK;
}

ds_status ds_institutions_init(ds_institutions *x, const ds_source *claims,
                               const ds_table *table, ds_error *err)
{
    const columns c = columns_of(table);
    DS_TRY(claims->ops->dictionary(claims, "hospital", &x->ids, err));
    DS_TRY(ds_dict_init(&x->groups, err));
    DS_TRY(ds_dict_init(&x->counties, err));
    x->n_claims = x->ids.n;
    if (c.hospital < 0)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_FORMAT,
                               "table %s has no column hospital", table->name),
                       "give one of its own: --hospitals FILE.csv");
    DS_TRY(make_room(x, table, err));
    for (size_t row = 0; row < table->n_rows; row++)
        DS_TRY(read_row(x, table, row, &c, err));
    x->n = x->ids.n;
    DS_TRY(ds_alloc(&x->order, x->n, sizeof *x->order, err));
    ds_dict_order(&x->ids, x->order);
    return DS_OK;
}

uint32_t ds_institutions_find(const ds_institutions *x, const char *id)
{
    return ds_dict_find(&x->ids, id, strlen(id));
}

uint32_t ds_institutions_largest(const ds_institutions *x, uint32_t group)
{
    uint32_t best = UINT32_MAX;
    for (size_t i = 0; i < x->n; i++) {
        const uint32_t h = x->order[i];
        if (x->at[h].group != group) continue;
        if (best == UINT32_MAX || x->at[h].level > x->at[best].level) best = h;
    }
    return best;
}

ds_status ds_institutions_lead(const ds_institutions *x, uint32_t group,
                               uint32_t *lead, ds_error *err)
{
    int n = 0;
    *lead = ds_institutions_largest(x, group);
    if (!x->has_lead) return DS_OK;
    for (size_t i = 0; i < x->n; i++)
        if (x->at[i].group == group && x->at[i].is_lead) {
            *lead = (uint32_t)i;
            n++;
        }
    if (n == 1) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "medical group %.60s has %d lead hospitals",
                           ds_dict_text(&x->groups, group), n),
                   "give is_lead 1 to exactly one of its members in the table "
                   "of institutions; without any is_lead the member of the "
                   "highest level leads");
}

void ds_institutions_destroy(ds_institutions *x)
{
    ds_dict_destroy(&x->ids);
    ds_dict_destroy(&x->groups);
    ds_dict_destroy(&x->counties);
    free(x->at);
    free(x->order);
    *x = (ds_institutions){0};
}
