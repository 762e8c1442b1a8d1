/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_slice.h - the fast half of import_batch.h: a slice of rows,
 * column by column. What is not plain goes the way of import_convert.h, which
 * alone decides what is rejected and why. */
#ifndef DS_IMPORT_SLICE_H
#define DS_IMPORT_SLICE_H

#include "io/import/import_batch.h"

/** Chooses each column's way. */
DS_MUST_USE ds_status ds_slice_init(ds_batch *b, ds_error *err);

/** Gets the columns ready for another batch. */
DS_MUST_USE ds_status ds_slice_begin(ds_batch *b, ds_error *err);

/** Converts the scan's slice into the cells from b->n_rows on, and sets
 * is_slow of the rows that cannot be stored or need a closer look. */
DS_MUST_USE ds_status ds_slice_convert(ds_batch *b, ds_error *err);

/** Fills a row's cells at b->n_rows + row of the slice from b->convert.values.
 */
DS_MUST_USE ds_status ds_slice_put(ds_batch *b, size_t row, ds_error *err);

#endif
