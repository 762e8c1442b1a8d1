/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_solve.c - see fund_solve.h for the contract. */
#include "sim/fund/fund_solve.h"

#include "base/decimal.h"
#include "sim/fund/fund_tables_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What can be solved for; `unit` is the step of the key as stored: 1e-6 of a
 * rate, a fen of an amount. */
static const struct target {
    const char *key;
    size_t pool;
    bool is_largest;
    int64_t low, high, unit;
} targets[] = {
    {"emp.rate",           0, false, 1000,         DS_RATE_ONE, 1000},
    {"res.premium_amount", 1, false, 0,            10000000,    1   },
    {"res.subsidy_amount", 1, false, 0,            10000000,    1   },
    {"emp.budget_cap",     0, true,  -DS_RATE_ONE, DS_RATE_ONE, 1000},
    {"res.budget_cap",     1, true,  -DS_RATE_ONE, DS_RATE_ONE, 1000},
    {"emp.budget_growth",  0, true,  -DS_RATE_ONE, DS_RATE_ONE, 1000},
    {"res.budget_growth",  1, true,  -DS_RATE_ONE, DS_RATE_ONE, 1000},
};

typedef struct search {
    const struct target *target;
    ds_fund_config config; /* of its own */
    const char *file;
    const ds_fund_tables *tables;
    const ds_run *run;
    double chance, error; /* at the last value tried */
} search;

/* Where the key's value is. */
static int64_t *place_of(ds_fund_config *c, const struct target *t)
{
    const ds_key *key = ds_keys_find(&ds_fund_keys, t->key);
    char *field = (char *)&c->v + key->offset;
    if (key->type != DS_KEY_RATES) return (int64_t *)(void *)field;
    ds_rates *list = (ds_rates *)(void *)field;
    list->n = 1;
    return &list->value[0];
}

static ds_status reaches(search *s, int64_t value, bool *is_reached,
                         ds_error *err)
{
    ds_fund_model m = {0};
    ds_status st = DS_OK;
    ds_fund_answer answer = {0};
    const ds_fund_question q = {s->target->pool, s->config.v.years, false,
                                (double)s->config.v.goal_months / DS_RATE_ONE};
    *place_of(&s->config, s->target) = value;
    DS_GO(ds_fund_model_init(&m, &s->config, s->file, s->tables, err));
    const uint64_t n = (uint64_t)m.v.paths;
    st = ds_fund_count(&m, n, &q, s->run, &answer, err);
    /* so much income that fen are lost: more than any goal */
    if (st == DS_ERR_OVERFLOW && !s->target->is_largest) {
        st = DS_OK;
        answer = (ds_fund_answer){n, ds_fund_chance_error((int64_t)n, n)};
    }
    DS_GO(st);
    s->chance = (double)answer.count / (double)n;
    s->error = answer.error;
    *is_reached =
        (ds_i128)answer.count * DS_RATE_ONE >= (ds_i128)n * s->config.v.goal_chance;
done:
    ds_fund_model_destroy(&m);
    return st;
}

static ds_status infeasible(const search *s, int64_t best, ds_error *err)
{
    const double scale = s->target->unit == 1 ? 100.0 : DS_RATE_ONE;
    return ds_hint(
        err,
        ds_fail(err, DS_ERR_INFEASIBLE,
                "--solve %s: even %g gives P(months >= %g) = %.4f < %g",
                s->target->key, (double)best / scale,
                (double)s->config.v.goal_months / DS_RATE_ONE, s->chance,
                (double)s->config.v.goal_chance / DS_RATE_ONE),
        "lower goal.months or goal.chance, or change another key too");
}

/* [good, bad] shrinks to one unit: values from `good` on reach the goal. */
static ds_status bisect(search *s, int64_t *value, ds_error *err)
{
    const struct target *t = s->target;
    int64_t good = t->is_largest ? t->low : t->high;
    int64_t bad = t->is_largest ? t->high : t->low;
    bool is_reached = false;
    DS_TRY(reaches(s, good, &is_reached, err));
    if (!is_reached) return infeasible(s, good, err);
    DS_TRY(reaches(s, bad, &is_reached, err));
    if (is_reached) good = bad; /* any value does */
    while (llabs(good - bad) > t->unit) {
        const int64_t middle = bad + (good - bad) / (2 * t->unit) * t->unit;
        if (middle == bad || middle == good) break;
        DS_TRY(reaches(s, middle, &is_reached, err));
        if (is_reached)
            good = middle;
        else
            bad = middle;
    }
    *value = good;
    return reaches(s, good, &is_reached, err);
}

