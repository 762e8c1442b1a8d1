/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/group.h - dense ids of the combinations of up to three code-like
 * columns that occur. Ids are sorted by the tuple of codes (DS_MISSING first),
 * so they depend on the data only. */
#ifndef DS_GROUP_H
#define DS_GROUP_H

#include "kernels/scan.h"

#include "base/buffer.h"

enum { DS_MAX_GROUP_LANES = 3 };

/** One part of the tuple. DS_MISSING in the lane is a code of its own. */
typedef struct ds_group_lane {
    size_t lane;
    int64_t low, high; /**< every value is DS_MISSING or within */
} ds_group_lane;

/** The combinations that occur (or all); zero it before ds_groups_build. */
typedef struct ds_groups {
    size_t n; /**< ids are 0..n-1 */
    size_t n_lanes;
    ds_group_lane lanes[DS_MAX_GROUP_LANES];
    uint64_t n_cells; /**< product of the ranges */
    bool is_direct;   /**< table over all cells, else a hash of those met */
    bool is_every;    /**< neither: ids are the cells, met or not */
    ds_buffer cells;  /**< uint64: the cell of every id, ascending */
    ds_buffer table;  /**< int32: cell -> id; or hash slots of ids */
    uint64_t n_slots; /**< of the hash, a power of two */
} ds_groups;

/** A lane that is a column of the pass, with the column's range. */
ds_group_lane ds_group_lane_of(const ds_pass *input, size_t lane);

/**
 * Reads the input (its stages run, its folds and sink do not) and finds the
 * combinations: in one pass, or a few more where there are millions. Fails
 * with DS_ERR_OVERFLOW where the product of the ranges exceeds 2^62 or there
 * are 2^31 combinations.
 */
DS_MUST_USE ds_status ds_groups_build(ds_groups *g, const ds_pass *input,
                                      const ds_group_lane *lanes,
                                      size_t n_lanes, const ds_run *run,
                                      ds_error *err);

/** Takes every combination of the ranges, met or not, without reading: for
 * states that an empty group costs little. False, and g as it was, where they
 * are more than `most`. Allocates nothing. */
bool ds_groups_every(ds_groups *g, const ds_group_lane *lanes, size_t n_lanes,
                     uint64_t most);

/** Frees it; takes zeroed ones. */
void ds_groups_destroy(ds_groups *g);

/** Part `lane` (0..n_lanes-1) of the tuple of an id. */
int64_t ds_groups_code(const ds_groups *g, size_t id, size_t lane);

/** The id of a tuple, or -1 where it does not occur. */
int64_t ds_groups_find(const ds_groups *g, const int64_t *codes);

/** A map's context: lanes[] of the slice -> id_lane. */
typedef struct ds_group_map {
    const ds_groups *groups;
    size_t lanes[DS_MAX_GROUP_LANES];
    size_t id_lane;
} ds_group_map;

/** The map that writes each row's id, DS_MISSING for a tuple that was not met
 * when the groups were built. Borrows the map. */
ds_stage ds_group_stage(const ds_group_map *map);

#endif
