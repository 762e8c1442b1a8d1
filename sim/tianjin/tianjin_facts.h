/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_facts.h - what a year of Tianjin is settled from: integer
 * rows that the scan of the claims fills and the rules T1-T21 read.
 *
 * Money is fen; points are "pt", 1/10,000 point: 1 fen at 1:1 is 100 pt.
 * Months are 1..12 of the agreement year; a row counts in `month`, the month
 * of booking, and a refused row in max(refused_month, booked) (T21). Rows may
 * come in any order and several rows may have the same key: they add up.
 * Institutions are indices into ds_tj_input.hospitals, units into .units; both
 * lists are sorted by id, bytewise, so that an index is the rank of a tie. */
#ifndef DS_TIANJIN_FACTS_H
#define DS_TIANJIN_FACTS_H

#include "base/money.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DS_TJ_MONTHS = 12, DS_TJ_YEAR = 13 }; /**< 13: the year's run */

/** No institution, no unit: a prescriber or a signing unit that is not. */
#define DS_TJ_NONE UINT32_MAX

/** OP classes in the order of their segments; NO_CLASS: retail pharmacies. */
enum {
    DS_TJ_L3,
    DS_TJ_L2,
    DS_TJ_TCM,
    DS_TJ_FD,
    DS_TJ_PC,
    DS_TJ_CLASSES,
    DS_TJ_NO_CLASS = -1
};
enum { DS_TJ_WM, DS_TJ_IP_TCM, DS_TJ_IP_CLASSES };
/** Fee categories; without segment.herb slices are in SERV, HERB is unused. */
enum { DS_TJ_DRUG, DS_TJ_SERV, DS_TJ_HERB, DS_TJ_FEES };
/** T7's visit categories. Cancer claims without signing unit are paid from the
 * inpatient budget (T11(2)). */
enum { DS_TJ_ORDINARY, DS_TJ_DIABETES, DS_TJ_CANCER, DS_TJ_VISITS };
enum { DS_TJ_FFS, DS_TJ_QUOTA, DS_TJ_PARTS };
/** Pay categories: inpatient with cancer, outpatient, capitated and own. */
enum { DS_TJ_PC_IP, DS_TJ_PC_OP, DS_TJ_PC_CAP, DS_TJ_PCS };
/** Funds in the order of policy.md: kind EMP, RES x pooled, large, aid. */
enum { DS_TJ_EMP, DS_TJ_RES, DS_TJ_KINDS, DS_TJ_FUNDS = 6 };

/** Segments: class * DS_TJ_FEES + fee, then these. */
enum {
    DS_TJ_OP_SEGMENTS = 15,
    DS_TJ_SEG_WM = 15,
    DS_TJ_SEG_TCM,
    DS_TJ_SEGMENTS,       /**< 17: what has points and past cost */
    DS_TJ_SEG_RXRES = 17, /**< prescription circulation, art. 9(3) */
    DS_TJ_SEG_IP = 18,    /**< both IP classes: one budget */
    DS_TJ_SEG_NAMES = 19
};

/** Outpatient claims by item (cancer and capitated ones too), with their
 * points as claimed. `hospital` is where the claim is paid; `prescriber` the
 * other institution that prescribed (T14 attach) or DS_TJ_NONE. Classes are
 * those of the institution that claims (prescriber, else hospital) in the
 * month of service. `unit` is the signing unit's settlement unit when the
 * claim is capitated. Claims under a disease quota stand in ds_tj_quota_row.
 * A refused row has the amounts that leave, all <= 0: `winning_cost`,
 * `surplus`, `doses` in proportion to the points (half-up, claim by claim),
 * `cost` the refused points at 1:1 (half-up). */
