/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/columns.h - the columns of a claim: one list from which the store,
 * info, check, the import and docs/formats.md are made (architecture.md
 * section 4, policy.md section 1.1). */
#ifndef DS_COLUMNS_H
#define DS_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What the integers of a claim column mean. */
typedef enum ds_kind {
    DS_KIND_ID,     /**< the payer's number, or a code when it is text */
    DS_KIND_CODE,   /**< code into a dictionary, 0 = missing */
    DS_KIND_ENUM,   /**< index into `names`, 0 = unknown */
    DS_KIND_DAY,    /**< days since 2000-01-01, may be missing */
    DS_KIND_MONTH,  /**< months since 2000-01 */
    DS_KIND_FEN,    /**< money in fen */
    DS_KIND_POINTS, /**< points in 1/10,000 */
    DS_KIND_COUNT   /**< a whole number (days, doses, grams), may be missing */
} ds_kind;

typedef struct ds_claim_column {
    const char *name;
    ds_kind kind;
    const char
        *dictionary;   /**< CODE: whose codes, e.g. "hospital"; else NULL */
    const char *names; /**< ENUM: names joined by '|', first "unknown" */
    int64_t low, high; /**< allowed values, DS_MISSING apart */
    bool is_nullable;  /**< may hold DS_MISSING */
    const char *unit, *meaning, *zh;
} ds_claim_column;

/** The list; columns of other names are carried along as COUNT. */
extern const ds_claim_column ds_claim_columns[];
extern const size_t ds_n_claim_columns;

/** The row of that name, or NULL. */
const ds_claim_column *ds_claim_column_find(const char *name);

/** The same for words alone (unit, meaning, Chinese): also of the columns that
 * settlements write for every case, which are no columns of a claim. */
const ds_claim_column *ds_column_words(const char *name);

/** The number of a name in an ENUM's names, or -1; n is the name's length. */
int ds_enum_find(const char *names, const char *name, size_t n);

/** The name of a number ("unknown" ...), copied into text[size]. */
void ds_enum_name(const char *names, int64_t value, char *text, size_t size);

/** How many names an ENUM has. */
int ds_enum_count(const char *names);

/** Days since 2000-01-01 of a proleptic Gregorian date, or false where there
 * is no such date. Years 1900..2199. */
bool ds_day_of(int year, int month, int day, int64_t *out);

/** The reverse of ds_day_of. */
void ds_day_split(int64_t day, int *year, int *month, int *mday);

/** First year of days and months, and the last month the store accepts. */
enum { DS_EPOCH_YEAR = 2000, DS_MAX_MONTH = 12 * 200 - 1 };

#endif
