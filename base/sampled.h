/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/sampled.h - some whole blocks of a source, evenly spread, as a source:
 * what a run over all of it is going to take is seen on them. */
#ifndef DS_SAMPLED_H
#define DS_SAMPLED_H

#include "base/source.h"

typedef struct ds_sampled ds_sampled;

/** Takes n_blocks >= 1 of `from`, which stays the caller's and must outlive
 * it; all of it where it has no more. Columns and dictionaries are those of
 * `from`. The last block is taken only with all others: it may be short. */
DS_MUST_USE ds_status ds_sampled_new(const ds_source *from, size_t n_blocks,
                                     ds_sampled **out, ds_error *err);

/** The source; valid until ds_sampled_free. */
const ds_source *ds_sampled_source(const ds_sampled *s);

/** Frees it; NULL is fine. */
void ds_sampled_free(ds_sampled *s);

#endif
