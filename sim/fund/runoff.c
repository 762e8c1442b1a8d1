/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/runoff.c - see runoff.h for the contract. */
#include "sim/fund/runoff.h"

#include "base/buffer.h"
#include "base/columns.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define K(field) offsetof(ds_runoff_policy, field)

/* Cells of all triangles: 24 bytes each. */
enum { MAX_CELLS = 1 << 24 };

/* clang-format off */
static const ds_key rows[] = {
    {"runoff.period", K(is_quarterly), DS_KEY_CHOICE, "month", NULL, NULL, "month|quarter", "", "fund-model 0", "length of a service and of a booking period", "期间长度"},
    {"runoff.first", K(first), DS_KEY_TEXT, "", NULL, NULL, NULL, "", "fund-model 0", "first service month, like 2021-01; empty: the first booked month", "首个服务月份"},
    {"runoff.until", K(until), DS_KEY_TEXT, "", NULL, NULL, NULL, "", "fund-model 0", "last booked month that is known, like 2023-12; empty: the last of the file", "评估月份"},
    {"runoff.amount", K(amount), DS_KEY_TEXT, "pool_fen", NULL, NULL, NULL, "", "fund-model 0", "column of the claims that is developed", "金额列"},
    {"runoff.tail", K(tail), DS_KEY_RATE, "1", "0.5", "10", NULL, "1", "Mack 1999", "factor for what is booked after the longest delay of the triangle", "尾部因子"},
    {"runoff.tail_error", K(tail_error), DS_KEY_RATE, "0", "0", "10", NULL, "1", "Mack 1999", "standard error of that factor", "尾部因子标准误"},
};
/* clang-format on */

const char *const ds_runoff_failures[DS_N_RUNOFF_FAILURES] = {
    "", "no_booked_amount", "single_column", "no_factor"};

const ds_keys ds_runoff_keys = {"runoff", rows, DS_COUNT(rows), NULL};

/* ---- months and periods -------------------------------------------------- */

static ds_status month_of(const char *text, const char *key, int64_t *month,
                          ds_error *err)
{
    int64_t digits[6];
    size_t n = 0;
    for (const char *c = text; *c && n < 7; c++, n++)
        if (n != 4 && isdigit((unsigned char)*c))
            digits[n < 4 ? n : n - 1] = *c - '0';
        else if (n != 4 || *c != '-')
            break;
    const int64_t year =
        n == 7 ? digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3]
               : 0;
    const int64_t m = n == 7 ? digits[4] * 10 + digits[5] : 0;
    if (n != 7 || text[7] != '\0' || year < DS_EPOCH_YEAR || year > 2199 ||
        m < 1 || m > 12)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG, "%s: '%.40s' is not a month",
                               key, text),
                       "give it like 2023-06");
    *month = (year - DS_EPOCH_YEAR) * 12 + m - 1;
    return DS_OK;
}

static int64_t period_of(const ds_runoff *r, int64_t month)
{
    return r->policy->is_quarterly ? month / 3 : month;
}

static void range_of_bookings(const ds_runoff *r, int64_t *low, int64_t *high)
{
    *low = INT64_MAX;
    *high = INT64_MIN;
    for (size_t row = 0; row < r->sums->n_rows; row++) {
        const int64_t booked = ds_table_get(r->sums, row, r->booked);
        *low = booked < *low ? booked : *low;
        *high = booked > *high ? booked : *high;
    }
}

static ds_status find_periods(ds_runoff *r, const char *where, ds_error *err)
{
    const ds_runoff_policy *p = r->policy;
    int64_t first, until;
    if (r->sums->n_rows == 0)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA,
                               "%s: no record is left for a "
                               "triangle",
                               where),
                       "look at --where, or give a file with claims");
    range_of_bookings(r, &first, &until);
    if (p->first[0]) DS_TRY(month_of(p->first, "runoff.first", &first, err));
    if (p->until[0]) DS_TRY(month_of(p->until, "runoff.until", &until, err));
    r->first = period_of(r, p->is_quarterly ? first + 2 : first);
    r->until = p->is_quarterly ? (until + 1) / 3 - 1 : until;
    if (r->until > r->first) return DS_OK;
    return ds_hint(
        err,
        ds_fail(err, DS_ERR_DATA,
                "%s: a triangle needs two booking periods, here are %d", where,
                r->until == r->first ? 1 : 0),
        "give files of more booked months, or set runoff.period, "
        "runoff.first, runoff.until");
}

