/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/utf8.c - see utf8.h for the contract. */
#include "io/utf8.h"

#include "base/status.h"

#include <string.h>

static bool is_more(const char *text, size_t i, size_t n)
{
    return i < n && ((unsigned char)text[i] & 0xC0) == 0x80;
}

size_t ds_utf8_next(const char *text, size_t n, uint32_t *c)
{
    static const uint32_t lowest[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char first = (unsigned char)text[0];
    const size_t length = first < 0x80   ? 1
                          : first < 0xC0 ? 0
                          : first < 0xE0 ? 2
                          : first < 0xF0 ? 3
                          : first < 0xF8 ? 4
                                         : 0;
    *c = first;
    if (length == 1) return 1;
    *c = first & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        if (!is_more(text, i, n)) break;
        *c = *c << 6 | ((unsigned char)text[i] & 0x3Fu);
        if (i + 1 < length) continue;
        if (*c >= lowest[length] && *c <= 0x10FFFF &&
            (*c < 0xD800 || *c > 0xDFFF))
            return length;
    }
    *c = DS_UTF8_BAD;
    return 1;
}

void ds_utf8_clean(char *text, size_t n)
{
    uint32_t c;
    for (size_t i = 0, length; i < n; i += length) {
        length = ds_utf8_next(text + i, n - i, &c);
        const bool is_bad = c == DS_UTF8_BAD && length == 1;
        if (is_bad || c == 0xFFFE || c == 0xFFFF) memset(text + i, '?', length);
    }
}

bool ds_utf8_valid(const char *text, size_t n)
{
    uint32_t c;
    for (size_t i = 0, length; i < n; i += length) {
        length = ds_utf8_next(text + i, n - i, &c);
        if (c == DS_UTF8_BAD && length == 1) return false;
    }
    return true;
}

typedef struct range {
    uint32_t first, last;
} range;

/* The blocks that Chinese text and its neighbours need, sorted. */
static const range wide[] = {
    {0x1100,  0x115F },
    {0x231A,  0x231B },
    {0x2E80,  0x303E },
    {0x3041,  0x33FF },
    {0x3400,  0x4DBF },
    {0x4E00,  0x9FFF },
    {0xA000,  0xA4CF },
    {0xA960,  0xA97F },
    {0xAC00,  0xD7A3 },
    {0xF900,  0xFAFF },
    {0xFE10,  0xFE19 },
    {0xFE30,  0xFE6F },
    {0xFF00,  0xFF60 },
    {0xFFE0,  0xFFE6 },
    {0x1F300, 0x1F64F},
    {0x1F900, 0x1F9FF},
    {0x20000, 0x3FFFD}
};
static const range zero[] = {
    {0x0300, 0x036F},
    {0x1AB0, 0x1AFF},
    {0x1DC0, 0x1DFF},
    {0x200B, 0x200F},
    {0x20D0, 0x20FF},
    {0x302A, 0x302D},
    {0x3099, 0x309A},
    {0xFE00, 0xFE0F},
    {0xFE20, 0xFE2F},
    {0xFEFF, 0xFEFF}
};

static bool is_in(const range *ranges, size_t n, uint32_t c)
{
    for (size_t i = 0; i < n && ranges[i].first <= c; i++)
        if (c <= ranges[i].last) return true;
    return false;
}

int ds_utf8_width(uint32_t c)
{
    if (c < 0x300) return 1;
    if (is_in(zero, DS_COUNT(zero), c)) return 0;
    return is_in(wide, DS_COUNT(wide), c) ? 2 : 1;
}

size_t ds_utf8_columns(const char *text, size_t n)
{
    size_t columns = 0;
    uint32_t c;
    for (size_t i = 0; i < n;) {
        i += ds_utf8_next(text + i, n - i, &c);
        columns += (size_t)ds_utf8_width(c);
    }
    return columns;
}
