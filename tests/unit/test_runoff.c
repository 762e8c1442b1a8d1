/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Covers sim/fund/runoff.c and sim/fund/runoff_tables.c. */
#include "sim/fund/runoff.h"
#include "tests/test.h"

#include <string.h>

typedef struct booking {
    const char *group;
    int64_t month, booked, n, amount;
} booking;

static ds_table sums_of(const booking *b, size_t n)
{
    static const ds_column_spec specs[] = {
        {"insurance",    DS_CELL_TEXT,  0, "",     "", ""},
        {"month",        DS_CELL_MONTH, 0, "",     "", ""},
        {"booked_month", DS_CELL_MONTH, 0, "",     "", ""},
        {"n",            DS_CELL_INT,   0, "",     "", ""},
        {"pool_fen",     DS_CELL_FEN,   0, "yuan", "", ""},
    };
    const size_t at = b[0].group != NULL;
    ds_table t = {0};
    ds_error err = {0};
    assert_ok(ds_table_init(&t, "sums", "", specs + 1 - at, 4 + at, &err),
              &err);
    for (size_t i = 0; i < n; i++) {
        size_t row;
        assert_ok(ds_table_add(&t, &row, &err), &err);
        if (at)
            assert_ok(ds_table_set_text(&t, row, 0, b[i].group, &err), &err);
        ds_table_set(&t, row, at, b[i].month);
        ds_table_set(&t, row, at + 1, b[i].booked);
        ds_table_set(&t, row, at + 2, b[i].n);
        ds_table_set(&t, row, at + 3, b[i].amount);
    }
    return t;
}

static ds_runoff_policy policy_of(const char *key, const char *value)
{
    ds_runoff_policy p;
    ds_keys keys = ds_runoff_keys;
    ds_error err = {0};
    keys.target = &p;
    ds_keys_reset(&keys);
    if (key) assert_ok(ds_keys_set(&keys, key, value, "test", &err), &err);
    return p;
}

/* The triangle of test_chain_ladder.c in months 12..14, and a record of every
 * other bucket; the delays of group B begin at one month. */
static const booking bookings[] = {
    {"A", 11, 12, 3, 900}, /* before the first booked month */
    {"A", 12, 12, 1, 100},
    {"A", 12, 13, 1, 50 },
    {"A", 12, 14, 1, 15 },
    {"A", 13, 12, 4, 5  }, /* booked before it was served */
    {"A", 13, 13, 2, 200},
    {"A", 13, 14, 1, 120},
    {"A", 14, 14, 1, 120},
    {"B", 12, 13, 1, 200},
    {"B", 12, 14, 1, 20 },
    {"B", 13, 14, 1, 400},
};

static void makes_a_triangle_of_each_group(void **state)
{
    (void)state;
    ds_table sums = sums_of(bookings, DS_COUNT(bookings));
    const ds_runoff_policy p = policy_of(NULL, NULL);
    ds_runoff r = {0};
    ds_error err = {0};
    static const int64_t cells[] = {100, 150, 165, 200, 320, 0, 120, 0, 0};
    assert_ok(ds_runoff_compute(&sums, true, 7, &p, "test", &r, &err), &err);
    assert_int_equal(r.n_groups, 2);
    assert_int_equal(r.groups[0].n, 3);
    assert_memory_equal(r.groups[0].cumulative, cells, sizeof cells);
    assert_int_equal(r.groups[0].ladder.period[2].reserve, 87);
    assert_int_equal(r.groups[1].lead, 1);
    assert_int_equal(r.groups[1].ladder.n, 2);
    assert_int_equal(r.groups[1].ladder.period[1].reserve, 40);
    assert_int_equal(r.rows[DS_RUNOFF_COUNTED], 10);
    assert_int_equal(r.rows[DS_RUNOFF_FILTERED], 7);
    assert_int_equal(r.rows[DS_RUNOFF_EARLY], 4);
    assert_int_equal(r.rows[DS_RUNOFF_BEFORE], 3);
    assert_int_equal(r.rows[DS_RUNOFF_AFTER], 0);
    ds_runoff_destroy(&r);
    ds_table_destroy(&sums);
}

