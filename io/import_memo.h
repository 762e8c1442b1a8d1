/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import_memo.h - what the fields of a column were converted to. Months,
 * names, hospitals repeat: a field that was seen is not converted again,
 * whatever its conversion costs. */
#ifndef DS_IMPORT_MEMO_H
#define DS_IMPORT_MEMO_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Longest text that is kept; how many are; bytes that must be readable from a
 * text on. */
enum { DS_MEMO_BYTES = 54, DS_MEMO_MOST = 4096, DS_MEMO_PADDING = 16 };

/** A text, with zero bytes behind it, in a line of the cache. */
typedef struct ds_memo_entry {
    char text[DS_MEMO_BYTES];
    uint16_t n; /**< its bytes + 1; 0: free */
    int64_t value;
} ds_memo_entry;

/** Zero it before ds_memo_init. */
typedef struct ds_memo {
    ds_buffer entries; /**< open addressing, at most half full */
    size_t n;
} ds_memo;

DS_MUST_USE ds_status ds_memo_init(ds_memo *m, ds_error *err);

/** The value of text[0..n), or NULL where it is not kept. */
const int64_t *ds_memo_find(const ds_memo *m, const char *text, size_t n);

/** Keeps the value of a text that is not yet kept, unless it is too long or
 * the memo is full (m->n == DS_MEMO_MOST). */
void ds_memo_put(ds_memo *m, const char *text, size_t n, int64_t value);

/** Forgets all. */
void ds_memo_clear(ds_memo *m);

/** Frees it; takes zeroed ones. */
void ds_memo_destroy(ds_memo *m);

#endif
