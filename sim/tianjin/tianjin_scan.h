/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_scan.h - from claims to facts: one pass that gives every
 * record its bucket and adds up what the rules T1-T21 need, by keys that occur.
 * Memory is that of the keys and of one number a patient, not of the claims. */
#ifndef DS_TIANJIN_SCAN_H
#define DS_TIANJIN_SCAN_H

#include "kernels/keyed.h"
#include "kernels/plan.h"
#include "sim/tianjin/tianjin_map.h"

/** Counts for the notes of a result. */
typedef struct ds_tj_scan_notes {
    int64_t quota_unlisted; /**< quota claims without a disease_quota row */
    int64_t quota_short;    /**< T6 pairs with net < 0 at year end */
    int64_t no_costs;       /**< 1: no drug, herb and service columns at all */
    int64_t no_service;     /**< 1: one of them absent; services are the rest */
} ds_tj_scan_notes;

/** Zero it, then ds_tj_scan_run. */
typedef struct ds_tj_scan {
    ds_tj_facts facts; /**< arrays of this struct's */
    int64_t records[DS_TJ_N_BUCKETS], cost[DS_TJ_N_BUCKETS]; /**< fen */
    ds_tj_scan_notes notes;
} ds_tj_scan;

/** Reads the claims once. */
DS_MUST_USE ds_status ds_tj_scan_run(const ds_tj_map *map, const ds_run *run,
                                     ds_tj_scan *out, ds_error *err);

/** Adds the pass to a plan. */
void ds_tj_scan_plan(const ds_tj_map *map, const ds_run *run, ds_plan *plan);

/** Frees it; takes zeroed ones. */
void ds_tj_scan_destroy(ds_tj_scan *s);

/* ---- between the halves of the scan -------------------------------------- */

/** The tables of the pass. */
enum {
    DS_TJ_BY_OP,
    DS_TJ_BY_PAIR,  /**< T6: own drugs and others' points by (pair, month) */
    DS_TJ_BY_OWNER, /**< T6: raw points and cost by (owner, month, class of the
                         claim's month) */
    DS_TJ_BY_IP,
    DS_TJ_BY_MONEY,
    DS_TJ_BY_ACTIVITY,
    DS_TJ_BY_PAST,
    DS_TJ_BY_ROSTER, /**< by (unit, segment, months of the roster) */
    DS_TJ_BY_FFS,
    DS_TJ_BY_LAST, /**< T1, T2, by years ago: cost, pooled by kind */
    DS_TJ_N_KEYED
};

typedef struct ds_tj_keyed {
    const ds_tj_map *map;
    ds_key_form form[DS_TJ_N_KEYED];
    ds_keyed by[DS_TJ_N_KEYED];
} ds_tj_keyed;

/** Adds a record to the tables. */
DS_MUST_USE ds_status ds_tj_keyed_add(ds_tj_keyed *k, int thread,
                                      const ds_tj_record *r, int64_t category,
                                      ds_error *err);

DS_MUST_USE ds_status ds_tj_keyed_init(ds_tj_keyed *k, const ds_tj_map *map,
                                       const ds_run *run, ds_error *err);
void ds_tj_keyed_destroy(ds_tj_keyed *k);

/** Rows of facts from joined tables. */
DS_MUST_USE ds_status ds_tj_facts_make(const ds_tj_keyed *k, ds_tj_scan *out,
                                       ds_error *err);

/** T6 over all pairs: facts->quota. */
DS_MUST_USE ds_status ds_tj_quota_make(const ds_tj_keyed *k, ds_tj_scan *out,
                                       ds_error *err);

#endif
