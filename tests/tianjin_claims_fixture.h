/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/tianjin_claims_fixture.h - claims and the tables beside them, written
 * as "column=value,column=value", for the tests of a Tianjin year. */
#ifndef DS_TIANJIN_CLAIMS_FIXTURE_H
#define DS_TIANJIN_CLAIMS_FIXTURE_H

#include "base/decimal.h"
#include "base/source.h"
#include "sim/lanes.h"
#include "tests/test.h"

#include <stdio.h>
#include <string.h>

enum { TJF_ROWS = 512, TJF_COLUMNS = 40, TJF_DICTS = 4, TJF_TABLES = 16 };

typedef struct tj_fixture {
    ds_array_source source;
    size_t n, n_columns;
    ds_source_column columns[TJF_COLUMNS];
    int64_t values[TJF_COLUMNS][TJF_ROWS];
    const int64_t *lanes[TJF_COLUMNS];
    const ds_dict *of[TJF_COLUMNS];
    ds_dict dicts[TJF_DICTS];
    ds_table tables[TJF_TABLES];
    ds_beside beside;
    ds_claims_input input;
} tj_fixture;

static const char *const tjf_dicts[TJF_DICTS] = {"hospital", "patient", "drg",
                                                 "home_area"};

static ds_status tjf_table(void *ctx, const ds_entity_kind *kind,
                           const ds_table **t, ds_error *err)
{
    tj_fixture *f = ctx;
    (void)err;
    const ds_table *table = &f->tables[kind - ds_entity_kinds];
    *t = table->n_columns > 0 ? table : NULL;
    return DS_OK;
}

/** Calls `take` for every column=value of a text. */
static inline const char *tjf_next(const char *at, char name[64],
                                   char text[128])
{
    const size_t n = strcspn(at, "="), v = strcspn(at + n, ",");
    snprintf(name, 64, "%.*s", (int)n, at);
    snprintf(text, 128, "%.*s", (int)v - 1, at + n + 1);
    return at[n + v] ? at + n + v + 1 : NULL;
}

static inline int64_t tjf_month(const char *text)
{
    int64_t year = 0, month = 0;
    assert_int_equal(ds_decimal_parse(text, 4, 0, &year), DS_DECIMAL_OK);
    assert_int_equal(ds_decimal_parse(text + 5, 2, 0, &month), DS_DECIMAL_OK);
    return (year - DS_EPOCH_YEAR) * 12 + month - 1;
}

static inline int64_t tjf_number(const char *text, int decimals)
{
    int64_t out = 0;
    assert_int_equal(ds_decimal_parse(text, strlen(text), decimals, &out),
                     DS_DECIMAL_OK);
    return out;
}

/* ---- tables -------------------------------------------------------------- */

static inline void tjf_row(tj_fixture *f, const char *table, const char *row)
{
    const ds_entity_kind *kind = ds_entity_kind_find(table);
    ds_table *t = &f->tables[kind - ds_entity_kinds];
    ds_error err = {0};
    ds_column_spec specs[32];
    size_t at;
    for (size_t c = 0; c < kind->n_columns; c++)
        specs[c] = kind->columns[c].spec;
    if (t->n_columns == 0)
        assert_ok(ds_table_init(t, table, "", specs, kind->n_columns, &err),
                  &err);
    assert_ok(ds_table_add(t, &at, &err), &err);
    for (const char *next = row; next;) {
        char name[64], text[128];
        next = tjf_next(next, name, text);
        const int c = ds_table_find(t, name);
        assert_true(c >= 0);
        const ds_column_spec *spec = &t->columns[c];
        if (spec->type == DS_CELL_TEXT)
            assert_ok(ds_table_set_text(t, at, (size_t)c, text, &err), &err);
        else if (spec->type == DS_CELL_MONTH)
            ds_table_set(t, at, (size_t)c, tjf_month(text));
        else
            ds_table_set(t, at, (size_t)c,
                         tjf_number(text, ds_column_decimals(spec)));
    }
}

/* ---- claims -------------------------------------------------------------- */

static inline int64_t tjf_value(tj_fixture *f, const ds_source_column *c,
                                const char *text)
{
    uint32_t code = 0;
    const char *names = ds_claim_column_find(c->name)->names;
    for (size_t d = 0; d < TJF_DICTS; d++)
        if (strcmp(tjf_dicts[d], c->dictionary) == 0) {
            assert_int_equal(
                ds_dict_code(&f->dicts[d], text, strlen(text), &code, NULL),
                DS_OK);
            return code;
        }
    if (names) return ds_enum_find(names, text, strlen(text));
    if (c->kind == DS_KIND_MONTH) return tjf_month(text);
    return tjf_number(text, c->kind == DS_KIND_FEN      ? 2
                            : c->kind == DS_KIND_POINTS ? 4
                                                        : 0);
}

