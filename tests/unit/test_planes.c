/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/money.h"
#include "io/store/planes.h"
#include "tests/test.h"

#include <string.h>

enum { N = 3001 }; /* three runs, the last one short */

static const ds_width widths[] = {
    {1, false},
    {1, true },
    {2, false},
    {2, true },
    {4, false},
    {4, true },
    {8, true }
};

static int64_t least(ds_width w)
{
    return w.is_signed ? INT64_MIN >> (64 - 8 * w.bytes) : 0;
}

static int64_t most(ds_width w)
{
    return w.is_signed ? INT64_MAX >> (64 - 8 * w.bytes)
                       : (INT64_C(1) << 8 * w.bytes) - 1;
}

/* Values over the whole range of a width, its ends among them. */
static void fill(ds_width w, int64_t *values)
{
    const int64_t low = least(w) + w.is_signed;
    uint64_t x = 1;
    for (size_t i = 0; i < N; i++) {
        x = x * 6364136223846793005u + 1442695040888963407u;
        values[i] = (int64_t)(x >> (64 - 8 * w.bytes + w.is_signed));
        if (w.is_signed && i % 3 == 1) values[i] = -values[i];
    }
    values[0] = values[N - 1] = low;
    values[1] = values[1024] = most(w);
}

static void planes_come_back_at_every_width(void **state)
{
    (void)state;
    static int64_t values[N], back[N];
    static uint8_t planes[8 * (N + 5)];
    for (size_t w = 0; w < COUNT(widths); w++) {
        const ds_range all = {least(widths[w]) + widths[w].is_signed,
                              most(widths[w]), true};
        fill(widths[w], values);
        if (widths[w].is_signed) values[77] = values[2500] = DS_MISSING;
        ds_planes_split(values, N, widths[w], planes, N + 5);
        memset(back, 7, sizeof back);
        assert_int_equal(
            ds_planes_join(planes, N + 5, N, widths[w], &all, back), N);
        assert_memory_equal(back, values, sizeof values);
    }
}

static void plain_values_come_back_at_every_width(void **state)
{
    (void)state;
    static int64_t values[N], plain[N], back[N];
    for (size_t w = 0; w < COUNT(widths); w++) {
        const ds_range all = {least(widths[w]) + widths[w].is_signed,
                              most(widths[w]), true};
        fill(widths[w], values);
        if (widths[w].is_signed) values[77] = values[2500] = DS_MISSING;
        ds_plain_split(values, N, widths[w], plain);
        assert_int_equal(ds_plain_join(plain, N, widths[w], &all, back), N);
        assert_memory_equal(back, values, sizeof values);
    }
}

/* By definition: plane k holds byte k of every value. */
static void planes_hold_one_byte_of_every_value(void **state)
{
    (void)state;
    static const int64_t values[] = {0x01020304, -2, DS_MISSING};
    static const uint8_t expected[] = {4, 0xfe, 0, 3, 0xff, 0,
                                       2, 0xff, 0, 1, 0xff, 0x80};
    uint8_t planes[12];
    ds_planes_split(values, 3, (ds_width){4, true}, planes, 3);
    assert_memory_equal(planes, expected, sizeof expected);
}

static int32_t value_at(int64_t i)
{
    return i == 5 ? INT32_MIN : (int32_t)(i * 1000003 % 7919 - 4000);
}

static void plain_values_are_widened_at_any_address(void **state)
{
    (void)state;
    static char bytes[1 + 4 * N];
    static int64_t back[N];
    const ds_range all = {INT32_MIN + 1, INT32_MAX, true};
    for (int64_t i = 0; i < N; i++) {
        const int32_t v = value_at(i);
        memcpy(bytes + 1 + 4 * i, &v, 4);
    }
    assert_int_equal(
        ds_plain_join(bytes + 1, N, (ds_width){4, true}, &all, back), N);
    for (int64_t i = 0; i < N; i++)
        assert_true(back[i] == (i == 5 ? DS_MISSING : value_at(i)));
}

