/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/check/check_ids.c - see check_ids.h for the contract. */
#include "sim/check/check_ids.h"

#include "base/buffer.h"

#include <stdlib.h>

ds_status ds_check_ids_init(ds_check_ids *ids, int64_t low, int64_t high,
                            size_t max_bytes, ds_error *err)
{
    *ids = (ds_check_ids){.low = low};
    const uint64_t span = (uint64_t)high - (uint64_t)low; /* n - 1 */
    if (high < low || span / 64 >= max_bytes / 16) return DS_OK;
    const size_t words = (size_t)(span / 64) + 1;
    DS_TRY(ds_alloc(&ids->seen, words, sizeof *ids->seen, err));
    const ds_status st = ds_alloc(&ids->twice, words, sizeof *ids->twice, err);
    if (st != DS_OK) ds_check_ids_destroy(ids);
    if (st == DS_OK) ids->n = span + 1;
    return st;
}

static uint64_t set_bit(uint64_t *words, uint64_t i)
{
    const uint64_t bit = UINT64_C(1) << (i % 64);
    return __atomic_fetch_or(&words[i / 64], bit, __ATOMIC_RELAXED) & bit;
}

uint64_t ds_check_ids_add(ds_check_ids *ids, const int64_t *values, size_t n)
{
    uint64_t repeats = 0;
    for (size_t i = 0; i < n; i++) {
        const uint64_t id = (uint64_t)values[i] - (uint64_t)ids->low;
        if (set_bit(ids->seen, id) == 0) continue;
        (void)set_bit(ids->twice, id);
        repeats++;
    }
    return repeats;
}

bool ds_check_ids_is_twice(const ds_check_ids *ids, int64_t value)
{
    const uint64_t i = (uint64_t)value - (uint64_t)ids->low;
    return ids->n > 0 && (ids->twice[i / 64] >> (i % 64) & 1);
}

void ds_check_ids_destroy(ds_check_ids *ids)
{
    free(ids->seen);
    free(ids->twice);
    *ids = (ds_check_ids){0};
}
