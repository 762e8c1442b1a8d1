/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/hangzhou/hangzhou_state.h - a year of county communities between its
 * steps: areas and persons (hangzhou_places.c), claims folded
 * (hangzhou_scan.c), chains of stays (hangzhou_chains.c), tables given
 * (hangzhou_lists.c), budgets and points (hangzhou_money.c), sanctions and
 * deferral (hangzhou_decide.c), tables written (hangzhou_tables.c,
 * hangzhou_reports.c, hangzhou_account.c) */
#ifndef DS_HANGZHOU_STATE_H
#define DS_HANGZHOU_STATE_H

#include "kernels/cube.h"
#include "sim/drg/settle_state.h"
#include "sim/hangzhou/hangzhou.h"
#include "sim/hangzhou/hangzhou_rules.h"
#include "sim/institutions.h"

/** The bucket of ended agreements comes after those of DRG. */
enum { HZ_ENDED = DS_N_BUCKETS, HZ_N_BUCKETS, HZ_MONTHS = 12 };

/** What of inpatient care counts where (hz_scan.flow). */
enum { HZ_WITH_POINTS, HZ_OUTSIDE, HZ_OF_ENDED, HZ_N_FLOWS };
/** Where a community's persons had outpatient care. */
enum { HZ_OWN, HZ_ELSEWHERE, HZ_SPECIAL, HZ_N_WHERES };

/** Areas, communities and what they say of persons. Codes of areas are those of
 * `areas`, communities those of institutions.groups; 0: none. */
typedef struct hz_places {
    ds_dict areas;
    uint32_t city;
    uint32_t *area_of; /**< by institution code */
    bool has_persons;  /**< there is a table person */
    size_t n_patients;
    uint32_t *person_area;  /**< by patient code, or NULL */
    uint32_t *person_group; /**< by patient code, or NULL */
    int64_t *heads;         /**< by area */
    int64_t *group_heads;   /**< by community */
    uint32_t *group_area;   /**< by community */
} hz_places;

/** A record's own lanes. */
typedef struct hz_map {
    const ds_settle_map *cases;
    const ds_institutions *institutions;
    const hz_places *places;
    const ds_hangzhou_policy *policy;
    int64_t year, in_area, yes, no, emergency;
    size_t n_areas;
    size_t in_scope, referral, episode; /* columns */
    size_t bucket, payee, cell, flow, op_area, op_group, op_hospital, visit,
        month, past_area, past_hospital, self, added, points; /* lanes */
} hz_map;

typedef struct hz_cubes {
    ds_cube buckets; /**< [institution][bucket]: points, cost, fund, personal */
    ds_cube flows;   /**< [flow][area q][area p]: fund */
    ds_cube op_area; /**< [area p]: fund */
    ds_cube op_group;      /**< [community][where]: fund */
    ds_cube op_hospital;   /**< [institution]: cost */
    ds_cube visits;        /**< [area p][primary + 2 in county]: records */
    ds_cube months;        /**< [institution][month]: fund */
    ds_cube past_area;     /**< [area p][0 outpatient, 1 inpatient]: fund */
    ds_cube past_hospital; /**< [institution]: cost */
    ds_cube self;          /**< [area p]: in scope, personal, added */
} hz_cubes;

/** A stay of a chain. */
typedef struct hz_stay {
    int64_t episode, admit, discharge, row, hospital, is_referred;
} hz_stay;

/** Chains of a community (H8); amounts in fen. */
typedef struct hz_referral {
    int64_t chains, separate, one;
} hz_referral;

typedef struct hz_area {
    bool is_used;
    /* given, DS_MISSING: not */
    int64_t last_budget, last_spending, growth, adjust, budget_given;
    int64_t share_given, keep, share, per_head;
    /* H1, H2, H16 */
    int64_t base, raw, ceiling, budget, ip_share, budget_ip, budget_op;
    bool is_capped;
    int64_t last_ip, last_op, spend_op, ended;
    /* Z4 */
    ds_z4_input z4_in;
    ds_z4 z4;
    int64_t shortfall, distributed, points, personal, unallocated;
} hz_area;

typedef struct hz_hospital {
    /* given */
    int64_t change, violation, release, heads, invalid;
    bool is_given;
    ds_settle_sums sums; /**< of cases with points */
    int64_t halved, clearing, amount, payment;
    int64_t target, withheld, decision, recovery; /**< H15, H7, H13 */
    int64_t last_cost;                            /**< of last year's stays */
    bool is_flagged;
    int64_t excess, defer, released, prepaid, final;
} hz_hospital;

struct ds_hangzhou {
    ds_hangzhou_input in;
    ds_hangzhou_policy policy;
    ds_settle *settle;
    ds_institutions institutions;
    hz_places places;
    hz_map map;
    ds_stage stage;
    hz_cubes cubes;
    ds_cube halved;
    ds_buffer *stays; /**< hz_stay, one a thread */
    size_t *n_stays;
    int threads;
    hz_referral *referrals; /**< by community */
    hz_area *areas;         /**< by area code */
    uint32_t *area_order;   /**< codes by name */
    hz_hospital *hospitals; /**< by institution code */
    size_t lanes[3];
    ds_settle_more more;
};

DS_MUST_USE ds_status hz_places_init(ds_hangzhou *s, ds_error *err);
void hz_places_destroy(hz_places *p);

/** Folds the claims. */
DS_MUST_USE ds_status hz_scan(ds_hangzhou *s, const ds_run *run, ds_error *err);

/** H8: from the stays kept while reading. */
DS_MUST_USE ds_status hz_chains(ds_hangzhou *s, ds_error *err);

/** Reads the tables area and institution. */
DS_MUST_USE ds_status hz_lists(ds_hangzhou *s, ds_error *err);

/** H1, H2, H16, H3, Z4: budgets, pools, amounts by points. */
DS_MUST_USE ds_status hz_money(ds_hangzhou *s, ds_error *err);

/** H7, H13, H15, Z6: decisions, deferral, what is paid at last. */
DS_MUST_USE ds_status hz_decide(ds_hangzhou *s, ds_error *err);

/** H11 of a community; *per_head is printed, used exact. */
DS_MUST_USE ds_status hz_community(const ds_hangzhou *s, uint32_t group,
                                   ds_h11 *x, int64_t *per_head,
                                   int64_t *special, ds_error *err);

/** Tables community, visits, referral, self_referral, heads, months. */
DS_MUST_USE ds_status hz_reports(const ds_hangzhou *s, ds_table *tables,
                                 ds_error *err);

/** Tables buckets, ledger, notes, from those that are filled. */
DS_MUST_USE ds_status hz_account(const ds_hangzhou *s, ds_table *tables,
                                 ds_error *err);

/** A sum does not fit: names the rule. */
ds_status hz_too_large(const char *rule, ds_error *err);

#endif
