/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/elementary_lanes.h - one vector width of elementary.c. Each width is
 * a file of its own, compiled for its processors (CMakeLists.txt); only
 * elementary.c calls them, after asking the processor. */
#ifndef DS_ELEMENTARY_LANES_H
#define DS_ELEMENTARY_LANES_H

#include <stddef.h>

/** The functions of one width; each works on the first n - n % lanes values
 * and returns how many that were. */
typedef struct ds_elementary {
    size_t (*exp)(size_t n, const double *x, double *y);
    size_t (*log)(size_t n, const double *x, double *y);
    size_t (*sincospi)(size_t n, const double *x, double *s, double *c);
} ds_elementary;

extern const ds_elementary ds_elementary_sse2;   /**< 2 lanes */
extern const ds_elementary ds_elementary_avx;    /**< 4 lanes */
extern const ds_elementary ds_elementary_avx512; /**< 8 lanes */

/* The body of a width: its vector type, load, store and SLEEF's functions. */
#define DS_ELEMENTARY_LANES(table, lanes, vector, pair, load, store, exp_,     \
                            log_, sincospi_)                                   \
    static size_t exp_lanes(size_t n, const double *x, double *y)              \
    {                                                                          \
        size_t i = 0;                                                          \
        for (; i + (lanes) <= n; i += (lanes))                                 \
            store(y + i, exp_(load(x + i)));                                   \
        return i;                                                              \
    }                                                                          \
    static size_t log_lanes(size_t n, const double *x, double *y)              \
    {                                                                          \
        size_t i = 0;                                                          \
        for (; i + (lanes) <= n; i += (lanes))                                 \
            store(y + i, log_(load(x + i)));                                   \
        return i;                                                              \
    }                                                                          \
    static size_t sincospi_lanes(size_t n, const double *x, double *s,         \
                                 double *c)                                    \
    {                                                                          \
        size_t i = 0;                                                          \
        for (; i + (lanes) <= n; i += (lanes)) {                               \
            const pair both = sincospi_(load(x + i));                          \
            store(s + i, both.x);                                              \
            store(c + i, both.y);                                              \
        }                                                                      \
        return i;                                                              \
    }                                                                          \
    const ds_elementary table = {exp_lanes, log_lanes, sincospi_lanes}

#endif
