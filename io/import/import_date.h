/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_date.h - dates as a mapping file describes them.
 *
 * A format is text with %Y (four digits) or %y (two: 00 to 49 are 2000 to
 * 2049, 50 to 99 are 1950 to 1999), %m and %d (two digits), %-m and %-d
 * (one or two), %H %M %S (two digits, checked and dropped; %-H %-M %-S one or
 * two), %%. Everything else stands for itself; nothing may be before, between
 * or behind. The format `excel` is the serial day of a spreadsheet: 44931 is
 * 2023-01-05, a fraction is the time and dropped; before 1900-03-01, where
 * Excel counts a day that never was, is DS_DATE_NONE. */
#ifndef DS_IMPORT_DATE_H
#define DS_IMPORT_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Whether the format is one, with year and month once each, the day once
 * (needs_day) or not at all, and no digits right behind %-m or %-d. */
bool ds_date_format_valid(const char *format, bool needs_day);

typedef enum ds_date_result {
    DS_DATE_OK,
    DS_DATE_MALFORMED, /**< not of that format */
    DS_DATE_NONE       /**< no such day, month or hour, or not 1900..2199 */
} ds_date_result;

/** Reads text[0..n) into days since 2000-01-01. */
ds_date_result ds_date_day(const char *format, const char *text, size_t n,
                           int64_t *day);

/** Reads text[0..n) into months since 2000-01; before that is DS_DATE_NONE. */
ds_date_result ds_date_month(const char *format, const char *text, size_t n,
                             int64_t *month);

#endif
