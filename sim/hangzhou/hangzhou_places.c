/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/hangzhou/hangzhou_places.c - pooling areas of institutions and persons,
 * communities of persons (H11); see hangzhou_state.h. */
#include "sim/hangzhou/hangzhou_state.h"

#include "base/entities.h"

#include <stdlib.h>
#include <string.h>

static ds_status area_code(hz_places *p, const char *name, uint32_t *code,
                           ds_error *err)
{
    *code = p->city;
    return name[0] == '\0'
               ? DS_OK
               : ds_dict_code(&p->areas, name, strlen(name), code, err);
}

static ds_status areas_of_institutions(ds_hangzhou *s, ds_error *err)
{
    const ds_institutions *x = &s->institutions;
    hz_places *p = &s->places;
    DS_TRY(ds_alloc(&p->area_of, x->n, sizeof *p->area_of, err));
    for (size_t h = 0; h < x->n; h++)
        if (!x->at[h].is_outside)
            DS_TRY(area_code(p, ds_dict_text(&x->counties, x->at[h].county),
                             &p->area_of[h], err));
    DS_TRY(ds_alloc(&p->group_area, x->groups.n, sizeof *p->group_area, err));
    for (uint32_t g = 1; g < x->groups.n; g++) {
        const uint32_t h = ds_institutions_largest(x, g);
        if (h != UINT32_MAX) p->group_area[g] = p->area_of[h];
    }
    return DS_OK;
}

/* The community of a county: that of the smallest name with a member there. */
static void communities_of_counties(const ds_hangzhou *s, uint32_t *by_area)
{
    const ds_institutions *x = &s->institutions;
    for (size_t h = 0; h < x->n; h++) {
        const uint32_t g = x->at[h].group, a = s->places.area_of[h];
        if (g == 0 || a == 0) continue;
        if (by_area[a] == 0 || strcmp(ds_dict_text(&x->groups, g),
                                      ds_dict_text(&x->groups, by_area[a])) < 0)
            by_area[a] = g;
    }
}

/* The columns of table person, -1 where it lacks one. */
typedef struct columns {
    const ds_table *t;
    int person, county, signed_day, manager, birth, affiliation;
    int64_t head_day;
    uint32_t *by_area; /* community of a county */
} columns;

static const char *text(const columns *c, size_t row, int column)
{
    return column < 0 ? "" : ds_table_get_text(c->t, row, (size_t)column);
}

static int64_t day(const columns *c, size_t row, int column)
{
    return column < 0 ? DS_MISSING : ds_table_get(c->t, row, (size_t)column);
}

/* H11: signed, else of the university or employer, else where one lives. */
static uint32_t community_of(const ds_hangzhou *s, const columns *c, size_t row,
                             uint32_t area)
{
    const ds_institutions *x = &s->institutions;
    const int64_t from = day(c, row, c->signed_day);
    if (from != DS_MISSING && from <= c->head_day) {
        const uint32_t h = ds_institutions_find(x, text(c, row, c->manager));
        if (h != UINT32_MAX && x->at[h].group > 0) return x->at[h].group;
    }
    const char *name = text(c, row, c->affiliation);
    if (name[0] != '\0') {
        const uint32_t g = ds_dict_find(&x->groups, name, strlen(name));
        if (g != UINT32_MAX) return g;
    }
    return c->by_area[area];
}

static void take_person(ds_hangzhou *s, const columns *c, size_t row,
                        const ds_dict *patients, uint32_t area)
{
    hz_places *p = &s->places;
    const char *id = text(c, row, c->person);
    const uint32_t code = ds_dict_find(patients, id, strlen(id));
    const uint32_t group = community_of(s, c, row, area);
    const int64_t birth = day(c, row, c->birth);
    if (code != UINT32_MAX && code < p->n_patients) {
        p->person_area[code] = area;
        p->person_group[code] = group;
    }
    if (birth != DS_MISSING && birth > c->head_day) return;
    p->heads[area]++;
    p->group_heads[group]++;
}

