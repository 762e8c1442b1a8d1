/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/infile.h"
#include "tests/test.h"

#include <errno.h>
#include <string.h>

static void says_what_may_help(void **state)
{
    (void)state;
    static const struct {
        int error;
        const char *remedy;
    } rows[] = {
        {ENOENT, "check the name"      },
        {EISDIR, "the name of a file"  },
        {EACCES, "the right to read it"},
        {EIO,    "the disk fails"      },
        {ENFILE, "check the file"      },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_error err = {0};
        assert_int_equal(ds_fail_read(&err, "a.csv", rows[i].error), DS_ERR_IO);
        assert_non_null(strstr(err.text, "cannot read a.csv: "));
        assert_non_null(strstr(err.text, strerrordesc_np(rows[i].error)));
        assert_non_null(strstr(err.hint, rows[i].remedy));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_may_help),
    };
    return cmocka_run_group_tests_name("infile", tests, NULL, NULL);
}
