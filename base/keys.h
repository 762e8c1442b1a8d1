/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/keys.h - configuration as a table of keys.
 *
 * A key is one row: the YAML parser (io), --set, --template, --help and the
 * manual all read it. sim owns the rows and the struct they fill, io parses
 * files into it, cli prints it (architecture.md sections 1 and 4). */
#ifndef DS_KEYS_H
#define DS_KEYS_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum ds_key_type {
    DS_KEY_BOOL,   /**< int32: "0"/"1", also no/yes, false/true */
    DS_KEY_INT,    /**< int64 */
    DS_KEY_FEN,    /**< int64 fen from a decimal of yuan, "84000000.00" */
    DS_KEY_RATE,   /**< int64 in 1e-9 (DS_RATE_ONE) from a decimal, "0.85" */
    DS_KEY_CHOICE, /**< int32: index into `choices`, "fund|total" */
    DS_KEY_RATES,  /**< ds_rates from "2,3,5" or a YAML list */
    DS_KEY_TEXT    /**< char[DS_KEY_TEXT_SIZE] */
} ds_key_type;

enum { DS_KEY_TEXT_SIZE = 256, DS_KEY_MAX_RATES = 16 };

/** A short list of decimals, each in 1e-9. */
typedef struct ds_rates {
    int32_t n;
    int64_t value[DS_KEY_MAX_RATES];
} ds_rates;

/** "No value" of an INT, FEN or RATE key whose text is "none". */
#define DS_KEY_NONE INT64_MIN

typedef struct ds_key {
    const char *name; /**< "hz.keep": in YAML nested or dotted */
    size_t offset;    /**< of the field in the owner's struct */
    ds_key_type type;
    const char *preset;     /**< the default, as text; NULL: must be given */
    const char *low, *high; /**< allowed range as text, NULL: none; for RATES
                                 of each member */
    const char *choices;    /**< CHOICE: names joined by '|', else NULL */
    const char *unit;       /**< "yuan", "days", "1", ... */
    const char *rule;       /**< rule or reading id, "Z4", "A35" */
    const char *help;       /**< one sentence */
    const char *zh;         /**< the same in Chinese, UTF-8 */
} ds_key;

/** A set of keys and the struct they fill. Borrows both. */
typedef struct ds_keys {
    const char *name; /**< "policy": for messages */
    const ds_key *rows;
    size_t n;
    void *target;
} ds_keys;

/** Sets every key to its default; required keys are zeroed. Asserts that each
 * default is within its own range. */
void ds_keys_reset(const ds_keys *keys);

/** The row of that name, or NULL. */
const ds_key *ds_keys_find(const ds_keys *keys, const char *name);

/** The known name nearest to `name` (for "did you mean"), or NULL where none
 * is within two edits or a third of its length. */
const char *ds_keys_nearest(const ds_keys *keys, const char *name);

/** Parses text into the key's field. `where` ("file.yaml:12" or "--set")
 * begins the message; type and range are named in it. */
DS_MUST_USE ds_status ds_keys_set(const ds_keys *keys, const char *name,
                                  const char *text, const char *where,
                                  ds_error *err);

/** Writes the key's present value as text that ds_keys_set reads back. */
void ds_keys_show(const ds_keys *keys, const ds_key *key, char *text,
                  size_t size);

/** "number from 0 to 1", "one of fund, total", in English or Chinese: for
 * messages and help. */
void ds_key_expects(const ds_key *key, bool zh, char *text, size_t size);

#endif
