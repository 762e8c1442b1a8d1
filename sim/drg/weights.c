/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/drg/weights.c - exact means, weights and base points; see weights.h. */
#include "sim/drg/weights.h"

#include "sim/drg/weights_scan.h"

#include <stdlib.h>

int64_t ds_weights_n(const ds_weights *w, size_t group)
{
    int64_t n = 0;
    for (size_t s = 0; s < w->n_scopes; s++)
        n += ds_moments_get(&w->cost_all, group * w->n_scopes + s).n;
    return n;
}

int64_t ds_weights_kept(const ds_weights *w, size_t group)
{
    return ds_moments_get(&w->cost_kept, group).n;
}

/* Adds weight * sum / n of one year to q. */
static void add_year(mpq_t q, int64_t weight, int64_t n, ds_i128 sum)
{
    mpq_t mean, rate;
    mpq_init(mean);
    mpq_init(rate);
    ds_ratio_set(mean, sum, n);
    ds_ratio_set(rate, weight, DS_RATE_ONE);
    mpq_mul(mean, mean, rate);
    mpq_add(q, q, mean);
    mpq_clear(rate);
    mpq_clear(mean);
}

void ds_yearly_mean(mpq_t mean, int n_years, const int64_t *weight,
                    const int64_t *n, const ds_i128 *sum)
{
    ds_i128 weights = 0;
    mpq_t q;
    mpq_set_ui(mean, 0, 1);
    for (int y = 0; y < n_years; y++) {
        if (n[y] == 0) continue;
        add_year(mean, weight[y], n[y], sum[y]);
        weights += weight[y];
    }
    if (weights == 0) return;
    mpq_init(q);
    ds_ratio_set(q, weights, DS_RATE_ONE);
    mpq_div(mean, mean, q);
    mpq_clear(q);
}

/* Z5: the mean of a group, and of all cases, over the weighted base years. */
static void means(ds_weights *w)
{
    int64_t all_n[DS_MAX_BASE_YEARS] = {0};
    ds_i128 all_sum[DS_MAX_BASE_YEARS] = {0};
    for (size_t g = 0; g < w->n_groups; g++) {
        int64_t n[DS_MAX_BASE_YEARS];
        ds_i128 sum[DS_MAX_BASE_YEARS];
        for (int y = 0; y < w->n_years; y++) {
            const size_t cell = g * (size_t)w->n_years + (size_t)y;
            n[y] = ds_cube_n(&w->by_year, cell);
            sum[y] = ds_cube_sum(&w->by_year, cell, 0);
            all_n[y] += n[y];
            all_sum[y] += sum[y];
        }
        ds_yearly_mean(w->mean[g], w->n_years, w->year_w, n, sum);
    }
    ds_yearly_mean(w->mean_all, w->n_years, w->year_w, all_n, all_sum);
}

/* 8.1: w = mean * N / sum(n mean), so that sum(n w) / N = 1. */
static void weights(ds_weights *w)
{
    mpq_t sum, n;
    int64_t all = 0;
    mpq_init(sum);
    mpq_init(n);
    for (size_t g = 0; g < w->n_groups; g++) {
        all += ds_weights_kept(w, g);
        ds_ratio_set(n, ds_weights_kept(w, g), 1);
        mpq_mul(n, n, w->mean[g]);
        mpq_add(sum, sum, n);
    }
    ds_ratio_set(n, all, 1);
    if (mpq_sgn(sum) > 0) mpq_div(sum, n, sum);
    for (size_t g = 0; g < w->n_groups; g++)
        mpq_mul(w->weight[g], w->mean[g], sum);
    mpq_clear(n);
    mpq_clear(sum);
}

/* Z1, from the means that are not renormalised. */
static ds_status base_points(ds_weights *w, ds_error *err)
{
    for (size_t g = 0; g < w->n_groups; g++) {
        w->base[g] = DS_MISSING;
        if (ds_weights_kept(w, g) > 0 &&
            !ds_base_points(w->mean[g], w->mean_all, &w->base[g]))
            return ds_fail(err, DS_ERR_OVERFLOW,
                           "the base points of group %s do not fit 64 bits",
                           ds_dict_text(&w->groups, (uint32_t)g));
    }
    return DS_OK;
}

static ds_status nothing_kept(const ds_claims_input *input, ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA, "%s: the trim leaves no case",
                           input->source->name),
                   "set drg.trim: none, or wider drg.trim_levels");
}

static ds_status compute(const ds_claims_input *input,
                         const ds_weights_policy *policy, ds_year_range years,
                         bool is_lean, const ds_run *run, ds_weights *out,
                         ds_error *err)
{
    ds_status st = DS_OK;
    *out = (ds_weights){.policy = policy, .is_lean = is_lean};
    mpq_init(out->mean_all);
    DS_GO(input->source->ops->dictionary(input->source, "drg", &out->groups,
                                         err));
    out->n_groups = out->groups.n;
    out->mean = ds_ratios_new(out->n_groups);
    out->weight = ds_ratios_new(out->n_groups);
    DS_GO(ds_alloc(&out->base, out->n_groups, sizeof *out->base, err));
    if (!out->mean || !out->weight)
        DS_GO(ds_fail(err, DS_ERR_NOMEM, "no memory for %zu groups",
                      out->n_groups));
    DS_GO(ds_weights_scan(input, years, run, out, err));
    means(out);
    if (mpq_sgn(out->mean_all) == 0) DS_GO(nothing_kept(input, err));
    weights(out);
    DS_GO(base_points(out, err));
done:
    if (st != DS_OK) ds_weights_destroy(out);
    return st;
}

ds_status ds_weights_compute(const ds_claims_input *input,
                             const ds_weights_policy *policy,
                             ds_year_range years, const ds_run *run,
                             ds_weights *out, ds_error *err)
{
    return compute(input, policy, years, false, run, out, err);
}

ds_status ds_weights_compute_lean(const ds_claims_input *input,
                                  const ds_weights_policy *policy,
                                  ds_year_range years, const ds_run *run,
                                  ds_weights *out, ds_error *err)
{
    return compute(input, policy, years, true, run, out, err);
}

void ds_weights_destroy(ds_weights *w)
{
    if (!w->policy) return; /* never begun, or destroyed */
    ds_ratios_free(w->mean, w->n_groups);
    ds_ratios_free(w->weight, w->n_groups);
    mpq_clear(w->mean_all);
    free(w->base);
    free(w->fences);
    ds_cube_destroy(&w->by_year);
    ds_cube_destroy(&w->by_pair);
    ds_groups_destroy(&w->pairs);
    ds_moments_destroy(&w->cost_all);
    ds_moments_destroy(&w->cost_kept);
    ds_moments_destroy(&w->days_kept);
    ds_moments_destroy(&w->log_all);
    ds_moments_destroy(&w->log_kept);
    ds_dict_destroy(&w->groups);
    *w = (ds_weights){0};
}
