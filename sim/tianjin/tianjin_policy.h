/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_policy.h - the keys of T1-T21 (policy.md section 12) and
 * what a year is settled from. The rows of the keys stand in
 * sim/tianjin_policy.c. */
#ifndef DS_TIANJIN_POLICY_H
#define DS_TIANJIN_POLICY_H

#include "base/keys.h"
#include "sim/tianjin/tianjin_facts.h"

/** Choices, in the order of their names in the key's row. */
enum {
    DS_TJ_GROWTH_MIN,
    DS_TJ_GROWTH_FUND,
    DS_TJ_GROWTH_NEED,
    DS_TJ_GROWTH_MANUAL
};
enum { DS_TJ_RX_RESERVE, DS_TJ_RX_TRACE };
enum { DS_TJ_PROGRESS_TIME, DS_TJ_PROGRESS_SIGMA };
enum { DS_TJ_PRORATA, DS_TJ_CLASS_ORDER };      /* rx.short, drug.rest */
enum { DS_TJ_AGAINST_MAX, DS_TJ_AGAINST_MEAN }; /* herb.against */
enum { DS_TJ_MEAN_POOLED, DS_TJ_MEAN_CLASSES }; /* herb.mean */
enum { DS_TJ_CUMULATIVE, DS_TJ_BY_MONTH };      /* herb.period, vp.period */
enum { DS_TJ_HERB_OFF, DS_TJ_HERB_YEAR, DS_TJ_HERB_MONTH };
enum { DS_TJ_VP_PROGRESSIVE, DS_TJ_VP_FLAT };
enum { DS_TJ_VP_EXEMPT, DS_TJ_VP_PRESCRIBER };
enum { DS_TJ_CAPSHARE_QUOTA, DS_TJ_CAPSHARE_SHARE };
enum { DS_TJ_COMP_SEGMENTS, DS_TJ_COMP_OP };
enum { DS_TJ_CAP_COST_OWN, DS_TJ_CAP_COST_ALL };
enum { DS_TJ_DEFICIT_SIGNING, DS_TJ_DEFICIT_OUTSIDE };
enum { DS_TJ_CAP_PC_CAP, DS_TJ_CAP_PC_OP };
enum { DS_TJ_NEGATIVE_ZERO, DS_TJ_NEGATIVE_RECOVER };
enum { DS_TJ_FUND_CITY, DS_TJ_FUND_POOLED };
enum { DS_TJ_CEILING_YEAR, DS_TJ_CEILING_SIGMA };
enum { DS_TJ_DEFER_GROWTH, DS_TJ_DEFER_THRESHOLD };
enum { DS_TJ_REFUSE_DRUG, DS_TJ_REFUSE_PRORATA };
enum { DS_TJ_OUTLIER_FFS, DS_TJ_OUTLIER_NONE };
enum { DS_TJ_OVERFLOW_CAP, DS_TJ_OVERFLOW_NEGATIVE }; /* drug.overflow */
enum { DS_TJ_CPI_ON_MREF, DS_TJ_CPI_ON_COST };        /* ip.cpi_on */
enum { DS_TJ_REF_LAST, DS_TJ_REF_MEAN };              /* ip.ref */
enum { DS_TJ_DIP_REF_MREF, DS_TJ_DIP_REF_OWN };       /* ip.dip_ref */
enum { DS_TJ_IP_TCM_ANY, DS_TJ_IP_TCM_LEVEL };        /* class.ip_tcm */
enum { DS_TJ_POINTS_SERVICE, DS_TJ_POINTS_NEW };      /* class.points */
enum { DS_TJ_FREED_STAY, DS_TJ_FREED_QUOTA };         /* ffs.freed */
enum { DS_TJ_SHORT_CLASS, DS_TJ_SHORT_INSTITUTION };  /* drug.short */
enum { DS_TJ_SHARES_CUMULATIVE, DS_TJ_SHARES_MONTH }; /* fund.shares */

