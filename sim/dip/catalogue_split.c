/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/catalogue_split.c - the auxiliary catalogue: groups whose
 * costs differ much are split where a split explains it (7.7); see
 * catalogue_scan.h. */
#include "sim/dip/catalogue_scan.h"
#include "sim/dip/dip_points.h"

#include <stdlib.h>

enum { N_PARTS = DS_SUBTYPE_OTHER + 1 };

/* Groups that may be split, and their cases by sub-type. */
typedef struct split {
    ds_catalogue_cases *m;
    size_t n;         /* candidates */
    size_t *group;    /* of a candidate */
    uint32_t *number; /* of a group, + 1; 0: no candidate */
    int64_t *costly;  /* by candidate: least cost of a costly tumour case */
    size_t lanes[DS_N_DIMENSIONS];
    ds_cube cubes[DS_N_DIMENSIONS]; /* [candidate][sub-type] */
} split;

static ds_dip_sums sums_of(const ds_catalogue *c, size_t group)
{
    const ds_moment k = ds_moments_get(&c->kept, group);
    return (ds_dip_sums){k.n, k.sum, k.squares};
}

/* The gate of ICU is the lowest: half of dip.aux_cv, whatever the fall. */
static bool may_split(const ds_catalogue *c, size_t g)
{
    const ds_catalogue_policy *p = c->in.policy;
    const ds_dip_sums all = sums_of(c, g);
    return all.n >= p->aux_n && ds_dip_gate(&all, 1, &all, p->aux_cv / 2, 0);
}

/* 3 x the plain mean, rounded up, of a tumour group. */
static int64_t costly_fen(const ds_catalogue *c, size_t g)
{
    const char *part = ds_dict_text(&c->map.parts, c->group[g].code);
    const ds_dip_sums all = sums_of(c, g);
    int64_t fen = INT64_MAX;
    if (ds_disease_is_tumour(c->map.how, part))
        (void)!ds_fit_i64((all.sum * 3 + all.n - 1) / all.n, &fen);
    return fen;
}

static ds_status find_candidates(split *s, ds_error *err)
{
    const ds_catalogue *c = s->m->c;
    DS_TRY(ds_alloc(&s->group, c->n_core + 1, sizeof *s->group, err));
    DS_TRY(ds_alloc(&s->number, c->n_groups, sizeof *s->number, err));
    DS_TRY(ds_alloc(&s->costly, c->n_core + 1, sizeof *s->costly, err));
    for (size_t g = 0; g < c->n_core; g++) {
        if (!may_split(c, g)) continue;
        s->costly[s->n] = costly_fen(c, g);
        s->group[s->n++] = g;
        s->number[g] = (uint32_t)s->n;
    }
    return DS_OK;
}

static void map_subtypes(const void *ctx, ds_slice *slice)
{
    const split *s = ctx;
    const ds_catalogue *c = s->m->c;
    const int64_t *kept = slice->lane[s->m->kept];
    for (int d = 0; d < DS_N_DIMENSIONS; d++) {
        int64_t *out = slice->lane[s->lanes[d]];
        const bool has = ds_subtypes_has(&c->subtypes, (ds_dimension)d);
        for (size_t i = 0; i < slice->n; i++) {
            const uint32_t k = kept[i] < 0 ? 0 : s->number[kept[i]];
            out[i] = DS_MISSING;
            if (k == 0 || !has ||
                (d == DS_BY_TUMOUR && s->costly[k - 1] == INT64_MAX))
                continue;
            out[i] = (int64_t)(k - 1) * N_PARTS +
                     ds_subtype_of(&c->subtypes, (ds_dimension)d, slice, i,
                                   s->costly[k - 1]);
        }
    }
}

static ds_status fold_subtypes(split *s, const ds_run *run, ds_error *err)
{
    ds_fold folds[DS_N_DIMENSIONS];
    ds_stage stages[DS_CATALOGUE_STAGES + 1];
    for (int d = 0; d < DS_N_DIMENSIONS; d++) {
        s->lanes[d] = ds_lanes_extra(&s->m->lanes);
        DS_TRY(ds_cube_init(&s->cubes[d], s->n * N_PARTS, s->lanes[d],
                            &s->m->cost, 1, run, err));
        folds[d] = ds_cube_fold(&s->cubes[d]);
    }
    ds_pass pass = ds_catalogue_pass(s->m, "sub-types");
    pass.stages = stages;
    pass.n_stages = ds_catalogue_stages(s->m, DS_UNTIL_KEPT, stages);
    stages[pass.n_stages++] = (ds_stage){map_subtypes, s};
    pass.folds = folds;
    pass.n_folds = DS_N_DIMENSIONS;
    return ds_pass_run(&pass, run, err);
}

