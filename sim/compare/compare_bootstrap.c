/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/compare/compare_bootstrap.c - see compare_bootstrap.h for the
 * contract. */
#include "sim/compare/compare_bootstrap.h"

#include "kernels/random.h"

#include <math.h>
#include <stdlib.h>

enum { PURPOSE = DS_PURPOSE_SAMPLING + 0x10 };

/* Inversion: u below the sum of e^-1 / k!. */
uint32_t ds_bootstrap_weight(uint64_t seed, uint64_t replicate, uint64_t place)
{
    const ds_draws d = {.seed = seed, .purpose = PURPOSE, .entity = place};
    uint64_t words[4];
    ds_random4(&d, replicate, words);
    const double u = ds_uniform(words[0]);
    double term = 0.36787944117144233, sum = term; /* e^-1 */
    uint32_t k = 0;
    while (u > sum && k < 20) {
        term /= ++k;
        sum += term;
    }
    return k;
}

static int compare_doubles(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Type 7 of n sorted values. */
static double level_of(const double *sorted, size_t n, double p)
{
    const double at = (double)(n - 1) * p;
    const size_t k = (size_t)at;
    if (k + 1 >= n) return sorted[n - 1];
    return sorted[k] + (at - (double)k) * (sorted[k + 1] - sorted[k]);
}

/* Resampling hospitals takes hospitals out of groups, which moves figures of
 * groups one way: their interval is shifted so that the replicates' median is
 * the figure, and stays where such figures can be. */
static bool is_shifted(size_t figure)
{
    return figure == DS_F_RIV || figure == DS_F_CV ||
           (figure >= DS_F_CHANGE && figure < DS_F_VALUE);
}

/* The odds of shares from 0 to 1. */
static double odds_of(double q)
{
    return q >= 1 ? INFINITY : fmax(q, 0) / (1 - q);
}

static double share_of(double odds)
{
    return isinf(odds) ? 1 : odds / (1 + odds);
}

/* A limit q moved as the median moves to the value: the log odds of RIV, the
 * logarithm of the others, which are not below 0; where there is none, the
 * figure itself. */
static double moved(size_t figure, double q, double value, double median)
{
    const bool is_share = figure == DS_F_RIV;
    if (value <= 0 || median <= 0 ||
        (is_share && (value >= 1 || median >= 1))) {
        const double low = fmax(q + value - median, 0);
        return is_share ? fmin(low, 1) : low;
    }
    if (!is_share) return q * (value / median);
    return share_of(odds_of(q) * (odds_of(value) / odds_of(median)));
}

static ds_interval interval_of(double value, double *drawn, size_t n,
                               double level, size_t figure)
{
    ds_interval i = {value, NAN, NAN};
    size_t kept = 0;
    for (size_t r = 0; r < n; r++)
        if (isfinite(drawn[r])) drawn[kept++] = drawn[r];
    if (kept == 0 || isnan(value)) return i;
    qsort(drawn, kept, sizeof *drawn, compare_doubles);
    i.low = level_of(drawn, kept, (1 - level) / 2);
    i.high = level_of(drawn, kept, 1 - (1 - level) / 2);
    if (is_shifted(figure)) {
        const double median = level_of(drawn, kept, .5);
        i.low = fmin(moved(figure, i.low, value, median), value);
        i.high = fmax(moved(figure, i.high, value, median), value);
    }
    return i;
}

/* ---- hospitals with weights ---------------------------------------------- */

/* A hospital's pay / cost, or pay - cost, and its place. */
typedef struct ranked {
    double value;
    size_t place;
} ranked;

typedef struct sampled {
    const ds_comparison *c;
    const ds_compare_run *r;
    size_t n_ranked;              /* hospitals with cost */
    ranked *ratio[DS_N_COMPARED]; /* by value, then place */
    ranked *margin[DS_N_COMPARED];
    int64_t heads[DS_COMPARE_YEARS];
    ds_group_input groups[DS_N_COMPARED];
} sampled;

static int compare_ranked(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    if (x->value != y->value) return x->value < y->value ? -1 : 1;
    return x->place < y->place ? -1 : x->place > y->place;
}

static ds_status rank_hospitals(sampled *s, ds_error *err)
{
    const size_t n = s->c->hospitals.n;
    for (int k = 0; k < s->c->n_schemes; k++) {
        DS_TRY(ds_alloc(&s->ratio[k], n, sizeof **s->ratio, err));
        DS_TRY(ds_alloc(&s->margin[k], n, sizeof **s->margin, err));
        DS_TRY(ds_group_input_make(s->c, s->r, k, &s->groups[k], err));
        s->n_ranked = 0;
        for (size_t i = 0; i < n; i++) {
            const ds_compare_sums *h = &s->r->hospital[s->c->order[i]];
            if (h->cost <= 0) continue;
            s->margin[k][s->n_ranked] =
                (ranked){(double)(h->pay[k] - h->cost), i};
            s->ratio[k][s->n_ranked++] =
                (ranked){(double)h->pay[k] / (double)h->cost, i};
        }
        qsort(s->ratio[k], s->n_ranked, sizeof **s->ratio, compare_ranked);
        qsort(s->margin[k], s->n_ranked, sizeof **s->margin, compare_ranked);
    }
    return DS_OK;
}

/* sum over pairs |x - y| of hospitals counted `weight` times, over 2 n sum x;
 * of a margin over 2 (n - 1) sum |x|. */
static double gini_of(const sampled *s, const uint32_t *weight,
                      const ranked *rank, bool is_margin)
{
    double sum = 0, spread = 0, all = 0, before = 0;
    for (size_t i = 0; i < s->n_ranked; i++)
        all += weight[s->c->order[rank[i].place]];
    for (size_t i = 0; i < s->n_ranked; i++) {
        const double w = weight[s->c->order[rank[i].place]];
        const double x = w * rank[i].value;
        sum += is_margin ? fabs(x) : x;
        spread += (2 * before + w - all) * x;
        before += w;
    }
    const double n = is_margin ? all - 1 : all;
    return sum > 0 && n > 0 ? spread / (n * sum) : (double)NAN;
}

/* Weighted sums of hospitals; of money exact. */
typedef struct weighted {
    ds_compare_sums of;
    ds_i128 moved[DS_N_COMPARED];
    int64_t hospitals;
} weighted;

static void add_hospital(weighted *to, const ds_compare_sums *h, int n_schemes,
                         uint32_t weight)
{
    ds_compare_sums *sums = &to->of;
    sums->n += h->n * weight;
    sums->n_days += h->n_days * weight;
    sums->cost += h->cost * weight;
    sums->squares += h->squares * weight;
    sums->day_cost += h->day_cost * weight;
    to->hospitals += weight;
    for (int k = 0; k < n_schemes; k++) {
        const ds_i128 d = h->pay[k] - h->pay[DS_COMPARED_DRG];
        sums->pay[k] += h->pay[k] * weight;
        sums->residual[k] += h->residual[k] * weight;
        sums->absolute[k] += h->absolute[k] * weight;
        sums->low[k] += h->low[k] * weight;
        sums->high[k] += h->high[k] * weight;
        sums->day[k] += h->day[k] * weight;
        sums->step[k] += h->step[k] * weight;
        sums->steps[k] += h->steps[k] * weight;
        to->moved[k] += (d < 0 ? -d : d) * weight;
    }
}

/* Fen of a point. */
static double value_of(const ds_compare_run *r, int k)
{
    return r->points[k] > 0 ? (double)r->cost / (double)r->points[k] : 0;
}

/* What one more case, day, step brings: nothing by heads. */
static void marginal_figures(const ds_compare_run *r, const weighted *w, int k,
                             double f[DS_N_FIGURES])
{
    const ds_compare_sums *s = &w->of;
    const double n = (double)s->n, hospitals = (double)w->hospitals;
    const bool is_heads = k == DS_COMPARED_CAP;
    f[DS_F_CASE] = is_heads ? 0
                            : (double)s->pay[k] / n * (n / (n + 1)) *
                                  ((hospitals - 1) / hospitals);
    f[DS_F_DAY] = s->n_days == 0 ? (double)NAN
                  : is_heads     ? 0
                                 : (double)s->day[k] / (double)s->n_days;
    f[DS_F_STEP] =
        is_heads ? 0
                 : (double)s->step[k] / (double)s->steps[k] * value_of(r, k);
    f[DS_F_STEP_SHARE] = (double)s->steps[k] / n;
}

static void ratio_figures(const sampled *s, const uint32_t *weight, int k,
                          double f[DS_N_FIGURES])
{
    for (int d = 0; d < DS_N_COMPARE_BY; d++)
        for (size_t cell = 0; cell < DS_COMPARE_CELLS; cell++) {
            double cost = 0, pay = 0;
            for (size_t h = 0; h < s->c->hospitals.n; h++) {
                const size_t at = h * DS_COMPARE_CELLS + cell;
                if (weight[h] == 0 || ds_cube_n(&s->r->by[d], at) == 0)
                    continue;
                const double w = weight[h];
                cost += w * (double)ds_cube_sum(&s->r->by[d], at, 0);
                pay += w * (double)ds_cube_sum(&s->r->by[d], at, 1 + (size_t)k);
            }
            f[DS_F_RATIO + d * DS_COMPARE_CELLS + (int)cell] =
                cost > 0 ? pay / cost : (double)NAN;
        }
}

/* But for figures of groups. */
static void scheme_figures(const sampled *s, const uint32_t *weight,
                           const weighted *w, int k, double f[DS_N_FIGURES])
{
    const ds_compare_sums *sums = &w->of;
    const double n = (double)sums->n;
    const double total =
        (double)sums->squares - (double)sums->cost * ((double)sums->cost / n);
    f[DS_F_R2] = 1.0 - (double)sums->residual[k] / total;
    f[DS_F_GAIN] = f[DS_F_R2] - (1.0 - (double)sums->residual[0] / total);
    f[DS_F_MAE] = (double)sums->absolute[k] / n;
    f[DS_F_LOW] = (double)sums->low[k] / n;
    f[DS_F_HIGH] = (double)sums->high[k] / n;
    f[DS_F_GINI] = gini_of(s, weight, s->ratio[k], false);
    f[DS_F_GINI_MARGIN] = gini_of(s, weight, s->margin[k], true);
    f[DS_F_MOVED] = (double)w->moved[k] / (double)sums->cost;
    marginal_figures(s->r, w, k, f);
    ratio_figures(s, weight, k, f);
}

/* ---- replicates ---------------------------------------------------------- */

/* A few replicates: weights of hospitals by code, and what comes of them. */
typedef struct batch {
    size_t n;
    uint32_t *weight[DS_REPLICATES];
    double *weights; /* the same, [hospital][replicate] */
    double of[DS_N_COMPARED][DS_REPLICATES][DS_N_FIGURES];
    double day[DS_REPLICATES]; /* cost of a day */
} batch;

static ds_status batch_init(batch *b, size_t hospitals, ds_error *err)
{
    for (size_t r = 0; r < DS_REPLICATES; r++)
        DS_TRY(ds_alloc(&b->weight[r], hospitals, sizeof **b->weight, err));
    return ds_alloc(&b->weights, hospitals, DS_REPLICATES * sizeof(double),
                    err);
}

static void batch_destroy(batch *b)
{
    for (size_t r = 0; r < DS_REPLICATES; r++) free(b->weight[r]);
    free(b->weights);
}

static void set_weight(batch *b, size_t hospital, size_t replicate, uint32_t w)
{
    b->weight[replicate][hospital] = w;
    b->weights[hospital * DS_REPLICATES + replicate] = w;
}

static void batch_figures(const sampled *s, batch *b,
                          ds_compare_figures *counted)
{
    for (size_t r = 0; r < b->n; r++) {
        weighted w = {.hospitals = 0};
        for (size_t h = 0; h < s->c->hospitals.n; h++)
            if (s->r->hospital[h].n > 0)
                add_hospital(&w, &s->r->hospital[h], s->c->n_schemes,
                             b->weight[r][h]);
        for (int k = 0; k < s->c->n_schemes; k++)
            scheme_figures(s, b->weight[r], &w, k, b->of[k][r]);
        b->day[r] = (double)w.of.day_cost / (double)w.of.n_days;
    }
    for (int k = 0; k < s->c->n_schemes; k++) {
        double *f[DS_REPLICATES];
        for (size_t r = 0; r < b->n; r++) f[r] = b->of[k][r];
        ds_compare_group_figures(&s->groups[k], b->weights, b->n, f,
                                 counted ? counted->groups[k] : NULL);
    }
}

/* drawn[figure][replicate], the cost of a day last. */
typedef struct drawing {
    const sampled *s;
    size_t replicates;
    uint64_t seed;
    double *drawn;
    batch *batches; /* by thread */
} drawing;

static ds_status draw_block(void *ctx, int thread, size_t block, ds_error *err)
{
    const drawing *d = ctx;
    const sampled *s = d->s;
    batch *b = &d->batches[thread];
    const size_t first = block * DS_REPLICATES, left = d->replicates - first;
    if (!b->weights) DS_TRY(batch_init(b, s->c->hospitals.n, err));
    b->n = left < DS_REPLICATES ? left : DS_REPLICATES;
    for (size_t i = 0; i < s->c->hospitals.n; i++)
        for (size_t r = 0; r < DS_REPLICATES; r++)
            set_weight(b, s->c->order[i], r,
                       r < b->n ? ds_bootstrap_weight(d->seed, first + r, i)
                                : 0);
    batch_figures(s, b, NULL);
    for (size_t r = 0; r < b->n; r++) {
        double *to = d->drawn + first + r;
        for (int k = 0; k < s->c->n_schemes; k++)
            for (size_t i = 0; i < DS_N_FIGURES; i++)
                to[((size_t)k * DS_N_FIGURES + i) * d->replicates] =
                    b->of[k][r][i];
        to[(size_t)DS_N_COMPARED * DS_N_FIGURES * d->replicates] = b->day[r];
    }
    return DS_OK;
}

static ds_status draw(drawing *d, const ds_run *run, ds_error *err)
{
    ds_status st = DS_OK;
    const size_t threads = (size_t)run->threads;
    ds_run quiet = *run;
    quiet.progress = NULL;
    DS_GO(ds_alloc(&d->batches, threads, sizeof *d->batches, err));
    DS_GO(ds_for_blocks((d->replicates + DS_REPLICATES - 1) / DS_REPLICATES,
                        &quiet, draw_block, d, err));
done:
    for (size_t t = 0; d->batches && t < threads; t++)
        batch_destroy(&d->batches[t]);
    free(d->batches);
    return st;
}

static void add_heads(sampled *s)
{
    const ds_comparison *c = s->c;
    const size_t years = (size_t)c->n_years;
    for (size_t u = 0; c->heads && u < c->in.units->n; u++)
        for (size_t y = 0; y < years; y++)
            s->heads[y] +=
                s->r->unit_cases[u] > 0 ? c->heads[u * years + y] : 0;
}

/* The figures as they are: every hospital once. */
static ds_status take_values(const sampled *s, batch *b,
                             ds_compare_figures *out, ds_error *err)
{
    DS_TRY(batch_init(b, s->c->hospitals.n, err));
    b->n = 1;
    for (size_t h = 0; h < s->c->hospitals.n; h++) set_weight(b, h, 0, 1);
    batch_figures(s, b, out);
    return DS_OK;
}

static void take_intervals(const sampled *s, const batch *b, const drawing *d,
                           ds_compare_figures *out)
{
    const double level = (double)s->c->in.policy->level / (double)DS_RATE_ONE;
    const size_t n = d->replicates;
    for (size_t k = 0; k < (size_t)s->c->n_schemes; k++)
        for (size_t i = 0; i < DS_N_FIGURES; i++)
            out->of[k][i] =
                interval_of(b->of[k][0][i],
                            d->drawn + (k * DS_N_FIGURES + i) * n, n, level, i);
    out->day_cost = interval_of(
        b->day[0], d->drawn + (size_t)DS_N_COMPARED * DS_N_FIGURES * n, n,
        level, DS_N_FIGURES);
}

ds_status ds_compare_figures_make(const ds_comparison *c, ds_sample sample,
                                  const ds_run *run, ds_compare_figures *out,
                                  ds_error *err)
{
    sampled s = {.c = c, .r = &c->run[sample]};
    batch *own = NULL;
    drawing d = {.s = &s, .seed = (uint64_t)c->in.policy->seed};
    ds_status st = DS_OK;
    DS_GO(ds_alloc(&own, 1, sizeof *own, err));
    DS_GO(rank_hospitals(&s, err));
    add_heads(&s);
    s.groups[DS_COMPARED_CAP].heads = s.heads;
    DS_GO(take_values(&s, own, out, err));
    /* one hospital always draws itself: that is no interval */
    d.replicates = s.n_ranked < 2 ? 0 : (size_t)c->in.policy->replicates;
    DS_GO(ds_alloc(
        &d.drawn, ((size_t)DS_N_COMPARED * DS_N_FIGURES + 1) * d.replicates + 1,
        sizeof *d.drawn, err));
    DS_GO(draw(&d, run, err));
    take_intervals(&s, own, &d, out);
done:
    for (int k = 0; k < DS_N_COMPARED; k++) {
        free(s.ratio[k]);
        free(s.margin[k]);
        ds_group_input_destroy(&s.groups[k]);
    }
    if (own) batch_destroy(own);
    free(own);
    free(d.drawn);
    return st;
}
