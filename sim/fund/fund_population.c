/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_population.c - see fund_population.h for the contract. */
#include "sim/fund/fund_population.h"

#include "base/buffer.h"
#include "base/money.h"
#include "kernels/elementary.h"

#include <stdlib.h>
#include <string.h>

enum { MALE, FEMALE };
enum { AGE, SEX, HEADS, DEATHS = HEADS + DS_FUND_N_STATUS, COSTS };

/* clang-format off */
const ds_column_spec ds_fund_age_columns[DS_FUND_N_AGE_COLUMNS] = {
    {"age", DS_CELL_INT, 0, "years", "年龄", "0 to 100, the last open"},
    {"sex", DS_CELL_TEXT, 0, "", "性别", "male or female"},
    {"active", DS_CELL_INT, 0, "persons", "在职", "active members"},
    {"retired", DS_CELL_INT, 0, "persons", "退休", "retired members"},
    {"resident", DS_CELL_INT, 0, "persons", "居民", "insured residents"},
    {"death_rate", DS_CELL_DECIMAL, 9, "1/year", "死亡率", "deaths in a year per head"},
    {"cost_inpatient", DS_CELL_DECIMAL, 4, "1", "住院相对费用", "relative cost of a head"},
    {"cost_outpatient", DS_CELL_DECIMAL, 4, "1", "门诊相对费用", "relative cost of a head"},
    {"cost_chronic", DS_CELL_DECIMAL, 4, "1", "门特相对费用", "relative cost of a head"},
    {"cost_capitated", DS_CELL_DECIMAL, 4, "1", "按人头相对费用", "relative cost of a head"},
};
/* clang-format on */

/* The state: whole persons. */
typedef struct cells {
    const ds_fund_keys_values *v;
    int64_t n[DS_FUND_N_STATUS][DS_FUND_SEXES][DS_FUND_AGES];
    double q[DS_FUND_SEXES][DS_FUND_AGES];
    double cost[DS_FUND_N_CARE][DS_FUND_SEXES][DS_FUND_AGES];
    ds_fund_heads now[DS_FUND_N_STATUS];
} cells;

#define EACH_CELL(s, x, a)                                                     \
    for (size_t s = 0; s < DS_FUND_N_STATUS; s++)                              \
        for (size_t x = 0; x < DS_FUND_SEXES; x++)                             \
            for (size_t a = 0; a < DS_FUND_AGES; a++)

static int64_t share_of(int64_t n, double part)
{
    const double x = (double)n * part + 0.5;
    return x < 0.0 ? 0 : (int64_t)x;
}

double ds_fund_retirement_age(int old_age, int64_t year, bool is_reformed)
{
    const double months = old_age == 50 ? 60 : 36;
    double part = ((double)year - 2024.0) / 15.0;
    part = part < 0.0 ? 0.0 : part > 1.0 ? 1.0 : part;
    return is_reformed ? old_age + months / 12.0 * part : old_age;
}

/* ---- reading ------------------------------------------------------------- */

static ds_status bad_row(const ds_table *t, size_t row, const char *what,
                         ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA, "population.file: row %zu: %s",
                           ds_table_line(t, row), what),
                   "give each age 0 to 100 of male and female once, heads >= "
                   "0, death_rate 0 to 1 (%zu rows of 202)",
                   t->n_rows);
}

