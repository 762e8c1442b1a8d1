/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_plan.c - the plan's indicator of months payable (F1 of
 * policy.md); see fund_tables.h. */
#include "sim/fund/fund_tables_parts.h"

static double rate(int64_t value) { return (double)value / DS_RATE_ONE; }

/* The ends of what the plan wants. */
static void wanted(const ds_rates *plan, double about, double *low,
                   double *high)
{
    *low = rate(plan->value[0]);
    *high = rate(plan->value[plan->n - 1]);
    if (plan->n > 1) return;
    *low -= about;
    *high += about;
}

double ds_fund_plan_path(double base, const ds_rates *plan, double part)
{
    const double low = rate(plan->value[0]);
    const double high = rate(plan->value[plan->n - 1]);
    const double target = base < low ? low : base > high ? high : base;
    return base + (target - base) * (part < 1.0 ? part : 1.0);
}

static const char *status_of(const ds_fund_model *m, size_t k, int64_t year,
                             double months, double path)
{
    const double about = rate(m->v.plan_about);
    double low, high;
    if (year < m->v.plan_year)
        return months > path + about   ? "above path"
               : months < path - about ? "below path"
                                       : "on path";
    wanted(&m->v.pool[k].plan_months, about, &low, &high);
    return months > high ? "above plan" : months < low ? "below plan" : "met";
}

static ds_status add_year(ds_table *t, const ds_fund_model *m,
                          const ds_fund_result *r, size_t k, int64_t year,
                          ds_error *err)
{
    const ds_fund_opening *o = &m->pool[k].opening;
    const ds_fund_summary *s = &r->figure[k][year - 1][DS_FUND_MONTHS];
    const double base = (double)o->booked * 12.0 / (double)o->spending;
    const double span = (double)(m->v.plan_year - m->v.base_year);
    const double path =
        ds_fund_plan_path(base, &m->v.pool[k].plan_months, (double)year / span);
    const double months = s->quantile[4] / 1e4;
    const double values[] = {path, months, s->error[4] / 1e4, months - path};
    size_t row;
    DS_TRY(ds_table_add(t, &row, err));
    DS_TRY(ds_table_set_text(t, row, 0, ds_fund_pool_names[k], err));
    ds_table_set(t, row, 1, m->v.base_year + year);
    for (size_t i = 0; i < DS_COUNT(values); i++)
        ds_table_set(t, row, 2 + i, ds_fund_round(values[i] * 100.0));
    return ds_table_set_text(
        t, row, 6, status_of(m, k, m->v.base_year + year, months, path), err);
}

ds_status ds_fund_tables_plan(ds_table t[DS_FUND_N_TABLES],
                              const ds_fund_model *m, const ds_fund_result *r,
                              ds_error *err)
{
    if (m->v.plan_year == DS_KEY_NONE || m->v.plan_year <= m->v.base_year)
        return DS_OK;
    for (size_t k = 0; k < DS_FUND_N_POOLS; k++)
        for (int64_t year = 1; year <= m->v.years; year++)
            if (m->pool[k].is_run && m->v.pool[k].plan_months.value[0] > 0)
                DS_TRY(
                    add_year(&t[DS_FUND_TABLE_INDICATORS], m, r, k, year, err));
    return DS_OK;
}
