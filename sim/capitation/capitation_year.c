/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/capitation/capitation_year.c - special compensation (D5) and what passes
 * to partner institutions (D14); see capitation_state.h. */
#include "sim/capitation/capitation_state.h"

#include "kernels/apportion.h"
#include "kernels/select.h"

#include <stdlib.h>
#include <string.h>

/* ---- D5 ------------------------------------------------------------------ */

/* What a unit's patients of the last month cost above the cap. */
typedef struct excesses {
    uint32_t *starts; /* [unit + 1] */
    int64_t *values;
    size_t n;
} excesses;

/* The person's unit in the last month, and its cost there above the cap. */
static int64_t excess_of(const ds_capitation *c, size_t person, uint32_t *unit)
{
    const ds_roster *r = c->in.roster;
    const int64_t *cost = c->span_cost.data;
    const int64_t last = ds_roster_find(r, person, c->run_last);
    int64_t sum = -c->limits.cap;
    if (last < 0) return 0;
    *unit = ds_roster_span_at(r, (size_t)last)->unit;
    for (uint32_t i = ds_roster_first(r, person);
         i < ds_roster_first(r, person + 1); i++)
        if (ds_roster_span_at(r, i)->unit == *unit) sum += cost[i];
    return sum > 0 ? sum : 0;
}

static ds_status find_excesses(const ds_capitation *c, excesses *x,
                               ds_error *err)
{
    uint32_t unit = 0;
    DS_TRY(ds_alloc(&x->starts, c->units.n + 1, sizeof *x->starts, err));
    for (size_t p = 0; p < c->in.n_persons; p++)
        if (excess_of(c, p, &unit) > 0) x->starts[unit]++;
    for (size_t u = 0; u <= c->units.n; u++) {
        x->n += x->starts[u];
        x->starts[u] = (uint32_t)x->n;
    }
    DS_TRY(ds_alloc(&x->values, x->n, sizeof *x->values, err));
    for (size_t p = 0; p < c->in.n_persons; p++) {
        const int64_t excess = excess_of(c, p, &unit);
        if (excess > 0) x->values[--x->starts[unit]] = excess;
    }
    return DS_OK;
}

/* The sum of the k largest of n values, which it moves. */
static bool sum_largest(int64_t *v, size_t n, size_t k, int64_t *sum)
{
    *sum = 0;
    if (k < n) {
        if (k == 0) return true;
        (void)ds_select(v, n, n - k);
        v += n - k;
        n = k;
    }
    for (size_t i = 0; i < n; i++)
        if (!ds_add_i64(sum, v[i])) return false;
    return true;
}

ds_status cap_compensation(ds_capitation *c, ds_error *err)
{
    excesses x = {0};
    ds_status st = DS_OK;
    if (!c->in.roster) return DS_OK;
    DS_GO(find_excesses(c, &x, err));
    for (uint32_t u = 1; u < c->units.n; u++) {
        cap_unit *unit = &c->unit[u];
        const int64_t heads = unit->month[DS_CAP_MONTHS - 1].sums.heads;
        unit->comp_heads = ds_d5_heads(heads, c->policy.comp_n);
        if (!sum_largest(x.values + x.starts[u], x.starts[u + 1] - x.starts[u],
                         (size_t)unit->comp_heads, &unit->excess))
            DS_GO(ds_fail(err, DS_ERR_OVERFLOW,
                          "D5: the cost above the cap does not fit 64 bits"));
    }
done:
    free(x.starts);
    free(x.values);
    return st;
}

/* ---- D14 ----------------------------------------------------------------- */

enum { T_UNIT, T_PARTNER, T_SHARE, T_AMOUNT, T_COLUMNS };

/* clang-format off */
static const ds_column_spec specs[T_COLUMNS] = {
    {"unit", DS_CELL_TEXT, 0, "", "健康管理机构", "who passes on"},
    {"partner", DS_CELL_TEXT, 0, "", "合作机构", "who receives"},
    {"share", DS_CELL_DECIMAL, 9, "1", "分配比例", "of the surplus that is kept (D14)"},
    {"amount", DS_CELL_FEN, 0, "yuan", "分配金额", "by largest remainder"},
};
/* clang-format on */

static bool is_same(const ds_table *t, size_t a, size_t b, size_t column)
{
    return strcmp(ds_table_get_text(t, a, column),
                  ds_table_get_text(t, b, column)) == 0;
}

