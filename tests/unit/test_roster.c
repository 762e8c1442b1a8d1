/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/roster.h"

#include "tests/test.h"

#include <string.h>

static void D12_the_unit_of_a_person_in_a_month(void **state)
{
    (void)state;
    static const ds_roster_row rows[] = {
        {3, 7, 24, DS_ROSTER_OPEN},
        {1, 5, 12, 17            },
        {1, 6, 3,  11            },
        {1, 8, 20, 20            },
    };
    static const struct {
        size_t person;
        int64_t month, unit; /* -1: none */
    } asked[] = {
        {0,  5,    -1},
        {1,  2,    -1},
        {1,  3,    6 },
        {1,  11,   6 },
        {1,  12,   5 },
        {1,  17,   5 },
        {1,  18,   -1},
        {1,  20,   8 },
        {1,  21,   -1},
        {3,  23,   -1},
        {3,  2399, 7 },
        {4,  30,   -1},
        {99, 30,   -1},
    };
    ds_roster r = {0};
    assert_int_equal(ds_roster_build(&r, 5, rows, COUNT(rows), NULL), DS_OK);
    for (size_t i = 0; i < COUNT(asked); i++) {
        const int64_t span =
            ds_roster_find(&r, asked[i].person, asked[i].month);
        const int64_t unit =
            span < 0 ? -1 : (int64_t)ds_roster_span_at(&r, (size_t)span)->unit;
        if (unit != asked[i].unit)
            fail_msg("person %zu, month %jd: unit %jd", asked[i].person,
                     (intmax_t)asked[i].month, (intmax_t)unit);
    }
    ds_roster_destroy(&r);
}

static void bad_rows_are_named(void **state)
{
    (void)state;
    static const struct {
        ds_roster_row rows[3];
        const char *says;
    } bad[] = {
        {{{0, 1, 5, 9}, {1, 1, 5, 9}, {0, 2, 9, 20}}, "rows 1 and 3"         },
        {{{0, 1, 5, 9}, {1, 1, 9, 5}, {2, 2, 9, 20}}, "row 2 ends before"    },
        {{{0, 1, 5, 9}, {1, 1, 5, 9}, {3, 2, 9, 20}}, "row 3: no such person"},
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        ds_roster r = {0};
        ds_error err = {0};
        assert_int_not_equal(ds_roster_build(&r, 3, bad[i].rows, 3, &err),
                             DS_OK);
        if (!strstr(err.text, bad[i].says)) fail_msg("%s", err.text);
        ds_roster_destroy(&r);
    }
}

static void an_empty_roster(void **state)
{
    (void)state;
    ds_roster r = {0};
    assert_int_equal(ds_roster_build(&r, 0, NULL, 0, NULL), DS_OK);
    assert_int_equal(ds_roster_find(&r, 0, 0), -1);
    ds_roster_destroy(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(D12_the_unit_of_a_person_in_a_month),
        cmocka_unit_test(bad_rows_are_named),
        cmocka_unit_test(an_empty_roster),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