static ds_status take_persons(ds_hangzhou *s, columns *c, ds_error *err)
{
    const ds_source *source = s->in.cases.claims.source;
    hz_places *p = &s->places;
    ds_dict patients = {0};
    uint32_t *areas = NULL;
    ds_status st = DS_OK;
    DS_GO(source->ops->dictionary(source, "patient", &patients, err));
    p->n_patients = patients.n;
    DS_GO(ds_alloc(&areas, c->t->n_rows, sizeof *areas, err));
    for (size_t r = 0; r < c->t->n_rows; r++)
        DS_GO(area_code(p, text(c, r, c->county), &areas[r], err));
    DS_GO(ds_alloc(&p->person_area, patients.n, sizeof(uint32_t), err));
    DS_GO(ds_alloc(&p->person_group, patients.n, sizeof(uint32_t), err));
    DS_GO(ds_alloc(&p->heads, p->areas.n, sizeof *p->heads, err));
    DS_GO(ds_alloc(&c->by_area, p->areas.n, sizeof *c->by_area, err));
    communities_of_counties(s, c->by_area);
    for (size_t i = 0; i < patients.n; i++) p->person_area[i] = p->city;
    for (size_t r = 0; r < c->t->n_rows; r++)
        take_person(s, c, r, &patients, areas[r]);
done:
    free(areas);
    free(c->by_area);
    ds_dict_destroy(&patients);
    return st;
}

static ds_status find_persons(ds_hangzhou *s, ds_error *err)
{
    const ds_beside *beside = s->in.cases.claims.beside;
    const ds_table *t = NULL;
    const int year = s->in.cases.year;
    if (beside)
        DS_TRY(
            beside->table(beside->ctx, ds_entity_kind_find("person"), &t, err));
    if (!t || ds_source_find(s->in.cases.claims.source, "patient") < 0)
        return DS_OK;
    columns c = {.t = t,
                 .person = ds_table_find(t, "person"),
                 .county = ds_table_find(t, "county"),
                 .signed_day = ds_table_find(t, "signed_day"),
                 .manager = ds_table_find(t, "manager"),
                 .birth = ds_table_find(t, "birth_day"),
                 .affiliation = ds_table_find(t, "affiliation")};
    s->places.has_persons = true;
    if (!ds_day_of(year, s->policy.head_at_end ? 12 : 1,
                   s->policy.head_at_end ? 31 : 1, &c.head_day))
        return ds_fail(err, DS_ERR_DATA, "year %d has no days", year);
    return take_persons(s, &c, err);
}

ds_status hz_places_init(ds_hangzhou *s, ds_error *err)
{
    hz_places *p = &s->places;
    const char *city = s->policy.city;
    DS_TRY(ds_dict_init(&p->areas, err));
    DS_TRY(ds_dict_code(&p->areas, city[0] ? city : "city",
                        strlen(city[0] ? city : "city"), &p->city, err));
    DS_TRY(areas_of_institutions(s, err));
    DS_TRY(ds_alloc(&p->group_heads, s->institutions.groups.n,
                    sizeof *p->group_heads, err));
    DS_TRY(find_persons(s, err));
    if (!p->heads)
        DS_TRY(ds_alloc(&p->heads, p->areas.n, sizeof *p->heads, err));
    DS_TRY(ds_alloc(&s->areas, p->areas.n, sizeof *s->areas, err));
    DS_TRY(ds_alloc(&s->area_order, p->areas.n, sizeof *s->area_order, err));
    ds_dict_order(&p->areas, s->area_order);
    for (size_t h = 0; h < s->institutions.n; h++)
        if (s->institutions.at[h].is_listed)
            s->areas[p->area_of[h]].is_used = true;
    for (size_t a = 1; a < p->areas.n; a++)
        s->areas[a].is_used |= p->heads[a] > 0;
    return DS_OK;
}

void hz_places_destroy(hz_places *p)
{
    ds_dict_destroy(&p->areas);
    free(p->area_of);
    free(p->person_area);
    free(p->person_group);
    free(p->heads);
    free(p->group_heads);
    free(p->group_area);
    *p = (hz_places){0};
}
