/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/golden/damage.c - makes claims files that the program itself never
 * writes, with HDF5 alone. usage: damage FILE HOW COLUMN [ARGUMENT...]
 * COLUMN is one of the claims, or the whole path of another.
 *   flip C              one bit in what is stored of the column
 *   shorten C           one row fewer
 *   set C ROW VALUE     a value, whatever the column's range
 *   high C VALUE        the attribute that says its largest value
 *   remove PATH         a column, table or dictionary */
#include <fcntl.h>
#include <hdf5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The middle of the first chunk, or of a small dataset's header, in which its
 * values lie. */
static int find_middle(hid_t column, haddr_t *at)
{
    hsize_t start, size;
    unsigned mask;
    H5O_info_t info;
    const hid_t list = H5Dget_create_plist(column);
    const hid_t space = H5Dget_space(column);
    int found;
    if (H5Pget_layout(list) == H5D_CHUNKED) {
        found = H5Dget_chunk_info(column, space, 0, &start, &mask, at, &size);
    } else {
        found = H5Oget_info2(column, &info, H5O_INFO_BASIC | H5O_INFO_HDR);
        *at = info.addr;
        size = info.hdr.space.total;
    }
    *at += size / 2;
    H5Sclose(space);
    H5Pclose(list);
    return found;
}

static int flip(const char *file, hid_t column)
{
    haddr_t at;
    char byte;
    if (find_middle(column, &at) < 0) return -1;
    const int fd = open(file, O_RDWR);
    if (fd < 0 || pread(fd, &byte, 1, (off_t)at) != 1) return -1;
    byte ^= 1;
    return pwrite(fd, &byte, 1, (off_t)at) == 1 ? close(fd) : -1;
}

static int shorten(hid_t column)
{
    hsize_t n;
    const hid_t space = H5Dget_space(column);
    H5Sget_simple_extent_dims(space, &n, NULL);
    H5Sclose(space);
    n--;
    return H5Dset_extent(column, &n);
}

static int set(hid_t column, hsize_t row, int64_t value)
{
    const hsize_t one = 1;
    const hid_t space = H5Dget_space(column);
    const hid_t memory = H5Screate_simple(1, &one, NULL);
    H5Sselect_hyperslab(space, H5S_SELECT_SET, &row, NULL, &one, NULL);
    const int done =
        H5Dwrite(column, H5T_NATIVE_INT64, memory, space, H5P_DEFAULT, &value);
    H5Sclose(memory);
    H5Sclose(space);
    return done;
}

static int set_high(hid_t column, int64_t value)
{
    const hid_t high = H5Aopen(column, "high", H5P_DEFAULT);
    const int done = H5Awrite(high, H5T_NATIVE_INT64, &value);
    H5Aclose(high);
    return done;
}

static int harm(hid_t column, int argc, char **argv)
{
    const char *how = argv[2];
    const long long last = argc > 4 ? atoll(argv[argc - 1]) : 0;
    if (strcmp(how, "flip") == 0) return flip(argv[1], column);
    if (strcmp(how, "shorten") == 0) return shorten(column);
    if (strcmp(how, "high") == 0) return set_high(column, last);
    if (strcmp(how, "set") == 0 && argc == 6)
        return set(column, (hsize_t)atoll(argv[4]), last);
    return -1;
}

int main(int argc, char **argv)
{
    int done = -1;
    if (argc < 4) return 2;
    const hid_t file = H5Fopen(argv[1], H5F_ACC_RDWR, H5P_DEFAULT);
    if (strcmp(argv[2], "remove") == 0) {
        done = H5Ldelete(file, argv[3], H5P_DEFAULT);
    } else {
        char path[80];
        snprintf(path, sizeof path, "%s%s", argv[3][0] == '/' ? "" : "/claims/",
                 argv[3]);
        const hid_t column = H5Dopen2(file, path, H5P_DEFAULT);
        done = harm(column, argc, argv);
        H5Dclose(column);
    }
    return H5Fclose(file) >= 0 && done >= 0 ? 0 : 1;
}
