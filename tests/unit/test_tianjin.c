/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole years of small regions: amounts by hand, the ledger in every run. */
#include "tests/tianjin_fixture.h"

static region fix;

/* B 12 m: IP 6 m, OP 6 m, L3 and L2 each DRUG 1.5 m, SERV 1.5 m: 125,000 a
 * month. A is L3, B is L2. */
static void two_hospitals(void)
{
    region_init(&fix, 2);
    for (int j = 0; j < DS_TJ_MONTHS; j++)
        fix.hospitals[1].op_class[j] = DS_TJ_L2;
    for (uint32_t h = 0; h < 2; h++)
        for (int f = 0; f < 2; f++)
            region_past(&fix, h, (int)h * DS_TJ_FEES + f, YUAN(100));
    region_past(&fix, 0, DS_TJ_SEG_WM, YUAN(100));
}

static void a_month_from_points_to_payment(void **state)
{
    (void)state;
    two_hospitals();
    region_op(&fix, 0, DS_TJ_L3, 1, POINTS(200000), POINTS(100000));
    region_op(&fix, 1, DS_TJ_L2, 1, POINTS(50000), POINTS(250000));
    region_money(&fix, 0, DS_TJ_PC_OP, 1, YUAN(30000), YUAN(270000));
    region_money(&fix, 1, DS_TJ_PC_OP, 1, YUAN(10000), YUAN(290000));
    region_run(&fix);
    /* L3 DRUG: 125,000 over 200,000 points; SERV: 100,000 at 1 */
    assert_int_equal(GET(&fix, AMOUNT, 1, "amount", "A", "OP_L3_DRUG"),
                     YUAN(125000));
    assert_int_equal(GET(&fix, VALUE, 1, "value", "OP_L3_DRUG"), 625000000);
    assert_int_equal(GET(&fix, AMOUNT, 1, "amount", "A", "OP_L3_SERV"),
                     YUAN(100000));
    assert_int_equal(GET(&fix, VALUE, 1, "unallocated", "OP_L3_SERV"),
                     YUAN(25000));
    assert_int_equal(GET(&fix, PAYMENT, 1, "paid", "A"), YUAN(195000));
    assert_int_equal(GET(&fix, PAYMENT, 1, "paid", "B"), YUAN(165000));
    /* two months of budget: all of A's drugs at 1, B's SERV 250,000 at 1 */
    assert_int_equal(GET(&fix, PAYMENT, 2, "paid", "A"), YUAN(75000));
    assert_int_equal(GET(&fix, PAYMENT, 2, "paid", "B"), YUAN(125000));
    assert_int_equal(GET(&fix, FUND, 2, "paid", "B", "employee_pooled"),
                     YUAN(290000));
    assert_int_equal(GET(&fix, PAYMENT, 13, "paid", "A"), 0);
    assert_int_equal(GET(&fix, PAYMENT, 13, "ent", "A"), YUAN(270000));
    assert_true(HAS(&fix, FLAGS, 1, "no_points", "", "IP_WM"));
    region_free(&fix);
}

/* EX-T15b in the engine: a month in which less is due pays nothing. */
static void a_negative_month_pays_nothing(void **state)
{
    (void)state;
    two_hospitals();
    region_op(&fix, 0, DS_TJ_L3, 1, 0, POINTS(100000));
    region_op(&fix, 0, DS_TJ_L3, 2, 0, POINTS(50000));
    region_money(&fix, 0, DS_TJ_PC_OP, 1, YUAN(30000), YUAN(70000));
    region_money(&fix, 0, DS_TJ_PC_OP, 2, YUAN(60000), 0);
    region_op(&fix, 0, DS_TJ_L3, 3, 0, POINTS(150000));
    region_money(&fix, 0, DS_TJ_PC_OP, 3, YUAN(40000), YUAN(110000));
    region_run(&fix);
    assert_int_equal(GET(&fix, PAYMENT, 1, "paid", "A"), YUAN(70000));
    assert_int_equal(GET(&fix, PAYMENT, 2, "paid", "A"), 0);
    assert_int_equal(GET(&fix, PAYMENT, 2, "carry", "A"), -YUAN(10000));
    assert_int_equal(GET(&fix, PAYMENT, 3, "paid", "A"), YUAN(100000));
    assert_true(HAS(&fix, FLAGS, 2, "negative_month", "A"));
    fix.policy.month_negative = DS_TJ_NEGATIVE_RECOVER;
    region_run(&fix);
    assert_int_equal(GET(&fix, PAYMENT, 2, "paid", "A"), -YUAN(10000));
    region_free(&fix);
}

