/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/drg/settle_map.c - bucket and points of a record; see settle_map.h. The
 * constants behind it are made in settle_init.c. */
#include "sim/drg/settle_map.h"

#include <stdlib.h>

/* Payer columns that are absent count 0. */
static int64_t fund_of(const ds_settle_map *m, const ds_slice *s, size_t i)
{
    return s->lane[m->pool][i] + ds_lane_value(s, m->large, i, 0) +
           ds_lane_value(s, m->aid, i, 0);
}

static int64_t personal_of(const ds_settle_map *m, const ds_slice *s, size_t i)
{
    return ds_lane_value(s, m->account, i, 0) + ds_lane_value(s, m->cash, i, 0);
}

static bool has_all_payers(const ds_settle_map *m)
{
    return m->large != DS_NO_LANE && m->aid != DS_NO_LANE &&
           m->account != DS_NO_LANE && m->cash != DS_NO_LANE;
}

/* Section 1.1: costs are not negative and the payers add up to them. */
static bool is_rejected(const ds_settle_map *m, const ds_slice *s, size_t i)
{
    const int64_t cost = s->lane[m->cost][i];
    return cost < 0 || (has_all_payers(m) &&
                        s->lane[m->fund][i] + s->lane[m->personal][i] != cost);
}

static bool is_outsider(const ds_settle_map *m, const ds_slice *s, size_t i)
{
    const int64_t area = ds_lane_value(s, m->home_area, i, 0);
    return area != 0 && area != m->home;
}

static bool is_outside(const ds_settle_map *m, const ds_slice *s, size_t i)
{
    const int64_t place = ds_lane_value(s, m->place, i, m->in_area);
    return place != m->in_area && place != 0;
}

static bool is_inpatient(const ds_settle_map *m, const ds_slice *s, size_t i)
{
    return ds_lane_value(s, m->category, i, m->inpatient) == m->inpatient;
}

static bool is_bed_day(const ds_settle_map *m, const ds_slice *s, size_t i)
{
    return ds_lane_value(s, m->payment, i, 0) == m->bed_day;
}

/* The buckets of records that have no points, or DS_N_BUCKETS. */
static ds_bucket outside_bucket(const ds_settle_map *m, const ds_slice *s,
                                size_t i)
{
    if (!ds_lanes_is_met(&m->lanes, s, i)) return DS_BUCKET_FILTERED;
    if (is_rejected(m, s, i)) return DS_BUCKET_REJECTED;
    if (s->lane[m->month][i] / 12 + DS_EPOCH_YEAR != m->in->year)
        return DS_BUCKET_OTHER_YEAR;
    if (!is_inpatient(m, s, i)) return DS_BUCKET_NOT_INPATIENT;
    if (!is_outside(m, s, i)) return DS_N_BUCKETS;
    return is_outsider(m, s, i) ? DS_BUCKET_UNRELATED : DS_BUCKET_OUT_OF_AREA;
}

static const ds_decided *decision(const ds_settle_map *m, const ds_slice *s,
                                  size_t i)
{
    if (m->n_decided == 0) return NULL;
    const ds_decided key = {s->lane[m->claim][i], 0};
    return bsearch(&key, m->decided, m->n_decided, sizeof key,
                   ds_decided_compare);
}

/* Special review comes before the rules of Z3 (reading R1, R8). */
static ds_bucket review_bucket(const ds_settle_map *m, const ds_group_points *g,
                               int64_t cost, const ds_decided *decided)
{
    if (g == &m->groups[0]) return DS_BUCKET_SPECIAL_UNGROUPED;
    if (g->base == DS_MISSING || (g->n != DS_MISSING && g->n < m->in->min_n))
        return DS_BUCKET_SPECIAL_SMALL;
    if (cost > g->extreme_fen) return DS_BUCKET_SPECIAL_EXTREME;
    return decided ? DS_BUCKET_SPECIAL_LISTED : DS_N_BUCKETS;
}

