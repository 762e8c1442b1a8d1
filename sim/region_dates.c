/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/region_dates.c - when a claim arises and is booked, and how old the
 * patient is. */
#include "base/columns.h"
#include "base/money.h"
#include "sim/region_parts.h"

#include <math.h>

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

/* Dates of a stay that follows the row above; chains that would leave the
 * years of the region run backward. */
static void set_linked(region_slice *s, size_t i, int64_t days, uint32_t bits)
{
    const int64_t gap = ds_below32(bits, MAX_GAP + 1);
    int64_t *admit = s->c[COLUMN_ADMIT_DAY] + i;
    int64_t *discharge = s->c[COLUMN_DISCHARGE_DAY] + i;
    s->rows[i].flags |= s->rows[i - 1].flags & IS_BACKWARD;
    if (s->rows[i].flags & IS_BACKWARD) {
        *discharge = admit[-1] - gap;
        *admit = *discharge - days;
    } else {
        *admit = discharge[-1] + gap;
        *discharge = *admit + days;
    }
    s->c[COLUMN_MONTH][i] = month_of(s->r, *discharge);
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
    const int64_t day =
        r->month_start[month] + ds_below32(ds_low32(w[0]), length);
    int64_t days = 0;
    s->c[COLUMN_LOS_DAYS][i] = DS_MISSING;
    if (cell->category == CATEGORY_INPATIENT) {
        days = stay_days(row, cell, ds_low32(w[1]));
        s->c[COLUMN_LOS_DAYS][i] = days;
        if (row->link) {
            set_linked(s, i, days, ds_high32(w[0]));
            return;
        }
        const int64_t reach = 2 * (MAX_GAP + cell->los_cap);
        if (day + reach >= r->month_start[r->n_months])
            row->flags |= IS_BACKWARD;
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