/* EX-T11e: cancer leaves OP at its value and is taken from IP. */
static void EX_T11e_cancer_is_paid_from_inpatient_money(void **state)
{
    (void)state;
    two_hospitals();
    region_op(&fix, 0, DS_TJ_L3, 1, POINTS(250000), 0); /* v = .5 */
    region_op(&fix, 0, DS_TJ_L3, 1, POINTS(200000), POINTS(10))->visit =
        DS_TJ_CANCER;
    region_ip(&fix, 1, DS_TJ_QUOTA, 1, POINTS(100000), YUAN(300000));
    region_run(&fix);
    assert_int_equal(GET(&fix, VALUE, 1, "settled_ffs", "OP_L3_DRUG"),
                     500000000);
    /* no points in SERV: v_std */
    assert_int_equal(GET(&fix, AMOUNT, 1, "amount", "A", "CANCER_L3_DRUG"),
                     YUAN(100000));
    assert_int_equal(GET(&fix, AMOUNT, 1, "amount", "A", "CANCER_L3_SERV"),
                     YUAN(10));
    assert_int_equal(GET(&fix, BUDGET, 1, "cancer", "IP_WM"), YUAN(100010));
    assert_int_equal(GET(&fix, AMOUNT, 1, "amount", "B", "IP_WM", "quota"),
                     YUAN(399990));
    assert_int_equal(GET(&fix, SETTLEMENT, 1, "hold", "B", "IP"),
                     YUAN(99990) / 2);
    assert_int_equal(GET(&fix, SETTLEMENT, 13, "hold", "B", "IP"), 0);
    fix.op[1].other = POINTS(2000000);
    region_run(&fix);
    assert_true(HAS(&fix, FLAGS, 1, "cancer_limited", "", "IP_WM"));
    assert_int_equal(GET(&fix, BUDGET, 1, "cancer", "IP_WM"), YUAN(500000));
    region_free(&fix);
}

static void ffs_stays_are_capped_and_quota_is_not(void **state)
{
    (void)state;
    two_hospitals();
    region_ip(&fix, 0, DS_TJ_FFS, 1, POINTS(100000), YUAN(100000));
    region_ip(&fix, 1, DS_TJ_QUOTA, 1, POINTS(100000), YUAN(100000));
    region_run(&fix); /* IP 500,000 a month: v = 2.5 */
    assert_int_equal(GET(&fix, AMOUNT, 1, "amount", "A", "IP_WM"),
                     YUAN(100000));
    assert_int_equal(GET(&fix, AMOUNT, 1, "amount", "B", "IP_WM"),
                     YUAN(250000));
    assert_int_equal(GET(&fix, VALUE, 1, "unallocated", "IP_WM"), YUAN(150000));
    /* hold (1 - .5) * (250,000 - 100,000) */
    assert_int_equal(GET(&fix, SETTLEMENT, 1, "hold", "B", "IP"), YUAN(75000));
    region_free(&fix);
}

