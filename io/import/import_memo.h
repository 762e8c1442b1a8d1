/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_memo.h - what the fields of a column were converted to.
 * Months, names, hospitals repeat: a field that was seen is not converted
 * again, whatever its conversion costs. */
#ifndef DS_IMPORT_MEMO_H
#define DS_IMPORT_MEMO_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/** Longest text that is kept; how many are; bytes that must be readable from a
 * text on. */
enum { DS_MEMO_BYTES = 54, DS_MEMO_MOST = 4096, DS_MEMO_PADDING = 16 };

/** A text, with zero bytes behind it, in a line of the cache. */
typedef struct ds_memo_entry {
    char text[DS_MEMO_BYTES];
    uint16_t n; /**< its bytes + 1; 0: free */
    int64_t value;
} ds_memo_entry;

/** A text of up to 7 bytes: with n + 1 above it; 0: free. */
typedef struct ds_memo_short {
    uint64_t text;
    int64_t value;
} ds_memo_short;

/** Zero it before ds_memo_init. */
typedef struct ds_memo {
    ds_buffer entries; /**< open addressing, at most half full */
    ds_buffer shorts;  /**< the same for short texts */
    size_t n;          /**< in both */
} ds_memo;

DS_MUST_USE ds_status ds_memo_init(ds_memo *m, ds_error *err);

enum { DS_MEMO_SLOTS = 2 * DS_MEMO_MOST };

/** The entry of a text of n <= 7 bytes, or the free one where it belongs. */
static inline ds_memo_short *ds_memo_short_of(const ds_memo *m,
                                              const char *text, size_t n)
{
    uint64_t word;
    memcpy(&word, text, sizeof word);
    word &= ~(~UINT64_C(0) << 8 * n);
    word |= (uint64_t)(n + 1) << 56;
    size_t i = word * 0x9fb21c651e98df25u >> 40;
    for (;; i++) {
        ds_memo_short *s =
            (ds_memo_short *)m->shorts.data + (i & (DS_MEMO_SLOTS - 1));
        if (s->text == word || s->text == 0) return s;
    }
}

/** The value of a text of more than 7 bytes. */
const int64_t *ds_memo_find_long(const ds_memo *m, const char *text, size_t n);

/** The value of text[0..n), or NULL where it is not kept. */
static inline const int64_t *ds_memo_find(const ds_memo *m, const char *text,
                                          size_t n)
{
    if (n > 7) return ds_memo_find_long(m, text, n);
    const ds_memo_short *s = ds_memo_short_of(m, text, n);
    return s->text != 0 ? &s->value : NULL;
}

/** Keeps the value of a text that is not yet kept, unless it is too long or
 * the memo is full (m->n == DS_MEMO_MOST). */
void ds_memo_put(ds_memo *m, const char *text, size_t n, int64_t value);

/** Forgets all. */
void ds_memo_clear(ds_memo *m);

/** Frees it; takes zeroed ones. */
void ds_memo_destroy(ds_memo *m);

#endif
