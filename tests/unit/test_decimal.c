/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/decimal.h"
#include "base/money.h"
#include "tests/test.h"

#include <string.h>

static void reads_what_is_a_decimal_and_nothing_else(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int decimals;
        ds_decimal_result result;
        int64_t value;
    } rows[] = {
        {"0",                     2, DS_DECIMAL_OK,        0                   },
        {"12.5",                  2, DS_DECIMAL_OK,        1250                },
        {"-.34",                  2, DS_DECIMAL_OK,        -34                 },
        {"+7.",                   0, DS_DECIMAL_OK,        7                   },
        {"1.230",                 2, DS_DECIMAL_OK,        123                 },
        {"905695906.62",          2, DS_DECIMAL_OK,        INT64_C(90569590662)},
        {"92233720368547758.07",  2, DS_DECIMAL_OK,        INT64_MAX           },
        {"92233720368547758.08",  2, DS_DECIMAL_LARGE,     0                   },
        {"-92233720368547758.07", 2, DS_DECIMAL_OK,        -INT64_MAX          },
        {"99999999999999999999",  0, DS_DECIMAL_LARGE,     0                   },
        {"1.005",                 2, DS_DECIMAL_PRECISE,   0                   },
        {"",                      2, DS_DECIMAL_EMPTY,     0                   },
        {".",                     2, DS_DECIMAL_MALFORMED, 0                   },
        {"-",                     2, DS_DECIMAL_MALFORMED, 0                   },
        {"5x",                    2, DS_DECIMAL_MALFORMED, 0                   },
        {"0x10",                  2, DS_DECIMAL_MALFORMED, 0                   },
        {"1e5",                   2, DS_DECIMAL_MALFORMED, 0                   },
        {" 1",                    2, DS_DECIMAL_MALFORMED, 0                   },
        {"1 ",                    2, DS_DECIMAL_MALFORMED, 0                   },
        {"1,000",                 2, DS_DECIMAL_MALFORMED, 0                   },
        {"1.2.3",                 2, DS_DECIMAL_MALFORMED, 0                   },
        {"--1",                   2, DS_DECIMAL_MALFORMED, 0                   },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t value = 0;
        const ds_decimal_result result = ds_decimal_parse(
            rows[i].text, strlen(rows[i].text), rows[i].decimals, &value);
        if (result != rows[i].result || value != rows[i].value)
            fail_msg("'%s': %s, %jd", rows[i].text, ds_decimal_reason(result),
                     (intmax_t)value);
    }
}

static void rounds_half_away_from_zero_where_asked(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t value;
    } rows[] = {
        {"1.005",     101   },
        {"1.0049999", 100   },
        {"-1.005",    -101  },
        {"3335.515",  333552},
        {"0.004",     0     },
        {".999",      100   }
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t value = -1;
        assert_int_equal(
            ds_decimal_round(rows[i].text, strlen(rows[i].text), 2, &value),
            DS_DECIMAL_OK);
        assert_int_equal(value, rows[i].value);
    }
}

static void writes_all_decimals_and_reads_them_back(void **state)
{
    (void)state;
    static const struct {
        int64_t value;
        int decimals;
        const char *text;
    } rows[] = {
        {0,          0, "0"                   },
        {0,          2, "0.00"                },
        {5,          2, "0.05"                },
        {-1250,      2, "-12.50"              },
        {-1,         4, "-0.0001"             },
        {INT64_MAX,  2, "92233720368547758.07"},
        {1000,       0, "1000"                },
        {DS_MISSING, 2, ""                    }
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[DS_DECIMAL_SIZE];
        int64_t value = DS_MISSING;
        const size_t n =
            ds_decimal_format(rows[i].value, rows[i].decimals, text);
        assert_string_equal(text, rows[i].text);
        assert_int_equal(n, strlen(text));
        (void)!ds_decimal_parse(text, n, rows[i].decimals, &value);
        assert_int_equal(value, rows[i].value);
    }
}

static void divides_with_one_half_up_rounding(void **state)
{
    (void)state;
    assert_true(ds_round_div(5, 2) == 3);
    assert_true(ds_round_div(-5, 2) == -3);
    assert_true(ds_round_div(4, 3) == 1);
    assert_true(ds_round_div(-4, 3) == -1);
    assert_true(ds_round_div(1, 3) == 0);
    assert_true(ds_floor_div(-1, 3) == -1);
    assert_true(ds_floor_div(7, 3) == 2);
    int64_t out = 7;
    assert_true(ds_mul_div(INT64_MAX, 3, 3, &out) && out == INT64_MAX);
    assert_false(ds_mul_div(INT64_MAX, 3, 2, &out));
    assert_int_equal(out, INT64_MAX);
}

/* The record of 7.9, as section 1 cites it: .5 x 6,671.03 = 3,335.515 is
 * published as 3,335.52; a negative amount mirrors it. */
static void EX_7_9_half_a_fen_goes_up(void **state)
{
    (void)state;
    int64_t fen = 0;
    assert_true(ds_mul_div(667103, 5, 10, &fen));
    assert_int_equal(fen, 333552);
    assert_true(ds_mul_div(-667103, 5, 10, &fen));
    assert_int_equal(fen, -333552);
    assert_true(ds_round_div(3335515, 10) == 333552);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_is_a_decimal_and_nothing_else),
        cmocka_unit_test(rounds_half_away_from_zero_where_asked),
        cmocka_unit_test(writes_all_decimals_and_reads_them_back),
        cmocka_unit_test(divides_with_one_half_up_rounding),
        cmocka_unit_test(EX_7_9_half_a_fen_goes_up),
    };
    return cmocka_run_group_tests_name("decimal", tests, NULL, NULL);
}
