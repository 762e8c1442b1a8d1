/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/subtypes.c - sub-types of the auxiliary catalogue (7.7); see
 * disease_map.h for the contract. */
#include "sim/dip/disease_map.h"

#include "sim/drg/weights_cases.h"

#include <stdlib.h>
#include <string.h>

#define DIMENSION_NAME(code, name, zh) {name, zh},
const char *const ds_dimension_names[DS_N_DIMENSIONS][2] = {
    DS_DIMENSIONS(DIMENSION_NAME)};
#undef DIMENSION_NAME

/* clang-format off */
const char *const ds_subtype_names[DS_N_DIMENSIONS][DS_N_SUBTYPES] = {
    [DS_BY_AGE] = {"newborn", "infant", "1-6", "7-17", "18-64", "65-69", "70-79", "80+", "unknown"},
    [DS_BY_CCI] = {"none", "general", "severe", "very_severe"},
    [DS_BY_SEVERITY] = {"death_early", "death_late", "severe", "moderate", "mild"},
    [DS_BY_TUMOUR] = {"death", "metastasis", "costly", "plain"},
    [DS_BY_ICU] = {"none", "2-7", "8-14", "15-30", "31+"},
};
/* clang-format on */

void ds_subtypes_columns(ds_subtypes *s, ds_lanes *l, size_t cost)
{
    s->lanes = (ds_subtype_lanes){.age = ds_lanes_want(l, "age_days"),
                                  .other = ds_lanes_want(l, "other_diagnoses"),
                                  .days = ds_lanes_want(l, "los_days"),
                                  .discharge = ds_lanes_want(l, "discharge"),
                                  .icu = ds_lanes_want(l, "icu_days"),
                                  .cost = cost,
                                  .drug = ds_lanes_want(l, "drug_fen")};
    s->death = ds_enum_value("discharge", "death");
}

ds_status ds_subtypes_make(ds_subtypes *s, const ds_source *source,
                           ds_dip_code how, const ds_prefixes *complications,
                           ds_error *err)
{
    ds_dict d = {0};
    if (s->lanes.other == DS_NO_LANE) return DS_OK;
    DS_TRY(source->ops->dictionary(source, "other_diagnoses", &d, err));
    const ds_status st = ds_alloc(&s->other, d.n, sizeof *s->other, err);
    for (uint32_t c = 1; st == DS_OK && c < d.n; c++)
        s->other[c] =
            ds_complication_of(complications, how, ds_dict_text(&d, c));
    ds_dict_destroy(&d);
    return st;
}

void ds_subtypes_destroy(ds_subtypes *s)
{
    free(s->other);
    *s = (ds_subtypes){0};
}

bool ds_subtypes_has(const ds_subtypes *s, ds_dimension d)
{
    switch (d) {
    case DS_BY_AGE:
        return s->lanes.age != DS_NO_LANE;
    case DS_BY_CCI:
    case DS_BY_SEVERITY:
        return s->lanes.other != DS_NO_LANE;
    case DS_BY_ICU:
        return s->lanes.icu != DS_NO_LANE;
    default:
        return true;
    }
}

static int by_age(int64_t days)
{
    static const struct {
        int64_t years;
        int subtype;
    } from[] = {
        {80, 7},
        {70, 6},
        {65, 5},
        {18, 4},
        {7,  3},
        {1,  2}
    };
    if (days == DS_MISSING) return 8;
    if (days <= 28) return 0;
    const int64_t years = 4 * days / 1461;
    for (size_t i = 0; i < DS_COUNT(from); i++)
        if (years >= from[i].years) return from[i].subtype;
    return 1;
}

static int by_cci(int cci)
{
    return cci == 0 ? 0 : cci <= 2 ? 1 : cci <= 4 ? 2 : 3;
}

static int by_severity(bool is_death, int64_t days, int severity)
{
    const bool is_missing = days == DS_MISSING;
    if (is_death) return !is_missing && days < 3 ? 0 : 1;
    if (is_missing || days < 3 || severity == 0) return 4;
    return severity == 2 ? 2 : 3;
}

static int by_icu(int64_t days)
{
    if (days == DS_MISSING || days < 2) return 0;
    return days <= 7 ? 1 : days <= 14 ? 2 : days <= 30 ? 3 : 4;
}

int ds_subtype_of(const ds_subtypes *s, ds_dimension d, const ds_slice *slice,
                  size_t i, int64_t costly_fen)
{
    const ds_subtype_lanes *l = &s->lanes;
    const ds_complication c =
        s->other ? s->other[slice->lane[l->other][i]] : (ds_complication){0};
    const int64_t days = ds_lane_value(slice, l->days, i, DS_MISSING);
    const bool is_death = ds_lane_value(slice, l->discharge, i, -1) == s->death;
    switch (d) {
    case DS_BY_AGE:
        return by_age(ds_lane_value(slice, l->age, i, DS_MISSING));
    case DS_BY_CCI:
        return by_cci(c.cci);
    case DS_BY_SEVERITY:
        return by_severity(is_death, days, c.severity);
    case DS_BY_ICU:
        return by_icu(ds_lane_value(slice, l->icu, i, DS_MISSING));
    default:
        break;
    }
    const int64_t cost = slice->lane[l->cost][i];
    if (is_death) return 0;
    if (c.metastasis) return 1;
    return cost >= costly_fen && ds_lane_value(slice, l->drug, i, 0) * 2 >= cost
               ? 2
               : 3;
}

void ds_subtypes_lanes(const ds_subtypes *s, size_t lanes[DS_SUBTYPE_LANES])
{
    const ds_subtype_lanes *l = &s->lanes;
    const size_t all[] = {l->age, l->other, l->days, l->discharge,
                          l->icu, l->cost,  l->drug};
    memcpy(lanes, all, sizeof all);
}
