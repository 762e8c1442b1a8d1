/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/catalogue_cases.c - see catalogue_cases.h for the contract. */
#include "sim/dip/catalogue_cases.h"

#include "sim/drg/weights_cases.h"

ds_status ds_catalogue_columns(ds_catalogue_cases *m, ds_catalogue *c,
                               ds_error *err)
{
    ds_lanes *l = &m->lanes;
    m->c = c;
    l->source = c->in.claims.source;
    DS_TRY(ds_lanes_booked(l, "catalogue", &m->month, err));
    DS_TRY(ds_lanes_need(l, "diagnosis", "catalogue", &m->diagnosis, err));
    DS_TRY(ds_lanes_need(l, "total_fen", "catalogue", &m->cost, err));
    m->operations = ds_lanes_want(l, "operations");
    m->category = ds_lanes_want(l, "category");
    m->payment = ds_lanes_want(l, "payment");
    m->place = ds_lanes_want(l, "place");
    m->days = ds_lanes_want(l, "los_days");
    DS_TRY(ds_lanes_terms(l, &c->in.claims, err));
    m->n_early = l->n_columns;
    DS_TRY(ds_lanes_need(l, "hospital", "catalogue", &m->hospital, err));
    m->drug = ds_lanes_want(l, "drug_fen");
    m->consumable = ds_lanes_want(l, "consumable_fen");
    if (c->in.policy->aux) ds_subtypes_columns(&c->subtypes, l, m->cost);
    size_t *maps[] = {&m->row,   &m->part, &m->set,  &m->slot,     &m->pair,
                      &m->group, &m->kept, &m->cell, &m->year_cell};
    for (size_t i = 0; i < DS_COUNT(maps); i++) *maps[i] = ds_lanes_extra(l);
    m->inpatient = ds_enum_value("category", "inpatient");
    m->bed_day = ds_enum_value("payment", "bed_day");
    m->in_area = ds_enum_value("place", "in_area");
    return DS_OK;
}

ds_status ds_catalogue_keep(ds_catalogue_cases *m, size_t budget, ds_error *err)
{
    size_t lanes[7 + DS_SUBTYPE_LANES] = {m->month, m->cost,       m->hospital,
                                          m->drug,  m->consumable, m->part,
                                          m->set};
    const bool aux = m->c->in.policy->aux;
    if (budget == 0) return DS_OK;
    if (aux) ds_subtypes_lanes(&m->c->subtypes, lanes + 7);
    return ds_keep_init(&m->keep, m->lanes.source, 1, lanes,
                        aux ? DS_COUNT(lanes) : 7, m->part, budget, err);
}

ds_pass ds_catalogue_pass(ds_catalogue_cases *m, const char *name)
{
    ds_pass pass = ds_lanes_pass(&m->lanes, name);
    if (m->keep.budget > 0) pass.from = &m->keep;
    return pass;
}

static ds_dip_row row_of(const ds_catalogue_cases *m, const ds_slice *s,
                         size_t i)
{
    const ds_catalogue_policy *p = m->c->in.policy;
    const ds_year_range *years = &m->c->in.years;
    const int64_t year = s->lane[m->month][i] / 12 + DS_EPOCH_YEAR;
    if (!ds_lanes_is_met(&m->lanes, s, i)) return DS_DIP_ROW_FILTERED;
    if (year < years->first || year > years->last) return DS_DIP_ROW_OTHER_YEAR;
    if (ds_lane_value(s, m->category, i, m->inpatient) != m->inpatient)
        return DS_DIP_ROW_NOT_INPATIENT;
    if (ds_lane_value(s, m->place, i, 0) > m->in_area)
        return DS_DIP_ROW_OUT_OF_AREA;
    if (ds_lane_value(s, m->payment, i, 0) == m->bed_day)
        return DS_DIP_ROW_BED_DAY;
    if (s->lane[m->cost][i] <= 0) return DS_DIP_ROW_NO_COST;
    if (ds_lane_value(s, m->days, i, DS_MISSING) > p->max_los)
        return DS_DIP_ROW_LONG;
    return m->c->map.part_of[s->lane[m->diagnosis][i]] > 0
               ? DS_DIP_ROW_CORE
               : DS_DIP_ROW_NO_DIAGNOSIS;
}

