/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Buckets and points: sim/drg/settle.c, settle_map.c, settle_init.c,
 * settle_cases.c, weight_list.c, lanes.c. Money is in test_settle_money.c. */
#include "tests/settle_fixture.h"

/* ---- buckets ------------------------------------------------------------- */

static void every_record_ends_in_exactly_one_bucket(void **state)
{
    (void)state;
    static const struct {
        claim_row claim;
        ds_bucket bucket;
        double points;
    } rows[] = {
        {{"A", "H1", 10000 * YUAN},                                       DS_BUCKET_NORMAL,            80 },
        {{"A", "H1", 3000 * YUAN},                                        DS_BUCKET_LOW,               24 },
        {{"A", "H1", 6000 * YUAN},                                        DS_BUCKET_MID,               64 },
        {{"A", "H1", 42000 * YUAN},                                       DS_BUCKET_HIGH,              176},
        {{"B", "H1", 5000 * YUAN, .is_incomplete = 1},
         DS_BUCKET_INCOMPLETE,                                                                         50 },
        {{NULL, "H1", 12000 * YUAN},                                      DS_BUCKET_SPECIAL_UNGROUPED, 100},
        {{"C", "H1", 24000 * YUAN},                                       DS_BUCKET_SPECIAL_SMALL,     200},
        {{"A", "H1", 9000 * YUAN, .payment = "bed_day", .days = 40},
         DS_BUCKET_BED_DAY,                                                                            150},
        {{"A", "H1", 10000 * YUAN, .year = 2021},                         DS_BUCKET_OTHER_YEAR,        0  },
        {{"A", "H1", 10000 * YUAN, .category = "outpatient"},
         DS_BUCKET_NOT_INPATIENT,                                                                      0  },
        {{"A", "H1", 10000 * YUAN, .place = "outside"},
         DS_BUCKET_OUT_OF_AREA,                                                                        0  },
        {{"A", "H1", 10000 * YUAN, .place = "outside", .home_area = "X"},
         DS_BUCKET_UNRELATED,                                                                          0  },
        {{"A", "H1", 10000 * YUAN, .home_area = "X"},                     DS_BUCKET_NORMAL,            80 },
        {{"A", "H1", 10000 * YUAN, .pool = 5, .personal = 6},
         DS_BUCKET_REJECTED,                                                                           0  },
        {{"A", "H1", -5 * YUAN},                                          DS_BUCKET_REJECTED,          0  },
    };
    claim_row claims[COUNT(rows)];
    for (size_t i = 0; i < COUNT(rows); i++) claims[i] = rows[i].claim;
    ds_settle_policy policy = policy_of();
    policy.bed_day_fen = 450 * YUAN; /* / 12,000 x 100 = 3.75 points */
    policy.budget_ratio = 2 * DS_RATE_ONE;
    settled *s = settle(claims, COUNT(rows), &policy, NULL, 2, 4);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const int64_t points = s->cases[DS_CASE_POINTS][i];
        const bool has = ds_buckets[rows[i].bucket].has_points != 0;
        if (bucket_of(s, i) != rows[i].bucket ||
            points != (has ? POINTS(rows[i].points) : DS_MISSING))
            fail_msg("row %zu: %s with %jd", i,
                     ds_buckets[bucket_of(s, i)].name, (intmax_t)points);
    }
    int64_t records = 0;
    for (size_t b = 0; b < DS_N_BUCKETS; b++)
        records += cell(s, 1, b, "records");
    assert_int_equal(records, COUNT(rows));
    settled_free(s);
}

/* ---- readmissions (Z3, A35) ---------------------------------------------- */

