/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/compare/compare.c - weights in and out of the sample, two passes over the
 * compared year each; see compare.h. */
#include "sim/compare/compare.h"

#include "sim/compare/compare_map.h"
#include "sim/drg/weights.h"

#include <stdlib.h>
#include <string.h>

/* clang-format off */
#define K(field) offsetof(ds_compare_policy, field)
static const ds_key compare_rows[] = {
    {"compare.year", K(year), DS_KEY_INT, "none", "2000", "2199", NULL, "", "A38", "compared calendar year of booked_month; none: the last whole year in the file", "比较年度"},
    {"compare.trim", K(own_trim), DS_KEY_CHOICE, "none", NULL, NULL, "none|own", "", "7.2", "trim behind weights and catalogue: none for both, or each scheme's own", "裁剪"},
    {"compare.capitation", K(capitation), DS_KEY_CHOICE, "auto", NULL, NULL, "auto|roster|manager|none", "", "T13", "who is signed up with whom, for capitation as a third scheme: rows of the roster, the persons' managers, the first of the two that there is, or no capitation", "按人头方案的签约来源"},
    {"compare.scope", K(scope), DS_KEY_TEXT, "all", NULL, NULL, NULL, "", "T13", "scope of the roster's rows that count", "签约范围"},
    {"compare.unpriced", K(unpriced_mean), DS_KEY_CHOICE, "exclude", NULL, NULL, "exclude|mean", "", "7.3", "a case that a scheme has no price for: left out of all, or at the mean of all in that scheme", "无权重病例"},
    {"compare.replicates", K(replicates), DS_KEY_INT, "500", "0", "100000", NULL, "", "", "replicates of the bootstrap clustered by hospital", "自助重抽样次数"},
    {"compare.seed", K(seed), DS_KEY_INT, "1", "0", "1000000000000", NULL, "", "", "seed of the bootstrap", "随机种子"},
    {"compare.level", K(level), DS_KEY_RATE, "0.95", "0.01", "0.9999", NULL, "1", "", "level of its intervals", "区间水平"},
};
/* clang-format on */
const ds_keys ds_compare_keys = {"comparison", compare_rows,
                                 DS_COUNT(compare_rows), NULL};

ds_status ds_compare_policy_check(const ds_compare_policy *policy,
                                  const char *where, ds_error *err)
{
    if (policy->replicates != 1) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CONFIG,
                           "%s: compare.replicates: one replicate is no "
                           "interval",
                           where),
                   "give 0 (no intervals) or at least 2, such as 500");
}

/* ---- folds --------------------------------------------------------------- */

/* Folds by the order of ids, so that an input in another order has the same. */
static ds_status make_folds(const ds_comparison *c, uint8_t **fold_of,
                            ds_error *err)
{
    const size_t n = c->hospitals.n;
    DS_TRY(ds_alloc(fold_of, n, 1, err));
    for (size_t i = 0; i < n; i++)
        (*fold_of)[c->order[i]] =
            (uint8_t)(c->in.folds > 0 ? i % (size_t)c->in.folds : 0);
    return DS_OK;
}

/* The claims of all hospitals that are not in a fold. */
static ds_status other_folds(const ds_comparison *c, const uint8_t *fold_of,
                             int fold, ds_term terms[DS_MAX_TERMS],
                             uint64_t *codes, ds_claims_input *out,
                             ds_error *err)
{
    const ds_source *source = c->in.claims.source;
    const size_t n = c->in.claims.n_terms;
    *out = c->in.claims;
    if (n == DS_MAX_TERMS)
        return ds_hint(err, ds_fail(err, DS_ERR_ARG, "--where: too many terms"),
                       "give one less: the folds take one");
    if (n > 0) memcpy(terms, c->in.claims.terms, n * sizeof *terms);
    memset(codes, 0, (c->hospitals.n / 64 + 1) * sizeof *codes);
    for (size_t h = 0; h < c->hospitals.n; h++)
        if (fold_of[h] != fold) ds_codes_add(codes, (int64_t)h);
    terms[n] = (ds_term){.lane = (size_t)ds_source_find(source, "hospital"),
                         .codes = codes,
                         .n_codes = (int64_t)c->hospitals.n};
    out->terms = terms;
    out->n_terms = n + 1;
    return DS_OK;
}

