/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/compare/compare_model.c - weights and catalogue of a comparison, and
 * steps from group to group; see compare_map.h. */
#include "sim/compare/compare_map.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- a coding step up ---------------------------------------------------- */

/* The least points above those of g among groups of the same family. */
static int64_t drg_step(const ds_weight_list *l, uint32_t g)
{
    const char *id = ds_dict_text(&l->groups, g);
    int64_t next = INT64_MAX;
    for (uint32_t o = 1; o < l->groups.n; o++)
        if (l->base[o] > l->base[g] && l->base[o] < next &&
            strncmp(id, ds_dict_text(&l->groups, o), 3) == 0)
            next = l->base[o];
    return next == INT64_MAX ? 0 : next - l->base[g];
}

static void dip_steps(const ds_disease_list *l, int64_t *step)
{
    for (uint32_t p = 1; p < l->parts.n; p++)
        for (uint32_t g = l->first[p]; g > 0; g = l->group[g].next) {
            int64_t next = INT64_MAX;
            for (uint32_t o = l->first[p]; o > 0; o = l->group[o].next)
                if (l->group[o].points > l->group[g].points &&
                    l->group[o].points < next)
                    next = l->group[o].points;
            step[g] = next == INT64_MAX ? 0 : next - l->group[g].points;
        }
}

/* ---- weights and catalogue ----------------------------------------------- */

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
    DS_TRY(ds_alloc(&out->dip_step, out->list.n, sizeof *out->dip_step, err));
    dip_steps(&out->list, out->dip_step);
    return DS_OK;
}

static ds_status join_drg(const ds_source *source, ds_compare_model *model,
                          ds_error *err)
{
    ds_dict drgs = {0};
    ds_status st = DS_OK;
    DS_GO(source->ops->dictionary(source, "drg", &drgs, err));
    DS_GO(ds_alloc(&model->drg, drgs.n, sizeof *model->drg, err));
    DS_GO(ds_alloc(&model->drg_step, drgs.n, sizeof *model->drg_step, err));
    for (uint32_t c = 0; c < drgs.n; c++) {
        const char *id = ds_dict_text(&drgs, c);
        const uint32_t g = ds_dict_find(&model->weights.groups, id, strlen(id));
        model->drg[c] =
            g == UINT32_MAX || g == 0 ? DS_MISSING : model->weights.base[g];
        if (model->drg[c] != DS_MISSING)
            model->drg_step[c] = drg_step(&model->weights, g);
    }
done:
    ds_dict_destroy(&drgs);
    return st;
}

ds_status ds_compare_model_join(ds_compare_map *m, ds_compare_model *model,
                                ds_error *err)
{
    const ds_disease_list *l = &model->list;
    DS_TRY(join_drg(m->lanes.source, model, err));
    DS_TRY(ds_alloc(&model->dip_id, l->n, sizeof *model->dip_id, err));
    for (uint32_t g = 1; g < l->n; g++)
        DS_TRY(ds_dict_code(&m->dip, ds_dict_text(&l->keys, g),
                            ds_dict_length(&l->keys, g), &model->dip_id[g],
                            err));
    return ds_assign_make(&model->list, &m->map, &m->pairs, false,
                          &model->assign, err);
}

void ds_compare_model_destroy(ds_compare_model *m)
{
    ds_weight_list_destroy(&m->weights);
    ds_disease_list_destroy(&m->list);
    ds_assign_destroy(&m->assign);
    free(m->drg);
    free(m->drg_step);
    free(m->dip_step);
    free(m->dip_id);
    *m = (ds_compare_model){0};
}
