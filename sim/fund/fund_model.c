/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_model.c - see fund_model.h for the contract. */
#include "sim/fund/fund_model.h"

#include "base/money.h"
#include "kernels/elementary.h"

#include <string.h>

static double rate(int64_t value) { return (double)value / DS_RATE_ONE; }

static double sum_product(const ds_rates *a, const ds_rates *b,
                          const ds_rates *c)
{
    double sum = 0.0;
    for (int i = 0; i < a->n; i++)
        sum += rate(a->value[i]) * rate(b->value[i]) *
               (c ? rate(c->value[i]) : 1.0);
    return sum;
}

/* amount x part / over, the part in 1e-9; 0 of an amount that is not known. */
static int64_t times(int64_t amount, int64_t part, int64_t over)
{
    int64_t out = 0;
    if (amount == DS_KEY_NONE || part == DS_KEY_NONE ||
        !ds_mul_div(amount, part, over * DS_RATE_ONE, &out))
        return 0;
    return out;
}

/* ---- opening position ---------------------------------------------------- */

static void open(ds_fund_pool *p, const ds_fund_pool_keys *k)
{
    ds_fund_opening *o = &p->opening;
    o->income = times(k->income, k->income_share, 1);
    o->spending = times(k->spending, k->spending_share, 1);
    o->booked = k->booked != DS_KEY_NONE
                    ? k->booked
                    : times(o->spending, k->opening_months, 12);
    o->unpaid = k->unpaid;
    o->deposits = k->deposits;
    o->unbooked = k->unbooked_amount != DS_KEY_NONE
                      ? k->unbooked_amount
                      : times(o->spending, k->unbooked_months, 12);
    o->prepaid = k->prepaid;
    o->adjusted =
        o->booked - o->unpaid - o->deposits - o->unbooked + o->prepaid;
}

/* ---- income and spending of the base year -------------------------------- */

/* The contribution base by the formula, in fen, with the premium and subsidy
 * of the base year or (is_now) those that apply from then on; 0 where there is
 * none. */
static double formula_base(const ds_fund_pool_keys *k, size_t pool,
                           double heads, bool is_now)
{
    if (pool == DS_FUND_EMP)
        return k->wage_base == DS_KEY_NONE
                   ? 0.0
                   : heads * (double)k->wage_base *
                         sum_product(&k->class_share, &k->class_base, NULL);
    if (k->premium == DS_KEY_NONE || k->subsidy == DS_KEY_NONE) return 0.0;
    const int64_t premium = is_now || k->premium_base == DS_KEY_NONE
                                ? k->premium
                                : k->premium_base;
    const int64_t subsidy = is_now || k->subsidy_base == DS_KEY_NONE
                                ? k->subsidy
                                : k->subsidy_base;
    return heads * ((double)premium + (double)subsidy);
}

static double rate_now(const ds_fund_pool_keys *k, size_t pool, double base)
{
    if (pool == DS_FUND_RES) return 1.0;
    const double plain = sum_product(&k->class_share, &k->class_base, NULL);
    const double rated =
        sum_product(&k->class_share, &k->class_base, &k->class_rate);
    return base * (plain > 0.0 ? rated / plain : 1.0);
}

static void price_income(ds_fund_pool *p, const ds_fund_pool_keys *k,
                         size_t pool, const ds_fund_in_base *other)
{
    const double base_rate = k->rate_base == DS_KEY_NONE
                                 ? ds_fund_rate_of(&k->rate, 1)
                                 : rate(k->rate_base);
    const double old = rate_now(k, pool, base_rate);
    const double formula = formula_base(k, pool, p->heads[0], false);
    const double now = formula_base(k, pool, p->heads[0], true);
    p->contributions = k->income == DS_KEY_NONE
                           ? ds_fund_whole(formula * old)
                           : (double)p->opening.income - other->income;
    const double base = formula > 0.0 ? formula : p->contributions / old;
    p->calibration = base > 0.0 ? p->contributions / (base * old) : 1.0;
    p->part_a = now > 0.0 ? now : base;
    if (k->income == DS_KEY_NONE)
        p->opening.income = (int64_t)(p->contributions + other->income);
    if (pool == DS_FUND_RES) {
        const double part =
            now > 0.0
                ? (double)k->subsidy / ((double)k->premium + (double)k->subsidy)
                : rate(k->subsidy_share);
        p->part_b = p->part_a * part;
        p->part_a -= p->part_b;
    }
    for (int64_t t = 0; t <= DS_FUND_MAX_YEARS; t++)
        p->rate[t] = p->calibration *
                     (t == 0 ? old
                             : rate_now(k, pool,
                                        pool == DS_FUND_RES
                                            ? 1.0
                                            : ds_fund_rate_of(&k->rate, t)));
}

/* The budget of a settlement. What one of stays alone does not budget, other
 * care, is taken at what it costs in the base year. */
static double settled_budget(const ds_fund_pool *p, const ds_fund_pool_keys *k)
{
    const double rest =
        p->settled.is_inpatient
            ? p->care * (1.0 - rate(k->care.value[DS_FUND_INPATIENT]))
            : 0.0;
    return (double)p->settled.budget + ds_fund_whole(rest);
}

