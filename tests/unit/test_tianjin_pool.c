/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/tianjin/tianjin_allocate.h"
#include "sim/tianjin/tianjin_claim.h"
#include "tests/test.h"

#define YUAN(x) (INT64_C(100) * (x))
#define POINTS(x) (INT64_C(10000) * (x))
#define M INT64_C(100000000) /* fen in a million yuan */

enum { MOST = 4 };

typedef struct pay_row {
    const char *when;
    int64_t pool;
    size_t n;
    int64_t points[MOST];
    int8_t part[MOST];
    bool is_drug;
    int64_t amounts[MOST], unpaid;
} pay_row;

/* EX-T11a, b, g, EX-T21: values of 1 yuan a point. */
static const pay_row pay_rows[] = {
    {"EX-T11a",
     100000000,                      3,
     {POINTS(600000), POINTS(400000), POINTS(100000)},
     {0, 0, 0},
     false,                                                              {54545455, 36363636, 9090909},
     0                                                                                                      },
    {"EX-T11b",
     100000000,                      3,
     {POINTS(500000), POINTS(300000), POINTS(100000)},
     {0, 0, 0},
     false,                                                              {50000000, 30000000, 10000000},
     10000000                                                                                               },
    {"EX-T21",
     100000000,                      3,
     {POINTS(580000), POINTS(400000), POINTS(100000)},
     {0, 0, 0},
     false,                                                              {53703704, 37037037, 9259259},
     0                                                                                                      },
    {"EX-T11g month 1",
     1000000,                        2,
     {POINTS(6000), POINTS(5000)},
     {0, 0},
     false,                                                              {545455, 454545},
     0                                                                                                      },
    {"EX-T11g month 2",
     2200000,                        2,
     {POINTS(10000), POINTS(10000)},
     {0, 0},
     false,                                                              {1000000, 1000000},
     200000                                                                                                 },
    {"quota alone",
     300,                            2,
     {POINTS(1), POINTS(1)},
     {1, 1},
     false,                                                              {150, 150},
     0                                                                                                      },
    {"quota beside",
     300,                            2,
     {POINTS(1), POINTS(1)},
     {0, 1},
     false,                                                              {100, 150},
     50                                                                                                     },
    {"drug quota",
     300,                            2,
     {POINTS(1), POINTS(1)},
     {0, 1},
     true,                                                               {100, 100},
     100                                                                                                    },
    {"no points",               300, 1, {0},           {0},       false, {0},                            300},
    {"nobody",                  300, 0, {0},           {0},       false, {0},                            300},
    {"no pool",                 0,   2, {5, 7},        {0, 1},    false, {0, 0},                         0  },
    {"half-up passes the pool", 1,   2, {50, 49},      {0, 0},    false, {1, 0},                         0  },
    {"a negative part",
     100,                            2,
     {POINTS(3), POINTS(-1)},
     {1, 1},
     false,                                                              {150, -50},
     0                                                                                                      },
    {"37 over 47,1,25",         37,  3, {47, 1, 25},   {1, 1, 1}, false, {24, 0, 13},                    0  },
    {"37 over 49,1,25",         37,  3, {49, 1, 25},   {1, 1, 1}, false, {24, 1, 12},                    0  },
};

static void EX_T11a_b_g_EX_T21_a_segment_is_paid(void **state)
{
    (void)state;
    mpq_t one;
    mpq_init(one);
    mpq_set_ui(one, 1, 100);
    for (size_t i = 0; i < COUNT(pay_rows); i++) {
        const pay_row *r = &pay_rows[i];
        const ds_t11 in = {.pool = r->pool,
                           .n = r->n,
                           .points = r->points,
                           .part = r->part,
                           .v_std = one,
                           .is_drug = r->is_drug};
        int64_t amounts[MOST], unpaid = -1;
        ds_error err = {0};
        assert_ok(ds_t11_pay(&in, amounts, &unpaid, &err), &err);
        for (size_t k = 0; k < r->n; k++)
            if (amounts[k] != r->amounts[k])
                fail_msg("%s: %zu got %lld", r->when, k, (long long)amounts[k]);
        if (unpaid != r->unpaid)
            fail_msg("%s: left %lld", r->when, (long long)unpaid);
    }
    mpq_clear(one);
}