/* A unit with a quota of 1.2 m: shares of past cost decide what pays it. */
static void capitation_pays_others_and_keeps_the_rest(void **state)
{
    (void)state;
    two_hospitals();
    fix.in.n_contracts = 1;
    fix.contracts[0] = (ds_tj_contract){.unit = 0, .f = 800000000};
    for (int j = 0; j < DS_TJ_MONTHS; j++) {
        fix.contracts[0].heads[j] = 7;
        fix.contracts[0].quota[j] = YUAN(1200000);
    }
    fix.roster[0] = (ds_tj_roster_row){0, DS_TJ_SERV, 1, YUAN(5)};
    fix.facts.n_roster = 1;
    region_op(&fix, 1, DS_TJ_L2, 1, 0, POINTS(20000))->unit = 0;
    region_op(&fix, 0, DS_TJ_L3, 1, 0, POINTS(60000))->unit = 0;
    region_money(&fix, 0, DS_TJ_PC_CAP, 1, YUAN(10000), YUAN(50000));
    region_run(&fix);
    /* the first month's roster spent in L3 SERV only: 1.2 m / 12 from it */
    assert_int_equal(GET(&fix, BUDGET, 1, "cap", "OP_L3_SERV"), YUAN(100000));
    assert_int_equal(GET(&fix, BUDGET, 1, "available", "OP_L3_SERV"),
                     YUAN(25000));
    assert_int_equal(GET(&fix, CAPITATION, 1, "cap", "A"), YUAN(100000));
    assert_int_equal(GET(&fix, CAPITATION, 1, "outside", "A"), YUAN(20000));
    assert_int_equal(GET(&fix, CAPITATION, 1, "a_sign", "A"), YUAN(80000));
    assert_int_equal(GET(&fix, CAPITATION, 1, "surplus", "A"), YUAN(20000));
    assert_int_equal(GET(&fix, SETTLEMENT, 1, "due", "A", "CAP"), YUAN(60000));
    assert_int_equal(GET(&fix, SETTLEMENT, 1, "amount", "B", "OP"),
                     YUAN(20000));
    assert_int_equal(GET(&fix, CAPITATION, 13, "a_sign", "A"), YUAN(1180000));
    assert_int_equal(GET(&fix, CAPITATION, 13, "forfeit", "A"), YUAN(112000));
    /* cap.cost=all: 100,000 - 60,000 - 30,000 at B, which gets 20,000 */
    fix.policy.cap_cost = DS_TJ_CAP_COST_ALL;
    fix.op[0].cost = YUAN(30000);
    region_run(&fix);
    assert_int_equal(GET(&fix, CAPITATION, 1, "cost", "A"), YUAN(90000));
    assert_int_equal(GET(&fix, CAPITATION, 1, "surplus", "A"), YUAN(10000));
    assert_int_equal(GET(&fix, CAPITATION, 1, "a_sign", "A"), YUAN(80000));
    fix.policy.cap_cost = DS_TJ_CAP_COST_OWN;
    /* a deficit is the signing unit's, or the others' */
    fix.op[0].services = POINTS(2000000);
    region_run(&fix);
    assert_int_equal(GET(&fix, CAPITATION, 13, "a_sign", "A"), -YUAN(800000));
    assert_true(HAS(&fix, FLAGS, 1, "capitation_deficit", "A"));
    fix.policy.cap_deficit = DS_TJ_DEFICIT_OUTSIDE;
    region_run(&fix);
    assert_int_equal(GET(&fix, CAPITATION, 13, "a_sign", "A"), 0);
    assert_int_equal(GET(&fix, SETTLEMENT, 13, "amount", "B", "OP"),
                     YUAN(1200000));
    region_free(&fix);
}

/* EX-T14: the pharmacy C gets its cost at most, the prescriber the rest, which
 * is booked where it comes from a winning drug. */
