/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/logs.c - see logs.h for the contract. */
#include "kernels/logs.h"

#include "kernels/elementary.h"

#include <math.h>

/* Values on the way from integers to integers, 4 KiB of the stack. */
enum { STEP = 512 };

static void fill_step(const int64_t *x, size_t n, int64_t *out)
{
    double log[STEP];
    if (n == 0) return;
    for (size_t i = 0; i < n; i++) log[i] = x[i] > 0 ? (double)x[i] : 1;
    ds_log(n, log, log);
    for (size_t i = 0; i < n; i++)
        out[i] = x[i] > 0 ? (int64_t)llrint(log[i] * (double)DS_LOG_ONE)
                          : DS_MISSING;
}

void ds_log_fill(const int64_t *x, size_t n, int64_t *out)
{
    for (size_t i = 0; i < n; i += STEP)
        fill_step(x + i, n - i < STEP ? n - i : STEP, out + i);
}

static void log_run(const void *ctx, ds_slice *s)
{
    const ds_log_map *map = ctx;
    ds_log_fill(s->lane[map->value_lane], s->n, s->lane[map->out_lane]);
}

ds_stage ds_log_stage(const ds_log_map *map)
{
    return (ds_stage){log_run, map};
}

double ds_log_value(ds_i128 value)
{
    return (double)value / (double)DS_LOG_ONE;
}
