/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_state.h - a year of Tianjin between its steps. What a run
 * (month 1..12, year 13) makes is overwritten by the next one, after its rows
 * went into the tables; what accumulates says so. */
#ifndef DS_TIANJIN_STATE_H
#define DS_TIANJIN_STATE_H

#include "sim/tianjin/tianjin.h"
#include "sim/tianjin/tianjin_exact.h"

/** Who pays for points: the segment, the inpatient budget (cancer, T11(2)), a
 * signing unit (T13). */
enum { DS_TJ_BY_SEGMENT, DS_TJ_BY_CANCER, DS_TJ_BY_UNIT };
/** What outpatient points are made of. */
enum { DS_TJ_OTHER, DS_TJ_WINNING, DS_TJ_SLICES, DS_TJ_SERVICES, DS_TJ_PIECES };
/** Sums of a cell beside the pieces. */
enum {
    DS_TJ_STANDARD = DS_TJ_PIECES,
    DS_TJ_DOSES,
    DS_TJ_WINNING_COST,
    DS_TJ_SURPLUS,
    DS_TJ_COST,
    DS_TJ_SUMS
};

/** T1-T4b, T10. Index of a segment: 0..14, DS_TJ_SEG_RXRES, DS_TJ_SEG_IP. */
typedef struct ds_tj_budget {
    int64_t total; /**< B of T1 */
    int64_t last;  /**< last year's, DS_KEY_NONE: unknown */
    bool has_g;    /**< g of T1 is known */
    mpq_t g;
    int64_t annual[DS_TJ_SEG_NAMES];         /**< T3 */
    int64_t pooled[DS_TJ_YEAR][DS_TJ_KINDS]; /**< F_k in force, [run - 1] */
    ds_i128 past[DS_TJ_SEGMENTS][DS_TJ_MONTHS];
    mpq_t sigma[DS_TJ_SEG_NAMES][DS_TJ_MONTHS];
    mpq_t plan[DS_TJ_SEG_NAMES][DS_TJ_MONTHS];  /**< after T4 */
    mpq_t month[DS_TJ_SEG_NAMES][DS_TJ_MONTHS]; /**< after T4b */
    mpq_t cap[DS_TJ_SEG_NAMES][DS_TJ_MONTHS];   /**< CAP_s */
    mpq_t tcm[DS_TJ_MONTHS];                    /**< IP_TCM's part of R_IP */
    mpq_t *unit_cap; /**< [contract * 12 + month]: Cap_h */
} ds_tj_budget;

/** Outpatient item points of one claimant, class, payer, dispenser, visit. */
typedef struct ds_tj_cell {
    uint32_t claimant, unit, dispenser; /**< DS_TJ_NONE: no unit; own */
    int8_t op_class, ip_class, payer, visit;
    int64_t sum[DS_TJ_SUMS];       /**< year to date, refused taken off */
    int64_t now[DS_TJ_SUMS];       /**< the month's */
    int64_t refused[DS_TJ_PIECES]; /**< year to date, <= 0 */
    mpq_t slices;                  /**< pt after T7 */
    mpq_t cut[DS_TJ_PIECES];       /**< what T9 takes off, >= 0 */
    int64_t points[DS_TJ_PIECES];  /**< dispensed: effective, rounded */
    int64_t uncut[DS_TJ_PIECES];   /**< dispensed: before T9, rounded */
    int64_t value[DS_TJ_PIECES];   /**< dispensed: worth of `uncut`, fen */
    int64_t paid[DS_TJ_PIECES];    /**< of it, within the limit */
} ds_tj_cell;

/** The cells of one claimant, class, payer and pay category; its points are
 * rounded per fee category and for each dispensed piece (A66). */
typedef struct ds_tj_bundle {
    size_t first, n; /**< cells; own ones first */
    uint32_t claimant, unit;
    int8_t op_class, ip_class, payer;
    bool is_cancer, is_own; /**< own: the claimant belongs to the unit */
    int64_t points[DS_TJ_FEES], amount[DS_TJ_FEES];
    int64_t book; /**< fen, without remainders */
} ds_tj_bundle;

/** Stays of one hospital, class, payer and part, year to date. */
typedef struct ds_tj_stays {
    uint32_t hospital, unit;
    int8_t ip_class, part;
    bool is_own;
    int64_t points, cost_pt, cost, surplus, refused;
    int64_t amount; /**< fen, elsewhere only */
} ds_tj_stays;

