/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/sanya/sanya.c - the steps of a medical group's year; see sanya.h. */
#include "sim/sanya/sanya_state.h"

#include <stdlib.h>

static ds_status run_all(ds_sanya *s, const ds_run *run, ds_error *err)
{
    if (!s->in.cases.hospitals)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA,
                               "%s: no table of institutions, so no medical "
                               "group",
                               s->in.cases.claims.source->name),
                       "give it: --hospitals FILE.csv "
                       "(hospital,medical_group,level,grade)");
    DS_TRY(sanya_scan(s, run, err));
    DS_TRY(sanya_lists(s, err));
    DS_TRY(sanya_budgets(s, err));
    return sanya_money(s, err);
}

ds_status ds_sanya_run(const ds_sanya_input *input, const ds_run *run,
                       ds_sanya **out, ds_error *err)
{
    ds_sanya *s = NULL;
    DS_TRY(ds_alloc(&s, 1, sizeof *s, err));
    s->in = *input;
    s->policy = *input->policy;
    const ds_status st = run_all(s, run, err);
    if (st == DS_OK)
        *out = s;
    else
        ds_sanya_free(s);
    return st;
}

void ds_sanya_free(ds_sanya *s)
{
    if (!s) return;
    ds_settle_free(s->settle);
    ds_dip_free(s->dip);
    ds_institutions_destroy(&s->institutions);
    ds_cube_destroy(&s->sums);
    ds_cube_destroy(&s->months);
    ds_cube_destroy(&s->past);
    free(s->member_of);
    free(s->members);
    free(s->groups);
    free(s);
}

ds_settle *ds_sanya_drg_cases(ds_sanya *s) { return s->settle; }

ds_dip *ds_sanya_dip_cases(ds_sanya *s) { return s->dip; }

size_t ds_sanya_n_buckets(const ds_sanya *s) { return s->map.n_buckets; }

const char *ds_sanya_bucket(const ds_sanya *s, size_t i, bool zh)
{
#define BUCKET_TEXT(code, name, text) {name, text},
    static const char *const names[][2] = {DS_SANYA_BUCKETS_OF(BUCKET_TEXT)};
#undef BUCKET_TEXT
    if (i < SANYA_CASES) return names[i][zh];
    const size_t b = i - SANYA_CASES + (size_t)s->map.cases.first;
    if (s->dip) return zh ? ds_dip_buckets[b].zh : ds_dip_buckets[b].name;
    return zh ? ds_buckets[b].zh : ds_buckets[b].name;
}