/* Both ways to narrow lanes, at every width: small numbers of each. */
static void values_are_narrowed(void **state)
{
    (void)state;
    static int64_t values[N], plain[N];
    static int32_t back[N];
    static uint8_t planes[8 * (N + 5)];
    for (size_t w = 0; w < COUNT(widths); w++) {
        const bool is_signed = widths[w].is_signed;
        const ds_range some = {is_signed ? -100 : 0, 100, is_signed};
        for (size_t i = 0; i < N; i++)
            values[i] =
                (int64_t)(i * 7919 % 101) - (is_signed && i % 2 ? 100 : 0);
        if (is_signed) values[77] = values[2500] = DS_MISSING;
        ds_planes_split(values, N, widths[w], planes, N + 5);
        ds_plain_split(values, N, widths[w], plain);
        for (int way = 0; way < 2; way++) {
            memset(back, 7, sizeof back);
            const size_t n =
                way ? ds_planes_join_narrow(planes, N + 5, N, widths[w], &some,
                                            back)
                    : ds_plain_join_narrow(plain, N, widths[w], &some, back);
            assert_int_equal(n, N);
            for (size_t i = 0; i < N; i++)
                assert_int_equal(back[i], values[i] == DS_MISSING
                                              ? DS_NARROW_MISSING
                                              : (int32_t)values[i]);
        }
        const ds_range fewer = {some.low, 99, some.missing};
        size_t wrong = 0;
        while (values[wrong] != 100) wrong++;
        assert_int_equal(
            ds_plain_join_narrow(plain, N, widths[w], &fewer, back), wrong);
    }
}

static void the_first_wrong_value_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *when;
        ds_width width;
        ds_range allowed;
        int64_t value;
        bool right;
    } rows[] = {
        {"at the low end",       {4, true},  {-5, 5, false},        -5,         true },
        {"below it",             {4, true},  {-5, 5, false},        -6,         false},
        {"at the high end",      {4, true},  {-5, 5, false},        5,          true },
        {"above it",             {4, true},  {-5, 5, false},        6,          false},
        {"missing, allowed",     {4, true},  {0, 0, true},          DS_MISSING, true },
        {"missing, not allowed", {4, true},  {0, 0, false},         DS_MISSING, false},
        {"the last code",        {2, false}, {0, 9, false},         9,          true },
        {"a code too many",      {2, false}, {0, 9, false},         10,         false},
        {"range above the type",
         {2, true},
         {40000, 50000, false},
         32767,                                                                 false},
        {"range below the type",
         {2, true},
         {-50000, -40000, true},
         -32767,
         false                                                                       },
        {"range wider than it",  {1, true},  {-50000, 50000, true}, 127,        true },
        {"wide, below",          {8, true},  {0, INT64_MAX, false}, -1,         false},
        {"wide, missing",        {8, true},  {0, INT64_MAX, false}, DS_MISSING, false},
        {"nothing allowed",      {4, true},  {1, 0, false},         1,          false},
    };
    for (size_t r = 0; r < COUNT(rows); r++) {
        static int64_t values[N], back[N];
        static uint8_t planes[8 * N];
        const int64_t fine = rows[r].allowed.low;
        for (size_t i = 0; i < N; i++) values[i] = fine;
        values[2000] = rows[r].value;
        ds_planes_split(values, N, rows[r].width, planes, N);
        const size_t n =
            ds_planes_join(planes, N, N, rows[r].width, &rows[r].allowed, back);
        const bool fits = fine >= least(rows[r].width) &&
                          fine <= most(rows[r].width) &&
                          rows[r].allowed.high >= fine;
        const size_t expected = rows[r].right ? N : fits ? 2000 : 0;
        if (n != expected)
            fail_msg("%s: %zu, expected %zu", rows[r].when, n, expected);
    }
}

static void extremes_leave_missing_values_out(void **state)
{
    (void)state;
    static const int64_t values[] = {3, DS_MISSING, -7, INT64_MAX};
    ds_extremes e = DS_NO_EXTREMES;
    ds_extremes_add(&e, values + 1, 1);
    assert_true(e.low > e.high && e.has_missing);
    ds_extremes_add(&e, values, 3);
    assert_true(e.low == -7 && e.high == 3 && e.has_missing);
    e = DS_NO_EXTREMES;
    ds_extremes_add(&e, values + 2, 2);
    assert_true(e.low == -7 && e.high == INT64_MAX && !e.has_missing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(planes_come_back_at_every_width),
        cmocka_unit_test(plain_values_come_back_at_every_width),
        cmocka_unit_test(planes_hold_one_byte_of_every_value),
        cmocka_unit_test(plain_values_are_widened_at_any_address),
        cmocka_unit_test(values_are_narrowed),
        cmocka_unit_test(the_first_wrong_value_is_named),
        cmocka_unit_test(extremes_leave_missing_values_out),
    };
    return cmocka_run_group_tests_name("planes", tests, NULL, NULL);
}
