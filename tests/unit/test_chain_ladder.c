/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernels/chain_ladder.h"
#include "tests/kernel.h"

#include <math.h>
#include <string.h>

static const ds_tail no_tail = {DS_RATE_ONE, 0};

static void assert_near(double is, double wanted, double within)
{
    if (fabs(is - wanted) > within)
        fail_msg("%.10g, wanted %.10g within %g", is, wanted, within);
}

/* The triangle of Taylor and Ashe (1983) with the reserves and standard errors
 * of Mack (1993), table 1. */
static void finds_what_Mack_published(void **state)
{
    (void)state;
    enum { N = 10 };
    static const int64_t cells[N * N] = {
        357848,  1124788, 1735330, 2218270, 2745596, 3319994, 3466336, 3606286,
        3833515, 3901463, 352118,  1236139, 2170033, 3353322, 3799067, 4120063,
        4647867, 4914039, 5339085, 0,       290507,  1292306, 2218525, 3235179,
        3985995, 4132918, 4628910, 4909315, 0,       0,       310608,  1418858,
        2195047, 3757447, 4029929, 4381982, 4588268, 0,       0,       0,
        443160,  1136350, 2128333, 2897821, 3402672, 3873311, 0,       0,
        0,       0,       396132,  1333217, 2180715, 2985752, 3691712, 0,
        0,       0,       0,       0,       440832,  1288463, 2419861, 3483130,
        0,       0,       0,       0,       0,       0,       359480,  1421128,
        2864498, 0,       0,       0,       0,       0,       0,       0,
        376686,  1363294, 0,       0,       0,       0,       0,       0,
        0,       0,       344014,  0,       0,       0,       0,       0,
        0,       0,       0,       0};
    static const int64_t reserve[N] = {0,       94634,   469511,  709638,
                                       984889,  1419459, 2177641, 3920301,
                                       4278972, 4625811};
    static const double error[N] = {0,      75535,  121699, 133549, 261406,
                                    411010, 558317, 875328, 971258, 1363155};
    const ds_triangle t = {N, cells};
    ds_chain_ladder c = {0};
    ds_error err = {0};
    size_t bad;
    assert_ok(ds_chain_ladder_run(&t, &no_tail, &c, &bad, &err), &err);
    for (size_t i = 0; i < N; i++) {
        assert_int_equal(c.period[i].reserve, reserve[i]);
        assert_near(c.period[i].error, error[i], 0.5);
    }
    assert_near((double)c.all.reserve, 18680856, 2); /* of rounded rows */
    assert_near(c.all.error, 2447095, 0.5);
    assert_near(c.development[0].factor, 3.490607, 5e-7);
    assert_near(c.development[8].factor, 1.017725, 5e-7);
    assert_near(c.development[0].sigma2, 160280.3, 0.1);
    ds_chain_ladder_destroy(&c);
}

/* 100 150 165 / 200 320 / 120 by hand: f0 = 470/300, f1 = 1.1; the ratios 1.5
 * and 1.6 give sigma0^2 = 100 (1/15)^2 + 200 (1/30)^2 = 2/3; sigma1^2 = 2/3. */
static void works_a_triangle_by_hand(void **state)
{
    (void)state;
    static const int64_t cells[] = {100, 150, 165, 200, 320, 0, 120, 0, 0};
    const ds_triangle t = {3, cells};
    ds_chain_ladder c = {0};
    ds_error err = {0};
    size_t bad;
    assert_ok(ds_chain_ladder_run(&t, &no_tail, &c, &bad, &err), &err);
    assert_true(mpq_cmp_ui(c.factor[0], 47, 30) == 0);
    assert_true(mpq_cmp_ui(c.factor[1], 11, 10) == 0);
    assert_int_equal(c.period[0].reserve, 0);
    assert_int_equal(c.period[1].ultimate, 352);
    assert_int_equal(c.period[2].ultimate, 207); /* 120 * 47/30 * 1.1 = 206.8 */
    assert_int_equal(c.all.reserve, 32 + 87);
    const double s2 = 2.0 / 3;
    assert_near(c.development[0].sigma2, s2, 1e-12);
    assert_near(c.development[1].sigma2, s2, 1e-12);
    assert_int_equal(c.development[1].is_sigma_estimated, 0);
    /* row 1: s2 * 320 + 320^2 s2 / 150 */
    assert_near(c.period[1].process, sqrt(s2 * 320), 1e-9);
    assert_near(c.period[1].parameter, sqrt(320 * 320 * s2 / 150), 1e-9);
    /* row 2: two steps, 120 -> 188 -> 206.8 */
    const double process = s2 * 120 * 1.21 + s2 * 188;
    const double parameter =
        120.0 * 120 * s2 / 300 * 1.21 + 188.0 * 188 * s2 / 150;
    assert_near(c.period[2].process, sqrt(process), 1e-9);
    assert_near(c.period[2].parameter, sqrt(parameter), 1e-9);
    /* all: step 1 projects 320 + 188 together */
    const double together =
        120.0 * 120 * s2 / 300 * 1.21 + 508.0 * 508 * s2 / 150;
    assert_near(c.all.parameter, sqrt(together), 1e-9);
    assert_near(c.all.process, sqrt(process + s2 * 320), 1e-9);
    ds_chain_ladder_destroy(&c);
}

static void applies_a_tail_to_every_period(void **state)
{
    (void)state;
    static const int64_t cells[] = {100, 200, 1000, 0};
    const ds_triangle t = {2, cells};
    const ds_tail tail = {1050000000, 0.01};
    ds_chain_ladder c = {0};
    ds_error err = {0};
    size_t bad;
    assert_ok(ds_chain_ladder_run(&t, &tail, &c, &bad, &err), &err);
    assert_int_equal(c.period[0].ultimate, 210);
    assert_int_equal(c.period[1].ultimate, 2100);
    assert_true(isnan(c.period[1].error)); /* one row has no spread */
    assert_near(c.period[0].parameter, 2.0, 1e-12);
    ds_chain_ladder_destroy(&c);
}

static void skips_rows_without_an_amount(void **state)
{
    (void)state;
    static const int64_t cells[] = {0, 50, 80, 100, 150, 0, 10, 0, 0};
    const ds_triangle t = {3, cells};
    ds_chain_ladder c = {0};
    ds_error err = {0};
    size_t bad = 99;
    assert_ok(ds_chain_ladder_run(&t, &no_tail, &c, &bad, &err), &err);
    assert_int_equal(c.development[0].n_pairs, 1);
    assert_int_equal(c.development[0].n_skipped, 1);
    assert_true(mpq_cmp_ui(c.factor[0], 3, 2) == 0);
    ds_chain_ladder_destroy(&c);
}

static void refuses_what_has_no_factor(void **state)
{
    (void)state;
    static const int64_t zero[] = {0, 50, 80, 0, 150, 0, 10, 0, 0};
    const ds_triangle rows[] = {
        {1, zero},
        {3, zero}
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_chain_ladder c = {0};
        ds_error err = {0};
        size_t bad = 99;
        assert_int_equal(
            ds_chain_ladder_run(&rows[i], &no_tail, &c, &bad, &err),
            DS_ERR_DATA);
        assert_int_equal(bad, i == 0 ? 99 : 0);
        ds_chain_ladder_destroy(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_Mack_published),
        cmocka_unit_test(works_a_triangle_by_hand),
        cmocka_unit_test(applies_a_tail_to_every_period),
        cmocka_unit_test(skips_rows_without_an_amount),
        cmocka_unit_test(refuses_what_has_no_factor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
