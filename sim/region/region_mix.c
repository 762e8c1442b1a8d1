/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/region/region_mix.c - where claims of each category arise, how large
 * groups are, and the bases that make the planted means exact.
 *
 * A claim's cost is base_g * effect_h * price_y * X (region.h). Category,
 * kind, group, year and X are drawn so that, given the group, kind, year and X
 * are independent, and within a kind the mean of the institutions' own effects
 * is 1. Hence E(c | g) = base_g * sum_k P(k | g) level_k * E(price) * E(X_g),
 * which is solved for base_g; second moments give the planted sd. Stays that
 * follow another copy its kind, group and price, drawn by the same
 * probabilities, and draw X afresh: they leave all of this as it is. */
#include "kernels/elementary.h"
#include "sim/region/region_parts.h"

#include <math.h>
#include <stdlib.h>

/* Kinds by category (tertiary, secondary, primary), and the part that goes to
 * the manager of the disease. */
static const struct {
    double kinds[3], manager;
    bool in_pharmacies;
} places[N_CATEGORIES] = {
    [CATEGORY_INPATIENT] = {{0.50, 0.35, 0.15}, 0,   false},
    [CATEGORY_OUTPATIENT] = {{0.38, 0.27, 0.35}, 0,   true },
    [CATEGORY_EMERGENCY] = {{0.50, 0.38, 0.12}, 0,   false},
    [CATEGORY_CHRONIC] = {{0.25, 0.30, 0.45}, 0,   true },
    [CATEGORY_SPECIAL] = {{0.55, 0.35, 0.10}, 0.8, false},
    [CATEGORY_DIABETES] = {{0.40, 0.35, 0.25}, 0.7, true },
    [CATEGORY_CANCER] = {{0.75, 0.25, 0.00}, 0,   false},
    [CATEGORY_TWO_DISEASES] = {{0.10, 0.25, 0.65}, 0,   false},
};

/* Higher levels see dearer groups: P(g | k) ~ Zipf * cost^tilt. Pharmacies
 * have no stays; theirs is never used. */
static const double tilts[DS_REGION_KINDS] = {0.3, 0.0, -0.4, 0.0, 0.5};

static ds_status set_places(ds_region *r, unsigned category, ds_error *err)
{
    const double away = region_rate(r->config.out_of_area_share);
    const double dispensed = places[category].in_pharmacies
                                 ? region_rate(r->config.pharmacy_share)
                                 : 0.0;
    const double manager = places[category].manager;
    double weights[N_WHERE] = {0};
    weights[DS_REGION_OUTSIDE] = away;
    weights[DS_REGION_PHARMACY] = (1.0 - away) * dispensed;
    weights[AT_MANAGER] = (1.0 - away) * (1.0 - dispensed) * manager;
    for (unsigned k = 0; k < 3; k++)
        weights[k] = (1.0 - away) * (1.0 - dispensed) * (1.0 - manager) *
                     places[category].kinds[k];
    for (unsigned k = 0; k < DS_REGION_KINDS; k++)
        r->kind_share[category][k] =
            weights[k] + weights[AT_MANAGER] * region_manages[k];
    return ds_alias_init(&r->where[category], N_WHERE, weights, err);
}

/* Zipf's sizes in a shuffled order of the groups. */
static void set_sizes(const ds_region *r, double *sizes)
{
    const size_t n = r->n_groups;
    ds_zipf_weights(n, region_rate(r->config.zipf_groups), sizes);
    for (size_t i = n; i-- > 1;) {
        uint64_t words[4];
        region_draw(r, PURPOSE_SHUFFLE, 1 + i, words);
        const size_t j = ds_below(words[0], i + 1);
        const double kept = sizes[i];
        sizes[i] = sizes[j];
        sizes[j] = kept;
    }
}

/* P(g | k) of every kind into group[k * n + g], and its draw. */
static ds_status set_groups_of_kinds(ds_region *r, double *group, ds_error *err)
{
    const size_t n = r->n_groups;
    double *sizes = NULL;
    ds_status st = DS_OK;
    DS_GO(ds_alloc(&sizes, n, sizeof *sizes, err));
    set_sizes(r, sizes);
    for (size_t k = 0; k < DS_REGION_KINDS; k++) {
        double *of_kind = group + k * n, sum = 0.0;
        for (size_t g = 0; g < n; g++) {
            of_kind[g] = sizes[g] * ds_pow1(r->cells[g].mean_fen, tilts[k]);
            sum += of_kind[g];
        }
        for (size_t g = 0; g < n; g++) of_kind[g] /= sum;
        DS_GO(ds_alias_init(&r->group_of[k], n, of_kind, err));
    }
done:
    free(sizes);
    return st;
}

/* ---- moments --------------------------------------------------------------
 */

/* The lognormal has E = 1 before it is cut at its limits; its moments after
 * are those of a truncated normal's exponential. */
