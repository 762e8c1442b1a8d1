/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/store/store_stream.h - tables and dictionaries of a claims file piece by
 * piece: a roster of millions of persons does not have to fit memory. */
#ifndef DS_STORE_STREAM_H
#define DS_STORE_STREAM_H

#include "io/store/store.h"

enum { DS_STREAM_COLUMNS = 8 };

/** Rows of some columns. A column of texts has `texts`: n strings of `size`
 * bytes each, padded with zeros; others have `numbers` (REAL: double bits). */
typedef struct ds_piece {
    uint64_t first; /**< of the rows */
    size_t n;
    struct {
        const int64_t *numbers;
        const char *texts;
        size_t size;
    } column[DS_STREAM_COLUMNS];
} ds_piece;

/** Takes a piece; called in the order of the rows, not in parallel. */
typedef ds_status (*ds_piece_fn)(void *ctx, const ds_piece *piece,
                                 ds_error *err);

/** Whether the table /<table> has a column of that name. */
bool ds_store_has_column(const ds_store *s, const char *table,
                         const char *column);

/** Reads n columns of the table /<table>. DS_ERR_FORMAT where one is not there
 * or is damaged. */
DS_MUST_USE ds_status ds_store_stream_table(const ds_store *s,
                                            const char *table, size_t n,
                                            const char *const *columns,
                                            ds_piece_fn fn, void *ctx,
                                            ds_error *err);

/** Reads the strings of /dictionary/<name>, code 0 first, as column 0. */
DS_MUST_USE ds_status ds_store_stream_dictionary(const ds_store *s,
                                                 const char *name,
                                                 ds_piece_fn fn, void *ctx,
                                                 ds_error *err);

#endif
