/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Covers sim/tianjin/tianjin_scan.c, tianjin_add.c, tianjin_fill.c,
 * tianjin_map.c, tianjin_groups.c, tianjin_region.c, tianjin_contracts.c and
 * tianjin_decisions.c: a few claims of every bucket, classes that change,
 * rosters, disease quotas, refusals; the same facts for any threads. */
#include "sim/tianjin/tianjin_scan.h"

#include "sim/tianjin/tianjin_keys.h"
#include "tests/tianjin_claims_fixture.h"

#include <stdlib.h>

enum { A, B, C, P }; /* institutions in the order of their ids */

static tj_fixture fixture;

typedef struct year {
    ds_tj_settings settings;
    ds_tj_policy policy;
    ds_weight_list list;
    ds_tj_region region;
    ds_tj_map map;
    ds_tj_scan scan;
} year;

static void tables(tj_fixture *f)
{
    tjf_row(f, "hospital", "hospital=A,level=3,physician_days=500");
    tjf_row(f, "hospital", "hospital=P,level=0,is_pharmacy=1");
    tjf_row(f, "hospital",
            "hospital=B,level=2,medical_group=G,settles_as_group=1");
    tjf_row(f, "hospital",
            "hospital=C,level=1,family_doctors=1,medical_group=G,settles_as_"
            "group=1");
    tjf_row(f, "class_history", "hospital=B,from=2023-03,is_tcm=1");
    tjf_row(f, "physician_days", "hospital=A,month=2023-02,days=480");
    tjf_row(f, "roster", "person=p1,unit=C,scope=diabetes,from=2022-06");
    tjf_row(f, "roster", "person=p2,unit=C,scope=all,from=2023-01,to=2023-02");
    tjf_row(f, "contract", "unit=C,scope=diabetes,per_head=100.00,f=0.8");
    tjf_row(f, "disease_quota",
            "person=p3,hospital=A,from=2022-11,to=2023-03,quota=400");
    tjf_row(f, "stay_quota", "drg=Q1,quota=5000");
    tjf_row(f, "decision",
            "kind=budget,month=2023-06,segment=OP_L3_SERV,amount=12.50");
}

static void claims(tj_fixture *f)
{
    static const char *const rows[] = {
        /* buckets out of scope, in their order */
        "hospital=A,total_fen=10,service_fen=9",
        "hospital=A,total_fen=10,service_fen=10,pool_fen=1",
        "hospital=A,total_fen=10,service_fen=10,booked_month=2021-12",
        "hospital=X,total_fen=10,service_fen=10",
        "hospital=A,total_fen=10,service_fen=10,place=outside",
        "hospital=A,total_fen=10,service_fen=10,home_area=far",
        "hospital=A,total_fen=10,service_fen=10,insurance=unknown",
        "hospital=A,total_fen=10,service_fen=10,category=unknown",
        "hospital=P,total_fen=10,drug_fen=10",
        "hospital=P,total_fen=10,drug_fen=10,prescriber=X",
        "hospital=P,total_fen=10,drug_fen=10,prescriber=A,category=inpatient",
        "hospital=A,total_fen=10,service_fen=10,refused_points=10,"
        "refused_month=2022-12",
        /* outpatient: by item, winning drugs, slices; class by service */
        "hospital=A,total_fen=100,drug_fen=60,herb_fen=10,service_fen=30,"
        "bid_drug_fen=20,bid_drug_points=25.5,herb_doses=3,"
        "standard_herb_fen=4,cash_fen=40",
        "hospital=B,total_fen=50,service_fen=50",
        "hospital=B,total_fen=70,service_fen=70,month=2023-03,"
        "booked_month=2023-04",
        "hospital=P,total_fen=30,drug_fen=30,prescriber=A",
        /* refused in part, later: drugs first */
        "hospital=A,total_fen=100,drug_fen=30,service_fen=70,"
        "refused_points=40,refused_month=2023-05,month=2023-02",
        "hospital=A,total_fen=9,service_fen=9,category=cancer",
        /* capitated: own, dispensed for the unit, elsewhere */
        "hospital=C,total_fen=20,service_fen=20,patient=p1,category=diabetes",
        "hospital=P,total_fen=21,drug_fen=21,patient=p1,prescriber=B,"
        "category=diabetes",
        "hospital=A,total_fen=22,service_fen=22,patient=p1,category=diabetes",
        "hospital=A,total_fen=23,service_fen=23,patient=p1",
        "hospital=A,total_fen=24,service_fen=24,patient=p2,month=2023-03",
        /* a disease quota: own drugs, others, a month without cover */
        "hospital=A,total_fen=500,drug_fen=350,service_fen=150,patient=p3,"
        "payment=quota,quota_owner=A",
        "hospital=B,total_fen=100,service_fen=100,patient=p3,quota_owner=A",
        "hospital=A,total_fen=60,drug_fen=60,patient=p3,payment=quota,"
        "quota_owner=A,month=2023-04",
        /* stays */
        "hospital=A,total_fen=10000,service_fen=10000,category=inpatient,"
        "payment=drg,drg=D1",
        "hospital=A,total_fen=400,service_fen=400,category=inpatient,"
        "payment=drg,drg=D1",
        "hospital=B,total_fen=700,service_fen=700,category=inpatient,"
        "payment=dip,drg=D9",
        "hospital=A,total_fen=700,service_fen=700,category=inpatient,"
        "payment=quota,drg=Q1",
        "hospital=A,total_fen=700,service_fen=700,category=inpatient,"
        "payment=bed_day,los_days=10",
        "hospital=A,total_fen=24000,service_fen=24000,category=inpatient",
        "hospital=B,total_fen=20000,service_fen=20000,category=inpatient,"
        "payment=dip,drg=D1,refused_points=99999,refused_month=2023-02",
        /* history */
        "hospital=A,total_fen=1000,drug_fen=600,service_fen=400,"
        "month=2022-03",
        "hospital=A,total_fen=200,service_fen=200,month=2022-04,patient=p1,"
        "category=diabetes",
        "hospital=A,total_fen=200,service_fen=200,month=2022-04,"
        "insurance=unknown",
    };
    for (size_t i = 0; i < COUNT(rows); i++) tjf_claim(f, rows[i]);
}

