/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/drg/base_rate.h"

#include "base/keys.h"
#include "base/money.h"
#include "tests/test.h"

/* Yuan with two decimals and weights with four, as they are stored. */
#define FEN(yuan) ((int64_t)((yuan)*100 + ((yuan) < 0 ? -.5 : .5)))
#define FOUR(x) ((int64_t)((x)*10000 + .5))
enum { TENTH = 100000000 };

/* EX-8.3: 84 m / .7 / 12,000 = 10,000. */
static void EX_8_3_base_rate_is_budget_over_ratio_over_weights(void **state)
{
    (void)state;
    static const struct {
        int64_t budget, ratio, weights, rate;
    } rows[] = {
        {FEN(84e6), 7 * TENTH,   FOUR(12000), FEN(10000)},
        {FEN(1),    DS_RATE_ONE, FOUR(3),     33        }, /* 33.3 fen */
        {FEN(2),    DS_RATE_ONE, FOUR(3),     67        }, /* 66.7 fen */
        {1,         DS_RATE_ONE, FOUR(2),     1         }, /* half up */
        {0,         DS_RATE_ONE, 1,           0         },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t rate = -1;
        assert_true(ds_base_rate(rows[i].budget, rows[i].ratio, rows[i].weights,
                                 &rate));
        assert_int_equal(rate, rows[i].rate);
    }
    int64_t rate = 7;
    assert_false(ds_base_rate(INT64_MAX, 1, 1, &rate));
    assert_int_equal(rate, 7);
}

/* EX-8.4, the record: 0.4527 x 6,495.34 = 2,940.44; cost 66,789 leaves
 * -63,848.56. It was paid the standard, so no limit stood against it. */
static void EX_8_4_standard_and_balance_of_the_record(void **state)
{
    (void)state;
    const ds_rate_terms terms = {
        .rate = FEN(6495.34), .low = DS_KEY_NONE, .high = DS_KEY_NONE};
    ds_rate_case c;
    assert_true(ds_rate_pay(&terms, FOUR(.4527), FEN(66789), FEN(1000.5), &c));
    assert_int_equal(c.band, DS_RATE_STANDARD);
    assert_int_equal(c.standard, FEN(2940.44));
    assert_int_equal(c.balance, FEN(-63848.56));
    assert_int_equal(c.fund, FEN(1939.94)); /* 2,940.44 - 1,000.50 */
    assert_int_equal(c.low_fen, DS_MISSING);
    assert_int_equal(c.high_fen, DS_MISSING);
}

/* EX-8.4, its limits: a standard that prints as 1,499.62 (.2499 x 6,000.89 =
 * 1,499.622411) has .4x = 599.85 and 3x = 4,498.87, from the exact standard:
 * 3 x 1,499.62 would be 4,498.86. */
static void EX_8_4_limits_come_from_the_exact_standard(void **state)
{
    (void)state;
    static const struct {
        const char *when;
        double cost;
        int32_t outlier;
        ds_rate_band band;
        double amount;
    } rows[] = {
        {"under .4x: by item", 599.84,  DS_OUTLIER_FFS, DS_RATE_LOW,      599.84 },
        {"under .4x: as low",  599.84,  DS_OUTLIER_Z3,  DS_RATE_LOW,      599.84 },
        {"599.848964 is .4x",  599.85,  DS_OUTLIER_FFS, DS_RATE_STANDARD,
         1499.62                                                                 },
        {"4,498.867233 is 3x", 4498.86, DS_OUTLIER_FFS, DS_RATE_STANDARD,
         1499.62                                                                 },
        {"over 3x: by item",   4498.87, DS_OUTLIER_FFS, DS_RATE_HIGH,     4498.87},
 /* 1,499.622411 + 4,498.87 - 4,498.867233 = 1,499.625178 */
        {"over 3x: as high",   4498.87, DS_OUTLIER_Z3,  DS_RATE_HIGH,     1499.63},
 /* 1,499.622411 + 6,000 - 4,498.867233 = 3,000.755178 */
        {"far over 3x",        6000,    DS_OUTLIER_Z3,  DS_RATE_HIGH,     3000.76},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const ds_rate_terms terms = {.rate = FEN(6000.89),
                                     .low = 4 * TENTH,
                                     .high = 3 * DS_RATE_ONE,
                                     .outlier = rows[i].outlier};
        ds_rate_case c = {0};
        assert_true(ds_rate_pay(&terms, FOUR(.2499), FEN(rows[i].cost), 0, &c));
        assert_int_equal(c.standard, FEN(1499.62));
        assert_int_equal(c.low_fen, FEN(599.85));
        assert_int_equal(c.high_fen, FEN(4498.87));
        if (c.band != rows[i].band || c.amount != FEN(rows[i].amount))
            fail_msg("%s: band %d with %jd", rows[i].when, c.band,
                     (intmax_t)c.amount);
        assert_int_equal(c.fund, c.amount);
        assert_int_equal(c.balance, c.amount - FEN(rows[i].cost));
    }
}

