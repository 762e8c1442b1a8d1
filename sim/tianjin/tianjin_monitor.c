/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_monitor.c - T19: who grows or costs too much, year to
 * date, and by how much an institution of poor control passes its share. */
#include "sim/tianjin/tianjin_pay.h"
#include "sim/tianjin/tianjin_state.h"

#include <stdlib.h>

/* ---- quantiles of a class ------------------------------------------------ */

static int by_value(const void *a, const void *b)
{
    return mpq_cmp(**(mpq_t *const *)a, **(mpq_t *const *)b);
}

/* Type 7 of n > 0 sorted values at level f (1e-9). */
static void quantile(mpq_t **x, size_t n, int64_t f, mpq_t q)
{
    const ds_i128 at = (ds_i128)(n - 1) * f;
    const size_t low = (size_t)(at / DS_RATE_ONE);
    mpq_t part;
    mpq_set(q, *x[low]);
    if (low + 1 >= n) return;
    mpq_init(part);
    mpq_sub(q, *x[low + 1], *x[low]);
    ds_ratio_set(part, at % DS_RATE_ONE, DS_RATE_ONE);
    mpq_mul(q, q, part);
    mpq_add(q, q, *x[low]);
    mpq_clear(part);
}

/* What is compared: growth of cost, cost a visit, cost a stay. */
enum { GROWTH, VISIT, STAY, MEASURES };

static bool measure(const ds_tj_account *a, int what, mpq_t q)
{
    const int64_t cost = a->visit_cost + a->stay_cost;
    const int64_t num[] = {cost - a->last_cost, a->visit_cost, a->stay_cost};
    const int64_t den[] = {a->last_cost, a->visits, a->stays};
    if (den[what] <= 0) return false;
    ds_ratio_set(q, num[what], den[what]);
    return true;
}

/* The class of a unit: its lead's at the end of the year. */
static int class_of(const ds_tj_state *s, size_t u)
{
    const uint32_t lead = s->in->units[u].lead;
    return s->in->hospitals[lead].op_class[DS_TJ_MONTHS - 1];
}

/* The level f of a measure in a class; false: nobody has it. */
static bool class_level(const ds_tj_state *s, mpq_t *values, mpq_t **sorted,
                        int c, int what, int64_t f, mpq_t q)
{
    size_t n = 0;
    for (size_t u = 0; u < s->in->n_units; u++)
        if (class_of(s, u) == c && measure(&s->accounts[u], what, values[n])) {
            sorted[n] = &values[n];
            n++;
        }
    if (n == 0) return false;
    qsort(sorted, n, sizeof *sorted, by_value);
    quantile(sorted, n, f, q);
    return true;
}

/* ---- flags --------------------------------------------------------------- */

static ds_status flag_growth(ds_tj_state *s, size_t u, ds_error *err)
{
    ds_tj_account *a = &s->accounts[u];
    mpq_t own, limit;
    bool is_above = false;
    mpq_inits(own, limit, NULL);
    if (s->budget.has_g && measure(a, GROWTH, own)) {
        ds_ratio_set(limit, s->p->monitor_tol, DS_RATE_ONE);
        mpq_add(limit, limit, s->budget.g);
        is_above = mpq_cmp(own, limit) > 0;
    }
    mpq_clears(own, limit, NULL);
    if (!is_above) return DS_OK;
    a->is_flagged = true;
    return ds_tj_flag(s, DS_TJ_F_GROWTH, s->in->units[u].id, -1,
                      a->visit_cost + a->stay_cost - a->last_cost, err);
}

static ds_status flag_level(ds_tj_state *s, size_t u, int what,
                            const mpq_t level, const mpq_t median,
                            ds_error *err)
{
    ds_tj_account *a = &s->accounts[u];
    int64_t own_fen = 0;
    mpq_t own;
    mpq_init(own);
    const bool is_above = measure(a, GROWTH, own) && mpq_cmp(own, median) > 0 &&
                          measure(a, what, own) && mpq_cmp(own, level) > 0;
    ds_status st = DS_OK;
    if (is_above) st = ds_tj_round(own, &own_fen, err);
    mpq_clear(own);
    DS_TRY(st);
    if (!is_above) return DS_OK;
    a->is_flagged = true;
    return ds_tj_flag(s,
                      what == VISIT ? DS_TJ_F_LEVEL_VISIT : DS_TJ_F_LEVEL_STAY,
                      s->in->units[u].id, -1, own_fen, err);
}

static ds_status flag_class(ds_tj_state *s, mpq_t *values, mpq_t **sorted,
                            int c, ds_error *err)
{
    ds_status st = DS_OK;
    mpq_t level, median;
    mpq_inits(level, median, NULL);
    if (!class_level(s, values, sorted, c, GROWTH, DS_RATE_ONE / 2, median))
        goto done;
    for (int what = VISIT; what <= STAY; what++) {
        if (!class_level(s, values, sorted, c, what, s->p->monitor_level,
                         level))
            continue;
        for (size_t u = 0; u < s->in->n_units; u++)
            if (class_of(s, u) == c)
                DS_GO(flag_level(s, u, what, level, median, err));
    }
done:
    mpq_clears(level, median, NULL);
    return st;
}

/* ---- excess -------------------------------------------------------------- */

static void set_excess(ds_tj_state *s, size_t u)
{
    ds_tj_account *a = &s->accounts[u];
    mpq_set_ui(a->excess, 0, 1);
    if (!a->is_flagged || !a->is_poor) return;
    if (s->p->defer_basis == DS_TJ_DEFER_THRESHOLD) {
        int64_t over = 0;
        for (uint32_t h = 0; h < s->in->n_hospitals; h++)
            if (ds_tj_unit_of(s, h) == u) over += s->over[h];
        ds_ratio_set(a->excess, over, 1);
        return;
    }
    if (s->budget.has_g)
        ds_t19_excess(a->visit_cost + a->stay_cost, a->last_cost, s->budget.g,
                      a->excess);
}

static void sum_activity(ds_tj_state *s)
{
    for (size_t i = 0; i < s->f->n_activity; i++) {
        const ds_tj_activity_row *r = &s->f->activity[i];
        ds_tj_account *a = &s->accounts[ds_tj_unit_of(s, r->hospital)];
        if (r->month != s->month) continue;
        if (r->is_last_year) {
            a->last_cost += r->visit_cost + r->stay_cost;
            continue;
        }
        a->visits += r->visits;
        a->visit_cost += r->visit_cost;
        a->stays += r->stays;
        a->stay_cost += r->stay_cost;
    }
}

ds_status ds_tj_monitor_run(ds_tj_state *s, ds_error *err)
{
    ds_status st = DS_OK;
    const size_t n = s->in->n_units;
    mpq_t **sorted = NULL, *values = ds_ratios_new(n);
    if (!values) DS_GO(ds_fail(err, DS_ERR_NOMEM, "no memory for T19"));
    DS_GO(ds_alloc(&sorted, n, sizeof *sorted, err));
    if (!s->is_year) sum_activity(s);
    for (size_t u = 0; u < n; u++) {
        s->accounts[u].is_flagged = false;
        DS_GO(flag_growth(s, u, err));
    }
    for (int c = 0; c < DS_TJ_CLASSES; c++)
        DS_GO(flag_class(s, values, sorted, c, err));
    for (size_t u = 0; u < n; u++) set_excess(s, u);
done:
    free(sorted);
    ds_ratios_free(values, values ? n : 0);
    return st;
}
