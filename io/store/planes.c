/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/store/planes.c - see planes.h for the contract.
 *
 * Joining goes through a small array of the stored type, so that checking works
 * on as many values at once as the type allows, and only the last loop is 8
 * bytes wide. */
#include "io/store/planes.h"

#include "base/money.h"

#include <string.h>

/* Values joined at a time: the array stays in the first cache. */
enum { RUN = 1024 };

void ds_extremes_add(ds_extremes *e, const int64_t *values, size_t n)
{
    int64_t low = e->low, high = e->high;
    bool has_missing = e->has_missing;
    for (size_t i = 0; i < n; i++) {
        const int64_t v = values[i];
        const bool is_missing = v == DS_MISSING;
        has_missing |= is_missing;
        low = v < low && !is_missing ? v : low;
        high = v > high ? v : high; /* DS_MISSING is below everything */
    }
    *e = (ds_extremes){low, high, has_missing};
}

void ds_planes_split(const int64_t *values, size_t n, ds_width width,
                     uint8_t *planes, size_t stride)
{
    const unsigned top = width.bytes - 1u;
    for (unsigned k = 0; k < top; k++) {
        uint8_t *plane = planes + k * stride;
        for (size_t i = 0; i < n; i++)
            plane[i] = (uint8_t)((uint64_t)values[i] >> 8 * k);
    }
    /* DS_MISSING ends in zero bytes: only the top one must become 0x80. */
    uint8_t *plane = planes + top * stride;
    for (size_t i = 0; i < n; i++) {
        const uint8_t byte = (uint8_t)((uint64_t)values[i] >> 8 * top);
        plane[i] = values[i] == DS_MISSING ? 0x80 : byte;
    }
}

#define PLAIN_SPLIT(type, minimum, name)                                       \
    static void name(const int64_t *values, size_t n, type *plain)             \
    {                                                                          \
        for (size_t i = 0; i < n; i++)                                         \
            plain[i] = values[i] == DS_MISSING ? (minimum) : (type)values[i];  \
    }

PLAIN_SPLIT(int8_t, INT8_MIN, plain_1)
PLAIN_SPLIT(int16_t, INT16_MIN, plain_2)
PLAIN_SPLIT(int32_t, INT32_MIN, plain_4)

void ds_plain_split(const int64_t *values, size_t n, ds_width width,
                    void *plain)
{
    switch (width.bytes) {
    case 1:
        plain_1(values, n, plain);
        break;
    case 2:
        plain_2(values, n, plain);
        break;
    case 4:
        plain_4(values, n, plain);
        break;
    default:
        memcpy(plain, values, n * sizeof *values);
        break;
    }
}

static int64_t clamp(int64_t v, int64_t low, int64_t high)
{
    return v < low ? low : v > high ? high : v;
}

/* Whether any value of a type can be allowed. */
static bool is_possible(const ds_range *allowed, int64_t least, int64_t most)
{
    return allowed->low <= allowed->high && allowed->low <= most &&
           allowed->high >= least;
}

/* One function per stored type and type of lane: checks a run while it is
 * copied, and returns how many values are right. The first loop is all that
 * most runs need: a missing value fails it, being below everything, and goes
 * the careful way. */
#define WIDEN(type, minimum, maximum, lane, absent, name)                      \
    static size_t name##_careful(const uint8_t *bytes, size_t n,               \
                                 const ds_range *allowed, lane *values)        \
    {                                                                          \
        for (size_t i = 0; i < n; i++) {                                       \
            type x;                                                            \
            memcpy(&x, bytes + i * sizeof x, sizeof x);                        \
            const bool is_missing = (minimum) < 0 && x == (minimum);           \
            const int64_t v = (int64_t)x;                                      \
            if (is_missing ? !allowed->missing                                 \
                           : v < allowed->low || v > allowed->high)            \
                return i;                                                      \
            values[i] = is_missing ? (absent) : (lane)v;                       \
        }                                                                      \
        return n;                                                              \
    }                                                                          \
    static size_t name(const uint8_t *bytes, size_t n,                         \
                       const ds_range *allowed, lane *values)                  \
    {                                                                          \
        const int64_t least = (int64_t)(minimum) + ((minimum) < 0);            \
        const int64_t low_64 = clamp(allowed->low, least, maximum);            \
        const type low = (type)low_64;                                         \
        const type high = (type)clamp(allowed->high, low_64, maximum);         \
        type wrong = 0;                                                        \
        for (size_t i = 0; i < n; i++) {                                       \
            type x;                                                            \
            memcpy(&x, bytes + i * sizeof x, sizeof x);                        \
            wrong |= (type)((x < low) | (x > high));                           \
            values[i] = (lane)x;                                               \
        }                                                                      \
        if (wrong || !is_possible(allowed, least, maximum))                    \
            return name##_careful(bytes, n, allowed, values);                  \
        return n;                                                              \
    }

