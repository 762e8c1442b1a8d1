/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/heads.h"
#include "tests/claims_fixture.h"

enum { ROWS = 4000, PERSONS = 500 };

static char ids[PERSONS][8];
static claim_row rows[ROWS];

/* Every fifth claim is of nobody. */
static int make(void **state)
{
    static const char *const hospitals[] = {"H1", "H2", "H3"};
    (void)state;
    for (size_t p = 0; p < PERSONS; p++) snprintf(ids[p], 8, "P%zu", p);
    for (size_t i = 0; i < ROWS; i++)
        rows[i] = (claim_row){.drg = i % 7 ? "A" : "B",
                              .hospital = hospitals[i * i % 3],
                              .patient = i % 5 ? ids[i * 31 % PERSONS] : NULL,
                              .year = i % 2 ? 2021 : 2022,
                              .category = i % 4 ? "inpatient" : "outpatient",
                              .cost = 1};
    return 0;
}

static bool is_of(const claim_row *r, const char *hospital, const char *drg,
                  int64_t year)
{
    return (!hospital || strcmp(r->hospital, hospital) == 0) &&
           (!drg || strcmp(r->drg, drg) == 0) && (year == 0 || r->year == year);
}

/* By looking at every claim and person. */
static int64_t heads_of(const char *hospital, const char *drg, int64_t year)
{
    int64_t n = 0;
    for (size_t p = 0; p < PERSONS; p++) {
        bool is_met = false;
        for (size_t i = 0; i < ROWS; i++)
            is_met |= rows[i].patient == ids[p] &&
                      is_of(&rows[i], hospital, drg, year);
        n += is_met;
    }
    return n;
}

static ds_table count(size_t n_by, const char *const *by, int threads)
{
    const ds_run run = {.threads = threads, .memory = 1u << 24};
    claims_fixture *f = fixture_new(rows, ROWS, 100);
    ds_heads_request request = {.input = {.source = &f->source.base},
                                .n_by = n_by};
    ds_table t = {0};
    ds_error err = {0};
    for (size_t k = 0; k < n_by; k++) request.by[k] = by[k];
    assert_ok(ds_heads_run(&request, &run, &t, &err), &err);
    fixture_free(f);
    return t;
}

static void counts_each_person_once_in_a_group(void **state)
{
    (void)state;
    const char *const by[] = {"hospital", "drg", "year"};
    for (int threads = 1; threads <= 5; threads++) {
        ds_table t = count(3, by, threads);
        assert_true(t.n_rows >= 4);
        for (size_t row = 0; row < t.n_rows; row++)
            assert_int_equal(ds_table_get(&t, row, 3),
                             heads_of(ds_table_get_text(&t, row, 0),
                                      ds_table_get_text(&t, row, 1),
                                      ds_table_get(&t, row, 2)));
        ds_table_destroy(&t);
    }
}

static void counts_all_and_by_one_column(void **state)
{
    (void)state;
    const char *const by[] = {"hospital"};
    ds_table t = count(0, NULL, 2);
    assert_int_equal(t.n_rows, 1);
    assert_int_equal(ds_table_get(&t, 0, 0), heads_of(NULL, NULL, 0));
    ds_table_destroy(&t);
    t = count(1, by, 2);
    for (size_t row = 0; row < t.n_rows; row++)
        assert_int_equal(ds_table_get(&t, row, 1),
                         heads_of(ds_table_get_text(&t, row, 0), NULL, 0));
    ds_table_destroy(&t);
}

static void needs_the_column_of_persons(void **state)
{
    (void)state;
    const ds_run run = {.threads = 1, .memory = 1u << 24};
    claims_fixture *f = fixture_new(rows, 10, 100);
    f->source.base.n_columns = 2; /* drg, hospital */
    const ds_heads_request request = {.input = {.source = &f->source.base}};
    ds_table t = {0};
    ds_error err = {0};
    assert_int_equal(ds_heads_run(&request, &run, &t, &err), DS_ERR_FORMAT);
    assert_non_null(
        strstr(err.text, "no column 'patient', which counting heads needs"));
    ds_table_destroy(&t);
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_each_person_once_in_a_group),
        cmocka_unit_test(counts_all_and_by_one_column),
        cmocka_unit_test(needs_the_column_of_persons),
    };
    return cmocka_run_group_tests_name("heads", tests, make, NULL);
}
