/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/disease_list_rows.h - what both ways to a disease list share: rows of
 * groups, levels and sub-types, each of them once. Errors are DS_ERR_DATA and
 * name file and row. */
#ifndef DS_DISEASE_LIST_ROWS_H
#define DS_DISEASE_LIST_ROWS_H

#include "sim/dip/disease_list.h"

/** A row of a file; errors name its line. */
typedef struct ds_disease_place {
    const char *path;
    const ds_table *t;
    size_t row;
} ds_disease_place;

/** What the row of a group says besides its name; DS_MISSING: nothing. */
typedef struct ds_disease_said {
    int64_t points, mean, primary; /**< 1/10,000; fen; 0 or 1 */
} ds_disease_said;

/** "FILE, row N: what", without a remedy. */
DS_MUST_USE ds_status ds_disease_bad(const ds_disease_place *at,
                                     const char *what, ds_error *err);
DS_MUST_USE ds_status ds_disease_no_groups(const char *path, ds_error *err);

/** The numbers of a kind (empty: core) and of a level, or -1. */
int ds_disease_kind_of(const char *name);
int ds_disease_level_of(const char *name);

/** The clean code and operations of a row as it is printed; false: none. */
bool ds_disease_clean(const ds_disease_list *l, ds_disease_kind kind,
                      const char *diagnosis, const char *operations,
                      char code[DS_CODE_SIZE], char set[DS_CODE_SIZE]);

/** An empty list for up to `most` groups. */
DS_MUST_USE ds_status ds_disease_begin(ds_disease_list *l, size_t most,
                                       ds_dip_code how, ds_error *err);

/** Names are kind, diagnosis, operations; the new group is the last one. */
DS_MUST_USE ds_status ds_disease_add_group(ds_disease_list *l,
                                           const ds_disease_place *at,
                                           const char *const names[3],
                                           const ds_disease_said *of,
                                           ds_error *err);

/** Coefficient 7.6 of a level, 1/10,000. */
DS_MUST_USE ds_status ds_disease_add_level(ds_disease_list *l,
                                           const ds_disease_place *at,
                                           const char *name,
                                           int64_t coefficient, ds_error *err);

/** A sub-type's coefficient, 1/10,000: names are diagnosis, operations,
 * dimension, sub-type. `l->aux` has room for every row. */
DS_MUST_USE ds_status ds_disease_add_auxiliary(ds_disease_list *l,
                                               const ds_disease_place *at,
                                               const char *const names[4],
                                               int64_t coefficient,
                                               ds_error *err);

#endif