/* ---- two passes ---------------------------------------------------------- */

/* First pass: rows, cost and points of the compared cases; then cases by unit.
 */
enum {
    W_N,
    W_COST,
    W_POINTS = W_COST + 2,
    W_ROWS = W_POINTS + 2 * DS_N_COMPARED,
    N_TOTALS = W_ROWS + DS_N_COMPARE_ROWS
};

static ds_status add_totals(void *ctx, int64_t *w, const ds_slice *s,
                            ds_error *err)
{
    (void)err;
    const ds_compare_map *m = ctx;
    for (size_t i = 0; i < s->n; i++) {
        if (s->lane[m->part][i] == DS_MISSING) continue; /* counted before */
        w[W_ROWS + s->lane[m->row][i]]++;
        if (s->lane[m->row][i] != DS_CMP_COMMON) continue;
        w[W_N]++;
        ds_words_add(w + W_COST, s->lane[m->cost][i]);
        for (int k = 0; k < m->n_schemes; k++)
            ds_words_add(w + W_POINTS + 2 * k, s->lane[m->points[k]][i]);
    }
    return DS_OK;
}

static void merge_totals(const void *ctx, int64_t *into, const int64_t *from)
{
    (void)ctx;
    into[W_N] += from[W_N];
    for (int k = W_COST; k < W_ROWS; k += 2)
        ds_words_add(into + k, ds_words_get(from + k));
    for (int k = W_ROWS; k < N_TOTALS; k++) into[k] += from[k];
}

static ds_status add_units(void *ctx, int64_t *w, const ds_slice *s,
                           ds_error *err)
{
    (void)err;
    const ds_compare_map *m = ctx;
    for (size_t i = 0; i < s->n; i++)
        if (s->lane[m->row][i] == DS_CMP_COMMON)
            w[s->lane[m->group[DS_COMPARED_CAP]][i]]++;
    return DS_OK;
}

/* Second pass: by hospital; pairs of words. */
enum {
    S_N,
    S_COST = 2,
    S_SQUARES = 4,
    S_N_DAYS = 6,
    S_DAY_COST = 8,
    S_SCHEME = 10, /* then those of every scheme */
    S_PAY = 0,
    S_RESIDUAL = 2,
    S_ABSOLUTE = 4,
    S_LOW = 6,
    S_HIGH = 8,
    S_DAY = 10,
    S_STEP = 12,
    S_STEPS = 14,
    SCHEME_WORDS = 16,
    N_SUMS = S_SCHEME + SCHEME_WORDS * DS_N_COMPARED
};

static void add_scheme(const ds_compare_map *m, const ds_slice *s, size_t i,
                       int k, int64_t day, int64_t *w)
{
    const int64_t cost = s->lane[m->cost][i], pay = s->lane[m->pay[k]][i];
    const int64_t step = s->lane[m->step[k]][i];
    const ds_i128 off = (ds_i128)cost - pay;
    const bool is_low = 2 * (ds_i128)cost < pay;
    const bool is_high = cost > 2 * (ds_i128)pay;
    ds_words_add(w + S_PAY, pay);
    ds_words_add(w + S_RESIDUAL, off * off);
    ds_words_add(w + S_ABSOLUTE, off < 0 ? -off : off);
    ds_words_add(w + S_LOW, is_low);
    ds_words_add(w + S_HIGH, is_high);
    if (day != DS_MISSING && (is_low || is_high)) ds_words_add(w + S_DAY, day);
    ds_words_add(w + S_STEP, step);
    ds_words_add(w + S_STEPS, step > 0);
}

static void add_case(const ds_compare_map *m, const ds_slice *s, size_t i,
                     int64_t *w)
{
    const int64_t cost = s->lane[m->cost][i];
    const int64_t days = ds_lane_value(s, m->days, i, DS_MISSING);
    int64_t day = DS_MISSING;
    ds_words_add(w + S_N, 1);
    ds_words_add(w + S_COST, cost);
    ds_words_add(w + S_SQUARES, (ds_i128)cost * cost);
    if (days > 0) {
        day = (int64_t)ds_round_div(cost, days);
        ds_words_add(w + S_N_DAYS, 1);
        ds_words_add(w + S_DAY_COST, day);
    }
    for (int k = 0; k < m->n_schemes; k++)
        add_scheme(m, s, i, k, day, w + S_SCHEME + k * SCHEME_WORDS);
}

