/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/hangzhou/hangzhou.h - the year of county medical communities as in
 * Hangzhou: rules H1-H16 of policy.md section 3 over the DRG points of
 * sim/drg/settle_map.h. A pooling area is a county: its insured persons'
 * inpatient care, in the area and outside, shares its budget; its institutions
 * share its point value. */
#ifndef DS_HANGZHOU_H
#define DS_HANGZHOU_H

#include "sim/drg/settle.h"
#include "sim/hangzhou/hangzhou_policy.h"
#include "sim/lists.h"

/** What a year is settled from; everything is borrowed. */
typedef struct ds_hangzhou_input {
    ds_settle_input cases; /**< claims, how cases get points, institutions */
    const ds_hangzhou_policy *policy;
    int first_year;              /**< of booking in the claims */
    const ds_table *area;        /**< NULL, or budgets by area */
    const ds_table *institution; /**< NULL, or amounts by institution */
} ds_hangzhou_input;

/** The tables of --table, in the order of ds_hangzhou_input. */
enum { DS_HANGZHOU_AREA, DS_HANGZHOU_INSTITUTION, DS_N_HANGZHOU_LISTS };
extern const ds_list_spec ds_hangzhou_lists[DS_N_HANGZHOU_LISTS];

typedef struct ds_hangzhou ds_hangzhou;

/** Reads the claims (1 pass and those of readmissions) and settles. */
DS_MUST_USE ds_status ds_hangzhou_run(const ds_hangzhou_input *input,
                                      const ds_run *run, ds_hangzhou **out,
                                      ds_error *err);

/** Frees it; NULL is fine. */
void ds_hangzhou_free(ds_hangzhou *s);

/** The tables of a result, in this order; initialised by the call, destroyed
 * by the caller. */
enum {
    DS_HANGZHOU_AREAS,
    DS_HANGZHOU_VALUE,
    DS_HANGZHOU_SETTLEMENT,
    DS_HANGZHOU_COMMUNITY,
    DS_HANGZHOU_VISITS,
    DS_HANGZHOU_REFERRAL,
    DS_HANGZHOU_SELF,
    DS_HANGZHOU_HEADS,
    DS_HANGZHOU_MONTHS,
    DS_HANGZHOU_BUCKETS,
    DS_HANGZHOU_LEDGER,
    DS_HANGZHOU_NOTES,
    DS_N_HANGZHOU_TABLES
};
DS_MUST_USE ds_status ds_hangzhou_tables(const ds_hangzhou *s,
                                         ds_table tables[DS_N_HANGZHOU_TABLES],
                                         ds_error *err);

/** The settlement behind it, for ds_settle_cases. */
ds_settle *ds_hangzhou_cases(ds_hangzhou *s);

/** Buckets of its records: number, name, Chinese. */
size_t ds_hangzhou_n_buckets(void);
const char *ds_hangzhou_bucket(size_t i, bool zh);

#endif
