/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/unit/test_import_clean.c - the tolerant reading of fields. */
#include "tests/test.h"

#include "io/import/import_clean.h"

#include <string.h>

static ds_field field(const char *text)
{
    return (ds_field){text, strlen(text)};
}

static void expect(const char *when, ds_field got, const char *expected)
{
    if (got.n != strlen(expected) || memcmp(got.text, expected, got.n) != 0)
        fail_msg("%s: '%.*s', expected '%s'", when, (int)got.n, got.text,
                 expected);
}

static void texts_lose_blanks_and_the_apostrophe_and_become_narrow(void **state)
{
    (void)state;
    static const struct {
        const char *text, *clean;
    } rows[] = {
        {"",                                     ""                                 },
        {"a",                                    "a"                                },
        {" \t　a b　\xc2\xa0 ",                "a b"                              },
        {"　",                                  ""                                 },
        {"\xef\xbb\xbf"
         "a",                           "a"                                },
        {"a\r\n",                                "a"                                },
        {"'00123",                               "00123"                            },
        {" ' 00123 ",                            "00123"                            },
        {"'",                                    "'"                                },
        {"''1",                                  "'1"                               },
        {"０１２３４５６７８９",       "0123456789"                       },
        {"ＡＢｚ－１．５＋Ｘ／＊：", "ABz-1.5+X/*:"                     },
        {"市一医院（东区），二部",    "市一医院（东区），二部"},
        {"=\"0001\"",                            "0001"                             },
        {" =\" '０1 \" ",                       "01"                               },
        {"=\"\"",                                ""                                 },
        {"=\"",                                  "=\""                              },
        {"=\"1",                                 "=\"1"                             },
        {"=0001",                                "=0001"                            },
        {"医院Ｂ座",                         "医院B座"                       },
        {"￥１２",                            "￥12"                            },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char room[64];
        expect(rows[i].text,
               ds_clean_text(field(rows[i].text), room, sizeof room),
               rows[i].clean);
    }
}

static void a_text_longer_than_the_room_is_only_trimmed(void **state)
{
    (void)state;
    char room[8];
    expect("short", ds_clean_text(field(" １２"), room, sizeof room), "12");
    expect("long", ds_clean_text(field(" １２３"), room, sizeof room),
           "１２３");
}

static void numbers_lose_units_and_separators_that_stand_right(void **state)
{
    (void)state;
    static const struct {
        const char *text, *clean;
    } rows[] = {
        {"12.50",        "12.50"     },
        {"1,234.50",     "1234.50"   },
        {"1,234,567",    "1234567"   },
        {"12,345,678.9", "12345678.9"},
        {"1，234.50",   "1234.50"   },
        {"-1,234.50",    "-1234.50"  },
        {"¥1,234.50",   "1234.50"   },
        {"￥ 12",       "12"        },
        {"-¥12",        "-12"       },
        {"¥-12",        "-12"       },
        {"12元",        "12"        },
        {"12 元",       "12"        },
        {"RMB12",        "12"        },
        {"(1,000.50)",   "-1000.50"  },
        {"(¥12)",       "-12"       },
        {"()",           "()"        },
        {"(-5)",         "(-5)"      },
        {"+5",           "+5"        },
        {"1,23",         "1,23"      },
        {"1,2345",       "1,2345"    },
        {"1234,567",     "1234,567"  },
        {",123",         ",123"      },
        {"1,,234",       "1,,234"    },
        {"1,234,",       "1,234,"    },
        {"1.234,567",    "1.234,567" },
        {"--5",          "--5"       },
        {"-",            "-"         },
        {"元",          "元"       },
        {"1.2万元",    "1.2万"    },
        {"1e5",          "1e5"       },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char room[64];
        expect(rows[i].text,
               ds_clean_number(field(rows[i].text), room, sizeof room),
               rows[i].clean);
        /* in place, as after ds_clean_text */
        strcpy(room, rows[i].text);
        expect(rows[i].text, ds_clean_number(field(room), room, sizeof room),
               rows[i].clean);
    }
}

static void an_identifier_in_scientific_notation_is_ruined(void **state)
{
    (void)state;
    static const char *const ruined[] = {"1.20E+17", "1E+17", "9.99999e+99"};
    static const char *const fine[] = {
        "",        "E+17",     "12E+17",   "1.E+17",   "1.20E17",
        "1.20E+1", "A.20E+17", "1.2xE+17", "1.20E+1x", "1.20E-17"};
    for (size_t i = 0; i < COUNT(ruined); i++)
        if (!ds_is_ruined(field(ruined[i]))) fail_msg("%s", ruined[i]);
    for (size_t i = 0; i < COUNT(fine); i++)
        if (ds_is_ruined(field(fine[i]))) fail_msg("%s", fine[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            texts_lose_blanks_and_the_apostrophe_and_become_narrow),
        cmocka_unit_test(a_text_longer_than_the_room_is_only_trimmed),
        cmocka_unit_test(numbers_lose_units_and_separators_that_stand_right),
        cmocka_unit_test(an_identifier_in_scientific_notation_is_ruined),
    };
    return cmocka_run_group_tests_name("import_clean", tests, NULL, NULL);
}
