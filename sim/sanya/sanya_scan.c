/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/sanya/sanya_scan.c - who belongs to which group, and one reading of the
 * claims; see sanya_state.h. */
#include "sim/sanya/sanya_state.h"

#include <stdlib.h>
#include <string.h>

enum { KINDS = 3 }; /* unknown, employee, resident */

/* ---- groups and members -------------------------------------------------- */

static bool is_settled(const ds_sanya *s, uint32_t group)
{
    const char *only = s->policy.group;
    return group > 0 &&
           (only[0] == '\0' ||
            strcmp(only, ds_dict_text(&s->institutions.groups, group)) == 0);
}

static ds_status no_group(const ds_sanya *s, ds_error *err)
{
    const char *only = s->policy.group;
    return only[0] ? ds_hint(err,
                             ds_fail(err, DS_ERR_DATA,
                                     "sanya.group: no institution is in group "
                                     "'%.60s'",
                                     only),
                             "medical_group in the table of institutions names "
                             "them: dianshu export FILE hospital")
                   : ds_hint(err,
                             ds_fail(err, DS_ERR_DATA,
                                     "no institution is in a medical group"),
                             "fill medical_group in the table of institutions: "
                             "--hospitals FILE.csv");
}

static ds_status add_members(ds_sanya *s, sanya_group *g, ds_error *err)
{
    const ds_institutions *x = &s->institutions;
    g->first = s->n_members;
    for (size_t i = 0; i < x->n; i++) {
        const uint32_t h = x->order[i];
        if (x->at[h].group != g->code) continue;
        g->has_sanction |= x->at[h].is_sanctioned;
        s->member_of[h] = (uint32_t)s->n_members;
        s->members[s->n_members++] =
            (sanya_member){.hospital = h, .group = (size_t)(g - s->groups)};
    }
    g->n = s->n_members - g->first;
    DS_TRY(ds_institutions_lead(x, g->code, &g->lead, err));
    g->grade = s->policy.grade ? s->policy.grade - 1 : x->at[g->lead].grade;
    if (g->grade != DS_NO_GRADE) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "medical group %.60s: its lead hospital %.60s has "
                           "no grade",
                           ds_dict_text(&x->groups, g->code),
                           ds_dict_text(&x->ids, g->lead)),
                   "fill grade in the table of institutions, or give "
                   "--set sanya.grade=good");
}

static ds_status find_groups(ds_sanya *s, ds_error *err)
{
    const ds_institutions *x = &s->institutions;
    ds_status st = DS_OK;
    uint32_t *order = NULL;
    DS_TRY(ds_alloc(&s->groups, x->groups.n, sizeof *s->groups, err));
    DS_TRY(ds_alloc(&s->members, x->n, sizeof *s->members, err));
    DS_TRY(ds_alloc(&s->member_of, x->n, sizeof *s->member_of, err));
    memset(s->member_of, 0xff, x->n * sizeof *s->member_of);
    DS_TRY(ds_alloc(&order, x->groups.n, sizeof *order, err));
    ds_dict_order(&x->groups, order);
    for (size_t i = 0; st == DS_OK && i < x->groups.n; i++) {
        if (!is_settled(s, order[i])) continue;
        sanya_group *g = &s->groups[s->n_groups++];
        g->code = order[i];
        st = add_members(s, g, err);
    }
    free(order);
    if (st == DS_OK && s->n_groups == 0) return no_group(s, err);
    return st;
}

/* ---- one record ---------------------------------------------------------- */

/* Buckets before the year is looked at apart; SANYA_CASES: none of them. */
static int64_t scope_of(const sanya_map *m, const ds_slice *s, size_t i)
{
    const sanya_cases *c = &m->cases;
    const int64_t area = ds_lane_value(s, c->home_area, i, 0);
    if (area != 0 && area != c->home) return SANYA_OUTSIDER;
    if (ds_lane_value(s, c->place, i, 0) == m->outside)
        return SANYA_CROSS_PROVINCE;
    if (ds_lane_value(s, m->insurance, i, 0) == 0) return SANYA_NO_KIND;
    const bool is_elsewhere =
        ds_lane_value(s, c->place, i, 0) == m->in_province;
    return is_elsewhere || m->member_of[s->lane[c->hospital][i]] == UINT32_MAX
               ? SANYA_OUT_OF_GROUP
               : SANYA_CASES;
}

static int64_t care_of(const sanya_map *m, const ds_slice *s, size_t i)
{
    const sanya_cases *c = &m->cases;
    const int64_t bucket = s->lane[c->bucket][i];
    if (bucket == c->no_cost) return SANYA_NO_COST;
    if (bucket >= c->first) return SANYA_CASES + bucket - c->first;
    const int64_t category = ds_lane_value(s, c->category, i, 0);
    return category == m->chronic        ? SANYA_CHRONIC
           : category == m->two_diseases ? SANYA_TWO
                                         : SANYA_OP;
}

