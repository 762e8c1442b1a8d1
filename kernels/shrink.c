/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/shrink.c - see shrink.h for the contract. */
#include "kernels/shrink.h"

#include <math.h>
#include <string.h>

void ds_mean_sd(size_t n, const double *x, double *mean, double *sd)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < n; i++) sum += x[i];
    *mean = sum / (double)n;
    for (size_t i = 0; i < n; i++) squares += (x[i] - *mean) * (x[i] - *mean);
    *sd = n > 1 ? sqrt(squares / (double)(n - 1)) : NAN;
}

typedef struct column {
    double mean, sd;
} column;

static double standard(const double *x, size_t k, const column *c, size_t row,
                       size_t j)
{
    return c[j].sd > 0 ? (x[row * k + j] - c[j].mean) / c[j].sd : 0;
}

/* The mean of w_kij over rows, and the sum of its squared deviations. */
static double cross(size_t n, size_t k, const double *x, const column *c,
                    const size_t at[2], double *spread)
{
    double mean = 0;
    for (size_t row = 0; row < n; row++)
        mean += standard(x, k, c, row, at[0]) * standard(x, k, c, row, at[1]);
    mean /= (double)n;
    *spread = 0;
    for (size_t row = 0; row < n; row++) {
        const double w =
            standard(x, k, c, row, at[0]) * standard(x, k, c, row, at[1]);
        *spread += (w - mean) * (w - mean);
    }
    return mean;
}

static void identity(size_t k, double *r)
{
    memset(r, 0, k * k * sizeof *r);
    for (size_t i = 0; i < k; i++) r[i * k + i] = 1;
}

static void describe(size_t n, size_t k, const double *x, column *c)
{
    for (size_t j = 0; j < k; j++) {
        double sum = 0, squares = 0;
        for (size_t i = 0; i < n; i++) sum += x[i * k + j];
        c[j].mean = sum / (double)n;
        for (size_t i = 0; i < n; i++) {
            const double off = x[i * k + j] - c[j].mean;
            squares += off * off;
        }
        c[j].sd = sqrt(squares / (double)(n - 1));
    }
}

double ds_shrunk_correlation(size_t n, size_t k, const double *x, double *r,
                             double *raw)
{
    column c[DS_MAX_FACTORS];
    double noise = 0, signal = 0;
    identity(k, r);
    if (raw) identity(k, raw);
    if (n < 3 || k < 2) return 1;
    const double m = (double)n;
    describe(n, k, x, c);
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j < i; j++) {
            double spread;
            const double w = cross(n, k, x, c, (size_t[2]){i, j}, &spread);
            const double rho = m / (m - 1) * w;
            noise += m / ((m - 1) * (m - 1) * (m - 1)) * spread;
            signal += rho * rho;
            r[i * k + j] = r[j * k + i] = rho;
        }
    if (raw) memcpy(raw, r, k * k * sizeof *r);
    const double lambda = signal > 0 && noise < signal ? noise / signal : 1;
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j < k; j++)
            if (i != j) r[i * k + j] *= 1 - lambda;
    return lambda;
}

size_t ds_cholesky(size_t k, const double *a, double *l)
{
    memset(l, 0, k * k * sizeof *l);
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j <= i; j++) {
            double rest = a[i * k + j];
            for (size_t m = 0; m < j; m++) rest -= l[i * k + m] * l[j * k + m];
            if (i == j && !(rest > 0)) return i;
            l[i * k + j] = i == j ? sqrt(rest) : rest / l[j * k + j];
        }
    return k;
}
