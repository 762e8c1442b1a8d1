/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/tianjin/tianjin_pay.h"
#include "tests/test.h"

#define YUAN(x) (INT64_C(100) * (x))
#define M YUAN(1000000)

static void EX_T13_a_signing_unit(void **state)
{
    (void)state;
    ds_error err = {0};
    ds_t13 t;
    const int64_t cap = 3 * M, cost = 22 * M / 10, half = 500000000;
    const int64_t outside = 48 * M / 100; /* 0.5 m pts * .96 */
    assert_ok(
        ds_t13_settle(cap, outside, cost, half, DS_RATE_ONE, false, &t, &err),
        &err);
    assert_int_equal(t.a_sign, 252 * M / 100);
    assert_int_equal(t.a_sign - t.hold, 236 * M / 100);
    assert_ok(
        ds_t13_settle(cap, outside, cost, half, DS_RATE_ONE, true, &t, &err),
        &err);
    assert_int_equal(t.hold + t.forfeit, 0);
    assert_int_equal(t.released, 16 * M / 100);
    assert_ok(
        ds_t13_settle(cap, outside, cost, half, 800000000, true, &t, &err),
        &err);
    assert_int_equal(t.a_sign - t.forfeit, 2488 * M / 1000);
    assert_int_equal(t.released, 128 * M / 1000);
    assert_ok(ds_t13_settle(cap, 336 * M / 100, cost, half, DS_RATE_ONE, false,
                            &t, &err),
              &err);
    assert_int_equal(t.a_sign, -36 * M / 100);
    assert_int_equal(t.hold, 0);
}

static void EX_T14_a_circulated_prescription(void **state)
{
    (void)state;
    static const struct {
        int64_t value_per_mille;
        bool is_pharmacy;
        int64_t paid, rest;
    } rows[] = {
        {970,  true,  YUAN(19400), 0        },
        {1000, true,  YUAN(19500), YUAN(500)},
        {1000, false, YUAN(20000), 0        },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const int64_t value = YUAN(20000) * rows[i].value_per_mille / 1000;
        const int64_t paid =
            ds_t14_paid(value, rows[i].is_pharmacy, YUAN(19500));
        assert_int_equal(paid, rows[i].paid);
        assert_int_equal(value - paid, rows[i].rest);
    }
    assert_int_equal(ds_t14_paid(5, true, -3), 0);
}

/* dues are A - personal - book, cumulative */
static void EX_T15_EX_T15b_months_and_negative_months(void **state)
{
    (void)state;
    static const struct {
        int64_t due[3], paid[3], year, last;
    } rows[] = {
        {{70, 148, 205}, {70, 78, 57}, 215, 10}, /* EX-T15 */
        {{68, 143, 196}, {68, 75, 53}, 206, 10}, /* with book 2, 5, 9 */
        {{70, 60, 170},  {70, 0, 100}, 170, 0 }, /* EX-T15b */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t before = 0;
        for (int m = 0; m < 3; m++) {
            const int64_t paid =
                ds_t15_paid(rows[i].due[m], before, DS_TJ_NEGATIVE_ZERO);
            assert_int_equal(paid, rows[i].paid[m]);
            before += paid;
        }
        assert_int_equal(rows[i].year - before, rows[i].last);
    }
    assert_int_equal(ds_t15_paid(60, 70, DS_TJ_NEGATIVE_RECOVER), -10);
}

static void T15_negative_categories_reduce_the_positive(void **state)
{
    (void)state;
    static const struct {
        int64_t due[DS_TJ_PCS], net[DS_TJ_PCS];
    } rows[] = {
        {{100, 50, -30}, {80, 40, 0} },
        {{1, 1, -1},     {1, 0, 0}   },
        {{10, -30, 5},   {10, -30, 5}},
        {{-1, -2, -3},   {-1, -2, -3}},
        {{0, 0, 7},      {0, 0, 7}   },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_error err = {0};
        int64_t net[DS_TJ_PCS];
        assert_ok(ds_t15_net(rows[i].due, net, &err), &err);
        assert_memory_equal(net, rows[i].net, sizeof net);
    }
}

static void EX_T16_the_book_of_winning_drugs(void **state)
{
    (void)state;
    ds_error err = {0};
    int64_t book = 0, release = 0;
    mpq_t vs, one;
    mpq_inits(vs, one, NULL);
    mpq_set_ui(one, 1, 100);
    mpq_set(vs, one);
    const int64_t surplus = INT64_C(6000) * 4 * 10000;
    assert_ok(ds_t16_book(vs, one, surplus, &book, &err), &err);
    assert_int_equal(book, YUAN(24000));
    assert_ok(ds_t16_release(book, 62, 100, &release, &err), &err);
    assert_int_equal(release, YUAN(14880));
    assert_int_equal(book - release, YUAN(9120));
    mpq_set_ui(vs, 9, 1000);
    assert_ok(ds_t16_book(vs, one, surplus, &book, &err), &err);
    assert_int_equal(book, YUAN(21600));
    assert_ok(ds_t16_release(book, 0, 0, &release, &err), &err);
    assert_int_equal(release, 0);
    mpq_clears(vs, one, NULL);
}

