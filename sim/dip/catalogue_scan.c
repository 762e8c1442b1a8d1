/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/catalogue_scan.c - the passes behind the catalogue: base years, keys,
 * fences, kept cases. See catalogue_scan.h. */
#include "sim/dip/catalogue_scan.h"

#include <stdlib.h>

/* A pass that reads no more than what makes keys. */
static ds_pass early_pass(ds_catalogue_cases *m, const char *name)
{
    ds_pass pass = ds_catalogue_pass(m, name);
    pass.n_columns = m->n_early;
    return pass;
}

static ds_status no_case(const ds_catalogue_cases *m, ds_error *err)
{
    return ds_hint(
        err,
        ds_fail(err, DS_ERR_DATA,
                "%s: no inpatient case with a diagnosis and a cost in the "
                "years %d to %d",
                m->lanes.source->name, m->c->in.years.first,
                m->c->in.years.last),
        "see 'dianshu info' for the months in the file, --where, and "
        "dip.code: whole where diagnoses are no ICD-10 codes");
}

/* The last years get the last weights; a year of weight 0 is no base year. */
static ds_status choose_years(ds_catalogue_cases *m, const int64_t *counts,
                              ds_error *err)
{
    ds_catalogue *c = m->c;
    const ds_rates *w = &c->in.policy->year_w;
    const int64_t *cases = counts + DS_DIP_ROW_CORE;
    int n = 0, first;
    for (first = DS_DIP_YEARS; first-- > 0 && n < w->n;)
        n += cases[first * DS_N_DIP_ROWS] > 0;
    if (n == 0) return no_case(m, err);
    for (int y = 0, next = w->n - n; y < DS_DIP_YEARS; y++) {
        const int64_t of_year = cases[y * DS_N_DIP_ROWS];
        m->slot_of[y] = -1;
        if (y <= first || of_year == 0) continue;
        const int64_t weight = w->value[next++];
        if (weight == 0) continue;
        m->slot_of[y] = c->n_years;
        c->year[c->n_years] = y + DS_EPOCH_YEAR;
        c->year_w[c->n_years] = weight;
        c->year_cases[c->n_years++] = of_year;
    }
    if (c->n_years > 0) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "%s: dip.year_w gives no weight to the years that "
                           "have cases",
                           m->lanes.source->name),
                   "its last numbers are those of the last years: make them "
                   "positive");
}

/* Records of years that are none of the base are of another year, but for
 * those that a filter takes out before. */
static void count_rows(ds_catalogue_cases *m, const int64_t *counts)
{
    for (int y = 0; y < DS_DIP_YEARS; y++)
        for (int b = 0; b < DS_N_DIP_ROWS; b++) {
            const bool is_own = m->slot_of[y] >= 0 || b == DS_DIP_ROW_FILTERED;
            m->c->rows[is_own ? b : DS_DIP_ROW_OTHER_YEAR] +=
                (uint64_t)counts[y * DS_N_DIP_ROWS + b];
        }
}

static ds_status find_years(ds_catalogue_cases *m, const ds_run *run,
                            ds_error *err)
{
    int64_t counts[DS_DIP_COUNTS];
    ds_stage stages[DS_CATALOGUE_STAGES];
    const ds_fold folds[] = {ds_catalogue_counts(m, counts)};
    ds_pass pass = ds_lanes_pass(&m->lanes, "years");
    if (m->keep.budget > 0)
        pass.into = &m->keep;
    else
        pass.n_columns = m->n_early;
    pass.stages = stages;
    pass.n_stages = ds_catalogue_stages(m, DS_UNTIL_ROW, stages);
    pass.folds = folds;
    pass.n_folds = 1;
    DS_TRY(ds_pass_run(&pass, run, err));
    DS_TRY(choose_years(m, counts, err));
    count_rows(m, counts);
    return DS_OK;
}

/* ---- keys ---------------------------------------------------------------- */

static ds_status find_pairs(ds_catalogue_cases *m, const ds_run *run,
                            ds_error *err)
{
    ds_catalogue *c = m->c;
    ds_stage stages[DS_CATALOGUE_STAGES];
    ds_pass pass = early_pass(m, "keys");
    const ds_group_lane pair[] = {
        {m->part, 1, c->map.parts.n - 1},
        {m->set,  0, c->map.sets.n - 1 }
    };
    pass.stages = stages;
    pass.n_stages = ds_catalogue_stages(m, DS_UNTIL_KEY, stages);
    return ds_groups_build(&c->pairs, &pass, pair, DS_COUNT(pair), run, err);
}

static ds_status count_pairs(ds_catalogue_cases *m, const ds_run *run,
                             ds_error *err)
{
    ds_catalogue *c = m->c;
    ds_cube cube = {0};
    ds_stage stages[DS_CATALOGUE_STAGES];
    ds_pass pass = early_pass(m, "cases of keys");
    ds_status st = DS_OK;
    DS_GO(ds_cube_init(&cube, c->pairs.n, m->pair, NULL, 0, run, err));
    const ds_fold fold = ds_cube_fold(&cube);
    pass.stages = stages;
    pass.n_stages = ds_catalogue_stages(m, DS_UNTIL_PAIR, stages);
    pass.folds = &fold;
    pass.n_folds = 1;
    DS_GO(ds_pass_run(&pass, run, err));
    DS_GO(ds_alloc(&c->pair_n, c->pairs.n, sizeof *c->pair_n, err));
    for (size_t p = 0; p < c->pairs.n; p++)
        if (ds_groups_code(&c->pairs, p, 0) != DS_MISSING)
            c->pair_n[p] = ds_cube_n(&cube, p);
done:
    ds_cube_destroy(&cube);
    return st;
}