/* EX-T8: 24,000 / (12,000 x 1.02 x 1.01 x 1.015) x 12,500 = 23,908.5050; a
 * quota of 24,000 in old prices 25,000. */
static void EX_T8_prices_inflate_the_reference_mean(void **state)
{
    (void)state;
    static const int64_t cpi[] = {20000000, 10000000, 15000000};
    int64_t points = -1;
    assert_true(ds_t8_points(FEN(24000), FEN(12000), FEN(12500), COUNT(cpi),
                             cpi, &points));
    assert_int_equal(points, FOUR(23908.5050));
    assert_true(
        ds_t8_points(FEN(24000), FEN(12000), FEN(12500), 0, NULL, &points));
    assert_int_equal(points, FOUR(25000));
}

/* EX-8.7: R0 12,500: DRG 1.25 at level .95, DIP .8 and the stay of EX-T8. */
static void EX_8_7_points_of_drg_dip_and_items_add_up(void **state)
{
    (void)state;
    static const int64_t cpi[] = {20000000, 10000000, 15000000};
    int64_t drg = -1, dip = -1, items = -1;
    assert_true(ds_rate_points(FOUR(1.25), FOUR(.95), FEN(12500), &drg));
    assert_true(ds_rate_points(FOUR(.8), FOUR(1), FEN(12500), &dip));
    assert_true(ds_t8_points(FEN(24000), FEN(12000), FEN(12500), COUNT(cpi),
                             cpi, &items));
    assert_int_equal(drg, FOUR(14843.75));
    assert_int_equal(dip, FOUR(10000));
    assert_int_equal(drg + dip + items, FOUR(48752.255));
}

static void what_does_not_fit_is_refused(void **state)
{
    (void)state;
    const ds_rate_terms terms = {
        .rate = INT64_MAX, .low = DS_KEY_NONE, .high = 3 * DS_RATE_ONE};
    ds_rate_case c = {.fund = 7};
    int64_t points = 7;
    assert_false(ds_rate_pay(&terms, FOUR(1), 0, 0, &c)); /* 3x */
    assert_false(ds_rate_pay(&terms, FOUR(2), 0, 0, &c));
    assert_int_equal(c.fund, 7);
    assert_false(ds_rate_points(INT64_MAX, INT64_MAX, INT64_MAX, &points));
    assert_false(ds_t8_points(INT64_MAX, 1, INT64_MAX, 0, NULL, &points));
    assert_int_equal(points, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(EX_8_3_base_rate_is_budget_over_ratio_over_weights),
        cmocka_unit_test(EX_8_4_standard_and_balance_of_the_record),
        cmocka_unit_test(EX_8_4_limits_come_from_the_exact_standard),
        cmocka_unit_test(EX_T8_prices_inflate_the_reference_mean),
        cmocka_unit_test(EX_8_7_points_of_drg_dip_and_items_add_up),
        cmocka_unit_test(what_does_not_fit_is_refused),
    };
    return cmocka_run_group_tests_name("base_rate", tests, NULL, NULL);
}
