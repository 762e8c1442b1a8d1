/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/simulate_settled.c - budget and points of the base year from a result of
 * settle; see simulate.h. */
#include "cli/simulate.h"

#include "base/money.h"
#include "io/tables/result.h"

#include <stdio.h>
#include <string.h>

/* What a settlement's tables add up to, for one pool. */
typedef struct amounts {
    ds_i128 budget, distributed, points; /* fen, fen, 1/10,000 */
} amounts;

typedef struct sums {
    amounts own;   /* of the pool's kind of insurance */
    amounts both;  /* of both kinds: settlement_share of it is the pool's */
    bool has_both; /* the result does not tell the pools apart: own is 0 */
    int64_t share; /* of own.points that is the pool's (T2), 1e-9 */
    bool is_inpatient;
    int64_t year, value; /* yuan a point in 1e-6, where the result has it */
} sums;

typedef struct reader {
    const simulate_file *f;
    size_t pool;
    const char *path; /* of the result */
    sums *s;
    ds_error *err;
} reader;

static const char *const prefix[DS_FUND_N_POOLS] = {"emp", "res"};
static const char *const kinds[DS_FUND_N_POOLS] = {"employee", "resident"};

/* "CONFIG: emp.settlement: FILE: WHAT" */
static ds_status unfit(const reader *r, const char *what, const char *remedy)
{
    return ds_hint(r->err,
                   ds_fail(r->err, DS_ERR_DATA, "%s: %s.settlement: %s: %s",
                           r->f->path, prefix[r->pool], r->path, what),
                   "%s", remedy);
}

static ds_status no_result(const reader *r)
{
    return unfit(r, "no result of settle",
                 "make it with: dianshu settle POLICY.yaml CLAIMS.h5 -o FILE");
}

/* ---- tables -------------------------------------------------------------- */

/* A table of the result, whose n columns have to be there. */
static ds_status read_table(const reader *r, const char *name, size_t n,
                            const char *const *columns,
                            const ds_cell_type *types, int *at, ds_table *t)
{
    if (ds_result_read(r->path, name, t, r->err) != DS_OK) return no_result(r);
    for (size_t i = 0; i < n; i++) {
        at[i] = ds_table_find(t, columns[i]);
        if (at[i] < 0 || t->columns[at[i]].type != types[i])
            return unfit(r, "a table lacks a column, or its unit is another",
                         "settle again with this version of dianshu");
    }
    return t->n_rows > 0 ? DS_OK : no_result(r);
}

static int64_t cell(const ds_table *t, size_t row, int column)
{
    const int64_t v = ds_table_get(t, row, (size_t)column);
    return v == DS_MISSING ? 0 : v;
}

/* drg and dip: stays alone, both kinds of insurance. */
static ds_status read_value(const reader *r)
{
    static const char *const names[] = {"year", "budget", "points",
                                        "point_value"};
    static const ds_cell_type types[] = {DS_CELL_INT, DS_CELL_FEN,
                                         DS_CELL_POINTS, DS_CELL_DECIMAL};
    ds_table t = {0};
    ds_status st = DS_OK;
    int at[4];
    DS_GO(read_table(r, "point_value", 4, names, types, at, &t));
    r->s->is_inpatient = r->s->has_both = true;
    r->s->year = cell(&t, 0, at[0]);
    r->s->both.budget = cell(&t, 0, at[1]);
    r->s->both.points = cell(&t, 0, at[2]);
    r->s->value = ds_table_get(&t, 0, (size_t)at[3]);
done:
    ds_table_destroy(&t);
    return st;
}

/* T2: the pooled funds' totals of each kind, and the points in their ratio. */
static ds_status read_tianjin(const reader *r)
{
    static const char *const names[] = {"year", "budget", "pooled_employee",
                                        "pooled_resident"};
    static const char *const values[] = {"month", "available", "transfer",
                                         "cancer", "points"};
    static const ds_cell_type types[] = {DS_CELL_INT, DS_CELL_FEN, DS_CELL_FEN,
                                         DS_CELL_FEN, DS_CELL_POINTS};
    ds_table t = {0};
    ds_status st = DS_OK;
    int at[5];
    DS_GO(read_table(r, "region", 4, names, types, at, &t));
    const int64_t all = cell(&t, 0, at[1]);
    r->s->year = cell(&t, 0, at[0]);
    r->s->own.budget = cell(&t, 0, at[r->pool == DS_FUND_EMP ? 2 : 3]);
    r->s->share =
        all > 0
            ? (int64_t)ds_round_div(r->s->own.budget * DS_RATE_ONE, all)
            : 0;
    ds_table_destroy(&t);
    DS_GO(read_table(r, "value", 5, values, types, at, &t));
    for (size_t row = 0; row < t.n_rows; row++) {
        if (cell(&t, row, at[0]) != 13) continue; /* the year's run */
        r->s->own.distributed += (ds_i128)cell(&t, row, at[1]) +
                                 cell(&t, row, at[2]) - cell(&t, row, at[3]);
        r->s->own.points += cell(&t, row, at[4]);
    }
done:
    ds_table_destroy(&t);
    return st;
}

