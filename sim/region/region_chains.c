/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/region/region_chains.c - stays that follow each other: readmissions.
 *
 * Rows are independent, so a chain lies in neighbouring rows: a section of 16
 * rows has at most one, of two (4 of 5) or three stays. The first row of a
 * chain draws who, where and what; the others copy them. A chain whose group
 * has none (births, bed days) is dissolved, its rows stay what they drew
 * themselves; one that leaves the years is cut (region_dates.c). */
#include "sim/region/region_parts.h"

enum { THREE_IN = 5, OTHER_HOSPITAL_IN = 7 };

static const double mean_length = 2.0 + 1.0 / THREE_IN;

/* q chains a section give q * (mean_length - 1) * P(group may have one) stays
 * that follow another; all stays of a section are 16 * inpatient_share. Rows
 * outside chains are stays with the probability that is then missing. */
ds_status region_build_chains(ds_region *r, ds_error *err)
{
    const ds_region_config *c = &r->config;
    const double stays =
        DS_REGION_SECTION_ROWS * region_rate(c->inpatient_share);
    const double wanted = region_rate(c->readmission_share) * stays;
    double may = 0.0, weights[N_CATEGORIES] = {0};
    for (size_t g = 0; g < r->n_groups; g++)
        if (!(r->cells[g].flags & NO_CHAIN)) may += r->cells[g].share;
    const double q = wanted / ((mean_length - 1.0) * may);
    const double in_chains = q * mean_length;
    if (q > 1.0 || in_chains > stays)
        return ds_hint(
            err,
            ds_fail(err, DS_ERR_CONFIG,
                    "readmission_share: %.3f of the stays cannot follow "
                    "another where %.3f of the claims are stays",
                    region_rate(c->readmission_share),
                    region_rate(c->inpatient_share)),
            "keep readmission_share x inpatient_share below 0.06");
    r->chain_threshold = (uint64_t)(q * 0x1p32);
    weights[CATEGORY_INPATIENT] =
        (stays - in_chains) / (DS_REGION_SECTION_ROWS - in_chains);
    for (size_t k = CATEGORY_OUTPATIENT; k < N_CATEGORIES; k++)
        weights[k] =
            (1.0 - weights[CATEGORY_INPATIENT]) *
            region_rate(c->outpatient_mix.value[k - CATEGORY_OUTPATIENT]);
    DS_TRY(ds_alias_init(&r->category, N_CATEGORIES, weights, err));

    const size_t n_blocks = ds_region_blocks(r);
    DS_TRY(ds_alloc(&r->episodes, n_blocks + 1, sizeof *r->episodes, err));
    for (size_t b = 0; b < n_blocks; b++) {
        const uint64_t first = (uint64_t)b * DS_BLOCK_ROWS,
                       end = first + ds_region_block_rows(r, b);
        uint64_t n = r->episodes[b];
        for (uint64_t row = first; row < end; row += DS_REGION_SECTION_ROWS)
            n += region_chain_of(r, row / DS_REGION_SECTION_ROWS).length > 0;
        r->episodes[b + 1] = n;
    }
    return DS_OK;
}

region_chain region_chain_of(const ds_region *r, uint64_t section)
{
    const region_chain none = {0, 0};
    uint64_t words[4];
    region_draw(r, PURPOSE_SECTION, section, words);
    if (!ds_chance(ds_low32(words[0]), r->chain_threshold)) return none;
    const unsigned length =
        2 + (ds_below32(ds_high32(words[0]), THREE_IN) == 0);
    const unsigned start =
        ds_below32(ds_low32(words[1]), DS_REGION_SECTION_ROWS - length + 1);
    const uint64_t end = section * DS_REGION_SECTION_ROWS + start + length;
    return end > (uint64_t)r->config.claims ? none
                                            : (region_chain){start, length};
}

/* One in seven goes to another institution of the same kind. */
static void follow(region_slice *s, size_t i)
{
    const ds_region *r = s->r;
    region_row *row = &s->rows[i];
    const region_row *head = row - row->link;
    uint64_t words[4];
    region_draw(r, PURPOSE_WHEN, s->first + i, words);
    row->cell = head->cell;
    row->rank = head->rank;
    row->kind = head->kind;
    row->where = head->where;
    row->hospital = head->hospital;
    row->flags = IS_LINKED | (head->flags & IS_OUTSIDER);
    if (ds_below32(ds_high32(words[1]), OTHER_HOSPITAL_IN) == 0)
        row->hospital = r->kind_start[row->kind] +
                        ds_alias_draw(&r->hospital_of[row->kind], words[3]);
}

static void dissolve(region_slice *s, size_t i)
{
    s->rows[i].link = 0;
    s->rows[i].flags &= (uint8_t)~IS_HEAD;
    s->c[COLUMN_EPISODE][i] = 0;
}

void region_link(region_slice *s)
{
    const ds_region *r = s->r;
    bool is_chain = false; /* of the latest head */
    for (size_t i = 0; i < s->n; i++) {
        region_row *row = &s->rows[i];
        if (row->flags & IS_HEAD)
            is_chain = !(r->cells[row->cell].flags & NO_CHAIN);
        if (s->c[COLUMN_EPISODE][i] && !is_chain) dissolve(s, i);
        if (row->link) follow(s, i);
        region_person_at(r, row->rank, &row->person);
        if (row->where != AT_MANAGER) continue;
        row->hospital = row->person.manager;
        row->kind = (uint8_t)r->hospitals[row->hospital].kind;
    }
}
