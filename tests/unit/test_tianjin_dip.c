/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Covers sim/tianjin/tianjin_dip.c: what a group of a DIP catalogue is worth in
 * points of the regional pool (8.7). Its assignment of stays:
 * tests/golden/tianjin.sh */
#include "sim/tianjin/tianjin_dip.h"

#include "tests/test.h"

/* EX-8.7: RW .8 at R0 12,500 is 10,000 points; RW is measured against M_ref,
 * whatever 1000 points of the catalogue cost. */
static void EX_8_7_dip_points(void **state)
{
    (void)state;
    static const struct {
        int64_t points, base_fen, mref_fen, r0_fen, expected;
    } rows[] = {
        {8000000, 1200000, 1200000, 1250000, 100000000},
        {8000000, 0,       1200000, 1250000, 100000000}, /* unknown base */
  /* 1000 points cost 9,000 yuan, a weight of 1 12,000: RW .6 */
        {8000000, 900000,  1200000, 1250000, 75000000 },
 /* 1/3 of a point, half-up once: 1 x 1/3 = .33333.. yuan */
        {10000,   100,     300,     100000,  3333     },
        {10000,   1000,    200,     1,       1        }, /* .5 pt: up */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_tj_policy p = {.mref_fen = rows[i].mref_fen,
                          .r0_fen = rows[i].r0_fen};
        int64_t out = 0;
        mpq_t base;
        mpq_init(base);
        ds_ratio_set(base, rows[i].base_fen, 1);
        assert_true(ds_tj_dip_points(rows[i].points, base, &p, &out));
        assert_int_equal(out, rows[i].expected);
        mpq_clear(base);
    }
}

static void points_that_do_not_fit(void **state)
{
    (void)state;
    const ds_tj_policy p = {.mref_fen = 1, .r0_fen = INT64_C(1000000000000)};
    int64_t out;
    mpq_t base;
    mpq_init(base);
    ds_ratio_set(base, INT64_C(1000000000000), 1);
    assert_false(ds_tj_dip_points(INT64_C(1000000000), base, &p, &out));
    mpq_clear(base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(EX_8_7_dip_points),
        cmocka_unit_test(points_that_do_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
