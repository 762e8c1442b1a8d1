/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/by.h - grouping records by up to three columns, as users name them. */
#ifndef DS_BY_H
#define DS_BY_H

#include "base/keys.h"
#include "base/table.h"
#include "kernels/group.h"
#include "sim/attribute.h"
#include "sim/lanes.h"

enum { DS_MAX_BY = 3 };

/** One of the columns that group. */
typedef struct ds_by_part {
    const char *name;
    size_t lane;       /**< that its codes are read from */
    int64_t low, high; /**< of its codes, DS_MISSING apart */
    bool is_nullable;
    bool is_year;      /**< codes are calendar years, made from months */
    bool is_age;       /**< codes are years of age, 0..100, of age_days */
    size_t month;      /**< lane of the months, or of the days of age */
    ds_cell_type type; /**< how codes are shown */
    int decimals;
    const char *names; /**< ENUM */
    ds_dict dict;      /**< CODE */
    bool is_attribute; /**< codes are what a table says of other codes */
    ds_attribute attribute;
    size_t coded; /**< lane of these */
} ds_by_part;

/** The grouping of a computation; zero it before ds_by_init. */
typedef struct ds_by {
    size_t n;
    ds_by_part parts[DS_MAX_BY];
    size_t group;     /**< lane of the ids; DS_NO_LANE: one group */
    bool is_direct;   /**< one column whose codes are the ids */
    ds_groups groups; /**< else the combinations that occur */
    ds_group_map map;
    ds_filter filter;
} ds_by;

/** Resolves a name as users write it: `total` for `total_fen`, else the column
 * itself; -1 where there is none. */
int ds_by_column(const ds_source *s, const char *name);

/** The same, or an error that names file and column. */
DS_MUST_USE ds_status ds_by_need(const ds_source *s, const char *name,
                                 const ds_source_column **column,
                                 ds_error *err);

/** Takes the columns `names` ("year" is that of booking, "age" whole years,
 * 100 for more, "hospital.level" a column of the table beside the claims) into `lanes`; after
 * all other columns have been added and before ds_by_lanes. */
DS_MUST_USE ds_status ds_by_init(ds_by *by, ds_lanes *lanes, size_t n,
                                 const char *const *names, ds_error *err);

/** Adds the lanes that its stages write; no column may be added after. */
void ds_by_lanes(ds_by *by, ds_lanes *lanes);

/** Takes all combinations as ids without a pass, where they are at most `most`:
 * for cubes, whose empty cells cost little. True where no pass is needed. */
bool ds_by_every(ds_by *by, uint64_t most);

/** Finds the combinations that occur: one pass, none where is_direct. */
DS_MUST_USE ds_status ds_by_find(ds_by *by, const ds_lanes *lanes,
                                 const ds_run *run, ds_error *err);

/** The stages --where, made codes (years, attributes), ids; n <= 3. Borrows by
 * and lanes. */
size_t ds_by_stages(ds_by *by, const ds_lanes *lanes, ds_stage stages[3]);

/** How many ids there are; before ds_by_find, how many at most. */
size_t ds_by_count(const ds_by *by, const ds_source *source);

/** Bytes of what tables say of codes, for plans. */
size_t ds_by_bytes(const ds_by *by);

/** Specs of the columns that show an id: by->n of them. */
void ds_by_specs(const ds_by *by, ds_column_spec *specs);

/** Writes id g's codes as text, numbers or dates into cells 0..by->n-1. */
DS_MUST_USE ds_status ds_by_show(const ds_by *by, size_t g, ds_table *t,
                                 size_t row, ds_error *err);

/** How values of a kind are shown in a table, and their unit there. */
ds_cell_type ds_kind_cell(ds_kind kind);
const char *ds_kind_unit(ds_kind kind);
int ds_kind_decimals(ds_kind kind);

/** Frees it; takes zeroed ones. */
void ds_by_destroy(ds_by *by);

#endif
