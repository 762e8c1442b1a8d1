/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/hdf5/fletcher.h"
#include "io/hdf5/hdf5_chunk.h"
#include "tests/test.h"

#include <string.h>
#include <zlib.h>

enum { MOST = 400000 };

/* n bytes: noise, then a plain rest that deflates. */
static void fill(uint8_t *bytes, size_t n, size_t noise)
{
    uint64_t x = 7;
    for (size_t i = 0; i < n; i++) {
        x = x * 6364136223846793005u + 1442695040888963407u;
        bytes[i] = i < noise ? (uint8_t)(x >> 56) : (uint8_t)(i / 1000);
    }
}

/* Encodes, and reads with zlib, which is not what wrote it, and with us. */
static size_t there_and_back(ds_chunk_coder *c, int level, size_t n,
                             const uint8_t *bytes)
{
    static uint8_t got[MOST + 1];
    uLongf n_got = sizeof got;
    size_t n_stored;
    const void *values;
    const char *wrong;
    ds_error err = {0};
    assert_int_equal(ds_buffer_reserve(&c->values, n + 1, &err), DS_OK);
    memcpy(c->values.data, bytes, n);
    assert_int_equal(ds_chunk_encode(c, level, n, &n_stored, &err), DS_OK);
    assert_true(n_stored <= ds_chunk_bound(n));
    assert_int_equal(uncompress(got, &n_got, c->stored.data,
                                (uLong)(n_stored - DS_FLETCHER_BYTES)),
                     Z_OK);
    assert_true(n_got == n);
    assert_memory_equal(got, bytes, n);
    memset(c->values.data, 0, n);
    const ds_chunk_form form = {true, true};
    assert_int_equal(
        ds_chunk_decode(c, form, n_stored, n, &values, &wrong, &err), DS_OK);
    assert_null(wrong);
    assert_memory_equal(values, bytes, n);
    return n_stored;
}

static void any_bytes_come_back_whatever_zlib_reads_them(void **state)
{
    (void)state;
    static uint8_t bytes[MOST];
    static const size_t sizes[] = {1,     2,     4095,   4096,  32767,
                                   32768, 65535, 65536,  65537, 131072,
                                   196605, 196606, 262144, MOST};
    ds_chunk_coder c = {0};
    for (size_t i = 0; i < COUNT(sizes); i++)
        for (int part = 0; part <= 4; part++) {
            const size_t n = sizes[i];
            fill(bytes, n, n / 4 * (size_t)part + (part == 4) * (n % 4));
            for (int level = 1; level <= 6; level += 5)
                there_and_back(&c, level, n, bytes);
        }
    ds_chunk_coder_destroy(&c);
}

/* Noise costs 5 bytes a block; what follows it is deflated all the same. */
static void noise_at_the_beginning_is_stored_and_the_rest_deflated(void **state)
{
    (void)state;
    enum { N = 262144 };
    static uint8_t bytes[N];
    ds_chunk_coder c = {0};
    fill(bytes, N, N / 2);
    const size_t half = there_and_back(&c, 1, N, bytes);
    assert_in_range(half, N / 2, N / 2 + 4000);
    fill(bytes, N, N);
    assert_in_range(there_and_back(&c, 1, N, bytes), N, N + 64);
    fill(bytes, N, 0);
    assert_in_range(there_and_back(&c, 1, N, bytes), 1, 4000);
    ds_chunk_coder_destroy(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_bytes_come_back_whatever_zlib_reads_them),
        cmocka_unit_test(noise_at_the_beginning_is_stored_and_the_rest_deflated),
    };
    return cmocka_run_group_tests_name("hdf5_chunk", tests, NULL, NULL);
}
