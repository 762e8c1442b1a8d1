/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/unit/test_import_date.c - dates by a format. Expected days: Python's
 * datetime. */
#include "tests/test.h"

#include "base/columns.h"
#include "io/import/import_date.h"

#include <string.h>

static void days_are_read_by_their_format_and_nothing_else(void **state)
{
    (void)state;
    static const struct {
        const char *format, *text;
        ds_date_result result;
        int64_t day;
    } rows[] = {
        {"%Y-%m-%d",          "2000-01-01",          DS_DATE_OK,        0     },
        {"%Y-%m-%d",          "1999-12-31",          DS_DATE_OK,        -1    },
        {"%Y-%m-%d",          "2024-02-29",          DS_DATE_OK,        8825  },
        {"%Y-%m-%d",          "2023-02-29",          DS_DATE_NONE,      0     },
        {"%Y-%m-%d",          "2023-13-01",          DS_DATE_NONE,      0     },
        {"%Y-%m-%d",          "2023-00-10",          DS_DATE_NONE,      0     },
        {"%Y-%m-%d",          "2023-04-31",          DS_DATE_NONE,      0     },
        {"%Y-%m-%d",          "1899-12-31",          DS_DATE_NONE,      0     },
        {"%Y-%m-%d",          "2023-1-5",            DS_DATE_MALFORMED, 0     },
        {"%Y-%m-%d",          "2023-01-05 ",         DS_DATE_MALFORMED, 0     },
        {"%Y-%m-%d",          "2023/01/05",          DS_DATE_MALFORMED, 0     },
        {"%Y-%m-%d",          "2023-01",             DS_DATE_MALFORMED, 0     },
        {"%Y-%m-%d",          "23-01-05",            DS_DATE_MALFORMED, 0     },
        {"%Y-%m-%d",          "-023-01-05",          DS_DATE_MALFORMED, 0     },
        {"%Y-%m-%d",          "",                    DS_DATE_MALFORMED, 0     },
        {"%Y%m%d",            "20230105",            DS_DATE_OK,        8405  },
        {"%Y%m%d",            "2023015",             DS_DATE_MALFORMED, 0     },
        {"%Y/%-m/%-d",        "2023/1/5",            DS_DATE_OK,        8405  },
        {"%Y/%-m/%-d",        "2023/01/05",          DS_DATE_OK,        8405  },
        {"%Y/%-m/%-d",        "2023/001/5",          DS_DATE_MALFORMED, 0     },
        {"%Y/%-m/%-d",        "2023//5",             DS_DATE_MALFORMED, 0     },
        {"%d.%m.%Y",          "05.01.2023",          DS_DATE_OK,        8405  },
        {"%Y年%-m月%-d日", "2023年1月5日",     DS_DATE_OK,        8405  },
        {"%Y-%m-%d %H:%M:%S", "2023-01-05 23:59:59", DS_DATE_OK,        8405  },
        {"%Y-%m-%d %H:%M:%S", "2023-01-05 25:00:00", DS_DATE_NONE,      0     },
        {"%Y-%m-%d %H:%M:%S", "2023-01-05 12:60:00", DS_DATE_NONE,      0     },
        {"%Y-%m-%d %H:%M:%S", "2023-01-05",          DS_DATE_MALFORMED, 0     },
        {"%Y/%-m/%-d %-H:%M", "2023/1/5 8:05",       DS_DATE_OK,        8405  },
        {"%Y/%-m/%-d %-H:%M", "2023/1/5 8:5",        DS_DATE_MALFORMED, 0     },
        {"%y-%m-%d",          "23-01-05",            DS_DATE_OK,        8405  },
        {"%-m/%-d/%y",        "1/5/49",              DS_DATE_OK,        17902 },
        {"%-m/%-d/%y",        "1/5/50",              DS_DATE_OK,        -18258},
        {"%y%m%d",            "000101",              DS_DATE_OK,        0     },
        {"%y%m%d",            "991231",              DS_DATE_OK,        -1    },
        {"%y-%m-%d",          "2023-01-05",          DS_DATE_MALFORMED, 0     },
        {"%y-%m-%d",          "3-01-05",             DS_DATE_MALFORMED, 0     },
        {"excel",             "44931",               DS_DATE_OK,        8405  },
        {"excel",             "44931.5",             DS_DATE_OK,        8405  },
        {"excel",             "36526",               DS_DATE_OK,        0     },
        {"excel",             "60",                  DS_DATE_NONE,      0     },
        {"excel",             "61",                  DS_DATE_OK,        -36465},
        {"excel",             "109574",              DS_DATE_OK,        73048 },
        {"excel",             "109575",              DS_DATE_NONE,      0     },
        {"excel",             "20230105",            DS_DATE_MALFORMED, 0     },
        {"excel",             "44931x",              DS_DATE_MALFORMED, 0     },
        {"excel",             "44931.5.5",           DS_DATE_MALFORMED, 0     },
        {"excel",             "-44931",              DS_DATE_MALFORMED, 0     },
        {"excel",             "2023-01-05",          DS_DATE_MALFORMED, 0     },
        {"%Y%%%m%%%d",        "2023%01%05",          DS_DATE_OK,        8405  },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t day = -99999;
        assert_true(ds_date_format_valid(rows[i].format, true));
        const ds_date_result result = ds_date_day(rows[i].format, rows[i].text,
                                                  strlen(rows[i].text), &day);
        if (result != rows[i].result ||
            (result == DS_DATE_OK && day != rows[i].day))
            fail_msg("%s as %s: result %d, day %jd", rows[i].text,
                     rows[i].format, result, (intmax_t)day);
    }
}

