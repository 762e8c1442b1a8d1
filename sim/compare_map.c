/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/compare_map.c - see compare_map.h for the contract. */
#include "sim/compare_map.h"

#include "sim/weights_cases.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- records ------------------------------------------------------------- */

static ds_compare_row status_of(const ds_compare_map *m, const ds_slice *s,
                                size_t i)
{
    if (!ds_lanes_is_met(&m->lanes, s, i)) return DS_CMP_FILTERED;
    if (s->lane[m->month][i] / 12 + DS_EPOCH_YEAR != m->in->year)
        return DS_CMP_OTHER_YEAR;
    if (ds_lane_value(s, m->category, i, m->inpatient) != m->inpatient)
        return DS_CMP_NOT_INPATIENT;
    if (ds_lane_value(s, m->place, i, 0) > m->in_area)
        return DS_CMP_OUT_OF_AREA;
    if (ds_lane_value(s, m->payment, i, 0) == m->bed_day) return DS_CMP_BED_DAY;
    if (s->lane[m->cost][i] <= 0) return DS_CMP_NO_COST;
    if (ds_lane_value(s, m->days, i, DS_MISSING) > m->in->catalogue->max_los)
        return DS_CMP_LONG;
    return s->lane[m->drg][i] != 0 &&
                   m->map.part_of[s->lane[m->diagnosis][i]] != 0
               ? DS_CMP_COMMON
               : DS_CMP_UNGROUPED;
}

static void map_key(const void *ctx, ds_slice *s)
{
    const ds_compare_map *m = ctx;
    for (size_t i = 0; i < s->n; i++) {
        const ds_compare_row row = status_of(m, s, i);
        s->lane[m->row][i] = row;
        s->lane[m->part][i] = s->lane[m->set][i] = DS_MISSING;
        if (row != DS_CMP_COMMON) continue;
        s->lane[m->part][i] = m->map.part_of[s->lane[m->diagnosis][i]];
        s->lane[m->set][i] =
            m->map.set_of ? m->map.set_of[s->lane[m->operations][i]] : 0;
    }
}

static int size_of(int64_t n)
{
    static const int64_t from[] = {5, 15, 50, 200, 1000};
    int size = 0;
    for (size_t i = 0; i < DS_COUNT(from); i++) size += n >= from[i];
    return size;
}

static void map_cells(const ds_compare_map *m, ds_slice *s, size_t i,
                      int64_t group_n)
{
    const bool has[] = {true, ds_subtypes_has(&m->subtypes, DS_BY_AGE),
                        ds_subtypes_has(&m->subtypes, DS_BY_SEVERITY), true};
    const int cells[] = {
        m->level[s->lane[m->hospital][i]],
        has[1] ? ds_subtype_of(&m->subtypes, DS_BY_AGE, s, i, INT64_MAX) : 0,
        has[2] ? ds_subtype_of(&m->subtypes, DS_BY_SEVERITY, s, i, INT64_MAX)
               : 0,
        size_of(group_n)};
    for (int d = 0; d < DS_N_COMPARE_BY; d++)
        s->lane[m->by[d]][i] = has[d] ? cells[d] : DS_MISSING;
}

/* A case without a price has the mean of all, or is not compared. */
static int64_t price_of(const ds_compare_map *m, ds_slice *s, size_t i,
                        int64_t points, int64_t mean, ds_compare_row missing)
{
    if (points != DS_MISSING) return points;
    if (m->in->policy->unpriced_mean) return mean;
    s->lane[m->row][i] = missing;
    return DS_MISSING;
}

static void map_prices(const ds_compare_map *m, ds_slice *s, size_t i)
{
    const ds_compare_model *model =
        &m->models[m->folds ? m->fold_of[s->lane[m->hospital][i]] : 0];
    const uint32_t g = ds_assign_group(
        &model->assign, (size_t)s->lane[m->pair][i], s->lane[m->cost][i]);
    int64_t *const lanes[] = {&s->lane[m->points[DS_COMPARED_DRG]][i],
                              &s->lane[m->points[DS_COMPARED_DIP]][i]};
    *lanes[DS_COMPARED_DIP] =
        price_of(m, s, i, g > 0 ? model->list.group[g].points : DS_MISSING,
                 1000 * DS_POINT_ONE, DS_CMP_NO_DIP_PRICE);
    *lanes[DS_COMPARED_DRG] =
        price_of(m, s, i, model->drg[s->lane[m->drg][i]],
                 DS_WEIGHT_SCALE * DS_POINT_ONE, DS_CMP_NO_DRG_PRICE);
    map_cells(m, s, i, model->list.group[g].n);
}

