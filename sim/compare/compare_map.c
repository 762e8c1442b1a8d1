/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/compare/compare_map.c - see compare_map.h for the contract. */
#include "sim/compare/compare_map.h"

#include "sim/drg/weights_cases.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- records ------------------------------------------------------------- */

/* But for filters and year. */
static ds_compare_row eligible(const ds_compare_map *m, const ds_slice *s,
                               size_t i)
{
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

/* The row, and in *slot the year that the record's groups are added to. */
static ds_compare_row status_of(const ds_compare_map *m, const ds_slice *s,
                                size_t i, int64_t *slot)
{
    const int64_t year = s->lane[m->month][i] / 12 + DS_EPOCH_YEAR;
    const int64_t at = year - m->in->year + m->n_years - 1;
    *slot = DS_MISSING;
    if (!ds_lanes_is_met(&m->lanes, s, i)) return DS_CMP_FILTERED;
    if (at < 0 || at >= m->n_years) return DS_CMP_OTHER_YEAR;
    const ds_compare_row row = eligible(m, s, i);
    if (row == DS_CMP_COMMON) *slot = at;
    return year == m->in->year ? row : DS_CMP_OTHER_YEAR;
}

static void map_key(const void *ctx, ds_slice *s)
{
    const ds_compare_map *m = ctx;
    for (size_t i = 0; i < s->n; i++) {
        s->lane[m->row][i] = status_of(m, s, i, &s->lane[m->slot][i]);
        s->lane[m->part][i] = s->lane[m->set][i] = DS_MISSING;
        if (s->lane[m->slot][i] == DS_MISSING) continue;
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
        if (has[d])
            s->lane[m->by[d]][i] =
                s->lane[m->hospital][i] * DS_COMPARE_CELLS + cells[d];
}

static const ds_compare_model *model_of(const ds_compare_map *m, ds_sample of,
                                        int64_t hospital)
{
    const ds_compare_models *all = &m->models[of];
    return &all->of[all->n > 1 ? all->fold_of[hospital] : 0];
}

/* What a scheme makes of a case: its group; points DS_MISSING: no price. */
typedef struct priced {
    int64_t group, points, step;
    int64_t size; /* base cases of the DIP group */
} priced;

static void price_all(const ds_compare_map *m, const ds_slice *s, size_t i,
                      ds_sample of, priced out[DS_N_COMPARED])
{
    const ds_compare_model *model = model_of(m, of, s->lane[m->hospital][i]);
    const int64_t drg = s->lane[m->drg][i];
    const uint32_t g = ds_assign_group(
        &model->assign, (size_t)s->lane[m->pair][i], s->lane[m->cost][i]);
    out[DS_COMPARED_DRG] =
        (priced){drg, model->drg[drg], model->drg_step[drg], 0};
    out[DS_COMPARED_DIP] = (priced){
        model->dip_id[g], g > 0 ? model->list.group[g].points : DS_MISSING,
        model->dip_step[g], model->list.group[g].n};
    out[DS_COMPARED_CAP] = (priced){0, DS_MISSING, 0, 0};
    if (m->n_schemes <= DS_COMPARED_CAP) return;
    const int64_t span = ds_roster_find(
        m->in->roster, (size_t)s->lane[m->patient][i], s->lane[m->month][i]);
    if (span < 0) return;
    out[DS_COMPARED_CAP].group =
        ds_roster_span_at(m->in->roster, (size_t)span)->unit;
    out[DS_COMPARED_CAP].points = 0; /* of heads, not of cases */
}

/* A case without a price in a scheme and sample is not compared, or has there
 * the mean of all; nor do cases like it of the other years count for
 * stability. */
static void map_prices(const ds_compare_map *m, ds_slice *s, size_t i)
{
    static const int64_t mean[] = {DS_WEIGHT_SCALE * DS_POINT_ONE,
                                   1000 * DS_POINT_ONE, 0};
    static const ds_compare_row missing[] = {
        DS_CMP_NO_DRG_PRICE, DS_CMP_NO_DIP_PRICE, DS_CMP_NOT_SIGNED};
    priced own[DS_N_COMPARED], other[DS_N_COMPARED];
    ds_compare_row row = DS_CMP_COMMON;
    price_all(m, s, i, m->sample, own);
    price_all(m, s, i,
              m->sample == DS_IN_SAMPLE ? DS_OUT_OF_SAMPLE : DS_IN_SAMPLE,
              other);
    for (int k = m->n_schemes - 1; k >= 0; k--) {
        const bool has = own[k].points != DS_MISSING;
        if (!m->in->policy->unpriced_mean &&
            (!has || other[k].points == DS_MISSING))
            row = missing[k];
        s->lane[m->group[k]][i] = has ? own[k].group : 0;
        s->lane[m->points[k]][i] = has ? own[k].points : mean[k];
        s->lane[m->step[k]][i] = has ? own[k].step : 0;
    }
    if (row != DS_CMP_COMMON) s->lane[m->slot][i] = DS_MISSING;
    if (s->lane[m->row][i] != DS_CMP_COMMON) return; /* of another year */
    s->lane[m->row][i] = row;
    if (row == DS_CMP_COMMON) map_cells(m, s, i, own[DS_COMPARED_DIP].size);
}

static void pay_case(const ds_compare_map *m, ds_slice *s, size_t i)
{
    for (int k = 0; k < m->n_schemes; k++)
        s->lane[m->pay[k]][i] =
            k == DS_COMPARED_CAP
                ? m->unit_pay[s->lane[m->group[k]][i]]
                : (int64_t)ds_round_div((ds_i128)s->lane[m->points[k]][i] *
                                            m->cost_all,
                                        m->points_all[k]);
}

static void map_points(const void *ctx, ds_slice *s)
{
    const ds_compare_map *m = ctx;
    for (size_t i = 0; i < s->n; i++) {
        for (int d = 0; d < DS_N_COMPARE_BY; d++)
            s->lane[m->by[d]][i] = DS_MISSING;
        if (s->lane[m->slot][i] == DS_MISSING) continue;
        map_prices(m, s, i);
    }
}

static void map_pay(const void *ctx, ds_slice *s)
{
    const ds_compare_map *m = ctx;
    for (size_t i = 0; i < s->n; i++)
        if (s->lane[m->row][i] == DS_CMP_COMMON) pay_case(m, s, i);
}

size_t ds_compare_map_stages(ds_compare_map *m, ds_compare_depth depth,
                             ds_stage stages[DS_COMPARE_STAGES])
{
    m->pair_map = (ds_group_map){
        &m->pairs, {m->part, m->set},
         m->pair
    };
    stages[0] = (ds_stage){map_key, m};
    stages[1] = ds_group_stage(&m->pair_map);
    stages[2] = (ds_stage){map_points, m};
    stages[3] = (ds_stage){map_pay, m};
    return depth;
}

ds_pass ds_compare_pass(const ds_compare_map *m, const char *name)
{
    ds_pass pass = ds_lanes_pass(&m->lanes, name);
    if (m->prices.budget > 0) pass.from = &m->prices;
    return pass;
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
    m->patient = DS_NO_LANE;
    if (m->n_schemes > DS_COMPARED_CAP)
        DS_TRY(ds_lanes_need(l, "patient", "compare", &m->patient, err));
    ds_subtypes_columns(&m->subtypes, l, m->cost);
    DS_TRY(ds_lanes_terms(l, &m->in->claims, err));
    size_t *const lanes[] = {&m->row, &m->slot, &m->part, &m->set, &m->pair};
    for (size_t i = 0; i < DS_COUNT(lanes); i++) *lanes[i] = ds_lanes_extra(l);
    for (int k = 0; k < DS_N_COMPARED; k++) {
        m->group[k] = ds_lanes_extra(l);
        m->points[k] = ds_lanes_extra(l);
        m->step[k] = ds_lanes_extra(l);
        m->pay[k] = ds_lanes_extra(l);
    }
    for (int d = 0; d < DS_N_COMPARE_BY; d++) m->by[d] = ds_lanes_extra(l);
    m->inpatient = ds_enum_value("category", "inpatient");
    m->bed_day = ds_enum_value("payment", "bed_day");
    m->in_area = ds_enum_value("place", "in_area");
    return DS_OK;
}

/* Half of what may be kept each, beside passes with half of the memory. */
static ds_status init_keeps(ds_compare_map *m, const ds_run *run, ds_error *err)
{
    ds_plan plan = {0};
    const ds_run half = ds_keep_rest(run, run->memory / 2);
    DS_TRY(ds_compare_plan(m->in, &half, &plan, err));
    const size_t planned = ds_plan_memory(&plan), least = half.memory;
    const size_t budget =
        ds_keep_budget(run, planned > least ? planned : least) / 2;
    size_t keys[10 + DS_SUBTYPE_LANES] = {
        m->month,   m->drg, m->hospital, m->cost, m->days,
        m->patient, m->row, m->slot,     m->part, m->set};
    size_t prices[6 + DS_N_COMPARE_BY + 3 * DS_N_COMPARED] = {
        m->cost, m->days,  m->hospital, m->row,   m->slot,
        m->part, m->by[0], m->by[1],    m->by[2], m->by[3]};
    size_t n_prices = 6 + DS_N_COMPARE_BY;
    for (int k = 0; k < m->n_schemes; k++) {
        prices[n_prices++] = m->group[k];
        prices[n_prices++] = m->points[k];
        prices[n_prices++] = m->step[k];
    }
    const ds_source *source = m->lanes.source;
    if (budget == 0) return DS_OK;
    ds_subtypes_lanes(&m->subtypes, keys + 10);
    DS_TRY(ds_keep_init(&m->keys, source, DS_UNTIL_COMPARE_KEY, keys,
                        DS_COUNT(keys), m->part, budget, err));
    return ds_keep_init(&m->prices, source, DS_UNTIL_PRICES, prices, n_prices,
                        m->slot, budget, err);
}

static ds_status count_rows(void *ctx, int64_t *rows, const ds_slice *s,
                            ds_error *err)
{
    (void)err;
    const ds_compare_map *m = ctx;
    for (size_t i = 0; i < s->n; i++)
        rows[s->lane[m->row][i]] += s->lane[m->part][i] == DS_MISSING;
    return DS_OK;
}

/* Keeps the records that have keys, counts the others, numbers the keys. */
static ds_status find_keys(ds_compare_map *m, const ds_run *run, ds_error *err)
{
    ds_stage stages[DS_COMPARE_STAGES];
    ds_pass pass = ds_lanes_pass(&m->lanes, "cases");
    const ds_group_lane pair[] = {
        {m->part, 1, m->map.parts.n > 1 ? m->map.parts.n - 1 : 1},
        {m->set,  0, m->map.sets.n - 1                          }
    };
    const ds_fold rows = {.name = "rows",
                          .ctx = m,
                          .n_words = DS_N_COMPARE_ROWS,
                          .add = count_rows,
                          .result = m->rows};
    pass.n_stages = ds_compare_map_stages(m, DS_UNTIL_COMPARE_KEY, stages);
    pass.stages = stages;
    pass.folds = &rows;
    pass.n_folds = 1;
    if (m->keys.budget > 0) pass.into = &m->keys;
    DS_TRY(ds_pass_run(&pass, run, err));
    pass.name = "keys";
    pass.from = pass.into;
    pass.into = NULL;
    return ds_groups_build(&m->pairs, &pass, pair, DS_COUNT(pair), run, err);
}

ds_status ds_compare_map_init(ds_compare_map *m, const ds_compare_input *in,
                              const ds_run *run, ds_error *err)
{
    const ds_dip_code how = (ds_dip_code)in->catalogue->code;
    m->in = in;
    m->n_schemes = in->roster ? DS_N_COMPARED : DS_COMPARED_CAP;
    m->n_years = in->year - in->first_year + 1;
    if (m->n_years > DS_COMPARE_YEARS) m->n_years = DS_COMPARE_YEARS;
    if (m->n_years < 1) m->n_years = 1;
    DS_TRY(find_columns(m, err));
    DS_TRY(ds_dict_init(&m->dip, err));
    DS_TRY(
        ds_disease_map_make(m->lanes.source, how, in->classes, &m->map, err));
    DS_TRY(ds_subtypes_make(&m->subtypes, m->lanes.source, how,
                            in->complications, err));
    DS_TRY(init_keeps(m, run, err));
    return find_keys(m, run, err);
}

void ds_compare_map_destroy(ds_compare_map *m)
{
    ds_disease_map_destroy(&m->map);
    ds_subtypes_destroy(&m->subtypes);
    ds_groups_destroy(&m->pairs);
    ds_dict_destroy(&m->dip);
    ds_keep_destroy(&m->keys);
    ds_keep_destroy(&m->prices);
}
