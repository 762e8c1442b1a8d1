/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/table_unite.h"
#include "tests/test.h"

#include <string.h>

static const char *const NAMES[2] = {"a.h5", "b.h5"};

/* A table of n rows "id,month,days". */
static ds_table table_of(const char *const *ids, const int64_t (*cells)[2],
                         size_t n)
{
    static const ds_column_spec specs[] = {
        {"hospital", DS_CELL_TEXT,  0, "", "", ""},
        {"month",    DS_CELL_MONTH, 0, "", "", ""},
        {"days",     DS_CELL_INT,   0, "", "", ""},
    };
    ds_table t = {0};
    ds_error err = {0};
    assert_ok(ds_table_init(&t, "days", "", specs, 3, &err), &err);
    for (size_t i = 0; i < n; i++) {
        size_t row;
        assert_ok(ds_table_add(&t, &row, &err), &err);
        assert_ok(ds_table_set_text(&t, row, 0, ids[i], &err), &err);
        ds_table_set(&t, row, 1, cells[i][0]);
        ds_table_set(&t, row, 2, cells[i][1]);
    }
    return t;
}

static ds_table first(void)
{
    static const char *const ids[] = {"H1", "H2", ""};
    static const int64_t cells[][2] = {
        {1, 10},
        {1, 20},
        {2, 30}
    };
    return table_of(ids, cells, 3);
}

static void takes_new_rows_and_leaves_known_ones(void **state)
{
    (void)state;
    static const char *const ids[] = {"H2", "H1", "H1", ""};
    static const int64_t cells[][2] = {
        {1,          20        },
        {2,          11        },
        {DS_MISSING, DS_MISSING},
        {2,          30        }
    };
    ds_table a = first(), b = table_of(ids, cells, 4);
    ds_error err = {0};
    assert_ok(ds_table_unite(&a, &b, 2, NAMES, &err), &err);
    assert_int_equal(a.n_rows, 5);
    assert_string_equal(ds_table_get_text(&a, 3, 0), "H1");
    assert_int_equal(ds_table_get(&a, 3, 2), 11);
    assert_int_equal(ds_table_get(&a, 4, 1), DS_MISSING);
    ds_table_destroy(&a);
    ds_table_destroy(&b);
}

static void refuses_rows_that_contradict(void **state)
{
    (void)state;
    static const char *const ids[] = {"H2"};
    static const int64_t cells[][2] = {
        {1, 21}
    };
    ds_table a = first(), b = table_of(ids, cells, 1);
    ds_error err = {0};
    assert_int_equal(ds_table_unite(&a, &b, 2, NAMES, &err), DS_ERR_DATA);
    assert_string_equal(err.text, "table days says one thing of 'H2 1' in a.h5 "
                                  "and another in b.h5");
    ds_table_destroy(&b);
    b = first();
    b.columns[2].type = DS_CELL_FEN;
    assert_int_equal(ds_table_unite(&a, &b, 2, NAMES, &err), DS_ERR_DATA);
    assert_non_null(strstr(err.text, "other columns in a.h5 than in b.h5"));
    ds_table_destroy(&a);
    ds_table_destroy(&b);
}

static void finds_rows_and_the_first_repeated_key(void **state)
{
    (void)state;
    ds_table a = first();
    ds_table_index x = {0};
    ds_error err = {0};
    size_t repeated;
    assert_ok(ds_table_index_make(&x, &a, 1, &repeated, &err), &err);
    assert_int_equal(repeated, SIZE_MAX);
    assert_int_equal(ds_table_index_find(&x, "H2"), 1);
    assert_int_equal(ds_table_index_find(&x, ""), 2);
    assert_int_equal(ds_table_index_find(&x, "H3"), SIZE_MAX);
    ds_table_index_destroy(&x);
    x = (ds_table_index){0};
    assert_ok(ds_table_set_text(&a, 2, 0, "H2", &err), &err);
    assert_ok(ds_table_index_make(&x, &a, 1, &repeated, &err), &err);
    assert_int_equal(repeated, 2);
    assert_int_equal(ds_table_index_find(&x, "H2"), 1);
    assert_int_equal(ds_table_index_find(&x, ""), SIZE_MAX); /* none now */
    ds_table_index_destroy(&x);
    ds_table_destroy(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_new_rows_and_leaves_known_ones),
        cmocka_unit_test(refuses_rows_that_contradict),
        cmocka_unit_test(finds_rows_and_the_first_repeated_key),
    };
    return cmocka_run_group_tests_name("table_unite", tests, NULL, NULL);
}
