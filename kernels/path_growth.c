/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/path_growth.c - see path_growth.h for the contract. */
#include "kernels/path_growth.h"

#include "kernels/elementary.h"

#include <math.h>

void ds_path_mix(size_t n, size_t k, const double *L, double *const z[])
{
    /* From the last row up: a row needs the unmixed ones above it only. */
    for (size_t row = k; row-- > 0;) {
        double *restrict out = z[row];
        const double own = L[row * k + row];
        for (size_t i = 0; i < n; i++) out[i] *= own;
        for (size_t c = 0; c < row; c++) {
            const double *restrict in = z[c];
            const double part = L[row * k + c];
            if (part == 0.0) continue;
            for (size_t i = 0; i < n; i++) out[i] += part * in[i];
        }
    }
}

void ds_path_linear(size_t n, double mean, double sd, const double *z,
                    double *g)
{
    for (size_t i = 0; i < n; i++) g[i] = mean + sd * z[i];
}

void ds_path_lognormal(size_t n, double mu, double sd, const double *z,
                       double *g)
{
    ds_exp_growth(n, (const double[]){mu, sd, -INFINITY, INFINITY}, z, g);
}

void ds_path_table(size_t n, const double *table, const double *z, double *g)
{
    for (size_t i = 0; i < n; i++) {
        double at = (z[i] - DS_PATH_NODE_LOW) / DS_PATH_NODE_STEP;
        at = at > 0.0 ? at : 0.0;
        at = at < DS_PATH_NODES - 1 ? at : DS_PATH_NODES - 1;
        size_t node = (size_t)at;
        if (node == DS_PATH_NODES - 1) node--;
        const double part = at - (double)node;
        g[i] = table[node] + part * (table[node + 1] - table[node]);
    }
}

void ds_path_choice(size_t n, size_t k, const double *threshold,
                    const double *value, const double *z, double *g)
{
    for (size_t i = 0; i < n; i++) {
        size_t below = 0;
        for (size_t j = 0; j + 1 < k; j++) below += z[i] > threshold[j];
        g[i] = value[below];
    }
}

void ds_path_bound(size_t n, double low, double high, double *g)
{
    for (size_t i = 0; i < n; i++) {
        g[i] = g[i] < low ? low : g[i];
        g[i] = g[i] > high ? high : g[i];
    }
}
