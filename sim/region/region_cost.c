/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/region/region_cost.c - what a claim costs and what the cost is
 * made of. */
#include "base/money.h"
#include "kernels/elementary.h"
#include "sim/region/region_parts.h"

/* ---- the total --------------------------------------------------------------
 */

/* Standard lognormal draws between their limits, into p[]. */
static void draw_lognormals(region_slice *s)
{
    const ds_region *r = s->r;
    for (size_t i = 0; i < s->n; i++) {
        const region_cell *cell = &r->cells[s->rows[i].cell];
        s->p[i] = cell->low_p + cell->span_p * ds_uniform(s->words[i][0]);
    }
    ds_normal_quantile(s->n, s->p, s->p);
    for (size_t i = 0; i < s->n; i++) {
        const region_cell *cell = &r->cells[s->rows[i].cell];
        s->p[i] = cell->mu + cell->sigma * s->p[i];
    }
    ds_exp(s->n, s->p, s->p);
}

/* X of region.h: an outlier by the inverse of its distribution function, or
 * the lognormal, shortened where the stay was broken off. */
static void set_x(region_slice *s, size_t i)
{
    const ds_region *r = s->r;
    const uint64_t *w = s->words[i];
    region_row *row = &s->rows[i];
    const double u = ds_uniform(w[2]);
    const double low = 1.0 / DS_REGION_OUTLIER_LOW,
                 high = 1.0 / DS_REGION_OUTLIER_HIGH;
    if (r->cells[row->cell].category == CATEGORY_INPATIENT &&
        ds_chance(ds_high32(w[1]), r->incomplete))
        row->flags |= IS_INCOMPLETE;
    if (ds_chance(ds_low32(w[1]), r->outlier))
        row->x = 1.0 / (low - u * (low - high));
    else if (row->flags & IS_INCOMPLETE)
        row->x = s->p[i] * (0.2 + 0.5 * u);
    else
        row->x = s->p[i];
}

void region_x(region_slice *s)
{
    region_draw_slice(s, PURPOSE_COST);
    draw_lognormals(s);
    for (size_t i = 0; i < s->n; i++) set_x(s, i);
}

void region_cost(region_slice *s)
{
    const ds_region *r = s->r;
    for (size_t i = 0; i < s->n; i++) {
        const region_row *row = &s->rows[i];
        const int64_t year = (s->c[COLUMN_MONTH][i] - r->first_month) / 12;
        const double expected = r->cells[row->cell].base_fen *
                                r->hospitals[row->hospital].effect *
                                r->price[year];
        s->c[COLUMN_TOTAL_FEN][i] = (int64_t)(expected * row->x + 0.5);
    }
}

/* ---- its parts
 * --------------------------------------------------------------- */

/* Draw number k (0..3) of 16 bits in a word. */
static inline int64_t bits16(uint64_t word, int k)
{
    return (int64_t)(word >> (16 * k) & 0xffff);
}

/* part/65536 of an amount, rounded down. */
static inline int64_t part_of(int64_t fen, int64_t part)
{
    return fen * part >> 16;
}

/* Drugs, slices, services: they add up to the total. A pharmacy sells no
 * services. */
static void split_total(region_slice *s, size_t i)
{
    const region_row *row = &s->rows[i];
    const region_hospital *h = &s->r->hospitals[row->hospital];
    const int64_t total = s->c[COLUMN_TOTAL_FEN][i];
    const uint64_t word = s->words[i][0];
    const bool is_pharmacy = row->kind == DS_REGION_PHARMACY;
    const int64_t herb_chance = h->is_tcm ? 32768 : is_pharmacy ? 6554 : 2621;
    /* 3/4 .. 5/4 of the usual share, 15/16 of the total at most */
    int64_t share = (int64_t)s->r->cells[row->cell].drug_share *
                        (49152 + bits16(word, 0) / 2) >>
                    16;
    if (share > 61440) share = 61440;
    int64_t drug = part_of(total, share), herb = 0;
    if (bits16(word, 1) < herb_chance)
        herb = part_of(total - drug, 8192 + bits16(word, 2) / 2);
    if (is_pharmacy) drug = total - herb;
    s->c[COLUMN_DRUG_FEN][i] = drug;
    s->c[COLUMN_HERB_FEN][i] = herb;
    s->c[COLUMN_SERVICE_FEN][i] = total - drug - herb;
}

/* Winning drugs: in three of five claims, up to half of the drugs; their
 * points by T5 with r = 0.5 and a mean price before of 1, 1.6, 2, 3 or 5 times
 * the winning one. Slices: 25 to 45 yuan a dose, dearer in TCM hospitals. */
static void set_items(region_slice *s, size_t i)
{
    static const int64_t factors[8] = {100, 100, 130, 130, 150, 150, 200, 300};
    const region_hospital *h = &s->r->hospitals[s->rows[i].hospital];
    const uint64_t *w = s->words[i];
    const int64_t herb = s->c[COLUMN_HERB_FEN][i];
    int64_t bid = 0;
    if (bits16(w[0], 3) < 39322)
        bid = part_of(s->c[COLUMN_DRUG_FEN][i], bits16(w[1], 0) / 2);
    s->c[COLUMN_BID_DRUG_FEN][i] = bid;
    s->c[COLUMN_BID_DRUG_POINTS][i] = bid * factors[w[1] >> 16 & 7];
    const bool is_standard = bits16(w[1], 1) >= 59000;
    s->c[COLUMN_STANDARD_HERB_FEN][i] = is_standard ? herb / 3 : 0;
    const int64_t price =
        2500 + (bits16(w[1], 2) * 2000 >> 16) + (h->is_tcm ? 800 : 0);
    s->c[COLUMN_HERB_DOSES][i] = herb == 0 ? 0 : 1 + herb / price;
}

/* Rarely review refuses 2 to 33 in 100 of the claim's points (1 yuan = 1
 * point), one to six months after booking. */
static void set_refusal(region_slice *s, size_t i)
{
    const uint64_t word = s->words[i][2];
    s->c[COLUMN_REFUSED_POINTS][i] = 0;
    s->c[COLUMN_REFUSED_MONTH][i] = DS_MISSING;
    if (!ds_chance(ds_low32(word), s->r->refused)) return;
    const int64_t points = s->c[COLUMN_TOTAL_FEN][i] * (DS_POINT_ONE / 100);
    s->c[COLUMN_REFUSED_POINTS][i] =
        part_of(points, 1311 + bits16(word, 2) * 5 / 16);
    s->c[COLUMN_REFUSED_MONTH][i] =
        s->c[COLUMN_BOOKED_MONTH][i] + 1 + (bits16(word, 3) * 6 >> 16);
}

/* 0 to 22 in 100 lie outside the catalogue. */
static void set_scope(region_slice *s, size_t i)
{
    const int64_t total = s->c[COLUMN_TOTAL_FEN][i];
    s->c[COLUMN_IN_SCOPE_FEN][i] =
        total - part_of(total, bits16(s->words[i][1], 3) * 22 / 100);
}

void region_fees(region_slice *s)
{
    region_draw_slice(s, PURPOSE_FEES);
    for (size_t i = 0; i < s->n; i++) {
        split_total(s, i);
        set_items(s, i);
        set_refusal(s, i);
        set_scope(s, i);
    }
}
