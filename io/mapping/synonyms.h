/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/mapping/synonyms.h - what the columns of a claim and the values of its
 * enumerations are called in the files of others (configs/synonyms.csv, a copy
 * of which is in the program). */
#ifndef DS_SYNONYMS_H
#define DS_SYNONYMS_H

#include "base/dict.h"
#include "io/import/import_rows.h"

/** Zero it before ds_synonyms_init. */
typedef struct ds_synonyms {
    char *text;     /**< the table, cut into strings */
    ds_dict names;  /**< normal names; of values after "column=" */
    ds_buffer rows; /**< ds_synonym by code */
    size_t n_rows;
} ds_synonyms;

/** What a name stands for. */
typedef struct ds_synonym {
    const char *target; /**< a column, KIND:NAME, "personal"; of a value the
                             name of the enumeration */
    int rank;           /**< 0: the best name of its target */
} ds_synonym;

/** Reads the table in the program. */
DS_MUST_USE ds_status ds_synonyms_init(ds_synonyms *s, ds_error *err);

/** Reads another. DS_ERR_CONFIG names the line without a target, or whose name
 * stands for something else already. */
DS_MUST_USE ds_status ds_synonyms_read(ds_synonyms *s, const char *text,
                                       size_t n, ds_error *err);

/** What the name of a field stands for, or NULL: the name as it is, or without
 * what is in brackets at its end. */
const ds_synonym *ds_synonyms_column(const ds_synonyms *s, ds_field name);

/** The same for a name that is like a known one: 医保 before it, DRGs for DRG;
 * of amounts also with _fen, _fee, _cost, 金额 and the like behind it. */
const ds_synonym *ds_synonyms_like(const ds_synonyms *s, ds_field name);

/** The same for a name with a number at its end (其他诊断编码3, 手术二),
 * without it. */
const ds_synonym *ds_synonyms_numbered(const ds_synonyms *s, ds_field name);

/** The name of the enumeration `column` that a value stands for, or NULL. */
const char *ds_synonyms_value(const ds_synonyms *s, const char *column,
                              ds_field value);

/** Frees it; takes zeroed ones. */
void ds_synonyms_destroy(ds_synonyms *s);

#endif
