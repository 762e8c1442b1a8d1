/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/elementary.c - see elementary.h for the contract. */
#include "kernels/elementary.h"

#include "kernels/elementary_lanes.h"

#include <math.h>
#include <sleef.h>

static size_t none(size_t n, const double *x, double *y)
{
    (void)n, (void)x, (void)y;
    return 0;
}

static size_t none2(size_t n, const double *x, double *s, double *c)
{
    (void)n, (void)x, (void)s, (void)c;
    return 0;
}

static size_t none_normals(size_t n, const uint64_t *const words[2],
                           double *const z[2])
{
    (void)n, (void)words, (void)z;
    return 0;
}

static size_t none_growth(size_t n, const double by[4], const double *z,
                          double *g)
{
    (void)n, (void)by, (void)z, (void)g;
    return 0;
}

/* Asking costs two loads: the processor is read once by the C runtime. */
static const ds_elementary *widest(void)
{
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512f")) return &ds_elementary_avx512;
    if (__builtin_cpu_supports("avx2")) return &ds_elementary_avx2;
    return &ds_elementary_sse2;
#endif
    static const ds_elementary plain = {none, none, none2, none_normals,
                                        none_growth};
    return &plain;
}

double ds_exp1(double x) { return Sleef_cinz_expd1_u10purec(x); }
double ds_log1(double x) { return Sleef_cinz_logd1_u10purec(x); }
double ds_pow1(double x, double y) { return Sleef_cinz_powd1_u10purec(x, y); }

void ds_exp(size_t n, const double *x, double *y)
{
    for (size_t i = widest()->exp(n, x, y); i < n; i++) y[i] = ds_exp1(x[i]);
}

void ds_log(size_t n, const double *x, double *y)
{
    for (size_t i = widest()->log(n, x, y); i < n; i++) y[i] = ds_log1(x[i]);
}

void ds_sincospi(size_t n, const double *x, double *s, double *c)
{
    for (size_t i = widest()->sincospi(n, x, s, c); i < n; i++) {
        const Sleef_double_2 both = Sleef_cinz_sincospid1_u35purec(x[i]);
        s[i] = both.x;
        c[i] = both.y;
    }
}

void ds_normal_pairs(size_t n, const uint64_t *const words[2],
                     double *const z[2])
{
    for (size_t i = widest()->normals(n, words, z); i < n; i++) {
        const double turn = ds_lane_uniform(words[1][i]) * 2.0;
        const double r = sqrt(ds_log1(ds_lane_uniform(words[0][i])) * -2.0);
        double s, c;
        ds_sincospi(1, &turn, &s, &c);
        z[0][i] = r * c;
        z[1][i] = r * s;
    }
}

void ds_exp_growth(size_t n, const double by[4], const double *z, double *g)
{
    for (size_t i = widest()->growth(n, by, z, g); i < n; i++) {
        const double x = ds_exp1(by[0] + by[1] * z[i]) - 1.0;
        const double above = x < by[2] ? by[2] : x;
        g[i] = above > by[3] ? by[3] : above;
    }
}

double ds_normal_below(double z)
{
    return 0.5 * Sleef_cinz_erfcd1_u15purec(-z * 0.70710678118654752440);
}

/* Horner's rule over coefficients from the constant upwards. */
static inline double polynomial(const double c[8], double x)
{
    double sum = c[7];
    for (int i = 6; i >= 0; i--) sum = sum * x + c[i];
    return sum;
}

/* AS 241's three ranges: |p - 1/2| <= 0.425, the tails down to e^-25, and
 * beyond; each a quotient of two polynomials of degree 7. */
static const double quotients[3][2][8] = {
    {{3.3871328727963666080e0, 1.3314166789178437745e+2,
      1.9715909503065514427e+3, 1.3731693765509461125e+4,
      4.5921953931549871457e+4, 6.7265770927008700853e+4,
      3.3430575583588128105e+4, 2.5090809287301226727e+3},
     {1.0, 4.2313330701600911252e+1, 6.8718700749205790830e+2,
      5.3941960214247511077e+3, 2.1213794301586595867e+4,
      3.9307895800092710610e+4, 2.8729085735721942674e+4,
      5.2264952788528545610e+3}  },
    {{1.42343711074968357734e0, 4.63033784615654529590e0,
      5.76949722146069140550e0, 3.64784832476320460504e0,
      1.27045825245236838258e0, 2.41780725177450611770e-1,
      2.27238449892691845833e-2, 7.74545014278341407640e-4},
     {1.0, 2.05319162663775882187e0, 1.67638483018380384940e0,
      6.89767334985100004550e-1, 1.48103976427480074590e-1,
      1.51986665636164571966e-2, 5.47593808499534494600e-4,
      1.05075007164441684324e-9} },
    {{6.65790464350110377720e0, 5.46378491116411436990e0,
      1.78482653991729133580e0, 2.96560571828504891230e-1,
      2.65321895265761230930e-2, 1.24266094738807843860e-3,
      2.71155556874348757815e-5, 2.01033439929228813265e-7},
     {1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1,
      1.48753612908506148525e-2, 7.86869131145613259100e-4,
      1.84631831751005468180e-5, 1.42151175831644588870e-7,
      2.04426310338993978564e-15}}
};

static inline double quotient(int range, double x)
{
    return polynomial(quotients[range][0], x) /
           polynomial(quotients[range][1], x);
}

/* z from p - 1/2 and ln min(p, 1 - p). */
static double from_tail(double q, double log_tail)
{
    if (fabs(q) <= 0.425) return q * quotient(0, 0.180625 - q * q);
    const double r = sqrt(-log_tail);
    const double z = r <= 5.0 ? quotient(1, r - 1.6) : quotient(2, r - 5.0);
    return q < 0.0 ? -z : z;
}

void ds_normal_quantile(size_t n, const double *p, double *z)
{
    enum { STEP = 256 };
    double tail[STEP];
    for (size_t first = 0; first < n; first += STEP) {
        const size_t m = n - first < STEP ? n - first : STEP;
        const double *part = p + first;
        for (size_t i = 0; i < m; i++)
            tail[i] = part[i] < 0.5 ? part[i] : 1.0 - part[i];
        ds_log(m, tail, tail);
        for (size_t i = 0; i < m; i++)
            z[first + i] = from_tail(part[i] - 0.5, tail[i]);
    }
}
