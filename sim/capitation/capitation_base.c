/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/capitation/capitation_base.c - the base year: formerly capitated months
 * (D2), floor and cap (D1), the quota of new patients (D4); see
 * capitation_state.h. */
#include "sim/capitation/capitation_state.h"

#include "kernels/state.h"

#include <stdlib.h>
#include <string.h>

const int64_t cap_levels[CAP_LEVELS] = {
    0,         10000000,  50000000,  100000000, 200000000, 250000000, 500000000,
    750000000, 800000000, 900000000, 950000000, 990000000, 1000000000};

/* ---- D2 ------------------------------------------------------------------ */

/* Adds a person's capitated months to its base; their first cell keeps what
 * grossing up added. */
static ds_status gross_up(ds_capitation *c, size_t person, mpq_t sum,
                          ds_error *err)
{
    const int32_t *of = c->span_cell.data;
    int64_t *cells = c->cells.data, *first = NULL;
    const size_t months = cap_base_months(c);
    int64_t plain = cap_base(c)[person];
    ds_ratio_set(sum, plain, 1);
    for (uint32_t i = ds_roster_first(c->in.roster, person);
         i < ds_roster_first(c->in.roster, person + 1); i++) {
        if (of[i] < 0) continue;
        const uint32_t unit = ds_roster_span_at(c->in.roster, i)->unit;
        if (!first) first = cells + of[i];
        for (size_t m = 0; m < months; m++) {
            const int64_t s = c->surplus[unit * months + m];
            if (s == DS_MISSING) continue;
            if (!ds_add_i64(&plain, cells[of[i] + (int32_t)m]))
                return ds_fail(err, DS_ERR_OVERFLOW,
                               "D2: a patient's cost does not fit 64 bits");
            ds_d2_add(sum, cells[of[i] + (int32_t)m], s, c->policy.multiplies);
        }
    }
    if (!first) return DS_OK;
    if (!ds_ratio_round(sum, 0, &cap_base(c)[person]))
        return ds_fail(err, DS_ERR_OVERFLOW,
                       "D2: a patient's base does not fit 64 bits");
    *first = cap_base(c)[person] - plain;
    return DS_OK;
}

static ds_status gross_all(ds_capitation *c, ds_error *err)
{
    ds_status st = DS_OK;
    mpq_t sum;
    if (c->n_cells == 0) return DS_OK;
    mpq_init(sum);
    for (size_t p = 0; p < c->in.n_persons && st == DS_OK; p++)
        st = gross_up(c, p, sum, err);
    mpq_clear(sum);
    return st;
}

/* ---- new patients (D4) --------------------------------------------------- */

bool cap_is_new(const ds_capitation *c, size_t person)
{
    const uint16_t *first = cap_first(c);
    if (!first || c->policy.is_new == DS_DIAB_NEW_NONE) return false;
    const uint16_t month = first[person] & DS_FIRST_NONE;
    if (month == DS_FIRST_NONE || month < c->base_first) return false;
    if (first[person] & DS_FIRST_GIVEN || c->words[CAP_W_BEFORE] > 0)
        return true;
    return !(first[person] & DS_FIRST_EARLY);
}

/* The first complete year of a new patient; false where it has not ended
 * before the running year, or is not in the file. */
static bool complete_year(const ds_capitation *c, size_t person, int64_t *from,
                          int64_t *to)
{
    if (!cap_is_new(c, person)) return false;
    const int64_t month = cap_first(c)[person] & DS_FIRST_NONE;
    *from = c->policy.d4_months ? month + 1 : (month / 12 + 1) * 12;
    *to = *from + 11;
    return *to < c->run_first && *to <= c->file_last;
}

static ds_status add_complete(void *ctx, int64_t *words, const ds_slice *s,
                              ds_error *err)
{
    ds_capitation *c = ctx;
    (void)words;
    for (size_t i = 0; i < s->n; i++) {
        int64_t from, to;
        const int64_t booked = s->lane[c->map.booked][i];
        const size_t person = (size_t)s->lane[c->map.patient][i];
        if (!cap_is_counted(c, s, i) || booked <= c->base_first ||
            !complete_year(c, person, &from, &to) || booked < from ||
            booked > to)
            continue;
        const int64_t cost = s->lane[c->map.cost][i];
        int64_t before = ds_atomic_add(&cap_base(c)[person], cost);
        if (!ds_add_i64(&before, cost))
            return ds_fail(err, DS_ERR_OVERFLOW,
                           "D4: a patient's cost does not fit 64 bits");
    }
    return DS_OK;
}

/* Their base is in no quota: its place holds the complete year's cost. */
static int64_t clear_new(ds_capitation *c)
{
    int64_t n = 0;
    for (size_t p = 0; p < c->in.n_persons; p++) {
        int64_t from, to;
        if (!cap_is_new(c, p)) continue;
        cap_base(c)[p] = 0;
        n += complete_year(c, p, &from, &to);
    }
    return n;
}

static ds_status mean_of_new(ds_capitation *c, ds_error *err)
{
    ds_i128 sum = 0;
    for (size_t p = 0; p < c->in.n_persons; p++) {
        if (!cap_is_new(c, p) || cap_base(c)[p] <= 0) continue;
        sum += cap_base(c)[p];
        c->new_patients++;
    }
    c->new_amount = DS_MISSING;
    if (c->new_patients > 0 &&
        !ds_fit_i64(ds_round_div(sum, c->new_patients), &c->new_amount))
        return ds_fail(err, DS_ERR_OVERFLOW,
                       "D4: the mean does not fit 64 bits");
    return DS_OK;
}

