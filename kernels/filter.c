/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/filter.c - see filter.h for the contract. */
#include "kernels/filter.h"

#include <string.h>

static bool has_code(const ds_term *term, int64_t x)
{
    return (uint64_t)x < (uint64_t)term->n_codes &&
           (term->codes[x / 64] >> (x % 64) & 1);
}

bool ds_term_is_met(const ds_term *term, int64_t value)
{
    if (term->codes) return has_code(term, value);
    for (size_t r = 0; r < term->n_ranges; r++)
        if (value >= term->ranges[r].low && value <= term->ranges[r].high)
            return true;
    return false;
}

/* One loop a range, without branches: the compiler makes it wide. */
static void meet_ranges(const ds_term *term, const ds_slice *s, uint8_t *keep)
{
    uint8_t met[DS_SLICE_ROWS] = {0};
    const int64_t *lane = s->lane[term->lane];
    for (size_t r = 0; r < term->n_ranges; r++) {
        const ds_range range = term->ranges[r];
        for (size_t i = 0; i < s->n; i++)
            met[i] |=
                (uint8_t)((lane[i] >= range.low) & (lane[i] <= range.high));
    }
    for (size_t i = 0; i < s->n; i++) keep[i] &= met[i];
}

static void meet_codes(const ds_term *term, const ds_slice *s, uint8_t *keep)
{
    const int64_t *lane = s->lane[term->lane];
    for (size_t i = 0; i < s->n; i++) keep[i] &= has_code(term, lane[i]);
}

static void filter_run(const void *ctx, ds_slice *s)
{
    const ds_filter *filter = ctx;
    uint8_t keep[DS_SLICE_ROWS];
    memset(keep, 1, s->n);
    for (size_t t = 0; t < filter->n_terms; t++) {
        const ds_term *term = &filter->terms[t];
        if (term->codes)
            meet_codes(term, s, keep);
        else
            meet_ranges(term, s, keep);
    }
    if (memchr(keep, 0, s->n)) ds_slice_compact(s, keep);
}

ds_stage ds_filter_stage(const ds_filter *filter)
{
    return (ds_stage){filter_run, filter};
}

static ds_status count_add(void *ctx, int64_t *state, const ds_slice *s,
                           ds_error *err)
{
    (void)ctx;
    (void)err;
    state[0] += (int64_t)s->n;
    return DS_OK;
}

ds_fold ds_count_fold(int64_t *count)
{
    return (ds_fold){.name = "rows",
                     .n_words = 1,
                     .add = count_add,
                     .result = count,
                     .add_narrow = count_add};
}

static void row_run(const void *ctx, ds_slice *s)
{
    const size_t *lane = ctx;
    int64_t *rows = s->lane[*lane];
    for (size_t i = 0; i < s->n; i++) rows[i] = (int64_t)(s->row + i);
}

ds_stage ds_row_stage(const size_t *lane) { return (ds_stage){row_run, lane}; }