static void EX_T14_pharmacy_and_book(void **state)
{
    (void)state;
    two_hospitals();
    fix.in.n_hospitals = fix.in.n_units = 3;
    fix.hospitals[2] = (ds_tj_hospital){.id = "C",
                                        .unit = 2,
                                        .is_pharmacy = true,
                                        .grade = -1,
                                        .threshold_fen = DS_KEY_NONE};
    memset(fix.hospitals[2].op_class, DS_TJ_NO_CLASS, DS_TJ_MONTHS);
    fix.units[2] = (ds_tj_unit){"C", 2};
    ds_tj_op_row *row = region_op(&fix, 2, DS_TJ_L3, 1, 0, 0);
    row->prescriber = 0;
    row->hospital_class = DS_TJ_NO_CLASS;
    row->winning = POINTS(20000);
    row->winning_cost = YUAN(19500);
    row->surplus = POINTS(500);
    row->cost = YUAN(19500);
    fix.facts.ffs = fix.ffs;
    fix.ffs[0] = (ds_tj_ffs_row){0, 100, 62};
    fix.facts.n_ffs = 1;
    fix.uses[0] = (ds_tj_bid_use){0, "drug1", 1, POINTS(300)};
    fix.uses[1] = (ds_tj_bid_use){0, "drug2", 1, POINTS(200)};
    fix.in.n_bid_uses = 2;
    fix.passes[0] = (ds_tj_bid_pass){0, "drug1", true};
    fix.passes[1] = (ds_tj_bid_pass){0, "drug2", false};
    fix.in.n_bid_passes = 2;
    region_run(&fix);
    assert_int_equal(GET(&fix, PRESCRIPTION, 1, "moved", "A", "C"),
                     YUAN(19500));
    assert_int_equal(GET(&fix, SETTLEMENT, 1, "amount", "C", "OP"),
                     YUAN(19500));
    assert_int_equal(GET(&fix, SETTLEMENT, 1, "amount", "A", "OP"), YUAN(500));
    assert_int_equal(GET(&fix, SETTLEMENT, 1, "book", "A", "OP"), YUAN(500));
    assert_int_equal(GET(&fix, BOOK, 1, "book", "A", "drug1"), YUAN(300));
    assert_int_equal(GET(&fix, BOOK, 13, "release", "A", "drug1"), YUAN(186));
    assert_int_equal(GET(&fix, BOOK, 13, "forfeit", "A", "drug2"), YUAN(200));
    assert_int_equal(GET(&fix, PAYMENT, 13, "ent", "A"), YUAN(186));
    /* points: out of the pharmacy, into the prescriber */
    assert_int_equal(GET(&fix, POINTS, 1, "attached", "A", "L3", "OP_L3_DRUG"),
                     POINTS(20000));
    assert_false(HAS(&fix, POINTS, 1, "C"));
    region_free(&fix);
}

/* B, L2 when it dispensed, L3 later, gives its points to A's class. */
static void T14_an_institution_dispenses_for_another(void **state)
{
    (void)state;
    two_hospitals();
    ds_tj_op_row *row =
        region_op(&fix, 1, DS_TJ_L3, 1, POINTS(1000), POINTS(100));
    row->prescriber = 0;
    row->hospital_class = DS_TJ_L2;
    ds_tj_op_row *no = region_op(&fix, 1, DS_TJ_L3, 2, -POINTS(200), 0);
    no->prescriber = 0;
    no->hospital_class = DS_TJ_L2;
    no->is_refused = true;
    for (int j = 3; j < DS_TJ_MONTHS; j++)
        fix.hospitals[1].op_class[j] = DS_TJ_L3;
    region_run(&fix);
    assert_int_equal(GET(&fix, POINTS, 13, "raw", "B", "L2", "OP_L2_DRUG"),
                     POINTS(1000));
    assert_int_equal(GET(&fix, POINTS, 13, "refused", "B", "L2", "OP_L2_DRUG"),
                     POINTS(200));
    assert_int_equal(GET(&fix, POINTS, 13, "attached", "B", "L2", "OP_L2_DRUG"),
                     -POINTS(800));
    assert_int_equal(GET(&fix, POINTS, 13, "cut", "B", "L2", "OP_L2_DRUG"), 0);
    assert_int_equal(GET(&fix, POINTS, 13, "effective", "A", "L3"),
                     POINTS(800));
    assert_int_equal(GET(&fix, SETTLEMENT, 13, "amount", "B", "OP"), YUAN(900));
    assert_false(HAS(&fix, SETTLEMENT, 13, "A")); /* nothing stays */
    region_free(&fix);
}

/* T4: B moves from L2 to L3 after March and takes 100/100 of L2 along. */
static void EX_T4_a_class_change_keeps_its_points(void **state)
{
    (void)state;
    two_hospitals();
    for (int j = 3; j < DS_TJ_MONTHS; j++)
        fix.hospitals[1].op_class[j] = DS_TJ_L3;
    region_op(&fix, 1, DS_TJ_L2, 1, 0, POINTS(100000));
    region_op(&fix, 1, DS_TJ_L3, 4, 0, POINTS(100000));
    region_run(&fix);
    assert_int_equal(GET(&fix, BUDGET, 3, "budget", "OP_L2_SERV"),
                     YUAN(375000));
    assert_int_equal(GET(&fix, BUDGET, 13, "budget", "OP_L2_SERV"),
                     YUAN(375000));
    assert_int_equal(GET(&fix, BUDGET, 13, "budget", "OP_L3_SERV"),
                     YUAN(2625000));
    assert_int_equal(GET(&fix, AMOUNT, 13, "amount", "B", "OP_L2_SERV"),
                     YUAN(100000));
    assert_int_equal(GET(&fix, AMOUNT, 13, "amount", "B", "OP_L3_SERV"),
                     YUAN(100000));
    region_free(&fix);
}

