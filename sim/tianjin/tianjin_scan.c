/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_scan.c - the pass; see tianjin_scan.h. */
#include "sim/tianjin/tianjin_scan.h"

#include "base/prefetch.h"

#include <stdlib.h>

/* Words of the fold: records and cost of each bucket, then counts. */
enum { W_UNLISTED = 2 * DS_TJ_N_BUCKETS, N_WORDS };

static ds_status too_large(const ds_tj_map *m, const ds_slice *s, size_t i,
                           ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_OVERFLOW,
                           "%s: row %llu: its points do not fit 64 bits",
                           m->lanes.source->name,
                           (unsigned long long)(s->row + i + 1)),
                   "look for absurd costs or weights: dianshu check, dianshu "
                   "stats --column total");
}

/* Rows ahead of which what the roster says of their patients is brought
 * nearer: few have a slot, and that chain of reads lies in no cache. */
enum { GROUP = 128 };

static void fetch(const ds_tj_map *m, const ds_slice *s, size_t first)
{
    const ds_persons *roster = &m->region->roster;
    const size_t end = first + GROUP < s->n ? first + GROUP : s->n;
    const uint32_t *starts = roster->starts.data;
    int64_t slots[GROUP];
    size_t n = 0;
    if (!starts) return;
    for (size_t i = first; i < end; i++) {
        const int64_t slot = ds_persons_slot(roster, s->lane[m->at.patient][i]);
        slots[n] = slot;
        n += slot >= 0;
    }
    for (size_t i = 0; i < n; i++) ds_prefetch_line(&starts[slots[i]]);
    for (size_t i = 0; i < n; i++)
        ds_prefetch_line(&m->region->signers[starts[slots[i]]]);
}

static ds_status add(void *ctx, int64_t *state, const ds_slice *s,
                     ds_error *err)
{
    ds_tj_keyed *k = ctx;
    const ds_tj_map *m = k->map;
    ds_tj_record r;
    for (size_t i = 0; i < s->n; i++) {
        if (i % GROUP == 0) fetch(m, s, i);
        if (!ds_tj_map_row(m, s, i, &r)) return too_large(m, s, i, err);
        state[2 * r.bucket]++;
        if (r.bucket != DS_TJ_REJECTED && r.total > 0 && /* not a missing one */
            !ds_add_i64(&state[2 * r.bucket + 1], r.total))
            return ds_fail(err, DS_ERR_OVERFLOW, "costs do not fit 64 bits");
        state[W_UNLISTED] += r.is_grouped_out && !r.is_history;
        if (r.is_valid)
            DS_TRY(ds_tj_keyed_add(k, s->thread, &r, s->lane[m->at.category][i],
                                   err));
    }
    return DS_OK;
}

static void note_columns(const ds_tj_map *m, ds_tj_scan_notes *n)
{
    const int absent = (m->at.drug == DS_NO_LANE) + (m->at.herb == DS_NO_LANE) +
                       (m->at.service == DS_NO_LANE);
    n->no_costs = absent == 3;
    n->no_service = absent > 0 && absent < 3;
}

static ds_status run_pass(ds_tj_keyed *k, const ds_run *run, ds_tj_scan *out,
                          ds_error *err)
{
    int64_t words[N_WORDS] = {0};
    const ds_fold fold = {.name = "tianjin",
                          .ctx = k,
                          .n_words = N_WORDS,
                          .add = add,
                          .result = words};
    ds_pass pass = ds_lanes_pass(&k->map->lanes, "points");
    pass.n_folds = 1;
    pass.folds = &fold;
    DS_TRY(ds_pass_run(&pass, run, err));
    for (int b = 0; b < DS_TJ_N_BUCKETS; b++) {
        out->records[b] = words[2 * b];
        out->cost[b] = words[2 * b + 1];
    }
    out->notes.quota_unlisted = words[W_UNLISTED];
    note_columns(k->map, &out->notes);
    return DS_OK;
}

ds_status ds_tj_scan_run(const ds_tj_map *map, const ds_run *run,
                         ds_tj_scan *out, ds_error *err)
{
    ds_tj_keyed *k = NULL;
    ds_status st = DS_OK;
    DS_TRY(ds_alloc(&k, 1, sizeof *k, err));
    DS_GO(ds_tj_keyed_init(k, map, run, err));
    DS_GO(run_pass(k, run, out, err));
    for (int t = 0; t < DS_TJ_N_KEYED; t++)
        DS_GO(ds_keyed_join(&k->by[t], err));
    DS_GO(ds_tj_facts_make(k, out, err));
    DS_GO(ds_tj_quota_make(k, out, err));
done:
    ds_tj_keyed_destroy(k);
    free(k);
    return st;
}

void ds_tj_scan_plan(const ds_tj_map *map, const ds_run *run, ds_plan *plan)
{
    const ds_source *source = map->lanes.source;
    const int patient = ds_source_find(source, "patient");
    /* one number a patient for rosters, one for disease quotas, and tables of
     * keys that grow with the institutions */
    const size_t patients =
        patient < 0 ? 0 : (size_t)source->columns[patient].high + 1;
    const size_t codes =
        (size_t)source->columns[map->lanes.columns[map->at.hospital]].high + 1;
    const size_t keys = codes * 12 * 100 * sizeof(int64_t);
    const ds_pass pass = ds_lanes_pass(&map->lanes, "points");
    ds_plan_add(plan, &pass, 1,
                2 * patients * sizeof(uint32_t) + keys * (size_t)run->threads,
                run);
}

void ds_tj_scan_destroy(ds_tj_scan *s)
{
    const ds_tj_facts *f = &s->facts;
    const void *const arrays[] = {f->op,   f->quota,  f->ip,       f->money,
                                  f->past, f->roster, f->activity, f->ffs};
    for (size_t i = 0; i < DS_COUNT(arrays); i++)
        free((void *)(uintptr_t)arrays[i]);
    *s = (ds_tj_scan){0};
}