/* The rows are sorted by unit and partner. */
static ds_status check_repeated(const ds_table *t, ds_error *err)
{
    for (size_t r = 1; r < t->n_rows; r++)
        if (is_same(t, r - 1, r, T_UNIT) && is_same(t, r - 1, r, T_PARTNER))
            return ds_hint(err,
                           ds_fail(err, DS_ERR_DATA,
                                   "partners: unit %.60s and partner %.60s "
                                   "are there twice",
                                   ds_table_get_text(t, r, T_UNIT),
                                   ds_table_get_text(t, r, T_PARTNER)),
                           "give one row with the sum of the shares");
    return DS_OK;
}

static ds_status copy_partners(ds_capitation *c, ds_error *err)
{
    static const size_t keys[] = {T_UNIT, T_PARTNER};
    const ds_table *from = c->in.partners;
    ds_table *t = &c->transfers;
    DS_TRY(ds_table_init(t, "transfers", "结余分配", specs, T_COLUMNS, err));
    for (size_t k = 0; from && k < from->n_rows; k++) {
        size_t row;
        DS_TRY(ds_table_add(t, &row, err));
        for (size_t column = T_UNIT; column <= T_PARTNER; column++) {
            const int at = ds_table_find(from, specs[column].name);
            DS_TRY(ds_table_set_text(
                t, row, column, ds_table_get_text(from, k, (size_t)at), err));
        }
        const int64_t share =
            ds_table_get(from, k, (size_t)ds_table_find(from, "share"));
        if (share < 0 || share > DS_RATE_ONE ||
            ds_table_get_text(t, row, T_PARTNER)[0] == '\0')
            return ds_hint(err,
                           ds_fail(err, DS_ERR_DATA,
                                   "partners: row %zu: no partner, or a share "
                                   "not between 0 and 1",
                                   ds_table_line(from, k)),
                           "give unit, partner and a share such as 0.2");
        ds_table_set(t, row, T_SHARE, share);
    }
    DS_TRY(ds_table_sort(t, keys, 2, err));
    return check_repeated(t, err);
}

static uint32_t unit_at(const ds_capitation *c, size_t row, size_t column)
{
    const char *name = ds_table_get_text(&c->transfers, row, column);
    const uint32_t code = ds_dict_find(&c->units, name, strlen(name));
    return code == UINT32_MAX ? 0 : code;
}

/* Rows [from, to) are of one unit: its kept surplus, the rest of the shares is
 * its own. */
static ds_status pass_on(ds_capitation *c, size_t from, size_t to,
                         ds_error *err)
{
    ds_table *t = &c->transfers;
    const size_t n = to - from;
    cap_unit *u = &c->unit[unit_at(c, from, T_UNIT)];
    int64_t *weights = NULL, own = DS_RATE_ONE;
    ds_status st = DS_OK;
    DS_TRY(ds_alloc(&weights, 2 * (n + 1), sizeof *weights, err));
    int64_t *amounts = weights + n + 1;
    for (size_t i = 0; i < n; i++) {
        weights[i] = ds_table_get(t, from + i, T_SHARE);
        own -= weights[i];
    }
    weights[n] = own;
    if (own < 0)
        DS_GO(ds_hint(err,
                      ds_fail(err, DS_ERR_DATA,
                              "partners: the shares of unit %.60s are above 1",
                              ds_table_get_text(t, from, T_UNIT)),
                      "they are parts of its surplus: lower them"));
    DS_GO(ds_apportion(u->kept, n + 1, weights, NULL, amounts, err));
    for (size_t i = 0; i < n; i++) {
        ds_table_set(t, from + i, T_AMOUNT, amounts[i]);
        u->passed += amounts[i];
        c->unit[unit_at(c, from + i, T_PARTNER)].received += amounts[i];
    }
done:
    free(weights);
    return st;
}

ds_status cap_transfers(ds_capitation *c, ds_error *err)
{
    DS_TRY(copy_partners(c, err));
    for (size_t from = 0, to; from < c->transfers.n_rows; from = to) {
        to = from + 1;
        while (to < c->transfers.n_rows &&
               unit_at(c, to, T_UNIT) == unit_at(c, from, T_UNIT))
            to++;
        DS_TRY(pass_on(c, from, to, err));
    }
    return DS_OK;
}