static void shows_what_cannot_be_estimated(void **state)
{
    (void)state;
    static const char *const states[] = {
        "complete", "estimated", "estimated",      "all",
        "complete", "estimated", "not_booked_yet", "all", "all_groups"};
    ds_table sums = sums_of(bookings, DS_COUNT(bookings));
    ds_table t[DS_N_RUNOFF_TABLES] = {0};
    const ds_runoff_policy p = policy_of(NULL, NULL);
    ds_runoff r = {0};
    ds_error err = {0};
    assert_ok(ds_runoff_compute(&sums, true, 0, &p, "test", &r, &err), &err);
    assert_ok(ds_runoff_tables(&r, t, &err), &err);
    assert_int_equal(t[0].n_rows, DS_COUNT(states));
    for (size_t i = 0; i < DS_COUNT(states); i++)
        assert_string_equal(ds_table_get_text(&t[0], i, 2), states[i]);
    assert_string_equal(ds_table_get_text(&t[0], 3, 0), "A");
    assert_int_equal(ds_table_get(&t[0], 3, 6), 32 + 87); /* reserve of A */
    assert_int_equal(ds_table_get(&t[0], 6, 3), DS_MISSING);
    assert_int_equal(t[1].n_rows, 2 + 1);
    assert_int_equal(ds_table_get(&t[1], 2, 1), 1); /* B's only step: 1 -> 2 */
    assert_int_equal(t[2].n_rows, 2 * 6);
    int64_t records = 0;
    for (size_t i = 0; i < t[2].n_rows; i++)
        records += ds_table_get(&t[2], i, 4);
    assert_int_equal(records, (int64_t)r.rows[DS_RUNOFF_COUNTED]);
    for (size_t i = 0; i < DS_N_RUNOFF_TABLES; i++) ds_table_destroy(&t[i]);
    ds_runoff_destroy(&r);
    ds_table_destroy(&sums);
}

/* Months 13 (the middle of quarter 4) to 21: only 5 and 6 are whole. */
static void takes_whole_quarters(void **state)
{
    (void)state;
    static const booking b[] = {
        {NULL, 13, 13, 1, 7  },
        {NULL, 15, 15, 1, 10 },
        {NULL, 16, 17, 1, 20 },
        {NULL, 17, 20, 1, 6  },
        {NULL, 18, 18, 1, 100},
        {NULL, 20, 20, 1, 200},
        {NULL, 20, 21, 1, 999}
    };
    ds_table sums = sums_of(b, DS_COUNT(b));
    const ds_runoff_policy p = policy_of("runoff.period", "quarter");
    ds_runoff r = {0};
    ds_error err = {0};
    static const int64_t cells[] = {30, 36, 300, 0};
    assert_ok(ds_runoff_compute(&sums, false, 0, &p, "test", &r, &err), &err);
    assert_int_equal(r.first, 5);
    assert_int_equal(r.until, 6);
    assert_memory_equal(r.groups[0].cumulative, cells, sizeof cells);
    assert_int_equal(r.groups[0].ladder.period[1].ultimate, 360);
    assert_int_equal(r.rows[DS_RUNOFF_BEFORE], 1);
    assert_int_equal(r.rows[DS_RUNOFF_AFTER], 1);
    ds_runoff_destroy(&r);
    ds_table_destroy(&sums);
}

/* A and B are developed; C has a single column, D no amount, E a step that no
 * service period shows. Totals are those of A and B. */
