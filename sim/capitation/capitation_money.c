/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/capitation/capitation_money.c - quotas by month of the roster (D1, D3,
 * D4, T10), the running year and its end (T13, D5, D6, D13, D14); see
 * capitation_state.h. */
#include "sim/capitation/capitation_state.h"

#include "kernels/apportion.h"
#include "kernels/select.h"

#include <stdlib.h>
#include <string.h>

static ds_status too_large(const ds_capitation *c, uint32_t unit,
                           const char *what, ds_error *err)
{
    return ds_fail(err, DS_ERR_OVERFLOW,
                   "%s of unit %.60s does not fit 64 bits", what,
                   ds_dict_text(&c->units, unit));
}

/* ---- sums of a unit's patients ------------------------------------------- */

/* Words of ds_d3_sums, all int64: added one by one, modulo 2^64 on the way;
 * what the region adds up to is checked to fit. */
enum {
    N_WORDS = sizeof(ds_d3_sums) / sizeof(int64_t),
    MAX_THREADS = 64,
    BLOCK_PERSONS = 64 << 10
};

static void add_words(ds_d3_sums *to, const ds_d3_sums *from, bool is_minus)
{
    uint64_t *a = (uint64_t *)to;
    const uint64_t *b = (const uint64_t *)from;
    for (size_t w = 0; w < N_WORDS; w++) a[w] += is_minus ? -b[w] : b[w];
}

/* Sums of every unit and month, a copy a thread: additions commute. */
typedef struct totals {
    ds_capitation *c;
    size_t n_months;  /* of the steps: 1 where nobody moves */
    ds_buffer *steps; /* [thread]: ds_d3_sums[unit][n_months] */
    struct {
        ds_i128 base, winsorised;
    } all[MAX_THREADS];
} totals;

/* Adds a person from one month of the running year to another, as steps that
 * join_months adds up. */
static void add_span(const totals *x, int thread, uint32_t unit,
                     const ds_d3_sums *one, int64_t from, int64_t to)
{
    const ds_capitation *c = x->c;
    ds_d3_sums *steps =
        (ds_d3_sums *)x->steps[thread].data + unit * x->n_months;
    const int64_t last = c->run_last - c->run_first;
    from = from < c->run_first ? 0 : from - c->run_first;
    to = to > c->run_last ? last : to - c->run_first;
    if (from > to) return;
    add_words(&steps[from], one, false);
    if (to < last) add_words(&steps[to + 1], one, true);
}

/* What D2 added to a person's base. */
static int64_t grossed(const ds_capitation *c, size_t person)
{
    const int32_t *of = c->span_cell.data;
    if (c->n_cells == 0) return 0;
    for (uint32_t i = ds_roster_first(c->in.roster, person);
         i < ds_roster_first(c->in.roster, person + 1); i++)
        if (of[i] >= 0) return ((const int64_t *)c->cells.data)[of[i]];
    return 0;
}

static ds_d3_sums sums_of(const ds_capitation *c, size_t person)
{
    ds_d3_sums one = {0};
    if (cap_is_new(c, person)) {
        one.heads = one.is_new = 1;
    } else {
        ds_d1_add(&one, cap_cost(c, person), c->limits, c->policy.skips_zero);
        one.grossed = grossed(c, person);
    }
    return one;
}

static void add_person(const totals *x, int thread, size_t person,
                       const ds_d3_sums *one)
{
    const ds_capitation *c = x->c;
    const ds_roster *r = c->in.roster;
    if (c->policy.by_claims) {
        const uint32_t rank = (cap_last(c, person) - 1) % c->hospitals.n;
        add_words((ds_d3_sums *)x->steps[thread].data + c->by_rank[rank], one,
                  false);
        return;
    }
    for (uint32_t i = ds_roster_first(r, person);
         i < ds_roster_first(r, person + 1); i++) {
        const ds_roster_span *s = ds_roster_span_at(r, i);
        add_span(x, thread, s->unit, one, s->from, s->to);
    }
}

static bool has_unit(const ds_capitation *c, size_t person)
{
    return c->policy.by_claims ? cap_last(c, person) > 0
                               : ds_roster_first(c->in.roster, person) <
                                     ds_roster_first(c->in.roster, person + 1);
}

static ds_status sum_block(void *ctx, int thread, size_t block, ds_error *err)
{
    totals *x = ctx;
    const size_t first = block * BLOCK_PERSONS;
    const size_t rest = x->c->in.n_persons - first;
    const size_t end = first + (rest < BLOCK_PERSONS ? rest : BLOCK_PERSONS);
    (void)err;
    for (size_t p = first; p < end; p++) {
        if (!has_unit(x->c, p)) continue;
        const ds_d3_sums one = sums_of(x->c, p);
        x->all[thread].base += one.base;
        x->all[thread].winsorised += one.winsorised;
        add_person(x, thread, p, &one);
    }
    return DS_OK;
}