/* A36: an expert's figure, else the own cost, else 0 until decided. */
static int64_t review_points(const ds_settle_map *m, const ds_slice *s,
                             size_t i, const ds_decided *decided)
{
    int64_t points = 0;
    if (decided) return decided->points;
    if (m->in->policy->special_own_cost &&
        !ds_own_cost_points(m->mean_all, s->lane[m->cost][i],
                            &m->scratch[s->thread], &points))
        return DS_MISSING;
    return points;
}

/* H12, Z1: base points of a bed day x days, without a coefficient; at the
 * case's own cost, as in special review (A36), where no standard is given. */
static int64_t bed_day_points(const ds_settle_map *m, const ds_slice *s,
                              size_t i)
{
    int64_t days = ds_lane_value(s, m->days, i, DS_MISSING), points;
    if (m->bed_base == DS_MISSING)
        return ds_own_cost_points(m->mean_all, s->lane[m->cost][i],
                                  &m->scratch[s->thread], &points)
                   ? points
                   : DS_MISSING;
    if (days == DS_MISSING) {
        const int64_t admit = ds_lane_value(s, m->admit, i, DS_MISSING);
        const int64_t end = ds_lane_value(s, m->discharge, i, DS_MISSING);
        days = admit == DS_MISSING || end < admit ? 0 : end - admit;
    }
    return __builtin_mul_overflow(m->bed_base, days, &points) ? DS_MISSING
                                                              : points;
}

static int64_t drg_points(const ds_settle_map *m, const ds_slice *s, size_t i,
                          ds_bucket bucket, bool is_halved)
{
    int64_t points = DS_MISSING;
    const int64_t drg = s->lane[m->drg][i];
    const int64_t factor =
        m->factors[drg] *
        (is_halved ? m->in->policy->readmit_factor : DS_RATE_ONE);
    if (!ds_z3_points(&m->groups[drg], &m->in->policy->z3, bucket,
                      s->lane[m->cost][i], s->lane[m->coef][i], factor,
                      &m->scratch[s->thread], &points))
        return DS_MISSING;
    return points;
}

/* A case that shares the budget: sets its bucket, points and halving. */
static ds_bucket inside(const ds_settle_map *m, ds_slice *s, size_t i)
{
    int64_t *points = &s->lane[m->points][i];
    if (is_bed_day(m, s, i)) {
        *points = bed_day_points(m, s, i);
        return DS_BUCKET_BED_DAY;
    }
    const ds_group_points *g = &m->groups[s->lane[m->drg][i]];
    const int64_t cost = s->lane[m->cost][i];
    const ds_decided *decided = decision(m, s, i);
    ds_bucket bucket = review_bucket(m, g, cost, decided);
    if (decided) s->lane[m->used][i] = 0;
    if (bucket != DS_N_BUCKETS) {
        *points = review_points(m, s, i, decided);
        return bucket;
    }
    const bool is_halved = m->history.n_rows > 0 && s->lane[m->mark][i];
    bucket = ds_lane_value(s, m->incomplete, i, 0) == m->yes
                 ? DS_BUCKET_INCOMPLETE
                 : ds_z3_bucket(g, cost);
    s->lane[m->halved][i] = is_halved;
    *points = drg_points(m, s, i, bucket, is_halved);
    return bucket;
}

static int64_t flow_of(const ds_settle_map *m, const ds_slice *s, size_t i,
                       ds_bucket bucket)
{
    if (bucket == DS_BUCKET_OUT_OF_AREA) return DS_FLOW_LOCAL_OUTSIDE;
    if (!ds_buckets[bucket].has_points) return DS_MISSING;
    return is_outsider(m, s, i) ? DS_FLOW_OUTSIDER_HERE : DS_FLOW_LOCAL_HERE;
}