/* All of L2 leaves after March, to the fen: what is left is nothing. */
static void T4_takes_no_more_than_there_is(void **state)
{
    (void)state;
    two_hospitals();
    fix.policy.budget_fen = 1013; /* L2 SERV 169 */
    fix.policy.share_class = (ds_rates){
        5, {333333333, 666666667, 0, 0, 0}
    };
    for (int j = 3; j < DS_TJ_MONTHS; j++)
        fix.hospitals[1].op_class[j] = DS_TJ_L3;
    fix.facts.n_past = 0; /* January has a third: 112.67 of 169 fen are left */
    for (uint32_t h = 0; h < 2; h++)
        for (int f = 0; f < 2; f++)
            for (int8_t m = 0; m < 3; m++)
                fix.past[fix.facts.n_past++] =
                    (ds_tj_past_row){h, (int8_t)(h * DS_TJ_FEES + (uint32_t)f),
                                     (int8_t)(1 + 4 * m), YUAN(1)};
    region_past(&fix, 0, DS_TJ_SEG_WM, YUAN(100));
    region_run(&fix);
    assert_int_equal(GET(&fix, BUDGET, 3, "budget", "OP_L2_SERV"), 56);
    assert_int_equal(GET(&fix, BUDGET, 13, "budget", "OP_L2_SERV"), 57);
    region_free(&fix);
}

static void EX_T4b_a_decision_and_its_errors(void **state)
{
    (void)state;
    two_hospitals();
    fix.decisions[0] = (ds_tj_decision){DS_TJ_DECIDE_BUDGET, DS_TJ_SERV, 6,
                                        DS_TJ_NONE, YUAN(2100000)};
    fix.in.n_decisions = 1;
    region_op(&fix, 0, DS_TJ_L3, 1, 0, POINTS(9000000));
    region_run(&fix);
    assert_int_equal(GET(&fix, BUDGET, 6, "budget", "OP_L3_SERV"),
                     YUAN(750000));
    assert_int_equal(GET(&fix, BUDGET, 7, "budget", "OP_L3_SERV"),
                     YUAN(975000));
    assert_int_equal(GET(&fix, AMOUNT, 13, "amount", "A", "OP_L3_SERV"),
                     YUAN(2100000));
    /* F_k follows B: 100 m * 12.6 / 12 */
    assert_int_equal(GET(&fix, REGION, 0, "pooled_employee", NULL),
                     YUAN(105000000));
    fix.decisions[0].amount = YUAN(500000);
    region_free(&fix);
    assert_int_equal(ds_tj_run(&fix.in, fix.tables, &fix.err), DS_ERR_DATA);
    assert_non_null(strstr(fix.err.text, "OP_L3_SERV"));
    assert_true(fix.err.hint[0] != 0);
    fix.decisions[0].segment = DS_TJ_SEG_WM;
    region_free(&fix);
    assert_int_equal(ds_tj_run(&fix.in, fix.tables, &fix.err), DS_ERR_DATA);
    region_free(&fix);
}

static void quotas_above_the_budget_are_an_error(void **state)
{
    (void)state;
    two_hospitals();
    fix.in.n_contracts = 1;
    fix.contracts[0] = (ds_tj_contract){.unit = 0, .f = DS_RATE_ONE};
    for (int j = 0; j < DS_TJ_MONTHS; j++)
        fix.contracts[0].quota[j] = YUAN(120000000);
    assert_int_equal(ds_tj_run(&fix.in, fix.tables, &fix.err), DS_ERR_DATA);
    assert_non_null(strstr(fix.err.text, "T10"));
    region_free(&fix);
    fix.policy.capshare_mode = DS_TJ_CAPSHARE_SHARE;
    region_run(&fix); /* nobody's past cost is capitated */
    assert_int_equal(GET(&fix, CAPITATION, 13, "cap", "A"), 0);
    region_free(&fix);
}

