/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/dip_fixture.h - a few claims with diagnoses and operations in arrays,
 * and a catalogue of them, for the tests of DIP. */
#ifndef DS_DIP_FIXTURE_H
#define DS_DIP_FIXTURE_H

#include "base/source.h"
#include "sim/dip/catalogue.h"
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/* `times` equal claims; what is left out is 0 = nothing special. */
typedef struct dip_row {
    const char *diagnosis, *operations, *hospital;
    int64_t cost; /* fen */
    int times;    /* 0: once */
    int year;     /* 0: 2022 */
    int64_t personal;
    const char *other_diagnoses, *home_area, *payment, *place, *category;
    int64_t days, icu;
    const char *drg, *patient;
} dip_row;

#define DIP_COLUMNS(X)                                                         \
    X(diagnosis)                                                               \
    X(operations) X(other_diagnoses) X(hospital) X(home_area) X(drg)           \
        X(patient) X(booked_month) X(category) X(payment) X(place) X(total_fen) X(pool_fen) X(cash_fen)   \
            X(los_days) X(icu_days) X(claim)
#define DIP_ENUM(name) DIP_##name,
enum { DIP_COLUMNS(DIP_ENUM) N_DIP_COLUMNS };
enum { DIP_ROWS = 4096, N_DIP_DICTS = 7 };

typedef struct dip_fixture {
    ds_array_source source;
    ds_source_column columns[N_DIP_COLUMNS];
    int64_t values[N_DIP_COLUMNS][DIP_ROWS];
    const int64_t *lanes[N_DIP_COLUMNS];
    ds_dict dicts[N_DIP_DICTS];
    const ds_dict *of[N_DIP_COLUMNS];
    size_t n;
} dip_fixture;

static inline int64_t dip_code(dip_fixture *f, int column, const char *text)
{
    uint32_t code = 0;
    if (text)
        assert_int_equal(
            ds_dict_code(&f->dicts[column], text, strlen(text), &code, NULL),
            DS_OK);
    return code;
}

static inline int64_t dip_name(const char *column, const char *name,
                               const char *preset)
{
    const char *text = name ? name : preset;
    return ds_enum_find(ds_claim_column_find(column)->names, text,
                        strlen(text));
}

static inline void dip_add(dip_fixture *f, const dip_row *r)
{
    const size_t i = f->n++;
    assert_true(f->n <= DIP_ROWS);
    const int64_t values[N_DIP_COLUMNS] = {
        [DIP_diagnosis] = dip_code(f, DIP_diagnosis, r->diagnosis),
        [DIP_operations] = dip_code(f, DIP_operations, r->operations),
        [DIP_other_diagnoses] =
            dip_code(f, DIP_other_diagnoses, r->other_diagnoses),
        [DIP_hospital] = dip_code(f, DIP_hospital, r->hospital),
        [DIP_home_area] = dip_code(f, DIP_home_area, r->home_area),
        [DIP_drg] = dip_code(f, DIP_drg, r->drg),
        [DIP_patient] = dip_code(f, DIP_patient, r->patient),
        [DIP_booked_month] =
            ((r->year ? r->year : 2022) - DS_EPOCH_YEAR) * 12 + 11,
        [DIP_category] = dip_name("category", r->category, "inpatient"),
        [DIP_payment] = dip_name("payment", r->payment, "dip"),
        [DIP_place] = dip_name("place", r->place, "in_area"),
        [DIP_total_fen] = r->cost,
        [DIP_pool_fen] = r->cost - r->personal,
        [DIP_cash_fen] = r->personal,
        [DIP_los_days] = r->days,
        [DIP_icu_days] = r->icu,
        [DIP_claim] = (int64_t)i};
    for (size_t c = 0; c < N_DIP_COLUMNS; c++) f->values[c][i] = values[c];
}

static inline void dip_columns(dip_fixture *f)
{
#define DIP_NAME(name) #name,
    static const char *const names[] = {DIP_COLUMNS(DIP_NAME)};
    for (size_t c = 0; c < N_DIP_COLUMNS; c++) {
        const ds_claim_column *known = ds_claim_column_find(names[c]);
        f->columns[c] = (ds_source_column){.kind = known->kind,
                                           .low = known->low,
                                           .high = known->high,
                                           .is_nullable = known->is_nullable,
                                           .width = 8};
        snprintf(f->columns[c].name, sizeof f->columns[c].name, "%s", names[c]);
        f->lanes[c] = f->values[c];
        if (c >= N_DIP_DICTS) continue;
        snprintf(f->columns[c].dictionary, sizeof f->columns[c].dictionary,
                 "%s", known->dictionary);
        f->columns[c].high = f->dicts[c].n - 1;
        f->of[c] = &f->dicts[c];
    }
}

static inline dip_fixture *dip_new(const dip_row *rows, size_t n,
                                   uint64_t block_rows)
{
    dip_fixture *f = NULL;
    assert_int_equal(ds_alloc(&f, 1, sizeof *f, NULL), DS_OK);
    for (size_t d = 0; d < N_DIP_DICTS; d++)
        assert_int_equal(ds_dict_init(&f->dicts[d], NULL), DS_OK);
    for (size_t i = 0; i < n; i++)
        for (int k = 0; k < (rows[i].times ? rows[i].times : 1); k++)
            dip_add(f, &rows[i]);
    dip_columns(f);
    ds_array_source_init(&f->source, f->n, block_rows, N_DIP_COLUMNS,
                         f->columns, f->lanes, f->of);
    return f;
}

