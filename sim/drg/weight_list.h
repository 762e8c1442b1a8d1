/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/drg/weight_list.h - the groups' base points as a settlement uses them:
 * from computed weights, from the tables of an earlier run, or a published list
 * (A38). */
#ifndef DS_WEIGHT_LIST_H
#define DS_WEIGHT_LIST_H

#include "base/table.h"
#include "sim/drg/weights.h"

/** Points of weight 1 (policy.md section 1). */
enum { DS_WEIGHT_SCALE = 100 };

/** Base points by group. Zero it before a ds_weight_list_from_*. */
typedef struct ds_weight_list {
    char origin[160]; /**< "years 2021-2022 of region.h5", for the result */
    int first_year, last_year; /**< base years; 0: unknown */
    bool is_in_sample;         /**< made from the year that is settled */
    ds_dict groups;            /**< ids; code 0 is no group */
    int64_t *base;             /**< points in 1/10,000; DS_MISSING: none */
    int64_t *weight; /**< published weight (8.1), 1/10,000; DS_MISSING: none */
    int64_t *n;      /**< base cases before the trim; DS_MISSING: unknown */
    mpq_t *mean;     /**< mean cost in fen; 0: unknown */
    mpq_t mean_all;  /**< of all cases; 0: unknown */
    bool is_made;
} ds_weight_list;

/** From weights just computed; copies all it keeps. */
DS_MUST_USE ds_status ds_weight_list_from_weights(const ds_weights *w,
                                                  ds_weight_list *out,
                                                  ds_error *err);

/** From the tables `weights` and `weights_years` of a result file; `path` is
 * for messages. The means are recomputed exactly from the years' sums. */
DS_MUST_USE ds_status ds_weight_list_from_tables(const ds_table *weights,
                                                 const ds_table *years,
                                                 const char *path,
                                                 ds_weight_list *out,
                                                 ds_error *err);

/** From a published list: a TEXT column of groups, a DECIMAL one (4 decimals)
 * of weights (`scale` 100 points) or of base points (`scale` 1). Rows without a
 * number are left out; a group twice is DS_ERR_DATA. n and means stay unknown.
 */
DS_MUST_USE ds_status ds_weight_list_from_published(const ds_table *list,
                                                    const char *path,
                                                    int64_t scale,
                                                    ds_weight_list *out,
                                                    ds_error *err);

/** Frees it; takes zeroed ones. */
void ds_weight_list_destroy(ds_weight_list *l);

#endif
