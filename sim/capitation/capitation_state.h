/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/capitation/capitation_state.h - a capitation between its steps: units
 * (capitation_units.c), what the claims add up to (capitation_claims.c), base
 * year (capitation_base.c), quotas and money (capitation_money.c), tables
 * (capitation_tables.c). */
#ifndef DS_CAPITATION_STATE_H
#define DS_CAPITATION_STATE_H

#include "sim/capitation/capitation.h"

#include "kernels/quantile.h"

enum {
    CAP_LEVELS = 13, /**< of the table `distribution`; then floor and cap */
    CAP_MAX_MONTHS = 2400,
    CAP_MAX_PREFIXES = 64
};
extern const int64_t cap_levels[CAP_LEVELS];

/** What a unit's month of claims adds up to. */
enum { CAP_OWN, CAP_OUT, CAP_PERSONAL, CAP_N_SUMS };
/** Kinds of outside care, in the order of the buckets. */
enum { CAP_KIND_GROUP, CAP_KIND_REFERRED, CAP_KIND_PHARMACY, CAP_KINDS };

/** An institution as the rules see it. */
typedef struct cap_hospital {
    uint32_t unit;       /**< unit of its own name, or 0 */
    uint32_t group_unit; /**< unit of its group's name, or 0 */
    uint32_t group;      /**< its medical group, or 0 */
    bool is_pharmacy;
} cap_hospital;

typedef struct cap_month {
    ds_d3_sums sums;
    ds_quota_steps steps;
    int64_t cap, cap_cum, own, outside, personal, paid; /* but cap, paid: cum */
    ds_pool pool;
} cap_month;

typedef struct cap_unit {
    bool is_listed;    /**< has a roster row or a contract */
    bool has_contract; /**< an agreed quota */
    bool has_assessment;
    uint32_t group; /**< medical group it is, or belongs to */
    int64_t assessment, guideline, bid_saving, quota;
    cap_month month[DS_CAP_MONTHS];
    int64_t actual, over, comp_heads, excess, comp, cap;
    ds_pool year;
    int64_t paid, year_payment, receivable, kept, passed, received;
} cap_unit;

/* clang-format off */
#define CAP_NOTE_LIST(X)                                                       \
    X(CAP_NOTE_RETAIN, "diab.retain is assumed: the text gives no number (D6)", \
      "集采结余留用比例为假定值：文件未给出")                                  \
    X(CAP_NOTE_ASSESS, "units without assessment, set to assess.f (assumed)",  \
      "无考核系数的机构，取 assess.f（假定）")                                 \
    X(CAP_NOTE_FEW, "fewer than 20 patients with cost: none is dropped by 5 % (D1)", \
      "有费用患者不足20人：未剔除高费用患者")                                  \
    X(CAP_NOTE_NO_BASE, "units whose patients have no base cost: the band makes their quota 0 (D3)", \
      "患者无基期费用的机构：浮动后定额为零")                                  \
    X(CAP_NOTE_ZERO_QUOTA, "units with patients and a quota of 0",             \
      "有患者而定额为零的机构")                                                \
    X(CAP_NOTE_NO_PATIENTS, "units without patients",                          \
      "没有患者的机构")                                                        \
    X(CAP_NOTE_UNMANAGED, "claims of patients without a manager: paid by item (D9)", \
      "无健康管理机构患者的记录：按项目付费")                                  \
    X(CAP_NOTE_UNREFERRED, "claims elsewhere without referral, rejected (D10)", \
      "未转诊至其他机构的记录，拒付")                                          \
    X(CAP_NOTE_D11, "claims of diabetes under another category, rejected (D11)", \
      "串换类别申报的糖尿病费用，拒付")                                        \
    X(CAP_NOTE_NO_D11, "D11 not checked: category or diagnosis missing in the claims", \
      "未查串换类别：结算数据缺医疗类别或诊断")                                \
    X(CAP_NOTE_GUIDELINE, "units with more heads than their guideline (D8)",   \
      "超过引导人数的机构（须分流）")                                          \
    X(CAP_NOTE_EQUAL, "months of a quota are equal: no cost in earlier years (T10)", \
      "以往年度无费用：定额按月均分")                                          \
    X(CAP_NOTE_EMPTY, "months of the running year without cost: their part of the quota is surplus (T13)", \
      "运行年度没有费用的月份：当月额度计为结余")                              \
    X(CAP_NOTE_SKIPPED, "months with a balance share of 1 and more, skipped (D2)", \
      "额度结余比例不小于1的月份，未计")                                       \
    X(CAP_NOTE_UNKNOWN_AREA, "the area is no home_area of any claim: only claims without one are the region's own", \
      "参保地中没有本统筹区：仅缺参保地的记录算作本区")                        \
    X(CAP_NOTE_UNUSED, "rows of contracts, former months or partners whose unit has no roster", \
      "机构不在签约名册中的协议、历史包干或合作机构行")
/* clang-format on */
#define CAP_NOTE_ENUM(code, text, zh) code,
enum { CAP_NOTE_LIST(CAP_NOTE_ENUM) CAP_N_NOTES };
#undef CAP_NOTE_ENUM

/** Lanes of a pass; DS_NO_LANE where the claims lack the column. */
typedef struct cap_lanes {
    ds_lanes lanes;
    size_t patient, hospital, category, booked, month, cost, area, referral,
        prescriber, diagnosis, account, cash;
    size_t payer[5];
    bool has_payers;
} cap_lanes;

