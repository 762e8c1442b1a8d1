/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/dip_map.c - bucket, group and points of a record; see dip_map.h. The
 * constants behind it are made in dip_init.c. */
#include "sim/dip/dip_map.h"

#include <stdlib.h>

#define BUCKET_ROW(code, name, zh, has_points) {name, zh, has_points},
const struct ds_dip_bucket_info ds_dip_buckets[DS_N_DIP_BUCKETS] = {
    DS_DIP_BUCKETS(BUCKET_ROW)};
#undef BUCKET_ROW

/* ---- which records share the budget -------------------------------------- */

static bool has_all_payers(const ds_dip_map *m)
{
    return m->large != DS_NO_LANE && m->aid != DS_NO_LANE &&
           m->account != DS_NO_LANE && m->cash != DS_NO_LANE;
}

static bool is_outsider(const ds_dip_map *m, const ds_slice *s, size_t i)
{
    const int64_t area = ds_lane_value(s, m->home_area, i, 0);
    return area != 0 && area != m->home;
}

/* The buckets of records that have no points, or DS_N_DIP_BUCKETS. */
static ds_dip_bucket outside_bucket(const ds_dip_map *m, const ds_slice *s,
                                    size_t i)
{
    const int64_t cost = s->lane[m->cost][i];
    if (!ds_lanes_is_met(&m->lanes, s, i)) return DS_DIP_FILTERED;
    if (cost < 0 || (has_all_payers(m) &&
                     s->lane[m->fund][i] + s->lane[m->personal][i] != cost))
        return DS_DIP_REJECTED;
    if (s->lane[m->month][i] / 12 + DS_EPOCH_YEAR != m->in->year)
        return DS_DIP_OTHER_YEAR;
    if (ds_lane_value(s, m->category, i, m->inpatient) != m->inpatient)
        return DS_DIP_NOT_INPATIENT;
    if (ds_lane_value(s, m->place, i, 0) > m->in_area)
        return DS_DIP_OUT_OF_AREA;
    if (is_outsider(m, s, i)) return DS_DIP_OUTSIDER;
    return cost == 0 ? DS_DIP_NO_COST : DS_N_DIP_BUCKETS;
}

static const ds_decided *decision(const ds_dip_map *m, const ds_slice *s,
                                  size_t i)
{
    if (m->n_decided == 0) return NULL;
    const ds_decided key = {s->lane[m->claim][i], 0};
    return bsearch(&key, m->decided, m->n_decided, sizeof key,
                   ds_decided_compare);
}

/* Special review that needs no group, or DS_N_DIP_BUCKETS. A decided case has
 * its points at once. */
static ds_dip_bucket review_bucket(const ds_dip_map *m, ds_slice *s, size_t i)
{
    const ds_decided *decided = decision(m, s, i);
    if (decided) {
        s->lane[m->points][i] = decided->points;
        s->lane[m->used][i] = 0;
        return DS_DIP_SPECIAL_LISTED;
    }
    if (ds_lane_value(s, m->payment, i, 0) == m->bed_day) return DS_DIP_BED_DAY;
    if (ds_lane_value(s, m->days, i, DS_MISSING) > m->in->catalogue->max_los)
        return DS_DIP_SPECIAL_LONG;
    return m->map.part_of[s->lane[m->diagnosis][i]] == 0
               ? DS_DIP_SPECIAL_NO_DIAGNOSIS
               : DS_N_DIP_BUCKETS;
}

/* What the payers paid; columns that are absent count 0. */
static void map_payers(const ds_dip_map *m, ds_slice *s, size_t i)
{
    s->lane[m->fund][i] = s->lane[m->pool][i] +
                          ds_lane_value(s, m->large, i, 0) +
                          ds_lane_value(s, m->aid, i, 0);
    s->lane[m->personal][i] =
        ds_lane_value(s, m->account, i, 0) + ds_lane_value(s, m->cash, i, 0);
}

/* First stage: bucket, or the key of a case that is to be grouped. */
static void map_key(const void *ctx, ds_slice *s)
{
    const ds_dip_map *m = ctx;
    for (size_t i = 0; i < s->n; i++) {
        map_payers(m, s, i);
        s->lane[m->points][i] = 0;
        s->lane[m->used][i] = DS_MISSING;
        ds_dip_bucket bucket = outside_bucket(m, s, i);
        if (bucket == DS_N_DIP_BUCKETS) bucket = review_bucket(m, s, i);
        s->lane[m->bucket][i] = bucket;
        s->lane[m->part][i] = s->lane[m->set][i] = DS_MISSING;
        if (bucket != DS_N_DIP_BUCKETS) continue;
        s->lane[m->part][i] = m->map.part_of[s->lane[m->diagnosis][i]];
        s->lane[m->set][i] =
            m->map.set_of ? m->map.set_of[s->lane[m->operations][i]] : 0;
    }
}

/* ---- points -------------------------------------------------------------- */

/* A36: a case at its own cost, 0 until decided where the policy says so. */
static int64_t own_cost_points(const ds_dip_map *m, int64_t cost)
{
    int64_t points = DS_MISSING;
    mpq_t q;
    if (!m->in->policy->special_own_cost || mpq_sgn(m->base_cost) == 0)
        return 0;
    mpq_init(q);
    ds_ratio_set(q, cost, 1);
    (void)!ds_dip_base_points(q, m->base_cost, &points);
    mpq_clear(q);
    return points;
}

