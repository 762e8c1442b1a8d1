/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/hdf5/hdf5_file.h"
#include "io/tables/result.h"
#include "tests/folder.h"

#include <fcntl.h>
#include <math.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* clang-format off */
static const ds_column_spec SPECS[] = {
    {"zeta", DS_CELL_TEXT, 0, "", "机构", "first by order, last by name"},
    {"n", DS_CELL_INT, 0, "cases", "例数", ""},
    {"paid_fen", DS_CELL_FEN, 0, "yuan", "支付", "what is paid (T1)"},
    {"points", DS_CELL_POINTS, 0, "points", "点数", ""},
    {"rate", DS_CELL_DECIMAL, 6, "1", "费率", ""},
    {"mean", DS_CELL_REAL, 0, "1", "均值", ""},
    {"day", DS_CELL_DAY, 0, "day", "", ""},
    {"alpha", DS_CELL_MONTH, 0, "month", "", ""},
};
/* clang-format on */
enum { N_COLUMNS = COUNT(SPECS) };

/* Cells that any row number gives, edges among them. */
static int64_t cell_of(size_t row, size_t c)
{
    static const int64_t edges[] = {DS_MISSING, INT64_MAX, -INT64_MAX, 0, -1};
    if (row < COUNT(edges)) return edges[row];
    return (int64_t)(row * 2654435761u % 1000003u) * (c % 2 ? 1 : -1);
}

static void text_of(size_t row, char text[1100])
{
    text[0] = '\0';
    if (row % 7 == 0) return;
    snprintf(text, 1100, "医院%zu", row % 1000);
    if (row != 1) return;
    memset(text, 'x', 1024);
    text[1024] = '\0';
}

static void fill(ds_table *t, const char *name, size_t n)
{
    char text[1100];
    ds_error err = {0};
    *t = (ds_table){0};
    assert_ok(ds_table_init(t, name, "结果表", SPECS, N_COLUMNS, &err), &err);
    assert_ok(ds_table_extend(t, n, &err), &err);
    for (size_t row = 0; row < n; row++)
        for (size_t c = 0; c < N_COLUMNS; c++) {
            text_of(row, text);
            if (SPECS[c].type == DS_CELL_TEXT)
                assert_ok(ds_table_set_text(t, row, c, text, &err), &err);
            else if (SPECS[c].type == DS_CELL_REAL)
                ds_table_set_real(t, row, c, row ? 1.0 / (double)row : NAN);
            else
                ds_table_set(t, row, c, cell_of(row, c));
        }
}

static bool is_equal(const ds_table *a, const ds_table *b)
{
    if (strcmp(a->name, b->name) || strcmp(a->zh, b->zh) ||
        a->n_columns != b->n_columns || a->n_rows != b->n_rows)
        return false;
    for (size_t c = 0; c < a->n_columns; c++) {
        const ds_column_spec *x = &a->columns[c], *y = &b->columns[c];
        if (strcmp(x->name, y->name) || x->type != y->type ||
            x->decimals != y->decimals || strcmp(x->unit, y->unit) ||
            strcmp(x->zh, y->zh) || strcmp(x->help, y->help))
            return false;
        for (size_t row = 0; row < a->n_rows; row++)
            if (x->type == DS_CELL_TEXT
                    ? strcmp(ds_table_get_text(a, row, c),
                             ds_table_get_text(b, row, c)) != 0
                    : ds_table_get(a, row, c) != ds_table_get(b, row, c))
                return false;
    }
    return true;
}

static void gives_back_what_was_written(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 5, 100, 4096, 4097, 20001};
    char path[FOLDER_PATH_SIZE];
    folder_path("r.h5", path);
    for (size_t i = 0; i < COUNT(sizes); i++) {
        ds_error err = {0};
        ds_table t, other, back = {0};
        fill(&t, "sums", sizes[i]);
        fill(&other, "other", 3);
        const ds_table *const tables[] = {&t, &other};
        assert_ok(ds_result_write(path, 2, tables, true, &err), &err);
        assert_ok(ds_result_read(path, "sums", &back, &err), &err);
        assert_true(is_equal(&t, &back));
        ds_table_destroy(&back);
        assert_ok(ds_result_read(path, "other", &back, &err), &err);
        assert_true(is_equal(&other, &back));
        ds_table_destroy(&back);
        ds_table_destroy(&other);
        ds_table_destroy(&t);
    }
}

