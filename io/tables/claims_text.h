/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/claims_text.h - claims as CSV or JSON Lines: codes as their
 * strings, enumerations as their names, money in yuan, days and months as ISO
 * dates. What import reads back under the column's own name. */
#ifndef DS_CLAIMS_TEXT_H
#define DS_CLAIMS_TEXT_H

#include "base/source.h"
#include "io/tables/text_out.h"

typedef struct ds_claims_format {
    bool fen;  /**< money as whole fen under the column's own name, else yuan
                    under the name without "_fen" */
    bool json; /**< an object a line instead of CSV; no header; missing values
                    and codes are null */
    bool raw;  /**< days, months and points as the stored integers */
    bool zh;   /**< Chinese labels in the header */
    bool bom;  /**< begins with a byte order mark */
} ds_claims_format;

typedef struct ds_claims_column ds_claims_column;

/** Zero it before ds_claims_text_init. Rows may be written on any number of
 * threads. */
typedef struct ds_claims_text {
    size_t n;
    ds_claims_column *columns;
    size_t row_bytes; /**< the longest row */
    ds_claims_format format;
} ds_claims_text;

/** Readies n columns (numbers into source->columns) and loads their
 * dictionaries. */
DS_MUST_USE ds_status ds_claims_text_init(ds_claims_text *t,
                                          const ds_source *source, size_t n,
                                          const size_t *columns,
                                          const ds_claims_format *format,
                                          ds_error *err);

/** Appends the header line. */
DS_MUST_USE ds_status ds_claims_text_header(const ds_claims_text *t,
                                            ds_text *out, ds_error *err);

/** Appends n rows; lane[i] holds the values of column i. */
DS_MUST_USE ds_status ds_claims_text_rows(const ds_claims_text *t, size_t n,
                                          int64_t *const *lane, ds_text *out,
                                          ds_error *err);

/** Frees it; takes zeroed ones. */
void ds_claims_text_destroy(ds_claims_text *t);

/** The heading of a column: its name, money in yuan without its "_fen", or
 * (zh) its Chinese label with the unit of money, where it is a known one. */
void ds_claims_title(const ds_source_column *column, bool fen, bool zh,
                     char *text, size_t size);

/** Fills a dictionary (zeroed; the caller destroys it) with the names of an
 * enumeration: name i has code i + 1, as code 0 is the empty text. */
DS_MUST_USE ds_status ds_claims_names(const char *names, ds_dict *out,
                                      ds_error *err);

/** Loads the dictionary of a column (the caller destroys it), which must hold
 * every code that the source says may occur. */
DS_MUST_USE ds_status ds_claims_dictionary(const ds_source *s,
                                           const ds_source_column *column,
                                           ds_dict *out, ds_error *err);

#endif
