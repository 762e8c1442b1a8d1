/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/catalogue_published.h - a catalogue as one list, to be published as
 * CSV: groups, auxiliary catalogue, coefficients of levels, and the integers
 * and keys behind them, so that who reads it settles to the same fen. */
#ifndef DS_CATALOGUE_PUBLISHED_H
#define DS_CATALOGUE_PUBLISHED_H

#include "sim/dip/catalogue.h"

/** The columns of a published catalogue: TEXT diagnosis, operations, POINTS
 * points are needed. What `kind` says a row is:
 * - core (or empty), composite, chapter: a group; FEN mean, INT primary;
 * - auxiliary: a sub-type of a core group; TEXT dimension, subtype, DECIMAL (4)
 *   coefficient (7.7);
 * - level: TEXT level, DECIMAL (4) coefficient (7.6);
 * - key: name and value of a key of the catalogue in `diagnosis`, `operations`;
 * - year: INT year, DECIMAL (9) weight (7.1);
 * - cell: what a mean is made of: group_kind, diagnosis, operations, year,
 *   level, INT cases, FEN cost of kept cases. */
enum {
    DS_PUB_DIAGNOSIS,
    DS_PUB_OPERATIONS,
    DS_PUB_POINTS,
    DS_PUB_KIND,
    DS_PUB_MEAN,
    DS_PUB_PRIMARY,
    DS_PUB_DIMENSION,
    DS_PUB_SUBTYPE,
    DS_PUB_COEFFICIENT,
    DS_PUB_LEVEL,
    DS_PUB_YEAR,
    DS_PUB_WEIGHT,
    DS_PUB_GROUP_KIND,
    DS_PUB_CASES,
    DS_PUB_COST,
    DS_N_PUBLISHED
};
enum { DS_PUBLISHED_NEEDED = 3 };
extern const ds_column_spec ds_published_specs[DS_N_PUBLISHED];

/** What a row is. */
typedef enum ds_published_row {
    DS_PUB_ROW_GROUP,
    DS_PUB_ROW_AUXILIARY,
    DS_PUB_ROW_LEVEL,
    DS_PUB_ROW_KEY,
    DS_PUB_ROW_YEAR,
    DS_PUB_ROW_CELL
} ds_published_row;
ds_published_row ds_published_row_of(const ds_table *list, size_t row);

/** The table `published` from the other tables of a catalogue. */
DS_MUST_USE ds_status ds_catalogue_published(
    const ds_table tables[DS_N_CATALOGUE_TABLES],
    const ds_catalogue_policy *policy, ds_table *out, ds_error *err);

/** Whether the list has years and cells: then it can be split. */
bool ds_published_is_whole(const ds_table *list);

/** The tables of a whole list that a ds_disease_list is made from; those that
 * were made are destroyed by the caller in any case. */
DS_MUST_USE ds_status ds_published_split(const ds_table *list,
                                         ds_table tables[DS_N_CATALOGUE_TABLES],
                                         ds_error *err);

/** The number of a sub-type by the names of dimension and sub-type, or -1. */
int ds_subtype_number(const char *dimension, const char *subtype,
                      ds_dimension *out);

#endif
