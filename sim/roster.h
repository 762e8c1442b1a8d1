/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/roster.h - who is paid for whom, from when to when (T13, D7, D12): the
 * unit of a person in a month, in 4 bytes a person and 8 a row. */
#ifndef DS_ROSTER_H
#define DS_ROSTER_H

#include "base/buffer.h"

#include <stdint.h>

/** A row as it is read. Months since 2000-01; `to` DS_ROSTER_OPEN: no end. */
typedef struct ds_roster_row {
    uint32_t person; /**< index below n_persons */
    uint32_t unit;   /**< any number the caller knows it by */
    int16_t from, to;
} ds_roster_row;

enum { DS_ROSTER_OPEN = INT16_MAX };

/** Months of one person with one unit. */
typedef struct ds_roster_span {
    uint32_t unit;
    int16_t from, to;
} ds_roster_span;

/** Spans of all persons, of each in the order of their months. Zero it. */
typedef struct ds_roster {
    size_t n_persons, n_spans;
    ds_buffer starts; /**< uint32[n_persons + 1]: first span of a person */
    ds_buffer spans;  /**< ds_roster_span[n_spans] */
} ds_roster;

/** Sorts n rows by person and month. Fails with DS_ERR_DATA, naming the rows
 * by their numbers from 1, where one ends before it begins or two of a person
 * share a month. */
DS_MUST_USE ds_status ds_roster_build(ds_roster *r, size_t n_persons,
                                      const ds_roster_row *rows, size_t n,
                                      ds_error *err);

/** The first span of a person, and that behind the last. */
static inline uint32_t ds_roster_first(const ds_roster *r, size_t person)
{
    return ((const uint32_t *)r->starts.data)[person];
}

static inline const ds_roster_span *ds_roster_span_at(const ds_roster *r,
                                                      size_t i)
{
    return (const ds_roster_span *)r->spans.data + i;
}

/** The number of the person's span that holds the month, or -1. */
int64_t ds_roster_find(const ds_roster *r, size_t person, int64_t month);

/** Frees it; takes zeroed ones. */
void ds_roster_destroy(ds_roster *r);

#endif