/* ---- triangles ----------------------------------------------------------- */

static ds_runoff_bucket bucket_of(const ds_runoff *r, size_t row,
                                  size_t *service, size_t *delay)
{
    const int64_t month = ds_table_get(r->sums, row, r->month);
    const int64_t booked = ds_table_get(r->sums, row, r->booked);
    const int64_t from = period_of(r, month), to = period_of(r, booked);
    if (booked < month) return DS_RUNOFF_EARLY;
    if (to > r->until) return DS_RUNOFF_AFTER;
    if (from < r->first) return DS_RUNOFF_BEFORE;
    *service = (size_t)(from - r->first);
    *delay = (size_t)(to - from);
    return DS_RUNOFF_COUNTED;
}

static bool is_new_group(const ds_runoff *r, size_t row)
{
    return row == 0 || (r->is_grouped && ds_table_get(r->sums, row, 0) !=
                                             ds_table_get(r->sums, row - 1, 0));
}

static ds_status make_groups(ds_runoff *r, ds_error *err)
{
    const size_t n = (size_t)(r->until - r->first) + 1;
    size_t groups = 0;
    if (n > DS_MAX_TRIANGLE)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA,
                               "a triangle of %zu periods is more than %d", n,
                               DS_MAX_TRIANGLE),
                       "set runoff.period=quarter or a later runoff.first");
    for (size_t row = 0; row < r->sums->n_rows; row++)
        groups += is_new_group(r, row);
    if (groups > MAX_CELLS / (n * n))
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA,
                               "%zu triangles of %zu periods are too many",
                               groups, n),
                       "set runoff.period=quarter, a later runoff.first, or "
                       "take fewer groups by --where");
    DS_TRY(ds_alloc(&r->groups, groups, sizeof *r->groups, err));
    for (size_t row = 0; row < r->sums->n_rows; row++) {
        if (!is_new_group(r, row)) continue;
        ds_runoff_group *g = &r->groups[r->n_groups++];
        g->row = row;
        g->n = n;
        DS_TRY(ds_alloc(&g->records, n * n, sizeof *g->records, err));
        DS_TRY(ds_alloc(&g->amount, n * n, sizeof *g->amount, err));
        DS_TRY(ds_alloc(&g->cumulative, n * n, sizeof *g->cumulative, err));
    }
    return DS_OK;
}

static ds_status fill_groups(ds_runoff *r, ds_error *err)
{
    ds_runoff_group *g = NULL;
    size_t next = 0;
    for (size_t row = 0; row < r->sums->n_rows; row++) {
        const int64_t n = ds_table_get(r->sums, row, r->n);
        size_t service = 0, delay = 0;
        if (is_new_group(r, row)) g = &r->groups[next++];
        const ds_runoff_bucket b = bucket_of(r, row, &service, &delay);
        r->rows[b] += (uint64_t)n;
        if (b != DS_RUNOFF_COUNTED) continue;
        const size_t cell = service * g->n + delay;
        g->records[cell] += n;
        if (!ds_add_i64(&g->amount[cell], ds_table_get(r->sums, row, r->value)))
            return ds_fail(err, DS_ERR_OVERFLOW, "an amount is too large");
    }
    return DS_OK;
}

/* Delays at which nobody's claims are booked are no part of the triangle. */
static size_t leading_zeros(const ds_runoff_group *g)
{
    for (size_t k = 0; k < g->n; k++)
        for (size_t i = 0; i + k < g->n; i++)
            if (g->amount[i * g->n + k] != 0) return k;
    return g->n;
}

static ds_status cumulate(ds_runoff_group *g, ds_error *err)
{
    const size_t m = g->n - g->lead;
    for (size_t i = 0; i < m; i++) {
        int64_t sum = 0;
        for (size_t k = 0; i + k < m; k++) {
            if (!ds_add_i64(&sum, g->amount[i * g->n + k + g->lead]))
                return ds_fail(err, DS_ERR_OVERFLOW, "an amount is too large");
            g->cumulative[i * m + k] = sum;
        }
    }
    return DS_OK;
}

