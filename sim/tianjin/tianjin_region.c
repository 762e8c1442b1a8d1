/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_region.c - institutions, classes and units; see
 * tianjin_region.h. */
#include "sim/tianjin/tianjin_region.h"

#include <stdlib.h>
#include <string.h>

int ds_tj_op_class(const int8_t order[DS_TJ_N_CLASS_TESTS], int64_t level,
                   bool is_tcm, bool has_family_doctors)
{
    for (int i = 0; order[i] != DS_TJ_BY_LEVEL; i++) {
        if (order[i] == DS_TJ_BY_TCM && level >= 2 && is_tcm) return DS_TJ_TCM;
        if (order[i] == DS_TJ_BY_FD && level == 2 && has_family_doctors)
            return DS_TJ_FD;
    }
    if (level == 3) return DS_TJ_L3;
    if (level == 2) return DS_TJ_L2;
    return has_family_doctors ? DS_TJ_FD : DS_TJ_PC;
}

/* ---- tables -------------------------------------------------------------- */

ds_status ds_tj_table(const ds_claims_input *claims, const char *name,
                      const ds_table **t, ds_error *err)
{
    *t = NULL;
    if (!claims->beside) return DS_OK;
    return claims->beside->table(claims->beside->ctx, ds_entity_kind_find(name),
                                 t, err);
}

int64_t ds_tj_cell(const ds_table *t, size_t row, const char *column,
                   int64_t absent)
{
    const int c = ds_table_find(t, column);
    if (c < 0) return absent;
    const int64_t value = ds_table_get(t, row, (size_t)c);
    return value == DS_MISSING ? absent : value;
}

static const char *text_of(const ds_table *t, size_t row, const char *column)
{
    const int c = ds_table_find(t, column);
    return c < 0 ? "" : ds_table_get_text(t, row, (size_t)c);
}

static int by_id(const void *key, const void *hospital)
{
    return strcmp(key, ((const ds_tj_hospital *)hospital)->id);
}

uint32_t ds_tj_region_find(const ds_tj_region *r, const char *id)
{
    const ds_tj_hospital *h = r->n_hospitals == 0
                                  ? NULL
                                  : bsearch(id, r->hospitals, r->n_hospitals,
                                            sizeof *r->hospitals, by_id);
    return h ? (uint32_t)(h - r->hospitals) : DS_TJ_NONE;
}

ds_status ds_tj_need_hospital(const ds_tj_region *r, const ds_table *t,
                              size_t row, const char *column, uint32_t *out,
                              ds_error *err)
{
    const char *id = text_of(t, row, column);
    *out = ds_tj_region_find(r, id);
    if (*out != DS_TJ_NONE) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "table %s, row %zu: %s '%s' is not in the table "
                           "hospital",
                           t->name, row + 1, column, id),
                   "add the institution to the table hospital, or remove the "
                   "row: dianshu import --table %s",
                   t->name);
}

/* ---- institutions -------------------------------------------------------- */

static int grade_of(const char *text)
{
    static const char *const grades[] = {"excellent", "good", "pass", "fail"};
    for (int g = 0; g < 4; g++)
        if (strcmp(text, grades[g]) == 0) return g;
    return -1;
}

/* The row of an institution while they are sorted. */
typedef struct sorted_row {
    const char *id;
    size_t row;
} sorted_row;

static int compare_rows(const void *a, const void *b)
{
    return strcmp(((const sorted_row *)a)->id, ((const sorted_row *)b)->id);
}

static void fill_hospital(ds_tj_hospital *h, const ds_table *t, size_t row)
{
    h->is_pharmacy = ds_tj_cell(t, row, "is_pharmacy", 0) != 0;
    h->is_compliant = ds_tj_cell(t, row, "on_platform", 0) != 0 &&
                      ds_tj_cell(t, row, "zero_markup", 0) != 0;
    h->refuses_t9 = ds_tj_cell(t, row, "refuses_t9", 0) != 0;
    h->has_poor_control = ds_tj_cell(t, row, "poor_control", 0) != 0;
    h->grade = (int8_t)grade_of(text_of(t, row, "grade"));
    h->threshold_fen = ds_tj_cell(t, row, "vp_threshold", DS_KEY_NONE);
    for (int m = 0; m < DS_TJ_MONTHS; m++)
        h->days[m] = ds_tj_cell(t, row, "physician_days", 0);
}

/* What class_history and 2.0 start from. */
typedef struct class_facts {
    int64_t level, is_tcm, family;
} class_facts;

