/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/design.h - paths that fill the space of their factors more evenly
 * than independent draws do.
 *
 * A design is made of DS_DESIGN_RUNS independent randomisations, whose spread
 * says how wrong the whole is: path i is point i / 32 of randomisation i % 32.
 * A point depends on (seed, dimension, path) alone, for latin also on how many
 * paths there are; nothing is stored a path.
 *
 * - antithetic: an odd point takes the normals of the point before it with the
 *   other sign (the caller draws: ds_design_source).
 * - latin: each of a randomisation's m points lies in another of m equal strata
 *   of every dimension (McKay, Beckman and Conover, Technometrics 21, 1979);
 *   the order of the strata is a keyed permutation (Feistel rounds, walked
 *   until they fall into range).
 * - sobol: GSL's sequence (Bratley and Fox, ACM TOMS 14, 1988), each
 *   randomisation with a scramble of its own: a random lower triangular matrix
 *   over the digits, then a random digital shift (Matousek, J. Complexity 14,
 *   1998), which keeps the nets and makes every point uniform. A power of two
 *   times 32 paths suits it best.
 */
#ifndef DS_DESIGN_H
#define DS_DESIGN_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    DS_DESIGN_RUNS = 32,
    DS_DESIGN_MAX_DIMENSIONS = 40 /**< of gsl_qrng_sobol */
};

typedef enum ds_design_kind {
    DS_DESIGN_RANDOM, /**< independent paths: no design */
    DS_DESIGN_ANTITHETIC,
    DS_DESIGN_LATIN,
    DS_DESIGN_SOBOL
} ds_design_kind;

typedef struct ds_design {
    ds_design_kind kind;
    uint64_t seed, n; /**< paths */
    size_t dimensions;
    unsigned digits;    /**< sobol: of a point's number, >= 1 */
    uint64_t *scramble; /**< sobol: [run][dimension][shift, digits ...] */
} ds_design;

/**
 * Prepares n paths of so many dimensions; d is zeroed or destroyed. Fails with
 * DS_ERR_CONFIG, naming the remedy, where a randomisation had fewer than two
 * points or there are more than 40 Sobol dimensions, and with DS_ERR_NOMEM.
 */
DS_MUST_USE ds_status ds_design_init(ds_design *d, ds_design_kind kind,
                                     uint64_t seed, uint64_t n,
                                     size_t dimensions, ds_error *err);
void ds_design_destroy(ds_design *d);

/** Latin and sobol: uniforms in (0, 1) of n paths from `first` on. */
void ds_design_uniforms(const ds_design *d, size_t dimension, uint64_t first,
                        size_t n, double *u);

/** The path whose normals an antithetic path takes; true: with the other sign.
 * Paths of one multiple of 32 to the next have neighbouring sources. */
bool ds_design_source(uint64_t path, uint64_t *source);

/** Into how many groups a sample is cut for its errors: 32, or 1 of a random
 * one. Path i is in group i % groups. */
static inline size_t ds_design_groups(ds_design_kind kind)
{
    return kind == DS_DESIGN_RANDOM ? 1 : DS_DESIGN_RUNS;
}

/** Standard error of the mean over all paths, from each randomisation's number
 * of paths and sum; an interval takes Student's t with 31 degrees of freedom
 * (95 %: 2.04 errors). */
double ds_design_error(const double n[DS_DESIGN_RUNS],
                       const double sum[DS_DESIGN_RUNS]);

#endif