static void price_care(ds_fund_pool *p, const ds_fund_pool_keys *k,
                       const ds_fund_in_base *other)
{
    const double care = ((double)p->opening.spending - other->spending) /
                        (1.0 + other->care_rate);
    p->outside = ds_fund_whole(care * rate(k->outside_share));
    p->care = care - p->outside;
    p->budget = p->settled.is_given               ? settled_budget(p, k)
                : k->budget_amount == DS_KEY_NONE ? p->care
                                                  : (double)k->budget_amount;
}

/* ---- constants of the years ---------------------------------------------- */

static void count_heads(ds_fund_model *m, size_t pool)
{
    ds_fund_pool *p = &m->pool[pool];
    const size_t s = pool == DS_FUND_EMP ? DS_FUND_ACTIVE : DS_FUND_RESIDENT;
    for (int64_t t = 0; t <= m->v.years; t++) {
        p->heads[t] = (double)m->population.heads[t][s].end;
        p->retired[t] =
            pool == DS_FUND_EMP
                ? (double)m->population.heads[t][DS_FUND_RETIRED].end
                : 0.0;
    }
}

/* Use by kind of care in an epidemic's state. */
static double use_of(const ds_fund_keys_values *v, size_t state, size_t c)
{
    if (state == 0) return rate(v->epidemic_use.value[c]);
    if (state < 3) return rate(v->epidemic_rebound.value[state - 1]);
    return 1.0;
}

/* Relative care of the two statuses: by heads and ages, without either of
 * them constant. */
static void weigh_care(ds_fund_model *m, size_t pool)
{
    ds_fund_pool *p = &m->pool[pool];
    const ds_fund_pool_keys *k = &m->v.pool[pool];
    const ds_fund_population *pop = &m->population;
    const size_t s = pool == DS_FUND_EMP ? DS_FUND_ACTIVE : DS_FUND_RESIDENT;
    for (int64_t t = 0; t <= m->v.years; t++)
        for (size_t e = 0; e < DS_FUND_N_EPIDEMIC; e++)
            for (size_t c = 0; c < DS_FUND_N_CARE; c++) {
                const double second = pool == DS_FUND_EMP
                                          ? pop->cost[0][DS_FUND_RETIRED][c]
                                          : 0.0;
                const double all = pop->cost[0][s][c] + second;
                const double part =
                    rate(k->care.value[c]) * use_of(&m->v, e, c) *
                    ds_pow1(1.0 + rate(k->trend.value[c]), (double)t);
                if (all == 0.0) { /* no heads given: they stay as they are */
                    p->first[t][e] += part;
                    continue;
                }
                p->first[t][e] += part * pop->cost[t][s][c] / all;
                if (second > 0.0)
                    p->second[t][e] +=
                        part * pop->cost[t][DS_FUND_RETIRED][c] / all;
            }
}

/* Growth of care in year t by what is not random. */
static void grow_care(ds_fund_model *m, size_t pool)
{
    static const ds_fund_driver drivers[DS_FUND_N_POOLS][4] = {
        {DS_FUND_PRICE, DS_FUND_EMP_USE, DS_FUND_EMP_INTENSITY,
         DS_FUND_EMP_SHARE},
        {DS_FUND_PRICE, DS_FUND_RES_USE, DS_FUND_RES_INTENSITY,
         DS_FUND_RES_SHARE}
    };
    ds_fund_pool *p = &m->pool[pool];
    const double elasticity = rate(m->v.pool[pool].elasticity);
    for (int64_t t = 1; t <= m->v.years; t++) {
        p->growth[t] = 1.0;
        for (size_t i = 0; i < 4; i++) {
            const ds_fund_driver d = drivers[pool][i];
            if (m->is_random[d]) continue;
            p->growth[t] *= 1.0 + m->centre[d][t];
            if (i == 3 && elasticity != 0.0 && m->centre[d][t] > -1.0)
                p->growth[t] *= ds_pow1(1.0 + m->centre[d][t], elasticity);
        }
    }
}

/* ---- together ------------------------------------------------------------ */

static ds_status make_population(ds_fund_model *m, const char *file,
                                 const ds_table *ages, ds_error *err)
{
    if (m->v.population == DS_FUND_AGGREGATE) {
        ds_fund_population_flat(&m->v, &m->population);
        return DS_OK;
    }
    if (!ages)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "%s: population.file: population.mode: cohort "
                               "needs a table of ages",
                               file),
                       "name a CSV of age, sex, active, retired, resident, "
                       "death_rate, or take population.mode: aggregate");
    return ds_fund_population_run(&m->v, ages, &m->population, err);
}

