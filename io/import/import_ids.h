/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_ids.h - a set of ids, to find the second of two equal
 * ones. */
#ifndef DS_IMPORT_IDS_H
#define DS_IMPORT_IDS_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stdint.h>

/** Whole numbers from 0 to INT64_MAX: 16 to 32 bytes each. Zero it before. */
typedef struct ds_ids {
    ds_buffer slots; /**< uint64: id + 1, 0 = free; open addressing */
    size_t n_slots;  /**< a power of two, at least twice n */
    size_t n;
} ds_ids;

/** Adds the id; *is_new tells whether it was not in. */
DS_MUST_USE ds_status ds_ids_add(ds_ids *set, int64_t id, bool *is_new,
                                 ds_error *err);

/** Frees it; takes zeroed ones. */
void ds_ids_destroy(ds_ids *set);

#endif
