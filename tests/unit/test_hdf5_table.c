/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/hdf5_dict.h"
#include "io/hdf5_table.h"
#include "io/outfile.h"
#include "tests/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const ds_column_spec specs[] = {
    {"hospital", DS_CELL_TEXT,    0, "",       "医疗机构", "who claims"},
    {"cases",    DS_CELL_INT,     0, "cases",  "例数",       ""          },
    {"total",    DS_CELL_FEN,     0, "yuan",   "总费用",    "total cost"},
    {"points",   DS_CELL_POINTS,  0, "points", "",             ""          },
    {"rate",     DS_CELL_DECIMAL, 6, "1",      "",             ""          },
    {"sd",       DS_CELL_REAL,    0, "yuan",   "",             ""          },
    {"day",      DS_CELL_DAY,     0, "",       "",             ""          },
    {"month",    DS_CELL_MONTH,   0, "",       "",             ""          },
};

static int64_t cell(size_t row, size_t column)
{
    if (row % 7 == column) return DS_MISSING;
    return (int64_t)(row * 1000003 + column) - 5000;
}

static void make_table(ds_table *t, size_t n_rows, ds_error *err)
{
    assert_ok(ds_table_init(t, "hospital", "机构", specs, COUNT(specs), err),
              err);
    assert_ok(ds_table_extend(t, n_rows, err), err);
    for (size_t r = 0; r < n_rows; r++) {
        char text[32];
        snprintf(text, sizeof text, "H%zu%s", r % 1000, r % 3 ? "" : "医院");
        if (r % 7 != 0) assert_ok(ds_table_set_text(t, r, 0, text, err), err);
        for (size_t c = 1; c < COUNT(specs); c++)
            if (c != 5) ds_table_set(t, r, c, cell(r, c));
        if (r % 7 != 5) ds_table_set_real(t, r, 5, (double)r / 3);
    }
}

static void assert_equal_tables(const ds_table *a, const ds_table *b)
{
    assert_string_equal(a->name, b->name);
    assert_string_equal(a->zh, b->zh);
    assert_int_equal(a->n_rows, b->n_rows);
    assert_int_equal(a->n_columns, b->n_columns);
    for (size_t c = 0; c < a->n_columns; c++) {
        const ds_column_spec *x = &a->columns[c], *y = &b->columns[c];
        assert_string_equal(x->name, y->name);
        assert_string_equal(x->unit, y->unit);
        assert_string_equal(x->zh, y->zh);
        assert_string_equal(x->help, y->help);
        assert_int_equal(x->type, y->type);
        assert_int_equal(x->decimals, y->decimals);
        for (size_t r = 0; r < a->n_rows; r++) {
            if (x->type == DS_CELL_TEXT)
                assert_string_equal(ds_table_get_text(a, r, c),
                                    ds_table_get_text(b, r, c));
            else
                assert_memory_equal((int64_t *)a->cells[c].data + r,
                                    (int64_t *)b->cells[c].data + r, 8);
        }
    }
}

static int write_table(const ds_table *t, int threads, ds_error *err)
{
    const ds_run run = {.threads = threads};
    ds_hdf5_file f = {0};
    int fd = -1;
    assert_ok(ds_spool_open("/tmp/x", &fd, err), err);
    ds_hdf5_enter();
    assert_ok(ds_hdf5_create(&f, fd, "x", err), err);
    assert_ok(ds_hdf5_write_table(&f, f.id, t, &run, err), err);
    assert_ok(ds_hdf5_close(&f, err), err);
    ds_hdf5_leave();
    return fd;
}

static void tables_come_back_as_they_were(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 2, 1000, (256 << 10) + 1};
    for (size_t s = 0; s < COUNT(sizes); s++) {
        ds_error err = {0};
        ds_hdf5_file f = {0};
        ds_table t, back;
        make_table(&t, sizes[s], &err);
        const int fd = write_table(&t, 2, &err);
        ds_hdf5_enter();
        assert_ok(ds_hdf5_open(&f, fd, "x", &err), &err);
        assert_ok(ds_hdf5_read_table(&f, f.id, "hospital", &back, &err), &err);
        ds_hdf5_drop(&f);
        ds_hdf5_leave();
        assert_equal_tables(&t, &back);
        ds_table_destroy(&back);
        ds_table_destroy(&t);
        close(fd);
    }
}

