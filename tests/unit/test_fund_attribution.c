/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/fund/fund_attribution.h"
#include "tests/kernel.h"

/* A test names what matters; the rest is zero. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

enum { MOST = 12 };

typedef struct year {
    int64_t heads[MOST];
    ds_fund_cell cell[MOST];
    int64_t outside, one_off;
} year;

static ds_status attribute(size_t groups, size_t categories, const year *before,
                           const year *after, int64_t part[DS_N_FUND_PARTS])
{
    ds_error err = {0};
    const ds_fund_year years[2] = {
        {before->heads, before->cell, before->outside, before->one_off},
        {after->heads,  after->cell,  after->outside,  after->one_off }
    };
    size_t bad;
    const ds_status st = ds_fund_attribute(groups, categories, &years[0],
                                           &years[1], part, &bad, &err);
    if (st != DS_OK && !err.hint[0]) fail_msg("no remedy: %s", err.text);
    return st;
}

static void assert_parts(const int64_t *is, const int64_t *wanted)
{
    for (size_t i = 0; i < DS_N_FUND_PARTS; i++)
        if (is[i] != wanted[i])
            fail_msg("part %zu: %lld, wanted %lld", i, (long long)is[i],
                     (long long)wanted[i]);
}

/* Heads 100 -> 110, cost a point 1.00 -> 1.20, the rest as it was: 100 -> 132;
 * heads 10 (1 + 1.2) / 2 = 11, price .2 (100 + 110) / 2 = 21. */
static void splits_two_factors_by_hand(void **state)
{
    (void)state;
    const year before = {{100}, {{100, 100, 10000, 10000}}, 500, 70};
    const year after = {{110}, {{110, 110, 13200, 13200}}, 800, 0};
    int64_t part[DS_N_FUND_PARTS];
    assert_int_equal(attribute(1, 1, &before, &after, part), DS_OK);
    assert_parts(part, (const int64_t[]){1100, 0, 0, 0, 2100, 0, 300, -70});
}

/* Young 80 -> 60, old 20 -> 40, costs a head 1 and 5 as before: 180 -> 260,
 * all of it ageing. Then twice the heads at the same ages: heads alone. */
static void knows_ageing_from_heads(void **state)
{
    (void)state;
    const year before = {
        {80,               20                  },
        {{80, 80, 80, 80}, {100, 100, 100, 100}}
    };
    const year after = {
        {60,               40                  },
        {{60, 60, 60, 60}, {200, 200, 200, 200}}
    };
    const year twice = {
        {160,                  40                  },
        {{160, 160, 160, 160}, {200, 200, 200, 200}}
    };
    int64_t part[DS_N_FUND_PARTS];
    assert_int_equal(attribute(2, 1, &before, &after, part), DS_OK);
    assert_parts(part, (const int64_t[]){0, 80, 0, 0, 0, 0, 0, 0});
    assert_int_equal(attribute(2, 1, &before, &twice, part), DS_OK);
    assert_parts(part, (const int64_t[]){180, 0, 0, 0, 0, 0, 0, 0});
}

/* Each ratio alone doubles: all growth is its part. */
static void gives_each_factor_its_own(void **state)
{
    (void)state;
    const year before = {{10}, {{20, 40, 80, 40}}};
    static const ds_fund_cell after[] = {
        {40, 80, 160, 80},
        {20, 80, 160, 80},
        {20, 40, 160, 80},
        {20, 40, 80,  80}
    };
    for (size_t i = 0; i < COUNT(after); i++) {
        const year now = {{10}, {after[i]}};
        int64_t part[DS_N_FUND_PARTS], wanted[DS_N_FUND_PARTS] = {0};
        wanted[DS_PART_USE + i] = 40;
        assert_int_equal(attribute(1, 1, &before, &now, part), DS_OK);
        assert_parts(part, wanted);
    }
}

/* A category that was not there before: its price and mix are those of the
 * year that has them, so that all its cost is use. */
