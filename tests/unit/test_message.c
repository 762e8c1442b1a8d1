/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/message.h"
#include "base/status.h"
#include "tests/test.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* The letters of the conversions in order, with their lengths: "%.40s %llu" is
 * "sllu". */
static void conversions(const char *format, char *text)
{
    while (*format) {
        if (*format++ != '%') continue;
        if (*format == '%') {
            format++;
            continue;
        }
        char *start = text;
        while (*format && strchr("-+#0123456789.", *format)) format++;
        while (*format && strchr("*hlzjt", *format)) *text++ = *format++;
        if (*format && strchr("diuxcsfge", *format))
            *text++ = *format++;
        else
            text = start; /* a percent sign of a text that is no format */
    }
    *text = '\0';
}

static void both_languages_take_the_same_arguments(void **state)
{
    (void)state;
    const char *english, *chinese;
    for (size_t i = 0; ds_message_row(i, &english, &chinese); i++) {
        char a[256], b[256];
        conversions(english, a);
        conversions(chinese, b);
        if (strcmp(a, b) != 0)
            fail_msg("'%s' takes %s, '%s' takes %s", english, a, chinese, b);
    }
}

static void a_text_stands_in_the_list_once(void **state)
{
    (void)state;
    const char *one, *other, *chinese;
    for (size_t i = 0; ds_message_row(i, &one, &chinese); i++)
        for (size_t k = 0; k < i && ds_message_row(k, &other, &chinese); k++)
            if (strcmp(one, other) == 0) fail_msg("twice: '%s'", one);
}

DS_PRINTF(3, 4)
static void format(char *text, size_t size, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    ds_message_format(text, size, fmt, args);
    va_end(args);
}

static void formats_as_printf_does(void **state)
{
    (void)state;
    char text[256], expected[256];
    const struct {
        int i;
        unsigned u;
        long long ll;
        size_t z;
    } v = {-7, 9, INT64_MIN + 1, 1234567};
#define ROW(...)                                                               \
    do {                                                                       \
        format(text, sizeof text, __VA_ARGS__);                                \
        snprintf(expected, sizeof expected, __VA_ARGS__);                      \
        assert_string_equal(text, expected);                                   \
    } while (0)
    ROW("plain, 100 %%");
    ROW("[%d|%5d|%-5d|%05d|%x|%c]", v.i, v.i, v.i, v.i, v.u, 'z');
    ROW("[%lld|%zu|%ld|%jd]", v.ll, v.z, -5L, (intmax_t)v.ll);
    ROW("[%s|%.2s|%.*s|%10s|%-10s|%*s]", "abc", "abc", 1, "abc", "abc", "abc",
        6, "abc");
    ROW("[%.3f|%8.2f|%.9g]", 2.0 / 3, -1.5, 1e-20);
    ROW("%s", "");
#undef ROW
}

static void puts_format_and_arguments_into_chinese(void **state)
{
    (void)state;
    char text[128];
    format(text, sizeof text, "cannot open %s: %s", "a.h5",
           "Permission denied");
    assert_string_equal(text, "无法打开 a.h5：没有权限");
    format(text, sizeof text, "no such words: %s", "a.h5");
    assert_string_equal(text, "no such words: a.h5");
}

static void cuts_at_the_end_of_a_character(void **state)
{
    (void)state;
    char text[16];
    for (size_t size = 1; size <= 8; size++) {
        format(text, size, "%s", "医院12");
        const size_t whole = size > 6 ? size - 1 : (size - 1) / 3 * 3;
        assert_int_equal(strlen(text), whole);
    }
}

static void an_error_says_it_in_both_languages(void **state)
{
    (void)state;
    ds_error err = {0};
    const ds_status st = ds_hint(
        &err,
        ds_fail(&err, DS_ERR_CONFIG, "%s: %s", "a.yaml", "no budget is given"),
        "keep one of the two");
    assert_int_equal(st, DS_ERR_CONFIG);
    assert_string_equal(err.text, "a.yaml: no budget is given");
    assert_string_equal(err.zh, "a.yaml：没有给出预算");
    assert_string_equal(err.hint_zh, "请只保留其一");
    ds_fail(&err, DS_ERR_IO, "new");
    assert_string_equal(err.hint_zh, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_languages_take_the_same_arguments),
        cmocka_unit_test(a_text_stands_in_the_list_once),
        cmocka_unit_test(formats_as_printf_does),
        cmocka_unit_test(puts_format_and_arguments_into_chinese),
        cmocka_unit_test(cuts_at_the_end_of_a_character),
        cmocka_unit_test(an_error_says_it_in_both_languages),
    };
    return cmocka_run_group_tests_name("message", tests, NULL, NULL);
}
