/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/institutions.h - what the table of institutions says of each: level,
 * county, medical group, grade, sanctions (policy.md section 1.1). */
#ifndef DS_INSTITUTIONS_H
#define DS_INSTITUTIONS_H

#include "base/dict.h"
#include "base/source.h"
#include "base/table.h"

#include <stdbool.h>

enum { DS_N_GRADES = 4, DS_NO_GRADE = -1 };

/** excellent, good, pass, fail. */
extern const char *const ds_grade_names[DS_N_GRADES];

typedef struct ds_institution {
    bool is_listed;  /**< has a row in the table */
    bool is_outside; /**< in_area is 0 */
    bool is_pharmacy, is_lead, is_sanctioned, is_ended, controls_poorly;
    int level;       /**< 3, 2, 1, 0; -1 unknown */
    int grade;       /**< 0..3 or DS_NO_GRADE */
    uint32_t group;  /**< code in groups; 0 none */
    uint32_t county; /**< code in counties; 0 none */
} ds_institution;

/** Institutions by their code in the claims; those that only the table has
 * follow behind. Zero it. */
typedef struct ds_institutions {
    size_t n, n_claims; /**< all; those with a code in the claims */
    ds_dict ids, groups, counties;
    ds_institution *at; /**< [n] */
    uint32_t *order;    /**< codes sorted by id */
    bool has_lead;      /**< the table says who leads */
} ds_institutions;

/** Reads `table` (TEXT hospital, other columns as they are there). DS_ERR_DATA
 * names the row of an institution that stands there twice, a wrong grade. */
DS_MUST_USE ds_status ds_institutions_init(ds_institutions *x,
                                           const ds_source *claims,
                                           const ds_table *table,
                                           ds_error *err);

/** The code of an id, or UINT32_MAX. */
uint32_t ds_institutions_find(const ds_institutions *x, const char *id);

/** Who leads a group: the member with is_lead; where the table says of nobody,
 * the member of the highest level, then of the smallest id. DS_ERR_DATA where
 * the table names none or several of the group. */
DS_MUST_USE ds_status ds_institutions_lead(const ds_institutions *x,
                                           uint32_t group, uint32_t *lead,
                                           ds_error *err);

/** The member of the highest level, then of the smallest id. */
uint32_t ds_institutions_largest(const ds_institutions *x, uint32_t group);

/** Frees it; takes zeroed ones. */
void ds_institutions_destroy(ds_institutions *x);

#endif
