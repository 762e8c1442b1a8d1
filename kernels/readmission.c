/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/readmission.c - the first rule over histories; see history.h. */
#include "kernels/history.h"

static bool is_same(const ds_readmission *rule, const ds_event *a,
                    const ds_event *b)
{
    return a->group == b->group &&
           (!rule->same_hospital || a->hospital == b->hospital);
}

/* The first place from `from` on whose stay is admitted on `day` or later. */
static size_t first_admitted(const ds_event *e, size_t from, size_t n,
                             int64_t day)
{
    size_t to = n;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (e[middle].admit_day < day)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

/* e[0..n) are in order of admission, those from `after` on are later than
 * e[i]; only stays that may not trigger are ever looked at in vain. */
static bool is_readmitted(const ds_readmission *rule, const ds_event *e,
                          size_t n, size_t i, size_t after)
{
    const int64_t from = e[i].discharge_day, to = from + rule->days;
    size_t k = first_admitted(e, after, n, from);
    for (; k < n && e[k].admit_day <= to; k++)
        if (e[k].flags & DS_STAY_MAY_TRIGGER) return true;
    return false;
}

static bool is_later(const ds_event *a, const ds_event *b)
{
    return b->admit_day > a->admit_day || b->discharge_day > a->discharge_day;
}

/* The stays of one group (and hospital). */
static void mark_stays(const ds_readmission *rule, const ds_event *e, size_t n,
                       uint8_t *marks)
{
    size_t after = 0; /* the first place with other dates than e[i] */
    for (size_t i = 0; i < n; i++) {
        if (after <= i)
            for (after = i + 1; after < n && !is_later(&e[i], &e[after]);)
                after++;
        if (e[i].flags & DS_STAY_MAY_BE_MARKED)
            marks[i] = is_readmitted(rule, e, n, i, after);
    }
}

void ds_readmission_rule(const void *ctx, const ds_event *events, size_t n,
                         uint8_t *marks)
{
    const ds_readmission *rule = ctx;
    for (size_t first = 0, end; first < n; first = end) {
        end = first + 1;
        while (end < n && is_same(rule, &events[first], &events[end])) end++;
        mark_stays(rule, events + first, end - first, marks + first);
    }
}