static void list_of(year *y)
{
    static const ds_column_spec specs[] = {
        {"drg",    DS_CELL_TEXT,    0, "", "", ""},
        {"weight", DS_CELL_DECIMAL, 4, "", "", ""},
    };
    ds_table t = {0};
    ds_error err = {0};
    assert_ok(ds_table_init(&t, "w", "", specs, 2, &err), &err);
    assert_ok(ds_table_extend(&t, 1, &err), &err);
    assert_ok(ds_table_set_text(&t, 0, 0, "D1", &err), &err);
    ds_table_set(&t, 0, 1, 12500);
    assert_ok(ds_weight_list_from_published(&t, "w.csv", 100, &y->list, &err),
              &err);
    ds_table_destroy(&t);
}

static void settle(year *y, int threads)
{
    ds_error err = {0};
    ds_keys keys = ds_tj_keys;
    memset(y, 0, sizeof *y);
    keys.target = &y->settings;
    ds_keys_reset(&keys);
    const char *const set[][2] = {
        {"ip.mref",         "12000"         },
        {"ip.r0",           "12500"         },
        {"ip.cpi",          "0.02,0.01,.015"},
        {"bedday.standard", "300"           },
        {"hist.years",      "1"             },
        {"budget.amount",   "1000"          },
        {"area",            "here"          },
        {"ip.level",        "0.95,1,1"      },
    };
    for (size_t i = 0; i < COUNT(set); i++)
        assert_ok(ds_keys_set(&keys, set[i][0], set[i][1], "test", &err), &err);
    assert_ok(ds_tj_settings_read(&y->settings, "test", &y->policy, &err),
              &err);
    list_of(y);
    const ds_run run = {.threads = threads, .memory = 1 << 30};
    const ds_claims_input *in = &fixture.input;
    assert_ok(ds_tj_region_read(&y->region, in, &y->policy, 23 * 12, &err),
              &err);
    assert_ok(
        ds_tj_map_init(&y->map, in, &y->policy, &y->region, &y->list, &err),
        &err);
    assert_ok(ds_tj_scan_run(&y->map, &run, &y->scan, &err), &err);
}

static void finish(year *y)
{
    ds_tj_scan_destroy(&y->scan);
    ds_tj_map_destroy(&y->map);
    ds_tj_region_destroy(&y->region);
    ds_weight_list_destroy(&y->list);
}

static int make(void **state)
{
    (void)state;
    tjf_begin(&fixture);
    claims(&fixture);
    tables(&fixture);
    tjf_end(&fixture, 5);
    return 0;
}