static void name_of(const ds_runoff *r, const ds_runoff_group *g, char *text,
                    size_t size)
{
    text[0] = '\0';
    if (!r->is_grouped) return;
    const ds_column_spec *spec = &r->sums->columns[0];
    if (spec->type == DS_CELL_TEXT)
        snprintf(text, size, ", %s %.100s", spec->name,
                 ds_table_get_text(r->sums, g->row, 0));
    else
        snprintf(text, size, ", %s %lld", spec->name,
                 (long long)ds_table_get(r->sums, g->row, 0));
}

static ds_status develop(const ds_runoff *r, ds_runoff_group *g,
                         const char *where, ds_error *err)
{
    const ds_tail tail = {r->policy->tail,
                          (double)r->policy->tail_error / DS_RATE_ONE};
    char name[200];
    size_t bad = SIZE_MAX;
    g->lead = leading_zeros(g);
    name_of(r, g, name, sizeof name);
    g->failure = DS_RUNOFF_NO_AMOUNT;
    if (g->lead == g->n)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA,
                               "%s%s: no amount is booked within the triangle",
                               where, name),
                       "set an earlier runoff.first, a later runoff.until, or "
                       "leave the group out by --where");
    g->failure = DS_RUNOFF_SINGLE_COLUMN;
    if (g->lead + 1 >= g->n)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA,
                               "%s%s: a triangle with a single column has no "
                               "development factor",
                               where, name),
                       "give more booked months, an earlier runoff.first, or "
                       "leave the group out by --where");
    g->failure = DS_RUNOFF_DEVELOPED;
    DS_TRY(cumulate(g, err));
    const ds_triangle t = {g->n - g->lead, g->cumulative};
    const ds_status st = ds_chain_ladder_run(&t, &tail, &g->ladder, &bad, err);
    if (st != DS_ERR_DATA || bad == SIZE_MAX) return st;
    g->failure = DS_RUNOFF_NO_FACTOR;
    return ds_hint(
        err,
        ds_fail(err, DS_ERR_DATA,
                "%s%s: no service period has an amount after a delay of %zu "
                "from which the next can be estimated",
                where, name, bad + g->lead),
        "set runoff.period=quarter, a later runoff.first, or leave the group "
        "out by --where");
}

/* A group that fails keeps its reason; one alone is the run. */
static ds_status develop_all(ds_runoff *r, const char *where, ds_error *err)
{
    for (size_t i = 0; i < r->n_groups; i++) {
        ds_runoff_group *g = &r->groups[i];
        ds_error reason = {0};
        const ds_status st = develop(r, g, where, &reason);
        if (st == DS_OK) continue;
        if (!r->is_grouped || g->failure == DS_RUNOFF_DEVELOPED) {
            if (err) *err = reason;
            return st;
        }
        DS_TRY(ds_alloc(&g->reason, 1, sizeof *g->reason, err));
        *g->reason = reason;
        r->n_failed++;
    }
    if (r->n_failed < r->n_groups) return DS_OK;
    if (err) *err = *r->groups[0].reason;
    return DS_ERR_DATA;
}

ds_status ds_runoff_compute(const ds_table *sums, bool is_grouped,
                            uint64_t filtered, const ds_runoff_policy *policy,
                            const char *where, ds_runoff *out, ds_error *err)
{
    const size_t at = is_grouped ? 1 : 0;
    out->policy = policy;
    out->sums = sums;
    out->is_grouped = is_grouped;
    out->month = at;
    out->booked = at + 1;
    out->n = at + 2;
    out->value = at + 3;
    out->rows[DS_RUNOFF_FILTERED] = filtered;
    DS_TRY(find_periods(out, where, err));
    DS_TRY(make_groups(out, err));
    DS_TRY(fill_groups(out, err));
    return develop_all(out, where, err);
}

void ds_runoff_destroy(ds_runoff *r)
{
    for (size_t g = 0; g < r->n_groups; g++) {
        free(r->groups[g].records);
        free(r->groups[g].amount);
        free(r->groups[g].cumulative);
        ds_chain_ladder_destroy(&r->groups[g].ladder);
        free(r->groups[g].reason);
    }
    free(r->groups);
    *r = (ds_runoff){0};
}