static ds_status find_target(search *s, const char *key, ds_error *err)
{
    for (size_t i = 0; i < DS_COUNT(targets); i++)
        if (strcmp(targets[i].key, key) == 0) s->target = &targets[i];
    if (s->target) return DS_OK;
    return ds_hint(
        err,
        ds_fail(err, DS_ERR_ARG, "--solve: '%.40s' is not solved for", key),
        "emp.rate, res.premium_amount, res.subsidy_amount, "
        "emp.budget_cap, res.budget_cap, emp.budget_growth, "
        "res.budget_growth");
}

/* Financing of the base year stays what it was when the key moves. */
static void hold_base(search *s)
{
    ds_fund_pool_keys *emp = &s->config.v.pool[DS_FUND_EMP];
    ds_fund_pool_keys *res = &s->config.v.pool[DS_FUND_RES];
    if (emp->rate_base == DS_KEY_NONE) emp->rate_base = emp->rate.value[0];
    if (res->premium_base == DS_KEY_NONE) res->premium_base = res->premium;
    if (res->subsidy_base == DS_KEY_NONE) res->subsidy_base = res->subsidy;
}

static ds_status unused(const search *s, const char *what, const char *remedy,
                        ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CONFIG, "--solve %s: it moves nothing: "
                                               "%s",
                           s->target->key, what),
                   "%s", remedy);
}

/* A key that moves nothing has no solution. */
static ds_status check_used(const search *s, ds_error *err)
{
    const ds_fund_keys_values *v = &s->config.v;
    const ds_fund_pool_keys *p = &v->pool[s->target->pool];
    const char *field = s->target->key + 4;
    if (v->pools != DS_FUND_POOLS_BOTH &&
        (v->pools == DS_FUND_POOLS_EMP) != (s->target->pool == DS_FUND_EMP))
        return unused(s, "its pool is not run", "set pools to it, or to both",
                      err);
    if (strcmp(field, "rate") == 0 && p->rate_base == DS_KEY_NONE &&
        p->rate.value[0] == DS_RATE_ONE)
        return unused(s, "no contribution rate is given",
                      "give emp.rate of the base year, e.g. 0.105; 1 says that "
                      "income itself is the base",
                      err);
    if (s->target->unit == 1 &&
        (p->premium == DS_KEY_NONE || p->subsidy == DS_KEY_NONE))
        return unused(s, "no premium and subsidy are given",
                      "give res.premium_amount and res.subsidy_amount of the "
                      "base year",
                      err);
    if (strcmp(field, "budget_cap") == 0 && p->budget != DS_FUND_BUDGET_Y1)
        return unused(s, "only a budget y1 has a cap",
                      "set the pool's budget=y1, with growth_history", err);
    if (strcmp(field, "budget_growth") == 0 &&
        p->budget != DS_FUND_BUDGET_MANUAL && p->budget != DS_FUND_BUDGET_T1)
        return unused(s, "only budgets t1 and manual grow by it",
                      "set the pool's budget=manual", err);
    return DS_OK;
}

ds_status ds_fund_solve(const ds_fund_config *c, const char *file,
                        const ds_fund_tables *tables, const char *key,
                        const ds_run *run, ds_fund_solution *out, ds_error *err)
{
    search s = {.file = file, .tables = tables, .run = run};
    int64_t value = 0;
    ds_status st = DS_OK;
    DS_GO(find_target(&s, key, err));
    DS_GO(ds_fund_config_copy(&s.config, c, err));
    DS_GO(check_used(&s, err));
    hold_base(&s);
    const double scale = s.target->unit == 1 ? 100.0 : DS_RATE_ONE;
    const int64_t old = *place_of(&s.config, s.target);
    DS_GO(bisect(&s, &value, err));
    *out = (ds_fund_solution){.pool = s.target->pool,
                              .value = (double)value / scale,
                              .old = (double)old / scale,
                              .chance = s.chance,
                              .error = s.error};
    snprintf(out->key, sizeof out->key, "%s", key);
done:
    ds_fund_config_destroy(&s.config);
    return st;
}

