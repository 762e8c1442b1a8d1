/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/path_growth.h - standard normals become correlated growth rates of
 * many paths at once. Arrays hold one value a path; nothing is allocated. Same
 * bytes on every processor (elementary.h). */
#ifndef DS_PATH_GROWTH_H
#define DS_PATH_GROWTH_H

#include <stddef.h>

/** A quantile function by its values at z = -8.5, -8.5 + 1/128 ... 8.5. */
enum { DS_PATH_NODES = 17 * 128 + 1 };
#define DS_PATH_NODE_LOW (-8.5)
#define DS_PATH_NODE_STEP (1.0 / 128)

/** z of k factors becomes L z, in place; L: k x k by rows, lower triangle. */
void ds_path_mix(size_t n, size_t k, const double *L, double *const z[]);

/** g = mean + sd z. g may be z, here and below. */
void ds_path_linear(size_t n, double mean, double sd, const double *z,
                    double *g);

/** g = exp(mu + sd z) - 1. */
void ds_path_lognormal(size_t n, double mu, double sd, const double *z,
                       double *g);

/** g = the table at z, linear between nodes; z beyond it takes its end. */
void ds_path_table(size_t n, const double *table, const double *z, double *g);

/** g = value[i] where i of the k - 1 rising thresholds are below z. */
void ds_path_choice(size_t n, size_t k, const double *threshold,
                    const double *value, const double *z, double *g);

/** g held within low..high. */
void ds_path_bound(size_t n, double low, double high, double *g);

#endif
