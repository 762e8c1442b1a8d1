/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Covers sim/sums.c, and sim/by.c where several columns group. */
#include "sim/sums.h"
#include "tests/claims_fixture.h"

/* Hospitals whose codes are not in the order of their ids; every eighth claim
 * has none. H9 treats nobody of area Y. */
static const char *const HOSPITALS[] = {"H3", "H1", "H9", "H2"};
static const char *const AREAS[] = {"X", "Y"};
enum { H9 = 2, X = 0, FEW = 40, MANY = 4000 };

static claim_row row_of(size_t i)
{
    const size_t hospital = i * 7 / 4 % COUNT(HOSPITALS);
    const size_t area = hospital == H9 ? X : i / 3 % COUNT(AREAS);
    return (claim_row){.drg = "A",
                       .hospital = i % 8 == 0 ? NULL : HOSPITALS[hospital],
                       .home_area = AREAS[area],
                       .cost = (int64_t)(i * i % 1000) + 1,
                       .pool = (int64_t)i};
}

/* The same text or both none. */
static bool is_id(const char *cell, const char *id)
{
    return strcmp(cell, id ? id : "") == 0;
}

/* Records and sums of a row of the table, by looking at every claim. */
static void assert_row(const ds_table *t, size_t row, size_t n_claims)
{
    int64_t n = 0, cost = 0, pool = 0;
    for (size_t i = 0; i < n_claims; i++) {
        const claim_row r = row_of(i);
        if (!is_id(ds_table_get_text(t, row, 0), r.hospital) ||
            !is_id(ds_table_get_text(t, row, 1), r.home_area))
            continue;
        n++;
        cost += r.cost;
        pool += r.pool || r.personal ? r.pool : r.cost;
    }
    assert_true(n > 0);
    assert_int_equal(ds_table_get(t, row, 2), n);
    assert_int_equal(ds_table_get(t, row, 3), cost);
    assert_int_equal(ds_table_get(t, row, 4), pool);
}

static void assert_sums(size_t n_claims, int threads, size_t passes)
{
    static claim_row rows[MANY];
    for (size_t i = 0; i < n_claims; i++) rows[i] = row_of(i);
    claims_fixture *f = fixture_new(rows, n_claims, 100);
    const ds_sums_request request = {
        .input = {.source = &f->source.base},
        .n_by = 2,
        .by = { "hospital",              "home_area"},
        .n_columns = 2,
        .columns = { "total",                   "pool"}
    };
    const ds_run run = {.threads = threads, .memory = 1u << 28};
    ds_plan plan = {0};
    ds_table t = {0};
    ds_error err = {0};
    uint64_t dropped = 7;
    assert_ok(ds_sums_plan(&request, &run, &plan, &err), &err);
    assert_int_equal(plan.n, passes);
    assert_ok(ds_sums_run(&request, &run, &t, &dropped, &err), &err);
    assert_int_equal(dropped, 0);
    assert_int_equal(t.n_rows, 9); /* 5 hospitals x 2 areas, but H9 and Y */
    for (size_t row = 0; row < t.n_rows; row++) assert_row(&t, row, n_claims);
    for (size_t row = 1; row < t.n_rows; row++) /* sorted by ids */
        assert_true(strcmp(ds_table_get_text(&t, row - 1, 0),
                           ds_table_get_text(&t, row, 0)) <= 0);
    ds_table_destroy(&t);
    fixture_free(f);
}

/* 5 + 1 hospitals x 3 + 1 areas are 24 cells: more than a sixteenth of FEW. */
static void finds_the_combinations_of_few_claims_first(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 5; threads++) assert_sums(FEW, threads, 2);
}

static void reads_many_claims_once(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 5; threads++)
        assert_sums(MANY, threads, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_combinations_of_few_claims_first),
        cmocka_unit_test(reads_many_claims_once),
    };
    return cmocka_run_group_tests_name("sums", tests, NULL, NULL);
}