/* ---- the gate ------------------------------------------------------------ */

/* The sub-types of a candidate, small ones merged; the number that are left. */
static size_t parts_of(const split *s, size_t k, int d, ds_dip_sums *parts)
{
    const int64_t least = s->m->c->in.policy->aux_sub;
    size_t left = 0;
    parts[DS_SUBTYPE_OTHER] = (ds_dip_sums){0};
    for (size_t t = 0; t < DS_SUBTYPE_OTHER; t++) {
        const size_t cell = k * N_PARTS + t;
        parts[t] = (ds_dip_sums){.n = ds_cube_n(&s->cubes[d], cell),
                                 .sum = ds_cube_sum(&s->cubes[d], cell, 0)};
        if (parts[t].n > 0 && parts[t].n < least) {
            parts[DS_SUBTYPE_OTHER].n += parts[t].n;
            parts[DS_SUBTYPE_OTHER].sum += parts[t].sum;
            parts[t] = (ds_dip_sums){0};
        }
        left += parts[t].n > 0;
    }
    return left + (parts[DS_SUBTYPE_OTHER].n > 0);
}

/* The largest mean of a sub-type that counts, as a ratio; 0: none does. */
static void largest_mean(const ds_dip_sums *parts, int64_t least, mpq_t out)
{
    mpq_t q;
    mpq_init(q);
    mpq_set_ui(out, 0, 1);
    for (size_t t = 0; t < N_PARTS; t++) {
        if (parts[t].n < least || parts[t].n == 0) continue;
        ds_ratio_set(q, parts[t].sum, parts[t].n);
        if (mpq_cmp(q, out) > 0) mpq_set(out, q);
    }
    mpq_clear(q);
}

/* The dimension to split a candidate by, or -1; `parts` become its own. */
static int best_dimension(const split *s, size_t k, const ds_dip_sums *all,
                          ds_dip_sums *parts)
{
    const ds_catalogue_policy *p = s->m->c->in.policy;
    int best = -1;
    mpq_t most, own;
    mpq_inits(most, own, NULL);
    for (int d = 0; d < DS_N_DIMENSIONS; d++) {
        const int64_t half = d == DS_BY_ICU ? 2 : 1;
        const size_t left = parts_of(s, k, d, parts);
        largest_mean(parts, p->aux_sub, own);
        if (left < 2 || mpq_cmp(own, most) <= 0 ||
            !ds_dip_gate(all, N_PARTS, parts, p->aux_cv / half,
                         p->aux_drop / half))
            continue;
        mpq_set(most, own);
        best = d;
    }
    mpq_clears(most, own, NULL);
    if (best >= 0) (void)parts_of(s, k, best, parts);
    return best;
}

static void add_parts(split *s, size_t k)
{
    ds_catalogue *c = s->m->c;
    ds_dip_sums parts[N_PARTS];
    const ds_dip_sums all = sums_of(c, s->group[k]);
    const int d = best_dimension(s, k, &all, parts);
    if (d < 0) return;
    const double cv = ds_dip_cv(&all);
    const double within = ds_dip_cv_within(&all, N_PARTS, parts);
    for (int t = 0; t < N_PARTS; t++) {
        if (parts[t].n == 0) continue;
        c->auxiliary[c->n_auxiliary++] =
            (ds_auxiliary){.group = s->group[k],
                           .dimension = (ds_dimension)d,
                           .subtype = t,
                           .n = parts[t].n,
                           .sum = (int64_t)parts[t].sum,
                           .coefficient = ds_dip_auxiliary(&all, &parts[t]),
                           .cv = cv,
                           .cv_within = within};
    }
}

ds_status ds_catalogue_split(ds_catalogue_cases *m, const ds_run *run,
                             ds_error *err)
{
    split s = {.m = m};
    ds_status st = DS_OK;
    DS_GO(find_candidates(&s, err));
    if (s.n == 0) goto done;
    DS_GO(fold_subtypes(&s, run, err));
    DS_GO(ds_alloc(&m->c->auxiliary, s.n * N_PARTS, sizeof *m->c->auxiliary,
                   err));
    for (size_t k = 0; k < s.n; k++) add_parts(&s, k);
done:
    for (int d = 0; d < DS_N_DIMENSIONS; d++) ds_cube_destroy(&s.cubes[d]);
    free(s.group);
    free(s.number);
    free(s.costly);
    return st;
}
