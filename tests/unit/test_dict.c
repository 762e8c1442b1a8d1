/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/dict.h"
#include "tests/test.h"

#include <stdio.h>
#include <string.h>

enum { N = 50000 };

/* Texts of every length up to 39, many with equal ends. */
static size_t text_of(unsigned i, char *text)
{
    int n = sprintf(text, "%u", i);
    for (; n < (int)(i % 40); n++) text[n] = 'x';
    return (size_t)n;
}

static void codes_follow_the_first_appearance(void **state)
{
    (void)state;
    ds_dict d;
    ds_error err;
    char text[64];
    uint32_t code;
    assert_ok(ds_dict_init(&d, &err), &err);
    for (int round = 0; round < 2; round++)
        for (unsigned i = 0; i < N; i++) {
            const size_t n = text_of(i, text);
            assert_ok(ds_dict_code(&d, text, n, &code, &err), &err);
            assert_int_equal(code, i + 1);
        }
    assert_int_equal(d.n, N + 1);
    for (unsigned i = 0; i < N; i++) {
        const size_t n = text_of(i, text);
        assert_int_equal(ds_dict_find(&d, text, n), i + 1);
        assert_int_equal(ds_dict_length(&d, i + 1), n);
        assert_memory_equal(ds_dict_text(&d, i + 1), text, n);
    }
    assert_int_equal(ds_dict_find(&d, "absent", 6), UINT32_MAX);
    assert_int_equal(ds_dict_find(&d, "", 0), 0);
    ds_dict_destroy(&d);
}

/* A hash that is wrong for the text stands for one that two texts share. */
static void texts_of_one_hash_are_told_apart(void **state)
{
    (void)state;
    ds_dict d;
    ds_error err;
    char text[64];
    uint32_t code;
    assert_ok(ds_dict_init(&d, &err), &err);
    for (int round = 0; round < 2; round++)
        for (unsigned i = 0; i < 300; i++) {
            const size_t n = text_of(i, text);
            for (int step = 0; step < 3; step++) ds_dict_fetch(&d, i % 3, step);
            assert_ok(ds_dict_code_of(&d, text, n, i % 3, &code, &err), &err);
            assert_int_equal(code, i + 1);
        }
    ds_dict_destroy(&d);
}

/* Every byte of a text counts, whatever its length. */
static void a_hash_depends_on_every_byte(void **state)
{
    (void)state;
    char text[64];
    memset(text, 'a', sizeof text);
    for (size_t n = 1; n < sizeof text; n++) {
        const uint32_t hash = ds_dict_hash(text, n);
        assert_true(hash != ds_dict_hash(text, n - 1));
        for (size_t i = 0; i < n; i++) {
            text[i] = 'b';
            assert_true(hash != ds_dict_hash(text, n));
            text[i] = 'a';
        }
    }
}

static void too_long_texts_and_zero_bytes_are_refused(void **state)
{
    (void)state;
    static char text[DS_DICT_MAX_BYTES + 1];
    ds_dict d;
    ds_error err;
    uint32_t code;
    memset(text, 'x', sizeof text);
    assert_ok(ds_dict_init(&d, &err), &err);
    assert_ok(ds_dict_code(&d, text, DS_DICT_MAX_BYTES, &code, &err), &err);
    assert_int_equal(ds_dict_code(&d, text, sizeof text, &code, &err),
                     DS_ERR_DATA);
    assert_int_equal(ds_dict_code(&d, "a\0b", 3, &code, &err), DS_ERR_DATA);
    assert_int_equal(d.n, 2);
    ds_dict_destroy(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_follow_the_first_appearance),
        cmocka_unit_test(texts_of_one_hash_are_told_apart),
        cmocka_unit_test(a_hash_depends_on_every_byte),
        cmocka_unit_test(too_long_texts_and_zero_bytes_are_refused),
    };
    return cmocka_run_group_tests_name("dict", tests, NULL, NULL);
}