static void set_lognormal(region_cell *cell, double *mean, double *second)
{
    const double sigma = cell->sigma, mu = -0.5 * sigma * sigma;
    const double low = (ds_log1(DS_REGION_LOW) - mu) / sigma;
    const double high = (ds_log1(DS_REGION_HIGH) - mu) / sigma;
    cell->mu = mu;
    cell->low_p = ds_normal_below(low);
    cell->span_p = ds_normal_below(high) - cell->low_p;
    *mean = ds_exp1(mu + 0.5 * sigma * sigma) *
            (ds_normal_below(high - sigma) - ds_normal_below(low - sigma)) /
            cell->span_p;
    *second = ds_exp1(2.0 * mu + 2.0 * sigma * sigma) *
              (ds_normal_below(high - 2.0 * sigma) -
               ds_normal_below(low - 2.0 * sigma)) /
              cell->span_p;
}

static void set_x(const ds_region *r, region_cell *cell)
{
    const double a = DS_REGION_OUTLIER_LOW, b = DS_REGION_OUTLIER_HIGH;
    const double scale = 1.0 / (1.0 / a - 1.0 / b); /* of the density 1/x^2 */
    const double outlier = region_rate(r->config.outlier_share);
    double mean, second, part = 1.0, part2 = 1.0;
    set_lognormal(cell, &mean, &second);
    if (cell->category == CATEGORY_INPATIENT) {
        const double broken = region_rate(r->config.incomplete_share);
        /* E(V), E(V^2) of V uniform on 0.2 .. 0.7 */
        part = 1.0 - broken + broken * 0.45;
        part2 = 1.0 - broken + broken * (0.343 - 0.008) / 1.5;
    }
    cell->mean_x =
        outlier * scale * ds_log1(b / a) + (1.0 - outlier) * mean * part;
    cell->second_x =
        outlier * scale * (b - a) + (1.0 - outlier) * second * part2;
}

/* Base and sd from the kinds' probabilities for this cell (any scale). */
static void set_base(const ds_region *r, region_cell *cell,
                     const double kinds[DS_REGION_KINDS])
{
    double sum = 0.0, effect = 0.0, effect2 = 0.0;
    for (unsigned k = 0; k < DS_REGION_KINDS; k++) {
        const double level = region_rate(r->config.level_effects.value[k]);
        sum += kinds[k];
        effect += kinds[k] * level;
        effect2 += kinds[k] * level * level * r->second_effect[k];
    }
    effect /= sum;
    effect2 /= sum;
    cell->base_fen = cell->mean_fen / (cell->mean_x * effect * r->mean_price);
    const double second = cell->base_fen * cell->base_fen * cell->second_x *
                          effect2 * r->second_price;
    cell->sd_fen = sqrt(second - cell->mean_fen * cell->mean_fen);
}

/* Typical stays grow with the root of cost; bed days with cost. */
static void set_stay(const ds_region *r, region_cell *cell)
{
    const double ratio = cell->mean_fen / (double)r->config.mean_inpatient_fen;
    cell->los = cell->flags & IS_BED_DAY   ? 42
                : cell->flags & IS_CHEMO   ? 4
                : cell->flags & IS_NEWBORN ? 6
                                           : (int32_t)(3.5 + 4.5 * sqrt(ratio));
    if (cell->los > 25 && !(cell->flags & IS_BED_DAY)) cell->los = 25;
    cell->los_cap = cell->flags & IS_BED_DAY ? 170 : 5 + 2 * cell->los;
}

/* Group means are scaled so that all first stays have the mean of the keys. */
static void plant_groups(ds_region *r, const double *group)
{
    const size_t n = r->n_groups;
    const double *kinds = r->kind_share[CATEGORY_INPATIENT];
    double mean = 0.0;
    for (size_t g = 0; g < n; g++) {
        r->cells[g].share = 0.0;
        for (size_t k = 0; k < DS_REGION_KINDS; k++)
            r->cells[g].share += kinds[k] * group[k * n + g];
        mean += r->cells[g].share * r->cells[g].mean_fen;
    }
    const double scale = (double)r->config.mean_inpatient_fen / mean;
    for (size_t g = 0; g < n; g++) {
        region_cell *cell = &r->cells[g];
        double of_group[DS_REGION_KINDS];
        cell->mean_fen = floor(cell->mean_fen * scale + 0.5);
        for (size_t k = 0; k < DS_REGION_KINDS; k++)
            of_group[k] = kinds[k] * group[k * n + g];
        set_x(r, cell);
        set_base(r, cell, of_group);
        set_stay(r, cell);
    }
}

static void plant_outpatients(ds_region *r)
{
    for (size_t i = r->n_groups; i < r->n_cells; i++) {
        region_cell *cell = &r->cells[i];
        const ds_rates *mix = &r->config.outpatient_mix;
        cell->share =
            region_rate(mix->value[cell->category - CATEGORY_OUTPATIENT]);
        cell->mean_fen = floor(cell->mean_fen + 0.5);
        set_x(r, cell);
        set_base(r, cell, r->kind_share[cell->category]);
    }
}

ds_status region_build_mix(ds_region *r, ds_error *err)
{
    ds_status st = DS_OK;
    double *group = NULL;
    for (unsigned c = CATEGORY_INPATIENT; c < N_CATEGORIES; c++)
        DS_TRY(set_places(r, c, err));
    DS_GO(ds_alloc(&group, r->n_groups, DS_REGION_KINDS * sizeof *group, err));
    DS_GO(set_groups_of_kinds(r, group, err));
    plant_groups(r, group);
    plant_outpatients(r);
done:
    free(group);
    return st;
}
