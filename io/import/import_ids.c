/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_ids.c - see import_ids.h for the contract. */
#include "io/import/import_ids.h"

#include <string.h>

enum { FIRST_SLOTS = 1024 };

/* The slot that holds the id, or the free one where it belongs. */
static uint64_t *slot_of(const ds_buffer *slots, size_t n_slots, uint64_t id)
{
    uint64_t *slot = slots->data;
    const size_t mask = n_slots - 1;
    size_t s = (size_t)((id * UINT64_C(0x9fb21c651e98df25)) >> 20) & mask;
    while (slot[s] != 0 && slot[s] != id + 1) s = (s + 1) & mask;
    return &slot[s];
}

static ds_status widen(ds_ids *set, ds_error *err)
{
    ds_buffer wide = {0};
    const size_t n_slots = set->n_slots ? 2 * set->n_slots : FIRST_SLOTS;
    const uint64_t *old = set->slots.data;
    DS_TRY(ds_buffer_reserve(&wide, n_slots * sizeof *old, err));
    memset(wide.data, 0, n_slots * sizeof *old);
    for (size_t i = 0; i < set->n_slots; i++)
        if (old[i] != 0) *slot_of(&wide, n_slots, old[i] - 1) = old[i];
    ds_buffer_destroy(&set->slots);
    set->slots = wide;
    set->n_slots = n_slots;
    return DS_OK;
}

ds_status ds_ids_add(ds_ids *set, int64_t id, bool *is_new, ds_error *err)
{
    if (2 * (set->n + 1) > set->n_slots) DS_TRY(widen(set, err));
    uint64_t *slot = slot_of(&set->slots, set->n_slots, (uint64_t)id);
    *is_new = *slot == 0;
    if (!*is_new) return DS_OK;
    *slot = (uint64_t)id + 1;
    set->n++;
    return DS_OK;
}

void ds_ids_destroy(ds_ids *set)
{
    ds_buffer_destroy(&set->slots);
    *set = (ds_ids){0};
}
