/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Covers kernels/keyed.c: sums by packed keys against a plain array, the same
 * rows at 1, 2 and 5 threads, keys that pack and unpack, overflow. */
#include "base/money.h"
#include "kernels/keyed.h"
#include "tests/kernel.h"

#include <stdlib.h>

enum { KEYS = 5000, BLOCKS = 37, PER_BLOCK = 1000, VALUES = 3 };

static int64_t key_of(size_t i)
{
    /* some keys far apart, many near each other, most of them often */
    const uint64_t r = noise(i) % KEYS;
    return (int64_t)(r % 3 == 0 ? r * UINT64_C(1000000007) : r);
}

static void values_of(size_t i, int64_t v[VALUES])
{
    v[0] = 1;
    v[1] = (int64_t)(noise(i + 1000000) % 2001) - 1000;
    v[2] = (int64_t)i;
}

static ds_status add_block(void *ctx, int thread, size_t block, ds_error *err)
{
    for (size_t i = block * PER_BLOCK; i < (block + 1) * PER_BLOCK; i++) {
        int64_t v[VALUES];
        values_of(i, v);
        DS_TRY(ds_keyed_add(ctx, thread, key_of(i), v, err));
    }
    return DS_OK;
}

static void sums_are_those_of_a_plain_loop_for_any_threads(void **state)
{
    (void)state;
    ds_error err = {0};
    ds_keyed first = {0};
    for (int threads = 1; threads <= 5; threads += threads == 2 ? 3 : 1) {
        ds_keyed k = {0};
        const ds_run run = {.threads = threads};
        assert_ok(ds_keyed_init(&k, VALUES, &run, &err), &err);
        assert_ok(ds_for_blocks(BLOCKS, &run, add_block, &k, &err), &err);
        assert_ok(ds_keyed_join(&k, &err), &err);
        if (threads == 1) {
            first = k;
            continue;
        }
        assert_int_equal(k.n, first.n);
        assert_memory_equal(k.rows.data, first.rows.data,
                            k.n * (VALUES + 1) * sizeof(int64_t));
        ds_keyed_destroy(&k);
    }
    for (size_t row = 0; row < first.n; row++) {
        const int64_t *r = ds_keyed_row(&first, row);
        if (row > 0) assert_true(r[0] > ds_keyed_row(&first, row - 1)[0]);
        if (row % 97 != 0) continue;
        int64_t sum[VALUES] = {0};
        for (size_t i = 0; i < (size_t)BLOCKS * PER_BLOCK; i++) {
            int64_t v[VALUES];
            if (key_of(i) != r[0]) continue;
            values_of(i, v);
            for (int c = 0; c < VALUES; c++) sum[c] += v[c];
        }
        assert_memory_equal(sum, r + 1, sizeof sum);
    }
    ds_keyed_destroy(&first);
}

static ds_status add_small(void *ctx, int thread, size_t block, ds_error *err)
{
    for (size_t i = block * PER_BLOCK; i < (block + 1) * PER_BLOCK; i++) {
        int64_t v[VALUES];
        values_of(i, v);
        DS_TRY(ds_keyed_add(ctx, thread, key_of(i) % KEYS / 2 * 2, v, err));
    }
    return DS_OK;
}

/* Few possible keys, half of which occur: the rows of the hashed table. */
static void a_dense_table_has_the_rows_of_a_hashed_one(void **state)
{
    (void)state;
    ds_error err = {0};
    for (int threads = 1; threads <= 5; threads += threads == 2 ? 3 : 1) {
        const ds_run run = {.threads = threads};
        ds_keyed dense = {0}, hashed = {0};
        assert_ok(ds_keyed_init_below(&dense, VALUES, KEYS, &run, &err), &err);
        assert_int_equal(dense.n_dense, KEYS);
        assert_ok(ds_keyed_init_below(&hashed, VALUES, INT64_MAX, &run, &err),
                  &err);
        assert_int_equal(hashed.n_dense, 0);
        assert_ok(ds_for_blocks(BLOCKS, &run, add_small, &dense, &err), &err);
        assert_ok(ds_for_blocks(BLOCKS, &run, add_small, &hashed, &err), &err);
        assert_ok(ds_keyed_join(&dense, &err), &err);
        assert_ok(ds_keyed_join(&hashed, &err), &err);
        assert_in_range(dense.n, KEYS / 4, KEYS / 2 + 1);
        assert_int_equal(dense.n, hashed.n);
        assert_memory_equal(dense.rows.data, hashed.rows.data,
                            dense.n * (VALUES + 1) * sizeof(int64_t));
        ds_keyed_destroy(&dense);
        ds_keyed_destroy(&hashed);
    }
}

static void keys_pack_in_the_order_of_their_parts(void **state)
{
    (void)state;
    const ds_key_form f = {
        3, {7, 1000, 12}
    };
    int64_t last = -1;
    assert_true(ds_key_form_fits(&f));
    for (int64_t a = 0; a < 7; a++)
        for (int64_t b = 0; b < 1000; b += 333)
            for (int64_t c = 0; c < 12; c++) {
                const int64_t part[3] = {a, b, c};
                int64_t back[3];
                const int64_t key = ds_key_pack(&f, part);
                assert_true(key > last);
                last = key;
                ds_key_unpack(&f, key, back);
                assert_memory_equal(part, back, sizeof part);
            }
    const ds_key_form large = {
        3, {INT64_C(1) << 30, INT64_C(1) << 30, 8}
    };
    assert_false(ds_key_form_fits(&large));
    const ds_key_form empty = {
        2, {5, 0}
    };
    assert_false(ds_key_form_fits(&empty));
}

static void an_empty_table_has_no_rows_and_a_sum_may_not_overflow(void **state)
{
    (void)state;
    ds_error err = {0};
    ds_keyed k = {0};
    const ds_run run = {.threads = 2};
    assert_ok(ds_keyed_init(&k, 1, &run, &err), &err);
    assert_ok(ds_keyed_join(&k, &err), &err);
    assert_int_equal(k.n, 0);
    ds_keyed_destroy(&k);
    assert_ok(ds_keyed_init(&k, 1, &run, &err), &err);
    assert_ok(ds_keyed_add(&k, 0, 5, &(int64_t){INT64_MAX}, &err), &err);
    assert_ok(ds_keyed_add(&k, 1, 5, &(int64_t){1}, &err), &err);
    assert_int_equal(ds_keyed_join(&k, &err), DS_ERR_OVERFLOW);
    ds_keyed_destroy(&k);
    assert_ok(ds_keyed_init_below(&k, 1, 9, &run, &err), &err);
    assert_ok(ds_keyed_join(&k, &err), &err);
    assert_int_equal(k.n, 0);
    ds_keyed_destroy(&k);
    assert_ok(ds_keyed_init_below(&k, 1, 9, &run, &err), &err);
    assert_ok(ds_keyed_add(&k, 0, 5, &(int64_t){INT64_MAX}, &err), &err);
    assert_ok(ds_keyed_add(&k, 1, 5, &(int64_t){1}, &err), &err);
    assert_int_equal(ds_keyed_join(&k, &err), DS_ERR_OVERFLOW);
    ds_keyed_destroy(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_are_those_of_a_plain_loop_for_any_threads),
        cmocka_unit_test(a_dense_table_has_the_rows_of_a_hashed_one),
        cmocka_unit_test(keys_pack_in_the_order_of_their_parts),
        cmocka_unit_test(an_empty_table_has_no_rows_and_a_sum_may_not_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
