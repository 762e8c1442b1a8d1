/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernels/cube.h"
#include "tests/kernel.h"

enum { ROWS = 9001, CELLS = 61, VALUES = 3 };

static int64_t cell[ROWS], value[VALUES][ROWS];

/* Value 2 leaves 64 bits in both directions on its way. */
static void fill(void)
{
    for (uint64_t i = 0; i < ROWS; i++) {
        cell[i] = noise_below(i, CELLS + 1) - 1;
        value[0][i] = noise_below(i + ROWS, 1000000);
        value[1][i] = noise_below(i + 2 * ROWS, 1000000) - 600000;
        value[2][i] = noise(i) % 2 ? INT64_MAX - 5 : 7 - INT64_MAX;
        if (i % 29 == 0) value[1][i] = DS_MISSING;
        if (i % 31 == 0) cell[i] = DS_MISSING;
    }
}

static void assert_cube(const ds_cube *c)
{
    int64_t n[CELLS] = {0}, left_out = 0, missing = 0;
    ds_i128 sum[CELLS][VALUES] = {{0}};
    for (size_t i = 0; i < ROWS; i++) {
        left_out += cell[i] < 0;
        if (cell[i] < 0) continue;
        n[cell[i]]++;
        missing += value[1][i] == DS_MISSING;
        for (size_t v = 0; v < VALUES; v++)
            if (value[v][i] != DS_MISSING) sum[cell[i]][v] += value[v][i];
    }
    assert_int_equal(ds_cube_left_out(c), left_out);
    assert_int_equal(ds_cube_missing(c, 0), 0);
    assert_int_equal(ds_cube_missing(c, 1), missing);
    for (size_t g = 0; g < CELLS; g++) {
        assert_int_equal(ds_cube_n(c, g), n[g]);
        for (size_t v = 0; v < VALUES; v++)
            assert_true(ds_cube_sum(c, g, v) == sum[g][v]);
    }
}

static void fold_all(ds_cube *c, size_t way, bool is_shared)
{
    fixture f;
    ds_error err = {0};
    static const size_t lanes[] = {1, 2, 3};
    const int64_t *const values[] = {cell, value[0], value[1], value[2]};
    const ds_run run = {.threads = ways[way].threads};
    fixture_init(&f, ROWS, ways[way].block_rows, values, 4, 4);
    assert_ok(ds_cube_init(c, CELLS, 0, lanes, VALUES, &run, &err), &err);
    assert_false(c->is_shared);
    c->is_shared = is_shared;
    const ds_fold fold = ds_cube_fold(c);
    f.pass.n_folds = 1;
    f.pass.folds = &fold;
    assert_ok(ds_pass_run(&f.pass, &run, &err), &err);
}

static void adds_what_a_plain_loop_adds_private_or_shared(void **state)
{
    (void)state;
    fill();
    for (size_t way = 0; way < COUNT(ways); way++) {
        for (int shared = 0; shared < 2; shared++) {
            ds_cube c = {0};
            fold_all(&c, way, shared);
            assert_cube(&c);
            ds_cube_destroy(&c);
        }
    }
}

static void narrows_sums_that_fit_and_refuses_others(void **state)
{
    (void)state;
    fill();
    ds_cube c = {0};
    ds_error err = {0};
    fold_all(&c, 0, false);
    int n_refused = 0;
    for (size_t g = 0; g < CELLS; g++) {
        int64_t sum = 0;
        assert_ok(ds_cube_sum_i64(&c, g, 0, &sum, &err), &err);
        assert_true(ds_cube_sum(&c, g, 0) == sum);
        const ds_i128 wide = ds_cube_sum(&c, g, 2);
        const bool fits = wide >= INT64_MIN && wide <= INT64_MAX;
        assert_int_equal(ds_cube_sum_i64(&c, g, 2, &sum, &err),
                         fits ? DS_OK : DS_ERR_OVERFLOW);
        n_refused += !fits;
    }
    assert_in_range(n_refused, 1, CELLS);
    ds_cube_destroy(&c);
}

static void counts_rows_of_one_cell_without_values(void **state)
{
    (void)state;
    fixture f;
    ds_cube c = {0};
    ds_error err = {0};
    const int64_t *const values[] = {cell};
    const ds_run run = {.threads = 2};
    fixture_init(&f, ROWS, 1000, values, 1, 1);
    assert_ok(ds_cube_init(&c, 0, DS_NO_LANE, NULL, 0, &run, &err), &err);
    const ds_fold fold = ds_cube_fold(&c);
    f.pass.n_folds = 1;
    f.pass.folds = &fold;
    assert_ok(ds_pass_run(&f.pass, &run, &err), &err);
    assert_int_equal(ds_cube_n(&c, 0), ROWS);
    ds_cube_destroy(&c);
}

static void shares_large_cubes_and_says_their_size(void **state)
{
    (void)state;
    static const size_t lanes[] = {1, 2};
    ds_error err = {0};
    ds_cube c = {0};
    const ds_run run = {.threads = 2};
    const size_t cell_bytes = 8 * (1 + 2 * 2); /* n, two sums of two words */
    assert_ok(ds_cube_init(&c, 400000, 0, lanes, 2, &run, &err), &err);
    assert_false(c.is_shared);
    assert_in_range(ds_cube_bytes(400000, 2, &run), 3 * 400000 * cell_bytes,
                    3 * 400000 * cell_bytes + 100);
    assert_ok(ds_cube_init(&c, 500000, 0, lanes, 2, &run, &err), &err);
    assert_true(c.is_shared);
    assert_in_range(ds_cube_bytes(500000, 2, &run), 500000 * cell_bytes,
                    500000 * cell_bytes + 100);
    ds_cube_destroy(&c);
}

static void refuses_cells_that_are_too_large(void **state)
{
    (void)state;
    fill();
    for (int shared = 0; shared < 2; shared++) {
        fixture f;
        ds_cube c = {0};
        ds_error err = {0};
        const int64_t *const values[] = {cell};
        const ds_run run = {.threads = 1};
        fixture_init(&f, ROWS, 1000, values, 1, 1);
        assert_ok(ds_cube_init(&c, CELLS - 1, 0, NULL, 0, &run, &err), &err);
        c.is_shared = shared;
        const ds_fold fold = ds_cube_fold(&c);
        f.pass.n_folds = 1;
        f.pass.folds = &fold;
        assert_int_equal(ds_pass_run(&f.pass, &run, &err), DS_ERR_DATA);
        ds_cube_destroy(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adds_what_a_plain_loop_adds_private_or_shared),
        cmocka_unit_test(narrows_sums_that_fit_and_refuses_others),
        cmocka_unit_test(counts_rows_of_one_cell_without_values),
        cmocka_unit_test(shares_large_cubes_and_says_their_size),
        cmocka_unit_test(refuses_cells_that_are_too_large),
    };
    return cmocka_run_group_tests_name("cube", tests, NULL, NULL);
}
