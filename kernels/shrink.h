/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/shrink.h - a correlation matrix from few observations, drawn towards
 * independence as far as their noise asks.
 *
 * J. Schaefer and K. Strimmer, "A shrinkage approach to large-scale covariance
 * matrix estimation", Statistical Applications in Genetics and Molecular
 * Biology 4 (2005), target D (diagonal, unequal variances): with standardised
 * x, w_kij = x_ki x_kj and its mean w_ij over n,
 *   r_ij = n / (n - 1) w_ij,
 *   Var(r_ij) = n / (n - 1)^3 sum_k (w_kij - w_ij)^2,
 *   lambda = sum_{i != j} Var(r_ij) / sum_{i != j} r_ij^2, within 0..1,
 * and the result is (1 - lambda) r_ij off the diagonal, 1 on it: positive
 * definite whenever lambda > 0. Covariances follow with the standard
 * deviations, which are not shrunk. */
#ifndef DS_SHRINK_H
#define DS_SHRINK_H

#include <stddef.h>

enum { DS_MAX_FACTORS = 64 };

/** Mean and sample standard deviation (n - 1) of x[0..n), n >= 1; *sd is NaN
 * where n = 1. */
void ds_mean_sd(size_t n, const double *x, double *mean, double *sd);

/**
 * r[k * k] receives the shrunk correlations of k <= DS_MAX_FACTORS columns of
 * x[n * k] (row = observation); raw[k * k] (may be NULL) those before. Returns
 * the weight lambda of the target; 1, and no correlations, where n < 3 or k < 2
 * or where nothing is correlated. A column without spread is uncorrelated.
 */
double ds_shrunk_correlation(size_t n, size_t k, const double *x, double *r,
                             double *raw);

/** Lower factor l of a symmetric positive definite a = l l', both [k * k].
 * Returns k, or the first row that shows that a is not positive definite. */
size_t ds_cholesky(size_t k, const double *a, double *l);

#endif
