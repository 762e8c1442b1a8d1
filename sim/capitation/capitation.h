/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/capitation/capitation.h - diabetes capitation from claims to payment:
 * base year (D1-D4), annual quotas by month of the roster, running year and
 * year end (T10, T13, D5, D6, D8-D14) of policy.md sections 2 and 4. */
#ifndef DS_CAPITATION_H
#define DS_CAPITATION_H

#include "kernels/plan.h"
#include "sim/capitation/capitation_policy.h"
#include "sim/capitation/diabetes_rules.h"
#include "sim/lanes.h"
#include "sim/roster.h"

enum { DS_CAP_MONTHS = 12 };

/** A person's first visit as a table gives it: DS_FIRST_GIVEN | month (months
 * since 2000-01, 0 for earlier), else DS_FIRST_NONE. */
enum {
    DS_FIRST_GIVEN = 0x8000,
    DS_FIRST_EARLY = 0x4000, /**< has a claim booked by the end of the base */
    DS_FIRST_NONE = 0x0fff
};

/** What a capitation is made from; everything is borrowed. */
typedef struct ds_capitation_input {
    ds_claims_input claims;
    const ds_capitation_policy *policy;
    int year;         /**< the running year */
    size_t n_persons; /**< patient codes of the claims, and behind them persons
                           of the roster without claims */
    const ds_dict *units;    /**< whose codes the roster's units are */
    const ds_roster *roster; /**< NULL with diab.manager=claims */
    uint16_t *first; /**< [n_persons], filled as above, updated by the run;
                        NULL: nobody's first visit is given */
    /** Each may be NULL. hospitals: TEXT hospital, medical_group, INT
     * is_pharmacy. contracts: TEXT unit, DECIMAL (9) assessment, INT guideline,
     * FEN bid_saving, quota. former: TEXT unit, MONTH month, DECIMAL (9)
     * surplus. partners: TEXT unit, partner, DECIMAL (9) share. */
    const ds_table *hospitals, *contracts, *former, *partners;
    bool keeps; /**< sorts the cost of all patients, for ds_capitation_kept */
} ds_capitation_input;

/* X(code, name, zh, is of the category) */
/* clang-format off */
#define DS_CAP_BUCKETS(X)                                                      \
    X(DS_CAP_FILTERED, "filtered", "被筛除", 0)                                \
    X(DS_CAP_NO_PATIENT, "no_patient", "缺参保人", 0)                          \
    X(DS_CAP_REJECTED, "rejected", "费用为负或支付项不平", 0)                  \
    X(DS_CAP_OTHER_AREA, "other_area", "外地参保人", 0)                        \
    X(DS_CAP_D11, "d11", "串换类别拒付", 0)                                    \
    X(DS_CAP_OTHER_CATEGORY, "other_category", "其他医疗类别", 0)              \
    X(DS_CAP_OTHER_YEAR, "other_year", "其他年度", 1)                          \
    X(DS_CAP_BASE, "base", "基期", 1)                                          \
    X(DS_CAP_UNMANAGED, "unmanaged", "无健康管理机构（按项目）", 1)            \
    X(DS_CAP_OWN, "own", "健康管理机构本身", 1)                                \
    X(DS_CAP_GROUP, "group", "紧密型医联体内", 1)                              \
    X(DS_CAP_REFERRED, "referred", "转诊", 1)                                  \
    X(DS_CAP_PHARMACY, "pharmacy", "定点药店", 1)                              \
    X(DS_CAP_UNREFERRED, "unreferred", "未转诊拒付", 1)
/* clang-format on */
#define DS_CAP_BUCKET_ENUM(code, name, zh, is_of) code,
typedef enum ds_cap_bucket {
    DS_CAP_BUCKETS(DS_CAP_BUCKET_ENUM) DS_N_CAP_BUCKETS
} ds_cap_bucket;
#undef DS_CAP_BUCKET_ENUM

typedef struct ds_capitation ds_capitation;

/** Reads the claims (once, twice where new patients have a quota from them).
 */
DS_MUST_USE ds_status ds_capitation_run(const ds_capitation_input *input,
                                        const ds_run *run, ds_capitation **out,
                                        ds_error *err);

/** Adds the passes that ds_capitation_run is going to make. */
DS_MUST_USE ds_status ds_capitation_plan(const ds_capitation_input *input,
                                         const ds_run *run, ds_plan *plan,
                                         ds_error *err);

/** Frees it; NULL is fine. */
void ds_capitation_free(ds_capitation *c);

/* ---- what other settlements take from it (T10) --------------------------- */

/** Floor and cap of the region. */
ds_d1_limits ds_capitation_limits(const ds_capitation *c);

/** The units, those of the roster and of the contracts. */
const ds_dict *ds_capitation_units(const ds_capitation *c);

/** quota_h(m): the annual quota of a unit for its roster of month 0..11 of the
 * running year, with every step before it. */
const ds_quota_steps *ds_capitation_quota(const ds_capitation *c, uint32_t unit,
                                          int month);
const ds_d3_sums *ds_capitation_sums(const ds_capitation *c, uint32_t unit,
                                     int month);

/* ---- results ------------------------------------------------------------- */

/** The tables of a result, in this order; initialised by the call, destroyed by
 * the caller: `quota`, `quota_month`, `running`, `year`, `outside`,
 * `transfers`, `city` (one row), `distribution`, `buckets`, `ledger`, `notes`.
 */
enum {
    DS_CAP_QUOTA,
    DS_CAP_QUOTA_MONTH,
    DS_CAP_RUNNING,
    DS_CAP_YEAR,
    DS_CAP_OUTSIDE,
    DS_CAP_TRANSFERS,
    DS_CAP_CITY,
    DS_CAP_DISTRIBUTION,
    DS_CAP_BUCKET_TABLE,
    DS_CAP_LEDGER,
    DS_CAP_NOTES,
    DS_N_CAP_TABLES
};
DS_MUST_USE ds_status ds_capitation_tables(const ds_capitation *c,
                                           ds_table tables[DS_N_CAP_TABLES],
                                           ds_error *err);

/** Moves the cost of every patient that floor and cap come from, ascending,
 * into the table `patient_sums` (individual data): input.keeps. */
DS_MUST_USE ds_status ds_capitation_kept(ds_capitation *c, ds_table *t,
                                         ds_error *err);

/** `city` and `distribution` of such a table under another policy. */
DS_MUST_USE ds_status ds_capitation_of_kept(const ds_table *kept,
                                            const ds_capitation_policy *policy,
                                            const ds_run *run,
                                            ds_table tables[2], ds_error *err);

#endif
