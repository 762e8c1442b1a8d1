/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/outfile.h"
#include "tests/test.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

typedef ds_status opener(ds_outfile *, const char *, bool, ds_error *);

static opener *const openers[] = {ds_outfile_open, ds_outfile_open_named};

static char folder[] = "/tmp/ds_outfile_XXXXXX";
static char target[64];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder)) return -1;
    snprintf(target, sizeof target, "%s/out.txt", folder);
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

static void assert_content(const char *expected)
{
    char text[64] = {0};
    FILE *in = fopen(target, "r");
    assert_non_null(in);
    assert_true(fread(text, 1, sizeof text - 1, in) == strlen(expected));
    fclose(in);
    assert_string_equal(text, expected);
}

static void write_file(opener *start, const char *text, bool force)
{
    ds_error err = {0};
    ds_outfile f = {0};
    assert_ok(start(&f, target, force, &err), &err);
    assert_ok(ds_outfile_write(&f, text, strlen(text), &err), &err);
    assert_ok(ds_outfile_commit(&f, &err), &err);
}

static void appears_whole_with_mode_0600_and_nothing_beside_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(openers); i++) {
        struct stat there;
        ds_error err = {0};
        ds_outfile f = {0};
        umask(0);
        assert_ok(openers[i](&f, target, false, &err), &err);
        assert_ok(ds_outfile_write(&f, "abc", 3, &err), &err);
        assert_int_equal(access(target, F_OK), -1);
        assert_ok(ds_outfile_commit(&f, &err), &err);
        assert_content("abc");
        assert_int_equal(stat(target, &there), 0);
        assert_int_equal(there.st_mode & 07777, 0600);
        assert_int_equal(n_entries(), 1);
        unlink(target);
    }
}

static void refuses_an_existing_file_without_force(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(openers); i++) {
        ds_error err = {0};
        ds_outfile f = {0};
        write_file(openers[i], "old", false);
        assert_int_equal(openers[i](&f, target, false, &err), DS_ERR_IO);
        assert_non_null(strstr(err.text, "exists already"));
        assert_non_null(strstr(err.hint, "--force"));
        write_file(openers[i], "new", true);
        assert_content("new");
        assert_int_equal(n_entries(), 1);
        unlink(target);
    }
}

static void keeps_a_file_that_appeared_meanwhile(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(openers); i++) {
        ds_error err = {0};
        ds_outfile f = {0};
        assert_ok(openers[i](&f, target, false, &err), &err);
        write_file(openers[i], "other", false);
        assert_int_equal(ds_outfile_commit(&f, &err), DS_ERR_IO);
        assert_content("other");
        assert_int_equal(n_entries(), 1);
        unlink(target);
    }
}

static void leaves_nothing_when_given_up(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(openers); i++) {
        ds_error err = {0};
        ds_outfile f = {0};
        assert_ok(openers[i](&f, target, false, &err), &err);
        ds_outfile_abort(&f);
        ds_outfile_abort(&f);
        assert_int_equal(n_entries(), 0);
    }
}

static void refuses_what_is_no_file_even_with_force(void **state)
{
    (void)state;
    static const char *const paths[] = {"/dev/null", "/tmp", "/tmp/"};
    for (size_t i = 0; i < COUNT(paths); i++) {
        ds_error err = {0};
        ds_outfile f = {0};
        assert_int_equal(ds_outfile_open(&f, paths[i], true, &err), DS_ERR_IO);
        assert_non_null(strstr(err.text, "is not a file"));
    }
}

static void names_a_folder_that_is_missing(void **state)
{
    (void)state;
    ds_error err = {0};
    ds_outfile f = {0};
    assert_int_equal(ds_outfile_open(&f, "/tmp/no/such/folder/x", false, &err),
                     DS_ERR_IO);
    assert_non_null(strstr(err.text, "/tmp/no/such/folder/x"));
    assert_non_null(strstr(err.text, "No such file or directory"));
}

static void reports_a_full_disk_and_leaves_nothing(void **state)
{
    (void)state;
    const struct rlimit small = {4096, RLIM_INFINITY};
    struct rlimit before;
    static char big[8192];
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    for (size_t i = 0; i < COUNT(openers); i++) {
        ds_error err = {0};
        ds_outfile f = {0};
        assert_ok(openers[i](&f, target, false, &err), &err);
        setrlimit(RLIMIT_FSIZE, &small);
        const ds_status st = ds_outfile_write(&f, big, sizeof big, &err);
        setrlimit(RLIMIT_FSIZE, &before);
        assert_int_equal(st, DS_ERR_IO);
        assert_non_null(strstr(err.text, "File too large"));
        ds_outfile_abort(&f);
        assert_int_equal(n_entries(), 0);
    }
}

static void leaves_nothing_when_killed(void **state)
{
    (void)state;
    ds_error err = {0};
    ds_outfile f = {0};
    const pid_t child = fork();
    if (child == 0) {
        if (ds_outfile_open(&f, target, true, &err) == DS_OK &&
            ds_outfile_write(&f, "abc", 3, &err) == DS_OK)
            raise(SIGKILL);
        _exit(0);
    }
    int how;
    waitpid(child, &how, 0);
    assert_true(WIFSIGNALED(how));
    assert_int_equal(n_entries(), 0);
}

static void spools_without_a_name(void **state)
{
    (void)state;
    ds_error err = {0};
    char back[3];
    int fd;
    assert_ok(ds_spool_open(target, &fd, &err), &err);
    assert_int_equal(n_entries(), 0);
    assert_ok(ds_write_at(fd, "abc", 3, 100, target, &err), &err);
    assert_int_equal(pread(fd, back, 3, 100), 3);
    assert_memory_equal(back, "abc", 3);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appears_whole_with_mode_0600_and_nothing_beside_it),
        cmocka_unit_test(refuses_an_existing_file_without_force),
        cmocka_unit_test(keeps_a_file_that_appeared_meanwhile),
        cmocka_unit_test(leaves_nothing_when_given_up),
        cmocka_unit_test(refuses_what_is_no_file_even_with_force),
        cmocka_unit_test(names_a_folder_that_is_missing),
        cmocka_unit_test(reports_a_full_disk_and_leaves_nothing),
        cmocka_unit_test(leaves_nothing_when_killed),
        cmocka_unit_test(spools_without_a_name),
    };
    return cmocka_run_group_tests_name("outfile", tests, make_folder,
                                       remove_folder);
}
