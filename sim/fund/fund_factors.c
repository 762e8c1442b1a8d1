/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_factors.c - see fund_factors.h for the contract. */
#include "sim/fund/fund_factors.h"

#include "base/buffer.h"
#include "base/money.h"
#include "kernels/elementary.h"
#include "sim/fund/fund_correlation.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- tables of quantiles ------------------------------------------------- */

static double rate(int64_t value) { return (double)value / DS_RATE_ONE; }

static double triangular(double p, double low, double mode, double high)
{
    const double at = (mode - low) / (high - low);
    return p < at ? low + sqrt(p * (high - low) * (mode - low))
                  : high - sqrt((1 - p) * (high - low) * (high - mode));
}

static double pert(double z, double low, double mode, double high)
{
    const double a = 1 + 4 * (mode - low) / (high - low);
    const double b = 1 + 4 * (high - mode) / (high - low);
    /* the smaller tail, for its digits */
    const double p = gsl_cdf_ugaussian_P(z), q = gsl_cdf_ugaussian_Q(z);
    return low + (high - low) * (z < 0 ? gsl_cdf_beta_Pinv(p, a, b)
                                       : gsl_cdf_beta_Qinv(q, a, b));
}

static double student(double z, double df, double sd)
{
    const double scale = sd * sqrt((df - 2) / df);
    return scale * (z < 0 ? gsl_cdf_tdist_Pinv(gsl_cdf_ugaussian_P(z), df)
                          : gsl_cdf_tdist_Qinv(gsl_cdf_ugaussian_Q(z), df));
}

static double table_value(const ds_fund_factor_keys *k, ds_fund_dist dist,
                          double centre, double z)
{
    const double low = rate(k->low), high = rate(k->high);
    if (dist == DS_FUND_STUDENT) return student(z, (double)k->df, rate(k->sd));
    if (dist == DS_FUND_PERT) return pert(z, low, centre, high) - centre;
    return triangular(ds_normal_below(z), low, centre, high) - centre;
}

/* Nodes are cut to 2^-40: another libm's last bit moves none. */
static ds_status make_table(ds_fund_factor *f, const ds_fund_factor_keys *k,
                            double centre, ds_error *err)
{
    DS_TRY(ds_alloc(&f->table, DS_PATH_NODES, sizeof *f->table, err));
    for (size_t i = 0; i < DS_PATH_NODES; i++) {
        const double z = DS_PATH_NODE_LOW + (double)i * DS_PATH_NODE_STEP;
        f->table[i] =
            nearbyint(table_value(k, f->dist, centre, z) * 0x1p40) * 0x1p-40;
    }
    return DS_OK;
}

static void make_choices(ds_fund_factor *f, const ds_rates *history)
{
    f->n_choices = (size_t)history->n;
    for (size_t i = 0; i < f->n_choices; i++) {
        f->choice[i] = rate(history->value[i]);
        f->threshold[i] = (double)(i + 1) / (double)f->n_choices;
    }
    if (f->n_choices > 1)
        ds_normal_quantile(f->n_choices - 1, f->threshold, f->threshold);
}

void ds_fund_factor_values(const ds_fund_factor *f, double centre, size_t n,
                           const double *z, double *g)
{
    switch (f->dist) {
    case DS_FUND_NORMAL:
        ds_path_linear(n, centre, f->sd, z, g);
        break;
    case DS_FUND_LOGNORMAL:
        ds_exp_growth(
            n, (double[]){ds_log1(1.0 + centre), f->sd, f->low, f->high}, z, g);
        return;
    case DS_FUND_HISTORY:
        ds_path_choice(n, f->n_choices, f->threshold, f->choice, z, g);
        break;
    default:
        ds_path_table(n, f->table, z, g);
        ds_path_linear(n, centre, 1.0, g, g);
    }
    ds_path_bound(n, f->low, f->high, g);
}

/* ---- one factor ---------------------------------------------------------- */

static const char *key_of(int d)
{
    return ds_fund_driver_key((ds_fund_driver)d);
}

/* Why the model never looks at a driver, or NULL. */
static const char *never_used(const ds_fund_keys_values *v, int d)
{
    const bool is_res = strncmp(key_of(d), "res.", 4) == 0;
    const bool is_emp = strncmp(key_of(d), "emp.", 4) == 0;
    const ds_fund_pool_keys *p = &v->pool[is_res];
    if (is_res && v->pools == DS_FUND_POOLS_EMP) return "pools: employee";
    if (is_emp && v->pools == DS_FUND_POOLS_RES) return "pools: resident";
    switch (d) {
    case DS_FUND_EMP_BUDGET_GROWTH:
    case DS_FUND_RES_BUDGET_GROWTH:
        return p->budget == DS_FUND_BUDGET_MANUAL ||
                       (p->budget == DS_FUND_BUDGET_T1 &&
                        p->t1 != DS_FUND_T1_NEED)
                   ? NULL
                   : "a budget that is neither manual nor t1";
    case DS_FUND_EMP_CASEMIX:
    case DS_FUND_RES_CASEMIX:
        return p->budget != DS_FUND_BUDGET_NONE ? NULL : "budget: none";
    case DS_FUND_EMP_OUTSIDE:
    case DS_FUND_RES_OUTSIDE:
        return p->outside_share > 0 ? NULL : "outside_share: 0";
    case DS_FUND_EMP_UNBOOKED:
    case DS_FUND_RES_UNBOOKED:
        return p->unbooked_months > 0 || (p->unbooked_amount != DS_KEY_NONE &&
                                          p->unbooked_amount > 0)
                   ? NULL
                   : "nothing unbooked";
    case DS_FUND_EMP_RETIRED:
        return p->retired > 0 || v->population == DS_FUND_COHORT
                   ? NULL
                   : "emp.retired_heads: 0";
    default:
        return NULL;
    }
}