static void set_class(ds_tj_region *r, uint32_t h, int64_t from,
                      const class_facts *f)
{
    int64_t at = from - r->service_first;
    const ds_tj_policy *p = r->policy;
    const bool is_pharmacy = r->hospitals[h].is_pharmacy;
    const bool is_ip_tcm =
        f->is_tcm != 0 &&
        (p->class_ip_tcm == DS_TJ_IP_TCM_ANY || f->level >= 2);
    for (at = at < 0 ? 0 : at; at < r->n_service; at++) {
        const size_t i = h * (size_t)r->n_service + (size_t)at;
        r->op_class[i] =
            is_pharmacy
                ? DS_TJ_NO_CLASS
                : (int8_t)ds_tj_op_class(p->class_order, f->level,
                                         f->is_tcm != 0, f->family != 0);
        r->ip_class[i] = is_ip_tcm ? DS_TJ_IP_TCM : DS_TJ_WM;
        r->level[i] = (int8_t)f->level;
    }
}

static ds_status read_hospitals(ds_tj_region *r, const ds_table *t,
                                class_facts *facts, ds_error *err)
{
    ds_status st = DS_OK;
    sorted_row *sorted = NULL;
    DS_GO(ds_alloc(&sorted, t->n_rows, sizeof *sorted, err));
    for (size_t i = 0; i < t->n_rows; i++)
        sorted[i] = (sorted_row){ds_table_get_text(t, i, 0), i};
    qsort(sorted, t->n_rows, sizeof *sorted, compare_rows);
    for (size_t i = 0; i < t->n_rows; i++) {
        const size_t row = sorted[i].row;
        ds_tj_hospital *h = &r->hospitals[i];
        h->id = sorted[i].id;
        fill_hospital(h, t, row);
        facts[i] = (class_facts){ds_tj_cell(t, row, "level", 0),
                                 ds_tj_cell(t, row, "is_tcm", 0),
                                 ds_tj_cell(t, row, "family_doctors", 0)};
        r->notes.no_level += !h->is_pharmacy && facts[i].level == 0;
        set_class(r, (uint32_t)i, 0, &facts[i]);
    }
done:
    free(sorted);
    return st;
}

/* Rows in the order of (institution, month), as tables are stored; those of
 * several files need not be. */
static ds_status read_class_history(ds_tj_region *r, const ds_table *t,
                                    class_facts *facts, ds_error *err)
{
    static const size_t keys[] = {0, 1};
    if (!t) return DS_OK;
    DS_TRY(ds_table_sort((ds_table *)(uintptr_t)t, keys, 2, err));
    for (size_t row = 0; row < t->n_rows; row++) {
        const uint32_t h = ds_tj_region_find(r, ds_table_get_text(t, row, 0));
        if (h == DS_TJ_NONE) {
            r->notes.unknown++;
            continue;
        }
        class_facts *f = &facts[h];
        f->level = ds_tj_cell(t, row, "level", f->level);
        f->is_tcm = ds_tj_cell(t, row, "is_tcm", f->is_tcm);
        f->family = ds_tj_cell(t, row, "family_doctors", f->family);
        set_class(r, h, ds_table_get(t, row, 1), f);
    }
    return DS_OK;
}

static void read_days(ds_tj_region *r, const ds_table *t)
{
    for (size_t row = 0; t && row < t->n_rows; row++) {
        const uint32_t h = ds_tj_region_find(r, ds_table_get_text(t, row, 0));
        const int64_t month = ds_table_get(t, row, 1) - r->first_month;
        if (h == DS_TJ_NONE)
            r->notes.unknown++;
        else if (month >= 0 && month < DS_TJ_MONTHS)
            r->hospitals[h].days[month] = ds_tj_cell(t, row, "days", 0);
    }
}

static void set_year_classes(ds_tj_region *r)
{
    for (uint32_t h = 0; h < r->n_hospitals; h++)
        for (int m = 0; m < DS_TJ_MONTHS; m++) {
            const size_t at = ds_tj_service_at(r, h, r->first_month + m);
            r->hospitals[h].op_class[m] = r->op_class[at];
            r->hospitals[h].ip_class[m] =
                r->hospitals[h].is_pharmacy ? DS_TJ_NO_CLASS : r->ip_class[at];
        }
}

/* ---- units --------------------------------------------------------------- */

static const char *unit_id(const ds_table *t, size_t row)
{
    const char *group = text_of(t, row, "medical_group");
    return ds_tj_cell(t, row, "settles_as_group", 0) != 0 && group[0]
               ? group
               : ds_table_get_text(t, row, 0);
}

