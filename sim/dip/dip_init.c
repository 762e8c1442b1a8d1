/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/dip_init.c - the constants of a settlement by DIP: columns, groups of
 * the keys that occur, references of their costs, coefficients of hospitals.
 * See dip_map.h. */
#include "sim/dip/dip_map.h"

#include "sim/drg/weights_cases.h"

#include <stdlib.h>
#include <string.h>

/* ---- columns ------------------------------------------------------------- */

ds_status ds_dip_map_columns(ds_dip_map *m, const ds_dip_input *in,
                             ds_error *err)
{
    ds_lanes *l = &m->lanes;
    m->in = in;
    l->source = in->claims.source;
    DS_TRY(ds_lanes_booked(l, "settle", &m->month, err));
    DS_TRY(ds_lanes_need(l, "diagnosis", "settle (DIP)", &m->diagnosis, err));
    DS_TRY(ds_lanes_need(l, "hospital", "settle", &m->hospital, err));
    DS_TRY(ds_lanes_need(l, "total_fen", "settle", &m->cost, err));
    DS_TRY(ds_lanes_need(l, "pool_fen", "settle (what the fund paid)", &m->pool,
                         err));
    const struct {
        const char *name;
        size_t *lane;
    } optional[] = {
        {"operations",  &m->operations},
        {"claim",       &m->claim     },
        {"large_fen",   &m->large     },
        {"aid_fen",     &m->aid       },
        {"account_fen", &m->account   },
        {"cash_fen",    &m->cash      },
        {"category",    &m->category  },
        {"payment",     &m->payment   },
        {"place",       &m->place     },
        {"home_area",   &m->home_area },
        {"los_days",    &m->days      }
    };
    for (size_t i = 0; i < DS_COUNT(optional); i++)
        *optional[i].lane = ds_lanes_want(l, optional[i].name);
    for (size_t i = 0; in->more && i < in->more->n; i++)
        in->more->lanes[i] = ds_lanes_want(l, in->more->names[i]);
    DS_TRY(ds_lanes_terms(l, &in->claims, err));
    m->n_early = l->n_columns;
    if (in->list && in->list->n_aux > 0)
        ds_subtypes_columns(&m->subtypes, l, m->cost);
    size_t *lanes[] = {&m->bucket,   &m->part,   &m->set,         &m->pair,
                       &m->group,    &m->points, &m->coef,        &m->aux,
                       &m->subtype,  &m->cell,   &m->assign_cell, &m->fund,
                       &m->personal, &m->used,   &m->payee};
    for (size_t i = 0; i < DS_COUNT(lanes); i++) *lanes[i] = ds_lanes_extra(l);
    m->inpatient = ds_enum_value("category", "inpatient");
    m->bed_day = ds_enum_value("payment", "bed_day");
    m->in_area = ds_enum_value("place", "in_area");
    return DS_OK;
}

static ds_status find_pairs(ds_dip_map *m, const ds_run *run, ds_error *err)
{
    ds_stage stages[3];
    ds_pass pass = ds_lanes_pass(&m->lanes, "keys");
    pass.n_columns = m->n_early;
    const ds_group_lane pair[] = {
        {m->part, 1, m->map.parts.n > 1 ? m->map.parts.n - 1 : 1},
        {m->set,  0, m->map.sets.n - 1                          }
    };
    (void)ds_dip_map_stages(m, stages);
    pass.stages = stages;
    pass.n_stages = 1;
    return ds_groups_build(&m->pairs, &pass, pair, DS_COUNT(pair), run, err);
}

/* ---- references of cost (7.5) -------------------------------------------- */

enum { N_SLOTS = DS_SUBTYPE_OTHER + 2 }; /* sub-types, other, none */

static size_t slots_of(const ds_dip_map *m, uint32_t g)
{
    return m->in->list->group[g].aux < 0 ? 1 : N_SLOTS;
}

const ds_dip_reference *ds_dip_map_reference(const ds_dip_map *m,
                                             uint32_t group, int level,
                                             int subtype)
{
    const size_t slot = slots_of(m, group) == 1 ? 0
                        : subtype < 0           ? N_SLOTS - 1
                                                : (size_t)subtype;
    return &m->references[m->reference_of[group] + slot * DS_N_LEVELS +
                          (size_t)level];
}

