/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernels/quantile_key.h"
#include "tests/kernel.h"

/* Every key's numbers lie between its low and high, and keys follow each other
 * without gap: together that makes them monotone. */
static void covers_all_integers_without_gap_or_overlap(void **state)
{
    (void)state;
    for (int bits = DS_KEY_BITS_MIN; bits <= DS_KEY_BITS_MAX; bits++) {
        const int32_t last = ds_key_of(INT64_MAX, bits);
        assert_int_equal(ds_key_of(INT64_MIN, bits), ~last);
        assert_true(ds_key_low(~last, bits) == INT64_MIN);
        assert_true(ds_key_high(last, bits) == INT64_MAX);
        for (int32_t key = ~last; key <= last; key++) {
            const int64_t low = ds_key_low(key, bits);
            const int64_t high = ds_key_high(key, bits);
            assert_true(low <= high);
            assert_int_equal(ds_key_of(low, bits), key);
            assert_int_equal(ds_key_of(high, bits), key);
            assert_int_equal(ds_key_of(low + (high - low) / 2, bits), key);
            if (key < last) assert_true(ds_key_low(key + 1, bits) == high + 1);
        }
    }
}

static void keeps_small_numbers_apart_and_large_ones_close(void **state)
{
    (void)state;
    for (int64_t x = -64; x < 64; x++) assert_int_equal(ds_key_of(x, 5), x);
    assert_int_equal(ds_key_of(64, 5), ds_key_of(65, 5));
    for (int32_t key = 64; key <= ds_key_of(INT64_MAX, 5); key++) {
        const int64_t low = ds_key_low(key, 5);
        assert_true(ds_key_high(key, 5) - low + 1 <= low / 32);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(covers_all_integers_without_gap_or_overlap),
        cmocka_unit_test(keeps_small_numbers_apart_and_large_ones_close),
    };
    return cmocka_run_group_tests_name("quantile_key", tests, NULL, NULL);
}
