/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/sanya/sanya.h - the year of medical groups as in Sanya: rules Y1-Y8 of
 * policy.md section 5. Claims give bookkept amounts by category and month, and
 * the points of inpatient cases (Y6: by DIP, sim/dip/dip_map.h, or those of DRG
 * settlement, sim/drg/settle_map.h); budgets, the case settlement inside them,
 * sharing by grade follow. */
#ifndef DS_SANYA_H
#define DS_SANYA_H

#include "sim/dip/dip_settle.h"
#include "sim/drg/settle.h"
#include "sim/lists.h"
#include "sim/sanya/sanya_policy.h"

/** What a year is settled from; everything is borrowed. */
typedef struct ds_sanya_input {
    ds_settle_input cases;   /**< claims, year, institutions; by DRG how cases
                                  get points */
    const ds_dip_input *dip; /**< how by DIP (of its budget and bands nothing
                                  is used); NULL: by DRG */
    const ds_sanya_policy *policy;
    int first_year;           /**< of booking in the claims */
    const ds_table *items;    /**< NULL, or group, kind, item, amount */
    const ds_table *spending; /**< NULL, or kind, year, amount */
    const ds_table *bookkept; /**< NULL, or group, month, amount */
} ds_sanya_input;

typedef struct ds_sanya ds_sanya;

/** Columns of the tables that a year may be given, in the order of
 * ds_sanya_input: items, spending, bookkept. */
enum { DS_SANYA_ITEMS, DS_SANYA_SPENDING, DS_SANYA_BOOKKEPT, DS_N_SANYA_LISTS };
extern const ds_list_spec ds_sanya_lists[DS_N_SANYA_LISTS];

/** Reads the claims (1 pass and those of readmissions) and settles. DS_ERR_DATA
 * names what is missing or wrong in the tables. */
DS_MUST_USE ds_status ds_sanya_run(const ds_sanya_input *input,
                                   const ds_run *run, ds_sanya **out,
                                   ds_error *err);

/** Frees it; NULL is fine. */
void ds_sanya_free(ds_sanya *s);

/** The tables of a result, in this order; initialised by the call, destroyed
 * by the caller. */
enum {
    DS_SANYA_GROUP,
    DS_SANYA_BUDGET,
    DS_SANYA_VALUE,
    DS_SANYA_SETTLEMENT,
    DS_SANYA_MONTHS,
    DS_SANYA_GRADES,
    DS_SANYA_BUCKETS,
    DS_SANYA_LEDGER,
    DS_SANYA_NOTES,
    DS_N_SANYA_TABLES
};
DS_MUST_USE ds_status ds_sanya_tables(const ds_sanya *s,
                                      ds_table tables[DS_N_SANYA_TABLES],
                                      ds_error *err);

/** The settlement behind it, for ds_settle_cases or ds_dip_cases; NULL where
 * points are made the other way. */
ds_settle *ds_sanya_drg_cases(ds_sanya *s);
ds_dip *ds_sanya_dip_cases(ds_sanya *s);

/** Buckets of its records: number, name, Chinese. */
size_t ds_sanya_n_buckets(const ds_sanya *s);
const char *ds_sanya_bucket(const ds_sanya *s, size_t i, bool zh);

#endif
