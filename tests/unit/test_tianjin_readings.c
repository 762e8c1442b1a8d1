/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The other values of keys that stand for a reading, on whole years of small
 * regions, by hand: class.points, cancer.first, drug.short, fund.shares. */
#include "tests/tianjin_fixture.h"

static region fix;

/* IP 6 m, L3 and L2 DRUG and SERV 1.5 m each. A and B are L3. */
static void two_of_l3(void)
{
    region_init(&fix, 2);
    for (uint32_t h = 0; h < 2; h++)
        for (int g = 0; g < 2 * DS_TJ_FEES; g++)
            if (g % DS_TJ_FEES != DS_TJ_HERB)
                region_past(&fix, h, g, YUAN(100));
    region_past(&fix, 0, DS_TJ_SEG_WM, YUAN(100));
}

/* A54: from July on A is L2, and so is all that it did since January. */
static void T4_points_follow_into_the_new_class(void **state)
{
    (void)state;
    two_of_l3();
    for (int j = 6; j < DS_TJ_MONTHS; j++)
        fix.hospitals[0].op_class[j] = DS_TJ_L2;
    region_op(&fix, 0, DS_TJ_L3, 1, 0, POINTS(100000));
    region_op(&fix, 1, DS_TJ_L3, 1, 0, POINTS(50000));
    fix.quota[fix.facts.n_quota++] = (ds_tj_quota_row){
        .op_class = DS_TJ_L3, .month = 2, .serv = POINTS(7000), .cost = 100};
    ds_tj_op_row *out = region_op(&fix, 0, DS_TJ_L3, 3, POINTS(900), 0);
    out->prescriber = 1;
    out->hospital_class = DS_TJ_L3;
    region_run(&fix);
    assert_true(HAS(&fix, POINTS, 13, "A", "L3", "OP_L3_SERV", "ffs"));
    fix.policy.class_points = DS_TJ_POINTS_NEW;
    region_run(&fix);
    assert_int_equal(
        GET(&fix, POINTS, 6, "effective", "A", "L3", "OP_L3_SERV", "ffs"),
        POINTS(100000));
    for (int m = 7; m <= DS_TJ_YEAR; m++) {
        assert_int_equal(
            GET(&fix, POINTS, m, "effective", "A", "L2", "OP_L2_SERV", "ffs"),
            POINTS(100000));
        assert_int_equal(
            GET(&fix, POINTS, m, "effective", "A", "L2", "OP_L2_SERV", "quota"),
            POINTS(7000));
        assert_int_equal(
            GET(&fix, POINTS, m, "raw", "A", "L2", "OP_L2_DRUG", "ffs"),
            POINTS(900));
        assert_false(HAS(&fix, POINTS, m, "A", "L3", "OP_L3_SERV", "ffs"));
        assert_false(HAS(&fix, POINTS, m, "A", "L3", "OP_L3_SERV", "quota"));
        assert_true(HAS(&fix, POINTS, m, "B", "L3", "OP_L3_SERV", "ffs"));
    }
    region_free(&fix);
}

/* A72: 100,010 of cancer leave 399,990 of January's 500,000; a fifth is TCM's.
 */
static void T11_cancer_before_the_split(void **state)
{
    (void)state;
    two_of_l3();
    region_op(&fix, 0, DS_TJ_L3, 1, POINTS(250000), 0); /* v = .5 */
    region_op(&fix, 0, DS_TJ_L3, 1, POINTS(200000), POINTS(10))->visit =
        DS_TJ_CANCER;
    region_ip(&fix, 1, DS_TJ_QUOTA, 1, POINTS(100000), YUAN(300000));
    fix.policy.cancer_first = 1;
    fix.policy.share_ip_tcm = 200000000;
    region_run(&fix);
    assert_int_equal(GET(&fix, BUDGET, 1, "cancer", "IP_WM"), YUAN(100010));
    assert_int_equal(GET(&fix, BUDGET, 1, "available", "IP_WM"), YUAN(420002));
    assert_int_equal(GET(&fix, AMOUNT, 1, "amount", "B", "IP_WM", "quota"),
                     YUAN(319992));
    assert_int_equal(GET(&fix, VALUE, 1, "unallocated", "IP_TCM"), YUAN(79998));
    /* more than all of IP: pro rata, nothing is left to split */
    fix.op[1].other = POINTS(2000000);
    region_run(&fix);
    assert_true(HAS(&fix, FLAGS, 1, "cancer_limited", "", "IP"));
    assert_int_equal(GET(&fix, BUDGET, 1, "cancer", "IP"), YUAN(500000));
    assert_false(HAS(&fix, VALUE, 1, "IP_WM") &&
                 GET(&fix, VALUE, 1, "paid", "IP_WM") != 0);
    region_free(&fix);
}

/* A14: DRUG 3 m, past cost 3 to 1, 2 m points each: parts of 2.25 m and
 * 0.75 m; A needs 2 m, its 0.25 m go to B, that is paid half a yuan. */