/* EX-T12: classes, RXRES 6 m of 246 m, 12 of L3's 112 m points
 * non-compliant. In yuan, a millionth of the example times 100. */
static void EX_T12_the_year_end_of_drugs(void **state)
{
    (void)state;
    static const int64_t points[] = {100, 45, 36, 52, 17};
    region_init(&fix, 6);
    ds_tj_policy *p = &fix.policy;
    p->budget_fen = YUAN(25600);
    p->share_ip = 0;
    /* L3 105.02... so that DRUG is 100 after the reserve */
    fix.policy.rx_mode = DS_TJ_RX_TRACE;
    p->share_class = (ds_rates){
        5, {429687500, 195312500, 117187500, 156250000, 101562500}
    };
    p->share_drug = (ds_rates){
        5, {909090909, DS_RATE_ONE, DS_RATE_ONE, DS_RATE_ONE, 769230769}
    };
    for (uint32_t h = 0; h < 5; h++) {
        for (int j = 0; j < DS_TJ_MONTHS; j++)
            fix.hospitals[h].op_class[j] = (int8_t)h;
        region_op(&fix, h, (int)h, 1, POINTS(100 * points[h]), 0);
        fix.hospitals[h].is_compliant = true;
        region_past(&fix, h, (int)h * DS_TJ_FEES, YUAN(1));
    }
    region_op(&fix, 5, DS_TJ_L3, 1, POINTS(1200), 0);
    region_run(&fix);
    /* L3 10,000, L2 5,000, TCM 3,000, FD 4,000, PC 2,000 yuan; no RXRES:
     * pool 5 + 3 = 8, all to FD, which lacks 12 */
    assert_int_equal(GET(&fix, BUDGET, 13, "transfer", "OP_FD_DRUG"),
                     YUAN(800));
    assert_int_equal(GET(&fix, VALUE, 13, "value", "OP_L3_DRUG"), 892857143);
    /* SERV of L3 has 1,000: the gap of the compliant 10,000 points, 1,071.43,
     * takes it all */
    assert_int_equal(GET(&fix, BUDGET, 13, "transfer", "OP_L3_SERV"),
                     -YUAN(1000));
    assert_int_equal(GET(&fix, AMOUNT, 13, "amount", "A", "OP_L3_DRUG"),
                     992857);
    assert_int_equal(GET(&fix, AMOUNT, 13, "amount", "F", "OP_L3_DRUG"),
                     107143);
    assert_true(HAS(&fix, FLAGS, 13, "gap_open", "", "OP_L3_DRUG"));
    region_free(&fix);
}

/* T17, T18: F of employees limits; T20: deduction and reward. */
static void ceiling_and_assessment(void **state)
{
    (void)state;
    two_hospitals();
    region_op(&fix, 0, DS_TJ_L3, 1, 0, POINTS(100));
    region_op(&fix, 1, DS_TJ_L2, 1, 0, POINTS(100));
    region_money(&fix, 0, DS_TJ_PC_OP, 1, YUAN(30), YUAN(60))->fund[2] =
        YUAN(10);
    region_money(&fix, 1, DS_TJ_PC_OP, 1, 0, YUAN(100));
    fix.policy.pooled_fen[0] = YUAN(152);
    region_run(&fix);
    assert_int_equal(GET(&fix, FUND, 13, "ent", "A", "employee_pooled"),
                     YUAN(57));
    assert_int_equal(GET(&fix, FUND, 13, "ent", "A", "employee_aid"), 950);
    assert_int_equal(GET(&fix, SETTLEMENT, 13, "cut", "A", "OP"), 350);
    assert_int_equal(GET(&fix, PAYMENT, 13, "ent", "B"), YUAN(95));
    fix.hospitals[0].grade = 0;
    fix.hospitals[1].grade = 2;
    fix.policy.assess_d = (ds_rates){
        4, {0, 0, 100000000, 0}
    };
    region_run(&fix);
    assert_int_equal(GET(&fix, PAYMENT, 13, "assess", "B"), 950);
    assert_int_equal(GET(&fix, PAYMENT, 13, "carry", "B"), -950);
    assert_int_equal(GET(&fix, PAYMENT, 13, "paid", "A"), 950);
    region_free(&fix);
}

