/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_population.h - heads by age, sex and status, year by year
 * (fund-model.md section 1).
 *
 * 101 single ages (the last is 100 and over), two sexes, three statuses, whole
 * persons. Every year: deaths by the life table, one year older, births,
 * moves between residents and active members, retirement, migration. In every
 * cell deaths + survivors = start. One projection serves all paths. */
#ifndef DS_FUND_POPULATION_H
#define DS_FUND_POPULATION_H

#include "base/table.h"
#include "sim/fund/fund_keys.h"

#include <stdbool.h>

enum { DS_FUND_AGES = 101, DS_FUND_SEXES = 2 };
enum { DS_FUND_ACTIVE, DS_FUND_RETIRED, DS_FUND_RESIDENT, DS_FUND_N_STATUS };

/** What happened to a status in a year: start - deaths + births + entered -
 * left + retired + migrants = end; entered, left and retired are net moves. */
typedef struct ds_fund_heads {
    int64_t start, deaths, births, moved, retired, migrants, end;
} ds_fund_heads;

typedef struct ds_fund_population {
    int64_t years;
    ds_fund_heads heads[DS_FUND_MAX_YEARS + 1][DS_FUND_N_STATUS];
    /** Sum over ages of heads x relative cost, by kind of care. */
    double cost[DS_FUND_MAX_YEARS + 1][DS_FUND_N_STATUS][DS_FUND_N_CARE];
} ds_fund_population;

/** Columns of the table of ages: age, sex (male, female), active, retired,
 * resident (persons), death_rate (1/year), then cost_inpatient,
 * cost_outpatient, cost_chronic, cost_capitated (relative, 4 decimals; may be
 * absent: 1). */
extern const ds_column_spec ds_fund_age_columns[];
enum { DS_FUND_N_AGE_NEEDED = 6, DS_FUND_N_AGE_COLUMNS = 10 };

/** Retirement age at the end of year `year` for an old age of 60, 55 or 50:
 * linear from 2025 to the end of 2039 (the decision of September 2024: a month
 * for every four months, every two for those of 50). */
double ds_fund_retirement_age(int old_age, int64_t year, bool is_reformed);

/** Projects `ages` for v->years years. Errors name the table's row: an age
 * that lacks, is there twice or out of range, negative heads, a death rate
 * outside 0..1. */
DS_MUST_USE ds_status ds_fund_population_run(const ds_fund_keys_values *v,
                                             const ds_table *ages,
                                             ds_fund_population *out,
                                             ds_error *err);

/** Heads of the keys, the same every year: what aggregate mode grows. */
void ds_fund_population_flat(const ds_fund_keys_values *v,
                             ds_fund_population *out);

/** Table `population`: a row for each year and status. */
DS_MUST_USE ds_status ds_fund_population_table(const ds_fund_population *p,
                                               int64_t base_year, ds_table *t,
                                               ds_error *err);

#endif
