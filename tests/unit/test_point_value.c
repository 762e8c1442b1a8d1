/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/drg/point_value.h"
#include "tests/test.h"

enum { MILLION = 100000000 }; /* fen */

static void EX_H3_surplus_is_kept_and_overspend_shared(void **state)
{
    (void)state;
    static const struct {
        int64_t budget, spent, pool;
    } rows[] = {
        {10000, 9400,  9820 }, /* 94 + .7 x 6: 4.2 of the surplus kept */
        {10000, 10600, 10360}, /* 100 + .6 x 6: the fund pays 3.6 */
        {10000, 10000, 10000},
        {1,     0,     1    }, /* .7 fen rounds up */
        {0,     1,     1    }, /* .6 fen rounds up */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t pool = -1;
        assert_true(ds_h3_pool(rows[i].budget, rows[i].spent, 700000000,
                               600000000, &pool));
        assert_int_equal(pool, rows[i].pool);
    }
}

/* EX-Z4, EX-Z4b, in .1 m yuan; what a hospital gets of it: test_settle.c. */
static void EX_Z4_EX_Z4b_what_the_value_divides(void **state)
{
    (void)state;
    static const struct {
        const char *when;
        int64_t here, outside, personal, pool, fund, total;
    } rows[] = {
        {"E = B",            800, 0,   300, 800, 800, 1100},
        {"EX-Z4b surplus",   640, 120, 300, 788, 668, 968 },
        {"EX-Z4b overspend", 720, 120, 300, 824, 704, 1004},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_z4_input in = {.budget = INT64_C(80) * MILLION,
                          .local_here = rows[i].here * MILLION / 10,
                          .local_outside = rows[i].outside * MILLION / 10,
                          .personal = rows[i].personal * MILLION / 10,
                          .keep = 700000000,
                          .share = 600000000,
                          .mode = DS_PV_FUND};
        ds_z4 out = {0};
        ds_error err = {0};
        assert_ok(ds_z4_value(&in, &out, &err), &err);
        assert_int_equal(out.pool, rows[i].pool * MILLION / 10);
        assert_int_equal(out.fund, rows[i].fund * MILLION / 10);
        assert_int_equal(out.distributed, rows[i].fund * MILLION / 10);
        in.mode = DS_PV_TOTAL;
        assert_ok(ds_z4_value(&in, &out, &err), &err);
        assert_int_equal(out.fund, rows[i].fund * MILLION / 10);
        assert_int_equal(out.distributed, rows[i].total * MILLION / 10);
    }
}

static void outsiders_money_joins_what_is_distributed(void **state)
{
    (void)state;
    const ds_z4_input in = {.budget = 1000,
                            .local_here = 900,
                            .local_outside = 100,
                            .outsiders = 50,
                            .keep = 0,
                            .share = 0};
    ds_z4 out = {0};
    assert_int_equal(ds_z4_value(&in, &out, NULL), DS_OK);
    assert_int_equal(out.e_act, 1000);
    assert_int_equal(out.fund, 950);
}

static void care_outside_beyond_the_pool_is_infeasible(void **state)
{
    (void)state;
    ds_error err = {0};
    const ds_z4_input in = {.budget = 100,
                            .local_here = 0,
                            .local_outside = 500,
                            .keep = 0,
                            .share = 0};
    ds_z4 out = {0};
    assert_int_equal(ds_z4_value(&in, &out, &err), DS_ERR_INFEASIBLE);
    assert_true(err.hint[0] != '\0');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(EX_H3_surplus_is_kept_and_overspend_shared),
        cmocka_unit_test(EX_Z4_EX_Z4b_what_the_value_divides),
        cmocka_unit_test(outsiders_money_joins_what_is_distributed),
        cmocka_unit_test(care_outside_beyond_the_pool_is_infeasible),
    };
    return cmocka_run_group_tests_name("point_value", tests, NULL, NULL);
}
