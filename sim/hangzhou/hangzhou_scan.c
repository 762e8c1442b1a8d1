/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/hangzhou/hangzhou_scan.c - one reading of the claims; see
 * hangzhou_state.h. */
#include "sim/hangzhou/hangzhou_state.h"

#include <stdlib.h>
#include <string.h>

/* ---- one record ---------------------------------------------------------- */

static bool is_outsider(const hz_map *m, const ds_slice *s, size_t i)
{
    const int64_t area = ds_lane_value(s, m->cases->home_area, i, 0);
    return area != 0 && area != m->cases->home;
}

static bool is_outside(const hz_map *m, const ds_slice *s, size_t i)
{
    const int64_t place = ds_lane_value(s, m->cases->place, i, m->in_area);
    return place != m->in_area && place != 0;
}

/* The institution's area, 0 for care outside. */
static int64_t area_of_care(const hz_map *m, const ds_slice *s, size_t i)
{
    return is_outside(m, s, i)
               ? 0
               : m->places->area_of[s->lane[m->cases->hospital][i]];
}

/* The insured person's area, 0 for outsiders. */
static int64_t area_of_person(const hz_map *m, const ds_slice *s, size_t i)
{
    const hz_places *p = m->places;
    if (is_outsider(m, s, i)) return 0;
    if (p->person_area) return p->person_area[s->lane[m->cases->patient][i]];
    const int64_t care = area_of_care(m, s, i);
    return care ? care : p->city;
}

static bool is_inpatient(const hz_map *m, const ds_slice *s, size_t i)
{
    const ds_settle_map *c = m->cases;
    return ds_lane_value(s, c->category, i, c->inpatient) == c->inpatient;
}

/* H11, H10: outpatient care of a year. */
static void map_outpatient(const hz_map *m, ds_slice *s, size_t i, int64_t p)
{
    const ds_institutions *x = m->institutions;
    const int64_t hospital = s->lane[m->cases->hospital][i];
    const ds_institution *h = &x->at[hospital];
    s->lane[m->op_hospital][i] = hospital;
    if (p == 0) return;
    const int64_t group =
        m->places->person_group
            ? m->places->person_group[s->lane[m->cases->patient][i]]
            : 0;
    const bool is_special =
        !m->policy->special_none &&
        ds_lane_value(s, m->cases->category, i, 0) == m->emergency;
    const int64_t where = group > 0 && h->group == group ? HZ_OWN
                          : is_special                   ? HZ_SPECIAL
                                                         : HZ_ELSEWHERE;
    s->lane[m->op_area][i] = p;
    s->lane[m->op_group][i] = group * HZ_N_WHERES + where;
    if (h->is_pharmacy) return;
    const bool is_primary = h->is_listed && (h->level == 0 || h->level == 1);
    const bool is_in_county = area_of_care(m, s, i) == p;
    s->lane[m->visit][i] = p * 4 + is_primary + 2 * is_in_county;
}

/* H9: stays outside, known to be without referral. */
static void map_self(const hz_map *m, ds_slice *s, size_t i, int64_t p)
{
    const int64_t in_scope = ds_lane_value(s, m->in_scope, i, DS_MISSING);
    if (in_scope == DS_MISSING || m->in_scope == DS_NO_LANE ||
        ds_lane_value(s, m->referral, i, 0) != m->no)
        return;
    if (ds_h9_added(in_scope, s->lane[m->cases->fund][i], m->policy->add,
                    &s->lane[m->added][i]))
        s->lane[m->self][i] = p;
}

static int64_t flow_cell(const hz_map *m, int64_t flow, int64_t q, int64_t p)
{
    const int64_t n = (int64_t)m->n_areas;
    return (flow * n + q) * n + p;
}

static int64_t map_inpatient(const hz_map *m, ds_slice *s, size_t i, int64_t p,
                             int64_t drg)
{
    const int64_t hospital = s->lane[m->cases->hospital][i];
    const int64_t q = area_of_care(m, s, i);
    if (q == 0) { /* outside, or at an institution that the table has outside */
        s->lane[m->cases->halved_cell][i] = DS_MISSING;
        s->lane[m->points][i] = 0;
        if (p == 0) return DS_BUCKET_UNRELATED;
        s->lane[m->flow][i] = flow_cell(m, HZ_OUTSIDE, 0, p);
        map_self(m, s, i, p);
        return DS_BUCKET_OUT_OF_AREA;
    }
    if (m->institutions->at[hospital].is_ended) {
        s->lane[m->flow][i] = flow_cell(m, HZ_OF_ENDED, q, p);
        s->lane[m->points][i] = 0;
        s->lane[m->cases->halved_cell][i] = DS_MISSING;
        return HZ_ENDED;
    }
    s->lane[m->flow][i] = flow_cell(m, HZ_WITH_POINTS, q, p);
    s->lane[m->payee][i] = hospital;
    s->lane[m->month][i] =
        hospital * HZ_MONTHS + s->lane[m->cases->month][i] % 12;
    return drg;
}