/* Who reads the file without us must not take fen for yuan. */
static void says_the_unit_of_the_stored_integers(void **state)
{
    (void)state;
    static const char *const units[][2] = {
        {"/sums/paid_fen", "fen"           },
        {"/sums/points",   "1/10,000 point"},
        {"/sums/n",        "cases"         },
    };
    char path[FOLDER_PATH_SIZE], text[64];
    ds_error err = {0};
    ds_table t;
    ds_hdf5_file f = {0};
    folder_path("u.h5", path);
    fill(&t, "sums", 2);
    const ds_table *const tables[] = {&t};
    assert_ok(ds_result_write(path, 1, tables, true, &err), &err);
    const int fd = open(path, O_RDONLY);
    ds_hdf5_enter();
    assert_ok(ds_hdf5_open(&f, fd, path, &err), &err);
    for (size_t i = 0; i < COUNT(units); i++) {
        const hid_t set = H5Dopen2(f.id, units[i][0], H5P_DEFAULT);
        assert_true(ds_hdf5_get_text(set, "unit", text, sizeof text));
        assert_string_equal(text, units[i][1]);
        H5Dclose(set);
    }
    ds_hdf5_drop(&f);
    ds_hdf5_leave();
    close(fd);
    ds_table_destroy(&t);
}

static void writes_the_same_bytes_for_the_same_tables(void **state)
{
    (void)state;
    char path[FOLDER_PATH_SIZE];
    char *bytes[2];
    size_t n[2];
    for (int i = 0; i < 2; i++) {
        ds_error err = {0};
        ds_table t;
        struct stat s;
        fill(&t, "sums", 20000);
        const ds_table *const tables[] = {&t};
        folder_path(i ? "second.h5" : "first.h5", path);
        assert_ok(ds_result_write(path, 1, tables, false, &err), &err);
        assert_int_equal(stat(path, &s), 0);
        assert_int_equal(s.st_mode & 0777, 0600);
        bytes[i] = folder_read(i ? "second.h5" : "first.h5", &n[i]);
        ds_table_destroy(&t);
        if (i == 0) sleep(1); /* times are in seconds */
    }
    assert_int_equal(n[0], n[1]);
    assert_memory_equal(bytes[0], bytes[1], n[0]);
    free(bytes[0]);
    free(bytes[1]);
}

static void lists_its_tables_by_name(void **state)
{
    (void)state;
    char path[FOLDER_PATH_SIZE];
    ds_error err = {0};
    ds_table b, a, list = {0};
    fill(&b, "b", 7);
    fill(&a, "a", 0);
    const ds_table *const tables[] = {&b, &a};
    folder_path("list.h5", path);
    assert_ok(ds_result_write(path, 2, tables, true, &err), &err);
    assert_ok(ds_result_list(path, &list, &err), &err);
    assert_int_equal(list.n_rows, 2);
    assert_string_equal(ds_table_get_text(&list, 0, 0), "a");
    assert_int_equal(ds_table_get(&list, 0, 1), 0);
    assert_int_equal(ds_table_get(&list, 0, 2), N_COLUMNS);
    assert_string_equal(ds_table_get_text(&list, 1, 0), "b");
    assert_int_equal(ds_table_get(&list, 1, 1), 7);
    assert_string_equal(ds_table_get_text(&list, 1, 3), "结果表");
    ds_table_destroy(&list);
    ds_table_destroy(&a);
    ds_table_destroy(&b);
}

static void replaces_a_file_only_when_forced(void **state)
{
    (void)state;
    char path[FOLDER_PATH_SIZE];
    ds_error err = {0};
    ds_table t;
    size_t n;
    fill(&t, "sums", 3);
    const ds_table *const tables[] = {&t};
    folder_write("old.h5", "precious");
    folder_path("old.h5", path);
    assert_int_equal(ds_result_write(path, 1, tables, false, &err), DS_ERR_IO);
    char *bytes = folder_read("old.h5", &n);
    assert_string_equal(bytes, "precious");
    free(bytes);
    assert_ok(ds_result_write(path, 1, tables, true, &err), &err);
    bytes = folder_read("old.h5", &n);
    assert_memory_equal(bytes, "\x89HDF\r\n\x1a\n", 8);
    free(bytes);
    ds_table_destroy(&t);
}

static void names_what_it_cannot_write_or_read(void **state)
{
    (void)state;
    char path[FOLDER_PATH_SIZE];
    ds_error err = {0};
    ds_table t, back = {0};
    fill(&t, "a/b", 1);
    const ds_table *tables[] = {&t};
    assert_int_equal(
        ds_result_write(folder_path("x.h5", path), 1, tables, false, &err),
        DS_ERR_ARG);
    assert_int_equal(access(path, F_OK), -1);
    snprintf(t.name, sizeof t.name, "good");
    assert_ok(ds_result_write(path, 1, tables, false, &err), &err);
    assert_int_equal(ds_result_read(path, "none", &back, &err), DS_ERR_FORMAT);
    assert_non_null(strstr(err.text, "x.h5: no table 'none'"));
    assert_int_equal(ds_result_read(path, "../x", &back, &err), DS_ERR_FORMAT);
    assert_int_equal(
        ds_result_read(folder_path("no.h5", path), "t", &back, &err),
        DS_ERR_IO);
    assert_int_equal(ds_result_read(folder, "t", &back, &err), DS_ERR_IO);
    folder_write("text.h5", "not HDF5");
    assert_int_equal(ds_result_list(folder_path("text.h5", path), &back, &err),
                     DS_ERR_FORMAT);
    ds_table_destroy(&t);
}