/** Words of the private state of the first pass. */
enum {
    CAP_W_RECORDS,
    CAP_W_COST = CAP_W_RECORDS + DS_N_CAP_BUCKETS,
    CAP_W_BEFORE = CAP_W_COST + DS_N_CAP_BUCKETS,
    CAP_W_HISTORY,
    CAP_WORDS = CAP_W_HISTORY + CAP_MAX_MONTHS
};

struct ds_capitation {
    ds_capitation_input in;
    ds_capitation_policy policy; /**< a copy that in.policy points to */
    int64_t base_first, base_last, run_first, run_last, file_last; /* months */
    ds_dict hospitals, units, groups;
    cap_hospital *hospital; /**< [hospital code] */
    cap_unit *unit;         /**< [unit code] */
    uint32_t *order;        /**< unit codes sorted by name */
    cap_lanes map;
    int64_t category, referral_no, home;
    uint8_t other_kinds[16]; /**< categories that D11 looks at */
    uint8_t *is_diabetes;    /**< [diagnosis code], or NULL */
    ds_buffer base;          /**< int64[person]: base_i */
    ds_buffer first;         /**< uint16[person], where in.first is NULL */
    ds_buffer last; /**< uint32[person]: the last (month, rank) + 1 of base */
    int packed; /**< 0, or base holds last << packed | base_i; `last` is empty */
    int is_wide; /**< 1: a base_i did not fit those bits */
    uint32_t *rank, *by_rank; /**< of hospital codes by their ids */
    ds_buffer span_cost;      /**< int64[span]: accepted cost of the year */
    ds_buffer span_cell;      /**< int32[span]: first of its D2 cells, or -1 */
    ds_buffer cells;          /**< int64: cost by month of the base period */
    size_t n_cells;
    int64_t *surplus; /**< [unit][month of the base]: s, or DS_MISSING */
    int64_t *sums;    /**< [unit][12][CAP_N_SUMS] */
    int64_t *outside; /**< [unit][hospital][CAP_KINDS] */
    int64_t words[CAP_WORDS];
    ds_d1_limits limits;
    int64_t patients, dropped, new_patients, new_amount;
    int64_t level_all[CAP_LEVELS], level_kept[CAP_LEVELS];
    ds_buffer kept; /**< int64, sorted */
    int64_t profile[DS_CAP_MONTHS];
    ds_table transfers;
    int64_t notes[CAP_N_NOTES];
};

static inline int64_t *cap_base(const ds_capitation *c) { return c->base.data; }

/** A person's base_i. */
static inline int64_t cap_cost(const ds_capitation *c, size_t person)
{
    const uint64_t word = (uint64_t)cap_base(c)[person];
    return (int64_t)(c->packed ? word & ((UINT64_C(1) << c->packed) - 1)
                               : word);
}

/** diab.manager=claims: a person's last (month, rank) + 1; 0: none. */
static inline uint32_t cap_last(const ds_capitation *c, size_t person)
{
    return c->packed ? (uint32_t)((uint64_t)cap_base(c)[person] >> c->packed)
                     : ((const uint32_t *)c->last.data)[person];
}

static inline uint16_t *cap_first(const ds_capitation *c)
{
    return c->in.first ? c->in.first : c->first.data;
}

static inline size_t cap_base_months(const ds_capitation *c)
{
    return (size_t)(c->base_last - c->base_first + 1);
}

/** Units, contracts, hospitals, D2's shares. */
DS_MUST_USE ds_status cap_units(ds_capitation *c, ds_error *err);
/** Lanes and constants of the passes. */
DS_MUST_USE ds_status cap_columns(ds_capitation *c, ds_error *err);
/** What the passes need of the claims' dictionaries. */
DS_MUST_USE ds_status cap_constants(ds_capitation *c, ds_error *err);
/** Memory of the first pass, and the pass. */
DS_MUST_USE ds_status cap_read(ds_capitation *c, const ds_run *run,
                               ds_error *err);
/** Whether row i is of the category and counts. */
bool cap_is_counted(const ds_capitation *c, const ds_slice *s, size_t i);
/** D2, D1, D4: from sums to floor, cap and the quota of a new patient. */
DS_MUST_USE ds_status cap_base_year(ds_capitation *c, const ds_run *run,
                                    ds_error *err);
/** Floor, cap and distribution of positive values[n]. */
DS_MUST_USE ds_status cap_distribution(ds_capitation *c, const ds_run *run,
                                       ds_error *err);
/** Whether a person is new (D4). */
bool cap_is_new(const ds_capitation *c, size_t person);
/** Sums of every unit and month, quotas. */
DS_MUST_USE ds_status cap_quotas(ds_capitation *c, const ds_run *run,
                                 ds_error *err);
/** Running year, year end. */
DS_MUST_USE ds_status cap_money(ds_capitation *c, ds_error *err);
/** D5, of all units. */
DS_MUST_USE ds_status cap_compensation(ds_capitation *c, ds_error *err);
/** D14: transfers between units. */
DS_MUST_USE ds_status cap_transfers(ds_capitation *c, ds_error *err);

/** Tables `ledger`, of the tables before it, and `notes`. */
DS_MUST_USE ds_status cap_ledger(const ds_capitation *c,
                                 const ds_table tables[], ds_table *t,
                                 ds_error *err);
DS_MUST_USE ds_status cap_notes(const ds_capitation *c, ds_table *t,
                                ds_error *err);
DS_MUST_USE ds_status cap_city(const ds_capitation *c, ds_table *t,
                               ds_error *err);
DS_MUST_USE ds_status cap_distribution_table(const ds_capitation *c,
                                             ds_table *t, ds_error *err);

#endif
