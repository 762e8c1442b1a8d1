/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/guess/guess_sample.h - the rows of a file of which nothing is known:
 * encoding, delimiter, header, and the lines before and behind the data are
 * found out. */
#ifndef DS_GUESS_SAMPLE_H
#define DS_GUESS_SAMPLE_H

#include "io/mapping/synonyms.h"
#include "io/transcode.h"

/** Bytes from the beginning, and from the end of a longer file, that are
 * looked at; a file longer than DS_SAMPLE_MAX_BYTES is not read to its end. */
enum {
    DS_SAMPLE_HEAD_BYTES = 4 << 20,
    DS_SAMPLE_TAIL_BYTES = 64 << 10,
    DS_SAMPLE_MAX_BYTES = 256 << 20
};

/** What rows begin with, or (totals) hold, that are no claims; bits of
 * ds_sample.footers count in this list. */
extern const char *const ds_footers[];
extern const size_t ds_n_footers;
/** The first of them stand for sums, in any field. */
extern const size_t ds_n_totals;

typedef struct ds_sample_row {
    size_t first; /**< of its fields */
    size_t n_fields;
    bool is_data; /**< a claim with as many fields as the header */
} ds_sample_row;

/** Zero it before; destroy it also after a failure. */
typedef struct ds_sample {
    ds_buffer bytes, text, fields, rows; /**< fields: ds_field, in `text` */
    size_t n_bytes, n_text, n_all_fields, n_rows, n_data, n_footers;
    ds_encoding encoding;
    bool is_ascii, had_mark;
    bool is_cut;  /**< the middle, or all behind the beginning, is not in it */
    bool has_end; /**< the end of the file is in it */
    size_t n_bad; /**< characters that are none in the encoding */
    char delimiter;
    int header;      /**< row of the names, 1, 2, ...; 0: none */
    size_t n_fields; /**< of the header */
    uint64_t footers;
} ds_sample;

/** Reads `path` and finds all that out. Errors as of ds_rows_init; DS_ERR_DATA
 * where there is no row. */
DS_MUST_USE ds_status ds_sample_read(ds_sample *s, const char *path,
                                     const ds_synonyms *names, ds_error *err);

/** A field of a row, which has it. */
ds_field ds_sample_field(const ds_sample *s, size_t row, size_t field);

/** How many fields of a row, of any width, there are to look at. */
size_t ds_sample_n_fields(const ds_sample *s, size_t row);

/** The rows. */
const ds_sample_row *ds_sample_rows(const ds_sample *s);

/** The name of a field in the header, blanks at its ends dropped as the import
 * does; without a header empty. */
ds_field ds_sample_name(const ds_sample *s, size_t field);

/** Frees it; takes zeroed ones. */
void ds_sample_destroy(ds_sample *s);

#endif
