/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/elementary_lanes.h - one vector width of elementary.c. Each width is
 * a file of its own, compiled for its processors (CMakeLists.txt); only
 * elementary.c calls them, after asking the processor. */
#ifndef DS_ELEMENTARY_LANES_H
#define DS_ELEMENTARY_LANES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/** The functions of one width; each works on the first n - n % lanes values
 * and returns how many that were. */
typedef struct ds_elementary {
    size_t (*exp)(size_t n, const double *x, double *y);
    size_t (*log)(size_t n, const double *x, double *y);
    size_t (*sincospi)(size_t n, const double *x, double *s, double *c);
    size_t (*normals)(size_t n, const uint64_t *const words[2],
                      double *const z[2]); /**< ds_normal_pairs */
    /** g = e^(mu + sd z) - 1 within low..high. */
    size_t (*growth)(size_t n, const double by[4], const double *z, double *g);
} ds_elementary;

/* ds_uniform of a word without a conversion of 64 bits, which vectors lack:
 * both parts of the 53 bits are exact, and so is their sum. */
static inline double ds_lane_uniform(uint64_t word)
{
    const uint64_t high = word >> 32 | UINT64_C(0x4330000000000000);
    const uint64_t low =
        (word >> 11 & 0x1fffff) | UINT64_C(0x4330000000000000);
    double h, l;
    memcpy(&h, &high, sizeof h);
    memcpy(&l, &low, sizeof l);
    return ((h - 0x1p52) * 0x1p21 + (l - 0x1p52) + 0.5) * 0x1p-53;
}

extern const ds_elementary ds_elementary_sse2;   /**< 2 lanes */
extern const ds_elementary ds_elementary_avx2;   /**< 4 lanes */
extern const ds_elementary ds_elementary_avx512; /**< 8 lanes */

/* Words become uniforms of the logarithm and of half turns. */
static inline void ds_lane_uniforms(size_t n, const uint64_t *const words[2],
                                    double *restrict radius,
                                    double *restrict turn)
{
    for (size_t i = 0; i < n; i++) {
        radius[i] = ds_lane_uniform(words[0][i]);
        turn[i] = ds_lane_uniform(words[1][i]) * 2.0;
    }
}

/* The body of a width: its vector type, load, store, square root and SLEEF's
 * functions. Only single operations, which every width rounds alike. */
#define DS_ELEMENTARY_LANES(table, lanes, vector, pair, load, store, sqrt_,    \
                            exp_, log_, sincospi_)                             \
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
    static size_t normals_lanes(size_t n, const uint64_t *const words[2],      \
                                double *const z[2])                            \
    {                                                                          \
        size_t i = 0;                                                          \
        ds_lane_uniforms(n - n % (lanes), words, z[0], z[1]);                  \
        for (; i + (lanes) <= n; i += (lanes)) {                               \
            const vector r = sqrt_(log_(load(z[0] + i)) * -2.0);               \
            const pair both = sincospi_(load(z[1] + i));                       \
            store(z[0] + i, r * both.y);                                       \
            store(z[1] + i, r * both.x);                                       \
        }                                                                      \
        return i;                                                              \
    }                                                                          \
    static size_t growth_lanes(size_t n, const double by[4], const double *z,  \
                               double *g)                                      \
    {                                                                          \
        const double low = by[2], high = by[3];                                \
        size_t i = 0;                                                          \
        for (; i + (lanes) <= n; i += (lanes))                                 \
            store(g + i, exp_(by[0] + by[1] * load(z + i)) - 1.0);             \
        for (size_t k = 0; k < i; k++) {                                       \
            const double above = g[k] < low ? low : g[k];                      \
            g[k] = above > high ? high : above;                                \
        }                                                                      \
        return i;                                                              \
    }                                                                          \
    const ds_elementary table = {exp_lanes,      log_lanes,                    \
                                 sincospi_lanes, normals_lanes,                \
                                 growth_lanes}

#endif
