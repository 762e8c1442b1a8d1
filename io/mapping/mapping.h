/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/mapping/mapping.h - mapping files: which column of a claim comes from
 * which field of a CSV, and how (docs/formats.md, "mapping files"). */
#ifndef DS_MAPPING_H
#define DS_MAPPING_H

#include "base/dict.h"
#include "base/source.h"
#include "io/import/import_rows.h"
#include "io/mapping/mapping_tree.h"
#include "io/transcode.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Where a column's values come from. */
typedef enum ds_map_from {
    DS_MAP_FIELD,  /**< one field: {column: NAME} */
    DS_MAP_CONCAT, /**< fields and texts joined: {concat: "${a}-${b}"} */
    DS_MAP_SET,    /**< a sorted set of fields: {set: [a, b]} */
    DS_MAP_SUM,    /**< amounts of fields added up: {sum: [a, b]} */
    DS_MAP_VALUE,  /**< the same in every row: {value: TEXT} */
    DS_MAP_DAY,    /**< the month of a mapped day: {from: discharge_day} */
    DS_MAP_ROW     /**< the number of the input row */
} ds_map_from;

/** What becomes of an empty field or one of the `missing` texts. */
typedef enum ds_map_empty {
    DS_EMPTY_REJECT,
    DS_EMPTY_MISSING, /**< DS_MISSING, code 0, or "unknown" */
    DS_EMPTY_ZERO
} ds_map_empty;

/** What becomes of a text that is not among `values`. */
typedef enum ds_map_other {
    DS_OTHER_REJECT,
    DS_OTHER_KEEP, /**< read as if there were no `values` */
    DS_OTHER_VALUE /**< other_value, or code 0 */
} ds_map_other;

/** A field of the input, or (of CONCAT) a text between fields. */
typedef struct ds_map_part {
    char *text; /**< the field's name, or the text */
    bool is_field;
    size_t field; /**< its number in a row, after ds_mapping_bind */
} ds_map_part;

/** Texts and what they stand for. */
typedef struct ds_map_values {
    ds_dict from;       /**< codes 1.. are the texts; empty: no `values` */
    int64_t *numbers;   /**< by code, of all kinds but CODE */
    const char **texts; /**< by code, of CODE; borrowed from the tree */
} ds_map_values;

typedef struct ds_map_column {
    ds_source_column is; /**< name, kind, range, dictionary of the claim */
    const char *names;   /**< ENUM: its names, else NULL */
    bool is_text;        /**< its values are strings with codes */
    ds_map_from from;
    int line;           /**< in the mapping file, 0: not in it */
    ds_map_part *parts; /**< FIELD 1, CONCAT, SET, SUM */
    size_t n_parts;
    size_t day_column;    /**< DAY: number of the mapped column */
    int64_t value;        /**< VALUE of numbers */
    const char *text;     /**< VALUE of texts; borrowed from the tree */
    int decimals;         /**< of amounts and points as written in the input */
    bool rounds;          /**< further decimals are rounded, not refused */
    const char *date;     /**< DAY, MONTH: format; borrowed */
    const ds_node *dates; /**< further formats, tried in turn, or NULL */
    const char *suffix; /**< dropped from the end where it is there, or NULL */
    const char *split;  /**< SET: characters that separate members in a field
                             (UTF-8), or NULL */
    bool is_unique;     /**< claim: the second of two equal ids is rejected */
    bool cleans;        /**< read tolerantly (import_clean.h) */
    ds_map_empty empty;
    const ds_node *missing; /**< list of texts that mean "empty", or NULL */
    ds_map_values values;
    ds_map_other other;
    int64_t other_value;
} ds_map_column;

typedef struct ds_mapping {
    char *path;
    uint32_t crc; /**< of the file's bytes */
    ds_node *tree;
    char delimiter;
    ds_encoding encoding;
    int header;  /**< row (1, 2, ...) of the field names; 0: there are none */
    bool trims;  /**< blanks and tabs at both ends of a field are dropped */
    bool cleans; /**< the columns' default (import_clean.h) */
    const ds_node *footer; /**< list of what total lines begin with or hold,
                                or NULL; borrowed */
    bool is_unique;        /**< checks: {unique: claim} */
    bool checks_payers, checks_classes; /**< the sums of a claim */
    size_t n_columns;
    ds_map_column *columns; /**< in the order of ds_claim_columns, then others
                                 in the order of the file */
    size_t n_fields;        /**< after ds_mapping_bind */
} ds_mapping;

/** Reads a mapping file. DS_ERR_CONFIG names file, line, key and remedy.
 * Columns that follow from others are added: `claim` (row number), `month`
 * (from discharge_day). Zero *m before; destroy it also after a failure. */
DS_MUST_USE ds_status ds_mapping_read(const char *path, ds_mapping *m,
                                      ds_error *err);

/** Finds the fields by the names of the header row (header 0: by their numbers
 * 1, 2, ...). `input` is for messages. DS_ERR_FORMAT names a field that is not
 * there, or twice, with the line of the mapping that asks for it. */
DS_MUST_USE ds_status ds_mapping_bind(ds_mapping *m, const char *input,
                                      const ds_row *header, ds_error *err);

/** Whether some column reads the field. */
bool ds_mapping_uses(const ds_mapping *m, size_t field);

/** The column of that name, or NULL. */
const ds_map_column *ds_mapping_find(const ds_mapping *m, const char *name);

/** The field without blanks and tabs at its ends, if the mapping trims. */
ds_field ds_mapping_trim(const ds_mapping *m, ds_field field);

/** Whether the row is a total or a signature: its first field that is not empty
 * begins with one of the texts of `footer`, or any field is one of them. */
bool ds_mapping_is_footer(const ds_mapping *m, const ds_row *row);

/** Frees it; takes zeroed ones. */
void ds_mapping_destroy(ds_mapping *m);

#endif