static ds_status read_row(cells *c, const ds_table *t, size_t row,
                          bool seen[DS_FUND_SEXES][DS_FUND_AGES], ds_error *err)
{
    const int64_t age = ds_table_get(t, row, AGE);
    const char *sex = ds_table_get_text(t, row, SEX);
    const size_t x = strcmp(sex, "female") == 0 ? FEMALE : MALE;
    if (x == MALE && strcmp(sex, "male") != 0)
        return bad_row(t, row, "a sex that is neither male nor female", err);
    if (age < 0 || age >= DS_FUND_AGES || seen[x][age])
        return bad_row(t, row, "an age out of range, or given twice", err);
    const size_t a = (size_t)age;
    seen[x][a] = true;
    for (size_t s = 0; s < DS_FUND_N_STATUS; s++) {
        c->n[s][x][a] = ds_table_get(t, row, HEADS + s);
        if (c->n[s][x][a] < 0 || c->n[s][x][a] > 2000000000)
            return bad_row(t, row, "heads missing or out of range", err);
    }
    c->q[x][a] = (double)ds_table_get(t, row, DEATHS) / DS_RATE_ONE;
    if (!(c->q[x][a] >= 0.0 && c->q[x][a] <= 1.0))
        return bad_row(t, row, "a death rate outside 0 to 1", err);
    for (size_t k = 0; k < DS_FUND_N_CARE; k++) {
        const int64_t cost = ds_table_get(t, row, COSTS + k);
        c->cost[k][x][a] = cost == DS_MISSING ? 1.0 : (double)cost / 1e4;
        if (c->cost[k][x][a] < 0.0)
            return bad_row(t, row, "a negative cost", err);
    }
    return DS_OK;
}

static ds_status read_cells(cells *c, const ds_table *t, ds_error *err)
{
    bool seen[DS_FUND_SEXES][DS_FUND_AGES] = {{false}};
    for (size_t row = 0; row < t->n_rows; row++)
        DS_TRY(read_row(c, t, row, seen, err));
    if (t->n_rows != DS_FUND_SEXES * DS_FUND_AGES)
        return bad_row(t, t->n_rows, "the table ends too early", err);
    return DS_OK;
}

/* ---- one year ------------------------------------------------------------ */

static void die_and_age(cells *c, int64_t t)
{
    double better = 1.0;
    const double step = 1.0 - (double)c->v->improvement / DS_RATE_ONE;
    for (int64_t i = 0; i < t; i++) better *= step;
    EACH_CELL(s, x, a)
    {
        double q = c->q[x][a] * better;
        q = q > 1.0 ? 1.0 : q;
        const int64_t dead = share_of(c->n[s][x][a], q);
        c->n[s][x][a] -= dead;
        c->now[s].deaths += dead;
    }
    for (size_t s = 0; s < DS_FUND_N_STATUS; s++)
        for (size_t x = 0; x < DS_FUND_SEXES; x++) {
            int64_t *n = c->n[s][x];
            n[DS_FUND_AGES - 1] += n[DS_FUND_AGES - 2];
            memmove(n + 1, n, (DS_FUND_AGES - 2) * sizeof *n);
            n[0] = 0;
        }
}

/* Women of 15 to 49, who are 16 to 50 by now. */
static void be_born(cells *c)
{
    int64_t women = 0;
    for (size_t s = 0; s < DS_FUND_N_STATUS; s++)
        for (size_t a = 16; a <= 50; a++) women += c->n[s][FEMALE][a];
    const int64_t born = share_of(women, (double)c->v->births / DS_RATE_ONE);
    const int64_t boys = share_of(born, (double)c->v->boys / DS_RATE_ONE);
    c->n[DS_FUND_RESIDENT][MALE][0] += boys;
    c->n[DS_FUND_RESIDENT][FEMALE][0] += born - boys;
    c->now[DS_FUND_RESIDENT].births = born;
}

static void move(cells *c, size_t from, size_t to, size_t x, size_t a,
                 int64_t heads)
{
    c->n[from][x][a] -= heads;
    c->n[to][x][a] += heads;
}

static void change_kind(cells *c)
{
    const double enter = (double)c->v->entry / DS_RATE_ONE;
    const double leave = (double)c->v->leaving / DS_RATE_ONE;
    for (size_t x = 0; x < DS_FUND_SEXES; x++)
        for (size_t a = 18; a < 65; a++) {
            const int64_t in =
                a < 50 ? share_of(c->n[DS_FUND_RESIDENT][x][a], enter) : 0;
            const int64_t out = share_of(c->n[DS_FUND_ACTIVE][x][a], leave);
            move(c, DS_FUND_RESIDENT, DS_FUND_ACTIVE, x, a, in);
            move(c, DS_FUND_ACTIVE, DS_FUND_RESIDENT, x, a, out);
            c->now[DS_FUND_ACTIVE].moved += in - out;
            c->now[DS_FUND_RESIDENT].moved += out - in;
        }
}

