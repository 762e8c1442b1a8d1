/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/history_fixture.h"

#include <string.h>

#define YEAR(y) .year = y, .heads = 10, .income = 5, .spending = 4

static void finds_pools_in_any_order_of_rows(void **state)
{
    (void)state;
    static const fund_year years[] = {
        {"b", YEAR(2021)},
        {"a", YEAR(2020)},
        {"b", YEAR(2020)},
        {"a", YEAR(2021)},
        {"a", YEAR(2022)}
    };
    ds_table t = history_of(years, DS_COUNT(years));
    ds_history_pool pools[DS_MAX_HISTORY_POOLS];
    ds_error err = {0};
    size_t n = 0;
    assert_ok(ds_history_check(&t, "FILE", pools, &n, &err), &err);
    assert_int_equal(n, 2);
    assert_string_equal(pools[0].name, "a");
    assert_int_equal(pools[0].n, 3);
    assert_int_equal(pools[1].first, 3);
    assert_int_equal(ds_table_get(&t, 4, DS_HISTORY_YEAR), 2021);
    ds_table_destroy(&t);
}

static void refuses_what_is_no_history(void **state)
{
    (void)state;
    static const struct {
        const char *says;
        size_t n;
        fund_year years[3];
    } rows[] = {
        {"FILE: no year",                                          0, {{0}}                                                               },
        {"year: is the only one",                                  1, {{.pool = "a", YEAR(2020)}}                                         },
        {"FILE:3: fund 2022: year: the year before it is missing",
         2,                                                           {{YEAR(2020)}, {YEAR(2022)}}                                        },
        {"year: is there twice",                                   2, {{YEAR(2020)}, {YEAR(2020)}}                                        },
        {"income: is not above zero",
         2,                                                           {{YEAR(2020)},
          {.year = 2021, .heads = 1, .income = -5, .spending = 1}}                                                             },
        {"spending: is missing",
         2,                                                           {{YEAR(2020)}, {.year = 2021, .heads = 1, .income = 5}}             },
        {"heads: is missing",
         2,                                                           {{YEAR(2020)}, {.year = 2021, .spending = 1, .income = 5}}          },
        {"retired: is not between zero and heads",
         2,                                                           {{YEAR(2020), .retired = 10}, {YEAR(2021), .retired = 1}}           },
        {"retired: is there in some years only",
         2,                                                           {{YEAR(2020), .retired = 1}, {YEAR(2021)}}                          },
        {"reason: is missing",
         2,                                                           {{YEAR(2020)}, {YEAR(2021), .is_excluded = 1}}                      },
        {"reason: is missing",
         2,                                                           {{YEAR(2020)}, {YEAR(2021), .one_off_income = 1}}                   },
        {"one_off_spending: is not below",
         2,                                                           {{YEAR(2020)}, {YEAR(2021), .one_off_spending = 4, .reason = "r"}}  },
        {"income: its parts do not add up",
         2,                                                           {{YEAR(2020), .contributions = 4}, {YEAR(2021), .contributions = 5}}},
    };
    for (size_t i = 0; i < DS_COUNT(rows); i++) {
        ds_table t = history_of(rows[i].years, rows[i].n);
        ds_history_pool pools[DS_MAX_HISTORY_POOLS];
        ds_error err = {0};
        size_t n;
        assert_int_equal(ds_history_check(&t, "FILE", pools, &n, &err),
                         DS_ERR_DATA);
        if (!strstr(err.text, rows[i].says) || !err.hint[0])
            fail_msg("%s: %s; %s", rows[i].says, err.text, err.hint);
        ds_table_destroy(&t);
    }
}

static void takes_one_offs_off(void **state)
{
    (void)state;
    static const fund_year years[] = {
        {YEAR(2020),              .one_off_income = 2, .one_off_spending = -3},
        {YEAR(2021)}
    };
    ds_table t = history_of(years, 2);
    assert_int_equal(ds_history_clean(&t, 0, DS_HISTORY_INCOME), 3);
    assert_int_equal(ds_history_clean(&t, 0, DS_HISTORY_SPENDING), 7);
    assert_int_equal(ds_history_clean(&t, 1, DS_HISTORY_INCOME), 5);
    ds_table_destroy(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_pools_in_any_order_of_rows),
        cmocka_unit_test(refuses_what_is_no_history),
        cmocka_unit_test(takes_one_offs_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