typedef struct sums_ctx {
    ds_compare_map *map;
    size_t n; /* hospitals */
} sums_ctx;

static ds_status add_by_hospital(void *ctx, int64_t *state, const ds_slice *s,
                                 ds_error *err)
{
    (void)err;
    const ds_compare_map *m = ((sums_ctx *)ctx)->map;
    for (size_t i = 0; i < s->n; i++)
        if (s->lane[m->row][i] == DS_CMP_COMMON)
            add_case(m, s, i, state + s->lane[m->hospital][i] * N_SUMS);
    return DS_OK;
}

static void merge_sums(const void *ctx, int64_t *into, const int64_t *from)
{
    const size_t n = ((const sums_ctx *)ctx)->n * N_SUMS;
    for (size_t i = 0; i < n; i += 2)
        ds_words_add(into + i, ds_words_get(from + i));
}

static ds_status nothing_compared(const ds_compare_map *m, ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "%s: no cases of %d that all schemes can price",
                           m->lanes.source->name, m->in->year),
                   "see 'dianshu info' for the months and columns in the file; "
                   "compare.unpriced: mean takes cases without a price too, "
                   "compare.capitation: none those of persons not signed up");
}

static ds_status run_totals(ds_compare_map *m, ds_compare_run *r,
                            const ds_run *run, ds_error *err)
{
    int64_t w[N_TOTALS];
    ds_stage stages[DS_COMPARE_STAGES];
    const size_t units = m->in->units ? m->in->units->n : 1;
    DS_TRY(ds_alloc(&r->unit_cases, units, sizeof *r->unit_cases, err));
    const ds_fold folds[] = {
        {.name = "totals",
         .ctx = m,
         .n_words = N_TOTALS,
         .add = add_totals,
         .merge = merge_totals,
         .result = w},
        {.name = "units",
         .ctx = m,
         .n_words = units,
         .add = add_units,
         .result = r->unit_cases     }
    };
    ds_pass pass = ds_lanes_pass(&m->lanes, "totals");
    pass.n_stages = ds_compare_map_stages(m, DS_UNTIL_PRICES, stages);
    pass.stages = stages;
    pass.folds = folds;
    pass.n_folds = m->n_schemes > DS_COMPARED_CAP ? 2 : 1;
    if (m->keys.budget > 0) {
        ds_keep_empty(&m->prices);
        pass.from = &m->keys;
        pass.into = &m->prices;
    }
    DS_TRY(ds_pass_run(&pass, run, err));
    r->n = w[W_N];
    r->cost = m->cost_all = ds_words_get(w + W_COST);
    for (int k = 0; k < m->n_schemes; k++)
        r->points[k] = m->points_all[k] = ds_words_get(w + W_POINTS + 2 * k);
    for (int b = 0; b < DS_N_COMPARE_ROWS; b++)
        r->rows[b] = m->rows[b] + w[W_ROWS + b];
    return r->n > 1 && r->points[0] > 0 && r->points[1] > 0
               ? DS_OK
               : nothing_compared(m, err);
}

/* Head-months: 10,000 points a month, so that a point is a head's month. */
static ds_status make_unit_pay(const ds_comparison *c, ds_compare_map *m,
                               ds_compare_run *r, ds_error *err)
{
    ds_i128 heads;
    if (m->n_schemes <= DS_COMPARED_CAP) return DS_OK;
    DS_TRY(ds_compare_unit_pay(c, r, &m->unit_pay, &heads, err));
    r->points[DS_COMPARED_CAP] = heads * DS_POINT_ONE;
    r->groups[DS_COMPARED_CAP] = 0;
    for (size_t u = 1; u < m->in->units->n; u++)
        r->groups[DS_COMPARED_CAP] += r->unit_cases[u] > 0;
    return DS_OK;
}

static ds_status init_cubes(ds_compare_map *m, ds_compare_run *r, size_t n,
                            const ds_run *run, ds_fold folds[], ds_error *err)
{
    const size_t values[] = {m->cost, m->pay[0], m->pay[1], m->pay[2]};
    for (int d = 0; d < DS_N_COMPARE_BY; d++) {
        DS_TRY(ds_cube_init(&r->by[d], n * DS_COMPARE_CELLS, m->by[d], values,
                            1 + (size_t)m->n_schemes, run, err));
        folds[d] = ds_cube_fold(&r->by[d]);
    }
    return DS_OK;
}

