/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_factors.h - which parameters of the fund model are uncertain,
 * and how (fund-model.md section 2).
 *
 * A factor is a driver (fund_drivers.h) with keys `factor.<driver>.<field>`.
 * Its centre is the driver's own key: the mean of a normal or Student growth
 * rate, the mode of a triangular or PERT one, exp of the mean of log(1 +
 * growth) less one of a lognormal one; resampled history replaces it.
 * Dependence is a Gaussian copula: correlations are those of the normals
 * behind. */
#ifndef DS_FUND_FACTORS_H
#define DS_FUND_FACTORS_H

#include "kernels/path_growth.h"
#include "sim/fund/fund_keys.h"

#include <stdbool.h>

typedef enum ds_fund_dist {
    DS_FUND_FIXED, /**< no factor */
    DS_FUND_NORMAL,
    DS_FUND_LOGNORMAL,
    DS_FUND_STUDENT, /**< scaled to the standard deviation sd; df > 2 */
    DS_FUND_TRIANGULAR,
    DS_FUND_PERT, /**< beta with shape 4 */
    DS_FUND_HISTORY
} ds_fund_dist;

typedef enum ds_fund_process {
    DS_FUND_YEARLY, /**< independent every year: noise */
    DS_FUND_ONCE,   /**< one draw a path: not knowing it */
    DS_FUND_AR1,    /**< stationary, autocorrelation phi */
    DS_FUND_WALK,   /**< sum of yearly draws */
    DS_FUND_N_PROCESSES
} ds_fund_process;

/** The keys of one factor; rates in 1e-9. */
typedef struct ds_fund_factor_keys {
    int32_t dist, process;
    int64_t sd, df, low, high, phi, min, max;
    ds_rates history;
    char corr[DS_KEY_TEXT_SIZE]; /**< "price 0.4,emp.use 0.2" */
} ds_fund_factor_keys;

enum { DS_FUND_NAME_SIZE = 64 };

/** Everything a configuration file of the fund model says. Owns its rows;
 * zero it before ds_fund_config_init. */
typedef struct ds_fund_config {
    ds_fund_keys_values v;
    ds_fund_factor_keys factor[DS_FUND_N_DRIVERS];
    char (*source)[DS_KEY_TEXT_SIZE]; /**< of each row of ds_fund_keys */
    ds_keys sets[3]; /**< model, factors, sources: for ds_config_read */
    ds_key *rows;
    char (*names)[DS_FUND_NAME_SIZE];
} ds_fund_config;

/** Makes the rows and resets every key. */
DS_MUST_USE ds_status ds_fund_config_init(ds_fund_config *c, ds_error *err);
void ds_fund_config_destroy(ds_fund_config *c);

/** Copies all values of `from`, with which `to` shares nothing after. */
DS_MUST_USE ds_status ds_fund_config_copy(ds_fund_config *to,
                                          const ds_fund_config *from,
                                          ds_error *err);

/** One factor ready to be drawn. */
typedef struct ds_fund_factor {
    ds_fund_driver driver;
    ds_fund_dist dist;
    bool is_still; /**< sd 0: correlated as ever, and its centre every year */
    double sd, phi, low, high; /**< low, high: bounds of the value */
    size_t n_choices;
    double threshold[DS_KEY_MAX_RATES], choice[DS_KEY_MAX_RATES];
    double *table; /**< of a centre of 0; NULL where none is needed */
} ds_fund_factor;

/** Factors of one process and the Cholesky factor of their correlations. */
typedef struct ds_fund_group {
    size_t n;
    ds_fund_factor factor[DS_FUND_N_DRIVERS];
    double L[DS_FUND_N_DRIVERS * DS_FUND_N_DRIVERS];
} ds_fund_group;

typedef struct ds_fund_factors {
    size_t n; /**< of all groups */
    ds_fund_group group[DS_FUND_N_PROCESSES];
} ds_fund_factors;

/**
 * Checks and prepares the factors. Errors name `file`, key and remedy: bounds
 * that cross, a factor that the model never uses, correlations with what is no
 * factor of the same process, and a matrix that is not positive definite (the
 * pair that the nearest valid matrix moves most, and its value there; Higham,
 * IMA J. Numer. Anal. 22, 2002).
 */
DS_MUST_USE ds_status ds_fund_factors_init(ds_fund_factors *f,
                                           const ds_fund_config *c,
                                           const char *file, ds_error *err);
void ds_fund_factors_destroy(ds_fund_factors *f);

/** Standard normals z of n paths become values of the factor around centre. */
void ds_fund_factor_values(const ds_fund_factor *f, double centre, size_t n,
                           const double *z, double *g);

/** Lower Cholesky factor of the n x n matrix a (rows); false where it is not
 * positive definite. */
bool ds_fund_cholesky(size_t n, const double *a, double *L);

/** The nearest correlation matrix with eigenvalues >= 1e-6, in place. */
DS_MUST_USE ds_status ds_fund_nearest(size_t n, double *a, ds_error *err);

#endif