static int unmake(void **state)
{
    (void)state;
    tjf_free(&fixture);
    return 0;
}

static void every_record_is_in_one_bucket(void **state)
{
    static const int64_t expected[DS_TJ_N_BUCKETS] = {
        [DS_TJ_REJECTED] = 2,
        [DS_TJ_HISTORY] = 3,
        [DS_TJ_OTHER_YEAR] = 1,
        [DS_TJ_NO_INSTITUTION] = 1,
        [DS_TJ_OUTSIDE] = 1,
        [DS_TJ_OUTSIDER] = 1,
        [DS_TJ_NO_INSURANCE] = 1,
        [DS_TJ_NO_CATEGORY] = 1,
        [DS_TJ_PHARMACY_DIRECT] = 2,
        [DS_TJ_PHARMACY_STAY] = 1,
        [DS_TJ_REFUSED_WHOLE] = 1,
        [DS_TJ_CAPITATED_OWN] = 2,
        [DS_TJ_CAPITATED_ELSEWHERE] = 1,
        [DS_TJ_OP_ITEM] = 9,
        [DS_TJ_OP_QUOTA] = 1,
        [DS_TJ_CANCER_OP] = 1,
        [DS_TJ_IP_DIP] = 1,
        [DS_TJ_IP_DRG] = 1,
        [DS_TJ_IP_BED_DAY] = 1,
        [DS_TJ_IP_QUOTA] = 1,
        [DS_TJ_IP_ITEM] = 1,
        [DS_TJ_IP_UNGROUPED] = 1,
        [DS_TJ_IP_ABNORMAL] = 1};
    year y;
    (void)state;
    settle(&y, 1);
    for (int b = 0; b < DS_TJ_N_BUCKETS; b++) {
        if (y.scan.records[b] != expected[b])
            print_message("bucket %s\n", ds_tj_buckets[b].name);
        assert_int_equal(y.scan.records[b], expected[b]);
    }
    assert_int_equal(y.scan.cost[DS_TJ_HISTORY], 140000);
    assert_int_equal(y.scan.notes.quota_unlisted, 1);
    finish(&y);
}

/* The sum of the outpatient rows that agree with `like` where it is not -1. */
typedef struct op_like {
    int hospital, prescriber, op_class, visit, month, refused;
    bool is_capitated;
} op_like;

static ds_tj_op_row op_sum(const ds_tj_facts *f, op_like like)
{
    ds_tj_op_row sum = {0};
    for (size_t i = 0; i < f->n_op; i++) {
        const ds_tj_op_row *r = &f->op[i];
        if (r->hospital != (uint32_t)like.hospital ||
            r->prescriber != (uint32_t)like.prescriber ||
            r->op_class != like.op_class || r->visit != like.visit ||
            r->month != like.month || r->is_refused != like.refused ||
            (r->unit != DS_TJ_NONE) != like.is_capitated)
            continue;
        sum.other += r->other;
        sum.winning += r->winning;
        sum.winning_cost += r->winning_cost;
        sum.surplus += r->surplus;
        sum.slices += r->slices;
        sum.standard += r->standard;
        sum.doses += r->doses;
        sum.services += r->services;
        sum.cost += r->cost;
        sum.unit = r->unit;
    }
    return sum;
}

