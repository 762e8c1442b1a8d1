/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/hdf5/hdf5_file.h"
#include "kernels/scan.h"
#include "tests/store_fixture.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

static char folder[] = "/tmp/ds_store_XXXXXX";
static char target[64];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder)) return -1;
    snprintf(target, sizeof target, "%s/claims.h5", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(target);
    return rmdir(folder);
}

static int n_entries(void)
{
    int n = -2; /* . and .. */
    DIR *d = opendir(folder);
    while (readdir(d)) n++;
    closedir(d);
    return n;
}

/* The values of a narrow column in a narrow lane. */
static void assert_narrow(const ds_source *s, size_t c)
{
    ds_error err = {0};
    ds_reader *r;
    static _Alignas(64) int32_t values[DS_SLICE_ROWS];
    int32_t *lane[] = {values};
    assert_ok(s->ops->reader_new(s, 1, &c, &r, &err), &err);
    uint64_t row = 0;
    for (size_t b = 0; b < ds_source_blocks(s); b++) {
        const size_t rows = ds_source_block_rows(s, b);
        assert_ok(s->ops->load(r, b, &err), &err);
        for (size_t first = 0, n; first < rows; first += n) {
            n = rows - first < DS_SLICE_ROWS ? rows - first : DS_SLICE_ROWS;
            assert_ok(s->ops->fill_narrow(r, first, n, lane, &err), &err);
            for (size_t i = 0; i < n; i++, row++)
                if (ds_widen(values[i]) != fixture_value(c, row))
                    fail_msg("column %s, row %llu differs",
                             fixture_columns[c].name, (unsigned long long)row);
        }
    }
    s->ops->reader_free(r);
}

/* Every value, as the source gives it and as the fixture made it. */
static void assert_values(const ds_source *s, uint64_t n_rows)
{
    ds_error err = {0};
    ds_reader *r;
    size_t all[N_FIXTURE_COLUMNS];
    int64_t *lane[N_FIXTURE_COLUMNS];
    static _Alignas(64) int64_t lanes[N_FIXTURE_COLUMNS][DS_SLICE_ROWS];
    for (size_t c = 0; c < N_FIXTURE_COLUMNS; c++) {
        all[c] = c;
        lane[c] = lanes[c];
        assert_string_equal(s->columns[c].name, fixture_columns[c].name);
    }
    assert_true(s->n_rows == n_rows);
    assert_ok(s->ops->reader_new(s, N_FIXTURE_COLUMNS, all, &r, &err), &err);
    uint64_t row = 0;
    for (size_t b = 0; b < ds_source_blocks(s); b++) {
        const size_t rows = ds_source_block_rows(s, b);
        assert_ok(s->ops->load(r, b, &err), &err);
        for (size_t first = 0, n; first < rows; first += n) {
            n = rows - first < DS_SLICE_ROWS ? rows - first : DS_SLICE_ROWS;
            assert_ok(s->ops->fill(r, first, n, lane, &err), &err);
            for (size_t i = 0; i < n; i++, row++)
                for (size_t c = 0; c < N_FIXTURE_COLUMNS; c++)
                    if (lane[c][i] != fixture_value(c, row))
                        fail_msg("column %s, row %llu differs",
                                 fixture_columns[c].name,
                                 (unsigned long long)row);
        }
    }
    assert_true(row == n_rows);
    s->ops->reader_free(r);
    size_t n_narrow = 0;
    for (size_t c = 0; c < N_FIXTURE_COLUMNS; c++) {
        if (!ds_source_is_narrow(s, c)) continue;
        assert_narrow(s, c);
        n_narrow++;
    }
    assert_in_range(n_narrow, 1, N_FIXTURE_COLUMNS);
}

static const uint64_t sizes[] = {0,
                                 1,
                                 1000,
                                 DS_BLOCK_ROWS - 1,
                                 DS_BLOCK_ROWS,
                                 DS_BLOCK_ROWS + 1,
                                 2 * DS_BLOCK_ROWS + 777};

static void values_come_back(void **state)
{
    (void)state;
    for (int level = 0; level <= 1; level++) {
        for (size_t i = 0; i < COUNT(sizes); i++) {
            ds_error err = {0};
            ds_store *s;
            const fixture_options o = {
                .n_rows = sizes[i], .threads = 2, .level = level};
            assert_ok(fixture_write(target, &o, &err), &err);
            assert_ok(ds_store_open(target, &s, &err), &err);
            assert_values(ds_store_source(s), sizes[i]);
            ds_store_close(s);
            unlink(target);
        }
    }
}