/** Tests of 2.0 for the outpatient class, in any order (class.order); `level`
 * decides in any case. */
enum { DS_TJ_BY_TCM, DS_TJ_BY_FD, DS_TJ_BY_LEVEL, DS_TJ_N_CLASS_TESTS };

enum { DS_TJ_MAX_BANDS = 8 };

/** The keys. Rates are 1e-9, money fen; DS_KEY_NONE or an empty list (n = 0):
 * not given. The engine reads no key of the first block. */
typedef struct ds_tj_policy {
    /* of the scan */
    char name[DS_KEY_TEXT_SIZE], scheme[DS_KEY_TEXT_SIZE];
    char area[DS_KEY_TEXT_SIZE];
    int64_t year, start_month, hist_years;
    int32_t drg_outlier;                     /**< drg.outlier */
    int64_t drg_lo, drg_hi;                  /**< drg.lo, drg.hi */
    ds_rates ip_level;                       /**< ip.level: levels 3, 2, 1 */
    int64_t bed_day_fen;                     /**< bedday.standard */
    int32_t refuse_order;                    /**< refuse.order */
    int32_t drug_overflow;                   /**< drug.overflow (T6) */
    int8_t class_order[DS_TJ_N_CLASS_TESTS]; /**< class.order (2.0) */
    int32_t class_ip_tcm;                    /**< class.ip_tcm (2.0) */
    int32_t dip_ref;                         /**< ip.dip_ref (8.7) */
    int32_t ip_ref;       /**< ip.ref: which year ip.cpi begins after */
    int64_t ratio_years;  /**< budget.ratio_years (T2) */
    int32_t class_points; /**< class.points (T4) */
    /* T1-T3, T10 */
    int64_t budget_fen, budget_last_fen; /**< budget.amount, budget.last */
    int32_t budget_mode;                 /**< budget.mode */
    int64_t g_fund, g_income, g_pop, g_hcpi, g_manual; /**< growth.* */
    int32_t g_fund_income;           /**< budget.g_fund: 1 income */
    int64_t pooled_fen[DS_TJ_KINDS]; /**< fund.pooled, EMP and RES, or NONE */
    ds_rates budget_a;               /**< budget.a: 1 or 2 values */
    int64_t share_ip;                /**< share.ip */
    int64_t share_ip_tcm;            /**< share.ip_tcm, with cancer.first */
    ds_rates share_class;            /**< share.class: 5 */
    ds_rates share_drug, share_herb; /**< share.drug, share.herb: 5 each */
    int32_t has_herb;                /**< segment.herb */
    int32_t rx_mode;                 /**< rx.mode */
    int64_t rx_reserve;              /**< rx.reserve */
    int32_t rx_progress, rx_short;   /**< rx.progress, rx.short */
    int32_t capshare_mode;           /**< capshare.mode */
    int32_t comp_source;             /**< cap.comp_source */
    /* T7, T9 */
    int64_t herb_delta; /**< herb.delta */
    int32_t herb_against, herb_mean, herb_period, herb_capitated, herb_pool;
    ds_rates vp_t;                 /**< vp.t: yuan a day by class, 1e-9 */
    ds_rates vp_t_drug, vp_t_serv; /**< the same per fee category */
    ds_rates vp_edges, vp_rates;   /**< vp.bands: upper edges and c_b; the
                                        last edge DS_KEY_NONE: without end */
    int32_t vp_mode, vp_period, vp_rx, vp_cancer, vp_capitated;
    /* T8 */
    int64_t mref_fen, r0_fen; /**< ip.mref, ip.r0: the scan fills in
                                   what is none before the engine */
    ds_rates cpi;             /**< ip.cpi: ref+1 .. y */
    int32_t cpi_on;           /**< ip.cpi_on */
    /* T11-T13 */
    int64_t month_rho, year_rho; /**< month.rho, year.rho */
    int32_t drug_month_cap;      /**< drug.month_cap */
    int32_t drug_rest;           /**< drug.rest */
    int32_t drug_short;          /**< drug.short (T12c) */
    int32_t ffs_freed;           /**< ffs.freed (T11(3)) */
    int32_t cancer_first;        /**< cancer.first (T11(2)) */
    int64_t serv_floor;          /**< serv.floor */
    int64_t cap_month;           /**< cap.month */
    int32_t cap_cost, cap_deficit, cap_pc;
    /* T15-T20 */
    int32_t month_negative; /**< month.negative */
    int32_t fund_shares;    /**< fund.shares (T17) */
    int32_t fund_empty, kind_ceiling;
    int64_t monitor_tol, monitor_level; /**< monitor.tol, monitor.level */
    int32_t defer_basis;                /**< defer.basis */
    ds_rates assess_f, assess_d; /**< by grade: excellent, good, pass, fail;
                                      one value holds for all */
    int32_t assess_redistribute;
} ds_tj_policy;

