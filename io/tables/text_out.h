/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/text_out.h - text in a reused buffer: cells, CSV fields, JSON
 * strings.
 *
 * Room is asked for once a row (ds_text_room); what is put then only moves
 * bytes. A cell of an integer, day or real takes at most DS_CELL_SIZE bytes, a
 * text of n bytes at most 6 n + 2. */
#ifndef DS_TEXT_OUT_H
#define DS_TEXT_OUT_H

#include "base/buffer.h"
#include "base/columns.h"
#include "base/table.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { DS_CELL_SIZE = 48 };

/** Zero it before first use; free with ds_buffer_destroy(&t->buffer). */
typedef struct ds_text {
    ds_buffer buffer;
    size_t n;         /**< bytes in it */
    const char *name; /**< of the file it goes to; NULL: standard output */
} ds_text;

/** Makes room for `bytes` more. */
DS_MUST_USE ds_status ds_text_room(ds_text *t, size_t bytes, ds_error *err);

/** Writes it to the stream when it holds at least `at_least` bytes, and
 * empties it. DS_ERR_IO when the stream fails. */
DS_MUST_USE ds_status ds_text_flush(ds_text *t, size_t at_least, FILE *out,
                                    ds_error *err);

/** Hands the stream's own buffer to the system. DS_ERR_IO when that or
 * anything before it failed; name as in ds_text. */
DS_MUST_USE ds_status ds_text_sync(FILE *out, const char *name, ds_error *err);

static inline void ds_text_char(ds_text *t, char c)
{
    ((char *)t->buffer.data)[t->n++] = c;
}

static inline void ds_text_bytes(ds_text *t, const char *bytes, size_t n)
{
    memcpy((char *)t->buffer.data + t->n, bytes, n);
    t->n += n;
}

/** value / 10^decimals; DS_MISSING: nothing. */
void ds_text_decimal(ds_text *t, int64_t value, int decimals);

/** 2023-01-05 or 2023-01 of DS_CELL_DAY and _MONTH; DS_MISSING: nothing. */
void ds_text_day(ds_text *t, int64_t day);
void ds_text_month(ds_text *t, int64_t month);

/** A value of a claim that is no code and no name: a day, a month, an amount in
 * yuan (in whole fen with `fen`), points, a number; DS_MISSING: nothing. */
void ds_text_value(ds_text *t, ds_kind kind, int64_t value, bool fen);

/** A double with `digits` significant digits, as short as it goes; NaN:
 * nothing. */
void ds_text_real(ds_text *t, double value, int digits);

/** A field of a CSV, quoted where RFC 4180 asks for it. */
void ds_text_csv(ds_text *t, const char *text, size_t n);

/** A JSON string with its quotes; bytes that are no UTF-8 become U+FFFD. */
void ds_text_json(ds_text *t, const char *text, size_t n);

/** A cell of a table as plain text (TEXT: as it is); fen: money in whole
 * fen. */
void ds_text_cell(ds_text *t, const ds_table *table, size_t row, size_t column,
                  bool fen, int real_digits);

/** The name of a column as it is shown: money in yuan loses a final "_fen" (or
 * has "_yuan" there where another column has the short name), so that the unit
 * cannot be mistaken; in fen it keeps its name. */
void ds_column_title(const ds_table *t, size_t column, bool fen, char *text,
                     size_t size);

/** The heading of a column: its name as above, or (zh) its Chinese label, with
 * the unit of its money, where it has one. */
void ds_column_heading(const ds_table *t, size_t column, bool fen, bool zh,
                       char *text, size_t size);

/** A Chinese label as a heading: money says whether it is yuan or fen. */
void ds_zh_heading(const char *zh, bool is_money, bool fen, char *text,
                   size_t size);

#endif
