/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/deflate.h"
#include "io/huffman.h"
#include "tests/test.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { N = 3 * DS_DEFLATE_PIECE + 12345 };

static uint32_t next(uint32_t *x)
{
    *x = *x * 1664525u + 1013904223u;
    return *x >> 8;
}

/* What deflate sees of columns, and what is hard to code. */
static void fill(int kind, uint8_t *data, size_t n)
{
    uint32_t x = 7;
    for (size_t i = 0; i < n; i++) {
        const uint32_t r = next(&x);
        switch (kind) {
        case 0: /* constant */
            data[i] = 0;
            break;
        case 1: /* random */
            data[i] = (uint8_t)r;
            break;
        case 2: /* few values, the first half the time, ... */
            data[i] = (uint8_t)__builtin_ctz(r | 1u << 20);
            break;
        case 3: /* runs of every length */
            data[i] = i > 0 && r % 300 > 0 ? data[i - 1] : (uint8_t)(r >> 9);
            break;
        case 4: /* runs of 258 and about, which end in short rests */
            data[i] = (uint8_t)(i / (255 + i / 2000 % 9));
            break;
        case 6: /* numbers that count up, lowest bytes */
            data[i] = (uint8_t)(i + i / 5000);
            break;
        case 5: /* one byte is rare */
            data[i] = i % 9999 == 9998;
            break;
        default: /* all values, of counts like the Fibonacci numbers */
            data[i] =
                (uint8_t)((uint32_t)__builtin_ctz(r | 1u << 23) * 11 + r % 11);
            break;
        }
    }
}

static void expect_back(const uint8_t *data, size_t n)
{
    uint8_t *out = malloc(ds_deflate_bound(n)), *back = malloc(n + 1);
    const size_t size = ds_deflate_literals(data, n, out);
    assert_true(size <= ds_deflate_bound(n));
    uLongf got = n + 1;
    assert_int_equal(uncompress(back, &got, out, size), Z_OK);
    assert_int_equal(got, n);
    assert_memory_equal(back, data, n);
    struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
    assert_int_equal(libdeflate_zlib_decompress(d, out, size, back, n, NULL),
                     LIBDEFLATE_SUCCESS);
    assert_memory_equal(back, data, n);
    libdeflate_free_decompressor(d);
    free(out);
    free(back);
}

static void two_inflaters_read_it_back(void **state)
{
    (void)state;
    static const size_t sizes[] = {
        0, 1, 2, 3, 100, DS_DEFLATE_PIECE, DS_DEFLATE_PIECE + 1, N};
    static uint8_t data[N];
    for (int kind = 0; kind < 8; kind++) {
        fill(kind, data, N);
        for (size_t i = 0; i < COUNT(sizes); i++) expect_back(data, sizes[i]);
    }
}

static size_t size_of(int kind)
{
    static uint8_t data[N], out[2 * N];
    fill(kind, data, N);
    return ds_deflate_literals(data, N, out);
}

/* By hand: a run of 258 takes some 2 bits; entropies are the sum of
 * -p log2 p. */
static void it_is_as_short_as_counts_allow(void **state)
{
    (void)state;
    assert_in_range(size_of(0), 100, N / 258 / 2 + 200);
    assert_in_range(size_of(1), N, N + 100); /* copied */
    assert_in_range(size_of(2), N / 4 - 300, N / 4 + 600);
    assert_in_range(size_of(5), 100, 1000);
    assert_in_range(size_of(6), 26 * 256, 26 * 256 + 1500); /* 26 beginnings */
}

static void an_estimate_is_the_size_of_a_piece(void **state)
{
    (void)state;
    enum { PIECE = DS_DEFLATE_PIECE, AROUND = 2 + 5 + 4 + 3 };
    static uint8_t data[PIECE], out[2 * PIECE];
    for (int kind = 0; kind < 8; kind++) {
        fill(kind, data, PIECE);
        const size_t size = ds_deflate_literals(data, PIECE, out);
        const size_t told = ds_deflate_estimate(data, PIECE);
        assert_in_range(size, told, told + AROUND);
    }
}

/* Fibonacci counts make the deepest trees: 30 symbols, a depth of 29. */
static void
no_code_is_longer_than_allowed_and_the_code_is_complete(void **state)
{
    (void)state;
    uint32_t counts[30] = {1, 1};
    ds_huffman_code codes[30];
    for (size_t i = 2; i < 30; i++) counts[i] = counts[i - 1] + counts[i - 2];
    for (int longest = 5; longest <= 15; longest++) {
        ds_huffman_make(counts, 30, longest, codes);
        uint32_t taken = 0;
        for (size_t i = 0; i < 30; i++) {
            assert_in_range(codes[i].bits, 1, longest);
            taken += 1u << (longest - codes[i].bits);
        }
        assert_int_equal(taken, 1u << longest);
        assert_in_range(codes[29].bits, 1, longest == 5 ? 4 : 1);
    }
}

/* RFC 1951, 3.2.2: A=010, B=011, C=100, D=101, E=110, F=00, G=1110, H=1111;
 * here with bits reversed. */
static void codes_are_those_of_the_standard(void **state)
{
    (void)state;
    static const uint32_t counts[] = {6, 6, 6, 6, 6, 12, 3, 3};
    static const struct {
        int bits, code;
    } expected[] = {
        {3, 2 },
        {3, 6 },
        {3, 1 },
        {3, 5 },
        {3, 3 },
        {2, 0 },
        {4, 7 },
        {4, 15}
    };
    ds_huffman_code codes[8];
    ds_huffman_make(counts, 8, 15, codes);
    for (size_t i = 0; i < 8; i++) {
        assert_int_equal(codes[i].bits, expected[i].bits);
        assert_int_equal(codes[i].code, expected[i].code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_inflaters_read_it_back),
        cmocka_unit_test(it_is_as_short_as_counts_allow),
        cmocka_unit_test(an_estimate_is_the_size_of_a_piece),
        cmocka_unit_test(
            no_code_is_longer_than_allowed_and_the_code_is_complete),
        cmocka_unit_test(codes_are_those_of_the_standard),
    };
    return cmocka_run_group_tests_name("deflate", tests, NULL, NULL);
}