static void map_past(const hz_map *m, ds_slice *s, size_t i, int64_t p)
{
    const bool is_stay = is_inpatient(m, s, i);
    if (p > 0) s->lane[m->past_area][i] = p * 2 + is_stay;
    if (is_stay && !is_outside(m, s, i))
        s->lane[m->past_hospital][i] = s->lane[m->cases->hospital][i];
}

static void map_record(const void *ctx, ds_slice *s)
{
    const hz_map *m = ctx;
    const ds_settle_map *c = m->cases;
    const size_t cells[] = {
        m->payee,       m->flow,  m->op_area, m->op_group,  m->visit,
        m->op_hospital, m->month, m->self,    m->past_area, m->past_hospital};
    for (size_t i = 0; i < s->n; i++) {
        const int64_t year = s->lane[c->month][i] / 12 + DS_EPOCH_YEAR;
        int64_t bucket = s->lane[c->bucket][i];
        for (size_t k = 0; k < DS_COUNT(cells); k++)
            s->lane[cells[k]][i] = DS_MISSING;
        s->lane[m->points][i] = s->lane[c->points][i];
        s->lane[m->added][i] = 0;
        const int64_t p = area_of_person(m, s, i);
        if (bucket == DS_BUCKET_OTHER_YEAR && year == m->year - 1)
            map_past(m, s, i, p);
        else if (bucket == DS_BUCKET_NOT_INPATIENT)
            map_outpatient(m, s, i, p);
        else if (bucket == DS_BUCKET_OUT_OF_AREA || bucket >= DS_BUCKET_NORMAL)
            bucket = map_inpatient(m, s, i, p, bucket);
        s->lane[m->bucket][i] = bucket;
        s->lane[m->cell][i] = s->lane[c->hospital][i] * HZ_N_BUCKETS + bucket;
    }
}

/* ---- stays of chains (H8), one list a thread ----------------------------- */

static ds_status keep_stay(ds_hangzhou *s, const ds_slice *slice, size_t i,
                           ds_error *err)
{
    const hz_map *m = &s->map;
    const ds_settle_map *c = m->cases;
    const int t = slice->thread;
    const size_t n = s->n_stays[t];
    DS_TRY(ds_buffer_grow(&s->stays[t], (n + 1) * sizeof(hz_stay), err));
    ((hz_stay *)s->stays[t].data)[n] = (hz_stay){
        .episode = slice->lane[m->episode][i],
        .admit = ds_lane_value(slice, c->admit, i, DS_MISSING),
        .discharge = ds_lane_value(slice, c->discharge, i, DS_MISSING),
        .row = (int64_t)(slice->row + i),
        .hospital = slice->lane[c->hospital][i],
        .is_referred = ds_lane_value(slice, m->referral, i, 0) == m->yes};
    s->n_stays[t]++;
    return DS_OK;
}

static ds_status keep_stays(void *ctx, const ds_slice *slice, ds_error *err)
{
    ds_hangzhou *s = ctx;
    const hz_map *m = &s->map;
    for (size_t i = 0; m->episode != DS_NO_LANE && i < slice->n; i++) {
        const int64_t bucket = slice->lane[m->bucket][i];
        const bool is_stay =
            bucket == DS_BUCKET_OUT_OF_AREA || bucket >= DS_BUCKET_NORMAL;
        if (is_stay && slice->lane[m->episode][i] != 0)
            DS_TRY(keep_stay(s, slice, i, err));
    }
    return DS_OK;
}

/* ---- the pass ------------------------------------------------------------ */

static int64_t number_of(const char *column, const char *name)
{
    return ds_enum_find(ds_claim_column_find(column)->names, name,
                        strlen(name));
}

static void make_map(ds_hangzhou *s)
{
    hz_map *m = &s->map;
    ds_lanes *l = &s->settle->map.lanes;
    *m = (hz_map){.cases = &s->settle->map,
                  .institutions = &s->institutions,
                  .places = &s->places,
                  .policy = &s->policy,
                  .year = s->in.cases.year,
                  .in_area = number_of("place", "in_area"),
                  .yes = number_of("referral", "yes"),
                  .no = number_of("referral", "no"),
                  .emergency = number_of("category", "emergency"),
                  .n_areas = s->places.areas.n,
                  .in_scope = s->lanes[0],
                  .referral = s->lanes[1],
                  .episode = s->lanes[2]};
    size_t *lanes[] = {&m->bucket,  &m->payee,     &m->cell,          &m->flow,
                       &m->op_area, &m->op_group,  &m->op_hospital,   &m->visit,
                       &m->month,   &m->past_area, &m->past_hospital, &m->self,
                       &m->added,   &m->points};
    for (size_t i = 0; i < DS_COUNT(lanes); i++) *lanes[i] = ds_lanes_extra(l);
    s->stage = (ds_stage){map_record, m};
}

