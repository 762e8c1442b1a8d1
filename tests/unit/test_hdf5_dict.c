/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/hdf5/hdf5_dict.h"
#include "io/outfile.h"
#include "tests/test.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Code 0, one string of `longest` bytes (0: none), and n of other lengths. */
static void make_dict(ds_dict *dict, size_t longest, int n, ds_error *err)
{
    uint32_t code;
    char text[DS_DICT_MAX_BYTES + 1] = {0};
    memset(text, 'x', longest);
    assert_ok(ds_dict_init(dict, err), err);
    assert_ok(ds_dict_code(dict, text, longest, &code, err), err);
    for (int i = 0; i < n; i++) {
        const int length = snprintf(text, sizeof text, "医院%lld", i * 7919LL);
        assert_ok(ds_dict_code(dict, text, (size_t)length, &code, err), err);
    }
}

/* A file with the dictionary `d`, open; its descriptor is f->fd. */
static void write_dict(const ds_dict *dict, int threads, ds_hdf5_file *f,
                       ds_error *err)
{
    const ds_run run = {.threads = threads};
    int fd;
    assert_ok(ds_spool_open("/tmp/x", &fd, err), err);
    assert_ok(ds_hdf5_create(f, fd, "x", err), err);
    assert_ok(ds_hdf5_write_dict(f, f->id, "d", dict, &run, err), err);
}

static void dictionaries_come_back_in_order(void **state)
{
    (void)state;
    static const struct {
        size_t longest;
        int n;
    } rows[] = {
        {0,    0     },
        {1,    0     },
        {8,    1     },
        {1024, 5000  },
        {30,   300000}
    };
    for (size_t r = 0; r < COUNT(rows); r++) {
        ds_error err = {0};
        ds_hdf5_file f = {0};
        ds_dict dict, back;
        make_dict(&dict, rows[r].longest, rows[r].n, &err);
        ds_hdf5_enter();
        write_dict(&dict, 2, &f, &err);
        assert_ok(ds_hdf5_read_dict(&f, f.id, "d", &back, &err), &err);
        ds_hdf5_drop(&f);
        ds_hdf5_leave();
        assert_int_equal(back.n, dict.n);
        assert_int_equal(back.n_bytes, dict.n_bytes);
        assert_memory_equal(back.bytes.data, dict.bytes.data, dict.n_bytes);
        ds_dict_destroy(&back);
        ds_dict_destroy(&dict);
        close(f.fd);
    }
}

static void bytes_do_not_depend_on_threads(void **state)
{
    (void)state;
    static char a[8 << 20], b[8 << 20];
    ds_error err = {0};
    ds_dict dict;
    ssize_t n = 0;
    make_dict(&dict, 40, 200000, &err);
    for (int threads = 1; threads <= 5; threads += 2) {
        ds_hdf5_file f = {0};
        ds_hdf5_enter();
        write_dict(&dict, threads, &f, &err);
        assert_ok(ds_hdf5_close(&f, &err), &err);
        ds_hdf5_leave();
        const ssize_t m = pread(f.fd, b, sizeof b, 0);
        if (threads == 1) {
            n = m;
            memcpy(a, b, sizeof a);
        }
        assert_true(n > 0 && m == n && n < (ssize_t)sizeof a);
        assert_memory_equal(a, b, (size_t)n);
        close(f.fd);
    }
    ds_dict_destroy(&dict);
}

/* What a damaged or foreign file may hold instead. */
static void refuses_what_is_no_dictionary(void **state)
{
    (void)state;
    static const struct {
        const char *text, *items;
        hsize_t n;
        size_t size;
    } rows[] = {
        {"string 2 is there twice", "\0\0aaaa", 3, 2},
        {"string 0 is not empty",   "aabb",     2, 2},
        {"cannot read as strings",  "",         0, 2},
    };
    for (size_t r = 0; r < COUNT(rows); r++) {
        ds_error err = {0};
        ds_hdf5_file f = {0};
        ds_dict back;
        int fd;
        assert_ok(ds_spool_open("/tmp/x", &fd, &err), &err);
        ds_hdf5_enter();
        assert_ok(ds_hdf5_create(&f, fd, "x", &err), &err);
        const hid_t type = ds_hdf5_text_type(rows[r].size);
        const hid_t space = H5Screate_simple(1, &rows[r].n, NULL);
        const hid_t set = H5Dcreate2(f.id, "d", type, space, H5P_DEFAULT,
                                     H5P_DEFAULT, H5P_DEFAULT);
        H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, rows[r].items);
        H5Dclose(set);
        assert_int_equal(ds_hdf5_read_dict(&f, f.id, "d", &back, &err),
                         DS_ERR_FORMAT);
        assert_non_null(strstr(err.text, rows[r].text));
        H5Sclose(space);
        H5Tclose(type);
        ds_hdf5_drop(&f);
        ds_hdf5_leave();
        ds_dict_destroy(&back);
        close(fd);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dictionaries_come_back_in_order),
        cmocka_unit_test(bytes_do_not_depend_on_threads),
        cmocka_unit_test(refuses_what_is_no_dictionary),
    };
    return cmocka_run_group_tests_name("hdf5_dict", tests, NULL, NULL);
}