static bool is_kind(const ds_table *t, size_t row, int kind, const char *name)
{
    return strcmp(ds_table_get_text(t, row, (size_t)kind), name) == 0;
}

/* Where the row belongs, NULL: nowhere. sanya.by_kind=no settles by the rows
 * "all", which are the sums of those of the kinds beside them. */
static amounts *of_kind(const reader *r, const ds_table *t, size_t row,
                        int kind)
{
    if (r->s->has_both)
        return is_kind(t, row, kind, "all") ? &r->s->both : NULL;
    return is_kind(t, row, kind, kinds[r->pool]) ? &r->s->own : NULL;
}

/* Y1, Y8: groups have a budget and points for each kind. */
static ds_status read_sanya(const reader *r)
{
    static const char *const budgets[] = {"kind", "budget"};
    static const char *const values[] = {"kind", "distributed", "points"};
    static const char *const years[] = {"year"};
    static const ds_cell_type types[] = {DS_CELL_TEXT, DS_CELL_FEN,
                                         DS_CELL_POINTS};
    static const ds_cell_type whole[] = {DS_CELL_INT};
    ds_table t = {0};
    ds_status st = DS_OK;
    int at[3];
    DS_GO(read_table(r, "group", 1, years, whole, at, &t));
    r->s->year = cell(&t, 0, at[0]);
    ds_table_destroy(&t);
    DS_GO(read_table(r, "budget", 2, budgets, types, at, &t));
    for (size_t row = 0; row < t.n_rows; row++)
        r->s->has_both |= is_kind(&t, row, at[0], "all");
    for (size_t row = 0; row < t.n_rows; row++) {
        amounts *to = of_kind(r, &t, row, at[0]);
        if (to) to->budget += cell(&t, row, at[1]);
    }
    ds_table_destroy(&t);
    DS_GO(read_table(r, "point_value", 3, values, types, at, &t));
    for (size_t row = 0; row < t.n_rows; row++) {
        amounts *to = of_kind(r, &t, row, at[0]);
        if (!to) continue;
        to->distributed += cell(&t, row, at[1]);
        to->points += cell(&t, row, at[2]);
    }
done:
    ds_table_destroy(&t);
    return st;
}

/* H2, Z4: pooling areas, both kinds of insurance; without DRG no points. */
static ds_status read_hangzhou(const reader *r)
{
    static const char *const budgets[] = {"year", "budget"};
    static const char *const values[] = {"distributed", "points"};
    static const ds_cell_type types[] = {DS_CELL_INT, DS_CELL_FEN};
    static const ds_cell_type worth[] = {DS_CELL_FEN, DS_CELL_POINTS};
    ds_table t = {0};
    ds_status st = DS_OK;
    int at[2];
    DS_GO(read_table(r, "area", 2, budgets, types, at, &t));
    r->s->has_both = true;
    r->s->year = cell(&t, 0, at[0]);
    for (size_t row = 0; row < t.n_rows; row++)
        r->s->both.budget += cell(&t, row, at[1]);
    ds_table_destroy(&t);
    if (ds_result_read(r->path, "point_value", &t, r->err) == DS_OK &&
        t.n_rows == 0)
        goto done;
    ds_table_destroy(&t);
    DS_GO(read_table(r, "point_value", 2, values, worth, at, &t));
    for (size_t row = 0; row < t.n_rows; row++) {
        r->s->both.distributed += cell(&t, row, at[0]);
        r->s->both.points += cell(&t, row, at[1]);
    }
done:
    ds_table_destroy(&t);
    return st;
}

/* ---- checks -------------------------------------------------------------- */

static ds_status check_ledger(const reader *r)
{
    static const char *const names[] = {"left", "right", "difference"};
    static const ds_cell_type types[] = {DS_CELL_FEN, DS_CELL_FEN, DS_CELL_FEN};
    ds_table t = {0};
    ds_status st = DS_OK;
    int at[3];
    DS_GO(read_table(r, "ledger", 3, names, types, at, &t));
    for (size_t row = 0; row < t.n_rows; row++)
        if (cell(&t, row, at[2]) != 0 ||
            cell(&t, row, at[0]) != cell(&t, row, at[1])) {
            st = unfit(r, "its ledger does not close",
                       "the file was changed after it was made: settle again");
            break;
        }
done:
    ds_table_destroy(&t);
    return st;
}

