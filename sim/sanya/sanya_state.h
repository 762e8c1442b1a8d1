/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/sanya/sanya_state.h - a medical group's year between its steps: claims
 * are folded (sanya_scan.c), tables are read (sanya_lists.c), money is made
 * (sanya_money.c), tables are written (sanya_tables.c). */
#ifndef DS_SANYA_STATE_H
#define DS_SANYA_STATE_H

#include "kernels/cube.h"
#include "sim/dip/dip_state.h"
#include "sim/drg/settle_state.h"
#include "sim/institutions.h"
#include "sim/sanya/sanya.h"
#include "sim/sanya/sanya_rules.h"

/** Buckets that are not those of a case with points: X(code, name, zh). */
#define DS_SANYA_BUCKETS_OF(X)                                                 \
    X(SANYA_FILTERED, "filtered", "不符合筛选条件")                            \
    X(SANYA_REJECTED, "rejected", "金额不平")                                  \
    X(SANYA_HISTORY, "history", "往年记录")                                    \
    X(SANYA_OTHER_YEAR, "other_year", "非结算年度")                            \
    X(SANYA_OUTSIDER, "outsider", "外地参保人")                                \
    X(SANYA_CROSS_PROVINCE, "cross_province", "跨省就医")                      \
    X(SANYA_NO_KIND, "no_kind", "险种不明")                                    \
    X(SANYA_OUT_OF_GROUP, "out_of_group", "集团外就医")                        \
    X(SANYA_NO_COST, "no_cost", "无费用")                                      \
    X(SANYA_OP, "op", "普通门诊")                                              \
    X(SANYA_CHRONIC, "chronic", "门诊慢特病")                                  \
    X(SANYA_TWO, "two_diseases", "两病门诊")
#define DS_SANYA_ENUM(code, name, zh) code,
enum { DS_SANYA_BUCKETS_OF(DS_SANYA_ENUM) SANYA_CASES };
#undef DS_SANYA_ENUM

/** Kinds 0 employee, 1 resident; sums of both (by_kind=0) are kind 2, `all`.
 * In cubes kind 0 is unknown, 1 employee, 2 resident. */
enum { SANYA_EMPLOYEE, SANYA_RESIDENT, SANYA_ALL, SANYA_KINDS };
enum { SANYA_YEARS = 4, SANYA_MONTHS = 12 };

/** What points are made by, Y6: lanes and constants of the one that is used,
 * DRG settlement (sim/drg/settle_map.h) or DIP (sim/dip/dip_map.h). Cases with points
 * have its buckets from `first` on. */
typedef struct sanya_cases {
    ds_lanes *lanes;
    size_t month, hospital, cost, pool, large, aid, category, place, home_area;
    size_t bucket, points, personal; /**< lanes that its stages write */
    int64_t home;
    int64_t first, end, no_cost;    /**< buckets; no_cost -1: none */
    const uint8_t *is_coef_missing; /**< by hospital code */
    ds_case_pay *pay;
} sanya_cases;

/** Lanes of a record and what does not change from record to record. */
typedef struct sanya_map {
    sanya_cases cases;
    size_t n_buckets;
    const ds_institutions *institutions;
    const uint32_t *member_of; /**< by institution code; UINT32_MAX none */
    size_t insurance;          /**< columns */
    size_t bucket, payee, cell, month_cell, past_cell, fund, rest; /* lanes */
    int64_t year;
    bool by_kind;
    int64_t in_province, outside, chronic, two_diseases; /* enum numbers */
} sanya_map;

/** A member of a group, by kind (or `all`). */
typedef struct sanya_part {
    ds_settle_sums sums; /**< fund: bookkept, personal: what others pay */
    int64_t amount;      /**< by points */
    int64_t at_budget;   /**< fund_j: at the budget, before sharing */
    int64_t weight;      /**< max(0, bookkept - at_budget) */
    int64_t part, share, payment;
} sanya_part;

typedef struct sanya_member {
    uint32_t hospital;
    size_t group;
    sanya_part parts[SANYA_KINDS];
} sanya_member;