static void EX_T17_split_among_funds(void **state)
{
    (void)state;
    ds_error err = {0};
    const int64_t actual[DS_TJ_FUNDS] = {700, 200, 100, 0, 0, 0};
    int64_t pay[DS_TJ_FUNDS];
    assert_ok(ds_tj_share(M, DS_TJ_FUNDS, actual, pay, &err), &err);
    assert_int_equal(pay[0], 700 * M / 1000);
    assert_int_equal(pay[1], 200 * M / 1000);
    assert_int_equal(pay[2], 100 * M / 1000);
}

static void EX_T18_the_ceiling_of_a_kind(void **state)
{
    (void)state;
    ds_error err = {0};
    const int64_t one[] = {60, 10, 0};
    int64_t ent[6] = {0};
    assert_ok(ds_t18_limit(1, one, 57, ent, &err), &err);
    assert_int_equal(ent[0], 57);
    const int64_t other[] = {6000, 1000, 0};
    assert_ok(ds_t18_limit(1, other, 5700, ent, &err), &err);
    assert_int_equal(ent[0] + ent[1] + 3000, 9650); /* with personal 30 */
    const int64_t two[] = {
        INT64_C(600000000000), INT64_C(400000000000), 100, 0, 0, 0};
    assert_ok(ds_t18_limit(2, two, INT64_C(950000000000), ent, &err), &err);
    assert_int_equal(ent[0] + ent[1], INT64_C(950000000000));
    assert_int_equal(ent[2], 95);
    assert_ok(ds_t18_limit(2, two, INT64_C(1000000000000), ent, &err), &err);
    assert_memory_equal(ent, two, sizeof ent);
}

static void EX_T19_deferral(void **state)
{
    (void)state;
    ds_error err = {0};
    int64_t defer = 0;
    mpq_t g, excess;
    mpq_inits(g, excess, NULL);
    mpq_set_ui(g, 6, 100);
    mpq_canonicalize(g);
    ds_t19_excess(115 * M, 100 * M, g, excess);
    assert_int_equal(mpq_cmp_si(excess, 9 * M, 1), 0);
    assert_ok(ds_t19_defer(excess, 115 * M, 62 * M, &defer, &err), &err);
    assert_int_equal(defer, INT64_C(485217391)); /* 4.852174 m */
    assert_ok(ds_t19_defer(excess, 0, M, &defer, &err), &err);
    assert_int_equal(defer, 0);
    assert_ok(ds_t19_defer(excess, M, -M, &defer, &err), &err);
    assert_int_equal(defer, 0);
    ds_t19_excess(105 * M, 100 * M, g, excess);
    assert_int_equal(mpq_sgn(excess), 0);
    mpq_clears(g, excess, NULL);
}

static void EX_T20_assessment(void **state)
{
    (void)state;
    ds_error err = {0};
    int64_t kept = 0, deduction = 0, reward[2];
    assert_ok(
        ds_tj_share(12 * M / 10, 2, (int64_t[]){60 * M, 40 * M}, reward, &err),
        &err);
    assert_int_equal(reward[0], 72 * M / 100);
    assert_int_equal(reward[1], 48 * M / 100);
    assert_ok(ds_t20_assess(900000000, 10000000, 100, 20, 1000, &kept,
                            &deduction, &err),
              &err);
    assert_int_equal(kept, 18);
    assert_int_equal(deduction, 10);
    assert_ok(
        ds_t20_assess(900000000, 1000000, 104, 0, 450, &kept, &deduction, &err),
        &err);
    assert_int_equal(kept, 11); /* 10.4 + .45, rounded once */
    assert_int_equal(deduction, 0);
    assert_ok(
        ds_t20_assess(0, DS_RATE_ONE, 10, 20, -5, &kept, &deduction, &err),
        &err);
    assert_int_equal(kept, 0);
    assert_int_equal(deduction, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(EX_T13_a_signing_unit),
        cmocka_unit_test(EX_T14_a_circulated_prescription),
        cmocka_unit_test(EX_T15_EX_T15b_months_and_negative_months),
        cmocka_unit_test(T15_negative_categories_reduce_the_positive),
        cmocka_unit_test(EX_T16_the_book_of_winning_drugs),
        cmocka_unit_test(EX_T17_split_among_funds),
        cmocka_unit_test(EX_T18_the_ceiling_of_a_kind),
        cmocka_unit_test(EX_T19_deferral),
        cmocka_unit_test(EX_T20_assessment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