static ds_status check_totals(const totals *x, int threads, ds_error *err)
{
    ds_i128 base = 0, winsorised = 0;
    for (int t = 0; t < threads; t++) {
        base += x->all[t].base;
        winsorised += x->all[t].winsorised;
    }
    if (base <= INT64_MAX && winsorised <= INT64_MAX) return DS_OK;
    return ds_fail(err, DS_ERR_OVERFLOW,
                   "the base cost of all patients does not fit 64 bits");
}

static void join_months(totals *x, int threads)
{
    ds_capitation *c = x->c;
    for (size_t u = 0; u < c->units.n; u++) {
        cap_month *month = c->unit[u].month;
        for (size_t m = 0; m < DS_CAP_MONTHS; m++) {
            for (int t = 0; t < threads && m < x->n_months; t++)
                add_words(&month[m].sums,
                          (ds_d3_sums *)x->steps[t].data + u * x->n_months + m,
                          false);
            if (m > 0) add_words(&month[m].sums, &month[m - 1].sums, false);
        }
        if (month[0].sums.heads > 0) c->unit[u].is_listed = true;
    }
}

static ds_status sum_persons(ds_capitation *c, const ds_run *run, ds_error *err)
{
    totals x = {.c = c, .n_months = c->policy.by_claims ? 1 : DS_CAP_MONTHS};
    const ds_run few = {.threads = run->threads < MAX_THREADS ? run->threads
                                                              : MAX_THREADS,
                        .memory = run->memory,
                        .cancel = run->cancel};
    const size_t bytes = c->units.n * x.n_months * sizeof(ds_d3_sums);
    ds_status st = DS_OK;
    DS_TRY(ds_alloc(&x.steps, (size_t)few.threads, sizeof *x.steps, err));
    for (int t = 0; t < few.threads; t++)
        DS_GO(ds_buffer_grow_zeroed(&x.steps[t], bytes, err));
    DS_GO(ds_for_blocks((c->in.n_persons + BLOCK_PERSONS - 1) / BLOCK_PERSONS,
                        &few, sum_block, &x, err));
    DS_GO(check_totals(&x, few.threads, err));
    join_months(&x, few.threads);
done:
    for (int t = 0; t < few.threads; t++) ds_buffer_destroy(&x.steps[t]);
    free(x.steps);
    return st;
}

/* ---- quotas -------------------------------------------------------------- */

static ds_status quota_of(ds_capitation *c, uint32_t unit, cap_month *m,
                          ds_error *err)
{
    const cap_unit *u = &c->unit[unit];
    const ds_capitation_policy *p = &c->policy;
    if (m->sums.is_new > 0 && c->new_amount == DS_MISSING)
        return ds_hint(
            err,
            ds_fail(err, DS_ERR_DATA,
                    "%lld patients of %.60s are new, and no new patient has a "
                    "complete year of cost before %d (D4)",
                    (long long)m->sums.is_new, ds_dict_text(&c->units, unit),
                    c->in.year),
            "give their quota: --set diab.new_quota=YUAN, or a later year, or "
            "claims of more years");
    const ds_quota_terms terms = {.band = p->band,
                                  .is_new_inside = p->band_new != 0,
                                  .new_amount =
                                      m->sums.is_new > 0 ? c->new_amount : 0,
                                  .bid_saving = u->bid_saving,
                                  .is_later = p->is_later != 0,
                                  .retain = p->retain,
                                  .contract = u->quota};
    return ds_quota_make(&m->sums, &terms, &m->steps)
               ? DS_OK
               : too_large(c, unit, "the quota", err);
}

static void note_unit(ds_capitation *c, const cap_unit *u)
{
    const cap_month *m = &u->month[0];
    int64_t heads = 0;
    for (int k = 0; k < DS_CAP_MONTHS; k++) heads += u->month[k].sums.heads;
    c->notes[CAP_NOTE_NO_PATIENTS] += heads == 0;
    c->notes[CAP_NOTE_NO_BASE] +=
        m->sums.heads > m->sums.is_new && m->sums.base == 0 && !u->has_contract;
    c->notes[CAP_NOTE_ZERO_QUOTA] += m->sums.heads > 0 && m->steps.quota == 0;
    c->notes[CAP_NOTE_ASSESS] += !u->has_assessment && c->policy.months > 0;
}

ds_status cap_quotas(ds_capitation *c, const ds_run *run, ds_error *err)
{
    DS_TRY(sum_persons(c, run, err));
    for (uint32_t u = 1; u < c->units.n; u++) {
        if (!c->unit[u].is_listed) continue;
        for (int m = 0; m < DS_CAP_MONTHS; m++)
            DS_TRY(quota_of(c, u, &c->unit[u].month[m], err));
        note_unit(c, &c->unit[u]);
    }
    return DS_OK;
}

/* ---- the running year (T10, T13) ----------------------------------------- */

static void make_profile(ds_capitation *c)
{
    int64_t sum = 0;
    const int64_t from = c->run_first - 12 * c->policy.hist_years;
    for (int m = 0; m < DS_CAP_MONTHS; m++) {
        c->profile[m] = 0;
        for (int64_t k = from + m; !c->policy.is_equal && k < c->run_first;
             k += 12)
            if (k >= 0) c->profile[m] += c->words[CAP_W_HISTORY + k];
        sum |= c->profile[m];
    }
    for (int m = 0; sum == 0 && m < DS_CAP_MONTHS; m++) c->profile[m] = 1;
    c->notes[CAP_NOTE_EQUAL] = sum == 0 && !c->policy.is_equal;
}

