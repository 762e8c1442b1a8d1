/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/store/planes.h - int64 values as byte planes and back.
 *
 * HDF5's shuffle filter stores a chunk of n values of w bytes as w planes of n
 * bytes, lowest bytes first: plane k holds byte k of every value. Planes of
 * narrow values deflate well, and are joined to int64 lanes without a step in
 * between. Little-endian throughout. */
#ifndef DS_PLANES_H
#define DS_PLANES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** How a value is stored. A signed type's minimum stands for DS_MISSING;
 * unsigned types have none, and are not 8 bytes wide. */
typedef struct ds_width {
    uint8_t bytes; /**< 1, 2, 4, 8 */
    bool is_signed;
} ds_width;

/** What a run of values held. */
typedef struct ds_extremes {
    int64_t low, high; /**< of all but DS_MISSING; low > high: there was none */
    bool has_missing;
} ds_extremes;

/** The extremes of nothing. */
#define DS_NO_EXTREMES ((ds_extremes){INT64_MAX, INT64_MIN, false})

/** Widens `e` by values[0..n). */
void ds_extremes_add(ds_extremes *e, const int64_t *values, size_t n);

/** Splits values[0..n), which all fit `width`, into planes: byte k of value i
 * goes to planes[k * stride + i]. */
void ds_planes_split(const int64_t *values, size_t n, ds_width width,
                     uint8_t *planes, size_t stride);

/** Writes values[0..n), which all fit `width`, in their usual order to
 * `plain`, which is aligned to 8 bytes. */
void ds_plain_split(const int64_t *values, size_t n, ds_width width,
                    void *plain);

/** What values may be. */
typedef struct ds_range {
    int64_t low, high;
    bool missing; /**< DS_MISSING is allowed */
} ds_range;

/** The reverse of ds_planes_split, into values[0..n). Returns n, or the number
 * of the first value that is not allowed. values must not overlap planes. */
size_t ds_planes_join(const uint8_t *planes, size_t stride, size_t n,
                      ds_width width, const ds_range *allowed, int64_t *values);

/** The same from n values of `width` in their usual order, at any address. */
size_t ds_plain_join(const void *plain, size_t n, ds_width width,
                     const ds_range *allowed, int64_t *values);

/** The same two to int32, where all that is allowed lies above INT32_MIN and
 * not above INT32_MAX: DS_MISSING becomes DS_NARROW_MISSING. */
size_t ds_planes_join_narrow(const uint8_t *planes, size_t stride, size_t n,
                             ds_width width, const ds_range *allowed,
                             int32_t *values);
size_t ds_plain_join_narrow(const void *plain, size_t n, ds_width width,
                            const ds_range *allowed, int32_t *values);

#endif
