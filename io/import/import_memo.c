/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_memo.c - see import_memo.h for the contract. */
#include "io/import/import_memo.h"

#include <string.h>

_Static_assert(sizeof(ds_memo_entry) == 64, "an entry is a line of the cache");

ds_status ds_memo_init(ds_memo *m, ds_error *err)
{
    DS_TRY(ds_buffer_reserve(&m->entries, DS_MEMO_SLOTS * sizeof(ds_memo_entry),
                             err));
    DS_TRY(ds_buffer_reserve(&m->shorts, DS_MEMO_SLOTS * sizeof(ds_memo_short),
                             err));
    ds_memo_clear(m);
    return DS_OK;
}

void ds_memo_clear(ds_memo *m)
{
    memset(m->entries.data, 0, DS_MEMO_SLOTS * sizeof(ds_memo_entry));
    memset(m->shorts.data, 0, DS_MEMO_SLOTS * sizeof(ds_memo_short));
    m->n = 0;
}

void ds_memo_destroy(ds_memo *m)
{
    ds_buffer_destroy(&m->entries);
    ds_buffer_destroy(&m->shorts);
}

/* The first 16 bytes of a text of more than 7, zeros behind its end. */
typedef struct head {
    uint64_t a, b;
} head;

static inline head head_of(const char *text, size_t n)
{
    head h;
    memcpy(&h, text, sizeof h);
    if (n < 16) h.b &= ~(~UINT64_C(0) << (8 * n - 64));
    return h;
}

/* The entry of the text, or the free one where it belongs. */
static inline ds_memo_entry *entry_of(const ds_memo *m, const char *text,
                                      size_t n)
{
    ds_memo_entry *entries = m->entries.data;
    const head h = head_of(text, n);
    uint64_t hash = h.a * 0x9fb21c651e98df25u ^ (h.b + n) * 0xe7037ed1a0b428dbu;
    if (n > 16) { /* its last bytes */
        uint64_t tail;
        memcpy(&tail, text + n - 8, sizeof tail);
        hash = (hash ^ tail) * 0x9fb21c651e98df25u;
    }
    for (size_t i = (hash ^ hash >> 29) >> 20;; i++) {
        ds_memo_entry *e = &entries[i & (DS_MEMO_SLOTS - 1)];
        if (e->n == 0) return e;
        if (e->n != n + 1) continue;
        head found;
        memcpy(&found, e->text, sizeof found);
        if (found.a == h.a && found.b == h.b &&
            (n <= 16 || memcmp(e->text + 16, text + 16, n - 16) == 0))
            return e;
    }
}

const int64_t *ds_memo_find_long(const ds_memo *m, const char *text, size_t n)
{
    if (n > DS_MEMO_BYTES) return NULL;
    const ds_memo_entry *e = entry_of(m, text, n);
    return e->n > 0 ? &e->value : NULL;
}

void ds_memo_put(ds_memo *m, const char *text, size_t n, int64_t value)
{
    if (n > DS_MEMO_BYTES || m->n == DS_MEMO_MOST) return;
    m->n++;
    if (n <= 7) {
        ds_memo_short *s = ds_memo_short_of(m, text, n);
        uint64_t word = 0;
        memcpy(&word, text, n);
        *s = (ds_memo_short){word | (uint64_t)(n + 1) << 56, value};
        return;
    }
    ds_memo_entry *e = entry_of(m, text, n);
    memcpy(e->text, text, n);
    e->n = (uint16_t)(n + 1);
    e->value = value;
}
