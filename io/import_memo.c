/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import_memo.c - see import_memo.h for the contract. */
#include "io/import_memo.h"

#include <string.h>

enum { SLOTS = 2 * DS_MEMO_MOST };

_Static_assert(sizeof(ds_memo_entry) == 64, "an entry is a line of the cache");

ds_status ds_memo_init(ds_memo *m, ds_error *err)
{
    DS_TRY(ds_buffer_reserve(&m->entries, SLOTS * sizeof(ds_memo_entry), err));
    ds_memo_clear(m);
    return DS_OK;
}

void ds_memo_clear(ds_memo *m)
{
    memset(m->entries.data, 0, SLOTS * sizeof(ds_memo_entry));
    m->n = 0;
}

void ds_memo_destroy(ds_memo *m) { ds_buffer_destroy(&m->entries); }

/* The first 16 bytes of a text, zeros behind its end. */
typedef struct head {
    uint64_t a, b;
} head;

static inline head head_of(const char *text, size_t n)
{
    head h;
    memcpy(&h, text, sizeof h);
    if (n < 8) {
        h.a = n > 0 ? h.a << (64 - 8 * n) >> (64 - 8 * n) : 0;
        h.b = 0;
    } else if (n < 16) {
        h.b = n > 8 ? h.b << (128 - 8 * n) >> (128 - 8 * n) : 0;
    }
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
        ds_memo_entry *e = &entries[i & (SLOTS - 1)];
        if (e->n == 0) return e;
        if (e->n != n + 1) continue;
        head found;
        memcpy(&found, e->text, sizeof found);
        if (found.a == h.a && found.b == h.b &&
            (n <= 16 || memcmp(e->text + 16, text + 16, n - 16) == 0))
            return e;
    }
}

const int64_t *ds_memo_find(const ds_memo *m, const char *text, size_t n)
{
    if (n > DS_MEMO_BYTES) return NULL;
    const ds_memo_entry *e = entry_of(m, text, n);
    return e->n > 0 ? &e->value : NULL;
}

void ds_memo_put(ds_memo *m, const char *text, size_t n, int64_t value)
{
    if (n > DS_MEMO_BYTES || m->n == DS_MEMO_MOST) return;
    ds_memo_entry *e = entry_of(m, text, n);
    memcpy(e->text, text, n);
    e->n = (uint16_t)(n + 1);
    e->value = value;
    m->n++;
}