static ds_status count_add(void *ctx, int64_t *counts, const ds_slice *s,
                           ds_error *err)
{
    (void)err;
    const ds_catalogue_cases *m = ctx;
    const int64_t *row = s->lane[m->row], *month = s->lane[m->month];
    for (size_t i = 0; i < s->n; i++)
        counts[month[i] / 12 * DS_N_DIP_ROWS + row[i]]++;
    return DS_OK;
}

ds_fold ds_catalogue_counts(ds_catalogue_cases *m,
                            int64_t counts[DS_DIP_COUNTS])
{
    return (ds_fold){.name = "eligible",
                     .ctx = m,
                     .n_words = DS_DIP_COUNTS,
                     .add = count_add,
                     .result = counts};
}

/* ---- stages -------------------------------------------------------------- */

static void map_row(const void *ctx, ds_slice *s)
{
    const ds_catalogue_cases *m = ctx;
    const ds_disease_map *map = &m->c->map;
    int64_t *row = s->lane[m->row];
    int64_t *part = s->lane[m->part], *set = s->lane[m->set];
    for (size_t i = 0; i < s->n; i++) {
        row[i] = row_of(m, s, i);
        part[i] = set[i] = DS_MISSING;
        if (row[i] != DS_DIP_ROW_CORE) continue;
        part[i] = map->part_of[s->lane[m->diagnosis][i]];
        set[i] = map->set_of ? map->set_of[s->lane[m->operations][i]] : 0;
    }
}

/* Of base years only. */
static void map_key(const void *ctx, ds_slice *s)
{
    const ds_catalogue_cases *m = ctx;
    int64_t *part = s->lane[m->part], *slot = s->lane[m->slot];
    for (size_t i = 0; i < s->n; i++) {
        slot[i] = m->slot_of[s->lane[m->month][i] / 12];
        if (slot[i] < 0) part[i] = DS_MISSING;
    }
}

static void map_group(const void *ctx, ds_slice *s)
{
    const ds_catalogue_cases *m = ctx;
    const int64_t *part = s->lane[m->part], *pair = s->lane[m->pair];
    int64_t *group = s->lane[m->group];
    for (size_t i = 0; i < s->n; i++)
        group[i] = part[i] == DS_MISSING ? DS_MISSING : m->c->group_of[pair[i]];
}

/* A case that is trimmed keeps its group, and loses the rest. */
static void map_kept(const void *ctx, ds_slice *s)
{
    const ds_catalogue_cases *m = ctx;
    const ds_catalogue *c = m->c;
    const int64_t *group = s->lane[m->group], *cost = s->lane[m->cost];
    int64_t *kept = s->lane[m->kept], *cell = s->lane[m->cell];
    int64_t *year_cell = s->lane[m->year_cell];
    for (size_t i = 0; i < s->n; i++) {
        const int64_t g = group[i];
        kept[i] = cell[i] = year_cell[i] = DS_MISSING;
        if (g < 0 || ds_fence_mark(&c->fences[g], cost[i]) != DS_TRIM_INSIDE)
            continue;
        kept[i] = g;
        year_cell[i] = g * c->n_years + s->lane[m->slot][i];
        cell[i] =
            year_cell[i] * DS_N_LEVELS + c->level[s->lane[m->hospital][i]];
    }
}

size_t ds_catalogue_stages(ds_catalogue_cases *m, ds_catalogue_depth depth,
                           ds_stage stages[DS_CATALOGUE_STAGES])
{
    size_t n = 0;
    stages[n++] = (ds_stage){map_row, m};
    if (depth == DS_UNTIL_ROW) return n;
    stages[n++] = (ds_stage){map_key, m};
    if (depth == DS_UNTIL_KEY) return n;
    m->pair_map = (ds_group_map){
        &m->c->pairs, {m->part, m->set},
         m->pair
    };
    stages[n++] = ds_group_stage(&m->pair_map);
    if (depth == DS_UNTIL_PAIR) return n;
    stages[n++] = (ds_stage){map_group, m};
    if (depth == DS_UNTIL_GROUP) return n;
    stages[n++] = (ds_stage){map_kept, m};
    return n;
}
