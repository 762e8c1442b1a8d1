/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/hdf5/hdf5_file.h"
#include "io/outfile.h"
#include "tests/test.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* A file with a group and one attribute of each sort. */
static int make_file(ds_error *err)
{
    ds_hdf5_file f = {0};
    hid_t group = H5I_INVALID_HID;
    int fd = -1;
    assert_ok(ds_spool_open("/tmp/x", &fd, err), err);
    assert_ok(ds_hdf5_create(&f, fd, "x", err), err);
    assert_ok(ds_hdf5_group_create(&f, f.id, "claims", &group, err), err);
    assert_ok(ds_hdf5_set_text(&f, group, "unit", "fen", err), err);
    assert_ok(ds_hdf5_set_text(&f, group, "zh", "总费用", err), err);
    assert_ok(ds_hdf5_set_text(&f, group, "none", "", err), err);
    assert_ok(ds_hdf5_set_int(&f, group, "low", INT64_MIN + 1, err), err);
    assert_ok(ds_hdf5_set_names(&f, group, "names", "unknown|no|yes", err),
              err);
    H5Gclose(group);
    assert_ok(ds_hdf5_close(&f, err), err);
    return fd;
}

static void reads_back_attributes(void **state)
{
    (void)state;
    ds_error err = {0};
    ds_hdf5_file f = {0};
    char text[16];
    int64_t low = 0;
    ds_hdf5_enter();
    const int fd = make_file(&err);
    assert_ok(ds_hdf5_open(&f, fd, "x", &err), &err);
    assert_true(ds_hdf5_has(f.id, "claims"));
    assert_false(ds_hdf5_has(f.id, "other"));
    const hid_t group = H5Gopen2(f.id, "claims", H5P_DEFAULT);
    assert_true(ds_hdf5_get_text(group, "unit", text, sizeof text));
    assert_string_equal(text, "fen");
    assert_true(ds_hdf5_get_text(group, "zh", text, sizeof text));
    assert_string_equal(text, "总费用");
    assert_true(ds_hdf5_get_int(group, "low", &low));
    assert_true(low == INT64_MIN + 1);
    assert_false(ds_hdf5_get_text(group, "none", text, sizeof text));
    assert_false(ds_hdf5_get_text(group, "low", text, sizeof text));
    assert_false(ds_hdf5_get_text(group, "names", text, sizeof text));
    assert_false(ds_hdf5_get_int(group, "unit", &low));
    assert_false(ds_hdf5_get_text(group, "zh", text, 9)); /* 9 bytes + 0 */
    H5Gclose(group);
    ds_hdf5_drop(&f);
    ds_hdf5_leave();
    close(fd);
}

static void makes_equal_bytes_twice(void **state)
{
    (void)state;
    ds_error err = {0};
    static char a[1 << 16], b[1 << 16];
    ds_hdf5_enter();
    const int one = make_file(&err);
    sleep(1); /* times are stored in seconds */
    const int two = make_file(&err);
    ds_hdf5_leave();
    const ssize_t n = pread(one, a, sizeof a, 0);
    assert_true(n > 0 && pread(two, b, sizeof b, 0) == n);
    assert_memory_equal(a, b, (size_t)n);
    close(one);
    close(two);
}

static void reports_a_full_disk_with_its_cause(void **state)
{
    (void)state;
    const struct rlimit none = {0, RLIM_INFINITY};
    struct rlimit before;
    ds_error err = {0};
    ds_hdf5_file f = {0};
    int fd;
    assert_ok(ds_spool_open("/tmp/x", &fd, &err), &err);
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    setrlimit(RLIMIT_FSIZE, &none);
    ds_hdf5_enter();
    ds_status st = ds_hdf5_create(&f, fd, "some/file.h5", &err);
    if (st == DS_OK) st = ds_hdf5_close(&f, &err);
    ds_hdf5_leave();
    setrlimit(RLIMIT_FSIZE, &before);
    assert_int_equal(st, DS_ERR_IO);
    assert_string_equal(err.text, "cannot write some/file.h5: File too large");
    close(fd);
}

static void refuses_what_is_no_hdf5_file(void **state)
{
    (void)state;
    ds_error err = {0};
    ds_hdf5_file f = {0};
    const int fd = open("/dev/null", O_RDONLY);
    ds_hdf5_enter();
    assert_int_equal(ds_hdf5_open(&f, fd, "some/file.h5", &err), DS_ERR_FORMAT);
    ds_hdf5_drop(&f);
    ds_hdf5_leave();
    assert_non_null(strstr(err.text, "some/file.h5"));
    assert_non_null(strstr(err.hint, "import it again"));
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_back_attributes),
        cmocka_unit_test(makes_equal_bytes_twice),
        cmocka_unit_test(reports_a_full_disk_with_its_cause),
        cmocka_unit_test(refuses_what_is_no_hdf5_file),
    };
    return cmocka_run_group_tests_name("hdf5_file", tests, NULL, NULL);
}