/* The slot of the sub-type whose coefficient a case has, and the coefficient
 * (7.7). */
static int subtype_of(const ds_dip_map *m, const ds_slice *s, size_t i,
                      uint32_t g, int64_t *coefficient)
{
    const ds_disease_list *l = m->in->list;
    *coefficient = DS_POINT_ONE;
    if (l->group[g].aux < 0) return -1;
    const ds_aux_group *a = &l->aux[l->group[g].aux];
    int part = ds_subtype_of(&m->subtypes, a->dimension, s, i, m->costly[g]);
    if (a->coefficient[part] == DS_MISSING) part = DS_SUBTYPE_OTHER;
    if (a->coefficient[part] == DS_MISSING) return -1;
    *coefficient = a->coefficient[part];
    return part;
}

/* 7.6: of the hospital, or of its level in the disease. */
static int64_t coefficient_of(const ds_dip_map *m, int64_t hospital,
                              const ds_listed *g)
{
    if (g->is_primary) return DS_POINT_ONE;
    const int64_t own = g->coefficient[m->level[hospital]];
    if (m->in->policy->coef != DS_DIP_COEF_DISEASE || own == DS_MISSING ||
        m->level[hospital] == DS_LEVEL_UNKNOWN)
        return m->coefficient[hospital];
    const int64_t sum = own + m->bonus[hospital];
    return sum > 0 ? sum : 0;
}

static const ds_dip_bucket bucket_of[] = {[DS_DIP_LOW] = DS_DIP_CASE_LOW,
                                          [DS_DIP_NORMAL] = DS_DIP_CASE_NORMAL,
                                          [DS_DIP_HIGH] = DS_DIP_CASE_HIGH,
                                          [DS_DIP_EXTREME] =
                                              DS_DIP_CASE_EXTREME};

/* The reference of one case whose limits bear its hospital's coefficient. */
static void own_reference(const ds_dip_map *m, const ds_dip_reference *from,
                          int64_t coefficient, ds_dip_reference *out)
{
    ds_ratio_set(out->mean, coefficient, DS_POINT_ONE);
    mpq_mul(out->mean, out->mean, from->mean);
    ds_dip_reference_limits(out, m->in->policy);
}

static void price(const ds_dip_map *m, ds_slice *s, size_t i,
                  const ds_dip_reference *r, int64_t base)
{
    const int64_t cost = s->lane[m->cost][i];
    const ds_dip_deviation d = ds_dip_deviation_of(r, cost);
    int64_t points = DS_MISSING;
    (void)!ds_dip_case_points(r, m->in->policy, d, base, cost,
                              s->lane[m->coef][i], s->lane[m->aux][i], &points);
    s->lane[m->bucket][i] = bucket_of[d];
    s->lane[m->points][i] = points;
}

static void map_grouped(const ds_dip_map *m, ds_slice *s, size_t i, uint32_t g)
{
    const int64_t hospital = s->lane[m->hospital][i];
    const ds_listed *group = &m->in->list->group[g];
    const int part = subtype_of(m, s, i, g, &s->lane[m->aux][i]);
    const ds_dip_reference *r =
        ds_dip_map_reference(m, g, m->level[hospital], part);
    s->lane[m->subtype][i] = part;
    s->lane[m->coef][i] = coefficient_of(m, hospital, group);
    if (!m->in->policy->limit_coef) {
        price(m, s, i, r, group->points);
        return;
    }
    ds_dip_reference own;
    mpq_init(own.mean);
    own_reference(m, r, s->lane[m->coef][i], &own);
    price(m, s, i, &own, group->points);
    mpq_clear(own.mean);
}

/* Third stage: group, points, and the cells in which they add up. */
static void map_points(const void *ctx, ds_slice *s)
{
    const ds_dip_map *m = ctx;
    for (size_t i = 0; i < s->n; i++) {
        ds_assignment how = DS_ASSIGNED_NONE;
        uint32_t g = 0;
        s->lane[m->coef][i] = s->lane[m->aux][i] = DS_MISSING;
        if (s->lane[m->part][i] != DS_MISSING) {
            const size_t pair = (size_t)s->lane[m->pair][i];
            how = m->assign.of[pair].how;
            g = ds_assign_group(&m->assign, pair, s->lane[m->cost][i]);
            if (g > 0)
                map_grouped(m, s, i, g);
            else
                s->lane[m->bucket][i] = how == DS_ASSIGNED_NO_CLASS
                                            ? DS_DIP_SPECIAL_NO_CLASS
                                            : DS_DIP_SPECIAL_UNMATCHED;
        }
        const ds_dip_bucket bucket = (ds_dip_bucket)s->lane[m->bucket][i];
        const bool has_points = ds_dip_buckets[bucket].has_points != 0;
        if (has_points && g == 0 && bucket != DS_DIP_SPECIAL_LISTED)
            s->lane[m->points][i] = own_cost_points(m, s->lane[m->cost][i]);
        s->lane[m->group][i] = g;
        s->lane[m->cell][i] =
            s->lane[m->hospital][i] * DS_N_DIP_BUCKETS + bucket;
        s->lane[m->assign_cell][i] = has_points ? (int64_t)how : DS_MISSING;
        s->lane[m->payee][i] =
            has_points ? s->lane[m->hospital][i] : DS_MISSING;
    }
}

size_t ds_dip_map_stages(ds_dip_map *m, ds_stage stages[3])
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
