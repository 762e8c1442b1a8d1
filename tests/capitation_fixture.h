/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/capitation_fixture.h - a few claims and a roster in memory, for the
 * tests of sim/capitation*.c. */
#ifndef DS_CAPITATION_FIXTURE_H
#define DS_CAPITATION_FIXTURE_H

#include "sim/capitation/capitation.h"
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

enum { YUAN = 100, CAP_ROWS = 8192, CAP_COLUMNS = 10 };
#define MONTH(year, month) (((year)-2000) * 12 + (month)-1)
#define RATE(x) ((int64_t)((x)*1e9 + ((x) < 0 ? -.5 : .5)))

typedef struct cap_claim {
    const char *patient, *hospital;
    int64_t yuan;
    int64_t month;        /* of service */
    int64_t booked;       /* 0: the same */
    const char *category; /* NULL: diabetes */
    const char *diagnosis, *prescriber, *area;
    int is_unreferred;
    int64_t fen, cash;
} cap_claim;

typedef struct cap_person {
    const char *person, *unit;
    int from, to; /* to 0: open */
} cap_person;

typedef struct cap_fixture {
    ds_array_source source;
    ds_source_column columns[CAP_COLUMNS];
    int64_t values[CAP_COLUMNS][CAP_ROWS];
    const int64_t *lanes[CAP_COLUMNS];
    ds_dict dicts[4]; /* patient, hospital, diagnosis, home_area */
    const ds_dict *of[CAP_COLUMNS];
    ds_dict units;
    ds_roster roster;
    ds_capitation_policy policy;
    ds_capitation_input in;
    ds_capitation *c;
    ds_table tables[DS_N_CAP_TABLES];
    ds_error err;
} cap_fixture;

static inline int64_t cap_code(ds_dict *d, const char *text)
{
    uint32_t code = 0;
    if (text)
        assert_int_equal(ds_dict_code(d, text, strlen(text), &code, NULL),
                         DS_OK);
    return code;
}

enum {
    C_PATIENT,
    C_HOSPITAL,
    C_DIAGNOSIS,
    C_AREA,
    C_PRESCRIBER,
    C_MONTH,
    C_BOOKED,
    C_CATEGORY,
    C_REFERRAL,
    C_TOTAL
};

static inline void cap_add(cap_fixture *f, size_t i, const cap_claim *r)
{
    const char *names = ds_claim_column_find("category")->names;
    const char *category = r->category ? r->category : "diabetes";
    f->values[C_PATIENT][i] = cap_code(&f->dicts[0], r->patient);
    f->values[C_HOSPITAL][i] = cap_code(&f->dicts[1], r->hospital);
    f->values[C_DIAGNOSIS][i] = cap_code(&f->dicts[2], r->diagnosis);
    f->values[C_AREA][i] = cap_code(&f->dicts[3], r->area);
    f->values[C_PRESCRIBER][i] = cap_code(&f->dicts[1], r->prescriber);
    f->values[C_MONTH][i] = r->month;
    f->values[C_BOOKED][i] = r->booked ? r->booked : r->month;
    f->values[C_CATEGORY][i] = ds_enum_find(names, category, strlen(category));
    f->values[C_REFERRAL][i] = r->is_unreferred ? 1 : 2;
    f->values[C_TOTAL][i] = r->yuan * YUAN + r->fen;
}

static inline void cap_columns_of(cap_fixture *f, size_t n)
{
    static const char *const names[CAP_COLUMNS] = {
        "patient", "hospital",     "diagnosis", "home_area", "prescriber",
        "month",   "booked_month", "category",  "referral",  "total_fen"};
    for (size_t c = 0; c < CAP_COLUMNS; c++) {
        const ds_claim_column *known = ds_claim_column_find(names[c]);
        ds_source_column *to = &f->columns[c];
        *to = (ds_source_column){.kind = known->kind,
                                 .low = known->low,
                                 .high = known->high,
                                 .width = 8};
        snprintf(to->name, sizeof to->name, "%s", names[c]);
        f->lanes[c] = f->values[c];
        if (known->kind == DS_KIND_CODE) {
            f->of[c] = &f->dicts[c == C_PRESCRIBER ? C_HOSPITAL : c];
            snprintf(to->dictionary, sizeof to->dictionary, "%s",
                     known->dictionary);
            to->high = f->of[c]->n - 1;
        }
        if (c != C_BOOKED) continue;
        to->low = 0;
        to->high = 0;
        for (size_t i = 0; i < n; i++)
            if (f->values[c][i] > to->high) to->high = f->values[c][i];
    }
}

