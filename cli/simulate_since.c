/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/simulate_since.c - what changed since an earlier run, one assumption at
 * a time; see simulate.h. */
#include "cli/simulate.h"

#include "io/tables/result.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* clang-format off */
static const ds_column_spec specs[] = {
    {"change", DS_CELL_TEXT, 0, "", "变动", "key that changed; all: their sum; other: tables, keys that are gone, program (centre run)"},
    {"old", DS_CELL_TEXT, 0, "", "上次取值", "value in the earlier run"},
    {"new", DS_CELL_TEXT, 0, "", "本次取值", "value now"},
    {"pool", DS_CELL_TEXT, 0, "", "统筹基金", "employee or resident"},
    {"year", DS_CELL_INT, 0, "", "年份", "last year of the run"},
    {"balance", DS_CELL_FEN, 0, "yuan", "结余变动", "mean change of the balance"},
    {"balance_error", DS_CELL_FEN, 0, "yuan", "误差", "its standard error"},
    {"months", DS_CELL_DECIMAL, 4, "months", "可支付月数变动", "mean change of the months payable"},
    {"months_error", DS_CELL_DECIMAL, 4, "months", "误差", "its standard error"},
    {"depleted", DS_CELL_DECIMAL, 6, "1", "耗尽概率变动", "change of the probability of depletion"},
    {"depleted_error", DS_CELL_DECIMAL, 6, "1", "误差", "its standard error"},
};
/* clang-format on */

typedef struct walk {
    const simulate_args *args;
    const simulate_file *base;
    simulate_file *first, *now, *next; /* now -> next is a step */
    ds_table *out;
    ds_table centre; /* of the earlier run */
    ds_fund_pairs pairs;
    char key[512], old[512], value[512];
} walk;

/* ---- the earlier run's configuration ------------------------------------- */

/* Keys that do not assume anything: taken as they are now. */
static bool is_technical(const char *key)
{
    static const char *const names[] = {"name", "paths", "seed", "sampling",
                                        "goal.months", "goal.chance"};
    for (size_t i = 0; i < DS_COUNT(names); i++)
        if (strcmp(names[i], key) == 0) return true;
    return false;
}

static ds_status set_key(const walk *w, simulate_file *f, const char *key,
                         const char *value, ds_error *err)
{
    for (size_t s = 0; s < 2; s++) /* not the sources */
        if (ds_keys_find(&f->config.sets[s], key))
            return is_technical(key)
                       ? DS_OK
                       : ds_keys_set(&f->config.sets[s], key, value,
                                     w->args->since, err);
    return DS_OK; /* a key of an older program */
}

static ds_status check_years(const walk *w, ds_error *err)
{
    const ds_fund_keys_values *a = &w->first->config.v, *b = &w->base->config.v;
    if (a->base_year == b->base_year && a->years == b->years &&
        a->pools == b->pools)
        return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_ARG,
                           "--since: %s ran other pools or years (%lld + %lld) "
                           "than %s (%lld + %lld)",
                           w->args->since, (long long)a->base_year,
                           (long long)a->years, w->base->path,
                           (long long)b->base_year, (long long)b->years),
                   "compare runs of the same base_year, years and pools: run "
                   "the earlier configuration with the new ones first");
}

static ds_status load_old(walk *w, ds_error *err)
{
    ds_table t = {0};
    ds_status st = DS_OK;
    simulate_file *f = w->first;
    f->path = w->base->path;
    f->keys = w->base->keys;
    if (ds_result_read(w->args->since, "centre", &w->centre, err) != DS_OK)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_ARG,
                               "--since: %s is no result of simulate",
                               w->args->since),
                       "give what 'dianshu simulate ... -o' wrote for the last "
                       "run");
    DS_GO(ds_fund_config_copy(&f->config, &w->base->config, err));
    DS_GO(ds_result_read(w->args->since, "config", &t, err));
    const int key = ds_table_find(&t, "key"), value = ds_table_find(&t, "value");
    if (key < 0 || value < 0) {
        st = ds_fail(err, DS_ERR_FORMAT, "%s: no table of keys and values",
                     w->args->since);
        goto done;
    }
    for (size_t row = 0; row < t.n_rows; row++) {
        char name[256];
        snprintf(name, sizeof name, "%s",
                 ds_table_get_text(&t, row, (size_t)key));
        DS_GO(set_key(w, f, name, ds_table_get_text(&t, row, (size_t)value),
                      err));
    }
    DS_GO(check_years(w, err));
    st = simulate_ready(f, err);