typedef struct ds_tj_op_row {
    uint32_t hospital, prescriber, unit;
    int8_t op_class, ip_class, visit, month;
    int8_t hospital_class; /**< with a prescriber: the class of `hospital` in
                                the month of service, NO_CLASS: a pharmacy */
    bool is_refused;
    int64_t other;        /**< pt: drugs that won no bid */
    int64_t winning;      /**< pt: bid_drug_points */
    int64_t winning_cost; /**< fen: bid_drug_fen */
    int64_t surplus;      /**< pt: sum of max(0, winning - its cost) by claim */
    int64_t slices;       /**< pt: herbal slices, standard ones too */
    int64_t standard;     /**< pt: slices paid by a standard */
    int64_t doses;        /**< doses of slices */
    int64_t services;     /**< pt */
    int64_t cost;         /**< fen: total_fen */
} ds_tj_op_row;

/** Disease quotas after T6, month = difference of cumulatives (may be < 0), in
 * the owner's class in the month of booking; refused ones already netted.
 * Never capitated, never cancer. */
typedef struct ds_tj_quota_row {
    uint32_t hospital;
    int8_t op_class, month;
    int64_t drug, serv; /**< pt */
    int64_t cost;       /**< fen: cost of the quota claims, less refused */
    int64_t raw;        /**< pt: 1:1 points of its own claims, information */
} ds_tj_quota_row;

/** Inpatient stays. `cost_pt` is C of the item stays (T8, A64): sum of item
 * points at 1:1. A refused row has the stay's amounts negative. */
typedef struct ds_tj_ip_row {
    uint32_t hospital, unit;
    int8_t ip_class, part, month;
    bool is_refused;
    int64_t points;  /**< pt (T8) */
    int64_t cost_pt; /**< pt: C; 0 for quota stays */
    int64_t cost;    /**< fen: total_fen */
    int64_t surplus; /**< pt of 1:1: winning drugs of item stays (T16) */
    int64_t n;       /**< stays */
} ds_tj_ip_row;

/** Money of the claims where they are paid, refused ones too: `pc` is CAP when
 * the claim is capitated, and both its institution and the one that claims
 * belong to the signing unit; cancer is IP. */
typedef struct ds_tj_money_row {
    uint32_t hospital;
    int8_t pc, month;
    int64_t cost, account, cash; /**< fen */
    int64_t fund[DS_TJ_FUNDS];   /**< fen: kind * 3 + {pooled, large, aid} */
} ds_tj_money_row;

/** T19: own claims of an institution, of the year or the 12 months before. */
typedef struct ds_tj_activity_row {
    uint32_t hospital;
    int8_t month;
    bool is_last_year;
    int64_t visits, visit_cost, stays, stay_cost; /**< cost: fen, total_fen */
} ds_tj_activity_row;

/** Past cost of hist.years, in scope, by segment of the class held in the
 * month of service and month of booking; cancer in its IP class. */
typedef struct ds_tj_past_row {
    uint32_t hospital;
    int8_t segment, month; /**< segment < DS_TJ_SEGMENTS */
    int64_t cost;          /**< fen */
} ds_tj_past_row;

/** x_{s,m} of T10: past cost in a segment, all months, of the persons x scopes
 * that stand on the unit's roster in `month` of the settled year. */
typedef struct ds_tj_roster_row {
    uint32_t unit;
    int8_t segment, month;
    int64_t cost; /**< fen */
} ds_tj_roster_row;

/** T16: fund payments (without account) and cost of the institution's claims
 * by item, the year's, for phi. */
typedef struct ds_tj_ffs_row {
    uint32_t hospital;
    int64_t cost, fund; /**< fen */
} ds_tj_ffs_row;

/** Everything that comes from the claims; arrays borrowed. */
typedef struct ds_tj_facts {
    const ds_tj_op_row *op;
    const ds_tj_quota_row *quota;
    const ds_tj_ip_row *ip;
    const ds_tj_money_row *money;
    const ds_tj_activity_row *activity;
    const ds_tj_past_row *past;
    const ds_tj_roster_row *roster;
    const ds_tj_ffs_row *ffs;
    size_t n_op, n_quota, n_ip, n_money, n_activity, n_past, n_roster, n_ffs;
    int64_t last_cost;  /**< fen: last year's cost in scope (T1) */
    int64_t ratio_cost; /**< fen: cost of the budget.ratio_years (T2) */
    int64_t ratio_pooled[DS_TJ_KINDS]; /**< fen: of it pooled */
} ds_tj_facts;

#endif