/* 2.4 m of item cost, 3.0 m DRG points, 6.0 m budget. */
static void EX_T11f_mixed_inpatient(void **state)
{
    (void)state;
    const ds_tj_policy p = {
        .mref_fen = 1200000,
        .r0_fen = 1250000,
        .cpi = {3, {20000000, 10000000, 15000000}}
    };
    const int64_t c = YUAN(2400000);
    int64_t points[2] = {0, POINTS(3000000)}, amounts[2], unpaid = 0;
    ds_error err = {0};
    mpq_t v_std, q;
    mpq_inits(v_std, q, NULL);
    ds_t8_standard(v_std, &p);
    mpq_inv(q, v_std);
    assert_true(ds_t8_convert(c * 100, q, &points[0]));
    assert_int_equal(points[0], INT64_C(23908505020)); /* 2,390,850.502 */
    mpq_set_ui(q, 1, 100);
    mpq_mul(v_std, v_std, q);
    ds_t11 in = {
        .pool = YUAN(6000000),
        .n = 2,
        .points = points,
        .part = (int8_t[]){0, 1},
        .limit = &c,
        .v_std = v_std
    };
    assert_ok(ds_t11_pay(&in, amounts, &unpaid, &err), &err);
    assert_int_equal(amounts[0], c);
    assert_int_equal(amounts[1], INT64_C(333899076));
    assert_int_equal(unpaid, INT64_C(26100924));
    const int64_t less = c - 1; /* C limits what P was rounded up to */
    in.limit = &less;
    assert_ok(ds_t11_pay(&in, amounts, &unpaid, &err), &err);
    assert_int_equal(amounts[0], less);
    /* A11, the other reading: DRG gets the 261,009.24 that the limit frees,
     * 3,600,000 over 3,000,000 points are 1.2 yuan each */
    in.limit = &c;
    in.to_quota = true;
    assert_ok(ds_t11_pay(&in, amounts, &unpaid, &err), &err);
    assert_int_equal(amounts[0], c);
    assert_int_equal(amounts[1], YUAN(3600000));
    assert_int_equal(unpaid, 0);
    ds_t11_value(in.pool, (ds_i128)points[0] + points[1], q);
    mpq_t vs;
    mpq_init(vs);
    assert_true(ds_t11_freed(&in, amounts, q, vs));
    assert_int_equal(mpq_cmp_si(vs, 12, 1000), 0);
    in.pool = YUAN(5000000); /* nothing is freed below v_std */
    ds_t11_value(in.pool, (ds_i128)points[0] + points[1], q);
    assert_false(ds_t11_freed(&in, amounts, q, vs));
    mpq_clear(vs);
    mpq_clears(v_std, q, NULL);
}

static void EX_T11c_hold_of_a_quota_surplus(void **state)
{
    (void)state;
    ds_error err = {0};
    int64_t hold = 0;
    assert_ok(ds_t11_hold(YUAN(540000), YUAN(500000), 500000000, &hold, &err),
              &err);
    assert_int_equal(hold, YUAN(20000));
    assert_ok(ds_t11_hold(YUAN(540000), YUAN(500000), DS_RATE_ONE, &hold, &err),
              &err);
    assert_int_equal(hold, 0);
    assert_ok(ds_t11_hold(YUAN(1), YUAN(2), 0, &hold, &err), &err);
    assert_int_equal(hold, 0);
}

