/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/tianjin/tianjin_points.h"
#include "tests/test.h"

static const ds_tj_policy standard = {
    .herb_delta = 200000000,
    .vp_edges = {3, {100000000, 200000000, DS_KEY_NONE}},
    .vp_rates = {3, {900000000, 700000000, 500000000}  },
};

static int64_t rounded(const mpq_t q, int decimals)
{
    int64_t x = -1;
    assert_true(ds_ratio_round(q, decimals, &x));
    return x;
}

static void EX_T7_slices_far_above_the_other_classes(void **state)
{
    (void)state;
    ds_tj_policy p = standard;
    const int64_t points[] = {90000, 40000, 100000, 0, 0};
    const int64_t doses[] = {1000, 1000, 2000, 5, 0};
    mpq_t cap, out;
    mpq_inits(cap, out, NULL);
    assert_true(ds_t7_cap(&p, points, doses, 0, cap));
    assert_int_equal(rounded(cap, 4), 466667);
    ds_t7_points(60000, 600, cap, out);
    assert_int_equal(rounded(out, 0), 28000);
    ds_t7_points(30000, 400, cap, out);
    assert_int_equal(rounded(out, 4), 186666667);
    ds_t7_points(10000, 400, cap, out); /* cheaper than the cap */
    assert_int_equal(rounded(out, 0), 10000);
    assert_false(ds_t7_cap(&p, points, doses, 1, cap));
    assert_false(ds_t7_cap(&p, points, doses, 2, cap));
    assert_false(ds_t7_cap(&p, points, doses, 4, cap)); /* no doses */
    p.herb_mean = DS_TJ_MEAN_CLASSES;
    assert_true(ds_t7_cap(&p, points, doses, 0, cap));
    assert_int_equal(rounded(cap, 4), 450000);
    mpq_clears(cap, out, NULL);
}

/* Exactly 1.2 times the highest other class is not above it. */
static void T7_compares_with_the_highest_or_the_mean(void **state)
{
    (void)state;
    ds_tj_policy p = standard;
    const int64_t points[] = {6000, 5000, 3000, 0, 0};
    const int64_t doses[] = {100, 100, 100, 0, 0};
    const int64_t alone[] = {6000, 0, 0, 0, 0};
    mpq_t cap;
    mpq_init(cap);
    assert_false(ds_t7_cap(&p, points, doses, 0, cap));
    assert_false(ds_t7_cap(&p, alone, doses, 0, cap));
    p.herb_against = DS_TJ_AGAINST_MEAN; /* 60 > 1.2 x 40 */
    assert_true(ds_t7_cap(&p, points, doses, 0, cap));
    mpq_clear(cap);
}

static void EX_T9_volume_and_price(void **state)
{
    (void)state;
    static const struct {
        const char *when;
        int mode;
        bool refuses;
        int64_t e, days, kept;
    } rows[] = {
        {"progressive",     0, false, 1300000, 500,  1210000},
        {"refused",         0, true,  1300000, 500,  1000000},
        {"flat",            1, false, 1300000, 500,  1150000},
        {"year to date",    0, false, 2000000, 1000, 2000000},
        {"the first month", 0, false, 1300000, 500,  1210000},
        {"the second",      0, false, 700000,  500,  700000 },
        {"at T",            0, false, 1000000, 500,  1000000},
        {"first band",      0, false, 1050000, 500,  1045000},
        {"flat in it",      1, false, 1050000, 500,  1045000},
        {"no days",         0, false, 1300000, 0,    1300000},
    };
    mpq_t t, q;
    mpq_inits(t, q, NULL);
    mpq_set_ui(t, 2000, 1);
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_tj_policy p = standard;
        p.vp_mode = rows[i].mode;
        ds_t9_factor(&p, rows[i].refuses, rows[i].e, rows[i].days, t, q);
        mpq_t e;
        mpq_init(e);
        ds_tj_add_product(e, q, rows[i].e);
        assert_int_equal(rounded(e, 0), rows[i].kept);
        mpq_clear(e);
    }
    mpq_clears(t, q, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(EX_T7_slices_far_above_the_other_classes),
        cmocka_unit_test(T7_compares_with_the_highest_or_the_mean),
        cmocka_unit_test(EX_T9_volume_and_price),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
