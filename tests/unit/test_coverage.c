/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/coverage.h"
#include "tests/claims_fixture.h"

enum { ROWS = 3000 };

static ds_table table_of(const char *const *ids, size_t n)
{
    static const ds_column_spec specs[] = {
        {"hospital", DS_CELL_TEXT, 0, "", "", ""}
    };
    ds_table t = {0};
    ds_error err = {0};
    assert_ok(ds_table_init(&t, "hospital", "", specs, 1, &err), &err);
    assert_ok(ds_table_extend(&t, n, &err), &err);
    for (size_t i = 0; i < n; i++)
        assert_ok(ds_table_set_text(&t, i, 0, ids[i], &err), &err);
    return t;
}

/* Claims of H1, H3, H2 and none, in turn. */
static claims_fixture *claims(void)
{
    static const char *const ids[] = {"H1", "H3", "H2", NULL};
    static claim_row rows[ROWS];
    for (size_t i = 0; i < ROWS; i++)
        rows[i] = (claim_row){.drg = "A", .hospital = ids[i % 4], .cost = 1};
    return fixture_new(rows, ROWS, 100);
}

static void counts_codes_without_a_row_and_rows_without_a_claim(void **state)
{
    (void)state;
    static const char *const ids[] = {"H9", "H1", "H8"};
    claims_fixture *f = claims();
    ds_table t = table_of(ids, 3);
    ds_error err = {0};
    for (int threads = 1; threads <= 5; threads++) {
        const ds_run run = {.threads = threads, .memory = 1u << 24};
        ds_coverage c = {0};
        assert_ok(ds_coverage_find(&f->source.base,
                                   ds_entity_kind_find("hospital"), &t, &run,
                                   &c, &err),
                  &err);
        assert_int_equal(c.n_used, 3);
        assert_int_equal(c.n_lacking, 2);
        assert_int_equal(c.records_lacking, ROWS / 2);
        assert_int_equal(c.rows_unused, 2);
        assert_string_equal(ds_table_get_text(&c.lacking, 0, 0), "H2");
        assert_int_equal(ds_table_get(&c.lacking, 0, 1), ROWS / 4);
        assert_string_equal(ds_table_get_text(&c.lacking, 1, 0), "H3");
        ds_coverage_destroy(&c);
    }
    ds_table_destroy(&t);
    fixture_free(f);
}

static void takes_claims_without_such_a_column(void **state)
{
    (void)state;
    static const char *const ids[] = {"H1"};
    const ds_run run = {.threads = 1, .memory = 1u << 24};
    claims_fixture *f = claims();
    ds_table t = table_of(ids, 1);
    ds_coverage c = {0};
    ds_error err = {0};
    f->source.base.n_columns = 1; /* drg */
    assert_ok(ds_coverage_find(&f->source.base, ds_entity_kind_find("hospital"),
                               &t, &run, &c, &err),
              &err);
    assert_int_equal(c.n_used, 0);
    assert_int_equal(c.rows_unused, 1);
    ds_coverage_destroy(&c);
    ds_table_destroy(&t);
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_codes_without_a_row_and_rows_without_a_claim),
        cmocka_unit_test(takes_claims_without_such_a_column),
    };
    return cmocka_run_group_tests_name("coverage", tests, NULL, NULL);
}
