/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/lanes.h - which columns of a claim a pass reads, and in which lane. */
#ifndef DS_LANES_H
#define DS_LANES_H

#include "base/entities.h"
#include "kernels/filter.h"
#include "kernels/moments.h"
#include "kernels/scan.h"

/** Reads the tables beside the claims when they are asked for. */
typedef struct ds_beside {
    void *ctx;
    /** *t becomes the table, valid as long as ctx, or NULL: there is none. */
    ds_status (*table)(void *ctx, const ds_entity_kind *kind,
                       const ds_table **t, ds_error *err);
} ds_beside;

/** Where the records of a computation come from. */
typedef struct ds_claims_input {
    const ds_source *source;
    const ds_beside *beside; /**< may be NULL */
    size_t n_terms;          /**< of --where; all of them must be met */
    const ds_term *terms;    /**< their lane is a column number of the source */
} ds_claims_input;

enum { DS_MAX_TERMS = 16 };

/** The lanes of a pass while it is put together. Zero it, set source, and
 * beside where grouping by columns of tables is wanted. */
typedef struct ds_lanes {
    const ds_source *source;
    const ds_beside *beside;
    size_t n_columns, n_lanes;
    size_t columns[DS_MAX_LANES];
    size_t n_terms;
    ds_term terms[DS_MAX_TERMS]; /**< with lanes of this pass */
} ds_lanes;

/** The lane of a column that `user` needs; a column already there is not read
 * twice. All columns come before ds_lanes_extra. */
DS_MUST_USE ds_status ds_lanes_need(ds_lanes *l, const char *name,
                                    const char *user, size_t *lane,
                                    ds_error *err);

/** The lane of a column, or DS_NO_LANE where the source has none. */
size_t ds_lanes_want(ds_lanes *l, const char *name);

/** The lane of `booked_month`, or of `month` where claims have none (A41). */
DS_MUST_USE ds_status ds_lanes_booked(ds_lanes *l, const char *user,
                                      size_t *lane, ds_error *err);

/** Takes the terms of --where along, with their columns. */
DS_MUST_USE ds_status ds_lanes_terms(ds_lanes *l, const ds_claims_input *input,
                                     ds_error *err);

/** A lane for a stage to write. */
size_t ds_lanes_extra(ds_lanes *l);

/** A pass over these lanes, to be completed with stages and folds. */
ds_pass ds_lanes_pass(const ds_lanes *l, const char *name);

/** True where row i of the slice meets every term. */
static inline bool ds_lanes_is_met(const ds_lanes *l, const ds_slice *s,
                                   size_t i)
{
    for (size_t t = 0; t < l->n_terms; t++)
        if (!ds_term_is_met(&l->terms[t], s->lane[l->terms[t].lane][i]))
            return false;
    return true;
}

/** The value of an optional lane, `absent` where there is none. */
static inline int64_t ds_lane_value(const ds_slice *s, size_t lane, size_t i,
                                    int64_t absent)
{
    return lane == DS_NO_LANE ? absent : s->lane[lane][i];
}

#endif