static void points_follow_who_claims_and_the_class_of_the_service(void **state)
{
    year y;
    (void)state;
    settle(&y, 2);
    const ds_tj_facts *f = &y.scan.facts;
    const ds_tj_op_row l3 =
        op_sum(f, (op_like){A, -1, DS_TJ_L3, DS_TJ_ORDINARY, 1, 0, 0});
    assert_int_equal(l3.other, 400000);
    assert_int_equal(l3.winning, 255000);
    assert_int_equal(l3.winning_cost, 2000);
    assert_int_equal(l3.surplus, 55000);
    assert_int_equal(l3.slices, 100000);
    assert_int_equal(l3.standard, 40000);
    assert_int_equal(l3.doses, 3);
    assert_int_equal(l3.services, 300000 + 230000);
    /* B was L2, TCM from March of service on; booked in April */
    assert_int_equal(
        op_sum(f, (op_like){B, -1, DS_TJ_L2, DS_TJ_ORDINARY, 1, 0, 0}).services,
        500000 + 1000000);
    assert_int_equal(
        op_sum(f, (op_like){B, -1, DS_TJ_TCM, DS_TJ_ORDINARY, 4, 0, 0})
            .services,
        700000);
    /* T14: dispensed by P for A, in A's class */
    assert_int_equal(
        op_sum(f, (op_like){P, A, DS_TJ_L3, DS_TJ_ORDINARY, 1, 0, 0}).other,
        300000);
    /* T21: 30 of drugs, then 10 of services, in May */
    const ds_tj_op_row gone =
        op_sum(f, (op_like){A, -1, DS_TJ_L3, DS_TJ_ORDINARY, 5, 1, 0});
    assert_int_equal(gone.other, -300000);
    assert_int_equal(gone.services, -100000);
    assert_int_equal(gone.cost, -4000);
    /* T13: B and C settle as G, which is the signing unit */
    const uint32_t g = y.region.hospitals[C].unit;
    const ds_tj_op_row own =
        op_sum(f, (op_like){C, -1, DS_TJ_FD, DS_TJ_DIABETES, 1, 0, 1});
    assert_int_equal(own.services, 200000);
    assert_int_equal(own.unit, g);
    assert_int_equal(
        op_sum(f, (op_like){P, B, DS_TJ_L2, DS_TJ_DIABETES, 1, 0, 1}).other,
        210000);
    assert_int_equal(
        op_sum(f, (op_like){A, -1, DS_TJ_L3, DS_TJ_DIABETES, 1, 0, 1}).services,
        220000);
    finish(&y);
}

static void EX_T8_stays(void **state)
{
    year y;
    (void)state;
    settle(&y, 1);
    const ds_tj_facts *f = &y.scan.facts;
    int64_t ffs = 0, cost_pt = 0, quota = 0, refused = 0;
    for (size_t i = 0; i < f->n_ip; i++) {
        const ds_tj_ip_row *r = &f->ip[i];
        if (r->hospital == A && r->part == DS_TJ_FFS) {
            ffs += r->points;
            cost_pt += r->cost_pt;
        }
        if (r->hospital == A && r->part == DS_TJ_QUOTA) quota += r->points;
        if (r->is_refused) refused += r->points;
    }
    /* 24,000 by item: 23,908.5050; 400 of D1 abnormal (below .4 x 15,684.795):
     * 398.4751 */
    assert_int_equal(ffs, 239085050 + 3984751);
    assert_int_equal(cost_pt, 240000000 + 4000000);
    /* EX-8.7 14,843.75; quota 5,000 and 10 x 300 bed days / 12,000 x 12,500 */
    assert_int_equal(quota, 148437500 + 52083333 + 31250000);
    assert_int_equal(refused, -156250000); /* B's stay of DIP, whole */
    finish(&y);
}

static void EX_T6_quotas_by_month(void **state)
{
    year y;
    (void)state;
    settle(&y, 5);
    const ds_tj_facts *f = &y.scan.facts;
    int64_t drug[13] = {0}, serv[13] = {0}, cost = 0;
    for (size_t i = 0; i < f->n_quota; i++) {
        const ds_tj_quota_row *r = &f->quota[i];
        assert_int_equal(r->hospital, A);
        assert_int_equal(r->op_class, DS_TJ_L3);
        drug[r->month] += r->drug;
        serv[r->month] += r->serv;
        cost += r->cost;
    }
    /* January: 400 - 100 of B = 300, own drugs 350 cut to it; February 700:
     * 350 and 350; March 1,100: 350 and 750; April is not covered */
    assert_int_equal(drug[1], 3000000);
    assert_int_equal(serv[1], 0);
    assert_int_equal(drug[2], 500000);
    assert_int_equal(serv[2], 3500000);
    assert_int_equal(drug[3], 0);
    assert_int_equal(serv[3], 4000000);
    assert_int_equal(drug[4] + serv[4], 0);
    assert_int_equal(cost, 50000);
    finish(&y);
}

