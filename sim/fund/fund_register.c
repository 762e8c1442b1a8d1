/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_register.c - the register of assumptions: value,
 * uncertainty, kind, source and date of every key that the run rests on;
 * see fund_tables.h. */
#include "sim/fund/fund_tables_parts.h"

#include <stdio.h>
#include <string.h>

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

bool ds_fund_source_split(const char *text, char parts[3][DS_KEY_TEXT_SIZE])
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

/* ---- defaults that a run rests on ---------------------------------------- */

/* The rule of the budget, and who bears what is over or under it. */
static bool is_budget_used(const ds_fund_pool_keys *p, const char *field)
{
    static const char *const shares[] = {"over_share", "keep"};
    static const char *const y1[] = {"budget_cap", "budget_mean",
                                     "growth_history"};
    for (size_t i = 0; i < DS_COUNT(shares); i++)
        if (strcmp(shares[i], field) == 0)
            return p->budget != DS_FUND_BUDGET_NONE;
    for (size_t i = 0; i < DS_COUNT(y1); i++)
        if (strcmp(y1[i], field) == 0) return p->budget == DS_FUND_BUDGET_Y1;
    return strcmp("t1", field) == 0 && p->budget == DS_FUND_BUDGET_T1;
}

/* Whether a key left at its default matters here: what is 0, 1 or off assumes
 * nothing. */
static bool is_used(const ds_fund_keys_values *v, const char *key)
{
    static const char *const prefix[] = {"emp.", "res."};
    const bool is_cohort = v->population == DS_FUND_COHORT;
    const bool has_epidemic =
        v->epidemic > 0 || v->epidemic_year != DS_KEY_NONE;
    const bool has_cut = v->cut > 0 || v->cut_year != DS_KEY_NONE;
    const ds_fund_pool_keys *res = &v->pool[DS_FUND_RES];
    const struct {
        const char *key;
        bool is_used;
    } rows[] = {
        {"fund.discount",            true                                   },
        {"fund.target_months",       true                                   },
        {"population.retirement",    is_cohort                              },
        {"population.women_workers", is_cohort && v->retirement == 0        },
        {"population.boys",          is_cohort && v->births > 0             },
        {"population.short_years",   is_cohort && v->short_share > 0        },
        {"event.epidemic_use",       has_epidemic                           },
        {"event.epidemic_rebound",   has_epidemic                           },
        {"event.cut_size",           has_cut                                },
        {"reaction.low",             v->reaction != 0                       },
        {"reaction.high",            v->reaction != 0                       },
        {"behaviour.target",         v->eta > 0                             },
        {"res.subsidy_share",
         v->pools != DS_FUND_POOLS_EMP && res->premium == DS_KEY_NONE       },
        {"emp.retired_cost",
         !is_cohort && v->pool[DS_FUND_EMP].retired > 0                     },
    };
    for (size_t i = 0; i < DS_COUNT(rows); i++)
        if (strcmp(rows[i].key, key) == 0) return rows[i].is_used;
    for (size_t k = 0; k < DS_FUND_N_POOLS; k++) {
        const bool is_run = v->pools == DS_FUND_POOLS_BOTH ||
                            (v->pools == DS_FUND_POOLS_EMP) == (k == 0);
        if (is_run && strncmp(key, prefix[k], 4) == 0)
            return is_budget_used(&v->pool[k], key + 4);
    }
    return false;
}

/* Keys that name a result of the program: the file is the source, table
 * `files` has its checksum. */
static bool is_result(const char *key)
{
    static const char *const names[] = {"emp.settlement", "res.settlement",
                                        "population.costs"};
    for (size_t i = 0; i < DS_COUNT(names); i++)
        if (strcmp(names[i], key) == 0) return true;
    return false;
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
    if (*c->source[i] && !ds_fund_source_split(c->source[i], parts))
        return bad_source(file, key, c->source[i], err);
    const bool is_plain = is_default && !*factor && !*c->source[i];
    if (is_plain && !is_used(&c->v, key->name)) return DS_OK;
    if (is_plain) {
        snprintf(parts[0], sizeof parts[0], "%s", "default");
        snprintf(parts[1], sizeof parts[1], "%s %s", "rule", key->rule);
    } else if (!*c->source[i] && is_result(key->name)) {
        snprintf(parts[0], sizeof parts[0], "%s", "data");
        snprintf(parts[1], sizeof parts[1], "%.255s", value);
    } else if (!*c->source[i]) {
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
