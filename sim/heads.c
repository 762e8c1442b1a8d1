/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/heads.c - see heads.h for the contract. */
#include "sim/heads.h"

#include <stdlib.h>

typedef struct heads {
    const ds_heads_request *request;
    ds_lanes lanes;
    size_t patient; /* lane */
    ds_by by;
    ds_groups pairs; /* group and person, or person alone */
    ds_buffer counts;
} heads;

static ds_status init(heads *x, ds_error *err)
{
    const ds_heads_request *r = x->request;
    x->lanes.source = r->input.source;
    x->lanes.beside = r->input.beside;
    DS_TRY(ds_lanes_need(&x->lanes, "patient", "counting heads", &x->patient,
                         err));
    DS_TRY(ds_by_init(&x->by, &x->lanes, r->n_by, r->by, err));
    DS_TRY(ds_lanes_terms(&x->lanes, &r->input, err));
    ds_by_lanes(&x->by, &x->lanes);
    return DS_OK;
}

static ds_status find_pairs(heads *x, const ds_run *run, ds_error *err)
{
    ds_stage stages[3];
    ds_pass pass = ds_lanes_pass(&x->lanes, "heads");
    ds_group_lane lanes[2];
    size_t n = 0;
    const int64_t n_groups =
        (int64_t)ds_by_count(&x->by, x->request->input.source);
    pass.n_stages = ds_by_stages(&x->by, &x->lanes, stages);
    pass.stages = stages;
    if (x->by.group != DS_NO_LANE)
        lanes[n++] =
            (ds_group_lane){x->by.group, 0, n_groups > 0 ? n_groups - 1 : 0};
    lanes[n++] = ds_group_lane_of(&pass, x->patient);
    return ds_groups_build(&x->pairs, &pass, lanes, n, run, err);
}

static ds_status count_persons(heads *x, size_t n_groups, ds_error *err)
{
    const bool is_one = x->by.group == DS_NO_LANE;
    DS_TRY(ds_buffer_reserve(&x->counts, n_groups * sizeof(int64_t), err));
    int64_t *counts = x->counts.data;
    for (size_t g = 0; g < n_groups; g++) counts[g] = 0;
    for (size_t id = 0; id < x->pairs.n; id++) {
        const int64_t g = is_one ? 0 : ds_groups_code(&x->pairs, id, 0);
        const int64_t person = ds_groups_code(&x->pairs, id, is_one ? 0 : 1);
        if (g >= 0 && person > 0) counts[g]++;
    }
    return DS_OK;
}

static ds_status fill(const heads *x, size_t n_groups, ds_table *t,
                      ds_error *err)
{
    static const size_t keys[] = {0, 1, 2};
    ds_column_spec specs[DS_MAX_BY + 1];
    const int64_t *counts = x->counts.data;
    ds_by_specs(&x->by, specs);
    specs[x->by.n] = (ds_column_spec){"heads", DS_CELL_INT,        0, "persons",
                                      "人数",  "different persons"};
    DS_TRY(ds_table_init(t, "heads", "人数", specs, x->by.n + 1, err));
    for (size_t g = 0; g < n_groups; g++) {
        size_t row;
        if (counts[g] == 0) continue;
        DS_TRY(ds_table_add(t, &row, err));
        if (x->by.n > 0) DS_TRY(ds_by_show(&x->by, g, t, row, err));
        ds_table_set(t, row, x->by.n, counts[g]);
    }
    return ds_table_sort(t, keys, x->by.n, err);
}

ds_status ds_heads_run(const ds_heads_request *request, const ds_run *run,
                       ds_table *t, ds_error *err)
{
    heads *x = NULL;
    ds_status st = DS_OK;
    DS_TRY(ds_alloc(&x, 1, sizeof *x, err));
    x->request = request;
    DS_GO(init(x, err));
    DS_GO(ds_by_find(&x->by, &x->lanes, run, err));
    DS_GO(find_pairs(x, run, err));
    const size_t n_groups =
        x->by.n == 0 ? 1 : ds_by_count(&x->by, request->input.source);
    DS_GO(count_persons(x, n_groups, err));
    DS_GO(fill(x, n_groups, t, err));
done:
    ds_buffer_destroy(&x->counts);
    ds_groups_destroy(&x->pairs);
    ds_by_destroy(&x->by);
    free(x);
    return st;
}