/** An institution; index = rank of its id. */
typedef struct ds_tj_hospital {
    const char *id;
    uint32_t unit;
    int8_t op_class[DS_TJ_MONTHS], ip_class[DS_TJ_MONTHS]; /**< held in month
                                        m + 1; DS_TJ_NO_CLASS: a pharmacy */
    bool is_pharmacy;
    bool is_compliant; /**< on the platform and at zero mark-up (T12c) */
    bool refuses_t9;   /**< art. 34: c_b = 0 */
    bool has_poor_control;
    int8_t grade;               /**< 0 excellent .. 3 fail; -1 none */
    int64_t days[DS_TJ_MONTHS]; /**< physician days of the month */
    int64_t threshold_fen;      /**< own T, fen a day; DS_KEY_NONE: class's */
} ds_tj_hospital;

/** A settlement unit: a group that settles as one, else the institution. */
typedef struct ds_tj_unit {
    const char *id;
    uint32_t lead; /**< its institution with the first id */
} ds_tj_unit;

/** The contract of a signing unit (as settlement unit), all scopes together. */
typedef struct ds_tj_contract {
    uint32_t unit;
    int64_t f;                   /**< assessment factor, 1e-9 */
    int64_t heads[DS_TJ_MONTHS]; /**< on the roster of the month */
    int64_t quota[DS_TJ_MONTHS]; /**< fen A YEAR for that month's roster */
    int64_t guideline;           /**< heads, 0: none */
    int64_t added;               /**< fen, D5: joins Cap in the year's run */
} ds_tj_contract;

enum { DS_TJ_DECIDE_BUDGET, DS_TJ_DECIDE_RELEASE };
/** A decision: budget: `segment` gets the annual `amount` after `month`;
 * release: `amount` of what is deferred of `unit`, in `month`. */
typedef struct ds_tj_decision {
    int8_t kind, segment, month;
    uint32_t unit;
    int64_t amount; /**< fen */
} ds_tj_decision;

/** Winning drugs: surplus of an institution in a month, and what passed. */
typedef struct ds_tj_bid_use {
    uint32_t hospital;
    const char *drug;
    int8_t month;
    int64_t surplus; /**< pt */
} ds_tj_bid_use;
typedef struct ds_tj_bid_pass {
    uint32_t hospital;
    const char *drug;
    bool has_passed;
} ds_tj_bid_pass;

/** Everything that a year is settled from; all borrowed. */
typedef struct ds_tj_input {
    const ds_tj_policy *policy;
    const ds_tj_facts *facts;
    const ds_tj_hospital *hospitals;
    const ds_tj_unit *units;
    const ds_tj_contract *contracts; /**< at most one a unit, sorted by unit */
    const ds_tj_decision *decisions;
    const ds_tj_bid_use *bid_uses;
    const ds_tj_bid_pass *bid_passes;
    size_t n_hospitals, n_units, n_contracts, n_decisions;
    size_t n_bid_uses, n_bid_passes;
} ds_tj_input;

#endif
