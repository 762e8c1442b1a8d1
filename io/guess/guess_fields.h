/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/guess/guess_fields.h - which field of a sample becomes which column. */
#ifndef DS_GUESS_FIELDS_H
#define DS_GUESS_FIELDS_H

#include "io/guess/guess_column.h"

typedef enum ds_field_role {
    DS_ROLE_NONE,     /**< nothing known about it */
    DS_ROLE_COLUMN,   /**< a column of a claim */
    DS_ROLE_MEMBER,   /**< of a set: operations, other diagnoses */
    DS_ROLE_SPARE,    /**< another field is a better source of its column */
    DS_ROLE_OWN,      /**< a known column that claims do not have */
    DS_ROLE_PERSONAL, /**< names, addresses: better left out */
    DS_ROLE_REPEATED  /**< its name is there twice, so it cannot be mapped */
} ds_field_role;

typedef struct ds_guess_field {
    ds_field_role role;
    const char *target; /**< of the synonyms, or NULL */
    int rank;
} ds_guess_field;

/** Zero it before ds_guess_fields_find. */
typedef struct ds_guess_fields {
    const ds_sample *sample; /**< borrowed, with the following */
    const ds_synonyms *names;
    ds_guess_field *fields;   /**< one a field of the header */
    ds_guess_column *columns; /**< one a column of a claim, looked at where
                                   `has` is set */
    bool *has;
} ds_guess_fields;

DS_MUST_USE ds_status ds_guess_fields_find(ds_guess_fields *g,
                                           const ds_sample *s,
                                           const ds_synonyms *names,
                                           ds_error *err);

/** The column looked at of that name, or NULL where no field is it. */
const ds_guess_column *ds_guess_find(const ds_guess_fields *g,
                                     const char *column);

/** In how many rows of the sample the amounts of these columns (those that are
 * there) add up to the total; *n: rows where all can be read. */
size_t ds_guess_adds_up(const ds_guess_fields *g, const char *const *parts,
                        size_t n_parts, size_t *n);

/** Frees it; takes zeroed ones. */
void ds_guess_fields_destroy(ds_guess_fields *g);

#endif