/* Part of those of age a whose retirement age r is behind them, birthdays
 * spread over the year. */
static double part_past(size_t a, double r)
{
    const double part = (double)a + 1.0 - r;
    return part < 0.0 ? 0.0 : part > 1.0 ? 1.0 : part;
}

static double part_retired(const cells *c, size_t x, size_t a, int64_t year)
{
    const bool is_new = c->v->retirement == 0;
    const double late = (double)c->v->short_share / DS_RATE_ONE;
    const double workers = (double)c->v->women_workers / DS_RATE_ONE;
    const int ages[2][2] = {
        {60, 60},
        {55, 50}
    };
    double part = 0.0;
    for (size_t k = 0; k < 2; k++) {
        const double weight =
            k == 1 ? workers : 1.0 - workers; /* of men both are 60 */
        const double r = ds_fund_retirement_age(ages[x][k], year, is_new);
        part += weight * ((1.0 - late) * part_past(a, r) +
                          late * part_past(a, r + (double)c->v->short_years));
    }
    return part;
}

static void retire(cells *c, int64_t year)
{
    for (size_t x = 0; x < DS_FUND_SEXES; x++)
        for (size_t a = 45; a < DS_FUND_AGES; a++) {
            const int64_t active = c->n[DS_FUND_ACTIVE][x][a];
            const int64_t all = active + c->n[DS_FUND_RETIRED][x][a];
            const int64_t stay =
                all - share_of(all, part_retired(c, x, a, year));
            if (active <= stay) continue; /* nobody goes back to work */
            move(c, DS_FUND_ACTIVE, DS_FUND_RETIRED, x, a, active - stay);
            c->now[DS_FUND_ACTIVE].retired -= active - stay;
            c->now[DS_FUND_RETIRED].retired += active - stay;
        }
}

/* In proportion to the heads of 20 to 39 years; what rounding leaves goes to
 * the last age that can bear it. */
static void migrate(cells *c, size_t s, int64_t heads)
{
    int64_t all = 0, left = heads;
    for (size_t x = 0; x < DS_FUND_SEXES; x++)
        for (size_t a = 20; a < 40; a++) all += c->n[s][x][a];
    if (all == 0) return;
    if (heads < -all) left = heads = -all;
    for (size_t x = 0; x < DS_FUND_SEXES; x++)
        for (size_t a = 20; a < 40; a++) {
            const int64_t part =
                (int64_t)((ds_i128)heads * c->n[s][x][a] / all);
            c->n[s][x][a] += part;
            left -= part;
        }
    for (size_t a = 39; left != 0 && a >= 20; a--)
        for (size_t x = 0; x < DS_FUND_SEXES && left != 0; x++)
            if (left > 0 || c->n[s][x][a] > 0) {
                const int64_t one = left > 0 ? 1 : -1;
                c->n[s][x][a] += one;
                left -= one;
            }
    c->now[s].migrants = heads - left;
}

static void note(const cells *c, ds_fund_population *out, int64_t t)
{
    memcpy(out->heads[t], c->now, sizeof c->now);
    for (size_t s = 0; s < DS_FUND_N_STATUS; s++) out->heads[t][s].end = 0;
    EACH_CELL(s, x, a)
    {
        out->heads[t][s].end += c->n[s][x][a];
        for (size_t k = 0; k < DS_FUND_N_CARE; k++)
            out->cost[t][s][k] += (double)c->n[s][x][a] * c->cost[k][x][a];
    }
}

