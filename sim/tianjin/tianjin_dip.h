/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_dip.h - stays paid by DIP in the regional pool (T8, 8.7,
 * A61): their group in a DIP catalogue and what it is worth in points of the
 * pool. */
#ifndef DS_TIANJIN_DIP_H
#define DS_TIANJIN_DIP_H

#include "sim/dip/dip_assign.h"
#include "sim/tianjin/tianjin_policy.h"

/** What a group of the catalogue is worth. Costs are pt of C at 1:1. */
typedef struct ds_tj_dip_group {
    int64_t points;    /**< pt; DS_MISSING: does not fit */
    int64_t low, high; /**< C below low or above high is abnormal (8.4) */
} ds_tj_dip_group;

/** Zero it before ds_tj_dip_make; then a map may borrow it. */
typedef struct ds_tj_dip {
    const ds_disease_list *list;
    ds_disease_map map;
    ds_groups pairs; /**< (key part, operation set) of stays paid by DIP */
    ds_assign assign;
    ds_tj_dip_group *groups; /**< by group of the list */
} ds_tj_dip;

/** 8.7: points = RW x R0, RW = catalogue points / 1000 x base cost / M_ref (RW
 * against the M_ref of DRG), exact, half-up to pt once. `base_fen` 0: unknown,
 * RW is points / 1000. False where they do not fit. */
bool ds_tj_dip_points(int64_t points, const mpq_t base_fen,
                      const ds_tj_policy *policy, int64_t *out);

/** Reads the claims once for the keys that occur. Borrows the list; the policy
 * has M_ref and R0. A list without groups of this claims file is no error: such
 * stays are ungrouped. Needs the column diagnosis. */
DS_MUST_USE ds_status ds_tj_dip_make(ds_tj_dip *d, const ds_disease_list *list,
                                     const ds_prefixes *classes,
                                     const ds_claims_input *claims,
                                     const ds_tj_policy *policy,
                                     const ds_run *run, ds_error *err);

/** Adds that pass to a plan. */
DS_MUST_USE ds_status ds_tj_dip_plan(const ds_claims_input *claims,
                                     const ds_run *run, ds_plan *plan,
                                     ds_error *err);

/** The group of a stay by its codes in the claims and its cost in fen (7.3);
 * NULL: none. `operations` is 0 where the claims have none. */
const ds_tj_dip_group *ds_tj_dip_find(const ds_tj_dip *d, int64_t diagnosis,
                                      int64_t operations, int64_t cost);

/** Frees it; takes zeroed ones. */
void ds_tj_dip_destroy(ds_tj_dip *d);

#endif
