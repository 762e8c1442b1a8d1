/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/chain_ladder.c - see chain_ladder.h for the contract. */
#include "kernels/chain_ladder.h"

#include "base/buffer.h"

#include <math.h>
#include <stdlib.h>

typedef struct ladder {
    const ds_triangle *triangle;
    const ds_tail *tail;
    ds_chain_ladder *out;
    mpq_t *value;                /* [n] projected cells of the step's delay */
    double *process, *parameter; /* [n] squares */
    double all_process, all_parameter;
} ladder;

static int64_t cell(const ds_triangle *t, size_t i, size_t k)
{
    return t->cell[i * t->n + k];
}

/* ---- factors ------------------------------------------------------------- */

static ds_status find_factor(const ladder *l, size_t k, size_t *bad_step,
                             ds_error *err)
{
    const ds_triangle *t = l->triangle;
    ds_development *d = &l->out->development[k];
    ds_i128 from = 0, to = 0;
    for (size_t i = 0; i + k + 1 < t->n; i++) {
        if (cell(t, i, k) <= 0) {
            d->n_skipped++;
            continue;
        }
        d->n_pairs++;
        from += cell(t, i, k);
        to += cell(t, i, k + 1);
    }
    if (d->n_pairs == 0) {
        *bad_step = k;
        return ds_fail(err, DS_ERR_DATA,
                       "no service period has an amount at delay %zu", k);
    }
    ds_ratio_set(l->out->factor[k], to, from);
    d->factor = mpq_get_d(l->out->factor[k]);
    return DS_OK;
}

/* Mack's sigma^2 from the rows, of which there are at least two. */
static double own_sigma2(const ladder *l, size_t k)
{
    const ds_triangle *t = l->triangle;
    const ds_development *d = &l->out->development[k];
    double sum = 0;
    for (size_t i = 0; i + k + 1 < t->n; i++) {
        const double from = (double)cell(t, i, k);
        if (from <= 0) continue;
        const double off = (double)cell(t, i, k + 1) / from - d->factor;
        sum += from * off * off;
    }
    return sum / (double)(d->n_pairs - 1);
}

/* Mack's rule for a step with one row: from the two steps before. */
static double carried_sigma2(const ds_development *d, size_t k)
{
    if (k == 0) return NAN;
    const double last = d[k - 1].sigma2;
    if (k == 1) return last;
    const double before = d[k - 2].sigma2;
    const double least = fmin(last, before);
    return before > 0 ? fmin(last * last / before, least) : least;
}

static void find_sigma(const ladder *l, size_t k)
{
    ds_development *d = &l->out->development[k];
    double from = 0;
    for (size_t i = 0; i + k + 1 < l->triangle->n; i++)
        from += fmax(0, (double)cell(l->triangle, i, k));
    d->is_sigma_estimated = d->n_pairs >= 2;
    d->sigma2 = d->is_sigma_estimated ? own_sigma2(l, k)
                                      : carried_sigma2(l->out->development, k);
    d->error = sqrt(d->sigma2 / from);
}

/* ---- projection ---------------------------------------------------------- */

/* One step of all rows from `first` on: values and Mack's recursion. */
static void step(ladder *l, size_t first, const mpq_t factor, double sigma2,
                 double error)
{
    const double f = mpq_get_d(factor);
    double sum = 0, noise = 0;
    for (size_t i = first; i < l->triangle->n; i++) {
        const double c = mpq_get_d(l->value[i]);
        const double own = sigma2 * fmax(0, c);
        l->process[i] = l->process[i] * f * f + own;
        l->parameter[i] = l->parameter[i] * f * f + c * c * error * error;
        sum += c;
        noise += own;
        mpq_mul(l->value[i], l->value[i], factor);
    }
    l->all_process = l->all_process * f * f + noise;
    l->all_parameter = l->all_parameter * f * f + sum * sum * error * error;
}

static void project(ladder *l)
{
    const ds_triangle *t = l->triangle;
    for (size_t i = 0; i < t->n; i++)
        ds_ratio_set(l->value[i], cell(t, i, t->n - 1 - i), 1);
    for (size_t k = 0; k + 1 < t->n; k++) {
        const ds_development *d = &l->out->development[k];
        step(l, t->n - 1 - k, l->out->factor[k], d->sigma2, d->error);
    }
    if (l->tail->factor == DS_RATE_ONE && l->tail->error == 0) return;
    mpq_t tail;
    mpq_init(tail);
    ds_ratio_set(tail, l->tail->factor, DS_RATE_ONE);
    step(l, 0, tail, 0, l->tail->error);
    mpq_clear(tail);
}

static void put_errors(ds_projection *p, double process, double parameter)
{
    p->process = sqrt(process);
    p->parameter = sqrt(parameter);
    p->error = sqrt(process + parameter);
}

static ds_status publish(const ladder *l, ds_error *err)
{
    const ds_triangle *t = l->triangle;
    ds_projection *all = &l->out->all;
    for (size_t i = 0; i < t->n; i++) {
        ds_projection *p = &l->out->period[i];
        p->latest = cell(t, i, t->n - 1 - i);
        if (!ds_ratio_round(l->value[i], 0, &p->ultimate) ||
            __builtin_sub_overflow(p->ultimate, p->latest, &p->reserve) ||
            !ds_add_i64(&all->latest, p->latest) ||
            !ds_add_i64(&all->ultimate, p->ultimate) ||
            !ds_add_i64(&all->reserve, p->reserve))
            return ds_fail(err, DS_ERR_OVERFLOW,
                           "an ultimate amount is too large");
        put_errors(p, l->process[i], l->parameter[i]);
    }
    put_errors(all, l->all_process, l->all_parameter);
    return DS_OK;
}

static ds_status reserve_memory(ladder *l, size_t n, ds_error *err)
{
    ds_chain_ladder *out = l->out;
    out->n = n;
    DS_TRY(ds_alloc(&out->development, n, sizeof *out->development, err));
    DS_TRY(ds_alloc(&out->period, n, sizeof *out->period, err));
    DS_TRY(ds_alloc(&l->process, n, sizeof *l->process, err));
    DS_TRY(ds_alloc(&l->parameter, n, sizeof *l->parameter, err));
    out->factor = ds_ratios_new(n);
    l->value = ds_ratios_new(n);
    if (out->factor && l->value) return DS_OK;
    return ds_fail(err, DS_ERR_NOMEM, "no memory for a triangle");
}

ds_status ds_chain_ladder_run(const ds_triangle *triangle, const ds_tail *tail,
                              ds_chain_ladder *out, size_t *bad_step,
                              ds_error *err)
{
    ladder l = {.triangle = triangle, .tail = tail, .out = out};
    const size_t n = triangle->n;
    ds_status st = DS_OK;
    if (n < 2 || n > DS_MAX_TRIANGLE)
        return ds_fail(err, DS_ERR_DATA,
                       "a triangle of %zu periods: 2 to %d are needed", n,
                       DS_MAX_TRIANGLE);
    DS_GO(reserve_memory(&l, n, err));
    for (size_t k = 0; k + 1 < n; k++) {
        DS_GO(find_factor(&l, k, bad_step, err));
        find_sigma(&l, k);
    }
    project(&l);
    DS_GO(publish(&l, err));
done:
    ds_ratios_free(l.value, n);
    free(l.process);
    free(l.parameter);
    return st;
}

void ds_chain_ladder_destroy(ds_chain_ladder *c)
{
    ds_ratios_free(c->factor, c->n);
    free(c->development);
    free(c->period);
    *c = (ds_chain_ladder){0};
}
