/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/filter.h - the --where filter: keeps the rows that meet every term.
 * Rows dropped are the source's rows less those kept (ds_count_fold). */
#ifndef DS_FILTER_H
#define DS_FILTER_H

#include "kernels/scan.h"

/** A closed range. One from DS_MISSING takes missing values in; an open end
 * below is DS_MISSING + 1, above INT64_MAX. */
typedef struct ds_range {
    int64_t low, high;
} ds_range;

/** One condition on a lane: a set of codes, or else any of some ranges. */
typedef struct ds_term {
    size_t lane;
    const uint64_t *codes; /**< bit c % 64 of word c / 64: code c is allowed;
                                NULL: use the ranges */
    int64_t n_codes;       /**< codes outside 0..n_codes-1 are not allowed */
    size_t n_ranges;       /**< 0 without codes: nothing is allowed */
    const ds_range *ranges;
} ds_term;

/** All terms have to be met; none: every row is kept. Borrows the terms. */
typedef struct ds_filter {
    size_t n_terms;
    const ds_term *terms;
} ds_filter;

/** The filter as a stage. Borrows it. */
ds_stage ds_filter_stage(const ds_filter *filter);

/** True where one value meets the term. */
bool ds_term_is_met(const ds_term *term, int64_t value);

/** Allows a code in a term's set of codes. */
static inline void ds_codes_add(uint64_t *codes, int64_t code)
{
    codes[code / 64] |= UINT64_C(1) << (code % 64);
}

/** A fold of one word: the number of rows it is given. */
ds_fold ds_count_fold(int64_t *count);

/** A map that writes source rows into the lane *lane. It comes before all
 * filters: only then are a slice's rows consecutive. */
ds_stage ds_row_stage(const size_t *lane);

#endif
