/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/unit/test_import_input.c - plain and gzip bytes. */
#include "tests/test.h"

#include "io/import/import_input.h"
#include "tests/folder.h"

#include <zlib.h>

enum { N = 1000003 }; /* prime: no read ends where the input does */
static char plain[N];
static unsigned char packed[2 * N];

/* A gzip member of bytes[0..n), appended to packed[at..). */
static size_t gzip(size_t at, const char *bytes, size_t n)
{
    z_stream z = {0};
    assert_int_equal(
        deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (unsigned char *)(uintptr_t)bytes;
    z.avail_in = (unsigned)n;
    z.next_out = packed + at;
    z.avail_out = (unsigned)(sizeof packed - at);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    const size_t end = sizeof packed - z.avail_out;
    deflateEnd(&z);
    return end;
}

static void fill_plain(void)
{
    uint32_t x = 1;
    for (size_t i = 0; i < N; i++) {
        x = x * 1664525u + 1013904223u;
        plain[i] = (char)('0' + (x >> 28));
    }
}

/* Reads it all in pieces of `step`; compares with plain[0..n). */
static ds_status read_and_compare(const char *path, size_t step, size_t n,
                                  ds_error *err)
{
    static char bytes[2 * N];
    ds_input *in = NULL;
    size_t total = 0, got = 0;
    ds_status st = ds_input_open(path, &in, err);
    do {
        if (st == DS_OK) st = ds_input_read(in, bytes + total, step, &got, err);
        if (st == DS_OK) total += got;
    } while (st == DS_OK && got == step);
    if (st == DS_OK) {
        assert_int_equal(total, n);
        assert_memory_equal(bytes, plain, n);
        size_t size = 0;
        char *raw = folder_read("in", &size);
        assert_int_equal(ds_input_bytes(in), size);
        assert_int_equal(ds_input_size(in), size);
        assert_int_equal(ds_input_crc(in),
                         crc32(0, (const unsigned char *)raw, (unsigned)size));
        free(raw);
    }
    ds_input_close(in);
    return st;
}

static void reads_the_same_bytes_plain_and_gzip_in_any_pieces(void **state)
{
    (void)state;
    static const size_t steps[] = {7919, 65536, 262144, 1000000};
    static const size_t sizes[] = {0, 1, 2, 3, 262143, 262144, 262145, N};
    char path[FOLDER_PATH_SIZE];
    ds_error err = {0};
    folder_path("in", path);
    for (size_t i = 0; i < COUNT(sizes); i++)
        for (size_t k = 0; k < COUNT(steps); k++) {
            folder_write_bytes("in", plain, sizes[i]);
            assert_ok(read_and_compare(path, steps[k], sizes[i], &err), &err);
            folder_write_bytes("in", packed, gzip(0, plain, sizes[i]));
            assert_ok(read_and_compare(path, steps[k], sizes[i], &err), &err);
        }
}

static void several_gzip_members_and_padding_are_one_text(void **state)
{
    (void)state;
    char path[FOLDER_PATH_SIZE];
    ds_error err = {0};
    size_t end = gzip(0, plain, 500000);
    end = gzip(end, plain, 0);
    end = gzip(end, plain + 500000, N - 500000);
    memset(packed + end, 0, 4096);
    folder_path("in", path);
    folder_write_bytes("in", packed, end + 4096);
    assert_ok(read_and_compare(path, 65536, N, &err), &err);
}

static void a_gzip_cut_off_anywhere_is_an_error(void **state)
{
    (void)state;
    char path[FOLDER_PATH_SIZE];
    const size_t end = gzip(0, plain, 20000);
    folder_path("in", path);
    for (size_t n = 2; n < end; n += n < 40 || n > end - 20 ? 1 : 997) {
        ds_error err = {0};
        folder_write_bytes("in", packed, n);
        assert_int_equal(read_and_compare(path, 65536, 20000, &err),
                         DS_ERR_DATA);
        assert_non_null(strstr(err.text, "ends too early"));
        assert_non_null(strstr(err.hint, "gzip -t"));
    }
}

static void damage_and_bytes_behind_are_errors(void **state)
{
    (void)state;
    char path[FOLDER_PATH_SIZE];
    ds_error err = {0};
    const size_t end = gzip(0, plain, 20000);
    folder_path("in", path);
    packed[end - 6] ^= 1; /* the checksum */
    folder_write_bytes("in", packed, end);
    assert_int_equal(read_and_compare(path, 65536, 20000, &err), DS_ERR_DATA);
    assert_non_null(strstr(err.text, "damaged"));
    packed[end - 6] ^= 1;
    packed[end] = 'x';
    folder_write_bytes("in", packed, end + 1);
    assert_int_equal(read_and_compare(path, 65536, 20000, &err), DS_ERR_DATA);
    assert_non_null(strstr(err.text, "other bytes behind"));
}

static void what_cannot_be_opened_is_named(void **state)
{
    (void)state;
    char path[FOLDER_PATH_SIZE];
    ds_error err = {0};
    ds_input *in = NULL;
    assert_int_equal(ds_input_open(folder_path("absent", path), &in, &err),
                     DS_ERR_IO);
    assert_non_null(strstr(err.text, path));
    assert_int_equal(ds_input_open(folder, &in, &err), DS_ERR_IO);
    assert_null(in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_same_bytes_plain_and_gzip_in_any_pieces),
        cmocka_unit_test(several_gzip_members_and_padding_are_one_text),
        cmocka_unit_test(a_gzip_cut_off_anywhere_is_an_error),
        cmocka_unit_test(damage_and_bytes_behind_are_errors),
        cmocka_unit_test(what_cannot_be_opened_is_named),
    };
    fill_plain();
    return cmocka_run_group_tests_name("import_input", tests, folder_make,
                                       folder_remove);
}
