/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/runoff_tables.c - the tables of a run-off; see runoff.h. */
#include "sim/fund/runoff.h"

#include <math.h>

enum { MAX_COLUMNS = 16 };

/* A table whose first column, in a run by groups, is the group. */
typedef struct sheet {
    const ds_runoff *r;
    ds_table *t;
    size_t at; /* columns before the table's own: 0 or 1 */
    ds_error *err;
} sheet;

static ds_status begin(sheet *s, const char *name, const char *zh,
                       const ds_column_spec *specs, size_t n)
{
    ds_column_spec all[MAX_COLUMNS];
    s->at = s->r->is_grouped;
    if (s->at) all[0] = s->r->sums->columns[0];
    for (size_t i = 0; i < n; i++) all[s->at + i] = specs[i];
    return ds_table_init(s->t, name, zh, all, s->at + n, s->err);
}

static ds_status add(const sheet *s, const ds_runoff_group *g, size_t *row)
{
    const ds_table *sums = s->r->sums;
    DS_TRY(ds_table_add(s->t, row, s->err));
    if (!s->at) return DS_OK;
    if (sums->columns[0].type == DS_CELL_TEXT)
        return ds_table_set_text(s->t, *row, 0,
                                 ds_table_get_text(sums, g->row, 0), s->err);
    ds_table_set(s->t, *row, 0, ds_table_get(sums, g->row, 0));
    return DS_OK;
}

static void put(const sheet *s, size_t row, size_t column, int64_t value)
{
    ds_table_set(s->t, row, s->at + column, value);
}

static void put_real(const sheet *s, size_t row, size_t column, double value)
{
    ds_table_set_real(s->t, row, s->at + column, value);
}

static ds_status put_text(const sheet *s, size_t row, size_t column,
                          const char *text)
{
    return ds_table_set_text(s->t, row, s->at + column, text, s->err);
}

/* A standard error in fen, as money; nothing where there is none. */
static void put_error(const sheet *s, size_t row, size_t column, double fen)
{
    if (isfinite(fen) && fabs(fen) < 9e18)
        put(s, row, column, (int64_t)llround(fen));
}

/* The first month of the i-th period of a run-off. */
static int64_t month_at(const ds_runoff *r, size_t i)
{
    const int64_t period = r->first + (int64_t)i;
    return r->policy->is_quarterly ? 3 * period : period;
}

/* ---- reserve ------------------------------------------------------------- */

enum {
    R_SERVICE,
    R_STATE,
    R_LATEST,
    R_FACTOR,
    R_ULTIMATE,
    R_RESERVE,
    R_PROCESS,
    R_PARAMETER,
    R_ERROR,
    R_CV
};

static void put_projection(const sheet *s, size_t row, const ds_projection *p)
{
    put(s, row, R_LATEST, p->latest);
    put(s, row, R_ULTIMATE, p->ultimate);
    put(s, row, R_RESERVE, p->reserve);
    put_error(s, row, R_PROCESS, p->process);
    put_error(s, row, R_PARAMETER, p->parameter);
    put_error(s, row, R_ERROR, p->error);
    if (p->latest > 0)
        put_real(s, row, R_FACTOR, (double)p->ultimate / (double)p->latest);
    if (p->reserve > 0 && isfinite(p->error))
        put_real(s, row, R_CV, p->error / (double)p->reserve);
}

/* A group without an estimate: what is booked, and why there is no more. */
static ds_status put_failure(const sheet *s, const ds_runoff_group *g)
{
    ds_i128 sum = 0;
    int64_t booked;
    size_t row;
    for (size_t i = 0; i < g->n * g->n; i++) sum += g->amount[i];
    if (!ds_fit_i64(sum, &booked))
        return ds_fail(s->err, DS_ERR_OVERFLOW, "an amount is too large");
    DS_TRY(add(s, g, &row));
    put(s, row, R_LATEST, booked);
    return put_text(s, row, R_STATE, ds_runoff_failures[g->failure]);
}

