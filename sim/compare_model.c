/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/compare_model.c - weights and catalogue of a comparison, and what they
 * say of themselves; see compare_map.h. */
#include "sim/compare_map.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- from year to year --------------------------------------------------- */

/* Cases and cost by group and base year; `levels` cells a year. */
typedef struct year_cells {
    const ds_cube *cube;
    size_t n_groups, levels;
    const int64_t *points; /* by group */
} year_cells;

static double sum_of(const year_cells *c, size_t g, int n_years, int y,
                     int64_t *n)
{
    double cost = 0;
    *n = 0;
    for (size_t l = 0; l < c->levels; l++) {
        const size_t cell = (g * (size_t)n_years + (size_t)y) * c->levels + l;
        *n += ds_cube_n(c->cube, cell);
        cost += (double)ds_cube_sum(c->cube, cell, 0);
    }
    return cost;
}

/* Mean of all and value of a point in a year; groups with points only. */
static void year_of(const year_cells *c, int n_years, int y, double *mean,
                    double *value)
{
    double cost = 0, points = 0;
    int64_t cases = 0;
    for (size_t g = 0; g < c->n_groups; g++) {
        int64_t n;
        const double own = sum_of(c, g, n_years, y, &n);
        if (n == 0 || c->points[g] == DS_MISSING) continue;
        cost += own;
        cases += n;
        points += (double)n * (double)c->points[g];
    }
    *mean = cost / (double)cases;
    *value = cost / points * (double)DS_POINT_ONE / 100;
}

static void stability_of(const year_cells *c, int n_years, int y,
                         ds_stability *s)
{
    double mean[2], weighted = 0, cases = 0;
    year_of(c, n_years, y, &mean[0], &s->value_from);
    year_of(c, n_years, y + 1, &mean[1], &s->value_to);
    for (size_t g = 0; g < c->n_groups; g++) {
        int64_t n[2];
        const double a = sum_of(c, g, n_years, y, &n[0]);
        const double b = sum_of(c, g, n_years, y + 1, &n[1]);
        if (n[0] == 0 || n[1] == 0) continue;
        const double from = a / (double)n[0] / mean[0];
        const double to = b / (double)n[1] / mean[1];
        const double both = (double)(n[0] + n[1]);
        s->groups++;
        weighted += both * fabs(to / from - 1);
        cases += both;
    }
    s->change = cases > 0 ? weighted / cases : NAN;
}

static void stability(const year_cells *c, int n_years, const int *year,
                      ds_compare_model *out, ds_compared k)
{
    for (int y = 0; y + 1 < n_years; y++) {
        ds_stability *s = &out->stability[k][out->n_stability[k]++];
        *s = (ds_stability){.from = year[y], .to = year[y + 1]};
        stability_of(c, n_years, y, s);
    }
}

/* ---- a coding step up ---------------------------------------------------- */

static void add_step(ds_step *s, int64_t cases, int64_t own, int64_t next)
{
    s->base_cases += cases;
    if (next == INT64_MAX) return;
    s->cases += cases;
    s->points += (ds_i128)cases * (next - own);
}

/* The least points above those of g among groups of the same family. */
static void drg_steps(const ds_weight_list *l, ds_step *s)
{
    for (uint32_t g = 1; g < l->groups.n; g++) {
        const char *id = ds_dict_text(&l->groups, g);
        int64_t next = INT64_MAX;
        if (l->base[g] == DS_MISSING) continue;
        for (uint32_t o = 1; o < l->groups.n; o++)
            if (l->base[o] > l->base[g] && l->base[o] < next &&
                strncmp(id, ds_dict_text(&l->groups, o), 3) == 0)
                next = l->base[o];
        add_step(s, l->n[g], l->base[g], next);
    }
}

static void dip_steps(const ds_disease_list *l, ds_step *s)
{
    for (uint32_t p = 1; p < l->parts.n; p++)
        for (uint32_t g = l->first[p]; g > 0; g = l->group[g].next) {
            int64_t next = INT64_MAX;
            for (uint32_t o = l->first[p]; o > 0; o = l->group[o].next)
                if (l->group[o].points > l->group[g].points &&
                    l->group[o].points < next)
                    next = l->group[o].points;
            add_step(s, l->group[g].n, l->group[g].points, next);
        }
    for (uint32_t g = 1; g < l->n; g++)
        if (l->group[g].kind != DS_CORE) s->base_cases += l->group[g].n;
}

/* ---- weights and catalogue ----------------------------------------------- */

/* sum n cv / sum n over groups with a CV. */
static double mean_cv(const ds_moments *m, size_t first, size_t n)
{
    double sum = 0;
    int64_t cases = 0;
    for (size_t g = first; g < n; g++) {
        const ds_moment k = ds_moments_get(m, g);
        const double cv = ds_moment_cv(&k, 0);
        if (!isfinite(cv)) continue;
        sum += (double)k.n * cv;
        cases += k.n;
    }
    return cases > 0 ? sum / (double)cases : NAN;
}

