/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_map.h - one claim of a Tianjin year: its bucket, whose
 * points it gives and how many (T5, T6, T8, T13, T14, T21). */
#ifndef DS_TIANJIN_MAP_H
#define DS_TIANJIN_MAP_H

#include "sim/drg/weight_list.h"
#include "sim/lanes.h"
#include "sim/tianjin/tianjin_claim.h"
#include "sim/tianjin/tianjin_dip.h"
#include "sim/tianjin/tianjin_region.h"

/** The buckets: every input record ends in exactly one, the first that fits.
 * X(code, name, Chinese). */
#define DS_TJ_BUCKET_LIST(X)                                                   \
    X(DS_TJ_FILTERED, "filtered", "不符合筛选条件")                            \
    X(DS_TJ_REJECTED, "rejected", "金额不平")                                  \
    X(DS_TJ_HISTORY, "history", "历史年度")                                    \
    X(DS_TJ_OTHER_YEAR, "other_year", "非清算年度")                            \
    X(DS_TJ_NO_INSTITUTION, "no_institution", "机构不明")                      \
    X(DS_TJ_OUTSIDE, "outside", "异地就医")                                    \
    X(DS_TJ_OUTSIDER, "outsider", "外地参保人")                                \
    X(DS_TJ_NO_INSURANCE, "no_insurance", "险种不明")                          \
    X(DS_TJ_NO_CATEGORY, "no_category", "医疗类别不明")                        \
    X(DS_TJ_NO_SERVICE_MONTH, "no_service_month", "服务月份不明")              \
    X(DS_TJ_PHARMACY_DIRECT, "pharmacy_direct", "药店直接购药")                \
    X(DS_TJ_PHARMACY_STAY, "pharmacy_stay", "药店住院")                        \
    X(DS_TJ_REFUSED_WHOLE, "refused_whole", "全额拒付")                        \
    X(DS_TJ_CAPITATED_OWN, "capitated_own", "人头付费：本单位")                \
    X(DS_TJ_CAPITATED_ELSEWHERE, "capitated_elsewhere", "人头付费：外单位")    \
    X(DS_TJ_OP_ITEM, "op_item", "门诊按项目")                                  \
    X(DS_TJ_OP_QUOTA, "op_quota", "门诊定额")                                  \
    X(DS_TJ_CANCER_OP, "cancer", "肿瘤门特")                                   \
    X(DS_TJ_IP_DRG, "ip_drg", "住院DRG")                                       \
    X(DS_TJ_IP_DIP, "ip_dip", "住院DIP")                                       \
    X(DS_TJ_IP_BED_DAY, "ip_bed_day", "住院床日")                              \
    X(DS_TJ_IP_QUOTA, "ip_quota", "住院定额")                                  \
    X(DS_TJ_IP_ITEM, "ip_item", "住院按项目")                                  \
    X(DS_TJ_IP_UNGROUPED, "ip_ungrouped", "住院未入组")                        \
    X(DS_TJ_IP_ABNORMAL, "ip_abnormal", "住院费用异常")

#define DS_TJ_BUCKET_ENUM(code, name, zh) code,
typedef enum ds_tj_bucket {
    DS_TJ_BUCKET_LIST(DS_TJ_BUCKET_ENUM) DS_TJ_N_BUCKETS
} ds_tj_bucket;
#undef DS_TJ_BUCKET_ENUM

/** Their names, English and Chinese. */
extern const struct ds_tj_bucket_info {
    const char *name, *zh;
} ds_tj_buckets[DS_TJ_N_BUCKETS];

/** What a group of stays is worth. Costs are pt of C at 1:1. */
typedef struct ds_tj_group {
    int64_t weight;    /**< 1/10,000; DS_MISSING: not in the list */
    int64_t low, high; /**< C below low or above high is abnormal (8.4) */
    int64_t quota;     /**< fen a stay (stay_quota); DS_MISSING: none */
} ds_tj_group;