/* All stored types to one type of lane; `bytes` holds n values of the width. */
#define WIDEN_ALL(lane, absent, name)                                          \
    WIDEN(int8_t, INT8_MIN, INT8_MAX, lane, absent, name##_i8)                 \
    WIDEN(int16_t, INT16_MIN, INT16_MAX, lane, absent, name##_i16)             \
    WIDEN(int32_t, INT32_MIN, INT32_MAX, lane, absent, name##_i32)             \
    WIDEN(int64_t, INT64_MIN, INT64_MAX, lane, absent, name##_i64)             \
    WIDEN(uint8_t, 0, UINT8_MAX, lane, absent, name##_u8)                      \
    WIDEN(uint16_t, 0, UINT16_MAX, lane, absent, name##_u16)                   \
    WIDEN(uint32_t, 0, UINT32_MAX, lane, absent, name##_u32)                   \
    static size_t name(const void *bytes, size_t n, ds_width width,            \
                       const ds_range *allowed, lane *values)                  \
    {                                                                          \
        switch (width.bytes * 2 + width.is_signed) {                           \
        case 2:                                                                \
            return name##_u8(bytes, n, allowed, values);                       \
        case 3:                                                                \
            return name##_i8(bytes, n, allowed, values);                       \
        case 4:                                                                \
            return name##_u16(bytes, n, allowed, values);                      \
        case 5:                                                                \
            return name##_i16(bytes, n, allowed, values);                      \
        case 8:                                                                \
            return name##_u32(bytes, n, allowed, values);                      \
        case 9:                                                                \
            return name##_i32(bytes, n, allowed, values);                      \
        default:                                                               \
            return name##_i64(bytes, n, allowed, values);                      \
        }                                                                      \
    }

WIDEN_ALL(int64_t, DS_MISSING, widen)
WIDEN_ALL(int32_t, DS_NARROW_MISSING, narrow)

static void join_2(const uint8_t *p, size_t stride, size_t n, uint16_t *run)
{
    const uint8_t *a = p, *b = p + stride;
    for (size_t i = 0; i < n; i++)
        run[i] = (uint16_t)(a[i] | (unsigned)b[i] << 8);
}

static void join_4(const uint8_t *p, size_t stride, size_t n, uint32_t *run)
{
    uint16_t low[RUN], high[RUN];
    join_2(p, stride, n, low);
    join_2(p + 2 * stride, stride, n, high);
    for (size_t i = 0; i < n; i++) run[i] = low[i] | (uint32_t)high[i] << 16;
}

static void join_8(const uint8_t *p, size_t stride, size_t n, uint64_t *run)
{
    uint32_t low[RUN], high[RUN];
    join_4(p, stride, n, low);
    join_4(p + 4 * stride, stride, n, high);
    for (size_t i = 0; i < n; i++) run[i] = low[i] | (uint64_t)high[i] << 32;
}

/* n <= RUN values in their usual order. */
static void join(const uint8_t *p, size_t stride, size_t n, ds_width width,
                 uint64_t *run)
{
    switch (width.bytes) {
    case 1:
        memcpy(run, p, n);
        break;
    case 2:
        join_2(p, stride, n, (uint16_t *)run);
        break;
    case 4:
        join_4(p, stride, n, (uint32_t *)run);
        break;
    default:
        join_8(p, stride, n, run);
        break;
    }
}

#define PLANES_JOIN(lane, widen_run, name)                                     \
    size_t name(const uint8_t *planes, size_t stride, size_t n,                \
                ds_width width, const ds_range *allowed, lane *values)         \
    {                                                                          \
        uint64_t run[RUN];                                                     \
        for (size_t first = 0; first < n; first += RUN) {                      \
            const size_t m = n - first < RUN ? n - first : RUN;                \
            join(planes + first, stride, m, width, run);                       \
            const size_t right =                                               \
                widen_run(run, m, width, allowed, values + first);             \
            if (right < m) return first + right;                               \
        }                                                                      \
        return n;                                                              \
    }

PLANES_JOIN(int64_t, widen, ds_planes_join)
PLANES_JOIN(int32_t, narrow, ds_planes_join_narrow)

size_t ds_plain_join(const void *plain, size_t n, ds_width width,
                     const ds_range *allowed, int64_t *values)
{
    return widen(plain, n, width, allowed, values);
}

size_t ds_plain_join_narrow(const void *plain, size_t n, ds_width width,
                            const ds_range *allowed, int32_t *values)
{
    return narrow(plain, n, width, allowed, values);
}
