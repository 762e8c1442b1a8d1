/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/catalogue.c - means, points and coefficients from what the passes
 * have counted; see catalogue.h. */
#include "sim/dip/catalogue.h"

#include "sim/dip/catalogue_scan.h"
#include "sim/dip/dip_points.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const ds_disease_kind_names[DS_N_KINDS] = {
    "core", "composite", "chapter", "few_cases", "no_class"};

/* ---- means --------------------------------------------------------------- */

void ds_catalogue_years(const ds_catalogue *c, size_t group, int level,
                        int64_t *n, ds_i128 *sum)
{
    for (int y = 0; y < c->n_years; y++) {
        const size_t first =
            (group * (size_t)c->n_years + (size_t)y) * DS_N_LEVELS;
        n[y] = 0;
        sum[y] = 0;
        for (int l = 0; l < DS_N_LEVELS; l++) {
            if (level >= 0 && l != level) continue;
            n[y] += ds_cube_n(&c->cells, first + (size_t)l);
            sum[y] += ds_cube_sum(&c->cells, first + (size_t)l, 0);
        }
    }
}

/* sum_y w_y sum_y / sum_y w_y n_y. */
static void mean_by_cases(int n_years, const int64_t *weight, const int64_t *n,
                          const ds_i128 *sum, mpq_t mean)
{
    mpz_t cost, cases, x;
    mpz_inits(cost, cases, x, NULL);
    for (int y = 0; y < n_years; y++) {
        ds_integer_set(x, sum[y]);
        mpz_mul_si(x, x, weight[y]);
        mpz_add(cost, cost, x);
        ds_integer_set(x, (ds_i128)n[y] * weight[y]);
        mpz_add(cases, cases, x);
    }
    mpq_set_ui(mean, 0, 1);
    if (mpz_sgn(cases) > 0) {
        mpz_set(mpq_numref(mean), cost);
        mpz_set(mpq_denref(mean), cases);
        mpq_canonicalize(mean);
    }
    mpz_clears(cost, cases, x, NULL);
}

void ds_dip_mean(bool by_cases, int n_years, const int64_t *weight,
                 const int64_t *n, const ds_i128 *sum, mpq_t mean)
{
    if (by_cases)
        mean_by_cases(n_years, weight, n, sum, mean);
    else
        ds_yearly_mean(mean, n_years, weight, n, sum);
}

void ds_catalogue_mean(const ds_catalogue *c, const int64_t *n,
                       const ds_i128 *sum, mpq_t mean)
{
    ds_dip_mean(c->in.policy->by_cases != 0, c->n_years, c->year_w, n, sum,
                mean);
}

static ds_status means(ds_catalogue *c, ds_error *err)
{
    int64_t n[DS_MAX_BASE_YEARS], all_n[DS_MAX_BASE_YEARS] = {0};
    ds_i128 sum[DS_MAX_BASE_YEARS], all[DS_MAX_BASE_YEARS] = {0};
    c->mean = ds_ratios_new(c->n_groups);
    if (!c->mean) return ds_fail(err, DS_ERR_NOMEM, "out of memory: means");
    for (size_t g = 0; g < c->n_groups; g++) {
        ds_catalogue_years(c, g, -1, n, sum);
        for (int y = 0; y < c->n_years; y++) {
            all_n[y] += n[y];
            all[y] += sum[y];
        }
        ds_catalogue_mean(c, n, sum, c->mean[g]);
    }
    ds_catalogue_mean(c, all_n, all, c->mean_all);
    return DS_OK;
}

/* 7.6: mean of the level / mean of all. */
static void coefficients(ds_catalogue *c)
{
    mpq_t mean;
    mpq_init(mean);
    for (int l = 0; l < DS_N_LEVELS; l++) {
        int64_t n[DS_MAX_BASE_YEARS], all_n[DS_MAX_BASE_YEARS] = {0};
        ds_i128 sum[DS_MAX_BASE_YEARS], all[DS_MAX_BASE_YEARS] = {0};
        for (size_t g = 0; g < c->n_groups; g++) {
            ds_catalogue_years(c, g, l, n, sum);
            for (int y = 0; y < c->n_years; y++) {
                all_n[y] += n[y];
                all[y] += sum[y];
            }
        }
        ds_catalogue_mean(c, all_n, all, mean);
        c->coefficient[l] = DS_MISSING;
        if (mpq_sgn(mean) == 0) continue;
        mpq_div(mean, mean, c->mean_all);
        (void)!ds_ratio_round(mean, DS_POINT_DECIMALS, &c->coefficient[l]);
    }
    mpq_clear(mean);
}

