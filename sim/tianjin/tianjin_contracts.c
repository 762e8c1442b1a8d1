/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_contracts.c - rosters, contracts, disease quotas,
 * decisions and winning drugs of a region; see tianjin_region.h. */
#include "sim/tianjin/tianjin_region.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { R_PERSON, R_UNIT, R_SCOPE, R_FROM, R_TO };
enum { FAR_MONTH = INT16_MAX };

/* ---- rosters ------------------------------------------------------------- */

/* Unit and scope by id (contract of T13), then the earlier row. */
static int roster_order(const ds_table *t, uint32_t a, uint32_t b)
{
    const int unit = strcmp(ds_table_get_text(t, a, R_UNIT),
                            ds_table_get_text(t, b, R_UNIT));
    if (unit != 0) return unit;
    const int scope = strcmp(ds_table_get_text(t, a, R_SCOPE),
                             ds_table_get_text(t, b, R_SCOPE));
    if (scope != 0) return scope;
    const int64_t x = ds_table_get(t, a, R_FROM),
                  y = ds_table_get(t, b, R_FROM);
    return (x > y) - (x < y);
}

/* A column of optional ends; empty: open. */
static int16_t month_or_far(const ds_table *t, size_t row, const char *column)
{
    return (int16_t)ds_tj_cell(t, row, column, FAR_MONTH);
}

static ds_status scope_of(const ds_table *t, size_t row, int16_t *scope,
                          ds_error *err)
{
    const char *text = ds_table_get_text(t, row, R_SCOPE);
    const char *names = ds_claim_column_find("category")->names;
    *scope = DS_TJ_SCOPE_ALL;
    if (strcmp(text, "all") == 0) return DS_OK;
    const int found = ds_enum_find(names, text, strlen(text));
    *scope = (int16_t)found;
    if (found > 0) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "table roster, row %zu: scope '%s' is no category",
                           row + 1, text),
                   "all, or one of %s", strchr(names, '|') + 1);
}

static ds_status read_roster(ds_tj_region *r, const ds_table *t, ds_error *err)
{
    DS_TRY(ds_persons_init(&r->roster, t, roster_order, err));
    if (!r->roster.table) return DS_OK;
    DS_TRY(ds_alloc(&r->signers, t->n_rows, sizeof *r->signers, err));
    for (uint32_t place = 0; place < t->n_rows; place++) {
        const uint32_t row = ds_persons_row(&r->roster, place);
        ds_tj_signed *s = &r->signers[place];
        uint32_t hospital;
        DS_TRY(ds_tj_need_hospital(r, t, row, "unit", &hospital, err));
        DS_TRY(scope_of(t, row, &s->scope, err));
        s->unit = r->hospitals[hospital].unit;
        s->from = (int16_t)ds_table_get(t, row, R_FROM);
        s->to = month_or_far(t, row, "to");
    }
    return DS_OK;
}

/* ---- heads --------------------------------------------------------------- */

/* Heads of a month: persons, not rows. `is_same` says which rows of a person
 * count once. */
typedef struct head_count {
    const ds_tj_region *r;
    int64_t *heads; /* [row of `key`][month] */
    const uint32_t *key;
} head_count;

static bool covers(const ds_tj_signed *s, int month)
{
    return s->from <= month && month <= s->to;
}

/* Whether an earlier row of the person has the key and month too. */
static bool is_repeated(const head_count *c, uint32_t first, uint32_t place,
                        int month)
{
    for (uint32_t p = first; p < place; p++)
        if (c->key[p] == c->key[place] && covers(&c->r->signers[p], month))
            return true;
    return false;
}

static void count_heads(const head_count *c)
{
    const ds_persons *roster = &c->r->roster;
    for (size_t slot = 0; slot < roster->n; slot++) {
        const uint32_t first = ds_persons_first(roster, (int64_t)slot);
        const uint32_t end = ds_persons_first(roster, (int64_t)slot + 1);
        for (uint32_t p = first; p < end; p++)
            for (int m = 0; m < DS_TJ_MONTHS; m++) {
                const int month = c->r->first_month + m;
                if (c->key[p] == UINT32_MAX ||
                    !covers(&c->r->signers[p], month) ||
                    is_repeated(c, first, p, month))
                    continue;
                c->heads[c->key[p] * (size_t)DS_TJ_MONTHS + (size_t)m]++;
            }
    }
}

/* ---- contracts ----------------------------------------------------------- */