/** Points that an institution dispensed for others: where they were claimed. */
typedef struct ds_tj_out {
    int64_t raw, refused; /**< pt, both >= 0 */
} ds_tj_out;
enum { DS_TJ_PAYERS = 3 };

/** A contract in a run. */
typedef struct ds_tj_pool {
    int64_t cap, outside, a_sign, surplus, hold, forfeit, released;
    int64_t cost;      /**< C_sign by cap.cost */
    int64_t elsewhere; /**< cost of the unit's capitated claims at others */
} ds_tj_pool;

/** A unit's pay category in a run. */
typedef struct ds_tj_due {
    int64_t amount, personal, hold, forfeit, book, release, defer;
    int64_t due, cut, ent;
    int64_t pay[DS_TJ_FUNDS];
    int64_t fund[DS_TJ_FUNDS], cost; /**< of its own claims: accumulate, as
                                          `personal` does */
    int64_t fund_now[DS_TJ_FUNDS];   /**< the month's */
} ds_tj_due;

/** A unit. */
typedef struct ds_tj_account {
    ds_tj_due pc[DS_TJ_PCS];
    bool is_poor, is_flagged;
    mpq_t excess;     /**< T19, fen */
    int64_t due, ent; /**< of all pay categories */
    int64_t pay[DS_TJ_FUNDS], fund_ent[DS_TJ_FUNDS];
    int64_t visits, visit_cost, stays, stay_cost, last_cost; /**< accumulate */
    int64_t released; /**< deferral released so far: accumulates */
    int64_t paid_before, paid, diff, assess, reward;
    int64_t paid_fund[DS_TJ_FUNDS]; /**< accumulates, with `paid` */
    int64_t deduction_fund[DS_TJ_FUNDS];
} ds_tj_account;

/** Winning drugs of an institution (T16), sorted by hospital, drug. */
typedef struct ds_tj_drug {
    uint32_t hospital;
    const char *name;
    int8_t passed;   /**< -1 not assessed, 0, 1 */
    int64_t surplus; /**< pt, year to date: accumulates */
    int64_t book, release, forfeit;
} ds_tj_drug;

/** Institution x segment x part. */
typedef struct ds_tj_amount {
    int64_t points, cost, cost_pt, amount;
} ds_tj_amount;

typedef struct ds_tj_state {
    const ds_tj_input *in;
    const ds_tj_policy *p;
    const ds_tj_facts *f;
    ds_table *tables;
    ds_tj_budget budget;
    int run;   /**< 1..13 */
    int month; /**< 1..12: sums run to here */
    bool is_year;
    mpq_t v_std[2]; /**< fen per pt: OP, IP */
    ds_tj_cell *cells;
    ds_tj_bundle *bundles;
    ds_tj_stays *stays;
    size_t n_cells, n_bundles, n_stays;
    uint32_t *cell_of_row, *stays_of_row;
    ds_tj_amount *amounts; /**< [(hospital * 17 + segment) * 2 + part] */
    ds_tj_out *out; /**< [((hospital * 3 + payer) * 5 + class) * 3 + fee]:
                         accumulates */
    int64_t *quota_points; /**< [hospital * 15 + segment]: accumulates */
    int64_t *over;         /**< fen above the T9 threshold, [hospital] */
    int64_t *quota_cost;   /**< C_q of OP, [hospital * 5 + class] */
    int64_t *book;         /**< fen, [hospital * 3 + pc], with remainders */
    ds_tj_pool *pools;
    uint32_t *pool_of_unit; /**< DS_TJ_NONE: no contract */
    ds_tj_account *accounts;
    ds_tj_drug *drugs;
    size_t n_drugs;
    /* of the segments */
    int64_t limit[DS_TJ_SEG_NAMES];     /**< budget, cumulative */
    int64_t cap[DS_TJ_SEG_NAMES];       /**< CAP_s */
    int64_t available[DS_TJ_SEG_NAMES]; /**< R_s */
    int64_t transfer[DS_TJ_SEG_NAMES], cancer[DS_TJ_SEG_NAMES];
    int64_t unpaid[DS_TJ_SEG_NAMES]; /**< U_s, RXRES: U_RX */
    ds_i128 points[DS_TJ_SEG_NAMES];
    int64_t ceiling[DS_TJ_KINDS];               /**< F_k in force (T18) */
    mpq_t value[DS_TJ_SEGMENTS];                /**< v_s, fen per pt */
    mpq_t settled[DS_TJ_SEGMENTS][DS_TJ_PARTS]; /**< vs */
    mpq_t full[DS_TJ_CLASSES]; /**< DRUG of compliant institutions (T12c) */
    mpq_t *own; /**< [class * hospitals + hospital], where has_own: vs of DRUG
                     by institution (drug.short) */
    bool has_own[DS_TJ_CLASSES];
} ds_tj_state;

