/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/disease_list.h - a DIP catalogue as a settlement uses it: from
 * the tables of a catalogue (sim/dip/catalogue.h) or from a published
 * list (A38). */
#ifndef DS_DISEASE_LIST_H
#define DS_DISEASE_LIST_H

#include "base/ratio.h"
#include "sim/dip/catalogue.h"

/** Coefficients of a group's sub-types. */
typedef struct ds_aux_group {
    ds_dimension dimension;
    int64_t coefficient[DS_SUBTYPE_OTHER + 1]; /**< DS_MISSING: none */
} ds_aux_group;

/** A group of the list. */
typedef struct ds_listed {
    ds_disease_kind kind;
    uint32_t next;  /**< core: the next one of its diagnosis; 0: none */
    int64_t points; /**< 1/10,000 */
    bool is_primary;
    int32_t aux;    /**< number in `aux`, or -1 */
    int64_t n, sum; /**< kept cases of all base years, their cost */
    int64_t level_n[DS_N_LEVELS], level_sum[DS_N_LEVELS]; /**< last year */
    int64_t coefficient[DS_N_LEVELS]; /**< 7.6 by disease, 1/10,000 */
    mpq_t mean;                       /**< fen; 0: unknown */
} ds_listed;

/** The list; zero it before a ds_disease_list_from_*. */
typedef struct ds_disease_list {
    char origin[160]; /**< "years 2020-2022 of region.h5", for the result */
    bool is_in_sample;
    bool is_published; /**< no levels, no years behind the means */
    ds_dip_code how;
    ds_dict keys;  /**< "core|I639|397200", clean; code = number of the group */
    ds_dict parts; /**< key parts of core groups */
    uint32_t *first; /**< by part: its first core group */
    size_t n;        /**< groups 1..n-1; 0 is none */
    ds_listed *group;
    size_t n_aux;
    ds_aux_group *aux;
    int64_t coefficient[DS_N_LEVELS]; /**< of levels; DS_MISSING: none */
    mpq_t base_cost;                  /**< B in fen; 0: unknown */
    int last_year;                    /**< of the base years; 0: unknown */
    bool is_made;
} ds_disease_list;

/** From the tables of ds_catalogue_tables, in their order; `path` is for
 * messages, `policy` says how means and points were made. Means are computed
 * again, exactly, from `catalogue_cells`. */
DS_MUST_USE ds_status
ds_disease_list_from_tables(const ds_table tables[DS_N_CATALOGUE_TABLES],
                            const ds_catalogue_policy *policy, const char *path,
                            ds_disease_list *out, ds_error *err);

/** From a published catalogue of ds_published_specs that has no cells: groups,
 * auxiliary catalogue, coefficients of levels. A row twice, or without positive
 * points, is DS_ERR_DATA. */
DS_MUST_USE ds_status ds_disease_list_from_published(const ds_table *list,
                                                     const char *path,
                                                     ds_dip_code how,
                                                     ds_disease_list *out,
                                                     ds_error *err);

/** The group of that kind and clean code, or 0. */
uint32_t ds_disease_list_find(const ds_disease_list *l, ds_disease_kind kind,
                              const char *code, const char *operations);

/** The clean operations of a group. */
const char *ds_disease_list_operations(const ds_disease_list *l, uint32_t g);

/** "I63.9|39.7200" as printed; out holds 3 * DS_CODE_SIZE. */
void ds_disease_list_show(const ds_disease_list *l, uint32_t g, char *out);

/** Frees it; takes zeroed ones. */
void ds_disease_list_destroy(ds_disease_list *l);

#endif