/* HDF5's own filters undo what ours did. */
static void hdf5_reads_the_same_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(sizes); i++) {
        ds_error err = {0};
        ds_hdf5_file f = {0};
        const fixture_options o = {
            .n_rows = sizes[i], .threads = 2, .level = i % 2 ? 1 : 6};
        int64_t *values = calloc(sizes[i] + 1, sizeof *values);
        assert_ok(fixture_write(target, &o, &err), &err);
        const int fd = open(target, O_RDONLY);
        ds_hdf5_enter();
        assert_ok(ds_hdf5_open(&f, fd, target, &err), &err);
        for (size_t c = 0; c < N_FIXTURE_COLUMNS; c++) {
            char name[80];
            int64_t missing = DS_MISSING;
            snprintf(name, sizeof name, "/claims/%.64s",
                     fixture_columns[c].name);
            const hid_t set = H5Dopen2(f.id, name, H5P_DEFAULT);
            assert_true(H5Dread(set, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL,
                                H5P_DEFAULT, values) >= 0);
            assert_int_equal(ds_hdf5_get_int(set, "missing", &missing),
                             fixture_columns[c].is_nullable);
            for (uint64_t row = 0; row < sizes[i]; row++) {
                const int64_t v = fixture_value(c, row);
                assert_true(values[row] == (v == DS_MISSING ? missing : v));
            }
            H5Dclose(set);
        }
        ds_hdf5_drop(&f);
        ds_hdf5_leave();
        close(fd);
        free(values);
        unlink(target);
    }
}

static void columns_are_as_narrow_as_their_values(void **state)
{
    (void)state;
    static const struct {
        size_t column;
        int64_t low, high;
    } rows[] = {
        {1, 0,   N_PATIENTS - 1 },
        {2, 0,   N_HOSPITALS - 1},
        {3, 0,   0              },
        {4, 0,   2              },
        {6, 0,   0              },
        {7, 240, 275            }
    };
    ds_error err = {0};
    ds_store *s;
    const fixture_options o = {
        .n_rows = 2 * DS_BLOCK_ROWS + 777, .threads = 2, .level = 1};
    assert_ok(fixture_write(target, &o, &err), &err);
    assert_ok(ds_store_open(target, &s, &err), &err);
    const ds_source_column *columns = ds_store_source(s)->columns;
    for (size_t c = 0; c < N_FIXTURE_COLUMNS; c++) {
        assert_int_equal(columns[c].width, fixture_widths[c]);
        assert_int_equal(columns[c].kind, fixture_columns[c].kind);
        assert_string_equal(columns[c].dictionary,
                            fixture_columns[c].dictionary);
        assert_int_equal(columns[c].is_nullable,
                         fixture_columns[c].is_nullable);
    }
    for (size_t r = 0; r < COUNT(rows); r++) {
        assert_true(columns[rows[r].column].low == rows[r].low);
        assert_true(columns[rows[r].column].high == rows[r].high);
    }
    ds_store_close(s);
    unlink(target);
}

static void bytes_depend_on_neither_threads_nor_order(void **state)
{
    (void)state;
    for (int level = 0; level <= 1; level++) {
        char *first = NULL, sum[DS_CHECKSUM_SIZE] = "";
        size_t n_first = 0;
        for (int threads = 1; threads <= 5; threads += threads == 1 ? 1 : 3) {
            ds_error err = {0};
            size_t n;
            char again[DS_CHECKSUM_SIZE];
            ds_store *s;
            const fixture_options o = {.n_rows = 2 * DS_BLOCK_ROWS + 777,
                                       .threads = threads,
                                       .level = level,
                                       .is_reversed = threads == 2};
            assert_ok(fixture_write(target, &o, &err), &err);
            char *bytes = fixture_bytes(target, &n);
            assert_ok(ds_store_open(target, &s, &err), &err);
            assert_ok(ds_store_checksum(s, again, &err), &err);
            ds_store_close(s);
            if (!first) {
                first = bytes;
                n_first = n;
                memcpy(sum, again, sizeof sum);
            } else {
                assert_int_equal(n, n_first);
                assert_memory_equal(bytes, first, n);
                assert_string_equal(again, sum);
                free(bytes);
            }
            unlink(target);
        }
        free(first);
    }
}