/** Lanes of a claim's columns; those that may be absent are DS_NO_LANE. */
typedef struct ds_tj_columns {
    size_t month, booked, hospital, insurance, category, total, pool;
    size_t patient, prescriber, owner, payment, place, home, drg;
    size_t drug, herb, service, bid_drug, bid_points, standard, doses;
    size_t refused, refused_month, large, aid, account, cash, days;
    size_t diagnosis, operations; /**< with has_dip */
} ds_tj_columns;

/** Everything that a record needs; constant while records are read. */
typedef struct ds_tj_map {
    const ds_tj_policy *policy;
    const ds_tj_region *region;
    ds_lanes lanes;
    ds_tj_columns at;
    int64_t home; /**< code of the area in home_area, or -1 */
    int64_t inpatient, diabetes, cancer; /**< numbers of names */
    int64_t by_drg, by_dip, by_bed_day, by_quota, in_area;
    size_t n_groups;
    ds_tj_group *groups; /**< by drg code of the claims */
    mpq_t item_factor;   /**< 1 / v_std: points of C (T8) */
    mpq_t quota_factor;  /**< R0 / M_ref: points of Q */
    int64_t level[4];    /**< ip.level of levels 0..3, 1e-9 */
    bool has_dip; /**< set before the columns are found: stays paid by DIP are
                       grouped by `dip`, else they have the weight of `drg` */
    const ds_tj_dip *dip; /**< borrowed; set before records are read */
} ds_tj_map;

/** One claim. Amounts that leave by T21 stand in `gone`, all >= 0. */
typedef struct ds_tj_record {
    ds_tj_bucket bucket;
    bool is_valid;    /**< in scope: of the year, or of history */
    bool is_history;  /**< of the years before; `month` is then of its year */
    int8_t years_ago; /**< 0: of the year; 1: of the year just before ... */
    bool is_op, is_quota, is_capitated;
    bool is_own; /**< capitated: hospital and claimant are in the unit */
    uint32_t hospital, claimant, prescriber, unit;
    int64_t pair; /**< (person, owner) of a disease quota, or -1 */
    int8_t op_class, ip_class, visit, month, kind, part;
    int8_t hospital_class; /**< with a prescriber: of the hospital */
    int64_t slot;          /**< of the roster, or -1 */
    int64_t total, drug, herb, service;
    int64_t fund[3], account, cash;
    int64_t points; /**< IP */
    int64_t cost_pt, surplus;
    bool is_grouped_out;  /**< OP: payment quota without a disease quota */
    int64_t refused;      /**< pt that leave; 0: none */
    int8_t refused_month; /**< 1..12; 13: not in this year */
    ds_t21 claim;         /**< set of OP of the year: points as claimed */
    ds_t21 gone;          /**< likewise; 0 where none are refused */
} ds_tj_record;

/** 8.4: limits in pt of C from the standard cost in fen (at the prices of the
 * year): drg.lo and drg.hi times it. */
void ds_tj_limits(const ds_tj_policy *p, const mpq_t standard, int64_t *low,
                  int64_t *high);

/** Finds the columns, and those of --where. */
DS_MUST_USE ds_status ds_tj_map_columns(ds_tj_map *m,
                                        const ds_claims_input *claims,
                                        ds_error *err);

/** Makes the constants; the policy has M_ref and R0. Borrows policy, region. */
DS_MUST_USE ds_status ds_tj_map_init(ds_tj_map *m,
                                     const ds_claims_input *claims,
                                     const ds_tj_policy *policy,
                                     const ds_tj_region *region,
                                     const ds_weight_list *list, ds_error *err);

/** Fills *r from row i of a slice; false where points do not fit int64. */
bool ds_tj_map_row(const ds_tj_map *m, const ds_slice *s, size_t i,
                   ds_tj_record *r);

/** The unit whose roster holds the slot with a scope that fits the category in
 * a month since 2000-01; DS_TJ_NONE. */
uint32_t ds_tj_signer(const ds_tj_region *r, int64_t slot, int64_t category,
                      int64_t month);

/** Frees it; takes zeroed ones. */
void ds_tj_map_destroy(ds_tj_map *m);

#endif
