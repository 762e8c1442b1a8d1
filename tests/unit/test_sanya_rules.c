/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The formulas of a medical group's year: sim/sanya/sanya_rules.c, and the
 * examples of policy.md section 5. */
#include "sim/sanya/sanya_rules.h"
#include "tests/test.h"

/* Amounts of the examples: m yuan in hundredths, as fen. */
#define M(x) ((int64_t)((x)*100 + .5) * 1000000)

static const int64_t GRADE_SHARE[] = {800000000, 500000000, 200000000, 0};
static const int64_t GRADE_DED[] = {0, 100000000, 300000000, 1000000000};

static void EX_Y1_growth_is_capped_and_the_city_cut_follows(void **state)
{
    (void)state;
    /* 12, 9, 15 % */
    static const int64_t s[] = {1000000, 1120000, 1220800, 1403920};
    int64_t g3 = 0, mean = 0, grown[2], cut[2];
    assert_true(ds_y1_growth(s, false, &g3));
    assert_int_equal((g3 + 500) / 1000, 119732); /* 11.9732 % */
    assert_true(ds_y1_growth(s, true, &mean));
    assert_int_equal(mean, 120000000);
    assert_true(ds_y1_grow(M(200), 100000000, &grown[0]));
    assert_true(ds_y1_grow(M(100), 40000000, &grown[1]));
    assert_int_equal(grown[0], M(220));
    assert_int_equal(grown[1], M(104));
    for (int k = 0; k < 2; k++)
        assert_true(ds_rate_of(grown[k], DS_RATE_ONE - 20000000, &cut[k]));
    assert_int_equal(cut[0] + cut[1], M(317.52));
}

static void growth_is_the_cube_root_rounded_half_up(void **state)
{
    (void)state;
    static const struct {
        int64_t first, last, g3;
    } rows[] = {
        {8,  27,         500000000     },
        {27, 8,          -333333333    },
        {1,  2,          259921050     }, /* 1.25992104989... */
        {3,  3,          0             },
        {1,  DS_MAX_FEN, 99999000000000},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const int64_t s[] = {rows[i].first, 1, 1, rows[i].last};
        int64_t g3 = 0;
        assert_true(ds_y1_growth(s, false, &g3));
        assert_int_equal(g3, rows[i].g3);
    }
}

static void EX_Y2_ninety_percent_are_prepaid(void **state)
{
    (void)state;
    int64_t prepaid = 0;
    assert_true(ds_rate_of(M(20), 900000000, &prepaid));
    assert_int_equal(prepaid, M(18));
}

static void EX_Y5_inpatient_care_has_the_remainder(void **state)
{
    (void)state;
    static const struct {
        int64_t outpatient, other, dip, excess, counted, beyond;
    } rows[] = {
        {M(96),  M(3),   M(225), 0,     M(96),  0   }, /* 324-40-50-6-3 */
        {M(321), M(3),   0,      0,     M(321), 0   },
        {M(322), M(3),   0,      M(1),  M(321), 0   },
        {M(10),  M(330), 0,      M(10), 0,      M(6)}, /* no more than Y3 lacks */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_y5 y = {.budget = M(324),
                    .outpatient = rows[i].outpatient,
                    .other = rows[i].other};
        assert_true(ds_y5_remainder(&y));
        assert_int_equal(y.dip_budget, rows[i].dip);
        assert_int_equal(y.excess, rows[i].excess);
        assert_int_equal(y.counted, rows[i].counted);
        assert_int_equal(y.beyond, rows[i].beyond);
    }
}