static void checksums_differ_with_the_contents(void **state)
{
    (void)state;
    static const uint64_t n_rows[] = {0, 1, 2, 1000, DS_BLOCK_ROWS + 1};
    char sums[COUNT(n_rows)][DS_CHECKSUM_SIZE];
    for (size_t i = 0; i < COUNT(n_rows); i++) {
        ds_error err = {0};
        ds_store *s;
        const fixture_options o = {
            .n_rows = n_rows[i], .threads = 1, .level = 1};
        assert_ok(fixture_write(target, &o, &err), &err);
        assert_ok(ds_store_open(target, &s, &err), &err);
        assert_ok(ds_store_checksum(s, sums[i], &err), &err);
        assert_int_equal(strlen(sums[i]), 32);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(sums[i], sums[j]);
        ds_store_close(s);
        unlink(target);
    }
}

static ds_status same_string(void *ctx, uint32_t code, const char *text,
                             size_t n, ds_error *err)
{
    const ds_dict *dict = ctx;
    (void)err;
    assert_int_equal(n, ds_dict_length(dict, code));
    assert_memory_equal(text, ds_dict_text(dict, code), n);
    return DS_OK;
}

static void dictionaries_and_tables_come_back(void **state)
{
    (void)state;
    ds_error err = {0};
    ds_store *s;
    ds_dict dict;
    ds_table t;
    const fixture_options o = {.n_rows = 10, .threads = 2, .level = 1};
    assert_ok(fixture_write(target, &o, &err), &err);
    assert_ok(ds_store_open(target, &s, &err), &err);
    const ds_source *source = ds_store_source(s);
    assert_ok(source->ops->dictionary(source, "patient", &dict, &err), &err);
    assert_int_equal(dict.n, N_PATIENTS);
    assert_string_equal(ds_dict_text(&dict, 0), "");
    assert_string_equal(ds_dict_text(&dict, 69999), "patient医69999");
    const ds_strings strings = {&dict, same_string};
    assert_ok(source->ops->strings(source, "patient", &strings, &err), &err);
    assert_int_equal(source->ops->strings(source, "drg", &strings, &err),
                     DS_ERR_FORMAT);
    ds_dict_destroy(&dict);
    assert_int_equal(source->ops->dictionary(source, "drg", &dict, &err),
                     DS_ERR_FORMAT);
    assert_true(ds_store_has_table(s, "hospital"));
    assert_false(ds_store_has_table(s, "patient"));
    assert_false(ds_store_has_table(s, "person"));
    assert_false(ds_store_has_table(s, "claims"));
    assert_ok(ds_store_table(s, "hospital", &t, &err), &err);
    assert_true(ds_table_get(&t, 1, 1) == 55);
    assert_string_equal(t.zh, "医疗机构");
    ds_table_destroy(&t);
    assert_int_equal(ds_store_table(s, "person", &t, &err), DS_ERR_FORMAT);
    assert_non_null(strstr(err.text, "person"));
    ds_store_close(s);
    unlink(target);
}

static void an_existing_file_is_kept_without_force(void **state)
{
    (void)state;
    ds_error err = {0};
    ds_store *s;
    fixture_options o = {.n_rows = 10, .threads = 1, .level = 1};
    assert_ok(fixture_write(target, &o, &err), &err);
    o.n_rows = 20;
    assert_int_equal(fixture_write(target, &o, &err), DS_ERR_IO);
    assert_non_null(strstr(err.hint, "--force"));
    assert_ok(ds_store_open(target, &s, &err), &err);
    assert_true(ds_store_source(s)->n_rows == 10);
    ds_store_close(s);
    o.force = true;
    assert_ok(fixture_write(target, &o, &err), &err);
    assert_ok(ds_store_open(target, &s, &err), &err);
    assert_true(ds_store_source(s)->n_rows == 20);
    ds_store_close(s);
    assert_int_equal(n_entries(), 1);
    unlink(target);
}

/* The limit on file sizes stands for the disk: it is met in the spool, in the
 * dictionaries, in the columns and at the close. */
