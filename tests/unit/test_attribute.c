/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Covers sim/attribute.c, and sim/by.c where tables group claims. */
#include "sim/attribute.h"
#include "sim/stats.h"
#include "sim/sums.h"
#include "tests/claims_fixture.h"

enum { ROWS = 4000 };

/* H1 and H4 are of level 3, H2 of none, H3 has no row, H9 no claims. */
static ds_status hospitals(void *ctx, const ds_entity_kind *kind,
                           const ds_table **t, ds_error *err)
{
    (void)err;
    *t = strcmp(kind->name, "hospital") == 0 ? ctx : NULL;
    return DS_OK;
}

static ds_table table_of(void)
{
    static const ds_column_spec specs[] = {
        {"hospital",    DS_CELL_TEXT,    0, "",  "医疗机构", ""},
        {"level",       DS_CELL_INT,     0, "",  "级别",       ""},
        {"county",      DS_CELL_TEXT,    0, "",  "区县",       ""},
        {"coefficient", DS_CELL_DECIMAL, 4, "1", "系数",       ""},
        {"share",       DS_CELL_REAL,    0, "",  "",             ""},
    };
    static const struct {
        const char *id, *county;
        int64_t level, coefficient;
    } rows[] = {
        {"H9", "C9", 1,          20000},
        {"H4", "C1", 3,          10000},
        {"H1", "",   3,          12500},
        {"H2", "C2", DS_MISSING, 10000},
    };
    ds_table t = {0};
    ds_error err = {0};
    assert_ok(ds_table_init(&t, "hospital", "", specs, COUNT(specs), &err),
              &err);
    assert_ok(ds_table_extend(&t, COUNT(rows), &err), &err);
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_ok(ds_table_set_text(&t, i, 0, rows[i].id, &err), &err);
        assert_ok(ds_table_set_text(&t, i, 2, rows[i].county, &err), &err);
        ds_table_set(&t, i, 1, rows[i].level);
        ds_table_set(&t, i, 3, rows[i].coefficient);
    }
    return t;
}

static ds_table table;
static claims_fixture *claims;
static ds_beside beside = {&table, hospitals};

/* Claim i costs i + 1 fen, at H1, H2, H3, H4 or none in turn. */
static int make(void **state)
{
    static const char *const ids[] = {"H1", "H2", "H3", "H4", NULL};
    static claim_row rows[ROWS];
    (void)state;
    for (size_t i = 0; i < ROWS; i++)
        rows[i] = (claim_row){.drg = i % 2 ? "A" : "B",
                              .hospital = ids[i % 5],
                              .cost = (int64_t)i + 1};
    claims = fixture_new(rows, ROWS, 128);
    table = table_of();
    return 0;
}

static int unmake(void **state)
{
    (void)state;
    ds_table_destroy(&table);
    fixture_free(claims);
    return 0;
}

static void joins_a_value_to_every_code(void **state)
{
    (void)state;
    ds_attribute a = {0};
    ds_error err = {0};
    int64_t lane[] = {0, 1, 2, 3, 4}; /* none, H1, H2, H3, H4 */
    static const int64_t level[] = {DS_MISSING, 3, DS_MISSING, DS_MISSING, 3};
    assert_ok(ds_attribute_init(&a, &claims->source.base, &beside,
                                "hospital.level", &err),
              &err);
    assert_int_equal(a.low, 3); /* of the institutions with claims */
    assert_int_equal(a.high, 3);
    ds_attribute_map(&a, COUNT(lane), lane, lane);
    assert_memory_equal(lane, level, sizeof lane);
    ds_attribute_destroy(&a);
}

/* n and sum of the group with these texts or numbers. */
static void assert_group(const ds_table *t, const char *county, int64_t level,
                         int64_t n, int64_t sum)
{
    for (size_t row = 0; row < t->n_rows; row++) {
        if (strcmp(ds_table_get_text(t, row, 0), county) != 0 ||
            ds_table_get(t, row, 1) != level)
            continue;
        assert_int_equal(ds_table_get(t, row, 2), n);
        assert_int_equal(ds_table_get(t, row, 3), sum);
        return;
    }
    fail_msg("no group %s, %lld", county, (long long)level);
}