/* A running year without claims is refused: it gets one of nobody on the
 * roster, without cost. Returns the number of rows. */
static inline size_t cap_add_running(cap_fixture *f, size_t n)
{
    static const cap_claim none = {"nobody", "H", 0, MONTH(2022, 1)};
    for (size_t i = 0; i < n; i++)
        if (f->values[C_BOOKED][i] / 12 == 2022 - 2000) return n;
    cap_add(f, n, &none);
    return n + 1;
}

static inline cap_fixture *cap_new(const cap_claim *rows, size_t n,
                                   const cap_person *persons, size_t n_persons,
                                   uint64_t block_rows)
{
    cap_fixture *f = NULL;
    ds_roster_row *roster = NULL;
    ds_keys keys = ds_capitation_keys;
    assert_int_equal(ds_alloc(&f, 1, sizeof *f, NULL), DS_OK);
    for (size_t d = 0; d < COUNT(f->dicts); d++)
        assert_int_equal(ds_dict_init(&f->dicts[d], NULL), DS_OK);
    assert_int_equal(ds_dict_init(&f->units, NULL), DS_OK);
    for (size_t i = 0; i < n; i++) cap_add(f, i, &rows[i]);
    n = cap_add_running(f, n);
    cap_columns_of(f, n);
    assert_int_equal(ds_alloc(&roster, n_persons, sizeof *roster, NULL), DS_OK);
    for (size_t i = 0; i < n_persons; i++)
        roster[i] = (ds_roster_row){
            (uint32_t)cap_code(&f->dicts[0], persons[i].person),
            (uint32_t)cap_code(&f->units, persons[i].unit),
            (int16_t)persons[i].from,
            (int16_t)(persons[i].to ? persons[i].to : DS_ROSTER_OPEN)};
    assert_int_equal(
        ds_roster_build(&f->roster, f->dicts[0].n, roster, n_persons, &f->err),
        DS_OK);
    free(roster);
    ds_array_source_init(&f->source, n, block_rows, CAP_COLUMNS, f->columns,
                         f->lanes, f->of);
    keys.target = &f->policy;
    ds_keys_reset(&keys);
    f->in = (ds_capitation_input){.claims = {.source = &f->source.base},
                                  .policy = &f->policy,
                                  .year = 2022,
                                  .n_persons = f->dicts[0].n,
                                  .units = &f->units,
                                  .roster = &f->roster};
    return f;
}

static inline ds_status cap_try(cap_fixture *f, int threads)
{
    const ds_run run = {.threads = threads, .memory = 64 << 20};
    ds_status st = ds_capitation_run(&f->in, &run, &f->c, &f->err);
    if (st == DS_OK) st = ds_capitation_tables(f->c, f->tables, &f->err);
    return st;
}

static inline void cap_run(cap_fixture *f, int threads)
{
    if (cap_try(f, threads) != DS_OK) fail_msg("%s", f->err.text);
}

/* The cell of the first row whose first column is `unit` (NULL: row 0), for a
 * month (0: any). */
static inline int64_t cap_cell(const cap_fixture *f, int table,
                               const char *unit, int64_t month,
                               const char *column)
{
    const ds_table *t = &f->tables[table];
    const int at = ds_table_find(t, column);
    assert_true(at >= 0);
    for (size_t r = 0; r < t->n_rows; r++) {
        if (unit && strcmp(ds_table_get_text(t, r, 0), unit) != 0) continue;
        if (month && ds_table_get(t, r, 1) != month) continue;
        return ds_table_get(t, r, (size_t)at);
    }
    fail_msg("no row %s of %s", unit ? unit : "", t->name);
    return 0;
}

static inline void cap_free(cap_fixture *f)
{
    for (size_t t = 0; t < DS_N_CAP_TABLES; t++)
        ds_table_destroy(&f->tables[t]);
    ds_capitation_free(f->c);
    ds_roster_destroy(&f->roster);
    for (size_t d = 0; d < COUNT(f->dicts); d++) ds_dict_destroy(&f->dicts[d]);
    ds_dict_destroy(&f->units);
    free(f);
}

#endif
