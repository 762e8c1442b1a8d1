/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/sanya/sanya_budget.c - Y1: growth, base, budget; see sanya_state.h. */
#include "sim/sanya/sanya_state.h"

static const char *const kind_names[] = {"employee", "resident"};

/* g3 of the table spending, else as given, else of the claims' spending; then
 * floor and cap. */
static ds_status growth_of(const ds_sanya *s, int kind, sanya_kind *k,
                           ds_error *err)
{
    const ds_sanya_policy *p = &s->policy;
    const int64_t *city = s->city[kind];
    if (sanya_is_given(s, kind)) {
        k->g3 = p->g3.value[kind];
    } else {
        for (int y = 0; y < SANYA_YEARS; y++)
            if (city[y] <= 0)
                return ds_hint(
                    err,
                    ds_fail(err, DS_ERR_DATA,
                            "Y1: no city fund spending of %d (%s) to take the "
                            "growth from",
                            (int)s->map.year - SANYA_YEARS + y,
                            kind_names[kind]),
                    "give four years of it: --table spending=FILE.csv "
                    "(kind,year,amount), or the mean growth: --set "
                    "sanya.g3=0.08,0.04");
        if (!ds_y1_growth(city, p->is_arithmetic, &k->g3))
            return ds_fail(err, DS_ERR_OVERFLOW,
                           "Y1: the growth does not fit 64 bits");
    }
    k->g = k->g3;
    if (p->g_floor != DS_KEY_NONE && k->g < p->g_floor) k->g = p->g_floor;
    if (k->g > p->cap.value[kind]) k->g = p->cap.value[kind];
    return DS_OK;
}

/* What was bookkept last year, of the members, or with care elsewhere. */
static ds_status actual_of(const ds_sanya *s, const sanya_group *g, int kind,
                           int64_t *out, ds_error *err)
{
    ds_i128 sum = 0;
    const size_t last = SANYA_YEARS - 1;
    if (s->in.first_year >= s->map.year)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA,
                               "Y1: no claims of %d to take the base from",
                               (int)s->map.year - 1),
                       "give last year's budgets: --table items=FILE.csv "
                       "(group,kind,item,amount with item last_budget)");
    if (s->policy.out_of_group)
        for (size_t h = 0; h < s->institutions.n_claims; h++)
            sum += ds_cube_sum(&s->past,
                               (h * SANYA_YEARS + last) * 2 + (size_t)kind, 0);
    for (size_t i = g->first; !s->policy.out_of_group && i < g->first + g->n;
         i++) {
        const size_t h = s->members[i].hospital;
        if (h < s->institutions.n_claims)
            sum += ds_cube_sum(&s->past,
                               (h * SANYA_YEARS + last) * 2 + (size_t)kind, 0);
    }
    return ds_fit_i64(sum, out) ? DS_OK
                                : ds_fail(err, DS_ERR_OVERFLOW,
                                          "Y1: the base does not fit 64 bits");
}

static ds_status budget_of(const ds_sanya *s, const sanya_group *g, int kind,
                           sanya_kind *k, ds_error *err)
{
    const bool is_last = !s->policy.base_actual && k->last_budget != DS_MISSING;
    DS_TRY(growth_of(s, kind, k, err));
    k->base = k->last_budget;
    if (!is_last) {
        k->last_budget = DS_MISSING; /* not used */
        DS_TRY(actual_of(s, g, kind, &k->base, err));
    }
    if (!ds_y1_grow(k->base, k->g, &k->grown) ||
        !ds_rate_of(k->grown, DS_RATE_ONE - s->policy.city_cut, &k->cut) ||
        !ds_fit_i64((ds_i128)k->cut + k->special, &k->y5.budget))
        return ds_fail(err, DS_ERR_OVERFLOW,
                       "Y1: the budget does not fit 64 bits");
    if (k->y5.budget >= 0) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "Y1: the budget of group %.60s (%s) is negative",
                           ds_dict_text(&s->institutions.groups, g->code),
                           kind_names[kind]),
                   "look at the special adjustments in --table items");
}

/* Bookkept amounts of the year by category, and care elsewhere. */
static ds_status spent_by(const ds_sanya *s, const sanya_group *g, int kind,
                          sanya_kind *k, ds_error *err)
{
    ds_i128 op = 0, chronic = 0, two = 0, outside = 0, ip = 0;
    for (size_t i = g->first; i < g->first + g->n; i++) {
        for (int b = SANYA_OP; b < (int)s->map.n_buckets; b++) {
            int64_t sum = 0;
            DS_TRY(
                sanya_bookkept(s, s->members[i].hospital, kind, b, &sum, err));
            *(b == SANYA_OP        ? &op
              : b == SANYA_CHRONIC ? &chronic
              : b == SANYA_TWO     ? &two
                                   : &ip) += sum;
        }
    }
    for (size_t h = 0; s->policy.out_of_group && h < s->institutions.n_claims;
         h++) {
        int64_t sum = 0;
        DS_TRY(sanya_bookkept(s, h, kind, SANYA_OUT_OF_GROUP, &sum, err));
        outside += sum;
    }
    if (ds_fit_i64(op, &k->op) && ds_fit_i64(chronic, &k->chronic) &&
        ds_fit_i64(two, &k->two) && ds_fit_i64(outside, &k->outside) &&
        ds_fit_i64(ip, &k->y8.bookkept) &&
        ds_fit_i64(op + chronic + two, &k->y5.outpatient) &&
        ds_fit_i64(outside + k->other, &k->y5.other))
        return DS_OK;
    return ds_fail(err, DS_ERR_OVERFLOW, "Y5: sums do not fit 64 bits");
}

/* by_kind=0: the kind `all` has the sums of the two. */
static ds_status add_kind(sanya_kind *all, const sanya_kind *k, ds_error *err)
{
    const int64_t from[] = {
        k->base,        k->grown,         k->cut,     k->special, k->y5.budget,
        k->op,          k->chronic,       k->two,     k->other,   k->outside,
        k->y8.bookkept, k->y5.outpatient, k->y5.other};
    int64_t *const to[] = {
        &all->base,      &all->grown,   &all->cut,         &all->special,
        &all->y5.budget, &all->op,      &all->chronic,     &all->two,
        &all->other,     &all->outside, &all->y8.bookkept, &all->y5.outpatient,
        &all->y5.other};
    for (size_t i = 0; i < DS_COUNT(from); i++)
        if (!ds_add_i64(to[i], from[i]))
            return ds_fail(err, DS_ERR_OVERFLOW, "Y5: sums do not fit 64 bits");
    return DS_OK;
}

ds_status sanya_budgets(ds_sanya *s, ds_error *err)
{
    if (s->policy.out_of_group && s->n_groups != 1)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "sanya.out_of_group=1 with %zu groups: whose "
                               "is the care elsewhere?",
                               s->n_groups),
                       "name one group: --set sanya.group=NAME");
    for (size_t i = 0; i < s->n_groups; i++) {
        sanya_group *g = &s->groups[i];
        for (int k = 0; k < SANYA_ALL; k++) {
            DS_TRY(budget_of(s, g, k, &g->kinds[k], err));
            DS_TRY(spent_by(s, g, k, &g->kinds[k], err));
            if (!s->policy.by_kind)
                DS_TRY(add_kind(&g->kinds[SANYA_ALL], &g->kinds[k], err));
        }
    }
    return DS_OK;
}
