/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/region/region_hospitals.c - the institutions of a synthetic region. */
#include "kernels/elementary.h"
#include "sim/region/region_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Institutions outside the area: the first in the province. */
enum { N_OUTSIDE = 5, PER_COUNTY = 30 };

/* Shares of the institutions by kind (a region of 9 million in China has about
 * 60 tertiary, 130 secondary, thousands of primary and pharmacies). */
static const double kind_parts[DS_REGION_OUTSIDE] = {0.06, 0.12, 0.40, 0.42};
const double region_manages[DS_REGION_KINDS] = {0.1, 0.3, 0.6, 0.0, 0.0};

static void set_kind_starts(ds_region *r)
{
    const uint32_t inside = (uint32_t)r->config.hospitals;
    double parts = 0.0;
    for (uint32_t k = 0; k < DS_REGION_OUTSIDE; k++) {
        parts += kind_parts[k];
        uint32_t end = (uint32_t)(parts * inside + 0.5);
        if (end < 2 * (k + 1)) end = 2 * (k + 1); /* two of each at least */
        r->kind_start[k + 1] = k + 1 == DS_REGION_OUTSIDE ? inside : end;
    }
    r->n_hospitals = inside + N_OUTSIDE;
    r->kind_start[DS_REGION_KINDS] = (uint32_t)r->n_hospitals;
}

static uint32_t kind_size(const ds_region *r, unsigned kind)
{
    return r->kind_start[kind + 1] - r->kind_start[kind];
}

/* Bits 0..: one a flag; each chance in 1/256. */
static bool flag(uint64_t word, unsigned number, unsigned chance)
{
    return (word >> (8 * number) & 255) < chance;
}

static void describe(const ds_region *r, uint32_t h, region_hospital *out)
{
    const uint32_t rank = h - r->kind_start[out->kind];
    uint64_t words[4];
    region_draw(r, PURPOSE_HOSPITAL, h, words);
    if (out->kind == DS_REGION_OUTSIDE)
        snprintf(out->id, sizeof out->id, "W%02u", (rank + 1) % 100);
    else
        snprintf(out->id, sizeof out->id, "H%04u", (h + 1) % 10000);
    out->level = out->kind == DS_REGION_PHARMACY  ? 0
                 : out->kind == DS_REGION_OUTSIDE ? 3
                                                  : 3 - (int)out->kind;
    out->is_tcm = out->kind < DS_REGION_PHARMACY && rank % 6 == 5;
    out->has_family_doctors =
        out->kind == DS_REGION_PRIMARY
            ? !flag(words[0], 0, 90)
            : out->kind == DS_REGION_SECONDARY && flag(words[0], 0, 40);
    out->on_platform = !flag(words[0], 1, 20);
    out->zero_markup = out->kind < DS_REGION_PHARMACY && !flag(words[0], 2, 15);
    out->refuses_t9 = out->kind < DS_REGION_PHARMACY && flag(words[0], 3, 8);
    out->controls_poorly = flag(words[0], 4, 10);
    out->county = out->kind == DS_REGION_OUTSIDE ? 0 : 1 + rank % r->n_counties;
    out->grade = flag(words[0], 5, 3)     ? 3
                 : flag(words[0], 5, 30)  ? 2
                 : flag(words[0], 5, 170) ? 1
                                          : 0;
    out->physician_days = (int64_t)(words[1] >> 32);
    out->effect = ds_uniform(words[2]);
}

/* Own effects are lognormal and scaled so that a kind's claims, which choose
 * institutions by `share`, see a mean of exactly one. */
static ds_status set_effects(ds_region *r, unsigned kind, ds_error *err)
{
    region_hospital *h = r->hospitals + r->kind_start[kind];
    const uint32_t n = kind_size(r, kind);
    const double sd = region_rate(r->config.hospital_sd);
    const double level = region_rate(r->config.level_effects.value[kind]);
    double mean = 0.0, second = 0.0, *share = NULL;
    DS_TRY(ds_alloc(&share, n, sizeof *share, err));
    ds_zipf_weights(n, region_rate(r->config.zipf_hospitals), share);
    for (uint32_t i = 0; i < n; i++) {
        double z = h[i].effect;
        ds_normal_quantile(1, &z, &z);
        h[i].share = share[i];
        h[i].effect = ds_exp1(sd * z);
        mean += share[i] * h[i].effect;
    }
    for (uint32_t i = 0; i < n; i++) {
        const double own = h[i].effect / mean;
        second += share[i] * own * own;
        h[i].effect = level * own;
    }
    r->second_effect[kind] = second;
    const ds_status st = ds_alias_init(&r->hospital_of[kind], n, share, err);
    free(share);
    return st;
}

static ds_status set_managers(ds_region *r, ds_error *err)
{
    double *weights = NULL;
    DS_TRY(ds_alloc(&weights, r->n_hospitals, sizeof *weights, err));
    for (size_t i = 0; i < r->n_hospitals; i++) {
        const region_hospital *h = &r->hospitals[i];
        weights[i] = h->share * region_manages[h->kind];
    }
    const ds_status st =
        ds_alias_init(&r->manager, r->n_hospitals, weights, err);
    free(weights);
    return st;
}

ds_status region_build_hospitals(ds_region *r, ds_error *err)
{
    set_kind_starts(r);
    const uint32_t counties = (uint32_t)r->config.hospitals / PER_COUNTY;
    r->n_counties = counties < 2 ? 2 : counties > 20 ? 20 : counties;
    DS_TRY(ds_alloc(&r->hospitals, r->n_hospitals, sizeof *r->hospitals, err));
    for (unsigned k = 0; k < DS_REGION_KINDS; k++) {
        for (uint32_t h = r->kind_start[k]; h < r->kind_start[k + 1]; h++) {
            r->hospitals[h].kind = (ds_region_kind)k;
            describe(r, h, &r->hospitals[h]);
        }
        DS_TRY(set_effects(r, k, err));
    }
    return set_managers(r, err);
}

/* A physician day brings 1,400 to 2,600 yuan of outpatient cost, by chance of
 * the institution: some are above T9's threshold, some below. */
void region_set_physician_days(ds_region *r)
{
    double cost[DS_REGION_KINDS] = {0}; /* fen a month, all of a kind */
    for (unsigned c = CATEGORY_OUTPATIENT; c < N_CATEGORIES; c++) {
        const region_cell *cell =
            &r->cells[r->n_groups + c - CATEGORY_OUTPATIENT];
        for (unsigned k = 0; k < DS_REGION_KINDS; k++)
            cost[k] += r->kind_share[c][k] * cell->share * cell->mean_fen;
    }
    const double claims = (double)r->config.claims / r->n_months *
                          (1.0 - region_rate(r->config.inpatient_share));
    for (size_t i = 0; i < r->n_hospitals; i++) {
        region_hospital *h = &r->hospitals[i];
        const double noise = (double)h->physician_days * 0x1p-32;
        h->physician_days = 0;
        if (h->kind >= DS_REGION_PHARMACY) continue;
        const double days =
            claims * cost[h->kind] * h->share / (140000.0 + 120000.0 * noise);
        h->physician_days = (int64_t)(days + 1.0);
    }
}
