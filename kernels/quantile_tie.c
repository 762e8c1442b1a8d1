/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/quantile_tie.c - prices that many pay, for the pilot of
 * quantile_pilot.h: a key that holds a large part of a group's sample may do so
 * for one value. A vote over the sample (Boyer and Moore, "MJRTY", 1981) finds
 * the value, if it is the most of its key; if not, nothing is lost but room
 * for values. */
#include "kernels/quantile_key.h"
#include "kernels/quantile_pilot.h"

#include <string.h>

/* A key with 1/HEAVY of its group's sample, and LEAST_COUNT of it. */
enum { HEAVY = 32, LEAST_COUNT = 256 };

/* Votes of keys: which one a key has is in `at`, 0 for none. */
typedef struct vote {
    int32_t value;
    int64_t lead;
} vote;

typedef struct votes {
    const ds_pilot *pilot;
    ds_buffer at;   /* uint32 [group][key] */
    ds_buffer list; /* vote; the first one of no key */
} votes;

static ds_status add(void *ctx, int64_t *state, const ds_slice *s,
                     ds_error *err)
{
    (void)ctx, (void)state, (void)s;
    return ds_fail(err, DS_ERR_ARG, "a pilot needs narrow lanes");
}

static ds_status add_narrow(void *ctx, int64_t *state, const ds_slice *s,
                            ds_error *err)
{
    (void)state, (void)err;
    const votes *v = ctx;
    const ds_pilot *p = v->pilot;
    const ds_key_range keys = p->sample.keys;
    const int32_t *value = s->narrow[p->job->value_lane];
    const size_t lane = p->job->group_lane;
    const int32_t *group = lane == DS_NO_LANE ? NULL : s->narrow[lane];
    for (size_t i = 0; i < s->n; i++) {
        const size_t g = group ? (uint32_t)group[i] : 0;
        const size_t k = (size_t)(ds_key_of(value[i], keys.bits) - keys.first);
        if (g >= p->n_groups || k >= keys.n) continue;
        vote *x = (vote *)v->list.data +
                  ((const uint32_t *)v->at.data)[g * keys.n + k];
        if (x->lead == 0) x->value = value[i];
        x->lead += x->value == value[i] ? 1 : -1;
    }
    return DS_OK;
}

/* Gives each heavy key of several values a vote; returns how many. */
static size_t find_heavy(const ds_pilot *p, uint32_t *at)
{
    const ds_key_range keys = p->sample.keys;
    size_t n = 0;
    for (size_t g = 0; g < p->n_groups; g++) {
        const uint32_t *counts =
            (const uint32_t *)p->sample.words.data + g * keys.n;
        uint64_t all = 0;
        for (size_t k = 0; k < keys.n; k++) all += counts[k];
        for (size_t k = 0; k < keys.n; k++) {
            const int32_t key = keys.first + (int32_t)k;
            const bool is_one = ds_key_low(key, keys.bits) ==
                                ds_key_high(key, keys.bits);
            const bool is_heavy = counts[k] >= LEAST_COUNT &&
                                  (uint64_t)counts[k] * HEAVY >= all;
            at[g * keys.n + k] = is_heavy && !is_one ? (uint32_t)++n : 0;
        }
    }
    return n;
}

/* Cuts the value out of the bracket of a group that holds it, where there is
 * room for two more bounds. */
static void cut_out(const ds_pilot *p, size_t g, int32_t value)
{
    int32_t *bounds = (int32_t *)p->bounds.data + g * p->n_bounds;
    size_t n = p->n_bounds, b = 0;
    while (n > 0 && bounds[n - 1] == INT32_MAX) n--;
    while (b < n && bounds[b] < value) b++; /* value is in region b */
    if (b % 2 == 0 || n + 2 > p->n_bounds) return;
    memmove(bounds + b + 2, bounds + b, (n - b) * sizeof *bounds);
    bounds[b] = value - 1;
    bounds[b + 1] = value;
}

static void cut_all(const ds_pilot *p, const votes *v)
{
    const size_t n_keys = p->sample.keys.n;
    for (size_t i = 0; i < p->n_groups * n_keys; i++) {
        const vote *x =
            (const vote *)v->list.data + ((const uint32_t *)v->at.data)[i];
        if (x != v->list.data && x->lead > 0) cut_out(p, i / n_keys, x->value);
    }
}

ds_status ds_pilot_ties(ds_pilot *p, ds_error *err)
{
    ds_status st = DS_OK;
    ds_run one = *p->run;
    votes v = {.pilot = p};
    one.threads = 1;
    one.progress = NULL;
    DS_GO(ds_buffer_reserve(&v.at, p->n_groups * p->sample.keys.n * 4, err));
    const size_t n = find_heavy(p, v.at.data);
    if (n == 0) goto done;
    DS_GO(ds_buffer_grow_zeroed(&v.list, (n + 1) * sizeof(vote), err));
    const ds_fold fold = {
        .name = "ties", .ctx = &v, .add = add, .add_narrow = add_narrow};
    ds_pass pass = *p->job->input;
    pass.n_folds = 1;
    pass.folds = &fold;
    pass.stride = p->stride;
    pass.into = NULL; /* the pass behind it fills */
    DS_GO(ds_pass_run(&pass, &one, err));
    cut_all(p, &v);
done:
    ds_buffer_destroy(&v.at);
    ds_buffer_destroy(&v.list);
    return st;
}
