/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/capitation_roster.c - see capitation_roster.h for the contract. */
#include "cli/capitation_roster.h"

#include "io/store/store_stream.h"

#include <stdlib.h>
#include <string.h>

/* A day of the first visit, by the code of `persons`. */
typedef struct visit {
    uint32_t person;
    int64_t day;
} visit;

typedef struct reading {
    capitation_setup *setup;
    ds_dict persons; /* ids of those that matter, by their own codes */
    ds_buffer rows;  /* ds_roster_row, persons by these codes */
    ds_buffer visits;
    ds_buffer codes; /* uint32[persons.n]: patient codes of the claims */
    size_t n_rows, n_visits;
} reading;

/* ---- rows ---------------------------------------------------------------- */

static ds_status add_row(reading *x, ds_roster_row row, ds_error *err)
{
    DS_TRY(ds_buffer_grow(&x->rows, (x->n_rows + 1) * sizeof row, err));
    ((ds_roster_row *)x->rows.data)[x->n_rows++] = row;
    return DS_OK;
}

static ds_status code_at(ds_dict *d, const ds_piece *p, size_t column, size_t i,
                         uint32_t *code, ds_error *err)
{
    const size_t size = p->column[column].size;
    const char *text = p->column[column].texts + i * size;
    return ds_dict_code(d, text, strnlen(text, size), code, err);
}

static bool is_text(const ds_piece *p, size_t column, size_t i,
                    const char *text)
{
    const size_t size = p->column[column].size, n = strlen(text);
    const char *cell = p->column[column].texts + i * size;
    return strnlen(cell, size) == n && memcmp(cell, text, n) == 0;
}

static bool are_texts(const ds_piece *p, size_t n)
{
    for (size_t c = 0; c < n; c++)
        if (!p->column[c].texts) return false;
    return true;
}

static ds_status wrong_types(const char *table, ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_FORMAT,
                           "table %s: a column is of another type", table),
                   "import the table again: dianshu import FILE.csv --table");
}

/* D12: `to` is the month of the change; empty: open. */
static ds_status take_rows(void *ctx, const ds_piece *p, ds_error *err)
{
    enum { PERSON, UNIT, SCOPE, FROM, TO };
    reading *x = ctx;
    const char *scope = x->setup->input.policy->scope;
    if (!are_texts(p, FROM) || !p->column[FROM].numbers ||
        !p->column[TO].numbers)
        return wrong_types("roster", err);
    for (size_t i = 0; i < p->n; i++) {
        const int64_t from = p->column[FROM].numbers[i];
        const int64_t to = p->column[TO].numbers[i];
        ds_roster_row row = {.from = 0, .to = DS_ROSTER_OPEN};
        if (!is_text(p, SCOPE, i, scope)) continue;
        if (from != DS_MISSING) row.from = (int16_t)from;
        if (to != DS_MISSING) row.to = (int16_t)to;
        DS_TRY(code_at(&x->persons, p, PERSON, i, &row.person, err));
        DS_TRY(code_at(&x->setup->units, p, UNIT, i, &row.unit, err));
        if (row.unit == 0)
            return ds_hint(err,
                           ds_fail(err, DS_ERR_DATA,
                                   "roster: row %llu has no "
                                   "unit",
                                   (unsigned long long)(p->first + i + 1)),
                           "give the institution, or leave the person out");
        DS_TRY(add_row(x, row, err));
    }
    return DS_OK;
}

/* D7: from the month after the day of signing; without one all the time, where
 * that counts. */
static ds_status take_manager(reading *x, const ds_piece *p, size_t i,
                              int64_t day, ds_error *err)
{
    enum { PERSON, MANAGER };
    ds_roster_row row = {.to = DS_ROSTER_OPEN};
    if (is_text(p, MANAGER, i, "")) return DS_OK;
    if (day == DS_MISSING && !x->setup->is_signed) return DS_OK;
    const int64_t month = day == DS_MISSING ? 0 : ds_d7_month(day);
    row.from = month < 0 ? 0 : (int16_t)month;
    DS_TRY(code_at(&x->persons, p, PERSON, i, &row.person, err));
    DS_TRY(code_at(&x->setup->units, p, MANAGER, i, &row.unit, err));
    return add_row(x, row, err);
}