/* What a child made of a file: 0 same table, 1 refused, 2 another table. */
static int read_in_child(const ds_table *t, const char *path)
{
    int status;
    const pid_t child = fork();
    if (child == 0) {
        ds_table back = {0};
        alarm(5);
        if (ds_result_read(path, t->name, &back, NULL) != DS_OK) _exit(1);
        _exit(is_equal(t, &back) ? 0 : 2);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 3;
}

static void never_gives_other_data_from_a_damaged_file(void **state)
{
    (void)state;
    char path[FOLDER_PATH_SIZE];
    ds_error err = {0};
    ds_table t;
    size_t n, outcomes[4] = {0};
    fill(&t, "sums", 300);
    const ds_table *const tables[] = {&t};
    folder_path("whole.h5", path);
    assert_ok(ds_result_write(path, 1, tables, true, &err), &err);
    char *bytes = folder_read("whole.h5", &n);
    folder_path("damaged.h5", path);
    for (size_t i = 0; i < n; i += n / 200 + 1) {
        bytes[i] ^= 0x10;
        folder_write_bytes("damaged.h5", bytes, n);
        bytes[i] ^= 0x10;
        outcomes[read_in_child(&t, path)]++;
    }
    for (size_t i = 0; i < n; i += n / 20 + 1) {
        folder_write_bytes("damaged.h5", bytes, i);
        outcomes[read_in_child(&t, path)]++;
    }
    print_message("%zu mutants: %zu the same, %zu refused, %zu crashed HDF5\n",
                  outcomes[0] + outcomes[1] + outcomes[3], outcomes[0],
                  outcomes[1], outcomes[3]);
    assert_int_equal(outcomes[2], 0);
    assert_true(outcomes[1] > 50);
    assert_true(outcomes[3] <= 5);
    free(bytes);
    ds_table_destroy(&t);
}

static int python(const char *path, const char *code)
{
    char command[2048];
    snprintf(command, sizeof command,
             "/usr/bin/python3 -c \"import sys, h5py\nf = "
             "h5py.File(sys.argv[1])\n%s\" %s 2>/dev/null",
             code, path);
    return system(command);
}

static void is_read_by_h5py(void **state)
{
    (void)state;
    char path[FOLDER_PATH_SIZE];
    ds_error err = {0};
    ds_table t;
    fill(&t, "sums", 5000);
    const ds_table *const tables[] = {&t};
    folder_path("python.h5", path);
    assert_ok(ds_result_write(path, 1, tables, true, &err), &err);
    ds_table_destroy(&t);
    if (python(path, "") != 0) {
        print_message("no h5py here\n");
        skip();
    }
    assert_int_equal(
        python(path,
               "t = f['sums']\n"
               "assert list(t) == ['zeta', 'n', 'paid_fen', 'points', 'rate', "
               "'mean', 'day', 'alpha']\n"
               "assert t.attrs['label_zh'].decode() == '结果表'\n"
               "assert t.attrs['rows'] == 5000\n"
               "z = t['zeta'].asstr()[:]\n"
               "assert z[2] == '医院2' and z[7] == '' and len(z[1]) == 1024\n"
               "p = t['paid_fen']\n"
               "assert p.attrs['unit'] == p.attrs['type'] == b'fen'\n"
               "assert p.attrs['decimals'] == 2\n"
               "assert p[0] == p.attrs['missing'] == -2**63\n"
               "assert p[1] == 2**63 - 1 and t['mean'][4] == 0.25\n"),
        0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_back_what_was_written),
        cmocka_unit_test(says_the_unit_of_the_stored_integers),
        cmocka_unit_test(writes_the_same_bytes_for_the_same_tables),
        cmocka_unit_test(lists_its_tables_by_name),
        cmocka_unit_test(replaces_a_file_only_when_forced),
        cmocka_unit_test(names_what_it_cannot_write_or_read),
        cmocka_unit_test(never_gives_other_data_from_a_damaged_file),
        cmocka_unit_test(is_read_by_h5py),
    };
    return cmocka_run_group_tests_name("result", tests, folder_make,
                                       folder_remove);
}
