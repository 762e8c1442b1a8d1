/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/tianjin/tianjin_claim.h"
#include "tests/test.h"

static void EX_T5_winning_drugs(void **state)
{
    (void)state;
    static const struct {
        int64_t win, average, retention, quantity, points;
    } rows[] = {
        {200, 1000, 500000000, 1,  60000  }, /* 6.00 a unit */
        {200, 1000, 500000000, 30, 1800000}, /* 180 points */
        {200, 100,  500000000, 1,  20000  }, /* dearer than before: its price */
        {1,   2,    5000000,   1,  101    }, /* 1.005 fen: 100.5 pt, half-up */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t points = -1;
        assert_true(ds_t5_winning(rows[i].win, rows[i].average,
                                  rows[i].retention, rows[i].quantity,
                                  &points));
        assert_int_equal(points, rows[i].points);
    }
}

static void EX_T6_disease_quota(void **state)
{
    (void)state;
    static const struct {
        int64_t quota, others, own;
        int32_t overflow;
        int64_t net, drug, serv, deficit;
    } rows[] = {
        {1200, 150,  700,  0, 1050, 700,  350,  0  },
        {1200, 150,  1130, 0, 1050, 1050, 0,    0  },
        {1200, 150,  1130, 1, 1050, 1130, -80,  0  },
        {1200, 1300, 10,   0, 0,    0,    0,    100}, /* counts 0, reported */
        {1200, 0,    0,    0, 1200, 0,    1200, 0  }, /* no claim at all */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const ds_t6 t = ds_t6_claim(rows[i].quota, rows[i].others, rows[i].own,
                                    rows[i].overflow);
        assert_int_equal(t.net, rows[i].net);
        assert_int_equal(t.drug, rows[i].drug);
        assert_int_equal(t.serv, rows[i].serv);
        assert_int_equal(t.deficit, rows[i].deficit);
    }
}

static const ds_rates t8_cpi = {
    3, {20000000, 10000000, 15000000}
};

static void EX_T8_comparable_points(void **state)
{
    (void)state;
    mpq_t q;
    mpq_init(q);
    int64_t x = 0;
    ds_t8_cum(q, &t8_cpi);
    assert_true(ds_ratio_round(q, 6, &x));
    assert_int_equal(x, 1045653);
    ds_tj_policy p = {.mref_fen = 1200000, .r0_fen = 1250000, .cpi = t8_cpi};
    ds_t8_standard(q, &p);
    assert_true(ds_ratio_round(q, 8, &x));
    assert_int_equal(x, 100382688);
    mpq_inv(q, q);
    assert_true(ds_t8_convert(240000000, q, &x));
    assert_int_equal(x, 239085050); /* 23,908.5050 */
    ds_ratio_set(q, 12500, 12000);
    assert_true(ds_t8_convert(240000000, q, &x));
    assert_int_equal(x, 250000000); /* a quota has no CPI: 25,000 */
    /* A7, the other reading: 24,000 * 1.045653 / 12,000 * 12,500 */
    p.cpi_on = DS_TJ_CPI_ON_COST;
    ds_t8_standard(q, &p);
    mpq_inv(q, q);
    assert_true(ds_t8_convert(240000000, q, &x));
    assert_int_equal(x, 261413250); /* 26,141.3250 */
    assert_int_equal(ds_t8_ref(&p, 2021, 2024), 2024);
    p.ip_ref = DS_TJ_REF_MEAN;
    assert_int_equal(ds_t8_ref(&p, 2021, 2024), 2022);
    assert_int_equal(ds_t8_ref(&p, 2021, 2023), 2022);
    mpq_clear(q);
}

/* other 10, winning 20, slices 30, services 40 */
static void T21_which_points_leave(void **state)
{
    (void)state;
    static const ds_t21 claim = {10, 20, 30, 40, 15, 10, 12, 6};
    static const struct {
        int64_t refused;
        int32_t order;
        ds_t21 out;
    } rows[] = {
        {5,   0, {5, 0, 0, 0, 0, 0, 0, 0}       },
        {20,  0, {10, 10, 0, 0, 0, 5, 6, 0}     },
        {80,  0, {10, 20, 10, 40, 5, 10, 12, 2} },
        {500, 0, {10, 20, 30, 40, 15, 10, 12, 6}},
        {50,  1, {5, 10, 15, 20, 8, 5, 6, 3}    },
        {1,   1, {0, 0, 0, 1, 0, 0, 0, 0}       },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const ds_t21 out = ds_t21_leave(&claim, rows[i].refused, rows[i].order);
        assert_memory_equal(&out, &rows[i].out, sizeof out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(EX_T5_winning_drugs),
        cmocka_unit_test(EX_T6_disease_quota),
        cmocka_unit_test(EX_T8_comparable_points),
        cmocka_unit_test(T21_which_points_leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