static void goes_on_where_a_group_fails(void **state)
{
    (void)state;
    static const booking more[] = {
        {"C", 12, 14, 1, 7},  {"D", 12, 12, 1, 0}, {"E", 12, 12, 1, 0},
        {"E", 12, 13, 1, 30}, {"E", 13, 13, 1, 0}, {"E", 14, 14, 1, 50},
    };
    static const char *const states[] = {"single_column", "no_booked_amount",
                                         "no_factor", "partial"};
    booking all[DS_COUNT(bookings) + DS_COUNT(more)];
    memcpy(all, bookings, sizeof bookings);
    memcpy(all + DS_COUNT(bookings), more, sizeof more);
    ds_table sums = sums_of(all, DS_COUNT(all));
    ds_table t[DS_N_RUNOFF_TABLES] = {0};
    const ds_runoff_policy p = policy_of(NULL, NULL);
    ds_runoff r = {0};
    ds_error err = {0};
    assert_ok(ds_runoff_compute(&sums, true, 0, &p, "test", &r, &err), &err);
    assert_int_equal(r.n_failed, 3);
    assert_non_null(strstr(r.groups[2].reason->text, "insurance C"));
    assert_non_null(strstr(r.groups[3].reason->text, "no amount"));
    assert_non_null(strstr(r.groups[4].reason->text, "a delay of 0"));
    assert_true(r.groups[4].reason->hint[0] != 0);
    assert_ok(ds_runoff_tables(&r, t, &err), &err);
    assert_int_equal(t[0].n_rows, 8 + 4);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(ds_table_get_text(&t[0], 8 + i, 2), states[i]);
    assert_int_equal(ds_table_get(&t[0], 8, 3), 7);   /* booked of C */
    assert_int_equal(ds_table_get(&t[0], 11, 3), 605 + 620);
    assert_int_equal(ds_table_get(&t[0], 11, 6), 32 + 87 + 40);
    assert_int_equal(t[1].n_rows, 2 + 1);
    for (size_t i = 0; i < DS_N_RUNOFF_TABLES; i++) ds_table_destroy(&t[i]);
    ds_runoff_destroy(&r);
    ds_table_destroy(&sums);
    sums = sums_of(more, DS_COUNT(more));
    assert_int_equal(ds_runoff_compute(&sums, true, 0, &p, "test", &r, &err),
                     DS_ERR_DATA); /* all of them */
    assert_non_null(strstr(err.text, "insurance C"));
    ds_runoff_destroy(&r);
    ds_table_destroy(&sums);
}

static void refuses_what_has_no_triangle(void **state)
{
    (void)state;
    static const struct {
        const char *key, *value, *says;
        ds_status status;
        size_t n;
        booking b[4];
    } rows[] = {
        {NULL,           NULL, "no record is left",  DS_ERR_DATA, 0, {{NULL, 0, 0, 0, 0}}},
        {NULL,           NULL, "here are 1",         DS_ERR_DATA, 1, {{NULL, 5, 5, 1, 9}}},
        {"runoff.first",
         "2001-06",            "here are 0",
         DS_ERR_DATA,                                             1,
         {{NULL, 5, 5, 1, 9}}                                                            },
        {"runoff.first",
         "2001-13",            "is not a month",
         DS_ERR_CONFIG,                                           1,
         {{NULL, 5, 5, 1, 9}}                                                            },
        {"runoff.until",
         "200-01",             "is not a month",
         DS_ERR_CONFIG,                                           1,
         {{NULL, 5, 5, 1, 9}}                                                            },
        {"runoff.until",
         "2001-011",           "is not a month",
         DS_ERR_CONFIG,                                           1,
         {{NULL, 5, 5, 1, 9}}                                                            },
        {NULL,
         NULL,                 "single column",
         DS_ERR_DATA,                                             2,
         {{NULL, 4, 4, 1, 0}, {NULL, 4, 5, 1, 9}}                                        },
        {NULL,
         NULL,                 "after a delay of 0",
         DS_ERR_DATA,                                             3,
         {{NULL, 4, 4, 1, 0}, {NULL, 4, 5, 1, 9}, {NULL, 5, 5, 1, 9}}                    },
    };
    for (size_t i = 0; i < DS_COUNT(rows); i++) {
        ds_table sums = sums_of(rows[i].b, rows[i].n);
        const ds_runoff_policy p = policy_of(rows[i].key, rows[i].value);
        ds_runoff r = {0};
        ds_error err = {0};
        assert_int_equal(
            ds_runoff_compute(&sums, false, 0, &p, "FILE", &r, &err),
            rows[i].status);
        if (!strstr(err.text, rows[i].says) || !err.hint[0])
            fail_msg("%s: %s; %s", rows[i].says, err.text, err.hint);
        ds_runoff_destroy(&r);
        ds_table_destroy(&sums);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(makes_a_triangle_of_each_group),
        cmocka_unit_test(shows_what_cannot_be_estimated),
        cmocka_unit_test(takes_whole_quarters),
        cmocka_unit_test(goes_on_where_a_group_fails),
        cmocka_unit_test(refuses_what_has_no_triangle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
