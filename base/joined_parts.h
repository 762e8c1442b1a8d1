/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/joined_parts.h - what the halves of a joined source share: its columns
 * and dictionaries (joined.c) and its readers (joined_read.c). */
#ifndef DS_JOINED_PARTS_H
#define DS_JOINED_PARTS_H

#include "base/joined.h"

#include <pthread.h>

/** A dictionary that columns share, joined once it is needed. */
typedef struct ds_joined_dict {
    char name[64];
    uint64_t *highs; /**< of each part: its largest code of these columns */
    uint32_t **maps; /**< of each part: its codes 0..high -> joined codes */
    bool is_joined;
} ds_joined_dict;

struct ds_joined {
    ds_source source; /* first */
    char name[512];
    size_t n;
    const ds_source **parts;
    uint64_t *starts;          /* n + 1: first row of each part */
    ds_source_column *columns; /* source.columns */
    size_t *numbers;           /* column x n + part -> the part's column */
    int *dict_of;              /* column -> dictionary, or -1 */
    size_t n_dicts;
    ds_joined_dict *dicts;
    pthread_mutex_t lock; /* of the dictionaries */
};

/** Makes the maps of a dictionary, once. Safe on any thread. */
DS_MUST_USE ds_status ds_joined_map(ds_joined *j, ds_joined_dict *d,
                                    ds_error *err);

/** The operations of a joined source: readers. */
ds_status ds_joined_reader_new(const ds_source *s, size_t n,
                               const size_t *columns, ds_reader **out,
                               ds_error *err);
ds_status ds_joined_load(ds_reader *r, size_t block, ds_error *err);
ds_status ds_joined_fill(ds_reader *r, size_t first, size_t n,
                         int64_t *const *lane, ds_error *err);
ds_status ds_joined_fill_narrow(ds_reader *r, size_t first, size_t n,
                                int32_t *const *lane, ds_error *err);
void ds_joined_reader_free(ds_reader *r);

#endif
