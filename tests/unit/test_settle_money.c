/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From points to money: sim/drg/settle_money.c, settle_tables.c,
 * settle_cases.c. */
#include "tests/settle_fixture.h"

/* EX-Z4, EX-Z4b: 1 m points, of which a hospital has 120,000 and 3.9 m yuan of
 * the 30 m that patients paid. B is 80 m. */
static void EX_Z4_EX_Z4b_value_and_payment_of_a_hospital(void **state)
{
    (void)state;
    static const struct {
        const char *when;
        int64_t here, outside; /* fund payments of the area's insured, .1 m */
        int32_t mode;
        int64_t value, payment; /* in tenths: yuan a point, yuan */
    } rows[] = {
        {"EX-Z4 fund mode",              800, 0,   DS_PV_FUND,  800,  96000000},
        {"EX-Z4 total mode",             800, 0,   DS_PV_TOTAL, 1100, 93000000},
        {"EX-Z4b surplus, fund mode",    640, 120, DS_PV_FUND,  668,  80160000},
        {"EX-Z4b surplus, total mode",   640, 120, DS_PV_TOTAL, 968,  77160000},
        {"EX-Z4b overspend, fund mode",  720, 120, DS_PV_FUND,  704,  84480000},
        {"EX-Z4b overspend, total mode", 720, 120, DS_PV_TOTAL, 1004, 81480000},
    };
    static const int64_t TENTH = 10000000; /* .1 m yuan in fen */
    static const int64_t points[] = {120000 * DS_POINT_ONE,
                                     880000 * DS_POINT_ONE};
    ds_table special = special_of(2, points);
    for (size_t i = 0; i < COUNT(rows); i++) {
        /* clang-format off */
        const claim_row claims[] = {
            {"A", "H1", (100 + 39) * TENTH,
             .pool = 100 * TENTH, .personal = 39 * TENTH},
            {"A", "H2", (rows[i].here - 100 + 261) * TENTH,
             .pool = (rows[i].here - 100) * TENTH, .personal = 261 * TENTH},
            {"A", "far", rows[i].outside * TENTH, .place = "outside"},
        };
        /* clang-format on */
        ds_settle_policy policy = policy_of();
        policy.pv_mode = rows[i].mode;
        policy.budget_ratio = DS_KEY_NONE;
        policy.budget_fen = INT64_C(800) * TENTH;
        settled *s = settle(claims, COUNT(claims), &policy,
                            &(settle_lists){.special = &special}, 2, 2);
        assert_int_equal(cell(s, 3, 0, "points"), 1000000 * DS_POINT_ONE);
        if (cell(s, 3, 0, "point_value") != rows[i].value * 100000 ||
            cell(s, 0, 0, "payment") != rows[i].payment * 10 ||
            s->cases[DS_CASE_PAYMENT][0] != rows[i].payment * 10)
            fail_msg("%s: value %jd, payment %jd", rows[i].when,
                     (intmax_t)cell(s, 3, 0, "point_value"),
                     (intmax_t)cell(s, 0, 0, "payment"));
        settled_free(s);
    }
    ds_table_destroy(&special);
}

/* EX-Z1, EX-H12: 450 of 12,000 yuan are 3.75 points a day, 40 days 150 points;
 * at a value of 110, (9,000 + 16,300) / (150 + 80), they are paid 16,500. */
static void EX_Z1_EX_H12_bed_days_have_points_a_day(void **state)
{
    (void)state;
    /* clang-format off */
    static const claim_row claims[] = {
        {NULL, "H1", 9000 * YUAN, .payment = "bed_day", .days = 40},
        {"A", "H2", 16300 * YUAN}
    };
    /* clang-format on */
    ds_settle_policy policy = policy_of();
    policy.bed_day_fen = 450 * YUAN;
    settled *s = settle(claims, COUNT(claims), &policy, NULL, 1, 8);
    assert_int_equal(bucket_of(s, 0), DS_BUCKET_BED_DAY);
    assert_int_equal(s->cases[DS_CASE_POINTS][0], POINTS(150));
    assert_int_equal(cell(s, 3, 0, "point_value"), 110 * 1000000);
    assert_int_equal(s->cases[DS_CASE_PAYMENT][0], 16500 * YUAN);
    assert_int_equal(s->cases[DS_CASE_COEFFICIENT][0], DS_MISSING);
    assert_int_equal(s->cases[DS_CASE_COEFFICIENT][1], DS_POINT_ONE);
    settled_free(s);
}