static void live_a_year(cells *c, const ds_fund_population *out, int64_t t)
{
    for (size_t s = 0; s < DS_FUND_N_STATUS; s++)
        c->now[s] = (ds_fund_heads){.start = out->heads[t - 1][s].end};
    die_and_age(c, t);
    be_born(c);
    change_kind(c);
    retire(c, c->v->base_year + t);
    migrate(c, DS_FUND_ACTIVE, c->v->migrants_active);
    migrate(c, DS_FUND_RESIDENT, c->v->migrants_resident);
}

ds_status ds_fund_population_run(const ds_fund_keys_values *v,
                                 const ds_table *ages, ds_fund_population *out,
                                 ds_error *err)
{
    cells *c = NULL;
    ds_status st = DS_OK;
    *out = (ds_fund_population){.years = v->years};
    DS_GO(ds_alloc(&c, 1, sizeof *c, err));
    c->v = v;
    DS_GO(read_cells(c, ages, err));
    note(c, out, 0);
    for (size_t s = 0; s < DS_FUND_N_STATUS; s++)
        out->heads[0][s].start = out->heads[0][s].end;
    for (int64_t t = 1; t <= v->years; t++) {
        live_a_year(c, out, t);
        note(c, out, t);
    }
done:
    free(c);
    return st;
}

void ds_fund_population_flat(const ds_fund_keys_values *v,
                             ds_fund_population *out)
{
    const ds_fund_pool_keys *emp = &v->pool[DS_FUND_EMP];
    const int64_t heads[DS_FUND_N_STATUS] = {emp->heads, emp->retired,
                                             v->pool[DS_FUND_RES].heads};
    const double dear = (double)emp->retired_cost / DS_RATE_ONE;
    *out = (ds_fund_population){.years = v->years};
    for (int64_t t = 0; t <= v->years; t++)
        for (size_t s = 0; s < DS_FUND_N_STATUS; s++) {
            const double cost = s == DS_FUND_RETIRED ? dear : 1.0;
            out->heads[t][s].start = out->heads[t][s].end = heads[s];
            for (size_t k = 0; k < DS_FUND_N_CARE; k++)
                out->cost[t][s][k] = (double)heads[s] * cost;
        }
}

ds_status ds_fund_population_table(const ds_fund_population *p,
                                   int64_t base_year, ds_table *t,
                                   ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"year",     DS_CELL_INT,  0, "",        "年份",       "calendar year"              },
        {"status",   DS_CELL_TEXT, 0, "",        "身份",       "active, retired or resident"},
        {"start",    DS_CELL_INT,  0, "persons", "年初人数", "at the start"               },
        {"deaths",   DS_CELL_INT,  0, "persons", "死亡",       "in the year"                },
        {"births",   DS_CELL_INT,  0, "persons", "出生",       "in the year"                },
        {"moved",    DS_CELL_INT,  0, "persons", "险种转移",
         "net, between residents and active members"                                          },
        {"retired",  DS_CELL_INT,  0, "persons", "退休转入", "net"                        },
        {"migrants", DS_CELL_INT,  0, "persons", "净迁入",    "net"                        },
        {"end",      DS_CELL_INT,  0, "persons", "年末人数",
         "start - deaths + births + moved + retired + migrants"                               },
    };
    static const char *const names[] = {"active", "retired", "resident"};
    DS_TRY(ds_table_init(t, "population", "参保人口", specs, DS_COUNT(specs),
                         err));
    for (int64_t year = 0; year <= p->years; year++)
        for (size_t s = 0; s < DS_FUND_N_STATUS; s++) {
            const ds_fund_heads *h = &p->heads[year][s];
            const int64_t values[] = {h->start, h->deaths,  h->births,
                                      h->moved, h->retired, h->migrants,
                                      h->end};
            size_t row;
            DS_TRY(ds_table_add(t, &row, err));
            ds_table_set(t, row, 0, base_year + year);
            DS_TRY(ds_table_set_text(t, row, 1, names[s], err));
            for (size_t k = 0; k < DS_COUNT(values); k++)
                ds_table_set(t, row, 2 + k, values[k]);
        }
    return DS_OK;
}