static void money_heads_and_history(void **state)
{
    year y;
    (void)state;
    settle(&y, 1);
    const ds_tj_facts *f = &y.scan.facts;
    int64_t cap = 0, cash = 0;
    for (size_t i = 0; i < f->n_money; i++) {
        if (f->money[i].pc == DS_TJ_PC_CAP) cap += f->money[i].cost;
        cash += f->money[i].cash;
    }
    assert_int_equal(cap, 2000); /* what P dispensed stays its own OP */
    assert_int_equal(cash, 4000);
    assert_int_equal(f->last_cost, 120000);
    assert_int_equal(f->ratio_pooled[DS_TJ_EMP], 120000);
    int64_t past = 0, x[13] = {0};
    for (size_t i = 0; i < f->n_past; i++) past += f->past[i].cost;
    for (size_t i = 0; i < f->n_roster; i++)
        x[f->roster[i].month] += f->roster[i].cost;
    assert_int_equal(past, 120000);
    assert_int_equal(x[1], 20000);
    assert_int_equal(x[12], 20000);
    const ds_tj_region *g = &y.region;
    assert_int_equal(g->n_contracts, 1);
    assert_int_equal(g->contracts[0].heads[0], 2);
    assert_int_equal(g->contracts[0].heads[2], 1);
    assert_int_equal(g->contracts[0].quota[0], 10000);
    assert_int_equal(g->contracts[0].f, 800000000);
    assert_int_equal(g->hospitals[A].days[0], 500);
    assert_int_equal(g->hospitals[A].days[1], 480);
    assert_int_equal(g->hospitals[B].op_class[1], DS_TJ_L2);
    assert_int_equal(g->hospitals[B].op_class[2], DS_TJ_TCM);
    assert_int_equal(g->hospitals[P].op_class[2], DS_TJ_NO_CLASS);
    assert_int_equal(g->n_decisions, 1);
    assert_int_equal(g->decisions[0].month, 6);
    assert_int_equal(g->decisions[0].segment, DS_TJ_SERV);
    finish(&y);
}

static void facts_are_the_same_for_any_threads(void **state)
{
    year one, more;
    (void)state;
    settle(&one, 1);
    for (int threads = 2; threads <= 5; threads += 3) {
        settle(&more, threads);
        const ds_tj_facts *a = &one.scan.facts, *b = &more.scan.facts;
        assert_int_equal(a->n_op, b->n_op);
        for (size_t i = 0; i < a->n_op; i++) {
            assert_int_equal(a->op[i].hospital, b->op[i].hospital);
            assert_int_equal(a->op[i].services, b->op[i].services);
            assert_int_equal(a->op[i].cost, b->op[i].cost);
        }
        assert_memory_equal(one.scan.records, more.scan.records,
                            sizeof one.scan.records);
        finish(&more);
    }
    finish(&one);
}

static void EX_2_0_classes(void **state)
{
    (void)state;
    static const int8_t usual[] = {DS_TJ_BY_TCM, DS_TJ_BY_FD, DS_TJ_BY_LEVEL};
    static const int8_t doctors[] = {DS_TJ_BY_FD, DS_TJ_BY_TCM, DS_TJ_BY_LEVEL};
    static const int8_t level[] = {DS_TJ_BY_LEVEL, DS_TJ_BY_FD, DS_TJ_BY_TCM};
    assert_int_equal(ds_tj_op_class(doctors, 2, true, true), DS_TJ_FD);
    assert_int_equal(ds_tj_op_class(doctors, 3, true, true), DS_TJ_TCM);
    assert_int_equal(ds_tj_op_class(level, 3, true, true), DS_TJ_L3);
    assert_int_equal(ds_tj_op_class(level, 2, true, true), DS_TJ_L2);
    assert_int_equal(ds_tj_op_class(level, 1, true, true), DS_TJ_FD);
    assert_int_equal(ds_tj_op_class(usual, 3, true, false), DS_TJ_TCM);
    assert_int_equal(ds_tj_op_class(usual, 2, true, true), DS_TJ_TCM);
    assert_int_equal(ds_tj_op_class(usual, 1, true, false), DS_TJ_PC);
    assert_int_equal(ds_tj_op_class(usual, 2, false, true), DS_TJ_FD);
    assert_int_equal(ds_tj_op_class(usual, 3, false, true), DS_TJ_L3);
    assert_int_equal(ds_tj_op_class(usual, 2, false, false), DS_TJ_L2);
    assert_int_equal(ds_tj_op_class(usual, 1, false, true), DS_TJ_FD);
    assert_int_equal(ds_tj_op_class(usual, 0, false, false), DS_TJ_PC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_record_is_in_one_bucket),
        cmocka_unit_test(points_follow_who_claims_and_the_class_of_the_service),
        cmocka_unit_test(EX_T8_stays),
        cmocka_unit_test(EX_T6_quotas_by_month),
        cmocka_unit_test(money_heads_and_history),
        cmocka_unit_test(facts_are_the_same_for_any_threads),
        cmocka_unit_test(EX_2_0_classes),
    };
    return cmocka_run_group_tests(tests, make, unmake);
}
