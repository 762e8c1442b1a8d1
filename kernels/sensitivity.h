/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/sensitivity.h - which inputs of a model move its output: Sobol's
 * indices by Saltelli's design, and Morris' screening.
 *
 * First order: A. Saltelli et al., "Variance based sensitivity analysis of
 * model output", Computer Physics Communications 181 (2010), table 2 (b);
 * total: M. Jansen, ibid. 117 (1999). Screening: M. Morris, Technometrics 33
 * (1991), with mu* of Campolongo et al. (2007). Points are uniform and come
 * from Philox (random.h): the same for any number of threads. */
#ifndef DS_SENSITIVITY_H
#define DS_SENSITIVITY_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

enum {
    DS_SOBOL_GROUPS = 32, /**< groups of the jackknife behind the intervals */
    DS_MAX_INPUTS = 40
};

/** y[i] = the output at x[i * k .. i * k + k), each in (0, 1), i < n. */
typedef struct ds_output {
    ds_status (*run)(void *ctx, size_t n, size_t k, const double *x, double *y,
                     ds_error *err);
    void *ctx;
} ds_output;

typedef struct ds_sobol_request {
    size_t k; /**< inputs, 1..DS_MAX_INPUTS */
    size_t n; /**< base points, a multiple of DS_SOBOL_GROUPS; the output is
                   run n (k + 2) times */
    uint64_t seed;
} ds_sobol_request;

/** Indices of one input, and half widths of their 95 % intervals:
 * delete-a-group jackknife over DS_SOBOL_GROUPS groups, Student's t of 31
 * degrees. */
typedef struct ds_sobol_index {
    double first, first_half;
    double total, total_half;
} ds_sobol_index;

/** out[k]. mean and variance (may be NULL) are the output's over 2 n points.
 * DS_ERR_ARG for a bad request, DS_ERR_DATA where the output does not vary. */
DS_MUST_USE ds_status ds_sobol_indices(const ds_sobol_request *request,
                                       const ds_output *output,
                                       ds_sobol_index *out, double *mean,
                                       double *variance, ds_error *err);

typedef struct ds_morris_request {
    size_t k;      /**< inputs, 1..DS_MAX_INPUTS */
    size_t n;      /**< trajectories, >= 2; the output is run n (k + 1) times */
    size_t levels; /**< of the grid, even, 2..64; 4 is usual */
    uint64_t seed;
} ds_morris_request;

/** Elementary effects of one input, per whole range of it. */
typedef struct ds_morris_effect {
    double mean;     /**< mu: direction */
    double absolute; /**< mu*: mean of the absolute effects: size */
    double error;    /**< standard error of mu* */
    double sd;       /**< sigma: curvature and interactions */
} ds_morris_effect;

/** out[k]. Grid points are (level + 1/2) / levels, within (0, 1). */
DS_MUST_USE ds_status ds_morris_screen(const ds_morris_request *request,
                                       const ds_output *output,
                                       ds_morris_effect *out, ds_error *err);

#endif