/** Adds a claim; what is not said is 0 or missing, the month 2023-01 of
 * service and booking, an employee's outpatient claim by item, paid from the
 * pooled fund. */
static inline void tjf_claim(tj_fixture *f, const char *row)
{
    char all[512];
    snprintf(all, sizeof all,
             "month=2023-01,insurance=employee,category=outpatient,"
             "payment=item,%s",
             row);
    const size_t i = f->n++;
    int64_t total = 0, paid = 0;
    bool is_booked = false;
    assert_true(f->n <= TJF_ROWS);
    for (size_t c = 0; c < f->n_columns; c++)
        f->values[c][i] = f->columns[c].is_nullable ? DS_MISSING : 0;
    for (const char *next = all; next;) {
        char name[64], text[128];
        next = tjf_next(next, name, text);
        const int c = ds_source_find(&f->source.base, name);
        assert_true(c >= 0);
        f->values[c][i] = tjf_value(f, &f->columns[c], text);
        if (strcmp(name, "booked_month") == 0) is_booked = true;
        if (strcmp(name, "total_fen") == 0) total = f->values[c][i];
        if (strcmp(name, "cash_fen") == 0 || strcmp(name, "account_fen") == 0)
            paid += f->values[c][i];
    }
    const int pool = ds_source_find(&f->source.base, "pool_fen");
    const int booked = ds_source_find(&f->source.base, "booked_month");
    const int month = ds_source_find(&f->source.base, "month");
    if (f->values[pool][i] == 0) f->values[pool][i] = total - paid;
    if (!is_booked) f->values[booked][i] = f->values[month][i];
}

/** Ready for claims: a source with all columns of the settlement. */
static inline void tjf_begin(tj_fixture *f)
{
    static const char *const names[] = {
        "month",          "booked_month",    "hospital",   "prescriber",
        "quota_owner",    "patient",         "insurance",  "category",
        "payment",        "place",           "home_area",  "drg",
        "total_fen",      "drug_fen",        "herb_fen",   "service_fen",
        "bid_drug_fen",   "bid_drug_points", "herb_doses", "standard_herb_fen",
        "refused_points", "refused_month",   "pool_fen",   "large_fen",
        "aid_fen",        "account_fen",     "cash_fen",   "los_days"};
    memset(f, 0, sizeof *f);
    for (size_t d = 0; d < TJF_DICTS; d++)
        assert_int_equal(ds_dict_init(&f->dicts[d], NULL), DS_OK);
    f->n_columns = COUNT(names);
    for (size_t c = 0; c < COUNT(names); c++) {
        const ds_claim_column *known = ds_claim_column_find(names[c]);
        ds_source_column *column = &f->columns[c];
        *column = (ds_source_column){.kind = known->kind,
                                     .low = known->low,
                                     .high = known->high,
                                     .is_nullable = known->is_nullable,
                                     .width = 8};
        snprintf(column->name, sizeof column->name, "%s", names[c]);
        if (known->dictionary)
            snprintf(column->dictionary, sizeof column->dictionary, "%s",
                     known->dictionary);
        f->lanes[c] = f->values[c];
    }
    ds_array_source_init(&f->source, 0, 1, f->n_columns, f->columns, f->lanes,
                         f->of);
    f->beside = (ds_beside){f, tjf_table};
}

/** All claims and tables are there: `input` is ready. */
static inline void tjf_end(tj_fixture *f, uint64_t block_rows)
{
    for (size_t c = 0; c < f->n_columns; c++)
        for (size_t d = 0; d < TJF_DICTS; d++)
            if (strcmp(f->columns[c].dictionary, tjf_dicts[d]) == 0) {
                f->columns[c].high = f->dicts[d].n - 1;
                f->of[c] = &f->dicts[d];
            }
    ds_array_source_init(&f->source, f->n, block_rows, f->n_columns, f->columns,
                         f->lanes, f->of);
    f->input =
        (ds_claims_input){.source = &f->source.base, .beside = &f->beside};
}

static inline void tjf_free(tj_fixture *f)
{
    for (size_t d = 0; d < TJF_DICTS; d++) ds_dict_destroy(&f->dicts[d]);
    for (size_t t = 0; t < TJF_TABLES; t++) ds_table_destroy(&f->tables[t]);
}

#endif
