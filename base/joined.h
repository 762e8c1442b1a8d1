/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/joined.h - several sources as one: the claims of a few years, counties
 * or payers, one behind the other.
 *
 * The joined source has the columns that all parts have. Codes are joined by
 * their strings: a dictionary holds those of the first part, then what is new
 * in the second, and so on. So it gives what one source made of all parts
 * would give, for any number of threads. Rows are counted through the parts. */
#ifndef DS_JOINED_H
#define DS_JOINED_H

#include "base/source.h"

typedef struct ds_joined ds_joined;

/** Joins n >= 1 sources, which stay the caller's and must outlive it. Fails
 * with DS_ERR_FORMAT, naming parts and column, where a column that all have is
 * of different kinds or dictionaries. The `high` of a column of codes is a
 * bound, below the length of its dictionary where that has up to 65,536
 * strings. Larger ones (patients) are read only when a reader needs them. */
DS_MUST_USE ds_status ds_joined_new(size_t n, const ds_source *const *parts,
                                    ds_joined **out, ds_error *err);

/** The source; valid until ds_joined_free. */
const ds_source *ds_joined_source(const ds_joined *j);

/** Column i of those that some part has and another lacks, and the first part
 * that lacks it; NULL behind the last. */
const char *ds_joined_left_out(const ds_joined *j, size_t i, const char **part);

/** Frees it; NULL is fine. */
void ds_joined_free(ds_joined *j);

#endif
