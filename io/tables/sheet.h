/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/sheet.h - a table, or claims, as other programs take them: columns
 * with headings and labels, rows of int64. What io/tables/xlsx.h and
 * io/tables/dta.h write. */
#ifndef DS_SHEET_H
#define DS_SHEET_H

#include "base/source.h"
#include "base/table.h"
#include "io/outfile.h"

#include <stdbool.h>

typedef struct ds_sheet_format {
    bool fen; /**< money as whole fen, else yuan */
    bool zh;  /**< Chinese headings and labels */
    bool raw; /**< days, months and points of claims as the stored integers */
} ds_sheet_format;

enum { DS_SHEET_TITLE = 256 };

typedef struct ds_sheet_column {
    char name[DS_SHEET_TITLE];  /**< English; money in yuan without "_fen" */
    char title[DS_SHEET_TITLE]; /**< the heading: name or Chinese label */
    const char *label;          /**< what it is, in the chosen language */
    ds_cell_type type;          /**< of all but TEXT and REAL the value is the
                                     integer / 10^decimals */
    int decimals;
    bool is_names;        /**< TEXT: an enumeration, its names in `texts` */
    const ds_dict *texts; /**< TEXT: value v is string v, of names v + 1 */
    ds_dict own;          /**< `texts` of claims */
    int64_t low, high;    /**< every integer is DS_MISSING or within; 0, 0 where
                               all are missing */
    size_t longest;       /**< bytes of its longest text */
    size_t width;         /**< columns of a terminal that its values take */
} ds_sheet_column;

/** Zero it. Borrows the table or source it is made of. */
typedef struct ds_sheet {
    const char *name, *title; /**< title: name, or its Chinese one */
    const char *file;         /**< where it comes from, for messages */
    uint64_t n_rows;
    size_t n_columns;
    ds_sheet_column *columns;
} ds_sheet;

/** Describes a table; ds_sheet_lanes gives its rows. */
DS_MUST_USE ds_status ds_sheet_of_table(ds_sheet *s, const ds_table *t,
                                        const char *file,
                                        const ds_sheet_format *format,
                                        ds_error *err);

/** Describes the claims of a source with n of its columns (numbers into
 * source->columns), and loads their dictionaries. Who writes fewer rows changes
 * s->n_rows. */
DS_MUST_USE ds_status ds_sheet_of_claims(ds_sheet *s, const ds_source *source,
                                         size_t n, const size_t *columns,
                                         const ds_sheet_format *format,
                                         ds_error *err);

/** Frees it; takes zeroed ones. */
void ds_sheet_destroy(ds_sheet *s);

/** The text of a TEXT value, "" where it is missing. */
static inline const char *ds_sheet_text(const ds_sheet_column *c, int64_t value)
{
    return ds_dict_text(c->texts, (uint32_t)(c->is_names ? value + 1 : value));
}

/** Writes sheets to a file. Rows are given in order, n_rows of a sheet in all;
 * lane[i] holds the values of column i (REAL: the double's bits). */
typedef struct ds_sheet_writer ds_sheet_writer;
struct ds_sheet_writer {
    ds_status (*begin)(ds_sheet_writer *w, const ds_sheet *s, ds_error *err);
    ds_status (*rows)(ds_sheet_writer *w, size_t n, int64_t *const *lane,
                      ds_error *err);
    /** All of the file is written; it still has to be committed. */
    ds_status (*end)(ds_sheet_writer *w, ds_error *err);
    void (*free)(ds_sheet_writer *w); /**< also before `end`, also NULL */
};

/** Gives a writer all rows of a table, between its begin and end. */
DS_MUST_USE ds_status ds_sheet_put_table(ds_sheet_writer *w, const ds_table *t,
                                         ds_error *err);

#endif