static void take_sums(const int64_t *w, ds_compare_sums *s)
{
    s->n = w[S_N];
    s->cost = ds_words_get(w + S_COST);
    s->squares = ds_words_get(w + S_SQUARES);
    s->n_days = w[S_N_DAYS];
    s->day_cost = ds_words_get(w + S_DAY_COST);
    for (int k = 0; k < DS_N_COMPARED; k++) {
        const int64_t *own = w + S_SCHEME + k * SCHEME_WORDS;
        s->pay[k] = ds_words_get(own + S_PAY);
        s->residual[k] = ds_words_get(own + S_RESIDUAL);
        s->absolute[k] = ds_words_get(own + S_ABSOLUTE);
        s->low[k] = own[S_LOW];
        s->high[k] = own[S_HIGH];
        s->day[k] = ds_words_get(own + S_DAY);
        s->step[k] = ds_words_get(own + S_STEP);
        s->steps[k] = own[S_STEPS];
    }
}

static ds_status run_sums(ds_compare_map *m, ds_compare_run *r, size_t n,
                          const ds_run *run, ds_error *err)
{
    int64_t *words = NULL;
    ds_stage stages[DS_COMPARE_STAGES];
    ds_fold folds[DS_N_COMPARE_BY + 1];
    sums_ctx ctx = {m, n};
    ds_status st = DS_OK;
    ds_pass pass = ds_compare_pass(m, "payments");
    DS_GO(ds_alloc(&words, n, N_SUMS * sizeof *words, err));
    DS_GO(ds_alloc(&r->hospital, n, sizeof *r->hospital, err));
    DS_GO(init_cubes(m, r, n, run, folds, err));
    folds[DS_N_COMPARE_BY] = (ds_fold){.name = "hospitals",
                                       .ctx = &ctx,
                                       .n_words = n * N_SUMS,
                                       .add = add_by_hospital,
                                       .merge = merge_sums,
                                       .result = words};
    pass.n_stages = ds_compare_map_stages(m, DS_UNTIL_PAY, stages);
    pass.stages = stages;
    pass.folds = folds;
    pass.n_folds = DS_COUNT(folds);
    DS_GO(ds_pass_run(&pass, run, err));
    for (size_t h = 0; h < n; h++)
        take_sums(words + h * N_SUMS, &r->hospital[h]);
done:
    free(words);
    return st;
}

/* ---- one sample ---------------------------------------------------------- */

typedef struct sample_job {
    ds_comparison *c;
    ds_compare_map *map;
    const uint8_t *fold_of;
    ds_term terms[DS_MAX_TERMS];
    uint64_t *codes;
} sample_job;

static ds_status make_models(sample_job *job, ds_sample sample,
                             const ds_run *run, ds_error *err)
{
    const ds_compare_input *in = &job->c->in;
    const bool is_cross = sample == DS_OUT_OF_SAMPLE && in->folds > 0;
    const bool is_own = sample == DS_IN_SAMPLE || is_cross;
    const ds_year_range years = {is_own ? in->year : DS_EPOCH_YEAR,
                                 is_own ? in->year : in->year - 1};
    ds_compare_models *all = &job->map->models[sample];
    all->fold_of = job->fold_of;
    const int n = is_cross ? in->folds : 1;
    DS_TRY(ds_alloc(&all->of, (size_t)n + 1, sizeof *all->of, err));
    for (all->n = 0; all->n < n; all->n++) {
        ds_compare_model *model = &all->of[all->n];
        ds_claims_input claims = in->claims;
        if (is_cross)
            DS_TRY(other_folds(job->c, job->fold_of, all->n, job->terms,
                               job->codes, &claims, err));
        DS_TRY(ds_compare_model_make(in, &claims, years, run, model, err));
        DS_TRY(ds_compare_model_join(job->map, model, err));
    }
    return DS_OK;
}

static void destroy_models(ds_compare_models *all)
{
    /* the one that failed too: a zeroed one can be destroyed */
    for (int f = 0; all->of && f <= all->n; f++)
        ds_compare_model_destroy(&all->of[f]);
    free(all->of);
    *all = (ds_compare_models){0};
}