static inline ds_tj_amount *ds_tj_amount_of(const ds_tj_state *s, size_t h,
                                            int segment, int part)
{
    return &s->amounts[(h * DS_TJ_SEGMENTS + (size_t)segment) * DS_TJ_PARTS +
                       (size_t)part];
}

static inline ds_tj_out *ds_tj_out_of(const ds_tj_state *s, size_t h, int payer,
                                      int op_class)
{
    return &s->out[((h * DS_TJ_PAYERS + (size_t)payer) * DS_TJ_CLASSES +
                    (size_t)op_class) *
                   DS_TJ_FEES];
}

static inline int ds_tj_segment(int op_class, int fee)
{
    return op_class * DS_TJ_FEES + fee;
}

static inline bool ds_tj_is_drug(int segment)
{
    return segment < DS_TJ_OP_SEGMENTS && segment % DS_TJ_FEES == DS_TJ_DRUG;
}

static inline int ds_tj_fee_of(const ds_tj_state *s, int piece)
{
    if (piece <= DS_TJ_WINNING) return DS_TJ_DRUG;
    return piece == DS_TJ_SLICES && s->p->has_herb ? DS_TJ_HERB : DS_TJ_SERV;
}

static inline uint32_t ds_tj_unit_of(const ds_tj_state *s, uint32_t hospital)
{
    return s->in->hospitals[hospital].unit;
}

/** vs of an institution: T11, at year end T12 for DRUG. */
static inline mpq_srcptr ds_tj_settled(const ds_tj_state *s, uint32_t hospital,
                                       int segment, int part)
{
    const int c = segment / DS_TJ_FEES;
    if (s->is_year && ds_tj_is_drug(segment) && s->has_own[c])
        return s->own[(size_t)c * s->in->n_hospitals + hospital];
    if (s->is_year && ds_tj_is_drug(segment) &&
        s->in->hospitals[hospital].is_compliant)
        return s->full[c];
    return s->settled[segment][part];
}

