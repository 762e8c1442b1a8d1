/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/dict.h - strings as dense codes: the dictionaries of claims and the
 * text columns of tables. */
#ifndef DS_DICT_H
#define DS_DICT_H

#include "base/buffer.h"
#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

/** Longest string of a dictionary, in bytes of UTF-8. */
enum { DS_DICT_MAX_BYTES = 1024 };

/** Strings in the order of their first appearance. Code 0 is the empty string
 * ("missing") and always there. Zero it, then ds_dict_init. */
typedef struct ds_dict {
    ds_buffer bytes;  /**< all strings, each with a final zero byte */
    ds_buffer starts; /**< uint64: where string i starts */
    ds_buffer slots;  /**< uint64 hash table: code + 1 and hash; 0 = free */
    size_t n_bytes;
    uint32_t n;       /**< number of strings, code 0 included */
    uint32_t n_slots; /**< a power of two */
} ds_dict;

/** Makes a dictionary that holds code 0 only. */
DS_MUST_USE ds_status ds_dict_init(ds_dict *d, ds_error *err);

/** Frees it; takes zeroed ones. */
void ds_dict_destroy(ds_dict *d);

/** The code of text[0..n), which is added when new. Fails on texts longer than
 * DS_DICT_MAX_BYTES, on zero bytes inside, beyond 2^30 strings. */
DS_MUST_USE ds_status ds_dict_code(ds_dict *d, const char *text, size_t n,
                                   uint32_t *code, ds_error *err);

/** What ds_dict_code_of wants: the text's hash. Pure; the same in every run. */
uint32_t ds_dict_hash(const char *text, size_t n);

/** ds_dict_code of a text whose hash is known. */
DS_MUST_USE ds_status ds_dict_code_of(ds_dict *d, const char *text, size_t n,
                                      uint32_t hash, uint32_t *code,
                                      ds_error *err);

/** Brings what ds_dict_code_of will look at nearer, in three steps (0, 1, 2),
 * each some time after the one before it: a large dictionary lies in no cache,
 * and the steps of many texts can wait for the memory at the same time. */
void ds_dict_fetch(const ds_dict *d, uint32_t hash, int step);

/** The code of text[0..n), or UINT32_MAX where it is not in. */
uint32_t ds_dict_find(const ds_dict *d, const char *text, size_t n);

/** The same with its hash known. */
uint32_t ds_dict_find_of(const ds_dict *d, const char *text, size_t n,
                         uint32_t hash);

/** The string of a code < d->n; valid until the next ds_dict_code. */
const char *ds_dict_text(const ds_dict *d, uint32_t code);

/** Length in bytes of the string of a code < d->n. */
size_t ds_dict_length(const ds_dict *d, uint32_t code);

/** Fills order[0..d->n) with the codes sorted by their strings, bytewise. */
void ds_dict_order(const ds_dict *d, uint32_t *order);

#endif