static ds_status run_sample(sample_job *job, ds_sample sample,
                            const ds_run *run, ds_error *err)
{
    ds_compare_run *r = &job->c->run[sample];
    ds_compare_map *m = job->map;
    const ds_compare_models *all = &m->models[sample];
    const size_t n = job->c->hospitals.n;
    r->sample = m->sample = sample;
    for (int k = 0; k <= DS_COMPARED_DIP; k++) {
        for (int f = 0; f < all->n; f++) r->groups[k] += all->of[f].groups[k];
        r->groups[k] /= all->n;
    }
    DS_TRY(run_totals(m, r, run, err));
    for (int k = 0; k < m->n_schemes; k++)
        DS_TRY(ds_compare_cells_make(m, k, n, run, &r->cells[k], &r->n_cells[k],
                                     err));
    DS_TRY(make_unit_pay(job->c, m, r, err));
    const ds_status st = run_sums(m, r, n, run, err);
    free(m->unit_pay);
    m->unit_pay = NULL;
    r->is_made = st == DS_OK;
    return st;
}

static ds_status run_all(sample_job *job, const ds_run *run, ds_error *err)
{
    ds_comparison *c = job->c;
    ds_compare_map *m = job->map;
    DS_TRY(ds_compare_map_init(m, &c->in, run, err));
    c->n_schemes = m->n_schemes;
    c->n_years = m->n_years;
    if (c->in.roster)
        DS_TRY(ds_compare_heads_make(c->in.roster, c->in.units->n, c->in.year,
                                     c->n_years, &c->heads, err));
    const ds_run rest = ds_keep_rest(run, m->keys.budget + m->prices.budget);
    for (int s = 0; s < DS_N_SAMPLES; s++)
        DS_TRY(make_models(job, (ds_sample)s, &rest, err));
    DS_TRY(run_sample(job, DS_OUT_OF_SAMPLE, &rest, err));
    return run_sample(job, DS_IN_SAMPLE, &rest, err);
}

ds_status ds_compare_plan(const ds_compare_input *input, const ds_run *run,
                          ds_plan *plan, ds_error *err)
{
    const ds_catalogue_input catalogue = {.claims = input->claims,
                                          .policy = input->catalogue};
    DS_TRY(
        ds_weights_plan_lean(&input->claims, input->weights, run, plan, err));
    return ds_catalogue_plan(&catalogue, run, plan, err);
}

ds_status ds_compare(const ds_compare_input *input, const ds_run *run,
                     ds_comparison *out, ds_error *err)
{
    const ds_source *source = input->claims.source;
    sample_job job = {.c = out};
    uint8_t *fold_of = NULL;
    ds_status st = DS_OK;
    out->in = *input;
    DS_GO(ds_alloc(&job.map, 1, sizeof *job.map, err));
    DS_GO(source->ops->dictionary(source, "hospital", &out->hospitals, err));
    const size_t n = out->hospitals.n;
    DS_GO(ds_alloc(&out->order, n, sizeof *out->order, err));
    DS_GO(ds_alloc(&job.codes, n / 64 + 1, sizeof *job.codes, err));
    ds_dict_order(&out->hospitals, out->order);
    DS_GO(ds_levels_make(input->hospitals, &out->hospitals, &out->level, err));
    DS_GO(make_folds(out, &fold_of, err));
    job.fold_of = fold_of;
    job.map->level = out->level;
    DS_GO(run_all(&job, run, err));
done:
    for (int s = 0; job.map && s < DS_N_SAMPLES; s++)
        destroy_models(&job.map->models[s]);
    if (job.map) ds_compare_map_destroy(job.map);
    free(job.map);
    free(job.codes);
    free(fold_of);
    return st;
}

void ds_comparison_destroy(ds_comparison *c)
{
    for (int s = 0; s < DS_N_SAMPLES; s++) {
        free(c->run[s].hospital);
        free(c->run[s].unit_cases);
        for (int k = 0; k < DS_N_COMPARED; k++) free(c->run[s].cells[k]);
        for (int d = 0; d < DS_N_COMPARE_BY; d++)
            ds_cube_destroy(&c->run[s].by[d]);
    }
    ds_dict_destroy(&c->hospitals);
    free(c->order);
    free(c->level);
    free(c->heads);
    *c = (ds_comparison){0};
}
