/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_pack.c - the opinion pack beside the figures: opening position,
 * centre run, scenarios, limits; see fund_tables.h. */
#include "sim/fund/fund_tables_parts.h"

#include <stdio.h>
#include <string.h>

/* ---- opening position ---------------------------------------------------- */

static ds_status add_opening(ds_table *t, const ds_fund_model *m, size_t k,
                             ds_error *err)
{
    const ds_fund_opening *o = &m->pool[k].opening;
    const int64_t values[] = {o->booked,   o->unpaid,  o->deposits,
                              o->unbooked, o->prepaid, o->adjusted,
                              o->income,   o->spending};
    size_t row;
    DS_TRY(ds_table_add(t, &row, err));
    DS_TRY(ds_table_set_text(t, row, 0, ds_fund_pool_names[k], err));
    for (size_t i = 0; i < DS_COUNT(values); i++)
        ds_table_set(t, row, 1 + i, values[i]);
    if (o->spending > 0)
        ds_table_set(
            t, row, 9,
            ds_fund_round((double)o->adjusted * 1200.0 / (double)o->spending));
    ds_table_set(t, row, 10, ds_fund_round(m->pool[k].calibration * 1e6));
    if (m->v.pool[k].budget != DS_FUND_BUDGET_NONE)
        ds_table_set(t, row, 11, ds_fund_round(m->pool[k].budget));
    if (!m->pool[k].settled.is_given) return DS_OK;
    if (m->pool[k].settled.points > 0)
        ds_table_set(t, row, 12, m->pool[k].settled.points);
    ds_table_set(t, row, 13, m->pool[k].settled.value);
    return DS_OK;
}

/* ---- the run of the centres ---------------------------------------------- */

/* Points and yuan a point, where a settlement says what they were in the base
 * year: points = budget / value, both against the base year. */
static void set_points(ds_table *t, size_t row, const ds_fund_model *m,
                       size_t k, double budget, double value)
{
    enum { POINTS = 18, YUAN };
    const ds_fund_pool *p = &m->pool[k];
    const ds_fund_settled *s = &p->settled;
    if (!s->is_given || s->points <= 0 || !(value > 0.0)) return;
    ds_table_set(
        t, row, POINTS,
        ds_fund_round((double)s->points * (budget / p->budget) / value));
    if (s->value != DS_MISSING)
        ds_table_set(t, row, YUAN, ds_fund_round((double)s->value * value));
}

static ds_status add_centre(ds_table *t, const ds_fund_model *m,
                            const ds_fund_paths *w, size_t k, int64_t year,
                            ds_error *err)
{
    const ds_fund_state *s = &w->state[k];
    double *const *f = w->figure[k];
    const double values[] = {m->pool[k].heads[year] * s->active[0],
                             m->pool[k].retired[year] * s->retired[0],
                             s->contributions[0],
                             f[DS_FUND_INCOME][0],
                             s->interest[0],
                             f[DS_FUND_DEMAND][0],
                             f[DS_FUND_BUDGET][0],
                             s->outside_fen[0],
                             f[DS_FUND_SPENDING][0],
                             f[DS_FUND_BALANCE][0],
                             f[DS_FUND_GAP][0],
                             f[DS_FUND_MONTHS][0],
                             f[DS_FUND_VALUE][0],
                             f[DS_FUND_INCOME_RATE][0],
                             f[DS_FUND_COST_RATE][0]};
    size_t row;
    DS_TRY(ds_table_add(t, &row, err));
    DS_TRY(ds_table_set_text(t, row, 0, ds_fund_pool_names[k], err));
    ds_table_set(t, row, 1, m->v.base_year + year);
    for (size_t i = 0; i < DS_COUNT(values); i++)
        ds_table_set(t, row, 2 + i, ds_fund_round(values[i]));
    set_points(t, row, m, k, f[DS_FUND_BUDGET][0], s->value[0]);
    return ds_table_set_text(t, row, 2 + DS_COUNT(values),
                             ds_fund_band(f[DS_FUND_MONTHS][0] / 1e4), err);
}

