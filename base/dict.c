/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/dict.c - open addressing over one array of bytes; see dict.h. */
#include "base/dict.h"

#include "base/money.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 64, MAX_STRINGS = 1 << 30 };

static const uint64_t *starts(const ds_dict *d) { return d->starts.data; }

/* ---- the hash -------------------------------------------------------------
 */

/* The high and the low half of a product, as in wyhash. */
static uint64_t mix(uint64_t a, uint64_t b)
{
    const ds_u128 product = (ds_u128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t load_8(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

static uint64_t load_4(const char *at)
{
    uint32_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

/* Ids are mostly up to 16 bytes long and differ in their last digits: two
 * words, which may overlap. */
uint32_t ds_dict_hash(const char *text, size_t n)
{
    const uint64_t k = 0xa0761d6478bd642fu, m = 0xe7037ed1a0b428dbu;
    const char *end = text + n;
    uint64_t a = 0, b = 0, h = n;
    for (; end - text > 16; text += 16)
        h = mix(load_8(text) ^ k ^ h, load_8(text + 8) ^ m);
    if (n >= 8) { /* behind the first 16 bytes these may be some of them */
        a = load_8(n > 16 ? end - 16 : text);
        b = load_8(end - 8);
    } else if (n >= 4) {
        a = load_4(text);
        b = load_4(end - 4);
    } else if (n > 0) {
        a = (unsigned char)text[0];
        b = (uint64_t)(unsigned char)text[n / 2] << 8 | (unsigned char)end[-1];
    }
    h = mix(a ^ k ^ h, b ^ m);
    return (uint32_t)(h ^ h >> 32);
}

/* ---- the table ------------------------------------------------------------
 *
 * A slot is code + 1 above the text's hash: other texts are told apart without
 * looking at them, and the table is widened without hashing again. */

/* Whether two texts of n bytes are equal; of up to 16 bytes by words. */
static inline bool is_equal(const char *a, const char *b, size_t n)
{
    if (n > 16) return memcmp(a, b, n) == 0;
    if (n >= 8)
        return load_8(a) == load_8(b) && load_8(a + n - 8) == load_8(b + n - 8);
    if (n >= 4)
        return load_4(a) == load_4(b) && load_4(a + n - 4) == load_4(b + n - 4);
    for (size_t i = 0; i < n; i++)
        if (a[i] != b[i]) return false;
    return true;
}

static uint64_t *slot_of(const ds_dict *d, const char *text, size_t n,
                         uint32_t hash)
{
    uint64_t *slots = d->slots.data;
    const uint32_t mask = d->n_slots - 1;
    uint32_t s = hash & mask;
    for (; slots[s] != 0; s = (s + 1) & mask) {
        if ((uint32_t)slots[s] != hash) continue;
        const uint32_t code = (uint32_t)(slots[s] >> 32) - 1;
        const uint64_t *start = starts(d) + code;
        if (start[1] - start[0] - 1 == n &&
            is_equal((const char *)d->bytes.data + start[0], text, n))
            break;
    }
    return &slots[s];
}

/* Doubles the table where it lies. A text at slot s of n belongs to a slot h <=
 * s (counted from the beginning of its cluster), and then to h or h + n; taken
 * in that order, texts meet only such as are in place already. */
static ds_status widen(ds_dict *d, ds_error *err)
{
    const uint32_t n = d->n_slots, mask = 2 * n - 1;
    DS_TRY(ds_buffer_grow_zeroed(&d->slots, 2 * (size_t)n * sizeof(uint64_t),
                                 err));
    uint64_t *slots = d->slots.data;
    uint32_t first = 0;
    while (slots[first] != 0) first++; /* some are free */
    for (uint32_t i = 0; i < n; i++) {
        uint64_t *from = &slots[(first + i) & (n - 1)];
        const uint64_t slot = *from;
        if (slot == 0) continue;
        *from = 0;
        uint32_t s = (uint32_t)slot & mask;
        while (slots[s] != 0) s = (s + 1) & mask;
        slots[s] = slot;
    }
    d->n_slots = 2 * n;
    return DS_OK;
}

void ds_dict_fetch(const ds_dict *d, uint32_t hash, int step)
{
    enum {
        NEAR = 8
    }; /* slots of a line of the cache: a text is hardly ever
          further from where it belongs */
    const uint64_t *slots = d->slots.data;
    const uint32_t mask = d->n_slots - 1;
    uint32_t s = hash & mask;
    if (step == 0) {
        __builtin_prefetch(&slots[s]);
        return;
    }
    for (int i = 0; i < NEAR && slots[s] != 0; i++, s = (s + 1) & mask) {
        if ((uint32_t)slots[s] != hash) continue;
        const uint64_t *start = starts(d) + (slots[s] >> 32) - 1;
        if (step == 1)
            __builtin_prefetch(start);
        else
            __builtin_prefetch((const char *)d->bytes.data + *start);
        return;
    }
}

ds_status ds_dict_init(ds_dict *d, ds_error *err)
{
    uint32_t code;
    *d = (ds_dict){0};
    const ds_status st =
        ds_buffer_grow_zeroed(&d->slots, FIRST_SLOTS * sizeof(uint64_t), err);
    d->n_slots = FIRST_SLOTS;
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

/* Room for one more: at most two thirds of the slots are taken. */
static ds_status make_room(ds_dict *d, ds_error *err)
{
    if (d->n >= MAX_STRINGS)
        return ds_fail(err, DS_ERR_DATA, "more than %u different codes", d->n);
    return 3u * (d->n / 2 + 1) > d->n_slots ? widen(d, err) : DS_OK;
}

ds_status ds_dict_code_of(ds_dict *d, const char *text, size_t n, uint32_t hash,
                          uint32_t *code, ds_error *err)
{
    uint64_t *slot = slot_of(d, text, n, hash);
    if (*slot != 0) {
        *code = (uint32_t)(*slot >> 32) - 1;
        return DS_OK;
    }
    if (n > DS_DICT_MAX_BYTES || (n > 0 && memchr(text, '\0', n)))
        return ds_fail(err, DS_ERR_DATA,
                       "a code is longer than %d bytes or holds a zero byte",
                       DS_DICT_MAX_BYTES);
    const uint32_t n_slots = d->n_slots;
    DS_TRY(make_room(d, err));
    if (d->n_slots != n_slots) slot = slot_of(d, text, n, hash);
    DS_TRY(append(d, text, n, err));
    *code = d->n - 1;
    *slot = (uint64_t)d->n << 32 | hash;
    return DS_OK;
}

ds_status ds_dict_code(ds_dict *d, const char *text, size_t n, uint32_t *code,
                       ds_error *err)
{
    return ds_dict_code_of(d, text, n, ds_dict_hash(text, n), code, err);
}

uint32_t ds_dict_find(const ds_dict *d, const char *text, size_t n)
{
    return ds_dict_find_of(d, text, n, ds_dict_hash(text, n));
}

uint32_t ds_dict_find_of(const ds_dict *d, const char *text, size_t n,
                         uint32_t hash)
{
    const uint64_t slot = *slot_of(d, text, n, hash);
    return (uint32_t)(slot >> 32) - 1; /* 0 - 1 = UINT32_MAX: free */
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