static void map_points(const void *ctx, ds_slice *s)
{
    const ds_compare_map *m = ctx;
    for (size_t i = 0; i < s->n; i++) {
        for (int d = 0; d < DS_N_COMPARE_BY; d++)
            s->lane[m->by[d]][i] = DS_MISSING;
        if (s->lane[m->row][i] != DS_CMP_COMMON) continue;
        map_prices(m, s, i);
        if (s->lane[m->row][i] != DS_CMP_COMMON)
            for (int d = 0; d < DS_N_COMPARE_BY; d++)
                s->lane[m->by[d]][i] = DS_MISSING;
        else if (m->has_values)
            for (int k = 0; k < DS_N_COMPARED; k++)
                s->lane[m->pay[k]][i] = (int64_t)ds_round_div(
                    (ds_i128)s->lane[m->points[k]][i] * m->cost_all,
                    m->points_all[k]);
    }
}

size_t ds_compare_map_stages(ds_compare_map *m, ds_stage stages[3])
{
    m->pair_map = (ds_group_map){
        &m->pairs, {m->part, m->set},
         m->pair
    };
    stages[0] = (ds_stage){map_key, m};
    stages[1] = ds_group_stage(&m->pair_map);
    stages[2] = (ds_stage){map_points, m};
    return 3;
}

/* ---- constants ----------------------------------------------------------- */

static ds_status find_columns(ds_compare_map *m, ds_error *err)
{
    ds_lanes *l = &m->lanes;
    l->source = m->in->claims.source;
    DS_TRY(ds_lanes_booked(l, "compare", &m->month, err));
    DS_TRY(ds_lanes_need(l, "drg", "compare", &m->drg, err));
    DS_TRY(ds_lanes_need(l, "diagnosis", "compare", &m->diagnosis, err));
    DS_TRY(ds_lanes_need(l, "hospital", "compare", &m->hospital, err));
    DS_TRY(ds_lanes_need(l, "total_fen", "compare", &m->cost, err));
    m->operations = ds_lanes_want(l, "operations");
    m->category = ds_lanes_want(l, "category");
    m->payment = ds_lanes_want(l, "payment");
    m->place = ds_lanes_want(l, "place");
    m->days = ds_lanes_want(l, "los_days");
    ds_subtypes_columns(&m->subtypes, l, m->cost);
    DS_TRY(ds_lanes_terms(l, &m->in->claims, err));
    size_t *lanes[] = {&m->row,       &m->part,      &m->set,    &m->pair,
                       &m->points[0], &m->points[1], &m->pay[0], &m->pay[1],
                       &m->by[0],     &m->by[1],     &m->by[2],  &m->by[3]};
    for (size_t i = 0; i < DS_COUNT(lanes); i++) *lanes[i] = ds_lanes_extra(l);
    m->inpatient = ds_enum_value("category", "inpatient");
    m->bed_day = ds_enum_value("payment", "bed_day");
    m->in_area = ds_enum_value("place", "in_area");
    return DS_OK;
}

ds_status ds_compare_map_init(ds_compare_map *m, const ds_compare_input *in,
                              const ds_run *run, ds_error *err)
{
    const ds_dip_code how = (ds_dip_code)in->catalogue->code;
    ds_stage stages[3];
    m->in = in;
    DS_TRY(find_columns(m, err));
    DS_TRY(
        ds_disease_map_make(m->lanes.source, how, in->classes, &m->map, err));
    DS_TRY(ds_subtypes_make(&m->subtypes, m->lanes.source, how,
                            in->complications, err));
    ds_pass pass = ds_lanes_pass(&m->lanes, "keys");
    const ds_group_lane pair[] = {
        {m->part, 1, m->map.parts.n > 1 ? m->map.parts.n - 1 : 1},
        {m->set,  0, m->map.sets.n - 1                          }
    };
    (void)ds_compare_map_stages(m, stages);
    pass.stages = stages;
    pass.n_stages = 1;
    return ds_groups_build(&m->pairs, &pass, pair, DS_COUNT(pair), run, err);
}

void ds_compare_map_destroy(ds_compare_map *m)
{
    ds_disease_map_destroy(&m->map);
    ds_subtypes_destroy(&m->subtypes);
    ds_groups_destroy(&m->pairs);
}
