/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/hangzhou/hangzhou.c - the steps of a year of county communities; see
 * hangzhou.h */
#include "sim/hangzhou/hangzhou_state.h"

#include <stdlib.h>

static ds_status run_all(ds_hangzhou *s, const ds_run *run, ds_error *err)
{
    if (!s->in.cases.hospitals)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA,
                               "%s: no table of institutions, so no county",
                               s->in.cases.claims.source->name),
                       "give it: --hospitals FILE.csv "
                       "(hospital,county,medical_group,level)");
    DS_TRY(ds_institutions_init(&s->institutions, s->in.cases.claims.source,
                                s->in.cases.hospitals, err));
    DS_TRY(hz_places_init(s, err));
    DS_TRY(hz_lists(s, err));
    DS_TRY(hz_scan(s, run, err));
    DS_TRY(hz_chains(s, err));
    DS_TRY(hz_money(s, err));
    return hz_decide(s, err);
}

ds_status ds_hangzhou_run(const ds_hangzhou_input *input, const ds_run *run,
                          ds_hangzhou **out, ds_error *err)
{
    ds_hangzhou *s = NULL;
    DS_TRY(ds_alloc(&s, 1, sizeof *s, err));
    s->in = *input;
    s->policy = *input->policy;
    const ds_status st = run_all(s, run, err);
    if (st == DS_OK)
        *out = s;
    else
        ds_hangzhou_free(s);
    return st;
}

static void free_cubes(hz_cubes *x)
{
    ds_cube *all[] = {&x->buckets,       &x->flows,  &x->op_area, &x->op_group,
                      &x->op_hospital,   &x->visits, &x->months,  &x->past_area,
                      &x->past_hospital, &x->self};
    for (size_t i = 0; i < DS_COUNT(all); i++) ds_cube_destroy(all[i]);
}

void ds_hangzhou_free(ds_hangzhou *s)
{
    if (!s) return;
    ds_settle_free(s->settle);
    ds_institutions_destroy(&s->institutions);
    hz_places_destroy(&s->places);
    free_cubes(&s->cubes);
    ds_cube_destroy(&s->halved);
    for (int t = 0; s->stays && t < s->threads; t++)
        ds_buffer_destroy(&s->stays[t]);
    free(s->stays);
    free(s->n_stays);
    free(s->referrals);
    free(s->areas);
    free(s->area_order);
    free(s->hospitals);
    free(s);
}

ds_settle *ds_hangzhou_cases(ds_hangzhou *s) { return s->settle; }

size_t ds_hangzhou_n_buckets(void) { return HZ_N_BUCKETS; }

const char *ds_hangzhou_bucket(size_t i, bool zh)
{
    if (i == HZ_ENDED) return zh ? "协议终止" : "ended";
    return zh ? ds_buckets[i].zh : ds_buckets[i].name;
}

/* H11: heads, what was spent, what is kept or borne. */
ds_status hz_community(const ds_hangzhou *s, uint32_t group, ds_h11 *x,
                       int64_t *per_head, int64_t *special, ds_error *err)
{
    const hz_places *p = &s->places;
    const hz_area *a = &s->areas[p->group_area[group]];
    const int64_t heads = p->group_heads[group];
    const int64_t all = p->heads[p->group_area[group]];
    const size_t cell = group * HZ_N_WHERES;
    const bool is_given = a->per_head != DS_MISSING;
    const ds_i128 num = is_given ? a->per_head : a->budget_op;
    const ds_i128 den = is_given ? 1 : all;
    *x = (ds_h11){0};
    *per_head = DS_MISSING;
    DS_TRY(ds_cube_sum_i64(&s->cubes.op_group, cell + HZ_OWN, 0, &x->own, err));
    DS_TRY(ds_cube_sum_i64(&s->cubes.op_group, cell + HZ_ELSEWHERE, 0,
                           &x->outside, err));
    DS_TRY(ds_cube_sum_i64(&s->cubes.op_group, cell + HZ_SPECIAL, 0, special,
                           err));
    if (group == 0) return DS_OK;
    if (den > 0 && (!ds_fit_i64(ds_round_div(num, den), per_head) ||
                    !ds_fit_i64(ds_round_div(num * heads, den), &x->budget)))
        return hz_too_large("H11", err);
    return ds_h11_settle(x, a->keep, a->share) ? DS_OK
                                               : hz_too_large("H11", err);
}
