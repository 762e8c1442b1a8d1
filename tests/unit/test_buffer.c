/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/buffer.h"
#include "tests/test.h"

#include <stdint.h>
#include <string.h>

/* Through both kinds of memory: 64 bytes to 40 MB. */
static void contents_stay_when_it_grows(void **state)
{
    (void)state;
    ds_buffer b = {0};
    ds_error err;
    size_t had = 0;
    for (size_t n = 8; n < 5u << 20; n += n / 3) {
        assert_ok(ds_buffer_grow(&b, n * sizeof(uint64_t), &err), &err);
        assert_true(b.bytes >= n * sizeof(uint64_t));
        assert_int_equal((uintptr_t)b.data % 64, 0);
        uint64_t *words = b.data;
        for (size_t i = 0; i < had; i++)
            if (words[i] != i * 7) fail_msg("word %zu is %ju", i, words[i]);
        for (size_t i = had; i < n; i++) words[i] = i * 7;
        had = n;
    }
    ds_buffer_destroy(&b);
    assert_null(b.data);
    ds_buffer_destroy(&b);
}

static void as_much_as_asked_for_can_be_used(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 63, 8 << 20, (8 << 20) + 1, 9 << 20};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        ds_buffer b = {0};
        ds_error err;
        assert_ok(ds_buffer_reserve(&b, sizes[i], &err), &err);
        assert_true(b.bytes >= sizes[i]);
        ((char *)b.data)[0] = ((char *)b.data)[b.bytes - 1] = 1;
        const void *data = b.data;
        assert_ok(ds_buffer_reserve(&b, sizes[i], &err), &err);
        assert_ptr_equal(b.data, data);
        ds_buffer_destroy(&b);
    }
}

static void added_bytes_are_zero(void **state)
{
    (void)state;
    ds_buffer b = {0};
    ds_error err;
    for (size_t n = 100, had = 0; n < 40u << 20; n = 2 * n + 1) {
        assert_ok(ds_buffer_grow_zeroed(&b, n, &err), &err);
        char *bytes = b.data;
        for (size_t i = 0; i < had; i++) assert_int_equal(bytes[i], 1);
        for (size_t i = had; i < b.bytes; i++) assert_int_equal(bytes[i], 0);
        had = b.bytes;
        memset(bytes, 1, had);
    }
    ds_buffer_destroy(&b);
}

static void too_much_is_refused_and_nothing_is_lost(void **state)
{
    (void)state;
    ds_buffer b = {0};
    ds_error err;
    assert_ok(ds_buffer_reserve(&b, 9 << 20, &err), &err);
    ((char *)b.data)[5] = 'x';
    assert_int_equal(ds_buffer_grow(&b, SIZE_MAX, &err), DS_ERR_NOMEM);
    assert_int_equal(ds_buffer_grow(&b, SIZE_MAX / 4, &err), DS_ERR_NOMEM);
    assert_int_equal(ds_buffer_reserve(&b, SIZE_MAX / 2, &err), DS_ERR_NOMEM);
    assert_int_equal(((char *)b.data)[5], 'x');
    ds_buffer_destroy(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contents_stay_when_it_grows),
        cmocka_unit_test(as_much_as_asked_for_can_be_used),
        cmocka_unit_test(added_bytes_are_zero),
        cmocka_unit_test(too_much_is_refused_and_nothing_is_lost),
    };
    return cmocka_run_group_tests_name("buffer", tests, NULL, NULL);
}