/* The contract row of (unit, scope), or UINT32_MAX. */
static uint32_t contract_row(const ds_table *t, const char *unit,
                             const char *scope)
{
    for (size_t row = 0; t && row < t->n_rows; row++)
        if (strcmp(ds_table_get_text(t, row, 0), unit) == 0 &&
            strcmp(ds_table_get_text(t, row, 1), scope) == 0)
            return (uint32_t)row;
    return UINT32_MAX;
}

/* Rows of rosters are many, pairs of unit and scope few: the last answer is
 * tried first, then a look through the contracts. */
static void find_contract_rows(const ds_tj_region *r, const ds_table *t,
                               uint32_t *key)
{
    const ds_table *roster = r->roster.table;
    int64_t unit = -1, scope = -1;
    uint32_t found = UINT32_MAX;
    for (uint32_t p = 0; p < roster->n_rows; p++) {
        const uint32_t row = ds_persons_row(&r->roster, p);
        if (ds_table_get(roster, row, R_UNIT) != unit ||
            ds_table_get(roster, row, R_SCOPE) != scope) {
            unit = ds_table_get(roster, row, R_UNIT);
            scope = ds_table_get(roster, row, R_SCOPE);
            found = contract_row(t, ds_table_get_text(roster, row, R_UNIT),
                                 ds_table_get_text(roster, row, R_SCOPE));
        }
        key[p] = found;
    }
}

/* Heads by contract row and by settlement unit. */
static ds_status count_all_heads(const ds_tj_region *r, const ds_table *t,
                                 int64_t *by_row, int64_t *by_unit,
                                 ds_error *err)
{
    const ds_table *roster = r->roster.table;
    uint32_t *key = NULL;
    if (!roster) return DS_OK;
    DS_TRY(ds_alloc(&key, roster->n_rows, sizeof *key, err));
    head_count c = {r, by_row, key};
    find_contract_rows(r, t, key);
    count_heads(&c);
    for (uint32_t p = 0; p < roster->n_rows; p++) key[p] = r->signers[p].unit;
    c.heads = by_unit;
    count_heads(&c);
    free(key);
    return DS_OK;
}

static ds_status differing(const ds_table *t, size_t row, ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "table contract, row %zu: f differs from that of "
                           "another row of the same settlement unit",
                           row + 1),
                   "give all contracts of '%s' and its group the same f",
                   ds_table_get_text(t, row, 0));
}

enum { F_SCALE = 100000 }; /* 1e-4 of the table -> 1e-9 */

static ds_status add_contract(ds_tj_contract *c, const ds_table *t, size_t row,
                              const int64_t *heads, bool is_first,
                              ds_error *err)
{
    const int64_t f = ds_tj_cell(t, row, "f", 10000) * F_SCALE;
    const int64_t quota = ds_tj_cell(t, row, "quota", DS_MISSING);
    const int64_t per_head = ds_tj_cell(t, row, "per_head", 0);
    if (!is_first && c->f != f) return differing(t, row, err);
    c->f = f;
    c->guideline += ds_tj_cell(t, row, "guideline_heads", 0);
    const int64_t added = ds_tj_cell(t, row, "added_quota", 0);
    if (added < 0 || !ds_add_i64(&c->added, added))
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA,
                               "table contract, row %zu: a negative or too "
                               "large added quota",
                               row + 1),
                       "give what D5 adds in yuan, 0 or more; empty: nothing");
    if (quota < 0 && quota != DS_MISSING)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA,
                               "table contract, row %zu: a negative quota",
                               row + 1),
                       "correct it: yuan a year, 0 or more");
    for (int m = 0; m < DS_TJ_MONTHS; m++) {
        int64_t amount = quota;
        if (quota == DS_MISSING &&
            __builtin_mul_overflow(per_head, heads[m], &amount))
            return ds_fail(err, DS_ERR_OVERFLOW,
                           "table contract, row %zu: too large", row + 1);
        if (!ds_add_i64(&c->quota[m], amount))
            return ds_fail(err, DS_ERR_OVERFLOW,
                           "table contract, row %zu: too large", row + 1);
    }
    return DS_OK;
}