/* ---- fences -------------------------------------------------------------- */

static void set_fences(ds_catalogue *c, const ds_quantiles *q)
{
    const ds_catalogue_policy *p = c->in.policy;
    for (size_t g = 0; g < c->n_groups; g++) {
        const ds_disease *d = &c->group[g];
        c->fences[g] = DS_NO_FENCE;
        if (p->trim == DS_DIP_TRIM_OFF || d->cases < p->trim_n ||
            d->kind >= DS_FEW_CASES)
            continue;
        const ds_quantile low = ds_quantiles_get(q, g, 0);
        const ds_quantile high = ds_quantiles_get(q, g, 1);
        c->fences[g] = p->trim == DS_DIP_TRIM_IQR
                           ? ds_fence_iqr(&low, &high, p->iqr)
                           : ds_fence_between(&low, &high);
    }
}

static ds_status find_fences(ds_catalogue_cases *m, const ds_run *run,
                             ds_error *err)
{
    static const int64_t quartiles[] = {DS_RATE_ONE / 4, DS_RATE_ONE / 4 * 3};
    ds_catalogue *c = m->c;
    const ds_catalogue_policy *p = c->in.policy;
    ds_stage stages[DS_CATALOGUE_STAGES];
    ds_quantiles q = {0};
    ds_pass pass = early_pass(m, "fences");
    ds_status st = DS_OK;
    DS_TRY(ds_alloc(&c->fences, c->n_groups, sizeof *c->fences, err));
    pass.stages = stages;
    pass.n_stages = ds_catalogue_stages(m, DS_UNTIL_GROUP, stages);
    const ds_quantile_job job = {
        .input = &pass,
        .group_lane = m->group,
        .value_lane = m->cost,
        .n_groups = c->n_groups,
        .n_levels = 2,
        .levels = p->trim == DS_DIP_TRIM_IQR ? quartiles : p->levels.value};
    if (p->trim != DS_DIP_TRIM_OFF) DS_GO(ds_quantiles_run(&job, run, &q, err));
    set_fences(c, &q);
done:
    ds_quantiles_destroy(&q);
    return st;
}

/* ---- kept cases ---------------------------------------------------------- */

static ds_status fold_kept(ds_catalogue_cases *m, const ds_run *run,
                           ds_error *err)
{
    ds_catalogue *c = m->c;
    ds_stage stages[DS_CATALOGUE_STAGES];
    const size_t n = c->n_groups * (size_t)c->n_years;
    const size_t drug = m->drug == DS_NO_LANE ? m->cost : m->drug;
    const size_t drugs[] = {drug, m->consumable};
    c->has_drug = m->drug != DS_NO_LANE;
    c->n_drugs = m->consumable != DS_NO_LANE ? 2 : m->drug != DS_NO_LANE;
    DS_TRY(ds_cube_init(&c->cells, n * DS_N_LEVELS, m->cell, &m->cost, 1, run,
                        err));
    DS_TRY(ds_cube_init(&c->drugs, n, m->year_cell, drugs, (size_t)c->n_drugs,
                        run, err));
    DS_TRY(ds_moments_init(&c->kept, c->n_groups, m->kept, m->cost, run, err));
    const ds_fold folds[] = {ds_cube_fold(&c->cells), ds_moments_fold(&c->kept),
                             ds_cube_fold(&c->drugs)};
    ds_pass pass = ds_catalogue_pass(m, "kept cases");
    pass.stages = stages;
    pass.n_stages = ds_catalogue_stages(m, DS_UNTIL_KEPT, stages);
    pass.folds = folds;
    pass.n_folds = DS_COUNT(folds);
    DS_TRY(ds_pass_run(&pass, run, err));
    return ds_moments_check(&c->kept, err);
}

/* Every eligible case was counted as core. */
static void account(ds_catalogue *c)
{
    static const ds_dip_row row_of[DS_N_KINDS] = {
        DS_DIP_ROW_CORE, DS_DIP_ROW_COMPOSITE, DS_DIP_ROW_CHAPTER,
        DS_DIP_ROW_FEW, DS_DIP_ROW_NO_CLASS};
    uint64_t trimmed = c->rows[DS_DIP_ROW_CORE];
    c->rows[DS_DIP_ROW_CORE] = 0;
    for (size_t g = 0; g < c->n_groups; g++) {
        const ds_moment kept = ds_moments_get(&c->kept, g);
        c->rows[row_of[c->group[g].kind]] += (uint64_t)kept.n;
        trimmed -= (uint64_t)kept.n;
    }
    c->rows[DS_DIP_ROW_TRIMMED] = trimmed;
}

ds_status ds_catalogue_scan(ds_catalogue_cases *m, const ds_run *run,
                            ds_error *err)
{
    DS_TRY(find_years(m, run, err));
    DS_TRY(find_pairs(m, run, err));
    DS_TRY(count_pairs(m, run, err));
    DS_TRY(ds_catalogue_group(m->c, err));
    DS_TRY(ds_catalogue_threshold(m->c, err));
    DS_TRY(find_fences(m, run, err));
    DS_TRY(fold_kept(m, run, err));
    account(m->c);
    return DS_OK;
}