static void EX_T19_a_deferred_unit(void **state)
{
    (void)state;
    two_hospitals();
    fix.policy.budget_last_fen = YUAN(11320755); /* g = 6 % nearly */
    fix.policy.budget_mode = DS_TJ_GROWTH_MANUAL;
    fix.policy.g_manual = 60000000;
    fix.hospitals[0].has_poor_control = true;
    fix.activity[0] = (ds_tj_activity_row){0, 1, true, 10, YUAN(100), 0, 0};
    fix.activity[1] = (ds_tj_activity_row){0, 1, false, 10, YUAN(115), 0, 0};
    fix.facts.n_activity = 2;
    region_op(&fix, 0, DS_TJ_L3, 1, 0, POINTS(62));
    region_run(&fix);
    assert_true(HAS(&fix, FLAGS, 1, "growth", "A"));
    assert_int_equal(GET(&fix, SETTLEMENT, 1, "defer", "A", "OP"), 485);
    fix.decisions[0] =
        (ds_tj_decision){DS_TJ_DECIDE_RELEASE, -1, 5, 0, YUAN(3)};
    fix.in.n_decisions = 1;
    region_run(&fix);
    assert_int_equal(GET(&fix, SETTLEMENT, 4, "defer", "A", "OP"), 485);
    assert_int_equal(GET(&fix, PAYMENT, 5, "paid", "A"), YUAN(3));
    assert_int_equal(GET(&fix, SETTLEMENT, 13, "defer", "A", "OP"), 185);
    region_free(&fix);
}

/* T7 and T9 in the engine: the same region with slices, and with a T. */
static void EX_T7_EX_T9_on_cells(void **state)
{
    (void)state;
    two_hospitals();
    ds_tj_op_row *a = region_op(&fix, 0, DS_TJ_L3, 1, 0, 0);
    ds_tj_op_row *b = region_op(&fix, 1, DS_TJ_L2, 1, 0, 0);
    a->slices = POINTS(9000);
    a->doses = 100;
    b->slices = POINTS(4000);
    b->doses = 100;
    region_run(&fix); /* 90 against 40: A is cut to 40 a dose */
    assert_int_equal(GET(&fix, POINTS, 1, "capped", "A", "L3", "OP_L3_SERV"),
                     -POINTS(5000));
    assert_int_equal(GET(&fix, POINTS, 1, "effective", "A", "L3"),
                     POINTS(4000));
    a->slices = b->slices = 0;
    a->other = POINTS(13000);
    fix.policy.vp_t = (ds_rates){1, {1000 * DS_RATE_ONE}};
    region_run(&fix); /* 10 days: 1,300 a day against 1,000 */
    assert_int_equal(GET(&fix, POINTS, 1, "cut", "A", "L3", "OP_L3_DRUG"),
                     -POINTS(900));
    assert_int_equal(GET(&fix, POINTS, 2, "cut", "A", "L3", "OP_L3_DRUG"), 0);
    fix.policy.vp_period = DS_TJ_BY_MONTH;
    region_run(&fix);
    assert_int_equal(GET(&fix, POINTS, 13, "cut", "A", "L3", "OP_L3_DRUG"),
                     -POINTS(900));
    fix.hospitals[0].days[0] = 0;
    region_run(&fix);
    assert_true(HAS(&fix, FLAGS, 1, "vp_no_days", "A"));
    region_free(&fix);
}

static void EX_T21_refused_points_leave_from_their_month_on(void **state)
{
    (void)state;
    two_hospitals();
    region_op(&fix, 0, DS_TJ_L3, 1, 0, POINTS(600000));
    ds_tj_op_row *no = region_op(&fix, 0, DS_TJ_L3, 2, 0, -POINTS(20000));
    no->is_refused = true;
    region_run(&fix);
    assert_int_equal(GET(&fix, POINTS, 1, "effective", "A", "L3"),
                     POINTS(600000));
    assert_int_equal(GET(&fix, POINTS, 2, "refused", "A", "L3"), POINTS(20000));
    assert_int_equal(GET(&fix, POINTS, 2, "raw", "A", "L3"), POINTS(600000));
    assert_int_equal(GET(&fix, POINTS, 2, "effective", "A", "L3"),
                     POINTS(580000));
    region_free(&fix);
}

