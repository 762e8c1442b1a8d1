/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/trim.h - fences per group from exact quantiles, and what is done to
 * values outside: marked, dropped, or set to the fence (winsorised). */
#ifndef DS_TRIM_H
#define DS_TRIM_H

#include "kernels/quantile.h"
#include "kernels/scan.h"

/** A value is inside where low <= x <= high; exact, as values are integers. */
typedef struct ds_fence {
    int64_t low, high;
} ds_fence;

/** A fence that keeps everything. */
#define DS_NO_FENCE ((ds_fence){DS_MISSING + 1, INT64_MAX})

/** Tukey's fence [q1 - k (q3 - q1), q3 + k (q3 - q1)], k >= 0 in 1e-9; the
 * quartiles are taken as the exact ratios they are. A fence beyond int64 keeps
 * everything on its side. DS_NO_FENCE for a group without values. */
ds_fence ds_fence_iqr(const ds_quantile *q1, const ds_quantile *q3, int64_t k);

/** Keeps what is neither below `low` nor above `high`, exactly; either may be
 * NULL: no limit on that side. */
ds_fence ds_fence_between(const ds_quantile *low, const ds_quantile *high);

/** The published limits: below `low` becomes low->value, above `high`
 * high->value. NULL: no limit. */
ds_fence ds_fence_published(const ds_quantile *low, const ds_quantile *high);

/** What a fence says about a value. */
typedef enum ds_trim_mark {
    DS_TRIM_INSIDE,
    DS_TRIM_BELOW,
    DS_TRIM_ABOVE,
    DS_TRIM_NONE /**< no group (negative id) or no value (DS_MISSING) */
} ds_trim_mark;

/** A stage's context. */
typedef struct ds_trim {
    size_t n_groups;
    const ds_fence *fences; /**< one a group */
    size_t group_lane;      /**< DS_NO_LANE: one group */
    size_t value_lane;
    size_t out_lane; /**< of marks or clamped values; may be value_lane */
} ds_trim;

/** The mark of a value. */
ds_trim_mark ds_fence_mark(const ds_fence *fence, int64_t value);

/** Map: out_lane = the ds_trim_mark of each row. */
ds_stage ds_trim_mark_stage(const ds_trim *trim);

/** Filter: keeps the rows marked DS_TRIM_INSIDE. */
ds_stage ds_trim_drop_stage(const ds_trim *trim);

/** Map: out_lane = the value, or the fence it is outside of; unchanged where
 * there is no group or no value. */
ds_stage ds_trim_clamp_stage(const ds_trim *trim);

#endif