/* ---- what a weight of 1 costs (7.4) -------------------------------------- */

/* The core group that "I63.9|39.7200" names, or n_core. */
static size_t find_core(const ds_catalogue *c, const char *name)
{
    char text[DS_KEY_TEXT_SIZE], part[DS_CODE_SIZE], set[DS_CODE_SIZE] = "";
    snprintf(text, sizeof text, "%s", name);
    char *bar = strchr(text, '|');
    if (bar) {
        *bar = '\0';
        if (!ds_operations_clean(bar + 1, set)) return c->n_core;
    }
    if (!ds_disease_part(c->map.how, text, part)) return c->n_core;
    const uint32_t code = ds_dict_find(&c->map.parts, part, strlen(part));
    const uint32_t operations = ds_dict_find(&c->map.sets, set, strlen(set));
    for (size_t g = 0; g < c->n_core; g++)
        if (c->group[g].code == code && c->group[g].operations == operations)
            return g;
    return c->n_core;
}

static ds_status find_base(ds_catalogue *c, ds_error *err)
{
    const ds_catalogue_policy *p = c->in.policy;
    mpq_set(c->base_cost, c->mean_all);
    if (p->method == DS_DIP_QUOTA) ds_ratio_set(c->base_cost, p->quota_fen, 1);
    if (p->method != DS_DIP_BENCHMARK) return DS_OK;
    const size_t g = find_core(c, p->benchmark);
    if (g == c->n_core)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA,
                               "dip.benchmark: '%s' is no core group of the "
                               "claims",
                               p->benchmark),
                       "name one as the catalogue prints it, diagnosis and "
                       "operations joined by |: dianshu catalogue FILE --csv");
    mpq_set(c->base_cost, c->mean[g]);
    return DS_OK;
}

static ds_status points(ds_catalogue *c, ds_error *err)
{
    DS_TRY(ds_alloc(&c->points, c->n_groups, sizeof *c->points, err));
    for (size_t g = 0; g < c->n_groups; g++) {
        c->points[g] = DS_MISSING;
        if (c->group[g].kind >= DS_FEW_CASES || mpq_sgn(c->mean[g]) == 0)
            continue;
        if (!ds_dip_base_points(c->mean[g], c->base_cost, &c->points[g]))
            return ds_fail(err, DS_ERR_OVERFLOW,
                           "the points of a group do not fit 64 bits");
    }
    return DS_OK;
}

/* ---- plan ---------------------------------------------------------------- */

/* Groups are not known before: at most a key a record, a few hundred thousand
 * in a region. */
enum { PLANNED_GROUPS = 1 << 17 };

static void plan_passes(const ds_catalogue_cases *m, const ds_run *run,
                        ds_plan *plan)
{
    const uint64_t rows = m->lanes.source->n_rows;
    const size_t groups =
        rows < PLANNED_GROUPS ? (size_t)rows + 2 : PLANNED_GROUPS;
    const size_t years = (size_t)m->c->in.policy->year_w.n;
    static const int64_t levels[] = {0, DS_RATE_ONE};
    ds_pass pass = ds_lanes_pass(&m->lanes, "years");
    const ds_quantile_job job = {.input = &pass,
                                 .group_lane = m->group,
                                 .value_lane = m->cost,
                                 .n_groups = groups,
                                 .n_levels = 2,
                                 .levels = levels};
    const ds_quantile_plan cost = ds_quantile_plan_make(&job, run);
    ds_plan_add(plan, &pass, 1, 0, run);
    pass.name = "keys";
    ds_plan_add(plan, &pass, 1, groups * 32, run);
    pass.name = "cases of keys";
    ds_plan_add(plan, &pass, 1, ds_cube_bytes(groups, 0, run), run);
    pass.name = "fences";
    ds_plan_add(plan, &pass, cost.passes, cost.bytes, run);
    pass.name = "kept cases";
    ds_plan_add(plan, &pass, 1,
                ds_cube_bytes(groups * years * DS_N_LEVELS, 1, run), run);
    pass.name = "sub-types";
    if (m->c->in.policy->aux)
        ds_plan_add(plan, &pass, 1,
                    ds_cube_bytes(groups, 1, run) * DS_N_SUBTYPES, run);
}

