/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/check/check_ids.h - does an id occur twice? A bit for each possible id,
 * shared by all threads. */
#ifndef DS_CHECK_IDS_H
#define DS_CHECK_IDS_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Zero it before first use. */
typedef struct ds_check_ids {
    int64_t low;
    uint64_t n;             /**< possible ids; 0: not looked at */
    uint64_t *seen, *twice; /**< a bit each */
} ds_check_ids;

/** Readies the ids low..high, unless their bits take more than max_bytes. */
DS_MUST_USE ds_status ds_check_ids_init(ds_check_ids *ids, int64_t low,
                                        int64_t high, size_t max_bytes,
                                        ds_error *err);

/** Enters n ids, each within low..high; returns how many of them had been
 * entered before. On any thread: the sum over all calls depends on no order. */
uint64_t ds_check_ids_add(ds_check_ids *ids, const int64_t *values, size_t n);

/** Whether the id was entered more than once. */
bool ds_check_ids_is_twice(const ds_check_ids *ids, int64_t value);

/** Frees it; takes zeroed ones. */
void ds_check_ids_destroy(ds_check_ids *ids);

#endif