static void a_full_disk_leaves_nothing(void **state)
{
    (void)state;
    struct rlimit before;
    const fixture_options o = {
        .n_rows = DS_BLOCK_ROWS + 777, .threads = 2, .level = 1};
    ds_error err = {0};
    size_t n;
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    assert_ok(fixture_write(target, &o, &err), &err);
    free(fixture_bytes(target, &n));
    unlink(target);
    for (size_t room = 0; room < n; room += n / 9) {
        const struct rlimit limit = {room, before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
        const ds_status st = fixture_write(target, &o, &err);
        setrlimit(RLIMIT_FSIZE, &before);
        assert_int_equal(st, DS_ERR_IO);
        assert_non_null(strstr(err.text, "File too large"));
        assert_true(err.hint[0] != '\0');
        assert_int_equal(n_entries(), 0);
    }
}

static void a_killed_writer_leaves_nothing(void **state)
{
    (void)state;
    static const useconds_t after[] = {1000, 20000, 100000, 200000};
    for (size_t i = 0; i < COUNT(after); i++) {
        const fixture_options o = {
            .n_rows = DS_BLOCK_ROWS + 777, .threads = 1, .level = 9};
        ds_error err = {0};
        const pid_t child = fork();
        if (child == 0) {
            for (;;) {
                if (fixture_write(target, &o, &err) != DS_OK) _exit(1);
                unlink(target);
            }
        }
        usleep(after[i]);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        assert_true(n_entries() <= 1); /* killed between commit and unlink */
        if (n_entries() == 1) {
            ds_store *s;
            assert_ok(ds_store_open(target, &s, &err), &err);
            ds_store_close(s);
            unlink(target);
        }
    }
}

static void wrong_use_is_refused_and_leaves_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *what, *text;
        int64_t value;    /* of the one row of `column` */
        size_t column;    /* of the fixture's */
        size_t block;     /* where it is put */
        uint32_t n_codes; /* of both dictionaries; 0: not put */
        ds_status status;
    } rows[] = {
        {"fine",            "",                                  2,              4, 0, 9, DS_OK      },
        {"a negative code", "row 1, column patient",             -1,             1, 0, 9, DS_ERR_DATA},
        {"a missing code",  "row 1, column hospital",            DS_MISSING,     2, 0, 9,
         DS_ERR_DATA                                                                                 },
        {"missing money",   "row 1, column total_fen",           DS_MISSING,     8, 0, 9,
         DS_ERR_DATA                                                                                 },
        {"too much money",  "row 1, column pool_fen",            DS_MAX_FEN + 1, 9, 0, 9,
         DS_ERR_DATA                                                                                 },
        {"the last code",   "",                                  8,              2, 0, 9, DS_OK      },
        {"a code too many", "column hospital has codes outside", 9,              2, 0, 9,
         DS_ERR_ARG                                                                                  },
        {"no dictionary",   "no dictionary 'patient'",           0,              1, 0, 0, DS_ERR_ARG },
        {"a gap",           "block 0 was not put",               0,              4, 1, 9, DS_ERR_ARG },
    };
    for (size_t r = 0; r < COUNT(rows); r++) {
        const ds_store_options options = {1, 1, false};
        const ds_run run = {.threads = 1};
        const int64_t zero = 0;
        const int64_t *columns[N_FIXTURE_COLUMNS];
        ds_error err = {0};
        ds_store_writer *w;
        for (size_t c = 0; c < N_FIXTURE_COLUMNS; c++) columns[c] = &zero;
        columns[rows[r].column] = &rows[r].value;
        assert_ok(ds_store_create(target, N_FIXTURE_COLUMNS, fixture_columns,
                                  &options, &w, &err),
                  &err);
        ds_status st = ds_store_put(w, 0, rows[r].block, 1, columns, &err);
        if (st == DS_OK && rows[r].n_codes > 0) {
            assert_ok(fixture_put_codes(w, "patient", rows[r].n_codes, &err),
                      &err);
            assert_ok(fixture_put_codes(w, "hospital", rows[r].n_codes, &err),
                      &err);
        }
        if (st == DS_OK)
            st = ds_store_commit(w, &run, &err);
        else
            ds_store_abort(w);
        if (st != rows[r].status || !strstr(err.text, rows[r].text))
            fail_msg("%s: %d %s", rows[r].what, st, err.text);
        assert_int_equal(n_entries(), st == DS_OK);
        unlink(target);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_come_back),
        cmocka_unit_test(hdf5_reads_the_same_values),
        cmocka_unit_test(columns_are_as_narrow_as_their_values),
        cmocka_unit_test(bytes_depend_on_neither_threads_nor_order),
        cmocka_unit_test(checksums_differ_with_the_contents),
        cmocka_unit_test(dictionaries_and_tables_come_back),
        cmocka_unit_test(an_existing_file_is_kept_without_force),
        cmocka_unit_test(a_full_disk_leaves_nothing),
        cmocka_unit_test(a_killed_writer_leaves_nothing),
        cmocka_unit_test(wrong_use_is_refused_and_leaves_nothing),
    };
    return cmocka_run_group_tests_name("store", tests, make_folder,
                                       remove_folder);
}