static void EX_T11d_temporary_transfer(void **state)
{
    (void)state;
    ds_error err = {0};
    const int64_t need[DS_TJ_CLASSES] = {100 * M, 0, 0, 150 * M, 0};
    int64_t out[DS_TJ_CLASSES];
    assert_ok(ds_t11_transfer(need, 3 * M / 2, DS_TJ_PRORATA, out, &err), &err);
    assert_int_equal(out[DS_TJ_L3], 6 * M / 10);
    assert_int_equal(out[DS_TJ_FD], 9 * M / 10);
    assert_ok(ds_t11_transfer(need, 3 * M / 2, DS_TJ_CLASS_ORDER, out, &err),
              &err);
    assert_int_equal(out[DS_TJ_L3], M);
    assert_int_equal(out[DS_TJ_FD], M / 2);
    assert_ok(ds_t11_transfer(need, 9 * M, DS_TJ_PRORATA, out, &err), &err);
    assert_int_equal(out[DS_TJ_FD], 3 * M / 2);
    const int64_t halves[DS_TJ_CLASSES] = {50, 50, 149, 0, 0};
    assert_ok(ds_t11_transfer(halves, 9, DS_TJ_PRORATA, out, &err), &err);
    assert_int_equal(out[0] + out[1] + out[2], 3); /* half-up each */
    assert_ok(ds_t11_transfer(halves, 2, DS_TJ_PRORATA, out, &err), &err);
    assert_int_equal(out[0] + out[1] + out[2], 2);
}

static void EX_T12_drugs_at_year_end(void **state)
{
    (void)state;
    ds_error err = {0};
    const int64_t bud[] = {100 * M, 50 * M, 30 * M, 40 * M, 20 * M};
    const int64_t pts[] = {112 * M, 45 * M, 36 * M, 52 * M, 17 * M};
    int64_t t[DS_TJ_CLASSES], left = -1;
    assert_ok(ds_t12_drug(bud, pts, 6 * M, DS_TJ_PRORATA, t, &left, &err),
              &err);
    assert_int_equal(t[DS_TJ_L3], 133333333);
    assert_int_equal(t[DS_TJ_L2], -5 * M);
    assert_int_equal(t[DS_TJ_TCM], 66666667);
    assert_int_equal(t[DS_TJ_FD], 12 * M);
    assert_int_equal(t[DS_TJ_PC], -3 * M);
    assert_int_equal(left, 0);
    assert_ok(ds_t12_drug(bud, pts, 60 * M, DS_TJ_PRORATA, t, &left, &err),
              &err);
    assert_int_equal(left, 38 * M);
    const int64_t short_of[] = {100 * M, 0, 0, 10 * M, 0};
    const int64_t claimed[] = {112 * M, 0, 0, 52 * M, 0};
    assert_ok(ds_t12_drug(short_of, claimed, 6 * M, 0, t, &left, &err), &err);
    assert_int_equal(t[DS_TJ_FD], 6 * M); /* FD first, all there is */
    assert_int_equal(t[DS_TJ_L3], 0);
}

static void EX_T12_gap_of_compliant_institutions(void **state)
{
    (void)state;
    ds_error err = {0};
    int64_t from[2], paid = 0;
    static const struct {
        const char *when;
        int64_t gap, budget[2], floor, from[2], paid;
    } rows[] = {
        {"enough",       952381, {5000000, 0}, 0,         {952381, 0}, 952381},
        {"5 m left",     952381, {500000, 0},  0,         {500000, 0}, 500000},
        {"both",         900,    {2000, 1000}, 0,         {600, 300},  900   },
        {"to the floor", 900,    {2000, 1000}, 800000000, {400, 200},  600   },
        {"one fen",      1,      {1, 1},       0,         {1, 0},      1     },
        {"nothing",      900,    {0, 0},       0,         {0, 0},      0     },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_ok(ds_t12_gap(rows[i].gap, rows[i].budget, rows[i].floor, from,
                             &paid, &err),
                  &err);
        assert_memory_equal(from, rows[i].from, sizeof from);
        assert_int_equal(paid, rows[i].paid);
    }
    assert_int_equal(ds_t12_up(101), 2);
    assert_int_equal(ds_t12_up(100), 1);
    assert_int_equal(ds_t12_up(-101), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(EX_T11a_b_g_EX_T21_a_segment_is_paid),
        cmocka_unit_test(EX_T11f_mixed_inpatient),
        cmocka_unit_test(EX_T11c_hold_of_a_quota_surplus),
        cmocka_unit_test(EX_T11d_temporary_transfer),
        cmocka_unit_test(EX_T12_drugs_at_year_end),
        cmocka_unit_test(EX_T12_gap_of_compliant_institutions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