static void a_return_within_15_days_halves_the_earlier_stay(void **state)
{
    (void)state;
    static const struct {
        const char *when;
        claim_row first, second;
        double points[2];
    } rows[] = {
        {"on the day of discharge",
         {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 0, .discharge = 5},
         {"A", "H2", 10000 * YUAN, .patient = "p", .admit = 5, .discharge = 9},
         {40, 80} },
        {"on day 15",
         {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 0, .discharge = 5},
         {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 20,
          .discharge = 22},
         {40, 80} },
        {"on day 16",
         {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 0, .discharge = 5},
         {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 21,
          .discharge = 22},
         {80, 80} },
        {"in another group",
         {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 0, .discharge = 5},
         {"B", "H1", 10000 * YUAN, .patient = "p", .admit = 6, .discharge = 9},
         {80, 100}},
        {"of another patient",
         {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 0, .discharge = 5},
         {"A", "H1", 10000 * YUAN, .patient = "q", .admit = 6, .discharge = 9},
         {80, 80} },
        {"planned",
         {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 0, .discharge = 5},
         {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 6, .discharge = 9,
          .is_planned = 1},
         {80, 80} },
        {"outside the area",
         {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 0, .discharge = 5},
         {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 6, .discharge = 9,
          .place = "outside"},
         {40, -1} },
        {"in the next year",
         {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 0, .discharge = 5},
         {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 6, .discharge = 9,
          .year = 2023},
         {40, -1} },
        {"written first in the file",
         {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 6, .discharge = 9},
         {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 0, .discharge = 5},
         {80, 40} },
    };
    const ds_settle_policy policy = policy_of();
    for (size_t i = 0; i < COUNT(rows); i++) {
        const claim_row claims[] = {rows[i].first, rows[i].second};
        settled *s = settle(claims, 2, &policy, NULL, 2, 1);
        for (size_t k = 0; k < 2; k++) {
            const int64_t wanted =
                rows[i].points[k] < 0 ? DS_MISSING : POINTS(rows[i].points[k]);
            if (s->cases[DS_CASE_POINTS][k] != wanted)
                fail_msg("%s: stay %zu has %jd", rows[i].when, k,
                         (intmax_t)s->cases[DS_CASE_POINTS][k]);
        }
        settled_free(s);
    }
}

static void same_hospital_only_where_the_key_says_so(void **state)
{
    (void)state;
    static const claim_row claims[] = {
        {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 0, .discharge = 5},
        {"A", "H2", 10000 * YUAN, .patient = "p", .admit = 6, .discharge = 9}
    };
    ds_settle_policy policy = policy_of();
    policy.same_hospital = 1;
    settled *s = settle(claims, COUNT(claims), &policy, NULL, 1, 8);
    assert_int_equal(s->cases[DS_CASE_POINTS][0], POINTS(80));
    settled_free(s);
}

/* ---- special cases, QY groups -------------------------------------------- */

static void experts_points_override_and_are_not_halved(void **state)
{
    (void)state;
    static const ds_column_spec specs[] = {
        {"claim",  DS_CELL_TEXT,   0, "", "", ""},
        {"points", DS_CELL_POINTS, 0, "", "", ""}
    };
    static const claim_row claims[] = {
        {"A",         "H1",           10000 * YUAN, .patient = "p", .admit = 0, .discharge = 5},
        {"A", "H1", 10000 * YUAN,             .patient = "p", .admit = 6, .discharge = 9},
        {"C",       "H1",         10000 * YUAN}
    };
    static const char *const ids[] = {"0", "2", "77"};
    const ds_settle_policy policy = policy_of();
    ds_table special = {0};
    ds_error err = {0};
    assert_ok(ds_table_init(&special, "special", "", specs, 2, &err), &err);
    for (size_t i = 0; i < COUNT(ids); i++) {
        size_t row;
        assert_ok(ds_table_add(&special, &row, &err), &err);
        assert_ok(ds_table_set_text(&special, row, 0, ids[i], &err), &err);
        ds_table_set(&special, row, 1, POINTS(33));
    }
    settled *s = settle(claims, COUNT(claims), &policy,
                        &(settle_lists){.special = &special}, 2, 2);
    assert_int_equal(bucket_of(s, 0), DS_BUCKET_SPECIAL_LISTED);
    assert_int_equal(s->cases[DS_CASE_POINTS][0], POINTS(33));
    assert_int_equal(bucket_of(s, 2), DS_BUCKET_SPECIAL_SMALL);
    assert_int_equal(s->cases[DS_CASE_POINTS][2], POINTS(33));
    bool is_noted = false; /* claim 77 is nowhere */
    for (size_t r = 0; r < s->tables[5].n_rows; r++)
        is_noted |= strstr(ds_table_get_text(&s->tables[5], r, 0),
                           "match no claim") != NULL &&
                    cell(s, 5, r, "count") == 1;
    assert_true(is_noted);
    settled_free(s);
    ds_table_destroy(&special);
}