static ds_status init_cubes(ds_hangzhou *s, const ds_run *run, ds_error *err)
{
    const hz_map *m = &s->map;
    const ds_settle_map *c = m->cases;
    hz_cubes *x = &s->cubes;
    const size_t n = s->institutions.n_claims, areas = m->n_areas;
    const size_t values[N_SETTLE_VALUES] = {m->points, c->cost, c->fund,
                                            c->personal};
    const size_t self[] = {m->in_scope, c->personal, m->added};
    const size_t n_self = m->in_scope == DS_NO_LANE ? 0 : DS_COUNT(self);
    const struct {
        ds_cube *cube;
        size_t cells, lane, value, n;
    } one[] = {
        {&x->flows,         HZ_N_FLOWS * areas * areas,             m->flow,          c->fund, 1},
        {&x->op_area,       areas,                                  m->op_area,       c->fund, 1},
        {&x->op_group,      s->institutions.groups.n * HZ_N_WHERES, m->op_group,
         c->fund,                                                                              1},
        {&x->op_hospital,   n,                                      m->op_hospital,   c->cost, 1},
        {&x->visits,        areas * 4,                              m->visit,         0,       0},
        {&x->months,        n * HZ_MONTHS,                          m->month,         c->fund, 1},
        {&x->past_area,     areas * 2,                              m->past_area,     c->fund, 1},
        {&x->past_hospital, n,                                      m->past_hospital, c->cost, 1},
        {&s->settle->used,  1,                                      c->used,          0,       0},
        {&s->halved,        n,                                      c->halved_cell,   0,       0},
    };
    for (size_t i = 0; i < DS_COUNT(one); i++)
        DS_TRY(ds_cube_init(one[i].cube, one[i].cells, one[i].lane,
                            &one[i].value, one[i].n, run, err));
    DS_TRY(ds_cube_init(&x->self, areas, m->self, self, n_self, run, err));
    return ds_cube_init(&x->buckets, n * HZ_N_BUCKETS, m->cell, values,
                        N_SETTLE_VALUES, run, err);
}

static ds_status fold(ds_hangzhou *s, const ds_run *run, ds_error *err)
{
    hz_cubes *x = &s->cubes;
    ds_history_map history;
    ds_stage stages[3];
    DS_TRY(init_cubes(s, run, err));
    const ds_fold folds[] = {
        ds_cube_fold(&x->buckets),       ds_cube_fold(&x->flows),
        ds_cube_fold(&x->op_area),       ds_cube_fold(&x->op_group),
        ds_cube_fold(&x->op_hospital),   ds_cube_fold(&x->visits),
        ds_cube_fold(&x->months),        ds_cube_fold(&x->past_area),
        ds_cube_fold(&x->past_hospital), ds_cube_fold(&x->self),
        ds_cube_fold(&s->halved),        ds_cube_fold(&s->settle->used)};
    const ds_sink sink = {s, keep_stays, NULL};
    ds_pass pass = ds_lanes_pass(&s->settle->map.lanes, "county communities");
    pass.n_stages = ds_settle_map_stages(&s->settle->map, &history, stages);
    stages[pass.n_stages++] = s->stage;
    pass.stages = stages;
    pass.n_folds = DS_COUNT(folds);
    pass.folds = folds;
    pass.sink = &sink;
    DS_TRY(ds_pass_run(&pass, run, err));
    return ds_cube_missing(&x->buckets, SETTLE_POINTS) == 0
               ? DS_OK
               : ds_settle_too_many_points(s->settle, err);
}

/* A year without claims would be paid as one that cost nothing. */
static ds_status check_claims(const ds_hangzhou *s, ds_error *err)
{
    const size_t areas = s->places.areas.n;
    int64_t n = 0;
    for (size_t i = 0; i < HZ_N_FLOWS * areas * areas; i++)
        n += ds_cube_n(&s->cubes.flows, i);
    for (size_t i = 0; i < areas; i++) n += ds_cube_n(&s->cubes.op_area, i);
    if (n > 0) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "%s: no claim of %d that can be settled",
                           s->in.cases.claims.source->name, s->in.cases.year),
                   "see 'dianshu info' for the months in the file, and "
                   "--where");
}

ds_status hz_scan(ds_hangzhou *s, const ds_run *run, ds_error *err)
{
    static const char *const names[] = {"in_scope_fen", "referral", "episode"};
    s->more = (ds_settle_more){DS_COUNT(names), names, s->lanes};
    s->in.cases.more = &s->more;
    s->threads = run->threads;
    DS_TRY(ds_alloc(&s->stays, (size_t)run->threads, sizeof *s->stays, err));
    DS_TRY(
        ds_alloc(&s->n_stays, (size_t)run->threads, sizeof *s->n_stays, err));
    DS_TRY(ds_settle_begin(&s->in.cases, run, &s->settle, err));
    make_map(s);
    DS_TRY(fold(s, run, err));
    return check_claims(s, err);
}
