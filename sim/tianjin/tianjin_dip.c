/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_dip.c - see tianjin_dip.h for the contract. */
#include "sim/tianjin/tianjin_dip.h"

#include "sim/drg/weights_cases.h"
#include "sim/tianjin/tianjin_claim.h"
#include "sim/tianjin/tianjin_map.h"

#include <stdlib.h>

enum { PT = 100, BASE_POINTS = 1000 }; /* pt of a fen; points of the base */

/* ---- what a group is worth ----------------------------------------------- */

/* Fen behind so many points of the list: RW x M_ref. */
static void standard_of(int64_t points, const mpq_t base_fen,
                        const ds_tj_policy *p, mpq_t fen)
{
    mpq_t base;
    mpq_init(base);
    if (mpq_sgn(base_fen) > 0 && p->dip_ref == DS_TJ_DIP_REF_MREF)
        mpq_set(base, base_fen);
    else
        ds_ratio_set(base, p->mref_fen, 1);
    ds_ratio_set(fen, points, (ds_i128)BASE_POINTS * DS_POINT_ONE);
    mpq_mul(fen, fen, base);
    mpq_clear(base);
}

bool ds_tj_dip_points(int64_t points, const mpq_t base_fen,
                      const ds_tj_policy *policy, int64_t *out)
{
    mpq_t q, rate;
    mpq_inits(q, rate, NULL);
    standard_of(points, base_fen, policy, q);
    ds_ratio_set(rate, (ds_i128)policy->r0_fen * PT, policy->mref_fen);
    mpq_mul(q, q, rate);
    const bool fits = ds_ratio_round(q, 0, out);
    mpq_clears(q, rate, NULL);
    return fits;
}

static ds_status make_groups(ds_tj_dip *d, const ds_tj_policy *p, ds_error *err)
{
    mpq_t cum, fen;
    DS_TRY(ds_alloc(&d->groups, d->list->n, sizeof *d->groups, err));
    mpq_inits(cum, fen, NULL);
    ds_t8_scale(cum, p);
    for (size_t g = 1; g < d->list->n; g++) {
        ds_tj_dip_group *to = &d->groups[g];
        const int64_t points = d->list->group[g].points;
        if (!ds_tj_dip_points(points, d->list->base_cost, p, &to->points))
            to->points = DS_MISSING;
        standard_of(points, d->list->base_cost, p, fen);
        mpq_mul(fen, fen, cum);
        ds_tj_limits(p, fen, &to->low, &to->high);
    }
    mpq_clears(cum, fen, NULL);
    return DS_OK;
}

/* ---- the keys that occur ------------------------------------------------- */

typedef struct key_map {
    const ds_disease_map *map;
    ds_lanes lanes;
    size_t diagnosis, operations, payment, part, set;
    int64_t by_dip;
} key_map;

static void map_key(const void *ctx, ds_slice *s)
{
    const key_map *m = ctx;
    for (size_t i = 0; i < s->n; i++) {
        const bool is_dip = s->lane[m->payment][i] == m->by_dip;
        const int64_t ops = ds_lane_value(s, m->operations, i, 0);
        s->lane[m->part][i] =
            is_dip ? m->map->part_of[s->lane[m->diagnosis][i]] : DS_MISSING;
        s->lane[m->set][i] = !is_dip          ? DS_MISSING
                             : m->map->set_of ? m->map->set_of[ops]
                                              : 0;
        if (s->lane[m->part][i] == 0)
            s->lane[m->part][i] = s->lane[m->set][i] = DS_MISSING;
    }
}

static ds_status find_columns(key_map *m, const ds_claims_input *claims,
                              ds_error *err)
{
    ds_lanes *l = &m->lanes;
    l->source = claims->source;
    DS_TRY(ds_lanes_need(l, "diagnosis", "settle", &m->diagnosis, err));
    DS_TRY(ds_lanes_need(l, "payment", "settle", &m->payment, err));
    m->operations = ds_lanes_want(l, "operations");
    m->part = ds_lanes_extra(l);
    m->set = ds_lanes_extra(l);
    m->by_dip = ds_enum_value("payment", "dip");
    return DS_OK;
}

static ds_status find_pairs(ds_tj_dip *d, const ds_claims_input *claims,
                            const ds_run *run, ds_error *err)
{
    key_map m = {.map = &d->map};
    DS_TRY(find_columns(&m, claims, err));
    const ds_stage stage = {map_key, &m};
    const ds_group_lane pair[] = {
        {m.part, 1, d->map.parts.n > 1 ? d->map.parts.n - 1 : 1},
        {m.set,  0, d->map.sets.n - 1                          }
    };
    ds_pass pass = ds_lanes_pass(&m.lanes, "DIP keys");
    pass.stages = &stage;
    pass.n_stages = 1;
    return ds_groups_build(&d->pairs, &pass, pair, DS_COUNT(pair), run, err);
}

ds_status ds_tj_dip_plan(const ds_claims_input *claims, const ds_run *run,
                         ds_plan *plan, ds_error *err)
{
    key_map m = {0};
    DS_TRY(find_columns(&m, claims, err));
    const ds_pass pass = ds_lanes_pass(&m.lanes, "DIP keys");
    ds_plan_add(plan, &pass, 1, 0, run);
    return DS_OK;
}

ds_status ds_tj_dip_make(ds_tj_dip *d, const ds_disease_list *list,
                         const ds_prefixes *classes,
                         const ds_claims_input *claims,
                         const ds_tj_policy *policy, const ds_run *run,
                         ds_error *err)
{
    d->list = list;
    DS_TRY(
        ds_disease_map_make(claims->source, list->how, classes, &d->map, err));
    DS_TRY(find_pairs(d, claims, run, err));
    DS_TRY(ds_assign_make(list, &d->map, &d->pairs, false, &d->assign, err));
    return make_groups(d, policy, err);
}

const ds_tj_dip_group *ds_tj_dip_find(const ds_tj_dip *d, int64_t diagnosis,
                                      int64_t operations, int64_t cost)
{
    const int64_t key[] = {d->map.part_of[diagnosis],
                           d->map.set_of ? d->map.set_of[operations] : 0};
    if (key[0] == 0) return NULL;
    const int64_t pair = ds_groups_find(&d->pairs, key);
    const uint32_t g =
        pair < 0 ? 0 : ds_assign_group(&d->assign, (size_t)pair, cost);
    return g > 0 ? &d->groups[g] : NULL;
}

void ds_tj_dip_destroy(ds_tj_dip *d)
{
    ds_assign_destroy(&d->assign);
    ds_groups_destroy(&d->pairs);
    ds_disease_map_destroy(&d->map);
    free(d->groups);
    *d = (ds_tj_dip){0};
}