/* A region of random claims: everything must close, at any number of threads
 * and any block size, with the same numbers. */
static size_t random_claims(claim_row *rows, size_t n, uint64_t seed)
{
    static const char *const drgs[] = {"A", "B", "C", "QYX", NULL};
    static const char *const hospitals[] = {"H1", "H2", "H3", "H4", "H5"};
    static const char *const patients[] = {"p", "q", "r", "s", NULL};
    for (size_t i = 0; i < n; i++) {
        uint64_t x = (seed + i + 1) * 0x9e3779b97f4a7c15u;
        x ^= x >> 31;
        x *= 0xbf58476d1ce4e5b9u;
        const int64_t cost = (int64_t)(x >> 11) % (4000000) + 1;
        const int64_t personal = cost * (int64_t)(x % 7) / 20;
        rows[i] = (claim_row){drgs[x / 3 % 5],
                              hospitals[x / 17 % 5],
                              cost,
                              .pool = cost - personal,
                              .personal = personal,
                              .patient = patients[x / 5 % 5],
                              .admit = (int64_t)(x / 7 % 300),
                              .is_incomplete = x % 29 == 0,
                              .is_planned = x % 31 == 0,
                              .place = x % 13 == 0 ? "outside" : "in_area",
                              .home_area = x % 11 == 0 ? "X" : NULL};
        rows[i].discharge = rows[i].admit + (int64_t)(x / 23 % 9);
    }
    return n;
}

static void check_closure(const settled *s, size_t n, int mode)
{
    int64_t payment = 0, of_cases = 0, points = 0;
    for (size_t r = 0; r < s->tables[0].n_rows; r++) {
        payment += cell(s, 0, r, "payment");
        points += cell(s, 0, r, "points");
    }
    for (size_t i = 0; i < n; i++)
        if (s->cases[DS_CASE_PAYMENT][i] != DS_MISSING)
            of_cases += s->cases[DS_CASE_PAYMENT][i];
    assert_int_equal(of_cases, payment);
    assert_int_equal(payment, cell(s, 3, 0, "fund"));
    assert_int_equal(points, cell(s, 3, 0, "points"));
    for (size_t r = 0; r < s->tables[4].n_rows; r++)
        assert_int_equal(cell(s, 4, r, "difference"), 0);
    if (mode == DS_PV_TOTAL)
        assert_int_equal(cell(s, 3, 0, "distributed"),
                         cell(s, 3, 0, "fund") + cell(s, 3, 0, "personal"));
}

static void cases_add_up_to_hospitals_and_hospitals_to_the_pool(void **state)
{
    (void)state;
    enum { N = 400 };
    static claim_row rows[N];
    for (uint64_t seed = 1; seed <= 20; seed++) {
        ds_settle_policy policy = policy_of();
        policy.pv_mode = seed % 2 ? DS_PV_FUND : DS_PV_TOTAL;
        policy.budget_ratio = DS_RATE_ONE / 10 * (int64_t)(7 + seed % 7);
        random_claims(rows, N, seed * 1000);
        settled *s = settle(rows, N, &policy, NULL, 2, 64);
        check_closure(s, N, policy.pv_mode);
        settled_free(s);
    }
}

static void assert_same_table(const ds_table *a, const ds_table *b)
{
    assert_int_equal(a->n_rows, b->n_rows);
    for (size_t c = 0; c < a->n_columns; c++)
        for (size_t r = 0; r < a->n_rows; r++)
            if (a->columns[c].type == DS_CELL_TEXT)
                assert_string_equal(ds_table_get_text(a, r, c),
                                    ds_table_get_text(b, r, c));
            else
                assert_int_equal(ds_table_get(a, r, c), ds_table_get(b, r, c));
}

