/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/region/region_dates.c - when a claim arises and is booked, and how old
 * the patient is. */
#include "base/columns.h"
#include "base/money.h"
#include "sim/region/region_parts.h"

#include <math.h>

/* Distances within chains are laid on a clock that runs with the care given:
 * each of its days has the same expected number of claims, and there are as
 * many of them as days. What moves along it by any distance stays as evenly
 * spread, so that the stays that follow another have the same months as all
 * claims, and are the same share of the stays in each. On calendar days the
 * busy months would send theirs on into the quiet ones. */

enum { MAX_GAP = 20 /* days between two stays of a chain */ };

/* Longer where the stay is dear: with its root, bed days in proportion. */
static int64_t stay_days(const region_row *row, const region_cell *cell,
                         uint32_t bits)
{
    const double noise = 0.6 + 0.8 * (double)bits * 0x1p-32;
    const double grows = cell->flags & IS_BED_DAY ? row->x : sqrt(row->x);
    const int64_t days = (int64_t)(cell->los * grows * noise + 0.5);
    return days < 1 ? 1 : days > cell->los_cap ? cell->los_cap : days;
}

/* Months since the first of a day within the years of the region. */
static int64_t month_of(const ds_region *r, int64_t day)
{
    int year, month, mday;
    ds_day_split(day, &year, &month, &mday);
    return 12 * (year - r->config.first_year) + month - 1;
}

/* The day at a time of the clock, which is within the years of the region. */
static int64_t day_at(const ds_region *r, double clock)
{
    int m = 0;
    while (clock >= r->clock[m + 1]) m++;
    const int64_t first = r->month_start[m], end = r->month_start[m + 1];
    const double part = (clock - r->clock[m]) / (r->clock[m + 1] - r->clock[m]);
    const int64_t day = first + (int64_t)(part * (double)(end - first));
    return day < end ? day : end - 1;
}

/* Row i begins a piece of its chain; a piece of one stay is no chain. */
static void cut_chain(region_slice *s, size_t i)
{
    region_row *row = &s->rows[i];
    const bool goes_on = i + 1 < s->n && row[1].link == row->link + 1;
    if (row->link == 1) s->c[COLUMN_EPISODE][i - 1] = 0;
    if (goes_on)
        row[1].link = 1;
    else
        s->c[COLUMN_EPISODE][i] = 0;
    row->link = 0;
}

/* The day of discharge of a stay that follows the row above. What is beyond
 * the last day is cut off and comes as far after the first: there it stands
 * for those that follow a stay of the year before, so that the first days are
 * as busy as others. Only the share of stays that follow one of the file is
 * lower in the first weeks; nothing can be done about that. */
static int64_t follow_day(region_slice *s, size_t i, int64_t days, int64_t gap)
{
    const ds_region *r = s->r;
    const double span = r->clock[r->n_months];
    const int64_t soonest = s->c[COLUMN_DISCHARGE_DAY][i - 1] + days;
    region_row *row = &s->rows[i];
    row->clock = row[-1].clock + (double)(days + gap);
    if (row->clock >= span) {
        row->clock -= span;
        cut_chain(s, i);
        return day_at(r, row->clock);
    }
    const int64_t day = day_at(r, row->clock);
    if (day < soonest && soonest >= r->month_start[r->n_months]) {
        cut_chain(s, i);
        return day;
    }
    return day < soonest             ? soonest
           : day > soonest + MAX_GAP ? soonest + MAX_GAP
                                     : day;
}

static void set_dates(region_slice *s, size_t i)
{
    const ds_region *r = s->r;
    const uint64_t *w = s->words[i];
    region_row *row = &s->rows[i];
    const region_cell *cell = &r->cells[row->cell];
    const int64_t month = s->c[COLUMN_MONTH][i];
    const uint32_t length =
        (uint32_t)(r->month_start[month + 1] - r->month_start[month]);
    int64_t day = r->month_start[month] + ds_below32(ds_low32(w[0]), length);
    int64_t days = 0;
    s->c[COLUMN_LOS_DAYS][i] = DS_MISSING;
    if (cell->category == CATEGORY_INPATIENT) {
        days = stay_days(row, cell, ds_low32(w[1]));
        s->c[COLUMN_LOS_DAYS][i] = days;
    }
    if (row->link) {
        day = follow_day(s, i, days, ds_below32(ds_high32(w[0]), MAX_GAP + 1));
        s->c[COLUMN_MONTH][i] = month_of(r, day);
    } else {
        row->clock = r->clock[month] + (r->clock[month + 1] - r->clock[month]) *
                                           (double)ds_low32(w[0]) * 0x1p-32;
    }
    s->c[COLUMN_DISCHARGE_DAY][i] = day;
    s->c[COLUMN_ADMIT_DAY][i] = day - days;
}

/* A newborn's stay chooses the person: one born on the day of admission, in one
 * of four stays up to four weeks before. */
static void find_newborn(region_slice *s, size_t i)
{
    const ds_region *r = s->r;
    const uint64_t word = s->words[i][3];
    region_row *row = &s->rows[i];
    const bool is_outsider = row->rank >= r->n_persons;
    const uint64_t place = row->rank - (is_outsider ? r->n_persons : 0);
    const unsigned slot = (unsigned)(place % N_SLOTS);
    const int64_t first = r->month_start[0];
    const int64_t span = r->month_start[r->n_months] - first;
    const uint64_t n = region_slot_size(r, slot, is_outsider);
    int64_t born = s->c[COLUMN_ADMIT_DAY][i] - first;
    if (word >> 62 == 0) born -= ds_below32(ds_low32(word), 28);
    if (born < 0) born = 0;
    const uint64_t jitter = ds_below32(ds_low32(word), (uint32_t)n);
    const uint64_t index = ((uint64_t)born * n + jitter) / (uint64_t)span;
    row->rank = region_rank(r, slot, index < n ? index : n - 1, is_outsider);
    region_person_at(r, row->rank, &row->person);
    if (s->c[COLUMN_ADMIT_DAY][i] >= row->person.birth_day) return;
    /* admitted in the year before the first */
    s->c[COLUMN_ADMIT_DAY][i] = row->person.birth_day;
    if (s->c[COLUMN_DISCHARGE_DAY][i] <= row->person.birth_day)
        s->c[COLUMN_DISCHARGE_DAY][i] = row->person.birth_day + 1;
    s->c[COLUMN_LOS_DAYS][i] =
        s->c[COLUMN_DISCHARGE_DAY][i] - s->c[COLUMN_ADMIT_DAY][i];
}

void region_dates(region_slice *s)
{
    const ds_region *r = s->r;
    region_draw_slice(s, PURPOSE_WHEN);
    for (size_t i = 0; i < s->n; i++) {
        set_dates(s, i);
        if (r->cells[s->rows[i].cell].flags & IS_NEWBORN) find_newborn(s, i);
        s->c[COLUMN_AGE_DAYS][i] =
            s->c[COLUMN_ADMIT_DAY][i] - s->rows[i].person.birth_day;
        const int64_t month = r->first_month + s->c[COLUMN_MONTH][i];
        s->c[COLUMN_MONTH][i] = month;
        s->c[COLUMN_BOOKED_MONTH][i] =
            month + ds_alias_draw(&r->booking, s->words[i][2]);
    }
}
