/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/trim.c - see trim.h for the contract. */
#include "kernels/trim.h"

static int64_t clamp_i64(ds_i128 x)
{
    if (x <= DS_MISSING) return DS_MISSING + 1;
    return x > INT64_MAX ? INT64_MAX : (int64_t)x;
}

/* The integers at or above, at or below num / den. */
static int64_t up(ds_i128 num, ds_i128 den)
{
    return clamp_i64(-ds_floor_div(-num, den));
}

static int64_t down(ds_i128 num, ds_i128 den)
{
    return clamp_i64(ds_floor_div(num, den));
}

/* In 1e-18: quartiles are ratios over 1e9, and so is k. */
ds_fence ds_fence_iqr(const ds_quantile *q1, const ds_quantile *q3, int64_t k)
{
    if (q1->value == DS_MISSING || q3->value == DS_MISSING) return DS_NO_FENCE;
    const ds_i128 most = (ds_i128)(~(ds_u128)0 >> 2);
    const ds_i128 low = ds_quantile_numerator(q1);
    const ds_i128 high = ds_quantile_numerator(q3);
    const ds_i128 width = high - low;
    if (width > 0 && k > most / width) return DS_NO_FENCE;
    const ds_i128 one = (ds_i128)DS_RATE_ONE * DS_RATE_ONE;
    return (ds_fence){up(low * DS_RATE_ONE - width * k, one),
                      down(high * DS_RATE_ONE + width * k, one)};
}

static bool is_set(const ds_quantile *q) { return q && q->value != DS_MISSING; }

ds_fence ds_fence_between(const ds_quantile *low, const ds_quantile *high)
{
    ds_fence fence = DS_NO_FENCE;
    if (is_set(low)) fence.low = up(ds_quantile_numerator(low), DS_RATE_ONE);
    if (is_set(high))
        fence.high = down(ds_quantile_numerator(high), DS_RATE_ONE);
    return fence;
}

ds_fence ds_fence_published(const ds_quantile *low, const ds_quantile *high)
{
    ds_fence fence = DS_NO_FENCE;
    if (is_set(low)) fence.low = low->value;
    if (is_set(high)) fence.high = high->value;
    return fence;
}

ds_trim_mark ds_fence_mark(const ds_fence *fence, int64_t value)
{
    if (value == DS_MISSING) return DS_TRIM_NONE;
    if (value < fence->low) return DS_TRIM_BELOW;
    return value > fence->high ? DS_TRIM_ABOVE : DS_TRIM_INSIDE;
}

/* The fence of a row, NULL where it has no group. */
static const ds_fence *fence_of(const ds_trim *trim, const ds_slice *s,
                                size_t row)
{
    if (trim->group_lane == DS_NO_LANE) return trim->fences;
    const uint64_t group = (uint64_t)s->lane[trim->group_lane][row];
    return group < trim->n_groups ? &trim->fences[group] : NULL;
}

static ds_trim_mark mark_of(const ds_trim *trim, const ds_slice *s, size_t row)
{
    const ds_fence *fence = fence_of(trim, s, row);
    if (!fence) return DS_TRIM_NONE;
    return ds_fence_mark(fence, s->lane[trim->value_lane][row]);
}

static void mark_run(const void *ctx, ds_slice *s)
{
    const ds_trim *trim = ctx;
    int64_t *out = s->lane[trim->out_lane];
    for (size_t i = 0; i < s->n; i++) out[i] = (int64_t)mark_of(trim, s, i);
}

static void drop_run(const void *ctx, ds_slice *s)
{
    uint8_t keep[DS_SLICE_ROWS];
    for (size_t i = 0; i < s->n; i++)
        keep[i] = mark_of(ctx, s, i) == DS_TRIM_INSIDE;
    ds_slice_compact(s, keep);
}

static void clamp_run(const void *ctx, ds_slice *s)
{
    const ds_trim *trim = ctx;
    const int64_t *value = s->lane[trim->value_lane];
    int64_t *out = s->lane[trim->out_lane];
    for (size_t i = 0; i < s->n; i++) {
        const ds_fence *fence = fence_of(trim, s, i);
        int64_t x = value[i];
        if (fence && x != DS_MISSING) {
            x = x > fence->high ? fence->high : x;
            x = x < fence->low ? fence->low : x;
        }
        out[i] = x;
    }
}

ds_stage ds_trim_mark_stage(const ds_trim *trim)
{
    return (ds_stage){mark_run, trim};
}

ds_stage ds_trim_drop_stage(const ds_trim *trim)
{
    return (ds_stage){drop_run, trim};
}

ds_stage ds_trim_clamp_stage(const ds_trim *trim)
{
    return (ds_stage){clamp_run, trim};
}