static void T12_a_value_of_each_institution(void **state)
{
    (void)state;
    two_of_l3();
    fix.policy.share_class = (ds_rates){
        5, {DS_RATE_ONE, 0, 0, 0, 0}
    };
    region_past(&fix, 0, DS_TJ_DRUG, YUAN(200));
    region_op(&fix, 0, DS_TJ_L3, 1, POINTS(2000000), 0);
    region_op(&fix, 1, DS_TJ_L3, 1, POINTS(2000000), 0);
    region_run(&fix);
    assert_int_equal(GET(&fix, AMOUNT, 13, "amount", "A", "OP_L3_DRUG"),
                     YUAN(1500000));
    fix.policy.drug_short = DS_TJ_SHORT_INSTITUTION;
    region_run(&fix);
    assert_int_equal(GET(&fix, AMOUNT, 13, "amount", "A", "OP_L3_DRUG"),
                     YUAN(2000000));
    assert_int_equal(GET(&fix, AMOUNT, 13, "amount", "B", "OP_L3_DRUG"),
                     YUAN(1000000));
    /* cancer points of B, at what B is paid: half; 500,000 of 1 m */
    ds_tj_op_row *cancer = region_op(&fix, 1, DS_TJ_L3, 1, POINTS(1000000), 0);
    cancer->visit = DS_TJ_CANCER;
    region_run(&fix);
    assert_int_equal(GET(&fix, AMOUNT, 13, "amount", "B", "CANCER_L3_DRUG"),
                     YUAN(500000));
    /* compliant: services close B's gap to one yuan */
    fix.hospitals[1].is_compliant = true;
    region_run(&fix);
    assert_int_equal(GET(&fix, AMOUNT, 13, "amount", "B", "OP_L3_DRUG"),
                     YUAN(2000000));
    assert_int_equal(GET(&fix, BUDGET, 13, "transfer", "OP_L3_SERV"),
                     -YUAN(1000000));
    assert_int_equal(GET(&fix, AMOUNT, 13, "amount", "B", "CANCER_L3_DRUG"),
                     YUAN(1000000));
    region_free(&fix);
}

/* A32: January 100,000 by pooled payments, February's 50,000 by large ones;
 * March takes 30,000 back, two thirds from the pooled fund. */
static void T17_split_by_the_payments_of_the_month(void **state)
{
    (void)state;
    two_of_l3();
    region_op(&fix, 0, DS_TJ_L3, 1, 0, POINTS(100000));
    region_op(&fix, 0, DS_TJ_L3, 2, 0, POINTS(50000));
    region_money(&fix, 0, DS_TJ_PC_OP, 1, 0, YUAN(70000));
    region_money(&fix, 0, DS_TJ_PC_OP, 2, 0, 0)->fund[1] = YUAN(40000);
    region_money(&fix, 0, DS_TJ_PC_OP, 3, YUAN(30000), YUAN(5000));
    region_op(&fix, 0, DS_TJ_L3, 4, 0, POINTS(10000));
    region_money(&fix, 0, DS_TJ_PC_OP, 4, 0, 0)->fund[1] = YUAN(8000);
    fix.policy.fund_shares = DS_TJ_SHARES_MONTH;
    region_run(&fix);
    assert_int_equal(GET(&fix, FUND, 1, "pay", "A", "employee_pooled"),
                     YUAN(100000));
    assert_int_equal(GET(&fix, FUND, 2, "pay", "A", "employee_pooled"),
                     YUAN(100000));
    assert_int_equal(GET(&fix, FUND, 2, "pay", "A", "employee_large"),
                     YUAN(50000));
    assert_int_equal(GET(&fix, FUND, 3, "pay", "A", "employee_pooled"),
                     YUAN(80000));
    assert_int_equal(GET(&fix, FUND, 3, "pay", "A", "employee_large"),
                     YUAN(40000));
    /* April: entitled 80,000 and 50,000, less than was paid: no payment, and
     * nothing flows between the funds */
    assert_int_equal(GET(&fix, FUND, 4, "ent", "A", "employee_large"),
                     YUAN(50000));
    assert_int_equal(GET(&fix, FUND, 4, "paid", "A", "employee_pooled"),
                     YUAN(100000));
    assert_int_equal(GET(&fix, FUND, 4, "paid", "A", "employee_large"),
                     YUAN(50000));
    fix.policy.fund_shares = DS_TJ_SHARES_CUMULATIVE;
    region_run(&fix); /* 150,000 by 70 to 40 */
    assert_int_equal(GET(&fix, FUND, 2, "pay", "A", "employee_large"),
                     INT64_C(5454545));
    region_free(&fix);
}

/* T7: a flag says whose slices, and of which visits. */
static void T7_flags_name_the_visits(void **state)
{
    (void)state;
    two_of_l3();
    ds_tj_op_row *dear = region_op(&fix, 0, DS_TJ_L3, 1, 0, POINTS(1));
    ds_tj_op_row *usual = region_op(&fix, 1, DS_TJ_L2, 1, 0, POINTS(1));
    dear->visit = usual->visit = DS_TJ_DIABETES;
    dear->slices = POINTS(90);
    usual->slices = POINTS(10);
    dear->doses = usual->doses = 1;
    region_run(&fix);
    assert_true(HAS(&fix, FLAGS, 1, "herb_cap", "L3 diabetes"));
    assert_false(HAS(&fix, FLAGS, 1, "herb_cap", "L2 diabetes"));
    region_free(&fix);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(T4_points_follow_into_the_new_class),
        cmocka_unit_test(T11_cancer_before_the_split),
        cmocka_unit_test(T12_a_value_of_each_institution),
        cmocka_unit_test(T17_split_by_the_payments_of_the_month),
        cmocka_unit_test(T7_flags_name_the_visits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