static ds_status run_centre(ds_table *t, const ds_fund_model *m, ds_error *err)
{
    ds_fund_model still = *m; /* borrows the factors: not to be destroyed */
    ds_fund_paths w = {0};
    ds_status st = DS_OK;
    still.is_deterministic = true;
    DS_GO(ds_fund_paths_init(&w, &still, err));
    ds_fund_paths_begin(&w, &still, 0, 1);
    for (int64_t year = 1; year <= m->v.years; year++) {
        ds_fund_paths_year(&w, &still, year);
        for (size_t k = 0; k < DS_FUND_N_POOLS; k++)
            if (m->pool[k].is_run)
                DS_GO(add_centre(t, &still, &w, k, year, err));
    }
    DS_GO(ds_fund_paths_check(&w, err));
done:
    ds_fund_paths_destroy(&w);
    return st;
}

/* ---- limits -------------------------------------------------------------- */

static const char *const limit_texts[] = {
    "population: one projection serves all paths; births, deaths and moves "
    "are not random",
    "pools: no transfers between the pools and none to the provincial level "
    "but the flows that are given",
    "care: the age profile of cost stays; only heads by age move",
    "budget: binds as a whole, not by institution; behaviour and reaction are "
    "assumed rules",
    "dependence: a Gaussian copula among factors of one process; none in the "
    "tails beyond it, none between processes",
    "interest: on the opening balance (and half the flows with fund.mid_year)",
    "not stated by any text: keep, overspend share, premium and subsidy "
    "split; see the register",
};

static const char *const sampling_texts[] = {
    [DS_DESIGN_ANTITHETIC] =
        "sampling: antithetic pairs of the factors drawn once, in 32 "
        "randomisations; errors have 31 degrees of freedom",
    [DS_DESIGN_LATIN] =
        "sampling: Latin hypercubes of the factors drawn once, in 32 "
        "randomisations; errors have 31 degrees of freedom",
    [DS_DESIGN_SOBOL] =
        "sampling: scrambled Sobol points of the factors drawn once, in 32 "
        "randomisations; errors have 31 degrees of freedom",
};

static ds_status add_limits(ds_table *t, int32_t sampling, ds_error *err)
{
    size_t row;
    for (size_t i = 0; i < DS_COUNT(limit_texts); i++) {
        DS_TRY(ds_table_add(t, &row, err));
        DS_TRY(ds_table_set_text(t, row, 0, limit_texts[i], err));
    }
    if (!sampling_texts[sampling]) return DS_OK;
    DS_TRY(ds_table_add(t, &row, err));
    return ds_table_set_text(t, row, 0, sampling_texts[sampling], err);
}

ds_status ds_fund_tables_base(ds_table t[DS_FUND_N_TABLES],
                              const ds_fund_model *m, ds_error *err)
{
    for (size_t k = 0; k < DS_FUND_N_POOLS; k++)
        if (m->pool[k].is_run)
            DS_TRY(add_opening(&t[DS_FUND_TABLE_OPENING], m, k, err));
    DS_TRY(run_centre(&t[DS_FUND_TABLE_CENTRE], m, err));
    DS_TRY(ds_fund_population_table(&m->population, m->v.base_year,
                                    &t[DS_FUND_TABLE_POPULATION], err));
    return add_limits(&t[DS_FUND_TABLE_LIMITS], m->v.sampling, err);
}

/* ---- scenarios ----------------------------------------------------------- */

/* The source of a key, or of the driver that "factor.price.sd" is about. */
static const char *source_of(const ds_fund_config *c, const char *key)
{
    for (size_t i = 0; i < ds_fund_keys.n; i++) {
        const char *name = ds_fund_keys.rows[i].name;
        const size_t n = strlen(name);
        if (strcmp(name, key) == 0 ||
            (strncmp(key, "factor.", 7) == 0 &&
             strncmp(key + 7, name, n) == 0 && key[7 + n] == '.' &&
             !strchr(key + 8 + n, '.')))
            return c->source[i];
    }
    return "";
}

