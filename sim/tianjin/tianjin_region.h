/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_region.h - who is settled: institutions with their
 * classes by month, settlement units, rosters, contracts, disease quotas,
 * decisions; read from the tables beside the claims (policy.md section 2.0). */
#ifndef DS_TIANJIN_REGION_H
#define DS_TIANJIN_REGION_H

#include "sim/lanes.h"
#include "sim/persons.h"
#include "sim/tianjin/tianjin_policy.h"

/** A row of a roster by place (sim/persons.h). Months since 2000-01. */
typedef struct ds_tj_signed {
    uint32_t unit; /**< settlement unit */
    int16_t from, to;
    int16_t scope; /**< number of the category; DS_TJ_SCOPE_ALL */
} ds_tj_signed;
enum { DS_TJ_SCOPE_ALL = -1 };

/** A row of disease quotas by place. `pair` numbers (person, owner). */
typedef struct ds_tj_disease {
    uint32_t hospital, pair;
    int16_t from, to;
    int64_t quota; /**< fen a month */
} ds_tj_disease;

/** What was left out or assumed; counts for the notes of a result. */
typedef struct ds_tj_region_notes {
    int64_t no_level;    /**< institutions without level: unrated */
    int64_t unknown;     /**< rows of institutions that are not in `hospital` */
    int64_t other_years; /**< decisions and bid_use rows of other years */
    int64_t no_contract; /**< units with a roster and no contract */
} ds_tj_region_notes;

/** Everything read; zero it, then ds_tj_region_read. Texts are borrowed from
 * the tables. */
typedef struct ds_tj_region {
    const ds_tj_policy *policy; /**< borrowed: class.order, class.ip_tcm */
    int first_month;            /**< months since 2000-01 of month 1 */
    size_t n_hospitals, n_units, n_contracts, n_decisions, n_uses, n_passes;
    ds_tj_hospital *hospitals; /**< sorted by id */
    ds_tj_unit *units;         /**< sorted by id */
    ds_tj_contract *contracts; /**< sorted by unit */
    ds_tj_decision *decisions; /**< by month, segment */
    ds_tj_bid_use *uses;
    ds_tj_bid_pass *passes;
    uint32_t *of_code; /**< institution of a hospital code of the claims */
    size_t n_codes;
    int service_first, n_service;        /**< months of service in the claims */
    int8_t *op_class, *ip_class, *level; /**< [hospital][service month] */
    ds_persons roster, disease;
    ds_tj_signed *signers;   /**< by place of roster */
    ds_tj_disease *diseases; /**< by place of disease */
    uint32_t n_pairs;
    ds_tj_region_notes notes;
} ds_tj_region;

/** Reads the tables for the agreement year that begins in `first_month`.
 * DS_ERR_DATA, with the remedy, where there is no table hospital or a table
 * names an institution, scope or segment that does not exist. */
DS_MUST_USE ds_status ds_tj_region_read(ds_tj_region *r,
                                        const ds_claims_input *claims,
                                        const ds_tj_policy *policy,
                                        int first_month, ds_error *err);

/** 2.0: class of an institution that is no pharmacy, by the first test of
 * `order` that fits. */
int ds_tj_op_class(const int8_t order[DS_TJ_N_CLASS_TESTS], int64_t level,
                   bool is_tcm, bool has_family_doctors);

/** The institution of that id, or DS_TJ_NONE. */
uint32_t ds_tj_region_find(const ds_tj_region *r, const char *id);

/** The segment of that name, a budget may be decided for it; or -1. */
int ds_tj_segment_find(const char *name);

/** Place of a month of service in the class arrays of a hospital. */
static inline size_t ds_tj_service_at(const ds_tj_region *r, uint32_t hospital,
                                      int64_t month)
{
    int64_t at = month - r->service_first;
    if (at < 0) at = 0;
    if (at >= r->n_service) at = r->n_service - 1;
    return hospital * (size_t)r->n_service + (size_t)at;
}

/** Frees it; takes zeroed ones. */
void ds_tj_region_destroy(ds_tj_region *r);

/* ---- between the two halves of the reading ------------------------------- */

DS_MUST_USE ds_status ds_tj_table(const ds_claims_input *claims,
                                  const char *name, const ds_table **t,
                                  ds_error *err);
/** A cell of a column that the table may lack: then `absent`. */
int64_t ds_tj_cell(const ds_table *t, size_t row, const char *column,
                   int64_t absent);
/** The institution in a TEXT column, DS_ERR_DATA where there is none. */
DS_MUST_USE ds_status ds_tj_need_hospital(const ds_tj_region *r,
                                          const ds_table *t, size_t row,
                                          const char *column, uint32_t *out,
                                          ds_error *err);
DS_MUST_USE ds_status ds_tj_contracts_read(ds_tj_region *r,
                                           const ds_claims_input *claims,
                                           ds_error *err);
DS_MUST_USE ds_status ds_tj_decisions_read(ds_tj_region *r,
                                           const ds_claims_input *claims,
                                           ds_error *err);

#endif