/* Every unit that has a contract, or a roster without one (quota 0). */
static ds_status collect(ds_tj_region *r, const ds_table *t,
                         const int64_t *by_row, const int64_t *by_unit,
                         uint8_t *has, ds_error *err)
{
    DS_TRY(ds_alloc(&r->contracts, r->n_units, sizeof *r->contracts, err));
    for (uint32_t u = 0; u < r->n_units; u++) {
        const int64_t *heads = by_unit + u * (size_t)DS_TJ_MONTHS;
        int64_t all = 0;
        for (int m = 0; m < DS_TJ_MONTHS; m++) all += heads[m];
        if (all == 0 && !has[u]) continue;
        ds_tj_contract *c = &r->contracts[r->n_contracts++];
        c->unit = u;
        c->f = DS_RATE_ONE;
        memcpy(c->heads, heads, sizeof c->heads);
        bool is_first = true;
        for (size_t row = 0; t && row < t->n_rows; row++) {
            uint32_t hospital;
            DS_TRY(ds_tj_need_hospital(r, t, row, "unit", &hospital, err));
            if (r->hospitals[hospital].unit != u) continue;
            DS_TRY(add_contract(c, t, row, by_row + row * DS_TJ_MONTHS,
                                is_first, err));
            is_first = false;
        }
        r->notes.no_contract += is_first;
    }
    return DS_OK;
}

static ds_status read_contracts(ds_tj_region *r, const ds_table *t,
                                ds_error *err)
{
    ds_status st = DS_OK;
    int64_t *by_row = NULL, *by_unit = NULL;
    uint8_t *has = NULL;
    const size_t rows = t ? t->n_rows : 0;
    DS_GO(ds_alloc(&by_row, (rows + 1) * DS_TJ_MONTHS, sizeof *by_row, err));
    DS_GO(ds_alloc(&by_unit, r->n_units * DS_TJ_MONTHS, sizeof *by_unit, err));
    DS_GO(ds_alloc(&has, r->n_units, 1, err));
    for (size_t row = 0; row < rows; row++) {
        uint32_t hospital;
        DS_GO(ds_tj_need_hospital(r, t, row, "unit", &hospital, err));
        has[r->hospitals[hospital].unit] = 1;
    }
    DS_GO(count_all_heads(r, t, by_row, by_unit, err));
    DS_GO(collect(r, t, by_row, by_unit, has, err));
done:
    free(by_row);
    free(by_unit);
    free(has);
    return st;
}

/* ---- disease quotas ------------------------------------------------------ */

static int disease_order(const ds_table *t, uint32_t a, uint32_t b)
{
    return strcmp(ds_table_get_text(t, a, 1), ds_table_get_text(t, b, 1));
}

static ds_status check_disease(const ds_tj_region *r, size_t row,
                               const ds_tj_disease *d, ds_error *err)
{
    if (r->hospitals[d->hospital].is_pharmacy)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA,
                               "table disease_quota, row %zu: '%s' is a retail "
                               "pharmacy",
                               row + 1, r->hospitals[d->hospital].id),
                       "a quota belongs to an institution with a class");
    if (d->quota >= 0) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "table disease_quota, row %zu: a negative or empty "
                           "quota",
                           row + 1),
                   "give yuan a month, 0 or more");
}

static ds_status read_diseases(ds_tj_region *r, const ds_table *t,
                               ds_error *err)
{
    DS_TRY(ds_persons_init(&r->disease, t, disease_order, err));
    if (!r->disease.table) return DS_OK;
    DS_TRY(ds_alloc(&r->diseases, t->n_rows, sizeof *r->diseases, err));
    for (size_t slot = 0; slot < r->disease.n; slot++) {
        const uint32_t first = ds_persons_first(&r->disease, (int64_t)slot);
        const uint32_t end = ds_persons_first(&r->disease, (int64_t)slot + 1);
        for (uint32_t p = first; p < end; p++) {
            const uint32_t row = ds_persons_row(&r->disease, p);
            ds_tj_disease *d = &r->diseases[p];
            DS_TRY(
                ds_tj_need_hospital(r, t, row, "hospital", &d->hospital, err));
            d->from = (int16_t)ds_table_get(t, row, 2);
            d->to = month_or_far(t, row, "to");
            d->quota = ds_tj_cell(t, row, "quota", -1);
            DS_TRY(check_disease(r, row, d, err));
            d->pair = p > first && d[-1].hospital == d->hospital ? d[-1].pair
                                                                 : r->n_pairs++;
        }
    }
    return DS_OK;
}

ds_status ds_tj_contracts_read(ds_tj_region *r, const ds_claims_input *claims,
                               ds_error *err)
{
    const ds_table *roster = NULL, *contract = NULL, *disease = NULL;
    DS_TRY(ds_tj_table(claims, "roster", &roster, err));
    DS_TRY(ds_tj_table(claims, "contract", &contract, err));
    DS_TRY(ds_tj_table(claims, "disease_quota", &disease, err));
    DS_TRY(read_roster(r, roster, err));
    DS_TRY(read_contracts(r, contract, err));
    DS_TRY(read_diseases(r, disease, err));
    ds_persons *const both[] = {&r->roster, &r->disease};
    return ds_persons_join(DS_COUNT(both), both, claims->source, err);
}