static void takes_what_is_new(void **state)
{
    (void)state;
    const year before = {
        {10           },
        { {5, 5, 50, 50}, {0, 0, 0, 0}}
    };
    const year after = {
        {10             },
        { {5, 5, 50, 50}, {3, 9, 90, 45}}
    };
    int64_t part[DS_N_FUND_PARTS];
    assert_int_equal(attribute(1, 2, &before, &after, part), DS_OK);
    assert_parts(part, (const int64_t[]){0, 0, 45, 0, 0, 0, 0, 0});
}

static year random_year(uint64_t seed, size_t groups, size_t categories)
{
    year y = {{0}};
    for (size_t g = 0; g < groups; g++)
        y.heads[g] = 1 + noise_below(seed * 1000 + g, 100000);
    for (size_t c = 0; c < groups * categories; c++) {
        const uint64_t at = seed * 1000 + 100 + 10 * c;
        ds_fund_cell *cell = &y.cell[c];
        if (noise_below(at, 7) == 0) continue;
        cell->uses = 1 + noise_below(at + 1, 1000000);
        cell->points = 1 + noise_below(at + 2, 1000000000);
        cell->total = 1 + noise_below(at + 3, 100000000000000);
        cell->fund = noise_below(at + 4, cell->total + 1);
    }
    y.outside = noise_below(seed, 1000000);
    y.one_off = noise_below(seed + 7, 1000000) - 500000;
    return y;
}

static int64_t sum_of(const year *y, size_t cells)
{
    int64_t sum = y->outside + y->one_off;
    for (size_t c = 0; c < cells; c++) sum += y->cell[c].fund;
    return sum;
}

/* Whatever the figures: to the fen; and no year is first. */
static void adds_up_to_the_fen(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        const size_t groups = 1 + seed % 4, categories = 1 + seed % 3;
        const year a = random_year(2 * seed, groups, categories);
        const year b = random_year(2 * seed + 1, groups, categories);
        int64_t part[DS_N_FUND_PARTS], back[DS_N_FUND_PARTS], sum = 0;
        assert_int_equal(attribute(groups, categories, &a, &b, part), DS_OK);
        assert_int_equal(attribute(groups, categories, &b, &a, back), DS_OK);
        for (size_t i = 0; i < DS_N_FUND_PARTS; i++) {
            sum += part[i];
            assert_in_range((uintmax_t)(part[i] + back[i] + 1), 0, 2);
        }
        assert_int_equal(sum, sum_of(&b, groups * categories) -
                                  sum_of(&a, groups * categories));
        assert_int_equal(attribute(groups, categories, &a, &a, part), DS_OK);
        for (size_t i = 0; i < DS_N_FUND_PARTS; i++)
            assert_int_equal(part[i], 0);
    }
}

static void refuses_what_cannot_be(void **state)
{
    (void)state;
    const year good = {{10}, {{5, 5, 50, 50}}};
    const year bad[] = {
        {{0},  {{0, 0, 0, 0}}  },
        {{-1}, {{0, 0, 0, 0}}  },
        {{10}, {{5, 5, 50, -1}}},
        {{10}, {{0, 5, 50, 50}}},
        {{10}, {{5, 0, 50, 50}}},
        {{10}, {{5, 5, 0, 50}} },
    };
    int64_t part[DS_N_FUND_PARTS];
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_int_equal(attribute(1, 1, &good, &bad[i], part), DS_ERR_DATA);
        assert_int_equal(attribute(1, 1, &bad[i], &good, part), DS_ERR_DATA);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splits_two_factors_by_hand),
        cmocka_unit_test(knows_ageing_from_heads),
        cmocka_unit_test(gives_each_factor_its_own),
        cmocka_unit_test(takes_what_is_new),
        cmocka_unit_test(adds_up_to_the_fen),
        cmocka_unit_test(refuses_what_cannot_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