/* Of all groups that are developed, taken as independent. */
static ds_status put_total(const sheet *s)
{
    const ds_runoff *r = s->r;
    ds_i128 sums[3] = {0};
    double process = 0, parameter = 0;
    ds_projection all = {0};
    size_t row;
    for (size_t i = 0; i < r->n_groups; i++) {
        const ds_projection *p = &r->groups[i].ladder.all;
        if (r->groups[i].failure != DS_RUNOFF_DEVELOPED) continue;
        sums[0] += p->latest;
        sums[1] += p->ultimate;
        sums[2] += p->reserve;
        process += p->process * p->process;
        parameter += p->parameter * p->parameter;
    }
    if (!ds_fit_i64(sums[0], &all.latest) ||
        !ds_fit_i64(sums[1], &all.ultimate) ||
        !ds_fit_i64(sums[2], &all.reserve))
        return ds_fail(s->err, DS_ERR_OVERFLOW, "an amount is too large");
    all.process = sqrt(process);
    all.parameter = sqrt(parameter);
    all.error = sqrt(process + parameter);
    DS_TRY(ds_table_add(s->t, &row, s->err));
    put_projection(s, row, &all);
    return put_text(s, row, R_STATE, r->n_failed > 0 ? "partial" : "all_groups");
}

static ds_status put_reserve(const sheet *s, const ds_runoff_group *g)
{
    const size_t m = g->n - g->lead;
    size_t row;
    if (g->failure != DS_RUNOFF_DEVELOPED) return put_failure(s, g);
    for (size_t i = 0; i < g->n; i++) {
        DS_TRY(add(s, g, &row));
        put(s, row, R_SERVICE, month_at(s->r, i));
        if (i >= m) {
            DS_TRY(put_text(s, row, R_STATE, "not_booked_yet"));
            continue;
        }
        const ds_projection *p = &g->ladder.period[i];
        put_projection(s, row, p);
        DS_TRY(put_text(s, row, R_STATE,
                        p->latest <= 0    ? "no_amount"
                        : p->reserve == 0 ? "complete"
                                          : "estimated"));
    }
    DS_TRY(add(s, g, &row));
    put_projection(s, row, &g->ladder.all);
    return put_text(s, row, R_STATE, "all");
}

static ds_status reserve_table(const ds_runoff *r, ds_table *t, ds_error *err)
{
    /* clang-format off */
    static const ds_column_spec specs[] = {
        {"service", DS_CELL_MONTH, 0, "", "服务期", "first month of the service period; empty: all"},
        {"state", DS_CELL_TEXT, 0, "", "状态", "estimated, complete, no_amount (nothing to develop), not_booked_yet (no estimate), all; of a group without an estimate no_booked_amount, single_column, no_factor; over the groups all_groups, or partial without those"},
        {"booked", DS_CELL_FEN, 0, "yuan", "已入账", "booked up to the last known period"},
        {"to_ultimate", DS_CELL_REAL, 0, "1", "至终值因子", "ultimate / booked"},
        {"ultimate", DS_CELL_FEN, 0, "yuan", "终值", "booked x the factors still to come (Mack 1993)"},
        {"reserve", DS_CELL_FEN, 0, "yuan", "未入账准备", "incurred and not yet booked: ultimate - booked"},
        {"process_error", DS_CELL_FEN, 0, "yuan", "过程标准误", "standard error of what is still random"},
        {"parameter_error", DS_CELL_FEN, 0, "yuan", "参数标准误", "standard error of the estimated factors"},
        {"error", DS_CELL_FEN, 0, "yuan", "标准误", "Mack's standard error of the reserve"},
        {"cv", DS_CELL_REAL, 0, "1", "变异系数", "error / reserve"},
    };
    /* clang-format on */
    sheet s = {.r = r, .t = t, .err = err};
    DS_TRY(begin(&s, "reserve", "未入账准备", specs, DS_COUNT(specs)));
    for (size_t g = 0; g < r->n_groups; g++)
        DS_TRY(put_reserve(&s, &r->groups[g]));
    return r->is_grouped ? put_total(&s) : DS_OK;
}

/* ---- factors ------------------------------------------------------------- */

static ds_status put_factors(const sheet *s, const ds_runoff_group *g)
{
    enum { F_DELAY, F_FACTOR, F_ERROR, F_SIGMA, F_SOURCE, F_PAIRS, F_SKIPPED };
    for (size_t k = 0;
         g->failure == DS_RUNOFF_DEVELOPED && k + 1 < g->ladder.n; k++) {
        const ds_development *d = &g->ladder.development[k];
        size_t row;
        DS_TRY(add(s, g, &row));
        put(s, row, F_DELAY, (int64_t)(k + g->lead));
        put_real(s, row, F_FACTOR, d->factor);
        put_real(s, row, F_ERROR, d->error);
        put_real(s, row, F_SIGMA, sqrt(d->sigma2 / 100)); /* fen to yuan */
        put(s, row, F_PAIRS, (int64_t)d->n_pairs);
        put(s, row, F_SKIPPED, (int64_t)d->n_skipped);
        DS_TRY(put_text(s, row, F_SOURCE,
                        d->is_sigma_estimated ? "estimated" : "carried"));
    }
    return DS_OK;
}

