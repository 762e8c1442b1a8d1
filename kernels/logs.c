/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/logs.c - see logs.h for the contract. */
#include "kernels/logs.h"

#include <math.h>
#include <sleef.h>

static int64_t fixed(int64_t x, double log)
{
    return x > 0 ? (int64_t)llrint(log * (double)DS_LOG_ONE) : DS_MISSING;
}

/* Two at a time where there are registers for it: the same bits as one. */
#ifdef __SSE2__
static void pair(const int64_t x[2], int64_t out[2])
{
    const __m128d in = _mm_set_pd((double)x[1], (double)x[0]);
    double log[2];
    _mm_storeu_pd(log, Sleef_cinz_logd2_u10sse2(in));
    out[0] = fixed(x[0], log[0]);
    out[1] = fixed(x[1], log[1]);
}
#else
static void pair(const int64_t x[2], int64_t out[2])
{
    out[0] = fixed(x[0], Sleef_cinz_logd1_u10purec((double)x[0]));
    out[1] = fixed(x[1], Sleef_cinz_logd1_u10purec((double)x[1]));
}
#endif

void ds_log_fill(const int64_t *x, size_t n, int64_t *out)
{
    size_t i = 0;
    for (; i + 2 <= n; i += 2) {
        const int64_t in[2] = {x[i], x[i + 1]};
        pair(in, out + i);
    }
    if (i < n) {
        int64_t last[2];
        pair((const int64_t[2]){x[i], 1}, last);
        out[i] = last[0];
    }
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