static int64_t sum_of(size_t place)
{
    int64_t sum = 0;
    for (size_t i = place; i < ROWS; i += 5) sum += (int64_t)i + 1;
    return sum;
}

static void groups_claims_by_what_the_table_says(void **state)
{
    (void)state;
    const ds_sums_request request = {
        .input = {.source = &claims->source.base, .beside = &beside},
        .n_by = 2,
        .by = {"hospital.county",                              "hospital.level"},
        .n_columns = 1,
        .columns = {"total"}
    };
    for (int threads = 1; threads <= 5; threads++) {
        const ds_run run = {.threads = threads, .memory = 1u << 24};
        ds_table t = {0};
        ds_error err = {0};
        uint64_t dropped;
        assert_ok(ds_sums_run(&request, &run, &t, &dropped, &err), &err);
        assert_int_equal(t.n_rows, 4);
        assert_group(&t, "C1", 3, ROWS / 5, sum_of(3));
        assert_group(&t, "C2", DS_MISSING, ROWS / 5, sum_of(1));
        assert_group(&t, "", 3, ROWS / 5, sum_of(0));
        assert_group(&t, "", DS_MISSING, ROWS / 5 * 2, sum_of(2) + sum_of(4));
        ds_table_destroy(&t);
    }
}

/* One text alone is its own id; decimals keep their digits. */
static void describes_columns_by_one_attribute(void **state)
{
    (void)state;
    const ds_run run = {.threads = 2, .memory = 1u << 24};
    const char *const names[] = {"hospital.county", "hospital.coefficient"};
    const size_t groups[] = {3, 3};
    for (size_t i = 0; i < 2; i++) {
        const ds_stats_request request = {
            .input = {.source = &claims->source.base, .beside = &beside},
            .column = "total",
            .n_by = 1,
            .by = {names[i]                      },
            .levels = {1,                   {500000000}                 }
        };
        ds_table t = {0};
        ds_plan plan = {0};
        ds_error err = {0};
        uint64_t dropped;
        assert_ok(ds_stats_plan(&request, &run, &plan, &err), &err);
        assert_ok(ds_stats_run(&request, &run, &t, &dropped, &err), &err);
        assert_int_equal(t.n_rows, groups[i]);
        assert_string_equal(t.columns[0].name, names[i]);
        assert_int_equal(t.columns[0].decimals, i == 1 ? 4 : 0);
        if (i == 1) assert_int_equal(ds_table_get(&t, 2, 0), 12500);
        ds_table_destroy(&t);
    }
}

static void says_what_is_not_there(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text, *hint;
    } rows[] = {
        {"hospital.beds",  "table hospital has no such column", "info"                },
        {"hospital.share", "table hospital has no such column", "info"                },
        {"drg.level",      "no table stay_quota beside",        "import --table"      },
        {"sax.level",      "no column 'sax'",                   "info"                },
        {"person.sex",     "no table person beside the claims", "import --table"      },
        {"patient.sex",    "no table person beside the claims", "import --table"      },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_attribute a = {0};
        ds_error err = {0};
        assert_int_equal(ds_attribute_init(&a, &claims->source.base, &beside,
                                           rows[i].name, &err),
                         DS_ERR_ARG);
        assert_non_null(strstr(err.text, rows[i].text));
        assert_non_null(strstr(err.hint, rows[i].hint));
        ds_attribute_destroy(&a);
    }
    assert_true(ds_attribute_is("hospital.level"));
    assert_false(ds_attribute_is("hospital"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joins_a_value_to_every_code),
        cmocka_unit_test(groups_claims_by_what_the_table_says),
        cmocka_unit_test(describes_columns_by_one_attribute),
        cmocka_unit_test(says_what_is_not_there),
    };
    return cmocka_run_group_tests_name("attribute", tests, make, unmake);
}