static ds_status check_range(const ds_fund_config *c, int d, const char *file,
                             ds_error *err)
{
    const ds_fund_factor_keys *k = &c->factor[d];
    const double centre = ds_fund_rate_of(&c->v.drivers[d], 1);
    if (k->min != DS_KEY_NONE && k->max != DS_KEY_NONE && k->min > k->max)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "%s: factor.%s.min: %g is above max, %g", file,
                               key_of(d), rate(k->min), rate(k->max)),
                       "give min <= max");
    if (k->dist != DS_FUND_TRIANGULAR && k->dist != DS_FUND_PERT) return DS_OK;
    if (k->low == DS_KEY_NONE || k->high == DS_KEY_NONE || k->low >= k->high ||
        rate(k->low) > centre || rate(k->high) < centre)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "%s: factor.%s: low and high do not enclose "
                               "the mode %g, which is the key %s",
                               file, key_of(d), centre, key_of(d)),
                       "give factor.%s.low < factor.%s.high around it",
                       key_of(d), key_of(d));
    if (c->v.drivers[d].n == 1) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CONFIG,
                           "%s: factor.%s: %s has a value for each year, which "
                           "triangular and pert cannot follow",
                           file, key_of(d), key_of(d)),
                   "take normal, lognormal or student");
}

static ds_status check_factor(const ds_fund_config *c, int d, const char *file,
                              ds_error *err)
{
    const ds_fund_factor_keys *k = &c->factor[d];
    const char *why = never_used(&c->v, d);
    if (k->dist == DS_FUND_FIXED && (k->sd > 0 || *k->corr))
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "%s: factor.%s.dist: a factor never used: it "
                               "has no distribution",
                               file, key_of(d)),
                       "give factor.%s.dist: normal, or take its other keys "
                       "out",
                       key_of(d));
    if (k->dist == DS_FUND_FIXED) return DS_OK;
    if (why)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "%s: factor.%s: a factor never used (%s)", file,
                               key_of(d), why),
                       "take it out, or change what leaves it out");
    return check_range(c, d, file, err);
}

static bool is_random(const ds_fund_factor_keys *k)
{
    if (k->dist == DS_FUND_FIXED) return false;
    if (k->dist == DS_FUND_TRIANGULAR || k->dist == DS_FUND_PERT ||
        k->dist == DS_FUND_HISTORY)
        return true;
    return k->sd > 0;
}

static ds_status add_factor(ds_fund_factors *all, const ds_fund_config *c,
                            int d, ds_error *err)
{
    const ds_fund_factor_keys *k = &c->factor[d];
    ds_fund_group *g = &all->group[k->process];
    ds_fund_factor *f = &g->factor[g->n++];
    all->n++;
    f->driver = (ds_fund_driver)d;
    f->dist = (ds_fund_dist)k->dist;
    f->is_still = !is_random(k);
    f->sd = rate(k->sd);
    f->phi = rate(k->phi);
    f->low = k->min == DS_KEY_NONE ? -1.0 : rate(k->min);
    f->high = k->max == DS_KEY_NONE ? 1e9 : rate(k->max);
    if (f->dist == DS_FUND_HISTORY) make_choices(f, &k->history);
    if (f->dist == DS_FUND_STUDENT || f->dist == DS_FUND_TRIANGULAR ||
        f->dist == DS_FUND_PERT)
        return make_table(f, k, ds_fund_rate_of(&c->v.drivers[d], 1), err);
    return DS_OK;
}

/* ---- together ------------------------------------------------------------ */

ds_status ds_fund_factors_init(ds_fund_factors *f, const ds_fund_config *c,
                               const char *file, ds_error *err)
{
    for (int d = 0; d < DS_FUND_N_DRIVERS; d++) {
        DS_TRY(check_factor(c, d, file, err));
        if (c->factor[d].dist != DS_FUND_FIXED)
            DS_TRY(add_factor(f, c, d, err));
    }
    for (size_t p = 0; p < DS_FUND_N_PROCESSES; p++)
        DS_TRY(ds_fund_correlate(c, &f->group[p], file, err));
    return DS_OK;
}

void ds_fund_factors_destroy(ds_fund_factors *f)
{
    for (size_t p = 0; p < DS_FUND_N_PROCESSES; p++)
        for (size_t i = 0; i < f->group[p].n; i++)
            free(f->group[p].factor[i].table);
    *f = (ds_fund_factors){0};
}