done:
    ds_table_destroy(&t);
    return st;
}

/* ---- rows ---------------------------------------------------------------- */

static ds_status add_row(walk *w, size_t k, size_t *row, ds_error *err)
{
    const ds_fund_keys_values *v = &w->base->config.v;
    const char *const texts[] = {w->key, w->old, w->value,
                                 k == DS_FUND_EMP ? "employee" : "resident"};
    DS_TRY(ds_table_add(w->out, row, err));
    for (size_t i = 0; i < DS_COUNT(texts); i++)
        DS_TRY(ds_table_set_text(w->out, *row, i, texts[i], err));
    ds_table_set(w->out, *row, 4, v->base_year + v->years);
    return DS_OK;
}

static ds_status add_pairs(walk *w, const simulate_file *a,
                           const simulate_file *b, ds_error *err)
{
    static const struct {
        size_t figure;
        double scale;
    } columns[] = {{DS_FUND_PAIR_BALANCE, 1},
                   {DS_FUND_PAIR_MONTHS, 1},
                   {DS_FUND_PAIR_DEPLETED, 1e6}};
    const ds_fund_keys_values *v = &w->base->config.v;
    DS_TRY(ds_fund_compare(&a->model, &b->model,
                           (uint64_t)w->base->model.v.paths,
                           &w->args->common.run, &w->pairs, err));
    for (size_t k = 0; k < DS_FUND_N_POOLS; k++) {
        size_t row;
        if (!w->base->model.pool[k].is_run) continue;
        DS_TRY(add_row(w, k, &row, err));
        for (size_t i = 0; i < DS_COUNT(columns); i++) {
            const ds_fund_pair *p =
                &w->pairs.at[k][v->years - 1][columns[i].figure];
            ds_table_set(w->out, row, 5 + 2 * i,
                         llround(p->mean * columns[i].scale));
            ds_table_set(w->out, row, 6 + 2 * i,
                         llround(p->error * columns[i].scale));
        }
    }
    return DS_OK;
}

/* ---- what no key explains ------------------------------------------------ */

static bool last_balance(const ds_table *t, const char *pool, int64_t year,
                         int64_t *balance)
{
    const int p = ds_table_find(t, "pool"), y = ds_table_find(t, "year");
    const int b = ds_table_find(t, "balance");
    for (size_t row = 0; p >= 0 && y >= 0 && b >= 0 && row < t->n_rows; row++)
        if (strcmp(ds_table_get_text(t, row, (size_t)p), pool) == 0 &&
            ds_table_get(t, row, (size_t)y) == year) {
            *balance = ds_table_get(t, row, (size_t)b);
            return true;
        }
    return false;
}

/* The centre run of the old keys with today's tables and program, less the one
 * in the earlier result. */
static ds_status add_other(walk *w, ds_error *err)
{
    ds_table mine[DS_FUND_N_TABLES] = {0};
    const int64_t year = w->base->config.v.base_year + w->base->config.v.years;
    ds_status st = DS_OK;
    DS_GO(ds_fund_tables_init(mine, err));
    DS_GO(ds_fund_tables_base(mine, &w->first->model, err));
    snprintf(w->key, sizeof w->key, "other");
    w->old[0] = w->value[0] = '\0';
    for (size_t k = 0; k < DS_FUND_N_POOLS; k++) {
        size_t row;
        int64_t a, b;
        const char *pool = k == DS_FUND_EMP ? "employee" : "resident";
        if (!last_balance(&w->centre, pool, year, &a) ||
            !last_balance(&mine[DS_FUND_TABLE_CENTRE], pool, year, &b))
            continue;
        DS_GO(add_row(w, k, &row, err));
        ds_table_set(w->out, row, 5, b - a);
    }
done:
    for (size_t i = 0; i < DS_FUND_N_TABLES; i++) ds_table_destroy(&mine[i]);
    return st;
}