static void map_past(const sanya_map *m, ds_slice *s, size_t i, int64_t year)
{
    const sanya_cases *c = &m->cases;
    const int64_t scope = scope_of(m, s, i);
    const int64_t kind = ds_lane_value(s, m->insurance, i, 0);
    if (scope != SANYA_OUT_OF_GROUP && scope != SANYA_CASES) return;
    const int64_t at = scope == SANYA_CASES ? s->lane[c->hospital][i] : 0;
    s->lane[m->past_cell][i] =
        (at * SANYA_YEARS + year - (m->year - SANYA_YEARS)) * 2 + kind - 1;
}

static int64_t map_year(const sanya_map *m, ds_slice *s, size_t i)
{
    const sanya_cases *c = &m->cases;
    const int64_t hospital = s->lane[c->hospital][i];
    const int64_t kind = ds_lane_value(s, m->insurance, i, 0);
    int64_t bucket = scope_of(m, s, i);
    if (bucket != SANYA_CASES) return bucket;
    bucket = care_of(m, s, i);
    if (bucket == SANYA_NO_COST) return bucket;
    s->lane[m->month_cell][i] =
        hospital * SANYA_MONTHS + s->lane[c->month][i] % 12;
    if (bucket >= SANYA_CASES)
        s->lane[m->payee][i] = m->by_kind
                                   ? 2 * m->member_of[hospital] + kind - 1
                                   : m->member_of[hospital];
    return bucket;
}

static void map_record(const void *ctx, ds_slice *s)
{
    const sanya_map *m = ctx;
    const sanya_cases *c = &m->cases;
    for (size_t i = 0; i < s->n; i++) {
        const int64_t own = s->lane[c->bucket][i];
        const int64_t year = s->lane[c->month][i] / 12 + DS_EPOCH_YEAR;
        const int64_t kind = ds_lane_value(s, m->insurance, i, 0);
        int64_t bucket = SANYA_OTHER_YEAR;
        s->lane[m->fund][i] =
            s->lane[c->pool][i] + ds_lane_value(s, c->large, i, 0);
        s->lane[m->rest][i] =
            s->lane[c->personal][i] + ds_lane_value(s, c->aid, i, 0);
        s->lane[m->payee][i] = DS_MISSING;
        s->lane[m->month_cell][i] = s->lane[m->past_cell][i] = DS_MISSING;
        if (own == DS_BUCKET_FILTERED || own == DS_BUCKET_REJECTED) {
            bucket =
                own == DS_BUCKET_FILTERED ? SANYA_FILTERED : SANYA_REJECTED;
        } else if (year >= m->year - SANYA_YEARS && year < m->year) {
            bucket = SANYA_HISTORY;
            map_past(m, s, i, year);
        } else if (year == m->year) {
            bucket = map_year(m, s, i);
        }
        s->lane[m->bucket][i] = bucket;
        s->lane[m->cell][i] =
            (s->lane[c->hospital][i] * KINDS + kind) * (int64_t)m->n_buckets +
            bucket;
    }
}

/* ---- the pass ------------------------------------------------------------ */

static int64_t number_of(const char *column, const char *name)
{
    return ds_enum_find(ds_claim_column_find(column)->names, name,
                        strlen(name));
}

/* Both sets of buckets begin alike. */
_Static_assert((int)DS_DIP_FILTERED == DS_BUCKET_FILTERED &&
                   (int)DS_DIP_REJECTED == DS_BUCKET_REJECTED,
               "filtered and rejected are the same numbers");

static sanya_cases by_drg(ds_settle *s)
{
    ds_settle_map *m = &s->map;
    return (sanya_cases){.lanes = &m->lanes,
                         .month = m->month,
                         .hospital = m->hospital,
                         .cost = m->cost,
                         .pool = m->pool,
                         .large = m->large,
                         .aid = m->aid,
                         .category = m->category,
                         .place = m->place,
                         .home_area = m->home_area,
                         .bucket = m->bucket,
                         .points = m->points,
                         .personal = m->personal,
                         .home = m->home,
                         .first = DS_BUCKET_NORMAL,
                         .end = DS_N_BUCKETS,
                         .no_cost = -1,
                         .is_coef_missing = m->is_coef_missing,
                         .pay = &s->pay};
}

static sanya_cases by_dip(ds_dip *d)
{
    ds_dip_map *m = &d->map;
    return (sanya_cases){.lanes = &m->lanes,
                         .month = m->month,
                         .hospital = m->hospital,
                         .cost = m->cost,
                         .pool = m->pool,
                         .large = m->large,
                         .aid = m->aid,
                         .category = m->category,
                         .place = m->place,
                         .home_area = m->home_area,
                         .bucket = m->bucket,
                         .points = m->points,
                         .personal = m->personal,
                         .home = m->home,
                         .first = DS_DIP_CASE_LOW,
                         .end = DS_N_DIP_BUCKETS,
                         .no_cost = DS_DIP_NO_COST,
                         .is_coef_missing = m->is_coef_missing,
                         .pay = &d->pay};
}

