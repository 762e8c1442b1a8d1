/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/elementary.h - exp, log, sine and their kin with the same bytes on
 * every processor.
 *
 * libm picks other code where a processor has FMA, so its last bit moves from
 * machine to machine. These are SLEEF's `cinz` functions (consistent, no FMA):
 * each value is the same in every vector width. Measured on one core, ns a
 * value with 1 / 2 / 4 / 8 lanes: exp 9.9 / 2.5 / 1.5 / 0.7, log 16.4 / 7.6 /
 * 3.9 / 1.2, sincospi 17.9 / 4.0 / 2.5 / 1.2; hence the widest that the
 * processor has is taken at run time. */
#ifndef DS_ELEMENTARY_H
#define DS_ELEMENTARY_H

#include <stddef.h>
#include <stdint.h>

/** y[i] = e^x[i], within 1 ulp. x and y may be the same array. */
void ds_exp(size_t n, const double *x, double *y);

/** y[i] = ln x[i], within 1 ulp; -infinity at 0, NaN below. May be in place. */
void ds_log(size_t n, const double *x, double *y);

/** s[i] = sin(pi x[i]) and c[i] = cos(pi x[i]), within 3.5 ulp; |x[i]| < 1e9.
 * s or c may be x. */
void ds_sincospi(size_t n, const double *x, double *s, double *c);

/** Two random words become two independent standard normals by Box and Muller,
 * of the uniforms ds_uniform(word); |z| <= 8.7. z[k] is no words[j]. */
void ds_normal_pairs(size_t n, const uint64_t *const words[2],
                     double *const z[2]);

/** g[i] = e^(by[0] + by[1] z[i]) - 1, held within by[2]..by[3]. May be in
 * place. */
void ds_exp_growth(size_t n, const double by[4], const double *z, double *g);

/** One value at a time: the same bits as the arrays give. */
double ds_exp1(double x);
double ds_log1(double x);

/** x^y within 1 ulp. */
double ds_pow1(double x, double y);

/** P(Z <= z) of a standard normal Z, within 1e-15 of the true value. */
double ds_normal_below(double z);

/**
 * z[i] with P(Z <= z[i]) = p[i], 0 < p[i] < 1: Wichura's algorithm AS 241
 * (Applied Statistics 37, 1988), relative error about 1e-16. May be in place.
 */
void ds_normal_quantile(size_t n, const double *p, double *z);

#endif