/** What the rules report; each is rows of table `flags`. */
/* clang-format off */
#define DS_TJ_FLAGS(X) \
    X(NO_GROWTH, "no_growth", "growth of the budget is unknown: nobody is flagged by growth (T19)", "预算增长率未知：不按增长提示（T19）") \
    X(NO_PAST, "no_past", "a budget without past cost: a twelfth a month (T10)", "有预算而无历史费用：每月十二分之一（T10）") \
    X(CLASS_CHANGE, "class_change", "budget that moves with the institution to its new class (T4)", "随机构转入新类别的预算（T4）") \
    X(NO_IP_PAST, "no_ip_past", "no past inpatient cost: the whole budget is IP_WM", "无历史住院费用：全部预算归西医住院") \
    X(HERB_CAP, "herb_cap", "slices far above the other classes: points a dose, 1/10,000, at most (T7)", "饮片费用明显高于其他类别：每剂最高点数，单位 1/10,000 点（T7）") \
    X(HERB_NO_DOSES, "herb_no_doses", "slices without doses are not cut (T7)", "饮片无剂数：不扣减（T7）") \
    X(VP_NO_DAYS, "vp_no_days", "points but no physician days: not cut (T9)", "有点数而无医师工作日：不扣减（T9）") \
    X(NO_BUDGET, "no_budget", "points without budget: they are worth nothing", "有点数而无预算：点值为零") \
    X(NO_POINTS, "no_points", "a budget without points: all of it stays in the fund (U)", "有预算而无点数：全部留在基金（U）") \
    X(CANCER_LIMITED, "cancer_limited", "cancer takes more than the inpatient budget: paid pro rata (T11(2))", "癌症门特超过住院预算：按比例支付（T11(2)）") \
    X(GAP_OPEN, "gap_open", "SERV and HERB are exhausted: compliant institutions get less than 1 yuan a point (T12c)", "服务与饮片预算已用尽：达标机构每点不足 1 元（T12c）") \
    X(CAPITATION_DEFICIT, "capitation_deficit", "others' care of the capitated costs more than the pool (T13)", "签约人员院外费用超过人头总额（T13）") \
    X(OVER_GUIDELINE, "over_guideline", "more heads than the guideline: diversion required (D8)", "签约人数超过指导数：须分流（D8）") \
    X(GROWTH, "growth", "cost grows faster than the budget and the tolerance (T19): growth in fen", "费用增长快于预算加容差（T19）：增长额，分") \
    X(LEVEL_VISIT, "level_visit", "cost of a visit or stay above its class, and growing faster than it (T19): fen", "次均门诊费用高于同类且增长更快（T19）：分") \
    X(LEVEL_STAY, "level_stay", "cost of a visit or stay above its class, and growing faster than it (T19): fen", "次均住院费用高于同类且增长更快（T19）：分") \
    X(CEILING_EMP, "ceiling_emp", "pooled payments above the kind's total: cut (T18)", "职工统筹支付超过总额：扣减（T18）") \
    X(CEILING_RES, "ceiling_res", "pooled payments above the kind's total: cut (T18)", "居民统筹支付超过总额：扣减（T18）") \
    X(NEGATIVE_MONTH, "negative_month", "less is due than was paid: nothing is paid, later months offset it (T15)", "应得少于已付：本月不付，以后月份抵扣（T15）")
/* clang-format on */
#define DS_TJ_FLAG_ENUM(code, name, text, zh) DS_TJ_F_##code,
typedef enum ds_tj_flag_kind { DS_TJ_FLAGS(DS_TJ_FLAG_ENUM) } ds_tj_flag_kind;
#undef DS_TJ_FLAG_ENUM

/** A row of table `flags`; unit may be NULL, segment -1. */
DS_MUST_USE ds_status ds_tj_flag(ds_tj_state *s, ds_tj_flag_kind kind,
                                 const char *unit, int segment, int64_t value,
                                 ds_error *err);

/* The steps, in the order of 2.1. */
DS_MUST_USE ds_status ds_tj_budget_make(ds_tj_state *s, ds_error *err);
DS_MUST_USE ds_status ds_tj_caps_make(ds_tj_state *s, ds_error *err);
DS_MUST_USE ds_status ds_tj_cells_make(ds_tj_state *s, ds_error *err);
/** class.points=new: everything so far stands in the classes of the month. */
void ds_tj_reclass(ds_tj_state *s);
DS_MUST_USE ds_status ds_tj_points_run(ds_tj_state *s, ds_error *err);
DS_MUST_USE ds_status ds_tj_limits_run(ds_tj_state *s, ds_error *err);
DS_MUST_USE ds_status ds_tj_months_run(ds_tj_state *s, ds_error *err);
DS_MUST_USE ds_status ds_tj_drugs_year(ds_tj_state *s, ds_error *err);
DS_MUST_USE ds_status ds_tj_allocate_run(ds_tj_state *s, ds_error *err);
DS_MUST_USE ds_status ds_tj_capitation_run(ds_tj_state *s, ds_error *err);
DS_MUST_USE ds_status ds_tj_move_run(ds_tj_state *s, ds_error *err);
DS_MUST_USE ds_status ds_tj_book_run(ds_tj_state *s, ds_error *err);
DS_MUST_USE ds_status ds_tj_monitor_run(ds_tj_state *s, ds_error *err);
DS_MUST_USE ds_status ds_tj_due_run(ds_tj_state *s, ds_error *err);
DS_MUST_USE ds_status ds_tj_pay_run(ds_tj_state *s, ds_error *err);
DS_MUST_USE ds_status ds_tj_ledger_run(ds_tj_state *s, ds_error *err);
DS_MUST_USE ds_status ds_tj_tables_make(ds_tj_state *s, ds_error *err);
DS_MUST_USE ds_status ds_tj_tables_run(ds_tj_state *s, ds_error *err);
void ds_tj_state_free(ds_tj_state *s);

#endif