/* Budgeted care and its budget are of one fund and year, so of one size. */
static ds_status check_settled(const ds_fund_pool *p, const char *file,
                               const char *name, ds_error *err)
{
    const double ratio = p->care > 0.0 ? p->budget / p->care : 0.0;
    if (!p->settled.is_given || (ratio >= 0.5 && ratio <= 2.0)) return DS_OK;
    return ds_hint(
        err,
        ds_fail(err, DS_ERR_CONFIG,
                "%s: %s.settlement: its budget makes %.2f yuan, but budgeted "
                "care of the base year is %.2f",
                file, name, p->budget / 100.0, p->care / 100.0),
        "settlement, %s.spending and %s.outside_share are those of one fund "
        "and year, in yuan; %s.settlement_share is this pool's part",
        name, name, name);
}

static ds_status make_pool(ds_fund_model *m, size_t k, const char *file,
                           const ds_fund_tables *tables, ds_error *err)
{
    ds_fund_pool *p = &m->pool[k];
    const ds_fund_pool_keys *keys = &m->v.pool[k];
    static const char *const names[] = {"emp", "res"};
    ds_fund_in_base other = {0.0, 0.0, 0.0};
    open(p, keys);
    count_heads(m, k);
    const double per[DS_FUND_N_PER] = {1.0, p->heads[0], p->retired[0],
                                       formula_base(keys, k, p->heads[0], false),
                                       0.0};
    if (tables->flows)
        DS_TRY(ds_fund_flows_base(tables->flows, k, per, &other, err));
    if (tables->settled) p->settled = tables->settled[k];
    price_income(p, keys, k, &other);
    price_care(p, keys, &other);
    DS_TRY(check_settled(p, file, names[k], err));
    ds_fund_months_init(p, keys);
    weigh_care(m, k);
    grow_care(m, k);
    p->eta = rate(m->v.eta);
    p->target_value = rate(m->v.value_target);
    if (p->care >= 0.0 && p->contributions >= 0.0) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CONFIG,
                           "flows.file: flows with in_base pass the base "
                           "year's income or spending (%s)",
                           names[k]),
                   "in_base says that the published figure holds the flow; "
                   "leave it 0 where it does not");
}

static void find_random(ds_fund_model *m)
{
    for (size_t p = 0; p < DS_FUND_N_PROCESSES; p++)
        for (size_t i = 0; i < m->factors.group[p].n; i++) {
            const ds_fund_factor *f = &m->factors.group[p].factor[i];
            m->is_random[f->driver] = !f->is_still;
        }
    for (int d = 0; d < DS_FUND_N_DRIVERS; d++)
        for (int64_t t = 0; t <= m->v.years; t++)
            m->centre[d][t] =
                t == 0 ? 0.0 : ds_fund_rate_of(&m->v.drivers[d], t);
    m->has_epidemic = m->v.epidemic > 0 || m->v.epidemic_year != DS_KEY_NONE;
    m->has_cut = m->v.cut > 0 || m->v.cut_year != DS_KEY_NONE;
}

ds_status ds_fund_model_paths(ds_fund_model *m, int64_t paths, ds_error *err)
{
    m->v.paths = paths;
    ds_design_destroy(&m->design);
    return ds_design_init(&m->design, (ds_design_kind)m->v.sampling,
                          (uint64_t)m->v.seed, (uint64_t)paths,
                          DS_FUND_N_DRIVERS, err);
}

/* A design is for what is drawn once: yearly noise stays random. */
static ds_status make_design(ds_fund_model *m, const char *file, ds_error *err)
{
    if (m->v.sampling != DS_DESIGN_RANDOM &&
        m->factors.group[DS_FUND_ONCE].n == 0)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "%s: sampling: no factor is drawn once per path, "
                               "and a design covers only such",
                               file),
                       "give one factor.<key>.process: once, or sampling: "
                       "random");
    if (m->v.sampling != DS_DESIGN_RANDOM && m->v.paths < 2 * DS_DESIGN_RUNS)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "%s: paths: %lld are too few for the 32 "
                               "randomisations of sampling",
                               file, (long long)m->v.paths),
                       "give 64 paths or more, or sampling: random");
    return ds_fund_model_paths(m, m->v.paths, err);
}

ds_status ds_fund_model_init(ds_fund_model *m, const ds_fund_config *c,
                             const char *file, const ds_fund_tables *tables,
                             ds_error *err)
{
    m->v = c->v;
    DS_TRY(ds_fund_keys_check(&m->v, file, err));
    DS_TRY(ds_fund_factors_init(&m->factors, c, file, err));
    find_random(m);
    DS_TRY(make_design(m, file, err));
    DS_TRY(make_population(m, file, tables->ages, err));
    for (size_t k = 0; k < DS_FUND_N_POOLS; k++) {
        ds_fund_pool *p = &m->pool[k];
        p->is_run = m->v.pools == DS_FUND_POOLS_BOTH ||
                    (m->v.pools == DS_FUND_POOLS_EMP) == (k == DS_FUND_EMP);
        if (p->is_run) DS_TRY(make_pool(m, k, file, tables, err));
    }
    return tables->flows ? ds_fund_flows_add(m, tables->flows, err) : DS_OK;
}

void ds_fund_model_destroy(ds_fund_model *m)
{
    ds_fund_factors_destroy(&m->factors);
    ds_design_destroy(&m->design);
}
