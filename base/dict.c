/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/dict.c - open addressing over one array of bytes; see dict.h. */
#include "base/dict.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 64, MAX_STRINGS = 1 << 30 };

static const uint64_t *starts(const ds_dict *d) { return d->starts.data; }

/* FNV-1a over 8 bytes at a time, then mixed: ids differ in their last digits.
 */
static uint64_t hash(const char *text, size_t n)
{
    uint64_t h = 0xcbf29ce484222325u ^ n;
    while (n >= 8) {
        uint64_t word;
        memcpy(&word, text, 8);
        h = (h ^ word) * 0x9fb21c651e98df25u;
        h ^= h >> 32;
        text += 8;
        n -= 8;
    }
    while (n-- > 0) h = (h ^ (unsigned char)*text++) * 0x100000001b3u;
    h ^= h >> 29;
    h *= 0xbf58476d1ce4e5b9u;
    return h ^ (h >> 32);
}

/* The slot that holds the text, or the free one where it belongs. */
static uint32_t slot_of(const ds_dict *d, const char *text, size_t n)
{
    const uint32_t *slots = d->slots.data, mask = d->n_slots - 1;
    uint32_t s = (uint32_t)hash(text, n) & mask;
    while (slots[s] != 0) {
        const uint32_t code = slots[s] - 1;
        if (ds_dict_length(d, code) == n &&
            memcmp(ds_dict_text(d, code), text, n) == 0)
            break;
        s = (s + 1) & mask;
    }
    return s;
}

static ds_status rehash(ds_dict *d, uint32_t n_slots, ds_error *err)
{
    DS_TRY(ds_buffer_reserve(&d->slots, n_slots * sizeof(uint32_t), err));
    memset(d->slots.data, 0, n_slots * sizeof(uint32_t));
    d->n_slots = n_slots;
    uint32_t *slots = d->slots.data;
    for (uint32_t code = 0; code < d->n; code++)
        slots[slot_of(d, ds_dict_text(d, code), ds_dict_length(d, code))] =
            code + 1;
    return DS_OK;
}

ds_status ds_dict_init(ds_dict *d, ds_error *err)
{
    uint32_t code;
    *d = (ds_dict){0};
    const ds_status st = rehash(d, FIRST_SLOTS, err);
    return st == DS_OK ? ds_dict_code(d, "", 0, &code, err) : st;
}

void ds_dict_destroy(ds_dict *d)
{
    ds_buffer_destroy(&d->bytes);
    ds_buffer_destroy(&d->starts);
    ds_buffer_destroy(&d->slots);
    *d = (ds_dict){0};
}

static ds_status append(ds_dict *d, const char *text, size_t n, ds_error *err)
{
    DS_TRY(ds_buffer_grow(&d->bytes, d->n_bytes + n + 1, err));
    DS_TRY(ds_buffer_grow(&d->starts, (d->n + 2u) * sizeof(uint64_t), err));
    char *bytes = (char *)d->bytes.data + d->n_bytes;
    if (n > 0) memcpy(bytes, text, n);
    bytes[n] = '\0';
    uint64_t *start = d->starts.data;
    start[d->n] = d->n_bytes;
    d->n_bytes += n + 1;
    start[++d->n] = d->n_bytes;
    return DS_OK;
}

ds_status ds_dict_code(ds_dict *d, const char *text, size_t n, uint32_t *code,
                       ds_error *err)
{
    uint32_t s = slot_of(d, text, n);
    uint32_t *slots = d->slots.data;
    if (slots[s] != 0) {
        *code = slots[s] - 1;
        return DS_OK;
    }
    if (n > DS_DICT_MAX_BYTES || (n > 0 && memchr(text, '\0', n)))
        return ds_fail(err, DS_ERR_DATA,
                       "a code is longer than %d bytes or holds a zero byte",
                       DS_DICT_MAX_BYTES);
    if (d->n >= MAX_STRINGS)
        return ds_fail(err, DS_ERR_DATA, "more than %u different codes", d->n);
    if (2u * (d->n + 1) > d->n_slots) {
        DS_TRY(rehash(d, 2 * d->n_slots, err));
        s = slot_of(d, text, n);
        slots = d->slots.data;
    }
    DS_TRY(append(d, text, n, err));
    *code = d->n - 1;
    slots[s] = d->n;
    return DS_OK;
}

uint32_t ds_dict_find(const ds_dict *d, const char *text, size_t n)
{
    const uint32_t *slots = d->slots.data;
    return slots[slot_of(d, text, n)] - 1; /* 0 - 1 = UINT32_MAX: free */
}

const char *ds_dict_text(const ds_dict *d, uint32_t code)
{
    return (const char *)d->bytes.data + starts(d)[code];
}

size_t ds_dict_length(const ds_dict *d, uint32_t code)
{
    return starts(d)[code + 1] - starts(d)[code] - 1;
}

static int by_text(const void *a, const void *b, void *dict)
{
    return strcmp(ds_dict_text(dict, *(const uint32_t *)a),
                  ds_dict_text(dict, *(const uint32_t *)b));
}

void ds_dict_order(const ds_dict *d, uint32_t *order)
{
    for (uint32_t code = 0; code < d->n; code++) order[code] = code;
    qsort_r(order, d->n, sizeof *order, by_text, (void *)(uintptr_t)d);
}
