/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/region/region_rows.c - what a claim is, where it arises, and who it is
 * for. */
#include "sim/region/region_parts.h"

#include <string.h>

/* Marks the chains of the slice's sections; their rows are all stays. */
static void mark_chains(region_slice *s)
{
    memset(s->c[COLUMN_EPISODE], 0, s->n * sizeof(int64_t));
    for (size_t i = 0; i < s->n; i++) s->rows[i].flags = s->rows[i].link = 0;
    for (size_t i = 0; i < s->n; i += DS_REGION_SECTION_ROWS) {
        const region_chain chain =
            region_chain_of(s->r, (s->first + i) / DS_REGION_SECTION_ROWS);
        if (chain.length == 0) continue;
        s->episode++;
        for (unsigned k = 0; k < chain.length; k++) {
            region_row *row = &s->rows[i + chain.start + k];
            row->link = (uint8_t)k;
            if (k == 0) row->flags |= IS_HEAD;
            s->c[COLUMN_EPISODE][i + chain.start + k] = (int64_t)s->episode;
        }
    }
}

void region_what_and_where(region_slice *s)
{
    const ds_region *r = s->r;
    mark_chains(s);
    region_draw_slice(s, PURPOSE_WHAT);
    for (size_t i = 0; i < s->n; i++) {
        const uint64_t *w = s->words[i];
        region_row *row = &s->rows[i];
        const uint32_t category = s->c[COLUMN_EPISODE][i]
                                      ? CATEGORY_INPATIENT
                                      : ds_alias_draw(&r->category, w[0]);
        row->where = (uint8_t)ds_alias_draw(&r->where[category], w[1]);
        s->c[COLUMN_CATEGORY][i] = category;
        row->cell = (uint32_t)r->n_groups + category - CATEGORY_OUTPATIENT;
        if (row->where == AT_MANAGER) continue; /* known with the person */
        row->kind = row->where;
        row->hospital = r->kind_start[row->kind] +
                        ds_alias_draw(&r->hospital_of[row->kind], w[3]);
        if (category == CATEGORY_INPATIENT)
            row->cell = ds_alias_draw(&r->group_of[row->kind], w[2]);
    }
}

static region_demand demand_of(const region_cell *cell)
{
    if (cell->flags & IS_OBSTETRIC) return DEMAND_OBSTETRIC;
    if (cell->flags & IS_NEWBORN) return DEMAND_NEWBORN;
    if (cell->category == CATEGORY_INPATIENT) return DEMAND_INPATIENT;
    return cell->category <= CATEGORY_EMERGENCY ? DEMAND_OUTPATIENT
                                                : DEMAND_CHRONIC;
}

/* A person of a slot: half of the draws are even, half fall on u^2, so that
 * some use much and some nothing. */
static uint64_t person_of(const ds_region *r, const region_cell *cell,
                          unsigned slot, bool is_outsider, uint64_t word)
{
    uint64_t n = region_slot_size(r, slot, is_outsider);
    if (cell->category == CATEGORY_DIABETES)
        n = region_diabetic(n);
    else if (cell->category >= CATEGORY_CHRONIC)
        n = region_chronic(n);
    uint64_t u = ds_low32(word);
    if (word >> 63) u = (u * u) >> 32;
    return (u * n) >> 32;
}

void region_who(region_slice *s)
{
    const ds_region *r = s->r;
    region_draw_slice(s, PURPOSE_WHO);
    for (size_t i = 0; i < s->n; i++) {
        const uint64_t *w = s->words[i];
        region_row *row = &s->rows[i];
        const region_cell *cell = &r->cells[row->cell];
        const unsigned slot = ds_alias_draw(&r->slot_of[demand_of(cell)], w[0]);
        const bool is_outsider = row->where != DS_REGION_OUTSIDE &&
                                 ds_chance(ds_low32(w[2]), r->outsider);
        if (is_outsider) row->flags |= IS_OUTSIDER;
        row->rank = region_rank(
            r, slot, person_of(r, cell, slot, is_outsider, w[1]), is_outsider);
        s->c[COLUMN_MONTH][i] = ds_alias_draw(&r->month, w[3]);
    }
}
