/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The expected sums are HDF5's own: what its filter puts behind a chunk. */
#include "io/hdf5/fletcher.h"
#include "io/hdf5/hdf5_file.h"
#include "io/outfile.h"
#include "tests/test.h"

#include <string.h>
#include <unistd.h>

enum { MOST = 40000 };

/* Stores n bytes as one chunk with the fletcher32 filter alone, and returns
 * the four bytes behind them, read little-endian. */
static uint32_t sum_of_hdf5(ds_hdf5_file *f, const uint8_t *bytes, hsize_t n)
{
    static uint8_t stored[MOST + 4];
    const hsize_t origin = 0;
    uint32_t mask;
    const hid_t space = H5Screate_simple(1, &n, NULL);
    const hid_t list = H5Pcreate(H5P_DATASET_CREATE);
    assert_true(H5Pset_chunk(list, 1, &n) >= 0 && H5Pset_fletcher32(list) >= 0);
    const hid_t set = H5Dcreate2(f->id, "bytes", H5T_STD_U8LE, space,
                                 H5P_DEFAULT, list, H5P_DEFAULT);
    assert_true(
        H5Dwrite(set, H5T_STD_U8LE, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes) >= 0);
    assert_true(H5Dflush(set) >= 0);
    assert_true(H5Dread_chunk(set, H5P_DEFAULT, &origin, &mask, stored) >= 0);
    H5Dclose(set);
    H5Pclose(list);
    H5Sclose(space);
    assert_true(H5Ldelete(f->id, "bytes", H5P_DEFAULT) >= 0);
    const uint8_t *sum = stored + n;
    return sum[0] | (uint32_t)sum[1] << 8 | (uint32_t)sum[2] << 16 |
           (uint32_t)sum[3] << 24;
}

static void equals_what_hdf5_stores(void **state)
{
    (void)state;
    static const size_t sizes[] = {
        1,    2,    3,    4,     719,   720,   721,   8190,  8191, 8192,
        8193, 8194, 8195, 16383, 16384, 16386, 24576, 39999, 40000};
    static uint8_t bytes[MOST];
    ds_error err = {0};
    ds_hdf5_file f = {0};
    int fd;
    assert_ok(ds_spool_open("/tmp/x", &fd, &err), &err);
    ds_hdf5_enter();
    assert_ok(ds_hdf5_create(&f, fd, "x", &err), &err);
    for (int pattern = 0; pattern < 4; pattern++) {
        for (size_t i = 0; i < MOST; i++) {
            const uint8_t mixed = (uint8_t)(i * i * 2654435761u >> 13);
            const uint8_t patterns[] = {0, 255, mixed, i % 2 ? 255 : 0};
            bytes[i] = patterns[pattern];
        }
        for (size_t s = 0; s < COUNT(sizes); s++)
            assert_int_equal(ds_fletcher32(bytes, sizes[s]),
                             sum_of_hdf5(&f, bytes, sizes[s]));
    }
    ds_hdf5_drop(&f);
    ds_hdf5_leave();
    close(fd);
}

static void notices_every_flipped_bit(void **state)
{
    (void)state;
    uint8_t bytes[64] = {1, 2, 3, 250, 251, 252};
    const uint32_t sum = ds_fletcher32(bytes, sizeof bytes);
    for (size_t bit = 0; bit < 8 * sizeof bytes; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_int_not_equal(ds_fletcher32(bytes, sizeof bytes), sum);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_what_hdf5_stores),
        cmocka_unit_test(notices_every_flipped_bit),
    };
    return cmocka_run_group_tests_name("fletcher", tests, NULL, NULL);
}