static void threads_and_blocks_change_nothing(void **state)
{
    (void)state;
    enum { N = 500 };
    static claim_row rows[N];
    static const struct {
        int threads;
        uint64_t block_rows;
    } runs[] = {
        {2, 64  },
        {5, 7   },
        {3, 1000}
    };
    const ds_settle_policy policy = policy_of();
    random_claims(rows, N, 99);
    settled *one = settle(rows, N, &policy, NULL, 1, 64);
    for (size_t k = 0; k < COUNT(runs); k++) {
        settled *many =
            settle(rows, N, &policy, NULL, runs[k].threads, runs[k].block_rows);
        assert_memory_equal(one->cases, many->cases, sizeof one->cases);
        for (size_t t = 0; t < DS_N_SETTLE_TABLES; t++)
            assert_same_table(&one->tables[t], &many->tables[t]);
        settled_free(many);
    }
    settled_free(one);
}

/* Property 11: records and institutions in another order, the same tables. */
static void permuted_records_and_hospitals_change_nothing(void **state)
{
    (void)state;
    enum { N = 500, STEP = 181 }; /* no common factor */
    static claim_row rows[N], permuted[N];
    ds_settle_policy policy = policy_of();
    random_claims(rows, N, 4242);
    for (size_t i = 0; i < N; i++) { /* many stays of one day */
        if (i % 3 == 0) rows[i].discharge = rows[i].admit = (int64_t)i % 7;
    }
    for (size_t i = 0; i < N; i++) permuted[i] = rows[(i * STEP + STEP) % N];
    static const char *const ids[][3] = {
        {"H4", "H1", "H2"},
        {"H1", "H2", "H4"}
    };
    static const int64_t coefs[][3] = {
        {8000,  11000, 9500},
        {11000, 9500,  8000}
    };
    static const char *const names[] = {"coefficient"};
    ds_table one = hospitals_of(3, ids[0], 1, names, coefs[0]);
    ds_table two = hospitals_of(3, ids[1], 1, names, coefs[1]);
    for (int mode = DS_PV_FUND; mode <= DS_PV_TOTAL; mode++) {
        policy.pv_mode = mode;
        settled *s =
            settle(rows, N, &policy, &(settle_lists){.hospitals = &one}, 2, 64);
        settled *other = settle(permuted, N, &policy,
                                &(settle_lists){.hospitals = &two}, 2, 64);
        for (size_t t = 0; t < DS_N_SETTLE_TABLES; t++)
            assert_same_table(&s->tables[t], &other->tables[t]);
        settled_free(other);
        settled_free(s);
    }
    ds_table_destroy(&two);
    ds_table_destroy(&one);
}

/* Property 2: all points times a factor leave the payments unchanged. Costs
 * times two double r, so use the 2019 rule, where only base points count. */
static void scaling_all_coefficients_changes_no_payment(void **state)
{
    (void)state;
    enum { N = 300 };
    static claim_row rows[N];
    random_claims(rows, N, 5);
    for (size_t i = 0; i < N; i++) {
        rows[i].is_incomplete = 0;
        if (!rows[i].drg || rows[i].drg[0] == 'C') rows[i].drg = "B";
    }
    ds_settle_policy policy = policy_of();
    policy.z3.rule = DS_Z3_2019;
    settled *s = settle(rows, N, &policy, NULL, 2, 64);
    policy.coef_missing = 2 * DS_RATE_ONE;
    settled *twice = settle(rows, N, &policy, NULL, 2, 64);
    for (size_t r = 0; r < s->tables[0].n_rows; r++) {
        assert_int_equal(cell(s, 0, r, "points") * 2,
                         cell(twice, 0, r, "points"));
        assert_int_equal(cell(s, 0, r, "payment"),
                         cell(twice, 0, r, "payment"));
    }
    settled_free(twice);
    settled_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(EX_Z4_EX_Z4b_value_and_payment_of_a_hospital),
        cmocka_unit_test(EX_Z1_EX_H12_bed_days_have_points_a_day),
        cmocka_unit_test(cases_add_up_to_hospitals_and_hospitals_to_the_pool),
        cmocka_unit_test(threads_and_blocks_change_nothing),
        cmocka_unit_test(permuted_records_and_hospitals_change_nothing),
        cmocka_unit_test(scaling_all_coefficients_changes_no_payment),
    };
    return cmocka_run_group_tests_name("settle_money", tests, NULL, NULL);
}