static ds_status make_units(ds_tj_region *r, const ds_table *t, ds_error *err)
{
    ds_status st = DS_OK;
    sorted_row *sorted = NULL;
    DS_GO(ds_alloc(&sorted, t->n_rows, sizeof *sorted, err));
    DS_GO(ds_alloc(&r->units, t->n_rows, sizeof *r->units, err));
    for (size_t i = 0; i < t->n_rows; i++)
        sorted[i] = (sorted_row){unit_id(t, i), i};
    qsort(sorted, t->n_rows, sizeof *sorted, compare_rows);
    for (size_t i = 0; i < t->n_rows; i++) {
        const uint32_t h =
            ds_tj_region_find(r, ds_table_get_text(t, sorted[i].row, 0));
        if (i == 0 || strcmp(sorted[i].id, sorted[i - 1].id) != 0)
            r->units[r->n_units++] = (ds_tj_unit){sorted[i].id, h};
        ds_tj_unit *u = &r->units[r->n_units - 1];
        if (h < u->lead) u->lead = h;
        r->hospitals[h].unit = (uint32_t)(r->n_units - 1);
    }
done:
    free(sorted);
    return st;
}

/* ---- the claims' codes --------------------------------------------------- */

static ds_status map_codes(ds_tj_region *r, const ds_source *source,
                           ds_error *err)
{
    ds_dict d = {0};
    ds_status st = source->ops->dictionary(source, "hospital", &d, err);
    if (st == DS_OK) st = ds_alloc(&r->of_code, d.n, sizeof *r->of_code, err);
    for (uint32_t c = 0; st == DS_OK && c < d.n; c++)
        r->of_code[c] =
            c == 0 ? DS_TJ_NONE : ds_tj_region_find(r, ds_dict_text(&d, c));
    r->n_codes = d.n;
    ds_dict_destroy(&d);
    return st;
}

static ds_status need_table(const ds_claims_input *claims, const ds_table **t,
                            ds_error *err)
{
    DS_TRY(ds_tj_table(claims, "hospital", t, err));
    if (*t && (*t)->n_rows > 0) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "%s: no table hospital beside the claims",
                           claims->source->name),
                   "classes, units and pharmacies stand there: dianshu import "
                   "--table hospital FILE.csv -o CLAIMS.h5");
}

static ds_status make_room(ds_tj_region *r, const ds_claims_input *claims,
                           size_t n, ds_error *err)
{
    size_t column = 0;
    DS_TRY(ds_source_need(claims->source, "month", "settle", &column, err));
    const ds_source_column *c = &claims->source->columns[column];
    r->service_first = (int)c->low;
    if (r->service_first > r->first_month) r->service_first = r->first_month;
    const int last = r->first_month + DS_TJ_MONTHS;
    r->n_service =
        ((int)c->high + 1 > last ? (int)c->high + 1 : last) - r->service_first;
    const size_t cells = n * (size_t)r->n_service;
    DS_TRY(ds_alloc(&r->hospitals, n, sizeof *r->hospitals, err));
    r->n_hospitals = n;
    DS_TRY(ds_alloc(&r->op_class, cells, 1, err));
    DS_TRY(ds_alloc(&r->ip_class, cells, 1, err));
    return ds_alloc(&r->level, cells, 1, err);
}

ds_status ds_tj_region_read(ds_tj_region *r, const ds_claims_input *claims,
                            const ds_tj_policy *policy, int first_month,
                            ds_error *err)
{
    ds_status st = DS_OK;
    const ds_table *t = NULL, *history = NULL, *days = NULL;
    class_facts *facts = NULL;
    r->policy = policy;
    r->first_month = first_month;
    DS_TRY(need_table(claims, &t, err));
    DS_TRY(ds_tj_table(claims, "class_history", &history, err));
    DS_TRY(ds_tj_table(claims, "physician_days", &days, err));
    DS_GO(make_room(r, claims, t->n_rows, err));
    DS_GO(ds_alloc(&facts, t->n_rows, sizeof *facts, err));
    DS_GO(read_hospitals(r, t, facts, err));
    DS_GO(read_class_history(r, history, facts, err));
    read_days(r, days);
    set_year_classes(r);
    DS_GO(make_units(r, t, err));
    DS_GO(map_codes(r, claims->source, err));
    DS_GO(ds_tj_contracts_read(r, claims, err));
    DS_GO(ds_tj_decisions_read(r, claims, err));
done:
    free(facts);
    return st;
}

void ds_tj_region_destroy(ds_tj_region *r)
{
    free(r->hospitals);
    free(r->units);
    free(r->contracts);
    free(r->decisions);
    free(r->uses);
    free(r->passes);
    free(r->of_code);
    free(r->op_class);
    free(r->ip_class);
    free(r->level);
    ds_persons_destroy(&r->roster);
    ds_persons_destroy(&r->disease);
    free(r->signers);
    free(r->diseases);
    *r = (ds_tj_region){0};
}