static ds_status take_managers(void *ctx, const ds_piece *p, ds_error *err)
{
    enum { SIGNED = 2 };
    if (!are_texts(p, SIGNED) || !p->column[SIGNED].numbers)
        return wrong_types("person", err);
    for (size_t i = 0; i < p->n; i++)
        DS_TRY(take_manager(ctx, p, i, p->column[SIGNED].numbers[i], err));
    return DS_OK;
}

/* Of a table without days of signing. */
static ds_status take_undated(void *ctx, const ds_piece *p, ds_error *err)
{
    if (!are_texts(p, 2)) return wrong_types("person", err);
    for (size_t i = 0; i < p->n; i++)
        DS_TRY(take_manager(ctx, p, i, DS_MISSING, err));
    return DS_OK;
}

static ds_status take_visits(void *ctx, const ds_piece *p, ds_error *err)
{
    enum { PERSON, DAY };
    reading *x = ctx;
    if (!are_texts(p, DAY) || !p->column[DAY].numbers)
        return wrong_types("person", err);
    for (size_t i = 0; i < p->n; i++) {
        visit v = {.day = p->column[DAY].numbers[i]};
        if (v.day == DS_MISSING) continue;
        DS_TRY(code_at(&x->persons, p, PERSON, i, &v.person, err));
        DS_TRY(ds_buffer_grow(&x->visits, (x->n_visits + 1) * sizeof v, err));
        ((visit *)x->visits.data)[x->n_visits++] = v;
    }
    return DS_OK;
}

/* ---- patient codes ------------------------------------------------------- */

static ds_status take_codes(void *ctx, const ds_piece *p, ds_error *err)
{
    reading *x = ctx;
    uint32_t *codes = x->codes.data;
    const size_t size = p->column[0].size;
    (void)err;
    for (size_t i = 0; i < p->n; i++) {
        const char *text = p->column[0].texts + i * size;
        const uint32_t own =
            ds_dict_find(&x->persons, text, strnlen(text, size));
        if (own != UINT32_MAX && own > 0) codes[own] = (uint32_t)(p->first + i);
    }
    return DS_OK;
}

/* Of several files: their joined dictionary. */
static ds_status codes_of_joined(reading *x, const ds_source *source,
                                 ds_error *err)
{
    ds_dict all = {0};
    uint32_t *codes = x->codes.data;
    DS_TRY(source->ops->dictionary(source, "patient", &all, err));
    for (uint32_t p = 1; p < x->persons.n; p++) {
        const uint32_t code = ds_dict_find(&all, ds_dict_text(&x->persons, p),
                                           ds_dict_length(&x->persons, p));
        if (code != UINT32_MAX) codes[p] = code;
    }
    ds_dict_destroy(&all);
    return DS_OK;
}

/* Persons without claims get codes behind those of the claims. */
static ds_status find_codes(reading *x, const cli_claims *claims, ds_error *err)
{
    ds_capitation_input *in = &x->setup->input;
    DS_TRY(ds_buffer_reserve(&x->codes, x->persons.n * sizeof(uint32_t), err));
    uint32_t *codes = x->codes.data;
    for (uint32_t p = 0; p < x->persons.n; p++) codes[p] = UINT32_MAX;
    if (claims->n == 1)
        DS_TRY(ds_store_stream_dictionary(claims->stores[0], "patient",
                                          take_codes, x, err));
    else
        DS_TRY(codes_of_joined(x, claims->input.source, err));
    for (uint32_t p = 1; p < x->persons.n; p++)
        if (codes[p] == UINT32_MAX || codes[p] >= in->n_persons)
            codes[p] = UINT32_MAX;
    for (uint32_t p = 1; p < x->persons.n; p++)
        if (codes[p] == UINT32_MAX) codes[p] = (uint32_t)in->n_persons++;
    return DS_OK;
}

static ds_status make_first(reading *x, ds_error *err)
{
    capitation_setup *s = x->setup;
    const int32_t is_new = s->input.policy->is_new;
    if (is_new == DS_DIAB_NEW_NONE || is_new == DS_DIAB_NEW_CLAIMS)
        return DS_OK;
    DS_TRY(ds_buffer_reserve(&s->first, s->input.n_persons * 2, err));
    uint16_t *first = s->first.data;
    for (size_t p = 0; p < s->input.n_persons; p++) first[p] = DS_FIRST_NONE;
    const visit *visits = x->visits.data;
    for (size_t i = 0; i < x->n_visits; i++) {
        const int64_t month = ds_d7_month(visits[i].day) - 1;
        first[((const uint32_t *)x->codes.data)[visits[i].person]] =
            (uint16_t)(DS_FIRST_GIVEN | (month < 0 ? 0 : month));
    }
    s->input.first = first;
    return DS_OK;
}

