/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/guess/guess_column.h - how the values of a field read as a column of a
 * claim: what keys of a mapping they need. */
#ifndef DS_GUESS_COLUMN_H
#define DS_GUESS_COLUMN_H

#include "io/guess/guess_sample.h"
#include "io/mapping/mapping.h"

/** Texts that stand for an empty field; bits of ds_guess_column.missing count
 * in this list. */
extern const char *const ds_missing_words[];
extern const size_t ds_n_missing_words;

enum { DS_GUESS_DATES = 8 };

/** Zero it before ds_guess_look. */
typedef struct ds_guess_column {
    ds_map_column as; /**< reads the values: kind, decimals, names ... */
    size_t field;
    size_t n_values;        /**< rows */
    size_t n_empty;         /**< of these empty or a word for it */
    size_t n_bad;           /**< not read, whatever the keys */
    size_t n_ruined;        /**< 1.20E+17 */
    size_t n_double;        /**< ids that were there before */
    size_t n_unknown;       /**< values of no known name of the enumeration */
    bool is_whole;          /**< amounts: none has decimals */
    const char *other_date; /**< or NULL: reads 03/04/2023 in another way */
    bool has_unit;          /**< amounts: header or title say which */
    bool is_titled;         /**< a title line says which */
    size_t n_decimals;      /**< amounts: most, where more than may be */
    const char *money;      /**< amounts: yuan, fen or wan */
    const char *suffix;     /**< or NULL */
    const char *dates[DS_GUESS_DATES];
    size_t n_dates;
    uint32_t missing;
    ds_dict values; /**< of enumerations, cleaned, by code */
    char split[16]; /**< of sets: the separators seen */
} ds_guess_column;

/** Looks at a field's values, as the claim column `name`, or (name NULL) as a
 * column of one's own of that kind. */
DS_MUST_USE ds_status ds_guess_look(ds_guess_column *g, const ds_sample *s,
                                    const ds_synonyms *names, size_t field,
                                    const char *name, ds_kind kind,
                                    ds_error *err);

/** The number of a value as the import would read it; an empty one is 0. False
 * where it is none. */
bool ds_guess_number(const ds_guess_column *g, ds_field f, int64_t *number);

/** Frees it; takes zeroed ones. */
void ds_guess_column_destroy(ds_guess_column *g);

#endif
