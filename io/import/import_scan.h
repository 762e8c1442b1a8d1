/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_scan.h - a batch of CSV taken apart, a slice of rows at a
 * time.
 *
 * The same rows and fields as ds_row_next (import_rows.h) finds, but 64 bytes
 * are looked at together, and the fields of many rows are listed before they
 * are converted, column by column. */
#ifndef DS_IMPORT_SCAN_H
#define DS_IMPORT_SCAN_H

#include "io/import/import_rows.h"

/** Rows of a slice: their fields stay in the second cache. */
enum { DS_SCAN_ROWS = 1024 };

/** A field: text[at .. at + n) of the batch. */
typedef struct ds_span {
    uint32_t at, n;
} ds_span;

typedef struct ds_scan {
    const char *text; /**< the batch: c.at at its beginning */
    ds_row_cursor c;
    size_t n_fields; /**< listed of a row; further ones are only counted */
    /* the slice */
    size_t n_rows;
    ds_buffer spans;               /**< ds_span: n_rows x n_fields */
    uint64_t lines[DS_SCAN_ROWS];  /**< on which each row begins */
    uint32_t counts[DS_SCAN_ROWS]; /**< its number of fields */
    bool bad_quotes[DS_SCAN_ROWS]; /**< text behind a closing quote */
    bool is_plain; /**< no byte above 0x7f and no zero byte in the slice */
} ds_scan;

/** Gets ready for rows of n_fields fields. Zero *s before. */
DS_MUST_USE ds_status ds_scan_init(ds_scan *s, size_t n_fields, ds_error *err);

/** Starts text[0..n), n < 2^32, behind which DS_ROWS_PADDING bytes can be
 * read. `line` is that of its first row. */
void ds_scan_start(ds_scan *s, char *text, size_t n, char delimiter,
                   uint64_t line);

/** Lists the next rows; false at the end. Fields that a row lacks are empty.
 * Quoted fields are changed in place. */
bool ds_scan_next(ds_scan *s);

/** The spans of a row of the slice. */
static inline const ds_span *ds_scan_row(const ds_scan *s, size_t row)
{
    return (const ds_span *)s->spans.data + row * s->n_fields;
}

/** Frees it; takes zeroed ones. */
void ds_scan_destroy(ds_scan *s);

#endif
