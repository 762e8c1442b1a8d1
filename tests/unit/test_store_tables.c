/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Covers io/store/store_tables.c: tables put into an existing claims file. */
#include "tests/folder.h"
#include "tests/store_fixture.h"

static ds_table table_of(const char *name, int64_t value)
{
    static const ds_column_spec specs[] = {
        {"id", DS_CELL_INT, 0, "", "", ""}
    };
    ds_table t = {0};
    ds_error err = {0};
    assert_ok(ds_table_init(&t, name, "", specs, 1, &err), &err);
    assert_ok(ds_table_extend(&t, 1, &err), &err);
    ds_table_set(&t, 0, 0, value);
    return t;
}

static void put_table(const char *path, const char *name, int64_t value)
{
    ds_table t = table_of(name, value);
    const ds_table *tables[] = {&t};
    ds_error err = {0};
    assert_ok(ds_store_set_tables(path, 1, tables, &err), &err);
    ds_table_destroy(&t);
}

/* Two blocks, several widths: whatever is stored is there again. */
static void keeps_all_else_and_replaces_the_table(void **state)
{
    (void)state;
    char path[FOLDER_PATH_SIZE];
    ds_error err = {0};
    ds_store *s = NULL;
    ds_table t = {0};
    const fixture_options o = {
        .n_rows = DS_BLOCK_ROWS + 77, .threads = 2, .level = 1};
    folder_path("a.h5", path);
    assert_ok(fixture_write(path, &o, &err), &err);
    put_table(path, "control", 1);
    put_table(path, "hospital", 2);
    put_table(path, "control", 3);
    assert_ok(ds_store_open(path, &s, &err), &err);
    assert_ok(ds_store_table(s, "control", &t, &err), &err);
    assert_int_equal(ds_table_get(&t, 0, 0), 3);
    ds_table_destroy(&t);
    assert_ok(ds_store_table(s, "hospital", &t, &err), &err);
    assert_int_equal(ds_table_get(&t, 0, 0), 2);
    ds_table_destroy(&t);
    const ds_source *source = ds_store_source(s);
    assert_int_equal(source->n_rows, o.n_rows);
    assert_int_equal(source->n_columns, N_FIXTURE_COLUMNS);
    for (size_t c = 0; c < N_FIXTURE_COLUMNS; c++) { /* and their order */
        assert_string_equal(source->columns[c].name, fixture_columns[c].name);
        ds_reader *r = NULL;
        static int64_t lane[DS_SLICE_ROWS];
        int64_t *lanes[] = {lane};
        assert_ok(source->ops->reader_new(source, 1, &c, &r, &err), &err);
        assert_ok(source->ops->load(r, 1, &err), &err);
        assert_ok(source->ops->fill(r, 0, 77, lanes, &err), &err);
        for (size_t i = 0; i < 77; i++)
            assert_true(lane[i] == fixture_value(c, DS_BLOCK_ROWS + i));
        source->ops->reader_free(r);
    }
    ds_store_close(s);
}

static void equal_work_gives_equal_bytes(void **state)
{
    (void)state;
    char path[FOLDER_PATH_SIZE];
    ds_error err = {0};
    const fixture_options o = {.n_rows = 5, .threads = 1, .is_bare = true};
    size_t n[2];
    char *bytes[2];
    for (int i = 0; i < 2; i++) {
        folder_path("b.h5", path);
        remove(path);
        assert_ok(fixture_write(path, &o, &err), &err);
        for (int k = 0; k <= i; k++) put_table(path, "roster", 1); /* again */
        bytes[i] = folder_read("b.h5", &n[i]);
    }
    assert_int_equal(n[0], n[1]);
    assert_memory_equal(bytes[0], bytes[1], n[0]);
    free(bytes[0]);
    free(bytes[1]);
}

static void leaves_other_files_alone(void **state)
{
    (void)state;
    char path[FOLDER_PATH_SIZE];
    ds_error err = {0};
    ds_table t = table_of("roster", 1);
    const ds_table *tables[] = {&t};
    folder_write("c.h5", "no claims");
    folder_path("c.h5", path);
    assert_int_equal(ds_store_set_tables(path, 1, tables, &err), DS_ERR_FORMAT);
    size_t n;
    char *bytes = folder_read("c.h5", &n);
    assert_string_equal(bytes, "no claims");
    free(bytes);
    assert_int_equal(
        ds_store_set_tables(folder_path("no.h5", path), 1, tables, &err),
        DS_ERR_IO);
    ds_table_destroy(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_all_else_and_replaces_the_table),
        cmocka_unit_test(equal_work_gives_equal_bytes),
        cmocka_unit_test(leaves_other_files_alone),
    };
    return cmocka_run_group_tests_name("store_tables", tests, folder_make,
                                       folder_remove);
}
