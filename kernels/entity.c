/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/entity.c - see entity.h for the contract. */
#include "kernels/entity.h"

#include "kernels/state.h"

#include <string.h>

enum { ADDED, NO_ENTITY, NO_VALUE, N_COUNTS };

ds_status ds_entity_init(ds_entity *e, size_t n_entities, size_t entity_lane,
                         size_t value_lane, ds_error *err)
{
    if (n_entities > SIZE_MAX / 16)
        return ds_fail(err, DS_ERR_NOMEM, "%zu sums are too many", n_entities);
    DS_TRY(ds_buffer_reserve(&e->sums, n_entities * 8, err));
    if (n_entities > 0) memset(e->sums.data, 0, n_entities * 8);
    e->n_entities = n_entities;
    e->entity_lane = entity_lane;
    e->value_lane = value_lane;
    memset(e->counts, 0, sizeof e->counts);
    return DS_OK;
}

static ds_status fail_add(const ds_entity *e, size_t entity, ds_error *err)
{
    if (entity >= e->n_entities)
        return ds_fail(err, DS_ERR_DATA, "an entity id is not below %zu",
                       e->n_entities);
    return ds_fail(err, DS_ERR_OVERFLOW, "the sum of an entity is too large");
}

/* Ids come in no order: each addition misses the cache, so its line is asked
 * for some rows ahead. */
static ds_status add(void *ctx, int64_t *state, const ds_slice *s,
                     ds_error *err)
{
    (void)state;
    ds_entity *e = ctx;
    int64_t *sums = e->sums.data, counts[N_COUNTS] = {0};
    const int64_t *id = s->lane[e->entity_lane];
    const int64_t *value = s->lane[e->value_lane];
    for (size_t i = 0; i < s->n; i++) {
        if (i + DS_PREFETCH_ROWS < s->n)
            ds_prefetch(sums, id[i + DS_PREFETCH_ROWS], 8);
        const bool has_entity = id[i] >= 0, has_value = value[i] != DS_MISSING;
        counts[has_entity ? has_value ? ADDED : NO_VALUE : NO_ENTITY]++;
        if (!has_entity || !has_value) continue;
        if ((size_t)id[i] >= e->n_entities)
            return fail_add(e, (size_t)id[i], err);
        int64_t sum = ds_atomic_add(&sums[id[i]], value[i]);
        if (!ds_add_i64(&sum, value[i])) return fail_add(e, 0, err);
    }
    for (int k = 0; k < N_COUNTS; k++)
        (void)ds_atomic_add(&e->counts[k], counts[k]);
    return DS_OK;
}

ds_fold ds_entity_fold(ds_entity *e)
{
    return (ds_fold){.name = "sums per entity", .ctx = e, .add = add};
}

int64_t *ds_entity_sums(const ds_entity *e) { return e->sums.data; }

void ds_entity_destroy(ds_entity *e)
{
    ds_buffer_destroy(&e->sums);
    *e = (ds_entity){0};
}