/* Last year's mean at the level, else the city's mean x level coefficient. */
static void level_mean(const ds_dip_map *m, const ds_listed *g, int level,
                       mpq_t mean)
{
    const ds_disease_list *l = m->in->list;
    int64_t n = 0, sum = 0;
    mpq_set_ui(mean, 0, 1);
    if (g->level_n[level] > 0) {
        ds_ratio_set(mean, g->level_sum[level], g->level_n[level]);
        return;
    }
    if (l->is_published) {
        mpq_set(mean, g->mean);
        return;
    }
    if (m->in->policy->no_level_no_ratio) return;
    for (int i = 0; i < DS_N_LEVELS; i++) {
        n += g->level_n[i];
        sum += g->level_sum[i];
    }
    mpq_t coefficient;
    mpq_init(coefficient);
    if (n > 0)
        ds_ratio_set(mean, sum, n);
    else
        mpq_set(mean, g->mean);
    const bool has =
        level != DS_LEVEL_UNKNOWN && l->coefficient[level] != DS_MISSING;
    ds_ratio_set(coefficient, has ? l->coefficient[level] : DS_POINT_ONE,
                 DS_POINT_ONE);
    mpq_mul(mean, mean, coefficient);
    mpq_clear(coefficient);
}

/* The coefficient of a slot that r is taken over too (dip.aux_ratio). */
static int64_t slot_coefficient(const ds_dip_map *m, const ds_listed *g,
                                size_t slot)
{
    if (g->aux < 0 || slot > DS_SUBTYPE_OTHER || !m->in->policy->aux_ratio)
        return DS_POINT_ONE;
    const int64_t own = m->in->list->aux[g->aux].coefficient[slot];
    return own == DS_MISSING ? DS_POINT_ONE : own;
}

static void make_references(ds_dip_map *m, uint32_t g)
{
    const ds_listed *group = &m->in->list->group[g];
    const size_t n = slots_of(m, g);
    mpq_t mean, coefficient;
    mpq_inits(mean, coefficient, NULL);
    for (int level = 0; level < DS_N_LEVELS; level++) {
        level_mean(m, group, level, mean);
        for (size_t slot = 0; slot < n; slot++) {
            ds_dip_reference *r =
                &m->references[m->reference_of[g] + slot * DS_N_LEVELS +
                               (size_t)level];
            mpq_init(r->mean);
            ds_ratio_set(coefficient, slot_coefficient(m, group, slot),
                         DS_POINT_ONE);
            mpq_mul(r->mean, mean, coefficient);
            ds_dip_reference_limits(r, m->in->policy);
        }
    }
    mpq_clears(mean, coefficient, NULL);
}

/* 3 x the plain mean of a tumour group, rounded up (7.7). */
static int64_t costly_fen(const ds_dip_map *m, uint32_t g)
{
    const ds_listed *group = &m->in->list->group[g];
    int64_t fen = INT64_MAX;
    if (group->n > 0)
        (void)!ds_fit_i64(((ds_i128)group->sum * 3 + group->n - 1) / group->n,
                          &fen);
    return fen;
}

/* Of the groups that cases may have. */
static ds_status find_references(ds_dip_map *m, ds_error *err)
{
    const ds_disease_list *l = m->in->list;
    const uint32_t *used = m->assign.groups.data;
    size_t n = 0;
    DS_TRY(ds_alloc(&m->reference_of, l->n, sizeof *m->reference_of, err));
    DS_TRY(ds_alloc(&m->costly, l->n, sizeof *m->costly, err));
    memset(m->reference_of, 0xff, l->n * sizeof *m->reference_of);
    for (uint32_t i = 0; i < m->assign.n_groups; i++) {
        if (m->reference_of[used[i]] != UINT32_MAX) continue;
        m->reference_of[used[i]] = (uint32_t)n;
        m->costly[used[i]] = costly_fen(m, used[i]);
        n += slots_of(m, used[i]) * DS_N_LEVELS;
    }
    DS_TRY(ds_alloc(&m->references, n, sizeof *m->references, err));
    m->n_references = n;
    for (uint32_t g = 1; g < l->n; g++)
        if (m->reference_of[g] != UINT32_MAX) make_references(m, g);
    return DS_OK;
}

/* ---- hospitals (7.6) ----------------------------------------------------- */

static ds_status bad_hospital(const ds_table *t, size_t row, const char *what,
                              ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA, "table %s, row %zu: %s", t->name,
                           ds_table_line(t, row), what),
                   "correct the table of hospitals; coefficients are 0 to "
                   "1000 with up to 4 decimals");
}

/* A cell of an optional column. */
static int64_t cell_of(const ds_table *t, size_t row, const char *name)
{
    const int column = ds_table_find(t, name);
    return column < 0 ? DS_MISSING : ds_table_get(t, row, (size_t)column);
}