static ds_status make_roster(reading *x, ds_error *err)
{
    capitation_setup *s = x->setup;
    ds_roster_row *rows = x->rows.data;
    const uint32_t *codes = x->codes.data;
    for (size_t i = 0; i < x->n_rows; i++) {
        if (rows[i].person == 0)
            return ds_hint(err,
                           ds_fail(err, DS_ERR_DATA,
                                   "roster: row %zu has no person", i + 1),
                           "give the id, as patient in the claims");
        rows[i].person = codes[rows[i].person];
    }
    s->input.roster = &s->roster;
    return ds_roster_build(&s->roster, s->input.n_persons, rows, x->n_rows,
                           err);
}

/* ---- tables -------------------------------------------------------------- */

/* Of every file that has the table with these columns. */
static ds_status take_table(reading *x, const cli_claims *claims,
                            const char *name, size_t n,
                            const char *const *columns, ds_piece_fn fn,
                            ds_error *err)
{
    for (size_t i = 0; i < claims->n; i++) {
        bool has_all = true;
        for (size_t c = 0; c < n; c++)
            has_all &= ds_store_has_column(claims->stores[i], name, columns[c]);
        if (has_all)
            DS_TRY(ds_store_stream_table(claims->stores[i], name, n, columns,
                                         fn, x, err));
    }
    return DS_OK;
}

/* Day of signing or not: each file as it is. */
static ds_status take_all_managers(reading *x, const cli_claims *claims,
                                   ds_error *err)
{
    static const char *const columns[] = {"person", "manager", "signed_day"};
    for (size_t i = 0; i < claims->n; i++) {
        const ds_store *s = claims->stores[i];
        const bool is_dated = ds_store_has_column(s, "person", columns[2]);
        if (ds_store_has_column(s, "person", columns[0]) &&
            ds_store_has_column(s, "person", columns[1]))
            DS_TRY(ds_store_stream_table(
                s, "person", is_dated ? 3 : 2, columns,
                is_dated ? take_managers : take_undated, x, err));
    }
    return DS_OK;
}

static int by_person(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(ds_roster_row));
}

/* The same row may stand in several files. */
static void drop_repeated(reading *x)
{
    ds_roster_row *rows = x->rows.data;
    size_t n = 0;
    if (x->n_rows == 0) return;
    qsort(rows, x->n_rows, sizeof *rows, by_person);
    for (size_t i = 0; i < x->n_rows; i++)
        if (n == 0 || by_person(&rows[n - 1], &rows[i]) != 0)
            rows[n++] = rows[i];
    x->n_rows = n;
}

static ds_status read_all(reading *x, const cli_claims *claims, ds_error *err)
{
    static const char *const roster[] = {"person", "unit", "scope", "from",
                                         "to"};
    static const char *const visits[] = {"person", "diabetes_day"};
    bool has_roster = false;
    for (size_t i = 0; i < claims->n && !x->setup->skips_roster; i++)
        has_roster |= ds_store_has_table(claims->stores[i], "roster");
    DS_TRY(ds_dict_init(&x->persons, err));
    if (has_roster)
        DS_TRY(take_table(x, claims, "roster", DS_COUNT(roster), roster,
                          take_rows, err));
    else
        DS_TRY(take_all_managers(x, claims, err));
    if (claims->n > 1) drop_repeated(x);
    DS_TRY(take_table(x, claims, "person", DS_COUNT(visits), visits,
                      take_visits, err));
    if (!has_roster && x->n_rows == 0) return DS_OK; /* sim says so */
    DS_TRY(find_codes(x, claims, err));
    DS_TRY(make_first(x, err));
    return make_roster(x, err);
}

ds_status capitation_roster_read(capitation_setup *s, const cli_claims *claims,
                                 ds_error *err)
{
    reading x = {.setup = s};
    const ds_status st = read_all(&x, claims, err);
    ds_dict_destroy(&x.persons);
    ds_buffer_destroy(&x.rows);
    ds_buffer_destroy(&x.visits);
    ds_buffer_destroy(&x.codes);
    return st;
}
