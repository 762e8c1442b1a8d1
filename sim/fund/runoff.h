/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/runoff.h - claims incurred and not yet booked: run-off triangles of
 * the claims and their chain ladder (fund-model: opening position). */
#ifndef DS_RUNOFF_H
#define DS_RUNOFF_H

#include "base/keys.h"
#include "base/table.h"
#include "kernels/chain_ladder.h"

/** How claims become triangles. */
typedef struct ds_runoff_policy {
    int32_t is_quarterly;
    int64_t tail, tail_error;                              /**< 1e-9 */
    char first[DS_KEY_TEXT_SIZE], until[DS_KEY_TEXT_SIZE]; /**< "2023-01", "" */
    char amount[DS_KEY_TEXT_SIZE]; /**< column of the claims */
} ds_runoff_policy;

/** Its keys; the target is set by the caller. */
extern const ds_keys ds_runoff_keys;

/** What became of each record. */
#define DS_RUNOFF_LIST(X)                                                      \
    X(DS_RUNOFF_COUNTED, "counted", "计入")                                    \
    X(DS_RUNOFF_FILTERED, "filtered", "不符合筛选条件")                        \
    X(DS_RUNOFF_EARLY, "booked_early", "入账早于服务")                         \
    X(DS_RUNOFF_BEFORE, "before_first", "早于首个服务期")                      \
    X(DS_RUNOFF_AFTER, "after_until", "晚于评估期")

#define DS_RUNOFF_ENUM(code, name, zh) code,
typedef enum ds_runoff_bucket {
    DS_RUNOFF_LIST(DS_RUNOFF_ENUM) DS_N_RUNOFF
} ds_runoff_bucket;
#undef DS_RUNOFF_ENUM

/** Why a group has no estimate. */
typedef enum ds_runoff_failure {
    DS_RUNOFF_DEVELOPED,
    DS_RUNOFF_NO_AMOUNT,     /**< no amount is booked within the triangle */
    DS_RUNOFF_SINGLE_COLUMN, /**< no step to estimate */
    DS_RUNOFF_NO_FACTOR,     /**< a step that no service period shows */
    DS_N_RUNOFF_FAILURES
} ds_runoff_failure;
/** "no_booked_amount", "single_column", "no_factor": states of `reserve`. */
extern const char *const ds_runoff_failures[DS_N_RUNOFF_FAILURES];

/** A group's triangle: n periods, of which the last `lead` have nothing booked
 * yet because nobody's claims are booked so early. */
typedef struct ds_runoff_group {
    size_t row; /**< of the sums that shows its name in column 0 */
    size_t n, lead;
    int64_t *records, *amount; /**< [n * n], service x delay, not cumulative */
    int64_t *cumulative;       /**< [m * m], m = n - lead, from delay `lead` */
    ds_chain_ladder ladder;    /**< of m periods */
    ds_runoff_failure failure;
    ds_error *reason; /**< of a failure: group, what and remedy; else NULL */
} ds_runoff_group;

/** Zero it before ds_runoff_compute. */
typedef struct ds_runoff {
    const ds_runoff_policy *policy;
    const ds_table *sums;
    bool is_grouped;                /**< the first column of sums is a group */
    size_t month, booked, n, value; /**< columns of sums */
    int64_t first, until; /**< periods: months or quarters since 2000 */
    size_t n_groups, n_failed;
    ds_runoff_group *groups;
    uint64_t rows[DS_N_RUNOFF];
} ds_runoff;

/**
 * Makes and develops the triangles of `sums`: columns [group], month,
 * booked_month, n, amount, sorted by group (sim/sums.h); borrowed. Service
 * periods start with runoff.first, else with the first booked month: a file of
 * bookings lacks the early ones of services before it. They end with
 * runoff.until, else the last booked month, in quarters with the last whole
 * one. DS_ERR_DATA, naming `where`, group and remedy, for no records, a single
 * period, a period without a factor; DS_ERR_CONFIG for a bad month. In a run by
 * groups one that cannot be developed has its reason in `failure`, and the
 * others go on; where none can be, the first's reason is the error.
 */
DS_MUST_USE ds_status ds_runoff_compute(const ds_table *sums, bool is_grouped,
                                        uint64_t filtered,
                                        const ds_runoff_policy *policy,
                                        const char *where, ds_runoff *out,
                                        ds_error *err);

/** Frees it; takes zeroed ones. */
void ds_runoff_destroy(ds_runoff *r);

/** With groups `reserve` ends with their total, whose error takes them as
 * independent: state `all_groups`, or `partial` where a group failed.
 * The tables `reserve`, `factors`, `triangle` (long), `rows`; the caller
 * destroys them. */
enum { DS_N_RUNOFF_TABLES = 4 };
DS_MUST_USE ds_status ds_runoff_tables(const ds_runoff *r,
                                       ds_table tables[DS_N_RUNOFF_TABLES],
                                       ds_error *err);

#endif