static ds_status read_hospital(ds_dip_map *m, const ds_table *t, size_t row,
                               uint32_t h, ds_error *err)
{
    const int64_t bonus = cell_of(t, row, "bonus");
    int64_t own = m->is_coef_missing[h] ? DS_MISSING : m->coefficient[h];
    if (m->in->policy->coef == DS_DIP_COEF_OFF) return DS_OK;
    if (m->in->policy->coef == DS_DIP_COEF_LIST)
        own = cell_of(t, row, "coefficient");
    if (bonus != DS_MISSING) m->bonus[h] = bonus;
    if (own != DS_MISSING) {
        m->coefficient[h] = own;
        m->is_coef_missing[h] = 0;
    }
    m->coefficient[h] += m->bonus[h];
    if (m->coefficient[h] < 0 || m->coefficient[h] > 1000 * DS_POINT_ONE)
        return bad_hospital(t, row, "the coefficient is out of range", err);
    return DS_OK;
}

static ds_status read_hospitals(ds_dip_map *m, const ds_dict *ids,
                                ds_error *err)
{
    const ds_table *t = m->in->hospitals;
    const int id = ds_table_find(t, "hospital");
    uint8_t *seen = NULL;
    ds_status st = DS_OK;
    if (id < 0) return DS_OK;
    DS_TRY(ds_alloc(&seen, ids->n, 1, err));
    for (size_t row = 0; st == DS_OK && row < t->n_rows; row++) {
        const char *name = ds_table_get_text(t, row, (size_t)id);
        const uint32_t h = ds_dict_find(ids, name, strlen(name));
        if (h == UINT32_MAX) continue;
        st = seen[h]++
                 ? bad_hospital(t, row, "the hospital stands there twice", err)
                 : read_hospital(m, t, row, h, err);
    }
    free(seen);
    return st;
}

static ds_status make_hospitals(ds_dip_map *m, const ds_dict *ids,
                                ds_error *err)
{
    const ds_dip_policy *p = m->in->policy;
    const int64_t preset =
        (int64_t)ds_round_div(p->coef_missing, DS_RATE_ONE / DS_POINT_ONE);
    const size_t n = m->n_hospitals = ids->n;
    DS_TRY(ds_levels_make(m->in->hospitals, ids, &m->level, err));
    DS_TRY(ds_alloc(&m->coefficient, n, sizeof *m->coefficient, err));
    DS_TRY(ds_alloc(&m->bonus, n, sizeof *m->bonus, err));
    DS_TRY(ds_alloc(&m->is_coef_missing, n, 1, err));
    for (size_t h = 0; h < n; h++) {
        const int level = m->level[h];
        const int64_t own =
            level == DS_LEVEL_UNKNOWN || p->coef == DS_DIP_COEF_LIST
                ? DS_MISSING
                : m->in->list->coefficient[level];
        m->is_coef_missing[h] = own == DS_MISSING;
        m->coefficient[h] = own == DS_MISSING ? preset : own;
        if (p->coef != DS_DIP_COEF_OFF) continue;
        m->is_coef_missing[h] = 0;
        m->coefficient[h] = DS_POINT_ONE;
    }
    return m->in->hospitals ? read_hospitals(m, ids, err) : DS_OK;
}

/* ---- all of it ----------------------------------------------------------- */

ds_status ds_dip_map_init(ds_dip_map *m, const ds_dip_input *in,
                          const ds_dict *hospitals, const ds_run *run,
                          ds_error *err)
{
    const ds_source *source = in->claims.source;
    *m = (ds_dip_map){.is_made = true};
    mpq_init(m->base_cost);
    mpq_set(m->base_cost, in->list->base_cost);
    DS_TRY(ds_dip_map_columns(m, in, err));
    DS_TRY(
        ds_disease_map_make(source, in->list->how, in->classes, &m->map, err));
    if (in->list->n_aux > 0)
        DS_TRY(ds_subtypes_make(&m->subtypes, source, in->list->how,
                                in->complications, err));
    DS_TRY(make_hospitals(m, hospitals, err));
    DS_TRY(
        ds_decided_make(source, in->special, &m->decided, &m->n_decided, err));
    DS_TRY(ds_home_find(source, in->policy->area, &m->home, err));
    DS_TRY(find_pairs(m, run, err));
    DS_TRY(ds_assign_make(in->list, &m->map, &m->pairs,
                          in->policy->exact_only != 0, &m->assign, err));
    return find_references(m, err);
}

void ds_dip_map_destroy(ds_dip_map *m)
{
    if (!m->is_made) return;
    for (size_t i = 0; i < m->n_references; i++)
        mpq_clear(m->references[i].mean);
    mpq_clear(m->base_cost);
    ds_disease_map_destroy(&m->map);
    ds_subtypes_destroy(&m->subtypes);
    ds_groups_destroy(&m->pairs);
    ds_assign_destroy(&m->assign);
    free(m->level);
    free(m->coefficient);
    free(m->bonus);
    free(m->is_coef_missing);
    free(m->reference_of);
    free(m->references);
    free(m->costly);
    free(m->decided);
    *m = (ds_dip_map){0};
}