static ds_status quota_of_new(ds_capitation *c, const ds_run *run,
                              ds_error *err)
{
    c->new_amount = DS_MISSING;
    const int64_t n = cap_first(c) ? clear_new(c) : 0;
    if (c->policy.new_quota != DS_KEY_NONE) {
        c->new_amount = c->policy.new_quota;
        return DS_OK;
    }
    if (n == 0) return DS_OK;
    const ds_fold fold = {
        .name = "new patients", .ctx = c, .add = add_complete};
    ds_pass pass = ds_lanes_pass(&c->map.lanes, "new patients");
    pass.n_folds = 1;
    pass.folds = &fold;
    DS_TRY(ds_pass_run(&pass, run, err));
    return mean_of_new(c, err);
}

/* ---- D1 ------------------------------------------------------------------ */

/* The source has no columns: a stage writes the only lane. */
enum { LANE_X, N_LANES };

/* x: who has cost; without lu_new no new patients. */
static void map_x(const void *ctx, ds_slice *s)
{
    const ds_capitation *c = ctx;
    for (size_t i = 0; i < s->n; i++) {
        const int64_t base = cap_cost(c, (size_t)s->row + i);
        const bool is_in = base > 0 && (c->policy.lu_new ||
                                        !cap_is_new(c, (size_t)s->row + i));
        s->lane[LANE_X][i] = is_in ? base : DS_MISSING;
    }
}

/* Levels of all patients, of those that are not dropped, floor and cap. */
enum { OF_ALL, OF_KEPT = CAP_LEVELS, OF_Q = 2 * CAP_LEVELS, N_TAKEN = OF_Q + 2 };

static ds_status quantiles(ds_capitation *c, const ds_pass *pass, int64_t high,
                           const ds_run *run, ds_quantiles *q, ds_error *err)
{
    int64_t levels[N_TAKEN];
    memcpy(levels + OF_ALL, cap_levels, sizeof cap_levels);
    memcpy(levels + OF_KEPT, cap_levels, sizeof cap_levels);
    memcpy(levels + OF_Q, c->policy.q.value, 2 * sizeof *levels);
    const ds_quantile_job job = {.input = pass,
                                 .group_lane = DS_NO_LANE,
                                 .value_lane = LANE_X,
                                 .n_groups = 1,
                                 .n_levels = N_TAKEN,
                                 .levels = levels,
                                 .low = 0,
                                 .high = high,
                                 .drop_high = c->policy.drop,
                                 .n_whole = OF_KEPT};
    return ds_quantiles_run(&job, run, q, err);
}

static void take_levels(const ds_quantiles *q, size_t first,
                        int64_t levels[CAP_LEVELS])
{
    for (size_t l = 0; l < CAP_LEVELS; l++)
        levels[l] = ds_quantiles_get(q, 0, first + l).value;
}

static ds_status take_limits(ds_capitation *c, const ds_quantiles *q,
                             ds_error *err)
{
    c->patients = ds_moments_get(&q->moments, 0).n;
    c->dropped = (int64_t)((ds_i128)c->patients * c->policy.drop / DS_RATE_ONE);
    if (c->patients == 0)
        return ds_hint(
            err,
            ds_fail(
                err, DS_ERR_DATA,
                "%s: no patient with cost of category %s in the base "
                "period %lld..%lld (D1)",
                c->in.claims.source->name, c->policy.category,
                (long long)c->policy.base_year,
                (long long)(c->policy.base_year + c->policy.base_years - 1)),
            "see 'dianshu info' for the months in the file; set "
            "diab.base_year, diab.category or area");
    c->limits = (ds_d1_limits){ds_quantiles_get(q, 0, OF_Q).value,
                               ds_quantiles_get(q, 0, OF_Q + 1).value};
    c->notes[CAP_NOTE_FEW] = c->policy.drop > 0 && c->dropped == 0;
    return DS_OK;
}

ds_status cap_distribution(ds_capitation *c, const ds_run *run, ds_error *err)
{
    ds_array_source source = {0};
    ds_quantiles q = {0};
    ds_status st = DS_OK;
    int64_t high = 0;
    for (size_t p = 0; p < c->in.n_persons; p++) {
        const int64_t base = cap_cost(c, p);
        if (base > high) high = base;
    }
    ds_array_source_init(&source, c->in.n_persons, DS_BLOCK_ROWS, 0, NULL, NULL,
                         NULL);
    const ds_stage stage = {map_x, c};
    const ds_pass pass = {.name = "base cost of patients",
                          .source = &source.base,
                          .n_lanes = N_LANES,
                          .n_stages = 1,
                          .stages = &stage};
    DS_GO(quantiles(c, &pass, high, run, &q, err));
    DS_GO(take_limits(c, &q, err));
    take_levels(&q, OF_KEPT, c->level_kept);
    take_levels(&q, OF_ALL, c->level_all);
done:
    ds_quantiles_destroy(&q);
    return st;
}

/* ---- --keep -------------------------------------------------------------- */

static int ascending(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static ds_status keep(ds_capitation *c, ds_error *err)
{
    size_t n = 0;
    DS_TRY(ds_buffer_reserve(&c->kept, (size_t)c->patients * 8, err));
    int64_t *kept = c->kept.data;
    for (size_t p = 0; p < c->in.n_persons; p++)
        if (cap_cost(c, p) > 0 && (c->policy.lu_new || !cap_is_new(c, p)))
            kept[n++] = cap_cost(c, p);
    qsort(kept, n, sizeof *kept, ascending);
    return DS_OK;
}

ds_status cap_base_year(ds_capitation *c, const ds_run *run, ds_error *err)
{
    DS_TRY(gross_all(c, err));
    DS_TRY(cap_distribution(c, run, err));
    if (c->in.keeps) DS_TRY(keep(c, err));
    return quota_of_new(c, run, err);
}