/* clang-format off */
static const ds_column_spec specs[] = {
    {"key", DS_CELL_TEXT, 0, "", "参数", "what was solved for"},
    {"value", DS_CELL_DECIMAL, 6, "", "解", "that reaches the goal"},
    {"base", DS_CELL_DECIMAL, 6, "", "基准取值", "value in the configuration"},
    {"pool", DS_CELL_TEXT, 0, "", "统筹基金", "whose months payable count"},
    {"year", DS_CELL_INT, 0, "", "年份", "at the end of it"},
    {"goal_months", DS_CELL_DECIMAL, 6, "months", "目标可支付月数", "goal.months"},
    {"goal_chance", DS_CELL_DECIMAL, 6, "1", "目标概率", "goal.chance"},
    {"chance", DS_CELL_DECIMAL, 6, "1", "达标概率", "at the solution"},
    {"chance_error", DS_CELL_DECIMAL, 6, "1", "误差", "its standard error"},
};
/* clang-format on */

ds_status ds_fund_solution_table(const ds_fund_config *c,
                                 const ds_fund_solution *s, ds_table *t,
                                 ds_error *err)
{
    size_t row;
    DS_TRY(
        ds_table_init(t, "solution", "求解结果", specs, DS_COUNT(specs), err));
    DS_TRY(ds_table_add(t, &row, err));
    DS_TRY(ds_table_set_text(t, row, 0, s->key, err));
    ds_table_set(t, row, 1, ds_fund_round(s->value * 1e6));
    ds_table_set(t, row, 2, ds_fund_round(s->old * 1e6));
    DS_TRY(ds_table_set_text(t, row, 3, ds_fund_pool_names[s->pool], err));
    ds_table_set(t, row, 4, c->v.base_year + c->v.years);
    ds_table_set(t, row, 5, c->v.goal_months / 1000);
    ds_table_set(t, row, 6, c->v.goal_chance / 1000);
    ds_table_set(t, row, 7, ds_fund_round(s->chance * 1e6));
    ds_table_set(t, row, 8, ds_fund_round(s->error * 1e6));
    return DS_OK;
}

/* ---- until an error is small --------------------------------------------- */

static bool read_until(const ds_fund_model *m, const char *text, int64_t *t,
                       double *bound)
{
    static const char head[] = "P(depleted by ";
    const char *sign = strstr(text, "+-");
    int64_t year = 0, error = 0;
    if (strncmp(text, head, sizeof head - 1) != 0 || !sign) return false;
    const char *number = text + sizeof head - 1;
    const char *end = strchr(number, ')');
    for (sign += 2; *sign == ' ';) sign++;
    if (!end ||
        ds_decimal_parse(number, (size_t)(end - number), 0, &year) !=
            DS_DECIMAL_OK ||
        ds_decimal_parse(sign, strlen(sign), 9, &error) != DS_DECIMAL_OK)
        return false;
    *t = year - m->v.base_year;
    *bound = (double)error / DS_RATE_ONE;
    return *t >= 1 && *t <= m->v.years && error > 0;
}

/* The larger error of the pools' probabilities. */
static ds_status largest_error(const ds_fund_model *m, int64_t t,
                               const ds_run *run, double *error, ds_error *err)
{
    const uint64_t n = (uint64_t)m->v.paths;
    *error = 0.0;
    for (size_t k = 0; k < DS_FUND_N_POOLS; k++) {
        const ds_fund_question q = {k, t, true, 0.0};
        ds_fund_answer answer;
        if (!m->pool[k].is_run) continue;
        DS_TRY(ds_fund_count(m, n, &q, run, &answer, err));
        *error = answer.error > *error ? answer.error : *error;
    }
    return DS_OK;
}

ds_status ds_fund_until(ds_fund_model *m, const char *text, const ds_run *run,
                        ds_error *err)
{
    enum { MOST = 100000000 };
    int64_t t = 0;
    double bound = 0.0, error = 0.0;
    if (!read_until(m, text, &t, &bound))
        return ds_hint(err,
                       ds_fail(err, DS_ERR_ARG,
                               "--until: '%.60s' is not understood", text),
                       "write 'P(depleted by YEAR) +- ERROR' with a year of "
                       "the run, like 'P(depleted by %lld) +- 0.001'",
                       (long long)(m->v.base_year + m->v.years));
    for (;;) {
        DS_TRY(largest_error(m, t, run, &error, err));
        if (error <= bound) return DS_OK;
        if (m->v.paths > MOST / 2)
            return ds_hint(err,
                           ds_fail(err, DS_ERR_INFEASIBLE,
                                   "--until: the error is %g after %lld paths",
                                   error, (long long)m->v.paths),
                           "ask for a larger error");
        DS_TRY(ds_fund_model_paths(m, 2 * m->v.paths, err));
    }
}
