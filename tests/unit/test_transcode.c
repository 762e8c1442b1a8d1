/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/unit/test_transcode.c - GB18030 into UTF-8. Expected bytes: Python's
 * codecs. */
#include "tests/test.h"

#include "io/transcode.h"

#include <string.h>

static void gb18030_becomes_utf8_and_bad_bytes_become_ff(void **state)
{
    (void)state;
    static const struct {
        const char *when, *gb, *utf8;
    } rows[] = {
        {"ASCII",                      "a,\"b\"\n",                 "a,\"b\"\n"  },
        {"two bytes",                  "\xd2\xbd\xd4\xba,\xb7\xd1", "医院,费" },
        {"GBK",                        "\xe9\x46",                  "镕"        }, /* not in GB2312 */
        {"four bytes",                 "\x95\x32\x82\x36",          "𠀀"       },
        {"a byte above 0x7f alone",    "\x80,a",                    "\xff,a"     },
        {"a lead byte before a comma", "\xd2,a",                    "\xff,a"     },
        {"a lead byte before a quote", "\xd2\"a",                   "\xff\"a"    },
        {"half of four bytes",         "\x81\x30,a",
         "\xff"
         "0,a"                                                                   },
        {"a lead byte at the end",     "a\xd2",                     "a\xff"      },
        {"bad, then good",             "\xff\xd2\xbd\xff",          "\xff医\xff"},
        {"nothing",                    "",                          ""           },
    };
    ds_transcoder t = {0};
    ds_error err = {0};
    assert_ok(ds_transcoder_init(&t, DS_ENCODING_GB18030, &err), &err);
    for (size_t i = 0; i < COUNT(rows); i++) {
        char in[64], *out = NULL;
        size_t n = 0;
        strcpy(in, rows[i].gb);
        assert_ok(ds_transcode(&t, in, strlen(in), &out, &n, &err), &err);
        if (n != strlen(rows[i].utf8) || memcmp(out, rows[i].utf8, n) != 0)
            fail_msg("%s: %.*s", rows[i].when, (int)n, out);
    }
    ds_transcoder_destroy(&t);
}

static void utf8_is_handed_through_untouched(void **state)
{
    (void)state;
    ds_transcoder t = {0};
    ds_error err = {0};
    char in[] = "\xff医\xd2", *out = NULL;
    size_t n = 0;
    assert_ok(ds_transcoder_init(&t, DS_ENCODING_UTF8, &err), &err);
    assert_ok(ds_transcode(&t, in, 5, &out, &n, &err), &err);
    assert_ptr_equal(out, in);
    assert_int_equal(n, 5);
    ds_transcoder_destroy(&t);
}

static void encodings_have_names(void **state)
{
    (void)state;
    assert_int_equal(ds_encoding_find("UTF-8"), DS_ENCODING_UTF8);
    assert_int_equal(ds_encoding_find("GBK"), DS_ENCODING_GB18030);
    assert_int_equal(ds_encoding_find("latin1"), -1);
    assert_int_equal(ds_encoding_find(""), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gb18030_becomes_utf8_and_bad_bytes_become_ff),
        cmocka_unit_test(utf8_is_handed_through_untouched),
        cmocka_unit_test(encodings_have_names),
    };
    return cmocka_run_group_tests_name("transcode", tests, NULL, NULL);
}
