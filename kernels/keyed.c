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

ds_status ds_keyed_init(ds_keyed *k, size_t n_values, const ds_run *run,
                        ds_error *err)
{
    k->n_values = n_values;
    DS_TRY(ds_alloc(&k->parts, (size_t)run->threads, sizeof *k->parts, err));
    k->n_parts = run->threads;
    return DS_OK;
}

static void destroy_parts(ds_keyed *k)
{
    for (int p = 0; p < k->n_parts; p++) {
        ds_buffer_destroy(&k->parts[p].rows);
        ds_buffer_destroy(&k->parts[p].slots);
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

static ds_status grow(ds_keyed_part *p, size_t words, ds_error *err)
{
    const size_t slots = p->n_slots ? p->n_slots * 2 : FIRST_SLOTS;
    if (slots > UINT32_MAX)
        return ds_fail(err, DS_ERR_OVERFLOW, "too many groups of records");
    ds_buffer_destroy(&p->slots);
    DS_TRY(ds_buffer_reserve(&p->slots, slots * sizeof(uint32_t), err));
    /* three quarters of the slots are used at most */
    DS_TRY(
        ds_buffer_grow(&p->rows, slots / 4 * 3 * words * sizeof(int64_t), err));
    uint32_t *slot = p->slots.data;
    memset(slot, 0, slots * sizeof *slot);
    p->n_slots = slots;
    for (size_t i = 0; i < p->n; i++) {
        size_t at = mix(*row_at(p, words, i)) & (slots - 1);
        while (slot[at]) at = (at + 1) & (slots - 1);
        slot[at] = (uint32_t)i + 1;
    }
    return DS_OK;
}

/* The row of a key, made where it is new. */
static ds_status find(ds_keyed_part *p, size_t words, int64_t key,
                      int64_t **row, ds_error *err)
{
    if (p->n >= p->n_slots / 4 * 3) DS_TRY(grow(p, words, err));
    uint32_t *slot = p->slots.data;
    size_t at = mix(key) & (p->n_slots - 1);
    for (; slot[at]; at = (at + 1) & (p->n_slots - 1)) {
        *row = row_at(p, words, slot[at] - 1);
        if (**row == key) return DS_OK;
    }
    *row = row_at(p, words, p->n);
    memset(*row, 0, words * sizeof **row);
    **row = key;
    slot[at] = (uint32_t)++p->n;
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

ds_status ds_keyed_add(ds_keyed *k, int thread, int64_t key,
                       const int64_t *values, ds_error *err)
{
    int64_t *row;
    DS_TRY(find(&k->parts[thread], k->n_values + 1, key, &row, err));
    return add_words(row + 1, values, k->n_values, err);
}

/* ---- all of them --------------------------------------------------------- */

static int by_key(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

ds_status ds_keyed_join(ds_keyed *k, ds_error *err)
{
    const size_t words = k->n_values + 1;
    ds_keyed_part *first = &k->parts[0];
    for (int p = 1; p < k->n_parts; p++) {
        ds_keyed_part *part = &k->parts[p];
        for (size_t i = 0; i < part->n; i++) {
            const int64_t *from = row_at(part, words, i);
            int64_t *to;
            DS_TRY(find(first, words, *from, &to, err));
            DS_TRY(add_words(to + 1, from + 1, k->n_values, err));
        }
        ds_buffer_destroy(&part->rows);
        ds_buffer_destroy(&part->slots);
    }
    k->rows = first->rows;
    k->n = first->n;
    first->rows = (ds_buffer){0};
    destroy_parts(k);
    if (k->n > 0) qsort(k->rows.data, k->n, words * sizeof(int64_t), by_key);
    return DS_OK;
}
