/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_date.c - see import_date.h for the contract. */
#include "io/import/import_date.h"

#include "base/columns.h"

#include <string.h>

typedef struct parts {
    int year, month, day, hour, minute, second;
} parts;

/* One piece of a format. */
typedef struct piece {
    char letter; /* Y y m d H M S, or 0: `literal` */
    char literal;
    bool may_be_short;
} piece;

/* The next piece; false where the format has an unknown one. */
static bool next_piece(const char **format, piece *p)
{
    *p = (piece){.literal = *(*format)++};
    if (p->literal != '%') return true;
    if (**format == '%') {
        (*format)++;
        return true;
    }
    if (**format == '-') {
        p->may_be_short = true;
        (*format)++;
    }
    const char *known = p->may_be_short ? "mdHMS" : "YymdHMS";
    if (**format == '\0' || !strchr(known, **format)) return false;
    p->letter = *(*format)++;
    return true;
}

static bool is_serial(const char *format)
{
    return strcmp(format, "excel") == 0;
}

bool ds_date_format_valid(const char *format, bool needs_day)
{
    if (is_serial(format)) return true;
    int years = 0, months = 0, days = 0;
    piece p = {0};
    while (*format) {
        const bool was_short = p.may_be_short;
        if (!next_piece(&format, &p)) return false;
        if (was_short && p.letter) return false; /* "111": 1-11 or 11-1? */
        years += p.letter == 'Y' || p.letter == 'y';
        months += p.letter == 'm';
        days += p.letter == 'd';
    }
    return years == 1 && months == 1 && days == (needs_day ? 1 : 0);
}

static int *part_of(parts *p, char letter)
{
    switch (letter) {
    case 'Y':
    case 'y':
        return &p->year;
    case 'm':
        return &p->month;
    case 'd':
        return &p->day;
    case 'H':
        return &p->hour;
    case 'M':
        return &p->minute;
    default:
        return &p->second;
    }
}

/* Takes the digits of a piece; returns how many, 0 where they are missing. */
static size_t take_digits(const piece *p, const char *text, size_t n,
                          int *value)
{
    const size_t most = p->letter == 'Y' ? 4 : 2;
    size_t i = 0;
    for (*value = 0; i < most && i < n; i++) {
        if (text[i] < '0' || text[i] > '9') break;
        *value = 10 * *value + (text[i] - '0');
    }
    return i == most || (p->may_be_short && i > 0) ? i : 0;
}

static bool take_parts(const char *format, const char *text, size_t n,
                       parts *out)
{
    while (*format) {
        piece p;
        if (!next_piece(&format, &p)) return false;
        size_t used = 0;
        if (p.letter)
            used = take_digits(&p, text, n, part_of(out, p.letter));
        else
            used = n > 0 && *text == p.literal;
        if (used == 0) return false;
        if (p.letter == 'y') out->year += out->year < 50 ? 2000 : 1900;
        text += used;
        n -= used;
    }
    return n == 0;
}

/* Days since 1899-12-30, with a fraction or without. */
static ds_date_result read_serial(const char *text, size_t n, parts *p,
                                  int64_t *day)
{
    enum { AT_2000 = 36526, FIRST = 61, LAST = AT_2000 + 73048 };
    size_t i = 0;
    int64_t serial = 0;
    for (; i < n && i < 7 && text[i] >= '0' && text[i] <= '9'; i++)
        serial = 10 * serial + (text[i] - '0');
    if (i == 0 || (i < n && text[i] != '.')) return DS_DATE_MALFORMED;
    for (size_t k = i + 1; k < n; k++)
        if (text[k] < '0' || text[k] > '9') return DS_DATE_MALFORMED;
    if (serial < FIRST || serial > LAST) return DS_DATE_NONE;
    *day = serial - AT_2000;
    ds_day_split(*day, &p->year, &p->month, &p->day);
    return DS_DATE_OK;
}

static ds_date_result read_day(const char *format, const char *text, size_t n,
                               parts *p, int64_t *day)
{
    *p = (parts){.day = 1};
    if (is_serial(format)) return read_serial(text, n, p, day);
    if (!take_parts(format, text, n, p)) return DS_DATE_MALFORMED;
    if (p->hour > 24 || p->minute > 59 || p->second > 60) return DS_DATE_NONE;
    return ds_day_of(p->year, p->month, p->day, day) ? DS_DATE_OK
                                                     : DS_DATE_NONE;
}

ds_date_result ds_date_day(const char *format, const char *text, size_t n,
                           int64_t *day)
{
    parts p;
    return read_day(format, text, n, &p, day);
}

ds_date_result ds_date_month(const char *format, const char *text, size_t n,
                             int64_t *month)
{
    parts p;
    int64_t day;
    const ds_date_result result = read_day(format, text, n, &p, &day);
    if (result != DS_DATE_OK) return result;
    const int64_t m = 12 * (int64_t)(p.year - DS_EPOCH_YEAR) + p.month - 1;
    if (m < 0 || m > DS_MAX_MONTH) return DS_DATE_NONE;
    *month = m;
    return DS_DATE_OK;
}