static void map_record(const void *ctx, ds_slice *s)
{
    const ds_settle_map *m = ctx;
    for (size_t i = 0; i < s->n; i++) {
        const int64_t hospital = s->lane[m->hospital][i];
        s->lane[m->fund][i] = fund_of(m, s, i);
        s->lane[m->personal][i] = personal_of(m, s, i);
        s->lane[m->coef][i] = m->coefficients[hospital];
        s->lane[m->points][i] = s->lane[m->halved][i] = 0;
        s->lane[m->used][i] = DS_MISSING;
        ds_bucket bucket = outside_bucket(m, s, i);
        if (bucket == DS_N_BUCKETS) bucket = inside(m, s, i);
        s->lane[m->bucket][i] = bucket;
        s->lane[m->cell][i] = hospital * DS_N_BUCKETS + bucket;
        s->lane[m->halved_cell][i] =
            s->lane[m->halved][i] ? hospital : DS_MISSING;
        s->lane[m->flow][i] = flow_of(m, s, i, bucket);
        s->lane[m->payee][i] =
            ds_buckets[bucket].has_points ? hospital : DS_MISSING;
    }
}

size_t ds_settle_map_stages(const ds_settle_map *m, ds_history_map *history_map,
                            ds_stage stages[2])
{
    size_t n = 0;
    if (m->history.n_rows > 0) {
        *history_map = (ds_history_map){&m->history, m->mark};
        stages[n++] = ds_history_stage(history_map);
    }
    stages[n++] = (ds_stage){map_record, m};
    return n;
}

/* ---- readmissions (Z3, A35; readings R9, R10) ---------------------------- */

/* Who may be halved is settled where points are computed: here every DRG stay
 * may be, so that one pass finds all pairs. A planned stay halves nobody. */
static void map_flags(const void *ctx, ds_slice *s)
{
    const ds_settle_map *m = ctx;
    for (size_t i = 0; i < s->n; i++) {
        s->lane[m->fund][i] = fund_of(m, s, i);
        s->lane[m->personal][i] = personal_of(m, s, i);
        const bool is_stay = is_inpatient(m, s, i) && !is_bed_day(m, s, i) &&
                             s->lane[m->drg][i] != 0 &&
                             ds_lanes_is_met(&m->lanes, s, i) &&
                             !is_rejected(m, s, i);
        const bool is_planned = ds_lane_value(s, m->planned, i, 0) == m->yes;
        s->lane[m->flags][i] =
            (is_stay ? DS_STAY_MAY_BE_MARKED : 0) |
            (is_stay && !is_planned ? DS_STAY_MAY_TRIGGER : 0);
        s->lane[m->mark][i] = is_stay ? s->lane[m->drg][i] : DS_MISSING;
    }
}

ds_status ds_settle_map_history(ds_settle_map *m, const ds_run *run,
                                ds_error *err)
{
    if (m->patient == DS_NO_LANE || m->admit == DS_NO_LANE ||
        m->discharge == DS_NO_LANE)
        return DS_OK;
    const ds_stage stages[] = {
        {map_flags, m}
    };
    ds_pass pass = ds_lanes_pass(&m->lanes, "readmissions");
    pass.n_stages = 1;
    pass.stages = stages;
    const ds_source *source = m->lanes.source;
    const size_t patient = m->lanes.columns[m->patient];
    const ds_readmission rule = {.days = (int32_t)m->in->policy->readmit_days,
                                 .same_hospital =
                                     m->in->policy->same_hospital != 0};
    const ds_history_job job = {.input = &pass,
                                .patient_lane = m->patient,
                                .n_patients =
                                    (size_t)source->columns[patient].high + 1,
                                .admit_lane = m->admit,
                                .discharge_lane = m->discharge,
                                .group_lane = m->mark,
                                .hospital_lane = m->hospital,
                                .flags_lane = m->flags,
                                .by_group = true,
                                .by_hospital = rule.same_hospital,
                                .rule = ds_readmission_rule,
                                .ctx = &rule};
    return ds_history_run(&job, run, &m->history, err);
}