static ds_status factors_table(const ds_runoff *r, ds_table *t, ds_error *err)
{
    /* clang-format off */
    static const ds_column_spec specs[] = {
        {"delay", DS_CELL_INT, 0, "periods", "滞后", "the factor leads from this delay to the next"},
        {"factor", DS_CELL_REAL, 0, "1", "发展因子", "sum of the next column / sum of this one"},
        {"factor_error", DS_CELL_REAL, 0, "1", "因子标准误", "standard error of the factor"},
        {"sigma", DS_CELL_REAL, 0, "yuan^0.5", "离散参数", "Mack's sigma"},
        {"sigma_source", DS_CELL_TEXT, 0, "", "离散参数来源", "estimated from the rows, or carried from the two steps before"},
        {"pairs", DS_CELL_INT, 0, "periods", "期数", "service periods that the factor is estimated from"},
        {"left_out", DS_CELL_INT, 0, "periods", "剔除期数", "service periods without an amount before the step"},
    };
    /* clang-format on */
    sheet s = {.r = r, .t = t, .err = err};
    DS_TRY(begin(&s, "factors", "发展因子", specs, DS_COUNT(specs)));
    for (size_t g = 0; g < r->n_groups; g++)
        DS_TRY(put_factors(&s, &r->groups[g]));
    return DS_OK;
}

/* ---- triangle and rows --------------------------------------------------- */

static ds_status put_triangle(const sheet *s, const ds_runoff_group *g)
{
    for (size_t i = 0; i < g->n; i++) {
        int64_t sum = 0;
        for (size_t k = 0; i + k < g->n; k++) {
            const size_t cell = i * g->n + k;
            size_t row;
            if (!ds_add_i64(&sum, g->amount[cell]))
                return ds_fail(s->err, DS_ERR_OVERFLOW,
                               "an amount is too large");
            DS_TRY(add(s, g, &row));
            put(s, row, 0, month_at(s->r, i));
            put(s, row, 1, (int64_t)k);
            put(s, row, 2, month_at(s->r, i + k));
            put(s, row, 3, g->records[cell]);
            put(s, row, 4, g->amount[cell]);
            put(s, row, 5, sum);
        }
    }
    return DS_OK;
}

static ds_status triangle_table(const ds_runoff *r, ds_table *t, ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"service",    DS_CELL_MONTH, 0, "",        "服务期",
         "first month of the service period"                                              },
        {"delay",      DS_CELL_INT,   0, "periods", "滞后",       "booked - service"    },
        {"booked_in",  DS_CELL_MONTH, 0, "",        "入账期",
         "first month of the booking period"                                              },
        {"records",    DS_CELL_INT,   0, "records", "记录数",    "claims"              },
        {"amount",     DS_CELL_FEN,   0, "yuan",    "金额",       "booked in the period"},
        {"cumulative", DS_CELL_FEN,   0, "yuan",    "累计金额",
         "booked up to its end"                                                           },
    };
    sheet s = {.r = r, .t = t, .err = err};
    DS_TRY(begin(&s, "triangle", "流量三角形", specs, DS_COUNT(specs)));
    for (size_t g = 0; g < r->n_groups; g++)
        DS_TRY(put_triangle(&s, &r->groups[g]));
    return DS_OK;
}

static ds_status rows_table(const ds_runoff *r, ds_table *t, ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"bucket", DS_CELL_TEXT, 0, "",        "去向",    "what became of a record"},
        {"rows",   DS_CELL_INT,  0, "records", "记录数", "how many"               },
    };
#define RUNOFF_NAME(code, name, zh) name,
    static const char *const names[] = {DS_RUNOFF_LIST(RUNOFF_NAME)};
#undef RUNOFF_NAME
    DS_TRY(ds_table_init(t, "rows", "记录去向", specs, DS_COUNT(specs), err));
    for (size_t i = 0; i < DS_N_RUNOFF; i++) {
        size_t row;
        DS_TRY(ds_table_add(t, &row, err));
        DS_TRY(ds_table_set_text(t, row, 0, names[i], err));
        ds_table_set(t, row, 1, (int64_t)r->rows[i]);
    }
    return DS_OK;
}

ds_status ds_runoff_tables(const ds_runoff *r,
                           ds_table tables[DS_N_RUNOFF_TABLES], ds_error *err)
{
    DS_TRY(reserve_table(r, &tables[0], err));
    DS_TRY(factors_table(r, &tables[1], err));
    DS_TRY(triangle_table(r, &tables[2], err));
    return rows_table(r, &tables[3], err);
}
