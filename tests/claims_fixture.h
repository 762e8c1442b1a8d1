/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/claims_fixture.h - a few claims in arrays, for the tests of sim. */
#ifndef DS_CLAIMS_FIXTURE_H
#define DS_CLAIMS_FIXTURE_H

#include "base/source.h"
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A test names what matters of a claim; the rest is zero. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/* One claim as a test writes it; what is left out is 0 = nothing special. */
typedef struct claim_row {
    const char *drg, *hospital;
    int64_t cost;           /* fen */
    int year;               /* booked in January of it; 0: 2022 */
    int64_t pool, personal; /* 0, 0: the fund paid it all */
    const char *patient;
    int64_t admit, discharge;
    int64_t days;
    const char *payment, *place, *home_area, *category;
    int is_planned, is_incomplete;
} claim_row;

#define FIXTURE_COLUMNS(X)                                                     \
    X(drg)                                                                     \
    X(hospital) X(patient) X(home_area) X(booked_month) X(category) X(payment) \
        X(place) X(planned) X(incomplete) X(total_fen) X(pool_fen)             \
            X(large_fen) X(aid_fen) X(account_fen) X(cash_fen) X(los_days)     \
                X(admit_day) X(discharge_day) X(claim)
#define FIXTURE_ENUM(name) FIX_##name,
enum { FIXTURE_COLUMNS(FIXTURE_ENUM) N_FIXTURE_COLUMNS };
enum { FIXTURE_ROWS = 4096, N_FIXTURE_DICTS = 4 };

typedef struct claims_fixture {
    ds_array_source source;
    ds_source_column columns[N_FIXTURE_COLUMNS];
    int64_t values[N_FIXTURE_COLUMNS][FIXTURE_ROWS];
    const int64_t *lanes[N_FIXTURE_COLUMNS];
    ds_dict dicts[N_FIXTURE_DICTS]; /* drg, hospital, patient, home_area */
    const ds_dict *of[N_FIXTURE_COLUMNS];
    size_t n;
} claims_fixture;

static inline int64_t fixture_code(claims_fixture *f, int column,
                                   const char *text)
{
    uint32_t code = 0;
    if (text)
        assert_int_equal(
            ds_dict_code(&f->dicts[column], text, strlen(text), &code, NULL),
            DS_OK);
    return code;
}

static inline int64_t fixture_name(const char *column, const char *name,
                                   const char *preset)
{
    const char *text = name ? name : preset;
    return ds_enum_find(ds_claim_column_find(column)->names, text,
                        strlen(text));
}

static inline void fixture_add(claims_fixture *f, const claim_row *r)
{
    const size_t i = f->n++;
    const int64_t pool = r->pool || r->personal ? r->pool : r->cost;
    const struct {
        int column;
        int64_t value;
    } cells[] = {
        {FIX_drg,                                            fixture_code(f,                         FIX_drg, r->drg)},
        {FIX_hospital,                                           fixture_code(f,                                                                                 FIX_hospital, r->hospital)},
        {FIX_patient,fixture_code(f,FIX_patient, r->patient)},
        {FIX_home_area,                                                  fixture_code(f,                                                                              FIX_home_area, r->home_area)},
        {FIX_booked_month,                                       ((r->year ? r->year : 2022) - DS_EPOCH_YEAR) * 12                                                                                                                              },
        {FIX_category,                                      fixture_name("category",             r->category, "inpatient")},
        {FIX_payment,                                     fixture_name("payment",                                                                           r->payment, "drg")},
        {FIX_place,fixture_name("place",r->place, "in_area")},
        {FIX_planned,r->is_planned ? 2 : 1    },
        {FIX_incomplete,                                                  r->is_incomplete ? 2 : 1                                                                             },
        {FIX_total_fen,                                        r->cost},
        {FIX_pool_fen,                                          pool                                                                                                 },
        {FIX_cash_fen,                                        r->personal                                                                             },
        {FIX_los_days,                                        r->days                                                                         },
        {FIX_admit_day,r->admit},
        {FIX_discharge_day,    r->discharge                                            },
        {FIX_claim,     (int64_t)i},
    };
    assert_true(f->n <= FIXTURE_ROWS);
    for (size_t k = 0; k < COUNT(cells); k++)
        f->values[cells[k].column][i] = cells[k].value;
}

static inline void fixture_columns(claims_fixture *f)
{
#define FIXTURE_NAME(name) #name,
    static const char *const names[] = {FIXTURE_COLUMNS(FIXTURE_NAME)};
    for (size_t c = 0; c < N_FIXTURE_COLUMNS; c++) {
        const ds_claim_column *known = ds_claim_column_find(names[c]);
        f->columns[c] = (ds_source_column){.kind = known->kind,
                                           .low = known->low,
                                           .high = known->high,
                                           .is_nullable = known->is_nullable,
                                           .width = 8};
        snprintf(f->columns[c].name, sizeof f->columns[c].name, "%s", names[c]);
        f->lanes[c] = f->values[c];
        if (c >= N_FIXTURE_DICTS) continue;
        snprintf(f->columns[c].dictionary, sizeof f->columns[c].dictionary,
                 "%s", known->dictionary);
        f->columns[c].high = f->dicts[c].n - 1;
        f->of[c] = &f->dicts[c];
    }
}

/* A fixture of n claims, in blocks of block_rows; free it with fixture_free. */
static inline claims_fixture *fixture_new(const claim_row *rows, size_t n,
                                          uint64_t block_rows)
{
    claims_fixture *f = NULL;
    assert_int_equal(ds_alloc(&f, 1, sizeof *f, NULL), DS_OK);
    for (size_t d = 0; d < N_FIXTURE_DICTS; d++)
        assert_int_equal(ds_dict_init(&f->dicts[d], NULL), DS_OK);
    for (size_t i = 0; i < n; i++) fixture_add(f, &rows[i]);
    fixture_columns(f);
    ds_array_source_init(&f->source, f->n, block_rows, N_FIXTURE_COLUMNS,
                         f->columns, f->lanes, f->of);
    return f;
}

static inline void fixture_free(claims_fixture *f)
{
    for (size_t d = 0; d < N_FIXTURE_DICTS; d++) ds_dict_destroy(&f->dicts[d]);
    free(f);
}

#endif