/* ---- the walk ------------------------------------------------------------ */

static void join(char *to, size_t size, const char *text)
{
    const size_t n = strlen(to);
    snprintf(to + n, size - n, "%s%s", n ? "; " : "", text);
}

/* A key of w->now becomes what it is in the base; false where it is so. */
static ds_status change_key(walk *w, size_t set, size_t i, bool *is_changed,
                            ds_error *err)
{
    char a[256], b[256];
    const ds_keys *then = &w->now->config.sets[set];
    const ds_key *row = &then->rows[i];
    ds_keys_show(then, row, a, sizeof a);
    ds_keys_show(&w->base->config.sets[set],
                 &w->base->config.sets[set].rows[i], b, sizeof b);
    *is_changed = !is_technical(row->name) && strcmp(a, b) != 0;
    if (!*is_changed) return DS_OK;
    join(w->key, sizeof w->key, row->name);
    join(w->old, sizeof w->old, a);
    join(w->value, sizeof w->value, b);
    return ds_keys_set(then, row->name, b, w->args->since, err);
}

/* The step to w->now's keys. Where they make no model without the next key (a
 * list and its length), both are one step. */
static ds_status try_step(walk *w, ds_error *err)
{
    ds_error unfit = {0};
    ds_status st = DS_OK;
    w->next->path = w->base->path;
    w->next->keys = w->base->keys;
    DS_TRY(ds_fund_config_copy(&w->next->config, &w->now->config, err));
    if (simulate_ready(w->next, &unfit) != DS_OK) {
        simulate_unload(w->next);
        memset(w->next, 0, sizeof *w->next);
        return DS_OK;
    }
    st = add_pairs(w, w->now, w->next, err);
    simulate_unload(w->now);
    simulate_file *free_one = w->now;
    memset(free_one, 0, sizeof *free_one);
    w->now = w->next;
    w->next = free_one;
    w->key[0] = w->old[0] = w->value[0] = '\0';
    return st;
}

static ds_status walk_keys(walk *w, ds_error *err)
{
    w->now->path = w->base->path;
    w->now->keys = w->base->keys;
    DS_TRY(ds_fund_config_copy(&w->now->config, &w->first->config, err));
    DS_TRY(simulate_ready(w->now, err));
    for (size_t s = 0; s < 2; s++) /* not the sources */
        for (size_t i = 0; i < w->base->config.sets[s].n; i++) {
            bool is_changed;
            DS_TRY(change_key(w, s, i, &is_changed, err));
            if (is_changed) DS_TRY(try_step(w, err));
        }
    snprintf(w->key, sizeof w->key, "all");
    w->old[0] = w->value[0] = '\0';
    return add_pairs(w, w->first, w->base, err);
}

ds_status simulate_since(const simulate_args *a, const simulate_file *base,
                         simulate_more *m, ds_error *err)
{
    simulate_file *files = NULL; /* large */
    walk *w = NULL;
    ds_status st = DS_OK;
    DS_GO(ds_alloc(&files, 3, sizeof *files, err));
    DS_GO(ds_alloc(&w, 1, sizeof *w, err));
    memset(files, 0, 3 * sizeof *files);
    *w = (walk){.args = a, .base = base, .first = files, .now = files + 1,
                .next = files + 2, .out = &m->tables[m->n]};
    DS_GO(ds_table_init(w->out, "changes", "与上次相比的变动", specs,
                        DS_COUNT(specs), err));
    m->n++;
    DS_GO(load_old(w, err));
    DS_GO(walk_keys(w, err));
    st = add_other(w, err);
done:
    for (size_t i = 0; files && i < 3; i++) simulate_unload(&files[i]);
    if (w) ds_table_destroy(&w->centre);
    free(files);
    free(w);
    return st;
}
