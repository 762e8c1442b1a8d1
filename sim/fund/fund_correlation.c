/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_correlation.c - correlations among factors; see
 * fund_factors.h. */
#include "sim/fund/fund_correlation.h"

#include "base/decimal.h"
#include "base/money.h"

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_matrix.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool ds_fund_cholesky(size_t n, const double *a, double *L)
{
    memset(L, 0, n * n * sizeof *L);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            double s = a[i * n + j];
            for (size_t k = 0; k < j; k++) s -= L[i * n + k] * L[j * n + k];
            if (i != j)
                L[i * n + j] = s / L[j * n + j];
            else if (!(s > 1e-10))
                return false;
            else
                L[i * n + i] = sqrt(s);
        }
    return true;
}

/* The nearest matrix without eigenvalues below `least`, in place. */
static void project(gsl_eigen_symmv_workspace *w, gsl_matrix *m,
                    gsl_matrix *vectors, gsl_vector *values, double least)
{
    const size_t n = m->size1;
    gsl_eigen_symmv(m, values, vectors, w); /* destroys m */
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double s = 0.0;
            for (size_t k = 0; k < n; k++) {
                const double e = fmax(gsl_vector_get(values, k), least);
                s += e * gsl_matrix_get(vectors, i, k) *
                     gsl_matrix_get(vectors, j, k);
            }
            gsl_matrix_set(m, i, j, s);
        }
}

/* Higham's alternating projections with Dykstra's correction. */
static void alternate(size_t n, double *a, gsl_matrix *m, gsl_matrix *vectors,
                      gsl_vector *values, gsl_eigen_symmv_workspace *w,
                      double *correction)
{
    enum { STEPS = 200 };
    for (int step = 0; step < STEPS; step++) {
        for (size_t i = 0; i < n * n; i++) m->data[i] = a[i] - correction[i];
        for (size_t i = 0; i < n * n; i++) correction[i] = -m->data[i];
        project(w, m, vectors, values, 1e-6);
        for (size_t i = 0; i < n * n; i++) {
            correction[i] += m->data[i];
            a[i] = m->data[i];
        }
        for (size_t i = 0; i < n; i++) a[i * n + i] = 1.0;
    }
    /* a last step towards independence makes it valid for certain */
    for (size_t i = 0; i < n * n; i++)
        if (i % (n + 1) != 0) a[i] *= 0.9999;
}

ds_status ds_fund_nearest(size_t n, double *a, ds_error *err)
{
    gsl_matrix *m = gsl_matrix_alloc(n, n), *vectors = gsl_matrix_alloc(n, n);
    gsl_vector *values = gsl_vector_alloc(n);
    gsl_eigen_symmv_workspace *w = gsl_eigen_symmv_alloc(n);
    double *correction = calloc(n * n, sizeof *correction);
    const bool is_whole = m && vectors && values && w && correction;
    if (is_whole) alternate(n, a, m, vectors, values, w, correction);
    free(correction);
    if (w) gsl_eigen_symmv_free(w);
    if (values) gsl_vector_free(values);
    if (vectors) gsl_matrix_free(vectors);
    if (m) gsl_matrix_free(m);
    return is_whole ? DS_OK : ds_fail(err, DS_ERR_NOMEM, "out of memory");
}

/* ---- what the keys say --------------------------------------------------- */

static const char *name_of(const ds_fund_group *g, size_t i)
{
    return ds_fund_driver_key(g->factor[i].driver);
}

static ds_status bad_term(const char *file, const char *key, const char *text,
                          const char *why, ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CONFIG,
                           "%s: factor.%s.corr: '%.60s': %s", file, key, text,
                           why),
                   "give factors of the same process and numbers from -1 to "
                   "1: [price 0.4, emp.use 0.2]");
}

/* "price 0.4": the other factor's number in the group and the value. */
static ds_status read_term(const ds_fund_group *g, size_t i, const char *file,
                           char *term, double *matrix, ds_error *err)
{
    int64_t value;
    while (*term == ' ') term++;
    char *gap = strrchr(term, ' ');
    const char *key = name_of(g, i);
    size_t other = 0;
    if (!gap) return bad_term(file, key, term, "no factor and value", err);
    if (ds_decimal_parse(gap + 1, strlen(gap + 1), DS_RATE_DECIMALS, &value) !=
            DS_DECIMAL_OK ||
        value < -DS_RATE_ONE || value > DS_RATE_ONE)
        return bad_term(file, key, term, "not a number from -1 to 1", err);
    while (gap > term && *gap == ' ') *gap-- = '\0';
    while (other < g->n && strcmp(name_of(g, other), term) != 0) other++;
    if (other == g->n || other == i)
        return bad_term(file, key, term, "no other factor of this process",
                        err);
    const double r = (double)value / (double)DS_RATE_ONE;
    double *cell = &matrix[i * g->n + other];
    if (*cell != 0.0 && *cell != r)
        return bad_term(file, key, term, "given twice with another value", err);
    *cell = matrix[other * g->n + i] = r;
    return DS_OK;
}

static ds_status read_row(const ds_fund_config *c, const ds_fund_group *g,
                          size_t i, const char *file, double *matrix,
                          ds_error *err)
{
    char text[DS_KEY_TEXT_SIZE];
    memcpy(text, c->factor[g->factor[i].driver].corr, sizeof text);
    for (char *term = text, *next; term && *term; term = next) {
        next = strchr(term, ',');
        if (next) *next++ = '\0';
        DS_TRY(read_term(g, i, file, term, matrix, err));
    }
    return DS_OK;
}

static ds_status not_valid(const ds_fund_group *g, const char *file,
                           const double *given, double *nearest, ds_error *err)
{
    const size_t n = g->n;
    size_t row = 1, column = 0;
    DS_TRY(ds_fund_nearest(n, nearest, err));
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            if (fabs(nearest[i * n + j] - given[i * n + j]) >
                fabs(nearest[row * n + column] - given[row * n + column])) {
                row = i;
                column = j;
            }
    const size_t at = row * n + column;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CONFIG,
                           "%s: factor.%s.corr: the correlations are not "
                           "positive definite: %s with %s at %.4f fits the "
                           "others least",
                           file, name_of(g, row), name_of(g, row),
                           name_of(g, column), given[at]),
                   "the nearest valid matrix has %.4f there", nearest[at]);
}

ds_status ds_fund_correlate(const ds_fund_config *c, ds_fund_group *g,
                            const char *file, ds_error *err)
{
    double given[DS_FUND_N_DRIVERS * DS_FUND_N_DRIVERS] = {0};
    double nearest[DS_FUND_N_DRIVERS * DS_FUND_N_DRIVERS];
    for (size_t i = 0; i < g->n; i++) given[i * g->n + i] = 1.0;
    for (size_t i = 0; i < g->n; i++)
        DS_TRY(read_row(c, g, i, file, given, err));
    if (ds_fund_cholesky(g->n, given, g->L)) return DS_OK;
    memcpy(nearest, given, sizeof nearest);
    return not_valid(g, file, given, nearest, err);
}