static void months_count_from_2000(void **state)
{
    (void)state;
    static const struct {
        const char *format, *text;
        ds_date_result result;
        int64_t month;
    } rows[] = {
        {"%Y-%m", "2000-01", DS_DATE_OK,        0   },
        {"%Y-%m", "1999-12", DS_DATE_NONE,      0   },
        {"%Y-%m", "2020-06", DS_DATE_OK,        245 },
        {"%Y%m",  "202006",  DS_DATE_OK,        245 },
        {"%Y-%m", "2199-12", DS_DATE_OK,        2399},
        {"%Y-%m", "2200-01", DS_DATE_NONE,      0   },
        {"excel", "44931",   DS_DATE_OK,        276 },
        {"excel", "36525",   DS_DATE_NONE,      0   },
        {"%Y-%m", "2020-6",  DS_DATE_MALFORMED, 0   },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t month = -1;
        assert_true(ds_date_format_valid(rows[i].format, false));
        const ds_date_result result = ds_date_month(
            rows[i].format, rows[i].text, strlen(rows[i].text), &month);
        if (result != rows[i].result ||
            (result == DS_DATE_OK && month != rows[i].month))
            fail_msg("%s: result %d, month %jd", rows[i].text, result,
                     (intmax_t)month);
    }
}

static void formats_without_a_day_or_with_two_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",           "%Y-%m",     "%Y-%m-%d%d",
                                      "%y%Y-%m-%d", "%-y-%m-%d", "%Y-%m-%d%",
                                      "%-Y%m%d",    "%Y-%m-%e",  "%F",
                                      "Y-m-d",      "%Y%-m%d"};
    for (size_t i = 0; i < COUNT(bad); i++)
        if (ds_date_format_valid(bad[i], true)) fail_msg("'%s'", bad[i]);
    assert_false(ds_date_format_valid("%Y-%m-%d", false));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_are_read_by_their_format_and_nothing_else),
        cmocka_unit_test(months_count_from_2000),
        cmocka_unit_test(formats_without_a_day_or_with_two_are_refused),
    };
    return cmocka_run_group_tests_name("import_date", tests, NULL, NULL);
}
