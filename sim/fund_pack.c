/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund_pack.c - the opinion pack beside the figures: opening position,
 * centre run, register of assumptions, scenarios, limits; see fund_tables.h. */
#include "sim/fund_tables_parts.h"

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
    return DS_OK;
}

/* ---- the run of the centres ---------------------------------------------- */

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

/* ---- assumptions --------------------------------------------------------- */

static void show_factor(const ds_fund_config *c, const char *key, char *text,
                        size_t size)
{
    static const char *const dists[] = {
        "", "normal", "lognormal", "student", "triangular", "pert", "history"};
    static const char *const processes[] = {"yearly", "once", "ar1", "walk"};
    text[0] = '\0';
    for (int d = 0; d < DS_FUND_N_DRIVERS; d++) {
        const ds_fund_factor_keys *f = &c->factor[d];
        if (strcmp(key, ds_fund_driver_key((ds_fund_driver)d)) != 0 ||
            f->dist == DS_FUND_FIXED)
            continue;
        if (f->dist < DS_FUND_TRIANGULAR)
            snprintf(text, size, "%s, sd %g, %s", dists[f->dist],
                     (double)f->sd / DS_RATE_ONE, processes[f->process]);
        else if (f->dist < DS_FUND_HISTORY)
            snprintf(text, size, "%s, %g to %g, %s", dists[f->dist],
                     (double)f->low / DS_RATE_ONE,
                     (double)f->high / DS_RATE_ONE, processes[f->process]);
        else
            snprintf(text, size, "%s, n %d, %s", dists[f->dist], f->history.n,
                     processes[f->process]);
    }
}

/* "data,NBS yearbook,2023" into kind, source, date; false where it is not so.
 */
static bool split_source(const char *text, char parts[3][DS_KEY_TEXT_SIZE])
{
    const char *first = strchr(text, ',');
    const char *last = first ? strrchr(text, ',') : NULL;
    if (!first || last == first) return false;
    snprintf(parts[0], DS_KEY_TEXT_SIZE, "%.*s", (int)(first - text), text);
    snprintf(parts[1], DS_KEY_TEXT_SIZE, "%.*s", (int)(last - first - 1),
             first + 1);
    snprintf(parts[2], DS_KEY_TEXT_SIZE, "%s", last + 1);
    return strcmp(parts[0], "data") == 0 || strcmp(parts[0], "national") == 0 ||
           strcmp(parts[0], "expert") == 0;
}

static ds_status bad_source(const char *file, const ds_key *key,
                            const char *text, ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CONFIG,
                           "%s: source.%s: '%.60s' is not a kind, a source and "
                           "a date",
                           file, key->name, text),
                   "give three, like [data, statistical yearbook, 2022]; the "
                   "kind is data, national or expert");
}

static ds_status add_assumption(ds_table *t, const ds_fund_config *c,
                                const ds_fund_config *preset, size_t i,
                                const char *file, size_t *unsourced,
                                ds_error *err)
{
    const ds_key *key = &ds_fund_keys.rows[i];
    char value[512], usual[512], factor[128];
    char parts[3][DS_KEY_TEXT_SIZE] = {"", "", ""};
    size_t row;
    ds_keys_show(&c->sets[0], key, value, sizeof value);
    show_factor(c, key->name, factor, sizeof factor);
    ds_keys_show(&preset->sets[0], key, usual, sizeof usual);
    const bool is_default = key->preset && strcmp(value, usual) == 0;
    if (*c->source[i] && !split_source(c->source[i], parts))
        return bad_source(file, key, c->source[i], err);
    if (is_default && !*factor && !*c->source[i]) return DS_OK;
    if (!*c->source[i]) {
        snprintf(parts[0], sizeof parts[0], "%s", "not sourced");
        ++*unsourced;
    }
    const char *const texts[] = {key->name, value,    key->unit, factor,
                                 parts[0],  parts[1], parts[2],  key->help};
    DS_TRY(ds_table_add(t, &row, err));
    for (size_t k = 0; k < DS_COUNT(texts); k++)
        DS_TRY(ds_table_set_text(t, row, k, texts[k], err));
    return DS_OK;
}

/* Keys that say how to run, and assume nothing. */
static bool is_technical(const char *key)
{
    static const char *const names[] = {
        "name",  "base_year",  "years",       "paths",      "seed",  "sampling",
        "pools", "flows.file", "goal.months", "goal.chance"};
    for (size_t i = 0; i < DS_COUNT(names); i++)
        if (strcmp(names[i], key) == 0) return true;
    return false;
}

ds_status ds_fund_tables_assumptions(ds_table t[DS_FUND_N_TABLES],
                                     const ds_fund_config *c, const char *file,
                                     size_t *unsourced, ds_error *err)
{
    ds_fund_config preset = {0};
    ds_status st = DS_OK;
    *unsourced = 0;
    DS_GO(ds_fund_config_init(&preset, err));
    for (size_t i = 0; i < ds_fund_keys.n; i++)
        if (!is_technical(ds_fund_keys.rows[i].name))
            DS_GO(add_assumption(&t[DS_FUND_TABLE_ASSUMPTIONS], c, &preset, i,
                                 file, unsourced, err));
done:
    ds_fund_config_destroy(&preset);
    return st;
}

/* ---- scenarios ----------------------------------------------------------- */

static ds_status add_change(ds_table *t, const char *name, const ds_keys *a,
                            const ds_keys *b, size_t i, ds_error *err)
{
    char old[512], value[512];
    size_t row;
    ds_keys_show(a, &a->rows[i], old, sizeof old);
    ds_keys_show(b, &b->rows[i], value, sizeof value);
    if (strcmp(old, value) == 0 || strcmp(a->rows[i].name, "name") == 0)
        return DS_OK;
    DS_TRY(ds_table_add(t, &row, err));
    DS_TRY(ds_table_set_text(t, row, 0, name, err));
    DS_TRY(ds_table_set_text(t, row, 1, a->rows[i].name, err));
    DS_TRY(ds_table_set_text(t, row, 2, old, err));
    return ds_table_set_text(t, row, 3, value, err);
}

ds_status ds_fund_tables_scenario(ds_table t[DS_FUND_N_TABLES],
                                  const ds_fund_config *base,
                                  const ds_fund_config *scenario, ds_error *err)
{
    for (size_t s = 0; s < 2; s++) /* not the sources */
        for (size_t i = 0; i < base->sets[s].n; i++)
            DS_TRY(add_change(&t[DS_FUND_TABLE_SCENARIOS], scenario->v.name,
                              &base->sets[s], &scenario->sets[s], i, err));
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
                ds_table_set(t, row, 2 + f, ds_fund_round(w.figure[k][f][0]));
        }
    }
    DS_GO(ds_fund_paths_check(&w, err));
done:
    ds_fund_paths_destroy(&w);
    return st;
}