/* T10: cumulatives are rounded, months are their differences. A quota and a
 * sum of costs fit 63 bits each, twelve products of them are added up as
 * rounded quotient and rest. */
static ds_status spread(ds_capitation *c, uint32_t unit, ds_error *err)
{
    ds_i128 all = 0, whole = 0, rest = 0;
    cap_unit *u = &c->unit[unit];
    for (int m = 0; m < DS_CAP_MONTHS; m++) all += c->profile[m];
    int64_t before = 0;
    for (int m = 0; m < DS_CAP_MONTHS; m++) {
        const ds_i128 part = (ds_i128)u->month[m].steps.quota * c->profile[m];
        whole += part / all;
        rest += part % all;
        if (!ds_fit_i64(whole + ds_round_div(rest, all), &u->month[m].cap_cum))
            return too_large(c, unit, "the quota", err);
        u->month[m].cap = u->month[m].cap_cum - before;
        before = u->month[m].cap_cum;
    }
    return DS_OK;
}

static ds_pool_input pool_input(const ds_capitation *c, const cap_unit *u,
                                const cap_month *m)
{
    return (ds_pool_input){.cap = m->cap_cum,
                           .deposit_of = m->cap_cum,
                           .own = m->own,
                           .outside = m->outside,
                           .personal = m->personal,
                           .month_share = c->policy.month_share,
                           .deposit = c->policy.deposit,
                           .factor = u->assessment};
}

static ds_status run_months(ds_capitation *c, uint32_t unit, ds_error *err)
{
    cap_unit *u = &c->unit[unit];
    int64_t own = 0, outside = 0, personal = 0;
    for (int k = 0; k < (int)c->policy.months; k++) {
        cap_month *m = &u->month[k];
        const int64_t *sums =
            c->sums + (unit * (size_t)DS_CAP_MONTHS + (size_t)k) * CAP_N_SUMS;
        if (!ds_add_i64(&own, sums[CAP_OWN]) ||
            !ds_add_i64(&outside, sums[CAP_OUT]) ||
            !ds_add_i64(&personal, sums[CAP_PERSONAL]))
            return too_large(c, unit, "the cost", err);
        m->own = own;
        m->outside = outside;
        m->personal = personal;
        const ds_pool_input in = pool_input(c, u, m);
        if (!ds_pool_make(&in, false, &m->pool))
            return too_large(c, unit, "the pool", err);
        m->paid = m->pool.due > u->paid ? m->pool.due - u->paid : 0;
        u->paid += m->paid;
    }
    return DS_OK;
}

/* ---- year end ------------------------------------------------------------ */

static ds_status close_year(ds_capitation *c, uint32_t unit, ds_error *err)
{
    cap_unit *u = &c->unit[unit];
    const cap_month *last = &u->month[DS_CAP_MONTHS - 1];
    ds_pool_input in = pool_input(c, u, last);
    u->comp = ds_d5_compensation(u->over, u->excess, c->policy.comp_rate);
    u->cap = last->cap_cum + u->comp; /* <= actual or the quota: fits */
    in.cap = u->cap;
    if (!ds_pool_make(&in, true, &u->year))
        return too_large(c, unit, "the pool", err);
    const int64_t diff = u->year.due - u->paid;
    u->year_payment = diff > 0 ? diff : 0;
    u->receivable = diff < 0 ? -diff : 0;
    u->kept = u->year.surplus - u->year.hold;
    c->notes[CAP_NOTE_GUIDELINE] +=
        u->guideline != DS_MISSING && last->sums.heads > u->guideline;
    return DS_OK;
}

static ds_status actual_cost(ds_capitation *c, uint32_t unit, ds_error *err)
{
    cap_unit *u = &c->unit[unit];
    const cap_month *last = &u->month[DS_CAP_MONTHS - 1];
    if (!ds_fit_i64((ds_i128)last->own + last->outside, &u->actual))
        return too_large(c, unit, "the cost", err);
    u->over = u->actual > last->cap_cum ? u->actual - last->cap_cum : 0;
    return DS_OK;
}

ds_status cap_money(ds_capitation *c, ds_error *err)
{
    if (c->policy.months == 0) return DS_OK;
    make_profile(c);
    for (uint32_t u = 1; u < c->units.n; u++) {
        if (!c->unit[u].is_listed) continue;
        DS_TRY(spread(c, u, err));
        DS_TRY(run_months(c, u, err));
        DS_TRY(actual_cost(c, u, err));
    }
    if (c->policy.months < DS_CAP_MONTHS) return DS_OK;
    DS_TRY(cap_compensation(c, err));
    for (uint32_t u = 1; u < c->units.n; u++)
        if (c->unit[u].is_listed) DS_TRY(close_year(c, u, err));
    return cap_transfers(c, err);
}