static inline void dip_free(dip_fixture *f)
{
    for (size_t d = 0; d < N_DIP_DICTS; d++) ds_dict_destroy(&f->dicts[d]);
    free(f);
}

/* Cells of a small table: texts only, or texts and numbers. */
static inline ds_table dip_table(const char *name, const ds_column_spec *specs,
                                 size_t n_columns, const char *const *texts,
                                 const int64_t *numbers, size_t n)
{
    ds_table t = {0};
    assert_int_equal(ds_table_init(&t, name, "", specs, n_columns, NULL),
                     DS_OK);
    for (size_t i = 0; i < n; i++) {
        size_t row, text = 0, number = 0;
        assert_int_equal(ds_table_add(&t, &row, NULL), DS_OK);
        for (size_t c = 0; c < n_columns; c++)
            if (specs[c].type == DS_CELL_TEXT)
                assert_int_equal(ds_table_set_text(&t, row, c,
                                                   texts[text++ * n + i], NULL),
                                 DS_OK);
            else
                ds_table_set(&t, row, c, numbers[number++ * n + i]);
    }
    return t;
}

/* Operations that begin with 88 are diagnostic, with 39 and 47 surgery. */
static inline ds_prefixes dip_classes(void)
{
    static const ds_column_spec specs[] = {
        {"operation", DS_CELL_TEXT, 0, "", "", ""},
        {"class",     DS_CELL_TEXT, 0, "", "", ""}
    };
    static const char *const cells[] = {"88",         "39",      "47",
                                        "diagnostic", "surgery", "surgery"};
    ds_table t = dip_table("classes", specs, 2, cells, NULL, 3);
    ds_prefixes p = {0};
    assert_int_equal(ds_classes_make(&t, "classes", &p, NULL), DS_OK);
    ds_table_destroy(&t);
    return p;
}

static inline ds_prefixes dip_complications(void)
{
    static const ds_column_spec specs[] = {
        {"prefix",   DS_CELL_TEXT, 0, "",  "", ""},
        {"cci",      DS_CELL_INT,  0, "1", "", ""},
        {"severity", DS_CELL_TEXT, 0, "",  "", ""}
    };
    static const char *const cells[] = {"I50",    "N18", "E11", "E112",
                                        "severe", "",    "",    ""};
    static const int64_t weights[] = {1, 2, 1, 2};
    ds_table t = dip_table("complications", specs, 3, cells, weights, 4);
    ds_prefixes p = {0};
    assert_int_equal(ds_complications_make(&t, "complications", &p, NULL),
                     DS_OK);
    ds_table_destroy(&t);
    return p;
}

/* Hospitals named h3, h2, h1 have these levels. */
static inline ds_table dip_hospitals(void)
{
    static const ds_column_spec specs[] = {
        {"hospital", DS_CELL_TEXT, 0, "", "", ""},
        {"level",    DS_CELL_INT,  0, "", "", ""}
    };
    static const char *const ids[] = {"h3", "h2", "h1"};
    static const int64_t levels[] = {3, 2, 1};
    return dip_table("hospital", specs, 2, ids, levels, 3);
}

static inline ds_catalogue_policy catalogue_policy(void)
{
    ds_catalogue_policy p;
    ds_keys keys = ds_catalogue_keys;
    keys.target = &p;
    ds_keys_reset(&keys);
    return p;
}

/* A catalogue of the rows, and all that it borrows. */
typedef struct made_catalogue {
    dip_fixture *fixture;
    ds_prefixes classes, complications;
    ds_table hospitals;
    ds_catalogue_policy policy;
    ds_catalogue c;
    ds_error err;
    ds_status status;
} made_catalogue;

static inline made_catalogue *make_catalogue(const dip_row *rows, size_t n,
                                             const ds_catalogue_policy *policy,
                                             int threads, uint64_t block_rows)
{
    const ds_run run = {.threads = threads, .memory = 1u << 28};
    made_catalogue *m = calloc(1, sizeof *m);
    assert_non_null(m);
    m->fixture = dip_new(rows, n, block_rows);
    m->classes = dip_classes();
    m->complications = dip_complications();
    m->hospitals = dip_hospitals();
    m->policy = *policy;
    const ds_catalogue_input input = {
        .claims = {.source = &m->fixture->source.base},
        .policy = &m->policy,
        .years = {2000, 2022},
        .hospitals = &m->hospitals,
        .classes = &m->classes,
        .complications = &m->complications};
    m->status = ds_catalogue_compute(&input, &run, &m->c, &m->err);
    return m;
}

static inline void free_catalogue(made_catalogue *m)
{
    ds_catalogue_destroy(&m->c);
    ds_table_destroy(&m->hospitals);
    ds_prefixes_destroy(&m->classes);
    ds_prefixes_destroy(&m->complications);
    dip_free(m->fixture);
    free(m);
}

#endif