/** Budget and decision of a kind. */
typedef struct sanya_kind {
    int64_t base, g3, g, grown, cut, special; /**< Y1 */
    int64_t last_budget;                      /**< of items, DS_MISSING */
    int64_t op, chronic, two, other, outside;
    ds_y5 y5;
    ds_y8 y8;
    int64_t pot;         /**< paid by points */
    int64_t distributed; /**< pot, or it and what others pay */
    int64_t points, rest, at_budget, unallocated;
} sanya_kind;

typedef struct sanya_month {
    int64_t bookkept, prepaid;
    bool is_declared;
} sanya_month;

typedef struct sanya_group {
    uint32_t code, lead;
    int grade;
    size_t first, n; /**< its members */
    bool has_sanction;
    int64_t audit, other, counted; /**< sums of the kinds */
    sanya_kind kinds[SANYA_KINDS];
    sanya_month months[SANYA_MONTHS + 1]; /**< the 13th: other_in_base */
    ds_y7 y7;
} sanya_group;

struct ds_sanya {
    ds_sanya_input in;
    ds_sanya_policy policy;
    ds_settle *settle; /**< points: drg */
    ds_dip *dip;       /**< points: dip */
    ds_institutions institutions;
    sanya_map map;
    ds_stage stage;
    uint32_t *member_of;
    size_t n_groups, n_members;
    sanya_group *groups;
    sanya_member *members;
    ds_cube sums;   /**< [institution][kind 0..2][bucket]: N_SETTLE_VALUES */
    ds_cube months; /**< [institution][month]: bookkept */
    ds_cube past;   /**< [institution][year][kind]: bookkept of history */
    int64_t city[2][SANYA_YEARS];
    bool has_spending[2]; /**< kinds that the table spending has */
    size_t lanes[1];
    ds_settle_more more;
};

/** The kinds that inpatient care is settled by: [*first, *end). */
static inline void sanya_kinds(const ds_sanya *s, int *first, int *end)
{
    *first = s->policy.by_kind ? SANYA_EMPLOYEE : SANYA_ALL;
    *end = s->policy.by_kind ? SANYA_ALL : SANYA_KINDS;
}

/** Special cases that met a claim; it belongs to what makes the points. */
static inline ds_cube *sanya_used(const ds_sanya *s)
{
    return s->dip ? &s->dip->used : &s->settle->used;
}

/** Y1: whether the kind's growth is sanya.g3. */
static inline bool sanya_is_given(const ds_sanya *s, int kind)
{
    return s->policy.g3.n == 2 && !s->has_spending[kind];
}

/** Finds the groups and members; folds the claims. */
DS_MUST_USE ds_status sanya_scan(ds_sanya *s, const ds_run *run, ds_error *err);

/** Bookkept amount of a bucket, a kind (0, 1) and an institution. */
DS_MUST_USE ds_status sanya_bookkept(const ds_sanya *s, size_t hospital,
                                     int kind, int bucket, int64_t *out,
                                     ds_error *err);

/** Reads items, spending and bookkept into the groups. */
DS_MUST_USE ds_status sanya_lists(ds_sanya *s, ds_error *err);

/** Y1: the budgets of every group and kind. */
DS_MUST_USE ds_status sanya_budgets(ds_sanya *s, ds_error *err);

/** Y2-Y8: from budgets to the final transfer and the members' payments. */
DS_MUST_USE ds_status sanya_money(ds_sanya *s, ds_error *err);

/** Y8 and Y7 as they would be at a grade, without touching the members. */
DS_MUST_USE ds_status sanya_at_grade(const ds_sanya *s, const sanya_group *g,
                                     int grade, ds_y8 decided[SANYA_KINDS],
                                     ds_y7 *final, ds_error *err);

/** Tables buckets, ledger and notes, from those that are filled. */
DS_MUST_USE ds_status sanya_account(const ds_sanya *s, ds_table *tables,
                                    ds_error *err);

#endif