static ds_status make_weights(const ds_compare_input *in,
                              const ds_claims_input *claims,
                              ds_year_range years, const ds_run *run,
                              ds_compare_model *out, ds_error *err)
{
    ds_weights_policy policy = *in->weights;
    ds_weights w = {0};
    policy.year_w = in->catalogue->year_w; /* the same years for both */
    if (!in->policy->own_trim) policy.trim = DS_TRIM_OFF;
    ds_status st =
        ds_weights_compute_lean(claims, &policy, years, run, &w, err);
    if (st == DS_OK) st = ds_weight_list_from_weights(&w, &out->weights, err);
    if (st == DS_OK) {
        out->cv[DS_COMPARED_DRG] = mean_cv(&w.cost_kept, 1, w.n_groups);
        const year_cells cells = {&w.by_year, w.n_groups, 1, w.base};
        stability(&cells, w.n_years, w.year, out, DS_COMPARED_DRG);
        for (size_t g = 1; g < w.n_groups; g++)
            out->groups[DS_COMPARED_DRG] += w.base[g] != DS_MISSING;
    }
    ds_weights_destroy(&w);
    return st;
}

static ds_status make_catalogue(const ds_compare_input *in,
                                const ds_claims_input *claims,
                                ds_year_range years, const ds_run *run,
                                ds_compare_model *out, ds_error *err)
{
    ds_catalogue_policy policy = *in->catalogue;
    ds_catalogue c = {0};
    ds_table tables[DS_N_CATALOGUE_TABLES] = {0};
    ds_status st = DS_OK;
    policy.aux = 0; /* groups alone are compared */
    if (!in->policy->own_trim) policy.trim = DS_DIP_TRIM_OFF;
    const ds_catalogue_input input = {.claims = *claims,
                                      .policy = &policy,
                                      .years = years,
                                      .hospitals = in->hospitals,
                                      .classes = in->classes,
                                      .complications = in->complications};
    DS_GO(ds_catalogue_compute(&input, run, &c, err));
    DS_GO(ds_catalogue_tables(&c, tables, err));
    DS_GO(ds_disease_list_from_tables(tables, &policy, claims->source->name,
                                      &out->list, err));
    const year_cells cells = {&c.cells, c.n_groups - 2, DS_N_LEVELS, c.points};
    stability(&cells, c.n_years, c.year, out, DS_COMPARED_DIP);
    out->cv[DS_COMPARED_DIP] = mean_cv(&c.kept, 0, c.n_groups - 2);
    out->groups[DS_COMPARED_DIP] = (int64_t)out->list.n - 1;
done:
    for (size_t i = 0; i < DS_N_CATALOGUE_TABLES; i++)
        ds_table_destroy(&tables[i]);
    ds_catalogue_destroy(&c);
    return st;
}

ds_status ds_compare_model_make(const ds_compare_input *in,
                                const ds_claims_input *claims,
                                ds_year_range years, const ds_run *run,
                                ds_compare_model *out, ds_error *err)
{
    DS_TRY(make_weights(in, claims, years, run, out, err));
    DS_TRY(make_catalogue(in, claims, years, run, out, err));
    drg_steps(&out->weights, &out->step[DS_COMPARED_DRG]);
    dip_steps(&out->list, &out->step[DS_COMPARED_DIP]);
    return DS_OK;
}

ds_status ds_compare_model_join(const ds_compare_map *m,
                                ds_compare_model *model, ds_error *err)
{
    const ds_source *source = m->lanes.source;
    ds_dict drgs = {0};
    DS_TRY(source->ops->dictionary(source, "drg", &drgs, err));
    ds_status st = ds_alloc(&model->drg, drgs.n, sizeof *model->drg, err);
    for (uint32_t c = 0; st == DS_OK && c < drgs.n; c++) {
        const char *id = ds_dict_text(&drgs, c);
        const uint32_t g = ds_dict_find(&model->weights.groups, id, strlen(id));
        model->drg[c] =
            g == UINT32_MAX || g == 0 ? DS_MISSING : model->weights.base[g];
    }
    ds_dict_destroy(&drgs);
    DS_TRY(st);
    return ds_assign_make(&model->list, &m->map, &m->pairs, false,
                          &model->assign, err);
}

void ds_compare_model_destroy(ds_compare_model *m)
{
    ds_weight_list_destroy(&m->weights);
    ds_disease_list_destroy(&m->list);
    ds_assign_destroy(&m->assign);
    free(m->drg);
    *m = (ds_compare_model){0};
}