static void make_map(ds_sanya *s)
{
    sanya_map *m = &s->map;
    *m = (sanya_map){.cases = s->dip ? by_dip(s->dip) : by_drg(s->settle),
                     .institutions = &s->institutions,
                     .member_of = s->member_of,
                     .insurance = s->lanes[0],
                     .year = s->in.cases.year,
                     .by_kind = s->policy.by_kind != 0,
                     .in_province = number_of("place", "in_province"),
                     .outside = number_of("place", "outside"),
                     .chronic = number_of("category", "chronic"),
                     .two_diseases = number_of("category", "two_diseases")};
    m->n_buckets = (size_t)(SANYA_CASES + m->cases.end - m->cases.first);
    size_t *lanes[] = {&m->bucket,    &m->payee, &m->cell, &m->month_cell,
                       &m->past_cell, &m->fund,  &m->rest};
    for (size_t i = 0; i < DS_COUNT(lanes); i++)
        *lanes[i] = ds_lanes_extra(m->cases.lanes);
    s->stage = (ds_stage){map_record, m};
}

static ds_status init_cubes(ds_sanya *s, const ds_run *run, ds_error *err)
{
    const sanya_map *m = &s->map;
    const size_t n = s->institutions.n_claims;
    const size_t values[N_SETTLE_VALUES] = {m->cases.points, m->cases.cost,
                                            m->fund, m->rest};
    DS_TRY(ds_cube_init(&s->sums, n * KINDS * m->n_buckets, m->cell, values,
                        N_SETTLE_VALUES, run, err));
    DS_TRY(ds_cube_init(&s->months, n * SANYA_MONTHS, m->month_cell, &m->fund,
                        1, run, err));
    DS_TRY(ds_cube_init(sanya_used(s), 1,
                        s->dip ? s->dip->map.used : s->settle->map.used, NULL,
                        0, run, err));
    return ds_cube_init(&s->past, n * SANYA_YEARS * 2, m->past_cell, &m->fund,
                        1, run, err);
}

static ds_status fold(ds_sanya *s, const ds_run *run, ds_error *err)
{
    ds_history_map history;
    ds_stage stages[4];
    DS_TRY(init_cubes(s, run, err));
    const ds_fold folds[] = {ds_cube_fold(&s->sums), ds_cube_fold(&s->months),
                             ds_cube_fold(&s->past),
                             ds_cube_fold(sanya_used(s))};
    ds_pass pass = ds_lanes_pass(s->map.cases.lanes, "bookkept amounts");
    pass.n_stages =
        s->dip ? ds_dip_map_stages(&s->dip->map, stages)
               : ds_settle_map_stages(&s->settle->map, &history, stages);
    stages[pass.n_stages++] = s->stage;
    pass.stages = stages;
    pass.n_folds = DS_COUNT(folds);
    pass.folds = folds;
    DS_TRY(ds_pass_run(&pass, run, err));
    if (ds_cube_missing(&s->sums, SETTLE_POINTS) == 0) return DS_OK;
    return s->dip ? ds_dip_too_many_points(s->dip, err)
                  : ds_settle_too_many_points(s->settle, err);
}

/* Y6: points by DIP where there is a catalogue, else by DRG. */
static ds_status begin_cases(ds_sanya *s, const ds_run *run, ds_error *err)
{
    static const char *const names[] = {"insurance"};
    s->more = (ds_settle_more){DS_COUNT(names), names, s->lanes};
    if (!s->in.dip) {
        s->in.cases.more = &s->more;
        return ds_settle_begin(&s->in.cases, run, &s->settle, err);
    }
    ds_dip_input dip = *s->in.dip;
    dip.more = &s->more;
    return ds_dip_begin(&dip, run, &s->dip, err);
}

/* A year without claims would be paid as one that cost nothing. */
static ds_status check_claims(const ds_sanya *s, ds_error *err)
{
    int64_t n = 0;
    for (size_t i = 0; i < s->n_members; i++) {
        const size_t h = s->members[i].hospital;
        for (size_t k = 0; h < s->institutions.n_claims && k < KINDS; k++)
            for (size_t b = SANYA_OP; b < s->map.n_buckets; b++)
                n +=
                    ds_cube_n(&s->sums, (h * KINDS + k) * s->map.n_buckets + b);
    }
    if (n > 0) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "%s: no claim of %d at a member of a medical group",
                           s->in.cases.claims.source->name, (int)s->map.year),
                   "see 'dianshu info' for the months in the file, and "
                   "--where");
}

ds_status sanya_scan(ds_sanya *s, const ds_run *run, ds_error *err)
{
    DS_TRY(ds_institutions_init(&s->institutions, s->in.cases.claims.source,
                                s->in.cases.hospitals, err));
    DS_TRY(find_groups(s, err));
    DS_TRY(begin_cases(s, run, err));
    make_map(s);
    DS_TRY(fold(s, run, err));
    return check_claims(s, err);
}

ds_status sanya_bookkept(const ds_sanya *s, size_t hospital, int kind,
                         int bucket, int64_t *out, ds_error *err)
{
    *out = 0;
    if (hospital >= s->institutions.n_claims) return DS_OK;
    const size_t cell =
        (hospital * KINDS + (size_t)kind + 1) * s->map.n_buckets +
        (size_t)bucket;
    return ds_cube_sum_i64(&s->sums, cell, SETTLE_FUND, out, err);
}