static void errors_say_what_to_do(void **state)
{
    (void)state;
    two_hospitals();
    fix.policy.share_class.value[0] = 1;
    assert_int_equal(ds_tj_run(&fix.in, fix.tables, &fix.err), DS_ERR_CONFIG);
    assert_non_null(strstr(fix.err.text, "share.class"));
    assert_true(fix.err.hint[0] != 0);
    region_free(&fix);
    two_hospitals();
    region_op(&fix, 0, DS_TJ_NO_CLASS, 1, 1, 1);
    assert_int_equal(ds_tj_run(&fix.in, fix.tables, &fix.err), DS_ERR_DATA);
    assert_non_null(strstr(fix.err.text, "class"));
    region_free(&fix);
    two_hospitals();
    fix.policy.budget_fen = DS_KEY_NONE;
    assert_int_equal(ds_tj_run(&fix.in, fix.tables, &fix.err), DS_ERR_CONFIG);
    region_free(&fix);
    two_hospitals();
    region_op(&fix, 0, DS_TJ_L3, 1, 1, 1)->unit = 1;
    assert_int_equal(ds_tj_run(&fix.in, fix.tables, &fix.err), DS_ERR_DATA);
    assert_non_null(strstr(fix.err.text, "contract"));
    region_free(&fix);
}

static void sums_that_do_not_fit_are_seen(void **state)
{
    (void)state;
    two_hospitals();
    region_op(&fix, 0, DS_TJ_L3, 1, INT64_MAX / 2, INT64_MAX / 2);
    assert_int_equal(ds_tj_run(&fix.in, fix.tables, &fix.err), DS_ERR_OVERFLOW);
    region_free(&fix);
}

/* No institution, no claim, no budget: rows of zeros, a ledger that closes. */
static void nothing_is_settled_as_nothing(void **state)
{
    (void)state;
    region_init(&fix, 0);
    region_run(&fix);
    assert_true(fix.tables[DS_TJ_T_LEDGER].n_rows > 0);
    region_free(&fix);
    two_hospitals();
    fix.policy.budget_fen = 0;
    region_op(&fix, 0, DS_TJ_L3, 1, POINTS(5), POINTS(5));
    region_ip(&fix, 0, DS_TJ_FFS, 1, POINTS(5), YUAN(5));
    region_run(&fix);
    assert_int_equal(GET(&fix, PAYMENT, 13, "ent", "A"), 0);
    assert_true(HAS(&fix, FLAGS, 13, "no_budget", "", "IP_WM"));
    region_free(&fix);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_month_from_points_to_payment),
        cmocka_unit_test(a_negative_month_pays_nothing),
        cmocka_unit_test(EX_T11e_cancer_is_paid_from_inpatient_money),
        cmocka_unit_test(ffs_stays_are_capped_and_quota_is_not),
        cmocka_unit_test(capitation_pays_others_and_keeps_the_rest),
        cmocka_unit_test(EX_T14_pharmacy_and_book),
        cmocka_unit_test(T14_an_institution_dispenses_for_another),
        cmocka_unit_test(EX_T4_a_class_change_keeps_its_points),
        cmocka_unit_test(T4_takes_no_more_than_there_is),
        cmocka_unit_test(EX_T4b_a_decision_and_its_errors),
        cmocka_unit_test(quotas_above_the_budget_are_an_error),
        cmocka_unit_test(EX_T12_the_year_end_of_drugs),
        cmocka_unit_test(ceiling_and_assessment),
        cmocka_unit_test(EX_T19_a_deferred_unit),
        cmocka_unit_test(EX_T7_EX_T9_on_cells),
        cmocka_unit_test(EX_T21_refused_points_leave_from_their_month_on),
        cmocka_unit_test(errors_say_what_to_do),
        cmocka_unit_test(sums_that_do_not_fit_are_seen),
        cmocka_unit_test(nothing_is_settled_as_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