static ds_status check_year(const reader *r)
{
    const int64_t base = r->f->config.v.base_year;
    if (r->s->year == base) return DS_OK;
    return ds_hint(r->err,
                   ds_fail(r->err, DS_ERR_DATA,
                           "%s: %s.settlement: %s settles %lld, the model "
                           "starts from %lld",
                           r->f->path, prefix[r->pool], r->path,
                           (long long)r->s->year, (long long)base),
                   "settle that year (dianshu settle --set year=%lld), or "
                   "start from base_year %lld with its income, spending and "
                   "balance",
                   (long long)base, (long long)r->s->year);
}

static ds_status check_share(const reader *r)
{
    const bool has_share =
        r->f->config.v.pool[r->pool].settlement_share != DS_KEY_NONE;
    if (has_share == r->s->has_both) return DS_OK;
    if (has_share)
        return ds_hint(r->err,
                       ds_fail(r->err, DS_ERR_CONFIG,
                               "%s: %s.settlement_share: %s tells employees "
                               "from residents: there is nothing to share",
                               r->f->path, prefix[r->pool], r->path),
                       "take the share out");
    return ds_hint(r->err,
                   ds_fail(r->err, DS_ERR_CONFIG,
                           "%s: %s.settlement: %s does not tell employees "
                           "from residents",
                           r->f->path, prefix[r->pool], r->path),
                   "give %s.settlement_share: this pool's part of its budget "
                   "and points; 1 where the claims are of one kind (settle "
                   "--where insurance=%s)",
                   prefix[r->pool], kinds[r->pool]);
}

/* ---- together ------------------------------------------------------------ */

static ds_status read_scheme(const reader *r)
{
    static const struct {
        const char *scheme;
        ds_status (*read)(const reader *r);
    } schemes[] = {
        {"drg",      read_value   },
        {"dip",      read_value   },
        {"tianjin",  read_tianjin },
        {"sanya",    read_sanya   },
        {"hangzhou", read_hangzhou},
    };
    ds_table t = {0};
    ds_status st = ds_result_read(r->path, "config", &t, r->err);
    if (st == DS_ERR_IO) return st; /* the file itself */
    const int key = st == DS_OK ? ds_table_find(&t, "key") : -1;
    const int value = st == DS_OK ? ds_table_find(&t, "value") : -1;
    st = no_result(r);
    for (size_t row = 0; key >= 0 && value >= 0 && row < t.n_rows; row++) {
        if (strcmp(ds_table_get_text(&t, row, (size_t)key), "policy.scheme"))
            continue;
        const char *name = ds_table_get_text(&t, row, (size_t)value);
        for (size_t i = 0; i < DS_COUNT(schemes); i++)
            if (strcmp(name, schemes[i].scheme) == 0) st = schemes[i].read(r);
    }
    ds_table_destroy(&t);
    return st;
}

/* What is the pool's own, and its part of what is of both. */
static ds_status part_of(const reader *r, ds_i128 own, ds_i128 both,
                         int64_t *out)
{
    const int64_t key = r->f->config.v.pool[r->pool].settlement_share;
    int64_t amount;
    if (ds_fit_i64(both, &amount) &&
        ds_mul_div(amount, r->s->has_both ? key : 0, DS_RATE_ONE, &amount) &&
        ds_fit_i64(own + amount, out))
        return DS_OK;
    return ds_fail(r->err, DS_ERR_OVERFLOW, "an amount is too large");
}

ds_status simulate_settled(const simulate_file *f, size_t pool,
                           const char *path, ds_fund_settled *out,
                           ds_error *err)
{
    sums s = {.share = DS_RATE_ONE, .value = DS_MISSING};
    const reader r = {f, pool, path, &s, err};
    DS_TRY(read_scheme(&r));
    DS_TRY(check_ledger(&r));
    DS_TRY(check_year(&r));
    DS_TRY(check_share(&r));
    *out = (ds_fund_settled){.is_given = true,
                             .is_inpatient = s.is_inpatient,
                             .value = s.value};
    int64_t points, distributed;
    DS_TRY(part_of(&r, s.own.budget, s.both.budget, &out->budget));
    DS_TRY(part_of(&r, s.own.points, s.both.points, &points));
    DS_TRY(part_of(&r, s.own.distributed, s.both.distributed, &distributed));
    if (s.value == DS_MISSING && points > 0)
        (void)!ds_fit_i64(
            ds_round_div((ds_i128)distributed * 100000000, points),
            &out->value);
    if (!ds_mul_div(points, s.share, DS_RATE_ONE, &out->points))
        return ds_fail(err, DS_ERR_OVERFLOW, "an amount is too large");
    if (out->budget > 0) return DS_OK;
    return unfit(&r, "no budget of this pool",
                 "give a settlement that has one, or budget_amount");
}