/* A changed value whose source is still that of the base has none. */
static ds_status set_source(ds_table *t, size_t row, const char *key,
                            const ds_fund_config *base,
                            const ds_fund_config *scenario, ds_error *err)
{
    char parts[3][DS_KEY_TEXT_SIZE] = {"not sourced", "", ""};
    const char *text = source_of(scenario, key);
    if (*text && strcmp(text, source_of(base, key)) != 0 &&
        !ds_fund_source_split(text, parts))
        snprintf(parts[0], sizeof parts[0], "%s", "not sourced");
    for (size_t i = 0; i < 3; i++)
        DS_TRY(ds_table_set_text(t, row, 4 + i, parts[i], err));
    return DS_OK;
}

static ds_status add_change(ds_table *t, const ds_fund_config *base,
                            const ds_fund_config *scenario, size_t set,
                            size_t i, ds_error *err)
{
    const ds_keys *a = &base->sets[set], *b = &scenario->sets[set];
    char old[512], value[512];
    size_t row;
    ds_keys_show(a, &a->rows[i], old, sizeof old);
    ds_keys_show(b, &b->rows[i], value, sizeof value);
    if (strcmp(old, value) == 0 || strcmp(a->rows[i].name, "name") == 0)
        return DS_OK;
    DS_TRY(ds_table_add(t, &row, err));
    DS_TRY(ds_table_set_text(t, row, 0, scenario->v.name, err));
    DS_TRY(ds_table_set_text(t, row, 1, a->rows[i].name, err));
    DS_TRY(ds_table_set_text(t, row, 2, old, err));
    DS_TRY(ds_table_set_text(t, row, 3, value, err));
    return set_source(t, row, a->rows[i].name, base, scenario, err);
}

ds_status ds_fund_tables_scenario(ds_table t[DS_FUND_N_TABLES],
                                  const ds_fund_config *base,
                                  const ds_fund_config *scenario, ds_error *err)
{
    for (size_t s = 0; s < 2; s++) /* not the sources */
        for (size_t i = 0; i < base->sets[s].n; i++)
            DS_TRY(add_change(&t[DS_FUND_TABLE_SCENARIOS], base, scenario, s, i,
                              err));
    return DS_OK;
}

/* ---- one path ------------------------------------------------------------ */

/* clang-format off */
static const ds_column_spec path_specs[] = {
    {"pool", DS_CELL_TEXT, 0, "", "统筹基金", "employee or resident"},
    {"year", DS_CELL_INT, 0, "", "年份", "calendar year"},
#define PATH_COLUMN(id, name, money, decimals, unit, zh, help) {name, money ? DS_CELL_FEN : DS_CELL_DECIMAL, money ? 0 : decimals, unit, zh, help},
    DS_FUND_FIGURES(PATH_COLUMN)
};
/* clang-format on */

ds_status ds_fund_path_table(const ds_fund_model *m, uint64_t path, ds_table *t,
                             ds_error *err)
{
    ds_fund_paths w = {0};
    ds_status st = DS_OK;
    DS_GO(ds_table_init(t, "path", "单条路径", path_specs, DS_COUNT(path_specs),
                        err));
    DS_GO(ds_fund_paths_init(&w, m, err));
    ds_fund_paths_begin(&w, m, path, 1);
    for (int64_t year = 1; year <= m->v.years; year++) {
        ds_fund_paths_year(&w, m, year);
        for (size_t k = 0; k < DS_FUND_N_POOLS; k++) {
            size_t row;
            if (!m->pool[k].is_run) continue;
            DS_GO(ds_table_add(t, &row, err));
            DS_GO(ds_table_set_text(t, row, 0, ds_fund_pool_names[k], err));
            ds_table_set(t, row, 1, m->v.base_year + year);
            for (size_t f = 0; f < DS_FUND_N_FIGURES; f++)
                if (ds_fund_has_figure(m, k, f))
                    ds_table_set(t, row, 2 + f, ds_fund_round(w.figure[k][f][0]));
        }
    }
    DS_GO(ds_fund_paths_check(&w, err));
done:
    ds_fund_paths_destroy(&w);
    return st;
}