/* The table of EX-Y7: all four grades. */
static void EX_Y7_final_transfer_by_grade(void **state)
{
    (void)state;
    static const struct {
        int64_t share, decision, payable, deduction, final;
    } rows[] = {
        {M(4.0), M(229.0), M(325.0), 0,        M(30.40)},
        {M(2.5), M(227.5), M(323.5), M(1.63),  M(27.27)},
        {M(1.0), M(226.0), M(322.0), M(4.89),  M(22.51)},
        {0,      M(225.0), M(321.0), M(16.30), M(10.10)},
    };
    int64_t before = INT64_MAX;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_y8 y = {.dip_budget = M(225), .bookkept = M(230), .cap = DS_MISSING};
        assert_true(ds_y8_overspend(&y));
        assert_int_equal(y.overspend, M(5));
        assert_true(ds_y8_decide(&y, GRADE_SHARE[i], DS_RATE_ONE));
        assert_int_equal(y.fund_share, rows[i].share);
        assert_int_equal(y.decision, rows[i].decision);
        ds_y7 f = {.payable = M(96) + y.decision,
                   .bookkept = M(326),
                   .prepaid = M(293.4),
                   .audit = M(1.2)};
        assert_true(ds_y7_final(&f, 50000000, GRADE_DED[i]));
        assert_int_equal(f.payable, rows[i].payable);
        assert_int_equal(f.deposit, M(16.3));
        assert_int_equal(f.deduction, rows[i].deduction);
        assert_int_equal(f.final, rows[i].final);
        assert_true(f.final < before); /* property 10 */
        before = f.final;
    }
}

static void EX_Y8_a_sanctioned_part_is_not_shared(void **state)
{
    (void)state;
    ds_y8 y = {.dip_budget = M(225), .bookkept = M(230), .cap = DS_MISSING};
    assert_true(ds_y8_overspend(&y));
    y.sanctioned = M(2); /* 40 % of 5 m */
    assert_true(ds_y8_decide(&y, GRADE_SHARE[1], DS_RATE_ONE));
    assert_int_equal(y.fund_share, M(1.5));
}

static void EX_Y8b_a_surplus_is_kept(void **state)
{
    (void)state;
    ds_y8 y = {.dip_budget = M(225), .bookkept = M(215), .cap = DS_MISSING};
    assert_true(ds_y8_overspend(&y));
    assert_int_equal(y.overspend, 0);
    assert_int_equal(y.surplus, M(10));
    assert_true(ds_y8_decide(&y, GRADE_SHARE[0], DS_RATE_ONE));
    assert_int_equal(y.decision, M(225));
    assert_true(ds_y8_decide(&y, GRADE_SHARE[0], DS_RATE_ONE / 4));
    assert_int_equal(y.kept, M(2.5));
    assert_int_equal(y.decision, M(217.5));
}

/* Y5: what the outpatient lines take beyond the budget joins O; a cap holds. */
static void an_excess_joins_the_overspend_up_to_the_cap(void **state)
{
    (void)state;
    ds_y8 y = {.excess = M(7), .bookkept = M(5), .cap = DS_MISSING};
    assert_true(ds_y8_overspend(&y));
    assert_int_equal(y.overspend, M(12));
    assert_int_equal(y.surplus, 0);
    y.cap = M(10);
    assert_true(ds_y8_overspend(&y));
    assert_true(ds_y8_decide(&y, GRADE_SHARE[1], DS_RATE_ONE));
    assert_int_equal(y.decision, M(5));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(EX_Y1_growth_is_capped_and_the_city_cut_follows),
        cmocka_unit_test(growth_is_the_cube_root_rounded_half_up),
        cmocka_unit_test(EX_Y2_ninety_percent_are_prepaid),
        cmocka_unit_test(EX_Y5_inpatient_care_has_the_remainder),
        cmocka_unit_test(EX_Y7_final_transfer_by_grade),
        cmocka_unit_test(EX_Y8_a_sanctioned_part_is_not_shared),
        cmocka_unit_test(EX_Y8b_a_surplus_is_kept),
        cmocka_unit_test(an_excess_joins_the_overspend_up_to_the_cap),
    };
    return cmocka_run_group_tests_name("sanya_rules", tests, NULL, NULL);
}