/* EX-Z2: 1.08, 1.02, 1.10, .97 make 1.0495, so 80 base points 83.96. A listed
 * hospital without claims has a row, one without figures coef.missing (A39). */
static void EX_Z2_parts_of_a_hospital_make_its_coefficient(void **state)
{
    (void)state;
    static const char *const ids[] = {"idle", "H2", "H1"};
    static const char *const names[] = {"coef_burden", "coef_cmi", "coef_grade",
                                        "coef_history"};
    static const int64_t figures[] = {
        9700, 11000, 10800,      10200, /* idle */
        9700, 11000, DS_MISSING, 10200, /* H2 */
        9700, 11000, 10800,      10200, /* H1 */
    };
    static const claim_row claims[] = {
        {"A", "H1", 10000 * YUAN},
        {"A", "H2", 10000 * YUAN},
        {"A", "H3", 10000 * YUAN}
    };
    ds_settle_policy policy = policy_of();
    policy.coef_missing = DS_RATE_ONE / 10 * 9;
    ds_table t = hospitals_of(COUNT(ids), ids, COUNT(names), names, figures);
    settled *s = settle(claims, COUNT(claims), &policy,
                        &(settle_lists){.hospitals = &t}, 1, 8);
    static const struct {
        const char *id;
        int64_t coefficient, is_missing, points;
    } rows[] = {
        {"H1",   10495,      0,          839600},
        {"H2",   9000,       1,          720000},
        {"H3",   9000,       1,          720000},
        {"idle", DS_MISSING, DS_MISSING, 0     },
    };
    assert_int_equal(s->tables[0].n_rows, COUNT(rows));
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_string_equal(ds_table_get_text(&s->tables[0], i, 0), rows[i].id);
        assert_int_equal(cell(s, 0, i, "coefficient"), rows[i].coefficient);
        assert_int_equal(cell(s, 0, i, "coefficient_missing"),
                         rows[i].is_missing);
        assert_int_equal(cell(s, 0, i, "points"), rows[i].points);
    }
    settled_free(s);
    ds_table_destroy(&t);
}

static void QY_groups_bear_their_ratio(void **state)
{
    (void)state;
    static const claim_row claims[] = {
        {"QYX", "H1", 10000 * YUAN},
        {"B",   "H1", 10000 * YUAN}
    };
    ds_settle_policy policy = policy_of();
    policy.qy = 333333333; /* of 100 points: 33.3333333 */
    settled *s = settle(claims, COUNT(claims), &policy, NULL, 1, 8);
    assert_int_equal(s->cases[DS_CASE_POINTS][0], 333333);
    assert_int_equal(s->cases[DS_CASE_POINTS][1], POINTS(100));
    settled_free(s);
}

/* 3 days at 10,000 yuan: 10,000 / 12,000 x 100 = 83.3333 points, however
 * long. */
static void bed_days_without_a_standard_count_at_their_own_cost(void **state)
{
    (void)state;
    static const claim_row claims[] = {
        {"A", "H1", 10000 * YUAN, .payment = "bed_day", .days = 3}
    };
    const ds_settle_policy policy = policy_of();
    settled *s = settle(claims, 1, &policy, NULL, 1, 8);
    const size_t last = s->tables[5].n_rows - 1;
    assert_int_equal(bucket_of(s, 0), DS_BUCKET_BED_DAY);
    assert_int_equal(s->cases[DS_CASE_POINTS][0], 833333);
    assert_non_null(
        strstr(ds_table_get_text(&s->tables[5], last, 0), "bedday.standard"));
    assert_int_equal(cell(s, 5, last, "count"), 1);
    settled_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_record_ends_in_exactly_one_bucket),
        cmocka_unit_test(a_return_within_15_days_halves_the_earlier_stay),
        cmocka_unit_test(same_hospital_only_where_the_key_says_so),
        cmocka_unit_test(experts_points_override_and_are_not_halved),
        cmocka_unit_test(EX_Z2_parts_of_a_hospital_make_its_coefficient),
        cmocka_unit_test(QY_groups_bear_their_ratio),
        cmocka_unit_test(bed_days_without_a_standard_count_at_their_own_cost),
    };
    return cmocka_run_group_tests_name("settle", tests, NULL, NULL);
}
