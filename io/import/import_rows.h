/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_rows.h - CSV (RFC 4180) in batches of whole rows.
 *
 * One thread cuts the input at row ends, any number of threads take the rows
 * of a batch apart. A quoted field begins with a quote as its very first
 * character, may hold delimiters, line ends and doubled quotes; a quote inside
 * an unquoted field is a character like any other. Rows end with LF or CRLF;
 * the last may lack it. Empty lines are no rows; they are counted. */
#ifndef DS_IMPORT_ROWS_H
#define DS_IMPORT_ROWS_H

#include "base/buffer.h"
#include "io/import/import_input.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Bytes of a batch (a constant, so that nothing depends on the number of
 * threads), and of the longest row. */
enum { DS_ROWS_BATCH_BYTES = 1 << 20, DS_ROWS_MAX_BYTES = 16 << 20 };

/** Cuts an input into batches. Zero it, then ds_rows_init. */
typedef struct ds_rows {
    ds_input *input; /**< borrowed */
    char delimiter;
    size_t batch_bytes; /**< DS_ROWS_BATCH_BYTES; smaller in tests */
    ds_buffer carry;    /**< the bytes behind the last row end */
    size_t n_carry;
    uint64_t next_line; /**< line (1, 2, ...) at which the carry begins */
    bool ended;
    bool had_mark; /**< a byte order mark was dropped */
} ds_rows;

/** Starts, and drops a UTF-8 byte order mark. Fails with DS_ERR_FORMAT where
 * the beginning is no CSV: empty, zip, Parquet, HDF5, UTF-16, zero bytes. */
DS_MUST_USE ds_status ds_rows_init(ds_rows *r, ds_input *input, char delimiter,
                                   ds_error *err);

/** So many bytes behind a batch can be read, so that none need be counted where
 * eight or more are looked at together. */
enum { DS_ROWS_PADDING = 64 };

/** A batch of whole rows. */
typedef struct ds_rows_batch {
    ds_buffer buffer;    /**< DS_ROWS_PADDING larger than n */
    size_t n;            /**< bytes; 0: the input has ended */
    uint64_t first_line; /**< line of its first byte */
} ds_rows_batch;

/** The next row (or empty line) into the batch without taking it. */
DS_MUST_USE ds_status ds_rows_peek(ds_rows *r, ds_rows_batch *batch,
                                   ds_error *err);

/** The next batch, with at most max_rows rows (0: as many as fit). DS_ERR_DATA
 * where a row is longer than DS_ROWS_MAX_BYTES or a quote is not closed before
 * the end of the input: how many rows follow is then unknown. */
DS_MUST_USE ds_status ds_rows_next(ds_rows *r, size_t max_rows,
                                   ds_rows_batch *batch, ds_error *err);

/** Frees what it owns, not the input; takes zeroed ones. */
void ds_rows_destroy(ds_rows *r);

/** A field: bytes without the quotes around it, doubled quotes made single. */
typedef struct ds_field {
    const char *text;
    size_t n;
} ds_field;

/** Where a thread stands in a batch. */
typedef struct ds_row_cursor {
    char *at, *end;
    char delimiter;
    uint64_t line;  /**< of `at` */
    uint64_t blank; /**< empty lines passed */
} ds_row_cursor;

typedef struct ds_row {
    ds_field *fields;  /**< borrowed; room for max_fields */
    size_t max_fields; /**< further fields are only counted */
    size_t n_fields;
    uint64_t line;      /**< on which it begins */
    bool has_bad_quote; /**< text behind a closing quote */
    bool is_ascii;      /**< no byte above 0x7f in it */
} ds_row;

/** Takes the field apart that begins with the quote at the cursor, in place,
 * and puts the cursor on the delimiter, line end or end behind it. *is_bad is
 * set where there is text behind the closing quote. */
ds_field ds_row_quoted(ds_row_cursor *c, bool *is_bad);

/** Takes the next row apart (in place); false at the end of the batch. */
bool ds_row_next(ds_row_cursor *c, ds_row *row);

#endif
