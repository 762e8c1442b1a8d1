/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/logs.h - natural logarithms that can be added exactly: integers of
 * 2^-32, by elementary.h, which gives the same bits on every CPU. */
#ifndef DS_LOGS_H
#define DS_LOGS_H

#include "kernels/scan.h"

#include "base/money.h"

/** The unit of ds_log_fill: one is 2^32. */
#define DS_LOG_ONE (INT64_C(1) << 32)

/** out[i] = round(ln(x[i]) * 2^32), DS_MISSING where x[i] <= 0 or missing.
 * Within 1 of the exact value. x and out may be the same array. */
void ds_log_fill(const int64_t *x, size_t n, int64_t *out);

/** A map's context: out_lane = logarithm of value_lane. */
typedef struct ds_log_map {
    size_t value_lane, out_lane;
} ds_log_map;
ds_stage ds_log_stage(const ds_log_map *map);

/** A sum or mean of such logarithms as a double: value / 2^32. */
double ds_log_value(ds_i128 value);

#endif