/* What the passes leave of the memory, were it half of what it is. */
static size_t budget_for_cases(const ds_catalogue_cases *m, const ds_run *run)
{
    ds_plan plan = {0};
    const ds_run half = ds_keep_rest(run, run->keep);
    plan_passes(m, &half, &plan);
    return ds_keep_budget(run, ds_plan_memory(&plan));
}

/* ---- all of it ----------------------------------------------------------- */

static ds_status prepare(ds_catalogue *c, ds_catalogue_cases *m, ds_error *err)
{
    const ds_source *source = c->in.claims.source;
    const ds_dip_code how = (ds_dip_code)c->in.policy->code;
    ds_dict hospitals = {0};
    DS_TRY(ds_catalogue_columns(m, c, err));
    DS_TRY(ds_disease_map_make(source, how, c->in.classes, &c->map, err));
    if (c->in.policy->aux)
        DS_TRY(ds_subtypes_make(&c->subtypes, source, how, c->in.complications,
                                err));
    DS_TRY(source->ops->dictionary(source, "hospital", &hospitals, err));
    const ds_status st =
        ds_levels_make(c->in.hospitals, &hospitals, &c->level, err);
    ds_dict_destroy(&hospitals);
    return st;
}

static ds_status no_core(const ds_catalogue *c, ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_INFEASIBLE,
                           "%s: no key of diagnosis and operations has "
                           "dip.min_core = %lld cases",
                           c->in.claims.source->name,
                           (long long)c->in.policy->min_core),
                   "take more years, or a lower threshold: with dip.min_core: "
                   "%lld core groups have the coverage of dip.cover",
                   (long long)c->cover_threshold);
}

ds_status ds_catalogue_compute(const ds_catalogue_input *input,
                               const ds_run *run, ds_catalogue *out,
                               ds_error *err)
{
    ds_catalogue_cases *m = NULL;
    ds_status st = DS_OK;
    *out = (ds_catalogue){.in = *input, .is_made = true};
    mpq_inits(out->mean_all, out->base_cost, NULL);
    DS_GO(ds_alloc(&m, 1, sizeof *m, err));
    DS_GO(prepare(out, m, err));
    const size_t budget = budget_for_cases(m, run);
    const ds_run rest = ds_keep_rest(run, budget);
    DS_GO(ds_catalogue_keep(m, budget, err));
    DS_GO(ds_catalogue_scan(m, &rest, err));
    if (out->n_core == 0) DS_GO(no_core(out, err));
    DS_GO(means(out, err));
    coefficients(out);
    DS_GO(find_base(out, err));
    DS_GO(points(out, err));
    if (input->policy->aux) DS_GO(ds_catalogue_split(m, &rest, err));
done:
    if (m) ds_keep_destroy(&m->keep);
    free(m);
    return st;
}

void ds_catalogue_destroy(ds_catalogue *c)
{
    if (!c->is_made) return;
    ds_disease_map_destroy(&c->map);
    ds_subtypes_destroy(&c->subtypes);
    ds_groups_destroy(&c->pairs);
    ds_cube_destroy(&c->cells);
    ds_cube_destroy(&c->drugs);
    ds_moments_destroy(&c->kept);
    ds_ratios_free(c->mean, c->n_groups);
    mpq_clears(c->mean_all, c->base_cost, NULL);
    free(c->level);
    free(c->pair_n);
    free(c->group_of);
    free(c->group);
    free(c->fences);
    free(c->points);
    free(c->auxiliary);
    *c = (ds_catalogue){0};
}

ds_status ds_catalogue_plan(const ds_catalogue_input *input, const ds_run *run,
                            ds_plan *plan, ds_error *err)
{
    ds_catalogue c = {.in = *input};
    ds_catalogue_cases *m = NULL;
    DS_TRY(ds_alloc(&m, 1, sizeof *m, err));
    const ds_status st = ds_catalogue_columns(m, &c, err);
    if (st == DS_OK) plan_passes(m, run, plan);
    free(m);
    return st;
}
