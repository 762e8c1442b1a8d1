/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/keyed.c - see keyed.h for the contract. */
#include "kernels/keyed.h"

#include "base/money.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 256 };

/* All bits of a key mixed (SplitMix64). */
static inline uint64_t mix(int64_t key)
{
    uint64_t z = (uint64_t)key + UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

bool ds_key_form_fits(const ds_key_form *f)
{
    int64_t all = 1;
    for (size_t i = 0; i < f->n; i++)
        if (f->size[i] < 1 || __builtin_mul_overflow(all, f->size[i], &all))
            return false;
    return true;
}

int64_t ds_key_form_keys(const ds_key_form *f)
{
    int64_t all = 1;
    for (size_t i = 0; i < f->n; i++) all *= f->size[i];
    return all;
}

ds_status ds_keyed_init(ds_keyed *k, size_t n_values, const ds_run *run,
                        ds_error *err)
{
    k->n_values = n_values;
    DS_TRY(ds_alloc(&k->parts, (size_t)run->threads, sizeof *k->parts, err));
    k->n_parts = run->threads;
    return DS_OK;
}

ds_status ds_keyed_init_below(ds_keyed *k, size_t n_values, int64_t n_keys,
                              const ds_run *run, ds_error *err)
{
    const int64_t most = DS_KEYED_DENSE_BYTES /
                         ((int64_t)(n_values + 1) * (int64_t)sizeof(int64_t));
    DS_TRY(ds_keyed_init(k, n_values, run, err));
    if (n_keys <= most) k->n_dense = (size_t)n_keys;
    return DS_OK;
}

static void destroy_parts(ds_keyed *k)
{
    for (int p = 0; p < k->n_parts; p++) {
        ds_buffer_destroy(&k->parts[p].rows);
        ds_buffer_destroy(&k->parts[p].slots);
        ds_buffer_destroy(&k->parts[p].queue);
    }
    free(k->parts);
    k->parts = NULL;
    k->n_parts = 0;
}

void ds_keyed_destroy(ds_keyed *k)
{
    destroy_parts(k);
    ds_buffer_destroy(&k->rows);
    *k = (ds_keyed){0};
}

/* ---- one thread's table -------------------------------------------------- */

static inline int64_t *row_at(const ds_keyed_part *p, size_t words, size_t i)
{
    return (int64_t *)p->rows.data + i * words;
}

/* A slot tells most other keys apart without a look at their rows. */
static inline uint64_t slot_of(uint64_t hash, size_t row)
{
    return (hash >> 32 << 32) | (uint32_t)(row + 1);
}

static ds_status grow(ds_keyed_part *p, size_t words, ds_error *err)
{
    const size_t slots = p->n_slots ? p->n_slots * 2 : FIRST_SLOTS;
    if (slots / 2 > UINT32_MAX)
        return ds_fail(err, DS_ERR_OVERFLOW, "too many groups of records");
    ds_buffer_destroy(&p->slots);
    DS_TRY(ds_buffer_reserve(&p->slots, slots * sizeof(uint64_t), err));
    /* half of the slots are used at most */
    DS_TRY(ds_buffer_grow(&p->rows, slots / 2 * words * sizeof(int64_t), err));
    uint64_t *slot = p->slots.data;
    memset(slot, 0, slots * sizeof *slot);
    p->n_slots = slots;
    for (size_t i = 0; i < p->n; i++) {
        const uint64_t hash = mix(*row_at(p, words, i));
        size_t at = hash & (slots - 1);
        while (slot[at]) at = (at + 1) & (slots - 1);
        slot[at] = slot_of(hash, i);
    }
    return DS_OK;
}

/* The row of a key, made where it is new. */
static ds_status find(ds_keyed_part *p, size_t words, int64_t key,
                      int64_t **row, ds_error *err)
{
    if (p->n >= p->n_slots / 2) DS_TRY(grow(p, words, err));
    uint64_t *slot = p->slots.data;
    const uint64_t hash = mix(key);
    size_t at = hash & (p->n_slots - 1);
    for (; slot[at]; at = (at + 1) & (p->n_slots - 1)) {
        if ((slot[at] ^ hash) >> 32 != 0) continue;
        *row = row_at(p, words, (uint32_t)slot[at] - 1);
        if (**row == key) return DS_OK;
    }
    *row = row_at(p, words, p->n);
    memset(*row, 0, words * sizeof **row);
    **row = key;
    slot[at] = slot_of(hash, p->n++);
    return DS_OK;
}

static ds_status add_words(int64_t *to, const int64_t *from, size_t n,
                           ds_error *err)
{
    for (size_t v = 0; v < n; v++)
        if (!ds_add_i64(&to[v], from[v]))
            return ds_fail(err, DS_ERR_OVERFLOW, "a sum does not fit 64 bits");
    return DS_OK;
}

static ds_status add_row(ds_keyed_part *p, size_t words, const int64_t *from,
                         ds_error *err)
{
    int64_t *row;
    DS_TRY(find(p, words, *from, &row, err));
    return add_words(row + 1, from + 1, words - 1, err);
}

static inline int64_t *queued(const ds_keyed_part *p, size_t words, size_t i)
{
    return (int64_t *)p->queue.data + i % DS_KEYED_QUEUE * words;
}

/* Half way through the queue the slot is here: the row is asked for. */
static void fetch_row(const ds_keyed_part *p, size_t words, int64_t key)
{
    const uint64_t hash = mix(key);
    const uint64_t *slots = p->slots.data;
    size_t at = hash & (p->n_slots - 1);
    while (slots[at] && (slots[at] ^ hash) >> 32 != 0)
        at = (at + 1) & (p->n_slots - 1);
    if (slots[at] == 0) return;
    const int64_t *row = row_at(p, words, (uint32_t)slots[at] - 1);
    __builtin_prefetch(row, 1);
    __builtin_prefetch(row + words - 1, 1);
}

static ds_status add_dense_row(ds_keyed_part *p, size_t words,
                               const int64_t *from, ds_error *err)
{
    int64_t *row = row_at(p, words, (size_t)*from);
    row[0] = 1;
    return add_words(row + 1, from + 1, words - 1, err);
}

static ds_status add_dense(const ds_keyed *k, ds_keyed_part *p, int64_t key,
                           const int64_t *values, ds_error *err)
{
    const size_t words = k->n_values + 1, at = p->n_queued;
    if (!p->rows.data) {
        DS_TRY(ds_buffer_reserve(
            &p->queue, DS_KEYED_QUEUE * words * sizeof(int64_t), err));
        DS_TRY(ds_buffer_grow_zeroed(
            &p->rows, k->n_dense * words * sizeof(int64_t), err));
    }
    int64_t *queue = queued(p, words, at);
    const int64_t *row = row_at(p, words, (size_t)key);
    if (at >= DS_KEYED_QUEUE) DS_TRY(add_dense_row(p, words, queue, err));
    __builtin_prefetch(row, 1);
    __builtin_prefetch(row + words - 1, 1);
    queue[0] = key;
    memcpy(queue + 1, values, k->n_values * sizeof *values);
    p->n_queued++;
    return DS_OK;
}

ds_status ds_keyed_add(ds_keyed *k, int thread, int64_t key,
                       const int64_t *values, ds_error *err)
{
    ds_keyed_part *p = &k->parts[thread];
    const size_t words = k->n_values + 1, at = p->n_queued;
    if (k->n_dense) return add_dense(k, p, key, values, err);
    if (!p->queue.data) {
        DS_TRY(ds_buffer_reserve(
            &p->queue, DS_KEYED_QUEUE * words * sizeof(int64_t), err));
        DS_TRY(grow(p, words, err));
    }
    int64_t *row = queued(p, words, at);
    if (at >= DS_KEYED_QUEUE) DS_TRY(add_row(p, words, row, err));
    row[0] = key;
    memcpy(row + 1, values, k->n_values * sizeof *values);
    __builtin_prefetch((const uint64_t *)p->slots.data +
                       (mix(key) & (p->n_slots - 1)));
    p->n_queued++;
    if (at >= DS_KEYED_QUEUE / 2)
        fetch_row(p, words, *queued(p, words, at - DS_KEYED_QUEUE / 2));
    return DS_OK;
}

/* Adds what still waits. */
static ds_status drain(ds_keyed_part *p, size_t words, bool is_dense,
                       ds_error *err)
{
    const size_t n = p->n_queued;
    for (size_t i = n > DS_KEYED_QUEUE ? n - DS_KEYED_QUEUE : 0; i < n; i++) {
        const int64_t *row = queued(p, words, i);
        DS_TRY(is_dense ? add_dense_row(p, words, row, err)
                        : add_row(p, words, row, err));
    }
    p->n_queued = 0;
    ds_buffer_destroy(&p->queue);
    return DS_OK;
}

/* ---- all of them --------------------------------------------------------- */

static int by_key(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Adds the rows that occur to those of the first thread that has any. */
static ds_status join_dense(ds_keyed *k, ds_error *err)
{
    const size_t words = k->n_values + 1;
    ds_keyed_part *into = NULL;
    for (int p = 0; p < k->n_parts; p++) {
        ds_keyed_part *part = &k->parts[p];
        if (!part->rows.data) continue;
        DS_TRY(drain(part, words, true, err));
        for (size_t i = 0; into && i < k->n_dense; i++) {
            const int64_t *from = row_at(part, words, i);
            int64_t *to = row_at(into, words, i);
            if (!from[0]) continue;
            to[0] = 1;
            DS_TRY(add_words(to + 1, from + 1, k->n_values, err));
        }
        if (!into) into = part;
    }
    for (size_t i = 0; into && i < k->n_dense; i++) {
        int64_t *row = row_at(into, words, i);
        if (!row[0]) continue;
        row[0] = (int64_t)i;
        memmove(row_at(into, words, k->n++), row, words * sizeof *row);
    }
    if (!into) return DS_OK;
    k->rows = into->rows;
    into->rows = (ds_buffer){0};
    return DS_OK;
}

static ds_status join_hashed(ds_keyed *k, ds_error *err)
{
    const size_t words = k->n_values + 1;
    ds_keyed_part *first = &k->parts[0];
    for (int p = 0; p < k->n_parts; p++)
        DS_TRY(drain(&k->parts[p], words, false, err));
    for (int p = 1; p < k->n_parts; p++) {
        ds_keyed_part *part = &k->parts[p];
        for (size_t i = 0; i < part->n; i++)
            DS_TRY(add_row(first, words, row_at(part, words, i), err));
        ds_buffer_destroy(&part->rows);
        ds_buffer_destroy(&part->slots);
    }
    k->rows = first->rows;
    k->n = first->n;
    first->rows = (ds_buffer){0};
    if (k->n > 0) qsort(k->rows.data, k->n, words * sizeof(int64_t), by_key);
    return DS_OK;
}

ds_status ds_keyed_join(ds_keyed *k, ds_error *err)
{
    DS_TRY(k->n_dense ? join_dense(k, err) : join_hashed(k, err));
    destroy_parts(k);
    return DS_OK;
}
