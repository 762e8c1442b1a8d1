/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/roster.c - see roster.h for the contract. */
#include "sim/roster.h"

#include <string.h>

static ds_status check_rows(size_t n_persons, const ds_roster_row *rows,
                            size_t n, ds_error *err)
{
    if (n > UINT32_MAX)
        return ds_fail(err, DS_ERR_DATA, "roster: more than 4 billion rows");
    for (size_t i = 0; i < n; i++) {
        if (rows[i].person >= n_persons)
            return ds_fail(err, DS_ERR_ARG, "roster: row %zu: no such person",
                           i + 1);
        if (rows[i].from > rows[i].to)
            return ds_hint(err,
                           ds_fail(err, DS_ERR_DATA,
                                   "roster: row %zu ends before it begins",
                                   i + 1),
                           "correct its months and import the table again");
    }
    return DS_OK;
}

/* Rows of one person that share a month, by their numbers. */
static ds_status refuse_overlap(const ds_roster_row *rows, size_t n,
                                uint32_t person, ds_error *err)
{
    for (size_t a = 0; a < n; a++) {
        if (rows[a].person != person) continue;
        for (size_t b = a + 1; b < n; b++)
            if (rows[b].person == person && rows[a].from <= rows[b].to &&
                rows[b].from <= rows[a].to)
                return ds_hint(err,
                               ds_fail(err, DS_ERR_DATA,
                                       "roster: rows %zu and %zu: one person "
                                       "is with two units in one month",
                                       a + 1, b + 1),
                               "end the earlier one the month before the later "
                               "one begins (D12), and import the table again");
    }
    return ds_fail(err, DS_ERR_DATA, "roster: rows of one person overlap");
}

/* Few spans a person: sorted by insertion. */
static void insert(ds_roster_span *spans, size_t n, ds_roster_span x)
{
    size_t k = n;
    for (; k > 0 && spans[k - 1].from > x.from; k--) spans[k] = spans[k - 1];
    spans[k] = x;
}

static void place(ds_roster *r, const ds_roster_row *rows, size_t n)
{
    uint32_t *starts = r->starts.data;
    ds_roster_span *spans = r->spans.data;
    memset(starts, 0, (r->n_persons + 1) * sizeof *starts);
    for (size_t i = 0; i < n; i++) starts[rows[i].person]++;
    uint32_t sum = 0;
    for (size_t p = 0; p <= r->n_persons; p++) {
        sum += starts[p];
        starts[p] = sum; /* where the person's spans end */
    }
    for (size_t i = n; i-- > 0;)
        spans[--starts[rows[i].person]] =
            (ds_roster_span){rows[i].unit, rows[i].from, rows[i].to};
}

static ds_status sort_spans(ds_roster *r, const ds_roster_row *rows, size_t n,
                            ds_error *err)
{
    ds_roster_span *spans = r->spans.data;
    for (size_t p = 0; p < r->n_persons; p++) {
        const uint32_t first = ds_roster_first(r, p);
        const size_t count = ds_roster_first(r, p + 1) - first;
        for (size_t k = 1; k < count; k++)
            insert(spans + first, k, spans[first + k]);
        for (size_t k = 1; k < count; k++)
            if (spans[first + k].from <= spans[first + k - 1].to)
                return refuse_overlap(rows, n, (uint32_t)p, err);
    }
    return DS_OK;
}

ds_status ds_roster_build(ds_roster *r, size_t n_persons,
                          const ds_roster_row *rows, size_t n, ds_error *err)
{
    DS_TRY(check_rows(n_persons, rows, n, err));
    r->n_persons = n_persons;
    r->n_spans = n;
    DS_TRY(
        ds_buffer_reserve(&r->starts, (n_persons + 1) * sizeof(uint32_t), err));
    DS_TRY(ds_buffer_reserve(&r->spans, n * sizeof(ds_roster_span), err));
    place(r, rows, n);
    return sort_spans(r, rows, n, err);
}

int64_t ds_roster_find(const ds_roster *r, size_t person, int64_t month)
{
    if (person >= r->n_persons) return -1;
    const uint32_t end = ds_roster_first(r, person + 1);
    for (uint32_t i = ds_roster_first(r, person); i < end; i++) {
        const ds_roster_span *s = ds_roster_span_at(r, i);
        if (s->from <= month && month <= s->to) return i;
    }
    return -1;
}

void ds_roster_destroy(ds_roster *r)
{
    ds_buffer_destroy(&r->starts);
    ds_buffer_destroy(&r->spans);
    *r = (ds_roster){0};
}