static void bytes_do_not_depend_on_threads(void **state)
{
    (void)state;
    static char a[8 << 20], b[8 << 20];
    ds_error err = {0};
    ds_table t;
    make_table(&t, 600000, &err);
    const int one = write_table(&t, 1, &err);
    const ssize_t n = pread(one, a, sizeof a, 0);
    for (int threads = 2; threads <= 5; threads += 3) {
        const int many = write_table(&t, threads, &err);
        assert_true(n > 0 && pread(many, b, sizeof b, 0) == n);
        assert_memory_equal(a, b, (size_t)n);
        close(many);
    }
    ds_table_destroy(&t);
    close(one);
}

static void a_missing_table_is_named(void **state)
{
    (void)state;
    ds_error err = {0};
    ds_hdf5_file f = {0};
    ds_table t, back;
    make_table(&t, 1, &err);
    const int fd = write_table(&t, 1, &err);
    ds_hdf5_enter();
    assert_ok(ds_hdf5_open(&f, fd, "some/file.h5", &err), &err);
    assert_int_equal(ds_hdf5_read_table(&f, f.id, "person", &back, &err),
                     DS_ERR_FORMAT);
    assert_string_equal(err.text, "some/file.h5: no table 'person'");
    ds_hdf5_drop(&f);
    ds_hdf5_leave();
    ds_table_destroy(&back);
    ds_table_destroy(&t);
    close(fd);
}

/* As another program may write it: plain int32 with its own missing value. */
static void plain_columns_of_others_are_read(void **state)
{
    (void)state;
    static const int32_t values[] = {5, -1, 7};
    static const hsize_t n = 3;
    ds_error err = {0};
    ds_hdf5_file f = {0};
    ds_table back;
    hid_t group;
    int fd;
    assert_ok(ds_spool_open("/tmp/x", &fd, &err), &err);
    ds_hdf5_enter();
    assert_ok(ds_hdf5_create(&f, fd, "x", &err), &err);
    assert_ok(ds_hdf5_group_create(&f, f.id, "t", &group, &err), &err);
    const hid_t space = H5Screate_simple(1, &n, NULL);
    const hid_t set = H5Dcreate2(group, "days", H5T_STD_I32LE, space,
                                 H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    H5Dwrite(set, H5T_STD_I32LE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
    assert_ok(ds_hdf5_set_int(&f, set, "missing", -1, &err), &err);
    assert_ok(ds_hdf5_read_table(&f, f.id, "t", &back, &err), &err);
    H5Sclose(space);
    ds_hdf5_drop(&f);
    ds_hdf5_leave();
    assert_int_equal(back.n_rows, 3);
    assert_true(ds_table_get(&back, 0, 0) == 5);
    assert_true(ds_table_get(&back, 1, 0) == DS_MISSING);
    assert_true(ds_table_get(&back, 2, 0) == 7);
    ds_table_destroy(&back);
    close(fd);
}

static void dictionaries_come_back_in_order(void **state)
{
    (void)state;
    static const size_t longest[] = {0, 8, 1024}; /* bytes of the longest */
    for (size_t l = 0; l < COUNT(longest); l++) {
        ds_error err = {0};
        ds_hdf5_file f = {0};
        ds_dict dict, back;
        uint32_t code;
        char text[1025] = {0};
        const ds_run run = {.threads = 2};
        int fd;
        memset(text, 'x', longest[l]);
        assert_ok(ds_dict_init(&dict, &err), &err);
        assert_ok(ds_dict_code(&dict, text, longest[l], &code, &err), &err);
        for (int i = 0; longest[l] > 0 && i < 5000; i++) {
            const int n = snprintf(text, sizeof text, "%d", i * 7919);
            assert_ok(ds_dict_code(&dict, text, (size_t)n, &code, &err), &err);
        }
        assert_ok(ds_spool_open("/tmp/x", &fd, &err), &err);
        ds_hdf5_enter();
        assert_ok(ds_hdf5_create(&f, fd, "x", &err), &err);
        assert_ok(ds_hdf5_write_dict(&f, f.id, "d", &dict, &run, &err), &err);
        assert_ok(ds_hdf5_read_dict(&f, f.id, "d", &back, &err), &err);
        ds_hdf5_drop(&f);
        ds_hdf5_leave();
        assert_int_equal(back.n, dict.n);
        for (uint32_t i = 0; i < dict.n; i++)
            assert_string_equal(ds_dict_text(&back, i), ds_dict_text(&dict, i));
        ds_dict_destroy(&back);
        ds_dict_destroy(&dict);
        close(fd);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_come_back_as_they_were),
        cmocka_unit_test(bytes_do_not_depend_on_threads),
        cmocka_unit_test(a_missing_table_is_named),
        cmocka_unit_test(plain_columns_of_others_are_read),
        cmocka_unit_test(dictionaries_come_back_in_order),
    };
    return cmocka_run_group_tests_name("hdf5_table", tests, NULL, NULL);
}
