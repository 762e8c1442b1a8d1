/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/keyed.h - sums by keys of which only few of all possible occur:
 * (institution, class, month, payer, dispenser ...) packed into one int64.
 *
 * Each thread adds to a hash table of its own; afterwards they are joined and
 * sorted by key. Sums are integers, so the same rows come out for any number
 * of threads and any order of records. Memory is that of the keys that occur,
 * once a thread. Tables lie in no cache: an addition waits in a short queue
 * while the memory that it needs is brought nearer. */
#ifndef DS_KEYED_H
#define DS_KEYED_H

#include "base/buffer.h"
#include "base/parallel.h"

#include <stdbool.h>
#include <stdint.h>

/** Additions that wait at a time. */
enum { DS_KEYED_QUEUE = 16 };

/** Bytes of a thread's table up to which every possible key has a row. */
enum { DS_KEYED_DENSE_BYTES = 4 << 20 };

/** One thread's table: open addressing, a row per key; or dense: row = key,
 * whose first word says whether it occurs. */
typedef struct ds_keyed_part {
    ds_buffer rows;  /**< int64: key, then the values, one behind the other */
    ds_buffer slots; /**< uint64: bits of the hash, row + 1; 0 = free */
    ds_buffer queue; /**< DS_KEYED_QUEUE rows like these, a ring */
    size_t n, n_slots;
    size_t n_queued; /**< ever; the last DS_KEYED_QUEUE of them wait */
} ds_keyed_part;

/** Sums by key. Zero it before ds_keyed_init. */
typedef struct ds_keyed {
    size_t n_values;
    size_t n_dense; /**< rows of a dense table; 0: not dense */
    int n_parts;
    ds_keyed_part *parts; /**< one a thread */
    ds_buffer rows;       /**< after ds_keyed_join: sorted by key */
    size_t n;             /**< rows of these */
} ds_keyed;

/** Makes an empty table for run->threads threads. */
DS_MUST_USE ds_status ds_keyed_init(ds_keyed *k, size_t n_values,
                                    const ds_run *run, ds_error *err);

/** The same where keys are below n_keys: dense if that takes little memory. */
DS_MUST_USE ds_status ds_keyed_init_below(ds_keyed *k, size_t n_values,
                                          int64_t n_keys, const ds_run *run,
                                          ds_error *err);

/** Adds values[0..n_values) to the sums of `key` (>= 0); by `thread` alone.
 * DS_ERR_OVERFLOW where a sum leaves int64, told by this call, a later one or
 * ds_keyed_join. */
DS_MUST_USE ds_status ds_keyed_add(ds_keyed *k, int thread, int64_t key,
                                   const int64_t *values, ds_error *err);

/** Joins the threads' tables and frees them. */
DS_MUST_USE ds_status ds_keyed_join(ds_keyed *k, ds_error *err);

/** The key of row i < k->n, and behind it its n_values sums. */
static inline const int64_t *ds_keyed_row(const ds_keyed *k, size_t i)
{
    return (const int64_t *)k->rows.data + i * (k->n_values + 1);
}

/** Frees it; takes zeroed ones. */
void ds_keyed_destroy(ds_keyed *k);

/** Packs the parts of a key, each in [0, size), the first the most
 * significant: keys sort as their parts do. */
enum { DS_KEYED_MAX_PARTS = 12 };
typedef struct ds_key_form {
    size_t n;
    int64_t size[DS_KEYED_MAX_PARTS];
} ds_key_form;

/** Whether all keys of a form fit an int64. */
bool ds_key_form_fits(const ds_key_form *f);

/** How many keys a form that fits has. */
int64_t ds_key_form_keys(const ds_key_form *f);

static inline int64_t ds_key_pack(const ds_key_form *f, const int64_t *part)
{
    int64_t key = 0;
    for (size_t i = 0; i < f->n; i++) key = key * f->size[i] + part[i];
    return key;
}

static inline void ds_key_unpack(const ds_key_form *f, int64_t key,
                                 int64_t *part)
{
    for (size_t i = f->n; i-- > 0;) {
        part[i] = key % f->size[i];
        key /= f->size[i];
    }
}

#endif
